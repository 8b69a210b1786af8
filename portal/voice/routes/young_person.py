"""What a young person says: one question a page, each answer kept at once, shared when they say.

Addresses and titles tell nothing. A question's page and its submit are two views; skipping is a
link. Without scripts everything works by uploads and presses.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    jsonify,
    make_response,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from portal.entry import home, written
from portal.entry.operations import reaching
from portal.entry.visiting import Visitor, current_visitor
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.kernel.shown import unchanged
from portal.papers.rules.refusals import FileRefusedError
from portal.participation import recording
from portal.participation.recording import Recording
from portal.people.gate import beyond_their_reach
from portal.people.reading import visitor_shown
from portal.voice import forms, operations, queries
from portal.voice.forms import LARGEST_SENT
from portal.voice.models import ViewsAnswer
from portal.voice.operations import Asking, Theirs
from portal.voice.pages import paper
from portal.voice.pages import young as pages
from portal.voice.rules.answers import STATEMENT, STAYS, Answer, Audience, How
from portal.voice.rules.media import LARGEST_RECORDING
from portal.web import clock, young
from portal.web.access import Audience as For
from portal.web.access import access
from portal.web.forms import REFUSED
from portal.web.headers import let_record
from portal.web.htmx import go_to
from portal.web.young import gettext

blueprint = Blueprint("saying", __name__, template_folder="../templates")
READS = "What they say"
SAVED = "yes"
CONFLICT = 409
WAYS = {
    "talk": How.RECORDING,
    "draw": How.DRAWING,
    "picture": How.PICTURE,
    "helper": How.SCRIBE,
}
"""Other ways to answer in their own words, by the word in the address."""


def init_app(app: Flask) -> None:
    """Say that these pages are young people's, and put their line on the first page."""
    young.add_pages(app, blueprint=blueprint.name)
    home.add(app, _home_line, order=20)
    recording.set_source(app, _recording)
    written.add(app, queries.anything_of)


def _home_line(visitor: Visitor, now: datetime) -> Iterable[home.Line]:
    del now
    at = _at(visitor)
    rows = queries.answers_of(visitor.item_id)
    return [home.Line(gettext("What you want to say"), pages.state_words(at, rows), _start_href())]


def _recording(visitor: Visitor) -> Recording | None:
    """Say where a recording is made: at the question that asks for anything at all."""
    at = _at(visitor)
    number = pages.place_to_talk(at)
    if at.over or number is None:
        return None
    rows = queries.answers_of(visitor.item_id)
    if any(row.how == How.RECORDING for row in rows):
        return Recording(url_for("saying.check"), made=True)
    return Recording(url_for("saying.another_way", number=number, way="talk"), made=False)


def _start_href() -> str:
    return url_for("saying.start")


def _at(visitor: Visitor | None = None) -> Theirs:
    who = visitor or current_visitor()
    return operations.theirs(young_person_id=who.young_person_id, item_id=who.item_id)


def _whose() -> dict[str, UUID]:
    visitor = current_visitor()
    return {"young_person_id": visitor.young_person_id, "item_id": visitor.item_id}


def _readable() -> frozenset[Audience]:
    """Return the audiences in which there is somebody: who sits there is beyond their own rows."""
    item_id = current_visitor().item_id
    with beyond_their_reach("reading who would read what they say"):
        return operations.readable(item_id, clock.now())


def _check_page() -> tuple[Theirs, pages.CheckPage]:
    readable = _readable()
    at = _at()
    return at, pages.check_page(at, queries.answers_of(at.item.id), young.reader(), readable)


@blueprint.get("/y/say")
@access(audience=For.YOUNG_PERSON, reads=READS)
def start() -> str:
    """Say why we ask, who sees it, how to stop and to change your mind; before any question."""
    visitor_shown()
    at, page = _check_page()
    return render_template("voice/start.html", page=page, begun=at.sheet is not None)


@blueprint.post("/y/say")
@access(audience=For.YOUNG_PERSON, writes=True)
def begin() -> Response:
    """Begin."""
    operations.begin(now=clock.now(), **_whose())
    return go_to(url_for("saying.question", number=1))


