"""My meeting: what it is, who comes, how they take part, what they ask for and agree to.

No address holds an id: everything is about the item of whoever is in. Each answer is saved by
itself; each may be skipped, and changed until the slot is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Flask, Response, make_response, render_template, request, url_for

from portal.agreements.rules import Answer, Kind
from portal.entry import home
from portal.entry.visiting import Visitor, current_visitor
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.participation import operations, queries
from portal.participation.forms import (
    AwayForm,
    PaperForm,
    PartForm,
    YesNoForm,
    part_form,
    say,
)
from portal.participation.operations import Agreed
from portal.participation.pages import meeting as pages
from portal.participation.pages import words
from portal.participation.pages.meeting import When
from portal.participation.rules.asks import AskKind
from portal.participation.rules.choices import Topic
from portal.people.gate import beyond_their_reach
from portal.people.reading import shows
from portal.tenancy.door import variation_of
from portal.web import clock, young
from portal.web.access import Audience, access
from portal.web.forms import REFUSED, PortalForm, error_items
from portal.web.htmx import go_to
from portal.web.young import gettext as _

Asked = TypeVar("Asked", bound=PortalForm)
blueprint = Blueprint("taking_part", __name__, template_folder="../templates")
MEETING = "Their own page about their meeting"
"""What the read log calls these pages."""
CONFLICT = 409
AGREE = {"talk": Kind.BE_DISCUSSED, "home": Kind.REFER_TO_HOUSING}
"""What is agreed to as a whole, by its name in an address: nothing there tells what it is about."""
ANSWERS = {"yes": Answer.YES, "no": Answer.NO, "not_sure": Answer.THINKING}


def init_app(app: Flask) -> None:
    """Say that these pages are young people's, and put a line on their first page."""
    young.add_pages(app, blueprint=blueprint.name)
    home.add(app, _home_lines, order=10)


def _home_lines(visitor: Visitor, now: datetime) -> Iterable[home.Line]:
    when = pages.when_of(queries.booked(visitor.item_id), now)
    state = _("It is not planned just now.")
    if when is not None:
        state = _("%(day)s, %(start)s") % {"day": when.day, "start": when.start}
    yield home.Line(_("My meeting"), state, url_for("taking_part.meeting"))


@blueprint.get("/y/meeting")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def meeting() -> str:
    """Show when and where, and every question with how far it is."""
    visitor, now = _visitor(), clock.now()
    page = pages.my_meeting(visitor.item_id, now)
    with beyond_their_reach("reading what they agreed to"):
        agreed = _agreed(visitor, now)
        papers = pages.paper_rows(agreed)
    return render_template(
        "participation/young/meeting.html", page=page, agreed=agreed, papers=papers, saved=_saved()
    )


@blueprint.get("/y/meeting/people")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def people() -> str:
    """Show who will be there, each with who they are and why they come."""
    visitor, now = _visitor(), clock.now()
    with beyond_their_reach("reading who comes to their meeting"):
        there = pages.people_there(visitor.item_id, now)
    return render_template("participation/young/people.html", people=there)


@blueprint.get("/y/meeting/what-others-see")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def sees() -> str:
    """Show what each organisation would be given, by what they agree to now."""
    visitor, now = _visitor(), clock.now()
    with beyond_their_reach("reading what others would be given of their papers"):
        found = operations.seen_by_others(
            young_person_id=visitor.young_person_id, item_id=visitor.item_id, now=now
        )
    return render_template(
        "participation/young/sees.html", rows=[pages.seen_row(each) for each in found]
    )


@blueprint.get("/y/meeting/check")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def check() -> str:
    """Show everything they answered in one place."""
    visitor = _visitor()
    page = pages.my_meeting(visitor.item_id, clock.now())
    return render_template("participation/young/check.html", page=page)


@blueprint.get("/y/meeting/who-reads-this")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def readers() -> str:
    """Say what is kept, who reads it and until when."""
    _visitor()
    return render_template("participation/young/readers.html")


