"""The council's own sign-in: believed where everything is right, and in nothing else."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.people.models import Person, WayIn
from portal.people.policy import Role
from portal.settings import CouncilSignIn, Settings, SettingsError
from portal.signin import council
from portal.signin.models import CouncilIdentity, LinkKind
from portal.signin.operations import passwords
from portal.web.clock import Moment
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.signin.conftest import (
    PAGE,
    Browser,
    NewBrowser,
    Register,
    Trail,
)
from tests.integration.signin.test_two_people import ELSEWHERE, move
from tests.support import council_provider
from tests.support.council_provider import CLIENT, ISSUER, SECRET, Claims, CouncilProvider
from tests.support.organisations import organisation

HERE = CouncilSignIn(ISSUER, CLIENT, SECRET)


@pytest.fixture
def provider(app: Flask, machine: MovableClock, monkeypatch: pytest.MonkeyPatch) -> CouncilProvider:
    """The council's sign-in, set up here."""
    made = CouncilProvider(lambda: int(machine.instant.timestamp()))
    settings: Settings = app.config["PORTAL_SETTINGS"]
    set_up = replace(settings, council=HERE, address="http://localhost")
    monkeypatch.setitem(app.config, "PORTAL_SETTINGS", set_up)
    transport = httpx2.WSGITransport(app=made.app(), raise_app_exceptions=False)
    monkeypatch.setitem(app.extensions, council.EXTENSION, council.Provider(transport))
    return made


@pytest.fixture
def linked(casey: UUID, provider: CouncilProvider, working: ScopeOpener) -> UUID:
    """Casey, whose council account is linked."""
    with working():
        session.add(CouncilIdentity(person_id=casey, issuer=ISSUER, subject="casey-at-the-council"))
    return casey


def go_there(browser: Browser, provider: CouncilProvider, then: str = PAGE) -> dict[str, str]:
    """Follow the link to the council and sign in there; returns what the browser brings back."""
    answer = browser.get(f"/sign-in/council?next={then}")
    assert answer.status_code == 303, answer.text
    assert answer.location.startswith(f"{ISSUER}/authorize?")
    return provider.browser_goes(answer.location)


def administrator(browser_of: NewBrowser, register: Register) -> Browser:
    """Somebody who manages people, signed in."""
    register(
        "Lee Sample", email="lee@practice.example", role=Role.PEOPLE_ADMINISTRATOR, district=None
    )
    found = browser_of()
    found.sign_in("lee@practice.example")
    return found


def come_back(browser: Browser, brought: dict[str, str]) -> Any:
    """Come back with it, and press on."""
    page = browser.get("/sign-in/council/back", query_string=brought)
    found = re.search(r'name="answer" value="([^"]*)"', page.text)
    assert found is not None
    assert not browser.is_in(), "opening it signs nobody in"
    return browser.post("/sign-in/council/back", answer=html.unescape(found[1]))


@pytest.mark.control("C24")
def test_somebody_linked_signs_in_with_their_council_account(
    browser: Browser, linked: UUID, provider: CouncilProvider, trail: Trail
) -> None:
    page = browser.get(f"/sign-in?next={PAGE}").text
    assert f'href="/sign-in/council?next={PAGE}"' in page
    answer = come_back(browser, go_there(browser, provider))
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert browser.is_in()
    assert "by council account with Firefox on Windows" in browser.get("/account").text
    assert trail() == ["signin:person:signed_in"]


@dataclass(frozen=True)
class Spoil:
    """One thing that is not as it should be. ``later`` are claims as seconds from now."""

    claims: Claims = field(default_factory=dict)
    later: dict[str, int] = field(default_factory=dict)
    kid: str = "one"
    sign: Callable[[Claims], str] | None = None
    brought: dict[str, str] = field(default_factory=dict)
    left_out: str = ""
    used: bool = False
    challenge: str = ""

    def at(self, provider: CouncilProvider, brought: dict[str, str]) -> None:
        """Spoil what the provider answers, or what the browser brings back."""
        times = {name: provider.now() + seconds for name, seconds in self.later.items()}
        provider.claims = self.claims | times
        provider.header = {"kid": self.kid}
        provider.sign = self.sign
        if self.used:
            provider.used.add(brought["code"])
        if self.challenge:
            provider.challenges[brought["code"]]["code_challenge"] = self.challenge
        brought |= self.brought
        brought.pop(self.left_out, None)


def cut_off(claims: Claims) -> str:
    """A token whose signature is gone."""
    return f"{council_provider.unsigned(claims).rpartition('.')[0]}."


