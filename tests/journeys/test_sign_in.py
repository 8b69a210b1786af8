"""Signing in as a browser does it: app, passkey, time running out, scripts off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from portal.app import create_app
from portal.database import Scope, db
from portal.panels import operations as panels
from portal.people import operations as people
from portal.people.policy import Role
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.conftest import NewPage
from tests.support import migrated
from tests.support.planting import planting
from tests.support.server import serving
from tests.support.somebody import PHONE, SCREEN, Album, Somebody

pytestmark = pytest.mark.journey
AUTHORITY = "E10000017"
EMAIL = "casey@practice.example"
PASSWORD = "violet trombone umbrella"
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PLAN = "/d/burnley/meetings/plan"


@dataclass
class County:
    """The portal, served, where everybody needs a second factor; and the time it goes by."""

    address: str
    now: datetime = NINE

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    """A county with one case support officer, on a clock that tests move."""
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    migrated.upgrade(url)
    settings = Settings(
        database_url=url,
        secret_key="not a secret: only these journeys use it",
        instance_dir=tmp_path,
        https=False,
    )
    made = County("")
    app = create_app(settings, clock=lambda: made.now, machine=lambda: made.now)
    with app.app_context(), planting(Scope(AUTHORITY, None, None, "setting up", writes=True)):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
        panels.open_panels()
        person = people.register(
            name="Casey Placeholder",
            email=EMAIL,
            password=PASSWORD,
            starts_on=date(2026, 1, 1),
        )
        people.grant_role(
            person=person,
            role=Role.CASE_SUPPORT,
            district_id="burnley",
            starts_on=date(2026, 1, 1),
        )
    with serving(app) as address:
        # A passkey belongs to a name, never to a number.
        made.address = address.replace("127.0.0.1", "localhost")
        yield made
    with app.app_context():
        db.engine.dispose()


Sits = Callable[..., Somebody]


@pytest.fixture
def sits(county: County, new_page: NewPage) -> Sits:
    """Seats Casey at a browser."""

    def seat(*, width: int = SCREEN, scripts: bool = True) -> Somebody:
        page = new_page(width, scripts=scripts)
        page.set_default_timeout(20_000)
        return Somebody(page, county.address, Album(), who="casey", scripts=scripts)

    return seat


def enter(casey: Somebody, then: str = "/") -> None:
    casey.go(f"/sign-in?next={then}")
    casey.fill("Email address", EMAIL)
    casey.fill("Password", PASSWORD)
    casey.press("Sign in")


def set_up_app(casey: Somebody, county: County) -> str:
    """Set up an authenticator app; returns what it knows."""
    casey.press("Set up an authenticator app")
    expect(casey.page.get_by_role("img", name=re.compile("square for your phone"))).to_be_visible()
    shown = casey.page.locator(".portal-code").inner_text()
    secret = re.sub(r"\s", "", shown)
    casey.fill("Code from your app", pyotp.TOTP(secret).at(county.now))
    casey.press("Continue")
    assert casey.heading() == "Keep these recovery codes"
    casey.press("I have kept them safe")
    return secret


@pytest.mark.parametrize(("width", "scripts"), [(SCREEN, True), (PHONE, False)])
def test_somebody_sets_up_an_app_and_signs_in_with_it_next_time(
    county: County, sits: Sits, width: int, *, scripts: bool
) -> None:
    casey = sits(width=width, scripts=scripts)
    enter(casey, "/account")
    assert casey.heading() == "Set up a second way to prove it is you"
    if not scripts:
        casey.sees("Passkeys need a browser with scripts on")
    secret = set_up_app(casey, county)
    assert casey.heading() == "Your account"
    casey.sees("10 recovery codes left", "This device")
    casey.press("Sign out")
    county.wait(minutes=1)
    enter(casey, "/account")
    assert casey.heading() == "Enter your code"
    casey.fill("Code", "000000")
    casey.press("Continue")
    assert casey.heading() == "Enter your code"
    casey.sees("That code is not right")
    casey.fill("Code", pyotp.TOTP(secret).at(county.now))
    casey.press("Continue")
    assert casey.heading() == "Your account"
    casey.sees("1 wrong try to sign in")


def authenticator(page: Page) -> None:
    """Give the browser a device that makes passkeys and always says yes."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


@pytest.mark.control("C24")
def test_somebody_sets_up_a_passkey_signs_in_with_it_and_proves_again_who_it_is(
    county: County, sits: Sits
) -> None:
    casey = sits()
    authenticator(casey.page)
    enter(casey, "/account")
    casey.fill("A name for this passkey", "Work laptop")
    casey.press("Set up a passkey")
    assert casey.heading() == "Keep these recovery codes"
    casey.press("I have kept them safe")
    casey.sees("Passkey “Work laptop”")
    casey.press("Sign out")
    enter(casey, "/account")
    casey.press("Use a passkey")
    assert casey.heading() == "Your account"
    county.wait(minutes=6)
    casey.press("Make new recovery codes")
    assert casey.heading() == "Show that it is still you"
    casey.press("Use a passkey")
    assert casey.heading() == "Your account"
    casey.press("Make new recovery codes")
    assert casey.heading() == "Keep these recovery codes"


