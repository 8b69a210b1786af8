"""Panels and who sits on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from portal.database import joins, read_once, session
from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.panels.models import Panel, SeatHolder
from portal.panels.rules.membership import Holder
from portal.people.models import Person
from portal.web.clock import LONDON

_TERMS = "panels:terms"


def panel(district_id: str, kind: PanelKind) -> Panel:
    """Return a district's panel of a kind. NotFoundError where it was never opened."""
    found = session.scalars(
        select(Panel).where(Panel.district_id == district_id, Panel.kind == kind.value)
    ).one_or_none()
    if found is None:
        raise NotFoundError("There is no such panel.")
    return found


def panels_of(district_id: str) -> Sequence[Panel]:
    """Return a district's panels, by kind."""
    return session.scalars(
        select(Panel).where(Panel.district_id == district_id).order_by(Panel.kind.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term in a seat, with its own id and panel."""

    id: UUID
    panel_id: UUID
    holder: Holder
    job_title: str


def terms(panel_ids: Sequence[UUID]) -> tuple[TermRow, ...]:
    """Return every term in the seats of some panels, holders before deputies, oldest first.

    A page asks for each panel once.
    """
    known: dict[UUID, list[TermRow]] = read_once().setdefault(_TERMS, {})
    missing = [panel_id for panel_id in panel_ids if panel_id not in known]
    if missing:
        known |= {panel_id: [] for panel_id in missing}
        for row in _terms(missing):
            known[row.panel_id].append(row)
    return tuple(row for panel_id in dict.fromkeys(panel_ids) for row in known[panel_id])


def _terms(panel_ids: Sequence[UUID]) -> Iterator[TermRow]:
    rows = session.execute(
        select(SeatHolder, Person.name, Person.job_title, Person.ends_on, Person.suspended_at)
        .join(Person, joins(SeatHolder, "person_id", Person))
        .where(SeatHolder.panel_id.in_(panel_ids))
        .order_by(SeatHolder.seat_key, SeatHolder.deputy, SeatHolder.starts_on, Person.name)
    )
    for row, name, job_title, last_day, suspended_at in rows:
        yield TermRow(
            id=row.id,
            panel_id=row.panel_id,
            holder=Holder(
                row.seat_key,
                row.person_id,
                name,
                row.deputy,
                row.starts_on,
                row.ends_on,
                gone_from(last_day, suspended_at),
            ),
            job_title=job_title,
        )


def gone_from(last_day: date | None, suspended_at: datetime | None) -> date | None:
    """Return the first day somebody cannot come: after their last, or from their suspension on."""
    days = [] if last_day is None or last_day == date.max else [last_day + timedelta(days=1)]
    days += [] if suspended_at is None else [suspended_at.astimezone(LONDON).date()]
    return min(days, default=None)


def holders(panel_id: UUID) -> tuple[Holder, ...]:
    """Return everyone who ever sat in a panel's seats, in the order of `terms`."""
    return tuple(term.holder for term in terms([panel_id]))


def term(term_id: UUID) -> SeatHolder:
    """Return one term in a seat, or raise NotFoundError."""
    found = session.scalars(select(SeatHolder).where(SeatHolder.id == term_id)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such holder.")
    return found
