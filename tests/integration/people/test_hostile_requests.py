"""What a browser, a scanner or an attacker may send, and what is answered."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from flask import Blueprint, Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import database
from portal.app import create_app
from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import session
from portal.kernel.errors import ConflictError
from portal.people import gate
from portal.people import operations as people
from portal.people.policy import Actor, Grant, Permission, Role
from portal.settings import Settings
from portal.testing.pages import PageClient
from portal.web.access import Access, Audience, access
from tests.integration.conftest import PASSWORD, ScopeOpener, SignIn

PAGE = "/d/burnley/probe/"


@pytest.mark.parametrize(
    "kept", ["not a uuid", "", str(UUID(int=7))], ids=["no uuid", "nothing", "nobody's"]
)
def test_a_cookie_that_names_nobody_leads_to_sign_in(client: PageClient, kept: str) -> None:
    with client.session_transaction() as cookie:
        cookie["_user_id"] = kept
    assert client.get(PAGE).status_code == 303


def test_a_forged_cookie_leads_to_sign_in(client: PageClient) -> None:
    client.set_cookie("portal", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb")
    assert client.get(PAGE).status_code == 303


def test_signing_in_begins_a_new_session(client: PageClient, sign_in: SignIn) -> None:
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        cookie["csrf_token"] = "known to somebody else"
    sign_in(client, Role.MEMBER, "burnley")
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != "known to somebody else"


def test_another_network_or_browser_version_does_not_sign_out(
    client: PageClient, sign_in: SignIn
) -> None:
    sign_in(client, Role.MEMBER, "burnley")
    moved = client.get(
        PAGE, headers={"User-Agent": "newer"}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert moved.status_code == 200


@pytest.mark.parametrize(
    "target",
    ["/a%0aX-Injected:1", "/%09/evil.example", "//[", "/%00", "%2F%5Cevil.example"],
    ids=["a line break", "a tab", "no address at all", "a NUL", "a backslash"],
)
def test_a_strange_place_to_go_on_to_is_not_gone_to(client: PageClient, target: str) -> None:
    assert client.get(f"/sign-in?next={target}").status_code in {200, 400}
    answer = client.post(
        f"/sign-in?next={target}", data={"email": "a@practice.example", "password": "wrong"}
    )
    assert answer.status_code in {400, 422}
    assert "evil.example" not in answer.text


def test_a_place_with_other_letters_is_gone_to(client: PageClient, sign_in: SignIn) -> None:
    answer = sign_in(client, Role.MEMBER, "burnley", then="/d/burnley/probe/?find=%C5%82")
    assert answer.location == "/d/burnley/probe/?find=%C5%82"


@pytest.mark.parametrize("data", [b"next=" + b"a" * 300_000, b"a=b&" * 90_000])
def test_a_stranger_may_not_send_much(client: PageClient, data: bytes) -> None:
    answer = client.post("/sign-in", data=data, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.parametrize("asked", [f"{PAGE}%00", f"{PAGE}?find=%00"])
def test_a_nul_in_an_address_is_refused(client: PageClient, sign_in: SignIn, asked: str) -> None:
    sign_in(client, Role.MEMBER, "burnley")
    assert client.get(asked).status_code in {400, 404}


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("POST", "/readyz", 405),
        ("DELETE", "/sign-in", 405),
        ("OPTIONS", f"{PAGE}writes", 405),
        ("HEAD", PAGE, 303),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/%2e%2e/app.py", 404),
        ("GET", "/static/..%5capp.py", 404),
    ],
)
def test_other_methods_and_paths_open_nothing(
    client: FlaskClient, method: str, address: str, status: int
) -> None:
    assert client.open(address, method=method).status_code == status


def test_a_form_without_its_token_is_refused(app: Flask, client: PageClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post("/sign-in", data={"email": "a", "password": "b"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert (answer.status_code, "nothing was saved" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("error", "status"),
    [(ConflictError("Somebody else changed this."), 409), (ValueError("broken"), 500)],
    ids=["a conflict", "a fault"],
)
def test_nobody_is_signed_in_where_the_trail_was_not_saved(
    client: PageClient,
    working: ScopeOpener,
    monkeypatch: pytest.MonkeyPatch,
    *,
    error: Exception,
    status: int,
) -> None:
    with working():
        person = people.register(
            name="Casey Example",
            email="casey@practice.example",
            password=PASSWORD,
            starts_on=date(2026, 1, 1),
        )
        people.grant_role(
            person=person, role=Role.MEMBER, district_id="burnley", starts_on=date(2026, 1, 1)
        )

    def refuse() -> None:
        raise error

    given = {"email": "casey@practice.example", "password": PASSWORD}
    with monkeypatch.context() as patch:
        patch.setattr(database, "commit", refuse)
        patch.setattr(client.application, "testing", False)
        assert client.post("/sign-in", data=given).status_code == status
    assert client.get(PAGE).status_code == 303
    with working(writes=False):
        assert session.scalars(select(Event.seq).order_by(Event.seq)).all() == []


def test_the_same_row_added_twice_at_once_is_a_conflict(working: ScopeOpener) -> None:
    with working():
        for _ in range(2):
            session.add(YoungPerson(reference="LH-1", child_code="X", born_on=date(2010, 1, 1)))
        with pytest.raises(ConflictError):
            database.flush()


def test_a_page_of_many_districts_reads_those_whose_role_allows_it() -> None:
    person = Actor(
        UUID(int=1),
        "Avery Testcase",
        "avery@practice.example",
        (Grant(Role.CASE_SUPPORT, "burnley"), Grant(Role.MEMBER, "preston")),
    )
    cohort = Access(Audience.STAFF, Permission.COHORT_SEE, writes=False)
    anyone = Access(Audience.STAFF, None, writes=False)
    assert gate.districts_read(cohort, person, None) == frozenset({"burnley"})
    assert gate.districts_read(anyone, person, None) == frozenset({"burnley", "preston"})
    assert gate.districts_read(anyone, person, "pendle") == frozenset()
    assert gate.districts_read(anyone, None, "burnley") == frozenset()


def test_the_app_does_not_start_with_a_page_for_people_who_cannot_come_in_yet(app: Flask) -> None:
    early = Blueprint("early", __name__)

    @early.get("/early")
    @access(audience=Audience.PROVIDER)
    def page() -> Response:
        return Response("early")

    settings: Settings = app.config["PORTAL_SETTINGS"]
    with pytest.raises(ValueError, match=r"early\.page"):
        create_app(settings, more_pages=(early,))


def test_cookies_are_for_this_host_over_https_alone(app: Flask) -> None:
    settings: Settings = app.config["PORTAL_SETTINGS"]
    safe = create_app(
        Settings(
            database_url=settings.database_url,
            secret_key=settings.secret_key,
            instance_dir=settings.instance_dir,
            https=True,
        )
    )
    answer = safe.test_client().get("/sign-in", base_url="https://portal.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-portal=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert safe.permanent_session_lifetime.total_seconds() == 36 * 60 * 60


def test_readiness_says_no_more_than_yes_or_no(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/readyz").text == "ready\n"

    def gone() -> None:
        raise database.OperationalError("SELECT", {}, Exception("password=hidden"))

    monkeypatch.setattr(database, "_read_schema_version", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")
