"""What was written before a panel goes when its time is over, and is found when somebody asks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from portal.database import session
from portal.preparation import operations, queries
from portal.preparation.models import Contribution, Invitation, ReminderSent
from portal.protection.operations.removing import remove
from portal.protection.queries import retention
from portal.protection.queries.holdings import everything_about
from portal.variations.keeping import Kept
from tests.integration.panels.conftest import NOW
from tests.integration.preparation.conftest import Preparing
from tests.integration.preparation.test_asking import invite

LATER = datetime(2027, 10, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def written(preparing: Preparing) -> Preparing:
    """Housing has written, the young person is invited, and reminders went out."""
    preparing.write(preparing.housing)
    invite(preparing, note="Planted words of theirs.")
    with preparing.working():
        operations.send_reminders(now=NOW)
    return preparing


@pytest.mark.control("C39")
def test_everything_that_was_written_is_found_for_the_young_person(written: Preparing) -> None:
    with written.working(writes=False):
        held = everything_about(written.district.young_people[0])
        shown = " ".join(value.shown for record in held.records for value in record.values)
        kinds = {section.kind for section in held.sections}
    assert {"contribution", "invitation", "reminder_sent"} <= kinds
    assert "Planted Housing Street" in shown
    assert "Planted words of theirs." in shown


@pytest.mark.control("C40")
@pytest.mark.parametrize("kind", [Kept.PREPARATION, Kept.YOUNG_PEOPLE])
def test_the_words_go_and_that_somebody_wrote_stays(written: Preparing, kind: Kept) -> None:
    whose = written.district.young_people[0]
    with written.working():
        row_id = written.item_id if kind is Kept.PREPARATION else whose
        remove(kind, row_id, now=LATER, cause="a test")
    with written.working(writes=False):
        (answer,) = queries.answers_of(written.item_id)
        assert answer.answers == {}
        assert session.scalars(select(Contribution)).one().answers is None
        assert "Planted" not in session.scalars(select(Invitation)).one().note
        assert session.scalar(select(func.count()).select_from(ReminderSent)) == 0


def test_it_is_looked_at_from_the_meeting_s_day(written: Preparing) -> None:
    with written.working(writes=False):
        found = [each for each in retention.candidates() if each.kind is Kept.PREPARATION]
    assert [(each.row_id, each.happened_on.isoformat()) for each in found] == [
        (written.item_id, "2026-12-17")
    ]
