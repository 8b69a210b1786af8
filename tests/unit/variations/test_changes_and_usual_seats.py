"""From which days a district's files say something else, and the county's usual core seats."""

from __future__ import annotations

from datetime import date

from portal.kernel.kinds import PanelKind
from portal.variations.terms import POINT, terms_of, terms_text
from tests.unit.variations.conftest import Write

KIND = PanelKind.LEAVING_CARE
DAY = date(2026, 11, 23)


def test_a_district_whose_files_never_change_has_no_change_days(write: Write) -> None:
    assert write().district("testdale").change_days == ()


def test_change_days_are_first_days_and_days_after_the_last_in_order(write: Write) -> None:
    found = write(
        "[[dated]]\nfrom = 2027-04-01\nuntil = 2027-12-31\n"
        "[dated.both.slot_plan]\nslot_minutes = 40\n",
        county="[[dated]]\nfrom = 2027-01-01\n[dated.both.meeting_frequency]\nevery_months = 1\n",
    ).district("testdale")
    assert found.change_days == (date(2027, 1, 1), date(2027, 4, 1), date(2028, 1, 1))


def test_usual_core_seats_leave_out_what_the_district_says(write: Write) -> None:
    district = write("[leaving_care.seats.iro_representative]\nin_use = false\n").district(
        "testdale"
    )
    here = {seat.key for seat in district.seats(as_of=DAY, kind=KIND).value}
    usual = {seat.key for seat in district.usual_core_seats(as_of=DAY, kind=KIND)}
    assert usual - here == {"iro_representative"}


def test_terms_in_sections_and_as_text_say_the_same(write: Write) -> None:
    district = write().district("testdale")
    terms = terms_of(district, as_of=DAY, kind=KIND)
    text = terms_text(district, as_of=DAY, kind=KIND)
    assert [line.startswith(POINT) for line in terms.sections[1].lines[:2]] == [True, True]
    for section in terms.sections:
        assert "\n".join((section.heading, "-" * len(section.heading), *section.lines)) in text
