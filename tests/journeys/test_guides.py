"""The guides in a real browser: on a small phone, in both directions, left at once, read aloud."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import ConsoleMessage, Page, expect

from portal.app import create_app
from portal.settings import Settings
from portal.web.site import Site, current_site
from tests.conftest import NewPage
from tests.support.axe import Violation
from tests.support.own_guide import ours
from tests.support.server import serving
from tests.support.voices import ENGLISH, spoken, with_voices

Axe = Callable[[Page], list[Violation]]
CONFIG = Path(__file__).parents[2] / "config"
PLACES = (
    "/g",
    "/g/meeting",
    "/g/meeting?words=pictures",
    "/g/ways",
    "/g/at/preston/ways?words=pictures",
    "/safety",
    "/g/none",
)


def weather(_environ: Any, start_response: Any) -> list[bytes]:
    """The neutral site, without a network."""
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<!doctype html><html lang=en><title>Weather</title><h1>Rain</h1></html>"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("guides")
    config = shutil.copytree(CONFIG, folder / "config")
    ours(Path(config), title="Only here", text="Words that nobody has translated.")
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'portal.sqlite'}",
            secret_key="not a secret: only these tests use this key",
            instance_dir=folder,
            config_dir=Path(config),
            https=False,
        )
    )
    with serving(weather) as elsewhere, serving(app) as url:
        app.extensions["portal.web.site"] = replace(current_site_of(app), leave_to=elsewhere)
        yield url


def current_site_of(app: Flask) -> Site:
    with app.app_context():
        return current_site()


def listen(page: Page, complaints: list[str]) -> None:
    """Collect what the browser complains about, and every request to another place."""

    def on_console(message: ConsoleMessage) -> None:
        if "404" not in message.text:  # of the page that is not there, on purpose
            complaints.append(message.text)

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(str(error)))


@pytest.mark.slow  # seven pages in three languages, each looked at by axe
@pytest.mark.parametrize("language", ["en", "ar", "ti"])
def test_every_page_fits_a_small_phone_and_passes_axe(
    address: str, new_page: NewPage, axe: Axe, language: str
) -> None:
    page = new_page(320)
    complaints: list[str] = []
    asked: list[str] = []
    listen(page, complaints)
    page.on("request", lambda request: asked.append(request.url))
    for place in PLACES:
        page.goto(f"{address}{place}{'&' if '?' in place else '?'}lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, place
        page.locator("summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") == 320, place
        assert axe(page) == [], place
    assert complaints == []
    assert all(url.startswith(address) for url in asked)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_target_is_large_enough_for_a_thumb(
    address: str, new_page: NewPage, language: str
) -> None:
    page = new_page(320)
    for place in PLACES:
        page.goto(f"{address}{place}{'&' if '?' in place else '?'}lang={language}")
        page.locator("summary").click()
        small = page.evaluate(
            """() => [...document.querySelectorAll("a:not(.young-skip), button, summary")]
                .filter(e => e.getClientRects().length)
                .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
                .filter(([, box]) => box.height < 44 || box.width < 44)
                .map(([text, box]) => [text, box.width, box.height])"""
        )
        assert small == [], place
        page.evaluate("document.fonts.ready")  # the menu's own letters are not left half-way


def test_pages_in_both_directions_are_mirrored(address: str, new_page: NewPage) -> None:
    page = new_page(320)
    sides = {}
    for language in ("en", "ar"):
        page.goto(f"{address}/g/meeting?words=pictures&lang={language}")
        picture = page.locator(".young-step svg").first.bounding_box()
        words = page.locator(".young-step__words").first.bounding_box()
        leave = page.locator("[data-leave]").bounding_box()
        assert picture is not None
        assert words is not None
        assert leave is not None
        sides[language] = (picture["x"] < words["x"], leave["x"] < 160)
    assert sides == {"en": (True, True), "ar": (False, False)}


def test_the_keyboard_alone_goes_round_the_page_and_shows_where_it_is(
    address: str, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{address}/g/meeting?words=pictures")
    stops: list[str] = []
    for _ in range(30):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const e = document.activeElement; const s = getComputedStyle(e);
                return [e.textContent.trim(), s.outlineStyle, e.getBoundingClientRect().top] }"""
        )
        if stop[0] in stops and len(stops) > 5:
            break
        assert stop[1] == "solid", stop
        assert stop[2] >= 0, stop
        stops.append(stop[0])
    assert stops[:4] == ["Skip to the page", "Leave now", "Leave now", "What is this?"]
    assert "More detail" in stops
    assert "Print in large letters (PDF)" in stops
    page.goto(f"{address}/g/meeting")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="More detail")).to_be_focused()


