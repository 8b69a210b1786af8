"""Where each paper of a meeting stands in its pack: given once, never moved (idea 9). Pure.

At the first publication papers are numbered through in the order of the agenda. One that comes
later stands behind the papers of its own item, as 14a, 14b; where its item had none, behind those
of the items before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

FRONT = "0"
"""Before the first paper of all: a late paper of the first item, which had none, is 0a."""
_PLACE = re.compile(r"(\d+)([a-z]*)")


def sort_key(place: str) -> tuple[int, int, str]:
    """Return what puts places in the order of the pack: 9, 10, 10a, 10b, 10aa, 11."""
    found = _PLACE.fullmatch(place)
    if found is None:
        raise ValueError(f"{place} is no place in a pack.")
    return int(found[1]), len(found[2]), found[2]


def allot(
    papers: Sequence[tuple[UUID, Sequence[UUID]]], held: Mapping[UUID, str]
) -> dict[UUID, str]:
    """Return a place for each paper that has none. ``papers``: each item's, in agenda order.

    ``held`` are the places given before, those of withdrawn papers included: none is given twice.
    """
    if not held:
        in_order = [paper for _, of_item in papers for paper in of_item]
        return {paper: str(number) for number, paper in enumerate(in_order, start=1)}
    taken = set(held.values())
    given: dict[UUID, str] = {}
    behind = FRONT
    for _, of_item in papers:
        own = [held[paper] for paper in of_item if paper in held]
        behind = max([behind, *own], key=sort_key)
        for paper in of_item:
            if paper not in held:
                given[paper] = _next(behind, taken)
                taken.add(given[paper])
    return given


def _next(behind: str, taken: set[str]) -> str:
    found = _PLACE.fullmatch(behind)
    assert found is not None  # places are given here alone
    letters = 1
    while True:
        for number in range(26**letters):
            suffix, rest = "", number
            for _ in range(letters):
                suffix, rest = chr(ord("a") + rest % 26) + suffix, rest // 26
            if f"{found[1]}{suffix}" not in taken:
                return f"{found[1]}{suffix}"
        letters += 1
