"""The forms of agreements. What is typed is kept, whatever is refused or recorded meanwhile."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField, IntegerField
from wtforms.widgets import HiddenInput

from portal.agreements.queries import OrganisationNow, PaperNow
from portal.agreements.rules import (
    Answer,
    Cell,
    Finding,
    Ground,
    Help,
    Kind,
    Limit,
    WayAnswered,
    WayAsked,
)
from portal.agreements.rules.asking import AnswerDraft, AnswerProblemsError
from portal.kernel.errors import RuleError
from portal.panels.forms import uuid_or_none
from portal.variations.values import OrganisationKind
from portal.web.fields import (
    CheckboxesField,
    DateField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
)
from portal.web.forms import PortalForm, apply_rule_error, leave_unsaid

WORDS_LENGTH = 4_000
LANGUAGE_LENGTH = 100
PAPER = "paper_"
"""How the box of a paper is named: this, then its id."""


class NumberField(IntegerField):
    """The number of the newest answer when the page was drawn, hidden; nonsense counts as 0."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if re.fullmatch(r"\d{1,9}", text) else 0

    def _value(self) -> str:
        """Write the number there is now: the one sent would bring the same conflict again."""
        return str(self.data or 0)


class AnswerForm(PortalForm):
    """What somebody answered, and how they were asked. The rules say what is missing."""

    seen = NumberField()
    answer = RadioField(
        "What did they answer?",
        choices=[(each.value, each.label) for each in (Answer.YES, Answer.NO, Answer.THINKING)],
        missing="Choose what they answered",
    )
    answered_on = DateField(
        "When did they answer?",
        missing="Enter the day they answered",
        noun="The day they answered",
    )
    asked_by = SelectField("Who asked them?", missing="Choose who asked them")
    way_asked = RadioField(
        "How were they asked?",
        choices=[
            (each.value, each.label)
            for each in WayAsked
            if each not in {WayAsked.PORTAL, WayAsked.UNASKED}
        ],
        missing="Choose how they were asked",
    )
    way_answered = RadioField(
        "How did they answer?",
        choices=[(each.value, each.label) for each in WayAnswered if each != WayAnswered.PORTAL],
        missing="Choose how they answered",
    )
    helped = CheckboxesField(
        "Who helped them to understand or to answer?",
        choices=[(each.value, each.label) for each in Help],
        hint="Leave empty if nobody did. A parent does not answer for them",
    )
    language = TextField(
        "Language they were asked in",
        max_length=LANGUAGE_LENGTH,
        hint="Leave empty for English. Say the dialect too, such as Kurdish Sorani",
    )
    support = LongTextField(
        "What helped them to understand",
        max_length=WORDS_LENGTH,
        hint="For example pictures, time to think, or a person they trust",
    )
    said = LongTextField(
        "What they said, in their own words",
        max_length=WORDS_LENGTH,
        hint="Only the people who work with them can read this",
    )

    def draft(self, kind: Kind) -> AnswerDraft:
        """Return everything typed."""
        return AnswerDraft(
            kind=kind,
            answer=Answer(self.answer.data) if self.answer.data else None,
            answered_on=self.answered_on.data,
            asked_by=uuid_or_none(self.asked_by.data),
            way_asked=WayAsked(self.way_asked.data) if self.way_asked.data else None,
            way_answered=WayAnswered(self.way_answered.data) if self.way_answered.data else None,
            helped=frozenset(Help(value) for value in self.helped.data or ()),
            language=self.language.data or "",
            support=self.support.data or "",
            said=self.said.data or "",
        )

    def refuse(self, error: RuleError) -> None:
        """Put what is wrong beside its box, or each problem beside its own."""
        for problem in error.problems if isinstance(error, AnswerProblemsError) else (error,):
            apply_rule_error(self, RuleError(problem.message, self.box_of(problem.field)))

    def box_of(self, name: str | None) -> str | None:
        """Return the field that shows what is wrong with another."""
        return name


