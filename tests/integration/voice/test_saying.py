"""A young person says what they want: every way, every page, kept at once, theirs to take back."""

from __future__ import annotations

import io
import re
from datetime import datetime

import pytest
from markupsafe import escape
from werkzeug.test import TestResponse

from portal.kernel.shown import plain
from portal.testing.pages import PageClient
from portal.variations.questions import QuestionKind, ViewsQuestion
from portal.voice import queries
from portal.voice.operations.shared import CHANGED
from portal.voice.rules import core
from portal.voice.rules.answers import Audience
from portal.web.clock import LONDON
from portal.web.languages import catalogue
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.voice.conftest import (
    FEEL,
    HELP,
    HOME,
    MATTERS,
    PREFERRED,
    SAY,
    Saying,
)
from tests.support.hostile_text import SCRIPTS
from tests.support.invented_papers import picture
from tests.support.pdf_pages import pdf_with
from tests.support.young import opened_by_code

TRICKS = (
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING} words",
    "\N{LEFT-TO-RIGHT ISOLATE}a\N{RIGHT-TO-LEFT ISOLATE}b",
    "nul\0bell\x07escape\x1b[31mred",
    "delete\x7fand\x85next line",
    "zero\N{ZERO WIDTH SPACE}width \N{ZERO WIDTH NO-BREAK SPACE}",
    "line\N{LINE SEPARATOR}paragraph\N{PARAGRAPH SEPARATOR}end",
    "nothing \uffff \ufdd0 here",
    "tags \U000e0041\U000e0042",
    "می\N{ZERO WIDTH NON-JOINER}خواهم بمانم",
    "\n\nstarts with empty lines",
)
PAYLOADS = (*SCRIPTS, *TRICKS)
WORDED = {1: "home", 3: "matters", 4: "people", 5: "worries", 8: "say"}


@pytest.mark.requirement("R52")
def test_the_first_page_says_why_and_leads_to_the_first_question(saying: Saying) -> None:
    home = saying.client.get("/y/home")
    assert "What you want to say" in home.text
    page = saying.client.get("/y/say")
    assert "You can skip any question." in page.text
    assert "Nobody reads anything before you share it." in page.text
    assert saying.client.post("/y/say").headers["Location"] == "/y/say/1"
    assert "Question <bdi>1</bdi> of <bdi>8</bdi>" in saying.client.get("/y/say/1").text


@pytest.mark.requirement("R52")
def test_words_are_kept_byte_for_byte_and_shown_back(saying: Saying) -> None:
    words = "  My own room.\r\n\r\n\tAnd a cat – “Biscuit” 🐈  "
    assert saying.answer(MATTERS, words).headers["Location"] == "/y/say/4?saved=yes"
    kept = saying.kept("matters")
    assert kept is not None
    assert kept.words == words
    assert kept.asked["wording"] == "What matters most to you in a home?"
    assert (kept.asked["number"], kept.asked["of"]) == (3, 8)
    assert kept.shared_at is None
    # Sending the page again as it is changes nothing of it, whatever a browser makes of line ends.
    saying.answer(MATTERS, words.replace("\r\n", "\n"))
    again = saying.kept("matters")
    assert again is not None
    assert (again.words, again.version) == (words, kept.version)


@pytest.mark.requirement("R52")
def test_whoever_presses_continue_is_told_that_it_is_saved(saying: Saying) -> None:
    said = '<p class="young-note" role="status">Saved.</p>'
    for number, more in ((MATTERS, {}), (MATTERS, {"then": "check"}), (SAY, {})):
        place = saying.answer(number, f"Words {number} {more}", **more).headers["Location"]
        assert said in saying.client.get(place).text
        assert said not in saying.client.get(place.partition("?")[0]).text, "once, and no more"
    refused = saying.answer(MATTERS)
    assert refused.status_code == 422
    assert said not in refused.text


def test_whatever_is_typed_is_shown_as_the_plain_text_it_is(saying: Saying) -> None:
    """Every page is checked by the client: valid, and nothing in it that acts."""
    assert len(PAYLOADS) >= 60
    for start in range(0, len(PAYLOADS), len(WORDED)):
        some = PAYLOADS[start : start + len(WORDED)]
        for (number, key), words in zip(WORDED.items(), some, strict=False):
            saying.answer(number, words)
            kept = saying.kept(key)
            assert kept is not None
            assert kept.words == words
            page = saying.client.get(f"/y/say/{number}")
            assert escape(plain(words)) in page.text
        check = saying.client.get("/y/say/check")
        assert all(escape(plain(words)) in check.text for words in some)


