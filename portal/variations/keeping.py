"""How long things are kept and why, and what is told of sharing: county rules, not a district's.

Said in ``[retention.KIND]`` and ``[register]`` of the product's file and of the county's, which
wins. What kinds there are is the product's: each is something the portal can find and remove.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from portal.kernel.errors import ConfigurationError
from portal.kernel.timeline import add_months
from portal.variations import reading as read
from portal.variations.reading import Named, Table, Where
from portal.variations.values import OrganisationKind, PackSection

MONTHS_IN_YEAR = 12
LONGEST_YEARS = 120
_LENGTH = re.compile(r"(\d{1,5}) (day|month|year)s?")


class Kept(StrEnum):
    """A kind of record that a rule says how long to keep, in the order they are shown."""

    RECORD_WORDS = "record_words"
    ACTION_WORDS = "action_words"
    PAPERS = "papers"
    PREPARATION = "preparation"
    PACK_NOTES = "pack_notes"
    VIEWS = "views"
    WITHDRAWAL_REASONS = "withdrawal_reasons"
    AGENDAS = "agendas"
    ATTENDANCE = "attendance"
    FEEDBACK = "feedback"
    MESSAGES = "messages"
    IMPORT_REPORTS = "import_reports"
    YOUNG_PEOPLE = "young_people"
    STAFF = "staff"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KINDS[self][0]

    @property
    def after(self) -> str:
        """The event its time runs from."""
        return _KINDS[self][1]

    @property
    def after_words(self) -> str:
        """That event in words."""
        return _KINDS[self][2]

    @property
    def what_goes(self) -> str:
        """What is removed and what stays, in words."""
        return _KINDS[self][3]


FILED = "the record was put on the child’s file, or the meeting’s day where they were not heard"
_KINDS: dict[Kept, tuple[str, str, str, str]] = {
    Kept.RECORD_WORDS: (
        "What was said and decided",
        "record_filed",
        FILED,
        "The words go. The decision’s own word, its date and the receipt stay.",
    ),
    Kept.ACTION_WORDS: (
        "What somebody had to do",
        "action_done",
        "the action was done",
        "The words go. Who had to do it, by when and when it was done stay.",
    ),
    Kept.PAPERS: (
        "Papers of an item",
        "record_filed",
        FILED,
        "Titles, words and files go. That there was a paper of its kind, and its day, stay.",
    ),
    Kept.PACK_NOTES: (
        "Readers’ own notes on papers",
        "meeting_held",
        "the meeting’s day",
        "The whole note goes. That its writer opened the papers stays in the trail.",
    ),
    Kept.VIEWS: (
        "What young people said before a panel",
        "record_filed",
        FILED,
        "Their words, choices and files go. That they were asked and when they were heard stay.",
    ),
    Kept.WITHDRAWAL_REASONS: (
        "Why somebody was taken off an agenda",
        "meeting_held",
        "the meeting’s day",
        "The reason goes. That they were taken off stays.",
    ),
    Kept.PREPARATION: (
        "What was written for an item before its panel",
        "meeting_held",
        "the meeting’s day",
        "The words and choices go. Who wrote or asked, when, and what they said is wrong stay.",
    ),
    Kept.AGENDAS: (
        "Agendas as they went out",
        "meeting_held",
        "the meeting’s day",
        "References, what each item was about and staff names go. Times and rules stay.",
    ),
    Kept.ATTENDANCE: (
        "Names of deputies who came",
        "meeting_held",
        "the meeting’s day",
        "The name typed for a deputy goes. That a deputy came stays.",
    ),
    Kept.FEEDBACK: (
        "What young people thought of their panel",
        "meeting_held",
        "the meeting’s day",
        "The words go. Which face they chose stays, and is counted.",
    ),
    Kept.MESSAGES: (
        "Messages that went out or were called off",
        "message_settled",
        "the message went or was called off",
        "The address and the words go. That there was a message, to whom and when, stays.",
    ),
    Kept.IMPORT_REPORTS: (
        "Reports on the return",
        "import_finished",
        "the import ended",
        "Every finding goes, with the codes and values it shows. The counts stay.",
    ),
    Kept.YOUNG_PEOPLE: (
        "Young people and their care history",
        "turned_25",
        "their 25th birthday, or their last panel where that is later",
        "Name, codes, date of birth, care history and every word about them go. The counts stay.",
    ),
    Kept.STAFF: (
        "Staff and members who left",
        "person_left",
        "their last day",
        "Name, address and password go. An empty row stays where records point to it.",
    ),
}


@dataclass(frozen=True, slots=True)
class Length:
    """How long: a number of days, months or years."""

    number: int
    unit: str

    def after(self, day: date) -> date:
        """Return the day on which it is over: what happened on `day` goes on that day."""
        if self.unit == "day":
            return day + timedelta(days=self.number)
        months = self.number * (MONTHS_IN_YEAR if self.unit == "year" else 1)
        return add_months(day, months)

    def __str__(self) -> str:
        """The length in words."""
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class KeepingRule:
    """How long one kind of record is kept, and why."""

    kind: Kept
    keep: Length
    basis: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Why an organisation of one kind is told anything, and on what ground."""

    why: str
    basis: str


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """What the county says of its processing, beyond what the tables and seats show (Art. 30)."""

    purpose: str
    basis: str
    special_basis: str
    people: tuple[str, ...]
    security: tuple[str, ...]
    abroad: str
    recipients: Mapping[OrganisationKind, Recipient]
    sections: Mapping[PackSection, str]


