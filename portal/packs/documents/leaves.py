"""The pages of a kept file: their words, and each as a picture.

A file that was taken in as PDF has no structure a screen reader could follow. In a pack its pages
are pictures with their words beside them as text, so that the whole pack stays one tagged document
on which every page bears its reader's mark. The cost is size, about 150 kB a page, and that words
stand twice; where a scan holds no words, the page says so.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from portal.papers.rules.kinds import How

DOTS_PER_INCH = 110
POINTS_PER_INCH = 72
QUALITY = 80
WIDEST = 1_600
"""In pixels, of a picture that was taken in as one."""
_ONE_AT_A_TIME = threading.Lock()
"""The engine that reads PDFs is not safe in two threads at once."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a file: its words, line by line, and its picture as JPEG."""

    words: tuple[str, ...]
    picture: bytes
    width: int
    height: int


def leaves_of(how: How, content: bytes) -> tuple[Leaf, ...]:
    """Return every page of a file, as words and picture."""
    if how is How.IMAGE:
        with Image.open(io.BytesIO(content)) as picture:
            return (_leaf((), picture),)
    with _opened(content) as pdf:
        return tuple(
            _leaf(_words(page), page.render(scale=DOTS_PER_INCH / POINTS_PER_INCH).to_pil())
            for page in pdf
        )


def words_of(how: How, content: bytes) -> tuple[tuple[str, ...], ...]:
    """Return the words of every page of a file; a picture's page has none."""
    if how is How.IMAGE:
        return ((),)
    with _opened(content) as pdf:
        return tuple(_words(page) for page in pdf)


@dataclass(frozen=True, slots=True)
class Searched:
    """The words of one page of a file, and whether it holds a picture, which nothing reads."""

    words: tuple[str, ...]
    pictured: bool


def searched(how: How, content: bytes) -> tuple[Searched, ...]:
    """Return what is read of every page of a file, opened once; of a picture nothing is."""
    if how is How.IMAGE:
        return (Searched((), pictured=True),)
    with _opened(content) as pdf:
        return tuple(Searched(_words(page), pictured=_pictured(page)) for page in pdf)


@contextmanager
def _opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _ONE_AT_A_TIME:
        pdf = pypdfium2.PdfDocument(content)
        try:
            yield pdf
        finally:
            pdf.close()


def _words(page: pypdfium2.PdfPage) -> tuple[str, ...]:
    text = page.get_textpage().get_text_bounded()
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _pictured(page: pypdfium2.PdfPage) -> bool:
    return next(iter(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])), None) is not None


def _leaf(words: tuple[str, ...], picture: Image.Image) -> Leaf:
    plain = picture.convert("RGB")
    plain.thumbnail((WIDEST, WIDEST * 2))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    return Leaf(words, out.getvalue(), plain.width, plain.height)
