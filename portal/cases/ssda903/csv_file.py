"""One CSV file of the return: its headings, then its rows, as they stream past."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Final

from portal.cases.ssda903 import modules
from portal.cases.ssda903.events import Event, Finding, UnreadableReturn
from portal.cases.ssda903.messages import problem
from portal.cases.ssda903.modules import Module
from portal.cases.ssda903.rows import ModuleRows
from portal.cases.ssda903.sources import LONGEST_RUN, Source, Survey

_TORN: Final = frozenset({"unknown_code", "bad_date"})

Lines = Generator[tuple[int, list[str]], None, None]


class CsvFile:
    """A CSV file whose module is known from its headings."""

    def __init__(self, source: Source, survey: Survey) -> None:
        self.name = source.name
        self._source, self._survey = source, survey
        with closing(self._lines()) as lines:
            headings = next(lines, None)
        if headings is None:
            raise UnreadableReturn(self.name, "The file is empty.")
        self.columns = tuple(cell.strip().upper() for cell in headings[1])
        self._headings_line = headings[0]
        self.module = self._recognise()

    def _lines(self) -> Lines:
        """Give each row with the line it starts on; blank lines are no rows."""
        with self._source.open() as stream:
            text = io.TextIOWrapper(
                stream, encoding=self._survey.encoding, errors="replace", newline=""
            )
            csv.field_size_limit(LONGEST_RUN)
            reader = csv.reader(text, strict=True)
            line = 1
            try:
                for cells in reader:
                    if cells:
                        yield line, cells
                    line = reader.line_num + 1
            except csv.Error as fault:
                raise UnreadableReturn(self.name, _csv_fault(line, fault)) from fault
            finally:
                text.detach()  # the stream is the source's to close

    def _recognise(self) -> Module:
        columns = frozenset(self.columns)
        module = modules.recognise(columns)
        if module is None:
            raise UnreadableReturn(self.name, _not_a_module(self.columns))
        twice = sorted({c for c in self.columns if c and self.columns.count(c) > 1})
        if twice:
            raise UnreadableReturn(
                self.name, f"The heading {twice[0]} appears twice. Keep the right column."
            )
        return module

    def headings(self) -> Iterator[Event]:
        """Say what matters about the file and its headings, before any row."""
        name, module, line = self.name, self.module, self._headings_line
        found = [
            problem("extra_column", column, column[:60], module=module.name)
            for column in self.columns
            if column and column not in module.columns
        ]
        found += [
            problem("column_absent", c)
            for c in module.columns
            if c not in self.columns and module.name != modules.OC2
        ]
        if self._survey.encoding == "cp1252":
            found.append(problem("not_utf8", ""))
        for each in found:
            yield Finding(name, line, *each)

    def read(self, rows: ModuleRows) -> Iterator[Event]:
        """Give the rows and findings, then the count."""
        events: list[Event] = []
        last = None
        with closing(self._lines()) as lines:
            next(lines)
            for line, cells in lines:
                if last is not None:
                    rows.take(*last, events)
                    yield from events
                    events.clear()
                last = (line, cells)
        if last is not None:
            # The last row is held back: a file cut short shows there and nowhere else.
            rows.take(*last, events)
            if not self._survey.ends_with_break:
                self._check_whole(last[1], events)
                events.append(Finding(self.name, last[0], *problem("no_final_line_break", "")))
            yield from events
        yield rows.count()

    def _check_whole(self, cells: Sequence[str], events: Sequence[Event]) -> None:
        """Refuse a file whose last line, with no break after it, stops short or mid-cell."""
        torn = any(
            isinstance(e, Finding) and e.column == self.columns[-1] and e.code in _TORN
            for e in events
        )
        if torn or len(cells) < len(self.columns):
            raise UnreadableReturn(
                self.name,
                "The file is cut short: its last line stops in the middle of a row. "
                "Make the file again.",
            )


def _csv_fault(line: int, fault: csv.Error) -> str:
    if "unexpected end of data" in str(fault):
        return (
            "The file is cut short, or a quotation mark is never closed: "
            f"the row that starts on line {line} does not end."
        )
    return f"The row on line {line} cannot be read. Check its quotation marks and commas."


def _not_a_module(columns: Sequence[str]) -> str:
    found = modules.nearest(frozenset(columns))
    if found is not None:
        module, missing = found
        what = "column is" if len(missing) == 1 else "columns are"
        return (
            f"This looks like the {module.name} module, but the {', '.join(missing)} {what} "
            "missing. Add what is missing and choose the file again."
        )
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        return "The columns are not separated by commas. Save the file as 'CSV UTF-8'."
    return (
        "This is not part of the statutory return: no module has these headings. The first line "
        "must name the columns, for example CHILD, DECOM, DEC."
    )
