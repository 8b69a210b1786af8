"""What a young person wants to say, as a part of a pack: who is given which answers (R52).

They choose for whom each answer is when they give it, so no agreement to share papers is asked for
it. An answer that is shared anew is another one, so that what a reader was shown is told by ids.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

LETTER = "V"
"""Its place under an item, for ever, as agencies have theirs: no number moves when it comes."""


class Part(StrEnum):
    """The one part of a pack that is neither a paper nor an agency's."""

    VIEWS = "views"

    @property
    def label(self) -> str:
        """What it is, in words."""
        return "What they want to say"


@dataclass(frozen=True, slots=True)
class Shared:
    """One answer that is shared, without its words; ``audience`` is for whom it is."""

    id: UUID
    audience: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFacts:
    """What is shared on one item. ``was_for`` is for whom it was, where it was taken back."""

    id: UUID
    shared: tuple[Shared, ...] = ()
    taken_back_at: datetime | None = None
    was_for: frozenset[str] = frozenset()

    def given(self, hears: Collection[str], at: datetime) -> tuple[Shared, ...]:
        """Return the answers that such a reader is given at an instant."""
        return tuple(each for each in self.shared if each.audience in hears and each.at <= at)

    def taken_from(self, hears: Collection[str]) -> bool:
        """Tell whether there was something for such a reader that was taken back."""
        return self.taken_back_at is not None and bool(self.was_for & set(hears))


def place(item_number: int) -> str:
    """Return where it stands in a pack: "4.V"."""
    return f"{item_number}.{LETTER}"
