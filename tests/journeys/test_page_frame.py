"""The frame, the parts and the forms in a real browser, under the very policy readers get."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.conftest import NewPage
from tests.support.axe import Violation
from tests.support.example_pages import build_app
from tests.support.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Error

PLACES = ("/parts", "/form", "/accessibility", "/cookies", "/privacy", "/moving")
Axe = Callable[[Page], list[Violation]]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(build_app()) as url:
        yield url


@pytest.fixture(scope="module")
def practice_address() -> Iterator[str]:
    with serving(build_app(practice=True)) as url:
        yield url


def listen(page: Page) -> list[str]:
    """Collect everything the browser complains about."""
    said: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        said.append(message.text)

    def on_error(error: Error) -> None:
        said.append(str(error))

    page.on("console", on_console)
    page.on("pageerror", on_error)
    return said


@pytest.mark.parametrize("width", [320, 1200])
def test_pages_fit_pass_axe_and_break_no_policy(
    address: str, new_page: NewPage, axe: Axe, width: int
) -> None:
    page = new_page(width)
    said = listen(page)
    for place in PLACES:
        page.goto(address + place)
        assert page.evaluate("document.documentElement.scrollWidth") == width, place
        assert axe(page) == [], place
    assert said == []


def test_practice_looks_different_and_passes_axe(
    practice_address: str, address: str, new_page: NewPage, axe: Axe
) -> None:
    page = new_page()
    colour = "getComputedStyle(document.querySelector('.portal-header')).backgroundColor"
    page.goto(f"{address}/parts")
    real = page.evaluate(colour)
    page.goto(f"{practice_address}/parts")
    assert page.evaluate(colour) != real
    assert page.title().startswith("Practice")
    assert axe(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_refused_form_keeps_what_was_typed(
    address: str, new_page: NewPage, axe: Axe, *, scripts: bool
) -> None:
    page = new_page(scripts=scripts)
    page.goto(f"{address}/form")
    page.get_by_label("Day").fill("31")
    page.get_by_label("Year").fill("2007")
    page.get_by_label("Notes").fill("one\n  two")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(
        "Error: Nominate a young person \N{EN DASH} Lasting Homes"
        " \N{EN DASH} Lancashire County Council"
    )
    assert page.get_by_label("Day").input_value() == "31"
    assert page.get_by_label("Notes").input_value() == "one\n  two"
    page.get_by_role("link", name="Date of birth must include a month").click()
    assert axe(page) == []


def test_focus_goes_to_the_summary_and_from_it_to_the_wrong_box(
    address: str, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{address}/form")
    page.get_by_label("Day").fill("31")
    page.get_by_label("Year").fill("2007")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Date of birth must include a month").click()
    expect(page.get_by_label("Month")).to_be_focused()


def test_a_swap_moves_focus_and_is_read_out(address: str, new_page: NewPage) -> None:
    page = new_page()
    said = listen(page)
    page.goto(f"{address}/moving")
    page.get_by_role("link", name="Move down").click()
    expect(page.locator("#move-2")).to_be_focused()
    expect(page.locator("#live-region")).to_have_text("Now at 10:50am, \u00e9t\u00e9")
    kept = page.evaluate("[...Object.values(localStorage), ...Object.values(sessionStorage)]")
    assert kept in ([], ["/moving"])  # at most where the reader is; nothing of any page
    assert said == []


def test_a_swap_that_fails_is_said_and_changes_nothing(address: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{address}/moving")
    expect(page.locator("#problem-region")).to_be_hidden()
    page.get_by_role("link", name="Break").click()
    expect(page.locator("#problem-region")).to_contain_text("nothing was saved")
    expect(page.locator("#place")).to_have_text("First place")


def test_a_row_on_a_phone_names_its_columns(address: str, new_page: NewPage) -> None:
    page = new_page(320)
    page.goto(f"{address}/parts")
    label = "getComputedStyle(document.querySelector('td[data-label=Reference]'), '::before')"
    assert page.evaluate(f"{label}.content") == '"Reference"'
    expect(page.get_by_role("row")).to_have_count(4)
    expect(page.get_by_role("cell", name="Reference RJ 1042")).to_be_visible()


def test_every_target_is_large_enough_and_shows_its_focus(address: str, new_page: NewPage) -> None:
    page = new_page(320)
    page.goto(f"{address}/parts")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .portal-footer a, .portal-header a")]
            .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.height < 24 || box.width < 24))
            .map(([text]) => text)"""
    )
    assert small == []


def test_paper_leaves_off_what_can_only_be_pressed(address: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{address}/parts")
    page.emulate_media(media="print")
    for gone in ("Sign out", "Move up", "Print the agenda"):
        expect(page.get_by_text(gone, exact=False).first).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()
