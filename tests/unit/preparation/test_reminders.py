"""Who is reminded, when, up the chain, once, and never at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.preparation.rules.owners import Level, Named
from portal.preparation.rules.reminders import Pending, Quiet, Reminder, Sent, reminders
from portal.variations.calendar import england_and_wales
from portal.web.clock import LONDON

CALENDAR = england_and_wales(2026, 2027)
NIGHT = Quiet(time(19, 0), time(7, 30))
ITEM, OTHER = UUID(int=100), UUID(int=101)
WORKER, MANAGER, SUPPORT, LEAD = (UUID(int=number) for number in range(1, 5))
CHAIN = (
    Level("Social worker", (Named("Sam Testcase", WORKER),)),
    Level("Manager", (Named("Manny Invented", MANAGER),)),
    Level("Case support", (Named("Casey Example", SUPPORT),)),
    Level("District lead", (Named("Lee Sample", LEAD),)),
)
TASK = Pending(ITEM, "case_summary", date(2026, 12, 10), date(2026, 11, 23), CHAIN)


def at(day: int, month: int = 12, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def now_sent(
    moment: datetime, *waiting: Pending, sent: tuple[Sent, ...] = ()
) -> tuple[Reminder, ...]:
    return reminders(waiting or (TASK,), sent, moment, NIGHT, CALENDAR)


def written_down(found: tuple[Reminder, ...], on: date) -> tuple[Sent, ...]:
    return tuple(
        Sent(each.person_id, item, key, step, on)
        for each in found
        for item, key, step in each.about
    )


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def run_daily(*waiting: Pending, until: date, first: date = date(2026, 11, 23)) -> list[Sent]:
    """Run the job each morning and evening, and return everything that was sent."""
    sent: tuple[Sent, ...] = ()
    for day in days(first, until):
        for hour in (9, 15, 23):
            moment = datetime.combine(day, time(hour), tzinfo=LONDON)
            sent += written_down(now_sent(moment, *waiting, sent=sent), day)
    return list(sent)


# Who is told about the task at which step on which day, by one that nobody does.
WHOLE_LIFE = [
    (WORKER, "opened", date(2026, 11, 23)),
    (WORKER, "five_days", date(2026, 12, 3)),
    (WORKER, "two_days", date(2026, 12, 8)),
    (WORKER, "late_0", date(2026, 12, 11)),
    (MANAGER, "late_1", date(2026, 12, 14)),
    (SUPPORT, "late_2", date(2026, 12, 15)),
    (LEAD, "late_3", date(2026, 12, 16)),
]


def test_a_task_nobody_does_goes_up_the_chain_and_then_is_silent() -> None:
    sent = run_daily(TASK, until=date(2027, 1, 20))
    assert [(each.person_id, each.step, each.on) for each in sent] == WHOLE_LIFE


@pytest.mark.parametrize(
    ("moment", "steps"),
    [
        (at(23, 11), ["opened"]),
        (at(22, 11), []),
        (at(23, 11, 19), []),
        (at(23, 11, 7, 29), []),
        (at(23, 11, 7, 30), ["opened"]),
        (at(5), []),
        (at(25), []),
        (at(28), []),
        (at(10), ["two_days"]),
        (at(11), ["late_0"]),
        (at(29), ["late_0", "late_1", "late_2", "late_3"]),
    ],
    ids=[
        "the day it opens",
        "before it opens",
        "at seven in the evening",
        "before the quiet hours end",
        "when they end",
        "a Saturday",
        "Christmas Day",
        "the substitute for Boxing Day",
        "the day itself",
        "the day after",
        "after a time in which nothing ran",
    ],
)
def test_one_step_at_a_time_and_never_in_quiet_hours(moment: datetime, steps: list[str]) -> None:
    assert [step for each in now_sent(moment) for *_, step in each.about] == steps


def test_running_twice_sends_once() -> None:
    once = now_sent(at(23, 11))
    assert len(once) == 1
    assert now_sent(at(23, 11, 11), sent=written_down(once, date(2026, 11, 23))) == ()


def test_one_message_a_day_holds_everything_that_waits_and_says_the_first_date() -> None:
    second = replace(TASK, item_id=OTHER, key="housing", due=date(2026, 12, 4))
    (only,) = now_sent(at(23, 11), TASK, second)
    assert only.first_due == date(2026, 12, 4)
    assert [item for item, *_ in only.about] == [OTHER, ITEM]


def test_what_opens_after_today_s_message_waits_for_tomorrow() -> None:
    sent = written_down(now_sent(at(23, 11)), date(2026, 11, 23))
    second = replace(TASK, item_id=OTHER)
    assert now_sent(at(23, 11, 15), TASK, second, sent=sent) == ()
    (only,) = now_sent(at(24, 11), TASK, second, sent=sent)
    assert only.about == ((OTHER, "case_summary", "opened"),)


def test_it_stops_when_it_is_done() -> None:
    assert reminders((), (), at(11), NIGHT, CALENDAR) == ()


def test_named_in_the_last_days_it_opens_once_and_is_not_counted_down_from_the_past() -> None:
    late = replace(TASK, opened_on=date(2026, 12, 8))
    steps = [
        each.step for each in run_daily(late, first=date(2026, 12, 8), until=date(2026, 12, 10))
    ]
    assert steps == ["opened"]


def test_an_empty_post_is_nobody_s_silence() -> None:
    empty = replace(TASK, chain=(Level("Housing authority"), *CHAIN[2:]))
    assert [each.person_id for each in now_sent(at(23, 11), empty)] == [SUPPORT]


def test_a_chain_with_nobody_sends_nothing() -> None:
    assert now_sent(at(23, 11), replace(TASK, chain=(Level("Housing authority"),))) == ()


def test_no_quiet_hours_where_both_are_the_same() -> None:
    none = Quiet(time(0), time(0))
    assert len(reminders((TASK,), (), at(23, 11, 3), none, CALENDAR)) == 1


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 15), st.integers(0, 12)),
        min_size=1,
        max_size=5,
    )
)
def test_nobody_is_told_twice_of_one_step_or_twice_in_a_day(
    made: list[tuple[int, int, int]],
) -> None:
    waiting = [
        Pending(
            UUID(int=500 + number),
            f"task-{number}",
            date(2026, 12, 1) + timedelta(days=due),
            date(2026, 11, 23) + timedelta(days=opened),
            CHAIN[first:],
        )
        for number, (first, due, opened) in enumerate(made)
    ]
    sent = run_daily(*waiting, until=date(2026, 12, 31))
    marks = [(each.person_id, each.item_id, each.key, each.step) for each in sent]
    assert len(marks) == len(set(marks))
    assert all(CALENDAR.is_working_day(each.on) for each in sent)
    told = {task.chain[-1].people[0].id for task in waiting}
    assert told <= {each.person_id for each in sent}, "the end of each chain is told at last"
