"""Passwords: Argon2id with the figures OWASP gives for it (19 MiB, two passes, one lane)."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_nobody = _hasher.hash("a hash to check against when there is nobody")


def hash_password(password: str) -> str:
    """Return the salted hash to store."""
    return _hasher.hash(_composed(password))


def password_matches(stored: str | None, password: str) -> bool:
    """Tell whether the password is right, taking as long when there is nobody to compare with."""
    try:
        return _hasher.verify(stored or _nobody, _composed(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with other figures than today's, and is to be made again."""
    return _hasher.check_needs_rehash(stored)


def _composed(password: str) -> str:
    """Return a password as it is compared: however a keyboard composes a letter, it is the same."""
    return unicodedata.normalize("NFKC", password)
