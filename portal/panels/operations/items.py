"""Items: a young person nominated to an agenda, moved between its slots, or withdrawn (R56)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from portal import audit, database
from portal.cases.models import Case, YoungPerson
from portal.cases.rules.allocation import Post, Saying, Team, changes, passing, team_in
from portal.database import session
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import clock_time
from portal.panels import hearing, queries
from portal.panels.models import Item, Meeting
from portal.panels.operations.allocating import pass_on
from portal.panels.operations.choosing import team_for
from portal.panels.operations.facts import timetable_for
from portal.panels.operations.local import day_of, flush_or
from portal.panels.policy import in_a_message, nominates_only_own, require_at
from portal.panels.queries import ItemRow, SlotRow
from portal.panels.rules import nomination, timetable
from portal.panels.rules.membership import why_not_own
from portal.panels.rules.timetable import Place
from portal.people import queries as people
from portal.people.policy import Actor, Permission
from portal.tenancy.door import variation_of

WAS_HEARD = (
    "This item was heard and its decision is written down, so it stays on the agenda. A decision "
    "that was written on the wrong item can be taken away in the record until it is filed."
)


@dataclass(frozen=True, slots=True)
class Nominated:
    """An item that came onto an agenda. `who` is initials and reference."""

    item_id: UUID
    who: str
    start: time
    warning: str | None = None


OPENED_ELSEWHERE = (
    "A case of this kind was opened for them today already, here or in the district they were in "
    "before. Nominate them here from tomorrow."
)


@dataclass(frozen=True, slots=True)
class Moved:
    """An item that moved, and the one it changed places with, if any; both by initials."""

    item_id: UUID
    who: str
    start: time
    swapped_with: str = ""

    @property
    def sentence(self) -> str:
        """What happened, for a notice and for the live region."""
        said = f"{self.who} is now at {clock_time(self.start)}."
        return f"{said} Changed places with {self.swapped_with}." if self.swapped_with else said


def places(slots: tuple[SlotRow, ...]) -> tuple[Place, ...]:
    """Give a meeting's slots as the rules take them, people by initials and reference."""
    return tuple(
        Place(
            slot_id=slot.id,
            start=slot.start,
            minutes=slot.minutes,
            kind=slot.kind,
            item_id=slot.item.id if slot.item else None,
            who=in_a_message(slot.item.preferred_name, slot.item.reference) if slot.item else "",
        )
        for slot in slots
    )


def nominate(
    *,
    actor: Actor,
    now: datetime,
    meeting_id: UUID,
    young_person_id: UUID,
    item_type: str,
    slot_id: UUID | None = None,
    social_worker_id: UUID | None = None,
    manager_id: UUID | None = None,
    personal_adviser_id: UUID | None = None,
    preferred_name: str | None = None,
) -> Nominated:
    """Put a young person on a meeting's agenda (R56, R63, R64); the retrieval clock starts (A1).

    Without `slot_id` the first free slot is taken. Without a social worker, manager or adviser it
    is who works with the young person; a post of theirs that is empty and is filled here is filled
    from now on. While there is no social worker the team manager stands there (R71). RuleError
    (fields `young_person`, `slot`, `social_worker`, `manager`, `personal_adviser`, `item_type`)
    where the rules say no, as for somebody from outside children's services; NotFoundError for
    somebody who is not in the district, or not the actor's own where they nominate only those.
    """
    meeting, kind = queries.meeting(meeting_id)
    require_at(actor, Permission.ITEM_NOMINATE, meeting, meeting.id)
    today = day_of(now)
    timetable.check_open(meeting.state, meeting.held_on, today)
    young_person = _nominee(actor, meeting, young_person_id)
    who = in_a_message(preferred_name or young_person.preferred_name or "", young_person.reference)
    slots = places(timetable_for(meeting.id, actor))
    former = queries.item_of(meeting.id, young_person.id)
    _check(meeting, kind, nomination.Nominee(young_person.born_on, who), slots, former)
    place = _place(slots, slot_id)
    asked = _asked(item_type)
    said = _said(social_worker_id, manager_id, personal_adviser_id)
    team = team_for(actor, now, young_person, said)
    ids = {"meeting_id": meeting.id, "young_person_id": young_person.id}
    item = former or Item(district_id=meeting.district_id, **ids)
    item.case_id = _case(meeting, kind, young_person.id, today).id
    item.slot_id = place.slot_id
    item.item_type = asked
    item.nominated_by = actor.person_id
    item.nominated_on = today
    item.withdrawn_reason = None
    passed = _staff(item, team)
    session.add(item)
    if preferred_name and not young_person.preferred_name:
        _name(young_person, preferred_name, actor, now)
    flush_or(_just_taken(place.start, "slot"))
    audit.record(
        event="panels:item:nominated",
        subject=("item", item.id),
        district_id=meeting.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"meeting": str(meeting.id), "start": place.start.isoformat("minutes"), **passed},
    )
    if changes(team_in(young_person), team):
        pass_on(actor=actor, now=now, young_person=young_person, after=team, tells=False)
    warning = nomination.also_listed(who, _other_days(meeting, young_person.id, today))
    return Nominated(item.id, who, place.start, warning)


