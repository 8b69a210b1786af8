"""Whoever may not come any more is told so and hears nothing else: suspended, a role over, gone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from portal import outbox
from portal.database import Reach, Scope, session, unit_of_work
from portal.outbox import Channel, Recipient
from portal.outbox.models import Job, Message
from portal.panels import operations
from portal.people import operations as people
from portal.people.models import RoleGrant
from portal.web.access import Audience
from tests.integration.conftest import AUTHORITY
from tests.integration.panels.conftest import PANEL_DAY
from tests.integration.panels.office import Office
from tests.integration.panels.test_telling import entry

AT_NIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
IN_THE_MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
EVERYBODY = {"casey", "charlie", "morgan", "sam", "manny"}


def by_machine(office: Office, operation: Any, **arguments: Any) -> Any:
    """Do what whoever manages people does."""
    return office.do(operation, actor=None, **arguments)


def role_of(office: Office, person_id: UUID) -> UUID:
    with office.district.working(writes=False):
        return session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == person_id)).one()


def how_they_stand(office: Office, name: str) -> list[tuple[str, str]]:
    """The kind and state of each message to somebody, in the order they were queued."""
    with office.district.working(writes=False):
        rows = session.execute(
            select(Message.kind, Message.state)
            .where(Message.address == f"{name}@practice.example")
            .order_by(Message.queued_at, Message.kind)
        )
        return [(row.kind, row.state) for row in rows]


@pytest.mark.control("C12")
def test_somebody_suspended_before_their_message_left_hears_nothing(office: Office) -> None:
    office.nominated(0)
    office.clock.instant = AT_NIGHT
    office.publish()
    morgan = office.district.member.person_id
    by_machine(office, people.suspend, person_id=morgan, reason="A lost laptop")
    assert how_they_stand(office, "morgan") == [("agenda_published", "cancelled")]
    office.clock.instant = IN_THE_MORNING
    assert office.delivered().keys() == EVERYBODY - {"morgan"}


@pytest.mark.control("C12")
def test_somebody_suspended_after_it_left_is_taken_out_and_let_back_in_invited_anew(
    office: Office,
) -> None:
    office.published(0)
    morgan = office.district.member.person_id
    by_machine(office, people.suspend, person_id=morgan, reason="A lost laptop")
    told = office.settled()
    assert told.keys() == {"morgan"}
    assert told["morgan"].subject == "You are not expected at a meeting any more"
    assert entry(told["morgan"])[0] == "CANCEL"
    by_machine(office, people.restore, person_id=morgan)
    back = office.settled()
    assert back.keys() == {"morgan"}
    assert entry(back["morgan"])[0] == "REQUEST"
    assert entry(back["morgan"])[1]["SEQUENCE"] > entry(told["morgan"])[1]["SEQUENCE"]


@pytest.mark.control("C12")
@pytest.mark.parametrize(
    ("last_day", "taken_out"),
    [
        (None, True),
        (PANEL_DAY - timedelta(days=1), True),
        (PANEL_DAY, False),
        (PANEL_DAY + timedelta(days=30), False),
    ],
    ids=["at once", "the day before", "on the day", "later"],
)
def test_a_role_that_ends_before_the_day_takes_its_holder_out(
    office: Office, last_day: date | None, *, taken_out: bool
) -> None:
    office.published(0)
    grant = role_of(office, office.district.member.person_id)
    by_machine(office, people.end_role, grant_id=grant, last_day=last_day)
    told = office.settled()
    assert told.keys() == ({"morgan"} if taken_out else set())
    if taken_out:
        assert entry(told["morgan"])[0] == "CANCEL"


def test_a_role_that_ends_takes_nobody_out_of_their_own_item(office: Office) -> None:
    office.published(0)
    grant = role_of(office, office.district.worker.person_id)
    by_machine(office, people.end_role, grant_id=grant)
    assert office.settled() == {}


@pytest.mark.control("C12")
def test_a_reminder_that_waits_is_called_off_with_what_it_is_about(office: Office) -> None:
    office.published(0)
    morgan = office.district.member.person_id
    office.later(timedelta(days=1))
    office.clock.instant = office.clock.instant.replace(hour=20)
    office.do(operations.remind_reader, meeting_id=office.district.meeting_id, person_id=morgan)
    by_machine(office, people.end_role, grant_id=role_of(office, morgan))
    assert how_they_stand(office, "morgan") == [
        ("agenda_published", "sent"),
        ("not_expected", "queued"),
        ("reminder", "cancelled"),
    ]


@pytest.mark.control("C12")
def test_whatever_else_waits_for_somebody_who_is_gone_is_called_off(office: Office) -> None:
    morgan, charlie = office.district.member.person_id, office.district.chair.person_id
    for person_id, name in ((morgan, "morgan"), (charlie, "charlie")):
        office.do(waiting, person_id=person_id, address=f"{name}@practice.example")
    by_machine(
        office,
        people.leave,
        person_id=morgan,
        last_day=office.clock.instant.date() - timedelta(days=1),
    )
    assert how_they_stand(office, "morgan") == [("test", "cancelled")]
    assert how_they_stand(office, "charlie") == [("test", "queued")]


def waiting(*, actor: Any, now: datetime, person_id: UUID, address: str) -> None:
    """Queue something of another room for somebody, for later."""
    del actor
    outbox.queue(
        message="test",
        key=f"test:{person_id}",
        recipient=Recipient(person_id, address, Channel.EMAIL, Audience.STAFF),
        now=now,
        district_id="burnley",
        not_before=now + timedelta(hours=3),
    )


@pytest.mark.control("C12", "R18")
def test_whoever_ends_a_role_and_is_kept_from_an_item_takes_nobody_else_out(
    office: Office,
) -> None:
    """Their scope hides the item's own people: what follows is done with the whole in view."""
    office.published(0)
    with office.district.working(writes=False):
        (young_person_id,) = office.district.young_people[:1]
    grant = role_of(office, office.district.member.person_id)
    scope = Scope(
        AUTHORITY,
        frozenset({"burnley"}),
        office.district.lead.person_id,
        "ending a role",
        writes=True,
        without=Reach(items=frozenset(), young_people=frozenset({young_person_id})),
    )
    with office.worker.app.app_context(), unit_of_work(scope):
        people.end_role(actor=None, now=office.clock.instant, grant_id=grant)
    with office.district.working(writes=False):
        assert [job.name for job in session.scalars(select(Job))] == ["panels:tell"]
    office.worker.empty()
    assert office.settled().keys() == {"morgan"}
