"""Reminders: a job of the outbox that runs each hour of a working day, and queues the next one."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from portal import audit, outbox
from portal.database import flush, session
from portal.outbox import Channel, Recipient, Urgency
from portal.people import queries as people
from portal.people.models import Person, WayIn
from portal.preparation import queries
from portal.preparation.models import ReminderSent
from portal.preparation.queries.brought import meetings_to_prepare
from portal.preparation.rules import reminders as rules
from portal.preparation.rules.reminders import Pending, Quiet, Reminder
from portal.signin.queries import way_in
from portal.tenancy.door import registry
from portal.web.access import Audience
from portal.web.clock import LONDON

REMIND = "preparation:remind"
EVERY = timedelta(hours=1)


def queue_reminding(*, now: datetime) -> UUID:
    """Queue the job for the next moment at which reminders may leave; twice in an hour is once."""
    return outbox.queue_again(name=REMIND, now=now, urgency=Urgency.REMINDER, once_in="%Y%m%dT%H%Z")


@outbox.job(REMIND)
def remind(*, now: datetime, district_id: str | None) -> None:
    """Remind everybody of what waits for them in any district, and queue the next time.

    A meeting whose district's rules do not load is left out: its own pages say so.
    """
    del district_id
    queue_reminding(now=now + EVERY)
    send_reminders(now=now)


def send_reminders(*, now: datetime) -> int:
    """Queue what is due now, one message a person; return how many. Asked again, it queues none."""
    today = now.astimezone(LONDON).date()
    waiting, districts = _waiting(now)
    times = registry().message_times
    found = rules.reminders(
        waiting,
        queries.reminders_about({each.item_id for each in waiting}, today),
        now.astimezone(LONDON),
        Quiet(times.quiet_from, times.quiet_until),
        registry().calendar,
    )
    known = people.there_today({each.person_id for each in found}, today)
    told = [each for each in found if each.person_id in known]
    for each in told:
        _send(each, known[each.person_id], districts, now)
    flush()
    if told:
        audit.record(
            event="preparation:reminders:queued",
            subject=("list", None),
            actor_id=None,
            now=now,
            facts={"people": len(told)},
        )
    return len(told)


def _waiting(now: datetime) -> tuple[list[Pending], dict[UUID, str]]:
    """Return everything open of the coming meetings, and each item's district.

    Nobody is reminded of an item whose young person stopped being discussed.
    """
    waiting: list[Pending] = []
    districts: dict[UUID, str] = {}
    for prepared in queries.meetings_prepared(
        meetings_to_prepare(now.astimezone(LONDON).date()), now
    ):
        for each in prepared.items:
            if each.item.closed_at is None and not each.stopped:
                waiting += rules.pending(each.item.id, each.item.nominated_on, each.tasks)
                districts[each.item.id] = each.item.district_id
    return waiting, districts


def _send(reminder: Reminder, person: Person, districts: dict[UUID, str], now: datetime) -> None:
    """Queue one neutral message, and write down what it stands for."""
    first = districts[reminder.about[0][0]]
    today = now.astimezone(LONDON).date()
    audience = Audience.PROVIDER if way_in(person) is WayIn.PROVIDER else Audience.STAFF
    outbox.queue(
        message="reminder",
        key=f"preparation:reminder:{person.id}:{today.isoformat()}",
        recipient=Recipient(person.id, person.email, Channel.EMAIL, audience),
        now=now,
        district_id=first,
        given={"day": reminder.first_due},
    )
    for item_id, task, step in reminder.about:
        session.add(
            ReminderSent(
                district_id=districts[item_id],
                item_id=item_id,
                person_id=person.id,
                task=task,
                step=step,
                sent_on=today,
            )
        )
