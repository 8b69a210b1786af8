"""Views on the staff's side: to read, to show in the room, to write down for a young person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    g,
    make_response,
    render_template,
    request,
    url_for,
)

from portal.entry import queries as entry
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.kernel.versions import OtherVersion, differences
from portal.packs import said
from portal.panels import besides
from portal.papers.rules.refusals import FileRefusedError
from portal.people import queries as people
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.preparation import spoken
from portal.preparation.pages.item import Head, head_of
from portal.preparation.rules.inviting import Way
from portal.translations import texts as translations
from portal.voice import forms, operations, queries
from portal.voice.models import ViewsAnswer
from portal.voice.operations import Asking, Desk
from portal.voice.operations.hearing import CHANGED
from portal.voice.pages import paper as papers
from portal.voice.pages import staff as pages
from portal.voice.pages.in_packs import InPacks
from portal.voice.pages.texts import texts
from portal.voice.routes.young_person import file_answer
from portal.voice.rules.answers import STATEMENT, Answer, Audience, How
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, apply_rule_error
from portal.web.htmx import go_to

VIEWS = "What they want to say"
CONFLICT = 409
AnyForm = TypeVar("AnyForm", forms.WriteDownForm, forms.StatementForm)
blueprint = Blueprint("voice", __name__, url_prefix="/d/<district>", template_folder="../templates")


def init_app(app: Flask) -> None:
    """Say on an item's page, in what is prepared and in packs, what there is of the views."""
    besides.add(app, pages.besides)
    said.set_source(app, InPacks())
    spoken.set_source(app, pages.given)
    translations.add(app, texts, order=30)


def _shows(desk: Desk) -> None:
    item = desk.at.item
    reading.shows(
        ("item", item.id), young_person_id=item.young_person_id, district_id=g.district_slug
    )


def _reading(item_id: UUID) -> Desk:
    desk = operations.reading(actor=current_actor(), item_id=item_id, now=clock.now())
    _shows(desk)
    reading.leaves_only_while(operations.still_given(desk, now=clock.now()))
    return desk


def _writing(item_id: UUID) -> tuple[Desk, Head]:
    desk = operations.writing(actor=current_actor(), item_id=item_id, now=clock.now())
    _shows(desk)
    return desk, head_of(desk.found)


@blueprint.get("/items/<uuid:item_id>/views")
@access(Permission.AGENDA_SEE, reads=VIEWS)
def views(item_id: UUID) -> str:
    """Show what is for this reader, in the young person's own words."""
    page = pages.views_page(_reading(item_id))
    return render_template("voice/views.html", page=page, room=False)


@blueprint.get("/items/<uuid:item_id>/views/paper")
@access(Permission.AGENDA_SEE, reads=VIEWS)
def paper(item_id: UUID) -> Response:
    """Return what this reader may read, to print: in their own words, beside English."""
    desk = _reading(item_id)
    rows = queries.shared_answers(item_id, desk.reads)
    return papers.answer(desk.at, rows, entry.reads_in(desk.at.item.young_person_id))


@blueprint.get("/items/<uuid:item_id>/views/room")
@access(Permission.AGENDA_SEE, reads=VIEWS)
def room(item_id: UUID) -> str:
    """Show what the panel may see, for the screen in the room: first what everybody may."""
    page = pages.views_page(_reading(item_id), room=True, alone="alone" in request.args)
    onwards = "records.took_part" if page.shows else "voice.views"
    if onwards not in current_app.view_functions:
        raise NotFoundError("There is no such page.")
    return render_template(
        "voice/views.html", page=page, room=True, onwards=url_for(onwards, item_id=item_id)
    )


@blueprint.post("/items/<uuid:item_id>/views/open")
@access(Permission.AGENDA_SEE, writes=True, reads=VIEWS)
def open_views(item_id: UUID) -> Response:
    """Open the views, and note that they were opened: from then on they are not waiting."""
    return _note(item_id, operations.opened)


@blueprint.post("/items/<uuid:item_id>/views/shown")
@access(Permission.AGENDA_SEE, writes=True, reads=VIEWS)
def shown(item_id: UUID) -> Response:
    """Note that the views were shown in the room, now."""
    return _note(item_id, operations.shown)


