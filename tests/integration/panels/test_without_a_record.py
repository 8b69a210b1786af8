"""What waits for a record ends without one: deputies, stand-ins and visits (R22, R40, R71, R72)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.agreements.rules import Answer
from portal.kernel.errors import RuleError
from portal.panels import operations, queries
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import CANARY, NOW, District
from tests.integration.panels.people_of_panels import (
    HOUSING,
    browser_of,
    email_of,
    seat,
    somebody,
)
from tests.integration.panels.test_seats_give_access import (
    ON_THE_DAY,
    SIGN_IN,
    agenda,
    hear_all,
)
from tests.support.agreed import agreed

FOUR_WEEKS = timedelta(days=28)


@dataclass
class Coming:
    """A deputy, somebody who stands in and a visitor, who come to one meeting and hold nothing."""

    item: UUID
    browsers: dict[str, PageClient]
    pages: dict[str, str]

    def statuses(self) -> dict[str, int]:
        """What each is answered where they could read."""
        return {who: self.browsers[who].get(page).status_code for who, page in self.pages.items()}


@pytest.fixture
def coming(app: Flask, district: District) -> Coming:
    """They come to the only item of a meeting whose agenda is out."""
    with district.working():
        holder = somebody("Hollis Example")
        seat(district, holder, HOUSING)
        for name in ("Devon Example", "Val Example"):
            somebody(name)
        max_id = somebody("Max Example")
    item = district.nominate().item_id
    district.publish()
    with district.working():
        given: dict[str, Any] = {"actor": district.support, "now": NOW}
        operations.name_deputy(
            **given,
            meeting_id=district.meeting_id,
            seat_key=HOUSING,
            holder_id=holder,
            email=email_of("Devon Example"),
        )
        operations.name_stand_in(**given, item_id=item, person_id=max_id)
        operations.invite_visitor(
            **given, item_id=item, email=email_of("Val Example"), reason="College"
        )
    people = {"deputy": "Devon Example", "stand-in": "Max Example", "visitor": "Val Example"}
    pages = {"deputy": agenda(district), "stand-in": agenda(district)}
    return Coming(
        item,
        {who: browser_of(app, name) for who, name in people.items()},
        {**pages, "visitor": f"/your-item/{item}"},
    )


@pytest.mark.requirement("R22", "R40", "R71", "R72", "R75")
@pytest.mark.control("C12")
def test_a_record_that_is_never_filed_lets_nobody_in_for_ever(
    district: District, clock: MovableClock, coming: Coming
) -> None:
    clock.instant = ON_THE_DAY + FOUR_WEEKS
    assert set(coming.statuses().values()) == {200}
    text = coming.browsers["visitor"].get(coming.pages["visitor"]).text
    assert "at the latest until Thursday 14 January 2027" in text
    clock.instant += timedelta(days=1)
    assert set(coming.statuses().values()) == {SIGN_IN}
    with district.working(writes=False):
        assert queries.item(coming.item).closed_at is None


@pytest.mark.requirement("R22", "R40", "R71", "R72")
@pytest.mark.control("C12")
def test_an_item_that_its_young_person_stopped_is_over_once_its_day_is(
    district: District, clock: MovableClock, coming: Coming
) -> None:
    with district.working():
        agreed(coming.item, answer=Answer.NO, at=NOW)
    clock.instant = ON_THE_DAY
    assert {who: coming.statuses()[who] for who in ("deputy", "stand-in")} == {
        "deputy": 200,
        "stand-in": 200,
    }
    clock.instant += timedelta(days=1)
    found = coming.statuses()
    assert (found["deputy"], found["stand-in"]) == (SIGN_IN, SIGN_IN)
    assert found["visitor"] != 200


@pytest.mark.requirement("R22", "R40", "R71", "R72")
@pytest.mark.control("C12")
def test_what_was_heard_before_it_was_stopped_is_open_until_its_record_is_filed(
    district: District, clock: MovableClock, coming: Coming
) -> None:
    hear_all(district, [coming.item])
    with district.working():
        agreed(coming.item, answer=Answer.STOPPED, at=ON_THE_DAY + timedelta(minutes=1))
    for days in (0, 1, 28):
        clock.instant = ON_THE_DAY + timedelta(hours=1, days=days)
        assert set(coming.statuses().values()) == {200}, days
    text = coming.browsers["visitor"].get(coming.pages["visitor"]).text
    assert "not going ahead" not in text
    assert "not being heard" not in coming.browsers["deputy"].get(coming.pages["deputy"]).text
    with district.working():
        queries.item(coming.item).closed_at = clock.instant
    found = coming.statuses()
    assert (found["deputy"], found["stand-in"]) == (SIGN_IN, SIGN_IN)
    assert found["visitor"] != 200


@pytest.mark.requirement("R71", "R75")
@pytest.mark.control("C12")
def test_a_manager_with_a_role_here_reads_the_item_no_more_either(
    app: Flask, district: District, clock: MovableClock
) -> None:
    """By their role they read it as everybody does: without the name and the record."""
    item = district.nominate().item_id
    district.publish()
    with district.working():
        operations.name_stand_in(
            actor=district.worker, now=NOW, item_id=item, person_id=district.member.person_id
        )
    client = browser_of(app, "Morgan Madeup")
    clock.instant = ON_THE_DAY + FOUR_WEEKS
    assert CANARY in client.get(agenda(district)).text
    clock.instant += timedelta(days=1)
    read = client.get(agenda(district))
    assert read.status_code == 200
    assert CANARY not in read.text
    assert client.get(f"/d/burnley/items/{item}/papers").status_code == 404


@pytest.mark.requirement("A11", "R75")
def test_what_was_heard_is_not_taken_off_the_agenda(district: District, coming: Coming) -> None:
    """Its decision would be nobody's to file or read."""
    hear_all(district, [coming.item])
    with district.working(), pytest.raises(RuleError, match="was heard"):
        operations.withdraw_item(
            actor=district.support, now=ON_THE_DAY, item_id=coming.item, reason="They stopped"
        )


@pytest.mark.requirement("A11")
def test_an_agenda_goes_out_anew_with_what_was_heard_before_it_was_stopped(
    district: District, coming: Coming
) -> None:
    other = district.nominate(1).item_id
    hear_all(district, [coming.item])
    with district.working():
        agreed(coming.item, answer=Answer.STOPPED, at=ON_THE_DAY + timedelta(minutes=1))
        agreed(other)
        made = operations.publish_agenda(
            actor=district.support,
            now=ON_THE_DAY + timedelta(minutes=2),
            meeting_id=district.meeting_id,
            late_accepted_by=district.lead.person_id,
            late_reason="One more is heard",
        )
    assert made.number == 2
