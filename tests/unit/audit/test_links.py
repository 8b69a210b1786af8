"""A link's digest depends on every field, and no two links are written alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from portal.audit.chain.links import (
    FIELDS,
    NO_LINK,
    check_facts,
    facts_digest,
    link_digest,
    new_salt,
)
from portal.audit.models import Event

SECRET = b"k" * 32
VALUES: dict[str, Any] = {
    "authority_id": "E10000017",
    "seq": 1,
    "kind": "write",
    "event": "panels:item:moved",
    "subject_kind": "item",
    "subject_id": UUID(int=1),
    "young_person_id": None,
    "about_district": "burnley",
    "actor_id": UUID(int=2),
    "happened_at": datetime(2026, 11, 23, 9, tzinfo=UTC),
    "purpose": "answering panels.move",
    "page": "",
    "why": "",
    "facts_digest": "",
    "key_number": 1,
}
CHANGED: dict[str, Any] = {
    "authority_id": "E10000018",
    "seq": 2,
    "kind": "read",
    "event": "panels:item:withdrawn",
    "subject_kind": "meeting",
    "subject_id": None,
    "young_person_id": UUID(int=1),
    "about_district": None,
    "actor_id": None,
    "happened_at": datetime(2026, 11, 23, 9, 0, 0, 1, tzinfo=UTC),
    "purpose": "",
    "page": "The agenda",
    "why": "Panel chair",
    "facts_digest": "0" * 64,
    "key_number": 2,
}


def test_there_is_a_change_for_every_field() -> None:
    assert tuple(CHANGED) == tuple(VALUES) == FIELDS


def test_what_sqlite_holds_as_text_gives_the_same_digest() -> None:
    held = VALUES | {
        "subject_id": VALUES["subject_id"].hex,
        "actor_id": VALUES["actor_id"].hex,
        "happened_at": "2026-11-23 09:00:00.000000",
    }
    assert link_digest(SECRET, NO_LINK, list(held.values())) == link_digest(
        SECRET, NO_LINK, list(VALUES.values())
    )


def test_every_column_of_the_table_is_covered_but_facts_salt_and_the_digest_itself() -> None:
    columns = {column.name for column in Event.__table__.columns}
    assert columns - set(FIELDS) == {"facts", "salt", "digest"}


@pytest.mark.control("C42")
@pytest.mark.parametrize("name", VALUES)
def test_every_field_is_covered(name: str) -> None:
    changed = VALUES | {name: CHANGED[name]}
    assert link_digest(SECRET, NO_LINK, list(VALUES.values())) != link_digest(
        SECRET, NO_LINK, list(changed.values())
    )


def test_the_link_before_and_the_key_are_covered() -> None:
    digest = link_digest(SECRET, NO_LINK, list(VALUES.values()))
    assert link_digest(SECRET, "1" * 64, list(VALUES.values())) != digest
    assert link_digest(b"l" * 32, NO_LINK, list(VALUES.values())) != digest


def test_text_does_not_run_from_one_field_into_the_next() -> None:
    one = VALUES | {"page": 'a","b', "why": "c"}
    other = VALUES | {"page": "a", "why": 'b","c'}
    assert link_digest(SECRET, NO_LINK, list(one.values())) != link_digest(
        SECRET, NO_LINK, list(other.values())
    )


def test_the_same_moment_said_in_another_time_zone_is_the_same() -> None:
    moved = VALUES["happened_at"].astimezone(timezone(timedelta(hours=1)))
    there = VALUES | {"happened_at": moved}
    assert link_digest(SECRET, NO_LINK, list(there.values())) == link_digest(
        SECRET, NO_LINK, list(VALUES.values())
    )


def test_facts_are_covered_with_their_salt_whatever_the_order_of_their_keys() -> None:
    salt = new_salt()
    assert facts_digest(salt, {"a": 1, "b": 2}) == facts_digest(salt, {"b": 2, "a": 1})
    assert facts_digest(salt, {"a": 1}) != facts_digest(salt, {"a": 2})
    assert facts_digest(salt, {"a": 1}) != facts_digest(new_salt(), {"a": 1})


@pytest.mark.parametrize("facts", [{"a": 0.1}, {1: "a"}, {"a": [{"b": b"c"}]}, {"a": {1, 2}}])
def test_facts_of_other_kinds_are_refused(facts: object) -> None:
    with pytest.raises(TypeError):
        check_facts(facts)


@pytest.mark.parametrize("facts", [None, {}, {"a": [1, "b", None, True, {"c": ["d"]}]}])
def test_keys_dates_as_text_and_counts_are_facts(facts: object) -> None:
    check_facts(facts)
