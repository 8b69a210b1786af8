"""My meeting: what it is, who comes, how they take part, what they ask for.

No address holds an id: everything is about the item of whoever is in. Each answer is saved by
itself; each may be skipped, and changed until the slot is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask import Flask, Response, make_response, render_template, request, url_for

from portal.entry import home, written
from portal.entry.visiting import Visitor
from portal.guides import documents
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.participation import operations, queries, recording
from portal.participation.forms import AwayForm, PartForm, part_form, say
from portal.participation.pages import meeting as pages
from portal.participation.pages import paper, words
from portal.participation.pages.meeting import When
from portal.participation.pages.texts import decided_without, texts
from portal.participation.queries import Choices, Chosen
from portal.participation.routes import young_person_agreeing, young_person_wrong
from portal.participation.routes.young_person_shared import (
    CONFLICT,
    MEETING,
    agreed,
    ask_once,
    blueprint,
    in_their_words,
    saved,
)
from portal.participation.rules.asks import AskKind
from portal.participation.rules.choices import Topic
from portal.people.gate import beyond_their_reach
from portal.people.reading import visitor_shown
from portal.tenancy.door import variation_of
from portal.translations import texts as translations
from portal.web import clock, young
from portal.web.access import Audience, access
from portal.web.forms import REFUSED, error_items
from portal.web.htmx import go_to
from portal.web.young import gettext as _

__all__ = ["blueprint", "init_app", "young_person_agreeing", "young_person_wrong"]
ABOUT = (
    "/y/meeting/about/<any(way, times, bring, needs, adult):topic>"
    "/<any(way, more, hours, because, who, name, language, needs, adult):part>"
)


def init_app(app: Flask) -> None:
    """Say that these pages are young people's, and put a line on their first page."""
    young.add_pages(app, blueprint=blueprint.name)
    home.add(app, _home_lines, order=10)
    written.add(app, queries.anything_of)
    translations.add(app, texts, order=20)
    translations.add(app, decided_without, order=25)


def _home_lines(visitor: Visitor, now: datetime) -> Iterable[home.Line]:
    when = pages.when_of(queries.booked(visitor.item_id), now)
    state = _("It is not planned just now.")
    if when is not None:
        state = f"{when.day}{young.reader().language.comma} {when.start}"
    yield home.Line(_("My meeting"), state, url_for("taking_part.meeting"))
    yield from _recording(visitor, queries.choices(visitor.item_id))


def _recording(visitor: Visitor, chosen: Choices) -> Iterable[home.Line]:
    """Lead whoever wants to send a recording to where it is made."""
    found = recording.of(visitor) if pages.sends_a_recording(chosen) else None
    if found is not None:
        title = _("Listen to your recording") if found.made else _("Record what you want to say")
        yield home.Line(title, _("You choose who gets to hear it."), found.href)


@blueprint.get("/y/meeting")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def meeting() -> str:
    """Show when and where, and every question with how far it is.

    How they answered what they agree to is not shown by a link alone (C20).
    """
    visitor, now = visitor_shown(), clock.now()
    chosen = queries.choices(visitor.item_id)
    shown: dict[str, object] = {"agreed": None, "papers": ()}
    if visitor.sure:
        now_agreed = agreed(visitor, now)
        shown = {
            "agreed": now_agreed,
            "papers": pages.paper_rows(now_agreed),
            "without_told": pages.without_told(now_agreed, visitor.item_id),
        }
    return render_template(
        "participation/young/meeting.html",
        page=pages.my_meeting(visitor.item_id, now, chosen),
        leads=tuple(_recording(visitor, chosen)),
        saved=saved(),
        **shown,
    )


@blueprint.get("/y/meeting/people")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def people() -> str:
    """Show who will be there, each with who they are and why they come."""
    visitor, now = visitor_shown(), clock.now()
    with beyond_their_reach("reading who comes to their meeting"):
        there = pages.people_there(visitor.item_id, now)
    return render_template("participation/young/people.html", people=there)


@blueprint.get("/y/meeting/paper")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def on_paper() -> Response:
    """Return when, where and who, to print: beside English for whoever reads another language."""
    visitor, now = visitor_shown(), clock.now()
    with beyond_their_reach("reading who comes to their meeting"):
        written = paper.written(visitor.item_id, now)
    return documents.for_one(young.reader().language, written)


@blueprint.get("/y/meeting/what-others-see")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING, step_up=True)
def sees() -> str:
    """Show what each organisation would be given: as they agree now, and for each other answer."""
    visitor, now = visitor_shown(), clock.now()
    with beyond_their_reach("reading what others would be given of their papers"):
        found = operations.seen_by_others(
            young_person_id=visitor.young_person_id, item_id=visitor.item_id, now=now
        )
    return render_template(
        "participation/young/sees.html",
        groups=pages.alike(found.stand),
        open=bool(found.could),
        could=pages.if_rows(found.could),
        home=found.home,
    )


