"""People come, get a role, are suspended and leave, on a phone and without scripts."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.journeys.conftest import Arrives, CountyAt
from tests.support.somebody import PHONE

pytestmark = pytest.mark.journey


@pytest.mark.requirement("R22", "R82")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_somebody_comes_gets_a_role_and_leaves(
    county: CountyAt, arrives: Arrives, *, scripts: bool
) -> None:
    here = county("preparing")
    pat = arrives(here, "people", "/people", width=PHONE, scripts=scripts)
    pat.press("Add somebody")
    pat.press("Add and choose a role")
    pat.sees("There is a problem", "Enter their full name", "Choose the organisation")
    pat.fill("Full name", "Wren Fictional")
    pat.fill("Work email address", "wren@practice.example")
    pat.pick("Organisation", "Invented Children’s Services")
    pat.fill("Their manager’s email address (optional)", "lead@practice.example")
    pat.date("Their first day", date(2026, 11, 23))
    pat.press("Add and choose a role")
    pat.pick("Role", "Case support officer")
    pat.pick("Where it counts", "East Lancashire")
    pat.date("Last day (optional)", date(2027, 3, 31))
    pat.fill("Why do they need it?", "Covers for a colleague")
    pat.press("Give the role")
    pat.sees(
        "Wren Fictional can publish agendas and file records for East Lancashire panels "
        "until 31 March 2027."
    )
    pat.follow("Suspend access")
    pat.fill("Why is their access suspended?", "A lost laptop")
    pat.press("Suspend access now")
    pat.sees("Suspended: they can open nothing.", "A lost laptop")
    pat.press("Give access back")
    pat.follow("Set a last day")
    pat.date("Their last day", date(2026, 11, 30))
    pat.press("Save the last day")
    pat.sees("Leaving: their last day is 30 November 2026.", "until 30 November.")


@pytest.mark.requirement("R71")
def test_a_leavers_work_is_offered_to_the_next_in_the_chain(
    county: CountyAt, arrives: Arrives
) -> None:
    here = county("preparing")
    pat = arrives(here, "people", "/people")
    pat.follow("Sol Burnley-Example")
    pat.sees("young people they work with", "on agendas to come")
    pat.follow("Set a last day")
    pat.sees("Next in the chain: Toni Burnley-Example, their manager.")
    pat.follow(re.compile(r"^Hand on ?: \d+ young people"))
    pat.press("Hand it on")
    pat.sees("It is handed on.")
    pat.does_not_see("young people they work with")


def test_those_without_a_case_find_their_way(county: CountyAt, arrives: Arrives) -> None:
    here = county("preparing")
    pat = arrives(here, "people", "/people/organisations")
    pat.press("Add an organisation")
    pat.fill("Name", "Invented Outreach")
    pat.choose("Voluntary")
    pat.press("Add the organisation")
    pat.sees("Invented Outreach")
    pat.go("/people/import")
    pat.go("/people/roles")
    gale = arrives(here, "governance", "/people")
    gale.follow("Pat Fictional")
    gale.does_not_see("Give a role", "Suspend access")
    bay = arrives(here, "board", "/districts")
    bay.does_not_see("People</a>")
