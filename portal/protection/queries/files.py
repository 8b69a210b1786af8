"""The files that somebody's records name, each under a name that tells a reader what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.papers.files.images import JPEG
from portal.papers.files.store import Owner
from portal.papers.rules.holding import Why

FOLDER = "files"
FILE = "blob"
"""The column in which a record names its file in the portal's store."""
PDF = "application/pdf"
_ENDINGS = {
    PDF: "pdf",
    JPEG: "jpg",
    "audio/aac": "aac",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/webm": "webm",
    "text/plain": "txt",
}
_SAID = {"audio": "recording", "image": "picture", "text": "text"}
"""What somebody added of their own is called by what it is."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a record: where it stands in a copy, and where the store has it."""

    name: str
    media: str
    owner: Owner
    stored: str
    checked: bool
    """False where the virus scanner has not answered yet."""


class Files:
    """Gives the files of one young person's records their names, in the order of the records."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def of(self, kind: str, column: str, row: Any) -> tuple[File, ...]:
        """Return the files that one column of a row names."""
        return tuple(
            File(self._name(what, media), media, Owner(row.authority_id, row.id), stored, checked)
            for what, media, stored, checked in _found(kind, column, row)
        )

    def _name(self, what: str, media: str) -> str:
        self._given[what] += 1
        return f"{FOLDER}/{what}-{self._given[what]}.{_ENDINGS.get(media, 'bin')}"


def _found(kind: str, column: str, row: Any) -> Iterator[tuple[str, str, str, bool]]:
    """Give what each file is, its kind, its name in the store, and whether it was checked."""
    if (kind, column) == ("paper_intake", "sections"):
        for stored in row.found.get("blobs", ()):
            yield "picture-in-a-waiting-paper", JPEG, stored, True
    elif column == FILE and row.blob is not None:
        if kind == "views_answer":
            what = _SAID.get(row.media.partition("/")[0], "document")
            yield what, row.media, row.blob, row.checked
        elif kind == "paper_picture":
            yield "picture-in-a-paper", JPEG, row.blob, True
        elif kind == "paper_intake":
            yield "waiting-paper", PDF, row.blob, row.why != Why.NOT_SCANNED
        else:
            yield "paper", PDF, row.blob, True
