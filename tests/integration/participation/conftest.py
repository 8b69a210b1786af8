"""A young person's item with people in seats, and how to choose and ask as them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from portal.participation import operations
from portal.participation.models import MeetingAsk
from portal.participation.rules.asks import AskKind, Whom
from portal.participation.rules.choices import Topic
from portal.people.policy import Actor, Role
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.conftest import (
    NOW,
    District,
    actor_of,
    as_person,
    district,
    register,
)
from tests.integration.panels.people_of_panels import seat, somebody
from tests.support.kept import kept

__all__ = ["Taking", "as_person", "district", "taking"]  # fixtures, shared with panels'
SECRET = "Quokkabella reason"
"""Why they ask: words that stand nowhere else."""


@dataclass
class Taking:
    """The first young person's item on 17 December at 9:30am."""

    district: District
    item_id: UUID
    housing: Actor
    second_support: Actor

    @property
    def working(self) -> ScopeOpener:
        """Open a county-wide scope."""
        return self.district.working

    @property
    def young_person_id(self) -> UUID:
        """Whose item it is."""
        return self.district.young_people[0]

    def choose(self, topic: Topic, given: dict[str, object], **more: Any) -> None:
        """Answer one question as the young person."""
        arguments: dict[str, Any] = {
            "now": NOW,
            "young_person_id": self.young_person_id,
            "item_id": self.item_id,
            "topic": topic,
            "given": given,
            "seen": 0,
        }
        with self.working():
            operations.choose_as_young_person(**(arguments | more))

    def ask(self, kind: AskKind = AskKind.NOT_THERE, **more: Any) -> UUID:
        """Ask for something as the young person: that Hattie of housing is not there."""
        arguments: dict[str, Any] = {
            "now": NOW,
            "young_person_id": self.young_person_id,
            "item_id": self.item_id,
            "kind": kind,
        }
        if kind is AskKind.NOT_THERE:
            arguments |= {"whom": Whom(person_id=self.housing.person_id), "why": SECRET}
        with self.working():
            row: MeetingAsk = operations.ask_as_young_person(**(arguments | more))
            return row.id

    def path(self, tail: str = "") -> str:
        """The address of how they take part."""
        return f"/d/burnley/items/{self.item_id}/taking-part{tail}"


@pytest.fixture
@kept
def taking(district: District) -> Taking:
    """An item with a holder of the housing seat, and a second case support officer."""
    with district.working():
        housing = somebody("Hattie Invented")
        seat(district, housing, "housing_authority")
        second = register("Cleo Example", Role.CASE_SUPPORT)
    item_id = district.nominate().item_id
    with district.working(writes=False):
        return Taking(district, item_id, actor_of(housing), actor_of(second))
