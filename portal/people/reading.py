"""The read log, kept by the gate: who was shown which young person, before the answer leaves.

A page that reads has a scope that only reads. What its view said it showed (``audit.opened``) is
written in a short transaction of its own once the page is made; where that cannot be done, the page
is not given. What a change showed is written with the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from uuid import UUID

from flask import Response, current_app, g, request

from portal import audit, database
from portal.database import Scope
from portal.kernel.errors import PortalError
from portal.people import standing, visiting
from portal.people.policy import ROLE_PERMISSIONS, Actor, Permission
from portal.people.visiting import Visitor
from portal.web import clock
from portal.web.access import Access
from portal.web.error_pages import ErrorWords, error_page, is_refusal
from portal.web.htmx import go_to

FIRST_REDIRECT = 300
NO_CONTENT = 204
_HOLDS = "reading_holds"
FORBIDDEN = 403
NOT_LOGGED = ErrorWords(
    "Sorry, this is not available now",
    (
        "Opening this page has to be recorded, and just now that could not be done.",
        "So the page is not shown. Nothing was changed. Try again in a few minutes.",
    ),
)


class UnloggedReadingError(PortalError):
    """A page that shows young people did not say whom it showed. It must not leave."""


def visitor_shown() -> Visitor:
    """Return the young person who is in, and note that they see their own item."""
    visitor = visiting.current_visitor()
    shows(
        ("item", visitor.item_id),
        district_id=visitor.district_id,
        young_person_id=visitor.young_person_id,
    )
    return visitor


def shows(
    subject: audit.Subject,
    *,
    district_id: str | None = None,
    young_person_id: UUID | None = None,
    listed: Iterable[UUID] = (),
) -> None:
    """Note whom a page shows to whoever is signed in: one young person, or those a list names.

    On a young person's own page the reader is they themselves.
    """
    actor: Actor | None = g.actor
    audit.opened(
        subject=subject,
        actor_id=None if actor is None else actor.person_id,
        now=clock.now(),
        district_id=district_id,
        young_person_id=young_person_id,
        listed=listed,
    )


def shows_list(*, district_id: str | None = None, listed: Iterable[UUID]) -> None:
    """Note whom a list names that is about no one thing; nobody at all is fine."""
    found = tuple(listed)
    if found:
        shows(("list", None), district_id=district_id, listed=found)
    else:
        audit.nothing_opened()


def leaves_only_while(holds: Callable[[], bool]) -> None:
    """Let a page leave only where this still holds as its reading is written down.

    It is asked in that transaction, before the entry: what it locks stays so until the entry is
    there. So whatever was taken away is either in the trail after this reading, or not in the page.
    """
    g.setdefault(_HOLDS, []).append(holds)


def log_with_the_change(response: Response, rule: Access, actor: Actor | None) -> None:
    """Add what this answer shows to the transaction that is about to be committed."""
    _log(_taken(response, rule), rule, actor)


def log_apart(
    response: Response, rule: Access, actor: Actor | None, closing: ExitStack
) -> Response:
    """Close the scope and write down what was read; return the answer, or 503 in its place.

    An error page shows nobody, whatever the view had said it would show before it was refused: so
    nothing is written, and what does not exist for somebody (404) leaves no trace of existing.

    A file is kept by whoever has it and may take long to make, so what its reader holds is read
    once more when it is made: where anything of it changed meanwhile, it is decided anew (C12).
    Nothing leaves before it is whole, so that is the last moment at which it can be kept back.
    """
    openings = _taken(response, rule)
    if not openings or is_refusal(response):
        return response
    scope = replace(database.current_scope(), writes=True)
    closing.close()
    if actor is not None and _is_file(response) and not _holds_the_same(actor, scope):
        return _asked_again()
    try:
        with database.unit_of_work(scope):
            if not all(holds() for holds in g.pop(_HOLDS, ())):
                return _asked_again()
            _log(openings, rule, actor)
    except Exception as error:  # noqa: BLE001 - whatever stands in the way, the page is not given
        current_app.logger.error("the read log could not be written: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold what was read
        return current_app.make_response((error_page(503, words=NOT_LOGGED), 503))
    return response


def _is_file(response: Response) -> bool:
    return response.headers.get("Content-Disposition", "").startswith("attachment")


def _holds_the_same(actor: Actor, scope: Scope) -> bool:
    """Tell whether somebody holds just what they held when the request came."""
    whole = Scope(scope.authority_id, None, actor.person_id, "looking whether a file may leave")
    with database.open_scope(whole):
        return standing.actor(actor.person_id, clock.now()) == actor


def _asked_again() -> Response:
    """Send the browser for the page anew: what it showed was taken away while it was made."""
    return go_to(request.full_path.rstrip("?"))


def log_refusal(response: Response, rule: Access, actor: Actor | None, scope: Scope) -> None:
    """Write down that somebody asked for what their role does not include: ids only.

    What does not exist for them (404) is not written: the trail, too, must not tell that it does.
    """
    if response.status_code != FORBIDDEN or rule.reads is None or actor is None:
        return
    kind, subject_id, young_person_id = _asked_for()
    try:
        with database.unit_of_work(replace(scope, writes=True)):
            audit.log_refusal(
                subject=(kind, subject_id),
                young_person_id=young_person_id,
                actor_id=actor.person_id,
                now=clock.now(),
                district_id=g.get("district_slug"),
                event=request.endpoint or "",
                page=rule.reads,
            )
    except Exception as error:  # noqa: BLE001 - nothing was shown, so the refusal stands either way
        current_app.logger.error("a refusal could not be logged: %s", type(error).__name__)  # noqa: TRY400 - as above


def _asked_for() -> tuple[str, UUID | None, UUID | None]:
    """Return the kind and id of the thing in the address, and the young person in it."""
    ids = {
        name.removesuffix("_id"): value
        for name, value in (request.view_args or {}).items()
        if isinstance(value, UUID)
    }
    kind = next(iter(ids), "list")
    return kind, ids.get(kind), ids.get("young_person")


def _taken(response: Response, rule: Access) -> list[audit.Opening]:
    """Return what was shown. Raises UnloggedReadingError for a page that does not say.

    An answer that has no content shows nothing: a script is told where to go on, as by a redirect.
    """
    openings = audit.take_openings()
    shows_something = response.status_code < FIRST_REDIRECT and response.status_code != NO_CONTENT
    if openings is None and rule.reads is not None and shows_something:
        raise UnloggedReadingError(f"{request.endpoint} shows young people and does not say whom.")
    return openings or []


def _log(openings: list[audit.Opening], rule: Access, actor: Actor | None) -> None:
    audit.log(
        openings,
        event=request.endpoint or "",
        page=rule.reads or "A page",
        why=_why(actor, rule),
    )


def _why(actor: Actor | None, rule: Access) -> str:
    if actor is None:
        return "" if visiting.visitor_or_none() is None else visiting.THEMSELVES
    return why(actor, rule, g.get("district_slug"))


def why(actor: Actor, rule: Access, district_id: str | None) -> str:
    """Say what allowed somebody to read: their roles that hold the page's permission there."""
    permission = None if rule.permission is None else Permission(rule.permission)
    roles = [
        grant.role.label
        for grant in actor.grants
        if (permission is None or permission in ROLE_PERMISSIONS[grant.role])
        and (district_id is None or grant.district_id in {None, district_id})
    ]
    return ", ".join(dict.fromkeys(roles)) or "Asked to this item"
