"""Opening the files that a copy of everything held has in it."""

from __future__ import annotations

import io
from collections.abc import Iterator

from portal.papers.files.scanner import Scan, scan
from portal.papers.files.store import StoreError, store
from portal.protection.queries.files import File


def pieces(file: File) -> Iterator[bytes]:
    """Give a file's plain bytes, chunk by chunk. StoreError where it does not open."""
    return store().read(file.owner, file.stored)


def opens(file: File) -> bool:
    """Tell whether a file opens to its end, and is clean where it was not checked before."""
    try:
        if not file.checked:
            return scan(io.BytesIO(b"".join(pieces(file)))) is Scan.CLEAN
        for _ in pieces(file):
            pass
    except StoreError:
        return False
    return True
