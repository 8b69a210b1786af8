"""The forms of preparing. What is typed is kept, whatever is refused or saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import Field

from portal.kernel.errors import RuleError
from portal.preparation.rules.agencies import Agency
from portal.preparation.rules.evidence import Answered
from portal.preparation.rules.inviting import Outcome, Way
from portal.preparation.rules.questions import (
    LINE_LENGTH,
    WORDS_LENGTH,
    Answer,
    Kind,
    Question,
    form_of,
)
from portal.web.fields import (
    CheckboxesField,
    DateField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    VersionField,
)
from portal.web.forms import PortalForm, apply_rule_error

NOTE_LENGTH = 4_000


class ContributionForm(PortalForm):
    """An agency's own form; its questions are put into a class of their own by `form_for`."""

    version = VersionField()
    agency: Agency

    @property
    def answers(self) -> dict[str, Answer]:
        """Return everything typed, by question."""
        return {each.key: _answer(self[each.key].data) for each in form_of(self.agency)}

    def fill(self, answers: Mapping[str, Answer]) -> None:
        """Show answers that were given before."""
        for each in form_of(self.agency):
            said = answers.get(each.key)
            if not said:
                continue
            if each.kind is Kind.DAY:
                self[each.key].process(None, date.fromisoformat(str(said)))
            elif each.kind is Kind.MANY:
                self[each.key].data = list(said)
            else:
                self[each.key].data = said

    def apply(self, problems: Iterable[RuleError]) -> None:
        """Put each problem beside its box, where that does not say something already."""
        for problem in problems:
            if problem.field is None or not self[problem.field].errors:
                apply_rule_error(self, problem)


def _answer(data: Any) -> Answer:
    if isinstance(data, date):
        return data.isoformat()
    return tuple(data) if isinstance(data, list | tuple) else str(data or "")


def form_for(agency: Agency) -> ContributionForm:
    """Return an agency's form, with what was sent in this request if anything was."""
    return _FORMS[agency]()


def _field(question: Question) -> Field:
    said: dict[str, Any] = {"missing": question.missing or None, "hint": question.hint}
    match question.kind:
        case Kind.WORDS:
            return LongTextField(question.label, max_length=WORDS_LENGTH, **said)
        case Kind.LINE:
            return TextField(question.label, max_length=LINE_LENGTH, **said)
        case Kind.DAY:
            return DateField(question.label, noun="The date", **said)
        case Kind.MANY:
            return CheckboxesField(question.label, choices=question.choices, **said)
        case Kind.SELECT:
            return SelectField(question.label, choices=question.choices, **said)
        case Kind.CHOICE:
            return RadioField(question.label, choices=question.choices, **said)


def _class_of(agency: Agency) -> type[ContributionForm]:
    fields = {each.key: _field(each) for each in form_of(agency)}
    return type(f"{agency.name.title()}Form", (ContributionForm,), {"agency": agency, **fields})


_FORMS = {agency: _class_of(agency) for agency in Agency}


def _choices(kinds: Iterable[Any]) -> list[tuple[str, str]]:
    return [(each.value, each.label) for each in kinds]


class InvitationForm(PortalForm):
    """How a young person was invited to their panel, and what they answered (R51)."""

    version = VersionField()
    invited_on = DateField(
        "When were they invited?", missing="Enter the date they were invited", noun="The date"
    )
    invited_by = SelectField("Who invited them?", missing="Choose who invited them")
    way = RadioField(
        "How were they invited?", choices=_choices(Way), missing="Choose how they were invited"
    )
    answer = RadioField(
        "What did they answer?", choices=_choices(Answered), missing="Choose what they answered"
    )
    note = LongTextField(
        "What would help them to take part?",
        max_length=NOTE_LENGTH,
        hint="In their own words where you can",
    )

    def offer(self, people: Sequence[tuple[UUID, str]]) -> None:
        """Set who may have invited them."""
        self.invited_by.offer([(str(key), name) for key, name in people])


class ViewsForm(PortalForm):
    """How a young person was asked for their views (R52)."""

    version = VersionField()
    tried_on = DateField(
        "When were they asked?", missing="Enter the date they were asked", noun="The date"
    )
    way = RadioField(
        "How were they asked?", choices=_choices(Way), missing="Choose how they were asked"
    )
    outcome = RadioField(
        "What came of it?", choices=_choices(Outcome), missing="Choose what came of it"
    )
    note = LongTextField(
        "What was tried, and what they said",
        max_length=NOTE_LENGTH,
        hint="Needed where they gave no views",
    )
