"""What sealing costs the page of a record: `python -m tests.bench.sealed_record`.

The same page of one instance is asked for with its words sealed, and with sealing taken out, in
turns of one run, so the ratio holds on any machine.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from flask import Flask

from portal import migrations
from portal.app import create_app
from portal.database import Scope, db, session
from portal.database.sealed import Place, SealedValue
from portal.records.models import Action, Barrier, ItemRecord
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.support.invented_panel import PASSWORD, InventedPanel, published_panel
from tests.support.planting import planting

sealed: Any = import_module("portal.database.sealed")
AUTHORITY = "E10000017"
ROUNDS = 150
ROWS = 10
"""Barriers, and actions: more than most records have."""
WORDS = "They want to stay near college and to see their sister on Sundays. " * 20


def _fill(app: Flask) -> InventedPanel:
    with planting(Scope(AUTHORITY, None, None, "filling", writes=True)):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
        panel = published_panel()
        record = ItemRecord(
            district_id=panel.district,
            item_id=panel.items[0],
            took_part="came",
            took_part_note=WORDS,
            discussion=WORDS,
            decision_key="agreed",
            decision_label="Plan agreed",
            decision_reason=WORDS,
            recorded_by=panel.people["support"],
            recorded_at=datetime(2026, 11, 23, tzinfo=UTC),
        )
        session.add(record)
        session.flush()
        session.add_all(_below(panel, record.id))
    return panel


def _below(panel: InventedPanel, record_id: UUID) -> Iterator[Barrier | Action]:
    for position in range(1, ROWS + 1):
        yield Barrier(
            district_id=panel.district,
            item_record_id=record_id,
            item_id=panel.items[0],
            position=position,
            wording=WORDS,
        )
        yield Action(
            district_id=panel.district,
            item_record_id=record_id,
            item_id=panel.items[0],
            position=position,
            wording=WORDS,
            owner_id=panel.people["support"],
            due_on=date(2026, 12, 1),
        )


@contextmanager
def _without_sealing() -> Iterator[None]:
    """Give each place its words from a table in memory, as if they stood in plain."""
    known: dict[str, str] = {}
    opened = sealed.unseal

    def from_memory(place: Place, value: SealedValue) -> str:
        text = known.get(value.stored)
        if text is None:
            text = known[value.stored] = opened(place, value)
        return text

    sealed.unseal = from_memory
    try:
        yield
    finally:
        sealed.unseal = opened


def _seconds(work: Callable[[], None]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def measure() -> float:
    """Print both medians; return sealed over plain."""
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{Path(name) / 'portal.sqlite'}"
        migrations.upgrade(url)
        app = create_app(
            Settings(
                database_url=url,
                secret_key="k" * 40,
                instance_dir=Path(name),
                https=False,
                second_factor="offered",
            )
        )
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            panel = _fill(app)
        client = app.test_client()
        client.post("/sign-in", data={"email": panel.email("support"), "password": PASSWORD})
        address = f"/d/{panel.district}/items/{panel.items[0]}/record/read"

        def page() -> None:
            answer = client.get(address)
            assert answer.text.count(WORDS.strip()) >= 3 + 2 * ROWS, "the page shows the words"

        plain, hidden = [], []
        for number in range(ROUNDS):
            with _without_sealing():
                page()
                plain.append(_seconds(page))
            page()
            hidden.append(_seconds(page))
            del number
        with app.app_context():
            db.engine.dispose()
    without, with_it = statistics.median(plain), statistics.median(hidden)
    ratio = with_it / without
    sys.stdout.write(f"record page in plain: {without * 1000:.2f} ms\n")
    sys.stdout.write(f"record page, {3 + 2 * ROWS} fields sealed: {with_it * 1000:.2f} ms\n")
    sys.stdout.write(f"sealed / plain: {ratio:.3f}\n")
    return ratio


if __name__ == "__main__":
    measure()
