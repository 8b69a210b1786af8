from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.wording import MONTHS, clock_time
from portal.web.parsing import (
    Refusal,
    clean_line,
    clean_lines,
    forbidden_character,
    line_as_typed,
    lines_as_typed,
    parse_date,
    parse_time,
)


@pytest.mark.parametrize("month", ["3", "03", "march", "March", "MAR", "mar.", " 3 "])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    assert parse_date("7", month, "2022", noun="Start") == date(2022, 3, 7)


@pytest.mark.parametrize("name", ["Sept", "sep", "September"])
def test_september_has_two_short_names(name: str) -> None:
    assert parse_date("16", name, "2022", noun="Start") == date(2022, 9, 16)


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (("", "3", "2022"), "Start must include a day", {"day"}),
        (("7", "", "2022"), "Start must include a month", {"month"}),
        (("7", "3", ""), "Start must include a year", {"year"}),
        (("", "", "2022"), "Start must include a day and month", {"day", "month"}),
        (("", "3", ""), "Start must include a day and year", {"day", "year"}),
        (("32", "3", "2022"), "Start must be a real date", {"day"}),
        (("0", "3", "2022"), "Start must be a real date", {"day"}),
        (("7", "13", "2022"), "Start must be a real date", {"month"}),
        (("7", "0", "2022"), "Start must be a real date", {"month"}),
        (("7", "Smarch", "2022"), "Start must be a real date", {"month"}),
        (("x", "y", "2022"), "Start must be a real date", {"day", "month"}),
        (("31", "2", "2022"), "Start must be a real date", set()),
        (("29", "2", "2023"), "Start must be a real date", set()),
        (("7", "3", "22"), "Start: year must include 4 numbers", {"year"}),
        (("7", "3", "-2022"), "Start: year must include 4 numbers", {"year"}),
        (("7", "3", "1899"), "Start: year must be between 1900 and 2200", {"year"}),
    ],
)
def test_a_date_that_cannot_be_used_names_the_wrong_boxes(
    typed: tuple[str, str, str], message: str, parts: set[str]
) -> None:
    assert parse_date(*typed, noun="Start") == Refusal(message, frozenset(parts))


def test_three_empty_boxes_are_no_date() -> None:
    assert parse_date("", " ", "", noun="Start") is None


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_real_date_is_read_back_from_numbers_and_names(day: date) -> None:
    name = MONTHS[day.month - 1]
    for month in (str(day.month), f"{day.month:02d}", name, name[:3]):
        assert parse_date(str(day.day), month, str(day.year), noun="Start") == day


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_no_typing_whatever_breaks_a_date(day: str, month: str, year: str) -> None:
    assert isinstance(parse_date(day, month, year, noun="Start"), date | Refusal | None)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("10.50", time(10, 50)),
        ("10:50", time(10, 50)),
        ("10:50am", time(10, 50)),
        ("10.50 AM", time(10, 50)),
        ("1pm", time(13)),
        ("1 p.m.", time(13)),
        ("1.05pm", time(13, 5)),
        ("13:00", time(13)),
        ("01:00", time(1)),
        ("9.30", time(9, 30)),
        ("12.00", time(12)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("midday", time(12)),
        ("Noon", time(12)),
        ("midnight", time(0)),
        ("  ", None),
    ],
)
def test_a_time_may_be_typed_in_many_ways(typed: str, expected: time | None) -> None:
    assert parse_time(typed, noun="Start time") == expected


@pytest.mark.parametrize("typed", ["1.00", "1:20", "6.59", "3.40"])
def test_a_time_that_could_be_either_half_of_the_day_is_asked_about(typed: str) -> None:
    result = parse_time(typed, noun="Start time")
    assert isinstance(result, Refusal)
    assert result.message.startswith("Start time must say am or pm, like ")


@pytest.mark.parametrize(
    "typed",
    [
        "9",
        "soon",
        "25:00",
        "10:60",
        "13pm",
        "0pm",
        "1.75",
        "10.5",
        "10::50",
        "\u0661\u0660:\u0665\u0660",
    ],
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    result = parse_time(typed, noun="Start time")
    assert isinstance(result, Refusal)
    assert result.message.startswith("Start time must")


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_every_time_we_write_can_be_typed_back(clock: time) -> None:
    assert parse_time(clock_time(clock), noun="Start time") == clock


@given(st.text(max_size=12))
def test_no_typing_whatever_breaks_a_time(typed: str) -> None:
    assert isinstance(parse_time(typed, noun="Start time"), time | Refusal | None)


def test_a_line_loses_its_stray_space_and_breaks() -> None:
    assert clean_line("  Avery\t \r\nTestcase ") == "Avery Testcase"
    assert clean_line("Zoe\u0308") == "Zo\u00eb"


def test_running_text_keeps_its_lines() -> None:
    assert clean_lines(" one\r\n  two\rthree \n") == "one\n  two\nthree"


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\x85", "\ud800", "\u202d", "\u202e"])
def test_characters_that_cannot_be_seen_are_found(character: str) -> None:
    assert forbidden_character(f"a{character}b") == character


LEADING = ["\0", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]


@pytest.mark.parametrize("character", LEADING, ids=ascii)
def test_what_turns_a_line_round_is_left_out_of_a_young_persons_words(character: str) -> None:
    assert lines_as_typed(f"{character}I do\n{character}not{character}") == "I do\nnot"
    assert line_as_typed(f" a {character} b\n") == "a b"


def test_the_marks_and_joiners_that_letters_need_stay_in_their_words() -> None:
    words = "\u200f\u0639\u0631\u0628\u064a (1)\u200e \u0645\u06cc\u200c\u062e"
    assert lines_as_typed(words) == words
    assert lines_as_typed(None) == ""


def test_ordinary_text_in_any_script_has_nothing_forbidden() -> None:
    assert forbidden_character("\u200fعربي\u200e") is None, "marks a name may need"
    assert forbidden_character("Ünïcode, العربية, አማርኛ\n\tand a tab") is None
