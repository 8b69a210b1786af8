"""A link sets one person's password once; it is made and handed over by an administrator."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import cli
from portal.app import create_app
from portal.database import Scope, db, session
from portal.people import operations as people
from portal.people.models import Person
from portal.people.operations import leaving
from portal.people.policy import Role
from portal.settings import Settings
from portal.signin.models import LinkKind, SignInLink, SignInSession
from portal.signin.operations import passwords
from portal.web.clock import Moment
from tests.integration.conftest import AUTHORITY, ScopeOpener
from tests.integration.signin.conftest import (
    EMAIL,
    PASSWORD,
    Browser,
    NewBrowser,
    Register,
    Trail,
)
from tests.support.planting import planting

NEW = "gravel kiln dandelion"


@pytest.fixture
def link(browser: Browser, casey: UUID, working: ScopeOpener) -> str:
    """A link for Casey, as an address."""
    at = browser.machine.instant
    with working():
        token = passwords.make_link(
            actor=None, person_id=casey, kind=LinkKind.RESET, at=Moment(at, at)
        )
    return f"/set-password/{token}"


@pytest.mark.control("C22")
def test_a_link_sets_the_password_once_and_ends_every_session(
    browser: Browser, browser_of: NewBrowser, link: str, trail: Trail, working: ScopeOpener
) -> None:
    old = browser_of()
    old.sign_in()
    page = browser.get(link)
    assert (page.status_code, EMAIL in page.text, "Casey" in page.text) == (200, False, False)
    answer = browser.post(link, email=EMAIL.upper(), new=NEW)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert not old.is_in()
    assert browser.sign_in().status_code == 422, "the old password is gone"
    assert browser.sign_in(password=NEW).status_code == 303
    again = browser.post(link, email=EMAIL, new="another trombone umbrella")
    assert (again.status_code, "does not work any more" in again.text) == (404, True)
    assert browser.get(link).status_code == 404
    assert trail().count("signin:person:password_set") == 1
    with working(writes=False):
        row = session.scalars(select(SignInLink)).one()
        assert link.rpartition("/")[2] not in repr(vars(row)), "only its hash is kept"


@pytest.mark.control("C22")
def test_opening_a_link_changes_nothing_however_often_a_scanner_does(
    browser: Browser, link: str
) -> None:
    for method in ("HEAD", "GET", "GET", "GET", "OPTIONS"):
        browser.client.open(link, method=method)
    assert browser.post(link, email=EMAIL, new=NEW).status_code == 303


@pytest.mark.control("C22")
@pytest.mark.parametrize(("hours", "works"), [(47.99, True), (48, False), (49, False)])
def test_a_link_works_for_48_hours(
    browser: Browser, link: str, hours: float, *, works: bool
) -> None:
    browser.wait(hours=hours)
    assert browser.get(link).status_code == (200 if works else 404)
    assert browser.post(link, email=EMAIL, new=NEW).status_code == (303 if works else 404)


@pytest.mark.control("C22")
def test_a_link_is_for_the_person_it_was_made_for(
    browser: Browser, link: str, register: Register
) -> None:
    register("Robin Elsewhere", email="robin@practice.example")
    answer = browser.post(link, email="robin@practice.example", new=NEW)
    assert answer.status_code == 422
    assert "the email address that this link was made for" in answer.text
    assert EMAIL not in answer.text
    assert browser.sign_in().status_code == 303, "Casey's password is as it was"
    assert browser.sign_in("robin@practice.example", NEW).status_code == 422
    assert browser.post(link, email=EMAIL, new=NEW).status_code == 303, "and the link still works"


@pytest.mark.control("C22", "C25")
@pytest.mark.parametrize("how", ["suspended", "left"])
def test_whoever_is_suspended_or_left_is_out_for_good_and_their_link_with_them(
    browser: Browser,
    browser_of: NewBrowser,
    casey: UUID,
    link: str,
    working: ScopeOpener,
    *,
    how: str,
) -> None:
    """Nobody asks for a page between the two: what waits does not wake with its holder."""
    old, at = browser_of(), browser.machine.instant
    old.sign_in()
    with working():
        if how == "suspended":
            leaving.suspend(actor=None, now=at, person_id=casey, reason="The laptop was stolen")
        else:
            leaving.leave(actor=None, now=at, person_id=casey, last_day=date(2026, 11, 22))
        assert session.scalars(select(SignInSession)).all() == []
    assert browser.post(link, email=EMAIL, new=NEW).status_code == 404
    with working():
        (leaving.restore if how == "suspended" else leaving.stay)(
            actor=None, now=at, person_id=casey
        )
    assert not old.is_in()
    assert browser.get(link).status_code == 404
    assert browser.sign_in(password=NEW).status_code == 422


@pytest.mark.parametrize("at", ["/sign-in", "/providers/sign-in"])
def test_whoever_has_left_reads_that_there_may_be_nothing_for_them_and_a_stranger_the_same(
    browser: Browser, casey: UUID, working: ScopeOpener, at: str
) -> None:
    with working():
        session.scalars(select(Person).where(Person.id == casey)).one().ends_on = date(2026, 11, 22)
    said = "there may be nothing for you here at the moment: ask whoever invited you"
    for email in (EMAIL, "nobody@practice.example"):
        answer = browser.sign_in(email, at=at)
        assert (answer.status_code, said in answer.text) == (422, True)


@pytest.mark.control("C22")
def test_a_link_does_not_work_while_its_holder_is_away(
    browser: Browser, casey: UUID, link: str, working: ScopeOpener
) -> None:
    with working():
        session.scalars(select(Person).where(Person.id == casey)).one().ends_on = date(2026, 11, 22)
    answer = browser.post(link, email=EMAIL, new=NEW)
    assert (answer.status_code, "does not work any more" in answer.text) == (404, True)


def test_whose_link_it_is_is_not_guessed(browser: Browser, link: str) -> None:
    for number in range(6):
        browser.post(link, email=f"person-{number}@practice.example", new=NEW)
    answer = browser.post(link, email=EMAIL, new=NEW)
    assert (answer.status_code, "tried too often" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("short", "15 characters"),
        ("", "Enter a new password"),
        ("Casey Placeholder 99", "not made from"),
        (PASSWORD, "not the one you have now"),
    ],
)
def test_a_password_that_is_not_taken_leaves_the_link_good(
    browser: Browser, link: str, new: str, said: str
) -> None:
    answer = browser.post(link, email=EMAIL, new=new)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert f'value="{EMAIL}"' in answer.text
    assert browser.post(link, email=EMAIL, new=NEW).status_code == 303


@pytest.mark.parametrize(
    "token",
    ["x", "0" * 43, "%00", "..%2f..", "x" * 3_000],
    ids=["short", "as long as one", "a NUL", "a path", "very long"],
)
def test_a_made_up_link_is_answered_like_an_old_one(browser: Browser, token: str) -> None:
    page = FlaskClient.get(browser.client, f"/set-password/{token}")
    assert page.status_code in {400, 404}


@pytest.mark.control("C22", "C26")
def test_an_administrator_makes_a_link_after_proving_who_it_is(
    browser: Browser, browser_of: NewBrowser, register: Register
) -> None:
    register(
        "Lee Sample", email="lee@practice.example", role=Role.PEOPLE_ADMINISTRATOR, district=None
    )
    wren = register("Wren Fictional", email="wren@practice.example", password=False)
    lead = browser_of()
    lead.sign_in("lee@practice.example")
    lead.wait(minutes=6)
    page = f"/people/{wren}/sign-in"
    answer = lead.post(f"{page}/link", form_page=page)
    assert answer.location == f"/account/confirm?next={page}"
    lead.post("/account/confirm", current=PASSWORD, next=page)
    made = lead.post(f"{page}/link").text
    found = re.search(r"(/set-password/[\w-]{43})", made)
    assert found is not None
    assert found[1] not in lead.get(page).text, "shown this once"
    newer = re.search(r"(/set-password/[\w-]{43})", lead.post(f"{page}/link").text)
    assert newer is not None
    assert browser.get(found[1]).status_code == 404, "a newer link ends the older"
    assert browser.get(newer[1]).status_code == 200


@pytest.mark.parametrize(
    ("role", "district", "status", "of_nobody"),
    [
        (Role.CASE_SUPPORT, None, 403, 404),
        (Role.MEMBER, "burnley", 403, 403),
        (Role.DISTRICT_LEAD, None, 403, 404),
        (Role.PEOPLE_ADMINISTRATOR, None, 200, 404),
    ],
)
def test_who_may_see_how_others_sign_in(
    browser: Browser,
    casey: UUID,
    register: Register,
    *,
    role: Role,
    district: str | None,
    status: int,
    of_nobody: int,
) -> None:
    register("Lee Sample", email="lee@practice.example", role=role, district=district)
    browser.sign_in("lee@practice.example")
    assert browser.get(f"/people/{casey}/sign-in").status_code == status
    other = register("Robin Elsewhere", email="robin@practice.example")
    for person, what in ((casey, "link"), (other, "remove-factors"), (casey, "end-sessions")):
        allowed = status == 200
        answer = browser.post(f"/people/{person}/sign-in/{what}")
        assert answer.status_code in ({200, 303} if allowed else {403}), what
    nobody = browser.get(f"/people/{UUID(int=7)}/sign-in")
    assert nobody.status_code == of_nobody


def test_an_administrator_signs_somebody_out_everywhere(
    browser: Browser, browser_of: NewBrowser, casey: UUID, register: Register
) -> None:
    browser.sign_in()
    register(
        "Lee Sample", email="lee@practice.example", role=Role.PEOPLE_ADMINISTRATOR, district=None
    )
    lead = browser_of()
    lead.sign_in("lee@practice.example")
    lead.post(f"/people/{casey}/sign-in/end-sessions")
    assert not browser.is_in()
    assert lead.get("/account").status_code == 200


def test_a_password_is_changed_with_the_current_one_and_signs_out_elsewhere(
    browser: Browser, browser_of: NewBrowser, casey: UUID
) -> None:
    other = browser_of()
    other.sign_in()
    browser.sign_in()
    wrong = browser.post("/account/password", current="wrong", new=NEW)
    assert (wrong.status_code, "the password you sign in with now" in wrong.text) == (422, True)
    assert other.is_in()
    weak = browser.post("/account/password", current=PASSWORD, new="1234567890123456")
    assert (weak.status_code, "easy to guess" in weak.text) == (422, True)
    assert PASSWORD not in weak.text
    assert browser.post("/account/password", current=PASSWORD, new=NEW).location == "/account"
    assert (browser.is_in(), other.is_in()) == (True, False)
    assert "Password changed" in browser.get("/account").text
    assert other.sign_in(password=NEW).status_code == 303


def test_a_current_password_is_not_guessed_from_a_stolen_session(
    browser: Browser, casey: UUID
) -> None:
    browser.sign_in()
    for _ in range(20):
        answer = browser.post("/account/password", current="wrong", new=NEW)
    assert "tried too often" in answer.text


def test_whoever_runs_the_machine_makes_the_first_link(tmp_path: Path) -> None:
    env = {"PORTAL_INSTANCE_DIR": str(tmp_path), "PORTAL_HTTPS": "no"}
    run = CliRunner().invoke
    assert run(cli.main, ["init"], env=env).exit_code == 0
    env["PORTAL_ADDRESS"] = "http://localhost"
    missing = run(cli.main, ["sign-in-link", "nobody@practice.example"], env=env)
    assert (missing.exit_code, "nobody with that address" in missing.output) == (2, True)
    app = create_app(Settings.from_environment(env))
    with app.app_context(), planting(Scope(AUTHORITY, None, None, "a test", writes=True)):
        people.register(name="Lee Sample", email=EMAIL, password=None, starts_on=date(2026, 1, 1))
    made = run(cli.main, ["sign-in-link", EMAIL, "--json"], env=env)
    assert made.exit_code == 0, made.output
    link = json.loads(made.output)["link"]
    assert re.fullmatch(r"http://localhost/set-password/[\w-]{43}", link)
    assert app.test_client().get(link).status_code == 200
    with app.app_context():
        db.engine.dispose()
