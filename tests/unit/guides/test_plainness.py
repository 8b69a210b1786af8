"""The checks of plain words, and the gate they are for the portal's own guides (idea 14)."""

from __future__ import annotations

from datetime import date

import pytest

from portal.guides.queries import built_in
from portal.guides.rules.plainness import (
    FULLER_LIMITS,
    SIMPLE_LIMITS,
    Limits,
    check,
    count_words,
    sentences_in,
    syllables,
)
from portal.guides.rules.text import Text, parse
from portal.kernel.kinds import PanelKind
from portal.variations.guides import FULLER, SIMPLE
from portal.variations.manager import Registry
from portal.web import pictures

_DAY = date(2026, 11, 23)
OURS = ("meeting", "you", "your-say", "ways", "members", "providers")
LIMITS = {SIMPLE: SIMPLE_LIMITS, FULLER: FULLER_LIMITS}
WITHOUT_LIMITS = Limits(longest=1000, average=1000, syllables=1000)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("One. Two.", 2),
        ("Is it? Yes! Good.", 3),
        ("They say “stop”. You stop.", 2),
        ("No stop at the end", 1),
        ("It costs £2.50 a day.", 1),
        ("Call 0800 1111. It is free.", 2),
        ("", 0),
        ("…", 0),
    ],
)
def test_paragraphs_are_cut_into_sentences(words: str, parts: int) -> None:
    assert len(sentences_in(words)) == parts


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("You can say no.", 4),
        ("children’s homes", 2),
        ("Twenty-one is one word.", 4),
        ("It’s £3,000 – or more?", 5),
        ("", 0),
    ],
)
def test_words_are_counted_as_people_count_them(sentence: str, words: int) -> None:
    assert count_words(sentence) == words


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("home", 1),
        ("you", 1),
        ("table", 2),
        ("house", 1),
        ("houses", 2),
        ("decided", 3),
        ("asked", 1),
        ("council", 2),
        ("advocate", 3),
        ("interpreter", 4),
        ("accommodation", 5),
        ("children’s", 2),
        ("the", 1),
        ("needed", 2),
    ],
)
def test_syllables_are_about_right(word: str, number: int) -> None:
    assert syllables(word) == number


def said(words: str, *, title: str = "Title") -> Text:
    return parse(words, title=title, pictures=frozenset())


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("One two three four five six.", "6 words, more than 5"),
        ("- One two three four five six", "6 words, more than 5"),
        ("Accommodation.", "“Accommodation” has 5 syllables"),
        ("Your placements end.", "“placement” is a word to avoid"),
        ("A PLACEMENT.", "“placement” is a word to avoid"),
        ("A. A b c d e.", "3.0 words a sentence on average, more than 2"),
    ],
)
def test_a_planted_fault_is_found(words: str, why: str) -> None:
    limits = Limits(longest=5, average=2.0 if "average" in why else 5.0, syllables=3)
    assert why in [found.why for found in check(said(words), limits=limits, avoid=["placement"])]


@pytest.mark.parametrize(
    "words",
    [
        "It is called “supported accommodation”.",
        "Everybody goes to university.",
    ],
)
def test_hard_words_that_are_taught_or_known_to_all_pass(words: str) -> None:
    assert check(said(words), limits=SIMPLE_LIMITS, avoid=()) == ()


@pytest.mark.parametrize("words", ["A replacement key.", "A place.", "Emplacements."])
def test_a_word_that_only_holds_a_word_to_avoid_passes(words: str) -> None:
    assert check(said(words), limits=WITHOUT_LIMITS, avoid=["placement"]) == ()


def test_a_word_to_avoid_is_found_in_the_title_too() -> None:
    found = check(said("Fine.", title="Your placement"), limits=WITHOUT_LIMITS, avoid=["placement"])
    assert [each.words for each in found] == ["Your placement"]


@pytest.mark.requirement("R86", "R87", "R89")
@pytest.mark.parametrize("name", OURS)
def test_our_own_guides_hold_the_limits_of_their_level(registry: Registry, name: str) -> None:
    avoid = registry.county().young_person.avoid
    checked = 0
    for (language, level), text in built_in(name).items():
        if language == "en":
            assert check(text, limits=LIMITS[level], avoid=avoid) == (), (name, level)
            checked += 1
    assert checked == (1 if name in {"members", "providers"} else 2)


@pytest.mark.requirement("R89")
def test_what_lancashire_and_its_districts_add_holds_the_limits_too(registry: Registry) -> None:
    places = [registry.county(), *(registry.district(slug) for slug in registry.slugs)]
    checked = set()
    for place in places:
        for kind in PanelKind:
            for guide in place.guides(as_of=_DAY, kind=kind).value:
                for page in (each for each in guide.pages if each.language == "en"):
                    text = parse(page.text, title=page.title, pictures=pictures.names())
                    found = check(text, limits=LIMITS[page.level], avoid=place.young_person.avoid)
                    assert found == (), (guide.name, page.level)
                    checked.add(guide.name)
    assert {"lancashire-offer", "preston-house-project"} <= checked
