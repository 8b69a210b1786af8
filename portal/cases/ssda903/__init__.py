"""The statutory return on children looked after (SSDA903): reading it, and saying what is wrong.

Pure of the web and the database: files in, rows and findings out. `reader.read_return` is the way
in; `modules` says which columns exist and which are kept; `codes` has the code lists by year;
`messages` has every finding's sentence.
"""

from __future__ import annotations

from portal.cases.ssda903.events import (
    Event,
    FileCount,
    Finding,
    ImportReport,
    Row,
    UnreadableReturn,
)
from portal.cases.ssda903.reader import read_return
from portal.cases.ssda903.sources import Source, from_paths, from_stream

__all__ = [
    "Event",
    "FileCount",
    "Finding",
    "ImportReport",
    "Row",
    "Source",
    "UnreadableReturn",
    "from_paths",
    "from_stream",
    "read_return",
]
