"""An item's papers for whoever brings and reads them. Every page works with scripts off."""

from __future__ import annotations

from portal.papers.routes.staff import addresses, bringing, confirming, reading_papers
from portal.papers.routes.staff.shared import blueprint, expect_one_file

__all__ = [
    "addresses",
    "blueprint",
    "bringing",
    "confirming",
    "expect_one_file",
    "reading_papers",
]
