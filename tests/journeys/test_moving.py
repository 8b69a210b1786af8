"""Items are moved by keyboard alone: focus stays on the moved item and its new place is said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives, CountyAt
from tests.support.somebody import Somebody

pytestmark = pytest.mark.journey

MOST_STOPS = 80


def tab_to(somebody: Somebody, button_id: str) -> None:
    """Press Tab until the button has focus, from wherever the focus is."""
    for _ in range(MOST_STOPS):
        somebody.page.keyboard.press("Tab")
        if somebody.page.evaluate("document.activeElement.id") == button_id:
            return
    pytest.fail(f"Tab does not reach {button_id}")


def opens_the_next_agenda(somebody: Somebody, district: str) -> None:
    somebody.go(f"/d/{district}/meetings")
    somebody.follow("Wednesday 9 December 2026")


def test_an_item_moves_by_keyboard_and_keeps_the_focus(county: CountyAt, arrives: Arrives) -> None:
    casey = arrives(county("preparing"), "case-support")
    opens_the_next_agenda(casey, "burnley")
    first, second = casey.row("9:30am"), casey.row("9:50am")
    who = first.locator("[id^=item-]").inner_text()
    other = second.locator("[id^=item-]").inner_text()
    down = str(casey.button(re.compile("^Move down"), within=first).get_attribute("id"))
    casey.go(casey.page.url.removeprefix(casey.address))

    tab_to(casey, down)
    casey.page.keyboard.press("Enter")
    expect(casey.page.locator("#live-region")).to_contain_text("is now at 9:50am.")
    expect(casey.page.locator(f"#{down}")).to_be_focused()
    expect(second).to_contain_text(who)
    expect(first).to_contain_text(other)

    casey.page.keyboard.press("Enter")
    expect(casey.page.locator("#live-region")).to_contain_text("is now at 10:10am.")
    expect(casey.page.locator(f"#{down}")).to_be_focused()
    assert casey.said == []


def test_at_the_end_of_the_list_the_focus_goes_to_the_item_itself(
    county: CountyAt, arrives: Arrives
) -> None:
    casey = arrives(county("preparing"), "case-support", width=320)
    opens_the_next_agenda(casey, "burnley")
    second = casey.row("9:50am")
    item = str(second.locator("[id^=item-]").get_attribute("id"))
    casey.button(re.compile("^Move up"), within=second).press("Enter")
    expect(casey.page.locator("#live-region")).to_contain_text("is now at 9:30am.")
    expect(casey.page.locator(f"#{item}")).to_be_focused()
    expect(casey.row("9:30am").locator(f"#{item}")).to_be_visible()


def test_a_second_person_moving_the_same_item_is_told_and_nothing_is_overwritten(
    county: CountyAt, arrives: Arrives
) -> None:
    here = county("preparing")
    casey, charlie = arrives(here, "case-support"), arrives(here, "chair-burnley")
    for somebody in (casey, charlie):
        opens_the_next_agenda(somebody, "burnley")
    who = casey.row("9:30am").locator("[id^=item-]").inner_text()
    casey.button(re.compile("^Move down"), within=casey.row(who)).click()
    expect(casey.page.locator("#live-region")).to_contain_text("is now at 9:50am.")
    charlie.button(re.compile("^Move down"), within=charlie.row(who)).click()
    expect(charlie.page.locator("#live-region")).to_contain_text("changed")
    expect(charlie.row("9:50am")).to_contain_text(who)
