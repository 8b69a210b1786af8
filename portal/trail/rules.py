"""Which reading is unusual, and how an entry is said in words. Pure (C43).

A reading is unusual for a reason that stands beside it, never for a score. Most have a plain
explanation; the list says where to ask.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from portal.kernel.working_days import Calendar

DAY_STARTS, DAY_ENDS = time(7), time(20)
"""Outside these hours, England's time, nobody has to work for a panel."""
MOST_IN_AN_HOUR = 15
MOST_IN_A_DAY = 40
"""More young people than this, opened one by one: a panel day has at most a dozen items."""
NEAR_A_PANEL = timedelta(days=60)
"""How long before and after a panel day its items are anybody's work who is entitled to them."""
HOUR = timedelta(hours=1)


class Unusual(StrEnum):
    """Why a reading is on the list."""

    REFUSED = "refused"
    SAME_SURNAME = "same_surname"
    OTHER_DISTRICT = "other_district"
    NOT_THEIRS = "not_theirs"
    OUT_OF_HOURS = "out_of_hours"
    MANY = "many"

    @property
    def words(self) -> str:
        """The reason as a phrase."""
        return {
            Unusual.REFUSED: "asked for what their role does not include",
            Unusual.SAME_SURNAME: "the young person has the reader’s family name",
            Unusual.OTHER_DISTRICT: "the young person is in a district the reader has no role in",
            Unusual.NOT_THEIRS: "neither theirs nor on an agenda within 60 days",
            Unusual.OUT_OF_HOURS: "at night, at a weekend or on a bank holiday",
            Unusual.MANY: "one of many opened in a short time",
        }[self]


@dataclass(frozen=True, slots=True)
class Reading:
    """One young person's page opened by one reader, with what is needed to judge it.

    ``at`` is England's time. ``panel_days`` are the days of panels with an item of this young
    person; ``own`` says that the reader is their social worker or a manager of an item.
    """

    entry: int
    reader_id: UUID
    reader_name: str
    at: datetime
    young_person_id: UUID | None
    own: bool = False
    young_person_name: str = ""
    panel_days: frozenset[date] = frozenset()
    in_their_district: bool = True
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """An unusual reading and every reason for it."""

    reading: Reading
    reasons: tuple[Unusual, ...]


def unusual(readings: Sequence[Reading], calendar: Calendar) -> list[Finding]:
    """Return the unusual ones among some readings, in the order they were made."""
    many = _many(readings)
    found = []
    for reading in sorted(readings, key=lambda each: (each.at, each.entry)):
        reasons = [*_reasons(reading, calendar), *([Unusual.MANY] if reading.entry in many else ())]
        if reasons:
            found.append(Finding(reading, tuple(reasons)))
    return found


def _reasons(reading: Reading, calendar: Calendar) -> Iterable[Unusual]:
    if reading.refused:
        yield Unusual.REFUSED
    if same_surname(reading.reader_name, reading.young_person_name):
        yield Unusual.SAME_SURNAME
    if not reading.in_their_district:
        yield Unusual.OTHER_DISTRICT
    if not (reading.own or reading.refused or near_a_panel(reading)):
        yield Unusual.NOT_THEIRS
    if out_of_hours(reading.at, calendar):
        yield Unusual.OUT_OF_HOURS


def near_a_panel(reading: Reading) -> bool:
    """Tell whether the young person was on an agenda around that day."""
    day = reading.at.date()
    return any(abs(panel_day - day) <= NEAR_A_PANEL for panel_day in reading.panel_days)


def out_of_hours(at: datetime, calendar: Calendar) -> bool:
    """Tell whether nobody has to work at this moment, by the clock on the wall."""
    return not (calendar.is_working_day(at.date()) and DAY_STARTS <= at.time() < DAY_ENDS)


def same_surname(one: str, other: str) -> bool:
    """Tell whether two names end in the same word; a name of one word has no family name."""
    first, second = _surname(one), _surname(other)
    return bool(first) and first == second


def _surname(name: str) -> str:
    words = name.casefold().split()
    return words[-1] if len(words) > 1 else ""


def _many(readings: Sequence[Reading]) -> set[int]:
    """Return the entries of whoever opened too many young people in an hour or in a day."""
    by_reader: dict[UUID, list[Reading]] = defaultdict(list)
    for reading in sorted(readings, key=lambda each: (each.at, each.entry)):
        by_reader[reading.reader_id].append(reading)
    found: set[int] = set()
    for theirs in by_reader.values():
        first = 0
        for last, reading in enumerate(theirs):
            while reading.at - theirs[first].at >= HOUR:
                first += 1
            found |= _if_more(theirs[first : last + 1], MOST_IN_AN_HOUR)
        by_day: dict[date, list[Reading]] = defaultdict(list)
        for reading in theirs:
            by_day[reading.at.date()].append(reading)
        for day in by_day.values():
            found |= _if_more(day, MOST_IN_A_DAY)
    return found


def _if_more(readings: Sequence[Reading], most: int) -> set[int]:
    people = {reading.young_person_id for reading in readings if reading.young_person_id}
    return {reading.entry for reading in readings} if len(people) > most else set()


