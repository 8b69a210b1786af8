"""Young people's pages for whoever reads from right to left, large, in few colours, or by keys."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from portal.demo.county import OLD_ENOUGH_BEFORE
from portal.participation.rules.choices import QUESTIONS
from tests.journeys.conftest import Arrives, County, CountyAt, Prepared
from tests.support import axe, invented_papers
from tests.support.somebody import MICROPHONE, PHONE, Somebody, come_in
from tests.support.young import own_rules

pytestmark = pytest.mark.journey
MIRRORED = re.compile("[\u0600-\u06ff]")
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""What is left of a screen of 1280 by 1024 at 400 per cent (WCAG 1.4.10)."""
OF_EACH_KIND = (
    "/y/say/1",
    "/y/say/2",
    "/y/say/6",
    "/y/say/7",
    *(f"/y/say/8/{way}" for way in ("talk", "draw", "picture", "helper")),
    "/y/say/check",
    "/y/meeting",
    *(f"/y/meeting/about/{part}" for part in ("way/way", "way/more", "bring/name", "needs/needs")),
    "/y/meeting/agree/talk",
    "/y/meeting/papers/1",
    "/y/meeting/away",
    "/y/meeting/check",
    "/y/wrong",
)
"""A page with each kind of answer, and those that show them all."""
OUT_OF_SIGHT = """() => {
  const wrong = [];
  const asked = "main a, main button, main input, main textarea, main summary, main canvas";
  for (const each of document.querySelectorAll(asked)) {
    if (!each.checkVisibility()) continue;
    const shown = each.closest(".govuk-radios__item")?.querySelector("label") || each;
    shown.scrollIntoView({ block: "center" });
    each.focus({ preventScroll: true });
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const middle = [(left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
    const seen = document.elementFromPoint(...middle);
    const there = seen && (shown.contains(seen) || seen.contains(shown) || each.contains(seen));
    if (left < 0 || right > innerWidth || !there) wrong.push(each.outerHTML.slice(0, 120));
  }
  return wrong;
}"""
"""Controls that are cut off, or that something else lies over, once they are scrolled to."""


ON_THE_WAY = {"/y/l/<token>", "/y/you", "/y/say/done"}
"""Pages that only a press leads to, or that are looked at on the way in."""
NO_PAGE = {
    "/y/held/copy": "a file to keep",
    "/y/meeting/paper": "a paper to print",
    "/y/say/paper": "a paper to print",
    "/y/say/<int:number>/file": "a picture or a recording",
    "/y/say/added/<int:number>": "a picture or a paper",
    "/y/say/before/<int:number>/added/<int:position>": "a picture or a paper",
    "/y/say/before/<int:number>/file/<int:position>": "a picture or a recording",
}
"""Addresses of theirs that give no page, each with what it gives."""
GIVEN = {
    "/y/meeting/about/<any(way, times, bring, needs, adult):topic>"
    "/<any(way, more, hours, because, who, name, language, needs, adult):part>": [
        f"/y/meeting/about/{topic.value}/{part.key}"
        for topic, parts in QUESTIONS.items()
        for part in parts
    ],
    "/y/meeting/agree/<any(talk, home):kind>": ["/y/meeting/agree/talk", "/y/meeting/agree/home"],
    "/y/meeting/papers/<int:number>": ["/y/meeting/papers/1"],
    "/y/meeting/papers/<int:number>/parts": ["/y/meeting/papers/1/parts"],
    "/y/say/<int:number>": [f"/y/say/{number}" for number in range(1, 9)],
    "/y/say/<int:number>/<any(talk, draw, picture, helper):way>": [
        f"/y/say/8/{way}" for way in ("talk", "draw", "picture", "helper")
    ],
    "/y/say/before/<int:number>": ["/y/say/before/1"],
}
"""What is opened where an address asks for something."""


@pytest.fixture
def codes(prepared: Prepared) -> list[dict[str, str]]:
    """Burnley's young people with their ways in, before their panel."""
    return [each for each in prepared("preparing").young_people if each["district"] == "burnley"]


def mirrored(phone: Somebody) -> None:
    expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.page.locator("h1")).to_have_text(MIRRORED)


def goes(phone: Somebody, path: str) -> None:
    phone.go(f"{path}?lang=ar")
    mirrored(phone)


