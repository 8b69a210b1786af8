"""What was decided about access while one request was answered: the proof that somebody looked.

Whatever lets an actor pass says so here: the gate's own check, ``policy.require``, a room's policy
that knows more than roles. The gate refuses to send a response for which nobody did (C10), so a
page that forgets its check is an error page and never a leak.
"""

from __future__ import annotations

from contextvars import ContextVar

_made: ContextVar[list[str] | None] = ContextVar("decisions", default=None)


def begin() -> None:
    """Start anew: a request begins, and nothing has been decided in it."""
    _made.set([])


def end() -> None:
    """Forget what was decided: the request is answered."""
    _made.set(None)


def allowed(what: str) -> None:
    """Note that the actor was let pass, and by which rule. Outside a request nothing is kept."""
    made = _made.get()
    if made is not None:
        made.append(what)


def made() -> tuple[str, ...]:
    """Return the decisions of this request in order."""
    return tuple(_made.get() or ())
