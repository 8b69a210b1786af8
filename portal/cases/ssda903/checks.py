"""What makes a row doubtful once its cells can be read: pure questions about one row.

Values in, problems out: no file, no memory of other rows but the child's date of birth. Every
function gives the problems of one module; the usual answer is the empty tuple.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from portal.cases.ssda903 import modules
from portal.cases.ssda903.events import Problem, Value
from portal.cases.ssda903.messages import problem
from portal.cases.ssda903.seen import OPEN, Span

OLDEST: Final = 26  # a young person may be followed to 25 (CA 1989 s.23CZB); past 26 is a slip
ADULT: Final = 18
SUPPORTED_FROM: Final = 16  # supported accommodation (K3)
TAKES_PART_FROM: Final = 4  # PN0 is for younger children
LEAVER_AGES: Final = range(17, 26)  # OC3: birthdays 17 to 21, and 22 to 25 at last contact


class Circumstances(NamedTuple):
    """What a check may know besides the row: the child's birthday in Header, and the day."""

    dob: date
    as_of: date


Check = Callable[[Mapping[str, Value], Circumstances], tuple[Problem, ...] | list[Problem]]


def age_on(dob: date, day: date) -> int:
    """Return the age in whole years; someone born on 29 February has it on 1 March."""
    return day.year - dob.year - ((day.month, day.day) < (dob.month, dob.day))


def birthday(dob: date, age: int) -> date:
    """Return the day an age is reached; for 29 February in a common year, 1 March."""
    try:
        return dob.replace(year=dob.year + age)
    except ValueError:
        return date(dob.year + age, 3, 1)


