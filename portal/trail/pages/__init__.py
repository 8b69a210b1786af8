"""Frozen values that the trail's templates are given, and how they are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from portal.people import visiting
from portal.trail import queries, rules
from portal.trail.queries import SHOWN, Asked, Entry

MOST_FETCHED = 1_000
"""Entries looked through for one page: a long list is many entries, and one row."""
BY_COMMAND = "Whoever runs the machine"
SOMEBODY_GONE = "Somebody who is no longer held"


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
    nobody = visiting.THEMSELVES if themselves else rules.without_account(entry.purpose)
    who = entry.actor or (nobody or BY_COMMAND if entry.actor_id is None else SOMEBODY_GONE)
    why = entry.why if entry.actor_id or nobody else f"By command: {entry.purpose}"
    return EntryRow(
        seq=entry.seq,
        when=entry.happened_at,
        who=who,
        what=rules.entry_words(entry.kind, entry.event, entry.page),
        about=f"{named:,} young people" if named > 1 else entry.reference or "",
        why="" if entry.kind == "write" and (entry.actor_id or nobody) else why,
    )
