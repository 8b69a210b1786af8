"""Permissions count where their role was given, and nowhere else."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.kernel.errors import ForbiddenError
from portal.people.policy import ROLE_PERMISSIONS, Actor, Grant, Permission, Role, require

OFFICER = Grant(Role.CASE_SUPPORT, "burnley")
MEMBER = Grant(Role.MEMBER, "preston")
COUNTY = Grant(Role.CHAIR, None)


def actor(*grants: Grant) -> Actor:
    return Actor(UUID(int=1), "Avery Testcase", "avery@practice.example", grants)


@pytest.mark.parametrize(
    ("grants", "districts"),
    [
        ((OFFICER, MEMBER), frozenset({"burnley"})),
        ((MEMBER,), frozenset()),
        ((OFFICER, COUNTY), None),
        ((), frozenset()),
    ],
    ids=["one role allows it", "no role does", "a county-wide role does", "no role at all"],
)
def test_a_page_of_many_districts_shows_those_whose_role_allows_it(
    grants: tuple[Grant, ...], districts: frozenset[str] | None
) -> None:
    assert actor(*grants).districts_with(Permission.COHORT_SEE) == districts


def test_a_role_in_one_district_allows_nothing_in_another() -> None:
    with pytest.raises(ForbiddenError):
        require(actor(OFFICER), Permission.COHORT_SEE, "preston")
    with pytest.raises(ForbiddenError):
        require(actor(OFFICER), Permission.COHORT_SEE, None)
    require(actor(COUNTY), Permission.COHORT_SEE, "preston")


RUNS_A_PANEL = frozenset(
    {
        Permission.SEATS_MANAGE,
        Permission.MEETING_PLAN,
        Permission.ITEM_NOMINATE,
        Permission.PAPER_ADD,
        Permission.AGENDA_BUILD,
        Permission.AGENDA_PUBLISH,
        Permission.READERS_SEE,
        Permission.RECORD_WRITE,
        Permission.RECORD_FILE,
    }
)
"""From who sits on it to the record on the child's file."""


@pytest.mark.requirement("R41")
def test_case_support_and_nobody_else_runs_a_panel_from_its_seats_to_its_filed_record() -> None:
    whole = {role for role, may in ROLE_PERMISSIONS.items() if may >= RUNS_A_PANEL}
    files = {role for role, may in ROLE_PERMISSIONS.items() if Permission.RECORD_FILE in may}
    publishes = {role for role, may in ROLE_PERMISSIONS.items() if Permission.AGENDA_PUBLISH in may}
    assert whole == files == publishes == {Role.CASE_SUPPORT}