def _said(
    social_worker_id: UUID | None, manager_id: UUID | None, personal_adviser_id: UUID | None
) -> Saying:
    """Return whom a nomination names, post by post."""
    named = (
        (Post.SOCIAL_WORKER, social_worker_id),
        (Post.MANAGER, manager_id),
        (Post.PERSONAL_ADVISER, personal_adviser_id),
    )
    return {post: person_id for post, person_id in named if person_id is not None}


def _asked(item_type: str) -> str:
    """Return what the panel is asked to look at. Raises RuleError (field `item_type`)."""
    if not item_type.strip():
        raise RuleError("Say what the panel is asked to look at.", "item_type")
    return item_type.strip()


def _other_days(meeting: Meeting, young_person_id: UUID, today: date) -> list[date]:
    days = queries.other_days_listed(young_person_id, meeting.panel_id, today)
    return [day for day in days if day != meeting.held_on]


def _staff(item: Item, team: Team) -> dict[str, dict[str, str | None]]:
    """Write down an item's own people; whoever stood in before it was withdrawn does no more.

    Return that, where somebody did, as the trail says it.
    """
    assert team.answers is not None  # `team_for` has seen to it
    item.social_worker_id = team.answers
    item.manager_id = team.manager
    item.personal_adviser_id = team.personal_adviser
    item.adviser_manager_id = team.adviser_manager
    _check_from_childrens_services(item)
    stood_in = item.stand_in_id
    item.stand_in_id, item.stand_in_since = None, None
    return {} if stood_in is None else {"stand_in": passing(stood_in, None)}


def _name(young_person: YoungPerson, name: str, actor: Actor, now: datetime) -> None:
    """Write down the name they go by. Whoever nominates them may: the return holds no names."""
    young_person.preferred_name = name
    audit.record(
        event="cases:young_person:named",
        subject=("young_person", young_person.id),
        district_id=young_person.district_id,
        actor_id=actor.person_id,
        now=now,
    )


def _nominee(actor: Actor, meeting: Meeting, young_person_id: UUID) -> YoungPerson:
    # Held until this is saved: who works with them does not change under the item that names it.
    young_person = queries.young_person_to_change(young_person_id)
    if young_person.district_id != meeting.district_id:
        raise NotFoundError("There is no such young person.")
    if nominates_only_own(actor, meeting.district_id, meeting.panel_id) and not queries.theirs(
        actor.person_id, [young_person.id]
    ):
        raise NotFoundError("There is no such young person.")
    return young_person


def _check(
    meeting: Meeting,
    kind: PanelKind,
    nominee: nomination.Nominee,
    slots: tuple[Place, ...],
    former: Item | None,
) -> None:
    nomination.check_age(nominee, kind, meeting.held_on)
    here = next((p for p in slots if former is not None and p.item_id == former.id), None)
    nomination.check_not_listed(nominee, here)
    plan = variation_of(meeting.district_id).slot_plan(as_of=meeting.held_on, kind=kind).value
    listed = sum(place.item_id is not None for place in slots)
    nomination.check_room(listed, plan.most_cases)


def _place(slots: tuple[Place, ...], slot_id: UUID | None) -> Place:
    if slot_id is not None:
        return timetable.free_place(slots, slot_id, field="slot")
    free = timetable.free_places(slots)
    if not free:
        raise RuleError("Every slot of this meeting is taken. Choose another meeting.", "slot")
    return free[0]