def sends(phone: Somebody, button: Locator) -> None:
    with phone.page.expect_navigation():
        button.click()
    phone.check()
    mirrored(phone)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_of_theirs_on_a_small_phone(
    county: CountyAt, codes: list[dict[str, str]], arrives: Arrives, language: str
) -> None:
    place = county("preparing")
    rules = {rule.rule for rule in own_rules(place.app) if "GET" in (rule.methods or set())}
    opened = rules - ON_THE_WAY - set(NO_PAGE)
    assert rules > {*ON_THE_WAY, *NO_PAGE, *GIVEN}
    assert {rule for rule in opened if "<" in rule} == set(GIVEN)
    them, phone = codes[OLD_ENOUGH_BEFORE][0], arrives(place, width=PHONE)
    phone.closely = False  # they are looked at here, at one width

    def looks(path: str) -> None:
        assert urlsplit(phone.page.url).path == path
        expect(phone.page.locator("html")).to_have_attribute("lang", language)
        assert axe.violations(phone.page) == [], path

    def presses(path: str, leads_to: str) -> None:
        phone.go(f"{path}?lang={language}")
        with phone.page.expect_navigation():
            phone.page.locator("main form button").first.click()
        phone.check()
        looks(leads_to)

    phone.go(f"{them['link']}?lang={language}")
    looks(them["link"])
    presses(them["link"], "/y/you")
    come_in(phone, them["code"], language)
    phone.go(f"/y/meeting/papers/1?lang={language}")
    phone.page.locator("main input[type=checkbox]").first.check()
    with phone.page.expect_navigation():
        phone.page.locator("main form button").first.click()
    presses("/y/say/check", "/y/say/done")
    for path in sorted(path for rule in opened for path in GIVEN.get(rule, [rule])):
        answer = phone.go(f"{path}?lang={language}")
        assert answer is not None
        assert answer.status == HTTPStatus.OK, path
        looks(path)


def test_the_ways_in_and_out_in_arabic(
    county: CountyAt, codes: list[dict[str, str]], arrives: Arrives
) -> None:
    place = county("preparing")
    phone = arrives(place, width=PHONE)
    link = codes[3]["link"]
    goes(phone, link)
    sends(phone, phone.page.locator("main form button"))
    goes(phone, "/y/word")
    phone.page.locator("#answer").fill("ab")
    sends(phone, phone.page.locator("main form button").first)
    expect(phone.page.locator("#error-summary")).to_be_visible()
    goes(phone, "/y/say/8")
    phone.page.locator("#answer").fill("غرفتي")
    sends(phone, phone.page.locator("main form button").first)
    goes(phone, "/y/home")
    sends(phone, phone.page.locator("main form[action*=finish] button"))
    assert "/y/going" in phone.page.url
    sends(phone, phone.page.locator("main form[action*=code] button"))
    expect(phone.page.locator(".young-code")).to_have_attribute("dir", "ltr")
    goes(phone, "/y/home")
    sends(phone, phone.page.locator("main form[action*=finish] button"))
    assert "/y/finished" in phone.page.url
    goes(phone, link)
    sends(phone, phone.page.locator("main form button"))
    assert "/y/you" in phone.page.url
    goes(phone, f"/y/l/{'x' * 43}")


def test_answering_in_arabic_in_ways_other_journeys_do_not_take(
    county: CountyAt, codes: list[dict[str, str]], arrives: Arrives
) -> None:
    place = county("preparing")
    phone = arrives(place, width=PHONE)
    come_in(phone, codes[3]["code"], "ar")
    goes(phone, "/y/meeting/agree/talk")
    goes(phone, "/y/say/4/picture")
    goes(phone, "/y/say/4/helper")
    phone.page.locator("#answer").fill("أريد البقاء")
    sends(phone, phone.page.locator("main form button").first)
    expect(phone.page.locator("#error-summary")).to_be_visible()
    expect(phone.page.locator("#answer")).to_have_value("أريد البقاء")
    goes(phone, "/y/meeting/papers/1")
    for box in phone.page.locator("main input[type=checkbox]").all():
        box.check()
    sends(phone, phone.page.locator("main form button").first)
    goes(phone, "/y/meeting/papers/1/parts")
    phone.page.locator("main input[type=checkbox]").first.check()
    sends(phone, phone.page.locator("main form button").first)
    for path in ("people", "about/needs/needs", "advocate", "what-others-see", "check"):
        goes(phone, f"/y/meeting/{path}")
    goes(phone, "/y/meeting/who-reads-this")
    goes(phone, "/y/say/add")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_few_colours_and_four_times_the_size_hide_no_control(
    county: CountyAt, codes: list[dict[str, str]], arrives: Arrives, language: str
) -> None:
    phone = arrives(county("preparing"), width=PHONE)
    come_in(phone, codes[3]["code"], language)
    for path in OF_EACH_KIND:
        hides_nothing(phone, path, language)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_few_colours_and_four_times_the_size_hide_nothing_of_what_was_decided(
    county: CountyAt, prepared: Prepared, arrives: Arrives, language: str
) -> None:
    phone = arrives(county("settled"), width=PHONE)
    come_in(phone, prepared("settled").young_people[3]["code"], language)
    for path in ("/y/decided", "/y/how-it-was"):
        hides_nothing(phone, path, language)


def hides_nothing(phone: Somebody, path: str, language: str) -> None:
    phone.go(f"{path}?lang={language}")
    before = phone.page.viewport_size or ZOOMED
    phone.page.set_viewport_size(ZOOMED)
    phone.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    for colours in ("none", "active"):
        phone.page.emulate_media(forced_colors=colours)
        assert phone.page.evaluate(OUT_OF_SIGHT) == [], path
        assert phone.page.evaluate("document.documentElement.scrollWidth") == ZOOMED["width"], path
    assert axe.violations(phone.page) == [], path
    phone.page.emulate_media(forced_colors="none")
    phone.page.set_viewport_size(before)


