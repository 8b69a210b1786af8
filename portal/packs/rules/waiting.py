"""What waits to join a pack until case support has looked through it, in words (C16)."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.wording import joined, plural


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many papers are in no pack yet, how many in one have a newer version, how many forms."""

    papers: int = 0
    versions: int = 0
    forms: int = 0

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return self.number > 0

    @property
    def number(self) -> int:
        """How many there are together."""
        return self.papers + self.versions + self.forms

    @property
    def words(self) -> str:
        """What waits, as a sentence says it."""
        counts = (
            (self.papers, "paper", "papers"),
            (self.versions, "newer version of a paper", "newer versions of papers"),
            (self.forms, "agency’s form", "agencies’ forms"),
        )
        return joined([f"{number} {plural(number, *said)}" for number, *said in counts if number])


NOTHING = Waiting()
