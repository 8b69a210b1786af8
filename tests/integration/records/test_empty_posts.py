"""Where nobody is case support, what waits for them says so and who can change it (ux 4.1, 19)."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select, update

from portal.database import session
from portal.panels.models import Meeting
from portal.people.models import RoleGrant
from portal.people.policy import Role
from portal.testing.pages import PageClient
from tests.integration.conftest import ScopeOpener
from tests.integration.records.test_filing import recorded
from tests.support.ended import roles_ended
from tests.support.invented_panel import InventedPanel, person

RECORDS = "/d/burnley/records"
NOBODY = "Nobody here is case support officer today"


def said(client: PageClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).split())


@pytest.fixture
def meeting(panel: InventedPanel) -> str:
    return f"/d/burnley/meetings/{panel.meeting_id}"


@pytest.fixture
def no_case_support(chair: PageClient, panel: InventedPanel, working: ScopeOpener) -> None:
    """The panel has met, and case support has left since."""
    recorded(chair, panel)
    with working():
        roles_ended(panel.people["support"])


def test_nothing_is_said_while_somebody_is_there(
    chair: PageClient, panel: InventedPanel, meeting: str
) -> None:
    recorded(chair, panel)
    for address in (meeting, RECORDS):
        assert NOBODY not in said(chair, address)


@pytest.mark.usefixtures("no_case_support")
def test_who_runs_the_panel_reads_that_it_waits_and_who_gives_the_role(
    chair: PageClient, panel: InventedPanel, meeting: str, working: ScopeOpener
) -> None:
    machine = "Whoever runs the portal’s machine can give somebody the role"
    assert f"{NOBODY}, so the agenda cannot go out. {machine}" in said(chair, meeting)
    waits = f"{NOBODY}, so records are not put on the child’s file."
    assert f"{waits} {machine}" in said(chair, RECORDS)
    with working():
        person(panel, "people", Role.PEOPLE_ADMINISTRATOR, county=True)
    giver = "People Example (people administrator) can give somebody the role"
    assert giver in said(chair, meeting)
    assert giver in said(chair, RECORDS)


@pytest.mark.usefixtures("no_case_support")
@pytest.mark.parametrize("county", [True, False], ids=["the county", "one panel"])
def test_somebody_for_this_panel_or_for_the_county_fills_it(
    chair: PageClient, panel: InventedPanel, meeting: str, working: ScopeOpener, *, county: bool
) -> None:
    with working():
        other = person(panel, "other", Role.CASE_SUPPORT, county=county)
        if not county:
            this = session.scalars(select(Meeting.panel_id)).one()
            theirs = RoleGrant.person_id == other.id
            session.execute(update(RoleGrant).where(theirs).values(panel_id=this))
    for address in (meeting, RECORDS):
        assert NOBODY not in said(chair, address)
