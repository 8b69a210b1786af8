"""Somebody at a browser: signs in, goes, presses, fills by label; every page shown is checked.

Each page is checked as it comes: one h1 that is the title's first part and is drawn, no word from
the browser, nothing wider than the window. The first time a kind of page is met it is also looked
at on a phone and on a screen, and shown to axe.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

from portal.demo.people import PASSWORD
from tests.support import axe

if TYPE_CHECKING:
    from playwright.sync_api import Error

PHONE, SCREEN = 320, 1200
HEIGHT = 900
OLDER_PHONE = """
delete SubmitEvent.prototype.submitter;
delete HTMLFormElement.prototype.requestSubmit;
delete Array.prototype.at;
delete window.DataTransfer;
delete Request.prototype.keepalive;
"""
"""For `add_init_script`: a browser of 2020, which does not say what was pressed or make files."""
MICROPHONE = """
navigator.mediaDevices.getUserMedia = async () => {
  const sound = new AudioContext();
  const out = sound.createMediaStreamDestination();
  const tone = sound.createOscillator();
  tone.connect(out);
  tone.start();
  return out.stream;
};
"""
"""A microphone that hears one tone: the machine that tests has none."""
DRAWN = 10
MOST_TABS = 120
PICTURES = os.environ.get("JOURNEY_PICTURES")
"""A folder for a picture of every kind of page at both widths, for whoever wants to look."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_DISTRICT = re.compile(r"^/d/[^/]+")
_REFUSED = re.compile(
    r"status of (404|409|422) |Response Status Error Code (409|422) |^Clear-Site-Data header"
)
"""What a browser says of an answer that is meant: a form refused, two people in one record, or that
it forgets what it kept."""
_FACTS = """() => {
  const headings = [...document.querySelectorAll("h1")];
  return {
    title: document.title,
    shown: headings.map(h => h.innerText).join(" "),
    headings: headings.map(h => h.textContent.trim()),
    drawn: headings.map(h => h.getBoundingClientRect().height),
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    wrong: document.querySelector("#error-summary") !== null,
    young: document.documentElement.classList.contains("young"),
  };
}"""


@dataclass
class Album:
    """Which kinds of page have been looked at closely already in this run."""

    seen: set[tuple[str, ...]] = field(default_factory=set)


