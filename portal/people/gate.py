"""The gate in front of every page: who is there, what the page asks for, and one commit at the end.

Each endpoint declares its rule (``portal.web.access``); one that declares nothing stops the app
from starting. The tenant scope opens here, once, and is closed with the request. An answer for
which nobody decided that this reader may have it is not sent (C10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Flask, Response, abort, current_app, g, request, session
from flask_login import LoginManager, current_user

from portal import database
from portal.database import NO_ITEMS, Reach, Scope
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from portal.people import decisions, reading, visiting
from portal.people.policy import Actor, Permission
from portal.people.visiting import Visitor
from portal.tenancy import door
from portal.tenancy.door import registry
from portal.web import clock
from portal.web.access import Access, Audience, declared_access
from portal.web.error_pages import error_page, is_refusal

ACCESS = "portal.access"
DOORS = "portal.doors"
MANAGER = "portal.login-manager"
FIRST_ERROR = 400
FIRST_FAULT = 500
SIGNED_IN_IS_ENOUGH = {
    "home.home": "lists the reader's own tasks, each asked for by its own permission",
    "home.district": "the same for one district, which exists only for those who belong to it",
    "terms.districts": "lists the districts the reader belongs to and nothing of what is in them",
}
"""The pages on which no decision is recorded, and why. At most five, and only ever fewer (C10)."""
SERVED = frozenset(
    {
        Audience.PUBLIC,
        Audience.SIGNED_IN,
        Audience.VISITOR,
        Audience.STAFF,
        Audience.MEMBER,
        Audience.YOUNG_PERSON,
    }
)
WITHOUT_A_ROLE = frozenset({Audience.SIGNED_IN, Audience.VISITOR})
"""What somebody may open who holds no role where the page is."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What Flask-Login keeps for a request: the actor as they stand today, and their session.

    ``proved_at`` is when they last proved who they are, by the machine's clock.
    """

    actor: Actor
    token: str
    session_id: UUID
    proved_at: datetime | None
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """Return the name of the session, which its cookie carries."""
        return self.token


@dataclass(frozen=True, slots=True)
class Doors:
    """What the room that signs people in does for the gate, which does not know it.

    ``load`` finds who a cookie's session belongs to; ``ask_who`` answers a request of nobody's;
    ``is_fresh`` tells whether somebody proved who they are lately, and ``ask_again`` answers where
    they did not.
    """

    load: Callable[[str], SignedIn | None]
    ask_who: Callable[[], Response]
    is_fresh: Callable[[SignedIn], bool]
    ask_again: Callable[[SignedIn], Response]


def init_app(app: Flask) -> None:
    """Put the gate in front of every endpoint. Raises for an endpoint with no declared rule."""
    app.extensions[MANAGER] = manager = LoginManager(app)
    # Strong protection ties a session to the address and program a request says it comes from: it
    # signs people out between office and hotspot, and whoever stole a cookie can say the same.
    manager.session_protection = "basic"
    app.before_request(_enter)
    app.after_request(_settle)
    app.teardown_request(_leave)
    app.context_processor(_offered)


def _offered() -> dict[str, object]:
    """Give every template who is signed in, and whether the page is one whose readers are kept."""
    rule = _rule()
    return {
        "actor": g.get("actor"),
        "Permission": Permission,
        "reading_is_logged": rule is not None and rule.reads is not None,
        "visitor": visiting.visitor_or_none(),
    }


def _rule() -> Access | None:
    """Return the rule of the page that is asked for, None outside one."""
    rules: dict[str, Access] = current_app.extensions.get(ACCESS, {})
    return rules.get(request.endpoint or "") if request else None


def hang(app: Flask, doors: Doors) -> None:
    """Let the room that signs people in say who comes."""
    app.extensions[DOORS] = doors
    app.extensions[MANAGER].user_loader(doors.load)


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


def signed_in() -> SignedIn | None:
    """Return who is signed in with their session, None for nobody."""
    who: SignedIn | None = current_user._get_current_object()  # noqa: SLF001 - a proxy's own way
    return who if isinstance(who, SignedIn) else None


def keep_refusal() -> None:
    """Commit this request although it is refused: what it writes is the refusal itself."""
    g.keeps_refusal = True


def _enter() -> Response | None:
    """Check the declared rule and open the scope; answer at once where the reader may not pass."""
    decisions.begin()
    if request.endpoint is None or request.routing_exception is not None:
        return None
    rule: Access = current_app.extensions[ACCESS][request.endpoint]
    if request.endpoint == "static":
        return None
    _refuse_nul()
    g.cookie_before = dict(session)
    if rule.audience is Audience.YOUNG_PERSON:
        return _let_young_person_in(rule)
    actor = reader()
    doors: Doors = current_app.extensions[DOORS]
    if rule.audience is not Audience.PUBLIC and actor is None:
        return doors.ask_who()
    _refuse_other_districts(rule, actor)
    district = door.open_door(clock.today())
    if actor is not None:
        _check(rule, actor, district.slug if district else None)
    who = signed_in()
    if rule.step_up and who is not None and not doors.is_fresh(who):
        return doors.ask_again(who)
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


def _let_young_person_in(rule: Access) -> Response | None:
    """Open the scope of a young person's own page, or answer at once where nobody is in.

    Whoever else may be signed in at this browser is nobody here: the page is about its one reader,
    and their scope holds nothing but what is about themselves.
    """
    g.actor = None
    visitor = visiting.door().find()
    if visitor is None:
        return visiting.door().ask_who()
    if rule.step_up and not visitor.sure:
        return visiting.door().ask_more()
    g.visitor = visitor
    decisions.allowed("the gate: the young person themselves")
    g.closing = ExitStack()
    g.closing.enter_context(
        database.open_scope(
            Scope(
                authority_id=registry().authority.id,
                districts=visitor.districts,
                actor_id=None,
                purpose=f"{visiting.THEMSELVES}, in {request.endpoint}",
                writes=rule.writes,
                only=visitor.reach,
            )
        )
    )
    return None


@contextmanager
def beyond_their_reach(what: str, *, writes: bool = False, county: bool = False) -> Iterator[None]:
    """Do one piece of work for the young person who is in that needs more than their own rows.

    Who sits on their panel, and what they agree to, stand in tables that hold nothing for whoever
    comes without an account. The page's scope is closed for it, with whatever it has not committed,
    and opened again after it; what is written is committed at once. What is asked for inside goes
    by the visitor, never by an address. It reads the districts that know them, or the whole county.
    """
    visitor = visiting.current_visitor()
    scope = database.current_scope()
    wider = Scope(
        authority_id=scope.authority_id,
        districts=None if county else visitor.districts,
        actor_id=None,
        purpose=f"{visiting.THEMSELVES}, {what}",
        writes=writes,
    )
    closing: ExitStack = g.closing
    closing.close()
    try:
        with database.unit_of_work(wider) if writes else database.open_scope(wider):
            yield
    finally:
        closing.enter_context(database.open_scope(scope))


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
    decisions.allowed(f"the gate: {permission}")


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


def _settle(response: Response) -> Response:
    """Commit once, only for an endpoint declared as writing, and only when it went well.

    Whom the answer shows is written down before it leaves: with the change, or on its own.
    """
    rule = _rule()
    if "closing" not in g or rule is None:
        if rule is not None and g.get("actor") is not None:
            reading.log_refusal(response, rule, g.actor, _own_scope(g.actor, "refusing a page"))
        return response
    if not _decided(response):
        return _refused_unsent(response)
    first_unkept = FIRST_FAULT if g.get("keeps_refusal", False) else FIRST_ERROR
    if response.status_code < first_unkept and database.current_scope().writes:
        return _commit(response, rule)
    if response.status_code == reading.FORBIDDEN:
        scope = database.current_scope()
        g.closing.close()
        reading.log_refusal(response, rule, g.actor, scope)
        return response
    return reading.log_apart(response, rule, g.actor, g.closing)


def _commit(response: Response, rule: Access) -> Response:
    reading.log_with_the_change(response, rule, g.actor)
    visitor: Visitor | None = g.get("visitor")
    try:
        if visitor is not None:
            visiting.door().wrote(visitor)
        database.commit()
    except ConflictError as error:
        _forget_cookie()
        return current_app.make_response((error_page(409, reason=error.message), 409))
    except Exception:
        _forget_cookie()
        raise
    g.committed = True
    return response


def _own_scope(actor: Actor, purpose: str) -> Scope:
    """Return the scope of what is done before a page's own opens."""
    return Scope(
        registry().authority.id,
        actor.districts,
        actor.person_id,
        purpose,
        only=actor.only,
        without=actor.recused,
    )


