"""Who may do what: permissions, the roles that hold them, and the check every operation makes.

Pure values: an Actor is read once for a request and holds no database object. Roles are few verbs;
a role counts only in the district it was given for, or everywhere where it was given county-wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from portal.database import NO_ITEMS, Reach
from portal.kernel.errors import ForbiddenError
from portal.people import decisions
from portal.variations.values import OrganisationKind


class Permission(StrEnum):
    """What can be allowed: capability:subject:verb, in alphabetical order."""

    ADDRESS_REVEAL = "papers:address:reveal"
    AGENDA_ACCEPT_LATE = "panels:agenda:accept_late"
    AGENDA_BUILD = "panels:agenda:build"
    AGENDA_PUBLISH = "panels:agenda:publish"
    AGENDA_SEE = "panels:agenda:see"
    AGREEMENT_OVERRIDE = "agreements:agreement:override"
    AGREEMENT_SEE = "agreements:agreement:see"
    COHORT_SEE = "cases:cohort:see"
    COST_SEE = "cases:cost:see"
    FEEDBACK_WRITE = "feedback:change:write"
    ITEM_NOMINATE = "panels:item:nominate"
    MEETING_PLAN = "panels:meeting:plan"
    ORGANISATION_MANAGE = "people:organisation:manage"
    OUTBOX_MANAGE = "outbox:message:manage"
    OUTBOX_SEE = "outbox:message:see"
    PACK_SEE = "packs:pack:see"
    PANEL_SEE = "panels:panel:see"
    PAPER_ADD = "papers:paper:add"
    PAPER_SEE = "papers:paper:see"
    PERSON_MANAGE = "people:person:manage"
    PERSON_SEE = "people:person:see"
    PROTECTION_MANAGE = "protection:person:manage"
    PROTECTION_SEE = "protection:register:see"
    READERS_SEE = "audit:readers:see"
    RECORD_FILE = "records:record:file"
    RECORD_SEE = "records:record:see"
    RECORD_WRITE = "records:record:write"
    RETURN_IMPORT = "cases:return:import"
    ROLE_GRANT = "people:role:grant"
    SEATS_MANAGE = "panels:seats:manage"
    TRAIL_SEE = "audit:trail:see"
    VARIATION_SEE = "variations:district:see"
    YOUNG_PERSON_ALLOCATE = "cases:young_person:allocate"
    YOUNG_PERSON_PLACE = "cases:young_person:place"
    YOUNG_PERSON_SEE = "cases:young_person:see"


class Role(StrEnum):
    """The roles a person may hold. A seat on a panel is held apart, for a term."""

    ACCESS_TO_RESOURCES = "access_to_resources"
    BOARD_MEMBER = "board_member"
    CASE_SUPPORT = "case_support"
    CHAIR = "chair"
    DISTRICT_LEAD = "district_lead"
    INFORMATION_GOVERNANCE = "information_governance"
    IRO_REPRESENTATIVE = "iro_representative"
    MEMBER = "member"
    PEOPLE_ADMINISTRATOR = "people_administrator"
    PERSONAL_ADVISER = "personal_adviser"
    SOCIAL_WORKER = "social_worker"
    TEAM_MANAGER = "team_manager"
    YOUNG_PERSON_REPRESENTATIVE = "young_person_representative"

    @property
    def label(self) -> str:
        """The role in words."""
        return {
            Role.ACCESS_TO_RESOURCES: "Access to Resources representative",
            Role.BOARD_MEMBER: "Board member",
            Role.CASE_SUPPORT: "Case support officer",
            Role.CHAIR: "Panel chair",
            Role.DISTRICT_LEAD: "District lead",
            Role.INFORMATION_GOVERNANCE: "Information governance officer",
            Role.IRO_REPRESENTATIVE: "IRO representative",
            Role.MEMBER: "Panel member",
            Role.PEOPLE_ADMINISTRATOR: "People administrator",
            Role.PERSONAL_ADVISER: "Personal adviser",
            Role.SOCIAL_WORKER: "Social worker",
            Role.TEAM_MANAGER: "Team manager",
            Role.YOUNG_PERSON_REPRESENTATIVE: "Young person representative",
        }[self]


_ON_THE_PANEL = frozenset({Permission.AGENDA_SEE, Permission.PANEL_SEE})
_READS_PAPERS = _ON_THE_PANEL | {Permission.PACK_SEE}
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ACCESS_TO_RESOURCES: _READS_PAPERS | {Permission.COST_SEE},
    # The Board reads how panels work and, later, figures; no page of a case opens for it (R99).
    Role.BOARD_MEMBER: frozenset({Permission.VARIATION_SEE}),
    Role.CASE_SUPPORT: frozenset(
        {
            Permission.ADDRESS_REVEAL,
            Permission.AGENDA_BUILD,
            Permission.AGENDA_PUBLISH,
            Permission.AGENDA_SEE,
            Permission.AGREEMENT_SEE,
            Permission.COHORT_SEE,
            Permission.COST_SEE,
            Permission.FEEDBACK_WRITE,
            Permission.ITEM_NOMINATE,
            Permission.MEETING_PLAN,
            Permission.OUTBOX_MANAGE,
            Permission.OUTBOX_SEE,
            Permission.PACK_SEE,
            Permission.PANEL_SEE,
            Permission.PAPER_ADD,
            Permission.PAPER_SEE,
            Permission.PERSON_SEE,
            Permission.READERS_SEE,
            Permission.RECORD_FILE,
            Permission.RECORD_SEE,
            Permission.RECORD_WRITE,
            Permission.RETURN_IMPORT,
            Permission.SEATS_MANAGE,
            Permission.VARIATION_SEE,
            Permission.YOUNG_PERSON_ALLOCATE,
            Permission.YOUNG_PERSON_PLACE,
            Permission.YOUNG_PERSON_SEE,
        }
    ),
    Role.CHAIR: frozenset(
        {
            Permission.AGENDA_ACCEPT_LATE,
            Permission.AGENDA_BUILD,
            Permission.AGENDA_SEE,
            Permission.COHORT_SEE,
            Permission.COST_SEE,
            Permission.PACK_SEE,
            Permission.PANEL_SEE,
            Permission.READERS_SEE,
            Permission.RECORD_SEE,
            Permission.RECORD_WRITE,
            Permission.VARIATION_SEE,
            Permission.YOUNG_PERSON_SEE,
        }
    ),
    Role.DISTRICT_LEAD: frozenset(
        {
            Permission.ADDRESS_REVEAL,
            Permission.AGENDA_ACCEPT_LATE,
            Permission.AGENDA_SEE,
            Permission.AGREEMENT_OVERRIDE,
            Permission.AGREEMENT_SEE,
            Permission.COHORT_SEE,
            Permission.COST_SEE,
            Permission.FEEDBACK_WRITE,
            Permission.MEETING_PLAN,
            Permission.OUTBOX_MANAGE,
            Permission.OUTBOX_SEE,
            Permission.PACK_SEE,
            Permission.PANEL_SEE,
            Permission.PERSON_SEE,
            Permission.READERS_SEE,
            Permission.RECORD_SEE,
            Permission.ROLE_GRANT,
            Permission.SEATS_MANAGE,
            Permission.VARIATION_SEE,
            Permission.YOUNG_PERSON_ALLOCATE,
            Permission.YOUNG_PERSON_SEE,
        }
    ),
    # Reads who did what, and no case: who watches the readers is not one of them. They see a name
    # where somebody who asks about their own data is matched to it, and what is held of them where
    # they ask for a copy, on which a person must decide record by record.
    Role.INFORMATION_GOVERNANCE: frozenset(
        {
            Permission.PANEL_SEE,
            Permission.PERSON_SEE,
            Permission.PROTECTION_MANAGE,
            Permission.PROTECTION_SEE,
            Permission.TRAIL_SEE,
        }
    ),
    Role.IRO_REPRESENTATIVE: _READS_PAPERS | {Permission.RECORD_SEE, Permission.VARIATION_SEE},
    Role.MEMBER: _READS_PAPERS,
    # Says who may see what, and sees none of it.
    Role.PEOPLE_ADMINISTRATOR: frozenset(
        {
            Permission.ORGANISATION_MANAGE,
            Permission.PERSON_MANAGE,
            Permission.PERSON_SEE,
            Permission.ROLE_GRANT,
        }
    ),
    Role.PERSONAL_ADVISER: _READS_PAPERS,
    Role.SOCIAL_WORKER: _READS_PAPERS | {Permission.ITEM_NOMINATE},
    # Of their own team's young people alone: they do not see every young person of the district.
    Role.TEAM_MANAGER: _READS_PAPERS | {Permission.ITEM_NOMINATE, Permission.YOUNG_PERSON_ALLOCATE},
    # Sits on the panel, and never reads a paper or a record (A18).
    Role.YOUNG_PERSON_REPRESENTATIVE: _ON_THE_PANEL,
}
WORKS_ON_CASES = frozenset(Role) - {
    Role.BOARD_MEMBER,
    Role.INFORMATION_GOVERNANCE,
    Role.PEOPLE_ADMINISTRATOR,
    Role.YOUNG_PERSON_REPRESENTATIVE,
}
"""Roles whose holders may be given something to do about a young person."""
SEES_EVERY_NAME = frozenset({Role.CASE_SUPPORT, Role.CHAIR, Role.DISTRICT_LEAD})
"""Roles that read every name on an agenda (A16); others read their own items' names."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held today; ``district_id`` None means the whole county.

    A role in an area is one grant for each of its districts. ``panel_id`` is set where the role
    holds for one panel of the district alone, ``meeting_id`` where for one of its meetings.
    """

    role: Role
    district_id: str | None
    panel_id: UUID | None = None
    meeting_id: UUID | None = None

    def counts(
        self, district_id: str | None, panel_id: UUID | None, meeting_id: UUID | None
    ) -> bool:
        """Tell whether it counts where the question is asked: never wider than it was given."""
        return (
            self.district_id in {None, district_id}
            and self.panel_id in {None, panel_id}
            and self.meeting_id in {None, meeting_id}
        )


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat somebody sits in today, as its holder or deputy; ``meeting_id``: for that one only.

    Both days are inclusive; ``ends_on`` None is open. ``holder_id`` is in whose place they come to
    that one meeting.
    """

    panel_id: UUID
    seat_key: str
    deputy: bool
    starts_on: date
    ends_on: date | None = None
    meeting_id: UUID | None = None
    holder_id: UUID | None = None


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
    """What is kept from them, by an interest or for everybody: for them it is not there."""
    seats: tuple[Seated, ...] = ()
    stands_in: frozenset[UUID] = frozenset()
    """The items to which they come in the social worker's place, while that lasts (R71)."""
    kept_slots: frozenset[UUID] = frozenset()
    """Where what they are kept from stands: a neutral mark is all they are shown there."""
    withheld_slots: frozenset[UUID] = frozenset()
    """Those of them that every colleague is kept from too, and no interest of their own."""
    organisation_kind: OrganisationKind | None = None
    """The kind of organisation they come from; None where none is written down."""

    @property
    def in_childrens_services(self) -> bool:
        """Whether they come from the county's children's services, as it is known (A16, A19)."""
        return self.organisation_kind is not None and self.organisation_kind.is_childrens_services

    @property
    def only(self) -> Reach | None:
        """What a mere visitor may see of items and young people; None for whoever holds a role."""
        return None if self.grants else self.visited

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
        self,
        permission: Permission,
        district_id: str | None,
        panel_id: UUID | None = None,
        meeting_id: UUID | None = None,
    ) -> bool:
        """Tell whether a role held in this district allows it; None asks for the whole county.

        A role on one panel counts only where the question names that panel, one for a single
        meeting only where it names that meeting.
        """
        return any(
            permission in ROLE_PERMISSIONS[grant.role]
            for grant in self.grants
            if grant.counts(district_id, panel_id, meeting_id)
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
        roles = self.role_districts
        return None if roles is None else roles | {visit.district_id for visit in self.visits}

    @property
    def role_districts(self) -> frozenset[str] | None:
        """The districts of any role; None where one is held county-wide."""
        held = {grant.district_id for grant in self.grants}
        return None if None in held else frozenset(d for d in held if d is not None)

    @property
    def visited(self) -> Reach:
        """The items they are asked to."""
        return Reach(
            items=frozenset(visit.item_id for visit in self.visits),
            young_people=frozenset(visit.young_person_id for visit in self.visits),
        )

    def districts_with(self, permission: Permission) -> frozenset[str] | None:
        """The districts in which some role allows it; None where a county-wide role does."""
        held = {g.district_id for g in self.grants if permission in ROLE_PERMISSIONS[g.role]}
        return None if None in held else frozenset(d for d in held if d is not None)

    def sees_every_name(self, district_id: str, panel_id: UUID | None = None) -> bool:
        """Tell whether this reader is entitled to every name on the district's agendas (A16)."""
        held = (grant.role for grant in self.grants if grant.counts(district_id, panel_id, None))
        return not SEES_EVERY_NAME.isdisjoint(held)


APPOINTED = frozenset({Role.INFORMATION_GOVERNANCE})
"""Given by command alone."""


def not_included(*permissions: Permission) -> str:
    """Say that no role of theirs includes any of these, and who gives one that does.

    A district lead gives no role with more than their own; a people administrator gives all but the
    one that watches the others, which whoever runs the machine gives.
    """
    roles = {role for role in Role if not ROLE_PERMISSIONS[role].isdisjoint(permissions)}
    machine = bool(roles) and roles <= APPOINTED
    who = "Whoever runs the portal’s machine" if machine else "A people administrator"
    return f"Your role does not include this. {who} can change that."


def require(
    actor: Actor, permission: Permission, district_id: str | None, panel_id: UUID | None = None
) -> None:
    """Let the actor pass or raise ForbiddenError. Every operation calls this first."""
    if not actor.may(permission, district_id, panel_id):
        raise ForbiddenError(not_included(permission))
    decisions.allowed(permission)
