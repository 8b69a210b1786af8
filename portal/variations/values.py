"""The values a district's variation is made of: frozen, checked, free of any framework.

Whoever makes one, a TOML layer or a plugin, an impossible value is refused here, by the same
words. Lengths are whole minutes or days, times are local wall-clock times (Europe/London).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from itertools import pairwise
from typing import Literal

from portal.kernel.deadlines import Notice

Counting = Literal["plain", "clear"]
Deadline = Literal["agenda", "retrieval", "record"]
EndRow = Literal["slot", "end_marker"]

DEADLINES: tuple[Deadline, ...] = ("agenda", "retrieval", "record")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
END_OF_DAY = time(23, 59)
MINUTES_IN_A_DAY = 24 * 60


class ValueProblem(ValueError):
    """A value that cannot be. `key` is the field at fault, `message` the reason in plain words."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(f"{key}: {message}")
        self.key = key
        self.message = message


def _need(truth: object, key: str, message: str) -> None:
    if not truth:
        raise ValueProblem(key, message)


def _unique(keys: Iterable[str], field_name: str) -> None:
    seen: set[str] = set()
    for key in keys:
        _need(key not in seen, field_name, f"“{key}” is there twice.")
        seen.add(key)


class OrganisationKind(StrEnum):
    """What kind of organisation a seat or a person belongs to.

    It decides how much the seat may see (A16) and which roles the person may hold (A18, A19).
    """

    CHILDRENS_SERVICES = "childrens_services"
    HOUSING_AUTHORITY = "housing_authority"
    PROVIDER = "provider"
    YOUTH_JUSTICE = "youth_justice"
    HEALTH = "health"
    EDUCATION = "education"
    ADULT_CARE = "adult_care"
    WORK_AND_PENSIONS = "work_and_pensions"
    LEGAL = "legal"
    ADVOCACY = "advocacy"
    CARER = "carer"
    YOUNG_PERSON = "young_person"
    VOLUNTARY = "voluntary"
    INDEPENDENT = "independent"
    OTHER = "other"
    FOSTERING = "fostering"
    RESIDENTIAL = "residential"
    ACCESS_TO_RESOURCES = "access_to_resources"
    IRO_SERVICE = "iro_service"
    BOARD = "board"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KIND_LABELS.get(self) or self.value.replace("_", " ").capitalize()

    @property
    def offers_homes(self) -> bool:
        """Whether it gives out homes or runs them: such an organisation is told less (A16)."""
        return self in {OrganisationKind.HOUSING_AUTHORITY, OrganisationKind.PROVIDER}

    @property
    def is_childrens_services(self) -> bool:
        """Whether it is part of the county's own children's services (A16, A19)."""
        return self in {
            OrganisationKind.CHILDRENS_SERVICES,
            OrganisationKind.FOSTERING,
            OrganisationKind.RESIDENTIAL,
            OrganisationKind.ACCESS_TO_RESOURCES,
            OrganisationKind.IRO_SERVICE,
        }


_KIND_LABELS = {
    OrganisationKind.CHILDRENS_SERVICES: "Children’s services team",
    OrganisationKind.PROVIDER: "Provider of homes",
    OrganisationKind.CARER: "Carers",
    OrganisationKind.YOUNG_PERSON: "Young people",
    OrganisationKind.WORK_AND_PENSIONS: "Department for Work and Pensions",
    OrganisationKind.FOSTERING: "Fostering service",
    OrganisationKind.RESIDENTIAL: "Residential service",
    OrganisationKind.IRO_SERVICE: "Independent reviewing officers’ service",
    OrganisationKind.BOARD: "Corporate Parenting Board",
}


class PackSection(StrEnum):
    """A part of an item's papers. “Why we are involved” is never one (R53)."""

    CASE_SUMMARY = "case_summary"
    CARE_PLANNING_RECORD = "care_planning_record"
    VIEWS = "views"
    HOUSING = "housing"
    PLACEMENT = "placement"
    COST = "cost"


