"""Who is given a pack, and who of them has opened it: for case support to remind them (R73)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.panels import operations as panels
from portal.panels import queries as agendas
from portal.panels.operations.reminding import reminding
from portal.panels.policy import reasons_to_open
from portal.panels.rules import frozen
from portal.people.policy import Permission


@dataclass(frozen=True, slots=True)
class PackReader:
    """Somebody who has a pack, why, and when they opened it."""

    person_id: UUID
    name: str
    why: str
    first: datetime | None
    last: datetime | None
    may_remind: bool
    """Whether they were told of the agenda, have not opened what is out, nor been reminded lately.
    """


def readers_of(*, meeting_id: UUID, now: datetime) -> list[PackReader]:
    """Return everybody who has a pack of a meeting: those who have not opened it first, by name."""
    meeting, kind = agendas.meeting(meeting_id)
    version = agendas.latest_version(meeting_id)
    agenda = None if version is None else frozen.from_json(version.frozen)
    facts = panels.meeting_facts(meeting, kind, agenda)
    opened = agendas.openings(meeting_id, pack=True)
    told, asked = agendas.known_by(meeting_id), reminding(meeting, kind, now)

    def reader(person_id: UUID, name: str, reasons: tuple[str, ...]) -> PackReader:
        last, before = opened.get(person_id), told.get(person_id)
        return PackReader(
            person_id,
            name,
            "; ".join(reasons),
            last.first if last else None,
            last.last if last else None,
            before is not None
            and not asked.why_not(
                person_id, before.told_at, before.state, stands=before.newest.stands
            ),
        )

    found = [
        reader(each.person_id, each.name, reasons)
        for each in agendas.everyone_at(
            district_id=meeting.district_id,
            panel_id=meeting.panel_id,
            meeting_id=meeting.id,
            now=now,
        )
        if each.may(Permission.PACK_SEE, meeting.district_id, meeting.panel_id, meeting.id)
        and (reasons := reasons_to_open(each, facts))
    ]
    return sorted(found, key=lambda row: (row.last is not None, row.name))
