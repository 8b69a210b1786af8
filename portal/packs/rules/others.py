"""Whether a paper names somebody else than the young person it is about (C16)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from uuid import UUID

_APOSTROPHES, _HYPHENS = "\u2018\u2019\u02bc`\u00b4", "\u2010\u2011\u2012\u2013\u2212"
_SAME = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-") | {"\u00ad": None}
)
_NUMBERS = tuple(
    re.compile(rf"(?<![^\W_]){number}(?![^\W_]|-\w)")
    for number in (r"[A-Za-z]{1,8}[- /]?\d{1,10}", r"\d{3,12}")
)
_SHORTEST_FIRST = 3
"""Letters of the shortest first name that is looked for alone: “Al” stands in too many texts."""


def numbers_in(words: str) -> frozenset[str]:
    """Return what could be a reference or a CHILD code in a text, as `as_number` writes it."""
    text = _plain(words)
    return frozenset(as_number(found) for each in _NUMBERS for found in each.findall(text))


def as_number(text: str) -> str:
    """Return a reference or code in capitals and without what is written between its parts."""
    return re.sub(r"[-\s/]", "", _plain(text)).upper()


def named_in(words: str, names: Mapping[UUID, str], own: UUID) -> tuple[UUID, ...]:
    """Return those who are named in a text, in the order given.

    ``names`` are what each is called, ``own`` the young person of the paper, whose own name is no
    other's there. A name, or its first part alone, is looked for as whole words, with its own
    capitals or all in capitals: “Will” is not in “she will come”.
    """
    own_name = _plain(names.get(own, ""))
    text = _plain(words)
    if own_name:
        text = _wanted(own_name).sub(" ", text)
    own_parts = {part.casefold() for part in own_name.split()}
    return tuple(
        key
        for key, name in names.items()
        if key != own
        and any(
            _wanted(each).search(text)
            for each in _ways(_plain(name))
            if each.casefold() not in own_parts and each.casefold() != own_name.casefold()
        )
    )


def _ways(name: str) -> tuple[str, ...]:
    first = name.partition(" ")[0]
    return tuple(each for each in (name, first if len(first) >= _SHORTEST_FIRST else "") if each)


def _wanted(name: str) -> re.Pattern[str]:
    """Return what finds a name: between walls where its letters have capitals, else anywhere."""
    either = f"(?:{re.escape(name)}|{re.escape(name.upper())}|{re.escape(name.title())})"
    before = r"(?<!\w)" if _has_case(name[0]) else ""
    after = r"(?!\w)" if _has_case(name[-1]) else ""
    return re.compile(before + either + after)


def _has_case(letter: str) -> bool:
    return letter.lower() != letter.upper()


def _plain(text: str) -> str:
    """Return a text with one way of writing accents, apostrophes, hyphens and spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME).split())
