"""Bring one table into line with the rows of a return: add, change, leave, take away.

Rows come in pieces. What is held about a child is read when the child is first met, so memory
holds only what has not been matched yet; a first import holds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, delete, insert, select, update

from portal.cases.models import CareEpisode, CareReview, ReturnRow
from portal.database import current_scope, session

MOST_IN_A_LIST: Final = 500
Kept = type[CareEpisode] | type[CareReview] | type[ReturnRow]


@dataclass(slots=True)
class Tally:
    """How many rows were added, changed, left alone and taken away."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


def in_pieces(values: Iterable[Any], size: int = MOST_IN_A_LIST) -> Iterable[list[Any]]:
    """Cut a run of values into lists that fit a statement."""
    piece: list[Any] = []
    for value in values:
        piece.append(value)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece


class Ledger:
    """One table's rows, each known by its young person and its key columns."""

    def __init__(
        self,
        model: Kept,
        *,
        key: Sequence[str],
        columns: Sequence[str],
        nothing_held: bool,
        only_adds: bool = False,
        replaces: Callable[[dict[str, Any]], bool] = lambda _row: False,
    ) -> None:
        self.tally = Tally()
        self.changed: set[UUID] = set()
        """Whose rows were added, changed or taken away."""
        self._model, self._table = model, cast("Table", model.__table__)
        self._key, self._columns = tuple(key), tuple(columns)
        self._nothing_held, self._replaces = nothing_held, replaces
        self._only_adds = only_adds
        self._met: set[UUID] = set()
        self._held: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._authority_id = current_scope().authority_id
        self._update = (
            update(self._table)
            .where(
                self._table.c.authority_id == bindparam("pinned"),
                self._table.c.id == bindparam("row_id"),
            )
            .values({column: bindparam(f"new_{column}") for column in self._columns})
        )

    def take(self, rows: Sequence[dict[str, Any]]) -> None:
        """Store rows: each a value for `young_person_id`, the key and the other columns."""
        if not self._nothing_held:
            self._read_held({row["young_person_id"] for row in rows} - self._met)
        added, changed = [], []
        for row in rows:
            held = self._held.pop(self._key_of(row), None)
            if held is None:
                row["authority_id"], row["id"] = self._authority_id, uuid4()
                added.append(row)
            elif not self._only_adds and any(row[c] != held[c] for c in self._columns):
                values = {f"new_{column}": row[column] for column in self._columns}
                changed.append({"pinned": self._authority_id, "row_id": held["id"], **values})
                self.changed.add(row["young_person_id"])
        if added:
            session.execute(insert(self._table), added)
        if changed:
            session.execute(self._update, changed)
        self.changed.update(row["young_person_id"] for row in added)
        self.tally.added += len(added)
        self.tally.changed += len(changed)
        self.tally.unchanged += len(rows) - len(added) - len(changed)

    def finish(self, *, remove: bool) -> None:
        """Take away what the return no longer has of the children it names, where it may."""
        gone = [
            row
            for row in self._held.values()
            if remove and not self._only_adds and self._replaces(row)
        ]
        self.changed.update(row["young_person_id"] for row in gone)
        for piece in in_pieces(row["id"] for row in gone):
            session.execute(
                delete(self._model)
                .where(self._model.id.in_(piece))
                .execution_options(synchronize_session=False)
            )
        self.tally.removed += len(gone)

    def _key_of(self, row: dict[str, Any]) -> tuple[Any, ...]:
        return (row["young_person_id"], *(row[column] for column in self._key))

    def _read_held(self, people: set[UUID]) -> None:
        model = self._model
        self._met |= people
        for piece in in_pieces(sorted(people)):
            wanted = ("id", "young_person_id", *self._key, *self._columns)
            rows = session.execute(
                select(*(getattr(model, column) for column in wanted))
                .where(model.young_person_id.in_(piece))
                .order_by(model.young_person_id, model.id)
            ).mappings()
            for row in rows:
                self._held[self._key_of(dict(row))] = dict(row)