def _check_from_childrens_services(item: Item) -> None:
    """Refuse somebody from elsewhere among an item's own people, by the field that named them."""
    named = (
        (item.social_worker_id, "social_worker"),
        (item.manager_id, "manager"),
        (item.personal_adviser_id, "personal_adviser"),
        (item.adviser_manager_id, "personal_adviser"),
    )
    known = people.people_by_id({each for each, _ in named if each is not None})
    kinds = people.kinds_of(known)
    for person_id, field in named:
        barred = person_id and why_not_own(kinds.get(person_id))
        if person_id and barred:
            raise RuleError(f"{known[person_id].name} cannot be named. {barred}", field)


def _case(meeting: Meeting, kind: PanelKind, young_person_id: UUID, today: date) -> Case:
    case = queries.open_case(young_person_id, meeting.district_id, kind)
    if case is None:
        case = Case(
            district_id=meeting.district_id,
            young_person_id=young_person_id,
            kind=kind.value,
            opened_on=today,
        )
        session.add(case)
        # Their row is held, so nobody opens one beside this: it is of the district they were in,
        # where this scope does not look.
        flush_or(ConflictError(OPENED_ELSEWHERE))
    return case


def _just_taken(start: time, field: str | None) -> RuleError:
    return RuleError(
        f"Somebody else was just put in the slot at {clock_time(start)}. Choose another.", field
    )


def move_item(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    direction: Literal["up", "down"] | None = None,
    slot_id: UUID | None = None,
    seen_version: int | None = None,
) -> Moved:
    """Move an item one slot up or down, or to a free slot (R64).

    Up and down change places with whoever is there; a named slot must be free. RuleError (field
    `slot`) where it cannot be; ConflictError where the item was changed since `seen_version`.
    """
    item = queries.item(item_id)
    meeting, _ = queries.meeting(item.meeting_id)
    require_at(actor, Permission.AGENDA_BUILD, meeting, meeting.id)
    timetable.check_open(meeting.state, meeting.held_on, day_of(now))
    slots = timetable_for(meeting.id, actor)
    table = places(slots)
    here = next((place for place in table if place.item_id == item.id), None)
    if here is None:
        raise RuleError("This item is no longer on the agenda.")
    if seen_version is not None and seen_version != item.version:
        raise ConflictError(
            f"Somebody else moved {here.who} while you were looking: now at "
            f"{clock_time(here.start)}. Nothing was changed."
        )
    if direction is not None:
        target = timetable.step(table, item.id, up=direction == "up")
    else:
        target = timetable.free_place(table, slot_id, field="slot", moving=item.id)
    _exchange(item, here, target)
    audit.record(
        event="panels:item:moved",
        subject=("item", item.id),
        district_id=item.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={
            "from": here.start.isoformat("minutes"),
            "to": target.start.isoformat("minutes"),
            "swapped_with": str(target.item_id) if target.item_id else None,
        },
    )
    return Moved(item.id, here.who, target.start, target.who)


def _exchange(item: Item, here: Place, target: Place) -> None:
    """Put an item in a slot, and whoever is there into the item's own.

    The item stands outside for a moment, because the database holds one item a slot at every step.
    """
    refusal = _just_taken(target.start, None)
    if target.item_id is not None:
        other = queries.item(target.item_id)
        item.slot_id = None
        flush_or(refusal)
        other.slot_id = here.slot_id
        flush_or(refusal)
    item.slot_id = target.slot_id
    flush_or(refusal)


def withdraw_item(*, actor: Actor, now: datetime, item_id: UUID, reason: str) -> ItemRow:
    """Take an item off an agenda, with the reason; its slot is free again. Return what it was.

    RuleError (field `reason`) without a reason; and once it was heard: its record is to be filed.
    """
    item = queries.item(item_id)
    meeting, _ = queries.meeting(item.meeting_id)
    require_at(actor, Permission.AGENDA_BUILD, meeting, meeting.id)
    timetable.check_open(meeting.state, meeting.held_on, day_of(now))
    if item.slot_id is None:
        raise RuleError("This item is no longer on the agenda.")
    if hearing.were_heard([item.id]):
        raise RuleError(WAS_HEARD)
    if not reason.strip():
        raise RuleError("Say why they are taken off the agenda.", "reason")
    was = queries.item_row(item.id)
    item.slot_id = None
    item.withdrawn_reason = reason.strip()
    database.flush()
    audit.record(
        event="panels:item:withdrawn",
        subject=("item", item.id),
        district_id=item.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"meeting": str(meeting.id), "start": was.start.isoformat("minutes")},
    )
    return was
