"""What this room's commands answer, as facts for JSON."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from portal import database
from portal.database.sealed import keyring
from portal.kernel.errors import RuleError
from portal.keyring import Purpose
from portal.protection.operations import keys

Work = Callable[[], AbstractContextManager[None]]


def list_keys() -> dict[str, Any]:
    """Say which keys there are, and how many values each of the fields' keys still seals."""
    sealed = keys.values_by_key()
    return {
        "rings": [
            {
                "purpose": purpose.value,
                "current": keyring().current(purpose).number,
                "keys": [
                    {"number": number}
                    | ({"seals": sealed.get(number, 0)} if purpose is Purpose.FIELDS else {})
                    for number in keyring().numbers(purpose)
                ],
            }
            for purpose in Purpose
        ],
        "not_sealed": sealed.get(None, 0),
    }


def rotate_key(purpose: str, now: datetime) -> dict[str, Any]:
    """Add a key to a ring; say what is to be done next."""
    number = keys.rotate(purpose=Purpose(purpose), actor_id=None, now=now)
    following = {
        Purpose.FIELDS: "Run “portal keys reseal” so that the old key seals nothing any more.",
        Purpose.WALL: "Run “portal init” so that the database knows the new key.",
    }
    return {"purpose": purpose, "number": number, "next": following.get(Purpose(purpose), "")}


def reseal(work: Work, now: datetime) -> dict[str, Any]:
    """Seal everything with today's key. RuleError where values do not open; the rest is done."""
    done = keys.reseal(work=work, actor_id=None, now=now)
    if done.first_sealed:
        database.forget_what_was_overwritten()
    if done.unreadable:
        places = "; ".join(done.unreadable)
        raise RuleError(f"These values do not open and were left as they are: {places}.")
    return {"sealed_again": done.sealed_again, "first_sealed": done.first_sealed}
