"""When the agenda must be out, the record filed and the papers fetched, each with its reasons.

R62 and R74: the agenda reaches everyone at least five working days before the panel. R75: the
record is on the child's file within five working days, the panel day being day 0 (A10). R55:
the papers are fetched by a deadline whose number is lost in the source (A1), so it is
configuration. A deadline carries every day counted and skipped, in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Literal

from portal.kernel.errors import RuleError
from portal.kernel.wording import clock_time, counted, date_beside, joined, long_date
from portal.kernel.working_days import Calendar, PassedDay

END_OF_DAY = time(23, 59)
Counting = Literal["plain", "clear"]


class DeadlineState(StrEnum):
    """Where now stands against a deadline."""

    DUE = "due"
    DUE_TODAY = "due_today"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Notice:
    """A number of working days, how they are counted, and the local hour the last one ends.

    "plain": the fifth working day before the panel is in time. "clear": five whole working days
    must lie between, so it is one earlier (A5). RuleError for anything else.
    """

    days: int
    counting: Counting = "plain"
    cut_off: time = END_OF_DAY

    def __post_init__(self) -> None:
        if self.days < 1:
            raise RuleError(
                f"Notice must be at least one working day, not {self.days}.", field="days"
            )
        if self.counting not in {"plain", "clear"}:
            raise RuleError(
                f'Count notice as "plain" or "clear" working days, not "{self.counting}".',
                field="counting",
            )
        if self.cut_off.tzinfo is not None:
            raise RuleError(
                "Give the cut-off hour as local time, without a time zone.", field="cut_off"
            )


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date and local hour by which something must be done, and how it was found.

    `steps` says every day counted or skipped, in order; `sentence` says it in one line.
    """

    due: date
    cut_off: time
    steps: tuple[str, ...]
    sentence: str


def agenda_due(panel_day: date, notice: Notice, calendar: Calendar) -> Deadline:
    """Find the last day the agenda may go out for a panel on `panel_day` (R62, R74).

    RuleError when the count leaves the calendar's years.
    """
    clear = notice.counting == "clear"
    passed = calendar.walk(panel_day, notice.days + 1 if clear else notice.days, step=-1)
    due = passed[-1].day
    kind = "clear working day" if clear else "working day"
    steps = [f"{long_date(panel_day)}: the panel day, not counted"]
    steps += _steps(passed[:-1] if clear else passed, kind)
    if clear:
        lie = "lies" if notice.days == 1 else "lie"
        steps.append(f"{long_date(due)}: {counted(notice.days, kind)} {lie} after it")
    steps.append(f"Send by {_moment(due, notice.cut_off)}")
    sentence = (
        f"Send by {_moment(due, notice.cut_off)}: counting back {counted(notice.days, kind)} "
        f"from {_from(panel_day, due)}{_skipping(passed, panel_day)}."
    )
    return Deadline(due, notice.cut_off, tuple(steps), sentence)


def record_due(panel_day: date, notice: Notice, calendar: Calendar) -> Deadline:
    """Find the last day to file the record of a panel held on `panel_day` (R75, A10).

    The panel day is day 0.

    `notice.counting` is not used: "within five working days" is a limit on acting, and clear
    days only protect somebody who waits to be told. RuleError as `agenda_due`.
    """
    return _within(panel_day, notice, calendar, verb="File", start="the panel day, which is day 0")


def retrieval_due(
    submitted_on: date, notice: Notice, calendar: Calendar, never_after: date | None = None
) -> Deadline:
    """Find the last day to fetch the papers of a name submitted on `submitted_on` (R55, A1).

    Never later than `never_after`, the day the agenda must be out, at any cut-off. Where the name
    came in after that day the papers are late at once, and the steps say so. `notice.counting`
    is not used, as in `record_due`. RuleError as `agenda_due`.
    """
    found = _within(
        submitted_on, notice, calendar, verb="Fetch", start="the day the name came in, day 0"
    )
    if never_after is None or found.due <= never_after:
        return found
    reason = (
        "the name came in after the day the agenda had to be out"
        if submitted_on > never_after
        else "papers may not come later than the agenda"
    )
    due = _moment(never_after, notice.cut_off)
    steps = (
        *found.steps[:-1],
        f"{long_date(never_after)}: the day the agenda must be out; {reason}",
        f"Fetch by {due}",
    )
    sentence = f"Fetch by {due}, not {_moment(found.due, notice.cut_off)}: {reason}."
    return Deadline(never_after, notice.cut_off, steps, sentence)


