"""Who comes in somebody's place: a deputy to one meeting, a manager to one item (R22, R71, R72)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal import audit, database
from portal.cases.rules.allocation import passing
from portal.database import session
from portal.kernel.errors import ForbiddenError, RuleError
from portal.panels import queries
from portal.panels.models import Meeting, MeetingDeputy
from portal.panels.operations.facts import ItemAt, item_for, meeting_facts
from portal.panels.operations.local import day_of
from portal.panels.operations.telling import tell_meeting
from portal.panels.policy import OwnTie, Placed, require_knowing
from portal.panels.rules import windows
from portal.panels.rules.membership import TO_ONESELF, Holder, why_not_in, why_not_own
from portal.people import operations as joining
from portal.people import queries as people
from portal.people.models import Person
from portal.people.operations import Details
from portal.people.policy import Actor, Permission
from portal.variations.values import Seat

UNKNOWN_ADDRESS = (
    "Nobody who can sign in has this address. Check the spelling, or ask case support to invite "
    "them first."
)

UNKNOWN_HERE = (
    "Nobody who can sign in has this address. Check the spelling, or say below who they are, to "
    "add them."
)

READS_MORE = (
    "Nobody signs in with this address yet, and this seat reads papers that you do not. Ask case "
    "support to send them."
)

STAND_IN_ONESELF = (
    "Nobody but the social worker’s manager names themselves. Ask the social worker, their manager "
    "or somebody else who builds the agenda."
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who somebody is that nobody registered yet; no name where nobody new is named."""

    name: str = ""
    organisation_id: UUID | None = None


NOBODY_NEW = Newcomer()


def places_to_send(*, actor: Actor, meeting_id: UUID) -> tuple[tuple[Holder, Seat], ...]:
    """Return in whose place this person may send somebody to a meeting, by seat.

    Their own seats, or everybody's for whoever fills seats.
    """
    meeting, kind = queries.meeting(meeting_id)
    require_knowing(actor, meeting, meeting.id)
    seats = meeting_facts(meeting, kind).seats
    every = _manages(actor, meeting)
    return tuple(
        (held, seats[held.seat_key])
        for held in queries.holders(meeting.panel_id)
        if not held.deputy
        and held.seat_key in seats
        and held.holds_on(meeting.held_on)
        and (every or held.person_id == actor.person_id)
    )


def name_deputy(
    *,
    actor: Actor,
    now: datetime,
    meeting_id: UUID,
    seat_key: str,
    holder_id: UUID,
    email: str,
    newcomer: Newcomer = NOBODY_NEW,
) -> UUID:
    """Send somebody in a holder's place to one meeting; return the deputyship's id (R22, R72).

    ``newcomer`` says who an address is of that nobody signs in with: they are added.

    They may read what the seat may from now until the meeting's records are filed. Somebody named
    before for the same place is let go. RuleError (fields `place`, `email`) for a place that is not
    theirs to give, an address nobody signs in with, somebody new for a seat that reads more than
    the actor, the holder themself, the actor themself, or somebody whose organisation the seat is
    not open to (of somebody new it is `organisation`, which was chosen with them); as
    `person_named` raises for somebody new.
    """
    meeting, kind = queries.meeting(meeting_id)
    require_knowing(actor, meeting, meeting.id)
    if meeting.state in {"cancelled", "held"}:
        raise RuleError("This meeting is over or cancelled, so nobody needs to be sent to it.")
    wanted = (seat_key, holder_id)
    place, seat = _place(actor, meeting_id, wanted)
    seats = meeting_facts(meeting, kind).seats.values()
    known = people.person_by_email(email) is not None
    _check_reads_as_much(actor, meeting, seat, known=known)
    person = person_named(
        actor=actor, now=now, meeting=meeting, email=email, newcomer=newcomer, seats=seats
    )
    _check_somebody_else(actor, person, place)
    barred = why_not_in(seat, people.kinds_of({person.id}).get(person.id))
    if barred is not None:
        raise RuleError(barred, "email" if known else "organisation")
    for row in queries.deputies_for(meeting_id):
        if (row.seat_key, row.holder_id) == wanted:
            queries.deputy(row.id).ended_at = now
    made = MeetingDeputy(
        district_id=meeting.district_id,
        meeting_id=meeting.id,
        seat_key=seat_key,
        holder_id=holder_id,
        person_id=person.id,
        named_by=actor.person_id,
        named_at=now,
    )
    session.add(made)
    database.flush()
    _tell(
        actor,
        now,
        meeting,
        "panels:deputy:named",
        {"seat": seat_key, "holder": str(holder_id), "deputy": str(person.id)},
    )
    tell_meeting(actor=actor, now=now, meeting_id=meeting.id)
    return made.id


def _place(actor: Actor, meeting_id: UUID, wanted: tuple[str, UUID]) -> tuple[Holder, Seat]:
    """Return a place that is theirs to give, or raise RuleError (field `place`)."""
    for place, seat in places_to_send(actor=actor, meeting_id=meeting_id):
        if (place.seat_key, place.person_id) == wanted:
            return place, seat
    raise RuleError("Choose in whose place they come.", "place")


def _check_reads_as_much(actor: Actor, meeting: Meeting, seat: Seat, *, known: bool) -> None:
    """Refuse to add somebody new for a seat that reads papers which the actor does not.

    Whoever adds somebody hands them their first link, and could be them.
    """
    reads = actor.may(Permission.PAPER_SEE, meeting.district_id, meeting.panel_id, meeting.id)
    if not known and may_add(actor, meeting) and seat.sections and not reads:
        raise RuleError(READS_MORE, "email")


