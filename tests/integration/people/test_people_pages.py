"""The pages about people: who sees whom, searching, the file, organisations."""

from __future__ import annotations

import csv
import io
import re
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.models import YoungPerson
from portal.database import session
from portal.kernel.errors import RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import operations as panels
from portal.people import operations, queries
from portal.people.models import Organisation
from portal.people.policy import Role
from portal.testing.pages import PageClient
from portal.variations.values import OrganisationKind
from tests.integration.panels.test_query_counts import statements
from tests.integration.people.conftest import NOW, START, Enter, Staff
from tests.support.invented_panel import published_panel
from tests.support.routes import first_choice

EVERYBODY = {
    "Bay Imagined",
    "Casey Example",
    "Gale Nobody",
    "Lee Sample",
    "Nico Madeup",
    "Parker Pretend",
    "Pat Fictional",
    "Preston Elsewhere",
    "Sam Testcase",
    "Toni Placeholder",
}


def listed(page: str) -> set[str]:
    return {name for name in EVERYBODY if f">{name}</a>" in page}


@pytest.mark.parametrize(
    ("key", "sees"),
    [
        ("pat", EVERYBODY),
        ("gale", EVERYBODY),
        ("casey", EVERYBODY),
        ("lee", EVERYBODY - {"Preston Elsewhere", "Nico Madeup"}),
    ],
)
def test_the_list_shows_whom_its_reader_may_know_of(
    staff: Staff, enter: Enter, key: str, sees: set[str]
) -> None:
    client = enter(key)
    assert listed(client.get("/people").text) == sees
    file = client.post("/people/people.csv").text
    assert {name for name in EVERYBODY if name in file} == sees


@pytest.mark.parametrize("key", ["sam", "parker", "bay", "toni"])
def test_others_have_no_list(staff: Staff, enter: Enter, key: str) -> None:
    client = enter(key)
    assert 'href="/people"' not in client.get("/").text
    for address in ("/people", f"/people/{staff.ids['pat']}", "/people/organisations"):
        assert client.get(address).status_code == 403
    assert client.post("/people", data={"find": "pat"}).status_code == 403
    assert client.post("/people/people.csv").status_code == 403


def test_a_person_of_another_district_is_as_if_nobody(staff: Staff, enter: Enter) -> None:
    lee = enter("lee")
    with staff.working():
        queries.person(staff.ids["preston"]).ends_on = None
    pages = [lee.get(f"/people/{person}") for person in (staff.ids["preston"], uuid4())]
    assert [page.status_code for page in pages] == [404, 404]
    plain = [re.sub(r'name="csrf_token" value="[^"]*"', "", page.text) for page in pages]
    assert plain[0] == plain[1]
    for name in ("change", "suspend", "leave", "hand-over/staff"):
        assert lee.get(f"/people/{staff.ids['sam']}/{name}").status_code == 403
    assert lee.get(f"/people/{staff.ids['preston']}/roles/give").status_code == 404


def test_whoever_sits_on_a_panel_of_the_district_is_seen_there(staff: Staff, enter: Enter) -> None:
    with staff.working():
        panels.open_panels()
        panels.hold_seat(
            actor=staff.actor("lee"),
            now=NOW,
            district_id="burnley",
            kind=PanelKind.LEAVING_CARE,
            seat_key="fostering_manager",
            person_id=staff.ids["nico"],
            starts_on=START,
        )
        panels.hold_seat(
            actor=staff.actor("casey"),
            now=NOW,
            district_id="preston",
            kind=PanelKind.LEAVING_CARE,
            seat_key="residential_manager",
            person_id=staff.ids["nico"],
            starts_on=START,
        )
    lee = enter("lee")
    assert "Nico Madeup" in listed(lee.get("/people").text)
    page = lee.get(f"/people/{staff.ids['nico']}").text
    assert "Fostering Manager" in page
    assert "Residential Services Manager" not in page
    assert "Residential Services Manager" in enter("pat").get(f"/people/{staff.ids['nico']}").text


