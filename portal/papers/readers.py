"""Who can see a paper, and why: those who work with it here, and what rooms above add.

Packs, which give a paper to those for whom it was agreed, lie above this room. Such a room adds a
source, and the page of a paper asks each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Flask, current_app

from portal.panels import hearing
from portal.panels import queries as panels
from portal.panels.operations import ItemAt
from portal.panels.policy import Sees, knows_when_stopped, sight
from portal.papers import policy, queries
from portal.papers.models import Paper

EXTENSION = "portal.readers-of-a-paper"


@dataclass(frozen=True, slots=True)
class PaperReader:
    """Somebody who can see a paper now, and why."""

    person_id: UUID
    name: str
    why: str


Source = Callable[[ItemAt, UUID, datetime], Iterable[PaperReader]]
"""Answers for an item and one of its papers, in the open scope."""


def add(app: Flask, source: Source) -> None:
    """Let a room above say who else can see a paper."""
    app.extensions.setdefault(EXTENSION, []).append(source)


def who_can_see(found: ItemAt, paper: Paper, now: datetime) -> tuple[PaperReader, ...]:
    """Return everybody who can see a paper now, by name, each with why.

    Its item's own people and case support, those whose organisation brought it, and whoever the
    rooms above give it to.
    """
    meeting = found.meeting
    everyone = panels.everyone_at(
        district_id=meeting.district_id, panel_id=meeting.panel_id, meeting_id=meeting.id, now=now
    )
    _, brought_it = queries.organisation_of(paper.added_by)
    stopped = hearing.is_lost(found.item.id, now)
    seen: dict[UUID, PaperReader] = {}
    for actor in everyone:
        sees = sight(actor, found.facts, found.about)
        if sees.sees not in {Sees.NAME, Sees.REFERENCE}:
            continue
        if stopped and not knows_when_stopped(actor, found.facts, found.about):
            continue
        with_whom = frozenset({paper.added_by} if actor.person_id in brought_it else ())
        given = policy.rights(actor, found, actor.organisation_kind, with_whom)
        if given.may_read(paper):
            why = "; ".join(sees.reasons) if given.reads_all else "their organisation brought it"
            seen[actor.person_id] = PaperReader(actor.person_id, actor.name, why)
    sources: list[Source] = current_app.extensions.get(EXTENSION, [])
    for each in (each for source in sources for each in source(found, paper.id, now)):
        seen.setdefault(each.person_id, each)
    return tuple(sorted(seen.values(), key=lambda row: (row.name, str(row.person_id))))
