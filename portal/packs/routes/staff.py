"""A pack read, taken along as a file, written beside, previewed, and who has opened it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, Response, flash, g, make_response, render_template, request, url_for

from portal import audit
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.packs import operations, pages, queries
from portal.packs.documents.pdf import pack_pdf
from portal.packs.forms import NoteForm
from portal.packs.operations import Pack, Row
from portal.packs.rules.giving import Page
from portal.packs.rules.waiting import NOTHING
from portal.panels import looking
from portal.panels import operations as panels
from portal.panels import queries as agendas
from portal.panels.forms import LookedForm
from portal.panels.looking import LookedThrough, NotLookedAtError
from portal.papers.models import PaperPicture, PaperVersion
from portal.papers.operations import read_blob
from portal.papers.queries import version as paper_version
from portal.papers.rules.kinds import How, PaperKind
from portal.people import decisions, reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.csv_export import csv_response
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to

blueprint = Blueprint("packs", __name__, template_folder="../templates", url_prefix="/d/<district>")
PACK = "Their pack of papers"
PREVIEW = "What others are given of an item’s papers"
NOTE = "Their own note on a paper"
CONFLICT = 409
KINDS = {How.PDF: "application/pdf", How.IMAGE: "image/jpeg"}


@blueprint.get("/meetings/<uuid:meeting_id>/pack")
@access(Permission.PACK_SEE, reads=PACK)
def pack(meeting_id: UUID) -> str:
    """Show a reader their pack, or the items of it they chose."""
    chosen = _chosen()
    found = _give(meeting_id, chosen)
    if not found.number:
        audit.nothing_opened()
        return render_template("packs/waiting.html", pack=found)
    late = operations.late(meeting_id, current_actor()) if _runs(found) else NOTHING
    every = _every(_give(meeting_id, frozenset()) if chosen else found)
    view = pages.pack_view(
        found,
        actor=current_actor(),
        now=clock.now(),
        late=late,
        chosen=chosen,
        every=every,
    )
    _shows(found, whole=not chosen)
    return render_template(
        "packs/pack.html",
        pack=view,
        large=request.args.get("large") == "1",
        runs=_runs(found),
        sees_readers=_may(Permission.READERS_SEE, found),
    )


@blueprint.get("/meetings/<uuid:meeting_id>/pack.pdf")
@access(Permission.PACK_SEE, reads="Their pack of papers, as a PDF file")
def file(meeting_id: UUID) -> Response:
    """Send a reader their pack as one tagged PDF, made for this request and kept nowhere."""
    chosen = _chosen()
    found = _give(meeting_id, chosen)
    if not found.number:
        raise NotFoundError("The agenda is not published yet.")
    view = pages.pack_view(
        found, actor=current_actor(), now=clock.now(), detail=pages.IN_A_FILE, chosen=chosen
    )
    made = pack_pdf(view, large=request.args.get("large") == "1")
    _shows(found, whole=not chosen)
    return _attached(made, "application/pdf", f"pack-{found.panel_day.isoformat()}.pdf")


@blueprint.get("/items/<uuid:item_id>/pack/<place>/file")
@access(Permission.PACK_SEE, reads="A paper of their pack, as a file")
def paper(item_id: UUID, place: str) -> Response:
    """Send the file of one paper that is in this reader's pack."""
    _, version = _paper_of(item_id, place)
    if not How(version.how).has_file:
        raise NotFoundError("There is no such file.")
    return _shown_file(version, KINDS[How(version.how)])


@blueprint.get("/items/<uuid:item_id>/pack/<place>/pictures/<int:position>")
@access(Permission.PACK_SEE, reads="A picture in a paper of their pack")
def picture(item_id: UUID, place: str, position: int) -> Response:
    """Send one picture of a paper that is in this reader's pack, where its part is."""
    page, _ = _paper_of(item_id, place)
    return _shown_file(queries.picture_shown(page, position), KINDS[How.IMAGE])


@blueprint.get("/items/<uuid:item_id>/pack/<place>/readers")
@access(Permission.PACK_SEE, reads="Who can see a paper of their pack")
def paper_readers(item_id: UUID, place: str) -> str:
    """List who can see one paper that is in this reader's pack, each with why."""
    page, version = _paper_of(item_id, place)
    return render_template(
        "packs/paper_readers.html",
        page=page,
        place=place,
        readers=operations.who_can_see_shown(item_id, version.paper_id, clock.now()),
        back=url_for("packs.pack", meeting_id=_meeting_of(item_id), _anchor=place),
    )


def _shown_file(row: PaperVersion | PaperPicture, kind: str) -> Response:
    response = make_response(b"".join(read_blob(row)))
    response.mimetype = kind
    response.headers["Content-Disposition"] = "inline"
    return response


