"""Sealed fields: text that is unreadable in the database, and bound to its place there.

A sealed field is written and read like any other: ``discussion: Mapped[str] = sealed()`` in a
class that also takes ``SealsFields``. What is stored is the text under AES-256-GCM, with the number
of the instance's key before it. Authority, table, column and row go into the seal, so that a value
moved elsewhere does not open. A copy of the database alone therefore opens nothing.

A column on its own, as in ``select(Action.wording)``, opens as well, because its row's keys are
read with it. What has no keys beside it, such as a table's bare column, gives a ``SealedValue``,
which refuses to become text. A sealed field cannot be searched, compared or sorted in the database.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import ColumnElement, Dialect, Text, TypeDecorator, event
from sqlalchemy.orm import Bundle, mapped_column

from portal.database.base import Base
from portal.database.scope import current_scope
from portal.kernel.errors import PortalError
from portal.keyring import EXTENSION, Key, Keyring, Purpose

NONCE_BYTES = 12
NOT_COMPARED = "A sealed field cannot be compared in the database."
_HEAD = re.compile(r"sealed:(\d{1,9})")
_FORM = re.compile(rf"{_HEAD.pattern}:[A-Za-z0-9_-]{{38,}}")


class SealError(PortalError):
    """A sealed value does not open: it was changed, moved, or never sealed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands. It opens nowhere else."""

    authority_id: str
    table: str
    column: str
    row_id: UUID

    @property
    def bound(self) -> bytes:
        """What goes into the seal besides the text."""
        place = (self.authority_id, self.table, self.column, self.row_id.hex)
        return "\x1f".join(place).encode()

    def __str__(self) -> str:
        """Name the place for a report; it holds nobody's words."""
        return f"{self.table}.{self.column} of row {self.row_id}"


@dataclass(frozen=True, slots=True)
class SealedValue:
    """A value as it stands in the database. It never becomes text by accident.

    It remembers the keys of the application that read it, so that a row can be read to its end.
    """

    stored: str
    ring: Keyring = field(compare=False, repr=False)

    @property
    def key_number(self) -> int | None:
        """The number of the key that sealed it; None for text that was never sealed."""
        found = _FORM.fullmatch(self.stored)
        return int(found[1]) if found else None

    def __repr__(self) -> str:
        """Show that there is something, and nothing of it."""
        return "<sealed>"

    def __str__(self) -> str:
        """Refuse: what is sealed is not for a page, a file or a message."""
        raise SealError("A sealed value was used as text. Read the field, not its column.")

    __format__ = __html__ = __str__  # type: ignore[assignment]  # whatever the format, it refuses


class SealedText(TypeDecorator[SealedValue]):
    """The column under a sealed field: takes and gives sealed values alone."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Refuse plain text: it would stand in the database for everybody to read."""
        del dialect
        if value is None:
            return None
        if not isinstance(value, SealedValue):
            raise SealError("Plain text may not be put into a sealed column.")
        return value.stored

    def process_result_value(self, value: str | None, dialect: Dialect) -> SealedValue | None:
        """Give what is stored, still sealed."""
        del dialect
        return None if value is None else SealedValue(value, keyring())


def seal(place: Place, text: str) -> SealedValue:
    """Seal a text for one place with today's key."""
    ring = keyring()
    key = ring.current(Purpose.FIELDS)
    nonce = os.urandom(NONCE_BYTES)
    hidden = _cipher(key).encrypt(nonce, text.encode(), place.bound)
    written = base64.urlsafe_b64encode(nonce + hidden).rstrip(b"=").decode("ascii")
    return SealedValue(f"{prefix(key.number)}{written}", ring)


def unseal(place: Place, value: SealedValue) -> str:
    """Open a value in its place. SealError where it was changed, moved or never sealed."""
    head, _, written = value.stored.rpartition(":")
    found = _HEAD.fullmatch(head)
    if found is None:
        raise SealError(f"The value in {place} is not sealed.")
    key = value.ring.key(Purpose.FIELDS, int(found[1]))
    try:
        raw = base64.urlsafe_b64decode(f"{written}{'=' * (-len(written) % 4)}")
        return _cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.bound).decode()
    except (InvalidTag, ValueError) as error:
        raise SealError(f"The value in {place} does not open: changed, or moved there.") from error


def prefix(key_number: int) -> str:
    """Return how every value sealed with a key begins."""
    return f"sealed:{key_number}:"


def keyring() -> Keyring:
    """Return the application's keys."""
    ring: Keyring = current_app.extensions[EXTENSION]
    return ring


@lru_cache(maxsize=64)
def _cipher(key: Key) -> AESGCM:
    return AESGCM(key.secret)


@dataclass(frozen=True, slots=True)
class Seal:
    """What ``sealed()`` leaves in a class until the class is made."""

    nullable: bool
    default: str | None


def sealed(*, nullable: bool = False, default: str | None = None) -> Any:
    """Declare a sealed field. Its class takes ``SealsFields`` first among its bases."""
    return Seal(nullable, default)


