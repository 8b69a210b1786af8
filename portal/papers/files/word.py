"""Reads a Word file into lines and tables: what a reader of it would see, and nothing else.

Read by hand through defusedxml, because a library for Word files passes over text boxes, content
controls and tracked insertions, and the section that must be cut could hide in any of them. Left
behind, and counted for the person who brings the file: comments, notes, tracked deletions, hidden
text, headers and footers, embedded objects. Never read at all: properties, custom XML, fields'
instructions, the targets of links.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from portal.papers.rules.involved import names_it
from portal.papers.rules.refusals import FileRefusedError, Refusal
from portal.papers.rules.taken_in import (
    LONGEST_BOLD_HEADING,
    SHORTEST_CAPITALS,
    Cell,
    Line,
    Piece,
    Rank,
    Table,
)

MOST_PARTS = 2_000
LARGEST_PART = 6 * 1024 * 1024
LARGEST_PICTURE = 20 * 1024 * 1024
LARGEST_WHOLE = 100 * 1024 * 1024
MOST_ELEMENTS = 150_000
DEEPEST = 120
MOST_PICTURES = 60
DOCUMENT = "word/document.xml"
MACROS = ("vbaproject.bin", "vbadata.xml")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_VML_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FALLBACK = f"{_MC}Fallback"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_CHART = ("/chart}chart", "/diagram}relIds")
_OFF = {"0", "false", "off", "none"}
_LEVELS = 9


@dataclass(slots=True)
class WordFile:
    """What was read: its lines and tables in order, its pictures' bytes, and what was left."""

    pieces: list[Piece] = field(default_factory=list)
    pictures: list[tuple[bytes, str]] = field(default_factory=list)
    """Each with its description, in the order of the numbers that lines name them by."""
    left: Counter[str] = field(default_factory=Counter)


def read_word(file: BinaryIO) -> WordFile:
    """Read a Word file. FileRefusedError where it is damaged, holds macros or is too large."""
    try:
        with zipfile.ZipFile(file) as package:
            _check_package(package)
            return _Reader(package).read()
    except (zipfile.BadZipFile, ParseError, KeyError, EOFError, NotImplementedError) as error:
        raise FileRefusedError(Refusal.DAMAGED) from error
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, DefusedXmlException):
            raise FileRefusedError(Refusal.ENTITIES) from error
        raise FileRefusedError(Refusal.DAMAGED) from error


