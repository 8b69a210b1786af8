"""The choke point: the only importer of engine, session and driver.

``init_app`` ties an application to its database. Everything else in the portal uses ``session``
inside an open scope, and never commits: a request commits once when it closes, a command or job
does its work inside ``unit_of_work``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import sqlalchemy
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm.exc import StaleDataError

from portal.database import adder, file, gate, wall, written
from portal.database.about import (
    CLOSED,
    KEPT,
    OPEN,
    About,
    Visitors,
    about_item,
    about_young_person,
    in_the_trail,
)
from portal.database.base import (
    APPEND_ONLY,
    ERASABLE,
    ONLY_GROWS,
    AuthorityRow,
    Base,
    DistrictRow,
    Instant,
    JsonDocument,
    PlaceableRow,
    TenantRow,
    VersionedRow,
    in_district,
    joins,
    tenant_fk,
    tenant_unique,
)
from portal.database.condition import Condition, condition_of
from portal.database.raising import hand_over, login_of, lower, raise_
from portal.database.scope import (
    NO_ITEMS,
    NoScopeError,
    Reach,
    Scope,
    ScopeBreachError,
    WallError,
    _current,
    current_scope,
)
from portal.database.sealed import SealedText, SealError, SealsFields, sealed
from portal.kernel.errors import ConflictError
from portal.keyring import EXTENSION as KEYRING
from portal.keyring import Key
from portal.settings import Settings

__all__ = [
    "APPEND_ONLY",
    "CLOSED",
    "ERASABLE",
    "KEPT",
    "NO_ITEMS",
    "ONLY_GROWS",
    "OPEN",
    "TEST_CONNECTION",
    "About",
    "AuthorityRow",
    "Base",
    "Condition",
    "DistrictRow",
    "Instant",
    "IntegrityError",
    "JsonDocument",
    "NoScopeError",
    "OperationalError",
    "PlaceableRow",
    "Reach",
    "Scope",
    "ScopeBreachError",
    "SealError",
    "SealedText",
    "SealsFields",
    "TenantRow",
    "VersionedRow",
    "Visitors",
    "WallError",
    "about_item",
    "about_young_person",
    "before_commit",
    "check_walls",
    "commit",
    "condition",
    "current_scope",
    "db",
    "flush",
    "forget_what_was_overwritten",
    "hand_over_key",
    "in_district",
    "in_the_trail",
    "init_app",
    "joins",
    "lower",
    "migration_engine",
    "open_scope",
    "raise_",
    "raise_walls",
    "read_once",
    "refresh_statistics",
    "release",
    "schema_version",
    "sealed",
    "session",
    "tables_written",
    "tenant_fk",
    "tenant_unique",
    "undo",
    "unit_of_work",
    "waiting",
]

BUSY_SECONDS = 5
_BEFORE_COMMIT = "portal.database.before-commit"
_WAITING = "waiting-for-commit"
_READ = "read-in-this-scope"


TEST_CONNECTION = "portal.test-connection"
"""Where tests put the one connection whose outer transaction they roll back."""


class ScopedSession(FlaskSession):
    """The portal's own kind of session, so that its guards listen to no one else's."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """Use the test's connection where there is one, else the application's engine."""
        return current_app.extensions.get(TEST_CONNECTION) or super().get_bind(*args, **kwargs)

    def rollback(self) -> None:
        """Undo, and forget what waited for the commit."""
        self.info.pop(_WAITING, None)
        super().rollback()
        written.forget()

    def flush(self, objects: Any = None) -> None:
        """Write what changed, row by row, by key."""
        with gate.rows_of_this_session():
            super().flush(objects)


adder.install(ScopedSession)
db = SQLAlchemy(
    model_class=Base,
    session_options={"class_": ScopedSession, "join_transaction_mode": "create_savepoint"},
    disable_autonaming=True,
)
session: scoped_session[FlaskSession] = db.session


def init_app(app: Flask, settings: Settings, *, authority_id: str) -> None:
    """Tie the application to its database, and put the guards and the walls on the engine."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(settings.database_url)
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        file.install(engine, authority_id)
    else:
        wall.install(engine, app.extensions[KEYRING])
    gate.install(engine)
    written.install(engine)


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS}}
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": BUSY_SECONDS}}


@event.listens_for(ScopedSession, "after_begin")
def _enter_again(session: FlaskSession, transaction: object, connection: Connection) -> None:
    """Enter the scope where a transaction began before it did: inside a savepoint."""
    del session, transaction
    if connection.dialect.name == "postgresql":
        wall.enter_again(connection, current_app.extensions[KEYRING])


def check_walls() -> None:
    """Open one connection of the application's. Raises WallError where its wall has a gap."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            wall.warn_of_login(connection.connection.dbapi_connection)


def raise_walls(url: str, *, key: Key, app_url: str) -> None:
    """As owner, give PostgreSQL the key to the scopes and let the application's login in."""
    engine = migration_engine(url)
    with engine.begin() as connection:
        hand_over(connection, key, login_of(app_url))
    engine.dispose()


def hand_over_key(url: str, key: Key) -> None:
    """As owner, let PostgreSQL know a new key beside the one before; SQLite needs none.

    Raises WallError where this address is not the owner's.
    """
    engine = migration_engine(url)
    try:
        with engine.begin() as connection:
            hand_over(connection, key, None)
    except psycopg.errors.InsufficientPrivilege as error:
        raise WallError(ONLY_THE_OWNER) from error
    except psycopg.errors.UndefinedTable as error:
        raise WallError(wall.NOT_SET_UP) from error
    finally:
        engine.dispose()


