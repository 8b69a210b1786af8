"""What the lists of a form offer: seats, people, parts of the day, free times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from portal.kernel.kinds import PanelKind
from portal.panels import queries
from portal.panels.pages.meeting import part_words, slot_choices
from portal.panels.pages.panels import NomineeLine
from portal.panels.rules.nomination import ITEM_TYPES
from portal.people import queries as people
from portal.people.policy import WORKS_ON_CASES, Role
from portal.tenancy.door import variation_of
from portal.variations.manager import DistrictVariation


class _Choice(Protocol):
    data: str | None

    def offer(self, choices: Sequence[tuple[str, str]]) -> None: ...


class _HolderForm(Protocol):
    seat_key: _Choice
    person_id: _Choice


class _PlanForm(Protocol):
    part: _Choice


class _NominateForm(Protocol):
    slot: _Choice
    item_type: _Choice
    social_worker: _Choice
    manager: _Choice

    def is_submitted(self) -> bool: ...


def fill_holder_form(form: _HolderForm, district_id: str, kind: PanelKind, today: date) -> None:
    """Offer the seats held for a term, and everyone who has a role here."""
    seats = variation_of(district_id).seats(as_of=today, kind=kind).value
    form.seat_key.offer([(seat.key, seat.label) for seat in seats if not seat.case_bound])
    found = people.people_with_role(*Role, district_id=district_id, today=today)
    form.person_id.offer([(str(person.id), person.name) for person in found])


def fill_plan_form(form: _PlanForm, variation: DistrictVariation, today: date) -> None:
    """Offer every part of the day a panel may sit; the usual one is chosen already."""
    parts: dict[str, str] = {}
    usual = ""
    for kind in PanelKind:
        plan = variation.slot_plan(as_of=today, kind=kind).value
        usual = usual or plan.part
        parts |= {name: part_words(name) for name, _ in plan.parts}
    form.part.offer(list(parts.items()))
    if form.part.data is None:
        form.part.data = usual


def fill_nominate_form(
    form: _NominateForm, meeting_id: UUID, line: NomineeLine, today: date
) -> None:
    """Offer the free times, the usual matters, social workers and managers of the district."""
    row = queries.meeting_row(meeting_id)
    free = slot_choices(meeting_id)
    form.slot.offer(free)
    if not form.is_submitted() and not form.slot.data and free:
        form.slot.data = free[0][0]
    usual = ITEM_TYPES[row.kind]
    form.item_type.offer([*((words, words) for words in usual), ("other", "Something else")])
    workers = people.people_with_role(Role.SOCIAL_WORKER, district_id=row.district_id, today=today)
    known = {str(person.id): person.name for person in workers}
    if line.social_worker_id is not None and str(line.social_worker_id) not in known:
        own = people.people_by_id({line.social_worker_id})
        known |= {str(key): person.name for key, person in own.items()}
    form.social_worker.offer(sorted(known.items(), key=lambda pair: pair[1]))
    managers = people.people_with_role(*WORKS_ON_CASES, district_id=row.district_id, today=today)
    form.manager.offer([(str(person.id), person.name) for person in managers])
    if not form.is_submitted() and not form.social_worker.data and line.social_worker_id:
        form.social_worker.data = str(line.social_worker_id)
