"""What was shared stays readable as it was, while its young person changes it."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.voice import queries
from portal.voice.rules.answers import Audience
from portal.voice.rules.standing import Stage, stage, waits
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.people_of_panels import browser_of
from tests.integration.voice.conftest import FEEL, HOME, MATTERS, SAY, Saying
from tests.integration.voice.test_pictures_and_recordings import WEBM
from tests.support.invented_papers import picture

STILL = re.compile("They can still read what you shared on .+ Share again to give them this[.]")


def quietly(saying: Saying, words: str, version: int) -> int:
    """Type into the box as a page does that keeps by itself; return the version it is told."""
    told = saying.client.post(
        f"/y/say/{SAY}", data={"words": words, "version": version, "quiet": "yes"}
    )
    assert told.json is not None
    return int(told.json["version"])


def shared(saying: Saying) -> list[str]:
    """Return the words that others read."""
    with saying.working(writes=False):
        return [each.words for each in queries.shared_answers(saying.item_id, list(Audience))]


@pytest.mark.requirement("R52")
def test_one_full_stop_takes_nothing_away_from_the_panel(saying: Saying) -> None:
    saying.answer(SAY, "I want to stay")
    saying.client.post("/y/say/share")
    held = saying.version(SAY)
    assert quietly(saying, "I want to stay.", held) > held
    assert shared(saying) == ["I want to stay"]
    with saying.working(writes=False):
        facts = queries.standing(saying.item_id)
    assert stage(facts) is Stage.CHANGED
    assert waits(facts)
    for place in ("/y/say/check", f"/y/say/{SAY}"):
        page = saying.client.get(place).text
        assert STILL.search(page)
        assert "I want to stay." in page
        assert "Share my views with the panel" in page
    saying.client.post("/y/say/share")
    assert shared(saying) == ["I want to stay."]
    assert not STILL.search(saying.client.get("/y/say/check").text)


@pytest.mark.requirement("R52")
def test_staff_read_what_was_shared_and_that_it_is_being_changed(
    saying: Saying, app: Flask
) -> None:
    saying.answer(SAY, "I want to stay")
    saying.client.post("/y/say/share")
    quietly(saying, "I want to go", saying.version(SAY))
    desk = browser_of(app, "Casey Example")
    page = desk.get(f"/d/burnley/items/{saying.item_id}/views").text
    assert "I want to stay" in page
    assert "I want to go" not in page
    assert "They are changing what they shared on" in page


def test_the_number_of_an_answer_never_falls_so_no_old_page_writes_over_it(
    saying: Saying,
) -> None:
    saying.answer(SAY, "One")
    seen = [saying.version(SAY)]
    saying.client.post("/y/say/share")
    seen.append(saying.version(SAY))
    seen.append(quietly(saying, "Two", seen[-1]))
    seen.append(quietly(saying, "Three", seen[-1]))
    saying.client.post("/y/say/share")
    seen.append(saying.version(SAY))
    saying.client.post("/y/say/take-back")
    seen.append(saying.version(SAY))
    assert seen == sorted(set(seen))
    late = saying.client.post(f"/y/say/{SAY}", data={"words": "Old", "version": seen[2]})
    assert late.status_code == 409
    assert "Three" in late.text


def test_taking_back_and_removing_reach_both(saying: Saying) -> None:
    for end in ("/y/say/take-back", f"/y/say/{SAY}/remove"):
        saying.answer(SAY, "First")
        saying.client.post("/y/say/share")
        saying.answer(SAY, "Second")
        assert shared(saying) == ["First"]
        saying.client.post(end)
        assert shared(saying) == []
        with saying.working(writes=False):
            assert stage(queries.standing(saying.item_id)) is Stage.TAKEN_BACK
            left = [each.words for each in queries.answers_of(saying.item_id)]
        assert left == ([] if end.endswith("remove") else ["Second"])


def test_a_recording_that_gets_words_stays_with_both(saying: Saying) -> None:
    saying.client.post(
        f"/y/say/{SAY}/talk", data={"file": (io.BytesIO(WEBM), "blob"), "version": 0, "words": ""}
    )
    saying.client.post("/y/say/share")
    saying.answer(SAY, "It says: hello")
    assert saying.client.get(f"/y/say/{SAY}/file").data == WEBM
    with saying.working(writes=False):
        (row,) = queries.shared_answers(saying.item_id, list(Audience))
        assert (row.media, row.words, row.draft) == ("audio/webm", "", False)
    saying.client.post("/y/say/share")
    assert saying.client.get(f"/y/say/{SAY}/file").data == WEBM


def test_a_picture_in_the_place_of_words_leaves_the_words_shared(saying: Saying) -> None:
    saying.answer(MATTERS, "A garden")
    saying.answer(FEEL, chosen="good")
    saying.client.post("/y/say/share")
    saying.client.post(
        f"/y/say/{MATTERS}/picture",
        data={"file": (io.BytesIO(picture()), "a.jpg"), "version": saying.version(MATTERS)},
    )
    assert "A garden" in shared(saying)
    assert saying.client.get(f"/y/say/{MATTERS}/file").mimetype == "image/jpeg"


@pytest.mark.requirement("R52")
def test_shared_changed_and_taken_back(saying: Saying, working: ScopeOpener) -> None:
    saying.answer(SAY, "I want to stay")
    saying.answer(HOME, "It is good")
    saying.client.post("/y/say/share")
    everyone = list(Audience)
    with working(writes=False):
        assert len(queries.shared_answers(saying.item_id, everyone)) == 2
    saying.answer(HOME, "It is not so good")
    assert "What you changed is not shared yet." in saying.client.get("/y/say/check").text
    with working(writes=False):  # what was shared stays as it was, until they share anew
        shared = queries.shared_answers(saying.item_id, everyone)
        assert {each.words for each in shared} == {"I want to stay", "It is good"}
    saying.client.post("/y/say/share")
    with working(writes=False):
        shared = queries.shared_answers(saying.item_id, everyone)
        assert {each.words for each in shared} == {"I want to stay", "It is not so good"}
    saying.client.post("/y/say/take-back")
    assert "You took it back." in saying.client.get("/y/say/check").text
    with working(writes=False):
        assert queries.shared_answers(saying.item_id, everyone) == []
        assert len(queries.answers_of(saying.item_id)) == 2  # their own words stay theirs
        events = session.scalars(
            select(Event).where(Event.event.like("voice:%")).order_by(Event.seq)
        ).all()
        assert {each.actor_id for each in events} == {None}
        assert "I want to stay" not in repr([each.facts for each in events])
