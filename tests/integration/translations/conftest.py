"""A filed record, its young person and its workers, and how a translation is handed over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.database import session
from portal.records.models import Action
from portal.testing.pages import PageClient
from portal.translations.models import Translation
from portal.voice import operations as voice
from portal.voice import queries as voices
from portal.voice.operations import Asking
from portal.voice.rules.answers import Answer, Audience, How
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.records.conftest import (
    Enter,
    enter,
    panel,
    support,
    told,
    young,
)
from tests.support.invented_panel import InventedPanel

__all__ = ["Handing", "enter", "handing", "panel", "support", "told", "young"]

BY = "Invented Interpreters"
SAID = "ኣብ ከባቢ ቤት ትምህርቲ"
"""What they say, in Tigrinya: near school."""


@dataclass
class Handing:
    """An item's texts, and the addresses where they are translated and shown."""

    panel: InventedPanel
    enter: Enter
    working: ScopeOpener
    clock: MovableClock

    @property
    def item_id(self) -> UUID:
        """The first young person's item."""
        return self.panel.items[0]

    @property
    def item(self) -> str:
        """The address of the item's page."""
        return f"/d/{self.panel.district}/items/{self.item_id}"

    def words(self, language: str = "") -> str:
        """The address where words are put into a language: its code, or "other&name=…"."""
        return f"{self.item}/words{f'?language={language}' if language else ''}"

    @property
    def decision(self) -> str:
        """The box of the decision."""
        return f"words-decision-{self.item_id.hex}"

    @property
    def promise(self) -> str:
        """The box of the first promise."""
        with self.working(writes=False):
            action = session.scalars(select(Action.id).where(Action.item_id == self.item_id)).one()
        return f"words-promise-{action.hex}"

    def drawn(self, client: PageClient, language: str) -> dict[str, str]:
        """What the page's hidden boxes hold, as a browser sends them back."""
        page = client.get(self.words(language)).text
        found = re.findall(r'name="(seen-[^"]+)"[^>]*value="([^"]+)"', page)
        return {name: unescape(value) for name, value in found}

    def hand(
        self, client: PageClient, language: str, boxes: dict[str, str], *, by: str = BY
    ) -> TestResponse:
        """Fill boxes in and send them; what the page was drawn with goes along."""
        data = {**self.drawn(client, language), "made_by": by, **boxes}
        return client.post(self.words(language), data=data)

    @property
    def whose(self) -> dict[str, UUID]:
        """What the young person's own operations are called with."""
        return {"young_person_id": self.panel.young_people[0], "item_id": self.item_id}

    def say(
        self,
        words: str = SAID,
        *,
        language: str = "ti",
        audience: Audience = Audience.PANEL,
        version: int = 0,
        share: bool = True,
    ) -> str:
        """Let them say one thing on a page in a language; return the box of its English."""
        with self.working():
            voice.answer(
                now=self.clock.instant,
                asking=Asking(key="say", wording="ሕቶ?", language=language),
                given=Answer(How.TYPED, audience, words=words),
                version=version,
                **self.whose,
            )
            if share:
                voice.share(now=self.clock.instant, **self.whose)
        with self.working(writes=False):
            row = voices.answer_to(self.item_id, "say")
            assert row is not None
            return f"words-views-{row.id.hex}"

    def kept(self) -> Sequence[Translation]:
        """Every translation, the oldest first."""
        with self.working(writes=False):
            rows = session.scalars(
                select(Translation).order_by(Translation.source, Translation.number)
            ).all()
            for row in rows:
                _ = row.words, row.made_by, row.language_name
            return rows


@pytest.fixture
def handing(
    panel: InventedPanel,
    enter: Enter,
    working: ScopeOpener,
    clock: MovableClock,
) -> Handing:
    return Handing(panel, enter, working, clock)
