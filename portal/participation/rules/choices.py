"""The questions about taking part, the answers there are, and how staff read them (R45, R51, R80).

Every question may be skipped and every part of one left empty. What is kept are keys of closed
lists and words; a key that is not on its list is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.errors import RuleError
from portal.kernel.wording import capitalised, joined

LINE_LENGTH = 120
WORDS_LENGTH = 2_000
HOURS = "hours"
"""The part of the question about times whose answers are hours of the day."""

Answers = Mapping[str, str | tuple[str, ...]]


class Topic(StrEnum):
    """What is asked, in the order in which it is asked."""

    WAY = "way"
    TIMES = "times"
    BRING = "bring"
    NEEDS = "needs"
    CARER = "adult"

    @property
    def label(self) -> str:
        """The topic as staff read it."""
        return {
            Topic.WAY: "How they take part",
            Topic.TIMES: "Times that do not suit them",
            Topic.BRING: "Who comes with them",
            Topic.NEEDS: "What they need",
            Topic.CARER: "Their carer",
        }[self]

    @property
    def carried(self) -> bool:
        """Whether it goes along to their next panel: nobody is asked twice what they need."""
        return self is Topic.NEEDS


class Kind(StrEnum):
    """How a part of a question is answered."""

    ONE = "one"
    MANY = "many"
    LINE = "line"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question, with its answers as staff read them."""

    key: str
    label: str
    kind: Kind
    choices: tuple[tuple[str, str], ...] = ()
    about: str = ""
    """How staff read a line or words: "language: Tigrinya"."""

    @property
    def longest(self) -> int:
        """The most characters that are kept."""
        return WORDS_LENGTH if self.kind is Kind.WORDS else LINE_LENGTH

    def choice(self, key: str) -> str:
        """Return an answer in words; the key where it is no longer on the list."""
        return dict(self.choices).get(key, key)


QUESTIONS: dict[Topic, tuple[Part, ...]] = {
    Topic.WAY: (
        Part(
            "way",
            "How do they want to take part?",
            Kind.ONE,
            (
                ("in_person", "They come to the meeting"),
                ("call", "They join by phone or video"),
                ("recording", "They send a recording"),
                ("words", "They send their words, and somebody reads them out"),
                ("not_at_all", "They do not take part"),
                ("not_sure", "They are not sure yet"),
            ),
        ),
        Part("more", "What would make it easier?", Kind.WORDS, about="easier with"),
    ),
    Topic.TIMES: (
        Part(
            HOURS,
            "Which times on that day do not suit them?",
            Kind.MANY,
            (
                ("early", "before 10am"),
                ("morning", "10am to noon"),
                ("midday", "noon to 2pm"),
                ("afternoon", "2pm to 4pm"),
                ("late", "after 4pm"),
            ),
        ),
        Part(
            "because",
            "What else is on?",
            Kind.ONE,
            (
                ("school", "school"),
                ("college", "college"),
                ("exam", "an exam"),
                ("work", "work"),
                ("health", "a health appointment"),
                ("other", "something else"),
            ),
        ),
    ),
    Topic.BRING: (
        Part(
            "who",
            "Who comes with them?",
            Kind.ONE,
            (
                ("nobody", "They come by themselves"),
                ("friend", "They bring a friend"),
                ("family", "They bring somebody of their family"),
                ("carer", "They bring somebody who looks after them"),
                ("advocate", "They bring an advocate"),
                ("worker", "They bring a worker they trust"),
                ("other", "They bring somebody else"),
            ),
        ),
        Part("name", "What are they called?", Kind.LINE, about="called"),
    ),
    Topic.NEEDS: (
        Part(
            "language",
            "Which language should an interpreter speak?",
            Kind.LINE,
            about="interpreter for",
        ),
        Part(
            "needs",
            "What helps them to take part?",
            Kind.MANY,
            (
                ("step_free", "a way in without steps"),
                ("sign_language", "a sign language interpreter"),
                ("hearing", "help with hearing"),
                ("large_print", "large print"),
                ("pictures", "easy words and pictures"),
                ("read_aloud", "somebody who reads to them"),
                ("quiet", "a quiet place to wait"),
                ("breaks", "breaks"),
                ("see_first", "to see the room first"),
                ("few_people", "fewer people in the room"),
                ("travel", "help with getting there"),
            ),
        ),
        Part("more", "What else should we know?", Kind.WORDS, about="also"),
    ),
    Topic.CARER: (
        Part(
            "adult",
            "What about their carer?",
            Kind.ONE,
            (
                ("come", "Their carer may be told, and may come"),
                ("told", "Their carer may be told, but does not come"),
                ("no", "Their carer is not to be told"),
                ("none", "They have no carer"),
                ("not_sure", "They are not sure yet"),
            ),
        ),
    ),
}


def part_of(topic: Topic, key: str) -> Part:
    """Return a part of a question. KeyError where there is none of that name."""
    return next(each for each in QUESTIONS[topic] if each.key == key)


def clean(topic: Topic, given: Mapping[str, object]) -> dict[str, str | tuple[str, ...]]:
    """Return what was answered without what was left empty.

    RuleError (field: the part's key) for an answer that is not on its list, or words too long.
    """
    found: dict[str, str | tuple[str, ...]] = {}
    for part in QUESTIONS[topic]:
        said = given.get(part.key)
        chosen = said if isinstance(said, list | tuple) else [said] if said else []
        texts = tuple(str(each).strip() for each in chosen if str(each).strip())
        known = dict(part.choices)
        if part.choices and any(each not in known for each in texts):
            raise RuleError("Choose from the answers on the list", part.key)
        if any(len(each) > part.longest for each in texts):
            raise RuleError(f"Use {part.longest:,} characters or fewer", part.key)
        if not texts:
            continue
        found[part.key] = (
            tuple(key for key in known if key in texts) if part.kind is Kind.MANY else texts[0]
        )
    return found


def to_text(answers: Answers) -> str:
    """Return answers as they are sealed."""
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)


def from_text(text: str | None) -> dict[str, str | tuple[str, ...]]:
    """Return answers that were sealed; none where their time is over."""
    held = json.loads(text) if text else {}
    return {key: tuple(said) if isinstance(said, list) else said for key, said in held.items()}


def in_words(topic: Topic, answers: Answers) -> str:
    """Say for staff what was answered, as one sentence without its full stop; empty for nothing."""
    if not answers:
        return ""
    if topic is Topic.TIMES:
        return _times(answers)
    said = []
    for part in QUESTIONS[topic]:
        found = answers.get(part.key)
        if not found:
            continue
        if part.choices:
            keys = found if isinstance(found, tuple) else (found,)
            said.append(joined([part.choice(key) for key in keys]))
        else:
            said.append(f"{part.about} “{found}”" if part.about else str(found))
    return capitalised("; ".join(said))


def _times(answers: Answers) -> str:
    hours = answers.get(HOURS) or ()
    because = str(answers.get("because") or "")
    why = f" because of {part_of(Topic.TIMES, 'because').choice(because)}" if because else ""
    if not hours:
        return f"They have something on that day{why}" if because else ""
    part = part_of(Topic.TIMES, HOURS)
    return f"Not {joined([part.choice(key) for key in hours], 'or')}{why}"