def test_every_question_can_be_skipped_and_completing_with_nothing_is_fine(saying: Saying) -> None:
    saying.client.post("/y/say")
    for number in range(1, 9):
        page = saying.client.get(f"/y/say/{number}")
        onwards = "/y/say/check" if number == 8 else f"/y/say/{number + 1}"
        assert f'href="{onwards}">Skip</a>' in page.text
    check = saying.client.get("/y/say/check")
    assert "You gave no answers. That is fine." in check.text
    done = saying.client.post("/y/say/share")
    assert done.headers["Location"] == "/y/say/done"
    page = saying.client.get("/y/say/done")
    assert "you chose to give no answers" in page.text
    assert "Thursday" in page.text
    assert "Who can read it" not in page.text
    assert "/y/say/paper" not in page.text, "there is nothing to keep a copy of"


def test_once_it_is_shared_they_read_who_can_read_it_and_what_comes_by_when(
    saying: Saying,
) -> None:
    saying.client.post("/y/say")
    for number, whom in ((3, "panel"), (4, "workers"), (8, "panel")):
        saying.client.post(f"/y/say/{number}", data={"words": "x", "audience": whom, "version": 0})
    saying.client.post("/y/say/share")
    page = saying.client.get("/y/say/done").text
    whom = page.split("Who can read it", 1)[1].split("</ul>", 1)[0]
    assert whom.count("<li>") == 2
    assert "The people at my meeting, but not people who offer places to live" in whom
    assert "Only my worker, and the reviewing officer at the meeting" in whom
    # Five working days of which the panel's own, Thursday 17 December, is none.
    assert "They have until" in page
    assert "Thursday 24 December" in page
    saying.client.post("/y/say/4", data={"words": "y", "audience": "panel", "version": 1})
    changed = saying.client.get("/y/say/done").text
    assert changed.split("Who can read it", 1)[1].split("</ul>", 1)[0] == whom, "as it was, still"
    assert 'href="/y/meeting/advocate">Ask for an advocate</a>' in page
    assert 'href="/y/say/check">See or change what you said</a>' in page
    assert 'href="/y/say/paper">Print in large letters (PDF)</a>' in page


def test_a_day_that_passed_is_no_promise_any_more(saying: Saying, clock: MovableClock) -> None:
    saying.client.post("/y/say/share")
    clock.instant = datetime(2026, 12, 24, 9, tzinfo=LONDON)
    opened_by_code(saying.client, saying.young_person_id, saying.item_id)
    assert "They have until" in saying.client.get("/y/say/done").text
    clock.instant = datetime(2026, 12, 25, 9, tzinfo=LONDON)
    opened_by_code(saying.client, saying.young_person_id, saying.item_id)
    assert "They have until" not in saying.client.get("/y/say/done").text


@pytest.mark.requirement("R5")
def test_the_home_they_would_like_is_kept_under_the_outcomes_own_key(
    saying: Saying, working: ScopeOpener
) -> None:
    saying.answer(PREFERRED, chosen="supported_lodgings")
    with working(writes=False):
        assert queries.preferred_home(saying.item_id) is None  # theirs alone until it is shared
    saying.client.post("/y/say/share")
    with working(writes=False):
        assert queries.preferred_home(saying.item_id) == "supported_lodgings"


def test_a_scale_has_words_and_pictures_and_symbols_take_many(saying: Saying) -> None:
    page = saying.client.get(f"/y/say/{FEEL}").text
    for words in ("Very bad", "Bad", "In the middle", "Good", "Very good"):
        assert words in page
    assert page.count('<svg class="young-picture"') >= 5
    saying.answer(FEEL, chosen="middle")
    saying.answer(HELP, "and my nan", chosen=["money", "talk"])
    kept = saying.kept("help")
    assert kept is not None
    assert (kept.chosen, kept.words) == ("money talk", "and my nan")
    check = saying.client.get("/y/say/check").text
    assert "<li>Somebody to talk to</li>" in check
    assert "and my nan" in check


def test_not_being_sure_is_an_answer(saying: Saying) -> None:
    saying.answer(HOME, do="unsure")
    kept = saying.kept("home")
    assert kept is not None
    assert kept.not_sure
    assert "I’m not sure" in saying.client.get("/y/say/check").text
    # Words typed beside it are kept with it, and stand in the box when they come back.
    saying.answer(HOME, "Maybe with my nan", do="unsure")
    page = saying.client.get(f"/y/say/{HOME}").text
    assert "Maybe with my nan</textarea>" in page
    assert "You told us: I’m not sure." in page


