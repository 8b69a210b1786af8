"""Who may do what: permissions, the roles that hold them, and the check every operation makes.

Pure values: an Actor is read once for a request and holds no database object. Roles are few verbs;
a role counts only in the district it was given for, or everywhere where it was given county-wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portal.kernel.errors import ForbiddenError


class Permission(StrEnum):
    """What can be allowed: capability:subject:verb, in alphabetical order."""

    AGENDA_ACCEPT_LATE = "panels:agenda:accept_late"
    AGENDA_BUILD = "panels:agenda:build"
    AGENDA_PUBLISH = "panels:agenda:publish"
    AGENDA_SEE = "panels:agenda:see"
    COHORT_SEE = "cases:cohort:see"
    ITEM_NOMINATE = "panels:item:nominate"
    MEETING_PLAN = "panels:meeting:plan"
    PANEL_SEE = "panels:panel:see"
    RECORD_FILE = "records:record:file"
    RECORD_SEE = "records:record:see"
    RECORD_WRITE = "records:record:write"
    RETURN_IMPORT = "cases:return:import"
    SEATS_MANAGE = "panels:seats:manage"
    VARIATION_SEE = "variations:district:see"
    YOUNG_PERSON_PLACE = "cases:young_person:place"
    YOUNG_PERSON_SEE = "cases:young_person:see"


class Role(StrEnum):
    """The roles a person may hold."""

    CASE_SUPPORT = "case_support"
    CHAIR = "chair"
    DISTRICT_LEAD = "district_lead"
    MEMBER = "member"
    SOCIAL_WORKER = "social_worker"

    @property
    def label(self) -> str:
        """The role in words."""
        return {
            Role.CASE_SUPPORT: "Case support officer",
            Role.CHAIR: "Panel chair",
            Role.DISTRICT_LEAD: "District lead",
            Role.MEMBER: "Panel member",
            Role.SOCIAL_WORKER: "Social worker",
        }[self]


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CASE_SUPPORT: frozenset(Permission) - {Permission.AGENDA_ACCEPT_LATE},
    Role.CHAIR: frozenset(
        {
            Permission.AGENDA_ACCEPT_LATE,
            Permission.AGENDA_BUILD,
            Permission.AGENDA_SEE,
            Permission.COHORT_SEE,
            Permission.PANEL_SEE,
            Permission.RECORD_SEE,
            Permission.RECORD_WRITE,
            Permission.VARIATION_SEE,
            Permission.YOUNG_PERSON_SEE,
        }
    ),
    Role.DISTRICT_LEAD: frozenset(
        {
            Permission.AGENDA_ACCEPT_LATE,
            Permission.AGENDA_SEE,
            Permission.COHORT_SEE,
            Permission.MEETING_PLAN,
            Permission.PANEL_SEE,
            Permission.RECORD_SEE,
            Permission.SEATS_MANAGE,
            Permission.VARIATION_SEE,
            Permission.YOUNG_PERSON_SEE,
        }
    ),
    Role.MEMBER: frozenset({Permission.AGENDA_SEE, Permission.PANEL_SEE}),
    Role.SOCIAL_WORKER: frozenset(
        {Permission.AGENDA_SEE, Permission.ITEM_NOMINATE, Permission.PANEL_SEE}
    ),
}
SEES_EVERY_NAME = frozenset({Role.CASE_SUPPORT, Role.CHAIR, Role.DISTRICT_LEAD})
"""Roles that read every name on an agenda (A16); others read their own items' names."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held today; ``district_id`` None means the whole county."""

    role: Role
    district_id: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in, with the roles they hold today."""

    person_id: UUID
    name: str
    email: str
    grants: tuple[Grant, ...]

    def roles(self, district_id: str) -> frozenset[Role]:
        """Return the roles held in a district, county-wide ones included."""
        return frozenset(g.role for g in self.grants if g.district_id in {None, district_id})

    def may(self, permission: Permission, district_id: str | None) -> bool:
        """Tell whether a role held in this district allows it; None asks for the whole county."""
        return any(
            permission in ROLE_PERMISSIONS[grant.role]
            for grant in self.grants
            if grant.district_id is None or grant.district_id == district_id
        )

    def may_somewhere(self, permission: Permission) -> bool:
        """Tell whether any role held anywhere allows it: for pages of several districts."""
        return any(permission in ROLE_PERMISSIONS[grant.role] for grant in self.grants)

    @property
    def districts(self) -> frozenset[str] | None:
        """The districts in which any role is held; None where one is held county-wide."""
        held = frozenset(grant.district_id for grant in self.grants)
        return None if None in held else frozenset(d for d in held if d is not None)

    def districts_with(self, permission: Permission) -> frozenset[str] | None:
        """The districts in which some role allows it; None where a county-wide role does."""
        allowing = tuple(g for g in self.grants if permission in ROLE_PERMISSIONS[g.role])
        return Actor(self.person_id, self.name, self.email, allowing).districts

    def sees_every_name(self, district_id: str) -> bool:
        """Tell whether this reader is entitled to every name on the district's agendas (A16)."""
        return not self.roles(district_id).isdisjoint(SEES_EVERY_NAME)


def require(actor: Actor, permission: Permission, district_id: str | None) -> None:
    """Let the actor pass or raise ForbiddenError. Every operation calls this first."""
    if not actor.may(permission, district_id):
        raise ForbiddenError("Your role does not include this. Your district lead can change that.")
