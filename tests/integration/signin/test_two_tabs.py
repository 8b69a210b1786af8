"""Somebody whose time ran out with two pages open loses what is typed in neither."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.database import session
from portal.panels import operations as panels
from portal.panels.models import Meeting
from portal.signin import kept
from portal.signin.models import KeptWork
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
OTHER = TYPED | {
    "held_on-day": "10",
    "unusual_day_reason": "A hall is free",
    "place": SECOND,
    "form_page": OTHER_FORM,
}
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


def waiting(working: ScopeOpener) -> int:
    with working(writes=False):
        return session.scalars(select(func.count()).select_from(KeptWork)).one()


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


@pytest.mark.control("C25")
def test_of_two_pages_of_one_form_what_was_typed_on_the_one_sent_is_forgotten(
    two_tabs: tuple[Browser, str], working: ScopeOpener
) -> None:
    browser, token = two_tabs
    for typed in (TYPED | {"form_page": FORM}, OTHER):
        assert sent(browser, token, **typed).location.endswith("&late=kept")
    signed_in(browser)
    corrected = TYPED | {"form_page": FORM, "place": f"{FIRST} 2"}
    assert sent(browser, token, **corrected).status_code == 303
    page = browser.get("/kept").text
    assert (SECOND in page, FIRST in page) == (True, False)
    assert waiting(working) == 1


@pytest.mark.control("C25")
@pytest.mark.parametrize("other", [OTHER_FORM, FORM], ids=["of another form", "of the same form"])
def test_both_tabs_sent_while_signed_out_are_kept(
    two_tabs: tuple[Browser, str], working: ScopeOpener, other: str
) -> None:
    browser, token = two_tabs
    for address, typed in ((FORM, TYPED), (other, OTHER | {"form_page": other})):
        assert sent(browser, token, address, **typed).location.endswith("&late=kept")
    signed_in(browser)
    page = browser.get("/kept").text
    assert page.index(SECOND) < page.index(FIRST), "the newest first"
    assert ("1 of 2" in page, "2 of 2" in page) == (True, True)
    in_forms = [browser.get(each).text for each in (FORM, other)]
    assert SECOND in in_forms[1]
    assert (FIRST if other != FORM else SECOND) in in_forms[0]
    assert sent(browser, token, other, **(OTHER | {"form_page": other})).status_code == 303
    assert FIRST in browser.get(FORM).text, "what was not sent waits on"
    assert SECOND not in browser.get("/kept").text
    assert sent(browser, token, **TYPED).status_code == 303
    assert (places(working), waiting(working)) == ([SECOND, FIRST], 0)


def test_the_older_of_two_is_sent_or_thrown_away_alone(
    two_tabs: tuple[Browser, str], working: ScopeOpener
) -> None:
    browser, token = two_tabs
    sent(browser, token, **TYPED)
    sent(browser, token, **(OTHER | {"form_page": FORM}))
    signed_in(browser)
    assert sent(browser, token, **TYPED).status_code == 303
    page = browser.get("/kept").text
    assert (SECOND in page, FIRST in page) == (True, False)
    work = re.search(r'name="work" value="([^"]+)"', page)
    assert work is not None
    for wrong in ("", "no work", str(UUID(int=0))):
        assert sent(browser, token, "/kept/discard", work=wrong).status_code == 404
    assert sent(browser, token, "/kept/discard", work=work[1]).status_code == 303
    assert waiting(working) == 0


@pytest.mark.control("C26")
def test_what_is_asked_for_again_takes_the_place_of_nothing_else(
    two_tabs: tuple[Browser, str],
) -> None:
    browser, token = two_tabs
    sent(browser, token, **TYPED)
    signed_in(browser)
    browser.wait(minutes=5)
    guarded = "/d/burnley/probe/guarded"
    answer = sent(browser, token, guarded, reason=SECOND, form_page=guarded)
    assert answer.location == f"/account/confirm?next={guarded}"
    page = browser.get("/kept").text
    assert (SECOND in page, FIRST in page) == (True, True)


def test_the_same_sent_again_waits_once_and_the_oldest_gives_way(
    two_tabs: tuple[Browser, str], working: ScopeOpener
) -> None:
    browser, token = two_tabs
    for _ in range(2):
        sent(browser, token, **TYPED)
    assert waiting(working) == 1
    for number in range(kept.MOST):
        sent(browser, token, **(TYPED | {"place": f"Room {number}."}))
    assert waiting(working) == kept.MOST
    signed_in(browser)
    page = browser.get("/kept").text
    assert (FIRST in page, "Room 0." in page) == (False, True)
