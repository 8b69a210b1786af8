"""What a young person's pages about their meeting share."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from flask import Blueprint, request

from portal.agreements.rules import Answer, Kind
from portal.entry.visiting import Visitor
from portal.participation import operations, queries
from portal.participation.operations import Agreed
from portal.participation.rules.asks import AskKind
from portal.participation.rules.choices import Topic
from portal.people.gate import beyond_their_reach
from portal.web import clock
from portal.web.forms import PortalForm
from portal.web.young import gettext as _

Asked = TypeVar("Asked", bound=PortalForm)
blueprint = Blueprint("taking_part", __name__, template_folder="../templates")
MEETING = "Their own page about their meeting"
"""What the read log calls these pages."""
CONFLICT = 409
AGREE = {"talk": Kind.BE_DISCUSSED, "home": Kind.REFER_TO_HOUSING}
"""What is agreed to as a whole, by its name in an address: nothing there tells what it is about."""
ANSWERS = {"yes": Answer.YES, "no": Answer.NO, "not_sure": Answer.THINKING}


def saved() -> str:
    """Return what was saved on the page before; only ever one of a few words."""
    found = request.args.get("saved", "")
    return found if found in {*Topic, *AGREE, "asks", "papers"} else ""


def ask_once(visitor: Visitor, kind: AskKind) -> None:
    """Ask for help; pressed twice, or with one that waits, it is the same request."""
    rows = queries.asks_of([visitor.item_id])[visitor.item_id]
    if any(row.kind is kind and row.is_open for row in rows):
        return
    operations.ask_as_young_person(
        now=clock.now(),
        young_person_id=visitor.young_person_id,
        item_id=visitor.item_id,
        kind=kind,
    )


def in_their_words(form: Asked) -> Asked:
    """Say in the reader's language what is wrong: a page's own fields say it in English."""
    for field in form:
        if field.errors:
            listed = getattr(field, "choices", None) is not None
            field.errors = [
                _("Choose one of the answers on the list.")
                if listed
                else _("This is too long, or has a sign in it that cannot be shown.")
            ]
    return form


def agreed(visitor: Visitor, now: datetime) -> Agreed:
    """Return what they agree to now, which stands beyond their own rows."""
    with beyond_their_reach("reading what they agreed to"):
        return operations.agreed_now(
            young_person_id=visitor.young_person_id, item_id=visitor.item_id, now=now
        )