@blueprint.get("/y/say/<int:number>")
@access(audience=For.YOUNG_PERSON, reads=READS)
def question(number: int) -> Response:
    """Ask one question."""
    return _question(number)


@blueprint.post("/y/say/<int:number>")
@access(audience=For.YOUNG_PERSON, writes=True, reads=READS)
def question_submit(number: int) -> ResponseReturnValue:
    """Keep the answer and go on; a page that keeps by itself is told the new version."""
    at, quiet = _at(), "quiet" in request.form
    key = pages.question_at(at, number).key
    kind = How.CHOSEN if pages.question_at(at, number).kind.value != "words" else How.TYPED
    try:
        given = forms.sent_answer(kind)
        if quiet and not given.words.strip() and not given.chosen:
            return _nothing_sent(at, key)
        row = operations.answer(
            now=clock.now(),
            asking=pages.asking(at, number, young.reader()),
            given=_as_held(given, at, key),
            version=forms.sent_version(),
            **_whose(),
        )
    except RuleError as error:
        return _refused_quietly(error) if quiet else _question(number, error=error)
    except ConflictError as error:
        return _refused_quietly(error) if quiet else _question(number, conflict=True)
    return _quiet(row) if quiet else go_to(_next(at, number))


def _as_held(given: Answer, at: Theirs, key: str) -> Answer:
    """Return the answer as it is kept: words typed beside a file belong to the file.

    What somebody wrote for them stays theirs to have written while it is left as it is.
    """
    held = queries.answer_to(at.item.id, key)
    if held is None or given.not_sure:
        return given
    if held.how == How.SCRIBE and unchanged(held.words, given.words):
        return Answer(How.SCRIBE, given.audience, words=given.words, scribe=held.scribe)
    if held.blob is None:
        return given
    return Answer(How(held.how), given.audience, words=given.words)


def _quiet(row: ViewsAnswer | None) -> Response:
    """Tell a page that keeps by itself what is kept now."""
    visitor_shown()
    return jsonify(version=row.saved if row else 0)


def _nothing_sent(at: Theirs, key: str) -> Response:
    """Tell a page that keeps by itself and was emptied that what was saved stays until removed."""
    if queries.answer_to(at.item.id, key) is None:
        return _quiet(None)
    return _refused_quietly(RuleError(STAYS))


def _refused_quietly(error: RuleError | ConflictError) -> Response:
    visitor_shown()
    status = CONFLICT if isinstance(error, ConflictError) else REFUSED
    return make_response(jsonify(said=gettext(error.message)), status)


def _next(at: Theirs, number: int) -> str:
    """Return where an answered question leads: to the next, or back to the list they came from."""
    if request.form.get("then") == "check" or number >= len(at.questions):
        return url_for("saying.check", saved=SAVED)
    return url_for("saying.question", number=number + 1, saved=SAVED)


def _saved() -> bool:
    """Tell whether the page before was saved."""
    return request.args.get("saved") == SAVED


def _question(number: int, *, error: RuleError | None = None, conflict: bool = False) -> Response:
    visitor_shown()
    readable = _readable()
    at = _at()
    refused = error is not None or conflict
    page = pages.question_page(
        at,
        number,
        queries.answer_to(at.item.id, pages.question_at(at, number).key),
        young.reader(),
        readable=readable,
        typed=forms.unsaved(refused=refused),
        error=error.message if error else "",
        conflict=conflict,
    )
    status = CONFLICT if conflict else REFUSED if error else 200
    html = render_template(
        "voice/question.html",
        page=page,
        form=_what_was_wrong(page, page.box),
        check=request.values.get("then") == "check",
        over=at.over,
        saved=_saved(),
    )
    return make_response(html, status)


def _what_was_wrong(page: pages.QuestionPage, box: str) -> forms.SayForm:
    """Return what the summary of errors says."""
    if page.other is not None:
        return forms.SayForm.refusing(gettext("You changed this answer somewhere else."), "")
    return forms.SayForm.refusing(page.error, box)


def _largest(how: How) -> int:
    """Return how many bytes a file may have, so that a page can say it before anything is sent."""
    return LARGEST_RECORDING if how is How.RECORDING else LARGEST_SENT


