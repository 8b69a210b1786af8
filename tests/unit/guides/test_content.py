"""The guides in every language: the same page everywhere, in its own letters, telling nothing."""

from __future__ import annotations

import re
import unicodedata

import pytest

from portal.guides.queries import CONTENT, built_in
from portal.guides.rules.text import Text, words_of
from portal.variations.guides import SIMPLE
from portal.web.languages import LANGUAGES, Language
from portal.web.young import tells

YOUNG = ("meeting", "you", "your-say", "ways")
OTHERS = [language for language in LANGUAGES if language.code != "en"]
LATIN = {"vi", "sq", "pl"}
NAMES = {"panel"}
"""What may stay as it is: the panel's name, where a language takes it over."""


def lines(text: Text) -> list[str]:
    return [text.title, *(words_of(line) for block in text.blocks for line in block.lines)]


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


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: str(language.code))
def test_the_short_page_is_the_same_page_in_every_language(language: Language) -> None:
    english = built_in("meeting")["en", SIMPLE]
    other = built_in("meeting")[language.code, SIMPLE]
    assert [block.kind for block in other.blocks] == [block.kind for block in english.blocks]
    assert [b.name for b in other.blocks] == [b.name for b in english.blocks]
    for mine, theirs in zip(lines(english), lines(other), strict=True):
        assert 0.25 < len(theirs) / len(mine) < 3, (mine, theirs)


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: str(language.code))
def test_no_english_is_left_in_another_language(language: Language) -> None:
    english = set(lines(built_in("meeting")["en", SIMPLE]))
    found = lines(built_in("meeting")[language.code, SIMPLE])
    assert english.isdisjoint(found)
    if language.code not in LATIN:
        left = {word for line in found for word in re.findall(r"[A-Za-z]+", line)}
        assert left <= NAMES


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: str(language.code))
def test_words_stand_in_the_languages_own_letters(language: Language) -> None:
    scripts = {"arabic": "ARABIC", "ethiopic": "ETHIOPIC", "latin": "LATIN"}
    text = " ".join(lines(built_in("meeting")[language.code, SIMPLE]))
    letters = [letter for letter in text if letter.isalpha()]
    own = [x for x in letters if unicodedata.name(x).startswith(scripts[language.script])]
    assert len(own) / len(letters) > 0.97
    assert unicodedata.normalize("NFC", text) == text


@pytest.mark.parametrize("name", YOUNG)
def test_every_part_of_the_simple_words_has_a_picture(name: str) -> None:
    for (_, level), text in built_in(name).items():
        if level == SIMPLE:
            pictures = sum(block.kind == "picture" for block in text.blocks)
            assert pictures >= len(text.headings)
