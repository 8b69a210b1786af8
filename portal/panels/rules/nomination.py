"""Whether a young person may be put on an agenda, and what to do where they may not (R4, R56)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.kernel.errors import RuleError
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import clock_time, counted, long_date, plain_date
from portal.panels.rules.timetable import Place

LEAST_AGE = {PanelKind.LEAVING_CARE: 16}
"""R4: everyone in care from 16. The Lasting Home Panel has no least age in the source (A20)."""

ITEM_TYPES: dict[PanelKind, tuple[str, ...]] = {
    PanelKind.LEAVING_CARE: (
        "First look at plans from 16",
        "Review of the plan",
        "Move to a home of their own",
        "At risk of homelessness",
    ),
    PanelKind.LASTING_HOME: (
        "Home to be ratified as lasting",
        "Review of a lasting home",
    ),
}
"""What an item is usually about. Case support may write something else."""


@dataclass(frozen=True, slots=True)
class Nominee:
    """Whom a nomination is about. `shown` is how the person who nominates may call them."""

    born_on: date
    shown: str


def birthday(born_on: date, age: int) -> date:
    """Return the day somebody turns an age; born on 29 February, 1 March in a common year."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def age_on(born_on: date, day: date) -> int:
    """Return somebody's age in whole years on a day."""
    years = day.year - born_on.year
    return years if birthday(born_on, years) <= day else years - 1


def latest_birth(day: date, age: int) -> date:
    """Return the last day somebody can be born on who has reached an age on a day."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:
        return date(day.year - age, 2, 28)


def check_age(nominee: Nominee, kind: PanelKind, panel_day: date) -> None:
    """Raise RuleError for somebody too young for this panel on its day, saying what to do."""
    least = LEAST_AGE.get(kind)
    if least is None or age_on(nominee.born_on, panel_day) >= least:
        return
    turns = long_date(birthday(nominee.born_on, least))
    raise RuleError(
        f"{nominee.shown} is not yet {least} on the day of this panel. They turn {least} on "
        f"{turns}: nominate them for a panel from then, or ask the {PanelKind.LASTING_HOME.label}.",
        "young_person",
    )


def check_not_listed(nominee: Nominee, place: Place | None) -> None:
    """Raise RuleError for somebody who is on this agenda already, saying when."""
    if place is not None:
        raise RuleError(
            f"{nominee.shown} is already on this agenda at {clock_time(place.start)}. "
            "Move or withdraw that item instead.",
            "young_person",
        )


def check_room(listed: int, most_cases: int | None) -> None:
    """Raise RuleError where the meeting already hears as many as the district lets it."""
    if most_cases is not None and listed >= most_cases:
        raise RuleError(
            f"This panel hears at most {counted(most_cases, 'young person', 'young people')} at a "
            "meeting, and that many are on the agenda. Choose another meeting.",
            "slot",
        )


def also_listed(shown: str, other_days: list[date]) -> str | None:
    """Say that somebody is on another coming agenda too: not wrong, but seldom meant."""
    if not other_days:
        return None
    return f"{shown} is also on the agenda for {plain_date(min(other_days))}."
