"""Saying that something written about them is wrong, and what it should say (idea 24).

At any time, after their meeting too. Their words stand beside what is held, whatever is answered.
"""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for

from portal.kernel.errors import RuleError
from portal.participation import operations
from portal.participation.forms import WrongForm, say
from portal.participation.pages.wrong import cards
from portal.participation.routes.young_person_shared import blueprint, in_their_words, saved
from portal.people.reading import visitor_shown
from portal.web import clock
from portal.web.access import Audience, access
from portal.web.forms import REFUSED, error_items
from portal.web.htmx import go_to
from portal.web.young import gettext as _

WRONG = "Their own page of what they say is wrong"
"""What the read log calls this page."""


@blueprint.get("/y/wrong")
@access(audience=Audience.YOUNG_PERSON, reads=WRONG)
def wrong() -> Response:
    """Ask what is wrong, and show what they said before with what was answered."""
    return _page(_form())


@blueprint.post("/y/wrong")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=WRONG)
def wrong_submit() -> Response:
    """Send what they say is wrong to the people who work with them."""
    form = _form()
    if not form.validate():
        return _page(in_their_words(form))
    visitor = visitor_shown()
    try:
        operations.say_wrong(
            now=clock.now(),
            young_person_id=visitor.young_person_id,
            item_id=visitor.item_id,
            words=form.words.data or "",
        )
    except RuleError:
        form.words.errors = [
            _("You told us a lot today. You can tell us more tomorrow, or talk to your worker.")
        ]
        return _page(form)
    return go_to(url_for("taking_part.wrong", saved="asks"))


def _form() -> WrongForm:
    form = WrongForm()
    say(
        form.words,
        _("What is wrong, and what should it say?"),
        _("You can write in any language. If you write nothing, your worker asks you."),
    )
    return form


def _page(form: WrongForm) -> Response:
    html = render_template(
        "participation/young/wrong.html",
        form=form,
        cards=cards(visitor_shown().young_person_id),
        saved=saved(),
    )
    return make_response(html, REFUSED if error_items([form]) else 200)
