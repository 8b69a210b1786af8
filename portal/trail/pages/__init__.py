"""Frozen values that the trail's templates are given, and how they are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from portal.cases.rules.allocation import team_in
from portal.kernel.errors import RuleError
from portal.kernel.wording import MONTHS, counted
from portal.people import standing, visiting
from portal.people.policy import Actor
from portal.trail import queries, rules
from portal.trail.queries import SHOWN, Asked, Entry
from portal.trail.rules import Finding, Reading, Unusual
from portal.variations.calendar import england_and_wales
from portal.web.clock import LONDON

MOST_FETCHED = 1_000
"""Entries looked through for one page: a long list is many entries, and one row."""
BY_COMMAND = "Whoever runs the machine"
SOMEBODY_GONE = "Somebody who is no longer held"
MONTH_DIGITS = "%Y-%m"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry in words."""

    seq: int
    when: datetime
    who: str
    what: str
    about: str
    why: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of entries, newest first, and the way to the next."""

    rows: tuple[EntryRow, ...]
    next_href: str
    first_href: str


def listing(asked: Asked, *, before: int | None, address: Callable[..., str]) -> Listing:
    """Return a page of what is asked for; those whom one list named together are one row."""
    found = queries.entries(asked, before=before, limit=MOST_FETCHED + 1)
    groups = [tuple(group) for _, group in groupby(found[:MOST_FETCHED], key=_opening)]
    shown = groups[:SHOWN]
    more = len(groups) > SHOWN or len(found) > MOST_FETCHED
    return Listing(
        rows=tuple(entry_row(group[0], named=len(group)) for group in shown),
        next_href=address(before=shown[-1][-1].seq) if more else "",
        first_href=address() if before is not None else "",
    )


def _opening(entry: Entry) -> tuple[object, ...]:
    """Return what the entries of one opening of a list have in common; others stand alone."""
    if entry.kind != "listed":
        return (entry.seq,)
    return (entry.actor_id, entry.event, entry.happened_at, entry.purpose, entry.about_district)


def entry_row(entry: Entry, *, named: int = 1) -> EntryRow:
    """Return an entry in words. A command of the machine is said by its purpose.

    ``named`` is how many young people the same list named with this one.
    """
    themselves = entry.actor_id is None and entry.purpose.startswith(visiting.THEMSELVES)
    nobody = visiting.THEMSELVES if themselves else BY_COMMAND
    who = entry.actor or (nobody if entry.actor_id is None else SOMEBODY_GONE)
    why = entry.why if entry.actor_id or themselves else f"By command: {entry.purpose}"
    return EntryRow(
        seq=entry.seq,
        when=entry.happened_at,
        who=who,
        what=rules.entry_words(entry.kind, entry.event, entry.page),
        about=f"{named:,} young people" if named > 1 else entry.reference or "",
        why="" if entry.kind == "write" and (entry.actor_id or themselves) else why,
    )


def day_begins(day: date) -> datetime:
    """Return the first moment of a day in England."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


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
    """One unusual reading in words."""

    seq: int
    when: datetime
    who: str
    what: str
    about: str
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
    """Return what was unusual in a month (C43)."""
    found = queries.single_readings(day_begins(month.first), day_begins(month.next.first))
    work = queries.panel_work(
        month.first - rules.NEAR_A_PANEL, month.next.first + rules.NEAR_A_PANEL
    )
    standings: dict[tuple[UUID, date], Actor | None] = {}
    readings: list[Reading] = []
    told: dict[int, Row[*tuple[Any, ...]]] = {}
    for row in found:
        at = row.happened_at.astimezone(LONDON)
        key = (row.actor_id, at.date())
        if key not in standings:
            standings[key] = standing.actor(row.actor_id, row.happened_at)
        panel = work.get(row.young_person_id, queries.PanelWork(frozenset(), frozenset()))
        told[row.seq] = row
        readings.append(
            Reading(
                entry=row.seq,
                reader_id=row.actor_id,
                reader_name=row.reader,
                at=at,
                young_person_id=row.young_person_id,
                own=row.actor_id in panel.people | team_in(row).people,
                young_person_name=row.preferred_name or "",
                panel_days=panel.days,
                in_their_district=_in_their_district(standings[key], row.district_id),
                refused=row.kind == "refused",
            )
        )
    years = (month.first.year, month.next.first.year)
    unusual = rules.unusual(readings, england_and_wales(min(years), max(years)))
    return Digest(month, len(readings), tuple(_unusual_row(each, told) for each in unusual))


def _in_their_district(actor: Actor | None, district_id: str | None) -> bool:
    if actor is None or district_id is None:
        return True  # refused to somebody who has left, or nobody's district: other reasons apply
    return actor.districts is None or district_id in actor.districts


def _unusual_row(finding: Finding, told: Mapping[int, Row[*tuple[Any, ...]]]) -> UnusualRow:
    reading = finding.reading
    row = told[reading.entry]
    return UnusualRow(
        seq=reading.entry,
        when=reading.at,
        who=reading.reader_name,
        what=row.page,
        about=row.reference or "",
        reasons=tuple(each.words for each in finding.reasons),
    )


def reasons_counted(findings: Sequence[UnusualRow]) -> list[tuple[str, int]]:
    """Return how often each reason stands on the list, in the rules' order."""
    return [
        (reason.words, sum(reason.words in row.reasons for row in findings)) for reason in Unusual
    ]
