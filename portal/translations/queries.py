"""Named reads of translations; every list has an order."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, cast
from uuid import UUID

from sqlalchemy import select

from portal.database import joins, session
from portal.people.models import Person
from portal.translations.models import Translation
from portal.translations.rules import Handed, Source, Tongue

HandedOver = dict[tuple[Source, UUID], tuple[Handed, ...]]
"""By what kind of text and which: everything handed over, the oldest first."""


def handed_over(item_ids: Collection[UUID]) -> HandedOver:
    """Return every translation for some items, in one query."""
    if not item_ids:
        return {}
    rows = session.execute(
        select(Translation, Person.name)
        .outerjoin(Person, joins(Translation, "handed_by", Person))
        .where(Translation.item_id.in_(item_ids))
        .order_by(Translation.subject_id, Translation.number)
    )
    found: dict[tuple[Source, UUID], list[Handed]] = {}
    for row, name in rows:
        found.setdefault((Source(row.source), row.subject_id), []).append(_handed(row, name or ""))
    return {key: tuple(each) for key, each in found.items()}


def _handed(row: Translation, name: str) -> Handed:
    direction = cast("Literal['ltr', 'rtl']", row.direction)
    return Handed(
        number=row.number,
        tongue=Tongue(row.language, row.language_name, direction),
        words=row.words,
        made_by=row.made_by,
        digest=row.digest,
        handed_by=name,
        handed_at=row.handed_at,
    )
