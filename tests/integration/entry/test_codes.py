"""A code: how it is typed, what a wrong one says, and that one guesser keeps nobody else out."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import session
from portal.entry.models import YoungCode
from portal.entry.rules import CodeKind
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.panels.conftest import District
from tests.support.young import code_for, opened_by_code

WRONG = {"answer": "CCCC DDDD"}
CODE = re.compile(r'class="young-code"[^>]*>([^<]+)<')


def another(app: Flask) -> PageClient:
    """Return one more browser."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def test_a_wrong_code_says_how_many_tries_are_left(client: PageClient) -> None:
    for left in (4, 3, 2):
        page = client.post("/y", data=WRONG)
        assert page.status_code == 422
        assert f"You can try {left} more times." in page.text
    assert "You can try 1 more time." in client.post("/y", data=WRONG).text
    last = client.post("/y", data=WRONG)
    assert "Ask the person who gave it to you for a new one." in last.text
    waits = client.post("/y", data=WRONG)
    assert waits.status_code == 429
    assert "Please wait until 9:01am." in waits.text


@pytest.mark.control("C27")
def test_after_waiting_a_right_code_works(
    client: PageClient, items: list[UUID], machine: MovableClock
) -> None:
    for _ in range(6):
        client.post("/y", data=WRONG)
    machine.instant += timedelta(minutes=1)
    answer = client.post("/y", data={"answer": code_for(client, items[0])})
    assert answer.headers["Location"] == "/y/home"


@pytest.mark.control("C27")
def test_one_guesser_does_not_keep_another_browser_out(
    app: Flask, client: PageClient, items: list[UUID]
) -> None:
    code = code_for(client, items[0])
    guesser = another(app)
    for _ in range(30):
        guesser.post("/y", data=WRONG, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    elsewhere = client.post(
        "/y", data={"answer": code}, environ_overrides={"REMOTE_ADDR": "192.0.2.2"}
    )
    assert elsewhere.headers["Location"] == "/y/home"


@pytest.mark.control("C27")
def test_fresh_browsers_of_one_place_are_slowed_down_too(app: Flask) -> None:
    statuses = [another(app).post("/y", data=WRONG).status_code for _ in range(25)]
    assert statuses[:20] == [422] * 20
    assert 429 in statuses[20:]


@pytest.mark.control("C20")
def test_a_code_that_ended_and_one_that_never_was_look_the_same(
    app: Flask, client: PageClient, items: list[UUID]
) -> None:
    old = code_for(client, items[0])
    code_for(client, items[0])
    ended, never = (
        another(app).post("/y", data={"answer": old}),
        another(app).post("/y", data=WRONG),
    )
    assert ended.status_code == never.status_code == 422
    token = re.compile(r'name="csrf_token" value="[^"]*"')
    assert token.sub("", ended.text) == token.sub("", never.text)


@pytest.mark.control("C20")
def test_only_a_keyed_hash_of_a_code_is_kept(
    client: PageClient, items: list[UUID], working: ScopeOpener
) -> None:
    code = code_for(client, items[0])
    with working(writes=False):
        row = session.scalars(select(YoungCode)).one()
    assert code not in repr(vars(row))
    assert len(row.code_hash) == 64


def test_a_code_to_come_back_with_is_shown_once_and_works(
    app: Flask, client: PageClient, district: District, items: list[UUID]
) -> None:
    opened_by_code(client, district.young_people[0], items[0])
    shown = CODE.search(client.post("/y/code").text)
    assert shown is not None
    assert shown[1] not in client.get("/y/back").text
    other = another(app)
    assert other.post("/y", data={"answer": shown[1].lower()}).headers["Location"] == "/y/home"


@pytest.mark.control("C20")
def test_a_second_phone_goes_on_by_a_code_of_ten_minutes(
    app: Flask, client: PageClient, district: District, items: list[UUID], machine: MovableClock
) -> None:
    opened_by_code(client, district.young_people[0], items[0])
    page = client.post("/y/phone")
    shown = CODE.search(page.text)
    assert shown is not None
    assert "/y</p>" in page.text
    second, third = another(app), another(app)
    assert second.post("/y", data={"answer": shown[1]}).headers["Location"] == "/y/home"
    assert third.post("/y", data={"answer": shown[1]}).status_code == 422
    late = CODE.search(client.post("/y/phone").text)
    assert late is not None
    machine.instant += timedelta(minutes=10)
    assert third.post("/y", data={"answer": late[1]}).status_code == 422


@pytest.mark.control("C21")
def test_finishing_ends_the_visit_everywhere_it_is_known(
    app: Flask, client: PageClient, district: District, items: list[UUID]
) -> None:
    opened_by_code(client, district.young_people[0], items[0])
    with client.session_transaction() as held:
        kept = dict(held)
    answer = client.post("/y/finish")
    assert answer.headers["Location"] == "/y/finished"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "You have finished" in client.get("/y/finished").text
    thief = another(app)
    with thief.session_transaction() as stolen:
        stolen.update(kept)
    assert thief.get("/y/home").headers["Location"] == "/y"


@pytest.mark.control("C21")
def test_the_cookie_dies_with_the_browser_and_holds_one_random_name(
    client: PageClient, district: District, items: list[UUID]
) -> None:
    answer = client.post("/y", data={"answer": code_for(client, items[0])})
    cookie = answer.headers["Set-Cookie"]
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
    with client.session_transaction() as held:
        assert set(held) <= {"young", "csrf_token"}
        assert str(district.young_people[0]) not in repr(dict(held))


def test_a_code_for_a_phone_is_not_a_paper(client: PageClient, items: list[UUID]) -> None:
    paper = code_for(client, items[0])
    code_for(client, items[0], kind=CodeKind.PHONE)
    assert client.post("/y", data={"answer": paper}).headers["Location"] == "/y/home"
