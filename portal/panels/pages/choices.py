"""What the lists of a form offer: seats, people, parts of the day, free times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from portal.kernel.kinds import PanelKind
from portal.panels import operations, queries
from portal.panels.operations import ItemAt
from portal.panels.pages.item import everyone_who
from portal.panels.pages.meeting import part_words, slot_choices
from portal.panels.pages.panels import NomineeLine
from portal.panels.rules.membership import why_not_in, why_not_own
from portal.panels.rules.nomination import ITEM_TYPES
from portal.people import queries as people
from portal.people.models import Person
from portal.people.policy import WORKS_ON_CASES, Actor
from portal.tenancy.door import variation_of
from portal.variations.manager import DistrictVariation
from portal.variations.values import OrganisationKind


class _Choice(Protocol):
    data: str | None

    def offer(self, choices: Sequence[tuple[str, str]]) -> None: ...


class _HolderForm(Protocol):
    seat_key: _Choice
    person_id: _Choice

    def is_submitted(self) -> bool: ...


class _PlanForm(Protocol):
    part: _Choice


class _NominateForm(Protocol):
    slot: _Choice
    item_type: _Choice
    social_worker: _Choice
    manager: _Choice
    personal_adviser: _Choice

    def is_submitted(self) -> bool: ...


def fill_holder_form(
    form: _HolderForm, actor: Actor, district_id: str, kind: PanelKind, today: date
) -> None:
    """Offer the seats held for a term, and everyone who can sign in and may sit in the one chosen.

    Where none is chosen yet, everyone who may sit in one of them, but for whoever asks; what was
    sent is kept as it was, and refused in words.
    """
    seats = variation_of(district_id).seats(as_of=today, kind=kind).value
    held = [seat for seat in seats if not seat.case_bound]
    form.seat_key.offer([(seat.key, seat.label) for seat in held])
    chosen = [seat for seat in held if seat.key == form.seat_key.data]
    if form.is_submitted() or not chosen:
        chosen = held
    found = _everybody(today, lambda kind: any(why_not_in(seat, kind) is None for seat in chosen))
    if not form.is_submitted():
        found = [each for each in found if each[0] != str(actor.person_id)]
    form.person_id.offer(found)


def _everybody(
    today: date, may: Callable[[OrganisationKind | None], bool]
) -> list[tuple[str, str]]:
    """Return everyone who can sign in: a seat is what lets somebody in, so they hold none yet.

    ``may`` says of which kinds of organisation.
    """
    return [(str(each.id), titled(each)) for each in _from(people.everybody_there(today), may)]


def titled(person: Person) -> str:
    """Return somebody's name with what they are."""
    return f"{person.name}, {person.job_title}" if person.job_title else person.name


def _from(
    known: Sequence[Person], may: Callable[[OrganisationKind | None], bool]
) -> Sequence[Person]:
    """Keep those who come from a kind of organisation that may."""
    kinds = people.kinds_of({each.id for each in known})
    return [each for each in known if may(kinds.get(each.id))]


def _may_be_own(kind: OrganisationKind | None) -> bool:
    return why_not_own(kind) is None


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
    form: _NominateForm, actor: Actor, meeting_id: UUID, line: NomineeLine, today: date
) -> None:
    """Offer the free times, the usual matters, and the people an item may have."""
    row = queries.meeting_row(meeting_id)
    free = slot_choices(meeting_id, actor)
    form.slot.offer(free)
    if not form.is_submitted() and not form.slot.data and free:
        form.slot.data = free[0][0]
    usual = ITEM_TYPES[row.kind]
    form.item_type.offer([*((words, words) for words in usual), ("other", "Something else")])
    offered = queries.offered(row.district_id, today)
    team = line.team
    workers = [(str(each.id), each.name) for each in offered.social_workers]
    if team.social_worker is None:
        # An unfilled post never blocks: the next in the chain answers until it is filled (R71).
        there = {each.id: each for each in offered.managers}
        chain = [there[team.manager]] if team.manager in there else offered.team_managers
        known = team.manager in there
        words = "their team manager" if known else offered.answering_as.label.lower()
        workers += [
            (str(each.id), f"{each.name}, {words}, until there is a social worker")
            for each in chain
        ]
    form.social_worker.offer(_with(workers, team.social_worker))
    form.manager.offer(_with([(str(e.id), e.name) for e in offered.managers], team.manager))
    form.personal_adviser.offer(
        _with([(str(e.id), titled(e)) for e in offered.advisers], team.personal_adviser)
    )
    if not form.is_submitted():
        answers = team.social_worker or team.manager
        form.social_worker.data = form.social_worker.data or (str(answers) if answers else None)
        if team.personal_adviser:
            form.personal_adviser.data = form.personal_adviser.data or str(team.personal_adviser)


