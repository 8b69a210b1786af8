"""Statements put together at random from a seed: mapped ones, and bare ones with pins anywhere.

The pins of bare statements stand where they hold and where they only seem to: on another table, on
another authority, under OR, under NOT, in the ON of an outer join.
"""

from __future__ import annotations

import random
from typing import Any

from sqlalchemy import and_, exists, false, func, literal, not_, or_, select, true, union_all
from sqlalchemy.orm import aliased

from portal.cases.models import Case, YoungPerson
from portal.database import Base
from portal.panels.models import Item, Meeting, Panel
from portal.people.models import Person
from portal.tenancy.models import Area, District, Succession
from tests.integration.conftest import AUTHORITY
from tests.integration.database.ground import ELSEWHERE

SAYING: dict[Any, str] = {
    Area: "name",
    Case: "kind",
    District: "name",
    Item: "item_type",
    Meeting: "place",
    Panel: "kind",
    Person: "name",
    Succession: "successor",
    YoungPerson: "reference",
}
"""Mapped classes, and the column in which the canary stands."""
MOST_TABLES = 3
DEEPEST = 2


class Mapped:
    """Makes mapped statements; nothing in them speaks of an authority."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - nothing here is a secret

    def statement(self, depth: int = 0) -> Any:
        """Return one statement."""
        dice = self._dice
        kind = dice.choice(["plain", "plain", "joined", "joined", "nested", "union", "counted"])
        if depth >= DEEPEST and kind in {"nested", "union"}:
            kind = "plain"
        if kind == "nested":
            inner = self.statement(depth + 1)
            source = inner.subquery() if dice.random() < 0.5 else inner.cte()
            return select(*source.c)
        if kind == "union":
            return union_all(self._words(depth), self._words(depth))
        if kind == "counted":
            source, said = self._source()
            return select(func.max(said)).select_from(source)
        return self._words(depth) if kind == "plain" else self._joined()

    def _source(self) -> tuple[Any, Any]:
        made = self._dice.choice(list(SAYING))
        source = aliased(made) if self._dice.random() < 0.4 else made
        return source, getattr(source, SAYING[made])

    def _words(self, depth: int) -> Any:
        _, said = self._source()
        query = select(said.label("said"))
        if self._dice.random() < 0.5:
            query = query.where(self._condition(said, depth))
        return query

    def _joined(self) -> Any:
        first, said = self._source()
        columns, query = [said], None
        for _ in range(self._dice.randint(1, MOST_TABLES - 1)):
            source, also = self._source()
            columns.append(also)
            outer = self._dice.random() < 0.5
            query = (query if query is not None else select().select_from(first)).join(
                aliased(source) if source is first else source, true(), isouter=outer
            )
        assert query is not None
        return query.add_columns(*columns[:1])

    def _condition(self, said: Any, depth: int) -> Any:
        dice = self._dice
        kind = dice.choice(["some", "or", "exists", "within"])
        if kind == "some":
            return said != "nobody"
        if kind == "or":
            return or_(said == "nobody", true())
        source, also = self._source()
        if kind == "exists" and depth < DEEPEST:
            return exists(select(also)) | (said != "")
        return said.in_(select(aliased(source).authority_id)) | (said != "")


class Bare:
    """Makes bare statements with pins in right and wrong places."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - nothing here is a secret

    def statement(self) -> Any:
        """Return one statement."""
        dice = self._dice
        made = dice.choice(list(SAYING))
        table = self._table(made)
        said = table.c[SAYING[made]]
        shape = dice.choice(["one", "one", "joined", "outer", "subquery", "union", "scalar"])
        if shape == "one":
            return select(said).where(*self._pins(table))
        if shape == "union":
            return union_all(
                select(said).where(*self._pins(table)), select(said).where(*self._pins(table))
            )
        if shape == "subquery":
            inner = select(said).where(*self._pins(table)).subquery()
            return select(inner.c[SAYING[made]])
        if shape == "scalar":
            return select(select(func.max(said)).where(*self._pins(table)).scalar_subquery())
        other_made = dice.choice(list(SAYING))
        other = self._table(other_made).alias("second")
        on, where = self._pins(other), self._pins(table)
        if dice.random() < 0.5:
            on, where = [true()], [*where, *on]
        join = table.join(other, and_(true(), *on), isouter=shape == "outer")
        return select(said, other.c[SAYING[other_made]]).select_from(join).where(*where)

    def _table(self, made: Any) -> Any:
        table = Base.metadata.tables[made.__tablename__]
        return table.alias("first") if self._dice.random() < 0.4 else table

    def _pins(self, table: Any) -> list[Any]:
        pin = table.c.authority_id == AUTHORITY
        return self._dice.choice(
            [
                *([pin] for _ in range(4)),
                [literal(AUTHORITY) == table.c.authority_id],
                [pin, true()],
                [and_(pin, table.c.authority_id != ELSEWHERE)],
                [],
                [table.c.authority_id == ELSEWHERE],
                [table.c.authority_id != "E0"],
                [table.c.authority_id.in_([AUTHORITY, ELSEWHERE])],
                [or_(pin, true())],
                [or_(pin, table.c.authority_id == ELSEWHERE)],
                [not_(pin)],
                [false()],
                [pin == true()],
            ]
        )
