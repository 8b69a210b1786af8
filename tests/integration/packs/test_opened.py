"""Who has opened: one answer on the agenda’s list and the pack’s, with the button on both (R73)."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock
from tests.integration.packs.conftest import NAMES, World, district, out, world
from tests.integration.panels.conftest import office
from tests.integration.panels.office import Office
from tests.integration.panels.people_of_panels import browser_of

__all__ = ["district", "office", "out", "world"]


def rows_of(client: PageClient, address: str) -> dict[str, str]:
    page = client.get(address)
    assert page.status_code == 200
    return dict(re.findall(r'role="rowheader">([^<]+)</th>(.*?)</tr>', page.text, re.DOTALL))


@pytest.mark.requirement("R73")
def test_whoever_read_the_pack_has_opened_and_is_reminded_no_more(
    out: World, office: Office, app: Flask, clock: MovableClock
) -> None:
    office.delivered()
    told = f"/d/burnley/meetings/{out.meeting_id}/told"
    support = out.browser("support")
    for address in (told, f"{out.pack}/opened"):
        for who in ("chair", "member", "housing"):
            assert f"/{out.ids[who]}/remind" in rows_of(support, address)[NAMES[who]], address
    out.text("housing")
    out.text("chair", f"{out.pack}?item={out.items[0]}")
    assert browser_of(app, NAMES["member"]).get(f"{out.pack}.pdf").status_code == 200
    support = out.browser("support")
    for address in (told, f"{out.pack}/opened"):
        found = rows_of(support, address)
        for who in ("chair", "member", "housing"):
            assert "Monday 23 November 2026" in found[NAMES[who]], (address, who)
            assert "Not yet" not in found[NAMES[who]]
            assert "remind" not in found[NAMES[who]]


@pytest.mark.requirement("R73")
def test_the_button_stands_on_the_packs_list_and_leads_back_to_it(
    out: World, office: Office
) -> None:
    office.delivered()
    support = out.browser("support")
    sent = support.post(
        f"/d/burnley/meetings/{out.meeting_id}/told/{out.ids['fostering']}/remind",
        data={"from": "pack"},
    )
    assert sent.headers["Location"].endswith("/pack/opened")
    assert "A reminder is on its way" in support.get(f"{out.pack}/opened").text
    assert office.delivered().keys() == {"fern"}
    assert "remind" not in rows_of(support, f"{out.pack}/opened")[NAMES["fostering"]]
    assert "remind" not in out.browser("lead").get(f"{out.pack}/opened").text.replace(
        "A reminder goes", ""
    )