@dataclass(frozen=True)
class DistrictRef:
    """One district: who it is and when it exists.

    Both dates are inclusive; None is open. `successors` are the bodies that take over, in any
    number: one district may be split between several, and several may go to one.
    """

    slug: str
    name: str
    ons_code: str | None
    area: str
    authority_id: str
    starts_on: date | None = None
    ends_on: date | None = None
    successors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.starts_on and self.ends_on:
            _need(self.starts_on <= self.ends_on, "ends_on", "This is before starts_on.")

    def is_open_on(self, day: date) -> bool:
        """Whether the district exists on that day."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )


@dataclass(frozen=True)
class ChairRule:
    """Which seat chairs, who chairs in their absence in order, and why (R20, R21).

    `district` is set when the holder of that seat in another district chairs.
    """

    seat: str
    deputies: tuple[str, ...] = ()
    reason: str = ""
    district: str | None = None

    def __post_init__(self) -> None:
        _need(self.seat, "seat", "Say which seat chairs.")
        _unique((self.seat, *self.deputies), "deputies")


@dataclass(frozen=True)
class Seat:
    """A seat on a panel (R23-R40), and what whoever sits in it may see.

    A `case_bound` seat is filled anew for each item, by the people of that young person (R24,
    R25). `sees_names` is for children's services alone; everyone else sees initials and a
    reference (A16). `cost` is for children's services alone too (A19). Whoever speaks for
    young people in general is given no section at all (A18).
    """

    key: str
    label: str
    organisation_kind: OrganisationKind
    core: bool = False
    case_bound: bool = False
    counts_to_quorum: bool = True
    sees_names: bool = False
    sections: frozenset[PackSection] = frozenset()
    attends: Literal["always", "as_required", "term_time"] = "always"
    note: str = ""
    for_young_people: str = ""
    """Who this is and why they come, in words for the young person; empty for the portal's own."""

    @property
    def shows(self) -> tuple[str, ...]:
        """What it shows that is for children's services alone, in words; nothing for most."""
        names = ("young people’s names",) if self.sees_names else ()
        return (*names, "what a home costs") if PackSection.COST in self.sections else names

    def __post_init__(self) -> None:
        _need(self.key, "key", "A seat needs a key.")
        _need(self.label, "label", "A seat needs a label people can read.")
        if self.organisation_kind is OrganisationKind.YOUNG_PERSON:
            _need(
                not self.sections,
                "sections",
                "A seat for young people never sees a case's papers.",
            )
        if not self.organisation_kind.is_childrens_services:
            _need(
                not self.sees_names,
                "sees_names",
                "Only a children's services seat may see names on the agenda.",
            )
            _need(
                PackSection.COST not in self.sections,
                "sections",
                "Only a children's services seat may see what a home costs.",
            )


@dataclass(frozen=True)
class ItemQuorum:
    """Who must be there for one young person's item."""

    least: int = 0
    required_seats: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _need(self.least >= 0, "least", "This cannot be less than 0.")


@dataclass(frozen=True)
class QuorumRule:
    """Who must be there for the meeting, and for each item, to count.

    `least` is a number of seats that count to quorum; 0 means no number is set. Everyone in
    `required_seats` must be there. `item` asks the same again for each item; at least one of its
    `one_of` seats must be there (R71: the manager comes if the social worker cannot).
    """

    least: int = 0
    required_seats: tuple[str, ...] = ()
    item: ItemQuorum = field(default_factory=ItemQuorum)
    reason: str = ""

    def __post_init__(self) -> None:
        _need(self.least >= 0, "least", "This cannot be less than 0.")


@dataclass(frozen=True)
class ClosedDay:
    """A local day that is not worked, and why, as a noun phrase: “training day” (A5)."""

    day: date
    reason: str = "local closure day"


