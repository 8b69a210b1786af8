"""Sending the agenda: a new version, frozen with the rules that shaped it (R46, R62, R63, R74)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from portal import audit
from portal.database import session
from portal.kernel.errors import ConflictError, RuleError
from portal.kernel.wording import clock_time
from portal.panels import looking, queries, sent
from portal.panels.hearing import Hearing
from portal.panels.models import AgendaVersion
from portal.panels.operations.drafting import Draft, draft_agenda, hearings_of, listed
from portal.panels.operations.facts import KEPT_SLOT, meeting_facts
from portal.panels.operations.local import day_of, flush_or
from portal.panels.operations.telling import tell_meeting
from portal.panels.policy import NOT_SHOWN, in_a_message, reasons_to_open, require_at
from portal.panels.rules import frozen, publication, timetable
from portal.people.policy import Actor, Permission


@dataclass(frozen=True, slots=True)
class Published:
    """A version that is out, how many people may now read it, and how many messages wait to go."""

    version_id: UUID
    number: int
    readers: int
    late: bool
    messages: int


def publish_agenda(
    *,
    actor: Actor,
    now: datetime,
    meeting_id: UUID,
    late_accepted_by: UUID | None = None,
    late_reason: str | None = None,
    seen: str | None = None,
    looked: str = "",
) -> Published:
    """Send the agenda to everyone who may read it, as a new version that never changes again.

    Late, it is refused with the deadline's explanation unless somebody with the right accepts it
    with a reason (fields `late_accepted_by`, `late_reason`). RuleError for an empty agenda, one
    that has not changed, or one with an item that may not be heard: what says so is held until
    this is committed, so that nobody is published against their word (A11, C15). RuleError (field
    `looked`) where a paper that goes out with it must be looked at and ``looked`` is not the mark
    of that (C16). ConflictError where its content is no longer what was `seen`.
    """
    meeting, kind = queries.meeting(meeting_id)
    require_at(actor, Permission.AGENDA_PUBLISH, meeting, meeting.id)
    today = day_of(now)
    timetable.check_open(meeting.state, meeting.held_on, today)
    draft = draft_agenda(actor=actor, now=now, meeting=meeting, kind=kind)
    check_whole(draft, actor)
    if seen is not None and seen != draft.mark:
        raise ConflictError(
            "The agenda has changed since you looked at it, so it was not published. Check it now."
        )
    publication.check_content(
        items=len(listed(draft.agenda)), first=draft.before is None, changed=draft.changed
    )
    through = looking.of(meeting.id, actor)  # before anything is held: files take their time
    looking.refuse_unseen(through, looked)
    check_heard(draft, hearings_of(draft.agenda, now, holding=True))
    check_answered(draft)
    accepting = who_may(Permission.AGENDA_ACCEPT_LATE, draft, now)
    publication.check_late(
        draft.ready,
        accepted_by=late_accepted_by,
        reason=late_reason,
        may_accept=frozenset(person.person_id for person in accepting),
    )
    version = _freeze(draft, actor, now, late_accepted_by, late_reason)
    meeting.state = "published"
    session.add(version)
    flush_or(ConflictError("Somebody else published this agenda just now. Check it again."))
    _record(version, draft, actor, now)
    readers = readers_of(draft, now)
    told = tell_meeting(actor=actor, now=now, meeting_id=meeting.id)
    sent.tell(meeting_id=meeting.id, actor_id=actor.person_id, now=now, through=through)
    return Published(version.id, version.number, len(readers), draft.ready.late, told.queued)


def take_back_agenda(*, actor: Actor, now: datetime, meeting_id: UUID, reason: str) -> None:
    """Take back an agenda that is out: nobody reads it from now on, and everybody told hears so.

    Every version stays on record with the reason. RuleError (field `reason`) without one, and
    where none is out.
    """
    meeting, _ = queries.meeting(meeting_id)
    require_at(actor, Permission.AGENDA_PUBLISH, meeting, meeting.id)
    timetable.check_open(meeting.state, meeting.held_on, day_of(now))
    versions = queries.versions_out(meeting_id)
    if not versions:
        raise RuleError("This agenda is not out, so there is nothing to take back.")
    if not reason.strip():
        raise RuleError("Say why the agenda is taken back.", "reason")
    for version in versions:
        version.withdrawn_at, version.withdrawn_by = now, actor.person_id
        version.withdrawn_reason = reason.strip()
    meeting.state = "planned"
    flush_or(ConflictError("Somebody else changed this meeting just now. Check it again."))
    audit.record(
        event="panels:agenda:taken_back",
        subject=("meeting", meeting.id),
        district_id=meeting.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"number": versions[-1].number},
    )
    tell_meeting(actor=actor, now=now, meeting_id=meeting.id)


def check_whole(draft: Draft, actor: Actor) -> None:
    """Raise RuleError for somebody who is not shown all of an agenda they would put out.

    What is kept from them would be missing from it, so a colleague publishes it. What is withheld
    from everybody goes out as a slot that nobody is shown: no colleague could do more.
    """
    if not is_whole(draft, actor):
        raise RuleError(
            f"{NOT_SHOWN}, so you are not shown the whole agenda. Ask a colleague in case support "
            "to publish it."
        )


def is_whole(draft: Draft, actor: Actor) -> bool:
    """Tell whether somebody is shown all of an agenda that anybody is shown."""
    before = draft.before.rows if draft.before else ()
    return not any(
        row.kind == KEPT_SLOT and row.slot_id not in actor.withheld_slots
        for row in (*draft.agenda.rows, *before)
    )


def check_heard(draft: Draft, heard: Mapping[UUID, Hearing]) -> None:
    """Raise RuleError where an item of an agenda may not be heard: no agreement, no slot (A11)."""
    refused = [
        f"{clock_time(slot.start)}, {in_a_message(slot.item.preferred_name, slot.item.reference)}: "
        f"{heard[slot.item.id].sentence}"
        for slot in draft.slots
        if slot.item is not None and slot.item.id in heard and not _may_stand(heard[slot.item.id])
    ]
    if refused:
        raise RuleError(" ".join(("This agenda cannot go out yet.", *refused)))


def _may_stand(said: Hearing) -> bool:
    """What was heard stays on an agenda that goes out once more, whatever was answered since."""
    return said.may or said.heard_before


def check_answered(draft: Draft) -> None:
    """Raise RuleError where a young person on an agenda waits for an answer it depends on (idea 5).

    Whoever that may be about is not told of which item.
    """
    waiting = [
        (slot, draft.parts[slot.item.id])
        for slot in draft.slots
        if slot.item is not None and slot.item.id in draft.parts
    ]
    covered = next((part.blocks for _, part in waiting if part.blocks and part.covered), "")
    refused = [
        f"{clock_time(slot.start)}, {in_a_message(slot.item.preferred_name, slot.item.reference)}: "
        f"{part.blocks}"
        for slot, part in waiting
        if slot.item is not None and part.blocks and not part.covered
    ]
    if covered or refused:
        said = [covered] if covered else refused
        raise RuleError(" ".join(("This agenda cannot go out yet.", *said)))


def everyone_at(draft: Draft, now: datetime) -> tuple[Actor, ...]:
    """Return everybody who holds anything at the draft's meeting."""
    meeting = draft.meeting
    return queries.everyone_at(
        district_id=meeting.district_id,
        panel_id=meeting.panel_id,
        meeting_id=meeting.id,
        now=now,
    )


