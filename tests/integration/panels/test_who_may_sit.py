"""A seat or a part that shows names or cost is for children's services alone (R17, A16, A19)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.database import session
from portal.kernel.errors import RuleError
from portal.panels import operations
from portal.panels.models import Item, MeetingDeputy, SeatHolder
from portal.people import operations as people
from portal.people import queries as directory
from portal.people.models import Person, WayIn
from portal.people.operations import Details
from portal.testing.pages import PageClient
from portal.variations.values import OrganisationKind
from tests.integration.conftest import PASSWORD
from tests.integration.panels.conftest import CANARY, KIND, NOW, TODAY, District
from tests.integration.panels.people_of_panels import (
    FOSTERING,
    browser_of,
    email_of,
    seat,
    somebody,
)
from tests.support.organisations import organisation

RESOURCES, PROVIDERS = "access_to_resources", "supported_accommodation"
AMOUNT, NOTE = "£1,234.50", "Two to one at night, Grimsargh Lane"
ELSEWHERE = "This person comes from elsewhere"


@dataclass
class Outside:
    """A provider's person who sits in the providers' seat, and an item that has a cost."""

    district: District
    person_id: UUID
    item_id: UUID

    def browser(self, app: Flask) -> PageClient:
        """A browser in which they are signed in, by the providers' own door."""
        client = app.test_client()
        assert isinstance(client, PageClient)
        entered = {"email": email_of("Parker Example"), "password": PASSWORD}
        assert client.post("/providers/sign-in", data=entered).status_code == 303
        return client

    def reads(self, app: Flask) -> str:
        """All they read about the item and its meeting."""
        client, meeting = self.browser(app), self.district.meeting_id
        return "".join(
            client.get(f"/d/burnley/{rest}").text
            for rest in (
                f"items/{self.item_id}",
                f"items/{self.item_id}/cost",
                f"items/{self.item_id}/papers",
                f"items/{self.item_id}/record/read",
                f"meetings/{meeting}/agenda",
                f"meetings/{meeting}/pack",
            )
        )


@pytest.fixture
def outside(district: District) -> Outside:
    """The agenda is out; the provider's person reads it by reference, as their seat does."""
    with district.working():
        homes = organisation("Invented Lodgings", OrganisationKind.PROVIDER)
        person = somebody("Parker Example", organisation=homes, audience=WayIn.PROVIDER)
        seat(district, person, PROVIDERS)
        seat(district, somebody("Ari Example"), RESOURCES)
    item = district.nominate().item_id
    district.publish()
    with district.working():
        operations.record_cost(
            actor=district.support,
            now=NOW,
            item_id=item,
            version=0,
            weekly_pence=123_450,
            note=NOTE,
        )
    return Outside(district, person, item)


def holder_of(seat_key: str) -> UUID:
    return session.scalars(
        select(SeatHolder.person_id).where(SeatHolder.seat_key == seat_key)
    ).one()


def in_a_seat(out: Outside) -> None:
    seat(out.district, out.person_id, RESOURCES)


def as_a_deputy_for_a_term(out: Outside) -> None:
    seat(out.district, out.person_id, RESOURCES, deputy=True)


def sent_to_one_meeting(out: Outside) -> None:
    operations.name_deputy(
        actor=out.district.support,
        now=NOW,
        meeting_id=out.district.meeting_id,
        seat_key=RESOURCES,
        holder_id=holder_of(RESOURCES),
        email=email_of("Parker Example"),
    )


def in_the_workers_place(out: Outside) -> None:
    operations.name_stand_in(
        actor=out.district.support, now=NOW, item_id=out.item_id, person_id=out.person_id
    )


def nominated_with(field: str) -> Callable[[Outside], None]:
    def act(out: Outside) -> None:
        worker = out.district.worker.person_id
        named: dict[str, Any] = {"social_worker_id": worker, field: out.person_id}
        operations.nominate(
            actor=out.district.support,
            now=NOW,
            meeting_id=out.district.meeting_id,
            young_person_id=out.district.young_people[1],
            item_type="Review of the plan",
            **named,
        )

    return act


