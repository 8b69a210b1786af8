"""A late agenda is refused with the reason, unless a named person accepts it with theirs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives, CountyAt

pytestmark = pytest.mark.journey

PUBLISH = re.compile(r"^Publish agenda to \d+ people$")
REASON = "Two homes became free today & both go by Friday.\n  Everyone has been rung."
WHO = "Who accepts that it is late?"
WHY = "Why is it late, and why must it still go out?"


@pytest.mark.requirement("R62", "R74")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_late_agenda_needs_a_named_person_and_a_reason(
    county: CountyAt, arrives: Arrives, *, scripts: bool
) -> None:
    here = county("agenda-due")
    here.turn_to("2026-11-24T09:00")
    casey = arrives(here, "case-support", "/d/burnley/meetings", scripts=scripts)
    casey.follow("Monday 30 November 2026")
    casey.sees("The deadline has passed.", "Send by Monday 23 November 2026")
    casey.press("Check and publish")
    casey.sees("This agenda is late.", "five working days")

    casey.fill(WHY, REASON)
    casey.press(PUBLISH)
    casey.sees("There is a problem", "Name the person who accepts that")
    assert casey.box(WHY).input_value() == REASON
    casey.box(WHO).select_option(label="Charlie Burnley-Example")
    casey.fill(WHY, "")
    casey.press(PUBLISH)
    casey.sees("There is a problem", "Say why the agenda is late and must still go out")
    assert casey.box(WHO).locator("option:checked").inner_text() == "Charlie Burnley-Example"

    casey.fill(WHY, REASON)
    casey.press(PUBLISH)
    casey.sees("Version 1 of the agenda is published.")
    hollis = arrives(here, "housing-burnley", casey.page.url.removeprefix(here.address))
    late = hollis.page.locator(".govuk-summary-list__row", has_text="Published late")
    expect(late).to_contain_text("It was due by Monday 23 November 2026")
    expect(late).to_contain_text("Charlie Burnley-Example accepted that")
    expect(late).to_contain_text("both go by Friday")


@pytest.mark.requirement("R62")
def test_in_time_nobody_has_to_accept_anything(county: CountyAt, arrives: Arrives) -> None:
    here = county("agenda-due")
    here.turn_to("2026-11-23T23:58")
    casey = arrives(here, "case-support", "/d/preston/meetings")
    casey.follow("Monday 30 November 2026")
    casey.sees("Today is the last day.")
    casey.press("Check and publish")
    casey.does_not_see("Who accepts that it is late?")
    casey.press(PUBLISH)
    casey.sees("Version 1 of the agenda is published.")
