"""Opening a paper's files."""

from __future__ import annotations

from collections.abc import Iterator

from portal.papers.files.store import Owner, StoreError, store
from portal.papers.models import PaperIntake, PaperPicture, PaperVersion


def read_blob(row: PaperVersion | PaperPicture | PaperIntake) -> Iterator[bytes]:
    """Give the plain bytes of a row's file, chunk by chunk; the caller has checked who reads.

    StoreError where the row has no file, or its file is gone, changed or another's.
    """
    if row.blob is None:
        raise StoreError("This paper has no file.")
    return store().read(Owner(row.authority_id, row.id), row.blob)
