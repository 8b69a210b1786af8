"""A link's digest depends on every field, and no two links are written alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from portal.audit.chain.links import (
    NO_LINK,
    check_facts,
    facts_digest,
    link_digest,
    new_salt,
)

SECRET = b"k" * 32
FIELDS: dict[str, Any] = {
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
    assert CHANGED.keys() == FIELDS.keys()


@pytest.mark.control("C42")
@pytest.mark.parametrize("name", FIELDS)
def test_every_field_is_covered(name: str) -> None:
    changed = FIELDS | {name: CHANGED[name]}
    assert link_digest(SECRET, NO_LINK, **FIELDS) != link_digest(SECRET, NO_LINK, **changed)


def test_the_link_before_and_the_key_are_covered() -> None:
    digest = link_digest(SECRET, NO_LINK, **FIELDS)
    assert link_digest(SECRET, "1" * 64, **FIELDS) != digest
    assert link_digest(b"l" * 32, NO_LINK, **FIELDS) != digest


def test_text_does_not_run_from_one_field_into_the_next() -> None:
    one = FIELDS | {"page": 'a","b', "why": "c"}
    other = FIELDS | {"page": "a", "why": 'b","c'}
    assert link_digest(SECRET, NO_LINK, **one) != link_digest(SECRET, NO_LINK, **other)


def test_the_same_moment_said_in_another_time_zone_is_the_same() -> None:
    moved = FIELDS["happened_at"].astimezone(timezone(timedelta(hours=1)))
    there = FIELDS | {"happened_at": moved}
    assert link_digest(SECRET, NO_LINK, **there) == link_digest(SECRET, NO_LINK, **FIELDS)


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
