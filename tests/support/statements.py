"""The shape of every statement that a request asks of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from portal.database import TEST_CONNECTION


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the shape of every statement the database is asked."""
    said: list[str] = []

    def note(*given: Any) -> None:
        said.append(re.sub(r"\d+", "0", given[2]))

    connection = app.extensions[TEST_CONNECTION]
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(connection, "before_cursor_execute", note)
