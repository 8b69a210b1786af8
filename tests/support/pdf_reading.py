"""What a PDF says: its text as a reader's program gives it, its bookmarks, and every raw stream."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
from werkzeug.test import TestResponse


def pages_of(content: bytes) -> list[str]:
    """Return the text of each page."""
    pdf = pypdfium2.PdfDocument(content)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
    finally:
        pdf.close()


def printed(answer: TestResponse) -> str:
    """Return the text of a paper for a young person, under a file name that tells nothing."""
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="for-you.pdf"'
    return " ".join(pages_of(answer.data))


def bookmarks_of(content: bytes) -> list[tuple[int, str]]:
    """Return the bookmarks with their depth, from 0."""
    found: list[tuple[int, str]] = []

    def walk(entries: list[pikepdf.OutlineItem], depth: int) -> None:
        for entry in entries:
            found.append((depth, str(entry.title)))
            walk(entry.children, depth + 1)

    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        walk(outline.root, 0)
    return found


def raw_streams(content: bytes) -> bytes:
    """Return every stream, unpacked, and every string of a PDF as one."""
    found = [content]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream):
                try:
                    found.append(each.read_bytes())
                except pikepdf.PdfError:
                    found.append(each.read_raw_bytes())
            found.append(repr(each).encode())
    return b"\n".join(found)


def is_accessible(content: bytes) -> bool:
    """Tell whether a PDF says it is PDF/UA-1, is tagged, has a title to show and a language."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_metadata() as about:
            claims = about.get("pdfuaid:part") == "1"
        return bool(
            claims
            and pdf.Root.MarkInfo.Marked
            and pdf.Root.ViewerPreferences.DisplayDocTitle
            and str(pdf.Root.Lang).startswith("en")
        )
