"""An instance of a test's own, on both databases, with one filed record in it."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.engine import make_url

from portal.app import create_app
from portal.database import Scope, db, open_scope, session
from portal.feedback.models import Feedback
from portal.panels.models import Item
from portal.records.models import Action, Addition, Barrier, ItemRecord, PromiseAnswer
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.integration.conftest import AUTHORITY, SECRET
from tests.support import migrated
from tests.support.invented_panel import InventedPanel
from tests.support.planting import planting
from tests.support.postgres import fresh_database, programs

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = {
    field: f"Canary-{field}-said-in-confidence"
    for field in (
        "took_part_note",
        "discussion",
        "decision_reason",
        "barrier",
        "action",
        "addition",
        "withdrawn_reason",
        "told",
        "promise",
        "promise_answer",
        "feedback",
    )
}
"""What is planted in every sealed field; none of it stands anywhere else."""


def write_record(panel: InventedPanel, place: int = 0, *, mark: str = "") -> UUID:
    """Write a whole record of one item, filed, with a word planted in every sealed field."""
    staff = panel.people["support"]
    words = {field: f"{text}{mark}" for field, text in WORDS.items()}
    item = session.scalars(select(Item).where(Item.id == panel.items[place])).one()
    item.withdrawn_reason = words["withdrawn_reason"]
    record = ItemRecord(
        district_id=panel.district,
        item_id=item.id,
        took_part="came",
        took_part_note=words["took_part_note"],
        discussion=words["discussion"],
        decision_key="agreed",
        decision_label="Plan agreed",
        decision_reason=words["decision_reason"],
        plain_words=words["told"],
        recorded_by=staff,
        recorded_at=NOW,
        filed_by=staff,
        filed_at=NOW,
        receipt="CS-1042",
    )
    session.add(record)
    session.flush()
    below = {"district_id": panel.district, "item_record_id": record.id, "item_id": item.id}
    action = Action(
        **below,
        position=1,
        wording=words["action"],
        owner_id=staff,
        due_on=date(2026, 12, 1),
        plain_words=words["promise"],
    )
    session.add(action)
    session.flush()
    session.add_all(
        [
            Barrier(**below, position=1, wording=words["barrier"]),
            Addition(
                **below, wording=words["addition"], receipt="CS-1043", added_by=staff, added_at=NOW
            ),
        ]
    )
    _write_after(panel, action, words)
    session.flush()
    return record.id


def _write_after(panel: InventedPanel, action: Action, words: dict[str, str]) -> None:
    """Write what the young person says of a promise, and of their panel."""
    about = {"district_id": panel.district, "item_id": action.item_id}
    answer = {"number": 1, "said": "not_happened", "said_at": NOW}
    given = {"face": "good", "show_words": True, "given_on": NOW.date()}
    session.add_all(
        [
            PromiseAnswer(**about, **answer, action_id=action.id, words=words["promise_answer"]),
            Feedback(**about, **given, words=words["feedback"]),
        ]
    )


class Instance:
    """An application on a database of its own, outside any test transaction."""

    def __init__(self, app: Flask, url: str, folder: Path) -> None:
        self.app, self.url, self.folder = app, url, folder

    def working(self, *, writes: bool = True) -> Any:
        scope = Scope(AUTHORITY, None, None, "preparing a test", writes=writes)
        return planting(scope) if writes else open_scope(scope)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PORTAL_DATABASE_URL": self.url,
            "PORTAL_INSTANCE_DIR": str(self.folder),
            "PORTAL_SECRET_KEY": SECRET,
            "PORTAL_HTTPS": "no",
        }

    def raw(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Do what somebody at the database itself can do."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(make_url(self.url).database or "")) as file:
                rows = file.execute(statement.replace("%s", "?"), values).fetchall()
                file.commit()
                return rows
        plain = (
            make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        )
        with psycopg.connect(plain) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def copies(self) -> dict[str, bytes]:
        """Return what a thief of disk or backup has: the files, and a copy of the database."""
        with self.app.app_context():
            db.engine.dispose()
        if self.url.startswith("sqlite"):
            copy = self.folder / "copy.sqlite"
            copy.unlink(missing_ok=True)
            self.raw(f"VACUUM INTO '{copy}'")
            return {
                path.name: path.read_bytes()
                for path in self.folder.iterdir()
                if path.name.startswith(("portal.sqlite", "copy"))
            }
        url = make_url(self.url)
        dump = subprocess.run(
            [
                programs() / "pg_dump",
                f"--host={url.query['host']}",
                f"--username={url.username}",
                str(url.database),
            ],
            capture_output=True,
            check=True,
        )
        return {"dump": dump.stdout}


@pytest.fixture(params=["sqlite", "postgresql"])
def instance(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Instance]:
    """The application with its districts entered, in files of this test's own."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
        if request.param == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        settings = Settings(
            database_url=url,
            secret_key=SECRET,
            instance_dir=tmp_path,
            https=False,
            second_factor="offered",  # no test here is about signing in
        )
        migrated.set_up(settings)
        app = create_app(settings)
        made = Instance(app, url, tmp_path)
        with app.app_context(), made.working():
            tenancy.enter_districts(registry=app.extensions[EXTENSION])
        yield made
        with app.app_context():
            db.engine.dispose()