class SealsFields:
    """Mixed into a table's class that has sealed fields."""

    __seals__: dict[str, Seal]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Put a column under each sealed field, and the field on top of it."""
        found = {name: held for name, held in vars(cls).items() if isinstance(held, Seal)}
        for name, declared in found.items():
            delattr(cls, name)
            column: Any = mapped_column(name, SealedText(), nullable=declared.nullable)
            setattr(cls, _under(name), column)
        if found:
            # SQLAlchemy would make a column of its own from the annotation.
            own = cls.__annotations__
            cls.__annotations__ = {name: kind for name, kind in own.items() if name not in found}
        super().__init_subclass__(**kwargs)
        cls.__seals__ = found
        for name, declared in found.items():
            setattr(cls, name, SealedField(name, declared))


@event.listens_for(SealsFields, "init", propagate=True)
def _keys_first(target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Give a new row its keys before its fields, which are sealed with them, and its defaults."""
    del args
    given = dict(kwargs)
    kwargs.clear()
    kwargs["authority_id"] = given.pop("authority_id", None) or current_scope().authority_id
    kwargs["id"] = given.pop("id", None) or uuid4()
    for name, declared in target.__seals__.items():
        if declared.default is not None:
            given.setdefault(name, declared.default)
    kwargs.update(given)


class SealedField:
    """The field itself: opens on reading, seals on writing, and opens in a query's columns."""

    def __init__(self, name: str, declared: Seal) -> None:
        self.name = name
        self.declared = declared
        self._columns: SealedColumns | None = None

    def __get__(self, row: Any, owner: Any) -> Any:
        """Return the text of a row, or of the class what a query reads it from."""
        if row is None:
            if self._columns is None:
                self._columns = SealedColumns.of(owner, self.name)
            return self._columns
        value: SealedValue | None = getattr(row, _under(self.name))
        return None if value is None else unseal(self._place(row), value)

    def __set__(self, row: Any, text: str | None) -> None:
        """Seal a text. Writing what stands there already changes nothing."""
        held: SealedValue | None = getattr(row, _under(self.name))
        if text is None:
            if not self.declared.nullable:
                raise SealError(f"The sealed field {self.name} needs a text.")
            value = None
        else:
            place = self._place(row)
            if held is not None and unseal(place, held) == text:
                return
            value = seal(place, text)
        setattr(row, _under(self.name), value)

    def _place(self, row: Any) -> Place:
        return Place(row.authority_id, row.__tablename__, self.name, row.id)


class SealedColumns(Bundle[Any]):
    """A sealed field in a query: its column with its row's keys, opened as each row is read."""

    inherit_cache = True
    field: str
    table: str

    @classmethod
    def of(cls, entity: Any, name: str, label: str | None = None) -> SealedColumns:
        """Return it for a mapped class or an alias of one."""
        made = cls(label or name, entity.authority_id, entity.id, getattr(entity, _under(name)))
        made.field = name
        made.table = entity.__tablename__
        return made

    def adapt_to_entity(self, alias: Any) -> SealedColumns:
        """Follow an alias of the class: SQLAlchemy asks this of what an alias gives."""
        return SealedColumns.of(alias.entity, self.field, self.name)

    def create_row_processor(self, query: Any, procs: Any, labels: Any) -> Callable[[Any], Any]:
        """Open the value of each row; None where an outer join found none."""
        del query, labels
        authority, row_id, stored = procs
        table, column = self.table, self.field

        def opened(row: Any) -> str | None:
            value = stored(row)
            if value is None:
                return None
            return unseal(Place(authority(row), table, column, row_id(row)), value)

        return opened

    def is_(self, other: None) -> ColumnElement[bool]:
        """Ask whether there is nothing: the one question the database can answer."""
        self._only_nothing(other)
        return self._column().is_(None)

    def is_not(self, other: None) -> ColumnElement[bool]:
        """Ask whether there is something."""
        self._only_nothing(other)
        return self._column().is_not(None)

    def __eq__(self, other: object) -> bool:
        """Refuse a comparison in a query: it would be false for every row, without a word."""
        if not isinstance(other, Bundle):
            raise SealError(NOT_COMPARED)
        return self is other

    __hash__ = Bundle.__hash__

    def _column(self) -> ColumnElement[Any]:
        column = self.exprs[2]  # the third given
        assert isinstance(column, ColumnElement)
        return column

    @staticmethod
    def _only_nothing(other: object) -> None:
        if other is not None:
            raise SealError(NOT_COMPARED)


def sealed_fields() -> Iterator[tuple[type[Any], str]]:
    """Yield every class with sealed fields and the name of each, in order."""
    mapped = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda c: c.__name__)
    for kind in mapped:
        if issubclass(kind, SealsFields):
            for name in kind.__seals__:
                yield kind, name


def _under(name: str) -> str:
    """Return the attribute that holds a field's sealed value."""
    return f"sealed_{name}"
