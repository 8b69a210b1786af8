"""Two authorities' rows, really committed, and every way of standing before them.

``control`` has no guard at all. ``product`` is the portal as it is served. ``first`` has the adder
and the gate and nothing in the database; ``second`` has the database's wall and nothing before it.
On SQLite the second wall is the file: there the other authority's rows are in another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import sqlalchemy
from flask import Flask
from psycopg.sql import SQL, Identifier
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.cases.models import Case, YoungPerson
from portal.database import Scope, db, file, open_scope, raising, wall
from portal.database import session as guarded
from portal.database.scope import _current
from portal.keyring import EXTENSION as KEYRING
from portal.panels.models import Item, Meeting, Panel, Slot
from portal.people.models import Person
from portal.settings import Settings
from portal.tenancy.models import Area, Authority, District, Succession
from tests.integration.conftest import AUTHORITY, SECRET
from tests.support import migrated
from tests.support.links import a_link
from tests.support.postgres import fresh_database

ELSEWHERE = "E99999999"
CANARY = "Zanzibarina"
"""Stands in every row of the other authority, and in none of this one's."""
OWN = "Homely"
DAY = date(2026, 12, 17)
WAYS = ("control", "product", "first", "second")


@dataclass
class Ids:
    """The rows of one authority that probes name."""

    young_person: UUID = field(default_factory=uuid4)
    loose: UUID = field(default_factory=uuid4)
    person: UUID = field(default_factory=uuid4)
    panel: UUID = field(default_factory=uuid4)
    meeting: UUID = field(default_factory=uuid4)
    slot: UUID = field(default_factory=uuid4)
    case: UUID = field(default_factory=uuid4)
    item: UUID = field(default_factory=uuid4)
    succession: UUID = field(default_factory=uuid4)


@dataclass
class Place:
    """Where a probe stands: one way of reaching one database."""

    way: str
    app: Flask
    session: Any
    engine: Engine
    own: Ids
    other: Ids

    @property
    def dialect(self) -> str:
        """The database behind it."""
        return self.engine.dialect.name


@dataclass
class Ground:
    """One kind of database with both authorities' rows, and its four ways in."""

    shared: str
    apps: dict[str, Flask]
    plain: Engine
    second: Engine
    own: Ids
    other: Ids

    @contextmanager
    def stand(self, way: str, scope: Scope | None) -> Iterator[Place]:
        """Stand in one way, in an open scope where one is given; nothing done is kept."""
        app = self.apps["first" if way == "first" else "product"]
        with ExitStack() as stack:
            stack.enter_context(app.app_context())
            if scope is not None:
                stack.enter_context(open_scope(scope))
            if way in {"control", "second"}:
                engine = self.plain if way == "control" else self.second
                session: Any = stack.enter_context(Session(engine))
            else:
                engine, session = db.engine, guarded()
                stack.callback(guarded.remove)
            yield Place(way, app, session, engine, self.own, self.other)
            session.rollback()

    def state_elsewhere(self, connection: sqlalchemy.Connection) -> list[tuple[str, ...]]:
        """Return what the other authority's rows say, and what of it has come to be here."""
        driver: Any = connection.connection.dbapi_connection
        if connection.dialect.name == "postgresql":
            driver.execute("RESET ROLE")  # the tests' own login passes every policy by
        found = [
            tuple(map(str, row))
            for query in (
                "SELECT authority_id, reference, preferred_name FROM young_person",
                "SELECT authority_id, successor, '' FROM district_succession",
            )
            for row in driver.execute(query).fetchall()
        ]
        return sorted(row for row in found if row[0] == ELSEWHERE or CANARY in "".join(row))


def rows_of(authority_id: str, ids: Ids, word: str) -> list[list[Any]]:
    """Return an authority's rows, one list for each step; ``word`` stands in every one."""
    one = {"authority_id": authority_id}
    here = {**one, "district_id": "burnley"}
    day = DAY
    return [
        [Authority(**one, name=word)],
        [Area(**one, id="east", name=word)],
        [District(**one, id="burnley", name=word, area_id="east")],
        [
            Succession(**one, id=ids.succession, district_id="burnley", successor=word),
            Person(
                **one,
                id=ids.person,
                name=word,
                email=f"{word}@practice.example",
                job_title=word,
                starts_on=day,
            ),
            Panel(**here, id=ids.panel, kind=word, starts_on=day),
            YoungPerson(
                **here, id=ids.young_person, reference=f"{word}-1", preferred_name=word, born_on=day
            ),
            YoungPerson(
                **here, id=ids.loose, reference=f"{word}-2", preferred_name=word, born_on=day
            ),
            a_link(
                word,
                ids.young_person,
                at=datetime(2026, 11, 23, tzinfo=UTC),
                authority_id=one["authority_id"],
                event=word,
                facts={"said": word},
            ),
        ],
        *_panel_day(here, ids, word),
    ]