@pytest.mark.parametrize(
    ("number", "data", "said"),
    [
        (MATTERS, {"words": "   "}, "Give an answer, or skip this question."),
        (MATTERS, {"words": "x" * 20_001}, "That is more than fits here."),
        (PREFERRED, {}, "Give an answer, or skip this question."),
        (PREFERRED, {"chosen": "a castle"}, "Give an answer, or skip this question."),
        (FEEL, {"chosen": ["good", "bad"]}, "Give an answer, or skip this question."),
        (MATTERS, {"words": "x", "audience": "the world"}, "Choose who this answer is for."),
    ],
)
def test_what_cannot_be_kept_says_so_kindly_and_stays_on_the_page(
    saying: Saying, number: int, data: dict[str, object], said: str
) -> None:
    page = saying.client.post(f"/y/say/{number}", data={"version": 0, "do": "save"} | data)
    assert page.status_code == 422
    assert said in page.text
    assert str(data.get("words", "")).strip()[:50] in page.text
    with saying.working(writes=False):
        assert queries.answers_of(saying.item_id) == []


def test_a_page_that_keeps_by_itself_is_told_the_new_version(saying: Saying) -> None:
    told = saying.client.post(f"/y/say/{SAY}", data={"words": "One", "version": 0, "quiet": "yes"})
    assert told.json == {"version": 1}
    told = saying.client.post(
        f"/y/say/{SAY}", data={"words": "One two", "version": 1, "quiet": "yes"}
    )
    assert told.json == {"version": 2}
    # A box that was emptied takes nothing away, and does not say that it did.
    told = saying.client.post(f"/y/say/{SAY}", data={"words": "", "version": 2, "quiet": "yes"})
    assert told.status_code == 422
    assert told.json is not None
    assert "What you saved stays until you remove it" in told.json["said"]
    assert (row := saying.kept("say")) is not None
    assert row.words == "One two"
    kept = saying.kept("say")
    assert kept is not None
    assert kept.words == "One two"


def test_two_devices_are_shown_both_answers_and_nothing_is_lost(saying: Saying) -> None:
    saying.answer(SAY, "From my phone")
    page = saying.client.post(
        f"/y/say/{SAY}", data={"words": "From a laptop", "version": 0, "do": "save"}
    )
    assert page.status_code == 409
    assert "You changed this answer somewhere else." in page.text
    assert "From my phone" in page.text
    assert "From a laptop" in page.text
    quiet = saying.client.post(
        f"/y/say/{SAY}", data={"words": "From a laptop", "version": 0, "quiet": "yes"}
    )
    assert quiet.status_code == 409
    elsewhere = saying.client.post(
        f"/y/say/{SAY}?lang=ar", data={"words": "From a laptop", "version": 0, "quiet": "yes"}
    )
    assert elsewhere.json == {"said": catalogue("ar").gettext(CHANGED)}
    assert not re.search("[A-Za-z]", elsewhere.json["said"])
    saying.client.post(f"/y/say/{SAY}", data={"words": "From a laptop", "version": 1, "do": "save"})
    kept = saying.kept("say")
    assert kept is not None
    assert kept.words == "From a laptop"


def test_what_arrived_is_known_again_when_it_is_sent_once_more(saying: Saying) -> None:
    """Where the line broke before the page was told, it sends the same with the version it has."""
    sent: list[tuple[str, dict[str, object], bytes | None]] = [
        (f"{SAY}", {"words": "One"}, None),
        (f"{HELP}", {"chosen": ["money"]}, None),
        (f"{HOME}/helper", {"words": "One", "scribe": "Jo"}, None),
        (f"{MATTERS}/picture", {"words": "My cat"}, picture(kind="PNG")),
        ("add", {}, picture(kind="PNG")),
        ("add", {}, pdf_with("One")),
    ]
    for path, data, file in sent * 2:
        with_file = {"file": (io.BytesIO(file), "app")} if file else {}
        answer = saying.client.post(f"/y/say/{path}", data={"version": 0, **data, **with_file})
        assert answer.status_code == 303, path
    with saying.working(writes=False):
        assert [row.saved for row in queries.answers_of(saying.item_id)] == [1] * len(sent)


def test_words_that_somebody_writes_for_them_are_kept_by_themselves(saying: Saying) -> None:
    at = f"/y/say/{SAY}/helper"

    def quiet(words: str, scribe: str, version: int) -> TestResponse:
        data = {"words": words, "scribe": scribe, "version": version, "quiet": "yes"}
        return saying.client.post(at, data=data)

    assert "data-keep" in saying.client.get(at).text
    assert quiet("", "", 0).json == {"version": 0}
    assert quiet("I want a garden", "", 0).status_code == 422
    assert quiet("I want a garden", "Jo", 0).json == {"version": 1}
    assert quiet("", "Jo", 1).status_code == 422
    page = saying.client.get(at).text
    assert "I want a garden" in page
    assert "data-keep" in page
    # What was said in another way is put away only by a press.
    saying.answer(SAY, "In my own hand")
    assert "data-keep" not in saying.client.get(at).text


