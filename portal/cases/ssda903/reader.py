"""Read a whole statutory return: its files in any order, streamed, with every fault reported.

    sources, left_out = from_paths([Path("return/")])
    report = ImportReport()
    for event in read_return(sources, year=2018, as_of=date(2018, 3, 31)):
        row = report.add(event)

The caller stores rows inside one transaction and rolls it back on `UnreadableReturn`: a file that
proves to be cut short has given rows already. For every file and module,
``rows_read == rows_taken + refusing findings``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from types import MappingProxyType
from typing import Final

from portal.cases.ssda903 import checks, modules
from portal.cases.ssda903.codes import check_year
from portal.cases.ssda903.csv_file import CsvFile
from portal.cases.ssda903.events import Event, Finding
from portal.cases.ssda903.messages import problem
from portal.cases.ssda903.rows import ModuleRows
from portal.cases.ssda903.seen import Seen
from portal.cases.ssda903.sources import Source, look_over, unpack
from portal.cases.ssda903.xml_file import XmlFile

NOBODY: Final[Mapping[str, date]] = MappingProxyType({})


def read_return(
    sources: Iterable[Source],
    *,
    year: int,
    as_of: date,
    known_children: Mapping[str, date] = NOBODY,
    left_out: Iterable[str] = (),
    erased: Callable[[str], date | None] = lambda _child: None,
) -> Iterator[Event]:
    """Give every row taken, every finding and a count for each file and module.

    `year` is the year in which the return ends: 2018 is the year ending 31 March 2018.
    `known_children` are the children already held, with their dates of birth: their rows are
    taken even where this return has no Header row for them. `erased` tells the day on which what
    was held about a child was deleted: no row of theirs is taken. Headers are read before other
    modules, whatever the order of the files; all files are looked over before any is read.

    Raises `RuleError` for a year with no code lists and `UnreadableReturn` for a file that is not
    part of the return, is empty, damaged, cut short or too big, or lacks a required column.
    """
    return _Reading(check_year(year), as_of, Seen(known_children, erased)).read(sources, left_out)


class _Reading:
    def __init__(self, year: int, as_of: date, seen: Seen) -> None:
        self._year, self._as_of, self._seen = year, as_of, seen
        self._names: list[str] = []

    def read(self, sources: Iterable[Source], left_out: Iterable[str]) -> Iterator[Event]:
        with ExitStack() as stack:
            yield from self._read(unpack(sources, stack), left_out)

    def _read(self, sources: Iterable[Source], left_out: Iterable[str]) -> Iterator[Event]:
        files: list[CsvFile | XmlFile] = []
        for source in sources:
            survey = look_over(source)
            if survey.kind == "xml":
                files.append(XmlFile(source, self._keepers(source.name)))
            else:
                files.append(CsvFile(source, survey))
        for name in left_out:
            yield Finding(name, 0, *problem("left_out", ""))
        files.sort(key=_reading_order)
        for file, after in zip(files, [*files[1:], None], strict=True):
            if isinstance(file, XmlFile):
                yield from file.read()
                continue
            yield from file.headings()
            keeper = self._keepers(file.name)
            yield from file.read(keeper(file.module.name, file.columns))
            if after is None or _reading_order(after) != _reading_order(file):
                self._seen.forget_rows(file.module.name)
        for spans in self._seen.histories:
            for span, found in checks.history(spans):
                yield Finding(self._names[span.file], span.line, *found)

    def _keepers(self, file: str) -> _Keepers:
        if file not in self._names:
            self._names.append(file)
        return _Keepers(self, file, self._names.index(file))

    def keeper(self, file: str, number: int, name: str, columns: tuple[str, ...]) -> ModuleRows:
        return ModuleRows(
            modules.BY_NAME[name],
            columns,
            file=file,
            file_number=number,
            year=self._year,
            as_of=self._as_of,
            seen=self._seen,
        )


class _Keepers:
    """Makes row keepers for one file."""

    def __init__(self, reading: _Reading, file: str, number: int) -> None:
        self._reading, self._file, self._number = reading, file, number

    def __call__(self, name: str, columns: tuple[str, ...]) -> ModuleRows:
        return self._reading.keeper(self._file, self._number, name, columns)


def _reading_order(file: CsvFile | XmlFile) -> int:
    return -1 if isinstance(file, XmlFile) else modules.READING_ORDER[file.module.name]
