"""A young person's page about what was decided and promised, and their word on how it went.

No address holds an id: which promise is meant is in the form, and must be one made to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import Blueprint, Flask, Response, flash, make_response, render_template, url_for

from portal.entry import home
from portal.entry.home import Line
from portal.entry.visiting import Visitor, current_visitor
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.people.reading import visitor_shown
from portal.records import operations
from portal.records.forms import PromiseForm
from portal.records.pages import young as pages
from portal.records.pages.texts import texts
from portal.records.queries import promises
from portal.records.rules.promises import Said
from portal.translations import texts as translations
from portal.web import clock, young
from portal.web.access import Audience, access
from portal.web.forms import REFUSED
from portal.web.htmx import go_to
from portal.web.young import gettext as _
from portal.web.young import ngettext

blueprint = Blueprint("told", __name__, template_folder="../templates")
CONFLICT = 409
SHOWN = "What was decided, and what was promised to them"


def init_app(app: Flask) -> None:
    """Say that these pages are young people's, and put them on their first page."""
    young.add_pages(app, blueprint=blueprint.name)
    home.add(app, lines, order=30)
    translations.add(app, texts, order=10)


def lines(visitor: Visitor, now: datetime) -> Iterable[Line]:
    """Lead to what was decided, once there is something."""
    del now
    told = promises.told(visitor.young_person_id)
    if told:
        open_now = sum(
            bool(line.plain_words) and not line.young_said
            for line in promises.promises([each.item_id for each in told])
        )
        state = _("Read it again whenever you like.")
        if open_now:
            state = ngettext(
                "You can tell us if %(num)s promise was kept.",
                "You can tell us if %(num)s promises were kept.",
                open_now,
            ) % {"num": open_now}
        yield Line(_("What was decided"), state, url_for("told.decided"))


@blueprint.get("/y/decided")
@access(audience=Audience.YOUNG_PERSON, reads=SHOWN, step_up=True)
def decided() -> Response:
    """Show what was decided, first, and then who promised what by when."""
    return _page(PromiseForm())


@blueprint.post("/y/decided")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=SHOWN, step_up=True)
def decided_submit() -> Response:
    """Write down that a promise was kept or was not, and tell whoever made it."""
    visitor, form = current_visitor(), PromiseForm()
    action_id = form.promise_id
    if not form.validate() or form.answer.data not in {Said.HAPPENED, Said.NOT_HAPPENED}:
        raise NotFoundError("There is no such answer.")
    if action_id is None:
        raise NotFoundError("There is no such promise.")
    try:
        operations.answer_promise(
            now=clock.now(),
            young_person_id=visitor.young_person_id,
            action_id=action_id,
            happened=form.answer.data == Said.HAPPENED,
            words=form.words.data or "",
            seen=form.seen.data or 0,
        )
    except RuleError:
        form.words.errors = [_("That is too long to keep. Please make it shorter.")]
        return _page(form, status=REFUSED)
    except ConflictError:
        form.words.errors = [
            _("Something new was said about this. Read it, then press again. Your words are here.")
        ]
        return _page(form, status=CONFLICT)
    flash(_("Saved"), "young")
    return go_to(url_for("told.decided", _anchor=f"promise-{form.promise.data}"))


def _page(form: PromiseForm, *, status: int = 200) -> Response:
    visitor = visitor_shown()
    form.words.id = f"words-{form.promise.data}"
    html = render_template(
        "records/decided.html",
        meetings=pages.told_meetings(visitor.young_person_id, clock.today()),
        form=form,
    )
    return make_response(html, status)
