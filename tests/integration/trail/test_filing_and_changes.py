"""Each change is one entry, and the head leaves the box when a record is filed (C42, C44)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import keyring
from portal.audit.chain.heads import SignedHead
from portal.audit.chain.verification import verify
from portal.audit.models import Event
from portal.database import session
from portal.records.models import Action, Attendance
from tests.integration.conftest import ScopeOpener
from tests.integration.records.test_filing import filed, recorded
from tests.integration.records.test_item_record import record_of, typed
from tests.integration.trail.conftest import Enter, Trail
from tests.support.invented_panel import InventedPanel


@pytest.mark.control("C42")
def test_every_change_of_a_panel_day_is_exactly_one_entry(
    enter: Enter, panel: InventedPanel, trail: Trail, working: ScopeOpener
) -> None:
    chair, support = enter("chair"), enter("support")
    day = f"/d/burnley/meetings/{panel.meeting_id}"
    chair.post(f"{day}/day/open")
    with working(writes=False):
        seat = session.scalars(select(Attendance.id).order_by(Attendance.id)).first()
    present = {f"seat-{seat}-state": "present", f"seat-{seat}-version": 1}
    took_part = {"version": 0, "took_part": "came", "note": "They came"}
    changes: list[tuple[Any, str, dict[str, Any], str]] = [
        (chair, f"{day}/day", present, "records:attendance:set"),
        (chair, f"{record_of(panel)}/took-part", took_part, "records:item:took_part"),
        (chair, record_of(panel), typed(panel), "records:item:saved"),
        (chair, f"{day}/finish", {"version": 1}, "records:meeting:finished"),
        (support, f"{record_of(panel)}/file", _receipt(2), "records:record:filed"),
        (support, f"{record_of(panel)}/add", _more(), "records:record:added_to"),
    ]
    trail.new()
    for client, address, data, event in changes:
        assert client.post(address, data=data).status_code == 303, address
        assert [entry.event for entry in trail.new()] == [event]
        refused = client.post(address, data={})
        assert refused.status_code in {303, 409, 422}
        assert trail.new("write") == [], f"{address} changed nothing"
    with working(writes=False):
        action = session.scalars(select(Action.id)).one()
    for wanted in (1, 0):
        enter_worker = enter("worker")
        trail.new()
        assert enter_worker.post(f"/d/burnley/actions/{action}/done").status_code == 303
        assert len(trail.new("write")) == wanted, "the second time nothing changes"


def _receipt(version: int) -> dict[str, Any]:
    return {"version": version, "receipt": "CS-1042"}


def _more() -> dict[str, Any]:
    return {"wording": "The deposit was paid", "receipt": "CS-3"}


@pytest.mark.control("C44")
def test_filing_keeps_the_head_and_prints_it_in_the_record(
    app: Flask,
    enter: Enter,
    panel: InventedPanel,
    working: ScopeOpener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: list[SignedHead] = []
    monkeypatch.setitem(app.extensions, "portal.audit.keepers", [kept.append])
    chair, support = enter("chair"), enter("support")
    recorded(chair, panel)
    assert kept == []
    assert filed(support, panel) == 303
    (head,) = kept
    with working(writes=False):
        entry = session.scalars(select(Event).where(Event.event == "records:record:filed")).one()
        assert (head.seq, head.digest) == (entry.seq, entry.digest)
    page = chair.get(f"{record_of(panel)}/read").text
    printed = re.search(r"Seal of the trail when it was filed: (\d+):([0-9a-f]{64})", page)
    assert printed is not None
    assert (int(printed[1]), printed[2]) == (head.seq, head.digest)
    with working(writes=False):
        verdict = verify(
            app.extensions[keyring.EXTENSION], heads=kept, seals=[(head.seq, head.digest)]
        )
    assert (verdict.ok, verdict.heads_checked) == (True, 1)


def test_a_head_that_cannot_be_kept_undoes_no_filing(
    app: Flask,
    enter: Enter,
    panel: InventedPanel,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(head: SignedHead) -> None:
        raise OSError("the other disk is full")

    monkeypatch.setitem(app.extensions, "portal.audit.keepers", [fails])
    recorded(enter("chair"), panel)
    assert filed(enter("support"), panel) == 303
    assert "the trail's head could not be kept: OSError" in caplog.text
