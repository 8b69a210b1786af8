"""Calendar entries for a meeting or for one slot.

A calendar is read on locked screens and by whoever shares it, so an entry holds no young
person's name, initials, reference or item, only the panel, its place and the link to sign in
(C17, C36). Times are UTC, worked out from United Kingdom clock time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vUri

from portal.panels.agenda import AgendaPage, AgendaRow
from portal.panels.documents.content import clean, meeting_span

_ADDRESS = re.compile(r"[^\s@<>\"',;:\\]+@[^\s@<>\"',;:\\]+")
_LINK = re.compile(r"https?://[^\s\"<>\\^`{|}]+")
_UID = re.compile(r"[A-Za-z0-9._@-]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How an entry is sent. Raises ValueError for an address, link or number it cannot carry.

    `uid` stays the same for the life of the meeting and `sequence` grows with each change;
    `stamp` is when this notice was made (aware). `attendee` makes it a request to one person
    (never a list: an entry must not show who else is asked); without one it is published for
    anybody. `cancelled` takes it out of the calendar again.
    """

    uid: str
    sequence: int
    organiser: str
    url: str
    stamp: datetime
    attendee: str | None = None
    cancelled: bool = False
    about: str = "the agenda"
    """What the link leads to, in words."""

    def __post_init__(self) -> None:
        """Refuse what could break out of its line in the file."""
        if not _UID.fullmatch(self.uid):
            raise ValueError("A calendar id is up to 200 letters, digits, dots, dashes and @.")
        if self.sequence < 0:
            raise ValueError("A calendar sequence starts at 0 and only grows.")
        if any(not _ADDRESS.fullmatch(a) for a in (self.organiser, self.attendee) if a is not None):
            raise ValueError("Calendar people are given as one plain email address each.")
        if not _LINK.fullmatch(self.url):
            raise ValueError("A calendar link is one http or https address.")
        if self.stamp.tzinfo is None:
            raise ValueError("The time of a calendar notice needs a time zone.")

    @property
    def method(self) -> str:
        """Return the iTIP method: PUBLISH, REQUEST or CANCEL."""
        if self.cancelled:
            return "CANCEL"
        return "REQUEST" if self.attendee else "PUBLISH"


def agenda_ics(
    page: AgendaPage,
    *,
    uid: str,
    sequence: int,
    organiser: str,
    url: str,
    stamp: datetime | None = None,
    attendee: str | None = None,
    cancelled: bool = False,
    about: str = "the agenda",
) -> bytes:
    """Return the whole meeting as one calendar entry, first slot to the end of the last.

    `organiser` and `attendee` are email addresses, `stamp` defaults to the publication, `about`
    says in words what the link leads to.
    Raises ValueError as `Notice` says, for a page with no rows, and for a draft with no stamp.
    """
    notice = Notice(
        uid=uid,
        sequence=sequence,
        organiser=organiser,
        url=url,
        stamp=_stamp(page, stamp),
        attendee=attendee,
        cancelled=cancelled,
        about=about,
    )
    return _calendar(page, notice, meeting_span(page))


def slot_ics(
    page: AgendaPage,
    row: AgendaRow,
    *,
    uid: str,
    sequence: int,
    organiser: str,
    url: str,
    stamp: datetime | None = None,
    attendee: str | None = None,
    cancelled: bool = False,
    about: str = "the agenda",
) -> bytes:
    """Return one slot as a calendar entry, for a reader who comes for that item only (C17).

    Arguments and errors as for `agenda_ics`; `uid` is the slot's own.
    """
    return agenda_ics(
        replace(page, rows=(row,)),
        uid=uid,
        sequence=sequence,
        organiser=organiser,
        url=url,
        stamp=stamp,
        attendee=attendee,
        cancelled=cancelled,
        about=about,
    )


def _stamp(page: AgendaPage, stamp: datetime | None) -> datetime:
    found = stamp or page.published_at
    if found is None:
        raise ValueError("A draft agenda has no time of publication: say when the entry was made.")
    return found


def _calendar(page: AgendaPage, notice: Notice, span: tuple[datetime, datetime]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Lasting Homes Portal//Panel calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", notice.method)
    calendar.add_component(_event(page, notice, span))
    made: bytes = calendar.to_ical()
    return made


def _event(page: AgendaPage, notice: Notice, span: tuple[datetime, datetime]) -> Event:
    event = Event()
    event.add("uid", notice.uid)
    event.add("sequence", notice.sequence)
    event.add("dtstamp", notice.stamp.astimezone(UTC))
    event.add("dtstart", span[0])
    event.add("dtend", span[1])
    event.add("summary", clean(f"Panel, {page.district_name}"))
    event.add("description", f"Sign in to see {notice.about}: {notice.url}")
    event.add("url", vUri(notice.url))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if notice.cancelled else "CONFIRMED")
    if clean(page.place):
        event.add("location", clean(page.place))
    event.add("organizer", vCalAddress(f"mailto:{notice.organiser}"))
    if notice.attendee is not None:
        attendee = vCalAddress(f"mailto:{notice.attendee}")
        attendee.params["role"] = "REQ-PARTICIPANT"
        attendee.params["partstat"] = "NEEDS-ACTION"
        attendee.params["rsvp"] = "TRUE"
        event.add("attendee", attendee)
    return event
