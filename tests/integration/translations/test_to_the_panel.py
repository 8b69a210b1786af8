"""What a young person said in their language, in English beside it, while it is theirs to read."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest

from portal.testing.pages import PageClient
from portal.voice import operations as voice
from portal.voice import queries as voices
from portal.voice.operations import Asking
from portal.voice.rules.answers import Answer, Audience, How
from tests.integration.translations.conftest import BY, SAID, Handing
from tests.support.pdf_reading import printed

ENGLISH = "Near school ZENGLISH"


def plainly(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(page)))


@pytest.mark.requirement("R52")
def test_their_own_words_stand_first_and_the_english_below_with_who_translated(
    handing: Handing, young: PageClient
) -> None:
    box = handing.say()
    worker = handing.enter("worker")
    page = worker.get(handing.words("en")).text
    assert f'lang="ti">{SAID}' in page
    assert "Answered on the page in Tigrinya." in page
    assert handing.hand(worker, "en", {box: ENGLISH}).status_code == 303
    for who, address in (
        ("chair", "/views"),
        ("chair", "/views/room?alone=1"),
        ("worker", "/views"),
    ):
        text = plainly(handing.enter(who).get(f"{handing.item}{address}").text)
        assert (
            text.index(SAID) < text.index(f"In English, translated by {BY}") < text.index(ENGLISH)
        )
    with handing.working(writes=False):
        kept = voices.answer_to(handing.item_id, "say")
        assert kept is not None
        assert kept.words == SAID
    own = plainly(young.get("/y/say/check").text)
    assert own.index(SAID) < own.index("The people you chose can also read it in English:")
    assert own.index(ENGLISH) < own.index("Put into English by: Invented Interpreters")


@pytest.mark.requirement("R52", "R92")
def test_their_words_are_printed_beside_the_english_and_who_made_it(
    handing: Handing, young: PageClient
) -> None:
    box = handing.say()
    worker = handing.enter("worker")
    assert f"{handing.item}/views/paper" in worker.get(f"{handing.item}/views").text
    before = printed(worker.get(f"{handing.item}/views/paper"))
    assert "Nobody has put these words into English yet." in before
    handing.hand(worker, "en", {box: ENGLISH})
    for client, address in ((worker, f"{handing.item}/views/paper"), (young, "/y/say/paper")):
        said = printed(client.get(address))
        assert said.count(SAID) == said.count(ENGLISH) == 1
        assert f"Put into English by: {BY}" in said
        assert "What do you want to say to the people at the meeting?" in said  # asked in Tigrinya
        assert "ሕቶ?" in said
        assert "For: The people at my meeting, but not people who offer places to live" in said
        assert "cannot print" not in said


@pytest.mark.requirement("R52", "R92")
def test_what_they_typed_in_their_language_on_the_english_page_is_printed_with_its_english(
    handing: Handing, young: PageClient
) -> None:
    """Also beside another language, where it stands once in each column, and English in one."""
    box = handing.say(language="en")
    worker = handing.enter("worker")
    handing.hand(worker, "en", {box: ENGLISH})
    for client, address, columns in (
        (worker, f"{handing.item}/views/paper", 1),
        (young, "/y/say/paper", 1),
        (young, "/y/say/paper?lang=pl", 2),
    ):
        said = printed(client.get(address))
        assert (said.count(SAID), said.count(ENGLISH)) == (columns, 1)
        assert said.index(SAID) < said.index(ENGLISH) < said.index("Put into English by:")
        assert said.count(BY) == 1


def test_what_no_letters_there_are_print_is_said_to_be_missing(
    handing: Handing, young: PageClient
) -> None:
    handing.say(f"{SAID} \N{GRINNING FACE}")
    said = printed(young.get("/y/say/paper"))
    assert f"{SAID} ?" in said
    assert "Signs that we cannot print, like small pictures, are shown as “?”." in said


def test_what_they_change_or_take_back_takes_its_english_along(
    handing: Handing, young: PageClient
) -> None:
    box = handing.say()
    worker, chair = handing.enter("worker"), handing.enter("chair")
    handing.hand(worker, "en", {box: ENGLISH})
    views = f"{handing.item}/views"
    young.post("/y/say/take-back")
    assert ENGLISH not in chair.get(views).text
    assert ENGLISH not in worker.get(handing.words("en")).text
    # What was typed for it then is not kept, and not shown again.
    drawn = {"made_by": BY, box: ENGLISH}
    refused = worker.post(handing.words("en"), data=drawn)
    assert refused.status_code == 422
    assert ENGLISH not in refused.text
    young.post("/y/say/share")
    assert ENGLISH in chair.get(views).text  # the same words, shared again
    handing.say("ካልእ", version=_version(handing))
    assert "ካልእ" in chair.get(views).text
    assert ENGLISH not in chair.get(views).text
    assert handing.kept() == []
    handing.hand(worker, "en", {box: "Something else"})
    young.post("/y/say/8/remove")
    assert handing.kept() == []


def _version(handing: Handing) -> int:
    with handing.working(writes=False):
        row = voices.answer_to(handing.item_id, "say")
        assert row is not None
        return row.version


def test_sharing_it_with_others_leaves_the_english(handing: Handing) -> None:
    box = handing.say()
    handing.hand(handing.enter("worker"), "en", {box: ENGLISH})
    handing.clock.instant += timedelta(minutes=5)
    handing.say(audience=Audience.EVERYONE, version=_version(handing))
    assert ENGLISH in handing.enter("chair").get(f"{handing.item}/views").text


@pytest.mark.control("C11")
def test_only_who_reads_an_answer_puts_it_into_english(handing: Handing) -> None:
    box = handing.say(audience=Audience.WORKERS)
    worker, support = handing.enter("worker"), handing.enter("support")
    assert SAID not in support.get(handing.words("en")).text
    refused = support.post(handing.words("en"), data={"made_by": BY, box: ENGLISH})
    assert refused.status_code == 422
    assert handing.kept() == []
    assert handing.hand(worker, "en", {box: ENGLISH}).status_code == 303
    assert ENGLISH not in support.get(f"{handing.item}/views").text
    assert ENGLISH not in support.get(handing.words("en")).text


def test_an_answer_that_is_not_shared_is_nobody_elses(handing: Handing) -> None:
    handing.say(share=False)
    page = handing.enter("worker").get(handing.words()).text
    assert "They share nothing with you that could be put into English." in page


def test_a_recording_and_words_typed_on_the_english_page_may_have_english_too(
    handing: Handing, young: PageClient
) -> None:
    said = handing.say("Mana barumsaa biratti", language="en")
    with handing.working():
        row = voice.keep_file(
            now=handing.clock.instant,
            asking=Asking(key="home", wording="Asked?"),
            given=Answer(How.RECORDING, Audience.PANEL),
            file=io.BytesIO(b"OggS" + bytes(200)),
            version=0,
            **handing.whose,
        )
        voice.share(now=handing.clock.instant, **handing.whose)
        recording = f"words-views-{row.id.hex}"
    worker = handing.enter("worker")
    page = worker.get(handing.words("en")).text
    assert "Answered on the page in English." in page
    assert "Open what they made" in page
    handing.hand(worker, "en", {said: ENGLISH, recording: "I like it here"})
    views = handing.enter("chair").get(f"{handing.item}/views").text
    assert ENGLISH in views
    assert "I like it here" in views
    # Recorded anew, it says something else.
    with handing.working():
        held = voices.answer_to(handing.item_id, "home")
        assert held is not None
        voice.keep_file(
            now=handing.clock.instant,
            asking=Asking(key="home", wording="Asked?"),
            given=Answer(How.RECORDING, Audience.PANEL),
            file=io.BytesIO(b"OggS" + bytes(300)),
            version=held.version,
            **handing.whose,
        )
        voice.share(now=handing.clock.instant, **handing.whose)
    assert "I like it here" not in handing.enter("chair").get(f"{handing.item}/views").text
    assert [row.words for row in handing.kept()] == [ENGLISH]
    assert young
