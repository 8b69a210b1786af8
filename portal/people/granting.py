"""Who may give which role to whom. Pure: what the giver holds and who receives, in; an answer, out.

A role is never given beyond the giver's own: not in a wider place, and not with a permission the
giver lacks there. One role is an exception by design: the people administrator sees no case and
gives the roles that do, from a list. Nobody gives a role to themselves, so two people stand behind
each. The role that watches all others is appointed by whoever runs the machine, since the people
administrator is among those it watches.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from portal.kernel.wording import joined
from portal.people.places import Place
from portal.people.policy import APPOINTED, ROLE_PERMISSIONS, Actor, Permission, Role
from portal.variations.values import OrganisationKind

LISTED: Mapping[Role, frozenset[Role]] = MappingProxyType(
    {Role.PEOPLE_ADMINISTRATOR: frozenset(Role) - APPOINTED}
)
"""The roles that a role may give without holding their permissions."""
NOT_YOURS_TO_GIVE = "That role is not yours to give there. Choose a role and a place from the lists"
COUNTY_WIDE = frozenset({Role.BOARD_MEMBER, Role.INFORMATION_GOVERNANCE, Role.PEOPLE_ADMINISTRATOR})
"""Given for the whole county alone: whoever suspends somebody must see all that they do."""
TO_ONESELF = "Nobody gives a role to themselves. Ask somebody else who gives roles"
_COUNTY = frozenset(
    kind for kind in OrganisationKind if kind.is_childrens_services or kind.value == "other"
)
_CHILDRENS_SERVICES = frozenset(kind for kind in OrganisationKind if kind.is_childrens_services)
ROLE_ORGANISATIONS: Mapping[Role, frozenset[OrganisationKind]] = MappingProxyType(
    {
        Role.ACCESS_TO_RESOURCES: frozenset(
            {OrganisationKind.ACCESS_TO_RESOURCES, OrganisationKind.CHILDRENS_SERVICES}
        ),
        Role.BOARD_MEMBER: frozenset({OrganisationKind.BOARD}),
        Role.CASE_SUPPORT: _CHILDRENS_SERVICES,
        Role.CHAIR: _CHILDRENS_SERVICES,
        Role.DISTRICT_LEAD: _CHILDRENS_SERVICES,
        Role.INFORMATION_GOVERNANCE: _COUNTY,
        Role.IRO_REPRESENTATIVE: frozenset(
            {OrganisationKind.IRO_SERVICE, OrganisationKind.CHILDRENS_SERVICES}
        ),
        Role.MEMBER: frozenset(OrganisationKind) - {OrganisationKind.BOARD},
        Role.PEOPLE_ADMINISTRATOR: _COUNTY,
        Role.PERSONAL_ADVISER: _CHILDRENS_SERVICES,
        Role.SOCIAL_WORKER: _CHILDRENS_SERVICES,
        Role.TEAM_MANAGER: _CHILDRENS_SERVICES,
        Role.YOUNG_PERSON_REPRESENTATIVE: frozenset(
            {
                OrganisationKind.ADVOCACY,
                OrganisationKind.OTHER,
                OrganisationKind.VOLUNTARY,
                OrganisationKind.YOUNG_PERSON,
            }
        ),
    }
)
"""From which organisations a role's holder may come. What a home costs is for children's services
alone (R17, A19): no role that shows it is open to a provider, a housing authority or a young
person's representative."""


def may_give(giver: Actor, role: Role, place: Place) -> bool:
    """Tell whether somebody may give this role in this place, or end it there."""
    if role in APPOINTED:
        return False
    return all(_may_give_in(giver, role, district, place) for district in place.covers)


def _may_give_in(giver: Actor, role: Role, district_id: str | None, place: Place) -> bool:
    """Tell it for one district that the place covers; None asks for the whole county."""
    held = {
        grant.role
        for grant in giver.grants
        if grant.district_id in {None, district_id} and grant.panel_id in {None, place.panel_id}
    }
    permissions = frozenset().union(*(ROLE_PERMISSIONS[each] for each in held))
    if Permission.ROLE_GRANT not in permissions:
        return False
    listed = any(role in LISTED.get(each, frozenset()) for each in held)
    return listed or ROLE_PERMISSIONS[role] <= permissions


def why_not_there(role: Role, place: Place) -> str | None:
    """Say why a role cannot be given in a place; None where it can."""
    if role in COUNTY_WIDE and place.covers != (None,):
        return f"{role.label} is a role for the whole county"
    return None


def why_not_from(role: Role, kind: OrganisationKind | None) -> str | None:
    """Say why somebody of this kind of organisation cannot hold a role; None where they can."""
    allowed = ROLE_ORGANISATIONS[role]
    if kind is None:
        return "Say which organisation they come from first: it decides which roles they may hold"
    if kind in allowed:
        return None
    if allowed == _CHILDRENS_SERVICES:
        kinds = "children’s services"
    else:
        kinds = joined(sorted(each.label for each in allowed), "or")
    return f"{role.label} is a role for people from {kinds}, and they come from elsewhere"
