"""Whose name a reader may see on an agenda (A16), and whom they may nominate."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.panels.agenda import initials_and_reference, name_for
from portal.people.policy import Actor, Permission


def sees_name(
    actor: Actor | None, district_id: str, social_worker_id: UUID | None, manager_id: UUID | None
) -> bool:
    """Whether a reader is entitled to a young person's name for one item (A16).

    Roles that run the panel are, and the item's own social worker and manager; a seat may be too,
    see Reader. Nobody at all, a reader without a sign-in, is not.
    """
    if actor is None:
        return False
    return actor.sees_every_name(district_id) or actor.person_id in {social_worker_id, manager_id}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads an agenda. ``by_seat``: they sit in a seat of this panel that sees names (A16)."""

    actor: Actor | None
    district_id: str
    by_seat: bool = False

    def sees(self, social_worker_id: UUID | None, manager_id: UUID | None) -> bool:
        """Tell whether they are entitled to the name of the young person of one item."""
        return self.by_seat or sees_name(self.actor, self.district_id, social_worker_id, manager_id)


def shown(*, sees: bool, name: str, reference: str) -> str:
    """Return what a reader is shown: the name, else initials and reference; never nothing."""
    text = name_for(reader_sees_names=sees, name=name, reference=reference)
    return text or reference or "Name not held in this district"


def in_a_message(name: str, reference: str) -> str:
    """Return how a young person is called where the reader cannot be checked: errors, notices."""
    return initials_and_reference(name, reference) or "This young person"


def nominates_only_own(actor: Actor, district_id: str) -> bool:
    """Whether somebody may nominate only the young people they are the social worker of."""
    return not actor.may(Permission.YOUNG_PERSON_SEE, district_id)
