"""Which translation of a text stands now, for whom, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.translations.rules import (
    ENGLISH,
    LONGEST_MADE_BY,
    LONGEST_WORDS,
    Handed,
    Standing,
    Tongue,
    current,
    digest_of,
    newest_in,
    problem,
    shown_now,
    standing,
)
from portal.web.languages import UNLISTED, code_for

TIGRINYA = Tongue("ti", "Tigrinya", "ltr")
ARABIC = Tongue("ar", "Arabic", "rtl")
OROMO = Tongue("om", "Oromo", "ltr")
ONE, TWO = Tongue(UNLISTED, "Madeuplish", "ltr"), Tongue(UNLISTED, "Inventese", "rtl")
NOW, BEFORE = "You can stay.", "You may stay."


def handed(number: int, tongue: Tongue, words: str, of: str = NOW) -> Handed:
    return Handed(
        number=number,
        tongue=tongue,
        words=words,
        made_by="an interpreter",
        digest=digest_of(of),
        handed_by="Worker Example",
        handed_at=datetime(2026, 11, 23, 9, number, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("given", "reads", "shown"),
    [
        ([], "ti", None),
        ([handed(1, TIGRINYA, "a")], "ti", "a"),
        ([handed(1, TIGRINYA, "a")], "en", "a"),
        ([handed(1, OROMO, "a")], "am", "a"),
        ([handed(1, TIGRINYA, "a"), handed(2, TIGRINYA, "b")], "ti", "b"),
        ([handed(2, TIGRINYA, "b"), handed(1, TIGRINYA, "a")], "ti", "b"),
        ([handed(1, TIGRINYA, "a"), handed(2, ARABIC, "b")], "ti", "a"),
        ([handed(1, TIGRINYA, "a"), handed(2, ARABIC, "b")], "ar", "b"),
        ([handed(1, TIGRINYA, "a"), handed(2, ARABIC, "b")], "en", "b"),
        ([handed(1, TIGRINYA, "a", BEFORE)], "ti", None),
        ([handed(1, TIGRINYA, "a"), handed(2, TIGRINYA, "b", BEFORE)], "ti", None),
        ([handed(1, TIGRINYA, "a", BEFORE), handed(2, TIGRINYA, "b")], "ti", "b"),
        ([handed(1, TIGRINYA, "a"), handed(2, TIGRINYA, "")], "ti", None),
        ([handed(1, TIGRINYA, "a"), handed(2, TIGRINYA, ""), handed(3, ARABIC, "c")], "ti", "c"),
        ([handed(1, ONE, "a"), handed(2, TWO, "b")], "en", "b"),
    ],
    ids=[
        "none was handed over",
        "one in the language of the page",
        "the page is in English",
        "no page comes in their language",
        "the newest counts",
        "the newest counts, in whatever order they are read",
        "the language of the page before a newer one in another",
        "the other language, for a page in that",
        "neither is the page's: the newer",
        "the words changed since",
        "the newest is of other words, the one before is not: none",
        "translated again after the words changed",
        "taken back",
        "taken back, and there is another language",
        "languages that nobody lists are two",
    ],
)
def test_which_translation_is_shown_now(given: list[Handed], reads: str, shown: str | None) -> None:
    found = shown_now(given, NOW, reads)
    assert (found.words if found else None) == shown


def test_one_translation_for_each_language_stands_the_newest_first() -> None:
    given = [
        handed(1, ONE, "a"),
        handed(2, TIGRINYA, "b"),
        handed(3, TWO, "c"),
        handed(4, ONE, "d"),
        handed(5, ARABIC, "e", BEFORE),
    ]
    assert [each.words for each in current(given, NOW)] == ["d", "c", "b"]
    assert [each.words for each in current(given, BEFORE)] == ["e"]


def test_a_translation_is_bound_to_every_letter() -> None:
    made = handed(1, TIGRINYA, "a")
    for other in (f"{NOW} ", NOW.lower(), f"{NOW}\u200f", ""):
        assert not made.is_of(other)
    assert digest_of("\ud800") != digest_of("")  # half a character can be in what was kept


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], Standing.NONE),
        ([handed(1, TIGRINYA, "a")], Standing.CURRENT),
        ([handed(1, TIGRINYA, "a", BEFORE)], Standing.CHANGED),
        ([handed(1, TIGRINYA, "a", BEFORE), handed(2, TIGRINYA, "")], Standing.NONE),
        ([handed(1, ARABIC, "a")], Standing.NONE),
    ],
    ids=["none", "it stands", "the words changed", "taken back", "in another language alone"],
)
def test_how_far_a_text_is_translated(given: list[Handed], expected: Standing) -> None:
    assert standing(newest_in(given, TIGRINYA), NOW) is expected


@pytest.mark.parametrize(
    ("words", "made_by", "field"),
    [
        ("a", "an interpreter", None),
        ("", "", None),
        ("a", " ", "made_by"),
        ("a" * LONGEST_WORDS, "a" * LONGEST_MADE_BY, None),
        ("a" * (LONGEST_WORDS + 1), "an interpreter", "words"),
        ("a", "a" * (LONGEST_MADE_BY + 1), "made_by"),
    ],
)
def test_what_is_refused(words: str, made_by: str, field: str | None) -> None:
    refused = problem(words, made_by)
    assert (refused.field if refused else None) == field


def test_any_language_has_its_code_by_its_name() -> None:
    assert [code_for(name) for name in ("Oromo", " tigrinya ", "Farsi and Dari", "Somali")] == [
        "om",
        "ti",
        "fa",
        "so",
    ]
    assert code_for("Madeuplish") == UNLISTED
    assert ENGLISH.key == "english"
