"""Invented agendas for the tests of this room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from portal.panels.agenda import AgendaPage, AgendaRow

MORNING = ("9.30", "9.50", "10.10", "10.30", "10.50", "11.10", "11.30", "11.50", "12.10", "12.30")
AFTERNOON = ("1.00", "1.20", "1.40", "2.00", "2.20", "2.40", "3.00", "3.20", "3.40", "4.00")
COLUMNS = ("Time slot", "Name of child", "Agenda item", "Name of social worker", "Name of manager")


def at(words: str) -> time:
    """Return a time from the template's own style: "1.00" is in the afternoon."""
    hour, minute = map(int, words.split("."))
    return time(hour + 12 if hour < 9 else hour, minute)


def source_agenda(**changes: Any) -> AgendaPage:
    """Return the source's template: twenty empty slots of twenty minutes and a blank row."""
    rows = (
        *(AgendaRow(start=at(words), minutes=20) for words in MORNING),
        AgendaRow(start=time(12, 50), minutes=10, kind="break"),
        *(AgendaRow(start=at(words), minutes=20) for words in AFTERNOON),
    )
    page = AgendaPage(
        heading="PERMANENCE PANEL\nAGENDA",
        panel_name="Leaving Care – Lasting Homes Panel",
        district_name="Burnley",
        panel_day=date(2026, 12, 3),
        place="Room 2, Example House",
        rows=rows,
        published_at=datetime(2026, 11, 26, 10, 50, tzinfo=UTC),
    )
    return replace(page, **changes)


def item(start: str, who: str, **changes: Any) -> AgendaRow:
    """Return one filled slot."""
    row = AgendaRow(
        start=at(start),
        minutes=20,
        young_person=who,
        agenda_item="Housing options",
        social_worker="Jo Madeup",
        manager="Lee Sample",
    )
    return replace(row, **changes)


def filled_agenda(*rows: AgendaRow, **changes: Any) -> AgendaPage:
    """Return an agenda with just these rows."""
    return source_agenda(rows=rows, **changes)


HOSTILE = (
    "#panic()",
    "]#panic()[",
    "$x$ *bold* _it_ `raw` @ref <label> \\ // /* -- ~",
    "= Heading",
    "{{ title }} {% if x %} {# y #}",
    "{%p for x in y %}",
    "</w:t><w:p>&amp;&lt;",
    "' OR 1=1 --",
    "line one\nline two\ttabbed",
)
