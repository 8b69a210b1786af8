"""Who writes which agency's form for an item, and who reads what was written."""

from __future__ import annotations

from collections.abc import Iterable

from portal.kernel.errors import ForbiddenError, NotFoundError
from portal.panels.policy import (
    ItemFacts,
    MeetingFacts,
    OwnTie,
    Sees,
    Sight,
    is_out,
    seats_at,
    sight,
)
from portal.people import decisions
from portal.people.policy import Actor, Permission, Role
from portal.preparation.rules.agencies import Agency, of_seat
from portal.preparation.rules.tasks import Task

_BY_ROLE = {
    Role.ACCESS_TO_RESOURCES: Agency.ACCESS_TO_RESOURCES,
    Role.IRO_REPRESENTATIVE: Agency.IRO,
}
_ADVISES = frozenset({OwnTie.PERSONAL_ADVISER, OwnTie.ADVISER_MANAGER})
STANDS_IN_FOR = frozenset(Agency) - {Agency.PROVIDER, Agency.PERSONAL_ADVISER, Agency.GUEST}
"""What case support may write down where nobody of the agency does. What a provider says of its
scheme only the provider can say."""


def speaks_for(actor: Actor, meeting: MeetingFacts, item: ItemFacts) -> frozenset[Agency]:
    """Return the agencies somebody speaks for at an item: by seat, role, or as its adviser."""
    if is_out(actor, item):
        return frozenset()
    found = {of_seat(seat) for seat in seats_at(actor, meeting) if not seat.case_bound}
    found |= {
        _BY_ROLE[grant.role]
        for grant in actor.grants
        if grant.role in _BY_ROLE
        and grant.counts(meeting.district_id, meeting.panel_id, meeting.meeting_id)
    }
    if _ADVISES & set(item.own.ties_of(actor)):
        found.add(Agency.PERSONAL_ADVISER)
    return frozenset(each for each in found if each is not None)


def builds(actor: Actor, meeting: MeetingFacts) -> bool:
    """Tell whether somebody builds the meeting's agenda: case support, or the chair."""
    return actor.may(
        Permission.AGENDA_BUILD, meeting.district_id, meeting.panel_id, meeting.meeting_id
    )


def writes_for(actor: Actor, meeting: MeetingFacts, item: ItemFacts) -> frozenset[Agency]:
    """Return the agencies whose form somebody may write; case support stands in for most."""
    if sight(actor, meeting, item).sees not in {Sees.NAME, Sees.REFERENCE}:
        return frozenset()
    own = speaks_for(actor, meeting, item)
    return own | STANDS_IN_FOR if builds(actor, meeting) else own


def require_writing(actor: Actor, agency: Agency, meeting: MeetingFacts, item: ItemFacts) -> None:
    """Let pass who may write an agency's form for an item.

    NotFoundError for whom the item is not there, ForbiddenError for whoever speaks for others.
    """
    if sight(actor, meeting, item).sees not in {Sees.NAME, Sees.REFERENCE}:
        raise NotFoundError("There is no such item.")
    if agency not in writes_for(actor, meeting, item):
        raise ForbiddenError("Only this agency’s own people on the panel write this.")
    decisions.allowed("writing an agency’s form for one item")


def reads_everything(seen: Sight) -> bool:
    """Tell whether somebody reads all that was brought to an item: its own people, who runs it.

    Everybody else on the panel reads it in their pack, as far as it was agreed for them.
    """
    return seen.sees in {Sees.NAME, Sees.REFERENCE} and seen.reads_record


def tells_of_young_person(actor: Actor, meeting: MeetingFacts, item: ItemFacts) -> bool:
    """Tell whether somebody writes down invitations and views: the item's own people, who builds.

    A personal adviser is one of them: they may know the young person best.
    """
    seen = sight(actor, meeting, item).sees in {Sees.NAME, Sees.REFERENCE}
    return seen and (bool(item.own.ties_of(actor)) or builds(actor, meeting))


def require_telling(actor: Actor, meeting: MeetingFacts, item: ItemFacts) -> None:
    """Let pass who writes down invitations and views. Errors as `require_writing`."""
    if sight(actor, meeting, item).sees not in {Sees.NAME, Sees.REFERENCE}:
        raise NotFoundError("There is no such item.")
    if not tells_of_young_person(actor, meeting, item):
        raise ForbiddenError("Only the people of this item and case support write this down.")
    decisions.allowed("writing down how a young person was asked")


def tasks_for(
    found: Iterable[Task], actor: Actor, meeting: MeetingFacts, item: ItemFacts
) -> tuple[Task, ...]:
    """Return the tasks somebody is shown: all, or what is asked of them.

    Where the item is not there for them, none.
    """
    seen = sight(actor, meeting, item)
    if seen.sees not in {Sees.NAME, Sees.REFERENCE}:
        return ()
    if reads_everything(seen) or builds(actor, meeting):
        return tuple(found)
    own = speaks_for(actor, meeting, item)
    return tuple(each for each in found if each.agency in own or each.owner.has(actor.person_id))
