"""Panels, and who holds their seats (R20-R40, R72)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.database import session, tables_written
from portal.kernel.errors import RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import queries
from portal.panels.models import Panel, SeatHolder
from portal.panels.operations.local import day_of
from portal.panels.operations.telling import tell_meeting
from portal.panels.rules import membership
from portal.people import queries as people
from portal.people.policy import Actor, Permission, require
from portal.tenancy import operations as tenancy
from portal.tenancy.door import registry, variation_of


def open_panels() -> int:
    """Open the panels of both kinds in every district that has none; return how many were opened.

    For `portal init`: it asks no permission, because nobody is signed in there.
    """
    known = {
        (panel.district_id, panel.kind)
        for panel in session.scalars(select(Panel).order_by(Panel.district_id, Panel.kind))
    }
    opened = 0
    for district in registry().districts():
        for kind in PanelKind:
            if (district.slug, kind.value) not in known:
                session.add(
                    Panel(
                        district_id=district.slug,
                        kind=kind.value,
                        starts_on=district.starts_on or date.min,
                        ends_on=district.ends_on,
                    )
                )
                opened += 1
    session.flush()
    return opened


def enter_county(*, now: datetime) -> list[str]:
    """Enter the authority, its areas and districts as configured, and open their panels.

    For `portal init`, as above. Returns the districts' slugs. Where anything changed, the trail
    says in which tables; the same again changes nothing and says nothing.
    """
    districts = tenancy.enter_districts(registry=registry())
    opened = open_panels()
    changed = sorted(tables_written())
    if changed:
        audit.record(
            event="tenancy:county:entered",
            subject=("authority", None),
            actor_id=None,
            now=now,
            facts={"changed": changed, "panels_opened": opened},
        )
    return districts


def hold_seat(
    *,
    actor: Actor,
    now: datetime,
    district_id: str,
    kind: PanelKind,
    seat_key: str,
    person_id: UUID,
    starts_on: date,
    ends_on: date | None = None,
    deputy: bool = False,
) -> UUID:
    """Put somebody in a seat for a term, as its holder or as deputy; return the term's id.

    RuleError (fields `seat_key`, `person_id`, `ends_on`) for a seat this panel does not have, one
    filled item by item, somebody who is not here, the actor themself, somebody whose organisation
    it is not open to, or a term that overlaps the same person's own.
    """
    panel = queries.panel(district_id, kind)
    require(actor, Permission.SEATS_MANAGE, district_id, panel.id)
    person = people.there_today({person_id}, day_of(now)).get(person_id)
    if person is None:
        raise RuleError("Choose a person from the list.", "person_id")
    if person_id == actor.person_id:
        raise RuleError(membership.TO_ONESELF, "person_id")
    seats = variation_of(district_id).seats(as_of=starts_on, kind=kind).value
    membership.check_term(
        seats=seats,
        holders=queries.holders(panel.id),
        term=membership.Holder(seat_key, person_id, person.name, deputy, starts_on, ends_on),
        comes_from=people.kinds_of({person_id}).get(person_id),
    )
    term = SeatHolder(
        district_id=district_id,
        panel_id=panel.id,
        seat_key=seat_key,
        person_id=person_id,
        deputy=deputy,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    session.add(term)
    session.flush()
    audit.record(
        event="panels:seat:held",
        subject=("seat_holder", term.id),
        district_id=district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"seat": seat_key, "deputy": deputy, "from": starts_on.isoformat()},
    )
    _tell_meetings(actor, now, panel.id)
    return term.id


def end_seat(*, actor: Actor, now: datetime, term_id: UUID, last_day: date) -> None:
    """End a term in a seat; the term and what was done in it stay on record.

    RuleError (field `last_day`) for a day before the term began, and for more time in one's own.
    """
    term = queries.term(term_id)
    require(actor, Permission.SEATS_MANAGE, term.district_id, term.panel_id)
    if last_day < term.starts_on:
        raise RuleError("The last day must be the same as or after the first day.", "last_day")
    longer = term.ends_on is not None and term.ends_on < last_day
    if longer and term.person_id == actor.person_id:
        raise RuleError(membership.TO_ONESELF, "last_day")
    term.ends_on = last_day
    session.flush()
    audit.record(
        event="panels:seat:ended",
        subject=("seat_holder", term.id),
        district_id=term.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={
            "seat": term.seat_key,
            "until": last_day.isoformat(),
            "said_on": day_of(now).isoformat(),
        },
    )
    _tell_meetings(actor, now, term.panel_id)


def _tell_meetings(actor: Actor, now: datetime, panel_id: UUID) -> None:
    """Tell whoever is expected at the panel's published meetings now, and who is not any more."""
    for meeting_id in queries.meetings_to_come(panel_id, day_of(now)):
        tell_meeting(actor=actor, now=now, meeting_id=meeting_id)
