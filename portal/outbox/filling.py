"""What is put into a message only as it leaves, so that it never stands in the database.

A young person's link opens their pages, and of it only a hash may be kept (C20). So the message
waits with a gap where the link belongs, or a code, a line break and the address to type it at. The
room that makes links and codes fills it when it was taken, each in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

GAP = "{link}"
"""What stands in a waiting message's words."""
IN_WORDS = "[the link or code, made as the message leaves]"
"""What a list shows in its place."""
Filler = TypeVar("Filler", bound=Callable[[UUID, str, datetime], str | None])
_known: dict[str, Callable[[UUID, str, datetime], str | None]] = {}


def fills(message: str) -> Callable[[Filler], Filler]:
    """Register the function that fills the gap of a kind of message.

    It is given what the message is about (``subject_id``), the address it goes to and the moment,
    works in a transaction of its own, leaves its entry in the trail, and returns None where the
    message is not wanted any more.
    """

    def register(function: Filler) -> Filler:
        if _known.get(message, function) is not function:
            raise ValueError(f"Something fills {message} already.")
        _known[message] = function
        return function

    return register


def has_gap(message: str) -> bool:
    """Tell whether something is put into this kind of message as it leaves."""
    return message in _known


def filled(
    message: str, body: str, subject_id: UUID | None, address: str, now: datetime
) -> str | None:
    """Return a message's words as they leave; None where it is not wanted any more."""
    if not has_gap(message):
        return body
    found = None if subject_id is None else _known[message](subject_id, address, now)
    return None if found is None else body.replace(GAP, found)
