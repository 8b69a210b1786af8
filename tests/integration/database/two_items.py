"""Two items of one meeting with all that hangs below them, and a way to see some of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from flask import Flask

from portal.audit.models import Event
from portal.cases.models import CareEpisode, Case, ReturnImport, YoungPerson
from portal.database import (
    NO_ITEMS,
    Reach,
    Scope,
    open_scope,
    session,
)
from portal.panels.models import AgendaVersion, Item, Meeting, Panel, SeatHolder, Slot
from portal.people.models import Person, RoleGrant
from portal.records.models import Action, Attendance, Barrier, ItemRecord
from tests.integration.conftest import AUTHORITY, ScopeOpener

DAY = date(2026, 12, 17)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
Opener = Callable[..., AbstractContextManager[None]]


@dataclass
class Two:
    """Two items of one meeting, each with all that hangs below it; a third slot is empty."""

    items: list[UUID] = field(default_factory=list)
    young_people: list[UUID] = field(default_factory=list)
    person: UUID = field(default_factory=uuid4)
    meeting: UUID = field(default_factory=uuid4)

    def reach(self, *numbers: int) -> Reach:
        """Return what belongs to these items."""
        return Reach(
            frozenset(self.items[n] for n in numbers),
            frozenset(self.young_people[n] for n in numbers),
        )


def lay_two(working: ScopeOpener) -> Two:
    """Lay two items out, committed as far as the test goes."""
    made = Two()
    here = {"district_id": "burnley"}
    with working():
        person = Person(id=made.person, name="Sam", email="sam@practice.example", starts_on=DAY)
        panel = Panel(**here, kind="leaving_care", starts_on=DAY)
        add(person, panel)
        add(RoleGrant(person_id=made.person, role="member", starts_on=DAY))
        seat = {**here, "seat_key": "chair", "person_id": made.person}
        add(
            Meeting(**here, id=made.meeting, panel_id=panel.id, held_on=DAY, part="am"),
            SeatHolder(**seat, panel_id=panel.id, starts_on=DAY),
        )
        agenda = {"number": 1, "published_at": NOW, "published_by": made.person, "frozen": {}}
        add(
            Attendance(**seat, meeting_id=made.meeting, state="expected"),
            AgendaVersion(**here, meeting_id=made.meeting, **agenda),
            ReturnImport(started_at=NOW, year=2026, as_of=DAY, state="done", report={}),
        )
        for number in range(2):
            _item(made, number, here)
        add(Slot(**here, meeting_id=made.meeting, starts_at=time(11), minutes=20))
    return made


def add(*rows: Any) -> None:
    session.add_all(rows)
    session.flush()


def _item(made: Two, number: int, here: dict[str, str]) -> None:
    young = YoungPerson(**here, reference=f"LH-{number}", born_on=DAY)
    slot = Slot(**here, meeting_id=made.meeting, starts_at=time(9 + number), minutes=20)
    add(young, slot)
    case = Case(**here, young_person_id=young.id, kind="leaving_care", opened_on=DAY)
    add(case, CareEpisode(young_person_id=young.id, started_on=DAY))
    item = Item(
        **here,
        meeting_id=made.meeting,
        slot_id=slot.id,
        case_id=case.id,
        young_person_id=young.id,
        item_type=f"item {number}",
        social_worker_id=made.person,
        nominated_by=made.person,
        nominated_on=DAY,
    )
    add(item)
    by = {"recorded_by": made.person, "recorded_at": NOW}
    record = ItemRecord(**here, item_id=item.id, took_part="came", **by)
    add(record)
    below = {**here, "item_record_id": record.id, "item_id": item.id, "position": 1}
    add(
        Barrier(**below, wording=f"barrier {number}"),
        Action(**below, wording=f"action {number}", owner_id=made.person, due_on=DAY),
        *(
            Event(event="x", subject_kind="x", subject_id=about, happened_at=NOW, facts={})
            for about in (item.id, young.id)
        ),
    )
    made.items.append(item.id)
    made.young_people.append(young.id)


def opener_of(app: Flask) -> Opener:
    """Return what opens a scope of one district that is limited to items."""

    @contextmanager
    def opener(
        only: Reach | None = None, without: Reach = NO_ITEMS, *, writes: bool = False
    ) -> Iterator[None]:
        scope = Scope(
            AUTHORITY,
            frozenset({"burnley"}),
            None,
            "visiting",
            writes=writes,
            only=only,
            without=without,
        )
        with app.app_context(), open_scope(scope):
            yield

    return opener
