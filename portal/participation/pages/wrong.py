"""What a young person said is wrong, as they read it: their words, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.participation import queries
from portal.participation.rules.asks import Outcome
from portal.translations.pages import Both, Translated, for_staff, for_them
from portal.translations.queries import handed_over
from portal.translations.rules import Source
from portal.web.clock import LONDON


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCard:
    """One thing they said is wrong. ``answered_on`` is None while nobody answered."""

    id: UUID
    words: str
    english: Translated | None
    """Their words in English, where somebody put them there: they see what others read."""
    by_staff: bool
    """Whether somebody who works with them wrote it down for them."""
    said_on: date
    answered_on: date | None
    changed: bool
    answer: Both


def cards(young_person_id: UUID) -> tuple[WrongCard, ...]:
    """Return what they said is wrong and did not take back, the newest first."""
    rows = [row for row in queries.said_wrong(young_person_id) if not row.taken_back]
    handed = handed_over({row.item_id for row in rows})
    return tuple(
        WrongCard(
            id=row.id,
            words=row.why,
            english=next(iter(for_staff(handed, Source.WRONG, row.id, row.why)), None),
            by_staff=row.told_to_id is not None,
            said_on=_day(row.asked_at),
            answered_on=_day(row.answered_at) if row.answered_at is not None else None,
            changed=row.outcome is Outcome.CHANGED,
            answer=for_them(handed, Source.ASK_ANSWER, row.id, row.answer),
        )
        for row in reversed(rows)
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
