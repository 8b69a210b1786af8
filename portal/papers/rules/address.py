"""A protected address told in some words: by its postcode, or by its house and street (C18). Pure.

However it is written: in any case, with or without spaces, with a street's name shortened.
"""

from __future__ import annotations

import re
import unicodedata

IN_WORDS = (
    "This gives away where they live, and their address is protected. Take out the address: the "
    "house and street, and the postcode"
)
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
_SHORT = {
    "street": "st",
    "road": "rd",
    "avenue": "ave",
    "av": "ave",
    "close": "cl",
    "drive": "dr",
    "lane": "ln",
    "court": "ct",
    "crescent": "cres",
    "place": "pl",
    "square": "sq",
    "terrace": "ter",
    "saint": "st",
    "flat": "fl",
    "apartment": "fl",
    "number": "",
    "no": "",
}
SHORTEST_LINE = 5
"""In letters and digits: a shorter first line would be found in anything."""


def postcode_of(text: str) -> str | None:
    """Return a postcode as it is kept, "BB11 1AA"; None where it is none."""
    plain = "".join(text.upper().split())
    return f"{plain[:-3]} {plain[-3:]}" if _POSTCODE.fullmatch(plain) else None


def gives_away(text: str, lines: str, postcode: str) -> bool:
    """Tell whether some words hold the postcode, or the line with the house and its street."""
    squashed = _squashed(text)
    wanted = _squashed(postcode)
    if wanted and wanted in squashed:
        return True
    words = f" {' '.join(_words(text))} "
    return any(
        f" {' '.join(found)} " in words
        for found in map(_words, lines.splitlines())
        if len("".join(found)) >= SHORTEST_LINE and any(word[0].isdigit() for word in found)
    )


def _squashed(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"[^\W_]+", plain.replace("\N{RIGHT SINGLE QUOTATION MARK}", ""))
    return [short for word in words if (short := _SHORT.get(word, word))]
