"""Who was told of a meeting, how their message stands, and who has opened the agenda."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.messages.rules import may_try_again, reason, state_words
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import Channel, State
from portal.panels import queries
from portal.panels.operations.reminding import Reminding, reminding
from portal.panels.policy import require_at
from portal.panels.queries import Notice
from portal.panels.rules.telling import News
from portal.people.policy import Actor, Permission

NEWS = {
    News.PUBLISHED: "The agenda is out",
    News.UPDATED: "The agenda has changed",
    News.TIME_CHANGED: "Their time has changed",
    News.MOVED: "The meeting has moved",
    News.CANCELLED: "The meeting is cancelled",
    News.TAKEN_BACK: "The agenda is taken back",
    News.NOT_EXPECTED: "They need not come",
}
WAITS = "the time to leave has not come yet."
TELLS = ". They are asked to tell the young person first"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """One person, what they were told last and how that message stands."""

    person_id: UUID
    name: str
    news: str
    state: str
    colour: str | None
    reason: str
    since: datetime
    next_try: datetime | None
    may_retry: bool
    opened_at: datetime | None
    reminded_at: datetime | None
    may_remind: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPage:
    """Everybody who was told of a meeting."""

    meeting_id: UUID
    panel_id: UUID
    panel_name: str
    day: date
    sentence: str
    tone: str | None
    rows: tuple[ToldRow, ...]
    out: bool
    opened: int
    taken_back_at: datetime | None
    taken_back_reason: str


def told_page(*, actor: Actor, now: datetime, meeting_id: UUID) -> ToldPage:
    """Return who was told of a meeting, for whoever publishes its agenda."""
    meeting, kind = queries.meeting(meeting_id)
    require_at(actor, Permission.AGENDA_PUBLISH, meeting, meeting.id)
    found = queries.notices_at(meeting_id)
    asked = reminding(meeting, kind, now)
    rows = tuple(_row(each, asked) for each in found)
    back = queries.taken_back(meeting_id)
    return ToldPage(
        meeting_id=meeting.id,
        panel_id=meeting.panel_id,
        panel_name=kind.label,
        day=meeting.held_on,
        sentence=delivery_sentence(found),
        tone=_tone(found),
        rows=rows,
        out=queries.latest_version(meeting_id) is not None and not asked.over,
        opened=sum(row.opened_at is not None for row in rows),
        taken_back_at=None if back is None else back.withdrawn_at,
        taken_back_reason="" if back is None else back.withdrawn_reason or "",
    )


def _row(each: Notice, asked: Reminding) -> ToldRow:
    notice, message = each.notice, each.message
    state = State(message.state)
    words, colour = state_words(state, Channel(message.channel))
    first = message.kind == "tell_first"
    person_id = notice.person_id
    opened = asked.opened_by(person_id, each.told_at)
    return ToldRow(
        person_id=person_id,
        name=each.name,
        news=NEWS[News(notice.news)] + (TELLS if first else ""),
        state=words,
        colour=colour,
        reason=reason(state, None if message.fault is None else Fault(message.fault)),
        since=message.settled_at or message.queued_at,
        next_try=message.due_at if state in {State.QUEUED, State.FAILED} else None,
        may_retry=may_try_again(state),
        opened_at=None if opened is None else opened.last,
        reminded_at=asked.reminded.get(person_id),
        may_remind=not asked.why_not(person_id, each.told_at, state, stands=notice.stands),
    )


def delivery_sentence(found: Sequence[Notice]) -> str:
    """Say how a meeting's messages stand: "Sent to 11 of 12. 1 waits: ..."; empty for none."""
    if not found:
        return ""
    states = [State(each.message.state) for each in found]
    wanted = sum(state is not State.CANCELLED for state in states)
    said = [f"Sent to {sum(state is State.SENT for state in states)} of {wanted}."]
    counted = Counter(
        (state, each.message.fault) for state, each in zip(states, found, strict=True)
    )
    for (state, fault), number in sorted(counted.items(), key=lambda pair: str(pair[0])):
        why = reason(state, None if fault is None else Fault(fault))
        if state in {State.QUEUED, State.SENDING, State.FAILED}:
            waits = "1 waits" if number == 1 else f"{number} wait"
            said.append(f"{waits}: {why or WAITS}")
        elif state is State.DEAD:
            said.append(f"{number} did not go: {why}")
    return " ".join(said)


def _tone(found: Sequence[Notice]) -> str | None:
    states = {State(each.message.state) for each in found}
    if State.DEAD in states:
        return "problem"
    return "waiting" if states & {State.QUEUED, State.SENDING, State.FAILED} else None