def plain(day: date) -> str:
    """Return a date as the return writes it."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _day(values: Mapping[str, Value], column: str) -> date | None:
    value = values.get(column)
    return value if isinstance(value, date) else None


def _text(values: Mapping[str, Value], column: str) -> str:
    value = values.get(column)
    return value if isinstance(value, str) else ""


def _future(column: str, day: date, as_of: date) -> Problem:
    return problem("future_date", column, plain(day), as_of=plain(as_of))


def header(_values: Mapping[str, Value], about: Circumstances) -> list[Problem]:
    """Doubt a birthday in the future, or of someone too old for any panel."""
    found = []
    if about.dob > about.as_of:
        found.append(_future("DOB", about.dob, about.as_of))
    elif age_on(about.dob, about.as_of) > OLDEST:
        found.append(problem("age_over_26", "DOB", plain(about.dob)))
    return found


def episode(values: Mapping[str, Value], about: Circumstances) -> list[Problem]:
    """Doubt dates that cannot follow each other, an end without its reason, or care past 18."""
    decom = _day(values, "DECOM")
    if decom is None:
        return []
    found = _ending(decom, values, about)
    if decom < about.dob:
        found.append(problem("starts_before_birth", "DECOM", plain(decom)))
    if decom > about.as_of:
        found.append(_future("DECOM", decom, about.as_of))
    if values.get("PLACE") == "K3" and age_on(about.dob, decom) < SUPPORTED_FROM:
        found.append(problem("supported_under_16", "PLACE", "K3"))
    return found


def _ending(decom: date, values: Mapping[str, Value], about: Circumstances) -> list[Problem]:
    found: list[Problem] = []
    dec, rec = _day(values, "DEC"), _text(values, "REC")
    if dec is None:
        if rec:
            found.append(problem("rec_without_dec", "REC", rec))
        if about.as_of.year - about.dob.year >= ADULT and about.as_of > birthday(about.dob, ADULT):
            found.append(problem("open_after_18", "DEC"))
    elif dec < decom:
        found.append(problem("dec_before_decom", "DEC", plain(dec), refused=True))
    else:
        if not rec:
            found.append(problem("dec_without_rec", "REC"))
        if dec > about.as_of:
            found.append(_future("DEC", dec, about.as_of))
    return found


def review(values: Mapping[str, Value], about: Circumstances) -> tuple[Problem, ...]:
    """Doubt a review on an impossible day, or a participation code for the wrong age."""
    day = _day(values, "REVIEW")
    if day is None:
        return ()
    if day < about.dob:
        return (problem("starts_before_birth", "REVIEW", plain(day)),)
    found: tuple[Problem, ...] = ()
    if day > about.as_of:
        found = (_future("REVIEW", day, about.as_of),)
    if values.get("REVIEW_CODE") == "PN0" and age_on(about.dob, day) >= TAKES_PART_FROM:
        found = (*found, problem("review_code_age", "REVIEW_CODE", "PN0"))
    return found


def asylum(values: Mapping[str, Value], about: Circumstances) -> tuple[Problem, ...]:
    """Ask about a UASC status that does not end on the 18th birthday, as it usually does."""
    duc, expected = _day(values, "DUC"), birthday(about.dob, ADULT)
    if duc is None or duc == expected:
        return ()
    return (problem("duc_not_18th_birthday", "DUC", plain(duc), expected=plain(expected)),)


def leaver(values: Mapping[str, Value], about: Circumstances) -> list[Problem]:
    """Doubt answers about a care leaver that cannot go together."""
    found: list[Problem] = []
    age = age_on(about.dob, about.as_of)
    if age not in LEAVER_AGES:
        found.append(problem("not_in_leaver_age", "DOB", plain(about.dob)))
    if values.get("IN_TOUCH") == "YES":
        found.extend(
            problem("in_touch_no_answer", column, "0")
            for column in ("ACTIV", "ACCOM")
            if values.get(column) == "0"
        )
    accommodation = _text(values, "ACCOM")
    if age < ADULT and accommodation in {"Z1", "Z2"}:
        found.append(problem("former_carer_under_18", "ACCOM", accommodation))
    return found


def _spell(start: str, end: str) -> Check:
    def check(values: Mapping[str, Value], about: Circumstances) -> list[Problem]:
        found: list[Problem] = []
        first, last = _day(values, start), _day(values, end)
        if first is not None and last is not None and last < first:
            found.append(problem("end_before_start", end, plain(last)))
        for column, day in ((start, first), (end, last)):
            if day is None:
                continue
            if day < about.dob:
                found.append(problem("starts_before_birth", column, plain(day)))
            if day > about.as_of:
                found.append(_future(column, day, about.as_of))
        return found

    return check


CHECKS: Final[dict[str, Check]] = {
    modules.HEADER: header,
    modules.EPISODES: episode,
    modules.REVIEWS: review,
    modules.UASC: asylum,
    modules.OC3: leaver,
    modules.PLACED_ADOPTION: _spell("DATE_PLACED", "DATE_PLACED_CEASED"),
    modules.AD1: _spell("DATE_INT", "DATE_MATCH"),
    modules.MISSING: _spell("MIS_START", "MIS_END"),
    modules.SW_EPISODES: _spell("SW_DECOM", "SW_DEC"),
    modules.DOLO: _spell("DOLO_START", "DOLO_END"),
}


def history(spans: list[Span]) -> Iterator[tuple[Span, Problem]]:
    """Ask about a child's episodes together, in the order of their dates.

    Each problem comes with the episode to correct. An overlap is told at the later episode, and
    only once for each; an open episode that is not the last is told at the open one.
    """
    latest_end = 0
    for place, span in enumerate(spans):
        after = spans[place + 1] if place + 1 < len(spans) else None
        if span.decom < latest_end and latest_end != OPEN:
            yield span, problem("episodes_overlap", "DECOM", plain(date.fromordinal(span.decom)))
        latest_end = max(latest_end if latest_end != OPEN else 0, span.dec)
        if span.dec == OPEN:
            if after is not None:
                yield span, problem("open_not_last", "DEC")
        elif span.continues and (after is None or after.decom > span.dec):
            yield span, problem("no_next_episode", "REC", "X1")
        elif span.ended and after is not None and after.decom == span.dec:
            yield span, problem("ended_but_continues", "REC")
