"""The gate: who passes, what they see of other districts, and what is committed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from portal.cases.models import YoungPerson
from portal.database import session
from portal.people import operations as people
from portal.people.models import RoleGrant
from portal.people.policy import Role
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener, SignIn
from tests.support import probe_pages

TOUCHED = select(YoungPerson.preferred_name).order_by(YoungPerson.reference)


@pytest.fixture(autouse=True)
def young_people(working: ScopeOpener) -> None:
    with working():
        session.add_all(
            [
                YoungPerson(district_id="burnley", reference="LH-1", born_on=date(2010, 1, 1)),
                YoungPerson(district_id="preston", reference="LH-2", born_on=date(2010, 1, 1)),
            ]
        )


def test_a_visitor_is_sent_to_sign_in_and_back(client: PageClient) -> None:
    answer = client.get("/d/burnley/probe/names")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/d/burnley/probe/names")


def test_an_htmx_request_of_a_visitor_sends_the_whole_page_to_sign_in(client: PageClient) -> None:
    answer = client.get("/d/burnley/probe/names", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        204,
        "/sign-in?next=/d/burnley/probe/names",
    )


@pytest.mark.parametrize(
    ("role", "home", "asked", "status"),
    [
        (Role.CASE_SUPPORT, "burnley", "burnley", 200),
        (Role.CASE_SUPPORT, "burnley", "preston", 404),
        (Role.CASE_SUPPORT, "burnley", "atlantis", 404),
        (Role.CASE_SUPPORT, None, "preston", 200),
        (Role.MEMBER, "burnley", "burnley", 403),
        (Role.MEMBER, "burnley", "preston", 404),
    ],
    ids=[
        "own district",
        "another district does not exist for them",
        "no such district",
        "county-wide",
        "own district without the permission",
        "another district without the permission looks the same",
    ],
)
def test_who_passes(
    client: PageClient, sign_in: SignIn, role: Role, home: str | None, *, asked: str, status: int
) -> None:
    sign_in(client, role, home)
    assert client.get(f"/d/{asked}/probe/names").status_code == status


@pytest.mark.control("C13")
def test_what_may_not_be_known_looks_like_what_is_not_there(
    client: PageClient, sign_in: SignIn
) -> None:
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    hidden = client.get("/d/preston/probe/names")
    nothing = client.get("/d/atlantis/probe/names")
    assert without_token(hidden.text) == without_token(nothing.text)


def test_only_the_district_in_the_address_is_seen(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.CASE_SUPPORT, None)
    assert client.get("/d/burnley/probe/names").text == "LH-1"


@pytest.mark.control("C12")
def test_a_role_that_ended_no_longer_counts(
    client: PageClient, sign_in: SignIn, working: ScopeOpener
) -> None:
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    with working():
        grant = session.scalars(select(RoleGrant)).one()
        grant.ends_on = date(2026, 11, 22)
    assert client.get("/d/burnley/probe/names").status_code == 303


def test_a_district_that_ended_is_not_there(
    client: PageClient, sign_in: SignIn, clock: MovableClock
) -> None:
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    clock.instant = clock.instant.replace(year=2029)
    assert client.get("/d/burnley/probe/").status_code == 404


def without_token(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def touched(working: ScopeOpener) -> list[str | None]:
    with working(writes=False):
        return list(session.scalars(TOUCHED))


def test_a_writing_page_commits_once_at_the_end(
    client: PageClient, sign_in: SignIn, working: ScopeOpener
) -> None:
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    assert client.post("/d/burnley/probe/writes").status_code == 200
    assert touched(working) == ["Touched", None]


def test_work_that_follows_a_commit_is_done_only_after_one(
    client: PageClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(probe_pages, "DONE_AFTERWARDS", done)
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    client.post("/d/burnley/probe/fails/rule")
    assert done == []
    client.post("/d/burnley/probe/writes")
    assert done == ["writes"]


@pytest.mark.parametrize(
    ("reason", "status"), [("rule", 422), ("conflict", 409)], ids=["a rule", "a conflict"]
)
def test_a_refusal_changes_nothing(
    client: PageClient, sign_in: SignIn, working: ScopeOpener, reason: str, status: int
) -> None:
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    assert client.post(f"/d/burnley/probe/fails/{reason}").status_code == status
    assert touched(working) == [None, None]


@pytest.mark.parametrize(
    ("method", "address"),
    [("GET", "writes-on-get"), ("POST", "forgets-to-declare")],
    ids=["a GET that writes", "a POST that does not say it writes"],
)
def test_a_page_that_does_not_declare_writing_cannot_write(
    client: PageClient, sign_in: SignIn, working: ScopeOpener, method: str, address: str
) -> None:
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    assert client.open(f"/d/burnley/probe/{address}", method=method).status_code == 500
    assert touched(working) == [None, None]


def test_signing_in_needs_the_right_password(client: PageClient, working: ScopeOpener) -> None:
    with working():
        person = people.register(
            name="Casey Example",
            email="Casey@Practice.example",
            password="right and long enough",
            starts_on=date(2026, 1, 1),
        )
        people.grant_role(
            person=person, role=Role.MEMBER, district_id="burnley", starts_on=date(2026, 1, 1)
        )
    wrong = client.post("/sign-in", data={"email": "casey@practice.example", "password": "wrong"})
    assert wrong.status_code == 422
    assert "The email address or the password is not right. If both are, there may" in wrong.text
    assert 'value="casey@practice.example"' in wrong.text
    unknown = client.post("/sign-in", data={"email": "no@practice.example", "password": "wrong"})
    assert without_token(unknown.text).replace("no@", "casey@") == without_token(wrong.text)
    right = client.post(
        "/sign-in?next=/d/burnley/probe/",
        data={"email": "casey@practice.example", "password": "right and long enough"},
    )
    assert (right.status_code, right.location) == (303, "/d/burnley/probe/")


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "evil"]
)
def test_signing_in_never_leaves_this_site(
    client: PageClient, sign_in: SignIn, target: str
) -> None:
    answer = sign_in(client, Role.MEMBER, "burnley", then=target)
    assert answer.location == "/"


def test_signing_out_ends_the_session(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.MEMBER, "burnley")
    client.post("/sign-out")
    assert client.get("/d/burnley/probe/").status_code == 303


@pytest.mark.parametrize(
    ("method", "asked", "status"),
    [
        ("GET", "/no/such/page", 404),
        ("GET", "/d/burnley/no-such-page", 404),
        ("GET", "/static/no-such-file.css", 404),
        ("GET", "/sign-out", 405),
        ("GET", "/coverage?state=%00", 400),
    ],
    ids=["nowhere", "nowhere in a district", "no such file", "wrong method", "an address with NUL"],
)
def test_an_address_that_leads_nowhere_keeps_the_way_on(
    client: PageClient, sign_in: SignIn, method: str, asked: str, status: int
) -> None:
    assert "Sign out" not in client.open(asked, method=method).text
    sign_in(client, Role.CASE_SUPPORT, None)
    answer = client.open(asked, method=method)
    assert answer.status_code == status
    assert "Sign out" in answer.text
    assert 'href="/districts"' in answer.text


def test_a_form_refused_for_its_old_token_keeps_the_way_on(
    client: PageClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, Role.CASE_SUPPORT, None)
    monkeypatch.setitem(client.application.config, "WTF_CSRF_ENABLED", True)  # noqa: FBT003 - a setting
    answer = client.post("/d/burnley/probe/writes", data={"csrf_token": "an old one"})
    assert answer.status_code == 400
    assert "Sign out" in answer.text
