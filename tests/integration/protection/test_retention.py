"""The rules on keeping: each goes on its day, held ones stay, and no file keeps what went."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from portal import audit, cli, keyring
from portal.agreements.operations import stop
from portal.agreements.rules import Kind
from portal.audit.chain.verification import verify
from portal.audit.models import Event
from portal.cases.models import CareEpisode, CareReview, ReturnImport, ReturnRow, YoungPerson
from portal.database import db, session
from portal.entry.models import YoungKept
from portal.feedback.models import Feedback
from portal.kernel.errors import ConflictError, ForbiddenError, RuleError
from portal.outbox.models import Message
from portal.panels.models import AgendaVersion, Item, Meeting
from portal.papers.models import Paper
from portal.people import standing
from portal.people.models import Person
from portal.people.policy import Actor, Role
from portal.protection.models import Tombstone
from portal.protection.operations import retention
from portal.protection.operations.removing import remove
from portal.protection.queries.holdings import everything_about
from portal.records.models import Action, Attendance, ItemRecord, PromiseAnswer
from portal.variations.keeping import Kept
from portal.voice.models import ViewsSheet
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.conftest import NOW, Instance, write_record
from tests.support.invented_panel import NAMES, PANEL_DAY, InventedPanel, person, published_panel

FILED = NOW.date()
CODE = "CANARYCODE9"
DEPUTY = "Canary Deputy Invented"


@dataclass
class Planted:
    """What a test needs to know of what it planted."""

    panel: InventedPanel
    officer: Actor


def plant() -> InventedPanel:
    """Plant something of every kind that a rule looks at. Call inside a writing scope."""
    panel = published_panel()
    write_record(panel)
    young = panel.young_people[0]
    session.scalars(select(YoungPerson).where(YoungPerson.id == young)).one().child_code = CODE
    session.scalars(select(Action)).one().done_on = FILED
    session.add_all(
        [
            CareEpisode(young_person_id=young, started_on=date(2020, 1, 1), place="CANARYPLACE"),
            CareReview(young_person_id=young, held_on=date(2026, 1, 1), participation="PN1"),
            ReturnRow(
                young_person_id=young, module="oc3", row_key="k", facts={"accom": "CANARYHOME"}
            ),
            Attendance(
                district_id=panel.district,
                meeting_id=panel.meeting_id,
                seat_key="fostering_manager",
                state="deputy",
                stand_in=DEPUTY,
            ),
            Message(
                district_id=panel.district,
                item_id=panel.items[0],
                key="canary",
                kind="agenda_published",
                audience="staff",
                rank=1,
                address="canary@practice.example",
                channel="email",
                urgency="notice",
                subject="CANARYSUBJECT",
                body="CANARYBODY",
                state="sent",
                queued_at=NOW,
                due_at=NOW,
                settled_at=NOW,
            ),
            ReturnImport(
                started_at=NOW,
                finished_at=NOW,
                year=2026,
                as_of=FILED,
                state="done",
                report={"warnings": [{"code": "x", "value": CODE}], "files": [], "children": 1},
            ),
        ]
    )
    session.flush()
    left = session.scalars(select(Person).where(Person.id == panel.people["member"])).one()
    left.ends_on = FILED
    return panel


def officer(who: str = "gover") -> Actor:
    """Return an information governance officer. Call inside a writing scope."""
    made = person(
        InventedPanel("burnley", PANEL_DAY), who, Role.INFORMATION_GOVERNANCE, county=True
    )
    found = standing.actor(made.id, NOW)
    assert found is not None
    return found


@pytest.fixture
def planted(working: ScopeOpener) -> Planted:
    with working():
        return Planted(plant(), officer())


def run_on(working: ScopeOpener, day: date) -> retention.Plan:
    now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    with working():
        return retention.run(actor=None, now=now, today=day)


def kinds(plan: retention.Plan) -> set[Kept]:
    return {each.candidate.kind for each in plan.going}


LAST_DAYS = {
    Kept.RECORD_WORDS: date(2027, 5, 23),
    Kept.ACTION_WORDS: date(2027, 5, 23),
    Kept.WITHDRAWAL_REASONS: date(2027, 5, 23),
    Kept.AGENDAS: date(2028, 11, 23),
    Kept.ATTENDANCE: date(2028, 11, 23),
    Kept.FEEDBACK: date(2028, 11, 23),
    Kept.MESSAGES: date(2027, 2, 21),
    Kept.IMPORT_REPORTS: date(2027, 2, 21),
    Kept.STAFF: date(2032, 11, 23),
    Kept.YOUNG_PEOPLE: date(2036, 1, 1),
}
"""The day on which each kind of what is planted goes by the product's rules, worked out by hand."""


