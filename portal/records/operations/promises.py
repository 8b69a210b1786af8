"""What is said of a promise: by the young person, and by whoever made it (idea 1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal import audit, outbox
from portal.database import flush, session
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from portal.outbox import Channel, Recipient
from portal.panels import queries as panels
from portal.people import standing
from portal.people.policy import Actor, Role
from portal.people.queries import people_by_id
from portal.records import policy, queries
from portal.records.models import Action, PromiseAnswer
from portal.records.operations.shared import CHANGED
from portal.records.queries import promises
from portal.records.rules.promises import LONGEST_WORDS, Said, done_problem
from portal.web.access import Audience
from portal.web.clock import LONDON

ANSWERED = "records:promise_answered"
"""The job that tells staff what a young person said of a promise."""
OPEN_AGAIN = "promise_open_again"
"""The message to whoever made a promise that the young person says was not kept."""


def answer_promise(
    *,
    now: datetime,
    young_person_id: UUID,
    action_id: UUID,
    happened: bool,
    words: str = "",
    seen: int,
) -> None:
    """Write down that a young person says a promise was kept, or that it was not.

    Whoever calls this has made sure that it is them. “It has not happened” opens the action again
    before its owner and the chair, who are sent word of it. ``seen`` is the number of the
    newest answer their page was drawn with: ConflictError where something was said since. Saying
    the same again with no words changes nothing. NotFoundError for a promise that was not made to
    them; RuleError (field `words`) for more than can be kept.
    """
    line = promises.promise(action_id, young_person_id)
    action = promises.action_to_answer(action_id)
    said = Said.HAPPENED if happened else Said.NOT_HAPPENED
    if _stands_already(action, said) and not words.strip():
        return
    if len(words) > LONGEST_WORDS:
        raise RuleError(f"Enter at most {LONGEST_WORDS:,} characters", field="words")
    if promises.newest_answer(action_id) != seen:
        raise ConflictError(CHANGED)
    _add(action, said, words, seen + 1, said_by=None, now=now)
    action.young_said = said
    if said is Said.NOT_HAPPENED:
        action.done_on = None
    flush()
    _tell(f"records:promise:{said}", line.district_id, action, None, now)
    outbox.queue_job(
        name=ANSWERED,
        key=f"{ANSWERED}:{action_id}:{seen + 1}",
        arguments={"action_id": action_id},
        now=now,
        district_id=line.district_id,
    )


def complete_action(*, actor: Actor, now: datetime, action_id: UUID, words: str = "") -> Action:
    """Say that an action is done today: by its owner, or whoever writes the record (R9).

    ``words`` are for the young person. RuleError without any where they said that it has not
    happened. Saying so again changes nothing. NotFoundError for whoever may not read the action,
    ForbiddenError for whoever only reads it.
    """
    line = queries.action_line(action_id)
    if not policy.may_see_action(actor, line, line.owner_id):
        raise NotFoundError
    if not policy.may_complete(actor, line, line.owner_id):
        raise ForbiddenError("Only the person it was given to may say that it is done.")
    action = promises.action_to_answer(action_id)
    if action.done_on is not None:
        return action
    problem = done_problem(action.young_said, words)
    if problem is not None:
        raise problem
    action.done_on = now.astimezone(LONDON).date()
    number = promises.newest_answer(action_id) + 1
    _add(action, Said.DONE, words, number, said_by=actor.person_id, now=now)
    flush()
    _tell("records:action:completed", action.district_id, action, actor.person_id, now)
    return action


@outbox.job(ANSWERED)
def tell_of_answer(*, now: datetime, action_id: UUID, district_id: str | None) -> None:
    """Queue word to a promise's owner and whoever chairs that it is open again.

    Where it is not, word that still waits is called off: somebody may change their mind. The
    message names nobody and leads to the reader's own list. Outside the young person's request:
    who chairs is not theirs to read.
    """
    del district_id  # the job runs in its scope
    line, settle_key = queries.action_line(action_id), f"records:promise:{action_id}"
    if not line.disputed:
        outbox.cancel(settle_key=settle_key, now=now)
        return
    number = promises.newest_answer(action_id)
    wanted = _chairs(line, now)
    owner = standing.actor(line.owner_id, now)  # none where they left or are suspended
    if owner is not None and not policy.is_out(owner, line):
        wanted.add(line.owner_id)
    for person in people_by_id(wanted).values():
        outbox.queue(
            message=OPEN_AGAIN,
            key=f"{settle_key}:{number}:{person.id}",
            recipient=Recipient(person.id, person.email, Channel.EMAIL, Audience.STAFF),
            now=now,
            district_id=line.district_id,
            kind=line.kind,
            given={"day": line.held_on},
            settle_key=settle_key,
            subject_id=line.meeting_id,
            item_id=line.item_id,
        )


def _chairs(line: queries.ActionLine, now: datetime) -> set[UUID]:
    """Return who chairs this panel today and may know of the item."""
    there = panels.everyone_at(
        district_id=line.district_id, panel_id=line.panel_id, meeting_id=line.meeting_id, now=now
    )
    return {
        each.person_id
        for each in there
        if Role.CHAIR in each.roles(line.district_id, line.panel_id)
        and not policy.is_out(each, line)
    }


def _stands_already(action: Action, said: Said) -> bool:
    """Tell whether saying this again would change nothing."""
    kept = said is Said.HAPPENED or action.done_on is None
    return action.young_said == said and kept


def _add(
    action: Action, said: Said, words: str, number: int, *, said_by: UUID | None, now: datetime
) -> None:
    """Write down one thing that was said, after everything that was said before."""
    session.add(
        PromiseAnswer(
            district_id=action.district_id,
            item_id=action.item_id,
            action_id=action.id,
            number=number,
            said=said.value,
            words=words.strip(),
            said_by=said_by,
            said_at=now,
        )
    )


def _tell(
    event: str, district_id: str, action: Action, actor_id: UUID | None, now: datetime
) -> None:
    audit.record(
        event=event,
        subject=("action", action.id),
        district_id=district_id,
        actor_id=actor_id,
        now=now,
        facts={
            "due_on": action.due_on.isoformat(),
            "done_on": action.done_on.isoformat() if action.done_on else None,
        },
    )
