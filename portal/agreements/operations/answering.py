"""A young person's answers written down: by whoever asked them, or by themselves in the portal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.agreements import policy, queries
from portal.agreements.models import AgreementEvent, AgreementState, AgreementWords
from portal.agreements.queries import PaperNow, Standing
from portal.agreements.rules import Answer, Given, Kind, WayAnswered, WayAsked
from portal.agreements.rules.asking import (
    AnswerDraft,
    AnswerProblemsError,
    Asker,
    AskingFacts,
    problems,
)
from portal.agreements.rules.listing import day_of
from portal.database import flush, session
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.panels import operations as panels
from portal.panels.operations import ItemAt
from portal.people import queries as people
from portal.people.policy import Actor

CHANGED = "Somebody else recorded an answer while you were working on it."
ON_THEIR_OWN = frozenset({Answer.NO, Answer.STOPPED})


def record_answer(
    *, actor: Actor, now: datetime, item_id: UUID, draft: AnswerDraft, seen: int
) -> AgreementEvent:
    """Write down what a young person answered (R49, R50). Nothing written before changes.

    ``seen`` is the number of the newest answer their page was drawn with. AnswerProblemsError
    lists everything wrong; RuleError once the item is over; ConflictError where somebody recorded
    an answer since.
    """
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    policy.require_recording(actor, found)
    young_person_id = found.item.young_person_id
    state = take_turn(young_person_id)
    if state.newest != seen:
        raise ConflictError(CHANGED)
    standing = queries.standing(item_id)
    _refuse_over(standing, draft.kind, now)
    papers, organisations = _asked_about(draft.kind, found, now)
    wrong = problems(
        draft,
        AskingFacts(
            today=day_of(now),
            born_on=standing.history.born_on,
            askers=askers(found, actor),
            papers={paper.id: paper.made_on for paper in papers},
            organisations=organisations,
            refused_on=_refused_on(standing, draft.kind),
        ),
    )
    if wrong:
        raise AnswerProblemsError(wrong)
    return _write(draft, state, standing, papers=papers, recorded_by=actor.person_id, now=now)


def answer_as_young_person(
    *, now: datetime, young_person_id: UUID, item_id: UUID, draft: AnswerDraft, seen: int
) -> AgreementEvent:
    """Write down what a young person answered by themselves in the portal.

    Whoever calls this has made sure that it is them. Of the draft the answer, the papers, the
    limits and their words count. NotFoundError for an item that is not theirs; otherwise raises as
    ``record_answer`` does.
    """
    standing = queries.standing(item_id)
    if standing.young_person_id != young_person_id:
        raise NotFoundError("There is no such item.")
    _refuse_over(standing, draft.kind, now)  # before anything is written
    state = take_turn(young_person_id)
    if state.newest != seen:
        raise ConflictError(CHANGED)
    standing = queries.standing(item_id)
    _refuse_over(standing, draft.kind, now)
    papers = queries.papers_now(item_id) if draft.kind is Kind.SHARE_PAPERS else ()
    own = replace(
        draft,
        answered_on=day_of(now),
        asked_by=None,
        way_asked=WayAsked.PORTAL,
        way_answered=WayAnswered.PORTAL,
    )
    wrong = problems(
        own,
        AskingFacts(
            today=day_of(now),
            born_on=standing.history.born_on,
            papers={paper.id: paper.made_on for paper in papers},
            organisations=draft.organisations,
            in_the_portal=True,
        ),
    )
    if wrong:
        raise AnswerProblemsError(wrong)
    return _write(own, state, standing, papers=papers, recorded_by=None, now=now)


def stop(
    *, actor: Actor, now: datetime, item_id: UUID, kind: Kind, said: str = ""
) -> AgreementEvent:
    """Write down that a young person stopped something they had agreed to (C15).

    From the moment this is committed nothing goes out on the strength of it. Stopping what is
    stopped already changes nothing. RuleError where there is nothing to stop, or the item is over.
    """
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    held = policy.require_seeing(actor, found)
    if not held.stops:
        raise NotFoundError("There is no such item.")
    if newest_of(queries.standing(item_id), kind) is None:
        raise RuleError("There is nothing to stop: they have not agreed to this.")
    state = take_turn(found.item.young_person_id)
    standing = queries.standing(item_id)
    _refuse_over(standing, kind, now)
    newest = newest_of(standing, kind)
    assert newest is not None  # what was answered is never taken away
    if newest.whole and newest.answer in ON_THEIR_OWN:
        raise RuleError("This is stopped already. Nothing was changed.")
    draft = AnswerDraft(
        kind=kind,
        answer=Answer.STOPPED,
        answered_on=day_of(now),
        asked_by=actor.person_id,
        way_asked=WayAsked.UNASKED,
        way_answered=WayAnswered.SAID,
        said=said,
    )
    return _write(draft, state, standing, papers=(), recorded_by=actor.person_id, now=now)


def askers(found: ItemAt, actor: Actor) -> dict[UUID, Asker]:
    """Return who may have asked the young person: the item's own people."""
    known = people.people_by_id(set(found.about.own.ids) | {actor.person_id})
    return {
        key: Asker(person.name, person.starts_on, person.ends_on) for key, person in known.items()
    }


