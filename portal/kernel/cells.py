"""What a spreadsheet would take for a formula (C30)."""

from __future__ import annotations

import unicodedata

DANGEROUS = frozenset("=+-@|%\t\r\n")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet may run this text.

    The first character that can be seen counts, in its plain form: a space, a byte-order mark, a
    zero-width or full-width sign before it hides nothing.
    """
    if text[:1] in DANGEROUS:
        return True
    for character in unicodedata.normalize("NFKC", text):
        if character in DANGEROUS:
            return True
        if unicodedata.category(character) not in _UNSEEN:
            return False
    return False
