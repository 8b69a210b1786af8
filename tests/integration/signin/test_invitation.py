"""From being added to being in: a role, a link handed over, a password, a second factor."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from portal.database import session
from portal.people import operations as people
from portal.people.models import Organisation, Person
from portal.people.policy import Role
from portal.signin.models import LinkKind, SignInLink
from portal.variations.values import OrganisationKind
from tests.integration.conftest import ScopeOpener
from tests.integration.signin.conftest import PAGE, Browser, NewBrowser, Register, Trail

pytestmark = pytest.mark.usefixtures("required")
WREN = "wren@practice.example"
CHOSEN = "gravel kiln dandelion"
NO_LINK = "They have no link yet. Make one to set their password and hand it over."
GONE = "does not work any more"


@pytest.fixture
def lead(browser_of: NewBrowser, register: Register) -> Browser:
    """Somebody who manages people, with their second factor."""
    register(
        "Lee Sample", email="lee@practice.example", role=Role.PEOPLE_ADMINISTRATOR, district=None
    )
    browser = browser_of()
    browser.sign_in("lee@practice.example", then="/people")
    browser.set_up_app()
    return browser


@pytest.fixture
def invited(lead: Browser, working: ScopeOpener) -> str:
    """The page of Wren, who was added and given a role a moment ago."""
    with working():
        team = Organisation(name="Example Team", kind=OrganisationKind.CHILDRENS_SERVICES)
        session.add(team)
        session.flush()
        team_id = team.id
    first = {"starts_on-day": "23", "starts_on-month": "11", "starts_on-year": "2026"}
    answer = lead.post(
        "/people/add",
        name="Wren Fictional",
        email=WREN,
        organisation=str(team_id),
        job_title="",
        manager="",
        **first,
    )
    give = answer.location
    assert give.endswith("/roles/give"), answer.text
    role = {"role": Role.CASE_SUPPORT.value, "place": "district:burnley", "reason": "New here"}
    answer = lead.post(give, **role, **first)
    person: str = answer.location
    assert give == f"{person}/roles/give"
    page = lead.get(person).text
    assert f"The role is given. {NO_LINK}" in page
    assert "Invited, and has not signed in yet" in page
    return person


def hand_over(lead: Browser, person: str) -> str:
    """Press the button on the person's page; return the link's own address."""
    address = f"{person}/sign-in/link"
    assert f'action="{address}"' in lead.get(person).text
    page = lead.post(address).text
    found = re.search(r"http://localhost(/set-password/[\w-]+)", page)
    assert found is not None
    assert "Give this link to Wren Fictional yourself" in page
    return found[1]


@pytest.mark.control("C22")
@pytest.mark.requirement("R22")
def test_somebody_invited_comes_in_by_their_link(
    lead: Browser, invited: str, browser: Browser, trail: Trail, working: ScopeOpener
) -> None:
    for page in (lead.get(invited).text, lead.get(f"{invited}/sign-in").text):
        assert "Make a link to set their password" in page
        assert "A link is shown to you once, and you hand it over." in page
    link = hand_over(lead, invited)
    page = lead.get(invited).text
    assert "was made and not used yet. It works until 25 November 2026 at 9am." in page
    assert link not in page, "it is shown once"
    assert "Wren" not in browser.get(link).text
    assert browser.sign_in(WREN, CHOSEN).status_code == 422, "nothing is set yet"
    answer = browser.post(link, email=WREN, new=CHOSEN)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "people:person:accepted" not in trail(), "a password alone is not coming in"
    assert browser.sign_in(WREN, CHOSEN).location == "/second-factor"
    assert not browser.is_in()
    browser.set_up_app()
    assert browser.is_in()
    assert trail().count("people:person:accepted") == 1
    page = lead.get(invited).text
    assert "They sign in with a password of their own." in page
    assert "Works here" in page
    for each in (page, lead.get(f"{invited}/sign-in").text):
        assert "Send them a link to set a new password" in each
        assert f"A link goes to {WREN} and is shown to nobody else." in each
        assert "Make a link" not in each
    assert "Came in by the invitation" in page
    browser.post("/sign-out")
    browser.wait(minutes=1)
    browser.sign_in(WREN, CHOSEN)
    assert browser.post("/sign-in/code", code=browser.code()).location == PAGE
    assert trail().count("people:person:accepted") == 1, "the first time only"
    with working(writes=False):
        made = session.scalars(select(SignInLink)).one()
        assert made.kind == LinkKind.INVITATION
        wren = session.scalars(select(Person).where(Person.email == WREN)).one()
        assert wren.accepted_at is not None
    shown = lead.get(lead.post(f"{invited}/sign-in/link").location).text
    assert f"The link is on its way to {WREN}. It is shown to nobody else." in shown


@pytest.mark.control("C22")
def test_a_link_that_does_not_work_says_nothing_of_why_or_whose(
    lead: Browser, invited: str, browser: Browser
) -> None:
    """Made up, replaced, run out and used: one page, the same to the letter."""
    replaced = hand_over(lead, invited)
    ran_out = hand_over(lead, invited)
    browser.wait(hours=48)
    lead.sign_in("lee@practice.example", then="/people")
    lead.post("/sign-in/code", code=lead.code())
    assert "was not used in time. Make a new one" in lead.get(invited).text
    used = hand_over(lead, invited)
    assert browser.post(used, email="robin@practice.example", new=CHOSEN).status_code == 422
    assert browser.post(used, email=WREN, new=CHOSEN).status_code == 303
    made_up = f"/set-password/{'A' * 43}"
    browser.get("/sign-in")  # shows what was just done, once
    pages = set()
    for address in (made_up, replaced, ran_out, used):
        for answer in (
            browser.get(address),
            browser.post(address, email=WREN, new="another trombone umbrella"),
        ):
            assert answer.status_code == 404
            pages.add(re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.text))
    assert len(pages) == 1
    page = pages.pop()
    assert GONE in page
    assert "Wren" not in page
    assert WREN not in page


@pytest.mark.control("C26")
def test_the_link_of_whoever_watches_those_who_manage_people_is_made_by_command(
    lead: Browser, working: ScopeOpener
) -> None:
    """Else a people administrator could come in as the one reader of what they did."""
    with working():
        gale = people.register(
            name="Gale Invented",
            email="gale@practice.example",
            password=None,
            starts_on=date(2026, 1, 1),
        )
        people.grant_role(
            person=gale,
            role=Role.INFORMATION_GOVERNANCE,
            district_id=None,
            starts_on=date(2026, 1, 1),
        )
        gale_id = gale.id
    for page in (f"/people/{gale_id}", f"/people/{gale_id}/sign-in"):
        shown = lead.get(page).text
        assert "a link for them is made on the machine" in shown
        assert "/sign-in/link" not in shown
        assert "remove-factors" not in shown
    for step in ("link", "remove-factors"):
        assert lead.post(f"/people/{gale_id}/sign-in/{step}").status_code == 403
    with working(writes=False):
        assert session.scalars(select(SignInLink)).all() == []
