"""What people are told of a meeting: to whom each message goes, once, and what it never holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.kernel.errors import ForbiddenError, RuleError
from portal.outbox.channels import Outgoing
from portal.outbox.models import Job, Message
from portal.panels import operations, queries
from portal.panels.models import AgendaVersion, MeetingNotice
from portal.panels.operations.meetings import move_meeting
from portal.panels.operations.publishing import take_back_agenda
from portal.people import operations as people
from portal.people.policy import Role
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.conftest import (
    CANARY,
    KIND,
    PANEL_DAY,
    SignInAs,
    actor_of,
    register,
)
from tests.integration.panels.office import Office

NEW_DAY = date(2026, 12, 18)


def entry(message: Outgoing) -> tuple[str, Any]:
    """The method and the one entry of a message's calendar."""
    assert message.calendar is not None
    calendar = Calendar.from_ical(message.calendar)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def span(message: Outgoing) -> tuple[datetime, datetime]:
    _, event = entry(message)
    return event["DTSTART"].dt, event["DTEND"].dt


@pytest.mark.requirement("R46", "R62", "R63")
def test_publishing_sends_one_message_to_each_and_nothing_to_others(office: Office) -> None:
    office.nominated(0, 1)
    published = office.publish()
    assert published.messages == 5
    told = office.delivered()
    # Members by role, the item's social worker and their manager; no lead, no other social worker.
    assert told.keys() == {"casey", "charlie", "morgan", "sam", "manny"}
    whole, own = span(told["morgan"]), span(told["sam"])
    assert whole[0] == own[0]
    assert own[1] < whole[1]
    for message in told.values():
        assert message.subject == "Something is ready for you to read"
        assert "Thursday 17 December 2026" in message.body
        assert entry(message)[0] == "REQUEST"
    assert office.settled() == {}


@pytest.mark.control("C36", "C41")
def test_no_message_holds_a_name_a_reference_or_what_it_is_about(
    office: Office, working: ScopeOpener
) -> None:
    office.published(0, 1, 2)
    office.do(move_meeting, meeting_id=office.district.meeting_id, held_on=NEW_DAY, place="Room 9")
    office.settled()
    office.do(operations.cancel_meeting, meeting_id=office.district.meeting_id)
    office.settled()
    with working(writes=False):
        rows = session.scalars(select(Message).order_by(Message.id)).all()
        texts = [
            str((row.subject, row.body, row.key, row.settle_key)) + (row.calendar or b"").decode()
            for row in rows
        ]
        facts = [str(row.facts) for row in session.scalars(select(Event).order_by(Event.seq))]
    assert len(texts) > 12
    for text in texts:
        for planted in (CANARY, "Pretend", "LH-", "Review of the plan", "Leaving", "Panel"):
            assert planted.casefold() not in text.casefold()
    assert not [text for text in facts if CANARY in text]


def test_a_place_that_tells_is_not_in_the_calendar(office: Office) -> None:
    office.nominated(0)
    office.publish()
    assert "LOCATION" not in entry(office.delivered()["morgan"])[1]
    office.do(move_meeting, meeting_id=office.district.meeting_id, held_on=NEW_DAY, place="Room 9")
    assert str(entry(office.settled()["morgan"])[1]["LOCATION"]) == "Room 9"


@pytest.mark.requirement("R63")
def test_three_moves_of_a_slot_are_one_message_to_whom_it_concerns(office: Office) -> None:
    other = office.district.other_worker.person_id
    (first,) = office.nominated(0)
    office.nominated(1, social_worker_id=other)
    office.publish()
    before = entry(office.delivered()["sam"])[1]
    slots = office.district.slots()
    for slot in slots[3:6]:
        office.later(timedelta(minutes=3))
        office.do(operations.move_item, item_id=first, slot_id=slot)
        office.publish()
    told = office.settled()
    # Toni's own item did not move; members read the whole agenda.
    assert told.keys() == {"casey", "charlie", "morgan", "sam", "manny"}
    assert told["morgan"].subject == "Something you were given has changed"
    assert told["sam"].subject == "Something has changed: please tell somebody first"
    assert told["manny"].subject == "Something you were given has changed"
    method, after = entry(told["sam"])
    assert method == "REQUEST"
    assert str(after["UID"]) == str(before["UID"])
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["DTSTART"].dt > before["DTSTART"].dt
    assert office.settled() == {}


def test_a_change_that_is_undone_before_it_settles_is_not_told(office: Office) -> None:
    office.published(0)
    meeting_id = office.district.meeting_id
    place = "Room 2, Example House"
    office.do(move_meeting, meeting_id=meeting_id, held_on=NEW_DAY, place=place)
    office.later(timedelta(minutes=2))
    office.do(move_meeting, meeting_id=meeting_id, held_on=PANEL_DAY, place=place)
    assert office.settled() == {}
    office.do(move_meeting, meeting_id=meeting_id, held_on=NEW_DAY, place=place)
    assert "sam" in office.settled()


