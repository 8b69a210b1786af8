"""Somebody who signs in, and their browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.audit.models import Event
from portal.database import session
from portal.people import operations as people
from portal.people.models import WayIn
from portal.people.passwords import hash_password
from portal.people.policy import Role
from portal.settings import Settings
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener

PASSWORD = "violet trombone umbrella"
EMAIL = "casey@practice.example"
PAGE = "/d/burnley/probe/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@cache
def hashed() -> str:
    """The hash of everybody's password, made once: it is slow on purpose."""
    return hash_password(PASSWORD)


@dataclass
class Browser:
    """Somebody's browser, and the clock that signing in goes by."""

    client: PageClient
    machine: MovableClock
    place: str = "192.0.2.1"
    secret: str = ""
    codes: list[str] = field(default_factory=list)

    def get(self, address: str, **more: Any) -> TestResponse:
        return self.client.get(address, **self._from(more))

    def post(self, address: str, **fields: Any) -> TestResponse:
        return self.client.post(address, data=fields, **self._from({}))

    def _from(self, more: dict[str, Any]) -> dict[str, Any]:
        return {
            "environ_base": {"REMOTE_ADDR": self.place},
            "headers": {"User-Agent": FIREFOX},
        } | more

    def sign_in(
        self,
        email: str = EMAIL,
        password: str = PASSWORD,
        *,
        at: str = "/sign-in",
        then: str = PAGE,
    ) -> TestResponse:
        return self.post(at, email=email, password=password, next=then)

    def is_in(self) -> bool:
        return self.get(PAGE).status_code == 200

    def wait(self, **time: float) -> None:
        self.machine.instant += timedelta(**time)

    def code(self) -> str:
        """What their authenticator app shows now."""
        return pyotp.TOTP(self.secret).at(self.machine.instant)

    def set_up_app(self) -> TestResponse:
        """Set up an authenticator app, from wherever they are led."""
        assert self.post("/second-factor/app").location == "/second-factor/app"
        page = self.get("/second-factor/app").text
        shown = re.search(r"Key: <strong[^>]*>([A-Z2-7 ]+)<", page)
        assert shown is not None
        self.secret = shown[1].replace(" ", "")
        answer = self.post("/second-factor/app/code", code=self.code())
        self.codes = re.findall(r'<li class="portal-code">([a-z2-7-]+)</li>', answer.text)
        return answer


NewBrowser = Callable[[], Browser]


@pytest.fixture
def browser_of(app: Flask, machine: MovableClock) -> NewBrowser:
    """Another browser, which nobody has used."""

    def make() -> Browser:
        client = app.test_client()
        assert isinstance(client, PageClient)
        return Browser(client, machine)

    return make


@pytest.fixture
def browser(browser_of: NewBrowser) -> Browser:
    """A browser that nobody has used."""
    return browser_of()


Register = Callable[..., UUID]


@pytest.fixture
def register(working: ScopeOpener) -> Register:
    """Register somebody invented, with one role."""

    def add(
        name: str = "Casey Placeholder",
        *,
        email: str = EMAIL,
        role: Role = Role.CASE_SUPPORT,
        district: str | None = "burnley",
        audience: WayIn = WayIn.STAFF,
        password: bool = True,
    ) -> UUID:
        with working():
            person = people.register(
                name=name,
                email=email,
                password=None,
                starts_on=date(2026, 1, 1),
                audience=audience,
            )
            person.password_hash = hashed() if password else None
            people.grant_role(
                person=person, role=role, district_id=district, starts_on=date(2026, 1, 1)
            )
            return person.id

    return add


@pytest.fixture
def casey(register: Register) -> UUID:
    """A case support officer of Burnley."""
    return register()


@pytest.fixture
def required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody need a second factor."""
    settings: Settings = app.config["PORTAL_SETTINGS"]
    monkeypatch.setitem(app.config, "PORTAL_SETTINGS", replace(settings, second_factor="required"))


Trail = Callable[[], list[str]]


@pytest.fixture
def trail(working: ScopeOpener) -> Trail:
    """Every event so far, in order of name."""

    def read() -> list[str]:
        with working(writes=False):
            query = select(Event.event).order_by(Event.happened_at, Event.event)
            return sorted(session.scalars(query))

    return read