def _panel_day(here: dict[str, str], ids: Ids, word: str) -> list[list[Any]]:
    day = DAY
    return [
        [
            Meeting(**here, id=ids.meeting, panel_id=ids.panel, held_on=day, part="am", place=word),
            Case(
                **here,
                id=ids.case,
                young_person_id=ids.young_person,
                kind=word,
                opened_on=day,
            ),
        ],
        [
            Slot(
                **here,
                id=ids.slot,
                meeting_id=ids.meeting,
                starts_at=time(9, 30),
                minutes=20,
                kind=word,
            )
        ],
        [
            Item(
                **here,
                id=ids.item,
                meeting_id=ids.meeting,
                slot_id=ids.slot,
                case_id=ids.case,
                young_person_id=ids.young_person,
                item_type=word,
                social_worker_id=ids.person,
                nominated_by=ids.person,
                nominated_on=day,
            )
        ],
    ]


def scope_of(*, writes: bool = False, **more: Any) -> Scope:
    """Return a county-wide scope of this authority."""
    return Scope(AUTHORITY, None, None, "probing", writes=writes, **more)


def plain_engine(url: str) -> Engine:
    """Return an engine with no guard; on PostgreSQL the tests' own login passes every policy by."""
    engine = sqlalchemy.create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _on_connect(connection: Any, record: object) -> None:
            del record
            connection.execute("PRAGMA foreign_keys=ON")

    return engine


def laid(kind: str, postgres_url: str | None, folder: Path) -> Iterator[Ground]:
    """Lay the ground on one kind of database."""
    own, other = Ids(), Ids()
    shared = postgres_url or f"sqlite:///{folder / 'shared.sqlite'}"
    alone = postgres_url or f"sqlite:///{folder / 'own.sqlite'}"
    settings = [
        Settings(database_url=url, secret_key=SECRET, instance_dir=folder, https=False)
        for url in (alone, shared)
    ]
    for each in settings:
        migrated.set_up(each)
    plain = plain_engine(shared)
    _fill(plain, (AUTHORITY, own, OWN), (ELSEWHERE, other, CANARY))
    if alone != shared:
        only = plain_engine(alone)
        _fill(only, (AUTHORITY, own, OWN))
        only.dispose()
    product = create_app(settings[0])
    second = sqlalchemy.create_engine(alone)
    if kind == "postgresql":
        wall.install(second, product.extensions[KEYRING])
    else:
        file.install(second, AUTHORITY)
    ground = Ground(
        shared,
        {"product": product, "first": without_its_wall(settings[1])},
        plain,
        second,
        own,
        other,
    )
    yield ground
    for engine in (plain, second):
        engine.dispose()
    for app in ground.apps.values():
        with app.app_context():
            db.engine.dispose()


def without_its_wall(settings: Settings) -> Flask:
    """Return the application with the adder and the gate, and no wall in the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wall, "install", lambda *_: None)
        patch.setattr(file, "install", lambda *_: None)
        return create_app(settings)


def _fill(engine: Engine, *authorities: tuple[str, Ids, str]) -> None:
    for authority_id, ids, word in authorities:
        with Session(engine) as session, as_authority(authority_id):
            for step in rows_of(authority_id, ids, word):
                session.add_all(step)
                session.flush()
            session.commit()


@contextmanager
def as_authority(authority_id: str) -> Iterator[None]:
    """Let mapped rows be made for an authority, with no guard."""
    token = _current.set(Scope(authority_id, None, None, "laying the ground", writes=True))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def owned(server: str) -> Iterator[str]:
    """Yield the address of an empty database, signed in as an owner whom row security binds."""
    login = f"owner_{uuid4().hex[:8]}"
    with fresh_database(server) as url:
        parsed = make_url(url)
        plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as driver:
            driver.execute(raising.MAKE_ROLE)  # the server's, made before by somebody else
            driver.execute(SQL("CREATE ROLE {} LOGIN CREATEROLE").format(Identifier(login)))
            driver.execute(
                SQL("ALTER DATABASE {} OWNER TO {}").format(
                    Identifier(parsed.database or ""), Identifier(login)
                )
            )
        yield parsed.set(username=login).render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as driver:
            driver.execute(SQL("REASSIGN OWNED BY {} TO postgres").format(Identifier(login)))
            driver.execute(SQL("DROP OWNED BY {}").format(Identifier(login)))
            driver.execute(SQL("DROP ROLE {}").format(Identifier(login)))


def seen(answer: Any) -> str:
    """Return everything an answer says."""
    if isinstance(answer, list | tuple | set):
        return " ".join(seen(each) for each in answer)
    if hasattr(answer, "__mapper__"):
        return " ".join(str(value) for value in vars(answer).values())
    return str(answer)
