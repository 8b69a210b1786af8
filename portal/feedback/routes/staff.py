"""What young people thought of the panels here, and what changed because of it.

It names nobody and shows no single answer, so it is for everybody on the panel.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, url_for

from portal.database import NO_ITEMS, current_scope
from portal.feedback import operations, pages, queries, rules
from portal.feedback.forms import ChangeForm, ChangeWordsForm
from portal.feedback.models import FeedbackChange
from portal.feedback.rules import translating
from portal.kernel.errors import ConflictError, NotFoundError
from portal.kernel.versions import OtherVersion, differences
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.people.queries import people_by_id
from portal.tenancy.door import current_variation
from portal.translations.rules import Standing
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, done
from portal.web.htmx import go_to
from portal.web.languages import ENGLISH, LANGUAGES, Language, language_of

blueprint = Blueprint(
    "feedback", __name__, url_prefix="/d/<district>", template_folder="../templates"
)
CONFLICT = 409
OTHERS = ", ".join(each.code for each in LANGUAGES if each != ENGLISH)
"""What stands in an address for a language that texts are put into."""


@blueprint.get("/feedback")
@access(Permission.PANEL_SEE)
def feedback() -> str:
    """Show the counts that may be shown, and what changed."""
    ref = current_variation().ref
    writes = current_actor().may(Permission.FEEDBACK_WRITE, ref.slug)
    return render_template(
        "feedback/feedback.html",
        district=ref.name,
        # Without the answer of one kept from them, the counts would say beside a colleague's what
        # it was: who is kept from anybody is shown none.
        shown=rules.shown(
            queries.given(ref.slug) if current_scope().without == NO_ITEMS else (), clock.today()
        ),
        least=rules.LEAST_ANSWERS,
        changes=queries.changes(ref.slug, shown_only=not writes),
        writes=writes,
    )


@blueprint.get("/feedback/changes/new")
@access(Permission.FEEDBACK_WRITE)
def new_change() -> Response:
    """Ask what changed."""
    return _form_page(ChangeForm(), None)


@blueprint.post("/feedback/changes/new")
@access(Permission.FEEDBACK_WRITE, writes=True)
def new_change_submit() -> Response:
    """Write down what changed."""
    form = ChangeForm()
    if done(form, lambda: _save(form, None)):
        return _saved()
    return _form_page(form, None, status=REFUSED)


@blueprint.get("/feedback/changes/<uuid:change_id>")
@access(Permission.FEEDBACK_WRITE)
def change(change_id: UUID) -> Response:
    """Show one to write it anew, or to take it off the page."""
    row = _here(change_id)
    form = ChangeForm()
    form.version.data, form.heard.data, form.changed.data = row.version, row.heard, row.changed
    return _form_page(form, row)


@blueprint.post("/feedback/changes/<uuid:change_id>")
@access(Permission.FEEDBACK_WRITE, writes=True)
def change_submit(change_id: UUID) -> Response:
    """Write one anew; where somebody saved since, both are shown."""
    row, form = _here(change_id), ChangeForm()
    try:
        if done(form, lambda: _save(form, change_id)):
            return _saved()
    except ConflictError:
        return _form_page(form, row, status=CONFLICT)
    return _form_page(form, row, status=REFUSED)


@blueprint.post("/feedback/changes/<uuid:change_id>/off")
@access(Permission.FEEDBACK_WRITE, writes=True)
def change_off(change_id: UUID) -> Response:
    """Take one off the page."""
    row = _here(change_id)
    operations.take_off(
        actor=current_actor(),
        now=clock.now(),
        district_id=row.district_id,
        change_id=change_id,
        version=ChangeForm().version.data or 0,
    )
    flash("Taken off the page", "success")
    return go_to(url_for("feedback.feedback"))


@blueprint.get(f"/feedback/changes/<uuid:change_id>/words/<any({OTHERS}):language>")
@access(Permission.FEEDBACK_WRITE)
def change_words(change_id: UUID, language: str) -> Response:
    """Show both texts in one language, to write them."""
    row, tongue, form = _here(change_id), _tongue(language), ChangeWordsForm()
    form.version.data = row.version
    held = translating.found_in(row.translations, tongue.code)
    stands = translating.standing(held, row.heard, row.changed) is Standing.CURRENT
    if held is not None and stands and not form.brought_back:
        form.heard.data, form.changed.data = held.heard, held.changed
        form.made_by.data = held.by
    return _words_page(form, row, tongue)


@blueprint.post(f"/feedback/changes/<uuid:change_id>/words/<any({OTHERS}):language>")
@access(Permission.FEEDBACK_WRITE, writes=True)
def change_words_submit(change_id: UUID, language: str) -> Response:
    """Keep both texts in one language; where somebody saved since, show theirs too."""
    row, tongue, form = _here(change_id), _tongue(language), ChangeWordsForm()
    try:
        if done(form, lambda: _translate(form, change_id, tongue)):
            flash("Saved", "success")
            return go_to(url_for("feedback.change", change_id=change_id))
    except ConflictError as error:
        form.form_errors.append(f"{error.message} Read the English again, then save")
        form.version.data = row.version
        return _words_page(form, row, tongue, status=CONFLICT)
    return _words_page(form, row, tongue, status=REFUSED)


def _translate(form: ChangeWordsForm, change_id: UUID, tongue: Language) -> FeedbackChange:
    return operations.translate_change(
        actor=current_actor(),
        now=clock.now(),
        district_id=current_variation().ref.slug,
        change_id=change_id,
        version=form.version.data or 0,
        language=tongue,
        heard=form.heard.data or "",
        changed=form.changed.data or "",
        made_by=form.made_by.data or "",
    )


def _tongue(code: str) -> Language:
    found = language_of(code)
    assert found is not None  # the address takes no other
    return found


def _words_page(
    form: ChangeWordsForm, row: FeedbackChange, tongue: Language, *, status: int = 200
) -> Response:
    held = translating.found_in(row.translations, tongue.code) if status == CONFLICT else None
    html = render_template(
        "feedback/change_words.html", form=form, row=row, language=tongue, held=held
    )
    return make_response(html, status)


def _here(change_id: UUID) -> FeedbackChange:
    row = queries.change(change_id)
    if row.district_id != current_variation().ref.slug:
        raise NotFoundError
    return row


def _save(form: ChangeForm, change_id: UUID | None) -> FeedbackChange:
    return operations.write_change(
        actor=current_actor(),
        now=clock.now(),
        district_id=current_variation().ref.slug,
        heard=form.heard.data or "",
        changed=form.changed.data or "",
        change_id=change_id,
        version=form.version.data or 0,
    )


def _saved() -> Response:
    flash("Saved", "success")
    return go_to(url_for("feedback.feedback"))


def _form_page(form: ChangeForm, row: FeedbackChange | None, *, status: int = 200) -> Response:
    other = None
    if row is not None and status == CONFLICT:
        other = OtherVersion(
            people_by_id({row.written_by})[row.written_by].name,
            row.written_at,
            differences(
                {"What they said": form.heard.data or "", "What changed": form.changed.data or ""},
                {"What they said": row.heard, "What changed": row.changed},
            ),
            own=row.written_by == current_actor().person_id,
        )
        form.form_errors.append(other.warning)
        form.version.data = row.version
    tongues = () if row is None else pages.tongues(row)
    html = render_template("feedback/change.html", form=form, row=row, other=other, tongues=tongues)
    return make_response(html, status)
