"""The tenant scope: whose rows this request, command or job may see, and whether it may write.

A scope is immutable, lives in a context variable and ends with its block. There is no scope that
means "all authorities", and without one no statement reaches the database.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from portal.kernel.errors import PortalError
from portal.settings import SettingsError


class NoScopeError(PortalError):
    """A statement was tried with no open scope."""


class ScopeBreachError(PortalError):
    """A statement would have left its scope, or written in a scope that only reads."""


class WallError(SettingsError):
    """The database's own wall is not there, has a gap, or is another authority's."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Items, and the young people they are about."""

    items: frozenset[UUID] = frozenset()
    young_people: frozenset[UUID] = frozenset()


NO_ITEMS = Reach()
"""What somebody with no declared interest is kept from."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One authority, the districts inside it that may be seen, and why.

    ``districts`` is None where the work is county-wide: every district of this one authority.
    ``only`` is what a visitor came for: of items and young people, nothing else is there for them.
    ``without`` is what the actor declared an interest in: for them it is not there at all.
    """

    authority_id: str
    districts: frozenset[str] | None
    actor_id: UUID | None
    purpose: str
    writes: bool = False
    only: Reach | None = None
    without: Reach = NO_ITEMS


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current_scope() -> Scope:
    """Return the open scope. Raises NoScopeError where there is none."""
    scope = _current.get()
    if scope is None:
        raise NoScopeError("No scope is open, so nothing may be read or written.")
    return scope
