"""The forms of taking part: a young person is asked one thing a page, staff one topic a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from wtforms import Field

from portal.participation.rules.asks import WORDS_LENGTH, AskKind, Outcome, Whom
from portal.participation.rules.choices import QUESTIONS, Answers, Kind, Part, Topic
from portal.preparation.rules.inviting import Way
from portal.web.fields import (
    CheckboxesField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    VersionField,
)
from portal.web.forms import PortalForm

NAME_LENGTH = 200
SOMEBODY_ELSE = "else"


class ToldForm(PortalForm):
    """One question as somebody they told writes the answer down, its parts on one page."""

    version = VersionField()
    way_told = RadioField(
        "How did they tell you?",
        choices=[(way.value, way.label) for way in Way],
        missing="Choose how they told you",
    )
    topic: Topic

    @property
    def answers(self) -> dict[str, object]:
        """Everything answered, by part."""
        return {part.key: self[part.key].data for part in QUESTIONS[self.topic]}

    def fill(self, answers: Answers) -> None:
        """Show what was answered before."""
        for part in QUESTIONS[self.topic]:
            said = answers.get(part.key)
            if said:
                self[part.key].data = list(said) if isinstance(said, tuple) else said


def _field(part: Part) -> Field:
    match part.kind:
        case Kind.ONE:
            return RadioField(part.label, choices=part.choices)
        case Kind.MANY:
            return CheckboxesField(part.label, choices=part.choices)
        case Kind.LINE:
            return TextField(part.label, max_length=part.longest, as_typed=True)
        case Kind.WORDS:
            return LongTextField(part.label, max_length=part.longest, as_typed=True)


_TOLD: dict[Topic, type[ToldForm]] = {
    topic: type(
        f"{topic.name.title()}ToldForm",
        (ToldForm,),
        {"topic": topic, **{part.key: _field(part) for part in parts}},
    )
    for topic, parts in QUESTIONS.items()
}


def told_form(topic: Topic) -> ToldForm:
    """Return the form for whoever they told, with what was sent in this request if anything."""
    return _TOLD[topic]()


class AskForm(PortalForm):
    """What a young person asked somebody who works with them for."""

    kind = RadioField(
        "What do they ask for?",
        choices=[(each.value, each.label) for each in AskKind if not each.at_any_time],
        missing="Choose what they ask for",
    )
    whom = SelectField("Who should not be there?")
    words = TextField("Somebody who is not on the list", max_length=NAME_LENGTH, as_typed=True)
    why = LongTextField(
        "Why, if they want to say",
        max_length=WORDS_LENGTH,
        hint="In their own words",
        as_typed=True,
    )

    def offer(self, people: Sequence[tuple[str, str]]) -> None:
        """Set whom a request may name."""
        self.whom.offer(people)

    @property
    def named(self) -> Whom:
        """Whom the request is about; nobody for other requests."""
        if self.kind.data != AskKind.NOT_THERE.value:
            return Whom()
        return whom_of(self.whom.data or "", self.words.data or "")


class AwayForm(PortalForm):
    """A young person asks that somebody is not there."""

    whom = RadioField("Who should not be there?")
    words = TextField("Write who", max_length=NAME_LENGTH, as_typed=True)
    why = LongTextField("Why?", max_length=WORDS_LENGTH, as_typed=True)

    def offer(self, people: Iterable[tuple[str, str]], somebody_else: str) -> None:
        """Set whom a request may name, and the words for somebody who is not on the list."""
        self.whom.offer([*people, (SOMEBODY_ELSE, somebody_else)])

    @property
    def named(self) -> Whom:
        """Whom the request is about."""
        return whom_of(self.whom.data or "", self.words.data or "")


class WrongForm(PortalForm):
    """A young person says what is wrong, and what it should say. Empty, somebody asks them."""

    words = LongTextField("", max_length=WORDS_LENGTH, as_typed=True)


class ToldWrongForm(PortalForm):
    """What a young person told somebody who works with them is wrong."""

    words = LongTextField(
        "What is wrong, and what should it say?",
        max_length=WORDS_LENGTH,
        missing="Write what they say is wrong, and what it should say",
        hint="In their own words, in whatever language they told you",
        as_typed=True,
    )


def whom_of(chosen: str, words: str) -> Whom:
    """Read whom a request is about from what was chosen and written."""
    kind, _, key = chosen.partition(":")
    if kind == "person":
        return Whom(person_id=UUID(key), words=words)
    if kind == "seat":
        return Whom(seat_key=key, words=words)
    return Whom(words=words)


class AnswerForm(PortalForm):
    """The answer to what a young person asks for."""

    version = VersionField()
    outcome = RadioField("What is the answer?", missing="Choose what you answer")
    words = LongTextField(
        "What the young person reads",
        max_length=WORDS_LENGTH,
        missing="Write what the young person reads",
        hint="In plain and kind words, with what happens instead",
    )

    def offer(self, kind: AskKind) -> None:
        """Set the answers there are to a kind of request."""
        self.outcome.offer([(each.value, each.label(kind)) for each in Outcome.of(kind)])
        if kind is AskKind.WRONG:
            self.words.description = "In plain and kind words: what it says now, or why it stays"


class PartForm(PortalForm):
    """One part of a question, as a young person is asked it: one page, one question."""

    version = VersionField()
    topic: Topic
    part: Part

    @property
    def field(self) -> Any:
        """The one thing that is asked."""
        return self[self.part.key]

    @property
    def said(self) -> object:
        """What was answered."""
        return self.field.data

    def fill(self, answers: Answers) -> None:
        """Show what was answered before."""
        said = answers.get(self.part.key)
        if said:
            self.field.data = list(said) if isinstance(said, tuple) else said


_PARTS: dict[tuple[Topic, str], type[PartForm]] = {
    (topic, part.key): type(
        f"{topic.name.title()}{part.key.title()}Form",
        (PartForm,),
        {"topic": topic, "part": part, part.key: _field(part)},
    )
    for topic, parts in QUESTIONS.items()
    for part in parts
}


def part_form(
    topic: Topic, part: str, *, asks: str, hint: str, choices: dict[str, str]
) -> PartForm:
    """Return the form of one part in the reader's words. KeyError where there is none."""
    form = _PARTS[topic, part]()
    say(form.field, asks, hint)
    if form.part.choices:
        form.field.offer([(key, choices[key]) for key, _ in form.part.choices])
    return form


def say(field: Any, asks: str, hint: str = "") -> None:
    """Put the reader's own words in the place of a field's label and hint."""
    field.label.text = asks
    field.description = hint


class YesNoForm(PortalForm):
    """Whether a young person agrees to something: yes, no, or not sure."""

    version = VersionField()
    answer = RadioField("")


class KeepBackForm(PortalForm):
    """Which parts of a paper nobody gets."""

    version = VersionField()
    parts = CheckboxesField("")


class PaperForm(PortalForm):
    """Who may read one paper."""

    version = VersionField()
    to = CheckboxesField("")
