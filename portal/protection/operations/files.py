"""Opening the files that a copy of everything held has in it."""

from __future__ import annotations

from collections.abc import Iterator

from portal.keyring import MissingKeyError
from portal.papers.files.store import StoreError, store
from portal.protection.queries.files import File


def pieces(file: File) -> Iterator[bytes]:
    """Give a file's plain bytes, chunk by chunk. StoreError where it does not open."""
    return store().read(file.owner, file.stored)


def opens(file: File) -> bool:
    """Tell whether a file was looked through for viruses, and opens to its end."""
    if not file.checked:
        return False
    try:
        for _ in pieces(file):
            pass
    except (StoreError, MissingKeyError):
        return False
    return True
