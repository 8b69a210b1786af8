"""Who has no agreement stays due, and is never counted as heard (A11)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.agreements.rules import Answer
from portal.cases.models import CareEpisode
from portal.cases.rules import CoverageState
from portal.coverage import queries as coverage
from portal.coverage.rules import Line
from portal.database import session
from portal.panels import operations as panels
from portal.panels.models import Meeting
from portal.records.queries import last_heard
from tests.integration.agreements.conftest import Agreements, SignInAs
from tests.integration.panels.conftest import NOW, TODAY
from tests.support.agreed import heard

AFTER = date(2026, 12, 21)
BEFORE_THE_SLOT = datetime(2026, 12, 17, 9, 25, tzinfo=UTC)


@pytest.fixture
def in_care(asked: Agreements) -> Agreements:
    """The same young person, in care since long."""
    with asked.working():
        session.add(
            CareEpisode(
                young_person_id=asked.young_person_id,
                started_on=date(2020, 1, 6),
                legal_status="C2",
            )
        )
    return asked


def line(asked: Agreements, as_of: date = TODAY) -> Line:
    with asked.working(writes=False):
        return next(
            each for each in coverage.in_care_from_16(as_of) if each.id == asked.young_person_id
        )


@pytest.mark.requirement("R4", "A11")
def test_somebody_listed_without_an_agreement_stays_due(in_care: Agreements) -> None:
    found = line(in_care)
    assert found.state is CoverageState.NEVER_HEARD
    assert found.coverage.why_not_listed == (
        "Due, not heard: no agreement. They are listed for 17 December 2026 and cannot be heard "
        "without one."
    )
    in_care.answer()
    assert line(in_care).coverage.why_not_listed is None


@pytest.mark.requirement("R4", "A11")
def test_somebody_who_said_no_and_was_taken_off_stays_due(in_care: Agreements) -> None:
    in_care.answer(answer=Answer.NO)
    with in_care.working():
        panels.withdraw_item(
            actor=in_care.district.support, now=NOW, item_id=in_care.item_id, reason="They said no"
        )
    why = line(in_care).coverage.why_not_listed
    assert why is not None
    assert why.startswith("Due, not heard: no agreement. Their first review was due by")


def test_the_page_of_the_cohort_says_so(in_care: Agreements, as_person: SignInAs) -> None:
    page = as_person(in_care.district.support).get("/d/burnley/coverage").text
    assert "Due, not heard: no agreement." in page


@pytest.mark.requirement("R4", "A11")
@pytest.mark.parametrize("then", ["stopped", "came", "stopped once it was decided"])
def test_who_stopped_before_the_slot_was_not_heard(in_care: Agreements, then: str) -> None:
    in_care.answer()
    in_care.district.publish()
    stopped = then == "stopped"
    if then != "came":
        in_care.stop(now=BEFORE_THE_SLOT)
    with in_care.working():
        if then == "stopped once it was decided":
            heard(in_care.item_id)
        session.get_one(Meeting, ("E10000017", in_care.district.meeting_id)).state = "held"
    with in_care.working(writes=False):
        assert (in_care.young_person_id in last_heard()) is not stopped
    expected = CoverageState.NEVER_HEARD if stopped else CoverageState.HEARD
    assert line(in_care, AFTER).state is expected


def test_case_support_and_the_social_worker_are_told_on_their_home_page(
    in_care: Agreements, as_person: SignInAs
) -> None:
    worker = as_person(in_care.worker).get("/").text
    assert "No agreement for" in worker
    assert "not been asked whether the panel may discuss this yet" in worker
    in_care.answer()
    assert "No agreement for" not in as_person(in_care.worker).get("/").text
    in_care.district.publish()
    assert "not being heard" not in as_person(in_care.district.support).get("/").text
    in_care.stop()
    home = as_person(in_care.district.support).get("/").text
    assert "No agreement for" in as_person(in_care.worker).get("/").text
    assert "One item on Thursday 17 December 2026 is not being heard" in home
    assert "not being heard" not in as_person(in_care.district.member).get("/").text
    with in_care.working():
        heard(in_care.item_id)
    assert "not being heard" not in as_person(in_care.district.support).get("/").text
    worker = as_person(in_care.worker).get("/").text
    for asked in ("No agreement for", "Get ready for", "Come to the panel"):
        assert asked not in worker
