"""The newest of what readers may be given, and whether it joined a pack. Nothing opens a seal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portal.database import joins, session
from portal.papers.models import Paper, PaperVersion
from portal.papers.rules.kinds import PaperState
from portal.preparation.models import Contribution


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest version of a paper that is ready, or of what an agency wrote.

    ``paper_id`` is None for the latter; ``placed`` says that a paper has its place in a pack.
    """

    id: UUID
    item_id: UUID
    paper_id: UUID | None
    placed: bool
    joined: bool

    @property
    def waits(self) -> bool:
        """Whether readers are not given it yet."""
        return not (self.placed and self.joined)


def newest_of(item_ids: Collection[UUID]) -> tuple[Newest, ...]:
    """Return the newest of all that is for the readers of some items. Two queries."""
    wanted = sorted(item_ids)
    papers = session.execute(
        select(
            PaperVersion.id,
            PaperVersion.item_id,
            PaperVersion.paper_id,
            PaperVersion.joined_at,
            Paper.place,
        )
        .join(Paper, joins(PaperVersion, "paper_id", Paper))
        .where(PaperVersion.item_id.in_(wanted), Paper.state == PaperState.READY.value)
        .order_by(PaperVersion.item_id, PaperVersion.paper_id, PaperVersion.number)
    )
    forms = session.execute(
        select(Contribution.id, Contribution.item_id, Contribution.stream, Contribution.joined_at)
        .where(Contribution.item_id.in_(wanted))
        .order_by(Contribution.item_id, Contribution.stream, Contribution.version)
    )
    of_papers = {
        row.paper_id: Newest(
            row.id, row.item_id, row.paper_id, row.place is not None, row.joined_at is not None
        )
        for row in papers
    }
    of_forms = {
        (row.item_id, row.stream): Newest(
            row.id, row.item_id, None, placed=True, joined=row.joined_at is not None
        )
        for row in forms
    }
    return (*of_papers.values(), *of_forms.values())


def to_join(version_ids: Collection[UUID]) -> list[PaperVersion]:
    """Return those of some versions that have not joined, of papers that are ready now."""
    return list(
        session.scalars(
            select(PaperVersion)
            .join(Paper, joins(PaperVersion, "paper_id", Paper))
            .where(
                PaperVersion.id.in_(sorted(version_ids)),
                PaperVersion.joined_at.is_(None),
                Paper.state == PaperState.READY.value,
            )
            .order_by(PaperVersion.paper_id, PaperVersion.number)
            .execution_options(populate_existing=True)
        )
    )


def forms_to_join(form_ids: Collection[UUID]) -> list[Contribution]:
    """Return those of some forms that have not joined."""
    return list(
        session.scalars(
            select(Contribution)
            .where(Contribution.id.in_(sorted(form_ids)), Contribution.joined_at.is_(None))
            .order_by(Contribution.item_id, Contribution.stream, Contribution.version)
        )
    )
