"""An agency's form as a page: opened, refused, saved, or beside what somebody else saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template

from portal.kernel.errors import ConflictError, RuleError
from portal.kernel.versions import OtherVersion
from portal.people.gate import current_actor
from portal.preparation.forms import ContributionForm, form_for
from portal.preparation.operations import Writer
from portal.preparation.queries import AnswerRow, newest_answer
from portal.preparation.routes.staff.shared import CONFLICT
from portal.preparation.rules import questions
from portal.preparation.rules.questions import Answer, AnswerProblemsError, Question
from portal.web import clock
from portal.web.forms import REFUSED, apply_rule_error

Save = Callable[[int, dict[str, Answer]], object]
SAVED = (
    "Saved. You can change it until the record is filed. Others are given it once case support has "
    "looked at it."
)


@dataclass
class FormPage:
    """One agency's form for one item."""

    writer: Writer
    form: ContributionForm
    other: OtherVersion | None = None
    last_time: AnswerRow | None = None
    status: int = 200

    @classmethod
    def of(cls, writer: Writer) -> FormPage:
        """Return the form with what was sent, if anything was."""
        return cls(writer, form_for(writer.agency))

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions in the order of the page."""
        return questions.form_of(self.writer.agency)

    def opened(self) -> FormPage:
        """Fill the form with what is saved, or with what was said last time."""
        answers, self.last_time = self.writer.opens_with()
        self.form.fill(answers)
        self.form.version.data = self.writer.version
        return self

    def save(self, save: Save) -> bool:
        """Save what was typed; tell whether that was done. What was typed stays either way."""
        form = self.form
        if not form.validate():
            form.apply(questions.problems(self.writer.agency, form.answers, clock.today()))
            self.status = REFUSED
            return False
        try:
            save(form.version.data or 0, form.answers)
        except AnswerProblemsError as error:
            form.apply(error.problems)
        except RuleError as error:
            apply_rule_error(form, error)
        except ConflictError as error:
            self._show_both(error)
            return False
        else:
            return True
        self.status = REFUSED
        return False

    def _show_both(self, error: ConflictError) -> None:
        """Show what somebody else saved meanwhile beside what was typed here."""
        theirs = newest_answer(self.writer.item_id, self.writer.stream)
        self.status = CONFLICT
        if theirs is None:  # only a page of nonsense comes here: nothing was ever saved
            self.form.form_errors.append(error.message)
            self.form.version.data = 0
            return
        self.other = OtherVersion(
            theirs.given_by,
            theirs.given_at,
            questions.compared(self.writer.agency, self.form.answers, theirs.answers),
            own=theirs.given_by_id == current_actor().person_id,
        )
        self.form.form_errors.append(self.other.warning)
        self.form.version.data = theirs.version

    def response(self, template: str, **around: Any) -> Response:
        """Return the page."""
        html = render_template(template, page=self, form=self.form, **around)
        return make_response(html, self.status)
