"""A PDF: rewritten without anything that acts or hides, read, shown as pictures, blacked out.

Every PDF is written anew page by page from what is drawn on it. Scripts, actions, attachments,
forms, notes, bookmarks, layers, page tags, embedded metadata and earlier states of the file do not
come along. A page on which something is blacked out is made anew as a picture, so that there is no
word under the black: neither in the text, nor in the picture, nor anywhere in the file.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any, BinaryIO

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw

from portal.papers.files.images import encoded
from portal.papers.rules.holding import COLUMNS, ROWS
from portal.papers.rules.involved import mentioned_in
from portal.papers.rules.readable import Page, pages_for_a_person
from portal.papers.rules.refusals import MOST_PAGES, FileRefusedError, Refusal

LARGEST_PAGE = 14_400.0
"""In points, the largest a PDF may have; larger pages are of no printer."""
DOTS_AN_INCH = 150
POINTS_AN_INCH = 72
MOST_DOTS = 12_000_000
"""Of a page as a picture; a larger page is shown smaller."""
MARGIN = 2.0
"""In points: black goes this far beyond a word, so that no letter's edge is left."""
SPOTS = (20, 28)
"""Across and down a page, where it is asked whether a picture lies there."""
MOST_CONTENT = 60 * 1024 * 1024
"""In bytes, unpacked, of everything but pictures."""
MOST_IMAGE_DOTS = 100_000_000
MOST_FILTERS = 2
GRID = "#0b5a94"
GRID_TEXT = 18
PIECE = 1024 * 1024
_KEPT_OF_PAGE = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Group")
_NOT_FLATTENED = frozenset(
    {
        "/Text",
        "/Popup",
        "/Link",
        "/FileAttachment",
        "/Sound",
        "/Movie",
        "/Screen",
        "/RichMedia",
        "/3D",
        "/TrapNet",
        "/Redact",
    }
)
_TRAVELS = ("/Metadata", "/PieceInfo", "/LastModified", "/OC", "/StructParent", "/StructParents")


@dataclass(frozen=True, slots=True)
class Read:
    """What was found on a PDF's pages, by their numbers."""

    pages: int
    mentions: tuple[int, ...]
    """Pages that seem to hold the section “why we are involved”, or speak of it."""
    unread: tuple[int, ...]
    """Pages that are mostly pictures, or whose letters say nothing: only a person can tell what
    they hold."""


