"""Which passwords are taken: long ones that are hard to guess, and no rule about their letters.

NIST SP 800-63B revision 4 and ASVS 6.2: at least 15 characters where the password stands alone, 12
beside a second factor, no composition rules, no expiry, checked against common passwords and
against the person's and the service's own words. The list ships with the portal; nothing is sent
anywhere to check it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from threading import Lock

from zxcvbn import zxcvbn

LEAST_ALONE = 15
LEAST_BESIDE_A_FACTOR = 12
MOST = 1_000
LEAST_OF_ITS_OWN = 8
"""Characters that must be left once the person's and the service's words are taken out."""
EASY = 10.0
"""Guesses, as a power of ten, below which a password is refused (zxcvbn's strongest band)."""
LOOKED_AT = 100
"""Characters that are estimated: the time to estimate grows faster than the length."""
SHORTEST_WORD = 3
SERVICE_WORDS = ("lasting", "homes", "home", "portal", "panel", "leaving", "care", "password")
_estimating = Lock()  # the estimator keeps the words it is given in one place for all threads


def least_length(*, beside_a_factor: bool) -> int:
    """Return how long a password must be."""
    return LEAST_BESIDE_A_FACTOR if beside_a_factor else LEAST_ALONE


def refusal(password: str, own_words: Iterable[str], *, beside_a_factor: bool) -> str | None:
    """Return why a password is not taken, None where it is."""
    password = unicodedata.normalize("NFKC", password)
    least = least_length(beside_a_factor=beside_a_factor)
    if len(password) < least:
        return f"Password must be {least} characters or more"
    if len(password) > MOST:
        return f"Password must be {MOST:,} characters or fewer"
    words = _parts((*own_words, *SERVICE_WORDS))
    if len(_without(password, words)) < LEAST_OF_ITS_OWN:
        return "Choose a password that is not made from your name, your email or this service"
    if _guesses(password, words) < EASY:
        return "That password is easy to guess. Three or four words that do not go together work"
    return None


def _parts(texts: Iterable[str]) -> list[str]:
    """Return the words of some texts, longest first."""
    parts = {
        part
        for text in texts
        for part in re.split(r"[\W_]+", text.casefold())
        if len(part) >= SHORTEST_WORD
    }
    return sorted(parts, key=lambda part: (-len(part), part))


def _without(password: str, words: list[str]) -> str:
    """Return the letters and digits that are left of a password without these words."""
    left = password.casefold()
    for word in words:
        left = left.replace(word, " ")
    return "".join(c for c in left if c.isalnum())


def _guesses(password: str, words: list[str]) -> float:
    with _estimating:
        found = zxcvbn(password[:LOOKED_AT], user_inputs=words, max_length=LOOKED_AT)
    return float(found["guesses_log10"])
