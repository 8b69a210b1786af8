"""What a young person said for an earlier panel: theirs to read by a code or word, and to keep."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.participation import operations as participation
from portal.participation.rules.asks import AskKind, Outcome, Whom
from portal.participation.rules.choices import Topic
from portal.preparation.rules.inviting import Way
from portal.testing.pages import PageClient
from portal.voice import operations, queries
from portal.voice.operations import Asking
from portal.voice.rules.answers import STATEMENT, Answer, Audience, How
from tests.integration.panels.conftest import NOW, District
from tests.integration.voice.conftest import HELP, HOME, MATTERS, PREFERRED, SAY, Saying
from tests.integration.voice.test_pictures_and_recordings import WEBM
from tests.support.invented_papers import picture
from tests.support.young import link_for, opened_by_code, opened_by_link

SHARED, CHANGED, DRAFT = "A quiet room with my cat", "Two cats by now", "Zanzi is mine to say"
OTHERS = "Quokkabella said this for another"

Later = Callable[[], UUID]


@pytest.fixture
def later(district: District) -> Later:
    """Plan the next panel and put the first young person on it."""

    def made() -> UUID:
        return district.nominate(meeting_id=district.plan(date(2027, 2, 18))).item_id

    return made


@pytest.fixture
def again(app: Flask, saying: Saying, later: Later, district: District) -> PageClient:
    """The same young person, in for their next panel, who said things for this one."""
    saying.answer(MATTERS, SHARED)
    saying.answer(HELP, chosen=["money", "safe"])
    saying.client.post(
        f"/y/say/{SAY}/talk",
        data={"file": (io.BytesIO(WEBM), "blob"), "version": 0, "words": "My song"},
    )
    saying.client.post("/y/say/add", data={"file": (io.BytesIO(picture()), "mine.jpg")})
    saying.client.post("/y/say/share")
    saying.answer(MATTERS, CHANGED)
    saying.answer(HOME, DRAFT)
    other = district.nominate(1).item_id
    with district.working():
        operations.answer(
            now=NOW,
            young_person_id=district.young_people[1],
            item_id=other,
            asking=Asking(key="matters", wording="What matters most to you in a home?"),
            given=Answer(How.TYPED, Audience.PANEL, words=OTHERS),
            version=0,
        )
    client = app.test_client()
    assert isinstance(client, PageClient)
    return opened_by_code(client, saying.young_person_id, later())


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(page)))


@pytest.mark.requirement("R52")
def test_they_read_every_word_they_said_for_a_panel_before(
    again: PageClient, saying: Saying
) -> None:
    for path in ("/y/say", "/y/say/check"):
        assert "Read what you said before" in again.get(path).text
    listed = again.get("/y/say/before")
    assert "For the meeting on" in listed.text
    assert 'href="/y/say/before/1"' in listed.text
    page = again.get("/y/say/before/1")
    text = words(page.text)
    for said in (CHANGED, DRAFT, "Money", "Feeling safe", "My song", "Not shared"):
        assert said in text
    assert OTHERS not in text
    assert "<form" not in page.text.split("<main")[1].split("</main")[0]
    heard = again.get(f"/y/say/before/1/file/{SAY}")
    assert (heard.status_code, heard.data) == (200, WEBM)
    assert 'src="/y/say/before/1/added/1"' in page.text
    made = again.get("/y/say/before/1/added/1")
    assert (made.status_code, made.mimetype) == (200, "image/jpeg")
    with saying.working(writes=False):
        row = queries.answer_to(saying.item_id, f"{STATEMENT}-1")
        assert row is not None
        assert made.data == operations.open_file(row)
    with saying.working(writes=False):
        read = session.scalars(
            select(Event.subject_id).where(Event.event == "said_before.said")
        ).all()
    assert set(read) == {saying.item_id}


@pytest.mark.requirement("R52")
def test_it_says_that_others_still_read_what_was_shared_before_it_was_changed(
    again: PageClient,
) -> None:
    text = words(again.get("/y/say/before/1").text)
    assert text.count("Not shared") == len((CHANGED, DRAFT))
    assert text.count("They can still read what you shared on") == 1
    changed = text.partition(CHANGED)[2]
    said = "Not shared They can still read what you shared on Monday 23 November 2026"
    assert changed.partition("·")[2].strip().startswith(said)
    assert "Share again" not in text


@pytest.mark.usefixtures("again")
@pytest.mark.control("C20", "C21")
def test_a_link_alone_shows_nothing_of_it(app: Flask, saying: Saying) -> None:
    stranger = app.test_client()
    assert isinstance(stranger, PageClient)
    link = link_for(stranger, saying.item_id)
    assert stranger.post(link).headers["Location"] == "/y/you"
    for path in ("", "/1", f"/1/file/{SAY}", "/1/added/1"):
        answer = stranger.get(f"/y/say/before{path}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/y")


@pytest.mark.control("C4")
def test_what_is_not_theirs_is_not_there(app: Flask, again: PageClient, district: District) -> None:
    for path in ("/0", "/2", "/1/file/99", "/1/added/2", f"/1/file/{PREFERRED}"):
        assert again.get(f"/y/say/before{path}").status_code == 404, path
    other = app.test_client()
    assert isinstance(other, PageClient)
    alone = opened_by_link(other, district.nominate(2).item_id)
    assert "There is nothing from before." in alone.get("/y/say/before").text
    assert "Read what you said before" not in alone.get("/y/say").text
    assert alone.get("/y/say/before/1").status_code == 404


@pytest.mark.control("C39")
@pytest.mark.requirement("R52")
def test_what_is_held_says_all_they_said_and_asked_for_and_nothing_of_another(
    again: PageClient, saying: Saying, district: District
) -> None:
    with district.working():
        participation.choose_as_young_person(
            now=NOW,
            young_person_id=saying.young_person_id,
            item_id=saying.item_id,
            topic=Topic.WAY,
            given={"way": "call", "more": "A slow start"},
            seen=0,
        )
        ask_id = participation.ask_as_young_person(
            now=NOW,
            young_person_id=saying.young_person_id,
            item_id=saying.item_id,
            kind=AskKind.NOT_THERE,
            whom=Whom(words="The man from before"),
            why="He shouts",
        ).id
    with district.working():
        participation.answer_ask(
            actor=district.support,
            now=NOW,
            ask_id=ask_id,
            version=1,
            outcome=Outcome.GRANTED,
            words="He will wait outside.",
        )
    for address in ("/y/held", "/y/held/copy"):
        text = words(again.get(address).text)
        for said in (
            f"Your words: {SHARED}",
            f"Your words: {CHANGED}",
            f"Your words: {DRAFT}",
            "Your words: My song",
            "What you chose: Money · Feeling safe",
            "How you answered: You recorded it",
            "Nobody but you can read it: Yes",
            "Nobody but you can read it: No",
            "We asked: What matters most to you in a home?",
            "For the meeting on: ",
            "How I take part: \u2068I join by phone or video\u2069 \u2068A slow start\u2069",
            "What you asked for: You asked that somebody is not there",
            "Who should not be there: The man from before",
            "Why: He shouts",
            "What we said: Yes",
            "What we wrote to you: He will wait outside.",
        ):
            assert said in text, (address, said)
        for kept in (OTHERS, "Casey", "Sam Testcase"):
            assert kept not in text
    page = again.get("/y/held").text
    assert "/y/say/before" in page
    assert text.index(SHARED) < text.index(CHANGED), "by the day they said it"


@pytest.mark.control("C39")
def test_each_file_they_added_is_held_with_when_and_by_whom_and_is_opened_from_there(
    again: PageClient, saying: Saying, district: District
) -> None:
    page = again.get("/y/held").text
    made = '<li>We have: <a href="/y/say/before/1/added/1">A picture</a></li>'
    assert page.count(made) == 1
    assert page.count('<li>We have: <a href="/y/say/before/1/file/8">A recording</a></li>') == 1
    entry = words(page.partition(made)[2].partition("</ul>")[0])
    assert "Who added it: You" in entry
    assert "You answered on: Monday 23 November 2026" in entry
    assert again.get("/y/say/before/1/added/1").mimetype == "image/jpeg"
    for said in ("We have: A picture", "We have: A recording"):
        assert said in words(again.get("/y/held/copy").text)


@pytest.mark.control("C39")
def test_what_a_worker_brought_for_them_says_who_did(saying: Saying, district: District) -> None:
    saying.client.post("/y/say/add", data={"file": (io.BytesIO(picture()), "mine.jpg")})
    with district.working():
        operations.bring_statement(
            actor=district.worker,
            now=NOW,
            item_id=saying.item_id,
            asking=Asking(key=STATEMENT, wording="Something they made"),
            audience=Audience.PANEL,
            file=io.BytesIO(b"I want to stay."),
            way=Way.IN_PERSON,
            agreed=True,
        )
    page = saying.client.get("/y/held").text
    assert '<a href="/y/say/added/1">A picture</a>' in page
    text = words(page)
    assert "Your words: I want to stay." in text
    assert "Who wrote it down or added it: Sam Testcase" in text