@dataclass(frozen=True, slots=True)
class Asked:
    """The day from which on somebody can do a task, and what happened on it."""

    on: date
    what: str = "the name came in"


def task_due(
    agenda: Deadline, panel_day: date, asked: Asked, days: int, calendar: Calendar
) -> Deadline:
    """Find when something must be ready, `days` working days before the agenda has to be out.

    Whoever is asked has at least one working day: where they could be asked too late for that, the
    date moves to the working day after, and never beyond the last one before the panel.
    At 0 days the agenda's own day and hour count. RuleError as `agenda_due`.
    """
    passed = calendar.walk(agenda.due, days, step=-1) if days else ()
    due = passed[-1].day if passed else agenda.due
    cut_off = END_OF_DAY if days else agenda.cut_off
    agenda_day = f"{long_date(agenda.due)}: the day the agenda must be out"
    fair = calendar.forward(asked.on, 1)
    if due < fair:
        last = max(asked.on, min(fair, calendar.back(panel_day, 1)))
        reason = f"{asked.what} on {long_date(asked.on)}, too late for {long_date(due)}"
        by = f"By {_moment(last, END_OF_DAY)}"
        return Deadline(last, END_OF_DAY, (agenda_day, f"{by}: {reason}"), f"{by}: {reason}.")
    by = f"By {_moment(due, cut_off)}"
    if not days:
        return Deadline(due, cut_off, (agenda_day,), f"{by}: the day the agenda must be out.")
    sentence = (
        f"{by}: {counted(days, 'working day')} before the agenda must be out on "
        f"{_from(agenda.due, due)}{_skipping(passed, agenda.due)}."
    )
    return Deadline(due, cut_off, (agenda_day, *_steps(passed, "working day"), by), sentence)


def state(deadline: Deadline, now_local: datetime) -> DeadlineState:
    """Say where local time `now_local` stands; the whole minute of the cut-off is still in time."""
    if now_local.date() < deadline.due:
        return DeadlineState.DUE
    minute = now_local.time().replace(second=0, microsecond=0, tzinfo=None)
    if now_local.date() == deadline.due and minute <= deadline.cut_off:
        return DeadlineState.DUE_TODAY
    return DeadlineState.LATE


def _within(day: date, notice: Notice, calendar: Calendar, *, verb: str, start: str) -> Deadline:
    passed = calendar.walk(day, notice.days, step=1)
    due = passed[-1].day
    by = f"{verb} by {_moment(due, notice.cut_off)}"
    steps = (f"{long_date(day)}: {start}", *_steps(passed, "working day"), by)
    sentence = (
        f"{by}: counting {counted(notice.days, 'working day')} "
        f"from {_from(day, due)}{_skipping(passed, day)}."
    )
    return Deadline(due, notice.cut_off, steps, sentence)


def _steps(passed: Iterable[PassedDay], kind: str) -> list[str]:
    return [
        f"{long_date(step.day)}: "
        + (f"{kind} {step.number}" if step.why_not is None else f"skipped, {step.why_not}")
        for step in passed
    ]


def _moment(due: date, cut_off: time) -> str:
    if cut_off.replace(second=0, microsecond=0) == END_OF_DAY:
        return long_date(due)
    return f"{clock_time(cut_off)} on {long_date(due)}"


def _from(day: date, due: date) -> str:
    """Say the starting day, with its month always and its year only when the due date's differs."""
    full = long_date(day)
    return full.removesuffix(f" {day.year}") if day.year == due.year else full


def _skipping(passed: Iterable[PassedDay], start: date) -> str:
    """Say the skipped days a reader would not expect: every one but the weekends."""
    said: list[str] = []
    context = start
    for step in sorted(passed, key=lambda each: each.day):
        if step.why_not is None or ":" not in step.why_not:
            continue
        said.append(f"{date_beside(step.day, context)} ({step.why_not})")
        context = step.day
    return f", skipping {joined(said)}" if said else ""
