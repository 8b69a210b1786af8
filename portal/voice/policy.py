"""Who reads what a young person said, who may show it in the room, and who writes down for them."""

from __future__ import annotations

from portal.kernel.errors import ForbiddenError, NotFoundError
from portal.panels.operations import ItemAt
from portal.panels.policy import seats_at
from portal.people import decisions
from portal.people.policy import Actor, Permission
from portal.preparation import policy as preparation
from portal.variations.values import OrganisationKind
from portal.voice.rules.answers import Audience
from portal.voice.rules.reading import Reader, may_read

NOT_FOR_YOU = "What they say is for the people they chose. Nothing of it is for your part."


def reads(
    actor: Actor, found: ItemAt, organisation: OrganisationKind | None
) -> frozenset[Audience]:
    """Return for whom an answer must be that this person reads it; of a withdrawn item none."""
    if found.item.slot_id is None:
        return frozenset()
    meeting = found.meeting
    roles = {
        grant.role
        for grant in actor.grants
        if grant.counts(meeting.district_id, meeting.panel_id, meeting.id)
    }
    return may_read(
        Reader(
            ties=found.about.own.ties(actor.person_id),
            roles=roles,
            seats=seats_at(actor, found.facts),
            organisation=organisation,
            chairs=found.chairs(actor),
            writes_record=found.may(actor, Permission.RECORD_WRITE),
        )
    )


def require_reading(
    actor: Actor, found: ItemAt, organisation: OrganisationKind | None
) -> frozenset[Audience]:
    """Let pass who reads anything of an item's views, and say what. ForbiddenError for others."""
    held = reads(actor, found, organisation)
    if not held:
        raise ForbiddenError(NOT_FOR_YOU)
    decisions.allowed("reading what a young person said for people like them")
    return held


def may_show(actor: Actor, found: ItemAt) -> bool:
    """Tell whether somebody shows the views in the room: who writes the item's record."""
    return found.may(actor, Permission.RECORD_WRITE) or found.chairs(actor)


def may_write_down(actor: Actor, found: ItemAt) -> bool:
    """Tell whether somebody writes down for a young person: the item's own people, who builds."""
    return preparation.tells_of_young_person(actor, found.facts, found.about)


def require_writing_down(actor: Actor, found: ItemAt) -> None:
    """Let pass who writes down for a young person. NotFoundError for others: no such page."""
    if not may_write_down(actor, found):
        raise NotFoundError("There is no such page.")
    decisions.allowed("writing down what a young person said")
