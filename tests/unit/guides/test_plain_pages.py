"""All that young people's pages say in English is plain: messages, questions, choices (idea 14)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import pytest
from babel.messages.pofile import read_po

from portal.guides.rules.plainness import PAGE_LIMITS, SIMPLE_LIMITS, Finding, Limits, check
from portal.guides.rules.text import Block, Span, Text
from portal.kernel.kinds import PanelKind
from portal.variations.district import DistrictVariation
from portal.variations.manager import Registry
from portal.voice.rules.core import CORE
from portal.web.languages import DOMAIN, FOLDER

DAY = date(2026, 11, 23)
TO_THEM = ("something_new", "way_in", "way_in_code")
"""The messages that go to young people."""
NAME = re.compile(r"%\(\w+\)s")
"""What is filled in counts as one word, whatever it is."""
LINE_ENDS = re.compile(r"\n|\{link\}")
pytestmark = pytest.mark.requirement("R92")


@pytest.fixture(scope="module")
def messages() -> list[str]:
    """Every message of the pages: another test holds this file to what stands in the code."""
    with (FOLDER / f"{DOMAIN}.pot").open("rb") as source:
        held = [message.id for message in read_po(source) if message.id]
    return [words for each in held for words in ([each] if isinstance(each, str) else each)]


def faults(said: Iterable[str], limits: Limits, avoid: Iterable[str]) -> tuple[Finding, ...]:
    lines = [NAME.sub("this", line) for words in said for line in LINE_ENDS.split(words)]
    blocks = tuple(Block("paragraph", ((Span(line),),)) for line in lines)
    return check(Text("", blocks), limits=limits, avoid=avoid)


def test_every_message_holds_the_limits(registry: Registry, messages: list[str]) -> None:
    assert len(messages) > 600
    assert faults(messages, PAGE_LIMITS, registry.county().young_person.avoid) == ()


@pytest.mark.parametrize(
    ("planted", "why"),
    [
        (
            "You may say no, and %(who)s may not ask you why, nor tell other people of it.",
            "17 words, more than 14",
        ),
        ("Your accommodation.", "“accommodation” has 5 syllables"),
        ("%(num)s placements", "“placement” is a word to avoid"),
    ],
)
def test_one_message_that_is_not_plain_is_found(
    registry: Registry, messages: list[str], planted: str, why: str
) -> None:
    avoid = registry.county().young_person.avoid
    assert [each.why for each in faults([*messages, planted], PAGE_LIMITS, avoid)] == [why]


def test_what_a_county_and_its_districts_say_holds_the_limits_too(registry: Registry) -> None:
    asked = 0
    for place in (registry.county(), *(registry.district(slug) for slug in registry.slugs)):
        avoid = place.young_person.avoid
        for kind in PanelKind:
            questions = place.views_questions(as_of=DAY, kind=kind).value
            simple = [each.easy for each in (*CORE, *questions)]
            assert faults(_said(place, kind), PAGE_LIMITS, avoid) == (), place.ref
            assert faults(simple, SIMPLE_LIMITS, avoid) == (), place.ref
            asked += len(questions)
    assert asked


def _said(place: DistrictVariation, kind: PanelKind) -> Iterable[str]:
    """Give what a place's own files say to young people on one kind of panel, but for guides."""
    for question in place.views_questions(as_of=DAY, kind=kind).value:
        yield from (question.wording, question.hint, *question.choices)
    for seat in place.seats(as_of=DAY, kind=kind).value:
        yield seat.for_young_people
    for name in TO_THEM:
        message = place.message_wording(as_of=DAY, kind=kind, message=name).value
        yield from (message.subject, message.body)
