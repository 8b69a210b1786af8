"""Answering what young people ask for, and finding what waits for an answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from portal import audit
from portal.database import flush
from portal.entry.operations.telling import something_new
from portal.kernel.errors import ConflictError, RuleError
from portal.panels import operations as panels
from portal.panels.operations import ItemAt
from portal.papers.operations import refuse_address
from portal.participation import policy, queries
from portal.participation.models import MeetingAsk
from portal.participation.queries import AskRow
from portal.participation.rules import asks
from portal.participation.rules.asks import Outcome
from portal.people.policy import Actor
from portal.web.clock import LONDON


def answer_ask(
    *,
    actor: Actor,
    now: datetime,
    ask_id: UUID,
    version: int,
    outcome: Outcome | None,
    words: str,
) -> MeetingAsk:
    """Answer what a young person asked for, in words they read.

    NotFoundError for whoever is not shown it; RuleError (fields `outcome`, `words`) for an answer
    without one of both, that gives away a protected address, or to a request that was taken back;
    ConflictError where a colleague answered since.
    """
    item = panels.item_for(actor=actor, item_id=queries.item_of_ask(ask_id), now=now)
    asked = queries.ask(ask_id)
    policy.require_answering(actor, asked, item)
    problem = asks.answer_problem(asked.kind, outcome, words)
    if problem is not None:
        raise problem
    assert outcome is not None  # the rule refuses none
    refuse_address(asked.young_person_id, {"words": words})
    row = queries.ask_to_change(ask_id)
    if row.taken_back_at is not None:
        raise RuleError("They took this back, so there is nothing to answer.")
    if row.version != version:
        raise ConflictError("Somebody else answered this while you were working on it.")
    row.outcome, row.answer = outcome.value, words.strip()
    row.answered_by, row.answered_at = actor.person_id, now
    flush()
    audit.record(
        event="participation:ask:answered",
        subject=("item", row.item_id),
        district_id=row.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={},
    )
    something_new(
        young_person_id=row.young_person_id,
        item_id=row.item_id,
        district_id=row.district_id,
        about=f"ask/{row.id}/{version}",
        now=now,
    )
    return row


def waiting_for(
    *, actor: Actor, now: datetime, districts: Collection[str] | None = None
) -> tuple[tuple[AskRow, ItemAt], ...]:
    """Return what waits for an answer by this person, the first due first; of some districts."""
    rows = [row for row in queries.open_asks() if districts is None or row.district_id in districts]
    items = panels.items_for(actor=actor, item_ids={row.item_id for row in rows}, now=now)
    return tuple(
        (row, items[row.item_id])
        for row in rows
        if row.item_id in items and _answers(actor, row, items[row.item_id])
    )


def tasks_for(
    *, actor: Actor, now: datetime, districts: Collection[str] | None = None
) -> tuple[AskRow, ...]:
    """Return what of `waiting_for` is among what this person is to do now, the first due first."""
    return tuple(
        row
        for row, found in waiting_for(actor=actor, now=now, districts=districts)
        if asks.is_task(
            row.kind,
            own=bool(found.about.own.ties_of(actor)),
            has_own=bool(found.about.own.ids),
            answer_by=row.answer_by,
            today=now.astimezone(LONDON).date(),
        )
    )


def _answers(actor: Actor, row: AskRow, found: ItemAt) -> bool:
    held = policy.powers(actor, found)
    open_still = row.kind.at_any_time or not found.over
    return open_still and policy.answers_ask(actor, row, held, found.facts, found.about)
