"""The base of every form, and how refusals reach the page.

A capability's form subclasses `PortalForm` and takes its fields from `portal.web.fields`. A view:

    form = NominateForm()
    if done(form, lambda: nominate(...)):
        return go_to(...)
    return refused("panels/nominate.html", form=form)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Response, g, make_response, render_template
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from portal.kernel.errors import RuleError
from portal.web.fields import OPTIONAL

REFUSED = 422


@dataclass(frozen=True)
class ErrorItem:
    """One line of the error summary. `href` is the box to put right, or None for the whole form."""

    text: str
    href: str | None


FORM_PAGE = "form_page"
"""The field in which a form sends the address of the page it stands on."""
KEPT = "portal_kept_fields"
"""Where a request holds what its reader typed into this page before they were signed out."""


def typed_before() -> MultiDict[str, str] | None:
    """Return what was typed into this page and was sent too late; None where nothing was."""
    found: MultiDict[str, str] | None = g.get(KEPT)
    return found


class PortalForm(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """A form with a token, drawn with `web/form.html`, that keeps what was typed when refused."""

    brought_back = False
    """Whether it opens with what was typed and could not be sent: nothing else may be put over."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc] # Flask-WTF has no types
        """Fills a form that opens with what was typed into it and could not be sent."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Return what the form is filled from: what was sent, or what was kept for it."""
            given = super().wrap_formdata(form, formdata)
            kept = typed_before() if given is None else None
            if kept is None or not _is_of(form, kept):
                return given
            form.brought_back = True
            return kept

    @property
    def error_items(self) -> list[ErrorItem]:
        """This form's errors in the order of its fields, then those of the form as a whole."""
        return error_items([self])


def _is_of(form: Any, kept: MultiDict[str, str]) -> bool:
    """Tell whether fields were typed into this form: most of their names are its own."""
    own = [
        name
        for name in kept
        if any(name == field.name or name.startswith(f"{field.name}-") for field in form)
    ]
    return len(own) * 2 > len(kept)


def apply_rule_error(form: Form, error: RuleError) -> None:
    """Put a refusal by the rules beside its field and in the summary.

    A refusal that names no field, or one this form does not have, stands in the summary alone.
    """
    field = form._fields.get(error.field) if error.field else None
    if field is None:
        form.form_errors.append(error.message)
    else:
        field.errors = [*field.errors, error.message]


def done(form: PortalForm, act: Callable[[], object]) -> bool:
    """Do what a form asks for where it is filled in right; tell whether it was done.

    A refusal by the rules is put beside its field. ``act`` is called with the form checked, so that
    it may take what is in it for given.
    """
    if not form.validate():
        return False
    try:
        act()
    except RuleError as error:
        apply_rule_error(form, error)
        return False
    return True


def error_items(forms: Iterable[Form]) -> list[ErrorItem]:
    """Everything wrong with some forms, each with the id of the first box to put right."""
    items: list[ErrorItem] = []
    for form in forms:
        for field in form:
            if field.errors:
                items += [ErrorItem(_first_words(field.errors), f"#{_error_id(field)}")]
        items += [ErrorItem(str(message), None) for message in form.form_errors]
    return items


def leave_unsaid(boxes: Iterable[Field]) -> None:
    """Take “(optional)” off labels, where the page itself says what may be left empty and when."""
    for box in boxes:
        box.label.text = box.label.text.removesuffix(OPTIONAL)


def refused(template: str, *, form: Form, **values: Any) -> Response:
    """Return the form's page: with its errors (422), or as it opens (200)."""
    status = REFUSED if error_items([form]) else 200
    return make_response(render_template(template, form=form, **values), status)


def _error_id(field: Field) -> str:
    return str(getattr(field, "error_id", field.id))


def _first_words(errors: Any) -> str:
    """Return the first message, however deep a list or form field nests it."""
    first = next(iter(errors.values() if isinstance(errors, dict) else errors))
    return first if isinstance(first, str) else _first_words(first)
