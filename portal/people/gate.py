"""The gate in front of every page: who is there, what the page asks for, and one commit at the end.

Each endpoint declares its rule (``portal.web.access``); one that declares nothing stops the app
from starting. The tenant scope opens here, once, and is closed with the request.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, Response, abort, current_app, g, request, session, url_for
from flask_login import LoginManager, current_user

from portal import database
from portal.database import NO_ITEMS, Reach, Scope
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from portal.people import standing
from portal.people.policy import Actor, Permission
from portal.tenancy import door
from portal.tenancy.door import registry
from portal.web import clock
from portal.web.access import Access, Audience, declared_access
from portal.web.error_pages import error_page
from portal.web.htmx import go_to

ACCESS = "portal.access"
FIRST_ERROR = 400
SERVED = frozenset(
    {Audience.PUBLIC, Audience.SIGNED_IN, Audience.VISITOR, Audience.STAFF, Audience.MEMBER}
)
WITHOUT_A_ROLE = frozenset({Audience.SIGNED_IN, Audience.VISITOR})
"""What somebody may open who holds no role where the page is."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What Flask-Login keeps for a request: the actor as they stand today."""

    actor: Actor
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """Return the id that the session cookie carries."""
        return str(self.actor.person_id)


def init_app(app: Flask) -> None:
    """Put the gate in front of every endpoint. Raises for an endpoint with no declared rule."""
    manager = LoginManager(app)
    # Strong protection ties a session to the address and program a request says it comes from: it
    # signs people out between office and hotspot, and whoever stole a cookie can say the same.
    manager.session_protection = "basic"
    manager.user_loader(_load)
    app.before_request(_enter)
    app.after_request(_settle)
    app.teardown_request(_leave)
    app.context_processor(lambda: {"actor": g.get("actor"), "Permission": Permission})


def declare(app: Flask) -> None:
    """Read every endpoint's rule, once all blueprints are registered.

    Raises ValueError for an audience that has no way in yet: staff would pass in its place.
    """
    rules = declared_access(app)
    early = sorted(name for name, rule in rules.items() if rule.audience not in SERVED)
    if early:
        raise ValueError(f"The gate has no way in for the audience of: {', '.join(early)}.")
    app.extensions[ACCESS] = rules


def current_actor() -> Actor:
    """Return who is signed in; pages behind the gate always have somebody."""
    actor: Actor = g.actor
    return actor


def reader() -> Actor | None:
    """Return who is signed in, None for nobody, also where the gate never came to ask.

    An address that leads nowhere, or a form refused for its old token, is answered before the
    gate: the frame round that answer still says who is signed in and where they can go. Nothing
    but their roles is read, in a scope of its own that is closed again.
    """
    if "actor" not in g:
        g.actor = current_user.actor if current_user.is_authenticated else None
    found: Actor | None = g.actor
    return found


def _load(user_id: str) -> SignedIn | None:
    """Read who this is now, so that a role that ended today no longer counts."""
    try:
        person_id = UUID(user_id)
    except ValueError:
        return None
    reading = Scope(registry().authority.id, None, None, "signing in")
    with database.open_scope(reading):
        actor = standing.actor(person_id, clock.now())
    return None if actor is None else SignedIn(actor)


def _enter() -> Response | None:
    """Check the declared rule and open the scope; answer at once where the reader may not pass."""
    if request.endpoint is None or request.routing_exception is not None:
        return None
    rule: Access = current_app.extensions[ACCESS][request.endpoint]
    if request.endpoint == "static":
        return None
    actor = reader()
    _refuse_nul()
    g.cookie_before = dict(session)
    if rule.audience is not Audience.PUBLIC and actor is None:
        return _to_sign_in()
    _refuse_other_districts(rule, actor)
    district = door.open_door(clock.today())
    if actor is not None:
        _check(rule, actor, district.slug if district else None)
    g.closing = ExitStack()
    g.closing.enter_context(
        database.open_scope(
            Scope(
                authority_id=registry().authority.id,
                districts=districts_read(rule, actor, district.slug if district else None),
                actor_id=actor.person_id if actor else None,
                purpose=f"answering {request.endpoint}",
                writes=rule.writes,
                only=_only(rule, actor),
                without=actor.recused if actor and not rule.county else NO_ITEMS,
            )
        )
    )
    return None


