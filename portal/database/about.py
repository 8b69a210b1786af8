"""Whom each table is about, and so what a visitor and a recused reader are kept from.

Every mapped class says it once, as ``about``. A class that says nothing is closed to visitors, and
a test asks each class to say so itself. The adder, the gate and PostgreSQL's policies all read it
from here, and each acts on it alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

ABOUT = "about"
"""In a table's ``info``: its ``About``."""


class Visitors(Enum):
    """What somebody who came for one item may do with a table's rows."""

    NOTHING = "nothing"
    ADD = "add"
    """Rows are added while they work; they never read one."""
    READ = "read"
    HOLD = "hold"
    """Read, and kept as it is until what was read has left; never changed."""
    KEEP = "keep"
    """Read and written: the rows within their reach, or those that are about nobody."""


@dataclass(frozen=True, slots=True)
class About:
    """Which column names an item, which one a young person, and what a visitor may do.

    A table with either column is seen by a visitor as far as their reach goes, and is not seen by a
    recused reader where it names what they declared.
    """

    item: str | None = None
    young_person: str | None = None
    visitors: Visitors = Visitors.NOTHING

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that name an item or a young person."""
        named = (self.item, self.young_person)
        return tuple(dict.fromkeys(column for column in named if column is not None))

    @property
    def read(self) -> bool:
        """Whether a visitor reads it at all."""
        return self.visitors in {Visitors.READ, Visitors.HOLD, Visitors.KEEP}

    @property
    def held(self) -> bool:
        """Whether a visitor's reading keeps its rows as they are."""
        return self.visitors in {Visitors.HOLD, Visitors.KEEP}

    @property
    def changed(self) -> bool:
        """Whether a visitor changes or deletes its rows."""
        return self.visitors is Visitors.KEEP

    @property
    def added(self) -> bool:
        """Whether a visitor adds rows."""
        return self.visitors in {Visitors.ADD, Visitors.KEEP}


CLOSED = About()
"""Nothing of it is for visitors."""
OPEN = About(visitors=Visitors.READ)
"""It names nobody in care, and a visitor's own page needs it."""
KEPT = About(visitors=Visitors.KEEP)
"""It names nobody in care, and a visitor's own work writes it: their sign-in, their password."""


def about_item(column: str = "item_id", *, young_person: str | None = None) -> About:
    """Return what to say of a table whose rows belong to an item."""
    return About(column, young_person, Visitors.KEEP)


def about_young_person(column: str = "young_person_id") -> About:
    """Return what to say of a table whose rows belong to a young person."""
    return About(None, column, Visitors.KEEP)


def in_the_trail(item: str, young_person: str) -> About:
    """Return what to say of a record of what was done: its columns name what it was done to.

    Visitors leave their marks in it and read none. A recused reader finds nothing in it about what
    they declared.
    """
    return About(item, young_person, Visitors.ADD)