@pytest.mark.control("C40")
def test_each_kind_goes_on_its_day_and_not_the_day_before(
    planted: Planted, working: ScopeOpener
) -> None:
    for kind, day in sorted(LAST_DAYS.items(), key=lambda pair: pair[1]):
        assert kind not in kinds(run_on(working, day - timedelta(days=1))), kind
        before = kinds(run_on(working, day))
        with working(writes=False):
            gone = session.scalars(select(Tombstone.kind).where(Tombstone.kind == kind)).all()
        assert kind in before or gone, kind
    assert run_on(working, date(2106, 11, 23)).going == ()


@pytest.mark.control("C42")
def test_the_trail_forgets_what_it_said_of_them_and_still_holds(
    app: Flask, planted: Planted, working: ScopeOpener
) -> None:
    first, second = planted.panel.young_people[:2]
    subjects = [("young_person", first), ("item", planted.panel.items[0])]
    subjects += [("young_person", second), ("item", planted.panel.items[1])]
    with working():
        for subject in subjects:
            audit.record(
                event="records:canary:saved",
                subject=subject,
                actor_id=planted.officer.person_id,
                now=NOW,
                facts={"note": "canary-in-the-trail"},
            )
    with working():
        remove(Kept.YOUNG_PEOPLE, first, now=NOW, cause="erasure")
    with working(writes=False):
        asked = select(Event).where(Event.event == "records:canary:saved").order_by(Event.seq)
        entries = session.scalars(asked).all()
        assert [each.facts is None for each in entries] == [True, True, False, False]
        assert {each.actor_id for each in entries} == {planted.officer.person_id}
        erased = session.scalars(select(Event).where(Event.event == "audit:facts:erased")).one()
        assert erased.facts is not None
        assert erased.facts["ground"] == "erasure"
        assert {each.seq for each in entries[:2]} <= set(erased.facts["entries"])
        assert verify(app.extensions[keyring.EXTENSION]).ok
        held = json.dumps([str(each) for each in everything_about(first).records])
        assert "canary-in-the-trail" not in held


@pytest.mark.control("C40")
def test_the_rows_stay_for_the_counts_and_nothing_of_the_person_does(
    planted: Planted, working: ScopeOpener
) -> None:
    young = planted.panel.young_people[0]
    run_on(working, date(2036, 1, 1))
    with working(writes=False):
        row = session.scalars(select(YoungPerson).where(YoungPerson.id == young)).one()
        assert row.reference == f"gone-{young.hex}"
        assert (row.born_on, row.sex, row.social_worker_id) == (date(2010, 1, 1), None, None)
        for model in (CareEpisode, CareReview, ReturnRow):
            assert session.scalar(select(func.count()).select_from(model)) == 0
        record = session.scalars(select(ItemRecord)).one()
        assert (record.decision_key, record.receipt) == ("agreed", "CS-1042")
        action = session.scalars(select(Action)).one()
        answer = session.scalars(select(PromiseAnswer)).one()
        for words in (record.discussion, record.plain_words, action.plain_words, answer.words):
            assert str(words).startswith("Deleted on ")
        assert (answer.said, answer.number) == ("not_happened", 1)
        assert session.scalar(select(func.count()).select_from(Feedback)) == 0
        assert session.scalar(select(func.count()).select_from(Item)) == 3
        told = json.dumps(session.scalars(select(AgendaVersion.frozen)).all())
        assert "LH-burnley-1123-1" not in told
        member = session.scalars(
            select(Person).where(Person.id == planted.panel.people["member"])
        ).one()
        assert (member.name, member.password_hash) == ("Somebody who left", None)
        assert session.scalars(select(Attendance.stand_in)).all() == [""]


