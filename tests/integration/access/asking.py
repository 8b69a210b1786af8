"""Asking the portal as somebody, and seeing whether anything was written; all of it undone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from werkzeug.datastructures import Headers

from portal.database import TEST_CONNECTION
from tests.integration.access.world import World

_WRITES = re.compile(
    r'^\s*(INSERT|UPDATE|DELETE)\s+(?:INTO\s+|FROM\s+)?"?(\w+)"?(?:\s+SET\s+(.*?)\s+WHERE)?',
    re.IGNORECASE | re.DOTALL,
)
FIRST_ERROR, NOT_FOUND = 400, 404
READING = frozenset({"INSERT audit_event", "INSERT audit_head", "UPDATE audit_head: digest, seq"})
"""What an answer may write: that somebody read or was refused, which only adds to the trail.

What is not there for them (404) adds nothing: the trail, too, must not tell that it is there."""
SIGNING_OUT = frozenset({"DELETE sign_in_session"})
GONE = frozenset({"left", "ex_deputy", "suspended"})
"""Who has left, is suspended or whose term is over: their next request ends their session."""
FAILED_PROOF = frozenset(
    {
        "INSERT sign_in_tally",
        "UPDATE sign_in_tally: failures",
        "UPDATE sign_in_tally: failures, not_before",
        "UPDATE sign_in_tally: told_at",
    }
)
"""What a refused proof of who somebody is leaves behind, at an address that takes one."""
PROOFS = frozenset({"/account/confirm/passkey", "/y", "/y/you"})


def excused(who: str, method: str, path: str, status: int) -> frozenset[str]:
    """Return what a request may write that changes nothing, or was refused."""
    found = frozenset() if status == NOT_FOUND else READING
    if who in GONE:
        found |= SIGNING_OUT
    if method == "POST" and status >= FIRST_ERROR and path in PROOFS:
        found |= FAILED_PROOF
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and what was written beyond what is excused."""

    status: int
    headers: Headers
    body: bytes
    wrote: tuple[str, ...]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def kind(self) -> str:
        """The media type without its parameters."""
        return (self.headers.get("Content-Type") or "").partition(";")[0]


@dataclass(slots=True)
class Asking:
    """Somebody's browser without a memory: every request carries the cookie it was given."""

    world: World
    client: FlaskClient = field(init=False)
    _wrote: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = self.world.app.test_client(use_cookies=False)

    def ask(
        self, who: str, path: str, method: str = "GET", data: Mapping[str, Any] | None = None
    ) -> Answer:
        """Send one request as an actor state; whatever it changed is undone at once."""
        with self.undone():
            return self.ask_for_good(who, path, method, data)

    def ask_for_good(
        self, who: str, path: str, method: str = "GET", data: Mapping[str, Any] | None = None
    ) -> Answer:
        """Send one request as an actor state, and let what it changed stand in this test."""
        self._wrote.clear()
        cookie = self.world.cookies[who]
        headers = {"Cookie": cookie} if cookie else {}
        answer = self.client.open(path, method=method, data=data, headers=headers, buffered=True)
        return Answer(
            answer.status_code,
            answer.headers,
            answer.get_data(),
            tuple(sorted(set(self._wrote) - excused(who, method, path, answer.status_code))),
        )

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo what the block changes."""
        connection: Connection = self.world.app.extensions[TEST_CONNECTION]
        nested = connection.begin_nested()
        try:
            yield
        finally:
            nested.rollback()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """See what is written while the block runs."""
        connection: Connection = self.world.app.extensions[TEST_CONNECTION]
        event.listen(connection, "before_cursor_execute", self._see)
        try:
            yield
        finally:
            event.remove(connection, "before_cursor_execute", self._see)

    def _see(self, *given: Any) -> None:
        found = _WRITES.match(given[2])
        if found:
            verb, table, columns = found.groups()
            changed = sorted(re.findall(r'(?:^|,)\s*"?(\w+)"?\s*=', columns or ""))
            said = f": {', '.join(changed)}" if changed else ""
            self._wrote.append(f"{verb.upper()} {table}{said}")
