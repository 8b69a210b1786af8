"""My meeting, as the young person reads it: plain values, in their language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from portal.agreements.rules.supposing import Supposed
from portal.participation import operations, queries
from portal.participation.operations import Agreed, Comer, Seen, slot_ends
from portal.participation.operations.saying import granted
from portal.participation.pages import words
from portal.participation.pages.item import changeable
from portal.participation.queries import AskRow, Booked, Choices
from portal.participation.rules.asks import AskKind
from portal.participation.rules.choices import QUESTIONS, Part, Topic
from portal.participation.rules.times import SlotTime
from portal.participation.rules.venues import Venue, venue
from portal.translations.pages import NOTHING, Both, for_them
from portal.translations.queries import HandedOver, handed_over
from portal.translations.rules import Source
from portal.web import young
from portal.web.languages import day_in, time_in
from portal.web.young import gettext as _

NOT_ALONE = frozenset({"friend", "family", "carer", "advocate", "worker", "other"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who will be there: their name, who they are and why they come."""

    names: tuple[str, ...]
    why: str
    translated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When and where the meeting is, in words. ``open`` tells whether anything may be changed."""

    day: str
    start: str
    length: str
    place: str
    iso: str
    open: bool
    over: bool

    @property
    def venue(self) -> Venue:
        """What of the place is words, and what leads somewhere."""
        return venue(self.place)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A question with what they answered; no lines where they skipped it."""

    topic: Topic
    title: str
    part: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskCard:
    """What they asked for, and the answer in the words of whoever answered."""

    id: UUID
    kind: AskKind
    about: str
    waits: bool
    granted: bool
    answer: Both


@dataclass(frozen=True, slots=True, kw_only=True)
class MyMeeting:
    """Everything on the page about the meeting. ``when`` is None where it is not planned."""

    when: When | None
    topics: tuple[TopicRow, ...]
    asks: tuple[AskCard, ...]


def slot_of(at: Booked) -> SlotTime | None:
    """Return when an item is; None where it is on no agenda, or its meeting was called off."""
    if at.slot is None or at.meeting.state == "cancelled":
        return None
    return SlotTime(at.meeting.held_on, at.slot.starts_at, at.slot.minutes)


def when_of(at: Booked, now: datetime) -> When | None:
    """Return when and where an item is, in the reader's language."""
    slot, ends = slot_of(at), slot_ends(at)
    if slot is None or ends is None:
        return None
    language = young.reader().language
    return When(
        day=day_in(language, slot.day, year=False),
        start=time_in(language, slot.start),
        length=words.length_words(slot),
        place=at.meeting.place,
        iso=f"{slot.day.isoformat()}T{slot.start.isoformat('minutes')}",
        open=changeable(at, now),
        over=now >= ends,
    )


def my_meeting(item_id: UUID, now: datetime, chosen: Choices) -> MyMeeting:
    """Return the page of a young person who is in, who chose what is ``chosen``."""
    return MyMeeting(
        when=when_of(queries.booked(item_id), now),
        topics=topic_rows(chosen),
        asks=ask_cards(queries.asks_of([item_id])[item_id], handed_over([item_id])),
    )


def sends_a_recording(chosen: Choices) -> bool:
    """Tell whether they take part by a recording."""
    return _way(chosen) == "recording"


def joins_from_afar(chosen: Choices) -> bool:
    """Tell whether they take part by phone or video."""
    return _way(chosen) == "call"


def _way(chosen: Choices) -> object:
    return chosen[Topic.WAY].answers.get("way") if Topic.WAY in chosen else None


def topic_rows(chosen: Choices) -> tuple[TopicRow, ...]:
    """Return every question with what holds of it."""
    return tuple(
        TopicRow(
            topic,
            words.title(topic),
            QUESTIONS[topic][0].key,
            words.answered(topic, chosen[topic].answers) if topic in chosen else (),
        )
        for topic in Topic
    )


def ask_cards(rows: tuple[AskRow, ...], handed: HandedOver) -> tuple[AskCard, ...]:
    """Return what they ask for and did not take back; what they say is wrong has its own page."""
    return tuple(
        AskCard(
            id=row.id,
            kind=row.kind,
            about=row.about or row.whom.words,
            waits=row.is_open,
            granted=granted(row),
            answer=for_them(handed, Source.ASK_ANSWER, row.id, row.answer),
        )
        for row in rows
        if not row.taken_back and not row.kind.at_any_time
    )


