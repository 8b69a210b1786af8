"""Whether a paper names somebody else than the young person it is about (C16)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

_NUMBER = re.compile(r"(?<![\w-])(?:[A-Za-z]{1,8}-?\d{1,10}|\d{4,10})(?![\w-])")


def numbers_in(words: str) -> frozenset[str]:
    """Return what could be a reference or a CHILD code in a text, in capitals."""
    return frozenset(found.upper() for found in _NUMBER.findall(words))


def named_in(words: str, names: Mapping[UUID, str], own: str) -> tuple[UUID, ...]:
    """Return those who are named in a text, in the order given.

    ``names`` are what each is called; ``own`` is what the paper's own young person is called, which
    is no other's name there. A name is a whole word with its own capitals: “Will” is not in “she
    will come”.
    """
    return tuple(
        key
        for key, name in names.items()
        if name.strip()
        and name.casefold() != own.casefold()
        and re.search(rf"(?<!\w){re.escape(name.strip())}(?!\w)", words)
    )