@pytest.mark.control("C21")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_leaving_goes_elsewhere_at_once(address: str, new_page: NewPage, *, scripts: bool) -> None:
    page = new_page(320, scripts=scripts)
    page.goto(f"{address}/g/meeting")
    page.get_by_role("link", name="Leave now").last.click()
    expect(page).to_have_title("Weather")
    if scripts:
        page.go_back()
        assert "/g/meeting" not in page.url  # no step back to it


def test_three_presses_of_shift_within_five_seconds_leave(address: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{address}/g/meeting")
    page.evaluate("sessionStorage.setItem('listen', 'yes')")
    for key in ("Shift", "Shift", "A", "Shift", "Shift"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.title() == "What is this meeting?"
    page.keyboard.press("Shift")
    expect(page).to_have_title("Weather")
    page.goto(f"{address}/g/meeting")
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.slow  # waits longer than the five seconds
def test_three_slow_presses_of_shift_do_not_leave(address: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{address}/g/meeting")
    for _ in range(3):
        page.keyboard.press("Shift")
        page.wait_for_timeout(2_600)
    assert page.title() == "What is this meeting?"


def test_without_scripts_every_choice_is_there(address: str, new_page: NewPage, axe: Axe) -> None:
    page = new_page(320, scripts=False)
    page.goto(f"{address}/g/meeting")
    expect(page.get_by_text("press Shift")).to_be_hidden()
    expect(page.get_by_text("Listen to this page")).to_be_hidden()
    page.locator("summary").click()
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("link", name="قراءة سهلة مع صور").click()
    expect(page.locator(".young-step svg").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert axe(page) == []


@pytest.mark.parametrize(
    ("language", "letters", "brought"),
    [
        ("ti", "ሀቐኸዀፗ፣", "Noto Sans Ethiopic"),
        ("am", "ሀኈጰፀቨ።", "Noto Sans Ethiopic"),
        ("ckb", "ڕڵۆێەڤگچ،؟", "Noto Sans Arabic"),
        ("ps", "ټډړږښڼېۍځڅ،؟", "Noto Sans Arabic"),
        ("ur", "ہےںٹڈڑگچ؟", "Noto Sans Arabic"),
        ("fa", "گچپژیک،؟", "Noto Sans Arabic"),
        ("ar", "", ""),
        ("vi", "", ""),
    ],
)
def test_letters_that_a_phone_may_lack_come_along_and_no_others(
    address: str, new_page: NewPage, language: str, letters: str, brought: str
) -> None:
    page = new_page(320)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/g/meeting?lang={language}", wait_until="networkidle")
    assert sum(url.endswith(".woff2") for url in asked) == bool(brought)
    if brought:
        assert brought in drawn_with(page, "main p")
        page.locator("h1").evaluate("(h1, letters) => { h1.textContent = letters }", letters)
        page.evaluate("new Promise(requestAnimationFrame)")  # till it is drawn
        assert drawn_with(page, "h1") == {brought}


def drawn_with(page: Page, selector: str) -> set[str]:
    """Return the typefaces the first such words are drawn with; the machine's own as nothing."""
    tools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        tools.send(f"{domain}.enable")
    top = tools.send("DOM.getDocument")["root"]["nodeId"]
    words = tools.send("DOM.querySelector", {"nodeId": top, "selector": selector})
    found = tools.send("CSS.getPlatformFontsForNode", {"nodeId": words["nodeId"]})["fonts"]
    return {font["familyName"] if font["isCustomFont"] else "" for font in found}


def test_reading_aloud_waits_to_be_asked_and_reads_in_order(
    address: str, new_page: NewPage, axe: Axe
) -> None:
    page = new_page(320)
    with_voices(page, ENGLISH)
    page.goto(f"{address}/g/meeting?words=fewer")
    start = page.get_by_role("button", name="Listen to this page")
    expect(start).to_be_visible()
    assert spoken(page) == []
    assert axe(page) == []
    start.click()
    expect(start).to_be_visible()  # it has come to the end
    read = [text for _, text in spoken(page)]
    assert read[0] == "What is this meeting?"
    assert read.index("You can say what you want") < read.index("We ask you first")
    assert not any("Simple words" in text or "All guides" in text for text in read)
    assert {language for language, _ in spoken(page)} == {"en"}


def test_reading_aloud_pauses_goes_on_and_is_remembered_for_the_session(
    address: str, new_page: NewPage
) -> None:
    page = new_page(320)
    with_voices(page, ENGLISH)
    page.add_init_script("window.slow = true")
    page.goto(f"{address}/g/meeting?words=fewer")
    page.get_by_role("button", name="Listen to this page").click()
    pause = page.get_by_role("button", name="Pause")
    expect(pause).to_be_focused()
    expect(page.locator(".young-heard")).to_have_text("What is this meeting?")
    pause.click()
    expect(page.locator(".young-heard")).to_have_count(0)
    page.get_by_role("button", name="Go on").click()
    assert [text for _, text in spoken(page)] == ["What is this meeting?"] * 2
    kept = page.evaluate("[{...localStorage}, {...sessionStorage}]")
    assert kept == [{}, {"listen": "yes"}]
    page.goto(f"{address}/g/you?words=fewer")
    assert spoken(page)[0][1] == "A meeting about where you live"
    page.get_by_role("button", name="Stop").click()
    page.goto(f"{address}/g/meeting")
    assert spoken(page) == []


@pytest.mark.parametrize(
    ("voices", "language", "offered"),
    [
        ([], "en", False),
        ([ENGLISH], "ar", False),
        ([{"lang": "ar_EG", "localService": True}], "ar", True),
        ([{"lang": "en-GB", "localService": False}], "en", False),  # would send the words elsewhere
    ],
)
def test_reading_aloud_is_offered_where_the_device_itself_has_a_voice(
    address: str, new_page: NewPage, voices: list[dict[str, Any]], language: str, *, offered: bool
) -> None:
    page = new_page(320)
    with_voices(page, *voices)
    page.goto(f"{address}/g/meeting?lang={language}")
    expect(page.locator("[data-listen-start]")).to_be_visible(visible=offered)


def test_english_words_in_an_arabic_frame_are_read_by_an_english_voice(
    address: str, new_page: NewPage
) -> None:
    page = new_page(320)
    with_voices(page, ENGLISH)
    page.goto(f"{address}/g/at/fylde/ours?lang=ar")
    page.locator("[data-listen-start]").click()
    expect(page.locator("[data-listen-start]")).to_be_visible()
    assert {language for language, _ in spoken(page)} == {"en"}
    assert spoken(page)[0][1] == "Only here"


def test_far_in_the_bar_gives_way_to_the_page(address: str, new_page: NewPage) -> None:
    page = new_page(320)
    page.goto(f"{address}/g/ways?words=pictures")
    position = "getComputedStyle(document.querySelector('.young-leave')).position"
    assert page.evaluate(position) == "sticky"
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
    assert page.evaluate(position) == "static"
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_forced_colours_leave_every_control_usable(
    address: str, new_page: NewPage, axe: Axe
) -> None:
    page = new_page(320)
    page.emulate_media(forced_colors="active")
    page.goto(f"{address}/g/meeting?words=pictures")
    border = "getComputedStyle(document.querySelector('[data-leave]')).borderTopColor"
    ground = "getComputedStyle(document.querySelector('.young-leave')).backgroundColor"
    assert page.evaluate(border) != page.evaluate(ground)
    assert axe(page) == []


def test_paper_has_the_words_and_pictures_alone(address: str, new_page: NewPage) -> None:
    page = new_page(1000)
    page.goto(f"{address}/g/meeting?words=pictures")
    page.emulate_media(media="print")
    for gone in ("Leave now", "More detail", "All guides", "Print in large letters (PDF)"):
        expect(page.get_by_text(gone).last).to_be_hidden()
    expect(page.locator(".young-step svg").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 1200])
def test_the_working_pages_fit_and_pass_axe(
    address: str, new_page: NewPage, axe: Axe, width: int
) -> None:
    page = new_page(width)
    for place in ("/guides", "/guides/at/preston", "/guides/members", "/guides/providers"):
        page.goto(address + place)
        assert page.evaluate("document.documentElement.scrollWidth") == width, place
        assert axe(page) == [], place
