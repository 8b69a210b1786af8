"""What packs give of what young people want to say: by the rule that opens its own pages (R52)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from flask import current_app, url_for

from portal.kernel.shown import plain
from portal.packs.policy import From
from portal.packs.rules.said import SaidFacts, Shared
from portal.packs.said import Answer
from portal.panels import queries as panels
from portal.panels.policy import ItemFacts, MeetingFacts
from portal.people import queries as people
from portal.people.policy import Actor
from portal.translations.pages import Translated
from portal.translations.queries import handed_over
from portal.variations.values import Seat
from portal.voice import policy, queries
from portal.voice.models import ViewsAnswer
from portal.voice.operations import chosen_words, said_by
from portal.voice.pages.texts import in_english
from portal.voice.policy import Reader
from portal.voice.rules import frozen
from portal.voice.rules.answers import Audience
from portal.web.languages import ENGLISH, language_of

PAGE = "voice.views"
_FILES = {"image": "A picture", "audio": "A recording", "application": "A file"}


class InPacks:
    """The source of that part of every pack."""

    def heard_by(self, actor: Actor, meeting: MeetingFacts, item: ItemFacts) -> frozenset[str]:
        """Return for whom an answer must be that somebody is given it."""
        return policy.may_read(policy.as_reader(actor, meeting, item))

    def heard_in(self, seat: Seat, comes_from: From) -> frozenset[str]:
        """Return the same for anybody of an organisation who sits in a seat."""
        return policy.may_read(Reader(seats=(seat,), organisation=comes_from.organisation_kind))

    def facts(self, item_ids: Collection[UUID]) -> Mapping[UUID, SaidFacts]:
        """Return what is shared on some items, without the words."""
        answers = queries.without_words(item_ids)
        found = {}
        for sheet in queries.sheets_of(item_ids):
            rows = answers.get(sheet.item_id, ())
            shared = tuple(
                Shared(row.id, row.audience, row.shared_at) for row in rows if row.shared_at
            )
            was_for = (
                frozenset(row.audience for row in rows) if sheet.taken_back_at else frozenset()
            )
            found[sheet.item_id] = SaidFacts(
                id=sheet.id, shared=shared, taken_back_at=sheet.taken_back_at, was_for=was_for
            )
        return found

    def words(self, answer_ids: Collection[UUID]) -> Mapping[UUID, Answer]:
        """Return some shared answers in words, item by item, in the order they were asked."""
        rows = queries.shared_by_id(answer_ids)
        asked = {
            sheet.item_id: frozen.thaw(sheet.asked) for sheet in queries.sheets_of(_items(rows))
        }
        english = in_english(handed_over(_items(rows)), rows)
        known = people.people_by_id({row.written_by for row in rows if row.written_by})
        names = {key: person.name for key, person in known.items()}
        places = {
            (item_id, question.key): place
            for item_id, questions in asked.items()
            for place, question in enumerate(questions)
        }
        last = max(map(len, asked.values()), default=0)
        rows = sorted(
            rows,
            key=lambda row: (
                str(row.item_id),
                places.get((row.item_id, row.question_key), last),
                row.question_key,
            ),
        )
        found = {}
        for row in rows:
            question = next((q for q in asked[row.item_id] if q.key == row.question_key), None)
            chosen = chosen_words(question, row.chosen) if question else ()
            lines = [*chosen, *(["They are not sure."] if row.not_sure else [])]
            if row.words:
                lines.append(plain(row.words))
            found[row.id] = Answer(
                asked=question.wording if question else "Something they made",
                words="\n".join(lines),
                about=_about(row, names, english.get(row.id)),
                language=row.language if row.words else ENGLISH.code,
            )
        return found

    def hold(self, item_ids: Collection[UUID]) -> None:
        """Take turns with whoever shares or takes back, until this transaction ends."""
        queries.hold_sheets(item_ids)

    def href(self, item_id: UUID) -> str:
        """Return where all of it is, with pictures and recordings."""
        if PAGE not in current_app.view_functions:
            return ""
        return url_for(PAGE, district=panels.item(item_id).district_id, item_id=item_id)


def _items(rows: Collection[ViewsAnswer]) -> set[UUID]:
    return {row.item_id for row in rows}


def _about(row: ViewsAnswer, names: Mapping[UUID, str], english: Translated | None) -> str:
    """Say what an answer is besides its words: a file, its language, whose writing, for whom."""
    told = []
    if row.media:
        kind = _FILES[row.media.partition("/")[0]]
        told.append(f"{kind}: it is on the page of what they want to say")
    language = language_of(row.language)
    if row.words and language is not None and language != ENGLISH:
        told.append(f"In {language.english}")
    if english is not None:
        told.append(f"In English, by {english.by}: “{english.words}”")
    told.append(said_by(row, names))
    told.append(
        f"For: {Audience(row.audience).label[:1].lower()}{Audience(row.audience).label[1:]}"
    )
    return ". ".join(told) + "."