@dataclass(frozen=True, slots=True)
class Box:
    """Part of a page to black out, in parts of its width and height from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


def cleaned(file: BinaryIO) -> bytes:
    """Return a PDF rewritten from what is drawn on its pages. FileRefusedError where it is bad."""
    file.seek(0)
    try:
        with pikepdf.open(file) as source:
            if not 0 < len(source.pages) <= MOST_PAGES:
                raise FileRefusedError(Refusal.PAGES if source.pages else Refusal.DAMAGED)
            _check_contents(source)
            _flatten(source)
            return _written(source, range(len(source.pages)))
    except pikepdf.PasswordError as error:
        raise FileRefusedError(Refusal.PASSWORD) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise FileRefusedError(Refusal.DAMAGED) from error


def _check_contents(source: pikepdf.Pdf) -> None:
    """Refuse pages of absurd size, and streams that unpack to more than papers hold."""
    for page in source.pages:
        box = [float(side) for side in page.mediabox]
        width, height = abs(box[2] - box[0]), abs(box[3] - box[1])
        if max(width, height) > LARGEST_PAGE or min(width, height) <= 0:
            raise FileRefusedError(Refusal.DAMAGED)
    total = 0
    for each in source.objects:
        if not isinstance(each, pikepdf.Stream):
            continue
        if each.get("/Subtype") == "/Image":
            if int(each.get("/Width", 0)) * int(each.get("/Height", 0)) > MOST_IMAGE_DOTS:
                raise FileRefusedError(Refusal.PIXELS)
            continue
        total += _unpacked(each, MOST_CONTENT - total)
        if total > MOST_CONTENT:
            raise FileRefusedError(Refusal.BOMB)


def _unpacked(stream: pikepdf.Stream, room: int) -> int:
    """Return how long a stream is once unpacked, looking no further than there is room."""
    held = stream.read_raw_bytes()
    named = stream.get("/Filter")
    filters = list(named) if isinstance(named, pikepdf.Array) else [named]
    if len(filters) > MOST_FILTERS:
        raise FileRefusedError(Refusal.BOMB)
    if "/FlateDecode" not in {str(each) for each in filters}:
        return len(held)
    unpacking, length = zlib.decompressobj(), 0
    while held and length <= room:
        try:
            length += len(unpacking.decompress(held, PIECE))
        except zlib.error:
            break
        held = unpacking.unconsumed_tail
    return length


def _flatten(source: pikepdf.Pdf) -> None:
    """Draw what was filled into forms and stamped on pages; drop notes and everything else."""
    for page in source.pages:
        notes = page.obj.get("/Annots")
        if isinstance(notes, pikepdf.Array):
            page.obj.Annots = pikepdf.Array(
                [note for note in notes if str(note.get("/Subtype")) not in _NOT_FLATTENED]
            )
    if "/AcroForm" in source.Root:
        source.generate_appearance_streams()
    source.flatten_annotations("print")
    if "/AcroForm" in source.Root:
        del source.Root.AcroForm
    for page in source.pages:
        if "/Annots" in page.obj:
            del page.obj.Annots


def _written(source: pikepdf.Pdf, numbers: Iterable[int]) -> bytes:
    made = pikepdf.new()
    for number in numbers:
        page = source.pages[number]
        for inherited in ("/MediaBox", "/CropBox", "/Rotate", "/Resources"):
            found = page.get(inherited)
            if found is not None:
                page.obj[inherited] = found
        for key in list(page.obj.keys()):
            if key not in _KEPT_OF_PAGE and key != "/Parent":
                del page.obj[key]
        made.pages.append(page)
    for each in made.objects:
        if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
            for key in _TRAVELS:
                if key in each:
                    del each[key]
    held = io.BytesIO()
    made.save(
        held,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
    return held.getvalue()


@contextmanager
def _opened(held: bytes) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(held)
    except pypdfium2.PdfiumError as error:
        raise FileRefusedError(Refusal.DAMAGED) from error
    try:
        yield document
    finally:
        document.close()


def text_of(held: bytes) -> list[str]:
    """Return the words of each page, as somebody who copies them would get them."""
    with _opened(held) as document:
        return [_page_text(document, number) for number in range(len(document))]


def _page_text(document: Any, number: int) -> str:
    page = document[number]
    words = page.get_textpage()
    try:
        text: str = words.get_text_bounded() if words.count_chars() else ""
        return text.replace("\r\n", "\n").replace("\r", "\n")
    finally:
        words.close()
        page.close()


def read(held: bytes) -> Read:
    """Say which pages a person must look at before anybody else does."""
    with _opened(held) as document:
        pages = [_page(document, number) for number in range(len(document))]
    return Read(
        pages=len(pages),
        mentions=tuple(n for n, page in enumerate(pages, start=1) if mentioned_in(page.text)),
        unread=pages_for_a_person(pages),
    )


def _page(document: Any, number: int) -> Page:
    text = _page_text(document, number)
    page = document[number]
    try:
        left, bottom, right, top = page.get_bbox()
        under: set[tuple[int, int]] = set()
        strokes = 0
        for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH]):
            if each.type == pdfium.FPDF_PAGEOBJ_PATH:
                strokes += max(pdfium.FPDFPath_CountSegments(each), 0)
                continue
            box = _box_of(each)
            across = _spots(box[0] - left, box[2] - left, right - left, SPOTS[0])
            down = _spots(box[1] - bottom, box[3] - bottom, top - bottom, SPOTS[1])
            under.update(product(across, down))
        return Page(text, len(under) / (SPOTS[0] * SPOTS[1]), strokes)
    except pypdfium2.PdfiumError as error:
        raise FileRefusedError(Refusal.DAMAGED) from error
    finally:
        page.close()


def _box_of(drawn: Any) -> tuple[float, float, float, float]:
    """Return where something is drawn on its page, also inside what is placed as a whole."""
    box: tuple[float, float, float, float] = drawn.get_bounds()
    while (drawn := drawn.container) is not None:
        box = drawn.get_matrix().on_rect(*box)
    return box


def _spots(start: float, end: float, length: float, count: int) -> range:
    """Return which of a page's spots in one direction lie between two places on it."""
    each = length / count
    first = max(round(start / each), 0)
    return range(first, min(round(end / each), count))


def page_picture(held: bytes, number: int, *, grid: bool = False) -> bytes:
    """Return a page, counted from 1, as a JPEG; with the squares that can be named, if asked.

    FileRefusedError where there is no such page.
    """
    drawn = _drawn(held, number)
    return encoded(_with_grid(drawn) if grid else drawn)


