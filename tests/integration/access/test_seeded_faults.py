"""Realistic faults, planted one by one: each is found by the check that is named beside it (C52).

A check gives what it finds wrong: nothing in the portal as it is, something with the fault in it.
The checks run on both databases elsewhere; that they see is shown on one.
"""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.database import session
from portal.kernel.errors import ForbiddenError
from portal.panels import policy as panel_policy
from portal.panels.documents import agenda_ics
from portal.panels.pages import agenda as agenda_pages
from portal.panels.pages import panels as panel_pages
from portal.panels.policy import OwnPeople, OwnTie
from portal.panels.queries import items as item_queries
from portal.panels.routes.staff import agendas
from portal.people import decisions, gate, policy, standing
from portal.people.gate import ACCESS
from portal.people.models import Person, RoleGrant
from portal.people.policy import Permission, Role
from portal.signin import queries as sign_in_queries
from portal.web import csv_export
from portal.web.headers import ALWAYS
from portal.web.logs import without_words
from tests.integration.access import canaries, matrix
from tests.integration.access.asking import Asking
from tests.integration.access.crawler import all_addresses, unpacked
from tests.integration.access.differing import forget_agendas
from tests.integration.access.planting import plant
from tests.integration.access.world import CANARY, NOW, OWN, YESTERDAY, World, canary
from tests.support.hostile_text import FORMULAS, SCRIPTS, is_live

ROOT = Path(__file__).resolve().parents[3]
Check = Callable[[World], list[str]]
Plant = Callable[[World, pytest.MonkeyPatch], None]


# --- The checks -----------------------------------------------------------------------------------


def the_table_of(*endpoints: str) -> Check:
    """Ask these pages as everybody and hold the answers to the reviewed table."""

    def check(world: World) -> list[str]:
        committed = (ROOT / matrix.TABLE).read_text(encoding="utf-8").splitlines()
        found = matrix.work_out(world, endpoints=endpoints)
        reviewed = matrix.lines_by_heading(committed)
        wrong = [
            f"{row.method} {row.rule} {row.objects}: {row.cells}"
            for row in found.rows
            if row.line not in reviewed.get(row.heading, ())
        ]
        return found.faults + wrong

    return check


def the_canaries_of(who: str, *endpoints: str) -> Check:
    """Fetch these pages as somebody and look for what is not theirs, or is no longer found."""
    clean: dict[str, str] = {}

    def check(world: World) -> list[str]:
        forget_agendas()
        asking = Asking(world)
        answers = {
            f"GET {each.path}": asking.ask(who, each.path)
            for each in all_addresses(world, "GET")
            if each.endpoint in endpoints
        }
        found = canaries.seen_in(
            {asked: unpacked(asked, answer) for asked, answer in answers.items()}
        )
        if not clean:  # the first time, when nothing is planted yet
            clean.update(found)
        wanted = canaries.declared(who)
        said = [
            f"{who} finds {found[state]} of the {state} young person, not {clean[state]}"
            for state in canaries.ORDER
            if found[state] != clean[state] or set(found[state]) - set(wanted[state])
        ]
        return said + canaries.outside(answers)

    return check


def a_revocation(world: World) -> list[str]:
    """End a role between two requests."""
    asking, page = Asking(world), "/d/burnley/records"
    with asking.undone():
        if asking.ask_for_good("support", page).status != 200:
            return ["the page is not there to begin with"]
        with world.working():
            session.execute(
                update(RoleGrant)
                .where(RoleGrant.person_id == world.people["support"])
                .values(ends_on=YESTERDAY)
            )
        status = asking.ask_for_good("support", page).status
    return [] if status == 303 else [f"answered {status} after the role had ended"]


def the_cells_of_exports(world: World) -> list[str]:
    """Put a formula in every field and read the file for spreadsheets."""
    asking = Asking(world)
    with asking.undone():
        plant(world, FORMULAS[0])
        text = asking.ask("county", "/coverage.csv").text.removeprefix("\N{BYTE ORDER MARK}")
        rows = list(csv.reader(io.StringIO(text, newline="")))
    return [cell for row in rows for cell in row if is_live(cell)]


def the_markup_of_a_record(world: World) -> list[str]:
    """Put a script in every field and read a record."""
    asking = Asking(world)
    with asking.undone():
        plant(world, SCRIPTS[0])
        page = f"/d/burnley/items/{world.subjects[OWN].item_id}/record/read"
        text = asking.ask("support", page).text
    return [SCRIPTS[0]] if SCRIPTS[0] in text else []


def the_search_box(world: World) -> list[str]:
    """Type the letter that stands for anything."""
    page = f"/d/burnley/meetings/{world.subjects[OWN].meeting_id}/nominate"
    return CANARY.findall(Asking(world).ask("support", page, "POST", {"find": "%"}).text)


