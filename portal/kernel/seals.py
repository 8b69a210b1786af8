"""A seal: one link of the trail as it is printed in a record and sent by mail (C44)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST = 10**18


@dataclass(frozen=True, slots=True)
class Seal:
    """The number and the digest of a link, and nothing else: no words have room in it.

    ValueError for what is not one.
    """

    number: int
    digest: str

    def __post_init__(self) -> None:
        if not 0 <= self.number < _MOST or not _DIGEST.fullmatch(self.digest):
            raise ValueError("A seal is a number, a colon and 64 letters and figures.")

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"

    @classmethod
    def read(cls, text: str) -> Seal:
        """Return the seal that somebody types from paper or copies from a message. ValueError."""
        number, _, digest = "".join(text.split()).partition(":")
        return cls(int(number) if number.isdecimal() else -1, digest.lower())
