"""What a young person asks for, written down until somebody answers (idea 5, R51)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from portal import audit
from portal.database import flush, session
from portal.kernel import deadlines
from portal.kernel.errors import NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import queries as panels
from portal.papers.operations import refuse_address
from portal.participation import queries
from portal.participation.models import MeetingAsk
from portal.participation.operations.choosing import own_item, refuse_over, telling
from portal.participation.queries import Booked
from portal.participation.rules import asks
from portal.participation.rules.asks import AskKind, Whom
from portal.people.policy import Actor
from portal.tenancy.door import variation_of
from portal.translations import operations as translations
from portal.translations.rules import Source
from portal.web.clock import LONDON

WORKING_DAYS = 2
"""How long an answer may take at the most, in working days."""
WRONG_WORKING_DAYS = 5
"""The same for what they say is wrong: somebody has to look at what is written, and where."""


def ask_as_young_person(
    *,
    now: datetime,
    young_person_id: UUID,
    item_id: UUID,
    kind: AskKind,
    whom: Whom | None = None,
    why: str = "",
) -> MeetingAsk:
    """Write down what a young person asks for by themselves.

    Whoever calls this has made sure that it is them. NotFoundError for an item that is not theirs;
    RuleError for a request without a subject, one that waits already, or once the slot is over.
    """
    at = own_item(young_person_id, item_id)
    return _ask(at, kind=kind, whom=whom or Whom(), why=why, now=now)


def ask_for_them(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    kind: AskKind,
    whom: Whom | None = None,
    why: str = "",
) -> MeetingAsk:
    """Write down what a young person asked somebody who works with them for.

    RuleError (fields `why`, `words`) for words that give away a protected address; otherwise raises
    as `ask_as_young_person`.
    """
    telling(actor=actor, item_id=item_id, now=now)
    at, whom = queries.booked(item_id), whom or Whom()
    refuse_address(at.item.young_person_id, {"why": why, "words": whom.words})
    return _ask(at, kind=kind, whom=whom, why=why, now=now, actor=actor)


def say_wrong(
    *, now: datetime, young_person_id: UUID, item_id: UUID, words: str = ""
) -> MeetingAsk:
    """Write down that something is wrong, and what it should say, in a young person's own words.

    Whoever calls this has made sure that it is them. It stands beside what is held about them,
    whatever is answered, and at any time: after their meeting too (idea 24). What waits already
    in the same words is the same. NotFoundError for an item that is not theirs; RuleError (field
    `words`) for too many on one day, or too long.
    """
    at = own_item(young_person_id, item_id)
    today, words = now.astimezone(LONDON).date(), words.strip()
    said = queries.said_wrong(young_person_id)
    for row in said:
        if row.is_open and row.why == words:
            return queries.ask_to_change(row.id)
    by_themselves = (row for row in said if row.told_to_id is None)
    on_this_day = [row for row in by_themselves if row.asked_at.astimezone(LONDON).date() == today]
    problem = asks.wrong_problem(words, len(on_this_day))
    if problem is not None:
        raise problem
    return _add_wrong(at, words, now)


def say_wrong_for_them(*, actor: Actor, now: datetime, item_id: UUID, words: str) -> MeetingAsk:
    """Write down that something is wrong as a young person told it to somebody who works with them.

    At any time, as they may themselves. NotFoundError for whom the item is not there,
    ForbiddenError for whoever is none of its own; RuleError (field `words`) for no words, too many,
    those that wait already, or a protected address in them.
    """
    telling(actor=actor, item_id=item_id, now=now)
    at, words = queries.booked(item_id), words.strip()
    whose = at.item.young_person_id
    problem = asks.told_wrong_problem(words)
    if problem is not None:
        raise problem
    refuse_address(whose, {"words": words})
    if any(row.is_open and row.why == words for row in queries.said_wrong(whose)):
        raise RuleError("This was said already, and waits for its answer", "words")
    return _add_wrong(at, words, now, actor)


def take_back(*, now: datetime, young_person_id: UUID, ask_id: UUID) -> MeetingAsk:
    """Take back what a young person asked for, by themselves. What was answered stays written.

    What they said is wrong stays said once it is answered; until then it may go at any time.
    """
    row = queries.ask_to_change(ask_id)
    if row.young_person_id != young_person_id:
        raise NotFoundError("There is no such request.")
    if AskKind(row.kind).at_any_time:
        if row.outcome:
            return row
    else:
        refuse_over(queries.booked(row.item_id), now)
    if row.taken_back_at is None:
        row.taken_back_at = now
        translations.forget(Source.WRONG, [row.id])
        flush()
        _record(row, "participation:ask:taken_back", None, now)
    return row


def _ask(
    at: Booked,
    *,
    kind: AskKind,
    whom: Whom,
    why: str,
    now: datetime,
    actor: Actor | None = None,
) -> MeetingAsk:
    refuse_over(at, now)
    problem = asks.ask_problem(kind, whom, why)
    if problem is not None:
        raise problem
    waiting = queries.asks_of([at.item.id])[at.item.id]
    if actor is not None and kind is AskKind.NOT_THERE:
        # Staff may be whom one is about: to refuse it as asked already would tell them.
        waiting = tuple(row for row in waiting if row.told_to_id == actor.person_id)
    if any(row.is_open and row.kind is kind and row.whom == whom for row in waiting):
        raise RuleError("This was asked for already, and waits for its answer", "whom")
    due = _answer_by(at, now.astimezone(LONDON).date())
    return _add(at, kind=kind, whom=whom, why=why, due=due, now=now, actor=actor)


def _add_wrong(at: Booked, words: str, now: datetime, actor: Actor | None = None) -> MeetingAsk:
    due = _look_by(at, now.astimezone(LONDON).date())
    return _add(at, kind=AskKind.WRONG, whom=Whom(), why=words, due=due, now=now, actor=actor)


def _add(
    at: Booked,
    *,
    kind: AskKind,
    whom: Whom,
    why: str,
    due: date,
    now: datetime,
    actor: Actor | None = None,
) -> MeetingAsk:
    row = MeetingAsk(
        district_id=at.item.district_id,
        item_id=at.item.id,
        young_person_id=at.item.young_person_id,
        kind=kind.value,
        person_id=whom.person_id,
        seat_key=whom.seat_key,
        whom=whom.words.strip(),
        why=why.strip(),
        told_to=actor.person_id if actor else None,
        asked_at=now,
        answer_by=due,
    )
    session.add(row)
    flush()
    _record(row, "participation:ask:added", actor, now)
    return row


def _answer_by(at: Booked, today: date) -> date:
    _, panel_kind = panels.meeting(at.meeting.id)
    return answer_by(at.meeting.district_id, panel_kind, at.meeting.held_on, today)


def _look_by(at: Booked, today: date) -> date:
    """Return by when somebody looks at what they say is wrong: it hangs on no meeting's day."""
    _, kind = panels.meeting(at.meeting.id)
    variation = variation_of(at.meeting.district_id)
    calendar = variation.calendar(as_of=today, kind=kind, deadline="agenda").value
    return calendar.forward(today, WRONG_WORKING_DAYS)


def answer_by(district_id: str, kind: PanelKind, panel_day: date, today: date) -> date:
    """Return by when what is asked today is answered, by the district's own calendar."""
    variation = variation_of(district_id)
    calendar = variation.calendar(as_of=panel_day, kind=kind, deadline="agenda").value
    notice = variation.notice_period(as_of=panel_day, kind=kind, deadline="agenda").value
    due = deadlines.agenda_due(panel_day, notice.as_notice(), calendar).due
    return asks.answer_by(today, due, calendar.forward(today, WORKING_DAYS), panel_day)


def _record(row: MeetingAsk, event: str, actor: Actor | None, now: datetime) -> None:
    """Leave an event that does not even say what was asked for: the trail has readers too."""
    audit.record(
        event=event,
        subject=("item", row.item_id),
        district_id=row.district_id,
        actor_id=actor.person_id if actor else None,
        now=now,
        facts={},
    )
