"""Items: nominated, moved and withdrawn, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.cases.models import Case, YoungPerson
from portal.database import session
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import operations, queries
from portal.panels.operations import Moved
from tests.integration.panels.conftest import (
    CANARY,
    NOW,
    PANEL_DAY,
    TODAY,
    District,
    add_young_person,
)


def move(district: District, item_id: UUID, **more: Any) -> Moved:
    arguments: dict[str, Any] = {
        "actor": district.support,
        "now": NOW,
        "item_id": item_id,
    }
    with district.working():
        return operations.move_item(**(arguments | more))


@pytest.mark.requirement("R56", "R63", "R64", "R67")
def test_a_nomination_fills_the_first_free_slot_with_its_people(district: District) -> None:
    nominated = district.nominate()
    with district.working(writes=False):
        row = queries.item_row(nominated.item_id)
        case = session.scalars(select(Case)).one()
    assert district.order() == ["9.30 LH-1"]
    assert (row.social_worker, row.manager) == ("Sam Testcase", "Manny Invented")
    assert (row.nominated_on, row.case_id, case.opened_on) == (TODAY, case.id, TODAY)


def test_a_second_nomination_uses_the_open_case(district: District) -> None:
    district.nominate()
    nominated = district.nominate(meeting_id=district.plan(date(2027, 1, 14)))
    assert nominated.warning is not None
    assert nominated.warning.endswith("is also on the agenda for 17 December 2026.")
    with district.working(writes=False):
        assert len(session.scalars(select(Case)).all()) == 1


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"slot_id": uuid4()}, "slot", "not part of this meeting"),
        ({"social_worker_id": uuid4()}, "social_worker", "Choose the young person’s social worker"),
        ({"social_worker_id": None}, "social_worker", "Choose the young person’s social worker"),
        ({"manager_id": uuid4()}, "manager", "Choose a manager"),
        ({"item_type": "  "}, "item_type", "what the panel is asked"),
    ],
    ids=["slot elsewhere", "not a social worker", "no social worker", "no manager", "no matter"],
)
def test_a_nomination_that_cannot_be_is_refused_beside_its_box(
    district: District, more: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        district.nominate(**more)
    assert refusal.value.field == field
    assert says in refusal.value.message
    assert district.order() == []


def test_a_slot_that_is_taken_says_by_whom_without_a_name(district: District) -> None:
    slot = district.slots()[4]
    district.nominate(0, slot_id=slot)
    with pytest.raises(RuleError) as refusal:
        district.nominate(1, slot_id=slot)
    assert refusal.value.field == "slot"
    assert refusal.value.message.startswith("Z. P. · LH-1 is already at 10:50am.")


def test_nobody_is_on_an_agenda_twice(district: District) -> None:
    district.nominate()
    with pytest.raises(RuleError, match="already on this agenda at 9:30am") as refusal:
        district.nominate()
    assert refusal.value.field == "young_person"


@pytest.mark.requirement("R4")
def test_somebody_too_young_is_refused_with_what_to_do_instead(district: District) -> None:
    with district.working():
        young = add_young_person(9, born_on=date(2010, 12, 18))
    with pytest.raises(RuleError) as refusal:
        district.nominate(young_person_id=young)
    assert refusal.value.message == (
        "Z. P. · LH-9 is not yet 16 on the day of this panel. They turn 16 on Friday 18 December "
        "2026: nominate them for a panel from then, or ask the Lasting Home Panel."
    )


def test_the_lasting_home_panel_has_no_least_age(district: District) -> None:
    with district.working():
        young = add_young_person(9, born_on=date(2020, 1, 1))
    other = district.plan(PANEL_DAY, kind=PanelKind.LASTING_HOME, part="pm")
    assert district.nominate(young_person_id=young, meeting_id=other).who


def test_a_full_agenda_sends_to_another_meeting(district: District) -> None:
    with district.working():
        ids = [add_young_person(number) for number in range(10, 21)]
    for each in ids[:10]:
        district.nominate(young_person_id=each)
    with pytest.raises(RuleError, match="Every slot of this meeting is taken"):
        district.nominate(young_person_id=ids[10])


def test_somebody_of_another_district_is_not_there(district: District) -> None:
    with district.working():
        other = add_young_person(9, district_id="preston")
    with pytest.raises(NotFoundError):
        district.nominate(young_person_id=other)


def test_a_social_worker_nominates_only_their_own(district: District) -> None:
    with district.working():
        own = add_young_person(9, social_worker_id=district.worker.person_id)
    assert district.nominate(young_person_id=own, actor=district.worker, social_worker_id=None)
    with pytest.raises(NotFoundError):
        district.nominate(actor=district.worker)


def test_a_member_may_not_nominate(district: District) -> None:
    with pytest.raises(ForbiddenError):
        district.nominate(actor=district.member)


def test_a_name_is_added_when_it_is_first_needed(district: District) -> None:
    with district.working():
        nameless = add_young_person(9, preferred_name=None)
    district.nominate(young_person_id=nameless, preferred_name="Avery Testcase")
    district.nominate(0, preferred_name="Somebody Else")
    with district.working(writes=False):
        names = {
            live.facts.young_person_id: live.name
            for live in queries.live_items(district.meeting_id).values()
        }
    assert names == {
        nameless: "Avery Testcase",
        district.young_people[0]: f"{CANARY} Pretend1",
    }


@pytest.mark.parametrize(
    ("direction", "expected"),
    [("up", ["9.30 LH-2", "9.50 LH-1"]), ("down", ["9.30 LH-1", "10.10 LH-2"])],
    ids=["up changes places with the neighbour", "down goes to a free slot"],
)
def test_an_item_moves_one_slot(
    district: District, direction: Literal["up", "down"], expected: list[str]
) -> None:
    district.nominate(0)
    second = district.nominate(1)
    move(district, second.item_id, direction=direction)
    assert district.order() == expected


def test_a_move_says_the_new_place_and_who_changed_places(district: District) -> None:
    district.nominate(0)
    second = district.nominate(1)
    moved = move(district, second.item_id, direction="up")
    assert moved.sentence == ("Z. P. · LH-2 is now at 9:30am. Changed places with Z. P. · LH-1.")


@pytest.mark.requirement("R64")
def test_an_item_moves_to_a_free_time(district: District) -> None:
    first = district.nominate()
    move(district, first.item_id, slot_id=district.slots()[4])
    assert district.order() == ["10.50 LH-1"]


def test_an_item_does_not_move_to_a_taken_time(district: District) -> None:
    first = district.nominate(0)
    district.nominate(1)
    with pytest.raises(RuleError, match="LH-2 is already at 9:50am") as refusal:
        move(district, first.item_id, slot_id=district.slots()[1])
    assert refusal.value.field == "slot"
    assert district.order() == ["9.30 LH-1", "9.50 LH-2"]


@pytest.mark.parametrize("slot", [None, "elsewhere"])
def test_an_item_does_not_leave_its_meeting(district: District, slot: str | None) -> None:
    first = district.nominate()
    with pytest.raises(RuleError, match="not part of this meeting"):
        move(district, first.item_id, slot_id=uuid4() if slot else None)


def test_the_first_item_does_not_move_up(district: District) -> None:
    first = district.nominate()
    with pytest.raises(RuleError, match="first slot already"):
        move(district, first.item_id, direction="up")


def test_whoever_looked_at_an_older_agenda_is_told(district: District) -> None:
    first = district.nominate()
    with district.working(writes=False):
        seen = queries.item(first.item_id).version
    move(district, first.item_id, direction="down", seen_version=seen)
    with pytest.raises(ConflictError, match=r"now at 9:50am\. Nothing was changed"):
        move(district, first.item_id, direction="down", seen_version=seen)
    assert district.order() == ["9.50 LH-1"]


def test_a_withdrawn_item_frees_its_slot_and_may_come_back(district: District) -> None:
    first = district.nominate(0)
    with district.working():
        operations.withdraw_item(
            actor=district.support, now=NOW, item_id=first.item_id, reason="They asked for later"
        )
    district.nominate(1)
    again = district.nominate(0)
    assert again.item_id == first.item_id
    assert district.order() == ["9.30 LH-2", "9.50 LH-1"]
    with district.working(writes=False):
        assert queries.item(first.item_id).withdrawn_reason is None


def test_a_withdrawal_needs_a_reason(district: District) -> None:
    first = district.nominate()
    with district.working(), pytest.raises(RuleError) as refusal:
        operations.withdraw_item(actor=district.support, now=NOW, item_id=first.item_id, reason=" ")
    assert refusal.value.field == "reason"


def test_the_trail_holds_every_step_and_no_name(district: District) -> None:
    first = district.nominate()
    move(district, first.item_id, direction="down")
    with district.working():
        operations.withdraw_item(
            actor=district.support, now=NOW, item_id=first.item_id, reason="They asked"
        )
    with district.working(writes=False):
        events = session.scalars(
            select(Event).where(Event.subject_id == first.item_id).order_by(Event.happened_at)
        ).all()
        young_people = session.scalars(select(YoungPerson)).all()
        assert young_people
        said = {event.event for event in events}
        facts = "".join(str(event.facts) for event in events)
    assert said == {"panels:item:nominated", "panels:item:moved", "panels:item:withdrawn"}
    assert CANARY not in facts
    assert "They asked" not in facts
