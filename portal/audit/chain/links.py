"""How a link is hashed: pure functions of plain values (C42).

A link's digest is HMAC-SHA-256 over the digest of the link before it and every field of its own,
each field in a form that cannot be mistaken for another. The key is not in the database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

SALT_BYTES = 16
NO_LINK = "0" * 64
"""What the first link follows."""
_text = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode


def link_digest(
    secret: bytes,
    previous: str,
    *,
    authority_id: str,
    seq: int,
    kind: str,
    event: str,
    subject_kind: str,
    subject_id: UUID | None,
    young_person_id: UUID | None,
    about_district: str | None,
    actor_id: UUID | None,
    happened_at: datetime,
    purpose: str,
    page: str,
    why: str,
    facts_digest: str,
    key_number: int,
) -> str:
    """Return a link's digest. JSON keeps the fields apart, whatever stands in them."""
    written = _text(
        [
            previous,
            authority_id,
            seq,
            kind,
            event,
            subject_kind,
            _hex(subject_id),
            _hex(young_person_id),
            about_district,
            _hex(actor_id),
            happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
            purpose,
            page,
            why,
            facts_digest,
            key_number,
        ]
    )
    return hmac.digest(secret, written.encode("ascii"), "sha256").hex()


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


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
