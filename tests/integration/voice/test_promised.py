"""Who reads is who was promised, and the young person is told that they were heard."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.people.policy import Role
from portal.testing.pages import PageClient
from portal.variations.values import OrganisationKind
from portal.voice import operations, queries
from portal.voice.rules.answers import Answer, Audience, How
from portal.voice.rules.standing import waits
from tests.integration.conftest import MovableClock
from tests.integration.records.conftest import enter, panel
from tests.integration.voice.conftest import SAY
from tests.integration.voice.test_hearing import NOW, WRITTEN, Room, room, seen
from tests.support.invented_panel import person
from tests.support.young import opened_by_code

__all__ = ["enter", "panel", "room"]
BEFORE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NOBODY = "Nobody can read this yet. Ask your worker for an advocate."


@pytest.fixture
def young(app: Flask, room: Room) -> PageClient:
    """The young person's browser."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return opened_by_code(client, room.panel.young_people[0], room.item_id)


@pytest.mark.control("C15")
def test_a_district_lead_who_writes_no_record_reads_nothing(room: Room) -> None:
    room.say()
    with room.working():
        person(room.panel, "lead", Role.DISTRICT_LEAD)
    page = room.enter("lead").get(room.views())
    assert page.status_code == 403
    assert seen(page.text) == set()


@pytest.mark.requirement("R52")
def test_only_who_shows_them_opens_them_and_on_the_panels_day(
    room: Room, clock: MovableClock
) -> None:
    with room.working():
        room.answer("say", Answer(How.TYPED, Audience.PANEL, words="Hear me"), now=BEFORE)
        operations.share(now=BEFORE, **room.whose)
    worker, chair = room.enter("worker"), room.enter("chair")
    assert worker.post(room.views("/open")).status_code == 404
    clock.instant = BEFORE
    early = room.enter("chair")
    assert early.post(room.views("/open")).status_code == 303
    clock.instant = NOW
    for opened in (False, True):
        with room.working(writes=False):
            assert waits(queries.standing(room.item_id)) is not opened
        chair.post(room.views("/open"))


@pytest.mark.requirement("R52")
def test_an_answer_is_offered_only_to_those_in_whom_there_is_somebody(
    room: Room, young: PageClient
) -> None:
    page = young.get(f"/y/say/{SAY}").text
    assert 'value="workers"' in page
    assert 'value="advocate"' not in page
    assert NOBODY in page
    worker = room.enter("worker")
    assert 'value="advocate"' not in worker.get(room.views("/write/3")).text
    refused = worker.post(room.views("/write/3"), data=WRITTEN | {"audience": "advocate"})
    assert refused.status_code == 422
    # One that is for an advocate already stays so, and says that nobody reads it.
    young.post(f"/y/say/{SAY}", data={"words": "Hush", "version": 0, "audience": "advocate"})
    assert NOBODY in young.get("/y/say/check").text
    assert 'value="advocate" checked' in young.get(f"/y/say/{SAY}").text
    room.join("advocate", "youth_justice", OrganisationKind.ADVOCACY)
    for place in (f"/y/say/{SAY}", "/y/say/check"):
        assert NOBODY not in young.get(place).text
    assert 'value="advocate"' in young.get("/y/say/1").text


@pytest.mark.requirement("R52")
def test_the_young_person_is_told_that_they_were_heard(
    room: Room, young: PageClient, clock: MovableClock
) -> None:
    room.say()
    chair = room.enter("chair")
    assert "Opened on" not in young.get("/y/say/check").text
    chair.post(room.views("/open"))
    opened = "Opened on Monday 23 November 2026 by the people who run the meeting."
    for place in ("/y/say/check", "/y/say/done", "/y/home"):
        assert opened in young.get(place).text, place
    clock.instant = datetime(2026, 11, 23, 10, 52, tzinfo=UTC)
    chair.post(room.views("/shown"))
    shown = "Shown at the meeting on Monday 23 November 2026 at 10:52"
    for place in ("/y/say/check", "/y/say/done", "/y/home"):
        assert shown in young.get(place).text, place
