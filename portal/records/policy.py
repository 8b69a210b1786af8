"""Who may read a record, and who may say that an action is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from portal.kernel.errors import ForbiddenError, NotFoundError, PortalError
from portal.kernel.kinds import PanelKind
from portal.panels import policy
from portal.panels.policy import ItemFacts, MeetingFacts, OwnPeople, Sees, Sight
from portal.people import decisions
from portal.people.policy import Actor, Permission
from portal.tenancy.door import variation_of
from portal.variations.values import Seat


class Line(Protocol):
    """Anything about one item of a meeting."""

    @property
    def item_id(self) -> UUID:
        """The item."""

    @property
    def young_person_id(self) -> UUID:
        """Whose item it is."""

    @property
    def meeting_id(self) -> UUID:
        """The meeting."""

    @property
    def panel_id(self) -> UUID:
        """The panel."""

    @property
    def district_id(self) -> str:
        """The district."""

    @property
    def kind(self) -> PanelKind:
        """The kind of the panel."""

    @property
    def held_on(self) -> date:
        """The panel day."""

    @property
    def own(self) -> OwnPeople:
        """The item's own people."""

    @property
    def chair_id(self) -> UUID | None:
        """Who chairs it in the usual chair's place, where that was asked for."""


LineT = TypeVar("LineT", bound=Line)


def sight(actor: Actor, line: Line) -> Sight:
    """Say what somebody sees of an item: the agenda's own answer (A16)."""
    meeting = MeetingFacts(
        district_id=line.district_id,
        panel_id=line.panel_id,
        meeting_id=line.meeting_id,
        panel_day=line.held_on,
        seats=_seats(actor, line),
    )
    item = ItemFacts(
        item_id=line.item_id,
        young_person_id=line.young_person_id,
        own=line.own,
        chair_id=line.chair_id,
    )
    return policy.sight(actor, meeting, item)


def _seats(actor: Actor, line: Line) -> Mapping[str, Seat]:
    """Return the panel's seats where the actor sits in one; none where its rules do not load."""
    if all(held.panel_id != line.panel_id for held in actor.seats):
        return {}
    with suppress(PortalError):
        seats = variation_of(line.district_id).seats(as_of=line.held_on, kind=line.kind).value
        return {seat.key: seat for seat in seats}
    return {}


def is_out(actor: Actor, line: Line) -> bool:
    """Tell whether the actor declared an interest in the line's item: it is not there for them."""
    return policy.is_out(
        actor, ItemFacts(item_id=line.item_id, young_person_id=line.young_person_id)
    )


def seen(lines: Iterable[LineT], actor: Actor) -> list[LineT]:
    """Return the lines that are there for this person."""
    return [line for line in lines if not is_out(actor, line)]


def with_permission(lines: Iterable[LineT], actor: Actor, permission: Permission) -> list[LineT]:
    """Return the lines that are there for this person and at whose meeting they may do this."""
    return [
        line
        for line in seen(lines, actor)
        if actor.may(permission, line.district_id, line.panel_id, line.meeting_id)
    ]


def require_line(actor: Actor, permission: Permission, line: Line) -> None:
    """Let pass who has a permission at an item's meeting and may know of the item.

    NotFoundError for whom the item is not there, ForbiddenError without the permission.
    """
    require_there(actor, line)
    policy.require_at(actor, permission, line, line.meeting_id)


def require_there(actor: Actor, line: Line) -> None:
    """Let pass who may know of an item on an agenda. NotFoundError: for others it is not there."""
    if is_out(actor, line) or not policy.knows(actor, line, line.meeting_id):
        raise NotFoundError("There is no such item.")


def require_writing(actor: Actor, line: Line) -> None:
    """Let pass who writes an item's record: who writes its meeting's, and who chairs it instead.

    Whoever takes an item over from a chair with an interest in it writes that item's record, and
    no other. Raises as `require_line` does.
    """
    if line.chair_id == actor.person_id and not is_out(actor, line):
        decisions.allowed("chairing one item in the chair's place")
        return
    require_line(actor, Permission.RECORD_WRITE, line)


def may_write(actor: Actor, line: Line) -> bool:
    """Tell whether the actor writes the records of a line's meeting."""
    return not is_out(actor, line) and actor.may(
        Permission.RECORD_WRITE, line.district_id, line.panel_id, line.meeting_id
    )


def require_reading(found: Sight) -> None:
    """Let through who may read an item's record: roles that read records, and its own people."""
    if found.sees not in {Sees.NAME, Sees.REFERENCE}:
        raise NotFoundError("There is no such item.")
    if not found.reads_record:
        raise ForbiddenError(
            "Only the people of this item and those who run the panel may read it."
        )
    decisions.allowed("reading the record of one item")


def may_see_action(actor: Actor, line: Line, owner_id: UUID) -> bool:
    """Tell whether the actor may read an action: its owner, its item's people, record readers."""
    if is_out(actor, line):
        return False
    return actor.person_id == owner_id or sight(actor, line).reads_record


def may_complete(actor: Actor, line: Line, owner_id: UUID) -> bool:
    """Tell whether the actor may say an action is done: its owner, or who writes the record."""
    if is_out(actor, line):
        return False
    return actor.person_id == owner_id or actor.may(
        Permission.RECORD_WRITE, line.district_id, line.panel_id, line.meeting_id
    )