@blueprint.get("/y/meeting/about/<topic>/<part>")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def question(topic: str, part: str) -> Response:
    """Ask one thing."""
    visitor = _visitor()
    when = _when(visitor)
    form = _part_form(topic, part, when)
    held = queries.choices(visitor.item_id).get(form.topic)
    if held is not None:
        form.version.data = held.number
        form.fill(held.answers)
    return _question_page(form, when)


@blueprint.post("/y/meeting/about/<topic>/<part>")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING)
def question_submit(topic: str, part: str) -> Response:
    """Save one answer at once, and go on to what is asked next."""
    visitor = _visitor()
    when = _when(visitor)
    form = _part_form(topic, part, when)
    if not form.validate():
        return _question_page(_in_their_words(form), when)
    held = queries.choices(visitor.item_id).get(form.topic)
    answers = dict(held.answers) if held is not None else {}
    answers[part] = form.said  # type: ignore[assignment] # cleaned by the operation
    try:
        operations.choose_as_young_person(
            now=clock.now(),
            young_person_id=visitor.young_person_id,
            item_id=visitor.item_id,
            topic=form.topic,
            given=answers,
            seen=form.version.data or 0,
        )
    except RuleError:
        form.form_errors.append(_("Your meeting is over. Nothing was changed."))
        return _question_page(form, when)
    except ConflictError:
        return _question_page(_met(form, visitor), when, CONFLICT)
    following = pages.next_part(form.topic, part, answers)
    if following is None:
        return go_to(url_for("taking_part.meeting", saved=form.topic.value))
    return go_to(
        url_for("taking_part.question", topic=topic, part=following.key, saved=form.topic.value)
    )


@blueprint.get("/y/meeting/away")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def away() -> Response:
    """Ask who should not be there."""
    visitor = _visitor()
    return _away_page(_away_form(visitor))


@blueprint.post("/y/meeting/away")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING)
def away_submit() -> Response:
    """Ask that somebody is not there; it is answered before anything goes out."""
    visitor = _visitor()
    form = _away_form(visitor)
    if not form.validate():
        return _away_page(_in_their_words(form))
    try:
        operations.ask_as_young_person(
            now=clock.now(),
            young_person_id=visitor.young_person_id,
            item_id=visitor.item_id,
            kind=AskKind.NOT_THERE,
            whom=form.named,
            why=form.why.data or "",
        )
    except RuleError as error:
        form.whom.errors = [_asked_words(error)]
        return _away_page(form)
    return go_to(url_for("taking_part.meeting", saved="asks", _anchor="asks"))


@blueprint.get("/y/meeting/advocate")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def advocate() -> str:
    """Say what an advocate does, and how to get one."""
    visitor = _visitor()
    rows = queries.asks_of([visitor.item_id])[visitor.item_id]
    return render_template(
        "participation/young/advocate.html",
        service=variation_of(visitor.district_id).young_person.advocate,
        waits=any(row.kind is AskKind.ADVOCATE and row.is_open for row in rows),
        when=_when(visitor),
    )


@blueprint.post("/y/meeting/advocate")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING)
def advocate_submit() -> Response:
    """Ask for an advocate."""
    _ask_once(_visitor(), AskKind.ADVOCATE)
    return go_to(url_for("taking_part.meeting", saved="asks", _anchor="asks"))


@blueprint.post("/y/meeting/take-back")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING)
def take_back() -> Response:
    """Take back what they asked for."""
    visitor = _visitor()
    try:
        ask_id = UUID(request.form.get("ask", ""))
    except ValueError as error:
        raise NotFoundError("There is no such request.") from error
    operations.take_back(now=clock.now(), young_person_id=visitor.young_person_id, ask_id=ask_id)
    return go_to(url_for("taking_part.meeting", saved="asks", _anchor="asks"))


