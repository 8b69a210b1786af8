"""The guides in every language: the same page everywhere, in its own letters, telling nothing."""

from __future__ import annotations

import re
import unicodedata

import pytest

from portal.guides.queries import CONTENT, built_in
from portal.guides.rules.text import Text, words_of
from portal.variations.guides import LEVELS, SIMPLE
from portal.web.languages import LANGUAGES, Language
from portal.web.young import tells

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
        english = built_in(name)["en", level]
        other = built_in(name)[language.code, level]
        assert [block.kind for block in other.blocks] == [block.kind for block in english.blocks]
        assert [b.name for b in other.blocks] == [b.name for b in english.blocks]
        assert numbers(other) == numbers(english)
        for mine, theirs in zip(lines(english), lines(other), strict=True):
            assert 0.25 < len(theirs) / len(mine) < 3, (mine, theirs)


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
