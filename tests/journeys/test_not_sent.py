"""What is typed or said before anybody presses: nothing of it is lost, whatever ends its page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Response, Route, expect

from tests.journeys.conftest import Arrives, County, CountyAt, Prepared
from tests.journeys.test_another_phone import breaks
from tests.support.somebody import MICROPHONE, PHONE, Somebody, come_in

pytestmark = [pytest.mark.journey, pytest.mark.requirement("R52")]
STAGE = "preparing"
NOT_SENT = "Not sent yet. Only you can see this."
WORDS = "She shouts at my cous"
GOES_AWAY = """() => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
"""What a phone says to a page when it is locked, or another app comes before it."""
TRACKS = """
const hears = navigator.mediaDevices.getUserMedia;
navigator.mediaDevices.getUserMedia = async () => {
  window.heard = await hears();
  return window.heard;
};
"""


@pytest.fixture
def place(county: CountyAt) -> County:
    return county(STAGE)


@pytest.fixture
def phone(place: County, prepared: Prepared, arrives: Arrives) -> Callable[[], Somebody]:
    """Takes another phone of the same young person of Burnley, who has said nothing yet."""
    burnley = [each for each in prepared(STAGE).young_people if each["district"] == "burnley"]

    def another() -> Somebody:
        new = arrives(place, width=PHONE)
        new.page.add_init_script(MICROPHONE + TRACKS)
        come_in(new, burnley[-1]["code"])
        return new

    return another


def note(who: Somebody) -> Locator:
    return who.page.locator("[data-kept]").first


def keeps(answer: Response) -> bool:
    return answer.request.method == "POST" and answer.ok


def test_words_of_a_phone_that_breaks_are_on_the_next_until_they_are_sent(
    place: County, phone: Callable[[], Somebody], arrives: Arrives
) -> None:
    one = phone()
    one.go("/y/meeting/away")
    one.choose("Somebody else")
    one.page.locator("#words").press_sequentially("Mor")
    one.page.locator("#why").press_sequentially(WORDS)
    expect(note(one)).to_have_text(NOT_SENT)
    breaks(one)

    two = phone()
    two.go("/y/home")
    two.sees("You wrote something. It is not sent yet. Only you can see it.")
    two.go("/y/meeting")
    two.follow(NOT_SENT)
    two.sees(NOT_SENT, "Nobody else reads it before you send it.")
    expect(two.box("Somebody else")).to_be_checked()
    expect(two.page.locator("#words")).to_have_value("Mor")
    expect(two.page.locator("#why")).to_have_value(WORDS)
    two.page.locator("#why").press("Control+End")
    two.page.locator("#why").press_sequentially("in")
    two.follow("Back to my meeting")  # what was typed just now is kept first
    two.sees(NOT_SENT)

    casey = arrives(place, "case-support", "/d/burnley/requests")
    casey.does_not_see(WORDS)

    two.follow(NOT_SENT)
    expect(two.page.locator("#why")).to_have_value(f"{WORDS}in")
    two.press("Ask for this")
    two.sees("We have not answered yet.")
    two.does_not_see(NOT_SENT)
    two.go("/y/meeting/away")
    expect(two.page.locator("#why")).to_have_value("")
    casey.go("/d/burnley/requests")
    assert two.said == []


def test_what_was_typed_just_before_a_page_is_closed_is_kept(
    phone: Callable[[], Somebody],
) -> None:
    one = phone()
    one.go("/y/meeting/about/needs/more?lang=ar")
    one.page.locator("#more").fill("My dog")
    one.page.close(run_before_unload=True)
    two = phone()  # to come in takes longer than what was sent
    two.go("/y/meeting/about/needs/more")
    expect(two.page.locator("#more")).to_have_value("My dog")
    two.press("Throw it away")
    expect(two.page.locator("#more")).to_have_value("I would rather listen than read.")
    two.does_not_see(f"<strong>{NOT_SENT}")


