"""Forms of the panel day. What is typed is kept, whatever is refused or added meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import request
from wtforms import HiddenField, TextAreaField

from portal.cases.rules.participation import Participation
from portal.kernel.errors import RuleError
from portal.kernel.wording import joined
from portal.records.models import TEXT_LENGTH
from portal.records.rules import (
    NO_PLACE,
    RECORDABLE,
    ActionDraft,
    AttendanceState,
    RecordDraft,
    TookPart,
)
from portal.records.rules.promises import LONGEST_WORDS
from portal.variations.values import DecisionWord
from portal.web.fields import (
    DateField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    VersionField,
)
from portal.web.forms import PortalForm, apply_rule_error
from portal.web.parsing import lines_as_typed

LONG = 20_000
ACTION_LENGTH = 2_000
MOST_ROWS = 40
_ROWS = re.compile(r"\d{1,2}(,\d{1,2})*")


class AttendanceForm(PortalForm):
    """One seat's answer; a page holds one for each, with a prefix of its own."""

    version = VersionField()
    shown = HiddenField()
    state = RadioField("Seat", choices=[(each.value, each.label) for each in RECORDABLE])
    stand_in = TextField("Deputy’s name, if one came", max_length=TEXT_LENGTH)

    def __init__(self, attendance_id: UUID, legend: str, **kwargs: Any) -> None:
        super().__init__(prefix=f"seat-{attendance_id}-", meta={"csrf": False}, **kwargs)
        self.attendance_id = attendance_id
        self.state.label.text = legend
        self.stand_in.label.text = "Name, if a deputy came"

    @property
    def chosen(self) -> AttendanceState | None:
        """The state chosen, None where none is."""
        return AttendanceState(self.state.data) if self.state.data else None

    @property
    def answer(self) -> str:
        """What is chosen and typed, as one word to compare with what the page had shown."""
        return f"{self.state.data or ''}|{self.stand_in.data or ''}"

    @property
    def touched(self) -> bool:
        """Whether somebody answered here, so that untouched seats never overwrite others' work."""
        return self.chosen is not None and self.answer != self.shown.data


