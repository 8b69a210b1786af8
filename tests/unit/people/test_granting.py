"""Nobody gives a role beyond their own, nor one that people from there cannot hold."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.granting import (
    COUNTY_WIDE,
    ROLE_ORGANISATIONS,
    may_give,
    why_not_from,
    why_not_there,
)
from portal.people.places import Place
from portal.people.policy import (
    APPOINTED,
    ROLE_PERMISSIONS,
    Actor,
    Grant,
    Permission,
    Role,
    not_included,
)
from portal.variations.values import OrganisationKind

PANEL, OTHER_PANEL = UUID(int=5), UUID(int=6)
COUNTY = Place()
EAST = Place(area_id="east", name="East", districts=frozenset({"burnley", "pendle"}))
BURNLEY = Place(district_id="burnley", name="Burnley")
PRESTON = Place(district_id="preston", name="Preston")
ON_PANEL = Place(district_id="burnley", panel_id=PANEL, name="a panel")
ON_OTHER_PANEL = Place(district_id="burnley", panel_id=OTHER_PANEL, name="another panel")
ADMINISTRATOR = (Grant(Role.PEOPLE_ADMINISTRATOR, None),)
LEAD = (Grant(Role.DISTRICT_LEAD, "burnley"),)


def actor(*grants: Grant) -> Actor:
    return Actor(UUID(int=1), "Avery Testcase", "avery@practice.example", grants)


@pytest.mark.requirement("R20", "R21")
@pytest.mark.parametrize(
    ("held", "role", "place", "may"),
    [
        (ADMINISTRATOR, Role.CASE_SUPPORT, COUNTY, True),
        (ADMINISTRATOR, Role.CHAIR, BURNLEY, True),
        (ADMINISTRATOR, Role.MEMBER, ON_PANEL, True),
        (ADMINISTRATOR, Role.PEOPLE_ADMINISTRATOR, COUNTY, True),
        (ADMINISTRATOR, Role.INFORMATION_GOVERNANCE, COUNTY, False),
        (LEAD, Role.MEMBER, BURNLEY, True),
        (LEAD, Role.MEMBER, ON_PANEL, True),
        (LEAD, Role.DISTRICT_LEAD, BURNLEY, True),
        (LEAD, Role.MEMBER, PRESTON, False),
        (LEAD, Role.MEMBER, COUNTY, False),
        (LEAD, Role.MEMBER, EAST, False),
        (LEAD, Role.CHAIR, BURNLEY, False),
        (LEAD, Role.CASE_SUPPORT, BURNLEY, False),
        (LEAD, Role.PEOPLE_ADMINISTRATOR, BURNLEY, False),
        ((*LEAD, Grant(Role.DISTRICT_LEAD, "pendle")), Role.MEMBER, EAST, True),
        ((*LEAD, Grant(Role.CASE_SUPPORT, "preston")), Role.CASE_SUPPORT, BURNLEY, False),
        ((*LEAD, Grant(Role.SOCIAL_WORKER, "burnley")), Role.SOCIAL_WORKER, BURNLEY, True),
        ((Grant(Role.DISTRICT_LEAD, "burnley", PANEL),), Role.MEMBER, ON_PANEL, True),
        ((Grant(Role.DISTRICT_LEAD, "burnley", PANEL),), Role.MEMBER, ON_OTHER_PANEL, False),
        ((Grant(Role.DISTRICT_LEAD, "burnley", PANEL),), Role.MEMBER, BURNLEY, False),
        ((Grant(Role.CASE_SUPPORT, None),), Role.MEMBER, BURNLEY, False),
        ((), Role.MEMBER, BURNLEY, False),
    ],
)
def test_who_may_give_which_role_where(
    held: tuple[Grant, ...], role: Role, place: Place, *, may: bool
) -> None:
    assert may_give(actor(*held), role, place) is may


grants = st.builds(
    Grant,
    st.sampled_from(Role),
    st.sampled_from([None, "burnley", "pendle", "preston"]),
    st.sampled_from([None, None, PANEL, OTHER_PANEL]),
).filter(lambda grant: grant.panel_id is None or grant.district_id is not None)


@given(
    held=st.lists(grants, max_size=4),
    role=st.sampled_from(Role),
    place=st.sampled_from([COUNTY, EAST, BURNLEY, PRESTON, ON_PANEL, ON_OTHER_PANEL]),
)
def test_nothing_given_reaches_further_than_the_giver(
    held: list[Grant], role: Role, place: Place
) -> None:
    giver = actor(*held)
    if not may_give(giver, role, place):
        return
    assert role not in APPOINTED
    listed = any(grant.role is Role.PEOPLE_ADMINISTRATOR for grant in held)
    for district in place.covers:
        assert giver.may(Permission.ROLE_GRANT, district, place.panel_id)
        for permission in ROLE_PERMISSIONS[role]:
            assert listed or giver.may(permission, district, place.panel_id)


@pytest.mark.requirement("R17", "A19")
def test_what_a_home_costs_is_for_childrens_services_alone() -> None:
    showing = [role for role, held in ROLE_PERMISSIONS.items() if Permission.COST_SEE in held]
    assert set(showing) == {
        Role.ACCESS_TO_RESOURCES,
        Role.CASE_SUPPORT,
        Role.CHAIR,
        Role.DISTRICT_LEAD,
    }
    for role in showing:
        assert all(kind.is_childrens_services for kind in ROLE_ORGANISATIONS[role])
    outside = (
        OrganisationKind.PROVIDER,
        OrganisationKind.HOUSING_AUTHORITY,
        OrganisationKind.YOUNG_PERSON,
    )
    assert all(why_not_from(role, kind) for role in showing for kind in outside)


@pytest.mark.requirement("A18", "R35")
def test_a_young_persons_representative_reads_no_record_and_no_cost() -> None:
    assert ROLE_PERMISSIONS[Role.YOUNG_PERSON_REPRESENTATIVE] == {
        Permission.AGENDA_SEE,
        Permission.PANEL_SEE,
    }


@pytest.mark.parametrize(
    "role", [Role.BOARD_MEMBER, Role.INFORMATION_GOVERNANCE, Role.PEOPLE_ADMINISTRATOR]
)
def test_who_watches_or_manages_opens_no_case(role: Role) -> None:
    about_cases = ("cases:", "panels:", "records:")
    held = ROLE_PERMISSIONS[role] - {Permission.PANEL_SEE}  # who sits on a panel is about nobody
    assert not [each for each in held if each.value.startswith(about_cases)]


@pytest.mark.parametrize(
    ("role", "kind", "says"),
    [
        (Role.MEMBER, OrganisationKind.PROVIDER, None),
        (Role.MEMBER, OrganisationKind.BOARD, "Panel member is a role for people from"),
        (Role.CHAIR, OrganisationKind.FOSTERING, None),
        (Role.CHAIR, OrganisationKind.PROVIDER, "people from children’s services"),
        (Role.BOARD_MEMBER, OrganisationKind.CHILDRENS_SERVICES, "Corporate Parenting Board"),
        (Role.IRO_REPRESENTATIVE, OrganisationKind.IRO_SERVICE, None),
        (Role.YOUNG_PERSON_REPRESENTATIVE, OrganisationKind.PROVIDER, "Young people"),
        (Role.MEMBER, None, "Say which organisation"),
    ],
)
def test_which_roles_people_from_an_organisation_may_hold(
    role: Role, kind: OrganisationKind | None, says: str | None
) -> None:
    found = why_not_from(role, kind)
    assert (found is None) if says is None else says in (found or "")


def test_some_roles_are_for_the_whole_county() -> None:
    assert why_not_there(Role.CHAIR, BURNLEY) is None
    for role in COUNTY_WIDE:
        assert why_not_there(role, COUNTY) is None
        assert why_not_there(role, BURNLEY)
        assert why_not_there(role, EAST)


def test_every_role_has_permissions_and_organisations() -> None:
    assert set(ROLE_PERMISSIONS) == set(ROLE_ORGANISATIONS) == set(Role)
    assert all(ROLE_PERMISSIONS.values())
    assert all(ROLE_ORGANISATIONS.values())


@pytest.mark.parametrize("permission", Permission)
def test_whoever_is_named_where_a_role_lacks_something_can_give_one_that_has_it(
    permission: Permission,
) -> None:
    said = not_included(permission)
    having = [role for role in Role if permission in ROLE_PERMISSIONS[role]]
    if "A people administrator" in said:
        assert any(may_give(actor(*ADMINISTRATOR), role, COUNTY) for role in having)
    else:
        assert "Whoever runs the portal’s machine can change that." in said
        assert set(having) <= APPOINTED


def test_a_district_lead_is_never_named_for_what_only_others_give() -> None:
    roles = [role for role in Role if may_give(actor(*LEAD), role, BURNLEY)]
    given_by_lead = frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
    assert Permission.AGENDA_PUBLISH not in given_by_lead
    assert "istrict lead" not in not_included(Permission.AGENDA_PUBLISH)