@pytest.mark.requirement("R63")
def test_a_moved_meeting_tells_the_young_persons_social_worker_first(office: Office) -> None:
    office.published(0)
    office.do(move_meeting, meeting_id=office.district.meeting_id, held_on=NEW_DAY, place="Room 9")
    office.later()
    office.worker.empty()
    sent = office.post.taken()
    assert sent[0].address.startswith("sam@")
    assert "tell the person it is for now, before anybody else does" in sent[0].body
    others = {each.address.partition("@")[0]: each for each in sent[1:]}
    assert "is now on Friday 18 December 2026" in others["morgan"].body
    assert entry(others["morgan"])[0] == "REQUEST"
    assert span(others["morgan"])[0].date() == NEW_DAY
    with office.district.working(writes=False):
        meeting, _ = queries.meeting(office.district.meeting_id)
        assert meeting.held_on == NEW_DAY
    # The agenda itself says the new day once its next version goes out.
    assert office.publish().number == 2


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (PANEL_DAY, "on this day already"),
        (date(2026, 11, 20), "today or in the future"),
        (date(2026, 12, 19), "not a working day"),
    ],
)
def test_a_meeting_moves_to_no_such_day(office: Office, day: date, said: str) -> None:
    office.published(0)
    with pytest.raises(RuleError, match=said):
        office.do(move_meeting, meeting_id=office.district.meeting_id, held_on=day, place="")
    assert office.settled() == {}


def test_a_meeting_does_not_move_onto_another(office: Office) -> None:
    office.do(
        operations.plan_meeting,
        district_id="burnley",
        kind=KIND,
        held_on=NEW_DAY,
        part="am",
    )
    with pytest.raises(RuleError, match="already meets"):
        office.do(move_meeting, meeting_id=office.district.meeting_id, held_on=NEW_DAY, place="")


def test_a_cancelled_meeting_leaves_every_calendar_and_one_brought_back_returns(
    office: Office,
) -> None:
    office.published(0)
    office.do(operations.cancel_meeting, meeting_id=office.district.meeting_id)
    office.later()
    office.worker.empty()
    sent = office.post.taken()
    assert sent[0].address.startswith("sam@")
    assert {entry(each)[0] for each in sent} == {"CANCEL"}
    assert len(sent) == 5
    office.do(
        operations.plan_meeting, district_id="burnley", kind=KIND, held_on=PANEL_DAY, part="am"
    )
    again = office.settled()
    assert {entry(each)[0] for each in again.values()} == {"REQUEST"}
    assert len(again) == 5
    assert {int(entry(each)[1]["SEQUENCE"]) for each in again.values()} == {4}


@pytest.mark.requirement("R62")
def test_an_agenda_taken_back_is_read_by_nobody_and_leaves_every_calendar(office: Office) -> None:
    office.published(0)
    meeting_id = office.district.meeting_id
    with pytest.raises(RuleError, match="Say why"):
        office.do(take_back_agenda, meeting_id=meeting_id, reason="  ")
    with pytest.raises(ForbiddenError):
        office.do(take_back_agenda, meeting_id=meeting_id, reason="x", actor=office.district.member)
    office.do(take_back_agenda, meeting_id=meeting_id, reason="A wrong name was on it")
    told = office.settled()
    assert {entry(each)[0] for each in told.values()} == {"CANCEL"}
    assert told["morgan"].subject == "Something you were given has been taken back"
    with office.district.working(writes=False):
        assert queries.latest_version(meeting_id) is None
        assert queries.meeting(meeting_id)[0].state == "planned"
        kept = session.scalars(select(AgendaVersion)).one()
        assert kept.withdrawn_reason == "A wrong name was on it"
    with pytest.raises(RuleError, match="not out"):
        office.do(take_back_agenda, meeting_id=meeting_id, reason="again")
    # The next one is a version of its own, and everybody hears of it.
    assert office.publish().number == 2
    assert {entry(each)[0] for each in office.settled().values()} == {"REQUEST"}


def test_a_message_that_has_not_left_is_called_off_with_its_reason_for_being(
    office: Office,
) -> None:
    """Somebody who is taken off the panel before their message leaves hears nothing at all."""
    with office.district.working():
        seated = register("Quinn Pretend", Role.BOARD_MEMBER)
    term = office.do(
        operations.hold_seat,
        district_id="burnley",
        kind=KIND,
        seat_key="fostering_manager",
        person_id=seated,
        starts_on=date(2026, 11, 1),
    )
    office.nominated(0)
    office.clock.instant = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # in the quiet hours
    office.publish()
    assert office.delivered() == {}
    office.do(operations.end_seat, term_id=term, last_day=date(2026, 11, 30))
    office.clock.instant = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    told = office.delivered()
    assert "quinn" not in told
    assert len(told) == 5


