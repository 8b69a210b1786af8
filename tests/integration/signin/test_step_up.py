"""What does most harm in the wrong hands asks again who it is, and goes on from there (C26)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import session
from portal.panels import operations as panels
from portal.people import operations as people
from portal.people.gate import ACCESS
from portal.people.models import Organisation, Person, RoleGrant
from portal.people.policy import Role
from portal.signin.models import CouncilIdentity
from portal.variations.values import OrganisationKind
from portal.web.access import Audience
from tests.integration.conftest import ScopeOpener
from tests.integration.signin.conftest import PASSWORD, Browser, Register
from tests.integration.signin.test_council import come_back, provider
from tests.support.council_provider import ISSUER, CouncilProvider

__all__ = ["provider"]

EVERY_ROLE = (Role.CASE_SUPPORT, Role.INFORMATION_GOVERNANCE, Role.PEOPLE_ADMINISTRATOR)
"""Between them, all that is asked again about."""
ASKED_AGAIN = {
    "cases.findings_file": "an export about young people",
    "coverage.county_file": "an export about young people",
    "coverage.district_file": "an export about young people",
    "directory.end_role_submit": "changes what somebody may do",
    "directory.give_role_submit": "changes what somebody may do",
    "directory.import_file": "lets many people in; a file cannot be kept, so it is asked before",
    "directory.import_file_submit": "lets many people in",
    "directory.keep_role": "changes what somebody may do",
    "directory.leave_submit": "ends what somebody may do",
    "directory.people_file": "an export of everybody who can sign in",
    "directory.restore": "changes what somebody may do",
    "directory.stay": "changes what somebody may do",
    "directory.suspend_submit": "ends what somebody may do",
    "panels.add_holder_submit": "a seat lets its holder read",
    # Whoever is sent, comes in a worker's place or is asked to one item reads from then on, as in a
    # seat. Ending any of these asks nothing: a door that must be shut is shut at once.
    "panels.deputy_submit": "lets somebody read in a holder's place",
    "panels.end_holder_submit": "a seat lets its holder read",
    "panels.invite_submit": "lets somebody read one item",
    "panels.stand_in_submit": "lets somebody read in a worker's place",
    "panels.who_works_file": "lets many people read; a file cannot be kept, so it is asked before",
    "panels.who_works_file_submit": "lets many people read of their own young people",
    "papers.address_submit": "writes a protected address down",
    "papers.show_submit": "shows a protected address",
    "preparation.meeting_file": "an export about young people",
    "protection.decide_submit": "erases, restricts, or marks an address",
    "protection.end_ruling_submit": "ends a restriction",
    "protection.files": "the export of everything held about somebody",
    "protection.keeping_file": "an export about young people",
    "protection.keeping_run": "deletes",
    "protection.lift_hold_submit": "what was held may be deleted from then on",
    "protection.propose_submit": "begins to erase, restrict, or mark an address",
    "signin.person_council": "lets somebody in as another",
    "signin.person_link": "lets somebody in as another",
    "signin.person_remove_factors": "lets somebody in as another",
    "trail.whole_file": "an export about young people",
}
"""Every endpoint that asks staff again, and why. Of young people's own see `entry/test_links`."""
OPEN_FILES = {
    "messages.file": "it names staff alone, and what was sent says nothing of anybody",
    "packs.opened_csv": "it names staff alone",
    "protection.register_file": "it names nobody, and anybody may ask a council for it",
}
"""Files that are given without asking again, and why."""


@pytest.fixture
def lead(browser: Browser, register: Register, working: ScopeOpener) -> Browser:
    """Somebody who may do all of it, six minutes after they signed in."""
    lead_id = register(role=EVERY_ROLE[0], district=None)
    with working():
        panels.open_panels()
        person = session.scalars(select(Person).where(Person.id == lead_id)).one()
        for role in EVERY_ROLE[1:]:
            people.grant_role(
                person=person, role=role, district_id=None, starts_on=date(2026, 1, 1)
            )
    browser.sign_in(then="/")
    browser.wait(minutes=6)
    return browser


