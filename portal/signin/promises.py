"""What this browser was told about when it may try again, kept in its signed cookie.

A place may be shared: a whole council goes out by one address. So the time somebody is told is
theirs and not their place's. The cookie can be copied, so a promise has a name by which it is used
once; and how many of them count is bounded where tries are counted (C27).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import session

MARK = "told"
"""Where the cookie keeps them."""
MOST = 4
"""Accounts and ways in for which one browser waits at once."""
_NAMED_BY = 16


@dataclass(frozen=True, slots=True)
class Promise:
    """A time from which one try is to be checked."""

    name: str
    not_before: datetime


class Promises:
    """Those of the browser that sent this request, by the count that held it back."""

    def held(self, key: str) -> Promise | None:
        """Return what this browser was told, None where it was told nothing."""
        found = self._all().get(key[:_NAMED_BY])
        return None if found is None else Promise(found[0], datetime.fromisoformat(found[1]))

    def give(self, key: str, not_before: datetime) -> None:
        """Note what this browser is told now."""
        kept = {name: told for name, told in self._all().items() if name != key[:_NAMED_BY]}
        newest = list(kept.items())[-(MOST - 1) :]
        told = [secrets.token_urlsafe(_NAMED_BY), not_before.isoformat()]
        session[MARK] = dict([*newest, (key[:_NAMED_BY], told)])

    def _all(self) -> dict[str, list[str]]:
        found = session.get(MARK)
        return found if isinstance(found, dict) else {}
