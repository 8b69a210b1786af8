"""What a reader's request for a pack of 20 items and about 200 pages costs, from the database.

`python -m tests.bench.pack_request` measures it on SQLite; `make bench` on PostgreSQL too. A reader
in a seat asks for the page and for the PDF, through every guard, with the agreements asked for each
section; the PDF is set against the engine alone on the same words in the same run. Peak memory is
that of a process of its own, which starts the portal, answers one request and ends.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import migrations
from portal.app import create_app
from portal.cases.models import YoungPerson
from portal.database import Scope, db, open_scope, session, unit_of_work
from portal.kernel.kinds import PanelKind
from portal.panels import operations
from portal.panels.models import Item
from portal.papers.rules.kinds import PaperKind
from portal.people import operations as people
from portal.people import standing
from portal.people.policy import Role
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from portal.variations.values import OrganisationKind
from portal.web import printing
from tests.bench.pack_file import PLAIN, SENTENCE
from tests.support.packs import add_paper, said, shared_with
from tests.support.pdf_reading import pages_of
from tests.support.planting import planting

ITEMS, PAPERS, PARAGRAPHS = 20, 5, 15
SECTIONS = ("about", "home", "health", "plan", "money")
ROUNDS = 3
DAY = date(2026, 12, 17)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = date(2026, 1, 1)
SECRET = "not a secret: only this measurement uses it"
READER = "chair@practice.example"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run saw; times are medians in seconds, memory is in MB."""

    pages: int
    html: float
    pdf: float
    engine: float
    html_memory: int
    pdf_memory: int
    idle_memory: int


def _settings(url: str, folder: Path) -> Settings:
    return Settings(
        database_url=url,
        secret_key=SECRET,
        instance_dir=folder,
        https=False,
        second_factor="offered",
    )


def _app(url: str, folder: Path) -> Flask:
    return create_app(_settings(url, folder), clock=lambda: NOW)


def _scope(app: Flask, *, writes: bool = True) -> Scope:
    return Scope(app.extensions[EXTENSION].authority.id, None, None, "measuring", writes=writes)


def _fill(app: Flask) -> UUID:
    """Publish an agenda of twenty items with their papers, all agreed for one organisation."""
    with planting(_scope(app)):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
        operations.open_panels()
        county = people.add_organisation(
            actor=None, now=NOW, name="Invented County", kind=OrganisationKind.CHILDRENS_SERVICES
        )
        ids = {}
        for role in (Role.CASE_SUPPORT, Role.SOCIAL_WORKER, Role.CHAIR):
            made = people.register(
                name=f"{role.label} Example",
                email=f"{role.value}@practice.example",
                password=SECRET,
                starts_on=START,
            )
            made.organisation_id = county.id
            people.grant_role(person=made, role=role, district_id="burnley", starts_on=START)
            ids[role] = made.id
        county_id = county.id
    with open_scope(_scope(app, writes=False)):
        support = standing.actor(ids[Role.CASE_SUPPORT], NOW)
    assert support is not None
    with unit_of_work(_scope(app)):
        meeting_id = operations.plan_meeting(
            actor=support,
            now=NOW,
            district_id="burnley",
            kind=PanelKind.LEAVING_CARE,
            held_on=DAY,
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
            item_id = operations.nominate(
                actor=support,
                now=NOW,
                meeting_id=meeting_id,
                young_person_id=child.id,
                item_type="Review of the plan",
                social_worker_id=ids[Role.SOCIAL_WORKER],
            ).item_id
            _papers(item_id, county_id)
        operations.publish_agenda(actor=support, now=NOW, meeting_id=meeting_id)
    return meeting_id


def _papers(item_id: UUID, organisation_id: UUID) -> None:
    words = "\n".join([SENTENCE * 5] * (PARAGRAPHS // len(SECTIONS)))
    for number in range(PAPERS):
        kind = PaperKind.CASE_SUMMARY if number == 0 else PaperKind.OTHER
        add_paper(item_id, kind, dict.fromkeys(SECTIONS, words), title=f"Paper {number}")
    said(item_id)
    shared_with(item_id, [organisation_id])


def _sign_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    token = client.get("/sign-in").text.split('name="csrf_token"')[1].split('"')
    client.post(
        "/sign-in",
        data={
            "email": READER,
            "password": SECRET,
            "csrf_token": next(part for part in token if "." in part),
        },
    )
    return client


def _address(app: Flask, what: str) -> str:
    with app.app_context(), open_scope(_scope(app, writes=False)):
        meeting_id = session.scalars(select(Item.meeting_id).order_by(Item.id).limit(1)).one()
    return f"/d/burnley/meetings/{meeting_id}/pack{'.pdf' if what == 'pdf' else ''}"


def _asks(client: FlaskClient, address: str) -> Callable[[], bytes]:
    def ask() -> bytes:
        answer = client.get(address)
        assert answer.status_code == 200, answer.status_code
        content: bytes = answer.data
        return content

    return ask


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _peak(url: str, folder: Path, what: str) -> int:
    """Return the most memory in MB of a process that answers one request and ends."""
    asked = [sys.executable, "-m", "tests.bench.pack_request", url, str(folder), what]
    return int(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)


def measure(url: str, folder: Path) -> Measured:
    """Print and return what the pack costs on the database that ``url`` names, an empty one."""
    migrations.set_up(_settings(url, folder))
    app = _app(url, folder)
    with app.app_context():
        _fill(app)
    client = _sign_in(app)
    html, pdf = (_asks(client, _address(app, what)) for what in ("html", "pdf"))
    pages = pages_of(pdf())
    text = html().decode()
    assert text.count("Invented Person") >= ITEMS
    assert text.count(SENTENCE.strip()) == ITEMS * PAPERS * PARAGRAPHS * 5
    words = json.dumps([SENTENCE * 5] * (ITEMS * PAPERS * PARAGRAPHS))
    jobs = {"html": html, "pdf": pdf, "engine": lambda: printing.typeset(PLAIN, {"words": words})}
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            times[name].append(_seconds(job))
    medians = {name: statistics.median(found) for name, found in times.items()}
    peaks = {what: _peak(url, folder, what) for what in ("html", "pdf", "idle")}
    with app.app_context():
        db.engine.dispose()
    found = Measured(
        pages=len(pages),
        html=medians["html"],
        pdf=medians["pdf"],
        engine=medians["engine"],
        html_memory=peaks["html"],
        pdf_memory=peaks["pdf"],
        idle_memory=peaks["idle"],
    )
    sys.stdout.write(
        f"{url.partition(':')[0]}: {ITEMS} items, {found.pages} pages; as a page "
        f"{found.html:.2f} s, at most {found.html_memory} MB; as a PDF {found.pdf:.2f} s "
        f"({found.pdf / found.engine:.2f} of typst alone), at most {found.pdf_memory} MB; "
        f"the portal itself {found.idle_memory} MB\n"
    )
    return found


@contextmanager
def on_sqlite() -> Iterator[tuple[str, Path]]:
    """Yield an address and a folder of a database in a file."""
    with tempfile.TemporaryDirectory() as name:
        yield f"sqlite:///{Path(name) / 'portal.sqlite'}", Path(name)


def _once(url: str, folder: Path, what: str) -> None:
    """Answer one request, and print the most memory that this process needed."""
    app = _app(url, folder)
    client = _sign_in(app)
    if what != "idle":
        _asks(client, _address(app, what))()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    sys.stdout.write(str(int(status.partition("VmHWM:")[2].split()[0]) // 1024))


if __name__ == "__main__":
    if sys.argv[1:]:
        _once(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
    else:
        with on_sqlite() as (address, place):
            measure(address, place)
