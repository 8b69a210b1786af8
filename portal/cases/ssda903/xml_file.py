"""The return as XML: EXPSSDA903, its CHILD elements, read as they stream past.

No tree is built. One child's cells are held at a time and let go. The parser forbids document
type declarations, entities and external references (C31).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from xml.etree.ElementTree import ParseError  # the name of the fault; nothing is parsed with it

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from portal.cases.ssda903 import modules
from portal.cases.ssda903.events import Event, Finding, UnreadableReturn
from portal.cases.ssda903.messages import problem
from portal.cases.ssda903.rows import ModuleRows
from portal.cases.ssda903.sources import Source

ROOT: Final = "EXPSSDA903"
_PIECE: Final = 32 * 1024
_LONGEST_CELL: Final = 4096
_MOST_CELLS: Final = 50_000  # in one child: about 4,000 episodes
_DEEPEST: Final = 8
_CHILD_DEPTH: Final = 2  # EXPSSDA903 is 1, each CHILD 2, HEADER and EPISODE 3
_RENAMED: Final = {"CHILDID": "CHILD", "PL": "PLACE"}
_YES: Final = frozenset({"1", "TRUE", "YES", "Y"})
# Modules whose cells stand in HEADER itself, and the cell that says the child has such a row.
_INLINE: Final = ((modules.UASC, "UASC"), (modules.OC3, "IN_TOUCH"), (modules.AD1, "DATE_INT"))
_GROUPS: Final = {"OC2": modules.OC2, "PERMANENCE": modules.PREV_PERM, "EPISODE": modules.EPISODES}

Cells = dict[str, str]
Group = tuple[str, int, Cells]


class _Child:
    """The target the parser talks to: collects one CHILD at a time."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.line: Callable[[], int] = lambda: 0
        self.done: list[tuple[int, Cells, list[Group]]] = []
        self._path: list[str] = []
        self._starts: list[int] = []
        self._text: list[str] = []
        self._length = self._cells = 0
        self._leaf = False
        self._header: Cells = {}
        self._header_line = 0
        self._groups: list[Group] = []
        self._open: list[Cells] = []

    def start(self, tag: str, _attributes: object) -> None:
        tag = tag.rpartition("}")[2]  # a namespace changes nothing
        if not self._path and tag != ROOT:
            raise UnreadableReturn(
                self.file,
                f"This XML is not the statutory return: it starts with {tag[:40]}, not {ROOT}.",
            )
        self._path.append(tag)
        self._starts.append(self.line())
        self._open.append({})
        if len(self._path) > _DEEPEST:
            raise UnreadableReturn(self.file, "The XML is nested deeper than a return can be.")
        if len(self._path) == _CHILD_DEPTH:
            self._header, self._groups, self._cells = {}, [], 0
            self._header_line = self.line()
        elif len(self._path) == _CHILD_DEPTH + 1 and tag == "HEADER":
            self._header_line = self.line()
        self._text, self._length, self._leaf = [], 0, True

    def data(self, text: str) -> None:
        self._length += len(text)
        if self._length > _LONGEST_CELL:
            raise UnreadableReturn(self.file, "One cell is far longer than a return's.")
        self._text.append(text)

    def end(self, tag: str) -> None:
        tag = tag.rpartition("}")[2]
        self._path.pop()
        line, cells = self._starts.pop(), self._open.pop()
        depth = len(self._path)
        if self._leaf and depth >= _CHILD_DEPTH:
            self._cells += 1
            if self._cells > _MOST_CELLS:
                raise UnreadableReturn(self.file, "One child has more rows than a return can hold.")
            name = tag.upper()
            # A leaf is a cell of the element it stands in.
            self._open[-1][_RENAMED.get(name, name)] = "".join(self._text).strip()
        elif depth == _CHILD_DEPTH and tag == "HEADER":
            self._header.update(cells)
        elif depth >= _CHILD_DEPTH:
            self._groups.append((tag, line, cells))
        elif depth == _CHILD_DEPTH - 1:
            self._header.update(cells)
            self.done.append((self._header_line, self._header, self._groups))
        self._text, self._length, self._leaf = [], 0, False

    def close(self) -> None:
        """Nothing is built, so nothing is given back."""


