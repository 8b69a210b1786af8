"""Dates, times and numbers read the way the portal's pages write them."""

from __future__ import annotations

from datetime import date, time

import pytest

from portal.kernel import wording

FUNERAL = date(2022, 9, 19)


def test_dates_are_said_in_full_and_in_parts() -> None:
    assert wording.long_date(FUNERAL) == "Monday 19 September 2022"
    assert wording.day_and_month(FUNERAL) == "Monday 19 September"
    assert wording.short_day(FUNERAL) == "Monday 19"
    assert wording.plain_date(FUNERAL) == "19 September 2022"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_and_weekday_has_the_name_the_calendar_gives_it(month: int) -> None:
    day = date(2027, month, month)
    assert wording.long_date(day) == f"{day:%A} {day.day} {day:%B} 2027"


@pytest.mark.parametrize(
    ("context", "said"),
    [
        (date(2022, 9, 22), "Monday 19"),
        (date(2022, 10, 3), "Monday 19 September"),
        (date(2021, 9, 22), "Monday 19 September 2022"),
    ],
)
def test_a_date_beside_another_says_only_what_differs(context: date, said: str) -> None:
    assert wording.date_beside(FUNERAL, context) == said


@pytest.mark.parametrize(
    ("moment", "page", "template"),
    [
        (time(9, 30), "9:30am", "9.30"),
        (time(10, 50), "10:50am", "10.50"),
        (time(9), "9am", "9.00"),
        (time(12), "midday", "12.00"),
        (time(12, 10), "12:10pm", "12.10"),
        (time(13), "1pm", "1.00"),
        (time(16, 0), "4pm", "4.00"),
        (time(0), "midnight", "12.00"),
        (time(0, 5), "12:05am", "12.05"),
        (time(23, 59), "11:59pm", "11.59"),
    ],
)
def test_a_time_reads_one_way_on_pages_and_another_in_the_template(
    moment: time, page: str, template: str
) -> None:
    assert wording.clock_time(moment) == page
    assert wording.template_time(moment) == template


def test_the_template_rows_read_as_in_the_source() -> None:
    starts = [time(hour, minute) for hour in (9, 10, 11, 12) for minute in (10, 30, 50)]
    rows = " ".join(wording.template_time(start) for start in starts[1:-1])
    assert rows == "9.30 9.50 10.10 10.30 10.50 11.10 11.30 11.50 12.10 12.30"


@pytest.mark.parametrize(
    ("number", "word"),
    [(0, "0"), (1, "one"), (5, "five"), (10, "ten"), (11, "11"), (1200, "1,200"), (-3, "-3")],
)
def test_numbers_are_words_from_one_to_ten(number: int, word: str) -> None:
    assert wording.number_word(number) == word


@pytest.mark.parametrize(("number", "word"), [(1, "once"), (2, "twice"), (3, "three times")])
def test_how_often_is_said_in_words(number: int, word: str) -> None:
    assert wording.times_word(number) == word


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 working days"), (1, "one working day"), (5, "five working days")]
)
def test_a_noun_agrees_with_its_number(number: int, said: str) -> None:
    assert wording.counted(number, "working day") == said


def test_an_irregular_plural_is_given() -> None:
    assert wording.counted(2, "child", "children") == "two children"
    assert wording.plural(1, "child", "children") == "child"


@pytest.mark.parametrize(
    ("parts", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_is_joined_as_in_a_sentence(parts: list[str], said: str) -> None:
    assert wording.joined(parts) == said


def test_a_list_of_choices_is_joined_with_or() -> None:
    assert wording.joined(["plain", "clear"], "or") == "plain or clear"


def test_only_the_first_letter_is_capitalised() -> None:
    assert wording.capitalised("county Hall") == "County Hall"
