"""Papers typed in the portal by sections, and papers withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.database import session
from portal.kernel.errors import RuleError
from portal.papers import leaving, policy, queries
from portal.papers.models import Paper
from portal.papers.operations.looking import refuse_address
from portal.papers.operations.shared import (
    Desk,
    Draft,
    add_sections,
    add_version,
    checked_title,
    desk,
    fingerprint,
    new_paper,
    paper_at,
    tell,
    write_now,
)
from portal.papers.rules import sections as rules
from portal.papers.rules.holding import check_written_on
from portal.papers.rules.involved import REFUSED, started_in
from portal.papers.rules.kinds import KINDS, How, PaperKind, PaperState
from portal.people.policy import Actor
from portal.web.clock import LONDON

WITHDRAWN = "This paper was withdrawn. Add a new one instead."
FROM_A_FILE = "This paper came as a file. Take in a new version of the file instead."


@dataclass(frozen=True, slots=True)
class Typed:
    """A paper as somebody typed it: its words by the key of their section."""

    title: str
    written_on: date | None
    words: Mapping[str, str]
    ready: bool


def save_typed(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    kind: PaperKind,
    typed: Typed,
    paper_id: UUID | None = None,
    version: int = 0,
) -> Paper:
    """Save a typed paper as its next version; without ``paper_id`` it is a new one (R47, R57-R61).

    A paper that was ready stays so: what is saved is at once its newest version. RuleError (fields
    ``written_on``, ``title``, ``section-KEY``) where the rules say no, among them for the section
    that is never part of the papers (R53) and for a protected address (C18); ConflictError where
    somebody saved since ``version``.
    """
    at = desk(actor=actor, now=now, item_id=item_id)
    policy.require_adding(at.rights, kind)
    paper = None if paper_id is None else _to_change(at, paper_id, version, kind)
    draft = Draft(
        kind,
        checked_title(kind, typed.title),
        check_written_on(typed.written_on, now.astimezone(LONDON).date()),
    )
    _check_title(draft.title)
    if not KINDS[kind].typed:
        raise RuleError("This kind of paper exists already. Take in its file instead.")
    sections = rules.typed(kind, typed.words)
    texts = {f"section-{each.key}": each.words for each in sections} | {"title": draft.title}
    refuse_address(at.at.item.young_person_id, texts)
    if paper is None:
        paper = new_paper(at, now, draft, PaperState.DRAFT)
        write_now()
    if typed.ready:
        paper.state = PaperState.READY.value
    digest, size = fingerprint(sections)
    made = add_version(paper, actor, now, draft, how=How.TYPED, size=size, digest=digest)
    write_now()
    add_sections(made, sections)
    write_now()
    facts = {"version": made.number, "state": paper.state, "sections": len(sections)}
    tell(actor, now, paper, "papers:paper:typed", facts)
    return paper


def _check_title(title: str) -> None:
    if started_in(title):
        raise RuleError(REFUSED, field="title")


def _to_change(at: Desk, paper_id: UUID, version: int, kind: PaperKind) -> Paper:
    policy.require_reading(at.rights, queries.paper(paper_id))
    paper = paper_at(paper_id, version)
    if paper.item_id != at.at.item.id or paper.kind != kind:
        raise RuleError("This paper belongs to another item.")
    if paper.state == PaperState.WITHDRAWN:
        raise RuleError(WITHDRAWN)
    newest = queries.newest_versions([paper.id]).get(paper.id)
    if newest is not None and How(newest.how).has_file:
        raise RuleError(FROM_A_FILE)
    return paper


def withdraw(*, actor: Actor, now: datetime, paper_id: UUID, version: int, reason: str) -> Paper:
    """Withdraw a paper: from now on nobody is given it. Its place in the pack stays its own.

    By whoever brought it, the item's own people or case support. RuleError (field ``reason``)
    without a reason; ConflictError where it was changed since ``version``.
    """
    at = desk(actor=actor, now=now, item_id=queries.item_of(paper_id))
    found = queries.paper(paper_id)
    policy.require_reading(at.rights, found)
    paper = paper_at(paper_id, version)
    if paper.state == PaperState.WITHDRAWN:
        raise RuleError("This paper was withdrawn already.")
    if not reason.strip():
        raise RuleError("Say why the paper is withdrawn", field="reason")
    paper.state = PaperState.WITHDRAWN.value
    paper.withdrawn_by, paper.withdrawn_at = actor.person_id, now
    paper.withdrawn_reason = reason.strip()
    for waiting in queries.intakes_of(paper.item_id):
        if waiting.paper_id == paper.id:
            session.delete(waiting)
    write_now()
    tell(actor, now, paper, "papers:paper:withdrawn", {"place": paper.place})
    leaving.tell(paper_id=paper.id, actor_id=actor.person_id, now=now)
    return paper