@pytest.mark.control("C40")
def test_every_deletion_stands_in_the_trail_and_a_second_run_deletes_nothing(
    planted: Planted, working: ScopeOpener
) -> None:
    day = date(2027, 5, 23)
    first = run_on(working, day)
    assert len(first.going) == 5
    assert run_on(working, day).going == ()
    with working(writes=False):
        told = session.scalars(
            select(Event.subject_id).where(Event.event == "protection:retention:removed")
        ).all()
        assert set(told) == {each.candidate.row_id for each in first.going}
        runs = session.scalars(
            select(Event.facts).where(Event.event == "protection:retention:run")
        ).all()
        assert {"stayed": 0} in runs


def test_what_was_never_sent_goes_when_its_time_is_over(working: ScopeOpener) -> None:
    with working():
        young = published_panel().young_people[0]
        for page, year in (("/y/meeting/away", 2020), ("/y/how-it-was", 2036)):
            until = datetime(year, 1, 1, tzinfo=UTC)
            kept = {"action": page, "page": page, "fields": "[]", "kept_until": until}
            session.add(YoungKept(young_person_id=young, **kept))
    with working():
        retention.run(actor=None, now=NOW, today=FILED)
    with working(writes=False):
        assert session.scalars(select(YoungKept.page)).all() == ["/y/how-it-was"]


def test_what_nobody_finished_is_not_due(working: ScopeOpener) -> None:
    """What is open, not filed, still running or still waiting has no day to count from."""
    with working():
        panel = plant()
        session.scalars(select(Action)).one().done_on = None
        session.scalars(select(ItemRecord)).one().filed_at = None
        session.scalars(select(ReturnImport)).one().finished_at = None
        session.scalars(select(Message)).one().settled_at = None
        listed(panel.items[0]).withdrawn_reason = None
        brought_and_said(panel)
    plan = run_on(working, date(2033, 1, 1))
    assert kinds(plan) == {
        Kept.AGENDAS,
        Kept.ATTENDANCE,
        Kept.FEEDBACK,
        Kept.STAFF,
    }


def listed(item_id: UUID) -> Item:
    return session.scalars(select(Item).where(Item.id == item_id)).one()


def brought_and_said(panel: InventedPanel) -> None:
    """Bring a paper to the first item, and begin what they say for it."""
    whose = {
        "district_id": panel.district,
        "item_id": panel.items[0],
        "young_person_id": panel.young_people[0],
    }
    support = panel.people["support"]
    paper = {"kind": "case_summary", "title": "Summary", "written_on": FILED, "state": "ready"}
    session.add(Paper(**whose, **paper, added_by=support, added_at=NOW))
    session.add(ViewsSheet(**whose, asked={}, started_at=NOW))


def take_off(panel: InventedPanel) -> None:
    listed(panel.items[0]).withdrawn_reason = "They moved away"


def stop_before_the_slot(panel: InventedPanel) -> None:
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    support = standing.actor(panel.people["support"], now)
    assert support is not None
    stop(actor=support, now=now, item_id=panel.items[0], kind=Kind.BE_DISCUSSED)


LAST_OF_THE_UNHEARD = {
    Kept.PAPERS: date(2027, 2, 21),
    Kept.RECORD_WORDS: date(2027, 5, 23),
    Kept.VIEWS: date(2027, 8, 23),
}


def call_the_meeting_off(panel: InventedPanel) -> None:
    session.scalars(select(Meeting).where(Meeting.id == panel.meeting_id)).one().state = "cancelled"


@pytest.mark.control("C40")
@pytest.mark.parametrize("leaves", [take_off, stop_before_the_slot, call_the_meeting_off])
def test_what_was_brought_for_who_was_not_heard_counts_from_the_meeting(
    working: ScopeOpener, leaves: Callable[[InventedPanel], None]
) -> None:
    """No record of it is ever filed, so the meeting's day stands in its place."""
    with working():
        panel = published_panel()
        brought_and_said(panel)
        about = {"district_id": panel.district, "item_id": panel.items[0]}
        support = panel.people["support"]
        written = {"recorded_by": support, "recorded_at": NOW, "took_part_note": "Rang at nine"}
        session.add(ItemRecord(**about, **written, took_part="views", decision_key=""))
        session.flush()
        leaves(panel)
    for kind, day in LAST_OF_THE_UNHEARD.items():
        assert kind not in kinds(run_on(working, day - timedelta(days=1))), kind
        assert kind in kinds(run_on(working, day)), kind
    with working(writes=False):
        assert session.scalars(select(Paper.title)).one().startswith("Deleted on ")


