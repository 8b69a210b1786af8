"""What the adder and the gate cost a query: `python -m tests.bench.scoped_queries`.

The same rows of one SQLite file are read with an explicit filter and no guards, and with the
guards of an open scope, in turns of one run, so the ratio holds on any machine.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import migrations
from portal.app import create_app
from portal.cases.models import YoungPerson
from portal.database import Scope, open_scope, session, unit_of_work
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION

AUTHORITY = "E10000017"
BURNLEY = frozenset({"burnley"})
YOUNG_PEOPLE, SHOWN, ROUNDS = 1_000, 20, 300


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _fill() -> None:
    for number in range(YOUNG_PEOPLE):
        name = f"LH-{number:05}"
        born_on = date(2010, 1, 1)
        session.add(
            YoungPerson(reference=name, child_code=name, born_on=born_on, district_id="burnley")
        )


def measure() -> float:
    """Print medians for a list of twenty rows; return guarded over explicit."""
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{Path(name) / 'portal.sqlite'}"
        migrations.upgrade(url)
        settings = Settings(database_url=url, secret_key="k" * 40, instance_dir=Path(name))
        app = create_app(settings)
        with app.app_context():
            with unit_of_work(Scope(AUTHORITY, None, None, "filling", writes=True)):
                tenancy.enter_districts(registry=app.extensions[EXTENSION])
                _fill()
            return _compare(sqlalchemy.create_engine(url))


def _compare(plain: sqlalchemy.Engine) -> float:
    table: Any = YoungPerson
    listed = select(table).order_by(table.reference, table.id).limit(SHOWN)

    def explicit() -> object:
        mine = listed.where(table.authority_id == AUTHORITY, table.district_id.in_(["burnley"]))
        with Session(plain) as unguarded:
            return unguarded.scalars(mine).all()

    def guarded() -> object:
        with open_scope(Scope(AUTHORITY, BURNLEY, None, "measuring")):
            return session.scalars(listed).all()

    jobs = {"explicit filter, no guards": explicit, "adder and gate": guarded}
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(10):
        explicit()
        guarded()
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            taken[name].append(_seconds(job))
    plain.dispose()
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, seconds in medians.items():
        sys.stdout.write(f"{name}: {seconds * 1e6:.0f} µs for {SHOWN} rows\n")
    ratio = medians["adder and gate"] / medians["explicit filter, no guards"]
    sys.stdout.write(f"ratio: {ratio:.2f}\n")
    return ratio


if __name__ == "__main__":
    measure()
