"""A young person who is in, with an item on an agenda, and staff of the district beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from portal.testing.pages import PageClient
from portal.voice import queries
from portal.voice.models import ViewsAnswer
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.conftest import (  # noqa: F401 - fixtures
    District,
    as_person,
    district,
)
from tests.support.young import opened_by_code

HOME, PREFERRED, MATTERS, PEOPLE, WORRIES, FEEL, HELP, SAY = range(1, 9)
"""The core questions by the number in their address."""


@dataclass
class Saying:
    """A young person's browser, and what is kept of what they say."""

    client: PageClient
    item_id: UUID
    young_person_id: UUID
    working: ScopeOpener

    def version(self, number: int) -> int:
        """Return the version the question's page is drawn with."""
        page = self.client.get(f"/y/say/{number}")
        return int(page.text.split('name="version" value="')[1].split('"')[0])

    def answer(self, number: int, words: str = "", **more: object) -> TestResponse:
        """Answer a question by its form."""
        data = {"words": words, "version": self.version(number), "do": "save", **more}
        return self.client.post(f"/y/say/{number}", data=data)

    def kept(self, key: str) -> ViewsAnswer | None:
        """Return the answer that is kept to a question."""
        with self.working(writes=False):
            found = queries.answer_to(self.item_id, key)
            if found is not None:
                _ = found.words, found.scribe
            return found


Come = Callable[[PageClient], PageClient]


@pytest.fixture
def item_id(district: District) -> UUID:  # noqa: F811 - the fixture
    return district.nominate(0).item_id


@pytest.fixture
def saying(client: PageClient, district: District, item_id: UUID, working: ScopeOpener) -> Saying:  # noqa: F811 - the fixture
    young_person_id = district.young_people[0]
    return Saying(
        opened_by_code(client, young_person_id, item_id), item_id, young_person_id, working
    )
