"""Whether a young person was somebody’s own when they read: a table of real cases (C43)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from portal.trail.rules.own import AFTER_IT, BEFORE_IT, Heard, Passed, Seat, Tie, is_own, ties_of

MONDAY = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001 - by the clock on the wall, as rules take it
HOUR = timedelta(hours=1)
PANEL, OTHER_PANEL, MEETING, OTHER_MEETING = (uuid4() for _ in range(4))
READER, SOMEBODY, THIRD = (uuid4() for _ in range(3))
WORKER, MANAGER = "social_worker", "manager"


def heard(**given: object) -> Heard:
    """An item that was nominated ten days ago for a panel in a fortnight."""
    usual: dict[str, object] = {
        "district_id": "burnley",
        "panel_id": PANEL,
        "meeting_id": MEETING,
        "nominated_on": date(2026, 11, 13),
        "last_on": date(2026, 12, 7),
    }
    return Heard(**(usual | given))  # type: ignore[arg-type]  # each is given as its field takes it


def seat(
    panel_id: UUID = PANEL,
    meeting_id: UUID | None = None,
    since: datetime = MONDAY - HOUR,
    until: datetime | None = None,
) -> Seat:
    return Seat(Tie(READER, since, until), panel_id, meeting_id)


@pytest.mark.parametrize(
    ("tie", "own"),
    [
        (Tie(READER), True),
        (Tie(SOMEBODY), False),
        (Tie(READER, since=MONDAY), True),
        (Tie(READER, since=MONDAY + HOUR), False),  # theirs an hour later, when they were given it
        (Tie(READER, until=MONDAY), False),  # passed on at that moment
        (Tie(READER, until=MONDAY + HOUR), True),  # passed on since: it was theirs then
    ],
)
def test_a_case_and_an_item_are_their_own_people_s_while_they_are(tie: Tie, *, own: bool) -> None:
    assert is_own(READER, MONDAY, case=[tie]) is own
    assert is_own(READER, MONDAY, heard=[heard(ties=(tie,))]) is own


def test_an_item_of_long_ago_is_still_its_own_people_s() -> None:
    long_ago = heard(last_on=date(2026, 3, 1), ties=(Tie(READER),))
    assert is_own(READER, MONDAY, heard=[long_ago])


@pytest.mark.parametrize(
    ("held", "own"),
    [
        (seat(), True),
        (seat(OTHER_PANEL), False),
        (seat(meeting_id=MEETING), True),
        (seat(meeting_id=OTHER_MEETING), False),  # sent to another meeting of the same panel
        (seat(since=MONDAY + HOUR), False),
        (seat(until=MONDAY), False),  # the term had ended
        (Seat(Tie(SOMEBODY), PANEL), False),
    ],
)
def test_a_seat_gives_its_panels_items_for_its_term(held: Seat, *, own: bool) -> None:
    assert is_own(READER, MONDAY, heard=[heard()], seats=[held]) is own
    assert not is_own(READER, MONDAY, seats=[held]), "somebody on no agenda is no seat's"


@pytest.mark.parametrize(
    ("first", "last", "own"),
    [
        (timedelta(0), timedelta(0), True),
        (BEFORE_IT, timedelta(30), True),
        (BEFORE_IT + timedelta(1), timedelta(30), False),  # nobody had thought of it yet
        (timedelta(-90), -AFTER_IT, True),
        (timedelta(-90), -AFTER_IT - timedelta(1), False),  # all of it is long done
    ],
)
def test_an_item_is_its_panels_work_from_before_it_is_listed_until_it_is_done(
    first: timedelta, last: timedelta, *, own: bool
) -> None:
    day = MONDAY.date()
    item = heard(nominated_on=day + first, last_on=day + last)
    assert is_own(READER, MONDAY, heard=[item], seats=[seat()]) is own
    assert is_own(READER, MONDAY, heard=[item], runs=lambda _: True) is own


def test_whoever_runs_one_panel_does_not_run_the_other() -> None:
    of_other = heard(panel_id=OTHER_PANEL)
    assert not is_own(READER, MONDAY, heard=[of_other], runs=lambda item: item.panel_id == PANEL)
    both = [of_other, heard()]
    assert is_own(READER, MONDAY, heard=both, runs=lambda item: item.panel_id == PANEL)


LAST_WEEK, YESTERDAY = MONDAY - timedelta(7), MONDAY - timedelta(1)


@pytest.mark.parametrize(
    ("now", "passed", "ties"),
    [
        ({WORKER: READER}, [], {Tie(READER)}),
        ({WORKER: None}, [], set()),
        (
            {WORKER: READER, MANAGER: THIRD},
            [Passed(YESTERDAY, {WORKER: (SOMEBODY, READER)})],
            {Tie(READER, YESTERDAY), Tie(SOMEBODY, None, YESTERDAY), Tie(THIRD)},
        ),
        (
            {WORKER: READER},
            [
                Passed(LAST_WEEK, {WORKER: (None, SOMEBODY)}),
                Passed(YESTERDAY, {WORKER: (SOMEBODY, READER)}),
            ],
            {Tie(READER, YESTERDAY), Tie(SOMEBODY, LAST_WEEK, YESTERDAY)},
        ),
        (
            {WORKER: None},
            [Passed(YESTERDAY, {WORKER: (READER, None)})],
            {Tie(READER, None, YESTERDAY)},
        ),
        ({WORKER: READER}, [Passed(YESTERDAY, {})], {Tie(READER)}),  # what it said is erased
        (  # other parts are not asked about
            {WORKER: READER},
            [Passed(YESTERDAY, {"stand_in": (SOMEBODY, None)})],
            {Tie(READER)},
        ),
    ],
)
def test_who_was_in_a_post_when(
    now: dict[str, UUID | None], passed: list[Passed], ties: set[Tie]
) -> None:
    assert set(ties_of(now, passed)) == ties
    assert set(ties_of(now, reversed(passed))) == ties, "in whatever order they are given"