@blueprint.get("/y/say/<int:number>/<any(talk, draw, picture, helper):way>")
@access(audience=For.YOUNG_PERSON, reads=READS)
def another_way(number: int, way: str) -> Response:
    """Ask for the answer in another way: spoken, drawn, photographed, or written by a helper."""
    return _way(number, way)


@blueprint.post("/y/say/<int:number>/<any(talk, draw, picture, helper):way>")
@access(audience=For.YOUNG_PERSON, writes=True, reads=READS)
def another_way_submit(number: int, way: str) -> ResponseReturnValue:
    """Keep an answer given in another way, and show the question with it."""
    at, how, quiet = _at(), WAYS[way], "quiet" in request.form
    asking = pages.asking(at, number, young.reader())
    try:
        given = forms.sent_answer(how)
        if quiet and how is How.SCRIBE and not given.words.strip():
            return _nothing_sent(at, asking.key)
        if how is How.SCRIBE:
            row = operations.answer(
                now=clock.now(),
                asking=asking,
                given=given,
                version=forms.sent_version(),
                **_whose(),
            )
        else:
            row = _keep_file(asking, given)
    except FileRefusedError as error:
        said = RuleError(forms.file_words(error, how), "file")
        return _refused_quietly(said) if quiet else _way(number, way, error=said.message)
    except RuleError as error:
        return (
            _refused_quietly(error)
            if quiet
            else _way(number, way, error=error.message, field=error.field or "")
        )
    except ConflictError as error:
        return _refused_quietly(error) if quiet else _way(number, way, conflict=True)
    return _quiet(row) if quiet else go_to(url_for("saying.question", number=number))


def _keep_file(asking: Asking, given: Answer) -> ViewsAnswer:
    """Keep the file that was sent; or, of a recording that is still being made, its next piece."""
    file, after = forms.sent_file(), forms.sent_after()
    visitor, version = current_visitor(), forms.sent_version()
    if after is None or given.how is not How.RECORDING:
        return operations.keep_file(
            now=clock.now(), asking=asking, given=given, file=file, version=version, **_whose()
        )
    return operations.keep_piece(
        now=clock.now(),
        young_person_id=visitor.young_person_id,
        item_id=visitor.item_id,
        asking=asking,
        given=given,
        piece=file.read(),
        version=version,
        after=after,
    )


def _way(
    number: int, way: str, *, error: str = "", field: str = "file", conflict: bool = False
) -> Response:
    visitor_shown()
    readable = _readable()
    at = _at()
    if pages.question_at(at, number).kind is not pages.SPOKEN:
        raise NotFoundError("There is no such page.")
    how = WAYS[way]
    if how is How.RECORDING:
        let_record()
    page = pages.question_page(
        at,
        number,
        queries.answer_to(at.item.id, pages.question_at(at, number).key),
        young.reader(),
        readable=readable,
        typed=forms.unsaved(refused=bool(error) or conflict),
        error=error,
        conflict=conflict,
    )
    box = {"words": "answer", "scribe": "scribe"}.get(field, "file")
    html = render_template(
        "voice/way.html",
        page=page,
        form=_what_was_wrong(page, box),
        way=way,
        largest=_largest(how),
        over=at.over,
    )
    return make_response(html, CONFLICT if conflict else REFUSED if error else 200)


@blueprint.get("/y/say/<int:number>/file")
@access(audience=For.YOUNG_PERSON, reads=READS)
def file(number: int) -> Response:
    """Give back their own picture or recording."""
    at = _at()
    return _file(queries.answer_to(at.item.id, pages.question_at(at, number).key))


@blueprint.get("/y/say/added/<int:number>")
@access(audience=For.YOUNG_PERSON, reads=READS)
def added_file(number: int) -> Response:
    """Give back something they added."""
    return _file(queries.answer_to(current_visitor().item_id, f"{STATEMENT}-{number}"))


def _file(row: ViewsAnswer | None) -> Response:
    visitor_shown()
    if row is None:
        raise NotFoundError("There is no such file.")
    return file_answer(row)


