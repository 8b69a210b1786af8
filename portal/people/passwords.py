"""Passwords: Argon2id with the figures OWASP gives for it (19 MiB, two passes, one lane)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_nobody = _hasher.hash("a hash to check against when there is nobody")


def hash_password(password: str) -> str:
    """Return the salted hash to store."""
    return _hasher.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Tell whether the password is right, taking as long when there is nobody to compare with."""
    try:
        return _hasher.verify(stored or _nobody, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
