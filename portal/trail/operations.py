"""What leaves the machine: the trail's head each day (C44), and word of each month's list (C43).

Both are jobs of the outbox that queue their own next time in the transaction that does the work. So
neither is lost with a worker, and however often one runs in its day or month, each message is one.
To the places set for it the head goes by a job of its own, so that a disk that is not there keeps
back neither the mail nor the next day.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from portal import audit, outbox
from portal.kernel.addresses import is_email
from portal.kernel.england import day_begins
from portal.kernel.seals import Seal
from portal.kernel.timeline import add_months
from portal.outbox import Channel, Recipient, Urgency
from portal.outbox import queries as jobs
from portal.people import queries as people
from portal.people.models import Person
from portal.people.policy import Permission
from portal.tenancy.door import registry
from portal.web.access import Audience
from portal.web.clock import LONDON

SEND_SEAL = "trail:send_seal"
KEEP_HEAD = "trail:keep_head"
TELL_OF_LIST = "trail:tell_of_list"
LIST_PAGE = "/trail/unusual"
"""A link to it names its month, so that one opened later shows the same."""


def queue_sending(*, now: datetime) -> None:
    """Queue both jobs where they are not queued yet: the seal's now, the list's next month."""
    queue_seal(now=now)
    queue_list(now=_month_after(now))


def queue_seal(*, now: datetime) -> UUID:
    """Queue the sending of the seal for the next moment outside quiet hours; once a day."""
    return outbox.queue_again(name=SEND_SEAL, now=now, urgency=Urgency.NOTICE, once_in="%Y%m%d")


def queue_list(*, now: datetime) -> UUID:
    """Queue the word of the month's list for the next worked hour; once a month."""
    return outbox.queue_again(name=TELL_OF_LIST, now=now, urgency=Urgency.REMINDER, once_in="%Y%m")


@outbox.job(SEND_SEAL)
def send_seal_daily(*, now: datetime, district_id: str | None) -> None:
    """Send the seal, have the head kept where places are set, and queue the next day's."""
    del district_id
    queue_seal(now=_day_after(now))
    queue_keeping(now=now)
    send_seal(now=now)


def queue_keeping(*, now: datetime) -> UUID | None:
    """Queue the keeping of the head, once a day; None where no place is set for it."""
    if not audit.keeps_heads():
        return None
    today = now.astimezone(LONDON).date()
    return outbox.queue_job(
        name=KEEP_HEAD,
        key=f"{KEEP_HEAD}:{today:%Y%m%d}",
        arguments={},
        now=now,
        district_id=None,
    )


@outbox.job(KEEP_HEAD)
def keep_head(*, now: datetime, district_id: str | None) -> None:
    """Bring the head to every place set for it; where one fails, the worker tries again.

    It writes nothing of its own, so the head it keeps is committed already.
    """
    del district_id
    if audit.keeps_heads():  # the setting may have been taken away since
        audit.keep_head(now)


@outbox.job(TELL_OF_LIST)
def tell_of_list_monthly(*, now: datetime, district_id: str | None) -> None:
    """Say that each month's list is there since the one this was queued for; queue the next's.

    The key says which that is: a worker may have stood still for longer than a month.
    """
    del district_id
    key = jobs.first_unsettled_key(TELL_OF_LIST) or ""
    queue_list(now=_month_after(now))
    this = _first_of_month(now)
    due = this
    with suppress(ValueError):  # queued by hand under another key: for this month alone
        due = datetime.strptime(key.rpartition(":")[2], "%Y%m").replace(tzinfo=LONDON).date()
    for months in range(_months(due, this), -1, -1):
        tell_of_list(now=now, months_ago=1 + months)


def send_seal(*, now: datetime) -> int:
    """Mail the head to who keeps the trail and to the county's witnesses; return to how many.

    Each address gets one a day, and the first of a day stands.
    """
    today = now.astimezone(LONDON).date()
    head = audit.signed_head(now)
    keepers = [*_keepers(now), *_elsewhere()]
    for each in keepers:
        outbox.queue(
            message="trail_seal",
            key=f"{SEND_SEAL}:{today:%Y%m%d}:{_short(each.address)}",
            recipient=each,
            now=now,
            district_id=None,
            given={"day": today, "seal": Seal(head.seq, head.digest)},
        )
    return len(keepers)


def tell_of_list(*, now: datetime, months_ago: int = 1) -> int:
    """Tell who keeps the trail that a month's list is ready; return how many are told.

    The message says nothing of what is on it, nor whether anything is.
    """
    keepers, first = _keepers(now), _first_of_month(now)
    first = add_months(first, -months_ago)
    for each in keepers:
        outbox.queue(
            message="unusual_reading",
            key=f"{TELL_OF_LIST}:{first:%Y-%m}:{_short(each.address)}",
            recipient=each,
            now=now,
            district_id=None,
            page=f"{LIST_PAGE}?month={first:%Y-%m}",
        )
    return len(keepers)


def _keepers(now: datetime) -> list[Recipient]:
    """Return who may see the whole county's trail today."""
    today = now.astimezone(LONDON).date()
    return list(_by_mail(people.people_who_may_everywhere(Permission.TRAIL_SEE, today)))


def _by_mail(found: Iterable[Person]) -> Iterable[Recipient]:
    for person in found:
        if is_email(person.email):  # one odd address must not keep it from all the others
            yield Recipient(person.id, person.email, Channel.EMAIL, Audience.STAFF)


def _elsewhere() -> list[Recipient]:
    """Return the addresses that the county's file names."""
    return [
        Recipient(None, address, Channel.EMAIL, Audience.STAFF)
        for address in registry().trail_witnesses
    ]


def _short(address: str) -> str:
    """Return an address as a key may hold it."""
    return sha256(address.lower().encode()).hexdigest()[:16]


def _day_after(now: datetime) -> datetime:
    return day_begins(now.astimezone(LONDON).date() + timedelta(days=1))


def _first_of_month(now: datetime) -> date:
    return now.astimezone(LONDON).date().replace(day=1)


def _months(since: date, until: date) -> int:
    return max(0, (until.year - since.year) * 12 + until.month - since.month)


def _month_after(now: datetime) -> datetime:
    return day_begins(add_months(_first_of_month(now), 1))
