"""Everybody comes prepared: housing writes for its item, the social worker sees what is missing."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.journeys.conftest import Arrives, CountyAt

pytestmark = pytest.mark.journey


@pytest.mark.requirement("R51", "R57", "R73")
def test_housing_writes_what_it_knows_and_the_social_worker_finds_it(
    county: CountyAt, arrives: Arrives
) -> None:
    place = county("preparing")
    housing = arrives(place, "housing-burnley")
    housing.sees("wait for what you know", "Write it by Wednesday 2 December")
    housing.follow(re.compile("wait for what you know"))
    housing.sees("Still to come")
    housing.follow(re.compile("look up current housing options"))
    housing.follow(re.compile("^Write it"))
    housing.press("Save")
    housing.sees("Enter the day this information is of", "Enter what the options are")
    housing.date("Of which day is this information?", date(2026, 11, 20))
    housing.choose("The housing register")
    housing.fill("What are the options?", "An invented flat in Journey Street.")
    housing.press("Save")
    housing.sees("Saved. You can change it until the record is filed.", "Journey Street")
    assert housing.said == []

    support = arrives(place, "case-support", width=320)
    support.go("/d/burnley/meetings")
    support.follow("Wednesday 9 December 2026")
    support.follow(re.compile("^Preparation: what is late"))
    support.sees("Nothing is late.", "Still to come", "Every young person")
    support.follow(re.compile("invite them to their panel"))
    support.follow("Write down the invitation or its answer")
    support.press("Write it down")
    support.sees("Enter the date they were invited")
    assert support.said == []


def test_it_works_with_scripts_off_and_late_stands_first(
    county: CountyAt, arrives: Arrives
) -> None:
    place = county("preparing")
    place.turn_to("2026-12-03T09:00")
    support = arrives(place, "case-support", scripts=False)
    support.sees("not here yet for Wednesday 9 December 2026")
    support.follow(re.compile("^Chase .* not here yet for"))
    support.sees("Late", "Case summary")
    assert support.said == []
