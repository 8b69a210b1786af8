"""Records keep what was typed: refused by a rule, saved by two people, gone back to once filed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives, County, CountyAt
from tests.support.somebody import Somebody

pytestmark = pytest.mark.journey

TALK = "<b>Rent</b> & deposit, and “who pays”.\n\n  Second paragraph."
THEIRS = "<i>Theirs</i>: a flat by the river."
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


def opens_the_day(somebody: Somebody) -> None:
    """Go to the panel day of Burnley, and start it."""
    somebody.follow("Hold the Leaving Care – Lasting Homes Panel")
    somebody.press("Start the panel day")


def says_how_they_took_part(somebody: Somebody) -> None:
    somebody.follow(re.compile("the 9:30am record"))
    somebody.choose("They came")
    somebody.press("Save and continue")


def in_the_same_record(
    county: County, arrives: Arrives, *, scripts: bool
) -> tuple[Somebody, Somebody]:
    """Chair and case support with the same record open."""
    charlie = arrives(county, "chair-burnley", scripts=scripts)
    opens_the_day(charlie)
    says_how_they_took_part(charlie)
    casey = arrives(
        county, "case-support", charlie.page.url.removeprefix(county.address), scripts=scripts
    )
    assert casey.heading() == charlie.heading() == "Record of the 9:30am item"
    return charlie, casey


@pytest.mark.requirement("R7", "R9")
@SCRIPTS
def test_a_refused_record_keeps_every_word(
    county: CountyAt, arrives: Arrives, *, scripts: bool
) -> None:
    here = county("panel-day")
    charlie = arrives(here, "chair-burnley", scripts=scripts)
    opens_the_day(charlie)
    says_how_they_took_part(charlie)
    charlie.fill("What was discussed", TALK)
    charlie.choose("Deferred")
    charlie.fill("Barrier 1 (optional)", "Rent owed")
    charlie.press("Add another barrier")
    charlie.fill("Barrier 2 (optional)", "No photo identity")
    charlie.press("Add another action")
    second = charlie.page.get_by_role("group", name="Action 2", exact=True)
    charlie.fill("What needs to be done", "Ring the landlord", within=second)
    charlie.date("When is it due?", date(2026, 11, 1), within=second)
    charlie.press("Save record")
    charlie.sees(
        "There is a problem",
        "Enter the reason for “Deferred”",
        "Choose who does action 2",
        "The date must be on or after the panel day, Monday 23 November 2026",
    )
    assert charlie.box("What was discussed").input_value() == TALK
    assert charlie.page.get_by_label("Deferred", exact=True).is_checked()
    assert charlie.box("Barrier 1 (optional)").input_value() == "Rent owed"
    assert charlie.box("Barrier 2 (optional)").input_value() == "No photo identity"
    again = charlie.page.get_by_role("group", name="Action 2", exact=True)
    assert again.get_by_label("What needs to be done").input_value() == "Ring the landlord"
    assert again.get_by_label("Month").input_value() == "11"
    charlie.go(charlie.page.url.removeprefix(here.address))
    assert charlie.box("What was discussed").input_value() == "", "nothing was saved"


@SCRIPTS
def test_the_second_of_two_people_sees_both_versions_and_chooses(
    county: CountyAt, arrives: Arrives, *, scripts: bool
) -> None:
    charlie, casey = in_the_same_record(county("panel-day"), arrives, scripts=scripts)
    casey.fill("What was discussed", THEIRS)
    casey.choose("No panel action needed")
    casey.press("Save record")
    casey.sees("Record saved")

    charlie.fill("What was discussed", TALK)
    charlie.choose("No panel action needed")
    charlie.fill("Barrier 1 (optional)", "Rent owed")
    charlie.press("Save record")
    both = charlie.page.locator("#both-versions")
    expect(both).to_contain_text("Casey Example saved this at")
    expect(both).to_contain_text(THEIRS)
    expect(both).to_contain_text("Rent owed")
    assert charlie.box("What was discussed").input_value() == TALK
    charlie.fill("What was discussed", f"{THEIRS}\n{TALK}")
    charlie.press("Save my version")
    charlie.sees("Record saved")
    charlie.follow(re.compile("^Read the 9:30am record"))
    charlie.sees(THEIRS, "<b>Rent</b>", "Rent owed")


@pytest.mark.requirement("R75")
@SCRIPTS
def test_back_after_filing_shows_that_it_is_filed(
    county: CountyAt, arrives: Arrives, *, scripts: bool
) -> None:
    casey = arrives(county("recording"), "case-support", "/d/burnley/records", scripts=scripts)
    waiting = casey.page.get_by_role("link", name=re.compile("^File the record of"))
    before = waiting.count()
    casey.follow(re.compile("^File the record of"))
    casey.fill("Reference from the case system", "LCS-77")
    casey.press("File the record")
    casey.sees("Record filed")
    assert waiting.count() == before - 1
    with casey.page.expect_navigation():
        casey.page.go_back()
    casey.check()
    casey.sees("This record is on the child’s file (receipt LCS-77)")
    casey.page.go_back()
    assert casey.page.get_by_role("button", name="File the record").count() == 0
