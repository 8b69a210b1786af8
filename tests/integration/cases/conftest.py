"""Returns of invented children, and what the database holds of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.models import CareEpisode, CareReview, ReturnRow, YoungPerson
from portal.cases.operations import Imported, import_return
from portal.cases.routes.staff import RUNNER, Job
from portal.database import session
from tests.integration.conftest import ScopeOpener
from tests.support.invented_return import InventedReturn, write_csv

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
YEAR = 2026
AS_OF = date(2026, 3, 31)

ImportThis = Callable[..., Imported]


@pytest.fixture
def import_this(working: ScopeOpener, tmp_path: Path) -> ImportThis:
    """Write a return as CSV files and import it as the command does."""

    def run(made: InventedReturn, *, folder: str = "return", **more: Any) -> Imported:
        write_csv(made, tmp_path / folder)
        with working():
            return import_return(
                actor=None,
                now=NOW,
                paths=[tmp_path / folder],
                year=made.year,
                as_of=made.as_of,
                **more,
            )

    return run


@pytest.fixture
def jobs(app: Flask) -> Iterator[list[Job]]:
    """Imports that pages have begun, kept for the test to run: no thread shares its database."""
    kept: list[Job] = []
    app.extensions[RUNNER] = kept.append
    yield kept
    del app.extensions[RUNNER]


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return all that the return's tables hold, without the portal's own keys."""
    people = session.scalars(select(YoungPerson).order_by(YoungPerson.id)).all()
    codes = {person.id: person.child_code for person in people}
    return {
        "people": sorted(
            (p.child_code or "", p.reference, p.born_on, p.sex or "", p.arrived_alone)
            for p in people
        ),
        "episodes": sorted(
            (codes[e.young_person_id] or "", e.started_on, str(e.ended_on), e.reason_ended, e.place)
            for e in session.scalars(select(CareEpisode).order_by(CareEpisode.id))
        ),
        "reviews": sorted(
            (codes[r.young_person_id] or "", r.held_on, r.participation)
            for r in session.scalars(select(CareReview).order_by(CareReview.id))
        ),
        "other": sorted(
            (codes[o.young_person_id] or "", o.module, o.row_key, str(sorted(o.facts)))
            for o in session.scalars(select(ReturnRow).order_by(ReturnRow.id))
        ),
    }
