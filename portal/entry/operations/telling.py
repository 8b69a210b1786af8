"""A young person told, in their own language, that something on their own pages is new.

The message is the same whatever it is: it names nobody and nothing, for others may see the phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from portal import outbox
from portal.entry import queries
from portal.entry.models import YoungContact
from portal.entry.rules import Given
from portal.outbox import Channel, Recipient
from portal.outbox.queries import keys_about
from portal.panels.young_first import TheirTime
from portal.variations.messages import MessageWording
from portal.web.access import Audience
from portal.web.languages import ENGLISH, catalogue
from portal.web.young import read_at


def _(text: str) -> str:
    """Mark a text for the catalogues; it is put into a language when it is known which."""
    return text


SUBJECT = _("A message for you")
BODY = _(
    "Hello. There is something new on your page: {link} Open it when you are on your own. "
    "If you did not expect this, leave it."
)
MESSAGE = "something_new"
THEIR_PAGE = "/y"
"""Where a code is typed, and whoever is in comes to their own first page."""
CHANNELS = {Given.TEXT: Channel.SMS, Given.EMAIL: Channel.EMAIL, Given.CODE: Channel.SMS}
WAYS = (Given.TEXT, Given.EMAIL)
"""How they are reached: the first that they said is safe."""


def something_new(
    *, young_person_id: UUID, item_id: UUID, district_id: str, about: str, now: datetime
) -> UUID | None:
    """Queue the message for one young person; return its id, None where no way is safe.

    ``about`` names the change, so that the same change is told once. Changes that follow each other
    leave one message, before anybody else's.
    """
    contact = queries.contact_of(young_person_id)
    way = next((each for each in WAYS if address_for(contact, each) is not None), None)
    address = None if way is None else address_for(contact, way)
    if way is None or address is None or contact is None:
        return None
    return outbox.queue(
        message=MESSAGE,
        key=f"young-new/{item_id}/{about}",
        recipient=Recipient(None, address, CHANNELS[way], Audience.YOUNG_PERSON),
        now=now,
        district_id=district_id,
        page=read_at(THEIR_PAGE, contact.language),
        settle_key=settle_key(young_person_id),
        item_id=item_id,
        wording=_wording(contact),
    )


class Reach(NamedTuple):
    """What is written down of one way to reach somebody."""

    safe: bool
    """Whether it was said to be safe, whether or not they stopped it since."""
    stopped_at: datetime | None
    """When they stopped it themselves."""
    address: str | None


def reach_of(contact: YoungContact, given: Given) -> Reach:
    """Return what is written down of one way: their email address, else their phone."""
    if given is Given.EMAIL:
        return Reach(contact.safe_to_email, contact.email_stopped_at, contact.email)
    return Reach(contact.safe_to_text, contact.text_stopped_at, contact.phone)


def address_for(contact: YoungContact | None, given: Given) -> str | None:
    """Return where they may be written to in this way, None where they may not."""
    if contact is None:
        return None
    way = reach_of(contact, given)
    return way.address if way.safe and way.stopped_at is None else None


def reached_otherwise(
    *, young_person_id: UUID, item_id: UUID, district_id: str, version: int, now: datetime
) -> None:
    """Send what waits the way they now say is safe, or not at all, and never the way before."""
    if outbox.cancel(settle_key=settle_key(young_person_id), now=now):
        something_new(
            young_person_id=young_person_id,
            item_id=item_id,
            district_id=district_id,
            about=f"otherwise/{version}",
            now=now,
        )


def settle_key(young_person_id: UUID) -> str:
    """Return under what everything new for one young person settles."""
    return f"young-new/{young_person_id}"


def _wording(contact: YoungContact) -> MessageWording | None:
    """Return the words in their language; None for the district's own, in English."""
    if contact.language == ENGLISH.code:
        return None
    said = catalogue(contact.language).gettext
    return MessageWording(subject=said(SUBJECT), body=said(BODY))


def tell_times(*, times: Sequence[TheirTime], now: datetime) -> int:
    """Tell whoever's day or time changed since they last knew it; return how many were told."""
    before = keys_about(MESSAGE, [each.item_id for each in times])
    told = 0
    for each in times:
        marks = [key.rpartition("/")[2] for key in before[each.item_id] if "/time/" in key]
        if each.now == (marks[-1] if marks else each.was):
            continue
        queued = something_new(
            young_person_id=each.young_person_id,
            item_id=each.item_id,
            district_id=each.district_id,
            about=f"time/{len(marks)}/{each.now}",
            now=now,
        )
        told += queued is not None
    return told
