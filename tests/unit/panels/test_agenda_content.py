from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.panels.documents.content import clean, content_of, status_of, uk_moment
from tests.unit.panels.agendas import filled_agenda, item, source_agenda


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Avery Testcase", "Avery Testcase"),
        ("  Avery\r\n\tTestcase ", "Avery Testcase"),
        ("A\x00v\x1be\x7fry", "Avery"),
        ("safe\u202eesrever\u2066", "safeesrever"),
        ("E\u0301va", "Éva"),
        ("bad\ud800half", "badhalf"),
        ("Zero\u200bwidth", "Zero\u200bwidth"),
    ],
    ids=["plain", "line breaks", "control", "direction override", "accent", "half", "zero width"],
)
def test_text_is_cleaned_for_every_document(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)


@given(st.text(st.characters(codec="utf-8")))
def test_cleaned_text_fits_on_one_line_of_a_file(typed: str) -> None:
    assert len(clean(typed).splitlines()) <= 1


def test_a_publication_in_summer_is_said_in_summer_time() -> None:
    assert uk_moment(datetime(2026, 7, 1, 9, 50, tzinfo=UTC)) == (
        "Wednesday 1 July 2026 at 10:50am"
    )


def test_a_draft_has_no_publication() -> None:
    assert status_of(source_agenda(draft=True)) == "Version 1, draft"


def test_details_with_nothing_to_say_are_left_out() -> None:
    details = dict(content_of(source_agenda(place=" ", chair="")).details)
    assert set(details) == {"Date of panel", "Panel"}


def test_a_held_back_slot_says_so_where_the_item_would_stand() -> None:
    row = item("9.30", "", kind="hold_back", agenda_item="", social_worker="", manager="")
    (line,) = content_of(filled_agenda(row)).lines
    assert line.cells == ("9.30", "", "Held back", "", "")


def test_the_first_version_does_not_speak_of_an_earlier_one() -> None:
    assert content_of(source_agenda()).changes_heading == "What has changed"
    assert content_of(source_agenda(version=4)).changes_heading == "Changed since version 3"