def _decided(response: Response) -> bool:
    """Tell whether somebody decided that this answer may be sent; an error page holds nothing."""
    endpoint = request.endpoint or ""
    rule: Access = current_app.extensions[ACCESS][endpoint]
    return (
        rule.audience is Audience.PUBLIC
        or endpoint in SIGNED_IN_IS_ENOUGH
        or is_refusal(response)
        or bool(decisions.made())
    )


def _refused_unsent(response: Response) -> Response:
    """Send an error page in place of what nobody decided about; nothing is saved either."""
    response.close()
    _forget_cookie()
    current_app.logger.error("no decision about access was made for %s", request.endpoint)
    return current_app.make_response((error_page(500), 500))


def _forget_cookie() -> None:
    """Put the cookie back as it came: nothing was saved, so nobody signed in either."""
    session.clear()
    session.update(g.cookie_before)


def after_commit(job: Callable[[], object]) -> None:
    """Do ``job`` once this request is committed and its scope closed; never where it failed."""
    g.setdefault("jobs", []).append(job)


def _leave(error: BaseException | None) -> None:
    del error
    decisions.end()
    closing: ExitStack | None = g.pop("closing", None)
    if closing is not None:
        closing.close()
    jobs: list[Callable[[], object]] = g.pop("jobs", [])
    if g.pop("committed", False):
        for job in jobs:
            job()
