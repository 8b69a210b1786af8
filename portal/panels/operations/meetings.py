"""Meetings: planned on a day with slots laid out from the district's plan, and cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete

from portal import audit
from portal.database import session
from portal.kernel.errors import ConflictError, RuleError
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import long_date
from portal.panels import queries
from portal.panels.models import Meeting, Panel, Slot
from portal.panels.operations.local import day_of, flush_or
from portal.panels.operations.telling import tell_meeting
from portal.panels.policy import require_at
from portal.panels.rules import timetable
from portal.people.policy import Actor, Permission, require
from portal.tenancy.door import variation_of
from portal.variations.slots import Layout, lay_out


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting that was planned, and what to look at."""

    meeting_id: UUID
    slots: int
    warnings: tuple[str, ...]


def plan_meeting(
    *,
    actor: Actor,
    now: datetime,
    district_id: str,
    kind: PanelKind,
    held_on: date,
    part: str,
    place: str = "",
    unusual_day_reason: str | None = None,
) -> Planned:
    """Plan a meeting of a panel and lay out its slots (R43-R45, R64, R68).

    RuleError (fields `held_on`, `part`, `unusual_day_reason`) for a day that is past, outside the
    district's life, already taken, or not worked and without a reason. A cancelled meeting of
    that day is brought back, its items with it.
    """
    panel = queries.panel(district_id, kind)
    require(actor, Permission.MEETING_PLAN, district_id, panel.id)
    day_warning = _check_day(panel, held_on, day_of(now), unusual_day_reason)
    plan = variation_of(district_id).slot_plan(as_of=held_on, kind=kind).value
    if part not in dict(plan.parts):
        raise RuleError("Choose a part of the day from the list.", "part")
    layout = lay_out(plan, part)
    meeting = _meeting_for(actor, panel, held_on, layout)
    meeting.place = place
    meeting.unusual_day_reason = (unusual_day_reason or "").strip() or None if day_warning else None
    flush_or(_taken(held_on))
    audit.record(
        event="panels:meeting:planned",
        subject=("meeting", meeting.id),
        district_id=district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"kind": kind.value, "held_on": held_on.isoformat(), "part": part},
    )
    if meeting.state == "published":
        tell_meeting(actor=actor, now=now, meeting_id=meeting.id)
    warnings = (
        *((day_warning,) if day_warning else ()),
        *layout.warnings,
        *warnings_about_day(panel=panel, held_on=held_on),
    )
    return Planned(meeting.id, len(layout.bookable), warnings)


def warnings_about_day(*, panel: Panel, held_on: date) -> tuple[str, ...]:
    """Say what is unusual about the day: not the usual weekday, too long after the one before."""
    kind = PanelKind(panel.kind)
    frequency = variation_of(panel.district_id).meeting_frequency(as_of=held_on, kind=kind).value
    before, after = queries.neighbours(panel.id, held_on)
    said = (
        timetable.weekday_warning(held_on, frequency),
        timetable.gap_alert(before, held_on, frequency),
        timetable.gap_alert(held_on, after, frequency) if after else None,
    )
    return tuple(sentence for sentence in said if sentence)


def cancel_meeting(*, actor: Actor, now: datetime, meeting_id: UUID) -> None:
    """Cancel a meeting that has not been held. Its items keep their slots, should it come back."""
    meeting, _ = queries.meeting(meeting_id)
    require_at(actor, Permission.MEETING_PLAN, meeting, meeting.id)
    timetable.check_open(meeting.state, meeting.held_on, day_of(now))
    meeting.state = "cancelled"
    flush_or(ConflictError("Somebody else changed this meeting while you were working on it."))
    audit.record(
        event="panels:meeting:cancelled",
        subject=("meeting", meeting.id),
        district_id=meeting.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"held_on": meeting.held_on.isoformat()},
    )
    tell_meeting(actor=actor, now=now, meeting_id=meeting.id)


