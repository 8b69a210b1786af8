"""Each phone breaks after one answer, and the next goes on by the code: nothing is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Error, FilePayload, Response, expect

from tests.journeys.conftest import Arrives, County, CountyAt, Prepared
from tests.support.invented_papers import picture
from tests.support.somebody import MICROPHONE, PHONE, Somebody, come_in, draws

pytestmark = pytest.mark.journey
STAGE = "preparing"
MAN = "the man from the hostel"
REFUSED = 400


def ticks_one(phone: Somebody) -> None:
    phone.page.locator("main input[type=checkbox]").first.check()


def photographs(phone: Somebody) -> None:
    file: FilePayload = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    phone.page.locator("#file").set_input_files(file)


def records(phone: Somebody) -> None:
    phone.button("Start recording").click()
    phone.sees("We are recording you now.")
    phone.page.wait_for_timeout(300)
    phone.button("Stop recording").click()


@dataclass(frozen=True)
class Step:
    """One answer: where it is given, with what, and what stands there afterwards."""

    path: str
    chosen: tuple[str, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    """The words for each box, by how it is found."""
    made: Callable[[Somebody], None] | None = None
    """What is done besides."""
    press: str = ""
    """Which button is pressed, where it is not the first."""
    by_itself: bool = False
    """Whether it is kept without any press."""
    at: str = ""
    """Where it stands afterwards, where that is another page."""
    there: str = "main"
    """What is on that page then, by how it is found."""

    def give(self, phone: Somebody) -> None:
        """Answer, and press."""
        for label in self.chosen:
            phone.choose(label)
        for box, words in self.typed.items():
            phone.page.locator(box).fill(words)
        if self.made is not None:
            self.made(phone)
        if self.press:
            phone.button(self.press).click(no_wait_after=True)
        elif not self.by_itself:
            phone.page.locator("main form button[type=submit]").first.click(no_wait_after=True)

    def stands(self, phone: Somebody) -> None:
        """Find all of it."""
        phone.go(f"/y/{self.at or self.path}")
        expect(phone.page.locator(self.there).first).to_be_visible()
        for label in self.chosen:
            expect(phone.box(label)).to_be_checked()
        for box, words in self.typed.items():
            if not self.at or box == "#answer":
                expect(phone.page.locator(box)).to_have_value(words)


SAYING = (
    Step("say/1", press="I’m not sure", there="text=You told us: I’m not sure."),
    Step("say/1", typed={"#answer": "My room is good."}, by_itself=True),
    Step("say/2", ("A room in somebody’s home, with their help",), {"#answer": "With a lock"}),
    Step("say/3/helper", typed={"#scribe": "My friend Jo", "#answer": "A garden"}),
    Step("say/4/draw", (), {"#answer": "Nan"}, draws, at="say/4", there="main img[alt=Nan]"),
    Step(
        "say/5/picture",
        (),
        {"#answer": "Zita"},
        photographs,
        at="say/5",
        there="main img[alt=Zita]",
    ),
    Step("say/6", ("In the middle",), by_itself=True),
    Step("say/7", ("Money", "Somebody to talk to"), {"#answer": "A bus pass"}),
    Step("say/8/talk", made=records, by_itself=True, at="say/8", there="main audio"),
    Step("say/add", made=photographs, at="say/check", there="text=Something I made"),
)
TAKING_PART = (
    Step("meeting/about/way/way", ("I join by phone or video",)),
    Step("meeting/about/way/more", typed={"#more": "Jo beside me"}),
    Step("meeting/about/times/hours", ("Before 10am", "After 4pm")),
    Step("meeting/about/times/because", ("Something else",)),
    Step("meeting/about/bring/who", ("A friend",)),
    Step("meeting/about/bring/name", typed={"#name": "Jo"}),
    Step("meeting/about/needs/language", typed={"#language": "Tigrinya"}),
    Step("meeting/about/needs/needs", ("Breaks", "Large print")),
    Step("meeting/about/needs/more", typed={"#more": "My dog"}),
    Step("meeting/about/adult/adult", ("I have no carer",)),
    Step("meeting/agree/talk", ("Yes",)),
    Step("meeting/agree/home", ("No",)),
    Step("meeting/papers/1", made=ticks_one, there="main input:checked"),
    Step("meeting/papers/1/parts", made=ticks_one, there="main input:checked"),
    Step(
        "meeting/away",
        typed={"#words": MAN, "#why": "He shouts"},
        at="meeting",
        there=f"h3:has-text('{MAN}')",
    ),
    Step("meeting/advocate", at="meeting", there="h3:has-text('somebody who speaks up for you')"),
)


def breaks(phone: Somebody) -> None:
    """End the page's process: no script of it hears of that."""
    context = phone.page.context
    phone.page.on("crash", lambda _page: context.close())
    with pytest.raises(Error):
        context.new_cdp_session(phone.page).send("Page.crash")


def arrives_at(answer: Response) -> bool:
    """Tell whether something was sent by a press; what is kept before that is not sent."""
    return answer.request.method == "POST" and "/y/not-sent" not in answer.url


@pytest.mark.requirement("R45", "R51", "R52")
def test_every_answer_is_there_on_the_next_phone(
    county: CountyAt, prepared: Prepared, arrives: Arrives
) -> None:
    place: County = county(STAGE)
    burnley = [each for each in prepared(STAGE).young_people if each["district"] == "burnley"]
    code = burnley[3]["code"]

    def phone() -> Somebody:
        new = arrives(place, width=PHONE)
        new.closely = False  # other journeys look at these pages closely
        new.page.add_init_script(MICROPHONE)
        come_in(new, code)
        return new

    now = phone()
    for step in SAYING + TAKING_PART:
        now.go(f"/y/{step.path}")
        with now.page.expect_response(arrives_at) as kept:
            step.give(now)
        assert kept.value.status < REFUSED, step
        breaks(now)
        now = phone()
        step.stands(now)
    now.go("/y/say/check")
    now.sees("My room is good.", "A room in somebody’s home, with their help", "With a lock")
    now.sees("Written for me by: My friend Jo", "A garden", "In the middle", "Money", "A bus pass")
    for made in ("img[alt=Nan]", "img[alt=Zita]", "audio"):
        expect(now.page.locator(f"main {made}")).to_be_visible()
    now.go("/y/meeting/check")
    for step in TAKING_PART:
        if step.path.startswith("meeting/about/"):
            now.sees(*step.chosen, *step.typed.values())
    assert now.said == []