def who_may(permission: Permission, draft: Draft, now: datetime) -> tuple[Actor, ...]:
    """Return who has a permission at the draft's meeting, by name."""
    meeting = draft.meeting
    return tuple(
        each
        for each in everyone_at(draft, now)
        if each.may(permission, meeting.district_id, meeting.panel_id, meeting.id)
    )


def readers_of(draft: Draft, now: datetime) -> tuple[Actor, ...]:
    """Return who may read the agenda once it is out, by name: by role, seat or an own item."""
    facts = meeting_facts(draft.meeting, draft.kind, draft.agenda)
    return tuple(each for each in everyone_at(draft, now) if reasons_to_open(each, facts))


def _freeze(
    draft: Draft,
    actor: Actor,
    now: datetime,
    accepted_by: UUID | None,
    reason: str | None,
) -> AgendaVersion:
    late = draft.ready.late
    return AgendaVersion(
        district_id=draft.meeting.district_id,
        meeting_id=draft.meeting.id,
        number=queries.last_number(draft.meeting.id) + 1,
        published_at=now,
        published_by=actor.person_id,
        late_accepted_by=accepted_by if late else None,
        late_reason=(reason or "").strip() if late else None,
        frozen=frozen.to_json(replace(draft.agenda, late=late)),
    )


def _record(version: AgendaVersion, draft: Draft, actor: Actor, now: datetime) -> None:
    audit.record(
        event="panels:agenda:published",
        subject=("meeting", version.meeting_id),
        district_id=version.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={
            "number": version.number,
            "items": len(listed(draft.agenda)),
            "due": draft.agenda.deadline.due.isoformat(),
            "late": draft.ready.late,
            "accepted_by": str(version.late_accepted_by) if version.late_accepted_by else None,
        },
    )