REFUSED: dict[str, tuple[Callable[[Outside], None], str]] = {
    "a seat": (in_a_seat, "person_id"),
    "a deputy for a term": (as_a_deputy_for_a_term, "person_id"),
    "a deputy for one meeting": (sent_to_one_meeting, "email"),
    "in the worker's place": (in_the_workers_place, "person"),
    "the manager of an item": (nominated_with("manager_id"), "manager"),
    "the adviser of an item": (nominated_with("personal_adviser_id"), "personal_adviser"),
}


@pytest.mark.requirement("R17", "A16", "A19")
@pytest.mark.control("C11")
@pytest.mark.parametrize(("act", "field"), REFUSED.values(), ids=REFUSED.keys())
def test_somebody_of_a_provider_is_refused_and_told_why(
    district: District, outside: Outside, act: Callable[[Outside], None], field: str
) -> None:
    words = f"{ELSEWHERE}|from the list"
    with pytest.raises(RuleError, match=words) as refusal, district.working():
        act(outside)
    assert refusal.value.field == field


@pytest.mark.requirement("R17", "A16", "A19")
@pytest.mark.control("C11")
def test_a_worker_who_is_managed_from_elsewhere_brings_no_manager(
    district: District, outside: Outside
) -> None:
    with district.working():
        worker = session.get_one(Person, ("E10000017", district.worker.person_id))
        worker.manager_id = outside.person_id
        session.flush()
        made = operations.nominate(
            actor=district.support,
            now=NOW,
            meeting_id=district.meeting_id,
            young_person_id=district.young_people[1],
            item_type="Review of the plan",
            social_worker_id=worker.id,
        )
        assert session.get_one(Item, ("E10000017", made.item_id)).manager_id is None


@pytest.mark.parametrize("seat_key", [PROVIDERS, "housing_authority"])
def test_seats_that_show_neither_stay_open_to_them(
    district: District, outside: Outside, seat_key: str
) -> None:
    with district.working():
        seat(district, somebody("Pia Example", organisation=None), seat_key)


def a_bad_seat(out: Outside) -> None:
    session.add(
        SeatHolder(
            district_id="burnley",
            panel_id=session.scalars(
                select(SeatHolder.panel_id).where(SeatHolder.seat_key == RESOURCES)
            ).one(),
            seat_key=RESOURCES,
            person_id=out.person_id,
            starts_on=TODAY,
        )
    )


def a_bad_deputy(out: Outside) -> None:
    session.add(
        MeetingDeputy(
            district_id="burnley",
            meeting_id=out.district.meeting_id,
            seat_key=FOSTERING,
            holder_id=holder_of(RESOURCES),
            person_id=out.person_id,
            named_by=out.district.support.person_id,
            named_at=NOW,
        )
    )


def a_bad_part(column: str) -> Callable[[Outside], None]:
    def act(out: Outside) -> None:
        setattr(session.get_one(Item, ("E10000017", out.item_id)), column, out.person_id)

    return act


BAD: dict[str, Callable[[Outside], None]] = {
    "a seat": a_bad_seat,
    "a deputy": a_bad_deputy,
    "in the worker's place": a_bad_part("stand_in_id"),
    "the manager": a_bad_part("manager_id"),
    "the adviser": a_bad_part("personal_adviser_id"),
}


@pytest.mark.requirement("R17", "A16", "A19")
@pytest.mark.control("C11")
@pytest.mark.parametrize("enter", BAD.values(), ids=BAD.keys())
def test_a_row_that_should_not_be_shows_them_neither_name_nor_cost(
    app: Flask, district: District, outside: Outside, enter: Callable[[Outside], None]
) -> None:
    with district.working():
        enter(outside)
    said = outside.reads(app)
    assert "LH-1" in said
    for kept in (AMOUNT, "Grimsargh", CANARY, "What the home costs"):
        assert kept not in said


def move_to_a_provider(district: District, name: str) -> None:
    """Change where somebody comes from, as whoever runs the machine."""
    with district.working():
        person = directory.person_by_email(email_of(name))
        homes = organisation("Invented Lodgings", OrganisationKind.PROVIDER)
        assert person is not None
        people.change_person(
            actor=None,
            now=NOW,
            person_id=person.id,
            version=person.version,
            details=Details(person.name, person.email, person.job_title, homes.id),
        )


