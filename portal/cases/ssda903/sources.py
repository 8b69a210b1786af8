"""Where a return comes from: files, folders, zips and uploads, looked over before they are read.

Looking over reads every byte once, in pieces, and settles what a reader must not meet half-way:
what kind of file it is by its content, its encoding, and that nothing in it is too big (C32).
"""

from __future__ import annotations

import codecs
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from portal.cases.ssda903.events import UnreadableReturn

MOST_BYTES: Final = 512 * 1024 * 1024  # a national return is about a tenth of this
MOST_MEMBERS: Final = 100
MOST_RATIO: Final = 200  # real returns shrink by 10 to 30 times
FREE_BYTES: Final = 8 * 1024 * 1024  # small files may shrink as much as they like
LONGEST_RUN: Final = 1024 * 1024  # bytes without a line break (CSV) or a tag's end (XML)
_PIECE: Final = 256 * 1024
_SUFFIXES: Final = frozenset({".csv", ".xml", ".zip"})

Binary = IO[bytes]
Opener = Callable[[], AbstractContextManager[Binary]]


@dataclass(frozen=True, slots=True)
class Source:
    """A named run of bytes that can be opened more than once."""

    name: str
    open: Opener
    packed_size: int | None = None  # inside a zip: how small it was


@dataclass(frozen=True, slots=True)
class Survey:
    """What looking a file over settled."""

    kind: str  # "csv" or "xml"
    encoding: str
    ends_with_break: bool


def from_stream(name: str, stream: Binary) -> Source:
    """Make a source of an open, seekable stream, such as an upload. It is not closed."""

    @contextmanager
    def rewind() -> Iterator[Binary]:
        stream.seek(0)
        yield stream

    return Source(name, rewind)


def from_paths(paths: Iterable[Path]) -> tuple[list[Source], list[str]]:
    """Return the sources at these paths and the names of files in folders that were left out.

    A folder gives its own CSV, XML and zip files in order of name; files given by name are always
    read. Raises `UnreadableReturn` where a path leads nowhere.
    """
    sources: list[Source] = []
    left_out: list[str] = []
    used: set[str] = set()
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if not p.name.startswith("."))
            wanted = [p for p in inside if p.is_file() and p.suffix.lower() in _SUFFIXES]
            left_out.extend(p.name for p in inside if p not in wanted)
            if not wanted:
                raise UnreadableReturn(path.name, "This folder holds no CSV, XML or zip file.")
        elif path.is_file():
            wanted = [path]
        else:
            raise UnreadableReturn(path.name, "There is no such file or folder.")
        for file in wanted:
            name = file.name if file.name not in used else f"{file.parent.name}/{file.name}"
            used.add(name)
            sources.append(Source(name, _opener(file)))
    return sources, left_out


def _opener(path: Path) -> Opener:
    return lambda: path.open("rb")


def unpack(sources: Iterable[Source], stack: ExitStack) -> Iterator[Source]:
    """Give each source, and in place of a zip the files inside it; the stack keeps zips open.

    Raises `UnreadableReturn`.
    """
    for source in sources:
        with source.open() as stream:
            is_zip = stream.read(4) == b"PK\x03\x04"
        if is_zip and source.packed_size is None:
            yield from _members(source, stack)
        else:
            yield source


def _members(source: Source, stack: ExitStack) -> Iterator[Source]:
    try:
        archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(source.open())))
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise UnreadableReturn(source.name, "The zip file is damaged. Make it again.") from fault
    infos = [info for info in archive.infolist() if not info.is_dir()]
    names = {info.filename for info in infos}
    if "[Content_Types].xml" in names or any(name.startswith("xl/") for name in names):
        raise UnreadableReturn(
            source.name,
            "This is a spreadsheet or another Office file. "
            "Open it, save each sheet as CSV, and choose the CSV files.",
        )
    if len(infos) > MOST_MEMBERS:
        raise UnreadableReturn(source.name, f"The zip holds more than {MOST_MEMBERS} files.")
    declared = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if declared > MOST_BYTES or declared > max(FREE_BYTES, packed * MOST_RATIO):
        raise UnreadableReturn(source.name, "The zip unpacks to far more than a return can be.")
    used: set[str] = set()
    for info in sorted(infos, key=lambda i: i.filename):
        _check_member(source.name, info)
        name = PurePosixPath(info.filename).name
        if name in used:
            name = info.filename
        used.add(name)
        if not name.startswith(".") and "__MACOSX" not in info.filename:
            yield Source(name, _member_opener(archive, info), info.compress_size)


