"""What the operations on papers share: the item with one's rights, saving, what is left behind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import ScalarSelect
from sqlalchemy.orm.attributes import flag_modified

from portal import audit
from portal.database import IntegrityError, flush, session, undo
from portal.kernel.errors import ConflictError, NotFoundError
from portal.panels.operations import ItemAt, is_open, item_for
from portal.papers import policy, queries
from portal.papers.models import Paper, PaperSection, PaperVersion
from portal.papers.policy import Rights
from portal.papers.rules.kinds import KINDS, How, PaperKind, PaperState
from portal.papers.rules.sections import Words
from portal.people.policy import Actor

CHANGED = "Somebody else saved this while you were working on it."
PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Desk:
    """An item and what somebody may do with its papers."""

    actor: Actor
    at: ItemAt
    rights: Rights


@dataclass(frozen=True, slots=True)
class Draft:
    """What a version is to be made of, besides its content."""

    kind: PaperKind
    title: str
    written_on: date


def desk(*, actor: Actor, now: datetime, item_id: UUID | ScalarSelect[UUID]) -> Desk:
    """Return an item with what somebody may do with its papers. NotFoundError for nobody's."""
    found = item_for(actor=actor, item_id=item_id, now=now)
    if not is_open(actor, found, now):
        raise NotFoundError("There is no such page.")
    organisation, colleagues = queries.organisation_of(actor.person_id)
    given = policy.rights(actor, found, organisation, colleagues)
    policy.require_any(given)
    return Desk(actor, found, given)


def paper_at(paper_id: UUID, version: int) -> Paper:
    """Return a paper where it still stands at ``version``. ConflictError where it does not."""
    paper = queries.paper(paper_id)
    if paper.version != version:
        raise ConflictError(CHANGED)
    return paper


def checked_title(kind: PaperKind, title: str) -> str:
    """Return a paper's title, its kind's name where none is given."""
    return title.strip() or KINDS[kind].label


def new_paper(at: Desk, now: datetime, draft: Draft, state: PaperState) -> Paper:
    """Add a paper that has no version yet."""
    item = at.at.item
    made = Paper(
        district_id=item.district_id,
        item_id=item.id,
        young_person_id=item.young_person_id,
        kind=draft.kind.value,
        title=draft.title,
        written_on=draft.written_on,
        state=state.value,
        added_by=at.actor.person_id,
        added_at=now,
    )
    session.add(made)
    return made


def add_version(
    paper: Paper, actor: Actor, now: datetime, draft: Draft, *, how: How, size: int, digest: str
) -> PaperVersion:
    """Add the next version of a paper, which supersedes those before."""
    before = queries.newest_versions([paper.id]).get(paper.id)
    made = PaperVersion(
        district_id=paper.district_id,
        paper_id=paper.id,
        item_id=paper.item_id,
        young_person_id=paper.young_person_id,
        number=1 if before is None else before.number + 1,
        made_at=now,
        made_by=actor.person_id,
        written_on=draft.written_on,
        how=how.value,
        blob=None,
        digest=digest,
        size=size,
        pages=None,
    )
    session.add(made)
    paper.title, paper.written_on = draft.title, draft.written_on
    if paper not in session.new:
        flag_modified(paper, "written_on")  # a new version of its words is one of the row too
    return made


def add_sections(version: PaperVersion, sections: Sequence[Words]) -> None:
    """Add a version's sections in order."""
    for position, each in enumerate(sections):
        session.add(
            PaperSection(
                district_id=version.district_id,
                paper_version_id=version.id,
                item_id=version.item_id,
                young_person_id=version.young_person_id,
                key=each.key,
                heading=each.heading,
                words=each.words,
                position=position,
            )
        )


def fingerprint(sections: Iterable[Words]) -> tuple[str, int]:
    """Return the digest and the size in bytes of some sections."""
    held = "\0".join(f"{each.heading}\0{each.words}" for each in sections).encode()
    return hashlib.sha256(held).hexdigest(), len(held)


def pieces(file: BinaryIO) -> Iterable[bytes]:
    """Give a file's bytes from its start."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def write_now() -> None:
    """Write now. What another request wrote at the same moment is a conflict."""
    try:
        flush()
    except IntegrityError as error:
        undo()
        raise ConflictError(CHANGED) from error


def tell(
    actor: Actor, now: datetime, paper: Paper, event: str, facts: Mapping[str, object]
) -> None:
    """Leave an event about a paper in the trail: keys and counts, never words."""
    audit.record(
        event=event,
        subject=("paper", paper.id),
        young_person_id=paper.young_person_id,
        district_id=paper.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"item": str(paper.item_id), "kind": paper.kind, **facts},
    )
