"""On a line that comes and goes: what a young person made stays on its page until it arrives."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Arrives, County, CountyAt, Prepared
from tests.support.somebody import PHONE, Somebody, come_in, draws

pytestmark = [pytest.mark.journey, pytest.mark.requirement("R52")]
STAYS = "Everything is still on this page."


@pytest.fixture
def place(county: CountyAt) -> County:
    return county("preparing")


@pytest.fixture
def phone(place: County, prepared: Prepared, arrives: Arrives) -> Somebody:
    """A young person of Burnley on a small phone, who has said nothing yet."""
    burnley = [each for each in prepared("preparing").young_people if each["district"] == "burnley"]
    young = arrives(place, width=PHONE)
    come_in(young, burnley[-1]["code"])
    return young


def note(phone: Somebody) -> Locator:
    return phone.page.locator("[data-kept]").first


def gone(phone: Somebody) -> None:
    phone.page.context.set_offline(offline=True)


def back(phone: Somebody) -> None:
    """Give the line back, and wait for the page that what was pressed leads to."""
    with phone.page.expect_navigation():
        phone.page.context.set_offline(offline=False)
    phone.said.clear()  # the browser says that it was offline
    phone.check()


ASKS = """left => {
  document.documentElement.classList.toggle("young-left", left);
  return !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
}"""
"""Whether the browser asks before this page goes, after "Leave now" or without it."""


def test_a_press_at_once_without_a_line_loses_nothing(phone: Somebody) -> None:
    phone.go("/y/say/8")
    gone(phone)
    phone.page.locator("#answer").fill("Typed and pressed at once")
    phone.button("Continue").click()
    expect(note(phone)).to_contain_text(STAYS)
    expect(phone.page.locator("#answer")).to_have_value("Typed and pressed at once")
    assert [phone.page.evaluate(ASKS, left) for left in (False, True, False)] == [True, False, True]
    phone.page.locator("#answer").fill("Typed and pressed at once, and more")
    back(phone)
    phone.sees("Typed and pressed at once, and more", "Nobody else can read this yet.")


def test_what_is_asked_for_waits_for_the_line(phone: Somebody) -> None:
    phone.go("/y/meeting/away?lang=ar")
    phone.page.locator("#words").fill("the man from the hostel")
    phone.page.locator("#why").fill("He shouts")
    phone.page.locator("[name=whom][value=else]").check()
    gone(phone)
    phone.page.locator("main button[type=submit]").click()
    expect(note(phone)).to_have_text(re.compile("^[^A-Za-z]+$"))
    expect(phone.page.locator("#why")).to_have_value("He shouts")
    back(phone)
    phone.sees("the man from the hostel")


def test_a_picture_waits_for_the_line(phone: Somebody) -> None:
    phone.go("/y/say/4/draw")
    draws(phone)
    phone.fill("You can also add words", "My nan and me")
    gone(phone)
    phone.button("Continue").click()
    expect(note(phone)).to_contain_text(STAYS)
    back(phone)
    expect(phone.page.locator("main img")).to_have_attribute("alt", "My nan and me")


def test_a_file_that_is_too_large_is_said_before_it_is_sent(phone: Somebody) -> None:
    phone.go("/y/say/4/picture")
    phone.page.locator("#file").evaluate(
        """box => {
          const held = new DataTransfer();
          held.items.add(new File([new Uint8Array(41 * 1024 * 1024)], "IMG_1.heic"));
          box.files = held.files;
          box.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(note(phone)).to_contain_text("This file is too large to send.")
    phone.fill("You can also add words", "My cat")
    phone.button("Continue").click()
    expect(phone.page.locator("#file")).to_be_focused()
    expect(note(phone)).to_contain_text("This file is too large to send.")
    expect(phone.box("You can also add words")).to_have_value("My cat")