def test_somebody_else_may_write_and_is_named(saying: Saying) -> None:
    page = saying.client.post(
        f"/y/say/{SAY}/helper", data={"words": "I want a garden", "scribe": " ", "version": 0}
    )
    assert page.status_code == 422
    assert "Say who wrote it for you." in page.text
    assert "I want a garden" in page.text
    saying.client.post(
        f"/y/say/{SAY}/helper",
        data={"words": "I want a garden", "scribe": "My carer Jo", "version": 0},
    )
    kept = saying.kept("say")
    assert kept is not None
    assert (kept.how, kept.words, kept.scribe) == ("scribe", "I want a garden", "My carer Jo")
    check = re.sub("<[^>]+>", "", saying.client.get("/y/say/check").text)
    assert "Written for me by: My carer Jo" in check


@pytest.mark.requirement("R52")
def test_something_made_elsewhere_can_be_added_and_removed(saying: Saying) -> None:
    assert saying.client.post("/y/say/add", data={}).status_code == 422
    saying.client.post("/y/say/add", data={"file": (io.BytesIO(picture(kind="PNG")), "app.png")})
    assert "Something I made <bdi>1</bdi>" in saying.client.get("/y/say/check").text
    assert saying.client.get("/y/say/added/1").mimetype == "image/jpeg"
    saying.client.post("/y/say/added/1/remove")
    assert "Something I made" not in saying.client.get("/y/say/check").text
    assert saying.client.get("/y/say/added/1").status_code == 404


def test_an_answer_says_for_whom_it_is_and_the_default_is_stated(saying: Saying) -> None:
    page = saying.client.get(f"/y/say/{SAY}").text
    assert "If you choose nothing, it is for the first." in page
    saying.answer(SAY, "For all")
    saying.answer(HOME, "For her", audience="advocate")
    stands = {key: saying.kept(key) for key in ("say", "home")}
    assert {key: row.audience for key, row in stands.items() if row} == {
        "say": Audience.PANEL,
        "home": Audience.ADVOCATE,
    }


def test_the_questions_of_the_district_are_asked_too_and_stay_as_they_were(
    saying: Saying, monkeypatch: pytest.MonkeyPatch
) -> None:
    pet = ViewsQuestion(
        key="pet",
        wording="Do you have a pet?",
        kind=QuestionKind.CHOICE,
        place=25,
        choices=("Yes", "No"),
    )
    asked = core.asked
    with monkeypatch.context() as then:
        then.setattr(core, "asked", lambda extra: asked((*extra, pet)))
        saying.client.post("/y/say")
    page = saying.client.get("/y/say/3").text  # asked no more, and frozen here
    assert "Question <bdi>3</bdi> of <bdi>9</bdi>" in page
    assert "Do you have a pet?" in page
    saying.answer(3, chosen="1")
    assert "<li>Yes</li>" in saying.client.get("/y/say/check").text


def test_a_question_with_choices_takes_no_drawing(saying: Saying) -> None:
    saying.client.post("/y/say")
    for number in (2, 6):
        saying.client.post(
            f"/y/say/{number}/draw", data={"file": (io.BytesIO(picture()), "a.png"), "version": 0}
        )
    assert saying.kept("preferred_home") is None


def test_nobody_who_is_not_in_reaches_a_page(client: PageClient) -> None:
    for place in ("/y/say", "/y/say/1", "/y/say/check", "/y/say/1/file", "/y/say/add"):
        assert client.get(place).headers["Location"] == "/y"
    assert client.post("/y/say/share").headers["Location"] == "/y"


@pytest.mark.parametrize("language", ["ar", "ti", "pl"])
def test_every_page_is_valid_in_other_languages(saying: Saying, language: str) -> None:
    saying.answer(SAY, "Hello")
    for place in ("/y/say", "/y/say/1", "/y/say/2", "/y/say/6", "/y/say/7", "/y/say/check"):
        assert saying.client.get(f"{place}?lang={language}&words=fewer").status_code == 200
    for way in ("talk", "draw", "picture", "helper"):
        assert saying.client.get(f"/y/say/1/{way}?lang={language}").status_code == 200


def test_what_a_helper_wrote_stays_theirs_until_it_is_changed(saying: Saying) -> None:
    saying.client.post(
        f"/y/say/{SAY}/helper", data={"words": "A garden", "scribe": "Jo", "version": 0}
    )
    saying.answer(SAY, "A garden", audience="everyone")
    kept = saying.kept("say")
    assert kept is not None
    assert (kept.how, kept.scribe, kept.audience) == ("scribe", "Jo", "everyone")
    saying.answer(SAY, "A garden and a dog")
    kept = saying.kept("say")
    assert kept is not None
    assert (kept.how, kept.scribe) == ("typed", "")
