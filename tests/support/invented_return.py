"""Invented statutory returns of any size and year, clean or with faults planted in them.

Nobody in them exists: references count up from 100000 and dates come from a seeded generator. A
clean return gives no finding at all; each planted fault says which findings it must give.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Final
from xml.sax.saxutils import escape

from portal.cases.ssda903 import modules
from portal.cases.ssda903.checks import birthday, plain
from portal.cases.ssda903.codes import codes_for

Cells = dict[str, str]

GROUP_TAGS: Final = {
    modules.EPISODES: "EPISODE",
    modules.REVIEWS: "AREVIEW",
    modules.MISSING: "AMISSING",
    modules.PREV_PERM: "PERMANENCE",
    modules.OC2: "OC2",
    modules.PLACED_ADOPTION: "AD_PLACED",
}
INLINE: Final = (modules.UASC, modules.OC3, modules.AD1)


@dataclass(frozen=True)
class Planted:
    """A fault: the row it is in and the finding it must give there."""

    name: str
    module: str
    row: Cells
    column: str
    code: str
    refused: bool = False


@dataclass
class InventedReturn:
    """Rows by module, in the order they are written, and the faults planted in them."""

    year: int
    rng: random.Random
    rows: dict[str, list[Cells]] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    children: int = 0

    @property
    def as_of(self) -> date:
        return date(self.year, 3, 31)

    def days_ago(self, days: int) -> str:
        return plain(self.as_of - timedelta(days=days))

    def add(self, module: str, **cells: str) -> Cells:
        row = {column: cells.get(column, "") for column in modules.BY_NAME[module].columns}
        self.rows.setdefault(module, []).append(row)
        return row

    def pick(self, column: str) -> str:
        return self.rng.choice(sorted(codes_for(column, self.year)))

    def child(self, *, age: int = 10, **cells: str) -> Cells:
        """Add a Header row for a new child who turned this age about half a year ago."""
        self.children += 1
        dob = birthday(self.as_of - timedelta(days=180 + self.rng.randrange(20)), 0)
        dob = dob.replace(year=dob.year - age, day=min(dob.day, 28))
        facts = {
            "CHILD": str(100_000 + self.children),
            "SEX": self.pick("SEX"),
            "DOB": plain(dob),
            "ETHNIC": self.pick("ETHNIC"),
            "UPN": f"A{self.children:012d}",
        }
        return self.add(modules.HEADER, **(facts | cells))

    def of(self, module: str, child: Cells, **cells: str) -> Cells:
        """Add a row about a child in a module that repeats the date of birth."""
        return self.add(module, CHILD=child["CHILD"], DOB=child["DOB"], **cells)

    def episode(
        self, child: Cells, start: int, end: int | None, rec: str = "", **cells: str
    ) -> Cells:
        """Add an episode that starts and ends so many days before the end of the year."""
        facts = {
            "CHILD": child["CHILD"],
            "DECOM": self.days_ago(start),
            "RNE": "S",
            "LS": self.rng.choice(["C2", "V2"]),
            "CIN": self.pick("CIN"),
            "PLACE": self.rng.choice(["U1", "U4", "U6", "K2"]),
            "PLACE_PROVIDER": self.pick("PLACE_PROVIDER"),
            "DEC": "" if end is None else self.days_ago(end),
            "REC": rec,
            "URN": "1234567",
        }
        return self.add(modules.EPISODES, **(facts | cells))

    def written_rows(self, module: str) -> Iterator[tuple[int, Cells]]:
        """Give each row of a module with its line in the CSV file."""
        return enumerate(self.rows.get(module, []), start=2)

    def expected(self) -> set[tuple[str, int, str, str, bool]]:
        """What a reader of the CSV folder must find: file, line, column, code, refused."""
        lines = {id(row): line for module in self.rows for line, row in self.written_rows(module)}
        return {
            (f"{p.module.lower()}.csv", lines[id(p.row)], p.column, p.code, p.refused)
            for p in self.planted
        }


def invent(children: int, *, year: int = 2018, seed: int = 903) -> InventedReturn:
    """Invent a clean return of so many children."""
    made = InventedReturn(year, random.Random(seed))  # noqa: S311 - the same return every time
    for number in range(children):
        _life(made, made.child(age=(2, 7, 11, 15, 16, 17)[number % 6]), number)
    return made


def _life(made: InventedReturn, child: Cells, number: int) -> None:
    rng = made.rng
    start = rng.randrange(400, 650)
    if number % 4 == 0:
        made.episode(child, start, rng.randrange(10, 300), "E4A")
    else:
        middle = rng.randrange(200, 380)
        made.episode(child, start, middle, "X1", REASON_PLACE_CHANGE="CARPL")
        made.episode(child, middle, None, RNE="P")
    young = number % 6 == 0
    for when in sorted(rng.sample(range(1, 390), k=number % 4), reverse=True):
        code = "PN0" if young else f"PN{rng.randrange(1, 8)}"
        made.of(modules.REVIEWS, child, REVIEW=made.days_ago(when), REVIEW_CODE=code)
    if number % 10 == 5:
        dob = date(*(int(part) for part in reversed(child["DOB"].split("/"))))
        made.of(modules.UASC, child, SEX=child["SEX"], DUC=plain(birthday(dob, 18)))
    if number % 6 == 5:
        made.of(modules.OC3, child, IN_TOUCH="YES", ACTIV="F2", ACCOM="K1")
    if number % 7 == 3:
        made.of(modules.PREV_PERM, child, PREV_PERM="P2", DATE_PERM="zz/05/2015")
        made.of(modules.OC2, child, SDQ_SCORE="12", HEALTH_CHECK="1")
    if number % 9 == 4:
        start = rng.randrange(100, 200)
        made.of(
            modules.MISSING,
            child,
            MISSING="M",
            MIS_START=made.days_ago(start),
            MIS_END=made.days_ago(start - 3),
        )


def write_csv(
    made: InventedReturn,
    folder: Path,
    *,
    encoding: str = "utf-8",
    line_end: str = "\n",
    quoted: bool = False,
) -> Path:
    """Write a file for each module. A row whose cell `__raw__` is set is written as that text."""
    folder.mkdir(parents=True, exist_ok=True)
    for module, rows in made.rows.items():
        columns = modules.BY_NAME[module].columns
        path = folder / f"{module.lower()}.csv"
        with path.open("w", encoding=encoding, newline="") as out:
            out.write(",".join(columns) + line_end)
            for row in rows:
                cells = [row[column] for column in columns]
                if quoted:
                    cells = [f'"{cell}"' for cell in cells]
                out.write(row.get("__raw__", ",".join(cells)) + line_end)
    return folder


def write_xml(made: InventedReturn, out: IO[str]) -> dict[int, int]:
    """Write the return's XML, an element to a line. Return each row's line by the row's `id`."""
    by_child: dict[str, list[tuple[str, Cells]]] = {}
    for module, rows in made.rows.items():
        if module != modules.HEADER:
            for row in rows:
                by_child.setdefault(row["CHILD"], []).append((module, row))
    writer = _XmlWriter(out)
    writer.line("<?xml version='1.0' encoding='utf-8'?>")
    writer.line("<EXPSSDA903>")
    for header in made.rows[modules.HEADER]:
        writer.child(header, by_child.get(header["CHILD"], []))
    writer.line("</EXPSSDA903>")
    return writer.lines


