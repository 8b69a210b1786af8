"""What reading a return gives: rows taken, findings, and a count for each file and module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from portal.cases.ssda903.modules import EPISODES, HEADER
from portal.kernel.errors import RuleError

Value = str | date | None


class UnreadableReturn(RuleError):
    """A whole file cannot be used. Rows of it may have been given already: roll them back."""

    def __init__(self, file: str, message: str) -> None:
        super().__init__(f"{file}: {message}", field="file")
        self.file = file
        self.reason = message


class Row(NamedTuple):
    """A row taken: only the columns the portal keeps. Dates are dates; a blank is None.

    SEX is M, F, U or None. A partial date (PrevPerm) is text, as given.
    """

    module: str
    file: str
    line: int
    values: Mapping[str, Value]


class Problem(NamedTuple):
    """Something wrong in one row, before anyone knows where the row stood."""

    column: str
    value: str
    code: str
    message: str
    refused: bool = False


class Finding(NamedTuple):
    """One thing to look at, by file, line and column.

    Line 1 is the heading line; line 0 means the file as a whole. Exactly one finding of a row
    that was not taken says `refused`.
    """

    file: str
    line: int
    column: str
    value: str
    code: str
    message: str
    refused: bool


class FileCount(NamedTuple):
    """How many rows of one module a file held, and how many were taken."""

    name: str
    module: str
    rows_read: int
    rows_taken: int


Event = Row | Finding | FileCount


@dataclass(slots=True)
class ImportReport:
    """The result of one import, in the words of the command's JSON."""

    files: list[FileCount] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    children: int = 0
    episodes: int = 0

    def add(self, event: Event) -> Row | None:
        """Note one event. Give back the row where it is one, for the caller to store."""
        if isinstance(event, Row):
            if event.module == HEADER:
                self.children += 1
            elif event.module == EPISODES:
                self.episodes += 1
            return event
        if isinstance(event, Finding):
            self.findings.append(event)
        else:
            self.files.append(event)
        return None

    def by_code(self) -> dict[str, int]:
        """Return how many findings there are of each code, most first."""
        counts: dict[str, int] = {}
        for finding in self.findings:
            counts[finding.code] = counts.get(finding.code, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def as_json(self, cohort: Mapping[str, int]) -> dict[str, Any]:
        """Return the object `portal import ssda903 --json` prints; the caller counts the cohort."""
        order = {count.name: place for place, count in reversed(list(enumerate(self.files)))}
        findings = sorted(
            self.findings, key=lambda f: (order.get(f.file, len(order)), f.file, f.line, f.column)
        )
        return {
            "files": [count._asdict() for count in self.files],
            "children": self.children,
            "episodes": self.episodes,
            "warnings": [finding._asdict() for finding in findings],
            "cohort": dict(cohort),
        }
