"""Why something taken in waits for a person, and what that person may say. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleError
from portal.kernel.wording import joined

KEPT_WAITING = timedelta(days=7)
"""What nobody confirmed for so long is removed."""
COLUMNS = "ABCDEFGHIJ"
ROWS = 14
_PAGES = re.compile(r"(\d{1,3})(?:\s*(?:-|to)\s*(\d{1,3}))?")
_SQUARES = re.compile(
    rf"(?:page\s*)?(\d{{1,3}})\s*[:,]?\s*([{COLUMNS}])(\d{{1,2}})(?:\s*(?:-|to)\s*([{COLUMNS}])(\d{{1,2}}))?",
    re.IGNORECASE,
)


class Why(StrEnum):
    """Why something waits."""

    SECTIONS = "sections"
    """A Word file: whoever brought it looks at what was kept and what was left out."""
    MENTIONED = "mentioned"
    """A PDF that seems to hold “why we are involved”."""
    NO_WORDS = "no_words"
    """Pages that are mostly pictures, or whose letters say nothing: only a person can read them."""
    ADDRESS = "address"
    """It was there before their protected address was written down, and gives it away (C18)."""
    NOT_SCANNED = "not_scanned"
    """The virus scanner did not answer."""


@dataclass(frozen=True, slots=True)
class Square:
    """Part of a page in a grid of 10 columns and 14 rows, both counted from 0, ends included."""

    page: int
    left: int
    top: int
    right: int
    bottom: int


def why(*, scanned: bool, mentions: Sequence[int], unread: Sequence[int]) -> Why | None:
    """Say why a PDF waits, the gravest reason first; None where it need not."""
    if not scanned:
        return Why.NOT_SCANNED
    if mentions:
        return Why.MENTIONED
    return Why.NO_WORDS if unread else None


def sentence(reason: Why, pages: Sequence[int]) -> str:
    """Say why something waits and what to do next."""
    which = pages_in_words(pages)
    return {
        Why.SECTIONS: "Look at what was taken in and what was left out, then confirm it.",
        Why.MENTIONED: (
            f"It seems to hold the section “why we are involved” on {which}. "
            "Look at it, leave out or black out what must not be there, then confirm it."
        ),
        Why.NO_WORDS: (
            f"The portal cannot read {which}: mostly a picture, or letters it cannot make out. "
            "Look that the section “why we are involved” is not there, then confirm it."
        ),
        Why.ADDRESS: (
            f"It gives away where they live on {which}, and their address is protected. "
            "Leave out or black out the address, then confirm it."
        ),
        Why.NOT_SCANNED: (
            "The virus scanner did not answer, so nobody can open it yet. Confirm it again later."
        ),
    }[reason]


def pages_in_words(pages: Sequence[int]) -> str:
    """Return pages in words: "page 3", "pages 1 to 4 and 9"."""
    if not pages:
        return "no page"
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    parts = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    return f"{'page' if len(pages) == 1 else 'pages'} {joined(parts)}"


def pages_typed(text: str, count: int) -> tuple[int, ...]:
    """Read pages such as "2, 4-6". RuleError (field ``pages``) where that cannot be."""
    found: set[int] = set()
    for part in filter(None, (each.strip() for each in re.split(r"[,;\n]|\band\b", text))):
        read = _PAGES.fullmatch(part)
        if read is None:
            raise RuleError("Write pages like 2, 4 to 6", field="pages")
        first, last = int(read[1]), int(read[2] or read[1])
        if not 1 <= first <= last <= count:
            raise RuleError(f"The file has pages 1 to {count}", field="pages")
        found |= set(range(first, last + 1))
    if len(found) == count:
        raise RuleError("Nothing is left when every page goes. Refuse the file instead", "pages")
    return tuple(sorted(found))


def squares_typed(lines: Iterable[str], count: int) -> tuple[Square, ...]:
    """Read squares such as "3: B2 to F5". RuleError (field ``squares``) where that cannot be."""
    found = []
    for line in filter(None, (each.strip() for each in lines)):
        read = _SQUARES.fullmatch(line)
        if read is None:
            raise RuleError("Write squares like 3: B2 to F5, a line for each", field="squares")
        page, one, two = int(read[1]), read[2].upper(), (read[4] or read[2]).upper()
        top, bottom = int(read[3]), int(read[5] or read[3])
        if not (1 <= page <= count and one <= two and 1 <= top <= bottom <= ROWS):
            raise RuleError(
                f"Squares go from A1 to {COLUMNS[-1]}{ROWS}, on pages 1 to {count}", field="squares"
            )
        found.append(Square(page, COLUMNS.index(one), top - 1, COLUMNS.index(two), bottom - 1))
    return tuple(found)


def expired(made_at: datetime, now: datetime) -> bool:
    """Tell whether what waits has waited too long."""
    return now - made_at > KEPT_WAITING


def check_written_on(written_on: date | None, today: date) -> date:
    """Return the day a paper's content is of (R47). RuleError (field ``written_on``) if not yet."""
    if written_on is None:
        raise RuleError("Enter the day the paper was written or last updated", "written_on")
    if written_on > today:
        raise RuleError("The day the paper was written must not be in the future", "written_on")
    return written_on