ONLY_THE_OWNER = (
    "No key was added. PostgreSQL must know it first, and only the database's owner can tell it. "
    "Set PORTAL_DATABASE_OWNER_URL to the owner's address and run “portal keys rotate wall” again."
)


def migration_engine(url: str) -> Engine:
    """Return a plain engine for migrations alone: no scope, no gate, no pool.

    On SQLite it begins as a writer, so that a migration is done whole or not at all and two that
    start together wait for each other.
    """
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _on_connect(connection: sqlite3.Connection, record: object) -> None:
            del record
            connection.isolation_level = None
            connection.execute("PRAGMA synchronous=FULL")

        @event.listens_for(engine, "begin")
        def _on_begin(connection: Connection) -> None:
            driver: Any = connection.connection.dbapi_connection
            driver.execute("BEGIN IMMEDIATE")

    return engine


@contextmanager
def open_scope(scope: Scope) -> Iterator[Scope]:
    """Open a scope for the block; the session ends with it. Scopes do not nest."""
    if _current.get() is not None:
        raise ScopeBreachError("A scope is open already; scopes do not nest.")
    token = _current.set(scope)
    try:
        with gate.rows_of_this_scope(), written.noted():
            yield scope
    finally:
        try:
            session.remove()
        finally:
            _current.reset(token)


@contextmanager
def unit_of_work(scope: Scope) -> Iterator[None]:
    """Do a command's or a job's work in one scope and one commit; roll back on any error."""
    with open_scope(scope):
        yield
        commit()


def commit() -> None:
    """Commit the session's work. Raises ConflictError where somebody else saved first.

    What was asked for by ``before_commit`` is done first, in the same transaction.
    """
    with _conflicts_in_words():
        for job in current_app.extensions.get(_BEFORE_COMMIT, ()):
            job()
        session.commit()
    written.forget()


def before_commit(app: Flask, job: Callable[[], None]) -> None:
    """Let a room do the last thing in every transaction, such as sealing what waits for it."""
    app.extensions.setdefault(_BEFORE_COMMIT, []).append(job)


def waiting() -> list[Any]:
    """Return what waits for this session's commit; a rollback forgets it with the rest."""
    found: list[Any] = session.info.setdefault(_WAITING, [])
    return found


def tables_written() -> frozenset[str]:
    """Return the tables with a row that this transaction added, changed or deleted until now."""
    return written.written()


def read_once() -> dict[Any, Any]:
    """Return what this scope has read already, for a room to look into and add to.

    Only where the scope just reads, and it ends with it: a page that asks the same twice gives one
    answer. A scope that writes remembers nothing, since what it read may have changed meanwhile.
    """
    if current_scope().writes:
        return {}
    found: dict[Any, Any] = session.info.setdefault(_READ, {})
    return found


def flush() -> None:
    """Send changes to the database now. Raises ConflictError where somebody else saved first."""
    with _conflicts_in_words():
        session.flush()


@contextmanager
def _conflicts_in_words() -> Iterator[None]:
    """Turn a row changed meanwhile, or the same row added twice at once, into ConflictError."""
    try:
        yield
    except (StaleDataError, IntegrityError) as error:
        session.rollback()
        if isinstance(error, IntegrityError) and not _is_duplicate(error.orig):
            raise
        raise ConflictError("Somebody else changed this while you were working on it.") from error


def _is_duplicate(error: BaseException | None) -> bool:
    if isinstance(error, psycopg.errors.UniqueViolation):
        return True
    return getattr(error, "sqlite_errorname", "") in {
        "SQLITE_CONSTRAINT_PRIMARYKEY",
        "SQLITE_CONSTRAINT_UNIQUE",
    }


def release() -> None:
    """Close the connections kept for later: a command that is done needs none."""
    db.engine.dispose()


def forget_what_was_overwritten() -> bool:
    """Let nothing that was deleted or overwritten stay in SQLite's own files.

    Between units of work, on a connection of its own. Returns False where somebody else was using
    the file: then it is to be done again. What PostgreSQL keeps of old rows its vacuum clears.
    """
    url = db.engine.url
    if url.get_backend_name() != "sqlite":
        return True
    with closing(sqlite3.connect(str(url.database), timeout=BUSY_SECONDS)) as alone:
        try:
            alone.execute("VACUUM")
            busy, *_ = alone.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return False
        return not busy


def undo() -> None:
    """Forget every change of this scope that is not committed."""
    session.rollback()


def refresh_statistics(model: type[AuthorityRow]) -> None:
    """Let PostgreSQL count a table again, inside the open transaction; SQLite needs no telling.

    For bulk work on a table that was empty: every key starts with the authority, so without a
    count the planner takes any index that does, and each foreign key is checked by a scan.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.dbapi_connection
        driver.execute("SELECT portal_wall.count_again(%s)", (model.__tablename__,))


def schema_version() -> str | None:
    """Return the migration the database stands at, None where it has none or does not answer."""
    try:
        return _read_schema_version()
    except (DBAPIError, sqlite3.Error, psycopg.Error, WallError):
        return None


def condition() -> Condition | None:
    """Return what the database says of itself, None where it does not answer."""
    try:
        return condition_of(db.engine)
    except (DBAPIError, sqlite3.Error, psycopg.Error):
        return None


def _read_schema_version() -> str | None:
    with db.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        cursor = driver.cursor()
        try:
            cursor.execute("SELECT version_num FROM alembic_version")
            row = cursor.fetchone()
        finally:
            cursor.close()
    return None if row is None else str(row[0])
