"""An interest keeps an item from somebody; the chair is handed on, the room sees who is out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.kernel.errors import ForbiddenError, NotFoundError, RuleError
from portal.panels import operations, queries
from portal.panels.policy import NOT_SHOWN
from portal.people.policy import Role
from portal.records import operations as records
from portal.records.models import Attendance
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import NOW, District, actor_of, register
from tests.integration.panels.people_of_panels import (
    CHAIR_SEAT,
    FOSTERING,
    NEXT_CHAIR_SEAT,
    browser_of,
    seat,
    somebody,
)

ON_THE_DAY = datetime(2026, 12, 17, 9, 0, tzinfo=UTC)
REASON = "Their aunt is my neighbour, Quillibrand by name."


def declare(district: District, item_id: UUID, **more: Any) -> None:
    arguments: dict[str, Any] = {
        "actor": district.chair,
        "now": NOW,
        "item_id": item_id,
        "reason": REASON,
    }
    with district.working():
        operations.declare_interest(**(arguments | more))


@pytest.fixture
def items(district: District) -> list[UUID]:
    """Three items of a published agenda, chaired by seat, with the next in the chain known."""
    with district.working():
        seat(district, district.chair.person_id, CHAIR_SEAT)
        seat(district, somebody("Nat Example"), NEXT_CHAIR_SEAT)
        seat(district, somebody("Fen Example"), FOSTERING)
    found = [district.nominate(number).item_id for number in range(3)]
    district.publish()
    return found


def everything_of(client: PageClient, district: District) -> str:
    """All that the pages about a meeting say to somebody, in one text."""
    meeting = f"/d/burnley/meetings/{district.meeting_id}"
    addresses = [
        *(f"{meeting}{rest}" for rest in ("/agenda", "/agenda.ics", "/who", "", "/day", "/finish")),
        *("/", "/d/burnley/", "/d/burnley/meetings", "/d/burnley/records", "/d/burnley/actions"),
    ]
    return "".join(client.get(address).text for address in addresses)


@pytest.mark.requirement("R20", "R21")
@pytest.mark.control("C11", "C17")
def test_whoever_is_out_is_shown_one_mark_and_nothing_else(
    app: Flask, district: District, items: list[UUID], clock: MovableClock
) -> None:
    client = browser_of(app, "Charlie Example")
    page = client.get(f"/d/burnley/items/{items[1]}/interest")
    assert "Declare an interest" in page.text
    answer = client.post(f"/d/burnley/items/{items[1]}/interest", data={"reason": REASON})
    assert answer.status_code == 303
    agenda = client.get(f"/d/burnley/meetings/{district.meeting_id}/agenda").text
    assert agenda.count(NOT_SHOWN) == 2, "the notice of what was just done, and the mark"
    assert (
        client.get(f"/d/burnley/meetings/{district.meeting_id}/agenda").text.count(NOT_SHOWN) == 1
    )
    clock.instant = ON_THE_DAY
    said = everything_of(client, district)
    for hidden in ("Pretend2", "LH-2", str(items[1]), "Quillibrand"):
        assert hidden not in said
    for shown in ("Pretend1", "Pretend3"):
        assert shown in said
    for rest in ("", "/interest", "/record", "/record/read", "/record/took-part", "/record/file"):
        expected = 403 if rest == "/record/file" else 404
        assert client.get(f"/d/burnley/items/{items[1]}{rest}").status_code == expected, rest


@pytest.mark.requirement("R20", "R21")
def test_the_item_goes_to_the_next_in_the_chain_and_the_room_sees_who_is_out(
    app: Flask, district: District, items: list[UUID], clock: MovableClock
) -> None:
    declare(district, items[1])
    support = browser_of(app, "Casey Example")
    handed_on = "Nat Example chairs this item (Leaving Care Team Manager)."
    for rest in ("/agenda", ""):
        page = support.get(f"/d/burnley/meetings/{district.meeting_id}{rest}").text
        assert page.count(handed_on) == 1
    assert handed_on in support.get(f"/d/burnley/items/{items[1]}").text
    assert handed_on not in support.get(f"/d/burnley/items/{items[0]}").text
    nat = browser_of(app, "Nat Example")
    assert "Chairs this item" in nat.get(f"/d/burnley/items/{items[1]}").text.replace(
        "; chairs", "; Chairs"
    )
    assert nat.get(f"/d/burnley/items/{items[1]}/record/read").status_code == 200
    clock.instant = ON_THE_DAY
    day = support.get(f"/d/burnley/meetings/{district.meeting_id}/day").text
    assert handed_on in day
    assert "Out of this item: Charlie Example." in day
    read = support.get(f"/d/burnley/items/{items[1]}/record/read").text
    assert handed_on in read
    assert "Out of this item: Charlie Example." in read
    assert "Quillibrand" not in day + read


@pytest.mark.requirement("R20", "R22")
def test_whoever_takes_an_item_over_writes_its_record_and_no_other(
    app: Flask, district: District, items: list[UUID], clock: MovableClock
) -> None:
    declare(district, items[1])
    clock.instant = ON_THE_DAY
    nat = browser_of(app, "Nat Example")
    taken, others = (f"/d/burnley/items/{each}/record" for each in (items[1], items[0]))
    page = nat.get(f"{taken}/read").text
    assert "Write this record" in page
    assert "Back to the panel day" not in page, "the day as a whole is not theirs"
    page = nat.get(f"{taken}/took-part").text
    assert "Pretend2" in page
    step = {"version": "0", "took_part": "came", "note": "She said she likes the flat"}
    assert nat.post(f"{taken}/took-part", data=step).location == f"{taken}"
    shown = nat.get(taken).text
    assert "Back to the item’s record" in shown
    saved = nat.post(
        taken,
        data={
            "version": "1",
            "discussion": "Agreed with everybody there",
            "decision": "staying_put",
            "barriers": "0",
            "actions": "0",
            "action-0-wording": "Ask for the deposit",
            "action-0-owner": str(district.worker.person_id),
            "action-0-due-day": "4",
            "action-0-due-month": "1",
            "action-0-due-year": "2027",
        },
    )
    assert saved.location == f"{taken}/read"
    assert "Agreed with everybody there" in nat.get(f"{taken}/read").text
    assert "Write this record" not in nat.get(f"{others}/read").text
    for rest in ("", "/took-part"):
        assert nat.get(f"{others}{rest}").status_code == 403
        assert nat.post(f"{others}{rest}", data=step).status_code == 403
    assert nat.get(f"/d/burnley/meetings/{district.meeting_id}/day").status_code == 403
    assert nat.post(f"{taken}/file", data={"receipt": "CS-1", "version": "2"}).status_code == 403
    with district.working(writes=False):
        row = queries.recusals_at(district.meeting_id, items[1])[0]
    assert browser_of(app, "Casey Example").post(f"/d/burnley/interests/{row.id}/lift").location
    assert nat.get(taken).status_code == 403, "the chair has it back"


@pytest.mark.requirement("R20", "R24")
@pytest.mark.control("C17")
def test_a_starter_who_is_out_of_an_item_does_not_leave_its_people_off_the_list(
    app: Flask, district: District, clock: MovableClock
) -> None:
    with district.working():
        seat(district, district.chair.person_id, CHAIR_SEAT)
        seat(district, somebody("Nat Example"), NEXT_CHAIR_SEAT)
    district.nominate(0)
    hidden = district.nominate(1, social_worker_id=district.other_worker.person_id).item_id
    district.publish()
    declare(district, hidden)
    clock.instant = ON_THE_DAY
    chair = browser_of(app, "Charlie Example")
    day = f"/d/burnley/meetings/{district.meeting_id}/day"
    assert chair.post(f"{day}/open").status_code == 303
    page = chair.get(day).text
    assert "Sam Testcase" in page
    assert "Toni Placeholder" not in page, "the starter is told nothing of it"
    page = browser_of(app, "Casey Example").get(day).text
    assert "Sam Testcase" in page
    assert "Toni Placeholder" in page
    assert "named after" not in page
    with district.working(writes=False):
        listed = select(Attendance.person_id).order_by(Attendance.id)
        assert list(session.scalars(listed)).count(district.other_worker.person_id) == 1


@pytest.mark.requirement("R20")
def test_when_the_whole_chain_is_out_the_item_is_heard_all_the_same(
    app: Flask, district: District, items: list[UUID]
) -> None:
    declare(district, items[1])
    with district.working(writes=False):
        nat = next(each.person_id for each in everyone(district) if each.name == "Nat Example")
    declare(district, items[1], actor=district.support, person_id=nat)
    page = browser_of(app, "Casey Example").get(f"/d/burnley/meetings/{district.meeting_id}/agenda")
    assert "Nobody in the chain may chair this item. Those present agree who does." in page.text


def everyone(district: District) -> tuple[Any, ...]:
    panel = queries.meeting(district.meeting_id)[0].panel_id
    return queries.everyone_at(
        district_id="burnley", panel_id=panel, meeting_id=district.meeting_id, now=NOW
    )


@pytest.mark.requirement("R22", "R71")
@pytest.mark.parametrize(
    ("state", "typed", "who"),
    [("present", "", "worker"), ("deputy", "manny invented", "manager")],
    ids=["who is there", "a deputy typed on the day"],
)
def test_quorum_of_an_item_leaves_out_who_has_an_interest(
    app: Flask,
    district: District,
    items: list[UUID],
    clock: MovableClock,
    *,
    state: str,
    typed: str,
    who: str,
) -> None:
    clock.instant = ON_THE_DAY
    support = browser_of(app, "Casey Example")
    support.post(f"/d/burnley/meetings/{district.meeting_id}/day/open")
    with district.working():
        rows = records.panel_day(actor=district.support, meeting_id=district.meeting_id)
        for row in rows.attendance:
            worker = row.seat_key == "allocated_social_worker"
            row.state, row.stand_in = (state, typed) if worker else ("apologies", "")
    asked = f"/d/burnley/items/{items[0]}/record/took-part"
    assert "Everyone needed for this item is here." in support.get(asked).text
    declare(
        district,
        items[0],
        actor=district.support,
        person_id=district.worker.person_id if who == "worker" else district.manager_id,
        now=ON_THE_DAY,
    )
    assert "Not everyone needed for this item is here." in support.get(asked).text


@pytest.mark.control("C42")
def test_somebody_else_lets_them_back_and_the_trail_keeps_both(
    app: Flask, district: District, items: list[UUID]
) -> None:
    declare(district, items[1])
    chair = browser_of(app, "Charlie Example")
    support = browser_of(app, "Casey Example")
    page = support.get(f"/d/burnley/items/{items[1]}").text
    assert "Quillibrand" in page
    assert "Declared on 23 November 2026" in page
    with district.working(writes=False):
        row = queries.recusals_at(district.meeting_id)[0]
    refused = chair.post(f"/d/burnley/interests/{row.id}/lift")
    assert refused.status_code == 404
    assert (
        browser_of(app, "Sam Testcase").post(f"/d/burnley/interests/{row.id}/lift").status_code
        == 404
    )
    assert support.post(f"/d/burnley/interests/{row.id}/lift").status_code == 303
    assert "Pretend2" in chair.get(f"/d/burnley/meetings/{district.meeting_id}/agenda").text
    assert support.post(f"/d/burnley/interests/{row.id}/lift").status_code == 404
    with district.working(writes=False):
        events = session.execute(
            select(Event.event, Event.actor_id, Event.facts)
            .where(Event.event.like("panels:interest:%"))
            .order_by(Event.happened_at, Event.event)
        ).all()
    assert [(each.event, each.actor_id) for each in events] == [
        ("panels:interest:declared", district.chair.person_id),
        ("panels:interest:lifted", district.support.person_id),
    ]
    assert all("Quillibrand" not in str(each.facts) for each in events)


def test_the_reason_is_for_those_who_run_the_panel(
    app: Flask, district: District, items: list[UUID]
) -> None:
    declare(district, items[1])
    for name in ("Fen Example", "Sam Testcase", "Morgan Madeup", "Nat Example", "Lee Sample"):
        page = browser_of(app, name).get(f"/d/burnley/items/{items[1]}").text
        assert "Quillibrand" not in page
        assert "Charlie Example" not in page.partition("Who can see this?")[2]


@pytest.mark.parametrize(
    ("who", "more", "error", "field"),
    [
        ("chair", {"reason": " "}, RuleError, "reason"),
        ("worker", {"person_id": "member"}, ForbiddenError, None),
        ("support", {"person_id": "nobody"}, RuleError, "person"),
        ("support", {"person_id": "elsewhere"}, RuleError, "person"),
    ],
    ids=["no reason", "for another without the right", "nobody we know", "cannot open it anyway"],
)
def test_an_interest_that_cannot_be_noted(
    district: District,
    items: list[UUID],
    *,
    who: str,
    more: dict[str, Any],
    error: type[Exception],
    field: str | None,
) -> None:
    with district.working():
        people = {
            "member": district.member.person_id,
            "nobody": UUID(int=5),
            "elsewhere": somebody("Kim Example"),
        }
    if "person_id" in more:
        more = more | {"person_id": people[more["person_id"]]}
    with pytest.raises(error) as refused:
        declare(district, items[1], actor=getattr(district, who), **more)
    assert getattr(refused.value, "field", None) == field


def test_the_form_notes_somebody_elses_interest_and_keeps_what_was_typed(
    app: Flask, district: District, items: list[UUID]
) -> None:
    support = browser_of(app, "Casey Example")
    address = f"/d/burnley/items/{items[1]}/interest/note"
    refused = support.post(address, data={"reason": REASON})
    assert refused.status_code == 422
    assert "Quillibrand" in refused.text
    typed = {"reason": REASON, "person": str(district.member.person_id)}
    assert support.post(address, data=typed).status_code == 303
    page = support.get(f"/d/burnley/items/{items[1]}").text
    assert "Noted by Casey Example on 23 November 2026" in page
    member = browser_of(app, "Morgan Madeup")
    assert member.get(address).status_code == 404
    agenda = member.get(f"/d/burnley/meetings/{district.meeting_id}/agenda").text
    assert "LH-2" not in agenda
    assert NOT_SHOWN in agenda


@pytest.mark.requirement("R64")
def test_nothing_is_put_where_an_item_stands_that_somebody_may_not_know(
    app: Flask, district: District, items: list[UUID]
) -> None:
    declare(district, items[1], actor=district.support)
    with district.working(writes=False):
        support = actor_of(district.support.person_id)
        slot = queries.item(items[1]).slot_id
    with district.working(), pytest.raises(RuleError, match="is not free"):
        operations.nominate(
            actor=support,
            now=NOW,
            meeting_id=district.meeting_id,
            young_person_id=district.young_people[3],
            item_type="Review",
            slot_id=slot,
            social_worker_id=district.worker.person_id,
        )
    with district.working():
        operations.move_item(actor=support, now=NOW, item_id=items[0], direction="down")
    assert district.order() == ["9.50 LH-2", "10.10 LH-1", "9.30 LH-3"] or district.order() == [
        "9.30 LH-3",
        "9.50 LH-2",
        "10.10 LH-1",
    ]
    with district.working(), pytest.raises(NotFoundError):
        operations.item_for(actor=support, item_id=items[1], now=NOW)
    client = browser_of(app, "Casey Example")
    builder = client.get(f"/d/burnley/meetings/{district.meeting_id}").text
    assert NOT_SHOWN in builder
    assert "LH-2" not in builder


@pytest.mark.requirement("R62")
def test_an_agenda_somebody_is_not_shown_whole_is_published_by_a_colleague(
    app: Flask, district: District, items: list[UUID]
) -> None:
    declare(district, items[1], actor=district.support)
    client = browser_of(app, "Casey Example")
    assert (
        "Changed since version 1"
        not in client.get(f"/d/burnley/meetings/{district.meeting_id}").text
    )
    district.nominate(3, actor=reread(district))
    page = client.get(f"/d/burnley/meetings/{district.meeting_id}/publish").text
    assert "Ask a colleague in case support to publish it." in page
    with district.working(), pytest.raises(RuleError, match="not shown the whole agenda"):
        operations.publish_agenda(
            actor=actor_of(district.support.person_id), now=NOW, meeting_id=district.meeting_id
        )


def reread(district: District) -> Any:
    with district.working(writes=False):
        return actor_of(district.support.person_id)


@pytest.mark.requirement("R62")
def test_changes_between_versions_leave_out_what_is_not_shown(
    app: Flask, district: District, items: list[UUID]
) -> None:
    with district.working():
        operations.move_item(actor=district.support, now=NOW, item_id=items[2], direction="down")
        operations.move_item(actor=district.support, now=NOW, item_id=items[1], direction="down")
    district.publish()
    declare(district, items[1])
    chair = browser_of(app, "Charlie Example")
    page = chair.get(f"/d/burnley/meetings/{district.meeting_id}/agenda").text
    assert "Pretend3: moved from" in page
    assert "Pretend2" not in page
    assert "LH-2" not in page


def test_an_interest_in_a_young_person_counts_at_every_meeting(
    app: Flask, district: District, items: list[UUID]
) -> None:
    declare(district, items[1])
    later = district.plan(date(2027, 1, 14))
    district.nominate(1, meeting_id=later)
    chair = browser_of(app, "Charlie Example")
    builder = chair.get(f"/d/burnley/meetings/{later}").text
    assert "Pretend2" not in builder
    assert builder.count(NOT_SHOWN) == 1
    support = browser_of(app, "Casey Example")
    with district.working(writes=False):
        item = queries.items_of(later)[0].id
    assert (
        "Charlie Example"
        in support.get(f"/d/burnley/items/{item}").text.partition("Out of this item")[2]
    )


def test_an_interest_is_not_declared_in_what_is_over(district: District, items: list[UUID]) -> None:
    with district.working():
        queries.item(items[1]).closed_at = NOW
    with pytest.raises(RuleError, match="This item is over"):
        declare(district, items[1])


@pytest.mark.control("C11")
def test_the_agenda_tells_the_room_who_is_out_and_nobody_why(
    app: Flask, district: District, items: list[UUID]
) -> None:
    declare(district, items[1])
    address = f"/d/burnley/meetings/{district.meeting_id}/agenda"
    told = "Out of this item: Charlie Example."
    for name in ("Casey Example", "Fen Example", "Nat Example", "Morgan Madeup"):
        page = browser_of(app, name).get(address).text
        assert page.count(told) == 1
        assert "Quillibrand" not in page
    assert "Out of this item" not in browser_of(app, "Charlie Example").get(address).text
    with district.working():
        recusal = queries.recusals_at(district.meeting_id, items[1])[0].id
        operations.lift_interest(actor=district.support, now=NOW, recusal_id=recusal)
    assert told not in browser_of(app, "Casey Example").get(address).text


@pytest.mark.requirement("R62")
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "with a colleague"])
def test_where_no_colleague_is_there_to_publish_the_page_says_who_fills_the_post(
    app: Flask, district: District, items: list[UUID], *, alone: bool
) -> None:
    declare(district, items[1], actor=district.support)
    if not alone:
        with district.working():
            register("Corin Example", Role.CASE_SUPPORT)
    client = browser_of(app, "Casey Example")
    page = client.get(f"/d/burnley/meetings/{district.meeting_id}/publish").text
    said = "Nobody else here is case support officer today, so the agenda cannot go out."
    assert (said in page) is alone
