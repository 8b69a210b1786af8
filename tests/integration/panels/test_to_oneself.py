"""Nobody gives themselves more than they have: a seat, a place at a meeting, a part in an item."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.cases.rules.allocation import Post, Saying
from portal.database import session
from portal.kernel.errors import RuleError
from portal.panels import operations, queries
from portal.panels.models import MeetingDeputy, SeatHolder
from portal.panels.rules import membership
from portal.people import operations as people
from portal.people import queries as directory
from portal.people.policy import Role
from tests.integration.panels.conftest import (
    NOW,
    TODAY,
    District,
    actor_of,
)
from tests.integration.panels.people_of_panels import (
    FOSTERING,
    HOUSING,
    browser_of,
    email_of,
    seat,
    somebody,
)

ADD = "/d/burnley/panels/leaving_care/holders/add"
WHO_FILL_SEATS = {"lead": "Lee Sample", "support": "Casey Example"}
"""Both fill seats; the lead reads no paper by her role."""
by_each = pytest.mark.parametrize(("who", "name"), WHO_FILL_SEATS.items())


def terms() -> int:
    return session.scalar(select(func.count(SeatHolder.id))) or 0


def deputies() -> int:
    return session.scalar(select(func.count(MeetingDeputy.id))) or 0


@pytest.mark.control("C12")
@by_each
def test_nobody_puts_themselves_in_a_seat(
    app: Flask, district: District, who: str, name: str
) -> None:
    themself = getattr(district, who).person_id
    client = browser_of(app, name)
    listed = re.findall(r'<option value="([^"]+)"', client.get(f"{ADD}?seat={FOSTERING}").text)
    assert str(district.member.person_id) in listed
    assert str(themself) not in listed
    for deputy in ({}, {"deputy": "y"}):
        sent = {
            "seat_key": FOSTERING,
            "person_id": str(themself),
            "starts_on-day": "23",
            "starts_on-month": "11",
            "starts_on-year": "2026",
        }
        answer = client.post(ADD, data=sent | deputy)
        assert answer.status_code == 422
        assert membership.TO_ONESELF in answer.text
    with district.working(writes=False):
        assert terms() == 0


@pytest.mark.control("C12")
@by_each
def test_nobody_who_fills_seats_sends_themselves_in_a_holders_place(
    app: Flask, district: District, who: str, name: str
) -> None:
    with district.working():
        holder = somebody("Fen Example")
        seat(district, holder, FOSTERING)
    client = browser_of(app, name)
    answer = client.post(
        f"/d/burnley/meetings/{district.meeting_id}/deputy",
        data={
            "place": f"{FOSTERING}/{holder}",
            "email": getattr(district, who).email.upper(),
        },
    )
    assert answer.status_code == 422
    assert membership.TO_ONESELF in answer.text
    with district.working(writes=False):
        assert deputies() == 0


@pytest.mark.requirement("R72")
def test_a_holder_still_sends_somebody_in_their_own_place(app: Flask, district: District) -> None:
    with district.working():
        seat(district, district.lead.person_id, FOSTERING)
        somebody("Devon Example")
    client = browser_of(app, "Lee Sample")
    answer = client.post(
        f"/d/burnley/meetings/{district.meeting_id}/deputy",
        data={
            "place": f"{FOSTERING}/{district.lead.person_id}",
            "email": email_of("Devon Example"),
        },
    )
    assert answer.status_code == 303
    with district.working(writes=False):
        assert deputies() == 1


@pytest.mark.control("C12")
def test_nobody_makes_their_own_time_in_a_seat_longer(district: District) -> None:
    until = TODAY + timedelta(days=30)
    with district.working():
        term = seat(district, district.lead.person_id, HOUSING, ends_on=until)

    def last_day(day: date) -> None:
        with district.working():
            operations.end_seat(actor=district.lead, now=NOW, term_id=term, last_day=day)

    with pytest.raises(RuleError, match=membership.TO_ONESELF) as refusal:
        last_day(until + timedelta(days=1))
    assert refusal.value.field == "last_day"
    last_day(until)
    last_day(TODAY)
    with pytest.raises(RuleError, match=membership.TO_ONESELF):
        last_day(until)
    with district.working(writes=False):
        assert queries.term(term).ends_on == TODAY


@pytest.mark.control("C12")
def test_nobody_who_has_left_is_put_in_a_seat(district: District) -> None:
    with district.working():
        gone, suspended = somebody("Gale Example"), somebody("Sky Example")
        people.leave(actor=None, now=NOW, person_id=gone, last_day=TODAY - timedelta(days=1))
        people.suspend(actor=None, now=NOW, person_id=suspended, reason="An inquiry")
    for person in (gone, suspended):
        with pytest.raises(RuleError, match="from the list") as refusal, district.working():
            seat(district, person, HOUSING)
        assert refusal.value.field == "person_id"


def says(district: District, who: str, said: Saying, number: int = 0) -> None:
    with district.working():
        operations.allocate(
            actor=actor_of(getattr(district, who).person_id),
            now=NOW,
            young_person_id=district.young_people[number],
            said=said,
        )


@pytest.mark.control("C12")
@pytest.mark.parametrize("who", WHO_FILL_SEATS)
@pytest.mark.parametrize("post", [Post.MANAGER, Post.PERSONAL_ADVISER, Post.ADVISER_MANAGER])
def test_nobody_of_the_whole_district_puts_themselves_down_for_a_young_person(
    district: District, who: str, post: Post
) -> None:
    themself = getattr(district, who).person_id
    with pytest.raises(RuleError, match="puts themselves down") as refusal:
        says(district, who, {post: themself})
    assert refusal.value.field == post.value
    # Somebody else may, and then they stay: saying it again is no more than they have.
    other = next(each for each in WHO_FILL_SEATS if each != who)
    says(district, other, {post: themself})
    says(district, who, {post: themself})


def test_whoever_was_given_the_role_of_a_post_puts_themselves_in_it(district: District) -> None:
    themself = district.support.person_id
    with district.working():
        person = directory.person(themself)
        people.grant_role(
            person=person, role=Role.SOCIAL_WORKER, district_id="burnley", starts_on=TODAY
        )
    says(district, "support", {Post.SOCIAL_WORKER: themself})


@pytest.mark.requirement("R56")
@pytest.mark.control("C12")
@pytest.mark.parametrize(
    ("column", "field"),
    [("manager_id", "manager"), ("personal_adviser_id", "personal_adviser")],
)
def test_nobody_who_builds_an_agenda_nominates_with_themselves(
    district: District, column: str, field: str
) -> None:
    named: dict[str, Any] = {column: district.support.person_id}
    with pytest.raises(RuleError, match="puts themselves down") as refusal:
        district.nominate(**named)
    assert refusal.value.field == field


@pytest.mark.requirement("R71")
@pytest.mark.control("C12")
def test_nobody_but_the_manager_names_themselves_in_the_social_workers_place(
    app: Flask, district: District
) -> None:
    item = district.nominate().item_id
    address = f"/d/burnley/items/{item}/stand-in"
    for who, name in {"support": "Casey Example", "chair": "Charlie Example"}.items():
        client, themself = browser_of(app, name), str(getattr(district, who).person_id)
        assert themself not in client.get(address).text
        answer = client.post(address, data={"person": themself})
        assert answer.status_code == 422
        assert "manager names themselves" in answer.text
    manager = browser_of(app, "Manny Invented")
    assert str(district.manager_id) in manager.get(address).text
    assert manager.post(address, data={"person": str(district.manager_id)}).status_code == 303
    with district.working(writes=False):
        assert queries.item(item).stand_in_id == district.manager_id


@pytest.mark.requirement("R71")
def test_whoever_was_named_by_somebody_else_stays_when_they_save_again(
    app: Flask, district: District
) -> None:
    item = district.nominate().item_id
    themself = district.support.person_id
    with district.working():
        operations.name_stand_in(actor=district.worker, now=NOW, item_id=item, person_id=themself)
    client, address = browser_of(app, "Casey Example"), f"/d/burnley/items/{item}/stand-in"
    assert str(themself) in client.get(address).text
    assert client.post(address, data={"person": str(themself)}).status_code == 303


@pytest.mark.requirement("R40")
@pytest.mark.control("C12")
def test_nobody_asks_themselves_to_an_item(app: Flask, district: District) -> None:
    item = district.nominate().item_id
    client = browser_of(app, "Casey Example")
    answer = client.post(
        f"/d/burnley/items/{item}/invite",
        data={"email": district.support.email, "reason": "One question"},
    )
    assert answer.status_code == 422
    assert "Casey Example can read this item already" in answer.text
