"""How much the agenda page costs beyond a bare page: `python -m tests.bench.agenda_page`.

Both sides read the same twenty items from the same SQLite file in one run, so the ratio holds on
any machine. The floor is a bare Flask page: the same rows by ORM with joined loading, and a
template with the same five columns; no sign-in, no gate, no frame.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session, aliased

from portal import migrations
from portal.app import create_app
from portal.cases.models import YoungPerson
from portal.database import Scope, db, joins, open_scope, session, unit_of_work
from portal.kernel.kinds import PanelKind
from portal.panels import operations
from portal.panels.models import Item, Slot
from portal.people import operations as people
from portal.people import queries as people_queries
from portal.people.models import Person
from portal.people.policy import Role
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION

ROUNDS = 60
ITEMS = 20
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = date(2026, 1, 1)
SECRET = "not a secret: only this measurement uses it"
BARE = """<!DOCTYPE html><html lang="en"><head><title>Agenda</title></head><body><h1>Agenda</h1>
<table><caption>Slots</caption>{% for item, slot, child, worker, manager in rows %}
<tr><th scope="row">{{ slot.starts_at.strftime("%H:%M") }}</th><td>{{ child.preferred_name }}</td>
<td>{{ item.item_type }}</td><td>{{ worker.name }}</td><td>{{ manager.name }}</td></tr>
{% endfor %}</table></body></html>"""


def _scope(app: Flask, *, writes: bool = True) -> Scope:
    return Scope(app.extensions[EXTENSION].authority.id, None, None, "measuring", writes=writes)


def _fill(app: Flask) -> UUID:
    """Enter one district's people and a published agenda of twenty items; return the meeting."""
    with unit_of_work(_scope(app)):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
        operations.open_panels()
        found: dict[Role, Person] = {}
        for role in (Role.MEMBER, Role.CASE_SUPPORT, Role.SOCIAL_WORKER):
            found[role] = people.register(
                name=f"{role.label} Example",
                email=f"{role.value}@practice.example",
                password=SECRET if role is Role.CASE_SUPPORT else None,
                starts_on=START,
                manager_id=found[Role.MEMBER].id if Role.MEMBER in found else None,
            )
            people.grant_role(person=found[role], role=role, district_id="burnley", starts_on=START)
        support_id, worker_id = found[Role.CASE_SUPPORT].id, found[Role.SOCIAL_WORKER].id
    with open_scope(_scope(app, writes=False)):
        actor = people_queries.actor(support_id, NOW.date())
    assert actor is not None
    with unit_of_work(_scope(app)):
        meeting_id = operations.plan_meeting(
            actor=actor,
            now=NOW,
            district_id="burnley",
            kind=PanelKind.LEAVING_CARE,
            held_on=date(2026, 12, 17),
            part="full",
        ).meeting_id
        for number in range(ITEMS):
            child = YoungPerson(
                district_id="burnley",
                reference=f"LH-{number}",
                preferred_name=f"Invented Person {number}",
                born_on=date(2010, 1, 1),
            )
            session.add(child)
            session.flush()
            operations.nominate(
                actor=actor,
                now=NOW,
                meeting_id=meeting_id,
                young_person_id=child.id,
                item_type="Review of the plan",
                social_worker_id=worker_id,
            )
        operations.publish_agenda(actor=actor, now=NOW, meeting_id=meeting_id)
    return meeting_id


def _bare(url: str, meeting_id: UUID) -> Flask:
    app = Flask("bare")
    app.jinja_loader = DictLoader({"agenda.html": BARE})
    engine = create_engine(url)
    worker, manager = aliased(Person), aliased(Person)
    rows = (
        select(Item, Slot, YoungPerson, worker, manager)
        .join(Slot, joins(Item, "slot_id", Slot))
        .join(YoungPerson, joins(Item, "young_person_id", YoungPerson))
        .join(worker, joins(Item, "social_worker_id", worker))
        .join(manager, joins(Item, "manager_id", manager))
        .where(Item.meeting_id == meeting_id)
        .order_by(Slot.starts_at)
    )

    @app.get("/")
    def page() -> str:
        with Session(engine) as reading:
            return render_template("agenda.html", rows=reading.execute(rows).all())

    return app


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(*args: Any) -> None:
        sent.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure() -> tuple[float, int]:
    """Print the medians; return how many of our pages fit into one of the bare, and statements."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'portal.sqlite'}"
        migrations.upgrade(url)
        app = create_app(
            Settings(database_url=url, secret_key=SECRET, instance_dir=Path(folder), https=False),
            clock=lambda: NOW,
        )
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            meeting_id = _fill(app)
        ratio, statements = _compare(app, _bare(url, meeting_id), meeting_id)
        with app.app_context():
            db.engine.dispose()
    return ratio, statements


def _compare(app: Flask, bare: Flask, meeting_id: UUID) -> tuple[float, int]:
    client, plain = app.test_client(), bare.test_client()
    client.post("/sign-in", data={"email": "case_support@practice.example", "password": SECRET})
    address = f"/d/burnley/meetings/{meeting_id}/agenda"

    def ours() -> object:
        answer = client.get(address)
        assert answer.text.count("Invented Person") == ITEMS
        return answer

    def floor() -> object:
        answer = plain.get("/")
        assert answer.text.count("Invented Person") == ITEMS
        return answer

    for _ in range(5):
        ours()
        floor()
    taken: dict[str, list[float]] = {"agenda page": [], "bare page": []}
    for _ in range(ROUNDS):
        taken["agenda page"].append(_seconds(ours))
        taken["bare page"].append(_seconds(floor))
    with app.app_context(), _counted(app) as sent:
        ours()
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, seconds in medians.items():
        sys.stdout.write(f"{name}: {seconds * 1000:.2f} ms\n")
    ratio = medians["bare page"] / medians["agenda page"]
    sys.stdout.write(f"bare page / agenda page: {ratio:.2f}; {len(sent)} statements\n")
    return ratio, len(sent)


if __name__ == "__main__":
    measure()