class _XmlWriter:
    def __init__(self, out: IO[str]) -> None:
        self._out, self._line = out, 0
        self.lines: dict[int, int] = {}

    def line(self, text: str) -> None:
        self._line += 1
        self._out.write(text + "\n")

    def child(self, header: Cells, rows: list[tuple[str, Cells]]) -> None:
        self.line("<CHILD>")
        self.lines[id(header)] = self._line + 1
        inline = {k: v for m, row in rows if m in INLINE for k, v in row.items() if v}
        flag = {"UASC": "1" if any(m == modules.UASC for m, _ in rows) else "0"}
        cells = _cells({**inline, **header, **flag}, skip=())
        self.line(f"<HEADER>{cells}")
        for module, row in rows:
            if module in INLINE:
                self.lines[id(row)] = self.lines[id(header)]
            elif module != modules.EPISODES:
                self._group(module, row)
        self.line("</HEADER>")
        for module, row in rows:
            if module == modules.EPISODES:
                self._group(module, row)
        self.line("</CHILD>")

    def _group(self, module: str, row: Cells) -> None:
        tag = GROUP_TAGS[module]
        self.line(f"<{tag}>{_cells(row, skip=('CHILD', 'DOB'))}</{tag}>")
        self.lines[id(row)] = self._line


def _cells(row: Cells, *, skip: Iterable[str]) -> str:
    names = {"CHILD": "CHILDID", "PLACE": "PL"}
    return "".join(
        f"<{names.get(column, column)}>{escape(value)}</{names.get(column, column)}>"
        if value
        else f"<{names.get(column, column)} />"
        for column, value in row.items()
        if column not in skip
    )