WRONG = {
    "a nonce of another sign-in": Spoil({"nonce": "another"}),
    "no nonce": Spoil({"nonce": None}),
    "another audience": Spoil({"aud": "another-client"}),
    "several audiences and no party": Spoil({"aud": [CLIENT, "another"]}),
    "another party": Spoil({"aud": [CLIENT, "another"], "azp": "another"}),
    "another party for one audience": Spoil({"azp": "another"}),
    "no audience": Spoil({"aud": None}),
    "another issuer": Spoil({"iss": "https://evil.example"}),
    "no issuer": Spoil({"iss": None}),
    "an issuer with a slash more": Spoil({"iss": f"{ISSUER}/"}),
    "no subject": Spoil({"sub": None}),
    "a subject that is a number": Spoil({"sub": 7}),
    "expired": Spoil(later={"exp": -61}),
    "no expiry": Spoil({"exp": None}),
    "an expiry in words": Spoil({"exp": "tomorrow"}),
    "made in the future": Spoil(later={"iat": 600}),
    "no time": Spoil({"iat": None}),
    "not yet": Spoil(later={"nbf": 600}),
    "proved in a minute and more": Spoil(later={"auth_time": 61}),
    "proved in a hundred years": Spoil({"auth_time": 4_900_000_000}),
    "proved at no date there is": Spoil({"auth_time": 10**20}),
    "proved before all computers": Spoil({"auth_time": -1}),
    "proved before all dates": Spoil({"auth_time": -(10**20)}),
    "another access token": Spoil({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
    "no signature": Spoil(sign=council_provider.unsigned),
    "a signature cut off": Spoil(sign=cut_off),
    "a shared secret": Spoil(sign=council_provider.by_shared_secret),
    "another's key": Spoil(sign=council_provider.by_another_key),
    "another kind of key": Spoil(sign=council_provider.by_elliptic_key),
    "an unknown key": Spoil(kid="two"),
    "a key that is not named": Spoil(kid=""),
    "a token that is none": Spoil(sign=lambda _: "a.b.c"),
    "no token": Spoil(sign=lambda _: ""),
    "the state of another sign-in": Spoil(brought={"state": "another"}),
    "no state": Spoil(left_out="state"),
    "the answer of another issuer": Spoil(brought={"iss": "https://evil.example"}),
    "an answer that names no issuer": Spoil(left_out="iss"),
    "no code": Spoil(left_out="code"),
    "a made-up code": Spoil(brought={"code": "made up"}),
    "a code used before": Spoil(used=True),
    "a refusal": Spoil(brought={"error": "access_denied"}),
    "a code of another browser": Spoil(challenge="another"),
}


@pytest.mark.control("C24")
@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG.keys())
def test_whatever_is_not_right_signs_nobody_in_and_is_noted(
    browser: Browser,
    linked: UUID,
    provider: CouncilProvider,
    trail: Trail,
    caplog: pytest.LogCaptureFixture,
    *,
    spoil: Spoil,
) -> None:
    brought = go_there(browser, provider)
    spoil.at(provider, brought)
    with caplog.at_level(logging.WARNING):
        answer = come_back(browser, brought)
    assert answer.status_code == 422
    assert "You are not signed in" in answer.text
    assert "nobody was signed in" in answer.text
    assert not browser.is_in()
    assert trail() == ["signin:council:refused"]
    assert "a sign-in by council account was refused" in caplog.text
    for secret in ("casey", "Casey", brought.get("code", "code-"), SECRET):
        assert secret not in caplog.text


@pytest.mark.control("C24")
def test_the_claims_of_one_token_under_the_signature_of_another_are_not_believed(
    browser: Browser, linked: UUID, provider: CouncilProvider
) -> None:
    def swapped(claims: Claims) -> str:
        head, _, signature = provider.signed(claims).split(".")
        return f"{head}.{provider.signed(claims | {'sub': 'robin'}).split('.')[1]}.{signature}"

    brought = go_there(browser, provider)
    provider.sign = swapped
    assert come_back(browser, brought).status_code == 422


@pytest.mark.control("C24")
def test_an_answer_is_good_once_and_in_its_own_browser_alone(
    browser: Browser, browser_of: NewBrowser, linked: UUID, provider: CouncilProvider
) -> None:
    brought = go_there(browser, provider)
    thief = browser_of()
    assert come_back(thief, brought).status_code == 422
    assert come_back(browser, brought).status_code == 303
    browser.post("/sign-out")
    assert come_back(browser, brought).status_code == 422


@pytest.mark.parametrize(("seconds", "status"), [(240, 303), (601, 422)])
def test_an_answer_comes_within_ten_minutes(
    browser: Browser, linked: UUID, provider: CouncilProvider, seconds: int, status: int
) -> None:
    brought = go_there(browser, provider)
    browser.wait(seconds=seconds)
    assert come_back(browser, brought).status_code == status


@pytest.mark.control("C24")
@pytest.mark.parametrize(
    ("described", "status"),
    [
        ({"issuer": "https://evil.example"}, 503),
        ({"token_endpoint": "http://sign-in.council.example/token"}, 503),
        ({"jwks_uri": "file:///etc/passwd"}, 503),
        ({"authorization_endpoint": ""}, 503),
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_gone_to(
    browser: Browser, provider: CouncilProvider, described: dict[str, str], status: int
) -> None:
    provider.described = described
    answer = browser.get("/sign-in/council")
    assert answer.status_code == status
    assert "sign in with your email address and password" in answer.text


@pytest.mark.parametrize("down", ["/.well-known/openid-configuration", "/token", "/keys", "all"])
def test_a_dead_provider_gives_a_plain_page_and_leaves_the_password(
    browser: Browser, linked: UUID, provider: CouncilProvider, down: str
) -> None:
    brought = None
    if down in {"/token", "/keys"}:
        brought = go_there(browser, provider)
    provider.down.add(down)
    answer = browser.get("/sign-in/council") if brought is None else come_back(browser, brought)
    assert answer.status_code == 503
    assert "The council’s sign-in does not answer" in answer.text
    assert browser.sign_in().status_code == 303


def test_a_provider_that_never_answers_is_given_up(
    browser: Browser, provider: CouncilProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(request: httpx2.Request) -> httpx2.Response:
        timeouts = request.extensions["timeout"]
        assert max(timeouts.values()) <= 10, "no request waits longer than ten seconds"
        raise httpx2.ReadTimeout("too slow", request=request)

    transport = httpx2.MockTransport(hang)
    app = browser.client.application
    monkeypatch.setitem(app.extensions, council.EXTENSION, council.Provider(transport))
    assert browser.get("/sign-in/council").status_code == 503


def test_keys_are_fetched_again_once_when_the_council_changes_them(
    browser: Browser, linked: UUID, provider: CouncilProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_back(browser, go_there(browser, provider))
    browser.post("/sign-out")
    provider.key = RSAKey.generate_key(2048, {"kid": "two"})
    provider.header = {"kid": "two"}
    monkeypatch.setattr(council, "ASKED_AGAIN_SECONDS", 0.0)
    assert come_back(browser, go_there(browser, provider)).status_code == 303
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


@pytest.mark.control("C24")
@pytest.mark.parametrize(
    ("claims", "linked_now"),
    [
        ({}, True),
        ({"email": "CASEY@practice.example"}, True),
        ({"email_verified": False}, False),
        ({"email_verified": "true"}, False),
        ({"email_verified": None}, False),
        ({"email": "robin@practice.example"}, False),
        ({"email": None}, False),
        ({"email": ["casey@practice.example"]}, False),
    ],
    ids=str,
)
@pytest.mark.parametrize("how", ["allowed", "invited"])
def test_an_account_is_linked_by_its_verified_address_where_that_was_allowed(
    browser: Browser,
    casey: UUID,
    provider: CouncilProvider,
    working: ScopeOpener,
    *,
    claims: dict[str, Any],
    linked_now: bool,
    how: str,
) -> None:
    refused = come_back(browser, go_there(browser, provider))
    assert (refused.status_code, "does not open anything here" in refused.text) == (422, True)
    at = browser.machine.instant
    with working():
        if how == "allowed":
            session.add(
                CouncilIdentity(person_id=casey, issuer=ISSUER, allowed_until=at.replace(day=25))
            )
        else:
            passwords.make_link(
                actor=None, person_id=casey, kind=LinkKind.INVITATION, at=Moment(at, at)
            )
    provider.claims = claims
    answer = come_back(browser, go_there(browser, provider))
    assert (answer.status_code == 303) is linked_now
    if linked_now:
        provider.claims = {"email": "renamed@practice.example"}
        browser.post("/sign-out")
        assert come_back(browser, go_there(browser, provider)).status_code == 303, "by its subject"
        provider.claims = {"sub": "somebody-else"}
        browser.post("/sign-out")
        assert come_back(browser, go_there(browser, provider)).status_code == 422, "not another's"


def test_what_was_allowed_ends(
    browser: Browser, casey: UUID, provider: CouncilProvider, working: ScopeOpener
) -> None:
    at = browser.machine.instant
    with working():
        session.add(CouncilIdentity(person_id=casey, issuer=ISSUER, allowed_until=at))
    assert come_back(browser, go_there(browser, provider)).status_code == 422


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize(
    ("factor", "methods", "stage"),
    [
        ("by_method", ["pwd", "mfa"], PAGE),
        ("by_method", ["pwd"], "/second-factor"),
        ("by_method", None, "/second-factor"),
        ("always", None, PAGE),
        ("never", ["mfa"], "/second-factor"),
    ],
)
def test_whether_the_council_asked_for_a_second_factor_counts_as_set_up(
    browser: Browser,
    linked: UUID,
    provider: CouncilProvider,
    monkeypatch: pytest.MonkeyPatch,
    *,
    factor: str,
    methods: list[str] | None,
    stage: str,
) -> None:
    app = browser.client.application
    settings: Settings = app.config["PORTAL_SETTINGS"]
    set_up = replace(settings, second_factor="required", council=replace(HERE, factor=factor))
    monkeypatch.setitem(app.config, "PORTAL_SETTINGS", set_up)
    provider.claims = {"amr": methods}
    assert come_back(browser, go_there(browser, provider)).location == stage


def test_a_providers_person_does_not_come_in_by_a_council_account(
    browser: Browser, register: Register, provider: CouncilProvider, working: ScopeOpener
) -> None:
    person_id = register(audience=WayIn.PROVIDER)
    with working():
        session.add(
            CouncilIdentity(person_id=person_id, issuer=ISSUER, subject="casey-at-the-council")
        )
    assert come_back(browser, go_there(browser, provider)).status_code == 422
    assert "council account" not in browser.get("/providers/sign-in").text


def test_an_administrator_allows_a_council_account(
    browser: Browser,
    browser_of: NewBrowser,
    casey: UUID,
    *,
    register: Register,
    provider: CouncilProvider,
    working: ScopeOpener,
) -> None:
    lead = administrator(browser_of, register)
    assert lead.post(f"/people/{casey}/sign-in/council").status_code == 303
    assert "Allowed at their next sign-in" in lead.get(f"/people/{casey}/sign-in").text
    assert come_back(browser, go_there(browser, provider)).status_code == 303
    assert "Linked" in lead.get(f"/people/{casey}/sign-in").text
    with working(writes=False):
        events = session.scalars(select(Event.event).order_by(Event.event)).all()
        assert "signin:person:council_allowed" in events
        assert "signin:person:council_linked" in events


@pytest.mark.control("C22", "C24")
def test_what_was_allowed_for_one_address_is_not_for_the_next(
    browser: Browser,
    browser_of: NewBrowser,
    casey: UUID,
    *,
    register: Register,
    provider: CouncilProvider,
    working: ScopeOpener,
) -> None:
    """Or one administrator would allow it, move the address to their own, and come in as Casey."""
    lead = administrator(browser_of, register)
    with working():
        person = session.scalars(select(Person).where(Person.id == casey)).one()
        theirs, person.organisation_id = person.email, organisation().id
    assert lead.post(f"/people/{casey}/sign-in/council").status_code == 303
    lead.machine.instant += timedelta(minutes=1)
    for address in (ELSEWHERE, theirs):
        assert move(lead, casey, working, address).status_code == 303
    assert come_back(browser, go_there(browser, provider)).status_code == 422
    assert not browser.is_in()


def test_where_it_is_not_set_up_it_is_not_there(browser: Browser, casey: UUID) -> None:
    assert "council account" not in browser.get("/sign-in").text
    for address in ("/sign-in/council", "/sign-in/council/back"):
        assert browser.get(address).status_code == 404
    assert browser.post("/sign-in/council/back", answer="{}").status_code == 404


@pytest.mark.parametrize("answer", ["", "{", "[]", "7", "null", '{"code": {"a": 1}}'])
def test_a_made_up_answer_is_refused(
    browser: Browser, linked: UUID, provider: CouncilProvider, answer: str
) -> None:
    go_there(browser, provider)
    assert browser.post("/sign-in/council/back", answer=answer).status_code == 422


@pytest.mark.parametrize(
    ("issuer", "client", "factor", "said"),
    [
        ("http://sign-in.council.example", CLIENT, "by_method", "https://"),
        ("ftp://x", CLIENT, "by_method", "https://"),
        (f"{ISSUER}?a=b", CLIENT, "by_method", "no \\?"),
        (ISSUER, "", "by_method", "PORTAL_COUNCIL_CLIENT"),
        (ISSUER, CLIENT, "sometimes", "PORTAL_COUNCIL_FACTOR"),
    ],
)
def test_an_unsafe_set_up_does_not_start(issuer: str, client: str, factor: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        CouncilSignIn(issuer, client, SECRET, factor)
    assert SECRET not in repr(HERE)
