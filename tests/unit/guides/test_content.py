"""The guides in every language: the same page everywhere, in its own letters, telling nothing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest

from portal.guides import documents
from portal.guides.queries import CONTENT, Words, built_in, library
from portal.guides.rules.text import Text, parse, words_of
from portal.variations.guides import LEVELS, SIMPLE
from portal.variations.manager import Registry
from portal.web.languages import LANGUAGES, Language
from portal.web.young import Level, tells

DAY = date(2026, 11, 23)
YOUNG = ("meeting", "you", "your-say", "ways")
OTHERS = [language for language in LANGUAGES if language.code != "en"]
LATIN = {"vi", "sq", "pl"}
NAMES = {"panel", "Coram", "Voice", "Become", "Childline", "Shelter"}
"""What may stay as it is: the panel's name, where a language takes it over, and whom to call."""
QUOTED = re.compile("[“«][^”»]*[”»]")
"""An English word a reader has to know, to ask for what it is: it stands in quotation marks."""


def lines(text: Text) -> list[str]:
    return [text.title, *(words_of(line) for block in text.blocks for line in block.lines)]


def numbers(text: Text) -> list[str]:
    """Return whom to call and how much money, in order."""
    spans = [span for block in text.blocks for line in block.lines for span in line]
    return [f"{span.words} {span.href}" for span in spans if span.number]


def shape(text: Text) -> list[tuple[str, str, int]]:
    """Return its blocks: of what kind, which picture, how many lines."""
    return [(block.kind, block.name, len(block.lines)) for block in text.blocks]


def differs(other: Text, english: Text) -> list[str]:
    """Say in what a text is not the same as its English: its parts, its pictures, its numbers."""
    found = []
    if shape(other) != shape(english):
        found.append("blocks")
    if numbers(other) != numbers(english):
        found.append("numbers")
    found += [
        f"{mine} / {theirs}"
        for mine, theirs in zip(lines(english), lines(other), strict=False)
        if not 0.25 < len(theirs) / len(mine) < 3
    ]
    return found


def of_the_places(registry: Registry) -> dict[str, Words]:
    """Return the texts that the county and its districts wrote of their own, by their names."""
    found: dict[str, Words] = {}
    for place in (registry.county(), *(registry.district(slug) for slug in registry.slugs)):
        held = library(place, as_of=DAY)
        assert held.faults == (), place.ref
        for entry in held.entries:
            for guide, words in ((entry.guide, entry.words), *entry.parts):
                if guide.built_in is None:
                    found[guide.name] = words
    return found


def test_every_file_is_a_guide_in_a_language_at_a_level_there_is() -> None:
    read = {(path.parent.name, path.name) for path in CONTENT.glob("*/*.md")}
    known = {
        (folder.name, f"{code}.{level}.md")
        for folder in CONTENT.iterdir()
        if folder.is_dir()
        for code, level in built_in(folder.name)
    }
    assert read == known
    assert len(read) >= 20


@pytest.mark.parametrize("name", ["../../web/locale", "nothing-here", "."])
def test_a_name_leads_nowhere_but_to_a_guide(name: str) -> None:
    assert built_in(name) == {}


@pytest.mark.control("C21")
@pytest.mark.parametrize("name", YOUNG)
def test_no_title_tells_what_a_young_person_reads(name: str) -> None:
    for text in built_in(name).values():
        assert tells(text.title) is None


@pytest.mark.parametrize("name", YOUNG)
@pytest.mark.parametrize("language", OTHERS, ids=lambda language: str(language.code))
def test_a_guide_is_the_same_guide_in_every_language(language: Language, name: str) -> None:
    for level in LEVELS:
        words = built_in(name)
        assert differs(words[language.code, level], words["en", level]) == []


def test_what_a_place_wrote_is_the_same_in_every_language_it_has(registry: Registry) -> None:
    held = of_the_places(registry)
    assert {"lancashire-offer", "preston-house-project"} <= held.keys()
    for name, words in held.items():
        for (code, level), text in words.items():
            assert differs(text, words["en", level]) == [], (name, code, level)
    offer = held["lancashire-offer"]
    assert {code for code, _ in offer} == {language.code for language in LANGUAGES}
    assert numbers(offer["ar", "simple"]) == ["£3,000 None", "£2,000 None"]


@pytest.mark.parametrize(
    ("there", "what"),
    [
        ("It costs £20.", ["numbers"]),
        ("- It costs £2.", ["blocks"]),
        ("It costs £2.\n\nYes.", ["blocks"]),
        ("It costs £2, and that is all for the whole of one year.", ["It costs £2. / "]),
    ],
)
def test_a_text_that_is_not_the_same_is_found(there: str, what: list[str]) -> None:
    english, other = (
        parse(text, title="A title", pictures=frozenset()) for text in ("It costs £2.", there)
    )
    assert differs(english, english) == []
    found = differs(other, english)
    assert len(found) == len(what)
    assert found[0].startswith(what[0])


def test_every_document_that_anybody_may_ask_for_is_kept(registry: Registry) -> None:
    made = {
        documents.columns_of(entry, language, level, beside=beside)
        for place in (registry.county(), *(registry.district(slug) for slug in registry.slugs))
        for entry in library(place, as_of=DAY).entries
        for language in entry.languages
        for level in Level
        for beside in (False, True)
    }
    assert 200 < len(made) <= documents.MOST_KEPT


@pytest.mark.parametrize("name", YOUNG)
@pytest.mark.parametrize("language", OTHERS, ids=lambda language: str(language.code))
def test_no_english_is_left_in_another_language(language: Language, name: str) -> None:
    for level in LEVELS:
        english = set(lines(built_in(name)["en", level]))
        found = lines(built_in(name)[language.code, level])
        assert english.isdisjoint(found)
        if language.code not in LATIN:
            left = re.findall(r"[A-Za-z]+", " ".join(QUOTED.sub("", line) for line in found))
            assert set(left) <= NAMES


@pytest.mark.parametrize("name", YOUNG)
@pytest.mark.parametrize("language", OTHERS, ids=lambda language: str(language.code))
def test_words_stand_in_the_languages_own_letters(language: Language, name: str) -> None:
    scripts = {"arabic": "ARABIC", "ethiopic": "ETHIOPIC", "latin": "LATIN"}
    for level in LEVELS:
        text = " ".join(lines(built_in(name)[language.code, level]))
        letters = [letter for letter in QUOTED.sub("", text) if letter.isalpha()]
        own = [x for x in letters if unicodedata.name(x).startswith(scripts[language.script])]
        assert len(own) / len(letters) > 0.97
        assert unicodedata.normalize("NFC", text) == text


@pytest.mark.parametrize("name", YOUNG)
def test_every_part_of_the_simple_words_has_a_picture(name: str) -> None:
    for (_, level), text in built_in(name).items():
        if level == SIMPLE:
            pictures = sum(block.kind == "picture" for block in text.blocks)
            assert pictures >= len(text.headings)
