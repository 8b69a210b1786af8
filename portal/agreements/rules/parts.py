"""Under which keys the parts of a paper are agreed to: one place, for who asks and who gives."""

from __future__ import annotations

OF_ITS_OWN = "other"
"""The key of a section that a Word file has of its own: what it is about, nobody can tell."""


def section_key(key: str, *, version: int, position: int) -> str:
    """Return the key under which a section is agreed to.

    A section that only this paper has counts for this version alone: that another one is about the
    same, nobody can tell.
    """
    return f"{OF_ITS_OWN}:{version}:{position}" if key == OF_ITS_OWN else key


def file_key(version: int) -> str:
    """Return the key under which a file is agreed to: one whole, for itself alone."""
    return f"file:{version}"
