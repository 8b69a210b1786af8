"""Pages that only tests have, to try the gate with: reading, writing, and each way to go wrong."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response
from sqlalchemy import select

from portal import audit
from portal.cases.models import YoungPerson
from portal.database import session
from portal.kernel.errors import ConflictError, RuleError
from portal.people.gate import after_commit, current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access

DONE_AFTERWARDS: list[str] = []

blueprint = Blueprint("probe", __name__, url_prefix="/d/<district>/probe")


def _touch() -> None:
    row = session.scalars(select(YoungPerson).order_by(YoungPerson.reference)).first()
    assert row is not None
    row.preferred_name = "Touched"


def _touch_and_say_so() -> None:
    _touch()
    audit.record(
        event="probe:young_person:touched",
        subject=("probe", None),
        actor_id=current_actor().person_id,
        now=clock.now(),
    )


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
    _touch_and_say_so()
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
    _touch_and_say_so()
    return Response("done", mimetype="text/plain")


@blueprint.get("/")
@access(Permission.PANEL_SEE)
def index() -> Response:
    return Response("index", mimetype="text/plain")
