"""Doing a history of steps in the portal and in a model, and comparing the two after each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Protocol

from portal.kernel.errors import PortalError


class Compared(Protocol):
    """What does each step in both, by a method of the step's name."""

    def compare(self) -> None:
        """Ask both the same, and fail where they differ."""


def follow(done: Compared, history: Iterable[Sequence[object]]) -> None:
    """Do each step, its name first, and compare after it.

    Refused, nothing was done: not in the model either.
    """
    for name, *arguments in history:
        with suppress(PortalError):
            getattr(done, str(name))(*arguments)
        done.compare()