class PapersForm(AnswerForm):
    """An answer about papers: for each paper the organisations it may go to, and limits."""

    offered = HiddenField()
    """A mark of what the page named when it was drawn."""
    limit_sections = CheckboxesField(
        "Is there a part they do not want to share?",
        hint="Leave empty if there is none",
    )
    limit_kinds = CheckboxesField(
        "From whom is that part kept?", hint="Leave empty to keep it from everybody"
    )
    limit_words = LongTextField(
        "That limit in their own words",
        max_length=WORDS_LENGTH,
        hint="Words alone keep nothing back: tick the part above as well",
    )
    paper_ids: tuple[UUID, ...] = ()
    organisation_ids: tuple[UUID, ...] = ()

    def box_of(self, name: str | None) -> str | None:
        """Return the first paper's box for what is wrong with the ticks as a whole."""
        first = self.boxes[0].name if self.paper_ids else "answer"
        return first if name == "agreed" else name

    @property
    def boxes(self) -> list[Any]:
        """Return the fields of the papers, in the order of a pack."""
        return [self[f"{PAPER}{paper_id.hex}"] for paper_id in self.paper_ids]

    @property
    def cells(self) -> frozenset[Cell]:
        """Return the pairs that are ticked."""
        return frozenset(
            Cell(paper_id, UUID(value))
            for paper_id, box in zip(self.paper_ids, self.boxes, strict=True)
            for value in box.data or ()
        )

    def draft(self, kind: Kind) -> AnswerDraft:
        """Return everything typed."""
        plain = super().draft(kind)
        sections = frozenset(self.limit_sections.data or ())
        kinds = frozenset(OrganisationKind(each) for each in self.limit_kinds.data or ())
        limits = (Limit(sections, kinds),) if sections or kinds else ()
        return AnswerDraft(
            **{name: getattr(plain, name) for name in _PLAIN},
            limit_words=self.limit_words.data or "",
            limits=limits,
            papers=frozenset(self.paper_ids),
            organisations=frozenset(self.organisation_ids),
            agreed=self.cells,
        )


_PLAIN = (
    "kind",
    "answer",
    "answered_on",
    "asked_by",
    "way_asked",
    "way_answered",
    "helped",
    "language",
    "support",
    "said",
)


def papers_form(
    papers: Sequence[PaperNow], organisations: Sequence[OrganisationNow], **values: Any
) -> PapersForm:
    """Return the form with a box for each paper there is, and a tick for each organisation."""
    choices = [(str(each.id), each.label) for each in organisations]
    boxes = {
        f"{PAPER}{paper.id.hex}": CheckboxesField(f"“{paper.title}” may go to", choices=choices)
        for paper in papers
    }
    made: PapersForm = type("PapersOfAnItem", (PapersForm,), boxes)(**values)
    made.paper_ids = tuple(paper.id for paper in papers)
    made.organisation_ids = tuple(each.id for each in organisations)
    parts = {key: heading for paper in papers for key, heading in paper.parts}
    made.limit_sections.offer(list(parts.items()))
    kinds = {each.kind for each in organisations}
    made.limit_kinds.offer([(kind.value, kind.label) for kind in sorted(kinds)])
    leave_unsaid(made.boxes)
    return made


def mark_of(papers: Sequence[PaperNow], organisations: Sequence[OrganisationNow]) -> str:
    """Return a short mark of what somebody is asked about, to see whether it changed meanwhile."""
    named = (
        [(paper.id.hex, sorted(paper.shared.sections)) for paper in papers],
        [each.id.hex for each in organisations],
    )
    return hashlib.sha256(repr(named).encode()).hexdigest()[:16]


class StopForm(PortalForm):
    """Stop something: one press. The words are optional."""

    said = LongTextField("What they said, in their own words", max_length=WORDS_LENGTH)


class CapacityForm(PortalForm):
    """What was found of somebody's capacity for one decision."""

    kind = RadioField(
        "Which decision is it about?",
        choices=[(each.value, each.label) for each in Kind],
        missing="Choose which decision it is about",
    )
    finding = RadioField(
        "What was found?",
        choices=[(each.value, each.label) for each in Finding],
        missing="Choose what was found",
    )
    assessed_on = DateField(
        "When was it assessed?",
        missing="Enter the day it was assessed",
        noun="The day it was assessed",
    )
    assessed_by = SelectField("Who assessed it?", missing="Choose who assessed it")
    said = LongTextField(
        "What was found and why",
        max_length=WORDS_LENGTH,
        hint="Can they understand it, keep it in mind, weigh it, and say what they decided?",
    )
    support = LongTextField("Which help was tried", max_length=WORDS_LENGTH)


class OverrideForm(PortalForm):
    """Have an item heard without an agreement."""

    ground = RadioField(
        "On which ground?",
        choices=[(each.value, each.label) for each in Ground],
        missing="Choose the ground of this decision",
    )
    reason = LongTextField(
        "Why, for the file",
        max_length=WORDS_LENGTH,
        missing="Say why, for the file",
        hint="Say what would happen if the panel did not talk about them",
    )
    told = LongTextField(
        "What the young person is told",
        max_length=WORDS_LENGTH,
        missing="Write what the young person is told about this",
        hint="Write to them: “We decided that …, because …”. They see exactly this",
    )
