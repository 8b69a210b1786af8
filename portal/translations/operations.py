"""Handing translations over, and taking them away with their text.

Each leaves one event without a word of it, and never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from portal import audit
from portal.database import flush, session
from portal.kernel.errors import ConflictError, RuleError
from portal.kernel.shown import plain
from portal.panels import operations as panels
from portal.panels.operations import ItemAt
from portal.people.policy import Actor
from portal.translations import policy, queries, rules, texts
from portal.translations.models import Translation
from portal.translations.queries import HandedOver
from portal.translations.rules import ENGLISH, Source, Tongue
from portal.translations.texts import Text

GONE = (
    "Something you translated is not there any more: it was changed or taken back. What you wrote "
    "for it was not kept. Look at what is there now"
)
CHANGED = "The words changed while you worked on this. Read them again, then save"
BEFORE_YOU = "Somebody else handed one over while you worked on this"


@dataclass(frozen=True, slots=True)
class Desk:
    """An item's texts as one worker may know them, and what was handed over of them."""

    found: ItemAt
    texts: tuple[Text, ...]
    handed: HandedOver

    def of(self, tongue: Tongue) -> tuple[Text, ...]:
        """Return what may be put into a language: what they said into English, the rest from it."""
        into_english = tongue.key == ENGLISH.key
        return tuple(each for each in self.texts if each.source.theirs == into_english)

    def handed_of(self, text: Text) -> tuple[rules.Handed, ...]:
        """Return what was handed over of a text, in every language."""
        return self.handed.get((text.source, text.subject_id), ())


@dataclass(frozen=True, slots=True)
class Given:
    """A translation as it was sent: of which text, and what its page was drawn with.

    ``seen`` is the number of the newest translation there, 0 before the first; ``digest`` tells
    the words that were translated.
    """

    key: str
    words: str
    seen: int
    digest: str


def desk(*, actor: Actor, item_id: UUID, now: datetime) -> Desk:
    """Return an item's texts for somebody who hands translations over. NotFoundError for others."""
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    policy.require_handing_over(actor, found)
    return Desk(found, texts.of(actor, found), queries.handed_over([item_id]))


def hand_over(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    tongue: Tongue,
    made_by: str,
    given: Sequence[Given],
) -> int:
    """Keep the translations that are new among those given; return how many there are.

    One that is empty takes back what stood; one that stands already is left as it is. RuleError
    with the box to put right (``words-`` and the text's key, or ``made_by``), before anything is
    kept: too long, nobody named who translated, the text changed, or a colleague was first.
    """
    at = desk(actor=actor, item_id=item_id, now=now)
    known = {each.key: each for each in at.of(tongue)}
    if any(each.words and each.key not in known for each in given):
        raise RuleError(GONE)
    new = [
        (known[each.key], each)
        for each in given
        if each.key in known and _is_new(at, known[each.key], tongue, each)
    ]
    for text, each in new:
        _refuse(at, text, tongue, each, made_by)
    for text, each in new:
        _add(at, text, tongue, each.words, made_by.strip(), actor=actor, now=now)
    _write_now(new)
    for text, _ in new:
        _tell(at, text, actor, now)
    return len(new)


def _is_new(at: Desk, text: Text, tongue: Tongue, given: Given) -> bool:
    """Tell whether a box holds another than what it was drawn with, and than what stands now."""
    same = [each for each in at.handed_of(text) if each.tongue.key == tongue.key]
    drawn = next((each for each in same if each.number == given.seen), None)
    if given.words == (drawn.words if drawn and drawn.digest == given.digest else ""):
        return False  # left as it was, whatever came meanwhile
    newest = rules.newest_in(same, tongue)
    stands = rules.standing(newest, text.made_of) is rules.Standing.CURRENT
    return given.words != (newest.words if newest and stands else "")


def _refuse(at: Desk, text: Text, tongue: Tongue, given: Given, made_by: str) -> None:
    box = f"words-{given.key}"
    if given.digest != rules.digest_of(text.made_of):
        raise RuleError(CHANGED, box)
    newest = rules.newest_in(at.handed_of(text), tongue)
    if (newest.number if newest else 0) != given.seen:
        there = f"“{plain(newest.words)}”" if newest and newest.words else "nothing"
        raise RuleError(
            f"{BEFORE_YOU}. It says now: {there}. Save again to put yours in its place", box
        )
    problem = rules.problem(given.words, made_by)
    if problem is not None:
        raise RuleError(problem.message, box if problem.field == "words" else problem.field)


def _add(
    at: Desk, text: Text, tongue: Tongue, words: str, made_by: str, *, actor: Actor, now: datetime
) -> None:
    item = at.found.item
    numbers = [each.number for each in at.handed_of(text)]
    session.add(
        Translation(
            district_id=item.district_id,
            item_id=item.id,
            young_person_id=item.young_person_id,
            source=text.source.value,
            subject_id=text.subject_id,
            number=max(numbers, default=0) + 1,
            language=tongue.code,
            language_name=tongue.name,
            direction=tongue.direction,
            words=words,
            made_by=made_by if words else "",
            digest=rules.digest_of(text.made_of),
            handed_by=actor.person_id,
            handed_at=now,
        )
    )


def _write_now(new: Sequence[tuple[Text, Given]]) -> None:
    """Write now. What a colleague handed over at the same moment is the first one's."""
    try:
        flush()
    except ConflictError as error:
        raise RuleError(BEFORE_YOU, f"words-{new[0][1].key}") from error


def _tell(at: Desk, text: Text, actor: Actor, now: datetime) -> None:
    facts: Mapping[str, object] = {"source": text.source.value, "subject": str(text.subject_id)}
    audit.record(
        event="translations:words:handed_over",
        subject=("item", at.found.item.id),
        district_id=at.found.item.district_id,
        actor_id=actor.person_id,
        now=now,
        facts=dict(facts),
    )


def forget(source: Source, subject_ids: Collection[UUID]) -> None:
    """Take away every translation of some texts, because the texts themselves are gone.

    What else waits to be written is written by whoever changes the texts, who knows its conflicts.
    """
    session.execute(
        delete(Translation)
        .where(Translation.source == source.value, Translation.subject_id.in_(subject_ids))
        .execution_options(autoflush=False, synchronize_session=False)
    )


def take_over(source: Source, *, before: UUID, after: UUID) -> None:
    """Let a text that takes the place of one with the same words keep its translations."""
    session.execute(
        update(Translation)
        .where(Translation.source == source.value, Translation.subject_id == before)
        .values(subject_id=after)
        .execution_options(autoflush=False, synchronize_session=False)
    )
