"""What staff see of a young person's views: where they stand, and what is for this reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for

from portal.kernel.shown import plain
from portal.kernel.wording import joined
from portal.panels import operations as panels
from portal.panels.besides import Beside
from portal.people import queries as people
from portal.people.policy import Actor
from portal.preparation.pages.item import Head, head_of
from portal.preparation.rules.evidence import Given
from portal.preparation.spoken import Spoken
from portal.translations.pages import Translated
from portal.translations.policy import may_hand_over
from portal.translations.queries import handed_over
from portal.voice import policy, queries
from portal.voice.models import ViewsAnswer
from portal.voice.operations import Desk, chosen_words, said_by
from portal.voice.pages.texts import in_english
from portal.voice.queries import HeardRow
from portal.voice.rules import standing
from portal.voice.rules.answers import STATEMENT, Audience, How
from portal.voice.rules.core import options
from portal.voice.rules.media import OfAFile
from portal.voice.rules.standing import Said, Stage


@dataclass(frozen=True, slots=True)
class Heard(OfAFile):
    """One answer as a member of staff reads it."""

    answer_id: UUID
    question: str
    """As they read it, and in English where they read it in another language."""
    english: str
    language: str
    words: str
    chosen: tuple[str, ...]
    not_sure: bool
    how: str
    by: str
    audience: Audience
    media: str
    at: datetime
    translated: Translated | None
    """The same in English, where somebody handed it over: it stands below their own words."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A worker's summary."""

    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unasked:
    """A question they have not answered, which may be written down for them."""

    number: int
    wording: str


@dataclass(frozen=True, slots=True)
class ViewsPage:
    """An item's views as one reader may see them, by for whom they are."""

    head: Head
    said: Said
    groups: tuple[tuple[Audience, tuple[Heard, ...]], ...]
    summary: Summary | None
    heard: tuple[HeardRow, ...]
    unasked: tuple[Unasked, ...]
    writes_down: bool
    shows: bool
    waits: bool
    translates: bool
    to_show: bool
    """Whether something is shared that was not shown in the room yet, and all of it is here."""
    apart: int
    """How many answers wait until nobody from housing or a provider is in the room."""


def views_page(desk: Desk, *, room: bool = False, alone: bool = True) -> ViewsPage:
    """Return an item's views for a reader; for the room, what may be shown there alone.

    Until somebody says that the panel is ``alone``, without housing and providers, the room is
    shown what is for everybody: the young person chose who hears the rest.
    """
    item_id = desk.at.item.id
    reads = frozenset(each for each in desk.reads if each.in_the_room or not room)
    rows = queries.shared_answers(item_id, reads)
    apart = [row for row in rows if room and not alone and row.audience != Audience.EVERYONE]
    rows = [row for row in rows if row not in apart]
    facts = queries.standing(item_id, queries.IN_THE_ROOM & desk.reads)
    ids = {row.written_by for row in rows if row.written_by}
    summary = desk.summary
    names = people.people_by_id(ids | ({summary.written_by} if summary else set()))
    known = {key: person.name for key, person in names.items()}
    return ViewsPage(
        head=head_of(desk.found),
        said=standing.said(facts),
        groups=tuple(_groups(desk, rows, known, in_english(handed_over([item_id]), rows))),
        summary=None
        if summary is None
        else Summary(summary.words, known[summary.written_by], summary.written_at),
        heard=tuple(queries.heard_of(item_id)),
        unasked=_unasked(desk),
        writes_down=desk.writes_down,
        shows=desk.shows,
        translates=may_hand_over(desk.actor, desk.found),
        waits=standing.waits(facts),
        to_show=bool(facts.shared) and facts.shown_at is None and not apart,
        apart=len(apart),
    )


def _groups(
    desk: Desk,
    rows: Sequence[ViewsAnswer],
    known: dict[UUID, str],
    english: dict[UUID, Translated],
) -> Iterable[tuple[Audience, tuple[Heard, ...]]]:
    """Give the answers by for whom they are, widest first, each in the order they were asked."""
    questions = {each.key: (place, each) for place, each in enumerate(desk.at.questions)}
    last = len(questions)
    ordered = sorted(rows, key=lambda row: (questions.get(row.question_key, (last,))[0], row.id))
    for audience in (Audience.EVERYONE, Audience.PANEL, Audience.WORKERS, Audience.ADVOCATE):
        found = tuple(
            _heard(desk, row, known, english.get(row.id))
            for row in ordered
            if row.audience == audience.value
        )
        if found:
            yield audience, found


def _heard(
    desk: Desk, row: ViewsAnswer, known: dict[UUID, str], translated: Translated | None
) -> Heard:
    question = next((q for q in desk.at.questions if q.key == row.question_key), None)
    asked = str(row.asked.get("wording", ""))
    english = question.wording if question else ""
    return Heard(
        answer_id=row.id,
        question=asked or "Something they made",
        english=english if row.language != "en" else "",
        language=row.language,
        words=plain(row.words),
        chosen=chosen_words(question, row.chosen) if question else (),
        not_sure=row.not_sure,
        how="written down for them"
        if row.written_by and row.how != How.STATEMENT
        else How(row.how).label,
        by=said_by(row, known),
        audience=Audience(row.audience),
        media=row.media,
        at=row.answered_at,
        translated=translated,
    )


def _unasked(desk: Desk) -> tuple[Unasked, ...]:
    """Return what may be written down for them: what they did not answer by themselves."""
    if not desk.writes_down:
        return ()
    own = {
        row.question_key
        for row in queries.answers_of(desk.at.item.id)
        if row.written_by is None and not row.question_key.startswith(STATEMENT)
    }
    return tuple(
        Unasked(number, question.wording)
        for number, question in enumerate(desk.at.questions, 1)
        if question.key not in own
    )


def choices(desk: Desk, number: int) -> list[tuple[str, str]]:
    """Return the choices of a question in English; none where it is answered in words."""
    return list(options(desk.at.questions[number - 1]).items())


def besides(actor: Actor, item_id: UUID, now: datetime) -> Iterable[Beside]:
    """Say on the item's page where the views stand, to who reads any of them."""
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    reads = policy.reads(actor, found, now)
    if not reads:
        return []
    said = standing.said(queries.standing(item_id, queries.IN_THE_ROOM & reads))
    href = url_for("voice.views", district=found.item.district_id, item_id=item_id)
    return [Beside(said.text, "What they want to say", href, said.next_step, said.tone)]


def given(item_ids: Collection[UUID]) -> dict[UUID, Spoken]:
    """Say for which items the panel has views to read, for the list of what is prepared.

    Sharing no answers, or answers for others alone, gives it none: somebody goes on asking.
    """
    writers = queries.written_by(item_ids)
    found = {}
    for item_id, facts in queries.standings(item_ids).items():
        if facts.shared and facts.shared_at is not None:
            found[item_id] = Spoken(Given(facts.shared_at.date(), _given_by(writers[item_id])))
        elif standing.stage(facts) in {Stage.NO_ANSWERS, Stage.TAKEN_BACK}:
            found[item_id] = Spoken(None, f"{standing.said(facts).text}.")
    return found


def _given_by(writers: Collection[str]) -> str:
    """Say who gave the views: they themselves, or who wrote down what they said."""
    if "" in writers:
        return "the young person"
    return f"{joined(list(writers))}, who wrote down what they said"
