"""Two people's versions of one thing side by side: the second chooses, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """One part where two savers differ."""

    label: str
    mine: str
    theirs: str


def differences(mine: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[Difference, ...]:
    """List the parts in which two versions differ, in the order of mine."""
    labels = [*mine, *(label for label in theirs if label not in mine)]
    return tuple(
        Difference(label, mine.get(label, ""), theirs.get(label, ""))
        for label in labels
        if mine.get(label, "") != theirs.get(label, "")
    )


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """What was saved meanwhile, beside what was typed here (ux: nothing overwritten).

    ``own`` is the reader's own earlier save: a second press, another tab, a page from the history.
    """

    by: str
    at: datetime
    differences: tuple[Difference, ...]
    own: bool = False

    @property
    def warning(self) -> str:
        """The line of the error summary."""
        if self.own:
            return "You have saved this once already. Look at both and choose"
        return f"{self.by} saved this while you were working on it. Look at both and choose"
