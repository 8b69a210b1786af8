"""Who of a chain of chairs stands there on the panel day."""

from __future__ import annotations

from datetime import date
from typing import Protocol
from uuid import UUID

from portal.database import read_once
from portal.panels import turnout
from portal.panels.queries.attending import deputies_for
from portal.panels.queries.membership import gone_from, holders
from portal.panels.rules import frozen, membership
from portal.panels.rules.frozen import FrozenAgenda
from portal.panels.rules.membership import ChairLink
from portal.people import queries as people

_CHAIN = "panels:chain"


class Placed(Protocol):
    """A meeting, by whatever stands for it."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def panel_id(self) -> UUID:
        """Its panel."""

    @property
    def held_on(self) -> date:
        """Its day."""


def chain_there(agenda: FrozenAgenda, meeting: Placed) -> tuple[ChairLink, ...]:
    """Return an agenda's chain of chairs as it stands on the day, whoever was sent in their place.

    Who was frozen with it may have left, been suspended or lost the seat since, may send somebody,
    and may be recorded as away. A page asks of each meeting once.
    """
    known = read_once().setdefault(_CHAIN, {})
    key = (meeting.id, agenda.chain)
    if key not in known:
        known[key] = _chain_there(agenda, meeting)
    found: tuple[ChairLink, ...] = known[key]
    return found


def _chain_there(agenda: FrozenAgenda, meeting: Placed) -> tuple[ChairLink, ...]:
    day = meeting.held_on
    seats = frozen.chair_seats(agenda)
    deputies = [each for each in deputies_for(meeting.id) if each.seat_key in seats]
    known = people.people_by_id({each.person_id for each in deputies}) if deputies else {}
    gone = {key: gone_from(each.ends_on, each.suspended_at) for key, each in known.items()}
    recorded = turnout.of(meeting.id)
    sitting = holders(meeting.panel_id)
    shut_out = {each.person_id for each in sitting if day >= (each.gone_from or date.max)}
    return membership.chain_that_day(
        agenda.chain,
        sitting_there={
            *membership.seated(sitting, seats, day),
            *(each for each in recorded.came if each[0] in seats and each[1] not in shut_out),
        },
        sent={
            (each.seat_key, each.holder_id): (each.person_id, each.name)
            for each in deputies
            if day < (gone.get(each.person_id) or date.max)
            and (each.seat_key, each.holder_id) not in recorded.came | recorded.away
        },
        away={place for place in recorded.deputised | recorded.away if place[0] in seats},
    )
