"""What staff read about taking part has words for young people, in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.papers.rules.kinds import PaperKind
from portal.papers.rules.sections import SECTIONS
from portal.participation.pages import words
from portal.participation.rules.choices import QUESTIONS, Topic
from portal.web.languages import LANGUAGES


@pytest.fixture
def reading() -> Iterator[None]:
    """A page that is being made, in English."""
    app = Flask(__name__)
    with app.test_request_context("/"):
        yield


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
