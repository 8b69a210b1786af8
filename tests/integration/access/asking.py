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

from portal.database import APPEND_ONLY, TEST_CONNECTION, Base
from tests.integration.access.world import World

_WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
LOGS = frozenset(
    table.name for table in Base.metadata.tables.values() if table.info.get(APPEND_ONLY)
) | {"audit_head", "sign_in_session", "sign_in_tally"}
"""What a reading page may write to: that it was read, and whether its reader is still signed in.

The tables that only grow, the end of the trail's chain, the tally of proofs that failed (a refusal
keeps it), and the session the request came with:
whoever has left is signed out by their next request, whatever page it asks for.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and the tables that were written to, the logs left out."""

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
            tuple(sorted(set(self._wrote) - LOGS)),
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
            self._wrote.append(found.group(1))
