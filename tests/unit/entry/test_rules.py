"""Codes, words, and how long ways in last, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.entry import rules
from portal.entry.rules import Held, Standing, WordFault
from portal.web.languages import LANGUAGES, Language

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.mark.control("C20")
@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (Held(LATER, None, 0), Standing.OPEN),
        (Held(LATER, None, 49), Standing.OPEN),
        (Held(LATER, None, 50), Standing.USED_UP),
        (Held(NOW, None, 0), Standing.OVER),
        (Held(NOW + timedelta(microseconds=1), None, 0), Standing.OPEN),
        (Held(LATER, NOW, 0), Standing.ENDED),
        (Held(LATER, None, 0, once=True), Standing.OPEN),
        (Held(LATER, None, 1, once=True), Standing.USED_UP),
        (Held(LATER, None, 0, made=False), Standing.WAITING),
    ],
)
def test_when_a_way_in_is_open(held: Held, expected: Standing) -> None:
    assert rules.standing(held, NOW) is expected


@pytest.mark.control("C20")
@pytest.mark.parametrize(
    ("wrote", "has_word", "enough"),
    [(False, False, True), (True, False, False), (False, True, False), (True, True, False)],
)
def test_a_link_alone_is_enough_only_while_nothing_is_theirs(
    *, wrote: bool, has_word: bool, enough: bool
) -> None:
    assert rules.link_is_enough(wrote=wrote, has_word=has_word) is enough


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: str(each.code))
def test_a_code_keeps_its_order_where_lines_run_the_other_way_and_can_be_typed_as_it_stands(
    language: Language,
) -> None:
    shown = rules.in_order("2345 CDFH", language.direction)
    assert shown == ("\u200e2345 CDFH\u200e" if language.direction == "rtl" else "2345 CDFH")
    assert rules.typed(shown) == "2345CDFH"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("CDFH 2345", "CDFH2345"),
        ("cdfh2345", "CDFH2345"),
        (" c-d.f h/2 3 4 5 ", "CDFH2345"),
        ("CDFH ٢٣٤٥", "CDFH2345"),  # Arabic figures
        ("CDFH ۲۳۴۵", "CDFH2345"),  # Farsi figures
        ("ＣＤＦＨ２３４５", "CDFH2345"),  # noqa: RUF001 - wide letters, as some keyboards write them
        ("CDFH Z34S", "CDFH2345"),
        ("CDFH B3G5", "CDFH8365"),
        ("CDFH 234", None),
        ("CDFH 23456", None),
        ("CDFH 234O", None),
        ("CDFH 234A", None),
        ("", None),
        ("\0" * 8, None),
    ],
)
def test_a_code_is_taken_however_it_is_typed(typed: str, code: str | None) -> None:
    assert rules.typed(typed) == code


def test_new_codes_read_back_and_can_be_said() -> None:
    for _ in range(200):
        code = rules.new_code()
        assert rules.typed(rules.grouped(code)) == code
        assert len(rules.spoken(code)) == rules.LENGTH
    assert rules.spoken("C7") == ("C for cat", "7")
    assert set(rules.SPOKEN) == {sign for sign in rules.ALPHABET if sign.isalpha()}


def test_no_code_is_a_word_or_looks_like_another() -> None:
    assert not set("AEIOU01LSBZGQ") & set(rules.ALPHABET)


@settings(max_examples=30)
@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_none(text: str) -> None:
    found = rules.typed(text)
    assert found is None or (len(found) == rules.LENGTH and set(found) <= set(rules.ALPHABET))


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("giraffe", None),
        ("Blue Giraffe", None),
        ("زرافه آبی", None),
        ("moon", WordFault.SHORT),
        ("m o o n", WordFault.SHORT),
        ("", WordFault.SHORT),
        ("x" * 101, WordFault.LONG),
        ("zanzibarina", WordFault.NAME),
        ("Pretend1", WordFault.NAME),
        ("zanzibarina pretend1", WordFault.NAME),
        ("Password", WordFault.COMMON),
        ("liverpool", WordFault.COMMON),
    ],
)
def test_which_words_can_be_theirs(word: str, fault: WordFault | None) -> None:
    assert rules.word_fault(word, "Zanzibarina Pretend1") is fault


@pytest.mark.parametrize(
    ("day", "today", "last_moment"),
    [
        (date(2026, 12, 17), date(2026, 11, 23), datetime(2027, 3, 17, tzinfo=UTC)),
        # Made after the day: it is the day it was made that counts.
        (date(2026, 12, 17), date(2027, 1, 10), datetime(2027, 4, 9, 23, tzinfo=UTC)),
    ],
)
def test_ways_in_end_ninety_days_after_the_day(
    day: date, today: date, last_moment: datetime
) -> None:
    assert rules.ways_end(day, today) == last_moment


@pytest.mark.control("C21")
@pytest.mark.parametrize(
    ("began", "used", "over"),
    [
        (timedelta(0), timedelta(0), False),
        (timedelta(minutes=29), timedelta(minutes=29), False),
        (timedelta(minutes=30), timedelta(minutes=30), True),
        (timedelta(hours=3, minutes=59), timedelta(minutes=1), False),
        (timedelta(hours=4), timedelta(minutes=1), True),
    ],
)
def test_when_a_visit_runs_out(*, began: timedelta, used: timedelta, over: bool) -> None:
    assert rules.is_over(NOW - began, NOW - used, NOW) is over
