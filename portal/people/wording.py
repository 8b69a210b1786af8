"""A role as a sentence, and what each permission lets somebody do. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.kernel.wording import MONTHS, joined, plain_date
from portal.people.places import Place
from portal.people.policy import ROLE_PERMISSIONS, Permission, Role

VERBS: dict[Permission, str] = {
    Permission.ADDRESS_REVEAL: "ask to see a protected address, and decide when others ask",
    Permission.AGENDA_ACCEPT_LATE: "accept an agenda that goes out late",
    Permission.AGENDA_BUILD: "build agendas",
    Permission.AGENDA_PUBLISH: "publish agendas",
    Permission.AGENDA_SEE: "read agendas",
    Permission.AGREEMENT_OVERRIDE: "decide, on a ground in law, that an item is heard without an "
    "agreement",
    Permission.AGREEMENT_SEE: "see what young people agreed to, and record that one stopped it",
    Permission.COHORT_SEE: "see who has been heard and who has not",
    Permission.COST_SEE: "see what a home costs",
    Permission.FEEDBACK_WRITE: "write what changed because of what young people said",
    Permission.ITEM_NOMINATE: "nominate young people",
    Permission.MEETING_PLAN: "plan meetings",
    Permission.ORGANISATION_MANAGE: "keep the list of organisations",
    Permission.OUTBOX_MANAGE: "try messages again and call them off",
    Permission.OUTBOX_SEE: "see which messages went out",
    Permission.PACK_SEE: "read the papers they are given",
    Permission.PANEL_SEE: "see who sits on a panel",
    Permission.PAPER_ADD: "add papers to any item",
    Permission.PAPER_SEE: "read the papers of every item",
    Permission.PERSON_MANAGE: "add people and take them off",
    Permission.PERSON_SEE: "see who works with panels and in which role",
    Permission.PROTECTION_MANAGE: "say how long things are kept, and copy or erase what is held",
    Permission.PROTECTION_SEE: "read the register of what is shared with whom",
    Permission.READERS_SEE: "see who has looked at a young person’s record",
    Permission.RECORD_FILE: "file records",
    Permission.RECORD_SEE: "read records",
    Permission.RECORD_WRITE: "write records",
    Permission.RETURN_IMPORT: "import the statutory return",
    Permission.ROLE_GRANT: "give roles",
    Permission.SEATS_MANAGE: "say who holds a seat",
    Permission.TRAIL_SEE: "read who has seen and changed what",
    Permission.VARIATION_SEE: "read how each panel works",
    Permission.YOUNG_PERSON_ALLOCATE: "say who works with a young person",
    Permission.YOUNG_PERSON_PLACE: "say which district a young person belongs to",
    Permission.YOUNG_PERSON_SEE: "see every young person’s name",
}
"""What each permission lets somebody do: it follows "can"."""

HEADLINES: dict[Role, tuple[Permission, ...]] = {
    Role.ACCESS_TO_RESOURCES: (Permission.AGENDA_SEE, Permission.COST_SEE),
    Role.BOARD_MEMBER: (Permission.VARIATION_SEE,),
    Role.CASE_SUPPORT: (Permission.AGENDA_PUBLISH, Permission.RECORD_FILE),
    Role.CHAIR: (Permission.AGENDA_BUILD, Permission.RECORD_WRITE),
    Role.DISTRICT_LEAD: (Permission.MEETING_PLAN, Permission.SEATS_MANAGE, Permission.RECORD_SEE),
    Role.INFORMATION_GOVERNANCE: (Permission.TRAIL_SEE,),
    Role.IRO_REPRESENTATIVE: (Permission.AGENDA_SEE, Permission.RECORD_SEE),
    Role.MEMBER: (Permission.AGENDA_SEE,),
    Role.PEOPLE_ADMINISTRATOR: (Permission.PERSON_MANAGE, Permission.ROLE_GRANT),
    Role.PERSONAL_ADVISER: (Permission.AGENDA_SEE,),
    Role.SOCIAL_WORKER: (Permission.ITEM_NOMINATE, Permission.AGENDA_SEE),
    Role.TEAM_MANAGER: (Permission.ITEM_NOMINATE, Permission.AGENDA_SEE),
    Role.YOUNG_PERSON_REPRESENTATIVE: (Permission.AGENDA_SEE,),
}
"""What a role is known by: the verbs of its sentence. The page lists all it may do below."""
_ABOUT_PANELS = ("panels:", "records:", "cases:cost")


@dataclass(frozen=True, slots=True)
class Term:
    """From which day until which a role counts; the last day included. None: no end is agreed."""

    starts_on: date
    ends_on: date | None = None
    ended: bool = False
    """It was ended at once, on its last day."""


def role_sentence(
    *, name: str, role: Role, place: Place, term: Term, today: date, suspended: bool = False
) -> str:
    """Say a role: "Sam Testcase can publish agendas for East Lancashire panels until 31 March"."""
    doing = f"{joined([VERBS[each] for each in HEADLINES[role]])} {_where(role, place)}"
    over = term.ended or (term.ends_on is not None and term.ends_on < today)
    if over:
        last = term.ends_on or today
        return f"{name} could {doing} until {near_date(last, today)}"
    until = f" until {near_date(term.ends_on, today)}" if term.ends_on else ""
    if term.starts_on > today:
        return f"{name} can {doing} from {near_date(term.starts_on, today)}{until}"
    if suspended:
        return f"{name} cannot {doing} now, because their access is suspended"
    return f"{name} can {doing}{until}"


def what_it_allows(role: Role) -> tuple[str, ...]:
    """Return everything a role lets somebody do, by the alphabet."""
    return tuple(sorted(VERBS[each] for each in ROLE_PERMISSIONS[role]))


def near_date(day: date, today: date) -> str:
    """Say a date without its year where that is this year's: "31 March"."""
    if day.year == today.year:
        return f"{day.day} {MONTHS[day.month - 1]}"
    return plain_date(day)


def _where(role: Role, place: Place) -> str:
    """Return the place as the verbs need it: of panels, "for Burnley panels"; else "in Burnley"."""
    if place.panel_id is not None:
        return f"for {place.name}"
    panels = all(each.value.startswith(_ABOUT_PANELS) for each in HEADLINES[role])
    if place.district_id is None and place.area_id is None:
        return "for every panel in the county" if panels else "in the whole county"
    return f"for {place.name} panels" if panels else f"in {place.name}"
