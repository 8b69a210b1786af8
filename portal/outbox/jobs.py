"""The kinds of work that can be queued, each registered by the room that knows how it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Work = TypeVar("Work", bound=Callable[..., None])
_known: dict[str, Callable[..., None]] = {}


def job(name: str) -> Callable[[Work], Work]:
    """Register a function as the work of this name: room:what.

    It is called with ``now``, ``district_id`` and the ids it was queued with, in a scope of that
    district that writes, and is committed together with the note that it is done: it happens once,
    or not at all.
    """

    def register(function: Work) -> Work:
        if _known.get(name, function) is not function:
            raise ValueError(f"There is work called {name} already.")
        _known[name] = function
        return function

    return register


def work(name: str) -> Callable[..., Any] | None:
    """Return the work of this name, None where no room does it any more."""
    return _known.get(name)