def _with_grid(drawn: Image.Image) -> Image.Image:
    """Draw the squares that a person can name over a page: A1 at the top left."""
    brush = ImageDraw.Draw(drawn)
    width, height = drawn.size[0] / len(COLUMNS), drawn.size[1] / ROWS
    for column, letter in enumerate(COLUMNS):
        for row in range(ROWS):
            left, top = column * width, row * height
            brush.rectangle((left, top, left + width, top + height), outline=GRID)
            brush.text((left + 4, top + 2), f"{letter}{row + 1}", fill=GRID, font_size=GRID_TEXT)
    return drawn


def _drawn(held: bytes, number: int) -> Image.Image:
    with _opened(held) as document:
        if not 1 <= number <= len(document):
            raise FileRefusedError(Refusal.DAMAGED)
        page = document[number - 1]
        try:
            width, height = page.get_size()
            scale = DOTS_AN_INCH / POINTS_AN_INCH
            dots = width * height * scale * scale
            if dots > MOST_DOTS:
                scale *= (MOST_DOTS / dots) ** 0.5
            drawn: Image.Image = page.render(scale=scale).to_pil()
            return drawn.convert("RGB")
        finally:
            page.close()


def words_at(held: bytes, number: int, words: Iterable[str]) -> list[Box]:
    """Return where some words stand on a page, in any case, each time they do."""
    with _opened(held) as document:
        page = document[number - 1]
        text = page.get_textpage()
        try:
            width, height = page.get_size()
            found = [
                rectangle
                for each in words
                if each.strip()
                for rectangle in _rectangles(text, each.strip())
            ]
        finally:
            text.close()
            page.close()
    return [
        Box(
            (left - MARGIN) / width,
            (height - top - MARGIN) / height,
            (right + MARGIN) / width,
            (height - bottom + MARGIN) / height,
        )
        for left, bottom, right, top in found
    ]


def _rectangles(text: Any, words: str) -> Iterator[tuple[float, float, float, float]]:
    searching = text.search(words, match_case=False)
    while (found := searching.get_next()) is not None:
        index, count = found
        for number in range(text.count_rects(index, count)):
            yield text.get_rect(number)


def changed(
    held: bytes, *, without: Iterable[int] = (), black: Mapping[int, Sequence[Box]] | None = None
) -> bytes:
    """Return a PDF without some pages, and with parts of others black. Pages count from 1.

    FileRefusedError where no page is left.
    """
    gone = frozenset(without)
    blacked = {number: boxes for number, boxes in (black or {}).items() if boxes}
    with pikepdf.open(io.BytesIO(held)) as source:
        kept = [number for number in range(1, len(source.pages) + 1) if number not in gone]
        if not kept:
            raise FileRefusedError(Refusal.NOTHING_LEFT)
        for number in kept:
            if number in blacked:
                _replace(source, number, _blacked(_drawn(held, number), blacked[number]))
        return _written(source, [number - 1 for number in kept])


def _blacked(drawn: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    brush = ImageDraw.Draw(drawn)
    width, height = drawn.size
    for box in boxes:
        brush.rectangle(
            (
                int(max(box.left, 0) * width),
                int(max(box.top, 0) * height),
                int(min(box.right, 1) * width) + 1,
                int(min(box.bottom, 1) * height) + 1,
            ),
            fill="black",
        )
    return drawn


def _replace(source: pikepdf.Pdf, number: int, drawn: Image.Image) -> None:
    """Put a picture in the place of a page: nothing of the page's own stays in the file."""
    page = source.pages[number - 1]
    width, height = _upright(page)
    picture = source.make_stream(encoded(drawn))
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height = drawn.size
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    picture.Filter = pikepdf.Name.DCTDecode
    new = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, width, height],
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=picture)),
        Contents=source.make_stream(f"q {width} 0 0 {height} 0 0 cm /Picture Do Q".encode()),
    )
    source.pages[number - 1] = pikepdf.Page(source.make_indirect(new))


def _upright(page: pikepdf.Page) -> tuple[float, float]:
    """Return a page's width and height as it is seen."""
    left, bottom, right, top = (float(side) for side in page.cropbox)
    turned = int(page.get("/Rotate", 0) or 0) % 180
    size = (abs(right - left), abs(top - bottom))
    return (size[1], size[0]) if turned else size


def from_picture(picture: bytes) -> bytes:
    """Return a PDF of one page that shows a picture."""
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as opened:
        drawn = opened.convert("RGB")
    width, height = drawn.size
    made = pikepdf.new()
    scale = min(595 / width, 842 / height)
    made.add_blank_page(page_size=(width * scale, height * scale))
    _replace(made, 1, drawn)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()
