"""How one young person takes part, as one member of staff may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from portal.cases.queries import young_person
from portal.kernel.errors import RuleError
from portal.kernel.wording import capitalised, long_date, plain_date
from portal.panels.operations import ItemAt
from portal.panels.policy import shown
from portal.panels.taking_part import At
from portal.participation import operations, policy, queries
from portal.participation.operations.saying import PROMISED, named, promises, source, warning
from portal.participation.queries import AskRow, Booked, Choices, Chosen
from portal.participation.rules.asks import AskKind
from portal.participation.rules.choices import Topic
from portal.people.policy import Actor
from portal.preparation.pages.item import Head, head_of
from portal.tenancy.door import variation_of
from portal.translations.pages import Translated, for_staff
from portal.translations.policy import may_hand_over
from portal.translations.queries import HandedOver, handed_over
from portal.translations.rules import Source
from portal.web.clock import LONDON


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic: what they answered, who wrote it down and when."""

    topic: Topic
    words: str
    source: str

    @property
    def label(self) -> str:
        """The topic."""
        return self.topic.label


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLine:
    """One request, with where it stands as a sentence."""

    row: AskRow
    about: str
    told: str
    standing: str
    next_step: str
    tone: str | None
    may_answer: bool
    english: tuple[Translated, ...]
    """What they say is wrong, in English, where somebody put it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """How one young person takes part."""

    head: Head
    topics: tuple[TopicLine, ...]
    warning: str
    asks: tuple[AskLine, ...]
    may_tell: bool
    may_say_wrong: bool
    """Whether they write down what the young person says is wrong: at any time."""
    may_translate: bool


def item_page(*, actor: Actor, found: ItemAt, now: datetime) -> ItemPage:
    """Return how an item's young person takes part. ForbiddenError for whom it is not."""
    held = policy.require_reading(actor, found)
    item_id = found.item.id
    chosen, at = queries.choices(item_id), queries.booked(item_id)
    rows = policy.asks_for(
        actor, queries.asks_of([item_id])[item_id], held, found.facts, found.about
    )
    handed = handed_over([item_id] if rows else [])
    return ItemPage(
        head=head_of(found),
        topics=tuple(_topic(topic, chosen.get(topic)) for topic in Topic),
        warning=_warning(chosen, at),
        asks=tuple(ask_line(actor, row, found, now, handed) for row in rows),
        may_tell=held.tells and changeable(at, now),
        may_say_wrong=held.tells,
        may_translate=may_hand_over(actor, found),
    )


def _topic(topic: Topic, chosen: Chosen | None) -> TopicLine:
    if chosen is None or not chosen.words:
        return TopicLine(topic, "", "")
    along = "; said for an earlier panel" if chosen.carried else ""
    promised = f". {capitalised(PROMISED)}." if promises(chosen) else ""
    return TopicLine(topic, chosen.words, f"{capitalised(source(chosen))}{along}{promised}")


def _warning(chosen: Choices, at: Booked) -> str:
    if at.slot is None:
        return ""
    return warning(chosen, At(at.meeting.held_on, at.slot.starts_at, at.slot.minutes))


def changeable(at: Booked, now: datetime) -> bool:
    """Tell whether anything may still be written down."""
    try:
        operations.refuse_over(at, now)
    except RuleError:
        return False
    return True


def ask_line(
    actor: Actor, row: AskRow, found: ItemAt, now: datetime, handed: HandedOver | None = None
) -> AskLine:
    """Return one request as this reader may know it; ``handed`` are its item's translations."""
    today = now.astimezone(LONDON).date()
    held = policy.powers(actor, found)
    answers = policy.answers_ask(actor, row, held, found.facts, found.about)
    return AskLine(
        row=row,
        about=named(row, found.facts) if row.kind is AskKind.NOT_THERE else "",
        told=_told(row),
        standing=_standing(row, today),
        next_step=row.kind.next_step if row.is_open and answers else "",
        tone=("problem" if row.answer_by < today else "waiting") if row.is_open else None,
        may_answer=answers and not row.taken_back,
        english=for_staff(handed or {}, Source.WRONG, row.id, row.why),
    )


def wrong_lines(actor: Actor, found: ItemAt, now: datetime) -> tuple[AskLine, ...]:
    """Return what an item's young person said is wrong, to stand beside its record (idea 24).

    What they took back is left out; nothing for whoever is not shown it.
    """
    item_id = found.item.id
    rows = [
        row
        for row in queries.asks_of([item_id])[item_id]
        if row.kind.at_any_time and not row.taken_back
    ]
    held = policy.powers(actor, found)
    theirs = policy.asks_for(actor, rows, held, found.facts, found.about)
    handed = handed_over([item_id] if theirs else [])
    return tuple(ask_line(actor, row, found, now, handed) for row in theirs)


def _told(row: AskRow) -> str:
    if row.told_to_id:
        return f"Told {row.told_to}"
    return "They said so themselves" if row.kind.at_any_time else "They asked themselves"


def _standing(row: AskRow, today: date) -> str:
    if row.taken_back:
        return "They took this back"
    if row.outcome is not None and row.answered_at is not None:
        on = plain_date(row.answered_at.astimezone(LONDON).date())
        return f"Answered by {row.answered_by} on {on}. {row.outcome.label(row.kind)}"
    late = "should have been answered by" if row.answer_by < today else "to be answered by"
    return f"Not answered yet, {late} {long_date(row.answer_by)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """A request on the list of those that wait for this reader."""

    ask: AskLine
    who: str
    day: date
    start: time | None


def asked_head(found: ItemAt) -> Head:
    """Return what a page about one request says first, also where its item was taken off.

    What they say is wrong outlives its place on an agenda; every other page of such an item is
    gone, so that `head_of` has nothing to say. What the panel was asked about is left out: it
    will not look at it, and whoever runs the panel reads it nowhere else any more.
    """
    if found.item.slot_id is not None:
        return head_of(found)
    item, theirs = found.item, young_person(found.item.young_person_id)
    name, reference = theirs.preferred_name or "", theirs.reference or ""
    return Head(
        item_id=item.id,
        meeting_id=item.meeting_id,
        young_person_id=item.young_person_id,
        panel_name=found.kind.label,
        district_name=variation_of(item.district_id).ref.name,
        day=found.meeting.held_on,
        start=None,
        who=shown(sees=found.sight.named, name=name, reference=reference),
        reference=reference,
        item_type="",
        facts=(("Where it stands", "taken off the agenda"),),
    )


def waiting_page(*, actor: Actor, now: datetime) -> tuple[WaitingLine, ...]:
    """Return every request that waits for this reader in the open scope, the first due first."""
    return tuple(
        WaitingLine(
            ask=ask_line(actor, row, found, now),
            who=head.who,
            day=head.day,
            start=head.start,
        )
        for row, found in operations.waiting_for(actor=actor, now=now)
        for head in (asked_head(found),)
    )