def length(value: object, where: Where) -> Length:
    """Read a length such as "6 months"."""
    found = _LENGTH.fullmatch(read.text(value, where))
    if found is None:
        where.fail("Write how long like “90 days”, “6 months” or “6 years”.")
    made = Length(int(found[1]), found[2])
    years = {"day": 366, "month": MONTHS_IN_YEAR, "year": 1}[made.unit] * LONGEST_YEARS
    if made.number > years:
        where.fail(f"This is longer than {LONGEST_YEARS} years.")
    return made


def _after(value: object, where: Where) -> str:
    kind = where.table.rpartition(".")[2]
    wanted = Kept(kind).after if kind in set(Kept) else ""
    found = read.text(value, where)
    if found != wanted:
        where.fail(f"The time of this kind runs from “{wanted}”.")
    return found


_RULE = Table({"after": _after, "keep": length, "basis": read.text, "why": read.text}, inline=False)
_RECIPIENT = Table({"why": read.text, "basis": read.text}, ("why", "basis"), inline=False)
REGISTER = Table(
    {
        "purpose": read.text,
        "basis": read.text,
        "special_basis": read.text,
        "people": read.texts,
        "security": read.texts,
        "abroad": read.text,
        "recipients": Named(_RECIPIENT, inline=False),
        "sections": Named(read.text, inline=False),
    },
    inline=False,
)


def retention_tables(value: object, where: Where) -> dict[str, Any]:
    """Read the rules of one file by kind; a kind nobody knows is an error."""
    if isinstance(value, dict):
        for key in value:
            if key not in set(Kept):
                read.unknown(key, set(Kept), where, table=True)
    return Named(_RULE, inline=False)(value, where)


def register_tables(value: object, where: Where) -> dict[str, Any]:
    """Read what one file says for the register."""
    clean: dict[str, Any] = REGISTER(value, where)
    for table, known in (("recipients", OrganisationKind), ("sections", PackSection)):
        for key in clean.get(table, {}):
            if key not in {each.value for each in known}:
                read.unknown(key, [each.value for each in known], where.into(table))
    return clean


def rules(files: Mapping[str, Mapping[str, Any]]) -> tuple[KeepingRule, ...]:
    """Lay the files' rules over each other, farthest first. ConfigurationError where one lacks."""
    found = []
    for kind in Kept:
        merged: dict[str, Any] = {}
        source = ""
        for file, tables in files.items():
            if kind in tables:
                merged |= tables[kind]
                source = file
        for key in ("keep", "basis", "why"):
            if key not in merged:
                nearest = source or [*files][-1]
                raise ConfigurationError(nearest, f"[retention.{kind}] {key}", "This is missing.")
        found.append(KeepingRule(kind, merged["keep"], merged["basis"], merged["why"], source))
    return tuple(found)


def register_words(files: Mapping[str, Mapping[str, Any]]) -> RegisterWords:
    """Lay the files' words over each other, farthest first. ConfigurationError where one lacks."""
    merged: dict[str, Any] = {}
    for tables in files.values():
        for key, value in tables.items():
            below = merged.get(key)
            merged[key] = below | value if isinstance(below, dict) else value
    for key in ("purpose", "basis", "special_basis", "people", "security", "abroad"):
        if key not in merged:
            raise ConfigurationError(["", *files][-1], f"[register] {key}", "It is missing.")
    recipients = merged.pop("recipients", {})
    sections = merged.pop("sections", {})
    return RegisterWords(
        **merged,
        recipients={OrganisationKind(key): Recipient(**held) for key, held in recipients.items()},
        sections={PackSection(key): text for key, text in sections.items()},
    )