def newest_of(standing: Standing, kind: Kind) -> Given | None:
    """Return the newest answer of a kind about an item, None where there is none."""
    item_id = standing.question(kind).item_id
    return max(
        (each for each in standing.history.given if each.kind is kind and each.item_id == item_id),
        key=lambda each: each.seq,
        default=None,
    )


def _refused_on(standing: Standing, kind: Kind) -> date | None:
    newest = newest_of(standing, kind)
    return newest.day if newest is not None and newest.answer in ON_THEIR_OWN else None


def _refuse_over(standing: Standing, kind: Kind, now: datetime) -> None:
    window = standing.question(kind).window
    if window.over(now):
        raise RuleError(
            f"Nothing can be changed here any more, because {window.ended_by}. Nobody is given "
            "anything on the strength of it."
        )


def _asked_about(
    kind: Kind, found: ItemAt, now: datetime
) -> tuple[tuple[PaperNow, ...], frozenset[UUID]]:
    if kind is not Kind.SHARE_PAPERS:
        return (), frozenset()
    there = queries.organisations_at(found, now)
    return queries.papers_now(found.item.id), frozenset(each.id for each in there)


def take_turn(young_person_id: UUID) -> AgreementState:
    """Wait for everybody who shares on these answers, and keep them out until this is done."""
    state = session.scalars(
        select(AgreementState)
        .where(AgreementState.young_person_id == young_person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if state is None:
        # Two first answers at once: the database lets one of them through.
        state = AgreementState(young_person_id=young_person_id, newest=0)
        session.add(state)
        flush()
    return state


def _write(
    draft: AnswerDraft,
    state: AgreementState,
    standing: Standing,
    *,
    papers: Collection[PaperNow],
    recorded_by: UUID | None,
    now: datetime,
) -> AgreementEvent:
    assert draft.answer is not None  # the rules refuse an answer without one
    assert draft.answered_on is not None  # the same
    state.newest += 1
    event = AgreementEvent(
        young_person_id=state.young_person_id,
        item_id=standing.question(draft.kind).item_id,
        seq=state.newest,
        kind=draft.kind.value,
        answer=draft.answer.value,
        covers=_covers(draft, papers),
        answered_on=draft.answered_on,
        asked_by=draft.asked_by,
        way_asked=(draft.way_asked or WayAsked.UNASKED).value,
        way_answered=(draft.way_answered or WayAnswered.SAID).value,
        helped=" ".join(sorted(help_.value for help_ in draft.helped)),
        recorded_by=recorded_by,
        recorded_at=now,
    )
    session.add(event)
    flush()
    if any((draft.said, draft.limit_words, draft.language, draft.support)):
        session.add(
            AgreementWords(
                young_person_id=event.young_person_id,
                item_id=event.item_id,
                event_id=event.id,
                said=draft.said,
                limits=draft.limit_words,
                language=draft.language,
                support=draft.support,
            )
        )
        flush()
    audit.record(
        event="agreements:answer:stopped"
        if draft.answer is Answer.STOPPED
        else "agreements:answer:recorded",
        subject=("item", standing.item_id),
        district_id=standing.district_id,
        actor_id=recorded_by,
        now=now,
        facts={"kind": draft.kind.value, "answer": draft.answer.value, "number": event.seq},
    )
    return event


def _covers(draft: AnswerDraft, papers: Collection[PaperNow]) -> dict[str, object]:
    """Freeze what was named: keys and ids alone."""
    named = {paper.id: paper for paper in papers if paper.id in draft.papers}
    if not named:
        return {}
    yes = draft.agreed if draft.answer is Answer.YES else frozenset()
    return {
        "papers": {
            str(paper.id): sorted(paper.shared.sections) for paper in _sorted(named.values())
        },
        "organisations": sorted(str(each) for each in draft.organisations),
        "agreed": sorted([str(cell.paper_id), str(cell.organisation_id)] for cell in yes),
        "limits": [
            {
                "sections": sorted(limit.sections),
                "kinds": sorted(kind.value for kind in limit.kinds),
            }
            for limit in draft.limits
        ],
    }


def _sorted(papers: Collection[PaperNow]) -> list[PaperNow]:
    """Return papers in one order, whatever the order they came in."""
    return sorted(papers, key=lambda paper: str(paper.id))