@dataclass(frozen=True)
class NoticePeriod:
    """How many working days before or after, how counted, and until what time of day.

    `plain`: a panel on Friday with five days' notice gives the Friday before (R62). `clear`:
    neither the first nor the last day counts, so it gives the Thursday. `closed_days` are local
    days that are not worked for this deadline, besides weekends, bank holidays in England and
    Wales and the closure days of the district's calendar.
    """

    days: int
    counting: Counting = "plain"
    cut_off: time = END_OF_DAY
    closed_days: tuple[ClosedDay, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        _need(self.days >= 1, "days", "Notice is at least 1 working day.")
        _need(self.days <= 60, "days", "More than 60 working days cannot be meant.")  # noqa: PLR2004 a sanity limit, said in the message
        _need(self.counting in {"plain", "clear"}, "counting", "This is “plain” or “clear”.")

    def as_notice(self) -> Notice:
        """Give the same for the rules that count days."""
        return Notice(self.days, self.counting, self.cut_off)


@dataclass(frozen=True)
class MeetingFrequency:
    """How often a panel meets at the least, and the gap in days that raises an alert (R42, A2).

    Exactly one of `every_months` and `every_weeks` is given. `follows` names a meeting this one
    comes straight after, where its start depends on another.
    """

    every_months: int | None = None
    every_weeks: int | None = None
    alert_after_days: int = 0
    weekday: str | None = None
    follows: str = ""

    def __post_init__(self) -> None:
        both = self.every_months is not None and self.every_weeks is not None
        _need(not both, "every_weeks", "Give every_months or every_weeks, not both.")
        every = self.every_months if self.every_weeks is None else self.every_weeks
        _need(every is not None, "every_months", "Give every_months or every_weeks.")
        assert every is not None  # checked on the line above
        name = "every_months" if self.every_weeks is None else "every_weeks"
        _need(every >= 1, name, "This is at least 1.")
        _need(self.alert_after_days >= 0, "alert_after_days", "This cannot be less than 0.")
        if self.alert_after_days == 0:
            longest = every * (31 if self.every_weeks is None else 7)
            object.__setattr__(self, "alert_after_days", longest)
        _need(
            self.weekday is None or self.weekday in WEEKDAYS,
            "weekday",
            "This is a day of the week, such as “thursday”.",
        )


@dataclass(frozen=True)
class Block:
    """A stretch of the day with slots in it.

    `end_row` says what a row that falls exactly on `end` is (A4): `slot`, one more slot that
    starts then, as the source's own template has at 12.30 and 4.00; or `end_marker`, the end.
    """

    start: time
    end: time
    end_row: EndRow = "end_marker"

    def __post_init__(self) -> None:
        _need(self.start < self.end, "end", "A block must end after it starts.")


@dataclass(frozen=True)
class Break:
    """A stretch inside a block in which nobody is heard, such as lunch."""

    start: time
    minutes: int
    label: str = "Break"

    def __post_init__(self) -> None:
        _need(self.minutes >= 1, "minutes", "A break is at least 1 minute.")


@dataclass(frozen=True)
class SlotPlan:
    """How a panel's day is cut into slots (R43, R44, R64, R68, A3, A4).

    `parts` gives the blocks of each part of the day a panel may sit; `part` is the usual one.
    `hold_back` is how many of the last slots are kept for urgent cases; `most_cases` caps the
    cases heard (None: as many as there are slots). `end_row`, where given, overrules every block.
    """

    parts: tuple[tuple[str, tuple[Block, ...]], ...]
    part: str = "am"
    slot_minutes: int = 20
    breaks: tuple[Break, ...] = ()
    buffer_minutes: int = 0
    hold_back: int = 0
    most_cases: int | None = None
    least_lunch_minutes: int = 0
    end_row: EndRow | None = None

    def __post_init__(self) -> None:
        _need(1 <= self.slot_minutes <= 8 * 60, "slot_minutes", "A slot is 1 to 480 minutes.")
        _need(self.buffer_minutes >= 0, "buffer_minutes", "This cannot be less than 0.")
        _need(self.hold_back >= 0, "hold_back", "This cannot be less than 0.")
        _need(self.least_lunch_minutes >= 0, "least_lunch_minutes", "This cannot be less than 0.")
        _need(self.most_cases is None or self.most_cases >= 1, "most_cases", "This is at least 1.")
        _unique((name for name, _ in self.parts), "parts")
        known = ", ".join(name for name, _ in self.parts)
        _need(
            self.part in dict(self.parts),
            "part",
            f"There is no part of the day called “{self.part}” here. There is: {known}.",
        )
        for name, blocks in self.parts:
            _need(blocks, f"parts.{name}", "A part of the day needs at least one block.")
            for earlier, later in pairwise(blocks):
                _need(
                    earlier.end <= later.start,
                    f"parts.{name}",
                    "Blocks must be in order and may not overlap.",
                )

    def blocks(self, part: str | None = None) -> tuple[Block, ...]:
        """Give a part's blocks, the usual part's unless told; KeyError if there is no such part."""
        return dict(self.parts)[part or self.part]


@dataclass(frozen=True)
class Column:
    """A column of the agenda: `key` says what fills it, `label` is its heading."""

    key: str
    label: str


COLUMN_KEYS = (
    "time_slot",
    "child",
    "agenda_item",
    "social_worker",
    "manager",
    "personal_adviser",
    "attending",
)
"""What a column may be filled with: the template's five (R67), and two a district may add."""


@dataclass(frozen=True)
class AgendaSection:
    """A part of the agenda, in order. A confidential one is left out of a copy for visitors."""

    key: str
    label: str
    confidential: bool = False


@dataclass(frozen=True)
class AgendaTemplate:
    """The agenda's heading lines, its columns and its ordered sections (R66, R67)."""

    heading: tuple[str, ...]
    columns: tuple[Column, ...]
    sections: tuple[AgendaSection, ...] = ()
    time_style: Literal["dotted", "plain_english"] = "plain_english"

    def __post_init__(self) -> None:
        _need(self.heading and all(self.heading), "heading", "An agenda needs a heading.")
        keys = [column.key for column in self.columns]
        _unique(keys, "columns")
        for key in keys:
            _need(key in COLUMN_KEYS, "columns", f"There is no column called “{key}”.")
        for key in ("time_slot", "child", "agenda_item"):
            _need(key in keys, "columns", f"An agenda cannot do without “{key}”.")
        _unique((section.key for section in self.sections), "sections")

    @property
    def confidential_sections(self) -> tuple[AgendaSection, ...]:
        """The sections left out of a copy for visitors."""
        return tuple(section for section in self.sections if section.confidential)


@dataclass(frozen=True)
class DecisionWord:
    """An outcome the panel may record, in its own words.

    `asks_for` is what must be written with it: `reason`, `actions`, `until`, `who`.
    `legal_consequence` says in plain words what the law makes of it, if anything.
    """

    key: str
    label: str
    meaning: str = ""
    legal_consequence: str = ""
    asks_for: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _need(self.key, "key", "An outcome needs a key.")
        _need(self.label, "label", "An outcome needs a label people can read.")
        allowed = ("reason", "actions", "until", "who")
        for asked in self.asks_for:
            _need(asked in allowed, "asks_for", f"“{asked}” is not one of {', '.join(allowed)}.")