def the_headers(world: World) -> list[str]:
    """Look at the headers of a page and of a refusal."""
    asking = Asking(world)
    answers = [asking.ask("support", path) for path in ("/", "/d/burnley/actions", "/nowhere")]
    return [name for a in answers for name, value in ALWAYS.items() if a.headers.get(name) != value]


def the_log_of_a_fault(world: World) -> list[str]:
    """Let a page fail with somebody's name in its hands, and read the log."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(logging.Formatter().format(record))  # type: ignore[method-assign]  # a handler for one test
    world.app.logger.addHandler(handler)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(world.app.view_functions, "records.actions", _fails)
        Asking(world).ask("support", "/d/burnley/actions")
    world.app.logger.removeHandler(handler)
    assert said
    return [line for line in said if CANARY.search(line)]


def _fails(**_: object) -> str:
    raise ValueError(canary("Own", "N"))


# --- The faults -----------------------------------------------------------------------------------


def missing_filter(_: World, patch: pytest.MonkeyPatch) -> None:
    """A social worker's list of whom they may nominate is everybody's."""
    patch.setattr(panel_pages, "nominates_only_own", lambda *_: False)


def wrong_owner(_: World, patch: pytest.MonkeyPatch) -> None:
    """Anybody is taken for one of an item's own people."""
    patch.setattr(OwnPeople, "ties", lambda *_: (OwnTie.SOCIAL_WORKER,))
    patch.setattr(OwnPeople, "ties_of", lambda *_: (OwnTie.SOCIAL_WORKER,))


def cached_role(_: World, patch: pytest.MonkeyPatch) -> None:
    """Who somebody is, is remembered from one request to the next."""
    kept: dict[UUID, Any] = {}
    real = standing.actor_of

    def remembered(person_id: UUID, now: datetime, own: Any) -> Any:
        if person_id not in kept:
            kept[person_id] = real(person_id, now, own)
        return kept[person_id]

    patch.setattr(standing, "actor_of", remembered)


def get_that_writes(world: World, patch: pytest.MonkeyPatch) -> None:
    """A page that only shows, stamps what it shows."""
    rules = world.app.extensions[ACCESS]
    patch.setitem(rules, "records.actions", replace(rules["records.actions"], writes=True))

    def view(**_: object) -> str:
        person = session.scalars(select(Person).order_by(Person.id)).first()
        assert person is not None
        person.job_title = "Seen"
        return "<h1>Seen</h1>"

    patch.setitem(world.app.view_functions, "records.actions", view)


def unescaped_cell(_: World, patch: pytest.MonkeyPatch) -> None:
    """A cell is written as it comes."""
    patch.setattr(csv_export, "safe_cell", str)


def unescaped_page(world: World, patch: pytest.MonkeyPatch) -> None:
    """A template takes text for markup."""
    patch.setattr(world.app.jinja_env, "autoescape", False)
    patch.setattr(world.app.jinja_env, "cache", {})
    patch.setattr(world.app.jinja_env, "bytecode_cache", None)


def forbidden_for_not_found(_: World, patch: pytest.MonkeyPatch) -> None:
    """Another district says that it is there, and forbids."""
    patch.setattr(gate, "NotFoundError", ForbiddenError)


def decision_not_recorded(_: World, patch: pytest.MonkeyPatch) -> None:
    """A page's check is gone."""
    patch.setattr(gate, "_check", lambda *_: None)


def decisions_not_looked_at(world: World, patch: pytest.MonkeyPatch) -> None:
    """A page's check is gone, and the gate sends what nobody decided about."""
    decision_not_recorded(world, patch)
    patch.setattr(decisions, "made", lambda: ("something",))


def name_in_a_file_name(_: World, patch: pytest.MonkeyPatch) -> None:
    """A downloaded agenda is called after whoever is on it."""
    real = agendas._file  # noqa: SLF001 - the one place that names a download

    def named(content: bytes, kind: str, name: str) -> Any:
        return real(content, kind, f"{canary('Own', 'N')}-{name}")

    patch.setattr(agendas, "_file", named)


def names_in_a_calendar(_: World, patch: pytest.MonkeyPatch) -> None:
    """A calendar entry lists who is heard."""

    def full(page: Any, **more: Any) -> bytes:
        names = ", ".join(row.young_person for row in page.rows)
        return agenda_ics(page, **more).replace(b"SUMMARY:", f"SUMMARY:{names} ".encode())

    patch.setattr(agendas, "agenda_ics", full)


def names_for_everybody(_: World, patch: pytest.MonkeyPatch) -> None:
    """Every reader of an agenda sees every name."""
    patch.setattr(panel_policy, "_names_everybody", lambda *_: True)


def names_for_nobody(_: World, patch: pytest.MonkeyPatch) -> None:
    """No reader of an agenda sees a name: one canary too few."""
    patch.setattr(panel_policy, "_names_everybody", lambda *_: False)