@blueprint.get("/y/meeting/agree/<kind>")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def agree(kind: str) -> Response:
    """Ask for one agreement as a whole."""
    visitor = _visitor()
    form = _yes_no_form(kind)
    with beyond_their_reach("reading what they agreed to"):
        agreed = _agreed(visitor, clock.now())
    form.version.data = agreed.newest
    given = agreed.talk if kind == "talk" else agreed.home
    form.answer.data = (
        {Answer.YES: "yes", Answer.THINKING: "not_sure"}.get(given) if given else None
    )
    if given in {Answer.NO, Answer.STOPPED}:
        form.answer.data = "no"
    return _agree_page(kind, form, agreed)


@blueprint.post("/y/meeting/agree/<kind>")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING)
def agree_submit(kind: str) -> Response:
    """Save one agreement; not sure is no answer yet, and asks somebody to explain."""
    visitor = _visitor()
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
                _ask_once(visitor, AskKind.HELP_DECIDING)
            return go_to(url_for("taking_part.meeting", saved=kind, _anchor="agree"))
    elif not form.errors:
        return go_to(url_for("taking_part.meeting"))
    with beyond_their_reach("reading what they agreed to"):
        agreed = _agreed(visitor, now)
    form.version.data = agreed.newest
    return _agree_page(kind, _in_their_words(form), agreed)


@blueprint.get("/y/meeting/papers/<int:number>")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def paper(number: int) -> Response:
    """Ask who may read one paper."""
    visitor = _visitor()
    with beyond_their_reach("reading what they agreed to"):
        agreed = _agreed(visitor, clock.now())
    form = _paper_form(agreed, number)
    form.version.data = agreed.newest
    form.to.data = [str(each) for each in agreed.papers[number - 1].agreed]
    return _paper_page(agreed, number, form)


@blueprint.post("/y/meeting/papers/<int:number>")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING)
def paper_submit(number: int) -> Response:
    """Save who may read one paper; nobody ticked means nobody."""
    visitor, now = _visitor(), clock.now()
    with beyond_their_reach("reading what they agreed to"):
        agreed = _agreed(visitor, now)
    form = _paper_form(agreed, number)
    unsure = request.form.get("answer") == "not_sure"
    if form.validate():
        try:
            with beyond_their_reach("saying who may read a paper", writes=True):
                operations.answer_paper(
                    young_person_id=visitor.young_person_id,
                    item_id=visitor.item_id,
                    paper_id=agreed.papers[number - 1].id,
                    to=[UUID(each) for each in form.to.data or ()],
                    unsure=unsure,
                    seen=form.version.data or 0,
                    now=now,
                )
        except (RuleError, ConflictError) as error:
            _changed(form, error)
        else:
            if unsure:
                _ask_once(visitor, AskKind.HELP_DECIDING)
            return go_to(url_for("taking_part.meeting", saved="papers", _anchor="agree"))
    form.version.data = agreed.newest
    return _paper_page(agreed, number, _in_their_words(form))


def _visitor() -> Visitor:
    """Return who is in, and note for the read log that they see their own item."""
    visitor = current_visitor()
    shows(
        ("item", visitor.item_id),
        district_id=visitor.district_id,
        young_person_id=visitor.young_person_id,
    )
    return visitor


def _saved() -> str:
    """Return what was saved on the page before; only ever one of a few words."""
    found = request.args.get("saved", "")
    return found if found in {*Topic, *AGREE, "asks", "papers"} else ""


def _agreed(visitor: Visitor, now: datetime) -> Agreed:
    return operations.agreed_now(
        young_person_id=visitor.young_person_id, item_id=visitor.item_id, now=now
    )


def _when(visitor: Visitor) -> When | None:
    return pages.when_of(queries.booked(visitor.item_id), clock.now())


