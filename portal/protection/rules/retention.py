"""What goes on which day: pure, from what happened and the county's rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.kernel.timeline import birthday
from portal.variations.keeping import KeepingRule, Kept

LAST_AGE = 25
"""The duties to a care leaver end at 25 (Children Act 1989 sections 23C, 23CZB)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something a rule looks at: a row, what it is called, whom it is about, what happened when.

    ``about`` is everybody it says something of; a hold or a restriction on one of them keeps it.
    """

    kind: Kept
    row_id: UUID
    label: str
    about: frozenset[UUID]
    happened_on: date
    unfiled: bool = False
    """Whether the child's file does not have yet what would be lost with it (R75)."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something whose time is over. Where it is held, restricted or not on file, it stays."""

    candidate: Candidate
    due_on: date
    held: bool
    restricted: bool = False

    @property
    def stays(self) -> str:
        """Why it stays; empty where it goes."""
        why = {
            "held": self.held,
            "restricted": self.restricted,
            "not on the child’s file yet": self.candidate.unfiled,
        }
        return " and ".join(word for word, so in why.items() if so)


def left_on(born_on: date, last_panel: date | None) -> date:
    """Return the day from which somebody's time runs: 25, or their last panel if that is later."""
    grown = birthday(born_on, LAST_AGE)
    return grown if last_panel is None or last_panel < grown else last_panel


def what_goes(
    candidates: Iterable[Candidate],
    rules: Mapping[Kept, KeepingRule],
    held: frozenset[UUID],
    restricted: frozenset[UUID],
    today: date,
) -> list[Due]:
    """Return what is due by today, the longest due first; what stays is marked with why."""
    found = [
        Due(
            each,
            due_on,
            held=not held.isdisjoint(each.about),
            restricted=not restricted.isdisjoint(each.about),
        )
        for each in candidates
        if (due_on := rules[each.kind].keep.after(each.happened_on)) <= today
    ]
    return sorted(found, key=lambda due: (due.due_on, due.candidate.kind, due.candidate.row_id))
