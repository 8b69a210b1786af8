"""Reading one TOML value at a time, and saying exactly where a wrong one stands.

Each reader takes what the file holds and where it stands, and returns the value or raises
`ConfigurationError` with file, table and key. `Table`, `Rows` and `Named` put readers together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import NoReturn, TypeAlias

from portal.kernel.errors import ConfigurationError
from portal.variations.values import ClosedDay

Clean: TypeAlias = dict[str, object]


@dataclass(frozen=True)
class Where:
    """A place in a file: the file's name, the table, and the key in it."""

    file: str
    table: str = ""
    key: str = ""

    def __str__(self) -> str:
        table = f"[{self.table}]" if self.table else "top of the file"
        return f"{table} {self.key}".rstrip()

    def at(self, key: str) -> Where:
        """Read the same table, at this key."""
        return replace(self, key=f"{self.key}.{key}" if self.key else key)

    def into(self, table: str) -> Where:
        """Read a table inside this one."""
        return replace(self, table=f"{self.table}.{table}" if self.table else table, key="")

    def fail(self, message: str) -> NoReturn:
        """Raise the error for this place."""
        raise ConfigurationError(self.file, str(self), message)


Reader: TypeAlias = Callable[[object, Where], object]


def _kind_of(value: object) -> str:
    names: tuple[tuple[type, str], ...] = (
        (bool, "true or false"),
        (str, "text"),
        (int, "a whole number"),
        (float, "a number with a decimal point"),
        (datetime, "a date and time"),
        (date, "a date"),
        (time, "a time"),
        (list, "a list"),
        (dict, "a table"),
    )
    return next(name for kind, name in names if isinstance(value, kind))


def _wanted(wanted: str, value: object, where: Where) -> NoReturn:
    where.fail(f"This should be {wanted}, but it is {_kind_of(value)}.")


def text(value: object, where: Where) -> str:
    """Text with something in it."""
    if not isinstance(value, str):
        _wanted("text in quotes", value, where)
    if not value.strip():
        where.fail("This is empty.")
    return value.strip()


def free_text(value: object, where: Where) -> str:
    """Text, which may be empty."""
    if not isinstance(value, str):
        _wanted("text in quotes", value, where)
    return value.strip()


def texts(value: object, where: Where) -> tuple[str, ...]:
    """Read a list of texts."""
    if not isinstance(value, list):
        _wanted("a list of texts in quotes", value, where)
    return tuple(text(each, where.at(str(place))) for place, each in enumerate(value, 1))


def flag(value: object, where: Where) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        _wanted("true or false", value, where)
    return value


def whole(value: object, where: Where) -> int:
    """Read a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        _wanted("a whole number", value, where)
    return value


def day(value: object, where: Where) -> date:
    """Read a date, such as 2028-03-31, with or without quotes."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            where.fail(f"“{value}” is not a date. Write it like 2028-03-31.")
    if isinstance(value, datetime) or not isinstance(value, date):
        _wanted("a date such as 2028-03-31", value, where)
    return value


def moment(value: object, where: Where) -> time:
    """Read a time of day, such as "09:30", in whole minutes."""
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    if isinstance(value, time) and not value.second and not value.microsecond:
        return value
    if isinstance(value, (str, time)):
        where.fail(f'“{value}” is not a time of day in whole minutes. Write it like "09:30".')
    _wanted('a time such as "09:30"', value, where)


def choice(*allowed: str) -> Reader:
    """One of a few texts."""

    def read(value: object, where: Where) -> str:
        found = text(value, where)
        if found not in allowed:
            where.fail(f"“{found}” is not one of: {', '.join(allowed)}.")
        return found

    return read


def choices(*allowed: str) -> Reader:
    """Read a list of some of a few texts."""
    one = choice(*allowed)

    def read(value: object, where: Where) -> tuple[object, ...]:
        found = texts(value, where)
        return tuple(one(each, where.at(str(place))) for place, each in enumerate(found, 1))

    return read


def closed_days(value: object, where: Where) -> tuple[ClosedDay, ...]:
    """Read a list of closure days: dates, or `{ day = 2026-12-29, reason = "…" }`."""
    if not isinstance(value, list):
        _wanted("a list of dates", value, where)
    shape = Table({"day": day, "reason": text}, required=("day",))
    found = []
    for place, each in enumerate(value, 1):
        here = where.at(str(place))
        if isinstance(each, dict):
            row = shape(each, here)
            found.append(ClosedDay(**row))  # type: ignore[arg-type] # the shape has read both keys
        else:
            found.append(ClosedDay(day(each, here)))
    return tuple(found)


def unknown(key: str, known: Iterable[str], where: Where, *, table: bool = False) -> NoReturn:
    """Refuse a key or a table nobody knows, with the one most likely meant."""
    names = sorted(known)
    close = get_close_matches(key, names, n=1)
    hint = f"Did you mean “{close[0]}”?" if close else f"There may be: {', '.join(names)}."
    place = where.into(key) if table else where.at(key)
    place.fail(f"There is no {'table' if table else 'key'} called “{key}” here. {hint}")


@dataclass(frozen=True)
class Table:
    """A table with these keys and no others; `required` ones must be there."""

    keys: Mapping[str, Reader]
    required: tuple[str, ...] = ()
    inline: bool = True

    def __call__(self, value: object, where: Where) -> Clean:
        """Read the table with every value read."""
        if not isinstance(value, dict):
            _wanted("a table", value, where)
        clean: Clean = {}
        for key, held in value.items():
            if key not in self.keys:
                unknown(key, self.keys, where)
            reader = self.keys[key]
            nested = isinstance(reader, (Table, Named)) and not reader.inline
            clean[key] = reader(held, where.into(key) if nested else where.at(key))
        for key in self.required:
            if key not in clean:
                where.at(key).fail("This key is missing.")
        return clean


@dataclass(frozen=True)
class Rows:
    """A list of tables of one shape."""

    shape: Table

    def __call__(self, value: object, where: Where) -> tuple[Clean, ...]:
        """Every row read."""
        if not isinstance(value, list):
            _wanted("a list of tables", value, where)
        return tuple(
            self.shape(each, where.at(f"row {place}")) for place, each in enumerate(value, 1)
        )


@dataclass(frozen=True)
class Named:
    """A table whose keys are local names, each holding the same kind of thing."""

    reader: Reader
    inline: bool = True

    def __call__(self, value: object, where: Where) -> Clean:
        """Every entry read, under its name."""
        if not isinstance(value, dict):
            _wanted("a table", value, where)
        clean: Clean = {}
        for key, held in value.items():
            here = where.at(key) if self.inline else where.into(key)
            if not re.fullmatch(r"[a-z][a-z0-9_]*", key):
                here.fail("A name is small letters, figures and underscores, such as “advocacy”.")
            clean[key] = self.reader(held, here)
        return clean