def addresses(app: Flask, endpoint: str) -> list[tuple[str, str]]:
    """Every address of an endpoint, with its method and arguments that are nobody's."""
    arguments: dict[str, Any] = {
        "district": "burnley",
        "kind": "erase" if endpoint.startswith("protection.") else "leaving_care",
        "step": "lift",
    }
    with app.test_request_context():
        return [
            (
                "POST" if "POST" in (rule.methods or ()) else "GET",
                app.url_map.bind("localhost").build(
                    endpoint,
                    {name: arguments.get(name, uuid4()) for name in rule.arguments},
                    method="POST" if "POST" in (rule.methods or ()) else "GET",
                ),
            )
            for rule in app.url_map.iter_rules(endpoint)
        ]


@pytest.mark.control("C26")
def test_every_endpoint_that_asks_again_has_its_reason(app: Flask) -> None:
    """A new file of the county's people, or a new way to change powers, has to be thought about."""
    rules = app.extensions[ACCESS]
    asked = {
        name
        for name, rule in rules.items()
        if rule.step_up and rule.audience is not Audience.YOUNG_PERSON
        if not name.startswith("probe.")
    }
    assert asked == set(ASKED_AGAIN)
    files = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.endswith((".csv", ".zip")) and not rule.endpoint.startswith("probe.")
    }
    assert files - asked == set(OPEN_FILES)


@pytest.mark.control("C26")
@pytest.mark.parametrize("endpoint", ASKED_AGAIN)
def test_it_asks_again_and_does_nothing_before(
    app: Flask, lead: Browser, working: ScopeOpener, endpoint: str
) -> None:
    found = addresses(app, endpoint)
    assert found
    with working(writes=False):
        before = session.scalars(select(func.count()).select_from(Event)).one()
    for method, address in found:
        answer = lead.get(address) if method == "GET" else lead.post(address, form_page="/people")
        page = address if method == "GET" else "/people"
        assert (answer.status_code, answer.location) == (303, f"/account/confirm?next={page}")
    with working(writes=False):
        assert session.scalars(select(func.count()).select_from(Event)).one() == before
    assert lead.post("/account/confirm", current=PASSWORD, next="/").location == "/"
    for method, address in found:
        answer = lead.get(address) if method == "GET" else lead.post(address)
        assert "/account/confirm" not in (answer.location or "")
        assert answer.status_code in {200, 303, 404, 422}


@pytest.mark.control("C26")
def test_a_role_is_given_once_it_is_shown_again_who_gives_it(
    lead: Browser, register: Register, working: ScopeOpener
) -> None:
    robin = register("Robin Elsewhere", email="robin@practice.example", district="burnley")
    with working():
        council = Organisation(name="Example Council", kind=OrganisationKind.CHILDRENS_SERVICES)
        session.add(council)
        session.flush()
        found = session.scalars(select(Person).where(Person.id == robin)).one()
        found.organisation_id = council.id
    form = f"/people/{robin}/roles/give"
    typed = {
        "role": Role.CHAIR.value,
        "place": re.findall(r'<option value="([^"]*burnley[^"]*)"', lead.get(form).text)[0],
        "starts_on-day": "1",
        "starts_on-month": "12",
        "starts_on-year": "2026",
        "reason": "Chairs from December, as the <b>Board</b> decided",
    }
    answer = lead.post(form, **typed, form_page=form)
    assert answer.location == f"/account/confirm?next={form}"
    page = lead.get(answer.location).text
    assert "You come back to where you were" in page
    assert f'name="next" value="{form}"' in page
    wrong = lead.post("/account/confirm", current="not it at all", next=form)
    assert wrong.status_code == 422
    assert lead.post("/account/confirm", current=PASSWORD, next=form).location == form
    page = lead.get(form).text
    assert "You were asked who you are before this was sent" in page
    assert "Chairs from December, as the &lt;b&gt;Board&lt;/b&gt; decided" in page
    assert f'value="{Role.CHAIR.value}" selected' in page.replace(" checked", " selected")
    with working(writes=False):
        roles = select(RoleGrant.role).where(RoleGrant.person_id == robin).order_by(RoleGrant.role)
        assert session.scalars(roles).all() == [Role.CASE_SUPPORT]
    assert lead.post(form, **typed, form_page=form).location == f"/people/{robin}"
    with working(writes=False):
        assert Role.CHAIR in session.scalars(roles).all()