def test_a_lead_sees_only_the_roles_that_count_in_their_district(
    staff: Staff, enter: Enter
) -> None:
    with staff.working():
        sam = queries.person(staff.ids["sam"])
        operations.grant_role(person=sam, role=Role.CHAIR, district_id="preston", starts_on=START)
    page = enter("lee").get(f"/people/{staff.ids['sam']}").text
    assert "for Burnley panels" in page
    assert "Preston" not in page
    assert "for Preston panels" in enter("pat").get(f"/people/{staff.ids['sam']}").text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"find": "SAM"}, {"Sam Testcase", "Lee Sample"}),
        ({"find": "preston@"}, {"Preston Elsewhere"}),
        ({"find": "%"}, set()),
        ({"find": "_"}, set()),
        ({"find": "/"}, set()),
        ({"role": "social_worker"}, {"Sam Testcase", "Preston Elsewhere"}),
        ({"district": "preston", "role": "social_worker"}, {"Preston Elsewhere"}),
        ({"district": "burnley", "find": "elsewhere"}, set()),
        ({"state": "suspended"}, {"Toni Placeholder"}),
        ({"state": "left"}, set()),
        ({"role": "no such role", "find": "sam"}, {"Sam Testcase", "Lee Sample"}),
        ({"start": "99999999999"}, EVERYBODY),
        ({"start": "abc"}, EVERYBODY),
    ],
)
def test_searching(staff: Staff, enter: Enter, asked: dict[str, str], found: set[str]) -> None:
    with staff.working():
        queries.person(staff.ids["toni"]).suspended_at = NOW
    page = enter("pat").post("/people", data=asked)
    assert page.status_code == 200
    assert listed(page.text) == found


def test_searching_by_organisation(staff: Staff, enter: Enter) -> None:
    provider = str(staff.organisations[OrganisationKind.PROVIDER])
    page = enter("pat").post("/people", data={"organisation": provider}).text
    assert listed(page) == {"Parker Pretend"}


def test_a_long_list_has_pages_that_keep_what_was_asked(staff: Staff, enter: Enter) -> None:
    with staff.working():
        for number in range(60):
            operations.register(
                name=f"Umber Invented {number:02}",
                email=f"umber{number}@practice.example",
                password=None,
                starts_on=START,
            )
    pat = enter("pat")
    first = pat.post("/people", data={"find": "umber"}).text
    assert "60 people found" in first
    assert ("Umber Invented 49" in first, "Umber Invented 50" in first) == (True, False)
    assert 'name="find" value="umber"' in first
    second = pat.post("/people", data={"find": "umber", "start": "50"}).text
    assert ("Umber Invented 49" in second, "Umber Invented 59" in second) == (False, True)
    assert "Page before" in second
    rows = list(
        csv.reader(io.StringIO(pat.post("/people/people.csv", data={"find": "umber"}).text))
    )
    assert len(rows) == 61


@pytest.mark.control("C30")
def test_the_file_of_people_runs_nothing(staff: Staff, enter: Enter) -> None:
    with staff.working():
        sam = queries.person(staff.ids["sam"])
        sam.name, sam.job_title = "=cmd()", "\N{FULLWIDTH PLUS SIGN}1"
    text = enter("pat").post("/people/people.csv").text
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=cmd()" in cells
    assert "'\N{FULLWIDTH PLUS SIGN}1" in cells


def test_the_number_of_queries_does_not_grow_with_the_list(
    app: Flask, staff: Staff, enter: Enter
) -> None:
    pat = enter("pat")
    counts = []
    for number in (0, 30):
        with staff.working():
            for each in range(number):
                person = operations.register(
                    name=f"Umber Invented {each:02}",
                    email=f"umber{each}@practice.example",
                    password=None,
                    starts_on=START,
                )
                operations.grant_role(
                    person=person, role=Role.MEMBER, district_id="burnley", starts_on=START
                )
        with statements(app) as sent:
            assert pat.get("/people").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_somebody_is_added_then_given_a_role(staff: Staff, enter: Enter) -> None:
    pat = enter("pat")
    form = {
        "name": "Wren Fictional",
        "email": "wren@practice.example",
        "job_title": "Officer",
        "organisation": str(staff.organisations[OrganisationKind.CHILDRENS_SERVICES]),
        "manager": "",
        "starts_on-day": "23",
        "starts_on-month": "11",
        "starts_on-year": "2026",
    }
    wrong = pat.post("/people/add", data=form | {"email": "sam@practice.example"})
    assert wrong.status_code == 422
    assert "is here already" in wrong.text
    assert 'value="Wren Fictional"' in wrong.text
    added = pat.post("/people/add", data=form)
    assert added.status_code == 303
    assert added.location.endswith("/roles/give")
    given = pat.get(added.location).text
    assert "To Wren Fictional" in given
    page = pat.get(added.location.removesuffix("/roles/give")).text
    assert "Invited, and has not signed in yet." in page
    assert "They cannot sign in until they hold a role or a seat, work with a young person" in page
    assert "Pat Fictional" in page


def test_every_role_stands_on_its_page_with_what_it_allows(staff: Staff, enter: Enter) -> None:
    page = enter("lee").get("/people/roles").text
    for role in Role:
        assert role.label in page
    assert "see what a home costs" in page