def move_meeting(
    *,
    actor: Actor,
    now: datetime,
    meeting_id: UUID,
    held_on: date,
    place: str,
    unusual_day_reason: str | None = None,
    seen_day: date | None = None,
) -> tuple[str, ...]:
    """Move a meeting to another day, its slots and items with it; return what to look at.

    Whoever was told of it is told of the new day. What was read of the agenda stays as it is until
    the next version goes out. RuleError (fields `held_on`, `unusual_day_reason`) as for planning;
    ConflictError where somebody else moved it from `seen_day` meanwhile.
    """
    meeting, kind = queries.meeting(meeting_id)
    require_at(actor, Permission.MEETING_PLAN, meeting, meeting.id)
    today = day_of(now)
    timetable.check_open(meeting.state, meeting.held_on, today)
    if seen_day not in {None, meeting.held_on}:
        raise ConflictError(
            f"Somebody else moved this meeting to {long_date(meeting.held_on)} while you were "
            f"here. You chose {long_date(held_on)}. Send it again if that still holds."
        )
    if held_on == meeting.held_on:
        raise RuleError("The meeting is on this day already. Choose another day.", "held_on")
    panel = queries.panel(meeting.district_id, kind)
    day_warning = _check_day(panel, held_on, today, unusual_day_reason)
    if queries.meeting_on(panel.id, held_on) is not None:
        raise _taken(held_on)
    before, meeting.held_on, meeting.place = meeting.held_on, held_on, place
    meeting.unusual_day_reason = (unusual_day_reason or "").strip() or None if day_warning else None
    flush_or(_taken(held_on))
    audit.record(
        event="panels:meeting:moved",
        subject=("meeting", meeting.id),
        district_id=meeting.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"from": before.isoformat(), "to": held_on.isoformat()},
    )
    tell_meeting(actor=actor, now=now, meeting_id=meeting.id)
    return (
        *((day_warning,) if day_warning else ()),
        *warnings_about_day(panel=panel, held_on=held_on),
    )


def _check_day(panel: Panel, day: date, today: date, reason: str | None) -> str | None:
    variation = variation_of(panel.district_id)
    calendar = variation.calendar(as_of=day, kind=PanelKind(panel.kind)).value
    return timetable.check_meeting_day(
        day=day, today=today, calendar=calendar, district=variation.ref, reason=reason
    )


def _taken(day: date) -> RuleError:
    return RuleError(
        f"This panel already meets on {long_date(day)}. Choose another day.", "held_on"
    )


def _meeting_for(actor: Actor, panel: Panel, day: date, layout: Layout) -> Meeting:
    """Return a new meeting with its slots, or the cancelled one of that day brought back."""
    meeting = queries.meeting_on(panel.id, day)
    if meeting is None:
        meeting = Meeting(
            district_id=panel.district_id, panel_id=panel.id, held_on=day, part=layout.part
        )
        session.add(meeting)
        flush_or(_taken(day))
        _lay_out(meeting, layout)
        return meeting
    if meeting.state != "cancelled":
        raise _taken(day)
    if meeting.part != layout.part:
        if queries.items_of(meeting.id) or queries.slots_by_id(actor.kept_slots, meeting.id):
            raise RuleError(
                "A cancelled meeting of that day still has young people in its slots. Choose the "
                "same part of the day to bring it back.",
                "part",
            )
        session.execute(delete(Slot).where(Slot.meeting_id == meeting.id))
        meeting.part = layout.part
        _lay_out(meeting, layout)
    versions = queries.latest_version(meeting.id)
    meeting.state = "planned" if versions is None else "published"
    return meeting


def _lay_out(meeting: Meeting, layout: Layout) -> None:
    session.add_all(
        Slot(
            district_id=meeting.district_id,
            meeting_id=meeting.id,
            starts_at=slot.start,
            minutes=slot.minutes,
            kind=slot.kind,
        )
        for slot in layout.slots
    )
