"""A young person says what they want: on a small phone, in every way, and nothing is ever lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from portal.demo.command import Practice
from portal.demo.county import OLD_ENOUGH_BEFORE
from portal.web.languages import catalogue
from tests.journeys.conftest import Arrives, County, CountyAt, Prepared
from tests.support.somebody import MICROPHONE, OLDER_PHONE, PHONE, Somebody, come_in, draws
from tests.support.voices import ENGLISH, spoken, with_voices

pytestmark = [pytest.mark.journey, pytest.mark.requirement("R52")]
STAGE = "preparing"
ALL = 8
ONLY_MY_WORKER = "Only my worker, and the reviewing officer at the meeting"


@pytest.fixture
def place(county: CountyAt) -> County:
    return county(STAGE)


@pytest.fixture
def code(prepared: Prepared) -> str:
    """The code of a young person of Burnley who has said nothing yet."""
    made: Practice = prepared(STAGE)
    return [each["code"] for each in made.young_people if each["district"] == "burnley"][-1]


def at_question(who: Somebody, number: int) -> None:
    who.sees(f"Question {number} of {ALL}")


def test_the_whole_path_on_a_phone_with_scripts_off(
    place: County, code: str, arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE, scripts=False)
    come_in(phone, code)
    phone.sees("You can say what you want. You can skip any question.")
    phone.follow("What you want to say")
    phone.sees("Nobody reads anything before you share it.")
    phone.press("Start")
    at_question(phone, 1)
    phone.press("Continue")
    phone.sees("Give an answer, or skip this question.")
    phone.page.locator("#answer").fill("My room is good.\nIt is <b>loud</b>.")
    phone.press("Continue")
    at_question(phone, 2)
    phone.choose("A room in somebody’s home, with their help")
    phone.press("Continue")
    at_question(phone, 3)
    phone.press("I’m not sure")
    phone.follow("Skip")
    phone.follow("Skip")
    at_question(phone, 6)
    phone.choose("In the middle")
    phone.press("Continue")
    phone.choose("Somebody to talk to")
    phone.choose("Money")
    phone.press("Continue")
    at_question(phone, 8)
    phone.follow("Ask someone to write it for me")
    phone.fill("Who is writing for you?", "My friend Jo")
    phone.fill("What you say, in your words", "I want to stay near college.")
    phone.page.locator(".young-whom summary").click()
    phone.choose("Everyone at my meeting, and people who offer places to live")
    phone.press("Continue")
    phone.press("Continue")
    phone.sees(
        "Nobody else can read this yet.",
        "It is <b>loud</b>.",
        "A room in somebody’s home, with their help",
        "Written for me by: My friend Jo",
    )
    phone.press("Share my views with the panel")
    phone.sees("Thank you. It is shared.", "The meeting is on")
    phone.follow("See or change what you said")
    phone.sees("This is shared with the people you chose.")
    phone.press("Take it all back")
    phone.sees("You took it back. Nobody else can read it now.")
    assert phone.said == []


def test_a_lost_connection_keeps_the_words_and_sends_them_later(
    place: County, code: str, arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE)
    come_in(phone, code)
    phone.go("/y/say/8")
    phone.page.context.set_offline(offline=True)
    phone.page.locator("#answer").fill("Typed on the bus, in a tunnel")
    kept = phone.page.locator("[data-kept]")
    expect(kept).to_contain_text("Your words are still on this page")
    expect(phone.page.locator("#answer")).to_have_value("Typed on the bus, in a tunnel")
    phone.page.context.set_offline(offline=False)
    expect(kept).to_have_text("Saved")
    phone.said.clear()  # the browser says that it was offline
    phone.press("Continue")
    phone.sees("Typed on the bus, in a tunnel")


def test_saying_it_out_loud_and_drawing_it(place: County, code: str, arrives: Arrives) -> None:
    phone = arrives(place, width=PHONE)
    phone.page.add_init_script(MICROPHONE)
    come_in(phone, code)
    phone.go("/y/say/8/talk")
    phone.button("Start recording").click()
    phone.sees("We are recording you now.")
    phone.page.wait_for_timeout(600)
    phone.button("Stop recording").click()
    phone.sees("Stopped. You can play it, or say it again.")
    expect(phone.page.locator("[data-kept]")).to_have_text("Saved")
    expect(phone.page.locator("[data-play]")).to_be_visible()
    phone.fill("You can also add words", "It is my song")
    phone.page.locator(".young-whom summary").click()
    phone.choose(ONLY_MY_WORKER)
    phone.press("Continue")
    expect(phone.page.locator("main audio")).to_be_visible()
    expect(phone.page.locator(".young-whom__now")).to_have_text(ONLY_MY_WORKER)
    expect(phone.page.locator("#answer")).to_have_value("It is my song")
    phone.go("/y/say/4/draw")
    draws(phone)
    phone.fill("You can also add words", "My nan and me")
    phone.press("Continue")
    expect(phone.page.locator("main img")).to_have_attribute("alt", "My nan and me")
    assert phone.said == []


def test_a_question_is_heard_with_everything_that_can_be_answered(
    place: County, code: str, arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE)
    with_voices(phone.page, ENGLISH)
    come_in(phone, code)
    phone.go("/y/say/6")
    phone.button("Listen to this page").click()
    expect(phone.button("Listen to this page")).to_be_visible()  # it has come to the end
    heard = [words for _, words in spoken(phone.page)]
    question = phone.heading()
    assert heard.count(question) == 1
    at = heard.index(question)
    scale = ["Very bad", "Bad", "In the middle", "Good", "Very good"]
    assert [words for words in heard[at:] if words in scale] == scale
    assert "You can also add words" in heard
    phone.go("/y/say/8")  # where it goes on by itself, and the question is its own box's label
    expect(phone.button("Listen to this page")).to_be_visible()
    heard = [words for _, words in spoken(phone.page)]
    assert heard.count(phone.heading()) == 1
    assert phone.said == []


def test_a_phone_that_does_not_record_is_offered_other_ways(
    place: County, code: str, arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE)
    phone.page.add_init_script("delete window.MediaRecorder")
    come_in(phone, code)
    phone.go("/y/say/8/talk")
    phone.sees("This phone does not let us record here.", "Choose a file")
    assert phone.said == []


def test_with_the_keyboard_alone_and_no_answer_at_all(
    place: County, code: str, arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE)
    come_in(phone, code)
    phone.go("/y/say")

    def to(name: str) -> None:
        """Press Tab until the control of this name has the focus, then Enter."""
        for _ in range(60):
            phone.page.keyboard.press("Tab")
            said = phone.page.evaluate("document.activeElement.textContent.trim()")
            if said == name:
                with phone.page.expect_navigation():
                    phone.page.keyboard.press("Enter")
                return
        raise AssertionError(f"no control called {name} is reached on {phone.page.url}")

    to("Start")
    for number in range(1, ALL + 1):
        at_question(phone, number)
        to("Skip")
    phone.sees("You gave no answers. That is fine.")
    to("Share my views with the panel")
    phone.sees("They know that you were asked")
    assert phone.said == []


def test_what_they_said_for_another_meeting_is_read_again_in_arabic(
    place: County, prepared: Prepared, arrives: Arrives
) -> None:
    burnley = [each for each in prepared(STAGE).young_people if each["district"] == "burnley"]
    says = catalogue("ar").gettext
    phone = arrives(place, width=PHONE)
    come_in(phone, burnley[OLD_ENOUGH_BEFORE][0]["code"], "ar")
    phone.go("/y/say?lang=ar")
    phone.follow(says("Read what you said before"))
    phone.page.locator("main a[href*='/y/say/before/1']").click()
    phone.page.wait_for_url("**/y/say/before/1?lang=ar")
    phone.check()
    expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.page.locator(".young-said").first).to_be_visible()
    assert phone.said == []


def test_an_older_phone_sends_what_was_pressed(
    place: County, code: str, arrives: Arrives, tmp_path: Path
) -> None:
    phone = arrives(place, width=PHONE)
    phone.page.add_init_script(OLDER_PHONE)
    come_in(phone, code)
    phone.go("/y/say/1")
    phone.page.locator("#answer").fill("My room is good.")
    phone.press("Continue")
    at_question(phone, 2)
    phone.press("I’m not sure")
    at_question(phone, 3)
    phone.go("/y/say/2")
    phone.sees("You told us: I’m not sure.")
    phone.choose("A room in somebody’s home, with their help")
    phone.press("Continue")
    at_question(phone, 3)
    phone.go("/y/say/4/draw")
    expect(phone.page.locator("canvas")).to_be_hidden()
    phone.sees("Draw on paper, take a picture of it, and choose the picture here.")
    picture = tmp_path / "IMG_1.png"
    Image.new("RGB", (40, 30), "teal").save(picture)
    phone.page.locator("#file").set_input_files(picture)
    phone.fill("You can also add words", "My nan and me")
    phone.press("Continue")
    expect(phone.page.locator("main img")).to_have_attribute("alt", "My nan and me")
    assert phone.said == []


@pytest.mark.parametrize("phone_of", ["today", "2020"])
def test_words_typed_just_before_going_on_are_kept(
    place: County, code: str, arrives: Arrives, phone_of: str
) -> None:
    phone = arrives(place, width=PHONE)
    if phone_of == "2020":
        phone.page.add_init_script(OLDER_PHONE)
    come_in(phone, code)
    words = phone.page.locator("#answer")
    phone.go("/y/say/1")
    words.fill("Typed, and skipped at once")
    phone.follow("Skip")
    at_question(phone, 2)
    phone.go("/y/say/1")
    expect(words).to_have_value("Typed, and skipped at once")
    words.fill("Typed, and read with simple words at once")
    phone.follow("Simple words")
    at_question(phone, 1)
    expect(words).to_have_value("Typed, and read with simple words at once")
    words.fill("Typed, and one step back at once")
    phone.page.go_back()
    phone.page.wait_for_timeout(1000)  # it arrives by itself, soon after the page is gone
    phone.go("/y/say/1")
    expect(words).to_have_value("Typed, and one step back at once")
    phone.go("/y/say/8/helper")
    phone.fill("Who is writing for you?", "My friend Jo")
    words.fill("Typed for me, and left at once")
    phone.follow("Back")
    phone.sees("Written for me by: My friend Jo")
    expect(words).to_have_value("Typed for me, and left at once")
    assert phone.said == []
