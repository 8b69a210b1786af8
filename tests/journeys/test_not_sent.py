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


SENT = """
window.sent = [];
const asks = window.fetch;
window.fetch = (address, how = {}) => {
  const typed = (name) => how.body instanceof FormData ? how.body.get(name) : null;
  window.sent.push({
    draft: typed("draft"), quiet: Boolean(typed("quiet")), outlives: Boolean(how.keepalive),
  });
  return asks(address, how);
};
"""
"""Writes down what the page sends, whatever becomes of it."""


def sent(who: Somebody, *, quiet: bool) -> list[tuple[str | None, bool]]:
    """Return the mark of each form that was sent, and whether it outlives its page."""
    each = who.page.evaluate("window.sent")
    return [(one["draft"], one["outlives"]) for one in each if one["quiet"] is quiet]


def hangs(who: Somebody, address: str) -> list[Route]:
    """Let what is sent to this address hang; return it as it comes."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.fallback()

    who.page.route(address, hold)
    return held


def test_each_save_of_a_page_has_a_mark_of_its_own(phone: Callable[[], Somebody]) -> None:
    one = phone()
    one.page.add_init_script(SENT)
    one.go("/y/meeting/away")
    why = one.page.locator("#why")
    for words in ("He", "He shouts"):
        why.fill(words)
        expect(note(one)).to_have_text("")
        expect(note(one)).to_have_text(NOT_SENT)
    marks = [mark for mark, _ in sent(one, quiet=True) if mark]
    opening = marks[0].removesuffix(".1")
    assert marks == [f"{opening}.1", f"{opening}.2"]
    assert one.page.locator("form[data-keep] [name=draft]").first.input_value() == opening


def test_a_press_is_not_said_to_be_unsent_by_a_page_that_goes(
    phone: Callable[[], Somebody],
) -> None:
    one = phone()
    one.page.add_init_script(SENT)
    one.go("/y/meeting/away")
    held = hangs(one, "**/y/meeting/away")
    one.choose("Somebody else")
    one.page.locator("#words").fill("the man from the hostel")
    one.page.locator("#why").fill(WORDS)
    one.button("Ask for this").click()
    expect(note(one)).to_have_text("Sending. Please wait.")
    one.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert sent(one, quiet=True) == []
    assert [outlives for _, outlives in sent(one, quiet=False)] == [True]
    held.pop().abort()
    expect(note(one)).to_contain_text("Everything is still on this page.")
    one.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert [outlives for _, outlives in sent(one, quiet=True)] == [True]  # it is not on its way
    one.said.clear()  # the browser says that it did not get there


def test_a_draft_that_hangs_does_not_hold_what_is_pressed(phone: Callable[[], Somebody]) -> None:
    one = phone()
    one.go("/y/meeting/away")
    held = hangs(one, "**/y/not-sent")
    one.choose("Somebody else")
    one.page.locator("#words").fill("the man from the hostel")
    with one.page.expect_request("**/y/not-sent"):
        one.page.locator("#why").fill(WORDS)
    with one.page.expect_event("requestfailed", lambda asked: "not-sent" in asked.url):
        one.press("Ask for this")
    one.sees("We have not answered yet.")
    one.does_not_see(NOT_SENT)
    assert len(held) == 1


def test_what_is_pressed_and_not_let_in_stays_on_its_page(phone: Callable[[], Somebody]) -> None:
    one = phone()
    one.go("/y/meeting/away")

    def refuses(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=403, body="")
        else:
            route.fallback()

    one.page.route("**/y/meeting/away", refuses)
    one.page.locator("#why").fill(WORDS)
    one.button("Ask for this").click()
    expect(note(one)).to_contain_text("Copy your words, then come back with your code.")
    expect(one.page.locator("#why")).to_have_value(WORDS)
    one.said.clear()  # the browser says that it was not let in


def test_whoever_leaves_before_the_microphone_is_there_is_not_heard(
    phone: Callable[[], Somebody],
) -> None:
    one = phone()
    one.page.add_init_script(
        """
        const comes = navigator.mediaDevices.getUserMedia;
        navigator.mediaDevices.getUserMedia = async () => {
          await new Promise(done => { window.allow = done; });
          return comes();
        };
        """
    )
    one.go("/y/say/8/talk")
    start = one.button("Start recording")
    start.click()
    one.page.evaluate(GOES_AWAY)
    one.page.evaluate("window.allow()")
    expect(start).to_be_visible()
    assert live(one.page) == []
    expect(one.page.locator("[data-recording]")).to_have_text("")


def test_a_recording_stands_until_another_is_finished(phone: Callable[[], Somebody]) -> None:
    one = phone()
    one.page.add_init_script(SENT)
    starts_talking(one)
    one.page.wait_for_timeout(600)
    one.button("Stop recording").click()
    expect(note(one)).to_have_text("Saved")
    for opened in ("the same page", "another time"):
        if opened == "another time":
            starts_talking(one)
        else:
            one.button("Start recording").click()
            one.sees("We are recording you now.")
        before = len(sent(one, quiet=True))
        one.page.wait_for_timeout(5600)  # its first piece has come
        assert len(sent(one, quiet=True)) == before, opened
        one.button("Stop recording").click()
        expect(note(one)).to_have_text("Saved")
        assert len(sent(one, quiet=True)) == before + 1, opened


def test_a_recording_is_sent_for_as_long_as_it_takes_where_its_page_goes(
    phone: Callable[[], Somebody],
) -> None:
    one = phone()
    one.page.add_init_script(SENT)
    held = hangs(one, "**/y/say/8/talk")
    starts_talking(one)
    one.page.wait_for_timeout(600)
    one.button("Stop recording").click()
    expect(note(one)).to_have_text("Sending. Please wait.")
    assert len(held) == 1
    one.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert [outlives for _, outlives in sent(one, quiet=True)] == [False, True]
