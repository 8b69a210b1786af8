"""The list of messages, one message, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for

from portal.kernel.errors import RuleError
from portal.messages import operations, pages
from portal.messages.rules import Show
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.tenancy.door import registry
from portal.web import clock
from portal.web.access import access
from portal.web.csv_export import csv_response
from portal.web.htmx import go_to

blueprint = Blueprint("messages", __name__, template_folder="../templates")
HEADINGS = (
    "Written",
    "To",
    "Address",
    "How",
    "District",
    "Subject",
    "Where it stands",
    "Why",
    "Next try",
    "Settled",
    "Tries",
)


@blueprint.get("/messages")
@access(Permission.OUTBOX_SEE)
def messages() -> str:
    """Show what waits, what did not go and why, and what has gone."""
    return render_template(
        "messages/messages.html",
        page=pages.messages_page(
            actor=current_actor(),
            registry=registry(),
            settings=current_app.config["PORTAL_SETTINGS"],
            now=clock.now(),
            show=_show(),
            after=_after(),
            address=_address,
            csv_href=url_for("messages.file", show=_show()),
        ),
    )


@blueprint.get("/messages.csv")
@access(Permission.OUTBOX_SEE)
def file() -> Response:
    """Return the list as a file, with the same filter."""
    rows = pages.every_row(_show(), actor=current_actor(), registry=registry())
    return csv_response(
        "messages",
        HEADINGS,
        (
            (
                _moment(row.queued_at),
                row.to,
                row.address,
                row.channel,
                row.district,
                row.subject,
                row.state,
                row.reason,
                _moment(row.due_at),
                _moment(row.settled_at),
                row.attempts,
            )
            for row in rows
        ),
    )


@blueprint.get("/messages/<uuid:message_id>")
@access(Permission.OUTBOX_SEE)
def message(message_id: UUID) -> str:
    """Show one message with its words."""
    page = pages.message_page(message_id, actor=current_actor(), registry=registry())
    return render_template("messages/message.html", page=page)


@blueprint.post("/messages/<uuid:message_id>/try-again")
@access(Permission.OUTBOX_MANAGE, writes=True)
def try_again(message_id: UUID) -> Response:
    """Try a message again that did not go."""
    return _done(
        lambda: operations.try_message_again(
            actor=current_actor(), now=clock.now(), message_id=message_id
        ),
        "The portal tries again now.",
        url_for("messages.message", message_id=message_id),
    )


@blueprint.post("/messages/<uuid:message_id>/call-off")
@access(Permission.OUTBOX_MANAGE, writes=True)
def call_off(message_id: UUID) -> Response:
    """Call a message off that has not gone."""
    return _done(
        lambda: operations.call_message_off(
            actor=current_actor(), now=clock.now(), message_id=message_id
        ),
        "The message is called off.",
        url_for("messages.message", message_id=message_id),
    )


@blueprint.post("/messages/work/<uuid:job_id>/try-again")
@access(Permission.OUTBOX_MANAGE, writes=True)
def try_work_again(job_id: UUID) -> Response:
    """Try work again that was not done."""
    return _done(
        lambda: operations.try_job_again(actor=current_actor(), now=clock.now(), job_id=job_id),
        "The portal tries again now.",
        url_for("messages.messages"),
    )


@blueprint.post("/messages/work/<uuid:job_id>/call-off")
@access(Permission.OUTBOX_MANAGE, writes=True)
def call_work_off(job_id: UUID) -> Response:
    """Call work off that is not done."""
    return _done(
        lambda: operations.call_job_off(actor=current_actor(), now=clock.now(), job_id=job_id),
        "The work is called off.",
        url_for("messages.messages"),
    )


@blueprint.post("/messages/test")
@access(Permission.OUTBOX_MANAGE, writes=True)
def test() -> Response:
    """Send oneself a message, to see that messages arrive."""
    return _done(
        lambda: operations.ask_for_test(actor=current_actor(), now=clock.now()),
        "A test message is on its way to your own address.",
        url_for("messages.messages"),
    )


def _done(act: Callable[[], None], said: str, address: str) -> Response:
    """Do one thing and go back to the page, which shows how it stands now."""
    try:
        act()
    except RuleError as error:
        flash(error.message)
    else:
        flash(said, "success")
    return go_to(address)


def _show() -> Show | None:
    asked = request.args.get("show", "")
    return Show(asked) if asked in {each.value for each in Show} else None


def _after() -> UUID | None:
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None


def _address(*, show: str | None, after: UUID | None = None) -> str:
    return url_for("messages.messages", show=show, after=after)


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(clock.LONDON).isoformat(timespec="minutes")