def _check_somebody_else(actor: Actor, person: Person, place: Holder) -> None:
    if person.id == place.person_id:
        raise RuleError(f"{place.name} holds this seat. Enter somebody else’s address.", "email")
    if person.id == actor.person_id:
        raise RuleError(TO_ONESELF, "email")


def end_deputy(*, actor: Actor, now: datetime, deputy_id: UUID) -> UUID:
    """Let a deputy for one meeting go, at once; return the meeting's id."""
    found = queries.deputy(deputy_id)
    meeting, _ = queries.meeting(found.meeting_id)
    require_knowing(actor, meeting, meeting.id)
    if not (_manages(actor, meeting) or found.holder_id == actor.person_id):
        raise ForbiddenError("Only the holder of the seat, or whoever fills seats, may do this.")
    if found.ended_at is None:
        found.ended_at = now
        database.flush()
        _tell(actor, now, meeting, "panels:deputy:ended", {"deputy": str(found.person_id)})
        tell_meeting(actor=actor, now=now, meeting_id=meeting.id)
    return meeting.id


def may_name_stand_in(actor: Actor, found: ItemAt) -> bool:
    """Tell whether somebody may say who comes in the social worker's place: they, or who builds."""
    own = not {OwnTie.SOCIAL_WORKER, OwnTie.MANAGER}.isdisjoint(found.about.own.ties_of(actor))
    return own or found.may(actor, Permission.AGENDA_BUILD)


def may_stand_in_oneself(actor: Actor, found: ItemAt) -> bool:
    """Tell whether somebody may name themselves: the social worker's own manager alone (R71)."""
    return OwnTie.MANAGER in found.about.own.ties_of(actor)


def name_stand_in(*, actor: Actor, now: datetime, item_id: UUID, person_id: UUID | None) -> None:
    """Say which manager comes when the social worker cannot; None: the social worker comes (R71).

    They hold the item's own access from now until its record is filed. RuleError (field `person`)
    for somebody who is not here, or not from children's services, and for the actor themself where
    they are not the social worker's manager, who comes first (R71).
    """
    found = item_for(actor=actor, item_id=item_id, now=now)
    item = found.item
    if not may_name_stand_in(actor, found):
        raise ForbiddenError("Only the social worker, their manager or case support may do this.")
    if found.over or day_of(now) > windows.last_day(found.meeting.held_on):
        raise RuleError("This item is over, so nobody needs to come to it.")
    if person_id is not None:
        if person_id == item.social_worker_id:
            raise RuleError("Choose somebody other than the social worker.", "person")
        oneself = person_id == actor.person_id and person_id != item.stand_in_id
        if oneself and not may_stand_in_oneself(actor, found):
            raise RuleError(STAND_IN_ONESELF, "person")
        if person_id not in people.there_today({person_id}, day_of(now)):
            raise RuleError("Choose somebody from the list.", "person")
        barred = why_not_own(people.kinds_of({person_id}).get(person_id))
        if barred is not None:
            raise RuleError(barred, "person")
    passed = passing(item.stand_in_id, person_id)
    item.stand_in_id = person_id
    item.stand_in_since = now if person_id else None
    database.flush()
    audit.record(
        event="panels:item:stand_in_named",
        subject=("item", item.id),
        district_id=item.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"stand_in": passed},
    )
    tell_meeting(actor=actor, now=now, meeting_id=item.meeting_id)


def may_add(actor: Actor, meeting: Placed) -> bool:
    """Tell whether somebody adds whom they name: who fills seats, or builds agendas, of a district.

    A member who sends somebody in their own place names one who is here already.
    """
    place = (meeting.district_id, meeting.panel_id)
    runs = actor.may(Permission.SEATS_MANAGE, *place) or actor.may(Permission.AGENDA_BUILD, *place)
    return runs and actor.may(Permission.PERSON_SEE, meeting.district_id)


def person_named(
    *,
    actor: Actor,
    now: datetime,
    meeting: Meeting,
    email: str,
    newcomer: Newcomer,
    seats: Iterable[Seat],
) -> Person:
    """Return who signs in with an address, or add who is new and comes from where the seats do.

    They are given no role: what they are named for lets them in, there alone and so long as it
    lasts. RuleError (fields `email`, `name`, `organisation`) where nobody can be named so.
    """
    if people.person_by_email(email) is None and may_add(actor, meeting):
        if newcomer == NOBODY_NEW:
            raise RuleError(UNKNOWN_HERE, "email")
        joining.invite_to_panel(
            actor=actor,
            now=now,
            district_id=meeting.district_id,
            details=Details(newcomer.name, email, organisation_id=newcomer.organisation_id),
            kinds={seat.organisation_kind for seat in seats},
        )
    return person_at(email, now)


def person_at(email: str, now: datetime) -> Person:
    """Return who signs in with an address today. RuleError (field `email`) where nobody does."""
    person = people.person_by_email(email)
    if person is None or person.id not in people.there_today({person.id}, day_of(now)):
        raise RuleError(UNKNOWN_ADDRESS, "email")
    return person


def _manages(actor: Actor, meeting: Meeting) -> bool:
    return actor.may(Permission.SEATS_MANAGE, meeting.district_id, meeting.panel_id)


def _tell(actor: Actor, now: datetime, meeting: Meeting, event: str, facts: dict[str, str]) -> None:
    audit.record(
        event=event,
        subject=("meeting", meeting.id),
        district_id=meeting.district_id,
        actor_id=actor.person_id,
        now=now,
        facts=facts,
    )
