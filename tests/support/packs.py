"""Papers and what young people said of them, written down as tests need them. All invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.agreements.models import AgreementEvent, AgreementState
from portal.agreements.queries.asking import as_shared
from portal.agreements.rules import Answer, Kind, WayAnswered, WayAsked
from portal.database import session
from portal.panels.models import Item
from portal.papers import queries as papers
from portal.papers.files.store import Owner, store
from portal.papers.models import Paper, PaperSection, PaperVersion
from portal.papers.rules.kinds import How, PaperKind, PaperState

LONG_AGO = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""Before anything that tests do."""


def one(model: Any, row_id: UUID) -> Any:
    """Return a row by its id. Call inside a scope."""
    return session.scalars(select(model).where(model.id == row_id)).one()


def add_paper(
    item_id: UUID,
    kind: PaperKind,
    sections: Mapping[str, str] | None = None,
    *,
    title: str = "",
    pdf: bytes = b"",
    state: PaperState = PaperState.READY,
    at: datetime = LONG_AGO,
) -> UUID:
    """Add a paper with one version. Call inside a writing scope."""
    item: Item = one(Item, item_id)
    paper = Paper(
        district_id=item.district_id,
        item_id=item_id,
        young_person_id=item.young_person_id,
        kind=kind.value,
        title=title or kind.label,
        written_on=at.date(),
        state=state.value,
        added_by=item.social_worker_id,
        added_at=at,
    )
    session.add(paper)
    session.flush()
    add_version(paper.id, sections, pdf=pdf, at=at)
    return paper.id


def add_version(
    paper_id: UUID,
    sections: Mapping[str, str] | None = None,
    *,
    pdf: bytes = b"",
    at: datetime = LONG_AGO,
) -> UUID:
    """Add a version to a paper: typed by sections, or a PDF. Call inside a writing scope."""
    paper: Paper = one(Paper, paper_id)
    number = len(papers.versions_of(paper_id)) + 1
    version = PaperVersion(
        district_id=paper.district_id,
        paper_id=paper_id,
        item_id=paper.item_id,
        young_person_id=paper.young_person_id,
        number=number,
        made_at=at,
        made_by=paper.added_by,
        written_on=at.date(),
        how=(How.PDF if pdf else How.TYPED).value,
        digest="0" * 64,
        size=len(pdf),
    )
    if pdf:
        version.blob = store().put(Owner(version.authority_id, version.id), [pdf]).name
    session.add(version)
    session.flush()
    for position, (key, words) in enumerate((sections or {}).items(), start=1):
        session.add(
            PaperSection(
                district_id=paper.district_id,
                paper_version_id=version.id,
                item_id=paper.item_id,
                young_person_id=paper.young_person_id,
                key=key,
                heading=key.capitalize(),
                words=words,
                position=position,
            )
        )
    session.flush()
    return version.id


def withdraw_paper(paper_id: UUID, *, at: datetime) -> None:
    """Take a paper back. Call inside a writing scope."""
    paper: Paper = one(Paper, paper_id)
    paper.state, paper.withdrawn_at = PaperState.WITHDRAWN.value, at
    paper.withdrawn_by = paper.added_by
    session.flush()


def said(
    item_id: UUID,
    answer: Answer = Answer.YES,
    *,
    kind: Kind = Kind.BE_DISCUSSED,
    covers: Mapping[str, Any] | None = None,
    at: datetime = LONG_AGO,
) -> int:
    """Let an item's young person have answered; return the event's number.

    Whoever answers has the young person's row alone until the transaction ends, as in the portal.
    """
    item: Item = one(Item, item_id)
    state = session.scalars(
        select(AgreementState)
        .where(AgreementState.young_person_id == item.young_person_id)
        .with_for_update()
    ).one_or_none()
    if state is None:
        state = AgreementState(young_person_id=item.young_person_id, newest=0)
        session.add(state)
    state.newest += 1
    session.add(
        AgreementEvent(
            young_person_id=item.young_person_id,
            item_id=item_id,
            seq=state.newest,
            kind=kind.value,
            answer=answer.value,
            covers=dict(covers or {}),
            answered_on=at.date(),
            asked_by=item.social_worker_id,
            way_asked=WayAsked.TOGETHER.value,
            way_answered=WayAnswered.SAID.value,
            recorded_by=item.social_worker_id,
            recorded_at=at,
        )
    )
    session.flush()
    return state.newest


def shared_with(
    item_id: UUID,
    organisations: Iterable[UUID],
    *,
    only: Iterable[UUID] | None = None,
    limits: Iterable[Mapping[str, Any]] = (),
    at: datetime = LONG_AGO,
) -> int:
    """Let them have agreed to an item's papers, all or some, for organisations."""
    there = papers.papers_of([item_id])[item_id]
    chosen = [paper for paper in there if only is None or paper.id in set(only)]
    newest = papers.newest_versions([paper.id for paper in chosen])
    sections = papers.sections_of([version.id for version in newest.values()])
    named = {
        str(paper_id): sorted(as_shared(version, sections[version.id]).sections)
        for paper_id, version in newest.items()
    }
    to = sorted(str(each) for each in organisations)
    covers = {
        "papers": named,
        "organisations": to,
        "agreed": [[paper, each] for paper in sorted(named) for each in to],
        "limits": [dict(limit) for limit in limits],
    }
    return said(item_id, kind=Kind.SHARE_PAPERS, covers=covers, at=at)
