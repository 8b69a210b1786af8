"""What a pack shows stands in the pack: not in the trail, messages, logs, errors or calendars."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.outbox.models import Message
from tests.integration.packs.conftest import BED, HEALTH, HOME, PLAN, SCAN, Visit, World
from tests.integration.packs.test_packs import read

NOTE = "Hawkmoth"
WORDS = (HOME, HEALTH, PLAN, SCAN, BED)


@pytest.mark.requirement("R53")
@pytest.mark.control("C11", "C41")
def test_words_of_papers_and_notes_stand_nowhere_else(
    out: World, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visit(0)
    reader = out.browser("fostering")
    note = f"/d/burnley/items/{out.items[0]}/notes?place=1.1"
    assert reader.post(note, data={"words": NOTE, "version": "0"}).status_code == 303
    assert read(reader.get(out.pack).text), "there is something to find"
    assert NOTE in reader.get(out.pack).text
    reader.get(f"{out.pack}.pdf")
    agenda = f"/d/burnley/meetings/{out.meeting_id}"
    elsewhere = [
        reader.get("/").text,
        reader.get(f"{agenda}/agenda").text,
        reader.get(f"{agenda}/agenda.ics").text,
        reader.get(f"{agenda}/who").text,
        reader.get(f"/d/burnley/items/{out.items[0]}").text,
        reader.post(note, data={"words": "x" * 10_001, "version": "1"}).text.replace(NOTE, ""),
        reader.get(f"/d/burnley/items/{out.items[0]}/pack/9.9/file").text,
        out.browser("support").get(f"{out.pack}/opened.csv").text,
        out.browser("visitor").get(f"/your-item/{out.items[0]}/papers").text,
        out.browser("housing").get(f"/d/burnley/items/{out.items[0]}/notes?place=1.1").text,
        caplog.text,
    ]
    with out.working(writes=False):
        for model in (Event, Message):
            rows = session.execute(select(*model.__table__.c).select_from(model)).all()
            assert rows, f"there is something in {model.__tablename__} to look through"
            elsewhere.append(repr(rows))
    for text in elsewhere:
        assert read(text) == set()
        assert NOTE not in text
