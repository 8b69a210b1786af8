"""The rule every endpoint declares: for whom it is, what it needs, whether it writes.

Declared here, so that the lowest page can carry a rule; enforced by `portal.people.gate`, which
knows what permissions mean. An endpoint that declares nothing stops the app from starting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask

from portal.kernel.errors import PortalError

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE = "__access__"
_READING = frozenset({"GET", "HEAD"})


class Audience(StrEnum):
    """For whom an endpoint is. Staff and panel members sign in the same way.

    SIGNED_IN is whoever has signed in, also those who hold no role; VISITOR is a page for whoever
    is asked to one item, and of items it reads that one alone.
    """

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    VISITOR = "visitor"
    STAFF = "staff"
    MEMBER = "member"
    YOUNG_PERSON = "young_person"
    PROVIDER = "provider"
    BOARD = "board"


@dataclass(frozen=True)
class Access:
    """One endpoint's rule. No permission means: anyone of that audience.

    ``reads`` says in words what of young people it shows, for the read log; None: it shows nobody.
    `step_up` asks for a proof of who it is from the last few minutes, not only from this morning.
    ``county`` is for a public endpoint that finds out who somebody is: it reads as nobody in
    particular, of every district.
    """

    audience: Audience
    permission: StrEnum | None
    writes: bool
    reads: str | None = None
    step_up: bool = False
    county: bool = False


PUBLIC = Access(Audience.PUBLIC, None, writes=False)


class UndeclaredEndpointError(PortalError):
    """An endpoint declares no rule. The app must not start."""


class WritingByGetError(PortalError):
    """An endpoint that writes can be reached by GET or HEAD. The app must not start."""


def access(
    permission: StrEnum | None = None,
    *,
    audience: Audience = Audience.STAFF,
    writes: bool = False,
    public: bool = False,
    reads: str | None = None,
    step_up: bool = False,
    county: bool = False,
) -> Callable[[View], View]:
    """Declare a view's rule. Put it directly under the route decorator.

    `public` means no sign-in and no permission. A view that writes takes POST only, so a form's
    page and its submit are two views. ``reads`` names what is shown of young people: such a view
    says whom it showed (``audit.opened``), and without that its answer does not leave. `step_up` is
    for what does most harm in the wrong hands: roles, exports, a protected address; on a young
    person's own page it asks for a code where a link alone let them in. A public view that writes
    lets somebody in, so it asks the whole county who they are, as one does that says
    `county`. Raises ValueError for a public view with a permission, a fresh proof or a reading.
    """
    if public and (permission is not None or step_up):
        raise ValueError("A public endpoint cannot need a permission or a fresh proof.")
    if public and reads is not None:
        raise ValueError("A public endpoint cannot show young people.")
    rule = Access(
        Audience.PUBLIC if public else audience,
        permission,
        writes,
        reads,
        step_up,
        county=public and (writes or county),
    )

    def declare(view: View) -> View:
        setattr(view, _ATTRIBUTE, rule)
        return view

    return declare


def declared_access(app: Flask) -> dict[str, Access]:
    """Every endpoint's rule, by endpoint name.

    Raises UndeclaredEndpointError, naming every endpoint without a rule, and WritingByGetError,
    naming every one that writes and can be reached by GET or HEAD. Static files are public.
    """
    rules: dict[str, Access] = {}
    undeclared: set[str] = set()
    for endpoint, view in app.view_functions.items():
        rule = PUBLIC if _is_static(endpoint) else _rule_of(view)
        if rule is None:
            undeclared.add(endpoint)
        else:
            rules[endpoint] = rule
    if undeclared:
        names = ", ".join(sorted(undeclared))
        raise UndeclaredEndpointError(f"These endpoints declare no access rule: {names}.")
    _refuse_writing_by_get(app, rules)
    return rules


def _is_static(endpoint: str) -> bool:
    return endpoint == "static" or endpoint.endswith(".static")


def _rule_of(view: Callable[..., Any]) -> Access | None:
    rule = getattr(view, _ATTRIBUTE, None) or getattr(
        getattr(view, "view_class", None), _ATTRIBUTE, None
    )
    return rule if isinstance(rule, Access) else None


def _refuse_writing_by_get(app: Flask, rules: dict[str, Access]) -> None:
    faults = {
        f"{rule.endpoint} ({rule.rule})"
        for rule in app.url_map.iter_rules()
        if rule.endpoint in rules
        and rules[rule.endpoint].writes
        and (rule.methods is None or rule.methods & _READING)
    }
    if faults:
        names = ", ".join(sorted(faults))
        raise WritingByGetError(f"These endpoints write and answer GET or HEAD: {names}.")
