"""Somebody whose time ran out with two pages open loses what is typed in neither."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.database import session
from portal.panels import operations as panels
from portal.panels.models import Meeting
from tests.integration.conftest import ScopeOpener
from tests.integration.signin.conftest import EMAIL, PASSWORD, Browser, NewBrowser, Register

FORM = "/d/burnley/meetings/plan"
TYPED = {
    "kind": "leaving_care",
    "held_on-day": "17",
    "held_on-month": "12",
    "held_on-year": "2026",
    "part": "am",
    "place": "Room Zanzibar, Example House",
    "form_page": FORM,
}
FIRST = TYPED["place"]
SECOND = "Room Timbuktu, Example House"
OTHER_FORM = f"{FORM}?kind=leaving_care"
OTHER = TYPED | {"place": SECOND, "form_page": OTHER_FORM}
ROBIN = "robin@practice.example"


@pytest.fixture(autouse=True)
def tokens_are_checked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every form need its token, as it does outside these tests."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)  # noqa: FBT003 - a setting


@pytest.fixture
def two_tabs(browser: Browser, casey: UUID, working: ScopeOpener) -> tuple[Browser, str]:
    """Casey's browser, whose time ran out with forms open, and the token those carry."""
    with working():
        panels.open_panels()
    signed_in(browser)
    token = token_of(browser.get(FORM).text)
    browser.wait(minutes=30)
    return browser, token


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def signed_in(browser: Browser, email: str = EMAIL, then: str = FORM) -> TestResponse:
    token = token_of(browser.get("/sign-in").text)
    fields = {"email": email, "password": PASSWORD, "next": then, "csrf_token": token}
    return browser.post("/sign-in", **fields)


def sent(browser: Browser, token: str, address: str = FORM, **typed: Any) -> TestResponse:
    return browser.post(address, **typed, csrf_token=token)


def places(working: ScopeOpener) -> list[str]:
    with working(writes=False):
        return sorted(session.scalars(select(Meeting.place)))


@pytest.mark.control("C25")
def test_the_second_tab_is_sent_once_its_writer_signed_in_again_in_the_first(
    two_tabs: tuple[Browser, str], working: ScopeOpener
) -> None:
    browser, token = two_tabs
    assert sent(browser, token, **TYPED).location == f"/sign-in?next={FORM}&late=kept"
    assert signed_in(browser).location == FORM
    assert FIRST in browser.get(FORM).text
    assert sent(browser, token, "/session/stay").status_code == 200
    assert sent(browser, token, **OTHER).status_code == 303
    assert places(working) == [SECOND]


@pytest.mark.control("C25")
def test_it_is_sent_too_where_a_second_factor_was_asked_for(
    two_tabs: tuple[Browser, str], working: ScopeOpener
) -> None:
    browser, _ = two_tabs
    signed_in(browser)
    page = browser.get("/second-factor").text
    assert sent(browser, token_of(page), "/second-factor/app").location == "/second-factor/app"
    page = browser.get("/second-factor/app").text
    shown = re.search(r"Key: <strong[^>]*>([A-Z2-7 ]+)<", page)
    assert shown is not None
    browser.secret = shown[1].replace(" ", "")
    sent(browser, token_of(page), "/second-factor/app/code", code=browser.code())
    token = token_of(browser.get(FORM).text)
    browser.wait(minutes=30)
    assert signed_in(browser).location == "/sign-in/code"
    code = token_of(browser.get("/sign-in/code").text)
    assert sent(browser, code, "/sign-in/code", code=browser.code()).location == FORM
    assert sent(browser, token, **OTHER).status_code == 303
    assert places(working) == [SECOND]


@pytest.mark.control("C25")
def test_a_page_of_somebody_else_who_used_the_browser_before_sends_nothing(
    two_tabs: tuple[Browser, str], register: Register, working: ScopeOpener
) -> None:
    browser, token = two_tabs
    register("Robin Elsewhere", email=ROBIN)
    signed_in(browser, ROBIN)
    assert sent(browser, token, **TYPED).status_code == 400
    signed_in(browser)
    assert sent(browser, token, **TYPED).status_code == 400, "nor once its writer is back"
    assert places(working) == []


@pytest.mark.control("C25")
def test_a_page_from_before_signing_out_or_of_nobody_sends_nothing(
    two_tabs: tuple[Browser, str], browser_of: NewBrowser, working: ScopeOpener
) -> None:
    browser, _ = two_tabs
    signed_in(browser)
    token = token_of(browser.get(FORM).text)
    sent(browser, token, "/sign-out")
    signed_in(browser)
    assert sent(browser, token, **TYPED).status_code == 400
    stranger = browser_of()
    token = token_of(stranger.get("/sign-in").text)
    signed_in(stranger)
    assert sent(stranger, token, **TYPED).status_code == 400
    assert places(working) == []
