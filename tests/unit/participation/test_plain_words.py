"""What young people read about their meeting is in short sentences, without the words to avoid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from flask import Flask

from portal.guides.rules.plainness import SIMPLE_LIMITS, count_words, sentences_in
from portal.papers.rules.kinds import PaperKind
from portal.papers.rules.sections import SECTIONS
from portal.participation.pages import words
from portal.participation.rules.choices import QUESTIONS, Topic
from portal.variations.manager import Registry
from portal.web.languages import FOLDER, LANGUAGES

ROOT = Path(__file__).parents[3]
ROOM, CONFIG = ROOT / "portal" / "participation", ROOT / "config"
IN_MORE_DETAIL = {
    (
        "Only to keep somebody safe, or when a court says so, a manager may decide that the "
        "meeting talks about you anyway."
    )
}
"""Sentences on the fuller level alone."""


@pytest.fixture
def reading() -> Iterator[None]:
    """A page that is being made, in English."""
    app = Flask(__name__)
    with app.test_request_context("/"):
        yield


def messages() -> list[str]:
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as source:
        methods, options = parse_mapping_cfg(source, filename="babel.cfg")  # type: ignore[no-untyped-call] # it has no types
    found: list[str] = []
    for _file, _line, message, _comments, _context in extract_from_dir(
        str(ROOM), method_map=methods, options_map=options
    ):
        found += [message] if isinstance(message, str) else list(message)
    return found


@pytest.mark.requirement("R92")
def test_sentences_are_short() -> None:
    long = [
        sentence
        for message in messages()
        for sentence in sentences_in(message)
        if count_words(sentence) > SIMPLE_LIMITS.longest and sentence not in IN_MORE_DETAIL
    ]
    assert long == []


def test_no_word_that_young_people_asked_us_not_to_use() -> None:
    avoided = Registry(CONFIG).county().young_person.avoid
    said = " ".join(messages())
    found = [
        word for word in avoided if re.search(rf"\b{re.escape(word)}s?\b", said, re.IGNORECASE)
    ]
    assert avoided
    assert found == []


@pytest.mark.usefixtures("reading")
def test_every_answer_staff_read_has_words_for_young_people() -> None:
    for topic, parts in QUESTIONS.items():
        assert words.title(topic)
        for part in parts:
            assert words.question(topic, part.key, "Thursday")
            assert set(words.choices(part.key)) == {key for key, _ in part.choices}
    assert set(QUESTIONS) == set(Topic)


@pytest.mark.requirement("R49")
@pytest.mark.parametrize("code", [each.code for each in LANGUAGES])
def test_every_part_of_a_paper_has_words_in_every_language(code: str) -> None:
    with Flask(__name__).test_request_context(f"/?lang={code}"):
        for kind in PaperKind:
            said = [words.part_words(kind, part.key, part.heading) for part in SECTIONS[kind]]
            assert len(set(said)) == len(said)
            if code != "en":
                english = {part.heading for part in SECTIONS[kind]}
                assert english.isdisjoint(said)


@pytest.mark.usefixtures("reading")
def test_a_part_the_portal_gave_no_words_keeps_its_heading() -> None:
    assert words.part_words(PaperKind.VIEWS, "other", "A heading of its own") == (
        "A heading of its own"
    )
    assert words.part_words(PaperKind.OTHER, "health", "Health and wellbeing") == (
        "Health and wellbeing"
    )
