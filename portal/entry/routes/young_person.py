"""Getting in without an account, and the first page: addresses and words that tell nothing."""

from __future__ import annotations

from collections.abc import Callable

from flask import (
    Blueprint,
    Flask,
    Response,
    flash,
    jsonify,
    make_response,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portal.entry import home as lines_of_rooms
from portal.entry import kept, queries, rules, visiting
from portal.entry.forms import AnswerForm
from portal.entry.operations import asking, coming_back, entering, reaching
from portal.entry.operations.entering import Came
from portal.entry.pages import said as words
from portal.kernel.errors import ConflictError, RuleError
from portal.people import gate
from portal.people.reading import visitor_shown
from portal.signin.promises import Promises
from portal.signin.rules.throttle import place_of
from portal.web import clock, young
from portal.web.access import Audience, access
from portal.web.headers import CLEAR_BROWSER
from portal.web.htmx import go_to
from portal.web.languages import ENGLISH, Language
from portal.web.young import gettext as _

blueprint = Blueprint("entry", __name__, template_folder="../templates")
PATH = "/y"
NOT_FOUND, CONFLICT, UNPROCESSABLE, TOO_MANY = 404, 409, 422, 429


def init_app(app: Flask) -> None:
    """Say that these pages are young people's, and tell the gate who comes."""
    young.add_pages(app, blueprint=blueprint.name, path=PATH, home="reading.start")
    visiting.init_app(app)


# --- With a code.


@blueprint.get("/y")
@access(public=True)
def code() -> str:
    """Ask for a code."""
    return render_template(
        "entry/code.html",
        form=AnswerForm(),
        late=request.args.get("late") == "yes",
        more=request.args.get("more") == "yes",
    )


@blueprint.post("/y")
@access(public=True, writes=True)
def code_submit() -> ResponseReturnValue:
    """Let in whoever has a right code."""
    form = AnswerForm()
    form.validate()
    came = entering.come_by_code(
        text=form.answer.data or "",
        browser=visiting.browser(),
        place=_caller(),
        at=clock.moment(),
        asked=visiting.asked(),
    )
    waiting = _waiting() if came.texted else None
    if waiting is not None:
        young.turns_at("entry.you")
        said, by_word = words.texted_code(by_word=waiting.has_word), waiting.has_word
        return _not_in("entry/you.html", form, came, said, by_word=by_word)
    return _in(came) or _not_in("entry/code.html", form, came, words.wrong_code(came))


# --- With a link. Opening it changes nothing: robots open links too.


@blueprint.get("/y/l/<token>")
@access(public=True, county=True)
def link(token: str) -> ResponseReturnValue:
    """Show a button that starts. A link that is over, and one that never was, look the same."""
    reads = entering.link_reads_in(token=token, now=clock.now())
    if reads is None:
        return _link_over(token)
    if reads != ENGLISH and not young.reader().chosen:
        return go_to(url_for("entry.link", token=token, lang=reads.code))
    return render_template("entry/link.html", token=token)


@blueprint.post("/y/l/<token>")
@access(public=True, writes=True)
def link_start(token: str) -> ResponseReturnValue:
    """Start, or ask for what shows that it is them."""
    came = entering.start_by_link(token=token, at=clock.moment())
    return (came and _in(came)) or _link_over(token)


@blueprint.post("/y/l/<token>/ask")
@access(public=True, writes=True)
def link_ask(token: str) -> ResponseReturnValue:
    """Ask for a new link. What is answered tells nobody whether there ever was this one."""
    not_before = asking.ask_by_link(
        token=token, browser=visiting.browser(), place=_caller(), at=clock.moment()
    )
    if not_before is None:
        return go_to(url_for("entry.asked"))
    gate.keep_refusal()
    young.turns_at("entry.link", token=token)
    return _link_over(token, wait=words.wait_until(not_before))


@blueprint.get("/y/asked")
@access(public=True)
def asked() -> str:
    """Say what happens now that somebody asked for a new link: the same whoever asked."""
    return render_template("entry/asked.html", code=request.args.get("code") == "yes")


def _link_over(token: str, *, wait: str = "") -> ResponseReturnValue:
    """Say that a link does not open, and offer to ask for a new one."""
    page = render_template("entry/link_over.html", token=token, wait=wait)
    return make_response(page, TOO_MANY if wait else NOT_FOUND)


@blueprint.get("/y/you")
@access(public=True, county=True)
def you() -> ResponseReturnValue:
    """Ask somebody who came by a link to show that it is them."""
    waiting = _waiting()
    if waiting is None:
        return go_to(url_for("entry.code"))
    return render_template("entry/you.html", form=AnswerForm(), by_word=waiting.has_word)


@blueprint.post("/y/you")
@access(public=True, writes=True)
def you_submit() -> ResponseReturnValue:
    """Take the own word of whoever came by a link."""
    waiting, token = _waiting(), visiting.asked()
    if waiting is None or token is None:
        return go_to(url_for("entry.code"))
    form = AnswerForm()
    form.validate()
    came = entering.come_by_word(
        word=form.answer.data or "",
        place=_caller(),
        at=clock.moment(),
        asked=token,
        promises=Promises(),
    )
    return _in(came) or _not_in(
        "entry/you.html", form, came, words.wrong_word(came), by_word=waiting.has_word
    )


@blueprint.post("/y/you/ask")
@access(public=True, writes=True)
def you_ask() -> ResponseReturnValue:
    """Ask for a new code: somebody came by a link, and has neither code nor word."""
    waiting, token = _waiting(), visiting.asked()
    if waiting is None or token is None:
        return go_to(url_for("entry.code"))
    not_before = asking.ask_by_visit(
        visit=token, browser=visiting.browser(), place=_caller(), at=clock.moment()
    )
    if not_before is None:
        return go_to(url_for("entry.asked"))
    gate.keep_refusal()
    young.turns_at("entry.you")
    page = render_template(
        "entry/you.html",
        form=AnswerForm(),
        by_word=waiting.has_word,
        wait=words.wait_until(not_before),
    )
    return make_response(page, TOO_MANY)


def _waiting() -> entering.Waiting | None:
    token = visiting.asked()
    return None if token is None else entering.waiting(token, clock.moment())


# --- Once they are in.


@blueprint.get("/y/home")
@access(audience=Audience.YOUNG_PERSON, reads="Their first page")
def home() -> str:
    """Show what there is to do and to read."""
    visitor = visitor_shown()
    return render_template(
        "entry/home.html",
        lines=lines_of_rooms.lines(visitor, clock.now()),
        has_word=queries.word_of(visitor.young_person_id) is not None,
        messages=words.message_lines(visitor),
        kept=kept.newest(),
    )


@blueprint.post("/y/not-sent")
@access(audience=Audience.YOUNG_PERSON, writes=True)
def not_sent() -> ResponseReturnValue:
    """Keep what is being typed on a page of theirs, for them alone; or throw it away by a press."""
    if "quiet" not in request.form:
        return go_to(kept.throw_away())
    try:
        any_kept = kept.save()
    except ConflictError as error:
        return make_response(jsonify(said=_(error.message)), CONFLICT)
    except RuleError as error:
        return make_response(jsonify(said=_(error.message)), UNPROCESSABLE)
    return jsonify(empty=not any_kept)


@blueprint.post("/y/more/ask")
@access(public=True, writes=True)
def more_ask() -> ResponseReturnValue:
    """Ask for a code: a link alone let them in, and a page needs more."""
    token = visiting.visit_here()
    if token is None:
        return go_to(url_for("entry.code"))
    if not asking.is_open(token):  # its page was still on a screen: nobody is told of a press there
        return go_to(url_for("entry.code", late="yes"))
    not_before = asking.ask_for_code(
        visit=token, browser=visiting.browser(), place=_caller(), at=clock.moment()
    )
    if not_before is None:
        return go_to(url_for("entry.asked", code="yes"))
    gate.keep_refusal()
    young.turns_at("entry.code", more="yes")
    wait = words.wait_until(not_before)
    page = render_template("entry/code.html", form=AnswerForm(), late=False, more=True, wait=wait)
    return make_response(page, TOO_MANY)


@blueprint.get("/y/back")
@access(audience=Audience.YOUNG_PERSON)
def back() -> str:
    """Show the ways to come back, here or on another phone."""
    visitor = visiting.current_visitor()
    return render_template(
        "entry/back.html",
        word=queries.word_of(visitor.young_person_id),
        visits=words.visit_lines(visitor),
        codes=words.code_lines(visitor),
        messages=words.message_lines(visitor),
    )


@blueprint.post("/y/back/send/<any(text, email):way>")
@access(audience=Audience.YOUNG_PERSON, writes=True)
def send_to_me(way: str) -> Response:
    """Send them a link to their pages, in a way they said is safe; never what stands there."""
    visiting.wrote_nothing()
    visitor, now = visiting.current_visitor(), clock.now()
    with gate.beyond_their_reach("sending their link to themselves", writes=True):
        sent = reaching.send_to_me(visitor=visitor, given=rules.Given(way), now=now)
    flash(words.sent_to_me(sent=sent, alone=visiting.way_back_missing()), "young")
    return go_to(url_for("entry.back"))


@blueprint.post("/y/back/stop/<any(text, email):way>")
@access(audience=Audience.YOUNG_PERSON, writes=True)
def stop(way: str) -> Response:
    """Stop messages to their phone, or to their email address."""
    return _as_they_wish(way, "stopping messages to themselves", reaching.stop)


@blueprint.post("/y/back/go-on/<any(text, email):way>")
@access(audience=Audience.YOUNG_PERSON, writes=True)
def messages_go_on(way: str) -> Response:
    """Let messages come again that they stopped themselves."""
    return _as_they_wish(way, "letting messages to themselves come again", reaching.go_on)


def _as_they_wish(way: str, purpose: str, change: Callable[..., None]) -> Response:
    """Stop messages in one way, or let them come again, for whoever is in."""
    visiting.wrote_nothing()
    visitor, now = visiting.current_visitor(), clock.now()
    with gate.beyond_their_reach(purpose, writes=True):
        change(visitor=visitor, given=rules.Given(way), now=now)
    return go_to(url_for("entry.back"))


@blueprint.get("/y/word")
@access(audience=Audience.YOUNG_PERSON)
def word() -> str:
    """Ask for a word to come back with."""
    return render_template("entry/word.html", form=AnswerForm())


@blueprint.post("/y/word")
@access(audience=Audience.YOUNG_PERSON, writes=True)
def word_submit() -> ResponseReturnValue:
    """Keep the word."""
    form = AnswerForm()
    form.validate()
    fault = coming_back.choose_word(
        visitor=visiting.current_visitor(), word=form.answer.data or "", now=clock.now()
    )
    if fault is not None:
        form.answer.errors = [words.word_fault(fault)]
        return render_template("entry/word.html", form=form), UNPROCESSABLE
    return go_to(url_for("entry.back"))


@blueprint.post("/y/code")
@access(audience=Audience.YOUNG_PERSON, writes=True)
def own_code() -> str:
    """Show a new code to come back with, once."""
    young.turns_at("entry.back")
    made = coming_back.own_code(visitor=visiting.current_visitor(), now=clock.now())
    return render_template("entry/own_code.html", code=rules.grouped(made))


@blueprint.post("/y/phone")
@access(audience=Audience.YOUNG_PERSON, writes=True)
def phone() -> str:
    """Show a code for a second phone, good for ten minutes."""
    young.turns_at("entry.back")
    visiting.wrote_nothing()
    made = coming_back.phone_code(visitor=visiting.current_visitor(), at=clock.moment())
    return render_template(
        "entry/phone.html", code=rules.grouped(made), address=words.address_to_type()
    )


@blueprint.post("/y/stay")
@access(audience=Audience.YOUNG_PERSON)
def stay() -> Response:
    """Count the time anew, at once: whoever presses is still there."""
    return Response(status=204)


@blueprint.get("/y/going")
@access(audience=Audience.YOUNG_PERSON)
def going() -> str:
    """Offer a way to come back, before somebody finishes who has none."""
    return render_template("entry/going.html")


@blueprint.post("/y/finish")
@access(audience=Audience.YOUNG_PERSON, writes=True)
def finish() -> Response:
    """End the visit, here and in the browser; ask first where they could not come back."""
    visiting.wrote_nothing()
    if "anyway" not in request.form and visiting.way_back_missing():
        return go_to(url_for("entry.going"))
    coming_back.finish(visit_id=visiting.current_visitor().visit_id, now=clock.machine_now())
    cookie.clear()
    answer = go_to(url_for("entry.finished"))
    answer.headers["Clear-Site-Data"] = CLEAR_BROWSER
    return answer


@blueprint.get("/y/finished")
@access(public=True)
def finished() -> str:
    """Say that nothing of theirs is open here any more."""
    return render_template("entry/finished.html")


def _caller() -> str:
    return place_of(request.remote_addr or "")


def _in(came: Came) -> Response | None:
    """Go on for whoever came in, or to where more is asked of them; None where nobody did."""
    if came.token is None:
        return None
    visiting.come_in(came.token, asked=came.asked)
    place = "entry.you" if came.asked else "entry.home"
    return go_to(url_for(place, lang=_led_in(came.reads)))


def _led_in(reads: Language) -> str | None:
    """Return the language to lead somebody on in: what they chose, else what was written down.

    None where that is English: it is there before anybody asks them, so that what their browser
    says tells more.
    """
    if young.reader().chosen:
        return young.reader().language.code
    return None if reads == ENGLISH else reads.code


def _not_in(
    template: str, form: AnswerForm, came: Came, said: str, **more: object
) -> ResponseReturnValue:
    """Say what was wrong; that it was tried is kept."""
    gate.keep_refusal()
    form.answer.errors = [said]
    page = render_template(template, form=form, **more)
    return make_response(page, TOO_MANY if came.not_before else UNPROCESSABLE)
