"""Who may bring and who may read an item's papers: one function, which packs build on.

Until there is a pack, papers are read by the item's own people and by case support alone; whoever
brings a paper for an agency reads what their own organisation brought. The young person's
representative on a panel never reads one (A18).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.kernel.errors import ForbiddenError, NotFoundError
from portal.panels.operations import ItemAt
from portal.panels.policy import speaks_for_young_people
from portal.papers.models import Paper, PaperIntake
from portal.papers.rules.kinds import KINDS, PaperKind
from portal.people import decisions
from portal.people.policy import Actor, Permission
from portal.variations.values import OrganisationKind

NOT_YOURS = "Only the people of this item and case support may do this with its papers."


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do with one item's papers."""

    person_id: UUID
    adds: frozenset[PaperKind]
    """The kinds of paper they may bring."""
    reads_all: bool
    reads: frozenset[PaperKind]
    """The kinds of which they read what their own organisation brought."""
    colleagues: frozenset[UUID] = frozenset()
    """Who of those that brought papers comes from the same organisation."""

    @property
    def any(self) -> bool:
        """Whether the item's papers are there for them at all."""
        return self.reads_all or bool(self.adds) or bool(self.reads)

    def may_read(self, paper: Paper) -> bool:
        """Tell whether they may read a paper."""
        own = paper.added_by == self.person_id or paper.added_by in self.colleagues
        return self.reads_all or (own and PaperKind(paper.kind) in self.reads)

    def may_add(self, kind: PaperKind) -> bool:
        """Tell whether they may bring a paper of this kind, or a new version of one."""
        return kind in self.adds

    def may_confirm(self, intake: PaperIntake) -> bool:
        """Tell whether they may look at what waits: who brought it, and who reads everything."""
        return self.reads_all or intake.made_by == self.person_id


def rights(
    actor: Actor,
    found: ItemAt,
    organisation: OrganisationKind | None,
    colleagues: frozenset[UUID] = frozenset(),
) -> Rights:
    """Say what somebody may do with an item's papers.

    ``found`` is the item as they may know it; ``organisation`` the kind they come from.
    """
    if speaks_for_young_people(actor, found.facts):
        return Rights(actor.person_id, frozenset(), reads_all=False, reads=frozenset())
    own = bool(found.about.own.ties_of(actor))
    every = frozenset(PaperKind)
    adds_all = own or found.may(actor, Permission.PAPER_ADD)
    reads_all = own or found.may(actor, Permission.PAPER_SEE)
    brought = frozenset(kind for kind in PaperKind if organisation in KINDS[kind].brought_by)
    if found.item.slot_id is None:  # its page is gone: its papers stay with who works with it
        brought = frozenset()
    return Rights(
        actor.person_id,
        adds=frozenset() if found.over else (every if adds_all else brought),
        reads_all=reads_all,
        reads=every if reads_all else brought,
        colleagues=colleagues,
    )


def require_any(given: Rights) -> None:
    """Let pass for whom the item's papers are there. NotFoundError for others."""
    if not given.any:
        raise NotFoundError("There is no such page.")
    decisions.allowed("the papers of one item")


def require_reading(given: Rights, paper: Paper) -> None:
    """Let pass who may read a paper. NotFoundError: for others it is not there."""
    if not given.may_read(paper):
        raise NotFoundError("There is no such paper.")
    decisions.allowed("reading a paper")


def require_adding(given: Rights, kind: PaperKind) -> None:
    """Let pass who may bring a paper of this kind. NotFoundError where papers are not there."""
    require_any(given)
    if not given.may_add(kind):
        raise ForbiddenError(NOT_YOURS)


def require_confirming(given: Rights, intake: PaperIntake) -> None:
    """Let pass who may look at what waits. NotFoundError for others."""
    if not given.may_confirm(intake):
        raise NotFoundError("There is nothing to confirm here any more.")
    decisions.allowed("looking at a paper that waits")
