"""What of their views may be put into English: what is shared with whoever does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import url_for

from portal.panels.operations import ItemAt
from portal.people.policy import Actor
from portal.translations.pages import Translated, for_staff
from portal.translations.queries import HandedOver
from portal.translations.rules import Source
from portal.translations.texts import Text
from portal.voice import policy, queries
from portal.voice.models import ViewsAnswer
from portal.voice.rules.answers import How
from portal.web import clock
from portal.web.languages import ENGLISH, language_of


def texts(actor: Actor, found: ItemAt) -> Iterable[Text]:
    """Give every shared answer in words or as a file, those of pages in other languages first.

    Whoever speaks a language that no page is in answers on the English page, in their own.
    """
    reads = policy.reads(actor, found, clock.now())
    rows = [row for row in queries.shared_answers(found.item.id, reads) if _is_theirs(row)]
    rows.sort(key=lambda row: row.language == ENGLISH.code)
    return [_text(row, found) for row in rows]


def _is_theirs(row: ViewsAnswer) -> bool:
    """Tell whether it is in their own words: what staff wrote down for them is in English."""
    return bool(row.blob or (row.words.strip() and row.written_by is None))


def _text(row: ViewsAnswer, found: ItemAt) -> Text:
    district = found.item.district_id
    known = language_of(row.language)
    page = known.english if known else row.language
    wording = str(row.asked.get("wording", ""))
    return Text(
        source=Source.VIEWS,
        subject_id=row.id,
        title="Something they made" if row.how == How.STATEMENT else f"“{wording}”",
        words=row.words,
        bound=made_of(row),
        said=f"Answered on the page in {page}",
        language=row.language,
        href=""
        if row.blob is None
        else url_for("voice.file", district=district, item_id=found.item.id, answer_id=row.id),
    )


def made_of(row: ViewsAnswer) -> str:
    """Return what a translation of an answer is bound to: its words, and its file if it has one."""
    return f"{row.digest}\n{row.words}" if row.blob else row.words


def in_english(handed: HandedOver, rows: Sequence[ViewsAnswer]) -> dict[UUID, Translated]:
    """Return what stands in English of some answers, by the answer."""
    found = {row.id: for_staff(handed, Source.VIEWS, row.id, made_of(row)) for row in rows}
    return {key: each[0] for key, each in found.items() if each}