def _note(item_id: UUID, noted: Callable[..., None]) -> Response:
    try:
        noted(actor=current_actor(), now=clock.now(), item_id=item_id)
    except RuleError as error:
        flash(error.message, "problem")
    return go_to(url_for("voice.room", item_id=item_id))


@blueprint.get("/items/<uuid:item_id>/views/<uuid:answer_id>")
@access(Permission.AGENDA_SEE, reads=VIEWS)
def file(item_id: UUID, answer_id: UUID) -> Response:
    """Give a picture, a recording or a file that is shared with this reader."""
    desk = _reading(item_id)
    return file_answer(queries.shared_answer(item_id, answer_id, desk.reads))


@blueprint.get("/items/<uuid:item_id>/views/write/<int:number>")
@access(Permission.AGENDA_SEE, reads=VIEWS)
def write(item_id: UUID, number: int) -> Response:
    """Ask for what a young person said to one question."""
    desk, _ = _writing(item_id)
    form = _form(forms.WriteDownForm(), item_id)
    held = _answer_to(desk, number)
    form.version.data = held.saved if held else 0
    return _write_page(desk, number, form)


@blueprint.post("/items/<uuid:item_id>/views/write/<int:number>")
@access(Permission.AGENDA_SEE, writes=True, reads=VIEWS)
def write_submit(item_id: UUID, number: int) -> Response:
    """Write down what a young person said, and share it as they agreed."""
    desk, _ = _writing(item_id)
    form = _form(forms.WriteDownForm(), item_id)
    form.chosen.offer(_choices(desk, number))
    if not form.validate():
        return _write_page(desk, number, form)
    question = desk.at.questions[number - 1]
    chosen = tuple(form.chosen.data or ())
    try:
        operations.write_down(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            asking=Asking(
                key=question.key,
                wording=question.wording,
                hint=question.hint,
                choices=tuple(words for _, words in _choices(desk, number)),
                number=number,
                of=len(desk.at.questions),
            ),
            given=Answer(
                How.CHOSEN if _choices(desk, number) else How.TYPED,
                Audience(form.audience.data),
                words=form.words.data or "",
                chosen=chosen,
            ),
            way=Way(form.way.data),
            agreed=bool(form.agreed.data),
            version=form.version.data or 0,
        )
    except RuleError as error:
        apply_rule_error(form, error)
        return _write_page(desk, number, form)
    except ConflictError:
        desk, _ = _writing(item_id)  # as it stands now
        held = _answer_to(desk, number)
        form.form_errors.append(f"{CHANGED} {_there_now(desk, number, held)}")
        form.version.data = held.saved if held else 0
        return _write_page(desk, number, form, status=CONFLICT)
    flash("Written down in their words, and shared as they agreed", "success")
    return go_to(url_for("voice.views", item_id=item_id))


def _form(form: AnyForm, item_id: UUID) -> AnyForm:
    """Offer a form's answer to those in which there is somebody to read it."""
    readable = operations.readable(item_id, clock.now())
    form.audience.offer([(each.value, each.label) for each in Audience if each in readable])
    return form


def _answer_to(desk: Desk, number: int) -> ViewsAnswer | None:
    _choices(desk, number)  # there is such a question
    return queries.answer_to(desk.at.item.id, desk.at.questions[number - 1].key)


def _there_now(desk: Desk, number: int, held: ViewsAnswer | None) -> str:
    """Say what a colleague wrote down meanwhile, to whom it is for."""
    if held is None or held.shared_at is None or Audience(held.audience) not in desk.reads:
        return "What is there now is not for your part. Save again to put yours in its place"
    there = held.words or ", ".join(
        words for key, words in _choices(desk, number) if key in held.chosen.split()
    )
    return f"It says now: “{there}”. Save again to put yours in its place"


def _choices(desk: Desk, number: int) -> list[tuple[str, str]]:
    if not 1 <= number <= len(desk.at.questions):
        raise NotFoundError("There is no such question.")
    return pages.choices(desk, number)