class XmlFile:
    """An XML file of the return, with a row keeper for each module met in it."""

    def __init__(
        self, source: Source, rows_for: Callable[[str, tuple[str, ...]], ModuleRows]
    ) -> None:
        self.name = source.name
        self._source, self._rows_for = source, rows_for
        self._rows: dict[str, ModuleRows] = {modules.HEADER: self._keeper(modules.HEADER)}
        self._odd: set[str] = set()

    def _keeper(self, name: str) -> ModuleRows:
        return self._rows_for(name, modules.BY_NAME[name].columns)

    def read(self) -> Iterator[Event]:
        """Give the rows and findings, then a count for each module."""
        child = _Child(self.name)
        parser = XMLParser(target=child, forbid_dtd=True)
        expat = parser.parser
        child.line = lambda: expat.CurrentLineNumber
        events: list[Event] = []
        try:
            with self._source.open() as stream:
                while piece := stream.read(_PIECE):
                    parser.feed(piece)
                    yield from self._emit(child, events)
            parser.close()
        except ParseError as fault:
            raise UnreadableReturn(self.name, _xml_fault(fault)) from fault
        except DefusedXmlException as fault:
            raise UnreadableReturn(
                self.name,
                "The XML declares a document type or entities. A return has none; "
                "make the file again without them.",
            ) from fault
        except (LookupError, ValueError) as fault:
            raise UnreadableReturn(self.name, "The XML's encoding cannot be read.") from fault
        yield from self._emit(child, events)
        for name in sorted(self._rows, key=modules.READING_ORDER.__getitem__):
            yield self._rows[name].count()

    def _emit(self, child: _Child, events: list[Event]) -> Iterator[Event]:
        for line, header, groups in child.done:
            self._child(line, header, groups, events)
            yield from events
            events.clear()
        child.done.clear()

    def _child(self, line: int, header: Cells, groups: list[Group], events: list[Event]) -> None:
        self._take(modules.HEADER, line, header, events)
        identity = {"CHILD": header.get("CHILD", ""), "DOB": header.get("DOB", "")}
        for name, sign in _INLINE:
            said = header.get(sign, "").upper()
            if said and (name != modules.UASC or said in _YES):
                self._take(name, line, header, events)
        for tag, group_line, cells in groups:
            module = _GROUPS.get(tag.upper()) or _module_of(cells)
            if module is not None:
                self._take(module, group_line, {**identity, **cells}, events)
            elif tag not in self._odd:
                self._odd.add(tag)
                found = problem("unknown_group", tag[:40], tag)
                events.append(Finding(self.name, group_line, *found))

    def _take(self, name: str, line: int, cells: Cells, events: list[Event]) -> None:
        rows = self._rows.get(name)
        if rows is None:
            rows = self._rows[name] = self._keeper(name)
        columns = modules.BY_NAME[name].columns
        for column in cells:
            # Cells of HEADER belong to several modules; elsewhere each must be the group's own.
            if column not in _KNOWN and column not in self._odd:
                self._odd.add(column)
                found = problem("extra_column", column[:40], column, module=name)
                events.append(Finding(self.name, line, *found))
        rows.take(line, [cells.get(column, "") for column in columns], events)


_KNOWN: Final = frozenset(modules.OWNER) | {"CHILD", "DOB", "SEX", "UASC"}


def _module_of(cells: Cells) -> str | None:
    """Tell a group by the first of its cells that belongs to one module only."""
    return next((modules.OWNER[c] for c in cells if c in modules.OWNER), None)


def _xml_fault(fault: ParseError) -> str:
    line, column = fault.position
    if "no element found" in str(fault) or "unclosed token" in str(fault):
        return f"The XML is cut short: it ends on line {line} before its last element is closed."
    return f"The XML cannot be read at line {line}, character {column + 1}. Make the file again."