def test_answering_in_every_way_by_keys_alone(
    county: CountyAt, codes: list[dict[str, str]], arrives: Arrives, tmp_path: Path
) -> None:
    phone = arrives(county("preparing"), width=PHONE)
    phone.page.add_init_script(MICROPHONE)
    come_in(phone, codes[-1]["code"])
    keys = phone.page.keyboard
    phone.go("/y/say/1")
    phone.reach(phone.page.locator("#answer"))
    keys.type("My room is good.")
    phone.press_by_key("Continue")
    phone.reach(phone.box("Stay with my foster family"))
    keys.press("ArrowDown")
    phone.press_by_key("Continue")
    phone.press_by_key("I’m not sure")
    phone.go("/y/say/4")
    phone.follow_by_key("Draw")
    picture = tmp_path / "IMG_1.jpg"
    picture.write_bytes(invented_papers.picture())
    phone.reach(phone.page.locator("#file"))
    with phone.page.expect_file_chooser() as chooser:
        keys.press("Space")
    chooser.value.set_files(picture)
    phone.press_by_key("Continue")
    phone.go("/y/say/5")
    phone.follow_by_key("Ask someone to write it for me")
    for box, words in (("Who is writing for you?", "Jo"), ("What you say, in your words", "I do")):
        phone.reach(phone.box(box))
        keys.type(words)
    phone.press_by_key("Continue")
    phone.go("/y/say/6")
    phone.reach(phone.box("Very bad"))
    for _ in range(2):
        keys.press("ArrowDown")
    phone.press_by_key("Continue")
    phone.reach(phone.box("Somebody to talk to"))
    keys.press("Space")
    phone.press_by_key("Continue")
    phone.follow_by_key("Talk")
    phone.reach(phone.button("Start recording"))
    keys.press("Enter")
    expect(phone.button("Stop recording")).to_be_focused()
    phone.page.wait_for_timeout(300)
    keys.press("Enter")
    expect(phone.button("Start recording")).to_be_focused()
    expect(phone.page.locator("[data-kept]")).to_have_text("Saved")
    phone.press_by_key("Continue")
    phone.follow_by_key("See what you said")
    phone.sees("My room is good.", "Near my children’s home, with help from people I know")
    phone.sees("Written for me by: Jo", "In the middle", "Somebody to talk to")
    for made in ("img", "audio"):
        expect(phone.page.locator(f"main {made}").first).to_be_visible()
    phone.press_by_key("Share my views with the panel")
    phone.sees("Thank you. It is shared.")
    assert phone.said == []


def test_saying_how_they_take_part_by_keys_alone(
    county: CountyAt, codes: list[dict[str, str]], arrives: Arrives
) -> None:
    phone = arrives(county("preparing"), width=PHONE)
    come_in(phone, codes[-1]["code"])
    keys = phone.page.keyboard
    phone.go("/y/meeting")
    phone.follow_by_key("What I need")
    phone.reach(phone.page.locator("#language"))
    keys.type("Tigrinya")
    phone.press_by_key("Save and go on")
    phone.reach(phone.box("Breaks"))
    keys.press("Space")
    phone.press_by_key("Save and go on")
    phone.reach(phone.page.locator("#more"))
    keys.type("My dog")
    phone.press_by_key("Save and go on")
    phone.sees("Tigrinya", "Breaks", "My dog")
    assert phone.said == []


def test_agreeing_and_asking_by_keys_alone(
    county: CountyAt, codes: list[dict[str, str]], arrives: Arrives
) -> None:
    phone = arrives(county("preparing"), width=PHONE)
    come_in(phone, codes[3]["code"])
    phone.go("/y/meeting/agree/talk")
    phone.reach(phone.box("Yes"))
    phone.page.keyboard.press("ArrowDown")
    expect(phone.box("No")).to_be_checked()
    phone.press_by_key("Save")
    phone.sees("You stopped this.")
    phone.go("/y/meeting/away")
    phone.press_by_key("Ask for this")
    phone.sees("There is a problem")
    phone.reach(phone.box("If it is somebody else, write who"))
    phone.page.keyboard.type("the man from the hostel")
    phone.press_by_key("Ask for this")
    phone.sees("the man from the hostel", "We have not answered yet.")
    assert phone.said == []


def test_answering_a_promise_by_keys_alone(
    county: CountyAt, prepared: Prepared, arrives: Arrives
) -> None:
    place: County = county("settled")
    phone = arrives(place, width=PHONE)
    come_in(phone, prepared("settled").young_people[3]["code"])
    phone.go("/y/decided")
    first = phone.page.locator(".young-promise").first
    phone.reach(first.locator("form summary"))
    phone.page.keyboard.press("Enter")
    phone.reach(first.get_by_role("textbox"))
    phone.page.keyboard.type("Nobody rang me.")
    phone.press_by_key("This has not happened", within=first)
    phone.sees("You told us that this has not happened.", "Nobody rang me.")
    assert phone.said == []