def test_somebody_taken_off_the_panel_after_their_message_is_told_not_to_come(
    office: Office,
) -> None:
    with office.district.working():
        seated = register("Quinn Pretend", Role.BOARD_MEMBER)
    term = office.do(
        operations.hold_seat,
        district_id="burnley",
        kind=KIND,
        seat_key="fostering_manager",
        person_id=seated,
        starts_on=date(2026, 11, 1),
    )
    office.nominated(0)
    office.publish()
    assert "quinn" in office.delivered()
    office.do(operations.end_seat, term_id=term, last_day=date(2026, 11, 30))
    told = office.settled()
    assert told.keys() == {"quinn"}
    assert told["quinn"].subject == "You are not expected at a meeting any more"
    assert entry(told["quinn"])[0] == "CANCEL"


@pytest.mark.requirement("R72")
def test_a_deputy_named_after_publication_is_told_and_one_let_go_is_not(office: Office) -> None:
    with office.district.working():
        holder = register("Quinn Pretend", Role.BOARD_MEMBER)
        register("Dana Deputy", Role.BOARD_MEMBER)
    office.do(
        operations.hold_seat,
        district_id="burnley",
        kind=KIND,
        seat_key="fostering_manager",
        person_id=holder,
        starts_on=date(2026, 11, 1),
    )
    office.nominated(0)
    office.publish()
    office.delivered()
    named: dict[str, Any] = {
        "meeting_id": office.district.meeting_id,
        "seat_key": "fostering_manager",
        "holder_id": holder,
        "email": "dana@practice.example",
    }
    deputy_id = office.do(operations.name_deputy, **named)
    assert office.delivered().keys() == {"dana"}
    office.do(operations.end_deputy, deputy_id=deputy_id)
    assert entry(office.settled()["dana"])[0] == "CANCEL"


@pytest.mark.requirement("R40")
def test_a_visitor_hears_of_their_own_items_time_and_of_nothing_else(office: Office) -> None:
    with office.district.working():
        person = people.register(
            name="Vic Visitor",
            email="vic@practice.example",
            password=None,
            starts_on=date(2026, 1, 1),
        )
        del person
    first, second = office.published(0, 1)
    del first
    office.do(
        operations.invite_visitor, item_id=second, email="vic@practice.example", reason="Housing"
    )
    told = office.delivered()
    assert told.keys() == {"vic"}
    with office.district.working(writes=False):
        row = queries.item_row(second)
    starts, ends = span(told["vic"])
    assert (starts.hour, starts.minute) == (row.start.hour, row.start.minute)
    assert ends - starts == timedelta(minutes=row.minutes)
    # Another item's change says nothing to them.
    office.nominated(2)
    office.publish()
    assert "vic" not in office.settled()


def test_what_would_come_too_late_is_not_sent_and_says_so(
    office: Office, working: ScopeOpener
) -> None:
    office.published(0)
    office.clock.instant = datetime(2026, 12, 17, 12, 0, tzinfo=UTC)
    office.do(operations.cancel_meeting, meeting_id=office.district.meeting_id)
    assert office.settled() == {}
    with working(writes=False):
        faults = session.scalars(
            select(Message.fault).where(Message.state == "dead").order_by(Message.id)
        ).all()
    assert faults == ["too_late"] * 5


def test_what_would_settle_too_late_leaves_at_once(office: Office) -> None:
    office.published(0)
    office.clock.instant = datetime(2026, 12, 17, 9, 20, tzinfo=UTC)
    office.do(operations.cancel_meeting, meeting_id=office.district.meeting_id)
    assert len(office.delivered()) == 5


def test_what_is_held_up_until_it_is_too_late_is_not_sent(office: Office) -> None:
    office.nominated(0)
    office.post.refuses.add("morgan")
    office.publish()
    assert "morgan" not in office.delivered()
    office.post.refuses.clear()
    office.clock.instant = datetime(2026, 12, 17, 12, 0, tzinfo=UTC)
    assert office.delivered() == {}


def test_who_declared_an_interest_changes_a_meeting_and_everybody_is_still_told(
    office: Office, working: ScopeOpener
) -> None:
    first, _ = office.published(0, 1)
    lead = office.district.lead
    office.do(operations.declare_interest, item_id=first, actor=lead, reason="A neighbour")
    office.settled()
    with working(writes=False):
        recused = actor_of(lead.person_id)
    assert recused.recused.items
    office.do(operations.cancel_meeting, meeting_id=office.district.meeting_id, actor=recused)
    office.worker.empty()
    with working(writes=False):
        assert session.scalars(select(Job.state)).all() == ["sent"]
    assert office.settled().keys() == {"casey", "charlie", "morgan", "sam", "manny"}


