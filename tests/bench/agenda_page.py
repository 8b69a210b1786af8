"""How much the agenda page costs beyond a bare page: `python -m tests.bench.agenda_page`.

Both sides read the same twenty items from the same SQLite file in one run, so the ratio holds on
any machine. The floor is a bare Flask page: the same rows by ORM with joined loading, and the same
table, inside the very frame of our page as fixed text; no sign-in, no scope, no gate, no token.

The shares say what stands apart: reading who is signed in, the gate in front of the page, the adder
and the pin gate. What the adder's criteria cost inside SQLAlchemy is in `scoped_queries`.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from flask import Flask, render_template
from flask.testing import FlaskClient
from jinja2 import DictLoader
from markupsafe import Markup
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session, aliased

from portal import migrations
from portal.app import create_app
from portal.cases.models import YoungPerson
from portal.database import (
    Scope,
    ScopedSession,
    adder,
    db,
    joins,
    open_scope,
    session,
    unit_of_work,
)
from portal.database import gate as pins
from portal.kernel.kinds import PanelKind
from portal.panels import operations
from portal.panels.agenda import SOURCE_COLUMNS
from portal.panels.models import Item, Slot
from portal.people import gate as access_gate
from portal.people import operations as people
from portal.people import standing
from portal.people.models import Person
from portal.people.policy import Actor, Role
from portal.settings import Settings
from portal.signin import presence
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.support.agreed import agreed
from tests.support.organisations import organisation
from tests.support.planting import planting

ROUNDS = 60
ITEMS = 20
COUNTS = (1, 20, 40)
"""Numbers of items on an agenda whose pages must take the same number of statements."""
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = date(2026, 1, 1)
START_DAY = date(2026, 12, 15)
SECRET = "not a secret: only this measurement uses it"
BARE = """{{ before }}<table class="govuk-table portal-table" role="table">
<caption class="govuk-table__caption govuk-table__caption--m">Slots</caption>
<thead class="govuk-table__head" role="rowgroup"><tr class="govuk-table__row" role="row">
{% for heading in headings %}<th scope="col" class="govuk-table__header" role="columnheader">\
{{ heading }}</th>{% endfor %}</tr></thead>
<tbody class="govuk-table__body" role="rowgroup">
{% for item, slot, child, worker, manager in rows %}
<tr class="govuk-table__row" role="row">
<th scope="row" class="govuk-table__header" role="rowheader">\
<time datetime="{{ slot.starts_at }}">{{ slot.starts_at.strftime("%H:%M") }}</time></th>
<td class="govuk-table__cell" role="cell" data-label="{{ headings[1] }}">\
{{ child.preferred_name }}</td>
<td class="govuk-table__cell" role="cell" data-label="{{ headings[2] }}">{{ item.item_type }}</td>
<td class="govuk-table__cell" role="cell" data-label="{{ headings[3] }}">{{ worker.name }}</td>
<td class="govuk-table__cell" role="cell" data-label="{{ headings[4] }}">{{ manager.name }}</td>
</tr>{% endfor %}</tbody></table>{{ after }}"""
HEADINGS = tuple(column.label for column in SOURCE_COLUMNS)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run saw. ``statements`` is by the number of items on the agenda."""

    ratio: float
    shares: dict[str, float]
    statements: dict[int, int]


def _scope(app: Flask, *, writes: bool = True) -> Scope:
    return Scope(app.extensions[EXTENSION].authority.id, None, None, "measuring", writes=writes)


def _people() -> dict[Role, UUID]:
    """Enter one district's people."""
    found: dict[Role, Person] = {}
    for role in (Role.MEMBER, Role.CASE_SUPPORT, Role.SOCIAL_WORKER):
        found[role] = people.register(
            name=f"{role.label} Example",
            email=f"{role.value}@practice.example",
            password=SECRET if role is Role.CASE_SUPPORT else None,
            starts_on=START,
            organisation=organisation(),
            manager_id=found[Role.MEMBER].id if Role.MEMBER in found else None,
        )
        people.grant_role(person=found[role], role=role, district_id="burnley", starts_on=START)
    return {role: person.id for role, person in found.items()}


def _fill(app: Flask) -> dict[int, UUID]:
    """Publish agendas of so many items; return their meetings."""
    with planting(_scope(app)):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
        operations.open_panels()
        ids = _people()
    with open_scope(_scope(app, writes=False)):
        actor = standing.actor(ids[Role.CASE_SUPPORT], NOW)
    assert actor is not None
    with unit_of_work(_scope(app)):
        return {
            number: _agenda(actor, ids[Role.SOCIAL_WORKER], START_DAY + timedelta(place), number)
            for place, number in enumerate(COUNTS)
        }


