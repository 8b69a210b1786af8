"""Who is given a pack, and who of them has opened it: for case support to remind them (R73)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.packs import queries
from portal.panels import operations as panels
from portal.panels import queries as agendas
from portal.panels.policy import reasons_to_open
from portal.panels.rules import frozen
from portal.people.policy import Permission


@dataclass(frozen=True, slots=True)
class PackReader:
    """Somebody who has a pack, why, and when they opened it."""

    name: str
    why: str
    first: datetime | None
    last: datetime | None


def readers_of(*, meeting_id: UUID, now: datetime) -> list[PackReader]:
    """Return everybody who has a pack of a meeting: those who have not opened it first, by name."""
    meeting, kind = agendas.meeting(meeting_id)
    version = agendas.latest_version(meeting_id)
    agenda = None if version is None else frozen.from_json(version.frozen)
    facts = panels.meeting_facts(meeting, kind, agenda)
    opened = queries.opened_by_everyone(meeting_id)
    found = [
        PackReader(
            each.name,
            "; ".join(reasons),
            opened[each.person_id].first if each.person_id in opened else None,
            opened[each.person_id].last if each.person_id in opened else None,
        )
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
