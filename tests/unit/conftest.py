"""Unit tests have no database: a rule that needs one is in the wrong place."""

from __future__ import annotations

import sqlite3
from typing import NoReturn

import psycopg
import pytest


def _refuse(*args: object, **kwargs: object) -> NoReturn:
    message = "a unit test opened a database: move it to tests/integration"
    raise AssertionError(message)


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "connect", _refuse)
    monkeypatch.setattr(sqlite3.dbapi2, "connect", _refuse)
    monkeypatch.setattr(psycopg, "connect", _refuse)
    monkeypatch.setattr(psycopg.Connection, "connect", _refuse)
