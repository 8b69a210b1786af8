"""Whoever is listed under "Who can see this?" can open it, and whoever is not cannot: by asking."""

from __future__ import annotations

import html
import re
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from portal.kernel.kinds import PanelKind
from portal.panels import operations
from portal.people import operations as people
from portal.people import queries
from portal.people.models import Person
from portal.people.policy import Role
from portal.testing.pages import PageClient
from tests.integration.conftest import PASSWORD
from tests.integration.panels.conftest import CANARY, NOW, District
from tests.integration.panels.people_of_panels import (
    CHAIR_SEAT,
    FOSTERING,
    HOUSING,
    NEXT_CHAIR_SEAT,
    browser_of,
    email_of,
    seat,
    somebody,
)

EVERYBODY = (
    *("Casey Example", "Charlie Example", "Lee Sample", "Morgan Madeup", "Sam Testcase"),
    *("Toni Placeholder", "Manny Invented", "Robin Elsewhere", "Hollis Example", "Fen Example"),
    *("Devon Example", "Ade Example", "Lou Example", "Max Example", "Val Example", "Wil Example"),
    *("Nat Example", "Gone Example", "Other Example", "Cy Example", "Ari Example", "Left Example"),
)


@pytest.fixture
def item(district: District) -> UUID:
    """A published agenda with somebody of every kind round its second item."""
    with district.working():
        ids = {name: somebody(name) for name in EVERYBODY[8:]}
        lead = ids["Lou Example"]
        session_person(ids["Ade Example"]).manager_id = lead
        seat(district, district.chair.person_id, CHAIR_SEAT)
        seat(district, ids["Nat Example"], NEXT_CHAIR_SEAT)
        seat(district, ids["Hollis Example"], HOUSING)
        seat(district, ids["Fen Example"], FOSTERING, ends_on=date(2027, 3, 31))
        seat(district, ids["Ari Example"], "access_to_resources")
        seat(district, ids["Gone Example"], FOSTERING, ends_on=NOW.date(), deputy=True)
        seat(district, ids["Other Example"], FOSTERING, kind=PanelKind.LASTING_HOME)
        seat(district, ids["Left Example"], HOUSING)
        session_person(ids["Left Example"]).ends_on = date(2026, 11, 22)
        county = session_person(ids["Cy Example"])
        people.grant_role(
            person=county, role=Role.DISTRICT_LEAD, district_id=None, starts_on=date(2026, 1, 1)
        )
    found = [
        district.nominate(0).item_id,
        district.nominate(1, personal_adviser_id=ids["Ade Example"]).item_id,
        district.nominate(2, social_worker_id=district.other_worker.person_id).item_id,
    ]
    district.publish()
    with district.working():
        operations.name_deputy(
            actor=district.support,
            now=NOW,
            meeting_id=district.meeting_id,
            seat_key=HOUSING,
            holder_id=ids["Hollis Example"],
            email=email_of("Devon Example"),
        )
        operations.name_stand_in(
            actor=district.support, now=NOW, item_id=found[1], person_id=ids["Max Example"]
        )
        for number, name in ((1, "Val Example"), (0, "Wil Example")):
            operations.invite_visitor(
                actor=district.support,
                now=NOW,
                item_id=found[number],
                email=email_of(name),
                reason="College",
            )
        operations.declare_interest(
            actor=district.chair, now=NOW, item_id=found[1], reason="A neighbour"
        )
    return found[1]


def session_person(person_id: UUID) -> Person:
    return queries.people_by_id({person_id})[person_id]


def rows_of(page: str, caption: str) -> dict[str, str]:
    """The rows of one table: the person, and the rest of the row as one text."""
    table = next((t for t in re.findall(r"<table.*?</table>", page, re.DOTALL) if caption in t), "")
    found = {}
    for row in re.findall(r'<tr class="govuk-table__row" role="row">(.*?)</tr>', table, re.DOTALL):
        cells = [html.unescape(re.sub(r"<[^>]+>", "", c)).strip() for c in _cells(row)]
        if cells:
            found[cells[0]] = " | ".join(cells[1:])
    return found


def _cells(row: str) -> list[str]:
    return re.findall(r'role="(?:rowheader|cell)"[^>]*>(.*?)</t[hd]>', row, re.DOTALL)


