"""Somebody new who is named for a meeting or an item: what the forms say, and their link."""

from __future__ import annotations

from flask import Response, flash, url_for

from portal.kernel.errors import RuleError
from portal.panels.forms import NamingForm, uuid_or_none
from portal.panels.operations import Newcomer
from portal.people import queries as people
from portal.people.gate import current_actor
from portal.people.operations.access import newcomer_of
from portal.web import clock
from portal.web.htmx import go_to

_BESIDE = {"name": "new_name", "organisation": "new_organisation"}


def newcomer_in(form: NamingForm) -> Newcomer:
    """Return who a form says is new."""
    name = (form.new_name.data or "").strip()
    return Newcomer(name, uuid_or_none(form.new_organisation.data))


def beside_the_newcomer(error: RuleError) -> RuleError:
    """Return a refusal with the field of these forms that it belongs to."""
    return RuleError(error.message, _BESIDE.get(error.field or "", error.field))


def to_their_link(form: NamingForm) -> Response | None:
    """Lead on to the page that makes somebody's first link, where they were added just now."""
    person = people.person_by_email(form.email.data or "")
    if person is None or not newcomer_of(current_actor(), person, clock.today()):
        return None
    flash(
        "They are added and named. They hold no role: they see this and nothing else. Make the "
        "link with which they choose a password, and give it to them.",
        "success",
    )
    return go_to(url_for("signin.person_sign_in", person_id=person.id))