@blueprint.get("/items/<uuid:item_id>/notes")
@access(Permission.PACK_SEE, reads=NOTE)
def note(item_id: UUID) -> Response:
    """Show a reader their own note beside a paper, or beside an item."""
    row, place = _row_of(item_id), request.args.get("place", "")
    kept = queries.note_at(current_actor().person_id, item_id, place)
    form = NoteForm()
    if kept is not None:
        form.words.data, form.version.data = kept.words, kept.version
    return _note_page(form, row, place)


@blueprint.post("/items/<uuid:item_id>/notes")
@access(Permission.PACK_SEE, writes=True, reads=NOTE)
def note_submit(item_id: UUID) -> Response:
    """Save a reader's own note."""
    row, place = _row_of(item_id), request.args.get("place", "")
    form = NoteForm()
    if form.validate():
        try:
            kept = operations.save_note(
                actor=current_actor(),
                now=clock.now(),
                pack=_give(_meeting_of(item_id), frozenset()),
                item_id=item_id,
                place=place,
                words=form.words.data or "",
                version=form.version.data or 0,
            )
        except RuleError as error:
            apply_rule_error(form, error)
        except ConflictError as error:
            return _both_notes(form, row, place, error)
        else:
            _shows_rows([row])
            flash("Your note is saved." if kept else "Your note is deleted.", "success")
            anchor = place or f"item-{row.number}"
            return go_to(url_for("packs.pack", meeting_id=_meeting_of(item_id), _anchor=anchor))
    return _note_page(form, row, place)


def _both_notes(form: NoteForm, row: Row, place: str, error: ConflictError) -> Response:
    """Show what another page saved beside what was typed here; the reader chooses."""
    assert row.item_id is not None  # found by its id
    kept = queries.note_at(current_actor().person_id, row.item_id, place)
    form.form_errors.append(error.message)
    form.version.data = kept.version if kept else 0
    response = _note_page(form, row, place, other=kept.words if kept else "")
    response.status_code = CONFLICT
    return response


def _note_page(form: NoteForm, row: Row, place: str, *, other: str | None = None) -> Response:
    page = next((each for each in row.pages.pages if each.place == place), None)
    if place and page is None:
        raise NotFoundError("There is no such paper in your pack.")
    _shows_rows([row])
    assert row.item_id is not None  # found by its id
    meeting_id = _meeting_of(row.item_id)
    return refused(
        "packs/note.html",
        form=form,
        row=row,
        place=place,
        paper=page.label if page else "",
        other=other,
        meeting_id=meeting_id,
        until=pages.notes_until(agendas.meeting(meeting_id)[0].held_on),
    )


@blueprint.get("/meetings/<uuid:meeting_id>/pack/late")
@access(Permission.AGENDA_PUBLISH)
def late(meeting_id: UUID) -> Response:
    """Say what came late, before it is put in."""
    barred = operations.why_not_put_in(current_actor(), meeting_id)
    through = LookedThrough() if barred else looking.of(meeting_id, current_actor(), late=True)
    return _late_page(meeting_id, LookedForm(formdata=None), through, barred)


@blueprint.post("/meetings/<uuid:meeting_id>/pack/late")
@access(Permission.AGENDA_PUBLISH, writes=True)
def late_submit(meeting_id: UUID) -> Response:
    """Put what came late into a pack that is out."""
    form = LookedForm()
    try:
        joined = operations.put_in_pack(
            actor=current_actor(),
            meeting_id=meeting_id,
            now=clock.now(),
            looked=form.looked_mark,
        )
    except NotLookedAtError as error:
        form.looked.data = False  # what was ticked was another list
        apply_rule_error(form, error)
        return _late_page(meeting_id, form, error.through)
    decisions.allowed("putting papers in a pack")
    words = joined.words or "0 papers"
    flash(
        f"{words} {'is' if joined.number == 1 else 'are'} in the pack now. What was numbered "
        "before keeps its number.",
        "success",
    )
    return go_to(url_for("packs.pack", meeting_id=meeting_id))


def _late_page(
    meeting_id: UUID, form: LookedForm, through: LookedThrough, barred: str = ""
) -> Response:
    return refused(
        "packs/late.html",
        form=form,
        pack=_give(meeting_id, frozenset()),
        barred=barred,
        late=operations.late(meeting_id, current_actor()),
        through=through,
    )


@blueprint.get("/meetings/<uuid:meeting_id>/pack/opened")
@access(Permission.READERS_SEE)
def opened(meeting_id: UUID) -> str:
    """List who is given a pack, and when each opened it."""
    found, rows = _opened(meeting_id)
    return render_template("packs/opened.html", pack=found, rows=rows, runs=_runs(found))


@blueprint.get("/meetings/<uuid:meeting_id>/pack/opened.csv")
@access(Permission.READERS_SEE)
def opened_csv(meeting_id: UUID) -> Response:
    """Send the same list as a file."""
    found, rows = _opened(meeting_id)
    return csv_response(
        f"pack-opened-{found.panel_day.isoformat()}",
        ["Person", "Why they have one", "First opened", "Last opened"],
        [(row.name, row.why, row.first or "", row.last or "") for row in rows],
    )


