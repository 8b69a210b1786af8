"""What a line of the inventory says, and the words it says it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.variations.keeping import Kept


class About(StrEnum):
    """Whom a column says something of."""

    THEM = "them"
    """The young person alone."""
    WORDS = "words"
    """The young person, in words that may name others: a person reads them before they go out."""
    ALONE = "alone"
    """The young person, in words they keep to themselves: no copy that others make holds them."""
    OTHERS = "others"
    """Somebody else: staff, a carer, a deputy."""
    NOBODY = "nobody"
    """No person: a key, a count, a version, the panel's own arrangements."""


class Way(StrEnum):
    """How a table's rows are tied to a young person."""

    SELF = "self"
    """It is the young person's own row."""
    PATH = "path"
    """By its columns that point to them, one row after another."""
    MEETINGS = "meetings"
    """By a meeting at which they were listed."""
    AGENDAS = "agendas"
    """By what was frozen of their own item."""
    EVENTS = "events"
    """By an event about any of their rows."""
    MENTIONS = "mentions"
    """By a report that shows their code."""
    NONE = "none"
    """It holds nothing about a young person."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One table: its title for a reader, the way to a young person, and each of its columns.

    ``path`` is the column that points on towards the young person; ``kept`` names the rule that
    says how long, or is empty with ``stays`` saying why there is none. ``drafts`` are columns that
    they keep to themselves while the row's own ``draft`` says so. ``question`` is what a person is
    asked of each row before it goes out, where it is more than whether its words name others.
    """

    title: str
    way: Way
    columns: Mapping[str, About]
    path: str = ""
    kept: tuple[Kept, ...] = ()
    stays: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    drafts: tuple[str, ...] = ()
    question: str = ""


KEYS = ("authority_id", "id")
"""In every table, about nobody."""


def columns(**by_about: str) -> dict[str, About]:
    """Return columns by name, from their names in one text for each kind."""
    return {name: About(about) for about, names in by_about.items() for name in names.split()}


ARRANGEMENTS = "How the panels are arranged; about nobody's life."
POINTS_TO_STAFF = "Points to a member of staff; says nothing once their own row is empty."
TRAIL = "The trail holds keys, dates and counts, never a name or a person’s words."
GOES_WITH_PERSON = (Kept.YOUNG_PEOPLE,)
