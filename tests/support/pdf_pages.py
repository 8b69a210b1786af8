"""Small PDF files with words of our own on them."""

from __future__ import annotations

import typst


def pdf_with(*pages: str) -> bytes:
    """Return a PDF with these words, one text a page."""
    source = '#set document(title: "Invented")\n' + "\n#pagebreak()\n".join(pages)
    made: bytes = typst.compile(source.encode(), format="pdf")
    return made