def _opened(meeting_id: UUID) -> tuple[Pack, list[operations.PackReader]]:
    found = _give(meeting_id, frozenset())
    if not _may(Permission.READERS_SEE, found):
        raise NotFoundError("There is no such page.")
    decisions.allowed("who has opened a pack")
    return found, operations.readers_of(meeting_id=meeting_id, now=clock.now())


@blueprint.get("/items/<uuid:item_id>/given")
@access(Permission.PACK_SEE, reads=PREVIEW)
def audiences(item_id: UUID) -> str:
    """List who would read an item's papers, by organisation and seat."""
    found = operations.audiences(actor=current_actor(), item_id=item_id, now=clock.now())
    _shows_item(item_id)
    return render_template("packs/audiences.html", audiences=found, item_id=item_id)


@blueprint.get("/items/<uuid:item_id>/given/<uuid:organisation_id>/<seat>")
@access(Permission.PACK_SEE, reads=PREVIEW)
def preview(item_id: UUID, organisation_id: UUID, seat: str) -> str:
    """Show what people from one organisation in one seat are given of an item."""
    found = operations.preview(
        actor=current_actor(),
        item_id=item_id,
        organisation_id=organisation_id,
        seat_key=seat,
        now=clock.now(),
    )
    _shows_item(item_id)
    return render_template(
        "packs/preview.html",
        item=pages.preview_view(found),
        audience=found.audience,
        item_id=item_id,
    )


def _shows_item(item_id: UUID) -> None:
    decisions.allowed("what others are given of an item somebody works with")
    item = agendas.item(item_id)
    reading.shows(
        ("item", item_id), young_person_id=item.young_person_id, district_id=item.district_id
    )


def _give(meeting_id: UUID, only: frozenset[UUID]) -> Pack:
    decisions.allowed("the pack of whoever asks for it")
    return operations.give(actor=current_actor(), meeting_id=meeting_id, now=clock.now(), only=only)


def _meeting_of(item_id: UUID) -> UUID:
    """Return the meeting of an item that is there for the reader. NotFoundError."""
    return panels.placed_for(actor=current_actor(), item_id=item_id, now=clock.now()).meeting.id


def _row_of(item_id: UUID) -> Row:
    found = _give(_meeting_of(item_id), frozenset({item_id}))
    row = next((each for each in found.rows if each.item_id == item_id), None)
    if row is None:
        raise NotFoundError("There is no such item in your pack.")
    return row


def _paper_of(item_id: UUID, place: str) -> tuple[Page, PaperVersion]:
    """Return a paper and its version as they are shown to this reader. NotFoundError otherwise."""
    row = _row_of(item_id)
    page = next((each for each in row.pages.shown if each.place == place), None)
    if page is None or page.version is None or not isinstance(page.kind, PaperKind):
        raise NotFoundError("There is no such paper in your pack.")
    _shows_rows([row])
    return page, paper_version(page.version.id)


def _chosen() -> frozenset[UUID]:
    """Return the items a reader asked for; what is no id asks for nothing."""
    found = set()
    for text in request.args.getlist("item"):
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return frozenset(found)


def _every(found: Pack) -> tuple[tuple[UUID, str], ...]:
    views = [pages.item_view(row, {}, {}, pages.Detail()) for row in found.rows if row.item_id]
    return tuple((view.item_id, view.heading) for view in views if view.item_id)


def _shows(found: Pack, *, whole: bool) -> None:
    """Note whose papers or name the page shows, and that it leaves only while that holds."""
    if whole:
        reading.shows(("meeting", found.meeting_id), district_id=found.district_id)
    _shows_rows(found.rows)


def _shows_rows(rows: Iterable[Row]) -> None:
    """Note each item whose papers or name are shown; it leaves only while they may be given."""
    audit.nothing_opened()
    shown = [row for row in rows if row.pages.shown or row.named]
    for row in shown:
        reading.shows(
            ("item", row.item_id),
            young_person_id=row.young_person_id,
            district_id=str(g.district_slug),
        )
    given = [row for row in shown if row.pages.shown]
    if given:
        assert given[0].meeting_id is not None  # only a mark has none
        meeting_id = given[0].meeting_id
        reading.leaves_only_while(
            operations.still_given(given, meeting_id=meeting_id, now=clock.now())
        )


def _runs(found: Pack) -> bool:
    return _may(Permission.AGENDA_PUBLISH, found)


def _may(permission: Permission, found: Pack) -> bool:
    return current_actor().may(permission, found.district_id, found.panel_id, found.meeting_id)


def _attached(content: bytes, kind: str, name: str) -> Response:
    response = make_response(content)
    response.mimetype = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
