"""What of a record may be put into another language: what its young person reads of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from portal.panels.operations import ItemAt
from portal.people.policy import Actor
from portal.records import queries
from portal.records.models import Action, ItemRecord
from portal.records.queries import promises
from portal.translations.pages import Translated, for_staff
from portal.translations.queries import HandedOver
from portal.translations.rules import Source
from portal.translations.texts import Text

NOT_FILED = "They do not read this yet: the record is not filed"


def texts(actor: Actor, found: ItemAt) -> Iterable[Text]:
    """Give what they are told of a record, to who reads the record."""
    del actor
    record = queries.record_of(found.item.id) if found.sight.reads_record else None
    if record is None:
        return
    said = NOT_FILED if record.filed_at is None else ""
    if record.plain_words:
        yield Text(
            source=Source.DECISION,
            subject_id=found.item.id,
            title="What was decided",
            words=record.plain_words,
            said=said,
        )
    added = promises.added([found.item.id])
    for place, each in enumerate(added, start=1):
        yield Text(
            source=Source.ADDITION,
            subject_id=each.addition_id,
            title="What was added later" + (f", {place}" if len(added) > 1 else ""),
            words=each.plain_words,
        )
    yield from _promises(queries.actions(record.id), said)


def _promises(actions: Sequence[Action], said: str) -> Iterable[Text]:
    answers = promises.answers([each.id for each in actions])
    for place, action in enumerate(actions, start=1):
        if action.plain_words:
            yield Text(
                source=Source.PROMISE,
                subject_id=action.id,
                title=f"Promise {place}",
                words=action.plain_words,
                said=said,
            )
        written = [each for each in answers[action.id] if each.by and each.words]
        for number, each in enumerate(written, start=1):
            yield Text(
                source=Source.PROMISE_ANSWER,
                subject_id=each.answer_id,
                title=f"What {each.by} wrote about promise {place}"
                + (f", {number}" if number > 1 else ""),
                words=each.words,
            )


def in_other_languages(
    record: ItemRecord, actions: Sequence[Action], handed: HandedOver
) -> dict[UUID, tuple[Translated, ...]]:
    """Return what stands of a record in other languages: by its item the decision, by action."""
    item_id = record.item_id
    found = {item_id: for_staff(handed, Source.DECISION, item_id, record.plain_words or "")}
    for each in actions:
        found[each.id] = for_staff(handed, Source.PROMISE, each.id, each.plain_words or "")
    return found
