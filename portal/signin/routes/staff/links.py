"""Links to set a password, and how others sign in, for whoever manages people."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.errors import NotFoundError, RuleError
from portal.people import gate
from portal.people.models import Person, WayIn
from portal.people.operations.access import (
    BY_COMMAND,
    is_let_in_by_command,
    managed,
    may_manage,
    newcomer_of,
    seen,
)
from portal.people.policy import Permission
from portal.signin import pages, queries
from portal.signin.forms import LinkForm
from portal.signin.models import LinkKind
from portal.signin.operations import council, entering, factors, opening, passwords, sessions
from portal.signin.routes.staff.shared import (
    blueprint,
    caller,
    place,
    settings,
)
from portal.signin.rules import words
from portal.signin.rules.two_people import NOT_AFTER
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to

GONE = 404


@blueprint.get("/set-password/<token>")
@access(public=True)
def set_password(token: str) -> ResponseReturnValue:
    """Ask for a password. Nothing here says for whom, and nothing is used up."""
    if not passwords.link_is_open(token, clock.moment()):
        return _gone()
    return _ask(LinkForm(), token)


@blueprint.post("/set-password/<token>")
@access(public=True, writes=True)
def set_password_submit(token: str) -> ResponseReturnValue:
    """Set the password, which uses up the link."""
    form = LinkForm()
    if form.validate():
        try:
            person_id = passwords.use_link(
                token=token,
                email=form.email.data or "",
                new=form.new.data or "",
                caller=caller(""),
                at=clock.moment(),
            )
        except NotFoundError:
            return _gone()
        except RuleError as error:
            gate.keep_refusal()
            apply_rule_error(form, error)
        else:
            flash("Your password is set. Sign in with it now.", "success")
            return go_to(url_for(_page_of(_person(person_id))))
    return _ask(form, token)


@blueprint.get("/people/<uuid:person_id>/sign-in")
@access(Permission.PERSON_SEE)
def person_sign_in(person_id: UUID) -> str:
    """Show how somebody signs in, and what can be done where they cannot."""
    return _show(person_id, None)


@blueprint.post("/people/<uuid:person_id>/sign-in/link")
@access(Permission.PERSON_SEE, writes=True, step_up=True)
def person_link(person_id: UUID) -> ResponseReturnValue:
    """Make a link for somebody to set their password.

    A first one is shown this once; a later one goes to their own address.
    """
    person = seen(gate.current_actor(), person_id, clock.today())
    kind = LinkKind.INVITATION if person.password_hash is None else LinkKind.RESET
    token = passwords.make_link(
        actor=gate.current_actor(), person_id=person_id, kind=kind, at=clock.moment()
    )
    if token is None:
        flash(f"The link is on its way to {person.email}. It is shown to nobody else.", "success")
        return go_to(url_for("signin.person_sign_in", person_id=person_id))
    return _show(person_id, place().origin + url_for("signin.set_password", token=token))


@blueprint.post("/people/<uuid:person_id>/sign-in/council")
@access(Permission.PERSON_MANAGE, writes=True, step_up=True)
def person_council(person_id: UUID) -> Response:
    """Allow somebody's next sign-in with a council account to be theirs."""
    council.allow(actor=gate.current_actor(), person_id=person_id, at=clock.moment())
    flash("Their council account is linked at their next sign-in with it.", "success")
    return go_to(url_for("signin.person_sign_in", person_id=person_id))


@blueprint.post("/people/<uuid:person_id>/sign-in/remove-factors")
@access(Permission.PERSON_MANAGE, writes=True, step_up=True)
def person_remove_factors(person_id: UUID) -> Response:
    """Take away somebody's second factors: they lost their phone and their codes."""
    factors.remove_all(actor=gate.current_actor(), person_id=person_id, at=clock.moment())
    flash("They set up a new second factor at their next sign-in.", "success")
    return go_to(url_for("signin.person_sign_in", person_id=person_id))


@blueprint.post("/people/<uuid:person_id>/sign-in/end-sessions")
@access(Permission.PERSON_MANAGE, writes=True)
def person_end_sessions(person_id: UUID) -> Response:
    """Sign somebody out everywhere, at once."""
    actor = gate.current_actor()
    person = managed(actor, person_id, clock.today())
    sessions.sign_out_everywhere(actor=actor, person_id=person.id, at=clock.moment())
    flash("They are signed out everywhere.", "success")
    return go_to(url_for("signin.person_sign_in", person_id=person_id))


def _show(person_id: UUID, link: str | None) -> str:
    actor, today = gate.current_actor(), clock.today()
    person = seen(actor, person_id, today)
    if not newcomer_of(actor, person, today):
        person = managed(actor, person_id, today)
    held = queries.factors_of(person_id)
    return render_template(
        "signin/person.html",
        person_id=person_id,
        name=person.name,
        email=person.email,
        page=url_for(_page_of(person), _external=True),
        has_password=person.password_hash is not None,
        factors=pages.factors_shown(held, required=entering.second_factor_is_required()),
        sessions=len(queries.sessions_of(person_id)),
        council=queries.council_identities_of(person_id),
        council_is_set_up=settings().council is not None and may_manage(actor, person, today),
        activity=pages.activity(queries.recent_activity(person_id)),
        link=link,
        by_mail=queries.came_in(person),
        not_yet={
            step.value: opening.why_not(actor, person, step, clock.now()) for step in NOT_AFTER
        },
        by_command=BY_COMMAND if is_let_in_by_command(person_id, clock.today()) else "",
        hours=int(passwords.LINK_LASTS.total_seconds() // 3600),
    )


def _person(person_id: UUID) -> Person:
    person = queries.person(person_id)
    if person is None:
        raise NotFoundError
    return person


def _page_of(person: Person) -> str:
    by_provider = queries.way_in(person) is WayIn.PROVIDER
    return "provider_sign_in.sign_in" if by_provider else "signin.sign_in"


def _ask(form: LinkForm, token: str) -> Response:
    least = words.least_length(beside_a_factor=entering.second_factor_is_required())
    return refused("signin/set_password.html", form=form, token=token, least=least)


def _gone() -> Response:
    return make_response(render_template("signin/link_gone.html"), GONE)