@pytest.mark.control("C26")
def test_why_somebody_is_to_be_erased_is_kept_meanwhile(
    lead: Browser, working: ScopeOpener
) -> None:
    with working():
        child = YoungPerson(district_id="burnley", reference="LH-1", born_on=date(2010, 1, 1))
        session.add(child)
        session.flush()
        child_id = child.id
    form = f"/data-protection/people/{child_id}/propose/erase"
    lead.get(form)
    answer = lead.post(
        form, ground="unlawful", reason="Entered for the wrong child", form_page=form
    )
    assert answer.location == f"/account/confirm?next={form}"
    lead.post("/account/confirm", current=PASSWORD, next=form)
    assert "Entered for the wrong child" in lead.get(form).text


@pytest.mark.control("C26")
@pytest.mark.usefixtures("required")
def test_whoever_has_a_second_factor_shows_that_and_not_the_password(
    browser: Browser, register: Register
) -> None:
    register(role=Role.PEOPLE_ADMINISTRATOR, district=None)
    browser.sign_in(then="/people")
    browser.set_up_app()
    browser.wait(minutes=6)
    answer = browser.get("/people/import")
    assert answer.location == "/account/confirm?next=/people/import"
    page = browser.get(answer.location).text
    assert 'name="code"' in page
    assert 'name="current"' not in page
    assert browser.post("/account/confirm", current=PASSWORD).status_code == 422
    answer = browser.post("/account/confirm", code=browser.code(), next="/people/import")
    assert answer.location == "/people/import"
    assert browser.get("/people/import").status_code == 200


@pytest.fixture
def by_council(
    browser: Browser, register: Register, provider: CouncilProvider, working: ScopeOpener
) -> Browser:
    """Somebody with a council account and no password, who signed in there this morning."""
    person_id = register(role=Role.PEOPLE_ADMINISTRATOR, district="burnley", password=False)
    with working():
        session.add(
            CouncilIdentity(
                person_id=person_id,
                issuer=ISSUER,
                subject="casey-at-the-council",
                linked_at=browser.machine.instant,
            )
        )
    provider.claims = {"auth_time": provider.now() - 3_600}
    brought = provider.browser_goes(browser.get("/sign-in/council?next=/people").location)
    assert come_back(browser, brought).location == "/people"
    return browser


@pytest.mark.control("C26")
def test_a_council_account_shows_it_by_being_asked_there_again(
    by_council: Browser, provider: CouncilProvider
) -> None:
    """Who the council let in an hour ago has shown nothing in the last minutes."""
    answer = by_council.get("/people/import")
    assert answer.location == "/account/confirm?next=/people/import"
    page = by_council.get(answer.location).text
    assert 'name="current"' not in page, "they have no password"
    again = "/sign-in/council?next=/people/import&amp;again=yes"
    assert f'href="{again}"' in page
    there = by_council.get(again.replace("&amp;", "&")).location
    assert "prompt=login" in there
    assert "max_age=0" in there
    provider.claims = {"auth_time": provider.now()}
    assert come_back(by_council, provider.browser_goes(there)).location == "/people/import"
    assert by_council.get("/people/import").status_code == 200


@pytest.mark.control("C26")
@pytest.mark.parametrize("auth_time", [None, -3_600, "now", True])
def test_a_council_that_did_not_ask_again_is_not_believed(
    by_council: Browser, provider: CouncilProvider, auth_time: object
) -> None:
    there = by_council.get("/sign-in/council?next=/people/import&again=yes").location
    old = isinstance(auth_time, int) and not isinstance(auth_time, bool)
    provider.claims = {"auth_time": provider.now() + int(str(auth_time)) if old else auth_time}
    assert come_back(by_council, provider.browser_goes(there)).status_code == 422
    assert by_council.get("/people/import").status_code == 303
