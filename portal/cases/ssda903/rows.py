"""One row at a time: read its cells, ask the checks, and take it or refuse it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from portal.cases.ssda903 import checks, codes, modules
from portal.cases.ssda903.events import Event, FileCount, Finding, Problem, Row, Value
from portal.cases.ssda903.messages import problem
from portal.cases.ssda903.modules import Module
from portal.cases.ssda903.seen import DIFFERENT, OPEN, SAME, Seen, Span, parse_day

LONGEST_TEXT: Final = 40  # the longest real cell, a pupil number or postcode, has 13 characters
LONGEST_CODE: Final = 10
_CHILD: Final = re.compile(r"[A-Z0-9](?:[A-Z0-9/_-]{0,18}[A-Z0-9])?")
_PARTIAL: Final = re.compile(r"(?:ZZ|\d\d)/(?:ZZ|\d\d)/(?:ZZZZ|\d{4})")
_KEYS: Final = {modules.EPISODES: "DECOM", modules.REVIEWS: "REVIEW"}  # with CHILD
_FORMULA: Final = frozenset("=+-@\t\r")


class ModuleRows:
    """The rows of one module in one file."""

    def __init__(
        self,
        module: Module,
        columns: Sequence[str],
        *,
        file: str,
        file_number: int,
        year: int,
        as_of: date,
        seen: Seen,
    ) -> None:
        self.module, self.file = module, file
        self.rows_read = self.rows_taken = 0
        self._file_number, self._year, self._as_of, self._seen = file_number, year, as_of, seen
        self._width = len(columns)
        place = {column: index for index, column in enumerate(columns)}
        present = [column for column in module.columns if column in place]
        self._child = place["CHILD"]
        self._rows = seen.rows(module.name)
        self._dates = [(place[c], c) for c in present if c in module.dates]
        self._partial = [(place[c], c) for c in present if c in module.partial]
        self._codes = [
            (place[c], c, codes.codes_for(c, year) | ({""} if c in module.blank_codes else set()))
            for c in present
            if c in module.codes
        ]
        known = module.dates | module.partial | module.codes | {"CHILD"}
        # Nothing of OC2's answers is looked at: see modules.py.
        self._texts = [
            (place[c], c) for c in present if c not in known and module.name != modules.OC2
        ]
        self._kept = module.kept
        self._check = checks.CHECKS.get(module.name)

    def count(self) -> FileCount:
        """How the module stood at the end of the file."""
        return FileCount(self.file, self.module.name, self.rows_read, self.rows_taken)

    def take(self, line: int, raw: Sequence[str], events: list[Event]) -> None:
        """Read one row; add it, and what was found in it, to the events."""
        self.rows_read += 1
        if len(raw) != self._width:
            raw = self._fit(raw)
            if len(raw) != self._width:
                code = "too_few_cells" if len(raw) < self._width else "too_many_cells"
                found = problem(code, "", str(len(raw)), refused=True, expected=str(self._width))
                self._tell(line, (found,), events)
                return
        cells = [cell.strip() for cell in raw]
        if not any(cells):
            self._tell(line, (problem("empty_row", "", refused=True),), events)
            return
        erased_on = self._seen.erased(cells[self._child])
        if erased_on is not None:
            # Alone: what else stands in the row is theirs, and is not kept in a report either.
            found = problem("erased", "CHILD", refused=True, day=checks.plain(erased_on))
            self._tell(line, (found,), events)
            return
        problems: list[Problem] = []
        values = self._read(cells, problems)
        if not _refusing(problems):
            self._weigh(values, problems)
            # Last, so that only a row that is taken stands in the way of a later one.
            if not _refusing(problems):
                self._compare(values, cells, problems)
        if problems and self._tell(line, problems, events):
            return
        self.rows_taken += 1
        self._remember(line, values)
        kept = {column: values.get(column) for column in self._kept}
        events.append(Row(self.module.name, self.file, line, kept))

    def _fit(self, raw: Sequence[str]) -> Sequence[str]:
        """Drop blank cells past the last heading: spreadsheets add them."""
        extra = raw[self._width :]
        return raw[: self._width] if extra and not any(map(str.strip, extra)) else raw

    def _tell(self, line: int, problems: Sequence[Problem], events: list[Event]) -> bool:
        """Add a finding for each problem; only the first refusing one says so."""
        refused = False
        for column, value, code, message, refuses in problems:
            first = refuses and not refused
            refused = refused or refuses
            events.append(Finding(self.file, line, column, value, code, message, first))
        return refused

    def _read(self, cells: list[str], problems: list[Problem]) -> dict[str, Value]:
        child = cells[self._child].upper()
        values: dict[str, Value] = {"CHILD": child}
        if not _CHILD.fullmatch(child):
            code = "bad_child" if child else "missing_value"
            problems.append(problem(code, "CHILD", child, refused=True))
        day_of = self._seen.day
        for index, column in self._dates:
            text = cells[index]
            day = day_of(text) if text else None
            values[column] = day
            if day is None:
                self._no_date(column, text, problems)
        for index, column in self._partial:
            values[column] = self._partial_date(column, cells[index].upper(), problems)
        for index, column, allowed in self._codes:
            code = cells[index]
            if code not in allowed:
                values[column] = self._odd_code(column, code.upper(), allowed, problems)
            else:
                values[column] = code or None
        for index, column in self._texts:
            text = cells[index]
            values[column] = text or None
            if text and (text[0] in _FORMULA or len(text) > LONGEST_TEXT):
                values[column] = self._odd_text(column, text, problems)
        return values

    def _no_date(self, column: str, text: str, problems: list[Problem]) -> None:
        module = self.module
        needed = column in module.needed
        if text:
            refused = needed or column in module.refusing
            problems.append(problem("bad_date", column, text, refused=refused))
        elif needed or (column == "DOB" and column in module.required):
            problems.append(problem("missing_value", column, refused=needed))

    @staticmethod
    def _partial_date(column: str, text: str, problems: list[Problem]) -> str | None:
        if not text:
            return None
        if _PARTIAL.fullmatch(text) and ("Z" in text or parse_day(text)):
            return text.lower()
        problems.append(problem("bad_date", column, text))
        return None

    def _odd_code(
        self, column: str, code: str, allowed: frozenset[str] | set[str], problems: list[Problem]
    ) -> str | None:
        if code in allowed:
            return code or None
        if not code:
            problems.append(problem("blank_code", column))
            return None
        span = codes.years_of(column, code)
        if span is not None:
            first, last = span
            years = (
                f"up to {codes.year_name(last)}"
                if last < self._year
                else f"from {codes.year_name(first)}"
            )
            problems.append(
                problem(
                    "code_of_another_year",
                    column,
                    code,
                    year=codes.year_name(self._year),
                    span=years,
                )
            )
        else:
            name = "formula_cell" if code[0] in _FORMULA else "unknown_code"
            problems.append(problem(name, column, code))
        return code if len(code) <= LONGEST_CODE else None

    @staticmethod
    def _odd_text(column: str, text: str, problems: list[Problem]) -> str | None:
        if len(text) > LONGEST_TEXT:
            problems.append(problem("cell_too_long", column, text, refused=True))
            return None
        problems.append(problem("formula_cell", column, text))
        return text

    def _weigh(self, values: dict[str, Value], problems: list[Problem]) -> None:
        """Ask what the row means: whose it is, whether it can be, whether it was said before."""
        child = values["CHILD"]
        assert isinstance(child, str)
        stated = values.get("DOB")
        dob = stated if self.module.name == modules.HEADER else self._seen.dob(child)
        if not isinstance(dob, date):
            problems.append(problem("no_header", "CHILD", child, refused=True))
            return
        if isinstance(stated, date) and stated != dob:
            problems.append(
                problem("dob_differs", "DOB", checks.plain(stated), expected=checks.plain(dob))
            )
        if self._check is not None:
            found = self._check(values, checks.Circumstances(dob, self._as_of))
            problems.extend(found)
        sex = values.get("SEX")
        if isinstance(sex, str):
            values["SEX"] = codes.COMMON_SEX.get(sex)

    def _compare(self, values: dict[str, Value], cells: list[str], problems: list[Problem]) -> None:
        """Refuse a row that an earlier row already said, or contradicts."""
        child, name = str(values["CHILD"]), self.module.name
        row = hash(tuple(cells))
        key_column = _KEYS.get(name)
        if self.module.once:
            state = self._rows.add(hash((name, child)), row)
        elif key_column:
            state = self._rows.add(hash((child, values[key_column])), row)
        else:
            state = self._rows.add(row, row)
        if state == SAME:
            # What else is wrong was said of the first one.
            problems[:] = [problem("duplicate_row", "CHILD", child, refused=True)]
        elif state == DIFFERENT and key_column:
            day = values[key_column]
            shown = checks.plain(day) if isinstance(day, date) else ""
            code = "review_twice" if name == modules.REVIEWS else "episode_twice"
            problems.append(problem(code, key_column, shown, refused=True))
        elif state == DIFFERENT:
            problems.append(problem("child_twice", "CHILD", child, refused=True, module=name))

    def _remember(self, line: int, values: dict[str, Value]) -> None:
        child = values["CHILD"]
        assert isinstance(child, str)
        if self.module.name == modules.HEADER:
            dob = values["DOB"]
            assert isinstance(dob, date)
            self._seen.add_child(child, dob)
        elif self.module.name == modules.EPISODES:
            decom, dec = values["DECOM"], values["DEC"]
            assert isinstance(decom, date)
            rec = values.get("REC")
            span = Span(
                decom=decom.toordinal(),
                dec=dec.toordinal() if isinstance(dec, date) else OPEN,
                continues=rec == "X1",
                ended=rec is not None and rec != "X1",
                file=self._file_number,
                line=line,
            )
            self._seen.histories.add(child, span)


def _refusing(problems: list[Problem]) -> bool:
    return bool(problems) and any(found.refused for found in problems)