def test_a_run_that_no_longer_fits_the_list_deletes_nothing(
    planted: Planted, working: ScopeOpener
) -> None:
    day = date(2027, 5, 23)
    with pytest.raises(ConflictError), working():
        retention.run(actor=planted.officer, now=NOW, today=day, expected=1)
    with working(writes=False):
        assert session.scalar(select(func.count()).select_from(Tombstone)) == 0


def test_only_information_governance_plans_runs_and_holds(
    planted: Planted, working: ScopeOpener
) -> None:
    young = planted.panel.young_people[0]
    with working(writes=False):
        support = standing.actor(planted.panel.people["support"], NOW)
    assert support is not None
    with working():
        with pytest.raises(ForbiddenError):
            retention.plan(actor=support, today=FILED)
        with pytest.raises(ForbiddenError):
            retention.run(actor=support, now=NOW, today=FILED)
        with pytest.raises(ForbiddenError):
            retention.place_hold(actor=support, now=NOW, young_person_id=young, reason="x")


def test_a_hold_needs_a_reason_and_stands_once(planted: Planted, working: ScopeOpener) -> None:
    young, actor = planted.panel.young_people[0], planted.officer
    with pytest.raises(RuleError, match="Say why"), working():
        retention.place_hold(actor=actor, now=NOW, young_person_id=young, reason="  ")
    with working():
        hold_id = retention.place_hold(
            actor=actor, now=NOW, young_person_id=young, reason="A claim"
        ).id
    with pytest.raises(RuleError, match="stands already"), working():
        retention.place_hold(actor=actor, now=NOW, young_person_id=young, reason="Another")
    with working():
        retention.lift_hold(actor=actor, now=NOW, hold_id=hold_id, reason="Over")
    with pytest.raises(RuleError, match="lifted already"), working():
        retention.lift_hold(actor=actor, now=NOW, hold_id=hold_id, reason="Over")


def told(instance: Instance, *arguments: str) -> tuple[int, dict[str, Any]]:
    with instance.app.app_context():
        db.engine.dispose()
    done = CliRunner().invoke(
        cli.main, ["retention", "run", *arguments, "--json"], env=instance.environment
    )
    return done.exit_code, json.loads(done.stdout) if done.stdout.startswith("{") else {}


@pytest.mark.control("C40")
def test_the_command_says_what_it_would_delete_then_deletes_it_from_every_file(
    instance: Instance,
) -> None:
    with instance.app.app_context(), instance.working():
        panel = plant()
        young: UUID = panel.young_people[0]
        session.scalars(select(YoungPerson).where(YoungPerson.id == young)).one().born_on = date(
            1999, 1, 1
        )
        session.scalars(select(ItemRecord)).one().filed_at = datetime(2024, 1, 1, tzinfo=UTC)
        session.scalars(select(ReturnImport)).one().finished_at = datetime(2024, 1, 1, tzinfo=UTC)
    code, plan = told(instance, "--dry-run", "--as-of", "2033-01-01")
    due = {kind["kind"]: kind["due"] for kind in plan["kinds"]}
    assert (code, plan["deleted"], due["young_people"]) == (0, False, 1)
    canaries = [NAMES[0], CODE, "CANARYPLACE", "CANARYHOME"]
    assert all(
        any(word.encode() in held for held in instance.copies().values()) for word in canaries
    ), "planted to be found"
    instance.raw("UPDATE meeting SET held_on = '2020-01-06'")
    code, done = told(instance, "--confirm")
    assert (code, done["deleted"], done["files_cleared"]) == (0, True, True)
    assert {kind["kind"]: kind["due"] for kind in done["kinds"]}["young_people"] == 1
    left = {
        (name, word)
        for name, held in instance.copies().items()
        for word in canaries
        if word.encode() in held
    }
    assert left == set()


@pytest.mark.parametrize(
    "arguments",
    [(), ("--dry-run", "--confirm"), ("--confirm", "--as-of", "2033-01-01")],
    ids=["neither", "both", "another day"],
)
def test_the_command_deletes_only_what_it_was_told_to_today(
    instance: Instance, arguments: tuple[str, ...]
) -> None:
    assert told(instance, *arguments)[0] == 2