@dataclass
class Somebody:
    """A person, their browser and what it says."""

    page: Page
    address: str
    album: Album
    who: str = "nobody"
    scripts: bool = True
    closely: bool = True
    """Whether pages are also looked at on a phone and by axe; not where other journeys do."""
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._fail)

    def _hear(self, message: ConsoleMessage) -> None:
        if not _REFUSED.search(message.text):
            self.said.append(f"{message.text} ({self.page.url})")

    def _fail(self, error: Error) -> None:
        self.said.append(f"{error} ({self.page.url})")

    def sign_in(self, key: str, then: str = "/") -> None:
        """Sign in by the form, as the invented person with this key, and go on to a page."""
        self.who = key.partition("-")[0]
        self.go(f"/sign-in?next={then}")
        self.fill("Email address", f"{key}@practice.example")
        self.fill("Password", PASSWORD)
        self.press("Sign in")

    def go(self, path: str) -> Response | None:
        """Open an address of the portal."""
        answer = self.page.goto(self.address + path)
        self.check()
        return answer

    def press(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Press a button and look at what comes."""
        with self._leaving():
            self.button(name, within=within).click()

    def button(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> Locator:
        """The button of this name; a plain string is the whole name."""
        return (within or self.page).get_by_role("button", name=name, exact=isinstance(name, str))

    def follow(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Follow a link and look at what comes."""
        link = (within or self.page).get_by_role("link", name=name, exact=isinstance(name, str))
        with self._leaving():
            link.first.click()

    def reach(self, control: Locator) -> None:
        """Press Tab until the control has the focus, as somebody without a mouse does."""
        for _ in range(MOST_TABS):
            if control.evaluate("each => each === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no press of Tab reaches {control} on {self.page.url}")

    def follow_by_key(self, name: str) -> None:
        """Reach a link by Tab, press Enter and look at what comes."""
        self.reach(self.page.get_by_role("link", name=name, exact=True))
        with self._leaving():
            self.page.keyboard.press("Enter")

    def press_by_key(self, name: str, *, within: Locator | None = None) -> None:
        """Reach a button by Tab, press Enter and look at what comes."""
        self.reach(self.button(name, within=within))
        with self._leaving():
            self.page.keyboard.press("Enter")

    @contextmanager
    def _leaving(self) -> Iterator[None]:
        with self.page.expect_navigation():
            yield
        self.check()

    def fill(self, label: str, text: str, *, within: Locator | None = None) -> None:
        """Type into the box with this label."""
        (within or self.page).get_by_label(label, exact=True).fill(text)

    def box(self, label: str) -> Locator:
        """The box, list or text area with this label, whatever its hint or error says besides."""
        return self.page.get_by_label(label, exact=True)

    def choose(self, label: str, *, within: Locator | None = None) -> None:
        """Choose a radio button or tick a box by its label."""
        (within or self.page).get_by_label(label, exact=True).check()

    def pick(self, label: str, words: str, *, within: Locator | None = None) -> None:
        """Pick from a list."""
        (within or self.page).get_by_label(label, exact=True).select_option(label=words)

    def date(self, legend: str, day: date, *, within: Locator | None = None) -> None:
        """Fill in a date's three boxes."""
        group = (within or self.page).get_by_role("group", name=legend, exact=True)
        for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(label, exact=True).fill(str(number))

    def row(self, *words: str) -> Locator:
        """The table row with all these words."""
        found = self.page.get_by_role("row")
        for each in words:
            found = found.filter(has_text=each)
        return found

    def sees(self, *words: str) -> None:
        """Be shown these words."""
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each)

    def does_not_see(self, *words: str) -> None:
        """Be shown none of these words, anywhere on the page or in its title."""
        content = self.page.content()
        for each in words:
            assert each not in content, f"“{each}” is on {self.page.url}"

    def heading(self) -> str:
        """The page's h1."""
        return self.page.locator("h1").inner_text()

    def times(self, caption: str) -> list[str]:
        """The first column of the table whose caption starts so."""
        table = self.page.get_by_role("table", name=re.compile(f"^{re.escape(caption)}"))
        return [text.strip() for text in table.get_by_role("rowheader").all_inner_texts()]

    def check(self) -> None:
        """Check the page shown; the first of its kind also on a phone and by axe."""
        facts = self.page.evaluate(_FACTS)
        here = f"{self.page.url} ({facts['shown']})"
        assert len(facts["headings"]) == 1, here
        title = re.sub(r"^(Error: |\w+: (?=Practice – ))?(Practice – )?", "", facts["title"])
        # A young person's page says no more in its title than its h1 does.
        whole = title == facts["headings"][0]
        assert whole if facts["young"] else title.startswith(f"{facts['headings'][0]} – "), here
        assert facts["drawn"][0] > DRAWN, f"the h1 is not drawn: {here}"
        assert facts["wide"] <= 0, f"wider than the window by {facts['wide']}: {here}"
        assert self.said == []
        path = _DISTRICT.sub("/d/DISTRICT", _ID.sub("ID", urlsplit(self.page.url).path))
        words = (path, facts["shown"], str(facts["wrong"]), self.who, str(self.scripts))
        kind = tuple(_numberless(word) for word in words)
        if self.closely and kind not in self.album.seen:
            self.album.seen.add(kind)
            self.look(kind)

    def look(self, kind: tuple[str, ...] = ()) -> None:
        """Look at the page on a phone and on a screen, each by axe.

        With scripts off the same page is shown to axe on a phone only: it has to be copied there.
        """
        before = self.page.viewport_size or {"width": SCREEN, "height": HEIGHT}
        for width in (PHONE, SCREEN):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            shown = self.page.evaluate("document.documentElement.scrollWidth")
            assert shown == width, f"{shown} wide at {width}: {self.page.url}"
            found = axe.violations(self.page) if self.scripts or width == PHONE else []
            assert found == [], f"{self.page.url} at {width}: {', '.join(map(str, found))}"
            self._picture(kind, width)
        self.page.set_viewport_size({"width": before["width"], "height": before["height"]})

    def _picture(self, kind: tuple[str, ...], width: int) -> None:
        if PICTURES and kind:
            name = re.sub(r"[^a-z0-9]+", "-", " ".join(kind).lower()).strip("-")
            path = Path(PICTURES) / f"{name}-{width}.png"
            self.page.screenshot(path=path, full_page=True)


def _numberless(part: str) -> str:
    """Let the 9:30am record and the 9:50am record be one kind of page."""
    return re.sub(r"\d+(:\d\d[ap]m)?", "0", part)


def come_in(who: Somebody, code: str, language: str = "en") -> None:
    """Come in as a young person: type a code on the page for it, in a language."""
    who.go(f"/y?lang={language}")
    who.page.locator("#answer").fill(code)
    with who.page.expect_navigation():
        who.page.locator("main button[type=submit]").click()
    who.check()


def draws(who: Somebody) -> None:
    """Draw a line with a finger on the page's paper, and wait until it is the file to send."""
    canvas = who.page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    who.page.mouse.move(box["x"] + 40, box["y"] + 40)
    who.page.mouse.down()
    who.page.mouse.move(box["x"] + 120, box["y"] + 90, steps=5)
    who.page.mouse.up()
    expect(who.page.locator("#file")).to_have_value(re.compile("drawing"))


def grants_that_somebody_is_not_there(casey: Somebody, whom: str, words: str) -> None:
    """Let case support find a young person's request on the list they see, and say yes to it."""
    casey.sees("They ask that somebody is not there")
    asked = casey.page.locator("p", has_text="They ask that somebody is not there").first
    with casey.page.expect_navigation():
        asked.locator("xpath=following::a[1]").click()
    casey.check()
    casey.sees(whom)
    casey.choose("Yes: they will not be there for this item")
    casey.fill("What the young person reads", words)
    casey.press("Send the answer")
    casey.sees("Answered.")


def publishes(casey: Somebody, day: str) -> str:
    """Publish the first agenda of a panel of Burnley's; return the meeting's address."""
    casey.go("/d/burnley/meetings")
    casey.follow(day)
    casey.press("Check and publish")
    casey.press(re.compile(r"^Publish agenda to \d+ people$"))
    casey.sees("Version 1 of the agenda is published.")
    return casey.page.url.removeprefix(casey.address).partition("/agenda")[0]
