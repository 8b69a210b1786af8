"""What each wall costs a list of twenty: `python -m tests.bench.scoped_queries`.

The same rows are read with an explicit filter and nothing else, and through each wall, in turns of
one run, so the ratios hold on any machine. On SQLite: the adder and the gate, and the same for
somebody whose reach is an item, or who declared an interest in one. On PostgreSQL: its policies and
the entering of the scope, with nothing before them; and all of it together, as it is served.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal import migrations
from portal.app import create_app
from portal.cases.models import YoungPerson
from portal.database import Reach, Scope, db, open_scope, session, wall
from portal.database.scope import _current
from portal.keyring import EXTENSION as KEYRING
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.support.planting import planting
from tests.support.postgres import fresh_database, wheel_server

AUTHORITY = "E10000017"
BURNLEY = frozenset({"burnley"})
YOUNG_PEOPLE, SHOWN, ROUNDS, WARM = 1_000, 20, 300, 10
EXPLICIT = "explicit filter, no guards"
Job = Callable[[], object]
young: Any = YoungPerson
listed = select(young).order_by(young.reference, young.id).limit(SHOWN)


def _seconds(work: Job) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def _app(url: str, folder: Path) -> Iterator[tuple[Flask, list[UUID]]]:
    """Yield the portal with its young people, and their ids."""
    settings = Settings(database_url=url, secret_key="k" * 40, instance_dir=folder)
    migrations.set_up(settings)
    app = create_app(settings)
    with app.app_context():
        with planting(Scope(AUTHORITY, None, None, "filling", writes=True)):
            tenancy.enter_districts(registry=app.extensions[EXTENSION])
            rows = [_young_person(number) for number in range(YOUNG_PEOPLE)]
            session.add_all(rows)
            ids = [row.id for row in rows]
        yield app, ids
        db.engine.dispose()


def _young_person(number: int) -> YoungPerson:
    name = f"LH-{number:05}"
    return YoungPerson(
        reference=name, child_code=name, born_on=date(2010, 1, 1), district_id="burnley"
    )


def _explicit(engine: Engine, *more: Any) -> Job:
    mine = listed.where(young.authority_id == AUTHORITY, young.district_id.in_(["burnley"]), *more)

    def job() -> object:
        with Session(engine) as plain:
            return plain.scalars(mine).all()

    return job


def _guarded(**reach: Any) -> Job:
    def job() -> object:
        with open_scope(Scope(AUTHORITY, BURNLEY, None, "measuring", **reach)):
            return session.scalars(listed).all()

    return job


def _behind_the_policies(engine: Engine) -> Job:
    asked = _explicit(engine)
    scope = Scope(AUTHORITY, BURNLEY, None, "measuring")

    def job() -> object:
        token = _current.set(scope)
        try:
            return asked()
        finally:
            _current.reset(token)

    return job


def measure() -> dict[str, float]:
    """Print medians for a list of twenty rows; return each over the explicit filter's."""
    with tempfile.TemporaryDirectory() as name:
        return _on_sqlite(Path(name)) | _on_postgresql(Path(name))


def _on_sqlite(folder: Path) -> dict[str, float]:
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    with _app(url, folder) as (_, ids):
        plain = sqlalchemy.create_engine(url)
        some = Reach(frozenset({uuid4()}), frozenset(ids[:SHOWN]))
        few = Reach(frozenset({uuid4()}), frozenset(ids[:2]))
        jobs = {
            EXPLICIT: _explicit(plain),
            "adder and gate": _guarded(),
            "adder and gate, an interest declared": _guarded(without=few),
            "explicit filter, twenty by their ids": _explicit(plain, young.id.in_(ids[:SHOWN])),
            "adder and gate, a visitor to those twenty": _guarded(only=some),
        }
        found = _compare("SQLite", jobs)
        plain.dispose()
    return found


def _on_postgresql(folder: Path) -> dict[str, float]:
    with (
        wheel_server() as server,
        fresh_database(server) as url,
        _app(url, folder) as (app, _),
    ):
        plain, walled = sqlalchemy.create_engine(url), sqlalchemy.create_engine(url)
        wall.install(walled, app.extensions[KEYRING])
        jobs = {
            EXPLICIT: _explicit(plain),
            "policies and entering": _behind_the_policies(walled),
            "all walls": _guarded(),
        }
        found = _compare("PostgreSQL", jobs)
        for engine in (plain, walled):
            engine.dispose()
    return found


def _compare(database: str, jobs: dict[str, Job]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for job in jobs.values():
        for _ in range(WARM):
            job()
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            taken[name].append(_seconds(job))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    ratios = {name: seconds / medians[EXPLICIT] for name, seconds in medians.items()}
    for name, seconds in medians.items():
        sys.stdout.write(f"{database}, {name}: {seconds * 1e6:.0f} µs, ratio {ratios[name]:.2f}\n")
    return {f"{database}, {name}": ratio for name, ratio in ratios.items()}


if __name__ == "__main__":
    measure()
