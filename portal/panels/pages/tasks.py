"""What the agenda side asks of somebody now, for home pages: in order of deadline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from portal.kernel import deadlines
from portal.kernel.deadlines import Deadline, DeadlineState
from portal.kernel.errors import RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import queries
from portal.panels.operations.local import day_of, local
from portal.panels.policy import sees_name, shown
from portal.panels.queries import ItemRow, MeetingRow
from portal.people.policy import Actor, Permission
from portal.tenancy.door import variation_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaTask:
    """A thing to do. `what` says which page it leads to: build the agenda, fetch papers, or plan.

    `deadline` is None where it cannot be worked out; then `why_no_deadline` says so.
    """

    what: Literal["publish", "retrieve"]
    district_id: str
    meeting_id: UUID
    kind: PanelKind
    panel_day: date
    title: str
    deadline: Deadline | None
    state: DeadlineState | None
    why_no_deadline: str = ""
    item_id: UUID | None = None
    free: int = 0


def agendas_to_publish(
    *, actor: Actor, now: datetime, district_id: str | None = None
) -> tuple[AgendaTask, ...]:
    """Return the meetings still to come whose agenda is not out, the soonest deadline first (R62).

    Only in districts where the actor may publish.
    """
    tasks = [
        _publish_task(row, now)
        for row in queries.next_meetings(today=day_of(now), district_id=district_id)
        if not row.versions and actor.may(Permission.AGENDA_PUBLISH, row.district_id)
    ]
    return _in_order(tasks)


def papers_to_fetch(
    *, actor: Actor, now: datetime, district_id: str | None = None
) -> tuple[AgendaTask, ...]:
    """Return the items of meetings to come whose papers are to be fetched, by deadline (R53-R55).

    The clock starts the day the name came in; never later than the agenda (A1). Only in districts
    where the actor may publish: case support fetches the papers.
    """
    meetings = {
        row.id: row for row in queries.next_meetings(today=day_of(now), district_id=district_id)
    }
    tasks = [
        _fetch_task(item, meetings[item.meeting_id], actor, now)
        for item, _ in queries.items_to_come(today=day_of(now))
        if item.meeting_id in meetings and actor.may(Permission.AGENDA_PUBLISH, item.district_id)
    ]
    return _in_order(tasks)


def agenda_deadline(row: MeetingRow) -> Deadline:
    """Return when a meeting's agenda must be out. RuleError outside the calendar's years."""
    variation = variation_of(row.district_id)
    notice = variation.notice_period(as_of=row.held_on, kind=row.kind, deadline="agenda").value
    calendar = variation.calendar(as_of=row.held_on, kind=row.kind, deadline="agenda").value
    return deadlines.agenda_due(row.held_on, notice.as_notice(), calendar)


def retrieval_deadline(row: MeetingRow, nominated_on: date) -> Deadline:
    """Return when the papers of a name that came in on a day must be fetched (R55, A1)."""
    variation = variation_of(row.district_id)
    notice = variation.notice_period(as_of=row.held_on, kind=row.kind, deadline="retrieval").value
    calendar = variation.calendar(as_of=row.held_on, kind=row.kind, deadline="retrieval").value
    return deadlines.retrieval_due(
        nominated_on, notice.as_notice(), calendar, never_after=agenda_deadline(row).due
    )


def _publish_task(row: MeetingRow, now: datetime) -> AgendaTask:
    deadline, why = _or_why(lambda: agenda_deadline(row))
    return AgendaTask(
        what="publish",
        district_id=row.district_id,
        meeting_id=row.id,
        kind=row.kind,
        panel_day=row.held_on,
        title=f"Publish the agenda of the {row.kind.label}",
        deadline=deadline,
        state=deadlines.state(deadline, local(now)) if deadline else None,
        why_no_deadline=why,
        free=row.places - row.items,
    )


def _fetch_task(item: ItemRow, row: MeetingRow, actor: Actor, now: datetime) -> AgendaTask:
    deadline, why = _or_why(lambda: retrieval_deadline(row, item.nominated_on))
    sees = sees_name(actor, item.district_id, item.social_worker_id, item.manager_id)
    who = shown(sees=sees, name=item.preferred_name, reference=item.reference)
    return AgendaTask(
        what="retrieve",
        district_id=row.district_id,
        meeting_id=row.id,
        item_id=item.id,
        kind=row.kind,
        panel_day=row.held_on,
        title=f"Fetch the papers of {who}",
        deadline=deadline,
        state=deadlines.state(deadline, local(now)) if deadline else None,
        why_no_deadline=why,
    )


def _or_why(work: Callable[[], Deadline]) -> tuple[Deadline | None, str]:
    try:
        return work(), ""
    except RuleError as error:
        return None, error.message


def _in_order(tasks: list[AgendaTask]) -> tuple[AgendaTask, ...]:
    return tuple(
        sorted(
            tasks,
            key=lambda task: (
                task.deadline.due if task.deadline else task.panel_day,
                task.panel_day,
                task.district_id,
                task.title,
            ),
        )
    )