def opened_by(app: Flask, address: str) -> dict[str, str]:
    """Everybody who gets the page, with what it says to them."""
    found = {}
    for name in EVERYBODY:
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.post("/sign-in", data={"email": email_of(name), "password": PASSWORD})
        answer = client.get(address)
        if answer.status_code == 200:
            found[name] = answer.text
    return found


@pytest.mark.requirement("R24", "R25", "R40", "R71", "R72")
@pytest.mark.control("C9", "C11", "C12")
def test_whoever_is_listed_for_an_item_can_open_it_and_nobody_else(
    app: Flask, district: District, item: UUID
) -> None:
    page = browser_of(app, "Casey Example").get(f"/d/burnley/items/{item}").text
    named = rows_of(page, "By name")
    by_reference = rows_of(page, "Time, initials and reference only")
    visitors = rows_of(page, "Asked to this item: its time")
    opened = opened_by(app, f"/d/burnley/items/{item}")
    assert set(opened) == {*named, *by_reference}
    assert {name for name, text in opened.items() if CANARY in text} == set(named)
    assert set(opened_by(app, f"/your-item/{item}")) == set(visitors) == {"Val Example"}
    reads = {name for name, why in {**named, **by_reference}.items() if "The record" in why}
    assert set(opened_by(app, f"/d/burnley/items/{item}/record/read")) == reads
    costs = {name for name, why in {**named, **by_reference}.items() if "costs" in why}
    assert {name for name, text in opened.items() if "What the home costs" in text} == costs
    assert list(rows_of(page, "Out of this item")) == ["Charlie Example"]


@pytest.mark.requirement("R62")
@pytest.mark.control("C9", "C12")
def test_whoever_is_listed_for_an_agenda_can_open_it_and_nobody_else(
    app: Flask, district: District, item: UUID
) -> None:
    meeting = f"/d/burnley/meetings/{district.meeting_id}"
    page = browser_of(app, "Casey Example").get(f"{meeting}/who").text
    listed = rows_of(page, "Everybody who can open it")
    assert set(opened_by(app, f"{meeting}/agenda")) == set(listed)
    check = browser_of(app, "Casey Example").get(f"{meeting}/publish").text
    readers = html.unescape(check.partition("by name")[2].partition("</details>")[0])
    assert re.findall(r"<li>(.*?)</li>", readers) == sorted(listed)


@pytest.mark.control("C11")
def test_every_reason_is_said(app: Flask, district: District, item: UUID) -> None:
    page = browser_of(app, "Casey Example").get(f"/d/burnley/items/{item}").text
    everybody = rows_of(page, "By name") | rows_of(page, "Time, initials and reference only")
    for name, why in {
        "Casey Example": "Case support officer for this district",
        "Cy Example": "District lead for the county",
        "Sam Testcase": "social worker of this young person",
        "Manny Invented": "the social worker’s manager",
        "Ade Example": "Personal adviser of this young person",
        "Lou Example": "Leaving care team manager of the personal adviser",
        "Max Example": "Comes in the social worker’s place, until the record is filed",
        "Nat Example": "chairs this item",
        "Fen Example": "Holds the seat of Fostering Manager until 31 March 2027",
        "Hollis Example": "Holds the seat of Housing Authority representatives",
        "Devon Example": "at this meeting, until its records are filed",
        "Morgan Madeup": "Panel member for this district",
    }.items():
        assert why in everybody[name], everybody[name]
    for absent in ("Charlie Example", "Robin Elsewhere", "Other Example", "Left Example"):
        assert absent not in everybody


@pytest.mark.parametrize("name", ["Fen Example", "Hollis Example", "Devon Example"])
def test_any_reader_may_ask_who_else_reads(
    app: Flask, district: District, item: UUID, name: str
) -> None:
    client = browser_of(app, name)
    page = client.get(f"/d/burnley/items/{item}").text
    assert "Nat Example" in rows_of(page, "By name")
    assert "A neighbour" not in page
    assert rows_of(page, "Out of this item") == {}
    assert (
        "Who can see this?" in client.get(f"/d/burnley/meetings/{district.meeting_id}/agenda").text
    )


@pytest.mark.control("C11")
def test_whoever_is_out_learns_nothing_from_who_can_see_the_agenda(
    app: Flask, district: District, item: UUID
) -> None:
    page = (
        browser_of(app, "Charlie Example")
        .get(f"/d/burnley/meetings/{district.meeting_id}/who")
        .text
    )
    listed = rows_of(page, "Everybody who can open it")
    assert "Sam Testcase" in listed
    assert "Val Example" not in listed
