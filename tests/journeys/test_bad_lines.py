"""On a line that comes and goes: what a young person made stays on its page until it arrives."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.journeys.conftest import Arrives, County, CountyAt, Prepared
from tests.support.somebody import MICROPHONE, PHONE, Somebody, come_in, draws

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


def hangs(phone: Somebody) -> list[Route]:
    """Let what is sent from now on hang, till it is let go on; return it as it comes."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.fallback()

    phone.page.route("**/y/say/**", hold)
    return held


def test_what_was_typed_just_now_is_not_left_behind_on_a_line_that_hangs(phone: Somebody) -> None:
    words, skip = (
        phone.page.locator("#answer"),
        phone.page.get_by_role("link", name="Skip", exact=True),
    )
    phone.go("/y/say/1")
    held = hangs(phone)
    words.fill("Typed, and skipped at once")
    skip.click()
    expect(note(phone)).to_have_text("Sending. Please wait.")
    skip.click()  # sends nothing more, and does not go
    expect(note(phone)).to_contain_text("Your words are still on this page.")
    expect(words).to_have_value("Typed, and skipped at once")
    assert len(held) == 1
    held.pop().continue_()
    expect(note(phone)).to_have_text("Saved")
    words.fill("And more")
    skip.click()
    expect(note(phone)).to_contain_text("Your words are still on this page.")
    phone.follow("Skip")  # nobody is held who wants to go on
    phone.sees("Question 2 of")
    phone.page.unroute("**/y/say/**")
    phone.go("/y/say/1")
    phone.page.locator("[name=version]").evaluate("each => { each.value = 7 }")
    words.fill("Another device was first")
    skip.click()
    expect(note(phone)).to_contain_text("You changed this answer somewhere else.")
    expect(words).to_have_value("Another device was first")
    phone.follow("Skip")
    phone.sees("Question 2 of")
    assert phone.said == []


def starts_talking(phone: Somebody) -> None:
    phone.page.add_init_script(MICROPHONE)
    phone.go("/y/say/8/talk")
    phone.button("Start recording").click()
    phone.sees("We are recording you now.")
    phone.page.wait_for_timeout(300)


def test_a_recording_on_a_line_that_hangs_is_not_left_behind(phone: Somebody) -> None:
    held = hangs(phone)
    starts_talking(phone)
    assert [phone.page.evaluate(ASKS, left) for left in (False, True, False)] == [True, False, True]
    phone.button("Stop recording").click()
    expect(note(phone)).to_have_text("Sending. Please wait.")
    assert phone.page.evaluate(ASKS, arg=False)
    phone.button("Continue").click()
    phone.page.get_by_role("link", name="Back").first.click()
    expect(note(phone)).to_have_text("Sending. Please wait.")
    assert len(held) == 1
    with phone.page.expect_navigation():
        held.pop().continue_()
    phone.check()
    expect(phone.page.locator("main audio")).to_be_visible()


@pytest.mark.parametrize("link", ["Back", "العربية"])
def test_going_while_recording_sends_it_first(phone: Somebody, link: str) -> None:
    starts_talking(phone)
    if link != "Back":
        phone.page.locator(".young-choices summary").first.click()
    phone.follow(link)
    phone.go("/y/say/8?lang=en")
    expect(phone.page.locator("main audio")).to_be_visible()
    assert not phone.page.evaluate(ASKS, arg=False)


def test_a_recording_without_a_line_stays_and_nobody_is_held(phone: Somebody) -> None:
    starts_talking(phone)
    gone(phone)
    back_link = phone.page.get_by_role("link", name="Back").first
    back_link.click()
    expect(note(phone)).to_contain_text(STAYS)
    assert phone.page.evaluate(ASKS, arg=False)
    phone.page.context.set_offline(offline=False)
    expect(note(phone)).to_have_text("Saved")
    assert not phone.page.evaluate(ASKS, arg=False)
    phone.said.clear()  # the browser says that it was offline
    phone.fill("You can also add words", "It is my song")
    phone.follow("Back")
    expect(phone.page.locator("main audio")).to_be_visible()
    expect(phone.page.locator("#answer")).to_have_value("It is my song")


@pytest.mark.control("C21")
def test_whoever_draws_or_talks_for_long_is_not_asked_whether_they_are_there(
    phone: Somebody,
) -> None:
    stayed: list[str] = []
    phone.page.on(
        "request", lambda asked: stayed.append(asked.url) if "/y/stay" in asked.url else None
    )
    asked = phone.page.get_by_text("Are you still there?")
    phone.page.clock.install()
    phone.go("/y/say/4/draw")
    draws(phone)
    assert stayed == []
    for times in (1, 2):
        phone.page.clock.fast_forward("14:00")
        with phone.page.expect_response("**/y/stay") as answer:
            draws(phone)
        draws(phone)
        assert answer.value.ok
        assert len(stayed) == times
    expect(asked).to_be_hidden()
    phone.page.clock.fast_forward("25:00")  # nobody draws any more
    expect(asked).to_be_visible()
    starts_talking(phone)
    stayed.clear()
    with phone.page.expect_response("**/y/stay"):
        phone.page.clock.fast_forward("14:00")
    phone.page.clock.fast_forward("14:00")
    expect(asked).to_be_hidden()
    phone.button("Stop recording").click()
    expect(note(phone)).to_have_text("Saved")
    assert len(stayed) == len(("at 14 minutes", "at 28 minutes"))
    phone.page.clock.fast_forward("14:00")
    assert len(stayed) == len(("at 14 minutes", "at 28 minutes"))
    assert phone.said == []


@pytest.mark.control("C21")
def test_nothing_is_sent_after_whoever_leaves_at_once(phone: Somebody) -> None:
    sent: list[str] = []
    there: list[Route] = []
    phone.page.on("request", lambda asked: sent.append(asked.url) if asked.post_data else None)

    def is_slow(route: Route) -> None:
        there.append(route)

    phone.page.route("**/leave", is_slow)

    def leaves() -> None:
        phone.page.locator("[data-leave]").click(no_wait_after=True)
        phone.page.wait_for_timeout(4500)
        there.pop().fulfill(body="<title>Rain</title>", content_type="text/html")
        expect(phone.page).to_have_title("Rain")

    phone.go("/y/say/1")
    phone.page.locator("#answer").fill("Somebody comes in")
    leaves()
    assert sent == []
    phone.go("/y/say/1")
    expect(phone.page.locator("#answer")).to_have_value("")
    hangs(phone)
    phone.page.locator("#answer").fill("Somebody comes in again")
    phone.page.get_by_role("link", name="Skip", exact=True).click()
    expect(note(phone)).to_have_text("Sending. Please wait.")
    leaves()
    assert len(sent) == 1
    sent.clear()
    phone.page.unroute("**/y/say/**")
    starts_talking(phone)
    leaves()
    assert sent == []
    phone.go("/y/say/8")
    expect(phone.page.locator("main audio")).to_have_count(0)
