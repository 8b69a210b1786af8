"""Pages that only tests have, to try the gate with: reading, writing, and each way to go wrong."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, render_template_string
from sqlalchemy import select

from portal.cases.models import YoungPerson
from portal.database import session
from portal.kernel.errors import ConflictError, RuleError
from portal.people.gate import after_commit
from portal.people.policy import Permission
from portal.web.access import Audience, access
from portal.web.fields import TextField
from portal.web.forms import PortalForm

DONE_AFTERWARDS: list[str] = []

blueprint = Blueprint("probe", __name__, url_prefix="/d/<district>/probe")
young = Blueprint("young_probe", __name__, url_prefix="/y/probe")
"""A young person's page with one question, which every room's test of getting in may use."""
SAID: list[str] = []
YOUNG_PAGE = """{% extends "web/young_person.html" %}
{% from "web/form.html" import form_tag, field, submit %}
{% block title %}A question{% endblock %}
{% block content %}{% call form_tag(url_for("young_probe.answer")) %}{{ field(form.said) }}
{{ submit("Go on") }}{% endcall %}{% endblock %}
"""


class QuestionForm(PortalForm):
    said = TextField("What do you want to say?", max_length=200)


@young.get("")
@access(audience=Audience.YOUNG_PERSON)
def question() -> str:
    return render_template_string(YOUNG_PAGE, form=QuestionForm())


@young.post("")
@access(audience=Audience.YOUNG_PERSON, writes=True)
def answer() -> Response:
    SAID.append(QuestionForm().said.data or "")
    return Response("kept", mimetype="text/plain")


def _touch() -> None:
    row = session.scalars(select(YoungPerson).order_by(YoungPerson.reference)).first()
    assert row is not None
    row.preferred_name = "Touched"


@blueprint.get("/names")
@access(Permission.YOUNG_PERSON_SEE)
def names() -> Response:
    query = select(YoungPerson.reference).order_by(YoungPerson.reference)
    return Response("\n".join(session.scalars(query)), mimetype="text/plain")


@blueprint.get("/writes-on-get")
@access(Permission.PANEL_SEE)
def writes_on_get() -> Response:
    _touch()
    session.flush()
    return Response("done", mimetype="text/plain")


@blueprint.post("/forgets-to-declare")
@access(Permission.PANEL_SEE)
def forgets_to_declare() -> Response:
    _touch()
    session.flush()
    return Response("done", mimetype="text/plain")


@blueprint.post("/writes")
@access(Permission.PANEL_SEE, writes=True)
def writes() -> Response:
    _touch()
    after_commit(partial(DONE_AFTERWARDS.append, "writes"))
    return Response("done", mimetype="text/plain")


@blueprint.post("/fails/<reason>")
@access(Permission.PANEL_SEE, writes=True)
def fails(reason: str) -> Response:
    _touch()
    after_commit(partial(DONE_AFTERWARDS.append, "fails"))
    session.flush()
    if reason == "rule":
        raise RuleError("The rules say no.")
    if reason == "conflict":
        raise ConflictError("Somebody else changed this.")
    raise ValueError(reason)


@blueprint.get("/guarded")
@access(Permission.PANEL_SEE, step_up=True)
def guarded() -> Response:
    return Response("guarded", mimetype="text/plain")


@blueprint.post("/guarded")
@access(Permission.PANEL_SEE, writes=True, step_up=True)
def guarded_submit() -> Response:
    _touch()
    return Response("done", mimetype="text/plain")


@blueprint.get("/")
@access(Permission.PANEL_SEE)
def index() -> Response:
    return Response("index", mimetype="text/plain")