def without_told(agreed: Agreed, item_id: UUID) -> Both:
    """Return what a manager wrote who decided without their yes; nothing where nobody did."""
    if agreed.without is None:
        return NOTHING
    decided = agreed.without
    return for_them(handed_over([item_id]), Source.OVERRIDE, decided.id, decided.told)


def people_there(item_id: UUID, now: datetime) -> tuple[Person, ...]:
    """Return who will be there. Needs more than a young person's own rows."""
    return tuple(map(person, operations.people_coming(queries.booked(item_id), now)))


def person(comer: Comer) -> Person:
    """Return somebody who comes, as the reader's language says who they are."""
    why, translated = words.who_they_are(comer)
    return Person(tuple(name for _, name in comer.people), why, translated)


def whom_to_name(item_id: UUID, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return whom a request may name: each person, or the seat where nobody is known yet."""
    found = []
    for comer in operations.people_coming(queries.booked(item_id), now):
        why, _ = words.who_they_are(comer)
        found += [(f"person:{key}", name) for key, name in comer.people]
        if not comer.people and comer.seat is not None:
            found.append((f"seat:{comer.seat.key}", why))
    return tuple(dict.fromkeys(found))


def next_part(topic: Topic, part: str, answers: Mapping[str, object]) -> Part | None:
    """Return the part that is asked next: what an answer leaves nothing to ask about is passed."""
    parts = QUESTIONS[topic]
    place = next(number for number, each in enumerate(parts) if each.key == part)
    if place + 1 == len(parts):
        return None
    asked = {
        Topic.WAY: answers.get("way") not in {None, "", "not_at_all"},
        Topic.TIMES: bool(answers.get("hours")),
        Topic.BRING: answers.get("who") in NOT_ALONE,
    }
    return parts[place + 1] if asked.get(topic, True) else None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper on the list of those they are asked about; its place is its address."""

    number: int
    title: str
    said: str
    """One of "open", "yes", "some", "no"."""


@dataclass(frozen=True, slots=True)
class SeenRow:
    """What one organisation would be given, in words."""

    name: str
    who: str
    heard: bool
    papers: tuple[tuple[str, bool], ...]
    """Each paper, and whether a part of it is kept back."""
    kept: str
    forms: bool
    said: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """Organisations that would be given the same: each with who they are, and what that is."""

    whom: tuple[tuple[str, str], ...]
    given: SeenRow


@dataclass(frozen=True, slots=True)
class IfRow:
    """What everybody would be given if they answered so; ``nothing`` where that is nothing."""

    answers: str
    nothing: bool
    groups: tuple[Alike, ...]


def if_rows(found: Mapping[Supposed, tuple[Seen, ...]]) -> tuple[IfRow, ...]:
    """Return every answer they could give, with what it comes to for each organisation."""
    said = {
        Supposed(talk=True, papers=True): _("Yes to talking about you, yes to all papers"),
        Supposed(talk=True, papers=False): _("Yes to talking about you, no to all papers"),
        Supposed(talk=False, papers=True): _("No to talking about you, yes to all papers"),
        Supposed(talk=False, papers=False): _("No to talking about you, no to all papers"),
    }
    return tuple(
        IfRow(said[each], not any(one.heard for one in there), alike(there))
        for each, there in found.items()
        if there
    )


def alike(there: Iterable[Seen]) -> tuple[Alike, ...]:
    """Put together who would be given the same, so that all of it fits on a small phone."""
    found: dict[SeenRow, dict[tuple[str, str], None]] = {}
    for row in map(_seen_row, there):
        found.setdefault(replace(row, name="", who=""), {})[row.name, row.who] = None
    return tuple(Alike(tuple(whom), given) for given, whom in found.items())


def _seen_row(seen: Seen) -> SeenRow:
    """Return what one organisation would be given, in the reader's language."""
    return SeenRow(
        seen.organisation,
        words.organisation_words(seen.kind),
        seen.heard,
        tuple((words.paper_words(kind), kind in seen.cut) for kind in seen.papers),
        words.kept_words(seen.kept) if seen.kept else "",
        seen.forms,
        seen.said,
    )


def paper_rows(agreed: Agreed) -> tuple[PaperRow, ...]:
    """Return the papers with how far they are answered."""
    return tuple(
        PaperRow(number, words.paper_words(paper.kind), _said(paper.agreed, paper.open, agreed))
        for number, paper in enumerate(agreed.papers, start=1)
    )


def _said(yes: frozenset[UUID], unasked: frozenset[UUID], agreed: Agreed) -> str:
    everybody = {each.id for each in agreed.organisations}
    if unasked:
        return "open"
    if yes == everybody:
        return "yes"
    return "some" if yes else "no"
