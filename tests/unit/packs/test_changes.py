"""What is new to a reader since they were last here: a table of real cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.packs.rules.changes import Change, changes, last_sitting
from portal.packs.rules.giving import item_pages
from tests.unit.packs.test_giving import (
    AGREED,
    HOUSING_READER,
    NOW,
    PAPERS,
    STOPPED,
    SUMMARY_PAPER,
    discussed,
    item,
    shared,
    version,
)

EARLIER = NOW - timedelta(days=2)
DAY = datetime(2026, 12, 7, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("why", "minutes_ago", "found"),
    [
        ("never", [], None),
        ("a day ago", [1440], 1440),
        ("a page opened again is the same sitting", [10], None),
        ("a sitting before this one", [10, 1440], 1440),
        ("a long sitting, opened every half hour", [30, 60, 90, 1440], 1440),
        ("two sittings before", [1440, 2880], 1440),
        ("the hour itself is the same sitting", [60], None),
    ],
)
def test_last_sitting(why: str, minutes_ago: list[int], found: int | None) -> None:
    del why
    opened = [DAY - timedelta(minutes=ago) for ago in minutes_ago]
    assert last_sitting(opened, DAY) == (None if found is None else DAY - timedelta(minutes=found))


def test_the_first_time_nothing_is_new() -> None:
    assert changes(None, item_pages(HOUSING_READER, item(), NOW)) == {}


def _between(facts: object) -> dict[str, Change]:
    before = item_pages(HOUSING_READER, facts, EARLIER)  # type: ignore[arg-type]  # an item's facts
    now = item_pages(HOUSING_READER, facts, NOW)  # type: ignore[arg-type]  # the same
    return dict(changes(before, now))


def test_nothing_changed() -> None:
    assert _between(item()) == {}


def test_a_new_version() -> None:
    newer = replace(SUMMARY_PAPER, versions=(version(1), version(2, NOW - timedelta(days=1))))
    assert _between(item(papers=(newer, *PAPERS[1:]))) == {"1.1": Change.NEW_VERSION}


def test_a_paper_that_was_shared_since_is_new() -> None:
    said = (discussed(), shared(at=NOW - timedelta(days=1)))
    assert _between(item(*said)) == {"1.1": Change.NEW, "1.2": Change.NEW}


def test_what_was_taken_back_is_withdrawn() -> None:
    gone = replace(STOPPED, at=NOW - timedelta(days=1))
    assert _between(item(*AGREED, gone)) == {"1.1": Change.WITHDRAWN, "1.2": Change.WITHDRAWN}


def test_what_was_never_shown_is_not_called_withdrawn() -> None:
    assert "1.3" not in _between(item(*AGREED, replace(STOPPED, at=NOW - timedelta(days=1))))
