"""Packs in a browser: one step from the first page, and what is taken back is gone at once."""

from __future__ import annotations

import re

import pytest

from tests.journeys.conftest import Arrives, CountyAt

pytestmark = pytest.mark.journey
READ = re.compile("^Read your pack for")


@pytest.mark.requirement("R49", "R63", "R73")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_member_reads_writes_a_note_and_loses_what_is_taken_back(
    county: CountyAt, arrives: Arrives, *, scripts: bool
) -> None:
    here = county("panel-day")
    member = arrives(here, "housing-burnley", scripts=scripts)
    member.follow(READ)
    member.sees("1.1 Case summary", "Case support sees who has opened their pack")
    member.check()
    pack = member.page.url.removeprefix(here.address)
    member.follow("Write a note for yourself on 1.1 Case summary")
    member.fill("Your note (optional)", "Ask about the dog")
    member.press("Save note")
    member.sees("Your note is saved", "Ask about the dog")
    support = arrives(here, "case-support", pack, scripts=scripts)
    support.does_not_see("Ask about the dog")
    support.follow("Who has opened their pack")
    support.check()
    support.go(pack)
    support.follow("What others are given of item 1")
    support.check()
    support.follow(re.compile("^See it as they do"))
    item = re.search(r"/items/([0-9a-f-]{36})/", support.page.url)
    assert item is not None
    support.go(f"/d/burnley/items/{item[1]}/papers")
    support.page.get_by_role("link", name="Case summary").first.click()
    support.follow("Withdraw it")
    support.fill("Why is it withdrawn?", "A newer one is on its way")
    support.press("Withdraw it")
    member.go(pack)
    member.sees("Withdrawn", "Ask about the dog")
    member.does_not_see("A newer one is on its way")