class ParticipationForm(PortalForm):
    """How the young person took part (R51, R52)."""

    version = VersionField()
    took_part = RadioField(
        "How did the young person take part?",
        choices=[(each.value, each.label) for each in TookPart],
        missing="Choose how the young person took part",
    )
    participation = SelectField(
        "In the codes of the statutory return",
        choices=[(each.value, each.label) for each in Participation],
        hint="You can leave it until the record is filed",
    )
    note = LongTextField(
        "Their views, or what was tried",
        max_length=LONG,
        hint="Say who shared their views, or how you asked for them",
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.note.label.text = "Their views and who shared them, or what was tried"

    @property
    def code(self) -> Participation | None:
        """The code chosen, None where none is."""
        return Participation(self.participation.data) if self.participation.data else None


class RecordForm(PortalForm):
    """The second step: discussion and decision. Barriers and actions have forms of their own."""

    version = VersionField()
    discussion = LongTextField(
        "What was discussed",
        max_length=LONG,
        missing="Enter what was discussed",
        hint="Keep it brief and write it so that the young person can read it",
    )
    decision = RadioField("What did the panel decide?", missing="Choose what the panel decided")
    reason = LongTextField("Reason", max_length=LONG)
    who = TextField("Who it goes to or waits for", max_length=TEXT_LENGTH)
    until = DateField("Until when", noun="The date")
    plain_words = LongTextField(
        "What the panel decided, in words for the young person",
        max_length=LONG,
        hint="Say “you” and “we”, in short sentences. They can read this once it is filed",
    )

    def __init__(self, words: Sequence[DecisionWord], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plain_words.label.text = "What the panel decided, in words for the young person"
        self.decision.offer([(word.key, word.label) for word in words])
        self.decision_items = [{"hint": {"text": _meaning(word)}} for word in words]
        for name in ("reason", "who", "until"):
            asking = [
                f"\N{LEFT DOUBLE QUOTATION MARK}{word.label}\N{RIGHT DOUBLE QUOTATION MARK}"
                for word in words
                if name in word.asks_for
            ]
            if asking:
                self[name].description = f"Needed for {joined(asking)}"


def _meaning(word: DecisionWord) -> str:
    return " ".join(part for part in (word.meaning, word.legal_consequence) if part)


NO_OTHER = "none"
"""Chosen where what was decided belongs to no other item."""


class TakingAwayForm(PortalForm):
    """Takes a decision away that was written on the wrong item, or moves it to the right one."""

    asks = False
    """Whether there is another item that it can be moved to."""
    version = VersionField()
    to = SelectField(
        "Which item is it about?",
        missing="Choose the item it is about, or that it is about none of them",
        gone=NO_PLACE,
    )

    def offer(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer the items it can be moved to, and to take it away from all."""
        self.to.offer([*items, (NO_OTHER, "None of these: only take it away")])
        self.asks = bool(items)

    @property
    def to_id(self) -> UUID | None:
        """The item it moves to, None where it is only taken away."""
        return _uuid(self.to.data)


class BarrierForm(PortalForm):
    """One barrier to a lasting home (R8)."""

    wording = LongTextField("Barrier", max_length=ACTION_LENGTH)

    def __init__(self, number: int, **kwargs: Any) -> None:
        super().__init__(prefix=f"barrier-{number}-", meta={"csrf": False}, **kwargs)
        self.number = number

    def call(self, place: int) -> None:
        """Call it by its place on the page, which changes when another is removed."""
        self.wording.label.text = f"Barrier {place} (optional)"


class ActionForm(PortalForm):
    """One action: what, who and by when (R9)."""

    saved_id = HiddenField()
    wording = LongTextField("What needs to be done", max_length=ACTION_LENGTH)
    owner = SelectField("Who does it")
    due = DateField("Due", noun="The date the action is due")
    plain_words = LongTextField("The same in words for the young person", max_length=ACTION_LENGTH)

    def __init__(self, number: int, owners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(prefix=f"action-{number}-", meta={"csrf": False}, **kwargs)
        self.number = number
        self.owner.offer(owners)
        for name, text in _ACTION_LABELS:
            self[name].label.text = text

    @property
    def draft(self) -> ActionDraft:
        """The action as typed; a date that cannot be read counts as typed, so it is not lost."""
        return ActionDraft(
            wording=self.wording.data or "",
            owner_id=_uuid(self.owner.data),
            due_on=self.due.data,
            id=_uuid(self.saved_id.data),
            plain_words=self.plain_words.data or "",
        )


_ACTION_LABELS = (
    ("wording", "What needs to be done"),
    ("owner", "Who does it"),
    ("due", "When is it due?"),
    ("plain_words", "What you promise them, in plain words"),
)


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def row_numbers(name: str, otherwise: Sequence[int]) -> list[int]:
    """Return the numbers of the repeated rows the page held, from its hidden list."""
    text = request.form.get(name, "")
    if not _ROWS.fullmatch(text):
        return list(otherwise)
    return sorted(set(map(int, text.split(","))))[:MOST_ROWS]


def changed_rows(numbers: list[int], name: str) -> list[int]:
    """Return the rows after "Add another" or "Remove", where one of those was pressed."""
    pressed = request.form.get("rows", "")
    if pressed == f"add-{name}" and len(numbers) < MOST_ROWS:
        return [*numbers, max(numbers, default=-1) + 1]
    found = re.fullmatch(rf"remove-{name}-(\d{{1,2}})", pressed)
    if found:
        return [number for number in numbers if number != int(found[1])]
    return numbers


def record_draft(
    form: RecordForm, barriers: Iterable[BarrierForm], actions: Iterable[ActionForm]
) -> RecordDraft:
    """Return everything typed as one draft."""
    return RecordDraft(
        discussion=form.discussion.data or "",
        decision_key=form.decision.data or "",
        reason=form.reason.data or "",
        who=form.who.data or "",
        until=form.until.data,
        barriers=tuple(each.wording.data or "" for each in barriers),
        actions=tuple(each.draft for each in actions),
        plain_words=form.plain_words.data or "",
    )


def apply_problems(
    form: RecordForm,
    rows: Mapping[str, Sequence[BarrierForm | ActionForm]],
    problems: Iterable[RuleError],
) -> None:
    """Put each problem beside its box. A place among the rows of a name gives its form."""
    for problem in problems:
        found = re.fullmatch(r"(action|barrier)-(\d+)-(\w+)", problem.field or "")
        if found and int(found[2]) < len(rows[found[1]]):
            field = rows[found[1]][int(found[2])][found[3]]
            if not field.errors:
                field.errors = [problem.message]
        elif problem.field not in form._fields or not form[problem.field].errors:
            apply_rule_error(form, problem)


class FilingForm(PortalForm):
    """The receipt for a record that is on the child's file (R75)."""

    version = VersionField()
    receipt = TextField(
        "Reference from the case system",
        max_length=TEXT_LENGTH,
        missing="Enter the reference the case system gave",
        hint="The case system shows it once the record is saved there",
    )


class AdditionForm(PortalForm):
    """Something added to a filed record."""

    wording = LongTextField("What to add", max_length=LONG, missing="Enter what to add")
    plain_words = LongTextField(
        "The same in plain words for the young person (optional)",
        max_length=LONG,
        hint="They read it below what they were told. Use it to put right what was wrong there",
    )
    receipt = TextField(
        "Reference from the case system",
        max_length=TEXT_LENGTH,
        missing="Enter the reference the case system gave",
        hint="The addition goes on the child’s file too",
    )


class DoneForm(PortalForm):
    """Says that an action is done, with words for the young person where there are any."""

    words = LongTextField(
        "What do you want to tell the young person? (optional)",
        max_length=LONGEST_WORDS,
        hint="They can read it beside your promise",
    )

    def __init__(self, *, disputed: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if disputed:
            self.words.label.text = "What do you want to tell the young person?"


class PromiseForm(PortalForm):
    """A young person's word on one promise; drawn by hand, because a page holds several.

    Which promise it is, and how much had been said of it, come with it.
    """

    promise = HiddenField()
    seen = VersionField()
    answer = HiddenField()
    words = TextAreaField(filters=[lines_as_typed])

    @property
    def promise_id(self) -> UUID | None:
        """Which promise it is about; None for what names none."""
        return _uuid(self.promise.data)


class FinishForm(PortalForm):
    """Ends the panel day."""

    version = VersionField()
