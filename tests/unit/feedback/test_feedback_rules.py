"""What is shown of feedback: nothing by which one young person's answer could be worked out."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.feedback.rules import (
    LEAST_ANSWERS,
    Face,
    Given,
    counts,
    quarter,
    shown,
    still_open,
)

MARCH, JUNE, SEPTEMBER = date(2026, 3, 9), date(2026, 6, 1), date(2026, 9, 30)
GOOD, MIXED, BAD = Face.GOOD, Face.MIXED, Face.BAD
HIDDEN = (None, None, None)


def answers(day: date, *faces: Face) -> list[Given]:
    return [Given(day, face) for face in faces]


@pytest.mark.parametrize(
    ("good", "mixed", "bad", "seen"),
    [
        (9, 7, 5, (9, 7, 5)),
        (9, 7, 0, HIDDEN),
        (9, 7, 2, HIDDEN),
        (9, 1, 1, HIDDEN),
        (3, 0, 9, HIDDEN),
        (6, 6, 4, HIDDEN),
        (3, 2, 1, HIDDEN),
        (8, 0, 0, HIDDEN),
        (0, 0, 5, HIDDEN),
    ],
    ids=[
        "all large",
        "none of one would tell that nobody chose it",
        "one small",
        "two small that the total would give away",
        "with none of one",
        "two alike and one small",
        "all small",
        "all the same would tell of each",
        "all the same, the other way",
    ],
)
def test_small_counts_are_not_shown(
    good: int, mixed: int, bad: int, seen: tuple[int | None, ...]
) -> None:
    found = counts({GOOD: good, MIXED: mixed, BAD: bad})
    assert tuple(each.number for each in found) == seen


@pytest.mark.control("C38")
@given(st.fixed_dictionaries({face: st.integers(0, 12) for face in Face}))
def test_no_small_count_can_be_worked_out_from_the_total(found: dict[Face, int]) -> None:
    """Every way in which hidden counts could add up to the total looks the same."""
    seen = counts(found)
    total = sum(found.values())
    possible = [
        (good, mixed, total - good - mixed)
        for good in range(total + 1)
        for mixed in range(total - good + 1)
    ]
    alike = [
        each
        for each in possible
        if counts(dict(zip((GOOD, MIXED, BAD), each, strict=True))) == seen
    ]
    for place, face in enumerate((GOOD, MIXED, BAD)):
        if found[face] < LEAST_ANSWERS <= total:
            assert len({each[place] for each in alike}) > 1


@pytest.mark.parametrize(
    ("given_", "today", "periods"),
    [
        ([], date(2026, 7, 1), []),
        (answers(MARCH, *[GOOD] * 5), date(2026, 3, 31), []),
        (answers(MARCH, *[GOOD] * 5), date(2026, 6, 30), []),
        (answers(MARCH, *[GOOD] * 5), date(2026, 7, 1), [(date(2026, 1, 1), date(2026, 3, 31), 5)]),
        (answers(MARCH, *[GOOD] * 4), date(2026, 7, 1), []),
        (
            [*answers(MARCH, *[GOOD] * 4), *answers(JUNE, BAD)],
            date(2026, 10, 1),
            [(date(2026, 1, 1), date(2026, 6, 30), 5)],
        ),
        (
            [*answers(MARCH, *[GOOD] * 5), *answers(JUNE, BAD)],
            date(2026, 10, 1),
            [(date(2026, 1, 1), date(2026, 3, 31), 5)],
        ),
        (
            [*answers(SEPTEMBER, *[BAD] * 6), *answers(MARCH, *[GOOD] * 5)],
            date(2027, 1, 1),
            [
                (date(2026, 7, 1), date(2026, 9, 30), 6),
                (date(2026, 1, 1), date(2026, 3, 31), 5),
            ],
        ),
    ],
    ids=[
        "nothing",
        "the quarter is not over",
        "its answers may still change",
        "the quarter after it is over",
        "too few wait",
        "too few go with the next",
        "a later one waits and does not change what is shown",
        "the newest first",
    ],
)
def test_whole_quarters_are_shown_once_they_are_over(
    given_: list[Given], today: date, periods: list[tuple[date, date, int]]
) -> None:
    found = shown(given_, today)
    assert [(each.first, each.last, each.answers) for each in found.periods] == periods


@pytest.mark.control("C38")
@given(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sampled_from(Face))))
def test_what_was_shown_never_changes_by_what_comes_in_later(
    pairs: list[tuple[date, Face]],
) -> None:
    today = date(2027, 1, 1)
    everything = [Given(day, face) for day, face in pairs]
    before = [each for each in everything if not still_open(each.held_on, today)]
    assert shown(before, today) == shown(everything, today)
    assert sum(each.answers for each in shown(before, today).periods) <= len(before)


def test_words_are_shown_without_their_order_and_only_with_a_shown_period() -> None:
    found = [Given(MARCH, GOOD, words) for words in ("b", "a", "", "", "")]
    assert shown(found, SEPTEMBER).periods[0].words == ("a", "b")
    assert shown(found[:4], SEPTEMBER).periods == ()
    assert Counter(quarter(day) for day in (MARCH, JUNE, SEPTEMBER)) == {
        (2026, 1): 1,
        (2026, 2): 1,
        (2026, 3): 1,
    }
