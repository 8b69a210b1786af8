"""Where a paper stands in a pack: numbers that never move (idea 9, complaint 2.4).

"4.2" is the second paper of the fourth item. One that comes late is "4.2a", so that what was 4.3
for somebody who read early is 4.3 for ever. Numbers start anew with each item: one count over the
whole pack would tell whoever is out of an item how many papers it has (complaint 2.12).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from uuid import UUID

_PLACE = re.compile(r"(\d+)\.(\d+)([a-z]*)")
NOWHERE = (0, 0, 0, "")


@dataclass(frozen=True, slots=True)
class Standing:
    """A paper with the place it was given, if it has one."""

    paper_id: UUID
    place: str | None


def numbers(versions: Iterable[Sequence[UUID | None]]) -> dict[UUID, int]:
    """Give each item its number from every version of an agenda, the oldest first.

    A version is its slots in order of time, None for a free one. An item takes the number of the
    slot it is first listed in: counting items instead would tell whoever is out of one that it is
    there. One that joins later where a number is taken goes on after the last.
    """
    found: dict[UUID, int] = {}
    for slots in versions:
        for place, item_id in enumerate(slots, start=1):
            if item_id is None or item_id in found:
                continue
            taken = set(found.values())
            found[item_id] = place if place not in taken else max(*taken, len(slots)) + 1
    return found


def order(place: str | None) -> tuple[int, int, int, str]:
    """Return what places are sorted by: item, number, then late ones in the order they came."""
    found = _PLACE.fullmatch(place or "")
    if found is None:
        return NOWHERE
    item, number, letters = found.groups()
    return int(item), int(number), len(letters), letters


def allot(number: int, papers: Sequence[Standing]) -> Mapping[UUID, str]:
    """Give places to the papers of one item that have none; ``papers`` come in reading order.

    The first time they are 1, 2, 3. Later ones are late: they take the last of those numbers with
    the next letter. A place once given is never given again, nor changed.
    """
    given = [order(each.place) for each in papers if each.place]
    new = [each.paper_id for each in papers if not each.place]
    if not given:
        return {paper_id: f"{number}.{place}" for place, paper_id in enumerate(new, start=1)}
    last = max(place for _, place, _, _ in given)
    late = max(_count(letters) for _, place, _, letters in given if place == last)
    return {
        paper_id: f"{number}.{last}{_letters(late + more)}"
        for more, paper_id in enumerate(new, start=1)
    }


def _letters(count: int) -> str:
    """Return the letters for the first, second, … late paper: a, b, … z, aa, ab."""
    text = ""
    while count:
        count, rest = divmod(count - 1, len(ascii_lowercase))
        text = ascii_lowercase[rest] + text
    return text


def _count(letters: str) -> int:
    count = 0
    for letter in letters:
        count = count * len(ascii_lowercase) + ascii_lowercase.index(letter) + 1
    return count
