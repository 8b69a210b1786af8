"""One young person as information governance sees them, and everybody something waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.cases import queries as cases
from portal.cases.operations import is_kept_out
from portal.people.policy import Actor
from portal.people.queries import people_by_id
from portal.protection.models import CopyRequest, LegalHold, Ruling
from portal.protection.queries import copies, retention, rulings
from portal.protection.rules.copies import Clock
from portal.protection.rules.rulings import Ground, RulingKind, waits_behind

COPY_STATES = {
    "open": "Being decided on",
    "read": "Read by a second person",
    "closed": "Closed",
}


@dataclass(frozen=True, slots=True)
class RulingRow:
    """A proposal or decision to erase or restrict."""

    id: UUID
    young_person_id: UUID
    reference: str
    kind: RulingKind
    what: str
    ground: str
    reason: str
    by: str
    proposed_at: datetime
    own: bool
    """Whether the reader proposed it, so that somebody else decides."""


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A legal hold that stands."""

    id: UUID
    reason: str
    by: str
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A copy somebody asked for; `due` is None once it is closed."""

    id: UUID
    reference: str
    asked_on: date
    state: str
    due: date | None
    late: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of what was done about somebody's data."""

    title: str
    when: datetime
    by: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything of data protection about one young person."""

    id: UUID
    reference: str
    name: str | None
    """A request comes in a name, and the wrong young person's data would be deleted for good.

    It stands here and in a copy of everything, where it is part of what is held; the other pages go
    by the reference. Each time it is shown stands in the trail.
    """
    erased: bool
    kept_out: bool
    """Whether a later return that names them leaves them out."""
    hold: HoldRow | None
    restriction: RulingRow | None
    address_protected: bool
    waiting: tuple[RulingRow, ...]
    waits_for: frozenset[RulingKind]
    """What cannot be proposed while something else waits."""
    copies: tuple[CopyRow, ...]
    history: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits for somebody, across the county."""

    waiting: tuple[RulingRow, ...]
    copies: tuple[CopyRow, ...]
    held: int
    restricted: int
    last_run: datetime | None
    named: frozenset[UUID]
    """Whom it names, for the read log."""


def overview(actor: Actor, today: date) -> Overview:
    """Return what waits for somebody, and how many are held or hidden."""
    proposed, asked = rulings.proposed(), copies.requests()
    ids = {each.young_person_id for each in proposed} | {each.young_person_id for each in asked}
    references = {person.id: person.reference for person in cases.young_people(ids)} if ids else {}
    names = _names({each.proposed_by for each in proposed})
    return Overview(
        waiting=tuple(
            _ruling(each, references[each.young_person_id], names, actor) for each in proposed
        ),
        copies=tuple(copy_row(each, references[each.young_person_id], today) for each in asked),
        held=len(retention.held_people()),
        restricted=len(rulings.restricted_people()),
        last_run=retention.last_run(),
        named=frozenset(ids),
    )


def person_page(young_person_id: UUID, actor: Actor, today: date) -> PersonPage:
    """Return one young person's page. Raises NotFoundError."""
    person = cases.young_person(young_person_id)
    held, ruled = retention.holds(person.id), rulings.rulings_about(person.id)
    names = _names(_actors(held, ruled))
    waiting = [RulingKind(each.kind) for each in ruled if each.state == "proposed"]
    standing = next((each for each in held if each.lifted_at is None), None)
    rows = {
        (each.kind, each.state): _ruling(each, person.reference, names, actor) for each in ruled
    }
    return PersonPage(
        id=person.id,
        reference=person.reference,
        name=person.preferred_name,
        erased=(RulingKind.ERASE.value, "done") in rows,
        kept_out=is_kept_out(person.id),
        hold=_hold(standing, names) if standing else None,
        restriction=rows.get((RulingKind.RESTRICT.value, "in_force")),
        address_protected=person.address_protected,
        waiting=tuple(row for (_, state), row in rows.items() if state == "proposed"),
        waits_for=frozenset(kind for kind in RulingKind if waits_behind(kind, waiting)),
        copies=tuple(
            copy_row(each, person.reference, today) for each in copies.requests_about(person.id)
        ),
        history=_history(held, ruled, names),
    )


def copy_row(asked: CopyRequest, reference: str, today: date) -> CopyRow:
    """Return a copy with the last day to answer."""
    clock = Clock(asked.asked_on, asked.stopped_days, asked.stopped_on)
    due = clock.due(today) if asked.state != "closed" else None
    return CopyRow(
        id=asked.id,
        reference=reference,
        asked_on=asked.asked_on,
        state=COPY_STATES[asked.state],
        due=due,
        late=due is not None and due < today,
        stopped=asked.stopped_on is not None,
    )


def _ruling(found: Ruling, reference: str, names: dict[UUID, str], actor: Actor) -> RulingRow:
    return RulingRow(
        id=found.id,
        young_person_id=found.young_person_id,
        reference=reference,
        kind=RulingKind(found.kind),
        what=RulingKind(found.kind).label,
        ground=Ground(found.ground).label,
        reason=found.reason,
        by=names[found.proposed_by],
        proposed_at=found.proposed_at,
        own=found.proposed_by == actor.person_id,
    )


def _hold(held: LegalHold, names: dict[UUID, str]) -> HoldRow:
    return HoldRow(held.id, held.reason, names[held.placed_by], held.placed_at)


def _history(
    held: Sequence[LegalHold], ruled: Sequence[Ruling], names: dict[UUID, str]
) -> tuple[Happened, ...]:
    """Return what was done, the newest first."""
    found: list[Happened] = []
    for each in held:
        found.append(
            Happened("Legal hold placed", each.placed_at, names[each.placed_by], each.reason)
        )
        if each.lifted_at and each.lifted_by:
            said = each.lift_reason or ""
            found.append(Happened("Legal hold lifted", each.lifted_at, names[each.lifted_by], said))
    for ruling in ruled:
        what = RulingKind(ruling.kind).label
        ground = Ground(ruling.ground).label
        found.append(
            Happened(
                f"Proposed: {what}",
                ruling.proposed_at,
                names[ruling.proposed_by],
                f"{ground}. {ruling.reason}",
            )
        )
        if ruling.decided_at and ruling.decided_by:
            found.append(Happened(f"Agreed: {what}", ruling.decided_at, names[ruling.decided_by]))
        if ruling.ended_at and ruling.ended_by:
            ended = {"refused": "Refused", "ended": "Ended"}[ruling.state]
            said = ruling.end_reason or ""
            found.append(
                Happened(f"{ended}: {what}", ruling.ended_at, names[ruling.ended_by], said)
            )
    return tuple(sorted(found, key=lambda each: each.when, reverse=True))


def _actors(held: Sequence[LegalHold], ruled: Sequence[Ruling]) -> set[UUID]:
    of_holds = {who for each in held for who in (each.placed_by, each.lifted_by) if who}
    of_rulings = {
        who for each in ruled for who in (each.proposed_by, each.decided_by, each.ended_by) if who
    }
    return of_holds | of_rulings


def _names(ids: set[UUID]) -> dict[UUID, str]:
    return {person.id: person.name for person in people_by_id(ids).values()}
