"""What a young person does themselves about messages: sends their link to themselves, stops them.

Whoever calls these has opened a scope beyond the young person's own rows: messages stand there.
"""

from __future__ import annotations

from datetime import datetime

from portal import audit
from portal.database import flush
from portal.entry import queries
from portal.entry.models import YoungContact
from portal.entry.operations import giving
from portal.entry.operations.telling import address_for, reach_of, reached_otherwise
from portal.entry.rules import Given
from portal.kernel.errors import NotFoundError
from portal.panels import operations as panels
from portal.panels.operations.local import day_of
from portal.people.visiting import Visitor

MOST_SENT = 3
"""How many links somebody sends themselves in a day: a button is pressed by mistake, too."""


def send_to_me(*, visitor: Visitor, given: Given, now: datetime) -> bool:
    """Send somebody a link to their pages, where they said it is safe; False for too many a day.

    Of what they said nothing goes along. NotFoundError where this way is not safe.
    """
    contact = queries.contact_of(visitor.young_person_id)
    address = address_for(contact, given)
    if contact is None or address is None:
        raise NotFoundError("There is no such way.")
    made = [
        each
        for each in queries.links_of(visitor.item_id)
        if each.made_by is None and day_of(each.made_at) == day_of(now)
    ]
    if len(made) >= MOST_SENT:
        return False
    found = panels.item_unseen(visitor.item_id)
    giving.queue_link(found=found, given=given, contact=contact, made_by=None, now=now)
    return True


def stop(*, visitor: Visitor, given: Given, now: datetime) -> None:
    """Let nothing go to somebody's phone, or to their email address, from now on.

    What waits goes another way that is safe, or not at all. Stopping again changes nothing.
    """
    contact = _theirs(visitor, given)
    if reach_of(contact, given).stopped_at is None:
        _set(contact, given, now)
        _call_off_links(visitor, contact, now)
        _tell("entry:contact:stopped", visitor, contact, given, now)


def go_on(*, visitor: Visitor, given: Given, now: datetime) -> None:
    """Take back that messages are stopped; what others said is not safe stays so."""
    contact = _theirs(visitor, given)
    if reach_of(contact, given).stopped_at is not None:
        _set(contact, given, None)
        _tell("entry:contact:went_on", visitor, contact, given, now)


def can_send(visitor: Visitor) -> bool:
    """Tell whether there is a way in which a link may be sent: safe, and not stopped."""
    contact = queries.contact_of(visitor.young_person_id)
    return any(address_for(contact, given) for given in (Given.TEXT, Given.EMAIL))


def _theirs(visitor: Visitor, given: Given) -> YoungContact:
    contact = queries.contact_of(visitor.young_person_id)
    if contact is None or not reach_of(contact, given).safe:
        raise NotFoundError("There is no such way.")
    return contact


def _set(contact: YoungContact, given: Given, at: datetime | None) -> None:
    if given is Given.EMAIL:
        contact.email_stopped_at = at
    else:
        contact.text_stopped_at = at
    flush()


def _call_off_links(visitor: Visitor, contact: YoungContact, now: datetime) -> None:
    """Call off a link that waits to go where nothing goes any more."""
    waits = (
        each
        for each in queries.links_of(visitor.item_id)
        if each.token_hash is None and each.ended_at is None
    )
    if any(address_for(contact, Given(each.way)) is None for each in waits):
        giving.call_off(panels.item_unseen(visitor.item_id), now)


def _tell(event: str, visitor: Visitor, contact: YoungContact, given: Given, now: datetime) -> None:
    reached_otherwise(
        young_person_id=visitor.young_person_id,
        item_id=visitor.item_id,
        district_id=visitor.district_id,
        version=contact.version,
        now=now,
    )
    audit.record(
        event=event,
        subject=("item", visitor.item_id),
        actor_id=None,
        district_id=visitor.district_id,
        now=now,
        facts={"way": given.value},
    )
