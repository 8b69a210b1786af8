"""How a link is hashed: pure functions of plain values (C42).

A link's digest is HMAC-SHA-256 over the digest of the link before it and every field of its own,
each field in a form that cannot be mistaken for another. The key is not in the database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

SALT_BYTES = 16
NO_LINK = "0" * 64
"""What the first link follows."""
FIELDS = (
    "authority_id",
    "seq",
    "kind",
    "event",
    "subject_kind",
    "subject_id",
    "young_person_id",
    "about_district",
    "actor_id",
    "happened_at",
    "purpose",
    "page",
    "why",
    "facts_digest",
    "key_number",
)
"""What a link's digest covers, in order: all of a row but the facts, which may be erased."""
_IDS = tuple(FIELDS.index(name) for name in ("subject_id", "young_person_id", "actor_id"))
_AT = FIELDS.index("happened_at")
_text = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode


def link_digest(secret: bytes, previous: str, fields: Sequence[Any]) -> str:
    """Return a link's digest over its fields, in the order of ``FIELDS``.

    Values as a database gives them will do. JSON keeps the fields apart, whatever stands in them.
    """
    written = list(fields)
    for place in _IDS:
        if type(written[place]) is UUID:
            written[place] = written[place].hex
    written[_AT] = _moment(written[_AT])
    written.append(previous)
    return hmac.digest(secret, _text(written).encode("ascii"), "sha256").hex()


def _moment(at: datetime | str) -> str:
    """Return a moment as text, the same from both databases; SQLite holds text already, in UTC."""
    if isinstance(at, str):
        return f"{at.replace(' ', 'T')}+00:00"
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def new_salt() -> str:
    """Return a salt: once it is gone with the facts, nobody can guess what they were."""
    return secrets.token_hex(SALT_BYTES)


def facts_digest(salt: str, facts: dict[str, Any]) -> str:
    """Return the digest that stands for an event's facts in its link."""
    return hashlib.sha256(f"{salt}{_text(facts)}".encode("ascii")).hexdigest()


def check_facts(facts: Any) -> None:
    """Raise TypeError for facts that two databases might not give back alike, such as 0.1."""
    match facts:
        case None | bool() | int() | str():
            return
        case list() | tuple():
            for each in facts:
                check_facts(each)
        case dict():
            for key, value in facts.items():
                if not isinstance(key, str):
                    raise TypeError(f"A fact's key is text, not {type(key).__name__}.")
                check_facts(value)
        case _:
            raise TypeError(f"Facts hold keys, dates as text and counts, not {type(facts)}.")