def _with(offered: list[tuple[str, str]], person_id: UUID | None) -> list[tuple[str, str]]:
    """Return what is offered with whoever is in the post: they stay, though nobody new could be."""
    if person_id is None or str(person_id) in dict(offered):
        return offered
    known = people.people_by_id({person_id})
    return [*((str(key), person.name) for key, person in known.items()), *offered]


class _StandInForm(Protocol):
    person: _Choice

    def is_submitted(self) -> bool: ...


class _PlaceForm(Protocol):
    place: _Choice


class _Typed(Protocol):
    data: str | None


class _NamingForm(Protocol):
    new_name: _Typed
    new_organisation: _Choice


class _NoteForm(Protocol):
    person: _Choice


def fill_stand_in_form(form: _StandInForm, found: ItemAt, actor: Actor, today: date) -> None:
    """Offer the people with a role here; the social worker's own manager first.

    But for whoever asks, unless they are that manager or come already; what was sent is kept.
    """
    known = people.people_with_role(
        *WORKS_ON_CASES, district_id=found.item.district_id, today=today
    )
    offered = {person.id: person.name for person in _from(known, _may_be_own)}
    if found.item.manager_id is not None:
        own = people.there_today({found.item.manager_id}, today)
        first = {each.id: each.name for each in _from(list(own.values()), _may_be_own)}
        offered = first | offered
    offered.pop(found.item.social_worker_id, None)
    stays = form.is_submitted() or found.item.stand_in_id == actor.person_id
    if not stays and not operations.may_stand_in_oneself(actor, found):
        offered.pop(actor.person_id, None)
    form.person.offer([(str(key), name) for key, name in offered.items()])


def fill_place_form(form: _PlaceForm, actor: Actor, meeting_id: UUID) -> None:
    """Offer the seats in whose place this person may send somebody."""
    places = operations.places_to_send(actor=actor, meeting_id=meeting_id)
    form.place.offer(
        [
            (place_key(held.seat_key, held.person_id), f"{held.name}, {seat.label}")
            for held, seat in places
        ]
    )


def fill_newcomer(form: _NamingForm, actor: Actor, meeting_id: UUID, today: date) -> bool:
    """Offer where somebody new may come from; return whether this person adds anybody at all.

    What somebody sends who adds nobody is left unread.
    """
    meeting, kind = queries.meeting(meeting_id)
    adds = operations.may_add(actor, meeting)
    if not adds:
        form.new_name.data, form.new_organisation.data = "", ""
    seats = operations.meeting_facts(meeting, kind).seats.values()
    kinds = {seat.organisation_kind for seat in seats}
    form.new_organisation.offer(
        [
            (str(row.organisation.id), row.organisation.name)
            for row in (people.organisations(today) if adds else ())
            if row.organisation.closed_on is None
            and OrganisationKind(row.organisation.kind) in kinds
        ]
    )
    return adds


def place_key(seat_key: str, holder_id: UUID) -> str:
    """Return one place as a form carries it."""
    return f"{seat_key}/{holder_id}"


def fill_note_form(form: _NoteForm, found: ItemAt, actor: Actor, now: datetime) -> None:
    """Offer everybody who can open the item, but for whoever asks."""
    form.person.offer(
        [
            (str(each.person_id), each.name)
            for each in everyone_who(found, now)
            if each.person_id != actor.person_id
        ]
    )