def one_memory_for_all_readers(_: World, patch: pytest.MonkeyPatch) -> None:
    """An agenda is remembered as its first reader saw it."""
    real, kept = agenda_pages.agenda_for, dict[UUID, Any]()

    def remembered(*, actor: Any, meeting_id: UUID, now: datetime) -> Any:
        if meeting_id not in kept:
            chair = standing.actor(actor.person_id, NOW)
            assert chair is not None
            everything = replace(chair, grants=(policy.Grant(Role.CASE_SUPPORT, None),))
            kept[meeting_id] = real(actor=everything, meeting_id=meeting_id, now=now)
        return kept[meeting_id]

    patch.setattr(agendas, "agenda_for", remembered)


def wider_role(_: World, patch: pytest.MonkeyPatch) -> None:
    """Panel members may read every record."""
    held = policy.ROLE_PERMISSIONS[Role.MEMBER] | {Permission.RECORD_SEE}
    patch.setitem(policy.ROLE_PERMISSIONS, Role.MEMBER, held)


def narrower_role(_: World, patch: pytest.MonkeyPatch) -> None:
    """The chair may no longer read records."""
    held = policy.ROLE_PERMISSIONS[Role.CHAIR] - {Permission.RECORD_SEE}
    patch.setitem(policy.ROLE_PERMISSIONS, Role.CHAIR, held)


def undeclared_method(world: World, patch: pytest.MonkeyPatch) -> None:
    """A page answers a method that nobody reviewed."""
    rule = next(world.app.url_map.iter_rules("records.actions"))
    patch.setattr(rule, "methods", {*(rule.methods or ()), "PUT"})


def left_still_counts(_: World, patch: pytest.MonkeyPatch) -> None:
    """Whether somebody has left is asked of last summer."""
    real = sign_in_queries.session_named

    def last_summer(token_hash: str, now: datetime, _today: date, hints: Any) -> Any:
        return real(token_hash, now, date(2026, 6, 1), hints)

    patch.setattr(sign_in_queries, "session_named", last_summer)


def wildcard_search(_: World, patch: pytest.MonkeyPatch) -> None:
    """What is typed into a search is taken for a pattern."""
    patch.setattr(item_queries, "_part", lambda find: f"%{find.lower()}%")


def header_missing(world: World, patch: pytest.MonkeyPatch) -> None:
    """One blueprint's answers go out without the policy."""
    patch.setitem(world.app.after_request_funcs, None, _without_the_policy(world.app))


def _without_the_policy(app: Flask) -> list[Any]:
    kept = list(app.after_request_funcs[None])

    def strip(response: Any) -> Any:
        response.headers.pop("Content-Security-Policy", None)
        return response

    return [strip, *kept]


def words_in_the_log(world: World, patch: pytest.MonkeyPatch) -> None:
    """An error is logged with what it says."""
    patch.setattr(
        world.app.logger, "filters", [f for f in world.app.logger.filters if f is not without_words]
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and the check that must find it."""

    plant: Plant
    check: Check


FILES = ("panels.agenda_as_pdf", "panels.agenda_as_calendar")
PROVIDER = the_canaries_of("provider", "panels.agenda", "panels.item", *FILES)
FOSTERING = the_canaries_of("fostering", "panels.agenda", *FILES)
WORKER = the_canaries_of("worker", "panels.choose_nominee")
FAULTS = (
    Fault(missing_filter, WORKER),
    Fault(wrong_owner, the_table_of("records.read")),
    Fault(wrong_owner, PROVIDER),
    Fault(cached_role, a_revocation),
    Fault(get_that_writes, the_table_of("records.actions")),
    Fault(unescaped_cell, the_cells_of_exports),
    Fault(unescaped_page, the_markup_of_a_record),
    Fault(forbidden_for_not_found, the_table_of("records.actions")),
    Fault(decision_not_recorded, the_table_of("panels.panels")),
    Fault(decisions_not_looked_at, the_table_of("records.to_file")),
    Fault(name_in_a_file_name, PROVIDER),
    Fault(names_in_a_calendar, FOSTERING),
    Fault(names_for_everybody, PROVIDER),
    Fault(names_for_nobody, FOSTERING),
    Fault(one_memory_for_all_readers, PROVIDER),
    Fault(wider_role, the_table_of("records.to_file")),
    Fault(narrower_role, the_table_of("records.to_file")),
    Fault(undeclared_method, the_table_of("records.actions")),
    Fault(left_still_counts, the_table_of("panels.meetings")),
    Fault(wildcard_search, the_search_box),
    Fault(header_missing, the_headers),
    Fault(words_in_the_log, the_log_of_a_fault),
)


KNOWN_CLEAN: set[Check] = set()
"""The checks that found nothing before a fault was planted: the world is the same for each."""


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Let no agenda made with a fault be remembered."""
    yield
    forget_agendas()


@pytest.mark.control("C50", "C52")
@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.plant.__name__)
def test_a_planted_fault_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    if fault.check not in KNOWN_CLEAN:
        assert fault.check(world) == []
        KNOWN_CLEAN.add(fault.check)
    fault.plant(world, monkeypatch)
    assert fault.check(world) != []
