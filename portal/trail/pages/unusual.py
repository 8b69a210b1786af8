"""A month's unusual reading, as whoever keeps the trail reads it (C43)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from portal.kernel.england import day_begins
from portal.kernel.errors import RuleError
from portal.kernel.wording import MONTHS, counted
from portal.people import standing
from portal.people.policy import Actor
from portal.trail.pages import BY_COMMAND, SOMEBODY_GONE
from portal.trail.queries import readings as queries
from portal.trail.queries.readings import Entitled, NamedTogether
from portal.trail.rules import AS_A_FILE
from portal.trail.rules.own import Heard, is_own
from portal.trail.rules.unusual import Finding, How, Reading, Unusual, unusual
from portal.variations.calendar import england_and_wales
from portal.web.clock import LONDON

MONTH_DIGITS = "%Y-%m"
THE_MACHINE = UUID(int=0)
"""Stands for whoever runs commands: nobody is signed in there, and nobody's work it is."""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month."""

    first: date

    @property
    def next(self) -> Month:
        """The month after."""
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def before(self) -> Month:
        """The month before."""
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def words(self) -> str:
        """The month as "November 2026"."""
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"

    @property
    def key(self) -> str:
        """The month as "2026-11"."""
        return self.first.strftime(MONTH_DIGITS)


def month_of(text: str) -> Month:
    """Return the month written as 2026-11. Raises RuleError."""
    try:
        day = datetime.strptime(text, MONTH_DIGITS).replace(tzinfo=UTC).date()
    except ValueError:
        raise RuleError("Write the month as a year and a month, such as 2026-11.") from None
    return Month(day)


@dataclass(frozen=True, slots=True)
class UnusualRow:
    """One unusual reading in words. ``named`` counts whom a list or a file named; else 0."""

    seq: int
    when: datetime
    who: str
    what: str
    about: str
    named: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """A month's unusual reading. ``readings`` counts all that were looked at."""

    month: Month
    readings: int
    rows: tuple[UnusualRow, ...]

    @property
    def sentence(self) -> str:
        """Say how many of how many."""
        read = counted(self.readings, "reading")
        if not self.rows:
            return f"Nothing unusual among {read}."
        listed = counted(len(self.rows), "unusual reading")
        return f"{listed.capitalize()} among {self.readings:,}. Most have a plain explanation."


def digest(month: Month) -> Digest:
    """Return what was unusual in a month."""
    since, until = day_begins(month.first), day_begins(month.next.first)
    then = _Then(queries.entitled(since, until))
    told: dict[int, tuple[str, str, int]] = {}
    readings: list[Reading] = []
    for row in queries.single_readings(since, until):
        readings.append(_alone(row, then))
        told[row.seq] = (row.page, row.reference or "", 0)
    for each in queries.lists_read(since, until):
        readings.append(_of_many(each, then))
        told[each.seq] = (each.page, f"{len(each.named):,} young people", len(each.named))
    years = (month.first.year, month.next.first.year)
    found = unusual(readings, england_and_wales(min(years), max(years)))
    return Digest(month, len(readings), tuple(_unusual_row(each, told) for each in found))


@dataclass(slots=True)
class _Then:
    """Who readers were at the time, and what was theirs."""

    entitled: Entitled
    standings: dict[tuple[UUID, date], Actor | None] = field(default_factory=dict)

    def actor(self, reader_id: UUID, at: datetime) -> Actor | None:
        """Return who a reader was on a day, as at their first reading of it."""
        key = (reader_id, at.date())
        if key not in self.standings:
            self.standings[key] = standing.actor(reader_id, at)
        return self.standings[key]

    def own(self, reader_id: UUID, at: datetime, young_person_id: UUID | None) -> bool:
        """Tell whether a young person was a reader's own at a moment."""
        if young_person_id is None or reader_id == THE_MACHINE:
            return False
        heard = self.entitled.heard.get(young_person_id, ())
        actor = self.actor(reader_id, at) if heard else None

        def runs(item: Heard) -> bool:
            return actor is not None and actor.sees_every_name(item.district_id, item.panel_id)

        return is_own(
            reader_id,
            at,
            case=self.entitled.cases.get(young_person_id, ()),
            heard=heard,
            seats=self.entitled.seats_of(reader_id, heard),
            runs=runs,
        )

    def in_their_district(self, reader_id: UUID, at: datetime, district_id: str | None) -> bool:
        """Tell whether a reader had any role or visit where a young person was."""
        if district_id is None or reader_id == THE_MACHINE:
            return True
        actor = self.actor(reader_id, at)
        # Refused to somebody who has left: other reasons apply.
        return actor is None or actor.districts is None or district_id in actor.districts


def _alone(row: Row[*tuple[Any, ...]], then: _Then) -> Reading:
    at = row.happened_at.astimezone(LONDON)
    reader_id = row.actor_id or THE_MACHINE
    return Reading(
        entry=row.seq,
        reader_id=reader_id,
        reader_name=_name(row.actor_id, row.reader),
        at=at,
        young_person_id=row.young_person_id,
        own=then.own(reader_id, at, row.young_person_id),
        young_person_name=row.preferred_name or "",
        in_their_district=then.in_their_district(reader_id, at, row.district_id),
        refused=row.kind == "refused",
    )


def _of_many(opened: NamedTogether, then: _Then) -> Reading:
    at = opened.happened_at.astimezone(LONDON)
    reader_id = opened.actor_id or THE_MACHINE
    taken = AS_A_FILE in opened.page or opened.actor_id is None
    return Reading(
        entry=opened.seq,
        reader_id=reader_id,
        reader_name=_name(opened.actor_id, opened.reader),
        at=at,
        young_person_id=None,
        in_their_district=then.in_their_district(reader_id, at, opened.district_id),
        how=How.TAKEN if taken else How.LISTED,
        others=frozenset(each for each in opened.named if not then.own(reader_id, at, each)),
    )


def _name(actor_id: UUID | None, name: str | None) -> str:
    return BY_COMMAND if actor_id is None else name or SOMEBODY_GONE


def _unusual_row(finding: Finding, told: Mapping[int, tuple[str, str, int]]) -> UnusualRow:
    reading = finding.reading
    what, about, named = told[reading.entry]
    return UnusualRow(
        seq=reading.entry,
        when=reading.at,
        who=reading.reader_name,
        what=what,
        about=about,
        named=named,
        reasons=tuple(each.words for each in finding.reasons),
    )


def reasons_counted(findings: Sequence[UnusualRow]) -> list[tuple[str, int]]:
    """Return how often each reason stands on the list, in the rules' order."""
    return [
        (reason.words, sum(reason.words in row.reasons for row in findings)) for reason in Unusual
    ]
