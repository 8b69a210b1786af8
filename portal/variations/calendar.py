"""The working-day calendar of England and Wales, from the bundled holiday data (A5).

No network: the `holidays` library carries one-off days (a jubilee, a state funeral), moved days
and substitute days with its release. A test fails when it holds nothing for next year.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays

from portal.kernel.errors import RuleError
from portal.kernel.working_days import Calendar


def england_and_wales(
    first_year: int, last_year: int, closed_days: Mapping[date, str] | None = None
) -> Calendar:
    """Build a calendar of bank holidays for whole years, with a district's closure days.

    RuleError when the library knows no bank holiday in one of the years: a year without any
    would count Christmas Day as a working day.
    """
    names: dict[date, str] = {}
    for year in range(first_year, last_year + 1):
        names.update(_bank_holidays(year))
    return Calendar(names, closed_days or {}, first_year, last_year)


@lru_cache(maxsize=128)
def _bank_holidays(year: int) -> tuple[tuple[date, str], ...]:
    # England and Wales share their bank holidays; the library lists the two apart.
    found = holidays.country_holidays("GB", subdiv="ENG", years=year)
    if not found:
        raise RuleError(f"No bank holidays are known for {year}.")
    return tuple(
        (day, name.replace("(observed)", "(substitute day)"))
        for day, name in sorted(found.items())
        if day.year == year
    )
