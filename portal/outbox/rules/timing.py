"""When a message leaves: quiet hours, settling, and how long to wait after a failure.

Times of day are by the clock in England, so that 7:30am stays 7:30am when the clocks change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from portal.kernel.england import LONDON
from portal.kernel.working_days import Calendar
from portal.outbox.rules.kinds import Urgency
from portal.variations.messages import MessageTimes

BACK_OFF_MINUTES = (1, 5, 15, 60, 120, 240, 480, 720, 1440)
"""How long to wait after the first failure, the second and so on: two days in all."""
MOST_FAILURES = len(BACK_OFF_MINUTES) + 1
"""With this many failures it is given up."""
LONGEST_SETTLING = 4
"""Changes that never end still leave a message after so many times the settling time."""
_SATURDAY = 5


def leaves_at(
    wanted: datetime, urgency: Urgency, times: MessageTimes, calendar: Calendar
) -> datetime:
    """Return the first moment from `wanted` on, in UTC, at which the message may leave."""
    moment = wanted.astimezone(UTC)
    while not may_leave(moment, urgency, times, calendar):
        moment = _next_end_of_quiet(moment, times)
    return moment


def may_leave(moment: datetime, urgency: Urgency, times: MessageTimes, calendar: Calendar) -> bool:
    """Tell whether a message of this urgency may leave at this moment."""
    if urgency is Urgency.URGENT:
        return True
    local = moment.astimezone(LONDON)
    if _is_night(local.time(), times):
        return False
    return urgency is Urgency.NOTICE or is_worked(local.date(), calendar)


def is_worked(day: date, calendar: Calendar) -> bool:
    """Tell whether people work that day. A year the calendar does not know has its weekends only.

    A deadline in such a year is refused; a reminder that comes on a bank holiday does no harm.
    """
    return calendar.is_working_day(day) if calendar.covers(day) else day.weekday() < _SATURDAY


def _is_night(clock: time, times: MessageTimes) -> bool:
    starts, ends = times.quiet_from, times.quiet_until
    if starts <= ends:
        return starts <= clock < ends
    return clock >= starts or clock < ends


def _next_end_of_quiet(moment: datetime, times: MessageTimes) -> datetime:
    """Return the next time the quiet hours end; midnight where there are none."""
    local = moment.astimezone(LONDON)
    ends = times.quiet_until if times.quiet_from != times.quiet_until else time(0)
    found = datetime.combine(local.date(), ends, tzinfo=LONDON).astimezone(UTC)
    if found <= moment:
        tomorrow = local.date() + timedelta(days=1)
        found = datetime.combine(tomorrow, ends, tzinfo=LONDON).astimezone(UTC)
    return found


def settles_at(now: datetime, waiting_since: datetime, times: MessageTimes) -> datetime:
    """Return when changes have settled: some minutes after the last, and never put off for ever.

    `waiting_since` is when the first of the changes that wait was made; `now` for the first itself.
    """
    window = timedelta(minutes=times.settle_minutes)
    return min(now + window, waiting_since + LONGEST_SETTLING * window)


def is_too_late(leaves: datetime, not_after: datetime | None) -> bool:
    """Tell whether a message that leaves then is of no use any more; None: it always is."""
    return not_after is not None and leaves >= not_after


def next_attempt(failures: int, now: datetime) -> datetime | None:
    """Return when to try again after so many failures, the latest now; None to give up."""
    if failures >= MOST_FAILURES:
        return None
    return now + timedelta(minutes=BACK_OFF_MINUTES[failures - 1])
