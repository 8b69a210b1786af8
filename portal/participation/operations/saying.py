"""What the agenda, the panel day and preparation ask of this room."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from portal.kernel.wording import capitalised, joined, plain_date
from portal.panels import queries as panels
from portal.panels.operations import meeting_facts
from portal.panels.policy import ItemFacts, MeetingFacts
from portal.panels.taking_part import At, TakingPart
from portal.participation import policy, queries
from portal.participation.queries import AskRow, Choices, Chosen
from portal.participation.rules import times
from portal.participation.rules.asks import AskKind, Outcome
from portal.participation.rules.choices import Topic
from portal.participation.rules.times import SlotTime
from portal.people.policy import Actor
from portal.preparation.rules.evidence import Answered, Given
from portal.web.clock import LONDON

COVERED = (
    "Something has to be answered first, and not by you. Ask a colleague in case support, or the "
    "chair, to look at it."
)
"""What somebody reads whom a request may be about: not which item, not what, not why."""
WAITS = "They ask that somebody is not there, and nobody has answered them yet. Answer it first."
_ANSWERED = {
    "in_person": Answered.COMING,
    "call": Answered.BY_CALL,
    "recording": Answered.NOT_COMING,
    "words": Answered.NOT_COMING,
    "not_at_all": Answered.NOT_COMING,
    "not_sure": Answered.NOT_SURE,
}


def said(actor: Actor | None, items: Mapping[UUID, At]) -> dict[UUID, TakingPart]:
    """Say of items how their young people take part, in a constant number of queries."""
    chosen, asked = queries.choices_of(items), queries.asks_of(items)
    about: dict[UUID, tuple[MeetingFacts, ItemFacts]] = {}
    if actor is not None and any(_open(rows) or _granted(rows) for rows in asked.values()):
        about = _facts(items)
    found = {}
    for item_id, at in items.items():
        blocks, covered = _blocks(actor, asked[item_id], about.get(item_id))
        facts = _lines(chosen.get(item_id, {})) + _away(actor, asked[item_id], about.get(item_id))
        if facts or blocks:
            found[item_id] = TakingPart(
                sentence=_sentence(chosen.get(item_id, {})),
                warning=warning(chosen.get(item_id, {}), at),
                facts=facts,
                blocks=blocks,
                covered=covered,
            )
    return found


def _open(rows: Iterable[AskRow]) -> list[AskRow]:
    return [row for row in rows if row.is_open and row.kind.stops_the_agenda]


def _facts(items: Collection[UUID]) -> dict[UUID, tuple[MeetingFacts, ItemFacts]]:
    """Return meeting and item as the policy asks about them: of one meeting at a time."""
    found: dict[UUID, tuple[MeetingFacts, ItemFacts]] = {}
    for item_id in items:
        if item_id in found:
            continue
        meeting, kind = panels.meeting(queries.booked(item_id).meeting.id)
        facts = meeting_facts(meeting, kind)
        live = panels.live_items(meeting.id)
        found |= {each: (facts, live[each].facts) for each in items if each in live}
    return found


def _blocks(
    actor: Actor | None, rows: Iterable[AskRow], about: tuple[MeetingFacts, ItemFacts] | None
) -> tuple[str, bool]:
    waiting = _open(rows)
    if not waiting:
        return "", False
    if actor is not None and about is not None:
        meeting, item = about
        if not policy.runs(actor, meeting):
            return "", False
        if any(policy.may_be_about(actor, row.whom, meeting, item) for row in waiting):
            return COVERED, True
    return WAITS, False


def _sentence(chosen: Choices) -> str:
    way = chosen.get(Topic.WAY)
    if way is None or not way.words:
        return ""
    said = f"{way.words} ({source(way)})."
    return f"{said} {capitalised(PROMISED)}." if promises(way) else said


PROMISED = "their worker tells them before the day how to join"
"""What the page of whoever joins by phone or video says, so that their people know of it."""


def promises(chosen: Chosen) -> bool:
    """Tell whether an answer is one to which their own page says ``PROMISED``."""
    return chosen.topic is Topic.WAY and chosen.answers.get("way") == "call"


def source(chosen: Chosen) -> str:
    """Say who wrote something down: themselves, or who they told."""
    on = plain_date(chosen.told_at.astimezone(LONDON).date())
    by = f"told {chosen.told_to}" if chosen.told_to_id else "they said so themselves"
    return f"{by}, {on}"


def warning(chosen: Choices, at: At) -> str:
    """Say what is wrong with a slot for its young person; nothing where nothing is."""
    said_times = chosen.get(Topic.TIMES)
    if said_times is None:
        return ""
    slot = SlotTime(at.day, at.start, at.minutes)
    return times.warning(slot, said_times.answers, said_times.asked_for)


def _lines(chosen: Choices) -> tuple[tuple[str, str], ...]:
    said = [chosen[topic] for topic in Topic if topic in chosen and chosen[topic].words]
    return tuple(
        (each.topic.label, f"{each.words}; {PROMISED}" if promises(each) else each.words)
        for each in said
    )


def _away(
    actor: Actor | None, rows: Iterable[AskRow], about: tuple[MeetingFacts, ItemFacts] | None
) -> tuple[tuple[str, str], ...]:
    """Say for those who run the panel who is not to be there, unless it may be themselves."""
    granted = _granted(rows)
    if not granted or actor is None or about is None or not policy.runs(actor, about[0]):
        return ()
    meeting, item = about
    shown = [
        named(row, meeting)
        for row in granted
        if not policy.may_be_about(actor, row.whom, meeting, item)
    ]
    return (("Not there for this item", joined(shown)),) if shown else ()


def named(row: AskRow, meeting: MeetingFacts) -> str:
    """Say whom a request is about."""
    seat = meeting.seats.get(row.whom.seat_key)
    said_so = (row.about, seat.label if seat else row.whom.seat_key, row.whom.words)
    return joined([each for each in said_so if each])


def _granted(rows: Iterable[AskRow]) -> list[AskRow]:
    """Return the requests that somebody is not there which were granted."""
    return [row for row in rows if row.kind is AskKind.NOT_THERE and granted(row)]


def granted(row: AskRow) -> bool:
    """Tell whether what was asked for was granted, and is still wanted."""
    return row.outcome is Outcome.GRANTED and not row.taken_back


def invitations(item_ids: Collection[UUID]) -> dict[UUID, tuple[Given, Answered]]:
    """Return what young people answered about coming: the proof that they were asked (R51)."""
    found = {}
    for item_id, chosen in queries.choices_of(item_ids).items():
        way = chosen.get(Topic.WAY)
        key = str(way.answers.get("way") or "") if way is not None else ""
        if way is not None and key in _ANSWERED:
            by = way.told_to or "the young person themselves"
            found[item_id] = (
                Given(way.told_at.astimezone(LONDON).date(), by),
                _ANSWERED[key],
            )
    return found