WORDS = {
    "cases:young_person:allocated": "Who works with them set",
    "cases:young_person:named": "Name written down",
    "cases:young_person:placed": "District set",
    "feedback:answer:given": "Said how their meeting was",
    "feedback:answer:taken_back": "Took back how their meeting was",
    "feedback:change:taken_off": "Took off what changed because of feedback",
    "feedback:change:written": "Wrote what changed because of feedback",
    "feedback:change:translated": "Put what changed because of feedback into another language",
    "panels:agenda:published": "Agenda published",
    "panels:agenda:reminded": "Somebody reminded of the agenda",
    "panels:agenda:taken_back": "Agenda taken back",
    "panels:meeting:moved": "Meeting moved to another day",
    "panels:meeting:told": "Messages about the meeting queued",
    "panels:item:moved": "Time on the agenda changed",
    "panels:item:passed_on": "Passed on to who works with them now",
    "panels:item:nominated": "Put on an agenda",
    "panels:item:withdrawn": "Taken off an agenda",
    "panels:meeting:cancelled": "Meeting cancelled",
    "panels:meeting:planned": "Meeting planned",
    "people:person:signed_in": "Signed in",
    "records:action:completed": "Action done",
    "records:attendance:set": "Attendance saved",
    "records:day:opened": "Panel day started",
    "records:item:saved": "Record saved",
    "records:item:took_part": "Saved how the young person took part",
    "records:meeting:finished": "Meeting finished",
    "records:promise:happened": "Said that a promise was kept",
    "records:promise:not_happened": "Said that a promise was not kept",
    "records:record:added_to": "Record added to",
    "records:record:filed": "Record filed",
}


def event_words(event: str) -> str:
    """Say an event in words; one with none of its own is taken apart: "Seat: ended"."""
    if event in WORDS:
        return WORDS[event]
    _, _, rest = event.partition(":")
    subject, _, happened = rest.partition(":")
    return f"{subject}: {happened}".replace("_", " ").strip(": ").capitalize() or event


def entry_words(kind: str, event: str, page: str) -> str:
    """Say an entry in words: what was done, or what was read."""
    if kind == "write":
        return event_words(event)
    lead = {"read": "Opened", "listed": "Named in", "refused": "Was refused"}[kind]
    return f"{lead}: {page[:1].lower()}{page[1:]}"


class Looker(StrEnum):
    """Who looked, as a young person is told it: what somebody is there for, never their name."""

    LEADS = "leads"
    PREPARES = "prepares"
    SOCIAL_WORKER = "social_worker"
    PERSONAL_ADVISER = "personal_adviser"
    MANAGER = "manager"
    REVIEWS = "reviews"
    DATA = "data"
    SITS = "sits"


class Opened(StrEnum):
    """What somebody looked at, as a young person is told it: one word for what stands together."""

    PAPERS = "papers"
    SERVICES = "services"
    AGREED = "agreed"
    VIEWS = "views"
    PART = "part"
    RECORD = "record"
    PROMISES = "promises"
    PLAN = "plan"
    PERSON = "person"
    REACHED = "reached"
    CARE = "care"
    ADDRESS = "address"
    HELD = "held"
    LOOKED = "looked"
    LISTED = "listed"
    OTHER = "other"


_OPENED = {
    "A paper of an item": Opened.PAPERS,
    "A paper of an item, before it is confirmed": Opened.PAPERS,
    "A paper of their pack": Opened.PAPERS,
    "A picture in a paper of their pack": Opened.PAPERS,
    "The papers of an item": Opened.PAPERS,
    "The papers of the item they are asked to": Opened.PAPERS,
    "Their own note on a paper": Opened.PAPERS,
    "Their pack of papers": Opened.PAPERS,
    "What others are given of an item’s papers": Opened.PAPERS,
    "The form for the item they are asked to": Opened.SERVICES,
    "What is brought to an item before its panel": Opened.SERVICES,
    "What a young person agreed to": Opened.AGREED,
    "What they want to say": Opened.VIEWS,
    "How a young person takes part in their panel": Opened.PART,
    "The record: how the young person took part": Opened.PART,
    "The list of records to file": Opened.RECORD,
    "The panel day": Opened.RECORD,
    "The record, to file or to add to": Opened.RECORD,
    "The record, to read": Opened.RECORD,
    "The record, to write": Opened.RECORD,
    "Words for a young person in another language": Opened.RECORD,
    "An action": Opened.PROMISES,
    "The list of open actions": Opened.PROMISES,
    "An item, and who can see it": Opened.PLAN,
    "The agenda": Opened.PLAN,
    "The agenda as it is built": Opened.PLAN,
    "The agenda, to be checked before it goes out": Opened.PLAN,
    "The form that puts a young person on the agenda": Opened.PLAN,
    "The item they are asked to": Opened.PLAN,
    "The list of whom one may put on the agenda": Opened.PLAN,
    "The meeting, as a calendar entry without names": Opened.PLAN,
    "The young person’s page": Opened.PERSON,
    "Who works with the young person": Opened.PERSON,
    "How a young person gets in and is reached": Opened.REACHED,
    "The report on a return, with what was wrong in it": Opened.CARE,
    "A protected address": Opened.ADDRESS,
    "Who asked to see a protected address": Opened.ADDRESS,
    "The copy of everything held about them": Opened.HELD,
    "What was decided about their data": Opened.HELD,
    "The list of unusual reading": Opened.LOOKED,
    "The whole trail": Opened.LOOKED,
    "Who has looked, and what was done": Opened.LOOKED,
    "The list of what to do": Opened.LISTED,
    "The list of whom somebody works with": Opened.LISTED,
    "The list of who the panel has heard": Opened.LISTED,
}
"""What each page that shows young people is to them, by what the page itself says that it shows."""
_AS_A_FILE = ", as a "


def opened(page: str) -> Opened:
    """Say what somebody looked at; a page that is no more is something about them."""
    return _OPENED.get(page.partition(_AS_A_FILE)[0], _OPENED.get(page, Opened.OTHER))
