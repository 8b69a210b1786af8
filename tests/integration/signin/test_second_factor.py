"""A second factor: set up on the way in, asked for, used once, lost and replaced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import session
from portal.people.policy import Role
from portal.signin.models import AuthenticatorApp, Passkey, RecoveryCode, SignInSession
from tests.integration.conftest import ScopeOpener
from tests.integration.signin.conftest import PAGE, Browser, NewBrowser, Register, Trail
from tests.support.soft_passkey import SoftPasskey

pytestmark = pytest.mark.usefixtures("required")
ORIGIN = "http://localhost"
EVERYWHERE = ("/", PAGE, "/account", "/account/password", "/districts", "/return", "/kept")


@pytest.mark.control("C24")
def test_somebody_without_a_factor_sets_one_up_and_can_go_nowhere_else(
    browser: Browser, casey: UUID, working: ScopeOpener, trail: Trail
) -> None:
    assert browser.sign_in().location == "/second-factor"
    page = browser.get("/second-factor")
    assert "Set up a second way to prove it is you" in page.text
    assert "Districts" not in page.text, "there is nowhere else to go"
    for address in EVERYWHERE:
        assert browser.get(address).status_code == 303, address
    assert browser.post(f"{PAGE}writes").status_code == 303
    assert trail() == [], "nobody has signed in yet"
    answer = browser.set_up_app()
    assert len(set(browser.codes)) == 10
    assert f'href="{PAGE}"' in answer.text, "goes on to what was asked for"
    assert browser.is_in()
    with working(writes=False):
        app = session.scalars(select(AuthenticatorApp)).one()
        assert browser.secret.encode() not in app.secret, "sealed"
        hashes = session.scalars(select(RecoveryCode.code_hash).order_by(RecoveryCode.id)).all()
        assert not set(hashes) & set(browser.codes)
    steps = ("app_added", "app_begun", "signed_in")
    assert trail() == [f"signin:person:{step}" for step in steps]


@pytest.fixture
def ready(browser: Browser, casey: UUID) -> Browser:
    """Casey with an authenticator app, signed out, half a minute later."""
    browser.sign_in()
    browser.set_up_app()
    browser.post("/sign-out")
    browser.wait(seconds=30)
    return browser


@pytest.mark.control("C24")
def test_the_password_alone_opens_nothing(ready: Browser) -> None:
    assert ready.sign_in().location == "/sign-in/code"
    for address in EVERYWHERE:
        assert ready.get(address).status_code == 303, address
    assert ready.post("/second-factor/app").status_code == 303, "nor sets up another app"
    answer = ready.post("/second-factor/app")
    assert answer.location.startswith("/sign-in")
    code = ready.post("/sign-in/code", code=ready.code())
    assert (code.status_code, code.location) == (303, PAGE)
    assert ready.is_in()


@pytest.mark.control("C24")
@pytest.mark.parametrize(
    ("seconds", "status"),
    [(0, 303), (-30, 303), (30, 303), (-60, 422), (60, 422)],
    ids=["now", "the one before", "the next one", "two before", "two ahead"],
)
def test_a_code_counts_one_step_either_way(ready: Browser, seconds: int, status: int) -> None:
    ready.wait(minutes=5)
    ready.sign_in()
    ready.wait(seconds=seconds)
    code = ready.code()
    ready.wait(seconds=-seconds)
    assert ready.post("/sign-in/code", code=code).status_code == status


@pytest.mark.control("C24")
def test_a_code_is_used_once(ready: Browser, browser_of: NewBrowser) -> None:
    code = ready.code()
    ready.sign_in()
    assert ready.post("/sign-in/code", code=code).status_code == 303
    watcher = browser_of()
    watcher.sign_in()
    again = watcher.post("/sign-in/code", code=code)
    assert (again.status_code, "was used before" in again.text) == (422, True)
    earlier = timedelta(seconds=30)
    watcher.machine.instant -= earlier
    before = ready.code()
    watcher.machine.instant += earlier
    assert watcher.post("/sign-in/code", code=before).status_code == 422, "nor the one before it"


@pytest.mark.control("C24")
def test_the_code_that_set_up_the_app_does_not_sign_in(browser: Browser, casey: UUID) -> None:
    browser.sign_in()
    browser.set_up_app()
    browser.post("/sign-out")
    browser.sign_in()
    assert browser.post("/sign-in/code", code=browser.code()).status_code == 422


@pytest.mark.control("C27")
def test_codes_are_not_guessed(ready: Browser) -> None:
    ready.sign_in()
    answers = [ready.post("/sign-in/code", code=f"{n:06}").status_code for n in range(30)]
    assert answers[:5] == [422] * 5
    assert set(answers[5:]) <= {422, 429}
    assert answers.count(422) <= 10
    assert ready.post("/sign-in/code", code=ready.code()).status_code == 429


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "'; --", "x" * 41])
def test_what_is_no_code_is_refused_beside_its_field(ready: Browser, typed: str) -> None:
    ready.sign_in()
    answer = ready.post("/sign-in/code", code=typed)
    assert answer.status_code == 422
    assert 'href="#code"' in answer.text


@pytest.mark.control("C24")
def test_a_recovery_code_gets_in_once_however_it_is_typed(ready: Browser) -> None:
    typed = f" {ready.codes[3].upper().replace('-', ' ')} "
    ready.sign_in()
    assert ready.post("/sign-in/code", code=typed).status_code == 303
    page = ready.get("/account").text
    assert "9 recovery codes left" in page
    assert "Recovery code used" in page
    ready.post("/sign-out")
    ready.sign_in()
    assert ready.post("/sign-in/code", code=typed).status_code == 422
    assert ready.post("/sign-in/code", code=ready.codes[4]).status_code == 303


def test_another_persons_codes_are_nobodys(
    ready: Browser, browser_of: NewBrowser, register: Register
) -> None:
    register("Robin Elsewhere", email="robin@practice.example")
    robin = browser_of()
    robin.sign_in("robin@practice.example")
    robin.set_up_app()
    robin.post("/sign-out")
    robin.wait(seconds=60)
    robin.sign_in("robin@practice.example")
    for code in (ready.code(), ready.codes[0]):
        assert robin.post("/sign-in/code", code=code).status_code == 422


def test_half_a_sign_in_ends_after_a_quarter_of_an_hour(ready: Browser) -> None:
    ready.sign_in()
    ready.wait(minutes=15)
    answer = ready.post("/sign-in/code", code=ready.code())
    assert answer.location.startswith("/sign-in")
    assert not ready.is_in()


def test_the_first_code_must_be_right_and_what_is_shown_stays(
    browser: Browser, casey: UUID
) -> None:
    browser.sign_in()
    browser.post("/second-factor/app")
    first = browser.get("/second-factor/app").text
    wrong = browser.post("/second-factor/app/code", code="000000")
    assert wrong.status_code == 422
    key = first.split("Key: ")[1].split("</strong>")[0]
    assert key in wrong.text
    assert not browser.is_in()


def test_the_secret_of_an_app_opens_for_its_own_row_and_person_alone(
    ready: Browser, working: ScopeOpener, register: Register
) -> None:
    robin = register("Robin Elsewhere", email="robin@practice.example")
    with working():
        app = session.scalars(select(AuthenticatorApp)).one()
        session.add(
            AuthenticatorApp(
                person_id=robin,
                secret=app.secret,
                added_at=app.added_at,
                confirmed_at=app.confirmed_at,
            )
        )
    ready.sign_in("robin@practice.example")
    ready.client.application.testing = False
    try:
        answer = ready.post("/sign-in/code", code=ready.code())
    finally:
        ready.client.application.testing = True
    assert answer.status_code == 500, "a copied row opens nothing"
    assert not ready.is_in()


@pytest.mark.control("C26")
def test_changing_factors_needs_a_proof_of_the_last_five_minutes(
    ready: Browser, browser_of: NewBrowser, trail: Trail
) -> None:
    ready.sign_in()
    ready.post("/sign-in/code", code=ready.code())
    other = browser_of()
    other.secret = ready.secret
    other.wait(seconds=30)
    other.sign_in()
    other.post("/sign-in/code", code=other.code())
    ready.wait(minutes=6)
    for address in ("/second-factor/app", "/second-factor/codes", "/second-factor/app/remove"):
        assert ready.post(address).location == "/account/confirm?next=/account"
    page = ready.get("/account/confirm?next=/account")
    assert "Show that it is still you" in page.text
    assert ready.post("/account/confirm", code="000000", next="/account").status_code == 422
    assert ready.post("/account/confirm", code=ready.code(), next="/account").location == "/account"
    renewed = ready.post("/second-factor/codes")
    assert renewed.status_code == 200
    assert ready.codes[0] not in renewed.text
    ready.wait(seconds=30)
    kept = ready.secret
    assert other.is_in()
    ready.set_up_app()
    assert ready.secret != kept, "a new app takes the place of the old"
    assert not other.is_in(), "and signs out everywhere else"
    assert ready.is_in()
    assert "signin:person:proved_again" in trail()


def test_the_last_factor_stays_where_everybody_needs_one(
    ready: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.sign_in()
    ready.post("/sign-in/code", code=ready.code())
    assert "Remove" not in ready.get("/account").text
    answer = ready.post("/second-factor/app/remove")
    assert (answer.status_code, "Add another before" in answer.text) == (422, True)
    monkeypatch.undo()
    assert ready.post("/second-factor/app/remove").location == "/account"
    page = ready.get("/account").text
    assert "You have not set one up" in page
    assert "recovery code" not in page.split("Recent activity")[0]


def ask(browser: Browser, address: str) -> dict[str, object]:
    answer = browser.post(address)
    assert answer.mimetype == "application/json", answer.text
    found = answer.json
    assert isinstance(found, dict)
    return found


@pytest.mark.control("C24")
def test_a_passkey_is_set_up_and_signs_in(browser: Browser, casey: UUID, trail: Trail) -> None:
    passkey = SoftPasskey(ORIGIN)
    browser.sign_in()
    made = passkey.make(ask(browser, "/second-factor/passkey/ask"))
    answer = browser.post("/second-factor/passkey", name="Work laptop", answer=made)
    assert "Keep these recovery codes" in answer.text
    assert browser.is_in()
    assert "Passkey “Work laptop”" in browser.get("/account").text
    browser.post("/sign-out")
    browser.sign_in()
    signed = passkey.sign(ask(browser, "/sign-in/passkey/ask"))
    assert browser.post("/sign-in/passkey", answer=signed).location == PAGE
    assert browser.is_in()
    browser.wait(minutes=6)
    again = passkey.sign(ask(browser, "/account/confirm/passkey/ask"))
    proved = browser.post("/account/confirm/passkey", answer=again, next="/second-factor")
    assert proved.location == "/second-factor"
    assert browser.get("/second-factor").status_code == 200
    assert "signin:person:passkey_added" in trail()


def again(passkey: SoftPasskey, _asked: dict[str, object]) -> str:
    return passkey.last


def another_challenge(passkey: SoftPasskey, asked: dict[str, object]) -> str:
    return passkey.sign({**asked, "challenge": "AAAA"})


def another_site(passkey: SoftPasskey, asked: dict[str, object]) -> str:
    return passkey.at("https://evil.example").sign(asked)


def another_key(passkey: SoftPasskey, asked: dict[str, object]) -> str:
    return SoftPasskey(ORIGIN).like(passkey).sign(asked)


def unknown(_passkey: SoftPasskey, asked: dict[str, object]) -> str:
    return SoftPasskey(ORIGIN).sign(asked)


def a_copy(passkey: SoftPasskey, asked: dict[str, object]) -> str:
    return passkey.counting(0).sign(asked)


WRONG: dict[str, Callable[[SoftPasskey, dict[str, object]], str]] = {
    "an answer used before": again,
    "another challenge": another_challenge,
    "another site's page": another_site,
    "another key": another_key,
    "an unknown passkey": unknown,
    "a copy with an older count": a_copy,
    "nothing": lambda *_: "",
    "no JSON": lambda *_: "{",
    "other JSON": lambda *_: '{"id": 7}',
    "far too much": lambda *_: "x" * 100_000,
}


@pytest.mark.control("C24")
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_passkeys_answer_that_is_not_right_opens_nothing(
    browser: Browser, casey: UUID, wrong: Callable[[SoftPasskey, dict[str, object]], str]
) -> None:
    passkey = SoftPasskey(ORIGIN)
    browser.sign_in()
    made = passkey.make(ask(browser, "/second-factor/passkey/ask"))
    browser.post("/second-factor/passkey", name="Work laptop", answer=made)
    for _ in range(2):
        browser.post("/sign-out")
        browser.sign_in()
        signed = passkey.sign(ask(browser, "/sign-in/passkey/ask"))
        browser.post("/sign-in/passkey", answer=signed)
    browser.post("/sign-out")
    browser.sign_in()
    answer = wrong(passkey, ask(browser, "/sign-in/passkey/ask"))
    refused = browser.post("/sign-in/passkey", answer=answer)
    assert refused.status_code == 422
    assert "That passkey did not work" in refused.text
    assert not browser.is_in()


@pytest.mark.parametrize("minutes", [4.9, 5])
def test_a_challenge_is_good_for_five_minutes(
    browser: Browser, casey: UUID, minutes: float
) -> None:
    passkey = SoftPasskey(ORIGIN)
    browser.sign_in()
    made = passkey.make(ask(browser, "/second-factor/passkey/ask"))
    browser.wait(minutes=minutes)
    answer = browser.post("/second-factor/passkey", name="Work laptop", answer=made)
    assert answer.status_code == (200 if minutes < 5 else 422)
    if minutes >= 5:
        assert "That did not work" in answer.text
        assert 'value="Work laptop"' in answer.text, "what was typed is kept"


def test_a_passkey_answer_without_a_question_opens_nothing(browser: Browser, casey: UUID) -> None:
    browser.sign_in()
    made = SoftPasskey(ORIGIN).make(
        {"challenge": "AAAA", "rp": {"id": "localhost"}, "user": {"id": "AAAA"}}
    )
    assert browser.post("/second-factor/passkey", name="x", answer=made).status_code == 422


def test_a_passkey_can_be_removed_by_its_holder_alone(
    browser: Browser, browser_of: NewBrowser, casey: UUID, register: Register, working: ScopeOpener
) -> None:
    browser.sign_in()
    browser.set_up_app()
    made = SoftPasskey(ORIGIN).make(ask(browser, "/second-factor/passkey/ask"))
    browser.post("/second-factor/passkey", name="Work laptop", answer=made)
    with working(writes=False):
        passkey_id = session.scalars(select(Passkey.id)).one()
    register("Robin Elsewhere", email="robin@practice.example")
    robin = browser_of()
    robin.sign_in("robin@practice.example")
    robin.set_up_app()
    assert robin.post(f"/second-factor/passkey/{passkey_id}/remove").status_code == 404
    assert browser.post(f"/second-factor/passkey/{passkey_id}/remove").location == "/account"
    assert "Work laptop" not in browser.get("/account").text


@pytest.mark.control("C24")
def test_an_administrator_removes_lost_factors_and_it_is_told(
    ready: Browser, browser_of: NewBrowser, register: Register, casey: UUID, working: ScopeOpener
) -> None:
    register(
        "Lee Sample", email="lee@practice.example", role=Role.PEOPLE_ADMINISTRATOR, district=None
    )
    lead = browser_of()
    lead.sign_in("lee@practice.example")
    lead.set_up_app()
    ready.sign_in()
    ready.post("/sign-in/code", code=ready.code())
    page = lead.get(f"/people/{casey}/sign-in").text
    assert "Authenticator app" in page
    answer = lead.post(f"/people/{casey}/sign-in/remove-factors")
    assert answer.location == f"/people/{casey}/sign-in"
    assert not ready.is_in(), "signed out everywhere"
    with working(writes=False):
        held = select(RecoveryCode).where(RecoveryCode.person_id == casey)
        assert session.scalars(held).all() == []
        assert len(session.scalars(select(SignInSession)).all()) == 1
    assert ready.sign_in().location == "/second-factor"
    ready.set_up_app()
    assert "An administrator removed the second factors" in ready.get("/account").text
