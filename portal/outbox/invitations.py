"""A calendar entry that asks one person to a meeting, changes it, or takes it out again.

A calendar is read on locked screens and shared with colleagues, so an entry says when, where and
where to sign in, and nothing else (C36).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vUri

from portal.kernel.discreet import telling
from portal.kernel.errors import RuleError
from portal.outbox.rules.kinds import Channel
from portal.outbox.rules.wording import check_address

_UID = re.compile(r"[A-Za-z0-9._@-]{1,200}")
_LINK = re.compile(r"https?://[^\s\"<>\\^`{|}]+")
_LONGEST_PLACE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One person's entry. Raises RuleError for what it cannot carry.

    ``uid`` stays the same for the life of the meeting and ``sequence`` grows with each change.
    ``place`` is left empty where its name would tell what the meeting is about. Moments are aware.
    """

    uid: str
    sequence: int
    organiser: str
    attendee: str
    starts: datetime
    ends: datetime
    written_at: datetime
    url: str
    place: str = ""

    def __post_init__(self) -> None:
        """Refuse what could break out of its line in the file, or tell."""
        for address in (self.organiser, self.attendee):
            check_address(address, Channel.EMAIL)
        if not _UID.fullmatch(self.uid) or self.sequence < 0:
            raise RuleError("A calendar entry has an id, and a number that only grows.")
        if not _LINK.fullmatch(self.url):
            raise RuleError("A calendar entry links to one http or https address.")
        if any(moment.tzinfo is None for moment in (self.starts, self.ends, self.written_at)):
            raise RuleError("The times of a calendar entry need a time zone.")
        if self.starts >= self.ends:
            raise RuleError("A calendar entry ends after it starts.")
        if not self.place.isprintable() or len(self.place) > _LONGEST_PLACE or telling(self.place):
            raise RuleError("The name of this place may not stand in a calendar.", field="place")

    def request(self) -> bytes:
        """Return the entry as an invitation; a higher ``sequence`` changes an earlier one."""
        return self._file("REQUEST")

    def cancellation(self) -> bytes:
        """Return what takes the entry out of the calendar again."""
        return self._file("CANCEL")

    def _file(self, method: str) -> bytes:
        event = Event()
        event.add("uid", self.uid)
        event.add("sequence", self.sequence)
        event.add("dtstamp", self.written_at.astimezone(UTC))
        event.add("dtstart", self.starts.astimezone(UTC))
        event.add("dtend", self.ends.astimezone(UTC))
        event.add("summary", "Meeting")
        event.add("description", f"Sign in to see more: {self.url}")
        event.add("url", vUri(self.url))
        event.add("class", "PRIVATE")
        event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
        if self.place:
            event.add("location", self.place)
        event.add("organizer", vCalAddress(f"mailto:{self.organiser}"))
        attendee = vCalAddress(f"mailto:{self.attendee}")
        attendee.params["role"] = "REQ-PARTICIPANT"
        attendee.params["partstat"] = "NEEDS-ACTION"
        attendee.params["rsvp"] = "TRUE"
        event.add("attendee", attendee)
        calendar = Calendar()
        calendar.add("prodid", "-//Lasting Homes Portal//Calendar//EN")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", method)
        calendar.add_component(event)
        made: bytes = calendar.to_ical()
        return made