def _write_page(
    desk: Desk, number: int, form: forms.WriteDownForm, *, status: int | None = None
) -> Response:
    offered = _choices(desk, number)
    form.chosen.offer(offered)
    html = render_template(
        "voice/write.html",
        head=head_of(desk.found),
        form=form,
        number=number,
        question=desk.at.questions[number - 1],
        chooses=bool(offered),
        over=desk.at.over,
    )
    return make_response(html, status or (REFUSED if form.error_items else 200))


@blueprint.get("/items/<uuid:item_id>/views/statement")
@access(Permission.AGENDA_SEE, reads=VIEWS)
def statement(item_id: UUID) -> Response:
    """Ask for something a young person made elsewhere."""
    _writing(item_id)
    return _statement_page(item_id, _form(forms.StatementForm(), item_id))


@blueprint.post("/items/<uuid:item_id>/views/statement")
@access(Permission.AGENDA_SEE, writes=True, reads=VIEWS)
def statement_submit(item_id: UUID) -> Response:
    """Keep what they made elsewhere, and share it as they agreed."""
    _writing(item_id)
    form = _form(forms.StatementForm(), item_id)
    if not form.validate():
        return _statement_page(item_id, form)
    try:
        operations.bring_statement(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            asking=Asking(key=STATEMENT, wording="Something they made"),
            audience=Audience(form.audience.data),
            file=form.file.data.stream,
            way=Way(form.way.data),
            agreed=bool(form.agreed.data),
        )
    except FileRefusedError as error:
        apply_rule_error(form, error)
        return _statement_page(item_id, form)
    except RuleError as error:
        apply_rule_error(form, error)
        return _statement_page(item_id, form)
    flash("Added, and shared as they agreed", "success")
    return go_to(url_for("voice.views", item_id=item_id))


def _statement_page(item_id: UUID, form: forms.StatementForm) -> Response:
    desk, head = _writing(item_id)
    html = render_template("voice/statement.html", head=head, form=form, over=desk.at.over)
    return make_response(html, REFUSED if form.error_items else 200)


@blueprint.get("/items/<uuid:item_id>/views/summary")
@access(Permission.AGENDA_SEE, reads=VIEWS)
def summary(item_id: UUID) -> Response:
    """Ask for a summary, beside their own words."""
    desk, _ = _writing(item_id)
    held = queries.summary_of(item_id)
    form = forms.SummaryForm()
    form.version.data = held.version if held else 0
    form.words.data = held.words if held and desk.summary else ""
    return _summary_page(item_id, form)


@blueprint.post("/items/<uuid:item_id>/views/summary")
@access(Permission.AGENDA_SEE, writes=True, reads=VIEWS)
def summary_submit(item_id: UUID) -> Response:
    """Keep a summary."""
    form = forms.SummaryForm()
    if not form.validate():
        return _summary_page(item_id, form)
    try:
        operations.summarise(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            words=form.words.data or "",
            version=form.version.data or 0,
        )
    except RuleError as error:
        apply_rule_error(form, error)
        return _summary_page(item_id, form)
    except ConflictError:
        return _summary_page(item_id, form, conflict=True)
    flash("Summary saved", "success")
    return go_to(url_for("voice.views", item_id=item_id))


def _summary_page(item_id: UUID, form: forms.SummaryForm, *, conflict: bool = False) -> Response:
    desk, head = _writing(item_id)
    other = None
    held = queries.summary_of(item_id) if conflict else None
    if held is not None and desk.summary is None:
        form.form_errors.append("Somebody else wrote one meanwhile. Save again to keep yours")
        form.version.data = held.version
    elif held is not None:
        saver = people.people_by_id({held.written_by})[held.written_by].name
        other = OtherVersion(
            saver,
            held.written_at,
            differences({"Your summary": form.words.data or ""}, {"Your summary": held.words}),
            own=held.written_by == current_actor().person_id,
        )
        form.form_errors.append(other.warning)
        form.version.data = held.version
    html = render_template(
        "voice/summary.html", head=head, form=form, other=other, over=desk.at.over
    )
    status = CONFLICT if conflict else REFUSED if form.error_items else 200
    return make_response(html, status)
