"""Guessing is slowed down and tells nothing; nobody is locked out by it."""

from __future__ import annotations

import statistics
from time import perf_counter
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.audit.models import Event
from portal.database import session
from portal.people import passwords
from portal.people.models import Person
from portal.signin.models import SignInTally
from tests.integration.conftest import ScopeOpener
from tests.integration.signin.conftest import EMAIL, PASSWORD, Browser, NewBrowser, Trail


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that reached the check; the check itself is made quick."""
    reached: list[str] = []

    def quick(stored: str | None, password: str) -> bool:
        reached.append(password)
        return stored is not None and password == PASSWORD

    monkeypatch.setattr("portal.signin.operations.entering.password_matches", quick)
    return reached


@pytest.mark.control("C27")
@pytest.mark.slow  # a thousand requests
def test_of_a_thousand_guesses_few_reach_the_check_and_the_right_person_gets_in(
    browser: Browser, browser_of: NewBrowser, casey: UUID, checks: list[str]
) -> None:
    known = browser_of()
    known.sign_in()
    known.post("/sign-out")
    checks.clear()
    answers = set()
    for number in range(500):
        browser.place = "192.0.2.9"
        answers.add(browser.sign_in(password=f"guess {number}").status_code)
        browser.place = f"198.51.{number // 250}.{number % 250}"
        answers.add(browser.sign_in(password=f"guess {number}").status_code)
    assert answers == {422, 429}
    assert 0 < len(checks) < 30
    assert known.sign_in().status_code == 303, "a known device is let in at once"
    new = browser_of()
    new.place = "203.0.113.4"
    told = new.sign_in()
    assert (told.status_code, "Wait 1 minute, until 09:01" in told.text) == (429, True)
    new.wait(minutes=1)
    assert new.sign_in().status_code == 303, "a new one after the wait it was told"


@pytest.mark.control("C27")
def test_a_refusal_for_too_many_tries_keeps_what_was_typed_and_says_when(
    browser: Browser, casey: UUID, checks: list[str]
) -> None:
    for _ in range(5):
        assert browser.sign_in(password="wrong").status_code == 422
    answer = browser.sign_in()
    assert answer.status_code == 429
    assert f'value="{EMAIL}"' in answer.text
    assert PASSWORD not in answer.text
    assert "Wait 1 minute, until 09:00" in answer.text
    browser.wait(seconds=29)
    assert browser.sign_in().status_code == 429
    browser.wait(seconds=1)
    assert browser.sign_in().status_code == 303


@pytest.mark.control("C27")
def test_the_time_a_browser_was_told_is_its_own_whoever_guesses_behind_the_same_address(
    browser: Browser, browser_of: NewBrowser, casey: UUID, checks: list[str]
) -> None:
    def guessed() -> int:
        return browser_of().sign_in(password="wrong").status_code

    while guessed() == 422:
        pass
    new = browser_of()
    assert new.sign_in().status_code == 429
    new.wait(seconds=20)
    again = new.sign_in()
    assert (again.status_code, "until 09:00" in again.text) == (429, True), "it stays the same"
    new.wait(seconds=10)
    assert guessed() == 422, "the guesser is first"
    assert guessed() == 429
    assert new.sign_in().status_code == 303


@pytest.mark.control("C27")
def test_a_promise_is_used_once_however_often_its_cookie_is_copied(
    browser: Browser, browser_of: NewBrowser, casey: UUID, checks: list[str]
) -> None:
    for _ in range(5):
        browser.sign_in(password="wrong")
    assert browser.sign_in(password="wrong").status_code == 429
    cookie = browser.client.get_cookie("portal")
    assert cookie is not None
    browser.wait(seconds=30)
    checks.clear()
    for number in range(3):
        copied = browser_of()
        copied.client.set_cookie("portal", cookie.value)
        copied.sign_in(password=f"guess {number}")
    assert checks == ["guess 0"]
    browser.wait(minutes=14)
    assert browser.sign_in(password="guess 3").status_code == 422
    copied = browser_of()
    copied.client.set_cookie("portal", cookie.value)
    assert copied.sign_in(password="guess 4").status_code == 429, "it has been used"


def test_wrong_tries_are_told_to_the_trail_once_an_hour_with_their_number(
    browser: Browser, casey: UUID, checks: list[str], working: ScopeOpener, trail: Trail
) -> None:
    for _ in range(4):
        browser.sign_in(password="wrong")
    assert trail() == ["signin:person:refused"]
    browser.sign_in("nobody@practice.example", "wrong")
    assert trail() == ["signin:person:refused"], "nobody is nobody's business"
    browser.sign_in()
    with working(writes=False):
        rows = session.execute(
            select(Event.event, Event.facts["times"].as_integer(), Event.subject_id)
            .where(Event.event == "signin:person:refused")
            .order_by(Event.facts["times"].as_integer())
        ).all()
        assert [tuple(row) for row in rows] == [
            ("signin:person:refused", 1, casey),
            ("signin:person:refused", 3, casey),
        ]
    assert "3 wrong tries to sign in" in browser.get("/account").text


def test_no_address_stands_in_the_counts(
    browser: Browser, casey: UUID, checks: list[str], working: ScopeOpener
) -> None:
    browser.sign_in(password="wrong")
    with working(writes=False):
        held = session.scalars(select(SignInTally).order_by(SignInTally.key)).all()
        assert len(held) == 4
        assert not any(EMAIL in repr(vars(row)) or "192.0.2" in repr(vars(row)) for row in held)


def test_old_counts_are_cleared_away(
    browser: Browser, casey: UUID, checks: list[str], working: ScopeOpener
) -> None:
    browser.sign_in(password="wrong")
    browser.wait(days=3)
    browser.sign_in()
    with working(writes=False):
        count = session.scalars(select(func.count()).select_from(SignInTally)).one()
    assert count == 2, "the shared ones of this sign-in"


@pytest.mark.control("C24")
@pytest.mark.slow  # Argon2id is slow on purpose
@pytest.mark.usefixtures("real_passwords")
def test_an_unknown_address_takes_as_long_as_a_known_one(
    browser: Browser, casey: UUID, working: ScopeOpener
) -> None:
    with working():
        real = passwords.hash_password(PASSWORD)
        session.scalars(select(Person).where(Person.id == casey)).one().password_hash = real

    def took(email: str) -> float:
        started = perf_counter()
        answer = browser.sign_in(email, "wrong")
        assert answer.status_code == 422
        return perf_counter() - started

    took(EMAIL), took("nobody@practice.example")
    known, unknown = [], []
    for _ in range(12):
        browser.wait(hours=25)
        known.append(took(EMAIL))
        unknown.append(took("nobody@practice.example"))
    ratio = statistics.median(known) / statistics.median(unknown)
    assert 0.5 < ratio < 2, ratio


@pytest.mark.control("C24")
def test_a_hash_made_with_other_figures_is_made_again_at_sign_in(
    browser: Browser, casey: UUID, working: ScopeOpener
) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    with working():
        session.scalars(select(Person).where(Person.id == casey)).one().password_hash = old
    browser.sign_in()
    with working(writes=False):
        kept = session.scalars(select(Person.password_hash).where(Person.id == casey)).one()
        assert kept is not None
        assert kept != old
        assert not passwords.is_outdated(kept)
        assert passwords.password_matches(kept, PASSWORD)


@pytest.mark.control("C27")
@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted_apart"),
    [(0, "203.0.113.{}", False), (1, "203.0.113.{}", True), (1, "203.0.113.{}, 192.0.2.1", False)],
    ids=[
        "no proxy: the header is anybody's",
        "one proxy",
        "one proxy, and what the caller made up",
    ],
)
def test_a_place_is_believed_from_ones_own_proxies_alone(
    browser: Browser,
    casey: UUID,
    checks: list[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    proxies: int,
    forwarded: str,
    counted_apart: bool,
) -> None:
    app = browser.client.application
    if proxies:
        monkeypatch.setattr(app, "wsgi_app", ProxyFix(app.wsgi_app, x_for=proxies, x_host=0))
    seen = {
        browser.client.post(
            "/sign-in",
            data={"email": EMAIL, "password": "wrong"},
            headers={"X-Forwarded-For": forwarded.format(number)},
        ).status_code
        for number in range(8)
    }
    assert (429 not in seen) is counted_apart


def test_a_wait_is_never_longer_than_a_quarter_of_an_hour(
    browser: Browser, casey: UUID, checks: list[str]
) -> None:
    for _ in range(40):
        browser.sign_in(password="wrong")
        browser.wait(minutes=15)
    assert browser.sign_in().status_code == 303
