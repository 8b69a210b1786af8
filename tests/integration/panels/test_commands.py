"""The agenda as the command gives it, and what home pages are told."""

from __future__ import annotations

import base64
from datetime import date, timedelta

import pytest
from flask import Flask

from portal.kernel.deadlines import DeadlineState
from portal.kernel.errors import ForbiddenError, NotFoundError
from portal.panels import operations
from portal.panels.pages import commands, tasks
from tests.integration.panels.conftest import (
    CANARY,
    FINE,
    KIND,
    LATE,
    NOW,
    PANEL_DAY,
    START,
    TODAY,
    District,
)

ADDRESS = "burnley/leaving_care/2026-12-17"


@pytest.mark.parametrize(
    ("email", "named"),
    [
        (None, False),
        ("morgan@practice.example", False),
        ("sam@practice.example", True),
        ("casey@practice.example", True),
    ],
    ids=["nobody", "a member", "the item's social worker", "case support"],
)
def test_each_reader_gets_their_own_view(
    district: District, email: str | None, *, named: bool
) -> None:
    district.nominate()
    district.publish()
    with district.working(writes=False):
        facts = commands.published(meeting=ADDRESS, email=email, today=TODAY).facts()
    assert (CANARY in str(facts)) is named
    assert facts["version"] == 1
    assert facts["agenda_due"] == "2026-12-10"
    assert facts["rows"][0]["reference"] == "LH-1"
    assert f"  {FINE}" in commands.in_words(facts)


@pytest.mark.parametrize(
    ("seat", "starts_on", "ends_on", "named"),
    [
        ("fostering_manager", START, None, True),
        ("fostering_manager", START, PANEL_DAY, True),
        ("fostering_manager", START, PANEL_DAY - timedelta(days=1), False),
        ("fostering_manager", PANEL_DAY + timedelta(days=1), None, False),
        ("housing_authority", START, None, False),
    ],
    ids=[
        "a seat that sees names",
        "until the panel day",
        "ended before the panel",
        "begins after the panel",
        "a seat that sees initials",
    ],
)
def test_a_members_seat_decides_what_they_see(
    district: District, *, seat: str, starts_on: date, ends_on: date | None, named: bool
) -> None:
    with district.working():
        operations.hold_seat(
            actor=district.lead,
            now=NOW,
            district_id="burnley",
            kind=KIND,
            seat_key=seat,
            person_id=district.member.person_id,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    district.nominate()
    district.publish()
    with district.working(writes=False):
        facts = commands.published(meeting=ADDRESS, email="morgan@practice.example", today=TODAY)
    assert (CANARY in str(facts.facts())) is named


@pytest.mark.parametrize(
    ("meeting", "email", "error"),
    [
        (ADDRESS, None, NotFoundError),
        ("burnley/leaving_care/2026-12-18", None, NotFoundError),
        (ADDRESS, "nobody@practice.example", NotFoundError),
        (ADDRESS, "robin@practice.example", ForbiddenError),
    ],
    ids=["not published", "no such meeting", "no such person", "another district's officer"],
)
def test_what_cannot_be_shown(
    district: District, meeting: str, email: str | None, error: type[Exception]
) -> None:
    if email:
        district.nominate()
        district.publish()
    with district.working(writes=False), pytest.raises(error):
        commands.published(meeting=meeting, email=email, today=TODAY)


@pytest.mark.parametrize(
    ("form", "start"),
    [("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-"), ("docx", b"PK"), ("ics", b"BEGIN:VCALENDAR")],
)
def test_every_format_is_made_without_a_request(
    app: Flask, district: District, form: str, start: bytes
) -> None:
    district.nominate()
    district.publish()
    with district.working(writes=False):
        found = commands.published(meeting=ADDRESS, email=None, today=TODAY)
        content = commands.as_file(app, found, form)
    assert content.startswith(start)
    assert CANARY.encode() not in content
    facts = commands.with_file(found.facts(), content, form)
    kept = facts.get("content") or base64.b64decode(facts["content_base64"]).decode("latin-1")
    assert kept.startswith(start.decode())


@pytest.mark.requirement("R53", "R54", "R55", "R62")
def test_home_pages_hear_of_agendas_to_publish_and_papers_to_fetch(district: District) -> None:
    district.nominate()
    with district.working(writes=False):
        (publish,) = tasks.agendas_to_publish(actor=district.support, now=NOW)
        (fetch,) = tasks.papers_to_fetch(actor=district.support, now=NOW)
    assert publish.deadline is not None
    assert (publish.deadline.due.isoformat(), publish.free) == ("2026-12-10", 9)
    assert fetch.deadline is not None
    assert fetch.deadline.due.isoformat() == "2026-11-30", "five working days after the name"
    assert fetch.title == f"Fetch the papers of {CANARY} Pretend1"


def test_papers_are_never_due_after_the_agenda(district: District) -> None:
    district.nominate(now=LATE.replace(day=9))
    with district.working(writes=False):
        (fetch,) = tasks.papers_to_fetch(actor=district.support, now=LATE)
    assert fetch.deadline is not None
    assert (fetch.deadline.due.isoformat(), fetch.state) == ("2026-12-10", DeadlineState.LATE)


def test_a_published_agenda_is_no_longer_to_be_published(district: District) -> None:
    district.nominate()
    district.publish()
    with district.working(writes=False):
        assert tasks.agendas_to_publish(actor=district.support, now=NOW) == ()


def test_a_member_has_no_such_tasks(district: District) -> None:
    district.nominate()
    with district.working(writes=False):
        assert tasks.agendas_to_publish(actor=district.member, now=NOW) == ()
        assert tasks.papers_to_fetch(actor=district.member, now=NOW) == ()
