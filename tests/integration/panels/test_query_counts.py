"""The number of statements a page sends does not grow with what is on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal.database import db, session
from portal.panels import operations, queries
from portal.panels.models import Slot
from tests.integration.panels.conftest import (
    CANARY,
    KIND,
    NOW,
    District,
    SignInAs,
    add_young_person,
)

MOST = {"/agenda": 8, "/day": 20}
"""For the agenda as its readers see it and the panel day, sign-in and the read log included."""


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect every statement that reaches the database."""
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(str(args[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def fill(district: District, before: int, items: int) -> None:
    """Bring the meeting from so many items to so many, in slots added for them; publish it."""
    with district.working():
        session.add_all(
            Slot(
                district_id="burnley",
                meeting_id=district.meeting_id,
                starts_at=time(13 + number // 12, number % 12 * 5),
                minutes=5,
            )
            for number in range(before, items)
        )
        added = [add_young_person(100 + number) for number in range(before, items)]
    for each in added:
        district.nominate(young_person_id=each)
    district.publish()


@pytest.mark.parametrize("rest", ["", "/publish", "/agenda", "/nominate", "/day"])
def test_a_meetings_pages_send_as_many_statements_for_40_items_as_for_one(
    app: Flask, district: District, as_person: SignInAs, rest: str
) -> None:
    client = as_person(district.support)
    where = f"/d/burnley/meetings/{district.meeting_id}{rest}"
    counts = {}
    total = 0
    for items in (1, 3, 40):
        fill(district, total, items)
        total = items
        client.get(where)
        with statements(app) as seen:
            page = client.get(where)
        counts[items] = [s for s in seen if "SAVEPOINT" not in s]
        assert page.status_code == 200
        if rest == "/agenda":
            assert page.text.count(CANARY) >= items
    assert len({len(sent) for sent in counts.values()}) == 1, counts
    assert len(counts[40]) <= MOST.get(rest, len(counts[40]))


@pytest.mark.parametrize("rest", ["", "/agenda", "/day"])
def test_nor_do_they_send_more_for_each_item_that_the_chair_is_out_of(
    app: Flask, district: District, as_person: SignInAs, rest: str
) -> None:
    client = as_person(district.support)
    where = f"/d/burnley/meetings/{district.meeting_id}{rest}"
    with district.working():
        operations.hold_seat(
            actor=district.support,
            now=NOW,
            district_id="burnley",
            kind=KIND,
            seat_key="leaving_care_senior_manager",
            person_id=district.chair.person_id,
            starts_on=NOW.date(),
        )
    fill(district, 0, 3)
    counts = []
    with district.working(writes=False):
        items = list(queries.live_items(district.meeting_id))
    for item_id in items:
        with district.working():
            operations.declare_interest(
                actor=district.chair, now=NOW, item_id=item_id, reason="A relative"
            )
        client.get(where)
        with statements(app) as seen:
            assert client.get(where).status_code == 200
        counts.append(len([s for s in seen if "SAVEPOINT" not in s]))
    assert len(set(counts)) == 1, counts


@pytest.mark.parametrize("rest", ["/meetings", "/panels"])
def test_lists_send_as_many_statements_for_three_rows_as_for_one(
    app: Flask, district: District, as_person: SignInAs, rest: str
) -> None:
    client = as_person(district.support)
    counts = []
    for day in (None, date(2027, 1, 14), date(2027, 2, 11)):
        if day is not None:
            with district.working():
                operations.plan_meeting(
                    actor=district.support,
                    now=NOW,
                    district_id="burnley",
                    kind=KIND,
                    held_on=day,
                    part="am",
                )
                operations.hold_seat(
                    actor=district.support,
                    now=NOW,
                    district_id="burnley",
                    kind=KIND,
                    seat_key="fostering_manager",
                    person_id=district.lead.person_id,
                    starts_on=day,
                    ends_on=day,
                )
        with statements(app) as seen:
            assert client.get(f"/d/burnley{rest}").status_code == 200
        counts.append(len([s for s in seen if "SAVEPOINT" not in s]))
    assert len(set(counts)) == 1, counts