def test_with_scripts_off_what_another_phone_kept_is_there_and_is_sent(
    place: County, phone: Callable[[], Somebody], arrives: Arrives, prepared: Prepared
) -> None:
    one = phone()
    one.go("/y/meeting/about/way/more")
    one.page.locator("#more").fill("Jo beside me")
    expect(note(one)).to_have_text(NOT_SENT)
    old = arrives(place, width=PHONE, scripts=False)
    burnley = [each for each in prepared(STAGE).young_people if each["district"] == "burnley"]
    come_in(old, burnley[-1]["code"])
    old.go("/y/meeting/about/way/more")
    old.sees(NOT_SENT)
    expect(old.page.locator("#more")).to_have_value("Jo beside me")
    old.press("Save and go on")
    old.sees("Jo beside me")
    old.does_not_see(NOT_SENT)


def starts_talking(who: Somebody) -> None:
    who.go("/y/say/8/talk")
    who.button("Start recording").click()
    who.sees("We are recording you now.")


def is_there(who: Somebody) -> None:
    who.go("/y/say/8")
    expect(who.page.locator("main audio")).to_be_visible()


def test_a_recording_is_there_although_its_page_was_closed_without_a_word(
    phone: Callable[[], Somebody],
) -> None:
    one = phone()
    starts_talking(one)
    with one.page.expect_response(keeps):
        pass  # the first piece is sent by itself
    one.page.close(run_before_unload=False)  # as phones do that ask nothing
    is_there(phone())


def test_a_recording_of_a_phone_that_breaks_is_there_as_far_as_it_came(
    phone: Callable[[], Somebody],
) -> None:
    one = phone()
    starts_talking(one)
    for _ in ("the first piece", "the second"):
        with one.page.expect_response(keeps):
            pass
    breaks(one)
    two = phone()
    is_there(two)
    length = two.page.evaluate(
        "async () => (await (await fetch('/y/say/8/file')).arrayBuffer()).byteLength"
    )
    assert length > 20_000
    assert two.page.locator("main audio").evaluate(
        """async sound => {
          sound.muted = true;
          await sound.play();
          return sound.error === null;
        }"""
    )


def test_nobody_is_recorded_who_is_not_on_the_page_and_what_they_said_is_sent(
    phone: Callable[[], Somebody],
) -> None:
    one = phone()
    starts_talking(one)
    one.page.wait_for_timeout(600)
    with one.page.expect_response(keeps):
        one.page.evaluate(GOES_AWAY)
    assert live(one.page) == []
    one.sees("We stopped recording because you left this page.")
    expect(note(one)).to_have_text("Saved")
    is_there(phone())


def test_the_microphone_stops_at_once_for_whoever_leaves(phone: Callable[[], Somebody]) -> None:
    one = phone()
    starts_talking(one)
    said: list[str] = []
    there: list[Route] = []
    one.page.on("console", lambda word: said.append(word.text))
    one.page.on("request", lambda asked: said.append(asked.url) if asked.post_data else None)
    one.page.evaluate(
        """() => {
          const track = window.heard.getTracks()[0];
          const stop = track.stop.bind(track);
          track.stop = () => { console.log("no microphone"); stop(); };
        }"""
    )

    def hangs(route: Route) -> None:
        there.append(route)

    one.page.route("**/leave", hangs)
    one.page.locator("[data-leave]").click(no_wait_after=True)
    one.page.wait_for_timeout(1000)
    assert said == ["no microphone"]
    there.pop().fulfill(body="<title>Rain</title>", content_type="text/html")
    expect(one.page).to_have_title("Rain")


def live(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "window.heard.getTracks().map(each => each.readyState).filter(each => each === 'live')"
    )
    return found


def test_a_phone_that_cannot_record_what_it_hears_stops_hearing(
    phone: Callable[[], Somebody],
) -> None:
    one = phone()
    one.page.add_init_script("MediaRecorder.prototype.start = () => { throw new Error('no'); };")
    one.go("/y/say/8/talk")
    one.page.get_by_role("button", name="Start recording").click()
    one.sees("This phone does not let us record here.", "Choose a file")
    assert live(one.page) == []
    assert one.page.evaluate("window.heard.getTracks().length") == 1