def test_organisations_are_added_renamed_closed_and_opened(staff: Staff, enter: Enter) -> None:
    pat = enter("pat")
    taken = pat.post(
        "/people/organisations/add", data={"name": "invented fostering service", "kind": "other"}
    )
    assert (taken.status_code, "with this name already" in taken.text) == (422, True)
    strange = pat.post("/people/organisations/add", data={"name": "New", "kind": "bank"})
    assert strange.status_code == 422
    added = pat.post("/people/organisations/add", data={"name": "New", "kind": "advocacy"})
    assert added.location == "/people/organisations"
    with staff.working(writes=False):
        new = session.scalars(select(Organisation.id).where(Organisation.name == "New")).one()
    address = f"/people/organisations/{new}"
    assert 'value="New"' in pat.get(f"{address}/rename").text
    assert pat.post(f"{address}/rename", data={"name": "Newer"}).status_code == 303
    assert pat.post(f"{address}/close").status_code == 303
    page = pat.get("/people/organisations").text
    assert ("Newer" in page, "Closed" in page) == (True, True)
    assert ">Newer</option>" not in pat.get("/people/add").text
    assert pat.post(f"{address}/open").status_code == 303
    assert ">Newer</option>" in pat.get("/people/add").text


def test_an_organisation_with_people_is_not_closed(staff: Staff, enter: Enter) -> None:
    pat = enter("pat")
    provider = staff.organisations[OrganisationKind.PROVIDER]
    pat.post(f"/people/organisations/{provider}/close")
    assert "People still come from this organisation" in pat.get("/people/organisations").text
    with staff.working(), pytest.raises(RuleError):
        operations.close_organisation(actor=staff.actor("pat"), now=NOW, organisation_id=provider)


def test_only_the_county_keeps_organisations(staff: Staff, enter: Enter) -> None:
    lee = enter("lee")
    page = lee.get("/people/organisations").text
    assert "Add an organisation" not in page
    assert lee.get("/people/organisations/add").status_code == 403
    provider = staff.organisations[OrganisationKind.PROVIDER]
    for act in ("rename", "close", "open"):
        answer = lee.post(f"/people/organisations/{provider}/{act}", data={"name": "x"})
        assert answer.status_code == 403


CANARY = "Zanzibarina"


@pytest.mark.requirement("R99")
@pytest.mark.control("C9")
@pytest.mark.parametrize("key", ["pat", "gale", "bay"])
def test_who_manages_watches_or_governs_meets_no_young_person(
    app: Flask, staff: Staff, enter: Enter, key: str
) -> None:
    with staff.working():
        panel = published_panel()
        for person in session.scalars(select(YoungPerson).order_by(YoungPerson.id)):
            person.preferred_name, person.reference = (
                f"{CANARY} Pretend",
                f"{CANARY}-{str(person.id)[:8]}",
            )
        names = {
            "district": "burnley",
            "kind": "leaving_care",
            "meeting_id": str(panel.meeting_id),
            "item_id": str(panel.items[0]),
            "young_person_id": str(panel.young_people[0]),
            "person_id": str(staff.ids["sam"]),
            **dict.fromkeys(("number", "page", "position"), "1"),
        }
    with staff.working(writes=False):
        supports = staff.actor("casey")
    assert supports is not None
    seen = _crawl(app, enter(key), names)
    assert len(seen) > 20
    named = [address for address, text in seen.items() if f"{CANARY} Pretend" in text]
    # Whose data is copied, held or erased is said by name to the one who answers for it.
    assert [each for each in named if key != "gale" or "/data-protection/people/" not in each] == []
    by_reference = [address for address, text in seen.items() if CANARY in text]
    # Whoever governs information is told of readings and of data by reference, and of no name.
    own_pages = re.compile(r"/data-protection|/trail")
    assert [each for each in by_reference if key != "gale" or not own_pages.search(each)] == []
    assert any(CANARY in text for text in _crawl(app, enter("casey"), names).values())


def _crawl(app: Flask, client: PageClient, names: dict[str, str]) -> dict[str, str]:
    """Fetch every page that reads, with what these names stand for filled in."""
    found = {}
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(
            ("static", "probe", "web.leave")
        ):
            continue
        values: dict[str, str | UUID] = {
            name: first_choice(rule, name) or names.get(name, str(UUID(int=7)))
            for name in rule.arguments
        }
        values |= {name: UUID(str(text)) for name, text in values.items() if name.endswith("_id")}
        address = adapter.build(rule.endpoint, values)
        answer = client.get(address)
        found[address] = (
            answer.get_data(as_text=True)
            if answer.is_json or (answer.mimetype or "").startswith("text/")
            else ""
        )
    return found