def _check_member(name: str, info: zipfile.ZipInfo) -> None:
    path = info.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or ":" in path:
        raise UnreadableReturn(name, "The zip holds a file whose name points outside it.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UnreadableReturn(name, "The zip holds a link instead of a file.")
    if info.flag_bits & 1:
        raise UnreadableReturn(name, "The zip has a password. Make it again without one.")
    if PurePosixPath(path).suffix.lower() not in {".csv", ".xml"}:
        raise UnreadableReturn(
            name, f"The zip may hold only CSV and XML files. Take {path[:60]} out of it."
        )


def _member_opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Opener:
    return lambda: archive.open(info)


def look_over(source: Source) -> Survey:
    """Read a file through once and say how to read it. Raises `UnreadableReturn`."""
    try:
        with source.open() as stream:
            return _look_over(source, stream)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as fault:
        raise UnreadableReturn(
            source.name, "The file is damaged or cut short. Make it again."
        ) from fault


def _look_over(source: Source, stream: Binary) -> Survey:
    piece = stream.read(_PIECE)
    kind = _kind(source.name, piece)
    mark = b">" if kind == "xml" else b"\n"
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, size, run, last = True, 0, 0, b""
    while piece:
        size += len(piece)
        _check_size(source, size)
        if b"\0" in piece:
            raise UnreadableReturn(source.name, "This is not a text file. Choose the CSV or XML.")
        run = _longest_run(piece, mark, run)
        if run > LONGEST_RUN:
            raise UnreadableReturn(
                source.name, "One line is far longer than a return's. Make the file again."
            )
        if is_utf8:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                is_utf8 = False
        last = piece[-1:]
        piece = stream.read(_PIECE)
    if is_utf8 and decoder.getstate()[0]:
        is_utf8 = False
    return Survey(kind, "utf-8-sig" if is_utf8 else "cp1252", last in {b"\n", b"\r"})


def _longest_run(piece: bytes, mark: bytes, run: int) -> int:
    """Return the bytes since the last mark; a run inside one piece is too short to matter."""
    place = piece.rfind(mark)
    return run + len(piece) if place < 0 else len(piece) - place - 1


def _check_size(source: Source, size: int) -> None:
    packed = source.packed_size
    if size > MOST_BYTES or (packed is not None and size > max(FREE_BYTES, packed * MOST_RATIO)):
        raise UnreadableReturn(source.name, "The file is far larger than a return can be.")


def _kind(name: str, start: bytes) -> str:
    for magic, message in _NOT_A_RETURN:
        if start.startswith(magic):
            raise UnreadableReturn(name, message)
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if not text:
        raise UnreadableReturn(name, "The file is empty. Choose the file you meant to send.")
    return "xml" if text.startswith(b"<") else "csv"


_SAVE_AS_CSV: Final = "Open it, choose 'Save as' and 'CSV UTF-8', and choose that file."
_NOT_A_RETURN: Final = (
    (b"PK\x03\x04", "This is a zip file inside another. Unpack it first."),
    (b"PK", "This is an empty or damaged zip file. Make it again."),
    (b"\xd0\xcf\x11\xe0", f"This is a spreadsheet or another Office file. {_SAVE_AS_CSV}"),
    (b"%PDF", "This is a PDF. Choose the CSV or XML file the return was made as."),
    (b"\x1f\x8b", "This is a compressed file. Unpack it first."),
    (codecs.BOM_UTF16_LE, f"This file is saved as UTF-16. {_SAVE_AS_CSV}"),
    (codecs.BOM_UTF16_BE, f"This file is saved as UTF-16. {_SAVE_AS_CSV}"),
)
