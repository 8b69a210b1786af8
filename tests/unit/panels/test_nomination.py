"""Who may be put on an agenda, by age and by room."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import RuleError
from portal.kernel.kinds import PanelKind
from portal.panels.rules.nomination import (
    ITEM_TYPES,
    Nominee,
    age_on,
    also_listed,
    birthday,
    check_age,
    check_not_listed,
    check_room,
    latest_birth,
)
from portal.panels.rules.timetable import Place

LEAP = date(2012, 2, 29)
DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2010, 12, 17), date(2026, 12, 17), 16),
        (date(2010, 12, 18), date(2026, 12, 17), 15),
        (LEAP, date(2028, 2, 28), 15),
        (LEAP, date(2028, 2, 29), 16),
        (LEAP, date(2027, 2, 28), 14),
        (LEAP, date(2027, 3, 1), 15),
    ],
    ids=[
        "on the birthday",
        "the day before",
        "29 February, leap year, the day before",
        "29 February, leap year",
        "29 February, common year, 28 February",
        "29 February, common year, 1 March",
    ],
)
def test_age_on_a_day(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@given(DAYS, st.integers(0, 30))
def test_somebody_is_of_an_age_from_that_birthday_on(born: date, age: int) -> None:
    turns = birthday(born, age)
    assert age_on(born, turns) == age
    assert age_on(born, turns - timedelta(days=1)) == age - 1


@given(st.dates(date(2016, 1, 1), date(2030, 12, 31)))
def test_the_latest_birth_is_the_last_day_that_is_old_enough(day: date) -> None:
    latest = latest_birth(day, 16)
    assert age_on(latest, day) >= 16
    assert age_on(latest + timedelta(days=1), day) < 16


@pytest.mark.requirement("R4")
@pytest.mark.parametrize(
    ("kind", "born", "refused"),
    [
        (PanelKind.LEAVING_CARE, date(2010, 12, 17), False),
        (PanelKind.LEAVING_CARE, date(2010, 12, 18), True),
        (PanelKind.LEAVING_CARE, date(2004, 1, 1), False),
        (PanelKind.LASTING_HOME, date(2024, 1, 1), False),
    ],
    ids=["16 on the day", "16 the day after", "over 18", "no least age for a lasting home"],
)
def test_too_young(kind: PanelKind, born: date, *, refused: bool) -> None:
    nominee = Nominee(born, "A. T. · LH-1")
    if not refused:
        check_age(nominee, kind, date(2026, 12, 17))
        return
    with pytest.raises(RuleError, match="They turn 16 on Friday 18 December 2026") as refusal:
        check_age(nominee, kind, date(2026, 12, 17))
    assert refusal.value.field == "young_person"
    assert "or ask the Lasting Home Panel" in refusal.value.message


def test_somebody_listed_already_is_told_when() -> None:
    nominee = Nominee(date(2010, 1, 1), "A. T. · LH-1")
    check_not_listed(nominee, None)
    with pytest.raises(RuleError, match=r"A\. T\. · LH-1 is already on this agenda at 10:50am"):
        check_not_listed(nominee, Place(UUID(int=1), time(10, 50), 20))


@pytest.mark.parametrize(
    ("listed", "most", "refused"), [(8, None, False), (7, 8, False), (8, 8, True)]
)
def test_a_panel_that_hears_enough(listed: int, most: int | None, *, refused: bool) -> None:
    if not refused:
        check_room(listed, most)
        return
    with pytest.raises(RuleError, match="at most eight young people"):
        check_room(listed, most)


def test_another_coming_agenda_is_mentioned() -> None:
    assert also_listed("A. T.", []) is None
    said = also_listed("A. T.", [date(2027, 2, 1), date(2027, 1, 1)])
    assert said == "A. T. is also on the agenda for 1 January 2027."


@pytest.mark.parametrize("kind", list(PanelKind))
def test_each_kind_has_its_usual_matters(kind: PanelKind) -> None:
    assert len(set(ITEM_TYPES[kind])) == len(ITEM_TYPES[kind]) > 1