def _refuse_other_districts(rule: Access, actor: Actor | None) -> None:
    """Raise NotFoundError for a district the actor has no role in, before its rules are read.

    Whether it exists, and whether its files load, is not for them to know.
    """
    slug = g.get("district_slug")
    if not slug or actor is None or rule.audience is Audience.PUBLIC:
        return
    if not actor.belongs_to(slug):
        raise NotFoundError("There is no such page.")


def _only(rule: Access, actor: Actor | None) -> Reach | None:
    """Return what alone of items may be read: for a visitor's page, also by those with roles."""
    if actor is None or rule.county:
        return None
    return actor.visited if rule.audience is Audience.VISITOR else actor.only


def _check(rule: Access, actor: Actor, district_id: str | None) -> None:
    """Raise ForbiddenError without the permission the page asks for.

    NotFoundError for somebody who holds no role where the page is: a visitor to one item.
    """
    if rule.audience is Audience.PUBLIC:
        return
    held = actor.grants if district_id is None else actor.roles(district_id)
    if not held and rule.audience not in WITHOUT_A_ROLE:
        raise NotFoundError("There is no such page.")
    if rule.permission is None:
        return
    permission = Permission(rule.permission)
    allowed = (
        actor.may_within(permission, district_id)
        if district_id is not None
        else actor.may_somewhere(permission)
    )
    if not allowed:
        raise ForbiddenError("Your role does not include this page.")


def _refuse_nul() -> None:
    """Refuse an address with a NUL: PostgreSQL takes none, and no page of ours makes one."""
    if "\0" in request.path or any("\0" in value for _, value in request.args.items(multi=True)):
        abort(400)


def districts_read(
    rule: Access, actor: Actor | None, district_id: str | None
) -> frozenset[str] | None:
    """Return the districts a page may read: those in which the actor has what it asks for.

    A page that finds out who somebody is reads all of them, whoever was signed in before.
    """
    if rule.county:
        return None
    if actor is None:
        return frozenset()
    if district_id is not None:
        return frozenset({district_id}) if actor.belongs_to(district_id) else frozenset()
    if rule.permission is None:
        return actor.districts if rule.audience is Audience.VISITOR else actor.role_districts
    return actor.districts_with(Permission(rule.permission))


def _to_sign_in() -> Response:
    asked = request.full_path.rstrip("?") if request.method == "GET" else None
    return go_to(url_for("people.sign_in", next=asked))


def _settle(response: Response) -> Response:
    """Commit once, only for an endpoint declared as writing, and only when it went well."""
    if "closing" not in g:
        return response
    if response.status_code < FIRST_ERROR and database.current_scope().writes:
        try:
            database.commit()
        except ConflictError as error:
            _forget_cookie()
            return current_app.make_response((error_page(409, reason=error.message), 409))
        except Exception:
            _forget_cookie()
            raise
        g.committed = True
    return response


def _forget_cookie() -> None:
    """Put the cookie back as it came: nothing was saved, so nobody signed in either."""
    session.clear()
    session.update(g.cookie_before)


def after_commit(job: Callable[[], None]) -> None:
    """Do ``job`` once this request is committed and its scope closed; never where it failed."""
    g.setdefault("jobs", []).append(job)


def _leave(error: BaseException | None) -> None:
    del error
    closing: ExitStack | None = g.pop("closing", None)
    if closing is not None:
        closing.close()
    jobs: list[Callable[[], None]] = g.pop("jobs", [])
    if g.pop("committed", False):
        for job in jobs:
            job()
