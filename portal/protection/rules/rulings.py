"""On what ground data is erased, restricted or an address protected: a closed list. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class RulingKind(StrEnum):
    """What is decided."""

    ERASE = "erase"
    RESTRICT = "restrict"
    PROTECT = "protect"
    UNPROTECT = "unprotect"
    LET_BACK = "let_back"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            RulingKind.ERASE: "Delete what is held about them",
            RulingKind.RESTRICT: "Keep it, but hide it from the panels’ work",
            RulingKind.PROTECT: "Mark their address as protected",
            RulingKind.UNPROTECT: "Take the mark off their address",
            RulingKind.LET_BACK: "Let a later return bring them back",
        }[self]


OF_ADDRESS = frozenset({RulingKind.PROTECT, RulingKind.UNPROTECT})


def waits_behind(kind: RulingKind, waiting: Iterable[RulingKind]) -> bool:
    """Say whether a proposal must wait until another about the same person is decided.

    What may be told of an address is decided beside everything else: somebody may be in danger.
    """
    return any((other in OF_ADDRESS) is (kind in OF_ADDRESS) for other in waiting)


class Ground(StrEnum):
    """The grounds of UK GDPR Article 17(1) and Article 18(1) that can apply to a public task.

    Consent (17(1)(b)) is not the basis of anything here, and there is no data of an online service
    (17(1)(f)).
    """

    NOT_NEEDED = "not_needed"
    OBJECTED = "objected"
    UNLAWFUL = "unlawful"
    LEGAL_DUTY = "legal_duty"
    ACCURACY = "accuracy"
    UNLAWFUL_KEPT = "unlawful_kept"
    CLAIM = "claim"
    OBJECTION_OPEN = "objection_open"
    DANGER = "danger"
    COURT = "court"
    DANGER_OVER = "danger_over"
    MISTAKE = "mistake"
    IN_CARE_AGAIN = "in_care_again"
    WRONG_CHILD = "wrong_child"

    @property
    def kind(self) -> RulingKind:
        """What this ground allows."""
        return _GROUNDS[self][0]

    @property
    def article(self) -> str:
        """Where it stands in the UK GDPR; empty where the ground is not one of its own."""
        return _GROUNDS[self][1]

    @property
    def label(self) -> str:
        """The ground in words, with its place in the law."""
        words = _GROUNDS[self][2]
        return f"{words} (UK GDPR Article {self.article})" if self.article else words


_GROUNDS: dict[Ground, tuple[RulingKind, str, str]] = {
    Ground.NOT_NEEDED: (
        RulingKind.ERASE,
        "17(1)(a)",
        "It is not needed any more for what it was collected for",
    ),
    Ground.OBJECTED: (
        RulingKind.ERASE,
        "17(1)(c)",
        "They objected, and nothing outweighs that",
    ),
    Ground.UNLAWFUL: (RulingKind.ERASE, "17(1)(d)", "It was held or used unlawfully"),
    Ground.LEGAL_DUTY: (RulingKind.ERASE, "17(1)(e)", "A law or a court says it must be deleted"),
    Ground.ACCURACY: (
        RulingKind.RESTRICT,
        "18(1)(a)",
        "They say it is wrong, and it is being checked",
    ),
    Ground.UNLAWFUL_KEPT: (
        RulingKind.RESTRICT,
        "18(1)(b)",
        "It was held unlawfully, and they want it kept rather than deleted",
    ),
    Ground.CLAIM: (
        RulingKind.RESTRICT,
        "18(1)(c)",
        "It is not needed any more, but they need it for a legal claim",
    ),
    Ground.OBJECTION_OPEN: (
        RulingKind.RESTRICT,
        "18(1)(d)",
        "They objected, and whether something outweighs that is being checked",
    ),
    Ground.DANGER: (RulingKind.PROTECT, "", "Somebody could find them and harm them"),
    Ground.COURT: (RulingKind.PROTECT, "", "A court says that it must not be told"),
    Ground.DANGER_OVER: (RulingKind.UNPROTECT, "", "The danger is over"),
    Ground.MISTAKE: (RulingKind.UNPROTECT, "", "It was marked by mistake"),
    Ground.IN_CARE_AGAIN: (
        RulingKind.LET_BACK,
        "",
        "They are in care again, and the county must keep a record of it",
    ),
    Ground.WRONG_CHILD: (RulingKind.LET_BACK, "", "Another child’s data was to be deleted"),
}


def grounds(kind: RulingKind) -> tuple[Ground, ...]:
    """Return the grounds for one kind, in the law's order."""
    return tuple(ground for ground in Ground if ground.kind is kind)


def erasure_problem(*, held: bool, coming: int, unfiled: bool, hidden: bool) -> str | None:
    """Say why nothing may be erased yet, None where it may.

    A claim may need it (17(3)(e)); a panel to come needs it (17(3)(b)); a record that is not on the
    child's file would be lost for good (R75).
    """
    if held:
        return "A legal hold stands: nothing about them may be deleted until it is lifted."
    if coming:
        first = "They are on an agenda to come. Take them off it first."
    elif unfiled:
        first = (
            "A record about them is not on the child’s file yet. File it first; where they were "
            "not heard, record that it is deferred."
        )
    else:
        return None
    return f"{first} Case support can do that once they are no longer hidden." if hidden else first
