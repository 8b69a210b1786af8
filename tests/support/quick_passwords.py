"""Passwords hashed with little work, for tests that only need to be signed in.

Argon2id is slow on purpose, and the tests hash and check thousands of passwords: at the product's
figures that was two fifths of their time. What the figures are for has tests of its own, which
take ``real_passwords``; a server that a test starts as a process of its own has them always.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher

from portal.people import passwords

REAL = (passwords._hasher, passwords._nobody)  # noqa: SLF001 - tests alone exchange them
_quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
QUICK = (_quick, _quick.hash("a hash to check against when there is nobody"))


@contextmanager
def hashing(hasher: PasswordHasher, nobody: str) -> Iterator[None]:
    """Hash and check with other figures for the block."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(passwords, "_hasher", hasher)
        changed.setattr(passwords, "_nobody", nobody)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """For the whole run."""
    with hashing(*QUICK):
        yield


@pytest.fixture
def real_passwords() -> Iterator[None]:
    """The product's own figures, for a test about them. Hashes made before are quick ones still."""
    with hashing(*REAL):
        yield
