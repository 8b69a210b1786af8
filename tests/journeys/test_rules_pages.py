"""A district's rules in a real browser: on a phone, on paper, and with scripts off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from portal.app import create_app
from portal.database import Scope, db
from portal.people import operations as people
from portal.people.policy import Role
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.conftest import NewPage
from tests.support import migrated
from tests.support.axe import Violation
from tests.support.planting import planting
from tests.support.server import serving

AUTHORITY = "E10000017"
EMAIL = "avery@practice.example"
PASSWORD = "a password only this journey uses"
PLACES = (
    "/d/preston/what-varies",
    "/d/pendle/what-varies?differs=y",
    "/d/burnley/what-varies?panel_day=2026-12-28",
    "/d/burnley/what-varies?panel_day=2031-01-01",
    "/d/preston/terms",
    "/districts",
)
Axe = Callable[[Page], list[Violation]]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal with its districts and one invented county-wide district lead."""
    folder = tmp_path_factory.mktemp("rules")
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    migrated.upgrade(url)
    settings = Settings(
        database_url=url,
        secret_key="not a secret: only this journey uses it",
        instance_dir=folder,
        https=False,
        second_factor="offered",
    )
    app = create_app(settings, clock=lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    with app.app_context(), planting(Scope(AUTHORITY, None, None, "setting up", writes=True)):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
        person = people.register(
            name="Avery Testcase", email=EMAIL, password=PASSWORD, starts_on=date(2026, 1, 1)
        )
        people.grant_role(
            person=person,
            role=Role.DISTRICT_LEAD,
            district_id=None,
            starts_on=date(2026, 1, 1),
        )
    with serving(app) as served:
        yield served
    with app.app_context():
        db.engine.dispose()


def signed_in(page: Page, address: str, then: str) -> Page:
    page.goto(f"{address}/sign-in?next={then}")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    return page


@pytest.mark.journey
@pytest.mark.parametrize("width", [320, 1200])
def test_the_rules_pages_fit_and_pass_axe(
    address: str, new_page: NewPage, axe: Axe, width: int
) -> None:
    page = signed_in(new_page(width), address, "/districts")
    for place in PLACES:
        page.goto(address + place)
        assert page.evaluate("document.documentElement.scrollWidth") == width, place
        assert axe(page) == [], place


@pytest.mark.journey
@pytest.mark.requirement("R20", "R21")
def test_a_lead_finds_who_chairs_and_what_that_beat_with_scripts_off(
    address: str, new_page: NewPage
) -> None:
    page = signed_in(new_page(320, scripts=False), address, "/districts")
    page.get_by_role("link", name="What varies in Preston").click()
    page.get_by_label("Search the settings").fill("chair team")
    page.get_by_label("Only what differs").check()
    page.get_by_role("button", name="Show settings").click()
    expect(page.get_by_role("heading", level=2, name="Who chairs")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="Deadlines")).to_have_count(0)
    beaten = page.get_by_text("Leaving Care Service Senior Manager chairs", exact=True)
    expect(beaten).to_be_hidden()
    page.get_by_text("What it beat (1)").click()
    expect(beaten).to_be_visible()


@pytest.mark.journey
def test_a_panel_day_is_tried_by_its_boxes(address: str, new_page: NewPage) -> None:
    page = signed_in(new_page(), address, "/d/burnley/what-varies")
    boxes = page.get_by_role("group", name="Panel day")
    for name, typed in (("Day", "11"), ("Month", "12"), ("Year", "2026")):
        boxes.get_by_label(name, exact=True).fill(typed)
    page.get_by_role("button", name="Work out this day").click()
    expect(page.get_by_text("A panel on Friday 11 December 2026")).to_be_in_viewport()
    expect(page.get_by_text("Agenda sent by", exact=True)).to_be_visible()


@pytest.mark.journey
def test_the_terms_print_without_what_is_for_the_screen(address: str, new_page: NewPage) -> None:
    page = signed_in(new_page(), address, "/d/preston/terms")
    button = page.get_by_role("button", name="Show these terms")
    expect(button).to_be_visible()
    page.emulate_media(media="print")
    expect(button).to_be_hidden()
    expect(page.get_by_role("heading", name="What the panel may record").first).to_be_visible()
