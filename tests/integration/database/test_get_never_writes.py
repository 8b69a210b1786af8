"""A page that is only read cannot add a row, whatever its handler tries."""

from __future__ import annotations

from datetime import date

import pytest

from portal.database import session
from portal.database.scope import ScopeBreachError
from portal.panels.models import Panel
from tests.integration.conftest import ScopeOpener


def test_a_row_added_where_nothing_may_be_written_is_refused(working: ScopeOpener) -> None:
    with working(writes=False):
        session.add(Panel(district_id="burnley", kind="leaving_care", starts_on=date(2026, 1, 1)))
        with pytest.raises(ScopeBreachError):
            session.flush()
        session.rollback()


def test_the_same_row_is_taken_where_writing_was_declared(working: ScopeOpener) -> None:
    with working():
        session.add(Panel(district_id="burnley", kind="leaving_care", starts_on=date(2026, 1, 1)))
        session.flush()