def file_answer(row: ViewsAnswer) -> Response:
    """Return an answer's file under a name that tells nothing; a PDF is kept, the rest shown."""
    held = operations.open_file(row)
    return send_file(
        io.BytesIO(held),
        mimetype=row.media,
        as_attachment=row.media == "application/pdf",
        download_name=f"answer.{row.media.rpartition('/')[2]}",
        conditional=True,  # phones ask for a piece of a recording before they play it
        etag=False,
    )


@blueprint.post("/y/say/<int:number>/remove")
@access(audience=For.YOUNG_PERSON, writes=True)
def remove(number: int) -> Response:
    """Remove one answer: it is gone."""
    key = pages.question_at(_at(), number).key
    operations.remove(now=clock.now(), key=key, **_whose())
    return go_to(url_for("saying.check"))


@blueprint.post("/y/say/added/<int:number>/remove")
@access(audience=For.YOUNG_PERSON, writes=True)
def remove_added(number: int) -> Response:
    """Remove something they added."""
    operations.remove(now=clock.now(), key=f"{STATEMENT}-{number}", **_whose())
    return go_to(url_for("saying.check"))


@blueprint.get("/y/say/add")
@access(audience=For.YOUNG_PERSON, reads=READS)
def add() -> Response:
    """Ask for something they made elsewhere."""
    return _add()


@blueprint.post("/y/say/add")
@access(audience=For.YOUNG_PERSON, writes=True, reads=READS)
def add_submit() -> ResponseReturnValue:
    """Keep something they made elsewhere."""
    wording = gettext("Something I made")
    try:
        operations.keep_statement(
            now=clock.now(),
            asking=operations.Asking(
                key=STATEMENT, wording=wording, language=young.reader().language.code
            ),
            given=forms.sent_answer(How.STATEMENT),
            file=forms.sent_file(),
            **_whose(),
        )
    except FileRefusedError as error:
        return _add(forms.file_words(error, How.STATEMENT))
    except RuleError as error:
        return _add(error.message)
    return go_to(url_for("saying.check"))


def _add(error: str = "") -> Response:
    visitor_shown()
    typed = forms.unsaved(refused=bool(error))
    html = render_template(
        "voice/add.html",
        error=gettext(error) if error else "",
        form=forms.SayForm.refusing(gettext(error) if error else "", "file"),
        whom=pages.for_whom((typed.audience if typed else None) or Audience.PANEL, _readable()),
        largest=LARGEST_SENT,
        over=_at().over,
    )
    return make_response(html, REFUSED if error else 200)


@blueprint.get("/y/say/check")
@access(audience=For.YOUNG_PERSON, reads=READS)
def check() -> str:
    """Show everything they said, in their own words, to share or change."""
    visitor = visitor_shown()
    _, page = _check_page()
    return render_template(
        "voice/check.html", page=page, saved=_saved(), can_send=reaching.can_send(visitor)
    )


@blueprint.get("/y/say/paper")
@access(audience=For.YOUNG_PERSON, reads=READS)
def on_paper() -> Response:
    """Return what they shared, to print. NotFoundError where nothing is shared."""
    visitor_shown()
    at = _at()
    rows = queries.shared_answers(at.item.id, frozenset(Audience))
    return paper.answer(at, rows, young.reader().language)


@blueprint.post("/y/say/share")
@access(audience=For.YOUNG_PERSON, writes=True)
def share() -> Response:
    """Share what they said with those each answer is for."""
    operations.share(now=clock.now(), **_whose())
    return go_to(url_for("saying.done"))


@blueprint.get("/y/say/done")
@access(audience=For.YOUNG_PERSON, reads=READS)
def done() -> ResponseReturnValue:
    """Say what happens next and when, whom to ask, and how to change or take it back."""
    visitor_shown()
    at, page = _check_page()
    if not page.shared:
        return go_to(url_for("saying.check"))
    told_by, day = pages.told_by(at, clock.today()), at.meeting.held_on
    return render_template("voice/done.html", page=page, day=day, told_by=told_by)


@blueprint.post("/y/say/take-back")
@access(audience=For.YOUNG_PERSON, writes=True)
def take_back() -> Response:
    """Take back everything that was shared: from now on nobody else reads it."""
    operations.take_back(now=clock.now(), **_whose())
    return go_to(url_for("saying.check"))
