"""Deadlines: the two five-working-day rules on real weeks, and why each date is what it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.deadlines import (
    Deadline,
    DeadlineState,
    Notice,
    agenda_due,
    record_due,
    retrieval_due,
    state,
)
from portal.kernel.errors import RuleError
from portal.kernel.working_days import Calendar

CALENDAR = Calendar(
    {
        date(2022, 8, 29): "Late Summer Bank Holiday",
        date(2022, 9, 19): "State Funeral of Queen Elizabeth II",
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 28): "Boxing Day (substitute day)",
        date(2027, 1, 1): "New Year's Day",
        date(2027, 3, 26): "Good Friday",
        date(2027, 3, 29): "Easter Monday",
        date(2027, 5, 3): "May Day",
        date(2027, 5, 31): "Spring Bank Holiday",
        date(2027, 8, 30): "Late Summer Bank Holiday",
    },
    {},
    2022,
    2027,
)
PLAIN = Notice(5)
CLEAR = Notice(5, "clear")

# Panel day; agenda due in plain and in clear working days; record due.
WEEKS = [
    ("Thu 17 Dec 2026", "Thu 10 Dec 2026", "Wed 09 Dec 2026", "Thu 24 Dec 2026"),
    ("Fri 18 Dec 2026", "Fri 11 Dec 2026", "Thu 10 Dec 2026", "Tue 29 Dec 2026"),
    ("Thu 07 Jan 2027", "Wed 30 Dec 2026", "Tue 29 Dec 2026", "Thu 14 Jan 2027"),
    ("Tue 23 Mar 2027", "Tue 16 Mar 2027", "Mon 15 Mar 2027", "Thu 01 Apr 2027"),
    ("Thu 01 Apr 2027", "Tue 23 Mar 2027", "Mon 22 Mar 2027", "Thu 08 Apr 2027"),
    ("Thu 06 May 2027", "Wed 28 Apr 2027", "Tue 27 Apr 2027", "Thu 13 May 2027"),
    ("Thu 03 Jun 2027", "Wed 26 May 2027", "Tue 25 May 2027", "Thu 10 Jun 2027"),
    ("Thu 02 Sep 2027", "Wed 25 Aug 2027", "Tue 24 Aug 2027", "Thu 09 Sep 2027"),
    ("Thu 22 Sep 2022", "Wed 14 Sep 2022", "Tue 13 Sep 2022", "Thu 29 Sep 2022"),
    ("Mon 26 Sep 2022", "Fri 16 Sep 2022", "Thu 15 Sep 2022", "Mon 03 Oct 2022"),
]


def _written(day: date) -> str:
    return f"{day:%a %d %b %Y}"


def _day(written: str) -> date:
    parsed = datetime.strptime(written, "%a %d %b %Y").replace(tzinfo=UTC).date()
    assert _written(parsed) == written, "the weekday in the table is wrong"
    return parsed


@pytest.mark.requirement("R62", "R74")
@pytest.mark.parametrize(("panel", "plain", "clear", "_record"), WEEKS)
def test_the_agenda_is_due_five_working_days_before_the_panel(
    panel: str, plain: str, clear: str, _record: str
) -> None:
    assert _written(agenda_due(_day(panel), PLAIN, CALENDAR).due) == plain
    assert _written(agenda_due(_day(panel), CLEAR, CALENDAR).due) == clear


@pytest.mark.requirement("R75")
@pytest.mark.parametrize("notice", [PLAIN, CLEAR])
@pytest.mark.parametrize(("panel", "_plain", "_clear", "record"), WEEKS)
def test_the_record_is_due_within_five_working_days_of_the_panel(
    panel: str, _plain: str, _clear: str, record: str, notice: Notice
) -> None:
    assert _written(record_due(_day(panel), notice, CALENDAR).due) == record


@pytest.mark.requirement("R62")
@pytest.mark.parametrize(
    ("panel", "notice", "sentence"),
    [
        (
            date(2022, 9, 26),
            PLAIN,
            (
                "Send by Friday 16 September 2022: counting back five working days from Monday 26 "
                "September, skipping Monday 19 (bank holiday: State Funeral of Queen Elizabeth II)."
            ),
        ),
        (
            date(2026, 12, 17),
            PLAIN,
            (
                "Send by Thursday 10 December 2026: counting back five working days from "
                "Thursday 17 December."
            ),
        ),
        (
            date(2027, 1, 7),
            CLEAR,
            (
                "Send by Tuesday 29 December 2026: counting back five clear working days "
                "from Thursday 7 January 2027, skipping Friday 1 (bank holiday: New Year's Day)."
            ),
        ),
        (
            date(2027, 4, 1),
            Notice(5, cut_off=time(17)),
            (
                "Send by 5pm on Tuesday 23 March 2027: counting back five working days from "
                "Thursday 1 April, skipping Friday 26 March (bank holiday: Good Friday) and "
                "Monday 29 (bank holiday: Easter Monday)."
            ),
        ),
        (
            date(2026, 12, 18),
            Notice(1),
            (
                "Send by Thursday 17 December 2026: counting back one working day from Friday 18 "
                "December."
            ),
        ),
    ],
)
def test_an_agenda_deadline_explains_itself_in_a_sentence(
    panel: date, notice: Notice, sentence: str
) -> None:
    assert agenda_due(panel, notice, CALENDAR).sentence == sentence


@pytest.mark.requirement("R62")
def test_a_proclaimed_holiday_moves_the_deadline_and_appears_in_its_reasons() -> None:
    ordinary = Calendar({}, {}, 2022, 2022)
    assert agenda_due(date(2022, 9, 26), PLAIN, ordinary).due == date(2022, 9, 19)
    assert agenda_due(date(2022, 9, 26), PLAIN, CALENDAR).due == date(2022, 9, 16)


def test_plain_steps_name_every_day_counted_and_skipped() -> None:
    assert agenda_due(date(2022, 9, 20), Notice(2), CALENDAR).steps == (
        "Tuesday 20 September 2022: the panel day, not counted",
        "Monday 19 September 2022: skipped, bank holiday: State Funeral of Queen Elizabeth II",
        "Sunday 18 September 2022: skipped, Sunday",
        "Saturday 17 September 2022: skipped, Saturday",
        "Friday 16 September 2022: working day 1",
        "Thursday 15 September 2022: working day 2",
        "Send by Thursday 15 September 2022",
    )


def test_clear_steps_say_which_days_lie_between() -> None:
    assert agenda_due(date(2022, 9, 16), Notice(1, "clear"), CALENDAR).steps == (
        "Friday 16 September 2022: the panel day, not counted",
        "Thursday 15 September 2022: clear working day 1",
        "Wednesday 14 September 2022: one clear working day lies after it",
        "Send by Wednesday 14 September 2022",
    )


@pytest.mark.requirement("R75")
def test_a_record_deadline_counts_the_panel_day_as_day_0_and_says_so() -> None:
    deadline = record_due(date(2026, 12, 24), Notice(1, cut_off=time(16, 30)), CALENDAR)
    assert deadline.steps == (
        "Thursday 24 December 2026: the panel day, which is day 0",
        "Friday 25 December 2026: skipped, bank holiday: Christmas Day",
        "Saturday 26 December 2026: skipped, Saturday",
        "Sunday 27 December 2026: skipped, Sunday",
        "Monday 28 December 2026: skipped, bank holiday: Boxing Day (substitute day)",
        "Tuesday 29 December 2026: working day 1",
        "File by 4:30pm on Tuesday 29 December 2026",
    )
    assert deadline.sentence == (
        "File by 4:30pm on Tuesday 29 December 2026: counting one working day from Thursday 24 "
        "December, skipping Friday 25 (bank holiday: Christmas Day) and Monday 28 (bank holiday: "
        "Boxing Day (substitute day))."
    )


def test_a_local_closure_day_is_skipped_and_named() -> None:
    closed = Calendar({}, {date(2026, 12, 16): "County Hall closed"}, 2026, 2026)
    deadline = agenda_due(date(2026, 12, 17), Notice(1), closed)
    assert deadline.due == date(2026, 12, 15)
    assert deadline.sentence.endswith("skipping Wednesday 16 (closed: County Hall closed).")


@pytest.mark.requirement("R55")
def test_papers_are_fetched_within_the_days_after_the_name_came_in() -> None:
    deadline = retrieval_due(date(2026, 12, 1), PLAIN, CALENDAR, date(2026, 12, 10))
    assert deadline.due == date(2026, 12, 8)
    assert deadline.steps[0] == "Tuesday 1 December 2026: the day the name came in, day 0"
    assert deadline.sentence == (
        "Fetch by Tuesday 8 December 2026: counting five working days from Tuesday 1 December."
    )


@pytest.mark.requirement("R55")
def test_papers_are_never_due_after_the_agenda() -> None:
    deadline = retrieval_due(date(2026, 12, 7), PLAIN, CALENDAR, date(2026, 12, 10))
    assert deadline.due == date(2026, 12, 10)
    assert deadline.steps[-2:] == (
        (
            "Thursday 10 December 2026: the day the agenda must be out; "
            "papers may not come later than the agenda"
        ),
        "Fetch by Thursday 10 December 2026",
    )
    assert deadline.sentence == (
        "Fetch by Thursday 10 December 2026, not Monday 14 December 2026: "
        "papers may not come later than the agenda."
    )


@pytest.mark.requirement("R55")
def test_a_name_that_came_in_after_the_agenda_says_so() -> None:
    deadline = retrieval_due(date(2026, 12, 14), PLAIN, CALENDAR, date(2026, 12, 10))
    assert deadline.due == date(2026, 12, 10)
    assert "the name came in after the day the agenda had to be out" in deadline.sentence


@pytest.mark.requirement("R55")
def test_without_an_agenda_day_the_papers_have_their_full_time() -> None:
    assert retrieval_due(date(2026, 12, 14), PLAIN, CALENDAR).due == date(2026, 12, 21)


@pytest.mark.parametrize("days", [0, -5])
def test_notice_of_no_days_is_refused(days: int) -> None:
    with pytest.raises(RuleError, match=f"at least one working day, not {days}") as refused:
        Notice(days)
    assert refused.value.field == "days"


def test_an_unknown_way_of_counting_is_refused() -> None:
    with pytest.raises(RuleError, match='"plain" or "clear" working days, not "calendar"'):
        Notice(5, "calendar")  # type: ignore[arg-type]  # what a district's file could hold


def test_a_cut_off_with_a_time_zone_is_refused() -> None:
    with pytest.raises(RuleError, match="without a time zone"):
        Notice(5, cut_off=time(17, tzinfo=UTC))


@pytest.mark.parametrize(
    ("panel", "act"),
    [(date(2027, 12, 30), record_due), (date(2022, 1, 5), agenda_due)],
)
def test_a_deadline_past_the_calendars_horizon_is_refused(panel: date, act: object) -> None:
    assert callable(act)
    with pytest.raises(RuleError, match="from 2022 to 2027 only"):
        act(panel, PLAIN, CALENDAR)


FIVE_PM = Deadline(date(2026, 12, 10), time(17), (), "")
MIDNIGHT = Deadline(date(2026, 12, 10), time(23, 59), (), "")


@pytest.mark.parametrize(
    ("deadline", "day", "at", "expected"),
    [
        (FIVE_PM, 9, time(23, 59, 59), DeadlineState.DUE),
        (FIVE_PM, 10, time(0), DeadlineState.DUE_TODAY),
        (FIVE_PM, 10, time(16, 59), DeadlineState.DUE_TODAY),
        (FIVE_PM, 10, time(17, 0, 59), DeadlineState.DUE_TODAY),
        (FIVE_PM, 10, time(17, 1), DeadlineState.LATE),
        (FIVE_PM, 11, time(0), DeadlineState.LATE),
        (MIDNIGHT, 10, time(23, 59, 59, 999_999), DeadlineState.DUE_TODAY),
        (MIDNIGHT, 11, time(0), DeadlineState.LATE),
    ],
)
def test_the_cut_off_hour_decides_when_a_deadline_is_late(
    deadline: Deadline, day: int, at: time, expected: DeadlineState
) -> None:
    # Wall time is what the rule takes; a zone on it must not change the answer.
    assert state(deadline, datetime.combine(date(2026, 12, day), at)) == expected
    assert state(deadline, datetime.combine(date(2026, 12, day), at, tzinfo=UTC)) == expected


PANEL_DAYS = st.dates(date(2022, 3, 1), date(2027, 10, 31))
NOTICES = st.integers(1, 20)
CLOSURES = st.sets(st.dates(date(2022, 1, 1), date(2027, 12, 31)), max_size=40)


@given(PANEL_DAYS, NOTICES)
def test_clear_notice_is_never_later_than_plain(panel: date, days: int) -> None:
    plain = agenda_due(panel, Notice(days), CALENDAR).due
    clear = agenda_due(panel, Notice(days, "clear"), CALENDAR).due
    assert clear < plain < panel


@given(PANEL_DAYS, NOTICES)
def test_every_deadline_is_a_working_day(panel: date, days: int) -> None:
    for notice in (Notice(days), Notice(days, "clear")):
        assert CALENDAR.is_working_day(agenda_due(panel, notice, CALENDAR).due)
        assert CALENDAR.is_working_day(record_due(panel, notice, CALENDAR).due)


@given(PANEL_DAYS, NOTICES)
def test_counting_the_notice_forward_from_the_agenda_reaches_the_panel(
    panel: date, days: int
) -> None:
    due = agenda_due(panel, Notice(days), CALENDAR).due
    assert CALENDAR.forward(due, days) >= panel
    from_due = [due + timedelta(days=ahead) for ahead in range((panel - due).days)]
    assert sum(CALENDAR.is_working_day(day) for day in from_due) == days


@given(PANEL_DAYS, st.integers(0, 60), NOTICES)
def test_a_later_panel_never_has_an_earlier_deadline(panel: date, later: int, days: int) -> None:
    then = min(panel + timedelta(days=later), date(2027, 10, 31))
    notice = Notice(days)
    assert agenda_due(panel, notice, CALENDAR).due <= agenda_due(then, notice, CALENDAR).due
    assert record_due(panel, notice, CALENDAR).due <= record_due(then, notice, CALENDAR).due


@given(PANEL_DAYS, st.integers(1, 10), CLOSURES)
def test_closure_days_only_give_senders_less_time_and_filers_more(
    panel: date, days: int, closures: set[date]
) -> None:
    closed = Calendar(
        CALENDAR.bank_holidays, dict.fromkeys(closures, "County Hall closed"), 2021, 2028
    )
    notice = Notice(days)
    assert agenda_due(panel, notice, closed).due <= agenda_due(panel, notice, CALENDAR).due
    assert record_due(panel, notice, closed).due >= record_due(panel, notice, CALENDAR).due


@given(PANEL_DAYS, st.integers(1, 10), st.integers(0, 30))
def test_papers_are_never_due_after_the_agenda_whatever_the_day(
    submitted: date, days: int, ahead: int
) -> None:
    agenda = submitted + timedelta(days=ahead)
    assert retrieval_due(submitted, Notice(days), CALENDAR, agenda).due <= agenda


@given(PANEL_DAYS, NOTICES)
def test_steps_account_for_every_day_between_the_deadline_and_the_panel(
    panel: date, days: int
) -> None:
    deadline = agenda_due(panel, Notice(days), CALENDAR)
    # One step for each day passed, one for the panel day and one for the answer.
    assert len(deadline.steps) == (panel - deadline.due).days + 2
    assert sum(": working day " in step for step in deadline.steps) == days
