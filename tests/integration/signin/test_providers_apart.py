"""Providers sign in on a page of their own; neither page says who signs in on the other."""

from __future__ import annotations

import re
from datetime import date

import pytest

from portal.database import session
from portal.people import operations as people
from portal.people.models import Organisation, WayIn
from portal.people.policy import Role
from tests.integration.conftest import ScopeOpener
from tests.integration.signin.conftest import Browser, Register, hashed

STAFF, PROVIDERS = "/sign-in", "/providers/sign-in"
PARKER = "parker@practice.example"


@pytest.fixture
def both(register: Register) -> None:
    register()
    register("Parker Notreal", email=PARKER, role=Role.MEMBER, audience=WayIn.PROVIDER)


def plain(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(
    ("email", "own", "other"),
    [("casey@practice.example", STAFF, PROVIDERS), (PARKER, PROVIDERS, STAFF)],
    ids=["staff", "a provider"],
)
def test_each_signs_in_on_their_own_page_and_the_other_says_nothing(
    browser: Browser, email: str, own: str, other: str
) -> None:
    refused = browser.sign_in(email, at=other)
    unknown = browser.sign_in("nobody@practice.example", at=other)
    wrong = browser.sign_in(email, "wrong", at=other)
    assert {refused.status_code, unknown.status_code, wrong.status_code} == {422}
    assert plain(refused.text) == plain(unknown.text) == plain(wrong.text)
    assert browser.sign_in(email, at=own).status_code == 303
    assert browser.is_in()
    assert browser.post("/sign-out").location == own


@pytest.mark.usefixtures("both")
def test_a_provider_whose_time_is_up_comes_back_to_their_own_page(browser: Browser) -> None:
    browser.sign_in(PARKER, at=PROVIDERS)
    browser.wait(minutes=30)
    assert browser.get("/account").location == "/providers/sign-in?next=/account&late=yes"


def test_a_provider_organisation_makes_a_provider_whatever_the_person_says(
    browser: Browser, working: ScopeOpener
) -> None:
    with working():
        organisation = Organisation(name="Made-up Homes", kind="provider")
        session.add(organisation)
        session.flush()
        person = people.register(
            name="Parker Notreal",
            email=PARKER,
            password=None,
            starts_on=date(2026, 1, 1),
            organisation=organisation,
        )
        person.password_hash = hashed()
        people.grant_role(
            person=person, role=Role.MEMBER, district_id="burnley", starts_on=date(2026, 1, 1)
        )
    assert browser.sign_in(PARKER, at=STAFF).status_code == 422
    assert browser.sign_in(PARKER, at=PROVIDERS).status_code == 303


def test_the_two_pages_lead_to_each_other_and_have_words_of_their_own(browser: Browser) -> None:
    staff, providers = browser.get(STAFF).text, browser.get(PROVIDERS).text
    assert 'href="/providers/sign-in"' in staff
    assert 'href="/sign-in"' in providers
    assert "<h1" in providers
    assert "Sign in as a housing provider" in providers
    assert "council account" not in providers


def test_no_page_lets_anybody_act_as_another(browser: Browser) -> None:
    rules = browser.client.application.url_map.iter_rules()
    named = " ".join(f"{rule.rule} {rule.endpoint}" for rule in rules).lower()
    for word in ("impersonat", "masquerade", "switch", "become", "act_as", "act-as", "sudo"):
        assert word not in named