def _check_package(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise FileRefusedError(Refusal.BOMB)
    if any(PurePosixPath(name.casefold()).name in MACROS for name in names):
        raise FileRefusedError(Refusal.MACROS)
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefusedError(Refusal.PASSWORD)
    if len(set(names)) != len(names):
        raise FileRefusedError(Refusal.DAMAGED)
    if DOCUMENT not in names:
        raise FileRefusedError(Refusal.UNKNOWN)
    kinds = _part(package, "[Content_Types].xml", LARGEST_PART).lower()
    if b"macroenabled" in kinds or b"vbaproject" in kinds:
        raise FileRefusedError(Refusal.MACROS)


def _part(package: zipfile.ZipFile, name: str, largest: int) -> bytes:
    """Return a part's bytes, however large it says it is."""
    with package.open(name) as part:
        held = part.read(largest + 1)
    if len(held) > largest:
        raise FileRefusedError(Refusal.BOMB)
    return held


class _Counting(TreeBuilder):
    """Builds a tree of a bounded number of elements and a bounded depth."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """Take an element's start. FileRefusedError where there are too many."""
        self._count += 1
        self._depth += 1
        if self._count > MOST_ELEMENTS or self._depth > DEEPEST:
            raise FileRefusedError(Refusal.BOMB)
        return super().start(tag.replace(STRICT, W), attrs)

    def end(self, tag: str, /) -> Element:
        """Take an element's end."""
        self._depth -= 1
        return super().end(tag.replace(STRICT, W))


def _tree(held: bytes) -> Element:
    parser = DefusedXMLParser(target=_Counting(), forbid_dtd=True)
    parser.feed(held)
    found: Element = parser.close()
    return found


@dataclass(slots=True)
class _Style:
    """What a paragraph's or a run's style says, with what it is based on."""

    level: int | None = None
    bold: bool = False
    hidden: bool = False
    capitals: bool = False


class _Reader:
    """Walks one file's tree."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.names = frozenset(package.namelist())
        self.made = WordFile()
        self.styles = self._styles()
        self.targets = self._targets()

    def read(self) -> WordFile:
        """Read everything a reader of the file would see."""
        body = _tree(_part(self.package, DOCUMENT, LARGEST_PART)).find(f"{W}body")
        if body is None:
            raise FileRefusedError(Refusal.DAMAGED)
        self.made.pieces = list(self._pieces(body))
        self._count_other_parts()
        return self.made

    def _styles(self) -> dict[str, _Style]:
        if "word/styles.xml" not in self.names:
            return {}
        tree = _tree(_part(self.package, "word/styles.xml", LARGEST_PART))
        by_id = {each.get(f"{W}styleId", ""): each for each in tree.iter(f"{W}style")}
        return {key: self._style(key, by_id, frozenset()) for key in by_id}

    def _style(self, key: str, by_id: Mapping[str, Element], seen: frozenset[str]) -> _Style:
        own = by_id.get(key)
        if own is None or key in seen or len(seen) > _LEVELS:
            return _Style()
        based = _value(own.find(f"{W}basedOn"))
        found = self._style(based, by_id, seen | {key}) if based else _Style()
        made = _Style(found.level, found.bold, found.hidden, found.capitals)
        name = (_value(own.find(f"{W}name")) or "").casefold()
        if name in {"title", "subtitle"}:
            made.level = 1
        elif name.startswith("heading ") and name[8:].isdigit():
            made.level = min(int(name[8:]), _LEVELS)
        for properties in own.findall(f"{W}pPr"):
            level = _outline(properties)
            made.level = made.level if level is None else level
        for properties in own.findall(f"{W}rPr"):
            _apply(made, properties)
        return made

    def _targets(self) -> dict[str, str]:
        """Return the picture each relationship points to, inside the file alone."""
        name = "word/_rels/document.xml.rels"
        if name not in self.names:
            return {}
        found = {}
        for each in _tree(_part(self.package, name, LARGEST_PART)):
            target = each.get("Target", "")
            inside = each.get("TargetMode") != "External"
            path = target.lstrip("/") if target.startswith("/") else f"word/{target}"
            if inside and each.get("Type", "").endswith("/image") and path in self.names:
                found[each.get("Id", "")] = path
        return found

    def _pieces(self, holder: Element, *, boxed: bool = False) -> Iterator[Piece]:
        """Give the lines and tables of a body, a text box or a content control, in order."""
        for each in holder:
            if each.tag == f"{W}p":
                yield from self._paragraph(each, boxed=boxed)
            elif each.tag == f"{W}tbl":
                yield self._table(each)
            elif each.tag == f"{W}altChunk":
                self.made.left["objects"] += 1
            elif each.tag in _THROUGH:
                yield from self._pieces(each, boxed=boxed)
            elif each.tag in _DELETED:
                self.made.left["deletions"] += 1

    def _table(self, table: Element) -> Table:
        rows = []
        for row in _through(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                self.made.left["deletions"] += 1
                continue
            rows.append(tuple(self._cell(cell) for cell in _through(row, f"{W}tc")))
        return Table(tuple(rows))

    def _cell(self, cell: Element) -> Cell:
        lines: list[Line] = []
        for piece in self._pieces(cell):
            if isinstance(piece, Line):
                lines.append(piece)
            else:
                lines += [line for row in piece.rows for held in row for line in held.lines]
        span = _value(cell.find(f"{W}tcPr/{W}gridSpan")) or "1"
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        goes_on = merged is not None and merged.get(f"{W}val") != "restart"
        return Cell(tuple(lines), int(span) if span.isdigit() else 1, goes_on)

    def _paragraph(self, paragraph: Element, *, boxed: bool) -> Iterator[Piece]:
        """Give the text boxes of a paragraph, then the paragraph itself."""
        own = _Runs(self, paragraph)
        own.walk(paragraph)
        for box in own.boxes:
            yield from self._pieces(box, boxed=True)
        whole = "".join(own.texts)
        lines = [" ".join(whole.split("\n"))] if names_it(whole) else whole.split("\n")
        for number, text in enumerate(lines):
            # What follows a line break in a heading is its text, whatever its style says.
            yield Line(
                text=text.strip(),
                rank=own.rank(text) if number == 0 else Rank.NONE,
                pictures=tuple(own.pictures) if number == 0 else (),
                list_key=own.list_key if number == 0 else "",
                boxed=boxed,
            )

    def picture(self, key: str, description: str) -> int | None:
        """Keep a picture and return its number; None where it lies outside the file."""
        path = self.targets.get(key)
        if path is None:
            return None
        if len(self.made.pictures) >= MOST_PICTURES:
            raise FileRefusedError(Refusal.PICTURES)
        self.made.pictures.append((_part(self.package, path, LARGEST_PICTURE), description))
        return len(self.made.pictures) - 1

    def _count_other_parts(self) -> None:
        for name in sorted(self.names):
            path = PurePosixPath(name)
            if path.match("word/header*.xml") or path.match("word/footer*.xml"):
                self.made.left["margins"] += 1
            elif path.match("word/embeddings/*"):
                self.made.left["objects"] += 1
            elif path.name == "comments.xml":
                self.made.left["comments"] += self._count(name, f"{W}comment")
            elif path.name in {"footnotes.xml", "endnotes.xml"}:
                notes = self._count(name, f"{W}footnote") + self._count(name, f"{W}endnote")
                self.made.left["notes"] += max(notes - 2, 0)  # two are the lines that part them

    def _count(self, name: str, tag: str) -> int:
        return sum(1 for _ in _tree(_part(self.package, name, LARGEST_PART)).iter(tag))


class _Runs:
    """The runs of one paragraph: its visible text, its pictures, its text boxes."""

    def __init__(self, reader: _Reader, paragraph: Element) -> None:
        self.reader = reader
        self.texts: list[str] = []
        self.pictures: list[int] = []
        self.boxes: list[Element] = []
        self.bold: list[bool] = []
        properties = paragraph.find(f"{W}pPr")
        named = _value(properties.find(f"{W}pStyle")) if properties is not None else None
        self.style = reader.styles.get(named or "", _Style())
        self.level = self.style.level
        self.list_key = ""
        if properties is not None:
            level = _outline(properties)
            self.level = self.level if level is None else level
            numbered = properties.find(f"{W}numPr")
            if numbered is not None:
                number = _value(numbered.find(f"{W}numId")) or ""
                deep = _value(numbered.find(f"{W}ilvl")) or "0"
                self.list_key = f"{number}/{deep}" if number not in {"", "0"} else ""

    def walk(self, holder: Element) -> None:
        """Go through everything inside that is seen."""
        for each in holder:
            tag = each.tag
            if tag == f"{W}r":
                self._run(each)
            elif tag in _DELETED:
                self.reader.made.left["deletions"] += 1
            elif tag not in _PASSED_OVER:
                self.walk(each)

    def _run(self, run: Element) -> None:
        properties = run.find(f"{W}rPr")
        named = _value(properties.find(f"{W}rStyle")) if properties is not None else None
        style = self.reader.styles.get(named or "", _Style())
        made = _Style(
            None,
            style.bold or self.style.bold,
            style.hidden or self.style.hidden,
            style.capitals or self.style.capitals,
        )
        if properties is not None:
            _apply(made, properties)
        text = "".join(_texts(run))
        if made.hidden:
            self.reader.made.left["hidden"] += len(text.split())
            return
        text = text.upper() if made.capitals else text
        self.texts.append(text)
        if text.strip():
            self.bold.append(made.bold)
        self._drawn(run)

    def _drawn(self, run: Element) -> None:
        """Take the text boxes and pictures of a run; of what is drawn twice, the newer drawing."""
        waiting = list(run)
        while waiting:
            each = waiting.pop(0)
            if each.tag in {_FALLBACK, f"{W}rPr"}:
                continue
            if each.tag == f"{W}object":
                self.reader.made.left["objects"] += 1
                continue
            if each.tag == f"{W}txbxContent":
                self.boxes.append(each)
                continue
            if each.tag.endswith(_CHART):
                self.reader.made.left["objects"] += 1
            self._picture(each, run)
            waiting = [*each, *waiting]

    def _picture(self, each: Element, run: Element) -> None:
        key = each.get(f"{_R}embed") if each.tag == _A_BLIP else None
        key = each.get(f"{_R}id") if each.tag == _VML_IMAGE else key
        if key is None:
            return
        drawn = next(run.iter(_DRAWN), None)
        described = "" if drawn is None else drawn.get("descr", "")
        number = self.reader.picture(key, described)
        if number is None:
            self.reader.made.left["objects"] += 1
        else:
            self.pictures.append(number)

    def rank(self, text: str) -> int:
        """Tell how strongly the paragraph looks like a heading."""
        words = text.split()
        if not words:
            return Rank.NONE
        if self.level is not None:
            return self.level
        short = len(words) <= LONGEST_BOLD_HEADING and not text.rstrip().endswith((".", ","))
        if short and self.bold and all(self.bold):
            return Rank.BOLD
        letters = [character for character in text if character.isalpha()]
        if short and len(letters) >= SHORTEST_CAPITALS and text.upper() == text:
            return Rank.CAPITALS
        if short and words[0].rstrip(".)").replace(".", "").isdigit() and len(words) > 1:
            return Rank.NUMBERED
        return Rank.NONE


_THROUGH = frozenset(
    f"{W}{name}"
    for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "txbxContent")
) | {f"{_MC}AlternateContent", f"{_MC}Choice"}
_DELETED = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
_PASSED_OVER = frozenset(f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr")) | {_FALLBACK}
_SHOWN_AS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def _texts(run: Element) -> Iterator[str]:
    for each in run:
        if each.tag == f"{W}t":
            yield each.text or ""
        elif each.tag == f"{W}br" and each.get(f"{W}type") in {"page", "column"}:
            yield " "
        elif each.tag in _SHOWN_AS:
            yield _SHOWN_AS[each.tag]


def _through(holder: Element, wanted: str) -> Iterator[Element]:
    """Give rows or cells, also those in a content control or a tracked insertion."""
    for each in holder:
        if each.tag == wanted:
            yield each
        elif each.tag in _THROUGH:
            yield from _through(each, wanted)


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get(f"{W}val")


def _outline(properties: Element) -> int | None:
    """Return the level of a heading that a paragraph or a style says it has."""
    said = _value(properties.find(f"{W}outlineLvl"))
    if said is None or not said.isdigit() or int(said) >= _LEVELS:
        return None
    return int(said) + 1


def _apply(style: _Style, properties: Element) -> None:
    """Lay what some run properties say over a style."""
    for name, attribute in (("b", "bold"), ("vanish", "hidden"), ("caps", "capitals")):
        said = properties.find(f"{W}{name}")
        if said is not None:
            setattr(style, attribute, (said.get(f"{W}val") or "1").casefold() not in _OFF)
    if properties.find(f"{W}webHidden") is not None:
        style.hidden = True
