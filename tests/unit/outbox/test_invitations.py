"""A calendar entry for one person: read back by a calendar, with nothing in it that tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from portal.kernel.errors import RuleError
from portal.outbox.invitations import Invitation

STARTS = datetime(2027, 7, 1, 8, 30, tzinfo=UTC)
PLAIN = Invitation(
    uid="7d1b@practice.example",
    sequence=0,
    organiser="no-reply@practice.example",
    attendee="a@practice.example",
    starts=STARTS,
    ends=STARTS + timedelta(hours=3),
    written_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    url="https://portal.example",
    place="Room 2, Example Building",
)


def entry(file: bytes) -> tuple[str, dict[str, str]]:
    """The method of a calendar file, and its one entry's lines."""
    calendar: Any = Calendar.from_ical(file)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), {name: str(event.get(name)) for name in event}


def test_an_invitation_is_asked_changed_and_taken_back_under_one_id() -> None:
    asked, lines = entry(PLAIN.request())
    moved = replace(PLAIN, sequence=1, starts=STARTS + timedelta(hours=1))
    changed, later = entry(moved.request())
    gone, last = entry(replace(moved, sequence=2).cancellation())
    assert [asked, changed, gone] == ["REQUEST", "REQUEST", "CANCEL"]
    assert lines["UID"] == later["UID"] == last["UID"] == PLAIN.uid
    assert [lines["SEQUENCE"], later["SEQUENCE"], last["SEQUENCE"]] == ["0", "1", "2"]
    assert last["STATUS"] == "CANCELLED"
    assert b"DTSTART:20270701T083000Z" in PLAIN.request()


@pytest.mark.control("C36")
def test_an_entry_tells_nothing_but_when_where_and_where_to_sign_in() -> None:
    _, lines = entry(PLAIN.request())
    assert lines["SUMMARY"] == "Meeting"
    assert lines["DESCRIPTION"] == "Sign in to see more: https://portal.example"
    assert lines["LOCATION"] == "Room 2, Example Building"
    assert lines["CLASS"] == "PRIVATE"
    assert lines["ATTENDEE"] == "mailto:a@practice.example"
    assert set(lines) == {
        *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL"),
        *("CLASS", "STATUS", "LOCATION", "ORGANIZER", "ATTENDEE"),
    }


@pytest.mark.control("C36")
@pytest.mark.parametrize(
    "changed",
    [
        {"attendee": "a@practice.example\r\nATTENDEE:mailto:b@practice.example"},
        {"organiser": "a@practice.example,b@practice.example"},
        {"uid": "1\r\nSUMMARY:x"},
        {"url": "https://portal.example/\r\nSUMMARY:x"},
        {"url": "javascript:alert(1)"},
        {"place": "Room 2\r\nSUMMARY:x"},
        {"place": "Housing Office"},
        {"place": "x" * 201},
        {"sequence": -1},
        {"ends": STARTS},
        {"starts": datetime(2027, 7, 1, 8, 30)},  # noqa: DTZ001 - the fault that is planted
    ],
)
def test_what_could_break_out_of_its_line_or_tell_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(RuleError):
        replace(PLAIN, **changed)
