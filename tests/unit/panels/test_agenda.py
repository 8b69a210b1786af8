from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.panels.agenda import (
    Column,
    changes_between,
    initials_and_reference,
    name_for,
    restricted_to,
)
from tests.unit.panels.agendas import AFTERNOON, MORNING, filled_agenda, item, source_agenda


@pytest.mark.requirement("R68", "R69")
def test_the_template_splits_into_morning_and_afternoon_at_the_blank_row() -> None:
    morning, afternoon = source_agenda().row_groups()
    assert tuple(row.cell("start") for row in morning.rows) == MORNING
    assert tuple(row.cell("start") for row in afternoon.rows) == AFTERNOON
    assert morning.ended_by is not None
    assert afternoon.ended_by is None


def test_an_agenda_with_no_break_is_one_group() -> None:
    (group,) = filled_agenda(item("9.30", "Avery Testcase")).row_groups()
    assert [row.young_person for row in group.rows] == ["Avery Testcase"]


def test_an_empty_agenda_is_one_empty_group() -> None:
    (group,) = filled_agenda().row_groups()
    assert group.rows == ()


@pytest.mark.requirement("R66")
def test_the_heading_has_the_two_lines_of_the_source() -> None:
    assert source_agenda().heading_lines == ("PERMANENCE PANEL", "AGENDA")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Avery Testcase", "A. T. · LH-0042"),
        ("  zoë   łukasz-sample ", "Z. Ł. · LH-0042"),
        ("Tadhg Ó Fictional", "T. Ó. F. · LH-0042"),
        ("’Avery (Sam) Testcase", "A. S. T. · LH-0042"),
        ("", "LH-0042"),
        ("–", "LH-0042"),
        ("E\u0301va Pretend", "É. P. · LH-0042"),
    ],
)
def test_initials_and_reference(name: str, expected: str) -> None:
    assert initials_and_reference(name, "LH-0042") == expected


def test_only_an_entitled_reader_gets_the_name() -> None:
    def shown(*, entitled: bool) -> str:
        return name_for(reader_sees_names=entitled, name="Avery Testcase", reference="LH-0042")

    assert shown(entitled=True) == "Avery Testcase"
    assert shown(entitled=False) == "A. T. · LH-0042"


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=3), min_size=1, max_size=4))
def test_initials_never_hold_a_whole_part_of_the_name(parts: list[str]) -> None:
    shown = initials_and_reference(" ".join(parts), "LH-0042")
    assert not any(part.casefold() in shown.casefold() for part in parts)


AVERY = item("9.50", "Avery Testcase", item_key="a")
BLAKE = item("10.30", "Blake Invented", item_key="b")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((AVERY,), (AVERY,), ()),
        ((AVERY,), (AVERY, BLAKE), ("Blake Invented: added at 10.30.",)),
        ((AVERY, BLAKE), (BLAKE,), ("Avery Testcase: removed (was at 9.50).",)),
        (
            (AVERY,),
            (item("10.10", "Avery Testcase", item_key="a"),),
            ("Avery Testcase: moved from 9.50 to 10.10.",),
        ),
        (
            (AVERY,),
            (replace(AVERY, manager=""),),
            ("Avery Testcase: the manager is now to be confirmed.",),
        ),
        (
            (AVERY, BLAKE),
            (replace(AVERY, start=BLAKE.start), replace(BLAKE, start=AVERY.start)),
            (
                "Blake Invented: moved from 10.30 to 9.50.",
                "Avery Testcase: moved from 9.50 to 10.30.",
            ),
        ),
    ],
    ids=["nothing", "added", "removed", "moved", "new manager", "swapped"],
)
def test_changes_are_said_in_plain_words(
    before: tuple[object, ...],
    after: tuple[object, ...],
    said: tuple[str, ...],
) -> None:
    assert changes_between(filled_agenda(*before), filled_agenda(*after)) == said  # type: ignore[arg-type] # parametrize values are untyped


def test_a_new_day_place_and_chair_are_said_first() -> None:
    old = source_agenda()
    new = source_agenda(panel_day=date(2026, 12, 10), place="", chair="Sam Exampleperson")
    assert changes_between(old, new) == (
        "The panel has moved from Thursday 3 December 2026 to Thursday 10 December 2026.",
        "The place is now to be confirmed.",
        "The chair is now Sam Exampleperson.",
    )


def test_empty_slots_are_no_change() -> None:
    old = source_agenda()
    assert changes_between(old, source_agenda(rows=old.rows[:3])) == ()


def test_the_same_initials_without_a_key_are_kept_apart() -> None:
    twice = filled_agenda(item("9.30", "A. T."), item("9.50", "A. T."))
    once = filled_agenda(item("9.30", "A. T."))
    assert changes_between(once, twice) == ("A. T.: added at 9.50.",)


def test_versions_for_two_readers_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same reader"):
        changes_between(source_agenda(reader="Riley Reader"), source_agenda())


def test_a_restricted_reader_gets_only_their_row() -> None:
    page = filled_agenda(AVERY, BLAKE, changes=("Avery Testcase: added at 9.50.",))
    mine = restricted_to(page, frozenset({"b"}))
    assert mine.rows == (BLAKE,)
    assert "Avery" not in repr(mine)


def test_a_row_without_a_key_is_never_given_to_a_restricted_reader() -> None:
    page = filled_agenda(item("9.30", "Avery Testcase"))
    assert restricted_to(page, frozenset({""})).rows == ()


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(ValueError, match="no column 'dob'"):
        Column("dob", "Date of birth")


def test_an_agenda_without_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one column"):
        source_agenda(columns=())


def test_a_publication_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        source_agenda(published_at=datetime(2026, 11, 26, 9, 0))  # noqa: DTZ001 - the fault tested


def test_the_title_carries_no_young_person() -> None:
    title = filled_agenda(item("9.30", "Avery Testcase")).title
    assert title == (
        "Agenda: Leaving Care – Lasting Homes Panel, Burnley, Thursday 3 December 2026"
    )
