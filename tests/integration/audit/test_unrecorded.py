"""What an operation changes and says nothing of in the trail is not saved (C42)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal import audit
from portal.audit import UnrecordedChangeError
from portal.audit.models import Event
from portal.audit.rules import NO_RECORDS
from portal.cases.models import YoungPerson
from portal.database import Base, session, undo, unit_of_work
from portal.outbox.models import Heartbeat
from portal.panels import operations as panels
from portal.records.models import Attendance
from tests.integration.audit.conftest import NOW, READING, WRITING
from tests.integration.conftest import ScopeOpener
from tests.integration.trail.conftest import Enter, Trail, enter, panel, trail
from tests.support.invented_panel import InventedPanel

__all__ = ["enter", "panel", "trail"]


def _young_person(code: str = "A1") -> YoungPerson:
    return YoungPerson(reference=f"LH-{code}", child_code=code, born_on=date(2009, 1, 1))


def _said() -> None:
    audit.record(
        event="cases:young_person:placed",
        subject=("young_person", uuid4()),
        actor_id=None,
        now=NOW,
    )


def _read() -> None:
    openings = [audit.Opening(("young_person", uuid4()), uuid4(), NOW, uuid4(), None, "read")]
    audit.log(openings, event="coverage.person", page="A page", why="")


def _codes(app: Flask) -> list[str | None]:
    with app.app_context(), unit_of_work(READING):
        return list(session.scalars(select(YoungPerson.child_code).order_by(YoungPerson.id)))


def _added() -> None:
    session.add(_young_person())


def _added_and_flushed() -> None:
    session.add(_young_person())
    session.flush()


def _in_bulk() -> None:
    session.execute(update(YoungPerson).values(preferred_name="Somebody Else"))


def _deleted() -> None:
    for each in session.scalars(select(YoungPerson).order_by(YoungPerson.id)):
        session.delete(each)


def _added_and_read() -> None:
    _added()
    _read()


@pytest.mark.control("C42")
@pytest.mark.parametrize(
    "change", [_added, _added_and_flushed, _in_bulk, _deleted, _added_and_read]
)
def test_a_change_that_is_not_in_the_trail_is_refused(
    own_app: Flask, change: Callable[[], None]
) -> None:
    with own_app.app_context(), unit_of_work(WRITING):
        session.add(_young_person("before"))
        _said()
    refused = pytest.raises(UnrecordedChangeError, match="young_person")
    with own_app.app_context(), refused, unit_of_work(WRITING):
        change()
    assert _codes(own_app) == ["before"]


def _undone() -> None:
    _added_and_flushed()
    undo()


def _nobody_changed() -> None:
    session.execute(
        update(YoungPerson).where(YoungPerson.child_code == "nobody").values(preferred_name="X")
    )


def _no_record() -> None:
    session.add(Heartbeat(beat_at=NOW))


def _nothing() -> None:
    session.scalars(select(YoungPerson).order_by(YoungPerson.id)).all()


@pytest.mark.parametrize("work", [_said, _read, _undone, _nobody_changed, _no_record, _nothing])
def test_what_changes_no_record_needs_no_entry(own_app: Flask, work: Callable[[], None]) -> None:
    with own_app.app_context(), unit_of_work(WRITING):
        work()
    assert _codes(own_app) == []


@pytest.mark.control("C42")
def test_an_operation_whose_entry_is_taken_out_is_found(
    enter: Enter,
    panel: InventedPanel,
    trail: Trail,
    working: ScopeOpener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chair, day = enter("chair"), f"/d/burnley/meetings/{panel.meeting_id}/day/open"
    trail.new()
    monkeypatch.setattr(audit, "record", lambda **_: None)
    with pytest.raises(UnrecordedChangeError, match="attendance"):
        chair.post(day)
    monkeypatch.setattr(chair.application, "testing", False)
    assert chair.post(day).status_code == 500
    assert trail.new() == []
    with working(writes=False):
        assert session.scalars(select(Attendance.id)).all() == []
    monkeypatch.undo()
    assert chair.post(day).status_code == 303
    assert [entry.event for entry in trail.new()] == ["records:day:opened"]


def test_setting_up_says_what_it_entered_once(own_app: Flask) -> None:
    with own_app.app_context():
        for _ in range(2):
            with unit_of_work(WRITING):
                panels.enter_county(now=NOW)
        with unit_of_work(READING):
            (entry,) = session.scalars(select(Event)).all()
            assert entry.event == "tenancy:county:entered"
            assert entry.facts is not None
            changed = ["area", "authority", "district", "district_succession", "panel"]
            assert set(entry.facts["changed"]) <= set(changed)
            assert entry.facts["panels_opened"] > 0


def test_every_table_without_records_is_there_and_says_why() -> None:
    tables = Base.metadata.tables
    assert set(NO_RECORDS) <= set(tables)
    assert all(why.endswith(".") for why in NO_RECORDS.values())
    assert set(NO_RECORDS) == {
        "audit_event",
        "audit_event_earlier",
        "audit_head",
        "kept_work",
        "outbox_heartbeat",
        "outbox_job",
        "outbox_message",
        "sign_in_session",
        "sign_in_tally",
        "young_kept",
        "young_visit",
    }, "a table is put here only after somebody has looked at why"
