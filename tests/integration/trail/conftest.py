"""A panel whose day it is, its people, and the trail to look into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.cases.models import CareEpisode
from portal.database import session
from portal.people.policy import Role
from portal.testing.pages import PageClient
from tests.integration.conftest import ScopeOpener
from tests.integration.records.conftest import enter
from tests.support.invented_panel import InventedPanel, person, published_panel
from tests.support.kept import kept

__all__ = ["enter"]
Enter = Callable[[str], PageClient]


@pytest.fixture
@kept
def panel(working: ScopeOpener) -> InventedPanel:
    """A panel that meets today; its young people are in care, and a guest sits in no seat."""
    with working():
        made = published_panel()
        person(made, "guest", Role.MEMBER)
        session.add_all(
            CareEpisode(young_person_id=each, started_on=date(2020, 1, 1), legal_status="C2")
            for each in made.young_people
        )
    return made


@pytest.fixture
def governance(panel: InventedPanel, working: ScopeOpener, enter: Enter) -> PageClient:
    """The browser of whoever keeps the trail."""
    with working():
        person(panel, "governance", Role.INFORMATION_GOVERNANCE, county=True)
    return enter("governance")


@dataclass
class Trail:
    """The entries since it was last asked."""

    working: ScopeOpener
    seen: int = 0

    def new(self, *kinds: str) -> list[Event]:
        """The entries added since the last call, of these kinds where any is named."""
        with self.working(writes=False):
            found = session.scalars(
                select(Event).where(Event.seq > self.seen).order_by(Event.seq)
            ).all()
            session.expunge_all()
        self.seen = found[-1].seq if found else self.seen
        return [each for each in found if not kinds or each.kind in kinds]


@pytest.fixture
def trail(working: ScopeOpener) -> Trail:
    return Trail(working)