@pytest.mark.requirement("R17", "A16", "A19")
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Ari Example", "End their time in that seat first"),
        ("Dee Example", "End their time in that seat first"),
        ("Ade Example", "name somebody else there first"),
        ("Stan Example", "name somebody else there first"),
    ],
    ids=["in a seat", "sent to one meeting", "an item's adviser", "in the worker's place"],
)
def test_nobody_moves_to_a_provider_with_what_its_people_may_not_have(
    district: District, outside: Outside, name: str, says: str
) -> None:
    with district.working():
        deputy, adviser = somebody("Dee Example"), somebody("Ade Example")
        stand_in = somebody("Stan Example")
        assert deputy
        operations.name_deputy(
            actor=district.support,
            now=NOW,
            meeting_id=district.meeting_id,
            seat_key=RESOURCES,
            holder_id=holder_of(RESOURCES),
            email=email_of("Dee Example"),
        )
        operations.name_stand_in(
            actor=district.support, now=NOW, item_id=outside.item_id, person_id=stand_in
        )
    district.nominate(1, personal_adviser_id=adviser)
    with pytest.raises(RuleError, match=says) as refusal:
        move_to_a_provider(district, name)
    assert refusal.value.field == "organisation"


@pytest.mark.control("C29")
def test_the_trail_says_from_where_to_where_somebody_moved(district: District) -> None:
    with district.working():
        moved = somebody("Mo Example")
    move_to_a_provider(district, "Mo Example")
    with district.working(writes=False):
        facts = session.scalars(
            select(Event.facts).where(Event.event == "people:person:changed")
        ).one()
        to = session.get_one(Person, ("E10000017", moved)).organisation_id
    assert facts["changed"] == ["organisation"]
    assert facts["organisation_to"] == str(to)
    assert facts["organisation_from"] not in {None, str(to)}


def options(page: str, box: str) -> str:
    """Return what a list offers."""
    start = page.index(f'name="{box}"')
    return page[start : page.index("</select>", start)]


@pytest.mark.requirement("A16", "A19")
def test_lists_offer_only_whom_the_seat_is_open_to(
    app: Flask, district: District, outside: Outside
) -> None:
    client = browser_of(app, "Casey Example")
    address = f"/d/burnley/panels/{KIND.value}/holders/add"
    assert "Parker" not in options(client.get(f"{address}?seat={RESOURCES}").text, "person_id")
    assert "Parker" in options(client.get(f"{address}?seat={PROVIDERS}").text, "person_id")
    assert "Parker" in options(client.get(address).text, "person_id")
    meeting, young = district.meeting_id, district.young_people[1]
    page = client.get(f"/d/burnley/meetings/{meeting}/nominate/{young}").text
    for box in ("social_worker", "manager", "personal_adviser"):
        assert "Parker" not in options(page, box)
    page = client.get(f"/d/burnley/items/{outside.item_id}/stand-in").text
    assert "Manny Invented" in page
    assert "Parker" not in page


@pytest.mark.requirement("A16", "A19")
def test_a_refused_seat_says_why_beside_the_person_and_keeps_what_was_typed(
    app: Flask, district: District, outside: Outside
) -> None:
    client = browser_of(app, "Casey Example")
    client.post("/sign-in/again", data={"password": PASSWORD})
    sent: dict[str, Any] = {
        "seat_key": RESOURCES,
        "person_id": str(outside.person_id),
        "starts_on-day": "1",
        "starts_on-month": "12",
        "starts_on-year": "2026",
    }
    answer = client.post(f"/d/burnley/panels/{KIND.value}/holders/add", data=sent)
    assert answer.status_code == 422
    assert ELSEWHERE in answer.text
    assert f'value="{outside.person_id}" selected' in answer.text
    with district.working(writes=False):
        rows = select(func.count()).where(SeatHolder.person_id == outside.person_id)
        assert session.scalar(rows) == 1
