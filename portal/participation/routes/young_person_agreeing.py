"""What a young person says yes or no to, by themselves: as a whole, and paper by paper."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, render_template, request, url_for

from portal.agreements.rules import Answer
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.participation import operations
from portal.participation.forms import KeepBackForm, PaperForm, YesNoForm, say
from portal.participation.operations import Agreed, PaperAsked
from portal.participation.pages import words
from portal.participation.routes.young_person_shared import (
    AGREE,
    ANSWERS,
    MEETING,
    agreed,
    ask_once,
    blueprint,
    in_their_words,
)
from portal.participation.rules.asks import AskKind
from portal.people.gate import beyond_their_reach
from portal.people.reading import visitor_shown
from portal.web import clock
from portal.web.access import Audience, access
from portal.web.forms import REFUSED, PortalForm, error_items
from portal.web.htmx import go_to
from portal.web.young import gettext as _

SAID = {
    Answer.YES: "yes",
    Answer.NO: "no",
    Answer.STOPPED: "no",
    Answer.THINKING: "not_sure",
}
"""Which answer on the page stands for what they said."""


@blueprint.get("/y/meeting/agree/<any(talk, home):kind>")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING, step_up=True)
def agree(kind: str) -> Response:
    """Ask for one agreement as a whole."""
    visitor = visitor_shown()
    form = _yes_no_form(kind)
    now_agreed = agreed(visitor, clock.now())
    given = now_agreed.talk if kind == "talk" else now_agreed.home
    if not form.brought_back:
        form.version.data = now_agreed.newest
        form.answer.data = SAID.get(given) if given else None
    return _agree_page(kind, form, now_agreed)


@blueprint.post("/y/meeting/agree/<any(talk, home):kind>")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING, step_up=True)
def agree_submit(kind: str) -> Response:
    """Save one agreement; not sure is no answer yet, and asks somebody to explain."""
    visitor = visitor_shown()
    form = _yes_no_form(kind)
    now = clock.now()
    if form.validate() and form.answer.data:
        try:
            with beyond_their_reach("saying what they agree to", writes=True):
                operations.answer_whole(
                    young_person_id=visitor.young_person_id,
                    item_id=visitor.item_id,
                    kind=AGREE[kind],
                    answer=ANSWERS[form.answer.data],
                    seen=form.version.data or 0,
                    now=now,
                )
        except (RuleError, ConflictError) as error:
            _changed(form, error)
        else:
            if form.answer.data == "not_sure":
                ask_once(visitor, AskKind.HELP_DECIDING)
            return go_to(url_for("taking_part.meeting", saved=kind, _anchor="agree"))
    elif not form.errors:
        return go_to(url_for("taking_part.meeting"))
    now_agreed = agreed(visitor, now)
    form.version.data = now_agreed.newest
    return _agree_page(kind, in_their_words(form), now_agreed)


@blueprint.get("/y/meeting/papers/<int:number>")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING, step_up=True)
def paper(number: int) -> Response:
    """Ask who may read one paper."""
    visitor = visitor_shown()
    now_agreed = agreed(visitor, clock.now())
    form = _paper_form(now_agreed, number)
    if not form.brought_back:
        form.version.data = now_agreed.newest
        form.to.data = [str(each) for each in now_agreed.papers[number - 1].agreed]
    return _paper_page(now_agreed, number, form)


@blueprint.post("/y/meeting/papers/<int:number>")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING, step_up=True)
def paper_submit(number: int) -> Response:
    """Save who may read one paper; nobody ticked means nobody."""
    visitor, now = visitor_shown(), clock.now()
    now_agreed = agreed(visitor, now)
    form = _paper_form(now_agreed, number)
    unsure = request.form.get("answer") == "not_sure"
    if form.validate():
        try:
            with beyond_their_reach("saying who may read a paper", writes=True):
                operations.answer_paper(
                    young_person_id=visitor.young_person_id,
                    item_id=visitor.item_id,
                    paper_id=now_agreed.papers[number - 1].id,
                    to=[UUID(each) for each in form.to.data or ()],
                    unsure=unsure,
                    seen=form.version.data or 0,
                    now=now,
                )
        except (RuleError, ConflictError) as error:
            _changed(form, error)
        else:
            if unsure:
                ask_once(visitor, AskKind.HELP_DECIDING)
            return go_to(url_for("taking_part.meeting", saved="papers", _anchor="agree"))
    form.version.data = now_agreed.newest
    return _paper_page(now_agreed, number, in_their_words(form))


@blueprint.get("/y/meeting/papers/<int:number>/parts")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING, step_up=True)
def parts(number: int) -> Response:
    """Ask which parts of a paper nobody should get."""
    visitor = visitor_shown()
    now_agreed = agreed(visitor, clock.now())
    form = _parts_form(now_agreed, number)
    if not form.brought_back:
        form.version.data = now_agreed.newest
        form.parts.data = sorted(now_agreed.papers[number - 1].kept)
    return _parts_page(number, form)


@blueprint.post("/y/meeting/papers/<int:number>/parts")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING, step_up=True)
def parts_submit(number: int) -> Response:
    """Keep parts of a paper back; who may read the rest stays as it is."""
    visitor, now = visitor_shown(), clock.now()
    now_agreed = agreed(visitor, now)
    form = _parts_form(now_agreed, number)
    asked = now_agreed.papers[number - 1]
    if form.validate():
        try:
            with beyond_their_reach("keeping a part of a paper back", writes=True):
                operations.answer_paper(
                    young_person_id=visitor.young_person_id,
                    item_id=visitor.item_id,
                    paper_id=asked.id,
                    to=asked.agreed,
                    unsure=False,
                    seen=form.version.data or 0,
                    now=now,
                    keep_back=form.parts.data or (),
                )
        except (RuleError, ConflictError) as error:
            _changed(form, error)
        else:
            return go_to(url_for("taking_part.meeting", saved="papers", _anchor="agree"))
    form.version.data = now_agreed.newest
    return _parts_page(number, in_their_words(form))


def _parts_form(found: Agreed, number: int) -> KeepBackForm:
    """Return the form for a paper that somebody gets. NotFoundError where nobody does."""
    there = found.papers[number - 1] if 1 <= number <= len(found.papers) else None
    if there is None or not there.agreed or not there.parts:
        raise NotFoundError("There is no such page.")
    form = KeepBackForm()
    say(form.parts, _("Which parts should nobody get?"), _("Choose all that you want"))
    form.parts.offer(_parts_of(there))
    return form


def _parts_of(paper: PaperAsked) -> list[tuple[str, str]]:
    """Return a paper's parts by key, each with what it is about in the reader's language."""
    return [(key, words.part_words(paper.kind, key, heading)) for key, heading in paper.parts]


def _parts_page(number: int, form: KeepBackForm) -> Response:
    html = render_template("participation/young/parts.html", form=form, number=number)
    return make_response(html, REFUSED if error_items([form]) else 200)


def _yes_no_form(kind: str) -> YesNoForm:
    form = YesNoForm()
    asks = {
        "talk": _("May we talk about you and your plans at this meeting?"),
        "home": _("May we tell the people who give out homes that you may need one?"),
    }
    say(form.answer, asks[kind])
    form.answer.offer(
        [
            ("yes", _("Yes")),
            ("no", _("No")),
            ("not_sure", _("I am not sure. I want somebody to explain it.")),
        ]
    )
    return form


def _agree_page(kind: str, form: YesNoForm, found: Agreed) -> Response:
    html = render_template("participation/young/agree.html", form=form, kind=kind, agreed=found)
    return make_response(html, REFUSED if error_items([form]) else 200)


def _paper_form(found: Agreed, number: int) -> PaperForm:
    if not 1 <= number <= len(found.papers):
        raise NotFoundError("There is no such page.")
    form = PaperForm()
    say(form.to, _("Who may read this?"), _("Nobody ticked means nobody reads it"))
    form.to.offer(
        [
            (str(each.id), f"{words.isolated(each.name)}: {words.organisation_words(each.kind)}")
            for each in found.organisations
        ]
    )
    return form


def _paper_page(found: Agreed, number: int, form: PaperForm) -> Response:
    asked = found.papers[number - 1]
    html = render_template(
        "participation/young/paper.html",
        form=form,
        number=number,
        title=words.paper_words(asked.kind),
        parts=[said for _key, said in _parts_of(asked)],
        may_keep_back=bool(asked.agreed and asked.parts),
        more=asked.more,
        agreed=found,
    )
    return make_response(html, REFUSED if error_items([form]) else 200)


def _changed(form: PortalForm, error: RuleError | ConflictError) -> None:
    """Say that what they were asked changed meanwhile, or that the time for it is over."""
    del error  # its words are for staff
    form.form_errors.append(
        _("Something changed while you were here, so nothing was saved. Look again and choose.")
    )