def fill_in(casey: Somebody, day: date) -> None:
    casey.choose("Leaving Care – Lasting Homes Panel")
    casey.date("Date of the meeting", day)
    casey.fill("Place (optional)", "Room Zanzibar, Example House")


@pytest.mark.control("C25")
@pytest.mark.parametrize(("width", "scripts"), [(SCREEN, True), (PHONE, False)])
def test_time_runs_out_while_somebody_types_and_nothing_is_lost(
    county: County, sits: Sits, width: int, *, scripts: bool
) -> None:
    casey = sits(width=width, scripts=scripts)
    enter(casey, PLAN)
    secret = set_up_app(casey, county)
    assert casey.heading() == "Plan a meeting"
    fill_in(casey, date(2026, 12, 17))
    county.wait(minutes=31)
    casey.press("Plan the meeting")
    assert casey.heading() == "Sign in"
    casey.sees("What you typed is kept for an hour")
    casey.fill("Email address", EMAIL)
    casey.fill("Password", PASSWORD)
    casey.press("Sign in")
    casey.fill("Code", pyotp.TOTP(secret).at(county.now))
    casey.press("Continue")
    assert casey.heading() == "Plan a meeting"
    casey.sees("What you typed is back in the form")
    expect(casey.box("Place (optional)")).to_have_value("Room Zanzibar, Example House")
    expect(casey.page.get_by_label("Day", exact=True)).to_have_value("17")
    expect(casey.box("Leaving Care – Lasting Homes Panel")).to_be_checked()
    casey.page.get_by_role("radio", name=re.compile("orning")).check()
    casey.press("Plan the meeting")
    casey.sees("Room Zanzibar, Example House")
    assert casey.heading() != "Plan a meeting"


def test_a_warning_comes_before_the_end_takes_no_focus_and_one_press_stays(
    county: County, sits: Sits
) -> None:
    casey = sits()
    casey.page.clock.install()
    enter(casey, PLAN)
    set_up_app(casey, county)
    region = casey.page.get_by_role("region", name="Your time signed in")
    expect(region).to_be_hidden()
    place = casey.box("Place (optional)")
    place.fill("Room Zanzibar")
    place.focus()
    county.wait(minutes=27)
    casey.page.clock.run_for(27 * 60 * 1000)
    expect(region).to_be_visible()
    expect(region).to_contain_text("You will be signed out in 3 minutes")
    expect(casey.page.locator("#live-region")).to_contain_text("You will be signed out")
    expect(place).to_be_focused()
    casey.look()
    casey.button("Stay signed in").click()
    expect(region).to_be_hidden()
    expect(casey.page.locator("#live-region")).to_contain_text("You stay signed in for 30 minutes")
    expect(place).to_have_value("Room Zanzibar")
    county.wait(minutes=29)
    assert casey.page.request.get(f"{county.address}/session/left").json() == {"seconds": 60}
    county.wait(minutes=2)
    casey.page.clock.run_for(31 * 60 * 1000)
    expect(region).to_contain_text("You have been signed out")
    expect(place).to_have_value("Room Zanzibar")
    assert casey.said == []


def test_without_scripts_staying_opens_a_tab_of_its_own_and_leaves_the_page_as_it_is(
    county: County, sits: Sits
) -> None:
    casey = sits(scripts=False)
    enter(casey, PLAN)
    set_up_app(casey, county)
    casey.fill("Place (optional)", "Room Zanzibar")
    county.wait(minutes=20)
    with casey.page.context.expect_page() as opened:
        casey.page.get_by_role("button", name=re.compile("^Stay signed in")).click()
    tab = opened.value
    tab.wait_for_load_state()
    assert tab.locator("h1").inner_text() == "You are still signed in"
    expect(tab.locator("body")).to_contain_text("9:50am")
    expect(casey.box("Place (optional)")).to_have_value("Room Zanzibar")
    county.wait(minutes=29)
    casey.go("/account")
    assert casey.heading() == "Your account"


def test_a_provider_signs_in_on_their_own_page(county: County, sits: Sits) -> None:
    parker = sits(width=PHONE)
    parker.go("/sign-in")
    parker.follow("sign in on the page for providers")
    assert parker.heading() == "Sign in as a housing provider"
    parker.fill("Email address", EMAIL)
    parker.fill("Password", PASSWORD)
    parker.press("Sign in")
    parker.sees("The email address or the password is not right")
    parker.follow("sign in on the page for staff")
    assert parker.heading() == "Sign in"