def test_doing_the_same_again_queues_nothing(office: Office, working: ScopeOpener) -> None:
    office.published(0)
    for _ in range(3):
        office.do(operations.tell_meeting, meeting_id=office.district.meeting_id)
    with working(writes=False):
        assert len(session.scalars(select(MeetingNotice)).all()) == 5
    assert office.settled() == {}


def test_a_message_given_up_is_not_queued_again_by_another_change(
    office: Office, working: ScopeOpener
) -> None:
    office.nominated(0)
    office.post.refuses.add("morgan")
    office.publish()
    for _ in range(12):
        office.later(timedelta(days=1))
        office.worker.empty()
    office.do(operations.tell_meeting, meeting_id=office.district.meeting_id)
    with working(writes=False):
        states = session.scalars(
            select(Message.state).where(Message.address == "morgan@practice.example")
        ).all()
    assert states == ["dead"]


def test_one_press_is_one_reminder_and_the_next_a_working_day_later(office: Office) -> None:
    office.published(0)
    named: dict[str, Any] = {
        "meeting_id": office.district.meeting_id,
        "person_id": office.district.member.person_id,
    }
    with pytest.raises(ForbiddenError):
        office.do(operations.remind_reader, actor=office.district.chair, **named)
    office.do(operations.remind_reader, **named)
    assert office.delivered().keys() == {"morgan"}
    with pytest.raises(RuleError, match="within the last working day"):
        office.do(operations.remind_reader, **named)
    office.later(timedelta(days=1))
    office.do(operations.remind_reader, **named)
    assert office.delivered().keys() == {"morgan"}
    stranger = named | {"person_id": office.district.other_worker.person_id}
    with pytest.raises(RuleError, match="not told"):
        office.do(operations.remind_reader, **stranger)


@pytest.mark.control("C7", "C36")
def test_who_has_read_all_they_may_is_not_reminded_of_a_change_kept_from_them(
    office: Office, as_person: SignInAs
) -> None:
    first, _ = office.published(0, 1)
    member, meeting_id = office.district.member, office.district.meeting_id
    office.do(
        operations.declare_interest,
        item_id=first,
        person_id=member.person_id,
        reason="A neighbour",
    )
    reader = as_person(member)
    assert reader.get(f"/d/burnley/meetings/{meeting_id}/agenda").status_code == 200
    named = {"meeting_id": meeting_id, "person_id": member.person_id}
    other = {"meeting_id": meeting_id, "person_id": office.district.chair.person_id}
    with pytest.raises(RuleError, match="have opened it"):
        office.do(operations.remind_reader, **named)

    office.later(timedelta(hours=1))
    office.do(operations.withdraw_item, item_id=first, reason="Not this time")
    office.publish()
    told = office.settled()
    assert ("morgan" in told, "charlie" in told) == (False, True)
    with pytest.raises(RuleError, match="have opened it"):
        office.do(operations.remind_reader, **named)
    office.do(operations.remind_reader, **other)
    assert office.delivered().keys() == {"charlie"}

    # What they may read changes: from when they were told, they have not opened it.
    office.nominated(2)
    office.publish()
    assert "morgan" in office.settled()
    office.do(operations.remind_reader, **named)
    assert office.delivered().keys() == {"morgan"}


def test_who_opens_an_agenda_before_its_message_is_queued_has_opened_it(
    office: Office, as_person: SignInAs, working: ScopeOpener
) -> None:
    """What somebody with an interest publishes is told by a job, a little later."""
    support, meeting_id = office.district.support, office.district.meeting_id
    elsewhere = office.do(
        operations.plan_meeting, district_id="burnley", kind=KIND, held_on=NEW_DAY, part="am"
    )
    _, theirs = *office.nominated(0), *office.nominated(1, meeting_id=elsewhere.meeting_id)
    office.do(operations.declare_interest, item_id=theirs, actor=support, reason="A neighbour")
    with working(writes=False):
        support = actor_of(support.person_id)
    office.do(operations.publish_agenda, actor=support, meeting_id=meeting_id)
    office.later(timedelta(minutes=1))
    reader = as_person(office.district.member)
    assert reader.get(f"/d/burnley/meetings/{meeting_id}/agenda").status_code == 200

    office.later(timedelta(minutes=1))
    assert "morgan" in office.delivered()
    named = {"meeting_id": meeting_id, "person_id": office.district.member.person_id}
    with pytest.raises(RuleError, match="have opened it"):
        office.do(operations.remind_reader, **named)
