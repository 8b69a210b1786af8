from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from portal.panels.agenda import AgendaPage
from portal.panels.documents import agenda_ics, slot_ics
from tests.unit.panels.agendas import filled_agenda, item, source_agenda

LINK = "https://portal.example/d/burnley"


def made(page: AgendaPage, **changes: Any) -> bytes:
    details = {"uid": "m1@portal", "sequence": 0, "organiser": "panel@county.example", "url": LINK}
    return agenda_ics(page, **(details | changes))  # type: ignore[arg-type] # one dict, many types


def event_of(content: bytes) -> Any:
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [
        (
            date(2026, 12, 3),
            datetime(2026, 12, 3, 9, 30, tzinfo=UTC),
            datetime(2026, 12, 3, 16, 20, tzinfo=UTC),
        ),
        (
            date(2026, 7, 2),
            datetime(2026, 7, 2, 8, 30, tzinfo=UTC),
            datetime(2026, 7, 2, 15, 20, tzinfo=UTC),
        ),
    ],
    ids=["winter time", "summer time"],
)
def test_the_meeting_is_one_event_in_utc(day: date, starts: datetime, ends: datetime) -> None:
    event = event_of(made(source_agenda(panel_day=day)))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (starts, ends)


def test_one_slot_is_its_own_event() -> None:
    row = item("10.10", "Avery Testcase")
    content = slot_ics(
        filled_agenda(item("9.30", "Blake Invented"), row),
        row,
        uid="s1@portal",
        sequence=2,
        organiser="panel@county.example",
        url=LINK,
    )
    event = event_of(content)
    assert event.decoded("dtstart") == datetime(2026, 12, 3, 10, 10, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 12, 3, 10, 30, tzinfo=UTC)
    assert int(event["sequence"]) == 2


@pytest.mark.parametrize(
    ("changes", "method", "status"),
    [
        ({}, "PUBLISH", "CONFIRMED"),
        ({"attendee": "jo@county.example"}, "REQUEST", "CONFIRMED"),
        ({"attendee": "jo@county.example", "cancelled": True}, "CANCEL", "CANCELLED"),
    ],
)
def test_the_method_says_what_the_entry_is_for(
    changes: dict[str, Any],
    method: str,
    status: str,
) -> None:
    content = made(source_agenda(), sequence=3, **changes)
    assert Calendar.from_ical(content)["method"] == method
    assert event_of(content)["status"] == status
    assert int(event_of(content)["sequence"]) == 3


@pytest.mark.control("C17")
@pytest.mark.requirement("A16")
def test_no_part_of_an_item_is_in_the_entry() -> None:
    row = item("9.30", "Canaryname Testcase", reference="LH-7777", note="Canarynote")
    page = filled_agenda(row, changes=("Canaryname Testcase: added.",), reader="Riley Reader")
    content = b" ".join(
        (
            made(page),
            slot_ics(page, row, uid="s", sequence=0, organiser="p@county.example", url=LINK),
        ),
    ).replace(b"\r\n ", b"")
    for word in (b"Canary", b"Testcase", b"LH-7777", b"Housing", b"Madeup", b"Sample", b"Riley"):
        assert word not in content
    assert event_of(made(page))["summary"] == "Panel, Burnley"
    assert LINK in event_of(made(page))["description"]


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\x85", "\u2028", "\x0b"])
def test_a_line_break_in_a_place_adds_no_property(ending: str) -> None:
    place = f"Room 2{ending}ATTENDEE:mailto:extra@other.example{ending}END:VEVENT"
    event = event_of(made(source_agenda(place=place, district_name=f"Burnley{ending}X-EXTRA:1")))
    assert "attendee" not in event
    assert "x-extra" not in event
    assert "Room 2" in event["location"]


@pytest.mark.parametrize(
    "changes",
    [
        {"uid": "m1\r\nX:1"},
        {"uid": ""},
        {"sequence": -1},
        {"organiser": "panel@county.example\r\nX:1"},
        {"organiser": "nobody"},
        {"attendee": "a@b.example,c@d.example"},
        {"url": "javascript:alert(1)"},
        {"url": "https://portal.example/\r\nX:1"},
        {"stamp": datetime(2026, 1, 1)},  # noqa: DTZ001 - the fault tested
    ],
    ids=str,
)
def test_what_could_break_out_of_its_line_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"calendar|Calendar"):
        made(source_agenda(), **changes)


def test_an_agenda_with_no_rows_has_no_event() -> None:
    with pytest.raises(ValueError, match="no slots"):
        made(filled_agenda())


def test_a_draft_needs_a_stamp() -> None:
    page = source_agenda(published_at=None)
    with pytest.raises(ValueError, match="draft"):
        made(page)
    assert b"DTSTAMP:20261101T120000Z" in made(page, stamp=datetime(2026, 11, 1, 12, tzinfo=UTC))


def test_the_same_page_gives_the_same_bytes() -> None:
    assert made(source_agenda()) == made(source_agenda())