def _part_form(topic: str, part: str, when: When | None) -> PartForm:
    if topic not in set(Topic):
        raise NotFoundError("There is no such page.")
    day = when.day if when is not None else _("that day")
    try:
        asks = words.question(Topic(topic), part, day)
    except KeyError as error:
        raise NotFoundError("There is no such page.") from error
    return part_form(
        Topic(topic), part, asks=asks, hint=words.hint(part), choices=words.choices(part)
    )


def _question_page(form: PartForm, when: When | None, status: int | None = None) -> Response:
    html = render_template(
        "participation/young/question.html",
        form=form,
        topic=form.topic.value,
        when=when,
        skip=_after(form),
        saved=_saved(),
    )
    return make_response(html, status or (REFUSED if error_items([form]) else 200))


def _after(form: PartForm) -> str:
    """Return where skipping leads: to the next thing of this topic, or back to the list."""
    following = pages.next_part(form.topic, form.part.key, {form.part.key: ""})
    if following is None:
        return url_for("taking_part.meeting")
    return url_for("taking_part.question", topic=form.topic.value, part=following.key)


def _met(form: PartForm, visitor: Visitor) -> PartForm:
    """Show what was saved meanwhile beside what was typed; sent again, theirs comes last."""
    held = queries.choices(visitor.item_id).get(form.topic)
    if held is not None:
        said = ", ".join(words.answered(form.topic, held.answers)) or _("nothing")
        form.form_errors.append(
            _("This was changed while you were here. Now it says: %(said)s. Save to keep yours.")
            % {"said": said}
        )
        form.version.data = held.number
    return form


def _away_form(visitor: Visitor) -> AwayForm:
    with beyond_their_reach("reading who comes to their meeting"):
        there = pages.whom_to_name(visitor.item_id, clock.now())
    form = AwayForm()
    say(form.whom, _("Who should not be there?"))
    say(form.words, _("If it is somebody else, write who"))
    say(form.why, _("Why? You do not have to say."))
    form.offer(there, _("Somebody else"))
    return form


def _away_page(form: AwayForm) -> Response:
    html = render_template("participation/young/away.html", form=form)
    return make_response(html, REFUSED if error_items([form]) else 200)


def _asked_words(error: RuleError) -> str:
    if error.field != "whom":
        return _("Your meeting is over. Nothing was changed.")
    return _("Choose or write who should not be there. You may have asked for this already.")


def _ask_once(visitor: Visitor, kind: AskKind) -> None:
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


def _yes_no_form(kind: str) -> YesNoForm:
    if kind not in AGREE:
        raise NotFoundError("There is no such page.")
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


def _agree_page(kind: str, form: YesNoForm, agreed: Agreed) -> Response:
    html = render_template("participation/young/agree.html", form=form, kind=kind, agreed=agreed)
    return make_response(html, REFUSED if error_items([form]) else 200)


def _paper_form(agreed: Agreed, number: int) -> PaperForm:
    if not 1 <= number <= len(agreed.papers):
        raise NotFoundError("There is no such page.")
    form = PaperForm()
    say(form.to, _("Who may read this?"), _("Nobody ticked means nobody reads it"))
    form.to.offer(
        [
            (str(each.id), f"{each.name}: {words.organisation_words(each.kind)}")
            for each in agreed.organisations
        ]
    )
    return form


def _paper_page(agreed: Agreed, number: int, form: PaperForm) -> Response:
    asked = agreed.papers[number - 1]
    html = render_template(
        "participation/young/paper.html",
        form=form,
        number=number,
        title=words.paper_words(asked.kind),
        parts=asked.parts,
        more=asked.more,
        agreed=agreed,
    )
    return make_response(html, REFUSED if error_items([form]) else 200)


def _changed(form: PortalForm, error: RuleError | ConflictError) -> None:
    """Say that what they were asked changed meanwhile, or that the time for it is over."""
    del error  # its words are for staff
    form.form_errors.append(
        _("Something changed while you were here, so nothing was saved. Look again and choose.")
    )


def _in_their_words(form: Asked) -> Asked:
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
