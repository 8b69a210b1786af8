"""Who may do what: permissions, the roles that hold them, and the check every operation makes.

Pure values: an Actor is read once for a request and holds no database object. Roles are few verbs;
a role counts only in the district it was given for, or everywhere where it was given county-wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portal.database import NO_ITEMS, Reach
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
    OUTBOX_MANAGE = "outbox:message:manage"
    OUTBOX_SEE = "outbox:message:see"
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
            Permission.OUTBOX_MANAGE,
            Permission.OUTBOX_SEE,
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
    """A role held today; ``district_id`` None means the whole county.

    A role in an area is one grant for each of its districts. ``panel_id`` is set where the role
    holds for one panel of the district alone.
    """

    role: Role
    district_id: str | None
    panel_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One item that somebody is asked to, without a role on its panel, open now (R40)."""

    item_id: UUID
    young_person_id: UUID
    meeting_id: UUID
    district_id: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in, with what they hold today: roles, visits, declared interests."""

    person_id: UUID
    name: str
    email: str
    grants: tuple[Grant, ...]
    visits: tuple[Visit, ...] = ()
    recused: Reach = NO_ITEMS
    """What they declared an interest in: for them it is not there."""

    @property
    def only(self) -> Reach | None:
        """What a mere visitor may see of items and young people; None for whoever holds a role."""
        if self.grants:
            return None
        return Reach(
            items=frozenset(visit.item_id for visit in self.visits),
            young_people=frozenset(visit.young_person_id for visit in self.visits),
        )

    def belongs_to(self, district_id: str) -> bool:
        """Tell whether a district exists for them: a role or a visit leads there."""
        return bool(self.roles(district_id)) or any(
            visit.district_id == district_id for visit in self.visits
        )

    def roles(self, district_id: str, panel_id: UUID | None = None) -> frozenset[Role]:
        """Return the roles held in a district, county-wide ones and those on a panel included.

        With ``panel_id``, those that count on that panel.
        """
        return frozenset(
            grant.role
            for grant in self.grants
            if grant.district_id in {None, district_id}
            and (panel_id is None or grant.panel_id in {None, panel_id})
        )

    def may(
        self, permission: Permission, district_id: str | None, panel_id: UUID | None = None
    ) -> bool:
        """Tell whether a role held in this district allows it; None asks for the whole county.

        A role on one panel counts only where the question names that panel.
        """
        return any(
            permission in ROLE_PERMISSIONS[grant.role]
            for grant in self.grants
            if grant.district_id in {None, district_id} and grant.panel_id in {None, panel_id}
        )

    def may_within(self, permission: Permission, district_id: str) -> bool:
        """Tell whether a role held in this district, or on any of its panels, allows it.

        For a district's pages as a whole; what a page shows of one panel is asked with ``may``.
        """
        return any(permission in ROLE_PERMISSIONS[role] for role in self.roles(district_id))

    def may_somewhere(self, permission: Permission) -> bool:
        """Tell whether any role held anywhere allows it: for pages of several districts."""
        return any(permission in ROLE_PERMISSIONS[grant.role] for grant in self.grants)

    @property
    def districts(self) -> frozenset[str] | None:
        """The districts of any role or visit; None where a role is held county-wide."""
        held = {grant.district_id for grant in self.grants}
        held |= {visit.district_id for visit in self.visits}
        return None if None in held else frozenset(d for d in held if d is not None)

    def districts_with(self, permission: Permission) -> frozenset[str] | None:
        """The districts in which some role allows it; None where a county-wide role does."""
        held = {g.district_id for g in self.grants if permission in ROLE_PERMISSIONS[g.role]}
        return None if None in held else frozenset(d for d in held if d is not None)

    def sees_every_name(self, district_id: str, panel_id: UUID | None = None) -> bool:
        """Tell whether this reader is entitled to every name on the district's agendas (A16)."""
        held = (
            grant.role
            for grant in self.grants
            if grant.district_id in {None, district_id} and grant.panel_id in {None, panel_id}
        )
        return not SEES_EVERY_NAME.isdisjoint(held)


def require(
    actor: Actor, permission: Permission, district_id: str | None, panel_id: UUID | None = None
) -> None:
    """Let the actor pass or raise ForbiddenError. Every operation calls this first."""
    if not actor.may(permission, district_id, panel_id):
        raise ForbiddenError("Your role does not include this. Your district lead can change that.")