def _agenda(actor: Actor, worker_id: UUID, day: date, number: int) -> UUID:
    meeting_id = operations.plan_meeting(
        actor=actor,
        now=NOW,
        district_id="burnley",
        kind=PanelKind.LEAVING_CARE,
        held_on=day,
        part="full",
    ).meeting_id
    for place in range(max(0, number - ITEMS)):  # more than a day holds: only to see the page grow
        late = time(18 + place // 12, place % 12 * 5)
        session.add(Slot(district_id="burnley", meeting_id=meeting_id, starts_at=late, minutes=5))
    for place in range(number):
        child = YoungPerson(
            district_id="burnley",
            reference=f"LH-{number}-{place}",
            preferred_name=f"Invented Person {place}",
            born_on=date(2010, 1, 1),
        )
        session.add(child)
        session.flush()
        nominated = operations.nominate(
            actor=actor,
            now=NOW,
            meeting_id=meeting_id,
            young_person_id=child.id,
            item_type="Review of the plan",
            social_worker_id=worker_id,
        )
        agreed(nominated.item_id)
    operations.publish_agenda(actor=actor, now=NOW, meeting_id=meeting_id)
    return meeting_id


def _bare(url: str, meeting_id: UUID, page: str) -> Flask:
    """Make the floor, round which our page stands as fixed text."""
    before, after = (Markup(text) for text in re.split("<table.*</table>", page, flags=re.DOTALL))  # noqa: S704 - our own page
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
    def table() -> str:
        with Session(engine) as reading:
            found = reading.execute(rows).all()
            return render_template(
                "agenda.html", before=before, after=after, headings=HEADINGS, rows=found
            )

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
    started = perf_counter()
    work()
    return perf_counter() - started


def _sign_in(client: FlaskClient) -> None:
    """Sign in as a browser does: every guard stays on, the form's token too."""
    token = client.get("/sign-in").text.split('name="csrf_token"')[1].split('"')
    client.post(
        "/sign-in",
        data={
            "email": "case_support@practice.example",
            "password": SECRET,
            "csrf_token": next(part for part in token if "." in part),
        },
    )


def _asks(client: FlaskClient, address: str, items: int) -> Callable[[], str]:
    def ask() -> str:
        text = client.get(address).text
        assert text.count("Invented Person") == items
        return text

    return ask


def measure() -> Measured:
    """Print the medians, their ratio, the guards' shares and the numbers of statements."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'portal.sqlite'}"
        migrations.upgrade(url)
        app = create_app(
            Settings(
                database_url=url,
                secret_key=SECRET,
                instance_dir=Path(folder),
                https=False,
                second_factor="offered",
            ),
            clock=lambda: NOW,
        )
        with app.app_context():
            meetings = _fill(app)
        client = app.test_client()
        _sign_in(client)
        pages = {
            items: _asks(client, f"/d/burnley/meetings/{meeting_id}/agenda", items)
            for items, meeting_id in meetings.items()
        }
        floor = _bare(url, meetings[ITEMS], pages[ITEMS]()).test_client()
        ratio = _compare(pages[ITEMS], _asks(floor, "/", ITEMS))
        statements = _statements(app, pages)
        shares = _shares(app, pages[ITEMS])
        with app.app_context():
            db.engine.dispose()
    return Measured(ratio, shares, statements)


def _compare(ours: Callable[[], str], floor: Callable[[], str]) -> float:
    for _ in range(10):
        ours()
        floor()
    taken: dict[str, list[float]] = {"agenda page": [], "floor": []}
    for _ in range(ROUNDS):
        taken["agenda page"].append(_seconds(ours))
        taken["floor"].append(_seconds(floor))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, seconds in medians.items():
        sys.stdout.write(f"{name}: {seconds * 1000:.2f} ms\n")
    ratio = medians["floor"] / medians["agenda page"]
    sys.stdout.write(f"floor / agenda page: {ratio:.2f}\n")
    return ratio


def _statements(app: Flask, pages: dict[int, Callable[[], str]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for items, page in pages.items():
        with app.app_context(), _counted(app) as sent:
            page()
        found[items] = len(sent)
        sys.stdout.write(f"{items} items: {len(sent)} statements\n")
    return found


def _shares(app: Flask, page: Callable[[], str]) -> dict[str, float]:
    """Print and return what share of the page each guard takes; the page is watched from here."""
    spent: Counter[str] = Counter()

    def watched(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            started = perf_counter()
            try:
                return work(*args)
            finally:
                spent[name] += perf_counter() - started  # type: ignore[assignment]  # seconds

        return run

    manager: Any = vars(app)["login_manager"]
    manager.user_loader(watched("who is signed in", presence.load))
    before = app.before_request_funcs[None]
    before[:] = [watched("door", work) if work is access_gate._enter else work for work in before]  # noqa: SLF001 - as above
    event.remove(ScopedSession, "do_orm_execute", adder.add_criteria)
    event.listen(ScopedSession, "do_orm_execute", watched("adder", adder.add_criteria))
    with app.app_context():
        event.remove(db.engine, "before_cursor_execute", pins.verify)
        event.listen(db.engine, "before_cursor_execute", watched("pin gate", pins.verify))
    whole = sum(_seconds(page) for _ in range(ROUNDS))
    spent["gate in front of the page"] = spent.pop("door") - spent["who is signed in"]
    shares = {name: seconds / whole for name, seconds in spent.items()}
    for name, share in shares.items():
        sys.stdout.write(f"{name}: {share:.1%} of the page\n")
    return shares


if __name__ == "__main__":
    measure()
