"""How fast a return gets into the database: `python -m tests.bench.return_import [children]`.

The floor is *read, check, insert in one transaction* on the same rows: the portal's own reader,
then plain `executemany` through the driver into tables with the same columns, each with its
primary, unique and foreign key: no authority in the keys, no tenant guard, no look-up of what is
held, no count of the cohort, no report, no trail. Both run in one process, in turns, each into an
empty database.
"""

from __future__ import annotations

import resource
import shutil
import sqlite3
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from flask import Flask

from portal import migrations
from portal.app import create_app
from portal.cases.operations import import_return
from portal.cases.ssda903 import ImportReport, from_paths, modules, read_return
from portal.database import Scope, db, unit_of_work
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.support.invented_return import InventedReturn, invent, write_csv
from tests.support.planting import planting
from tests.support.postgres import fresh_database, wheel_server

CHILDREN = 2_675
ROUNDS = 3
PIECE = 2_000
AUTHORITY = "E10000017"
TABLES = {
    modules.HEADER: ("person", ("CHILD", "DOB", "SEX")),
    modules.EPISODES: (
        "episode",
        (
            "CHILD",
            "DECOM",
            "RNE",
            "LS",
            "PLACE",
            "PLACE_PROVIDER",
            "DEC",
            "REC",
            "REASON_PLACE_CHANGE",
            "URN",
        ),
    ),
    modules.REVIEWS: ("review", ("CHILD", "REVIEW", "REVIEW_CODE")),
    modules.OC3: ("leaver", ("CHILD", "IN_TOUCH", "ACTIV", "ACCOM")),
    modules.PREV_PERM: ("permanence", ("CHILD", "PREV_PERM", "DATE_PERM")),
}
DATES = frozenset({"DOB", "DECOM", "DEC", "REVIEW"})


def make_return(folder: Path, children: int) -> tuple[Path, InventedReturn, int]:
    """Write an invented return of about the county's shape; return its rows, too."""
    made = invent(children)
    for row in list(made.rows[modules.HEADER]):
        for days in (30, 90, 150, 210):
            if made.rng.random() < 0.85:
                when = made.days_ago(days * 6 + made.rng.randrange(50))
                made.of(modules.REVIEWS, row, REVIEW=when, REVIEW_CODE="PN1")
    write_csv(made, folder)
    return folder, made, sum(len(rows) for rows in made.rows.values())


def floor(folder: Path, made: InventedReturn, connection: Any, mark: str) -> None:
    """Read and check every row, and insert it, in one transaction."""
    sources, _ = from_paths([folder])
    report = ImportReport()
    waiting: dict[str, list[Any]] = {name: [] for name in TABLES}
    cursor = connection.cursor()
    statements = {}
    uuid = "text" if mark == "?" else "uuid"
    for name, (table, columns) in TABLES.items():
        kinds = ", ".join(f"{c} {'date' if c in DATES else 'text'}" for c in columns)
        keys = "UNIQUE (CHILD)"
        if name != modules.HEADER:
            second = columns[1]
            keys = f"UNIQUE (CHILD, {second}), FOREIGN KEY (CHILD) REFERENCES person (CHILD)"
        cursor.execute(f"CREATE TABLE {table} (id {uuid} PRIMARY KEY, {kinds}, {keys})")
        marks = ", ".join([mark] * (len(columns) + 1))
        statements[name] = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - names are in this file
    if isinstance(connection, sqlite3.Connection):
        cursor.execute("BEGIN")
    kept = 0
    for event in read_return(sources, year=made.year, as_of=made.as_of):
        row = report.add(event)
        if row is None or row.module not in TABLES:
            continue
        rows = waiting[row.module]
        columns = TABLES[row.module][1]
        own = uuid4()
        rows.append((own.hex if mark == "?" else own, *(row.values[column] for column in columns)))
        kept += 1
        if kept % PIECE == 0:
            _send(cursor, statements, waiting)
    _send(cursor, statements, waiting)
    connection.commit()


def _send(cursor: Any, statements: dict[str, str], waiting: dict[str, list[Any]]) -> None:
    for name, rows in waiting.items():  # people first: the others point at them
        if rows:
            cursor.executemany(statements[name], rows)
            rows.clear()


def ours(folder: Path, made: InventedReturn, app: Flask) -> None:
    """Import it as the command does."""
    scope = Scope(AUTHORITY, None, None, "measuring", writes=True)
    with app.app_context(), unit_of_work(scope):
        import_return(
            actor=None, now=datetime.now(UTC), paths=[folder], year=made.year, as_of=made.as_of
        )


@contextmanager
def portal_on(url: str, folder: Path) -> Iterator[Flask]:
    """Make an application on an empty database."""
    settings = Settings(database_url=url, secret_key="x" * 40, instance_dir=folder)
    migrations.set_up(settings)
    app = create_app(settings)
    scope = Scope(AUTHORITY, None, None, "measuring", writes=True)
    with app.app_context(), planting(scope):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
    yield app
    with app.app_context():
        db.engine.dispose()


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(kind: str, *, children: int = CHILDREN, rounds: int = ROUNDS) -> float:
    """Print rows a second of both on one database; return the floor's time over ours."""
    taken: dict[str, list[float]] = {"floor": [], "ours": []}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        source, made, rows = make_return(folder / "return", children)
        server = stack.enter_context(wheel_server()) if kind == "postgresql" else ""
        for number in range(rounds):
            with ExitStack() as turn:
                place = folder / str(number)
                place.mkdir()
                url = f"sqlite:///{place / 'ours.sqlite'}"
                if server:
                    url = turn.enter_context(fresh_database(server))
                app = turn.enter_context(portal_on(url, place))
                taken["ours"].append(_seconds(lambda app=app: ours(source, made, app)))  # type: ignore[misc]  # bound at once
            with ExitStack() as turn:
                if server:
                    bare = turn.enter_context(fresh_database(server))
                    connection: Any = psycopg.connect(bare.replace("+psycopg", ""))
                    mark = "%s"
                else:
                    connection = sqlite3.connect(folder / str(number) / "floor.sqlite")
                    connection.execute("PRAGMA journal_mode=WAL")
                    connection.execute("PRAGMA synchronous=FULL")
                    connection.execute("PRAGMA foreign_keys=ON")
                    mark = "?"
                taken["floor"].append(
                    _seconds(lambda c=connection, m=mark: floor(source, made, c, m))  # type: ignore[misc]  # bound at once
                )
                connection.close()
            shutil.rmtree(folder / str(number))
    best = {name: min(times) for name, times in taken.items()}
    for name, seconds in best.items():
        sys.stdout.write(f"{kind} {name}: {rows / seconds:,.0f} rows a second ({seconds:.2f} s)\n")
    ratio = best["floor"] / best["ours"]
    sys.stdout.write(f"{kind}: {rows:,} rows, {ratio:.2f} of the floor's speed\n")
    return ratio


def peak(children: int) -> float:
    """Return the most memory Python held during an import, in MB, findings and all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, made, rows = make_return(folder / "return", children)
        with portal_on(f"sqlite:///{folder / 'peak.sqlite'}", folder) as app:
            tracemalloc.start()
            ours(source, made, app)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
    megabytes = most / 1e6
    whole = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{rows:,} rows: {megabytes:.1f} MB held by Python at most; the process {whole:.0f} MB\n"
    )
    return megabytes


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CHILDREN
    for database in ("sqlite", "postgresql"):
        measure(database, children=count)
    for size in (count, count * 4):
        peak(size)
