"""What can be done with papers, one keyword-only function for each use."""

from __future__ import annotations

from portal.papers.operations.reading import read_blob

__all__ = ["read_blob"]
