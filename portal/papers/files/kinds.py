"""What kind of file somebody chose, by what it holds: its name and what a browser says count not.

A file that is two kinds at once is refused: what checks it and what opens it could disagree.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath
from typing import BinaryIO

from portal.papers.rules.refusals import LARGEST_FILE, FileRefusedError, Refusal

_PDF = b"%PDF-"
_ZIP = b"PK\x03\x04"
_ZIP_END = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
_HEIC = re.compile(rb"....ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1)", re.DOTALL)
_AVIF = re.compile(rb"....ftypavi[fs]", re.DOTALL)
_MARKUP = re.compile(rb"<(?:html|script|svg|!doctype|\?xml|\?php|iframe|object)", re.IGNORECASE)
_FRONT = 1024
_TAIL = 70_000
_LONGEST_TITLE = 120


class FileKind(StrEnum):
    """A kind of file that is taken in."""

    PDF = "pdf"
    WORD = "word"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    """What some phones take pictures in."""


def kind_of(file: BinaryIO) -> FileKind:
    """Return what a file is. FileRefusedError for anything that is not taken in."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    front = file.read(_FRONT)
    if not front:
        raise FileRefusedError(Refusal.EMPTY)
    if size > LARGEST_FILE:
        raise FileRefusedError(Refusal.TOO_LARGE)
    file.seek(max(size - _TAIL, 0))
    tail = file.read()
    file.seek(0)
    found = _by_front(file, front)
    if found is FileKind.WORD:
        _check_alone(file, front, tail)
    elif (_ZIP_END in tail and zipfile.is_zipfile(file)) or (
        found is not FileKind.PDF and (_PDF in front or _MARKUP.search(front))
    ):
        raise FileRefusedError(Refusal.TWO_KINDS)
    file.seek(0)
    return found


def _by_front(file: BinaryIO, front: bytes) -> FileKind:
    starts = {_PDF: FileKind.PDF, _ZIP: FileKind.WORD, _JPEG: FileKind.JPEG, _PNG: FileKind.PNG}
    for start, kind in starts.items():
        if front.startswith(start):
            return kind
    if front.startswith(_OLE):
        # A .docx with a password is such a file too; inside it says so, in two-byte letters.
        file.seek(0)
        locked = "EncryptedPackage".encode("utf-16-le") in file.read()
        raise FileRefusedError(Refusal.PASSWORD if locked else Refusal.OLD_WORD)
    if _HEIC.match(front):
        return FileKind.HEIC
    if _AVIF.match(front):
        raise FileRefusedError(Refusal.AVIF)
    raise FileRefusedError(Refusal.UNKNOWN)


def _check_alone(file: BinaryIO, front: bytes, tail: bytes) -> None:
    """Refuse an archive that is a PDF too, and one with something put before it."""
    if _PDF in front or b"%%EOF" in tail[-64:]:
        raise FileRefusedError(Refusal.TWO_KINDS)
    try:
        with zipfile.ZipFile(file) as package:
            first = min((part.header_offset for part in package.infolist()), default=0)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileRefusedError(Refusal.DAMAGED) from error
    if first:
        raise FileRefusedError(Refusal.TWO_KINDS)


def title_from(name: str | None) -> str:
    """Return a title from a file's name: no folders, no ending, nothing that is not seen."""
    last = PurePosixPath((name or "").replace("\\", "/")).name
    stem = PurePosixPath(last).stem if last not in {"", ".", ".."} else ""
    kept = "".join(
        " " if character in "_-." or unicodedata.category(character)[0] in "CZ" else character
        for character in unicodedata.normalize("NFC", stem)
    )
    return " ".join(kept.split())[:_LONGEST_TITLE].strip()
