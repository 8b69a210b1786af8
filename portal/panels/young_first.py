"""What a room above tells young people themselves, before anybody else hears of it.

How a young person is reached is known by a room above this one. It adds a teller; whoever tells the
people of a meeting lets it speak first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from flask import Flask, current_app

EXTENSION = "portal.young-first"


@dataclass(frozen=True, slots=True, kw_only=True)
class TheirTime:
    """One item as its young person was first to know it, and as it stands now.

    ``was`` and ``now`` are marks: they differ where the day, the time or whether it is heard does.
    """

    item_id: UUID
    young_person_id: UUID
    district_id: str
    was: str
    now: str


class Teller(Protocol):
    """Tells young people what changed for them."""

    def __call__(self, *, times: Sequence[TheirTime], now: datetime) -> object:
        """Queue it in the open scope; never commit. What they know already is not told again."""


def add(app: Flask, teller: Teller) -> None:
    """Let a room above tell young people when their time changes."""
    app.extensions.setdefault(EXTENSION, []).append(teller)


def tell(*, times: Sequence[TheirTime], now: datetime) -> None:
    """Let every teller speak, in the order in which they were added."""
    tellers: list[Teller] = current_app.extensions.get(EXTENSION, [])
    for teller in tellers:
        teller(times=times, now=now)
