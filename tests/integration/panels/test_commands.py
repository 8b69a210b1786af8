"""The agenda as the command gives it."""

from __future__ import annotations

import base64
from datetime import date, timedelta

import pytest
from flask import Flask

from portal.kernel.errors import NotFoundError
from portal.panels import operations
from portal.panels.pages import commands
from tests.integration.panels.conftest import (
    CANARY,
    FINE,
    KIND,
    NOW,
    PANEL_DAY,
    START,
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
        facts = commands.published(meeting=ADDRESS, email=email, now=NOW).facts()
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
        facts = commands.published(meeting=ADDRESS, email="morgan@practice.example", now=NOW)
    assert (CANARY in str(facts.facts())) is named


@pytest.mark.parametrize(
    ("meeting", "email", "error"),
    [
        (ADDRESS, None, NotFoundError),
        ("burnley/leaving_care/2026-12-18", None, NotFoundError),
        (ADDRESS, "nobody@practice.example", NotFoundError),
        (ADDRESS, "robin@practice.example", NotFoundError),
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
        commands.published(meeting=meeting, email=email, now=NOW)


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
        found = commands.published(meeting=ADDRESS, email=None, now=NOW)
        content = commands.as_file(app, found, form)
    assert content.startswith(start)
    assert CANARY.encode() not in content
    facts = commands.with_file(found.facts(), content, form)
    kept = facts.get("content") or base64.b64decode(facts["content_base64"]).decode("latin-1")
    assert kept.startswith(start.decode())
