"""Rooms above that keep files of their own in the papers' store.

Each says with which rows: the sweep leaves their files, and a change of keys seals them anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from flask import Flask, current_app

EXTENSION = "portal.papers-holders"


class WithFile(Protocol):
    """A row that names a file in the store, or None."""

    authority_id: str
    id: UUID
    blob: str | None


class Holder(Protocol):
    """What a room says of the rows in which it names files, in the open scope."""

    def names(self) -> Iterable[str]:
        """Give the name of every file it keeps."""

    def rows(self) -> Iterable[UUID]:
        """Give the id of every row that names one."""

    def row(self, row_id: UUID) -> WithFile | None:
        """Return one of them, None where it is gone by now."""


def add(app: Flask, holder: Holder) -> None:
    """Let a room above keep files in the store."""
    app.extensions.setdefault(EXTENSION, []).append(holder)


def holders() -> list[Holder]:
    """Return every such room's, in the order in which they were added."""
    found: list[Holder] = current_app.extensions.get(EXTENSION, [])
    return found
