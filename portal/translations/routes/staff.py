"""Where a worker hands over words for one young person, and theirs for the panel."""

from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    flash,
    g,
    make_response,
    render_template,
    request,
    url_for,
)

from portal.kernel.errors import NotFoundError, RuleError
from portal.kernel.wording import counted
from portal.panels import besides
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.translations import forms, operations, pages
from portal.translations.forms import TongueForm, WordsForm
from portal.translations.operations import Desk
from portal.translations.rules import Tongue
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, apply_rule_error, error_items
from portal.web.htmx import go_to

WORDS = "Words for a young person in another language"
"""What the read log calls these pages."""
blueprint = Blueprint(
    "translations", __name__, url_prefix="/d/<district>", template_folder="../templates"
)


def init_app(app: Flask) -> None:
    """Say on an item's page where a translation is of words that changed."""
    besides.add(app, pages.besides)


@blueprint.get("/items/<uuid:item_id>/words")
@access(Permission.AGENDA_SEE, reads=WORDS)
def words(item_id: UUID) -> Response:
    """Ask for a language; with one in the address, show its boxes."""
    desk = _desk(item_id)
    if "language" not in request.args:
        return _choose(desk, forms.tongue_form(asked=False))
    tongue = _asked(desk)
    if isinstance(tongue, Response):
        return tongue
    return _page(desk, tongue, forms.words_form(desk, tongue))


@blueprint.post("/items/<uuid:item_id>/words")
@access(Permission.AGENDA_SEE, writes=True, reads=WORDS)
def words_submit(item_id: UUID) -> Response:
    """Keep what is new among the boxes."""
    desk = _desk(item_id)
    tongue = _asked(desk)
    if isinstance(tongue, Response):
        return tongue
    form = forms.words_form(desk, tongue)
    if not form.validate():
        return _page(desk, tongue, form)
    try:
        kept = operations.hand_over(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            tongue=tongue,
            made_by=form.made_by.data or "",
            given=form.given,
        )
    except RuleError as error:
        desk = _desk(item_id)  # as it stands now
        form.draw_anew(desk, tongue, error.field)
        apply_rule_error(form, error)
        return _page(desk, tongue, form)
    if kept:
        flash(f"{counted(kept, 'translation').capitalize()} handed over", "success")
    else:
        flash("Nothing was changed")
    return go_to(url_for("translations.words", item_id=item_id))


def _desk(item_id: UUID) -> Desk:
    desk = operations.desk(actor=current_actor(), item_id=item_id, now=clock.now())
    reading.shows(
        ("item", item_id),
        young_person_id=desk.found.item.young_person_id,
        district_id=g.district_slug,
    )
    return desk


def _asked(desk: Desk) -> Tongue | Response:
    """Return the language the address names; the page that asks where it names none rightly."""
    language = request.args.get("language", "")
    if not language:
        form = forms.tongue_form(asked=False)
        form.form_errors.append("Choose a language")
        return _choose(desk, form)
    if language != forms.OTHER:
        found = pages.tongue_of(language)
        if found is None:
            raise NotFoundError("There is no such page.")
        return found
    form = forms.tongue_form(asked=True)
    return form.tongue if form.validate() else _choose(desk, form)


def _choose(desk: Desk, form: TongueForm) -> Response:
    html = render_template("translations/choose.html", page=pages.choose_page(desk), form=form)
    return make_response(html, REFUSED if error_items([form]) else 200)


def _page(desk: Desk, tongue: Tongue, form: WordsForm) -> Response:
    html = render_template(
        "translations/words.html",
        page=pages.words_page(desk, tongue),
        form=form,
        asked=pages.asked_of(tongue),
    )
    return make_response(html, REFUSED if error_items([form]) else 200)
