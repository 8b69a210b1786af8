"""A young person gets in: by a link, a code, their own word, on a second phone; and leaves."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

import pytest
from playwright.sync_api import Error, expect

from portal.demo.command import Practice
from portal.web.languages import catalogue
from tests.journeys.conftest import Arrives, County, CountyAt, Prepared
from tests.support.somebody import PHONE, Somebody, come_in

pytestmark = pytest.mark.journey
STAGE = "preparing"


@dataclass
class Given:
    """One young person's ways in, as practice made them."""

    link: str
    code: str


@pytest.fixture
def place(county: CountyAt) -> County:
    return county(STAGE)


@pytest.fixture
def given(prepared: Prepared) -> Given:
    made: Practice = prepared(STAGE)
    first = made.young_people[3]  # of whom nothing is written yet
    return Given(first["link"], first["code"])


def type_code(who: Somebody, code: str) -> None:
    who.go("/y?lang=en")  # they read Tigrinya, and could choose English
    who.fill("Type your code", code)
    who.press("Go on")
    expect(who.page).to_have_title(re.compile("Your pages"))


@pytest.mark.requirement("R49")
@pytest.mark.control("C20", "C21")
def test_from_the_link_to_their_own_word_and_back_with_scripts_off(
    place: County, given: Given, arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE, scripts=False)
    for _ in range(3):
        phone.page.request.get(place.address + given.link)
        phone.page.request.head(place.address + given.link)
    phone.go(given.link)
    expect(phone.page.locator("html")).to_have_attribute("lang", "ti")  # what they read best
    phone.go(f"{given.link}?lang=en")
    phone.sees("It opens pages that are only for you.")
    phone.press("Start")
    phone.sees("You need a code or a word of your own to come back.")
    assert "/y/home" in phone.page.url
    phone.follow("How to come back")
    phone.follow("Choose a word")
    phone.fill("Choose a word", "moon")
    phone.press("Keep this word")
    phone.sees("Please choose a word with 5 letters or more.")
    phone.fill("Choose a word", "blue giraffe")
    phone.press("Keep this word")
    phone.sees("You have chosen a word.")
    phone.follow("Back")
    phone.press("Finish for now")
    phone.sees("Your pages are closed here.")
    assert phone.said == []

    other = arrives(place, width=PHONE, scripts=False)
    other.go(f"{given.link}?lang=en")
    other.press("Start")
    other.sees("We show what was written only to the person who wrote it.")
    other.fill("Your own word", "green giraffe")
    other.press("Go on")
    other.sees("You can try 4 more times.")
    other.fill("Your own word", "Blue Giraffe")
    other.press("Go on")
    other.sees("You can come back with your own word.")
    assert other.said == []


@pytest.mark.control("C20")
def test_a_second_phone_goes_on_by_a_code(place: County, given: Given, arrives: Arrives) -> None:
    first = arrives(place, width=PHONE)
    type_code(first, given.code)
    first.follow("How to come back")
    first.press("Go on with another phone")
    first.sees("It works for 10 minutes, and once.")
    code = first.page.locator(".young-code").inner_text()
    second = arrives(place, width=PHONE)
    type_code(second, code.lower().replace(" ", ""))
    second.sees("Do as much or as little as you like.")
    assert first.said == second.said == []


@pytest.mark.control("C21")
def test_somebody_who_reads_slowly_is_asked_and_stays_by_one_press(
    place: County, given: Given, arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE)
    phone.page.clock.install()
    type_code(phone, given.code)
    asked = phone.page.get_by_text("Are you still there?")
    expect(asked).to_be_hidden()
    phone.page.clock.fast_forward("25:00")
    expect(asked).to_be_visible()
    phone.look()
    phone.button("I am still here").click()
    expect(asked).to_be_hidden()
    phone.follow("Guides to read")
    phone.follow("Your pages")
    phone.sees("Do as much or as little as you like.")
    assert phone.said == []


@pytest.mark.control("C21")
def test_leaving_quickly_leaves_nothing_behind(
    place: County, given: Given, arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE)
    type_code(phone, given.code)
    with suppress(Error):  # the neutral site is not there in a test
        phone.page.goto(f"{place.address}/leave")
    again = phone.page.context.new_page()
    again.goto(f"{place.address}/y/home")
    expect(again).to_have_title(re.compile("Type your code"))
    assert again.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]


@pytest.mark.control("C20")
def test_a_link_that_was_taken_back_is_kind_and_says_whom_to_ask(
    place: County, prepared: Prepared, arrives: Arrives
) -> None:
    support = arrives(place, "case-support")
    support.go("/d/burnley/meetings")
    support.follow("Wednesday 9 December 2026")
    item = support.page.locator("main a[href*='/d/burnley/items/']").first.get_attribute("href")
    assert item is not None
    support.go("/".join(item.split("/")[:5]))
    support.follow("Ways in for the young person")
    support.sees("They have not been in their own pages yet.", "A code on paper or said")
    support.press("End every way in now")
    support.sees("Every way in is ended.")
    support.press("Make a code and show it")
    code = support.page.locator(".portal-code").inner_text()
    assert support.said == []

    phone = arrives(place, width=PHONE)
    burnley = [each for each in prepared(STAGE).young_people if each["district"] == "burnley"]
    over = [
        each
        for each in burnley
        if phone.page.request.get(place.address + each["link"]).status == 404
    ]
    assert len(over) == 1
    phone.go(over[0]["link"])
    phone.sees("You did nothing wrong.")
    _asks_for_a_new_one(phone)
    _asks_for_a_new_one(arrives(place, width=PHONE, scripts=False), over[0]["link"])
    _asks_for_a_new_one(arrives(place, width=PHONE), f"/y/l/{'x' * 43}")
    phone.follow("I have a code")
    phone.fill("Type your code", code)
    phone.press("Go on")
    phone.sees("Do as much or as little as you like.")


def _asks_for_a_new_one(phone: Somebody, link: str = "") -> None:
    """Press for a new link: the same is said whoever asks, and whether there was such a link."""
    if link:
        phone.go(link)
    phone.press("Ask my worker for a new link")
    phone.sees("If the link was yours, we tell your worker", "We send nothing to this phone now.")
    assert phone.said == []


@pytest.mark.control("C20")
def test_ways_in_and_to_another_phone_are_mirrored_in_arabic(
    place: County, given: Given, arrives: Arrives
) -> None:
    says = catalogue("ar").gettext
    phone = arrives(place, width=PHONE)
    phone.go(f"/y/l/{'x' * 43}?lang=ar")
    mirrored = expect(phone.page.locator("html"))
    mirrored.to_have_attribute("dir", "rtl")
    phone.press(says("Ask my worker for a new link"))
    expect(phone.page).to_have_url(re.compile(r"/y/asked\?lang=ar"))
    mirrored.to_have_attribute("dir", "rtl")

    come_in(phone, given.code, "ar")
    phone.follow(says("How to come back"))
    phone.press(says("Go on with another phone"))
    mirrored.to_have_attribute("dir", "rtl")
    phone.sees(says("It works for 10 minutes, and once."))
    for typed_there in (".young-address", ".young-code"):
        expect(phone.page.locator(typed_there)).to_have_css("direction", "ltr")
        expect(phone.page.locator(typed_there)).to_have_attribute("dir", "ltr")
    assert phone.said == []
