"""Where information governance sees a young person's name, and where not (C8)."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.database import session
from portal.protection.models import CopyRequest, Ruling
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.test_pages import (
    HOME,
    Officers,
    officers,
    one,
    panel,
    words,
    young,
)
from tests.support.invented_panel import NAMES, InventedPanel

__all__ = ["officers", "panel", "young"]


@pytest.mark.control("C8", "R18")
def test_a_name_stands_where_who_asks_is_found_and_in_their_copy_and_nowhere_else(
    officers: Officers, young: UUID, panel: InventedPanel, working: ScopeOpener
) -> None:
    """Least need: a request is made in a name; what is then done goes by the reference."""
    officer, second = officers
    with working(writes=False):
        before = session.scalar(select(func.max(Event.seq))) or 0
    assert NAMES[0] in words(officer, f"{HOME}/people/{young}")
    with working(writes=False):
        (read,) = session.scalars(select(Event).where(Event.seq > before))
        assert (read.kind, read.young_person_id) == ("read", young)
    officer.post(
        f"{HOME}/people/{young}/propose/restrict",
        data={"ground": "accuracy", "reason": "They say it is wrong."},
    )
    officer.post(
        f"{HOME}/people/{young}/copy",
        data={"asked_on-day": "1", "asked_on-month": "11", "asked_on-year": "2026"},
    )
    ruling, copy = one(working, Ruling), one(working, CopyRequest)
    assert NAMES[0] in words(second, f"{HOME}/copies/{copy}/records/young_person/{young}")
    for address in (
        f"{HOME}/",
        f"{HOME}/people/{young}/hold",
        f"{HOME}/people/{young}/propose/erase",
        f"{HOME}/rulings/{ruling}/decide",
        f"{HOME}/copies/{copy}",
        f"{HOME}/keeping",
        f"{HOME}/register",
        "/trail",
        "/trail/unusual",
        "/people",
    ):
        assert not [name for name in NAMES if name in words(second, address)], address
    for address in (
        f"/young-people/{young}",
        f"/d/burnley/items/{panel.items[0]}",
        f"/d/burnley/items/{panel.items[0]}/record/read",
    ):
        assert officer.get(address).status_code in {403, 404}, address