@blueprint.get("/y/meeting/check")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def check() -> str:
    """Show everything they answered in one place."""
    visitor = visitor_shown()
    page = pages.my_meeting(visitor.item_id, clock.now(), queries.choices(visitor.item_id))
    return render_template("participation/young/check.html", page=page)


@blueprint.get("/y/meeting/who-reads-this")
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def readers() -> str:
    """Say what is kept, who reads it and until when."""
    visitor_shown()
    return render_template("participation/young/readers.html")


@blueprint.get(ABOUT)
@access(audience=Audience.YOUNG_PERSON, reads=MEETING)
def question(topic: str, part: str) -> Response:
    """Ask one thing."""
    visitor = visitor_shown()
    when = _when(visitor)
    form = _part_form(topic, part, when)
    chosen = queries.choices(visitor.item_id)
    held = chosen.get(form.topic)
    if held is not None and not form.brought_back:
        form.version.data = held.number
        form.fill(held.answers)
    if saved() != Topic.WAY:
        return _question_page(form, when)
    leads, joins = _recording(visitor, chosen), pages.joins_from_afar(chosen)
    return _question_page(form, when, leads=leads, joins=joins)


@blueprint.post(ABOUT)
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING)
def question_submit(topic: str, part: str) -> Response:
    """Save one answer at once, and go on to what is asked next."""
    visitor = visitor_shown()
    when = _when(visitor)
    form = _part_form(topic, part, when)
    if not form.validate():
        return _question_page(in_their_words(form), when)
    held = queries.choices(visitor.item_id).get(form.topic)
    answers: dict[str, object] = dict(held.answers) if held is not None else {}
    answers[part] = form.said
    try:
        operations.choose_as_young_person(
            now=clock.now(),
            young_person_id=visitor.young_person_id,
            item_id=visitor.item_id,
            topic=form.topic,
            given=answers,
            seen=_seen(form, held, visitor),
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
    visitor = visitor_shown()
    return _away_page(_away_form(visitor))


@blueprint.post("/y/meeting/away")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING)
def away_submit() -> Response:
    """Ask that somebody is not there; it is answered before anything goes out."""
    visitor = visitor_shown()
    form = _away_form(visitor)
    if not form.validate():
        return _away_page(in_their_words(form))
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
    visitor = visitor_shown()
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
    ask_once(visitor_shown(), AskKind.ADVOCATE)
    return go_to(url_for("taking_part.meeting", saved="asks", _anchor="asks"))


@blueprint.post("/y/meeting/take-back")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=MEETING)
def take_back() -> Response:
    """Take back what they asked for."""
    visitor = visitor_shown()
    try:
        ask_id = UUID(request.form.get("ask", ""))
    except ValueError as error:
        raise NotFoundError("There is no such request.") from error
    row = operations.take_back(
        now=clock.now(), young_person_id=visitor.young_person_id, ask_id=ask_id
    )
    if AskKind(row.kind).at_any_time:
        return go_to(url_for("taking_part.wrong"))
    return go_to(url_for("taking_part.meeting", saved="asks", _anchor="asks"))


def _when(visitor: Visitor) -> When | None:
    return pages.when_of(queries.booked(visitor.item_id), clock.now())


def _part_form(topic: str, part: str, when: When | None) -> PartForm:
    day = when.day if when is not None else _("that day")
    try:
        asks = words.question(Topic(topic), part, day)
    except KeyError as error:
        raise NotFoundError("There is no such page.") from error
    return part_form(
        Topic(topic), part, asks=asks, hint=words.hint(part), choices=words.choices(part)
    )


def _question_page(
    form: PartForm,
    when: When | None,
    status: int | None = None,
    leads: Iterable[home.Line] = (),
    *,
    joins: bool = False,
) -> Response:
    html = render_template(
        "participation/young/question.html",
        form=form,
        topic=form.topic.value,
        when=when,
        skip=_after(form),
        leads=leads,
        joins=joins,
        saved=saved(),
    )
    return make_response(html, status or (REFUSED if error_items([form]) else 200))


def _after(form: PartForm) -> str:
    """Return where skipping leads: to the next thing of this topic, or back to the list."""
    following = pages.next_part(form.topic, form.part.key, {form.part.key: ""})
    if following is None:
        return url_for("taking_part.meeting")
    return url_for("taking_part.question", topic=form.topic.value, part=following.key)


def _seen(form: PartForm, held: Chosen | None, visitor: Visitor) -> int:
    """Return the number of the answer they saw: the newest where this very answer is as it was.

    They may answer what stands beside it, and come back to what they typed here.
    """
    seen = form.version.data or 0
    if held is None or held.number == seen or (form.topic.carried and not seen):
        return seen
    before = queries.answer_at(visitor.item_id, form.topic, seen, form.part.key)
    return held.number if before == held.answers.get(form.part.key, "") else seen


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
