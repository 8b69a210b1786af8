"""Invented papers as files: Word, PDF and pictures, ordinary and hostile."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from docx import Document
from PIL import Image
from PIL.Image import Exif

CANARY = "kingfisher-4471"
"""Stands in every section “why we are involved” that a test invents."""
_MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(*parts: tuple[str, str] | str) -> bytes:
    """Return a Word file of headings ("h1", text) or ("b", text), and of paragraphs."""
    document: Any = Document()
    for part in parts:
        kind, text = part if isinstance(part, tuple) else ("p", part)
        if kind.startswith("h"):
            document.add_heading(text, level=int(kind[1:]))
        else:
            document.add_paragraph().add_run(text).bold = kind == "b"
    return saved(document)


def word_table(rows: Iterable[Iterable[str]], *after: str) -> bytes:
    """Return a Word file of one table, with paragraphs behind it."""
    document: Any = Document()
    held = [list(row) for row in rows]
    table = document.add_table(rows=len(held), cols=max(map(len, held)))
    for number, row in enumerate(held):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    for text in after:
        document.add_paragraph(text)
    return saved(document)


def saved(document: Any) -> bytes:
    """Return a document of python-docx as a file."""
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def word_of(body: str, **parts: bytes) -> bytes:
    """Return a Word file with a body written by hand; ``parts`` by path, with "__" for "/"."""
    plain = word("Nothing")
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            held = old.read(name)
            if name == "word/document.xml":
                held = f"<w:document {_MAIN}><w:body>{body}</w:body></w:document>".encode()
            new.writestr(name, held)
        for path, held in parts.items():
            new.writestr(path.replace("__", "/").replace("_dot_", "."), held)
    return made.getvalue()


def run(text: str, properties: str = "") -> str:
    """Return a run as it stands in a Word file."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, style: str = "") -> str:
    """Return a paragraph as it stands in a Word file."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{''.join(runs)}</w:p>"


def box(*paragraphs: str) -> str:
    """Return a paragraph that holds a text box."""
    inside = "".join(paragraphs)
    return (
        "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
        f"<w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )


def pdf(*pages: str, change: Callable[[pikepdf.Pdf], None] | None = None, **saving: Any) -> bytes:
    """Return a PDF with a page for each text, a line for each of its lines."""
    made = pikepdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for text in pages:
        page = made.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        lines = [
            f"BT /F1 14 Tf 60 {780 - 22 * number} Td ({_escaped(line)}) Tj ET"
            for number, line in enumerate(text.splitlines())
        ]
        page.Contents = made.make_stream("\n".join(lines).encode("latin-1"))
    if change is not None:
        change(made)
    held = io.BytesIO()
    made.save(held, **saving)
    return held.getvalue()


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def scanned_pdf(pages: int = 1) -> bytes:
    """Return a PDF of pictures without a word."""
    pictures = [Image.new("RGB", (600, 800), (240, 240, 240)) for _ in range(pages)]
    held = io.BytesIO()
    pictures[0].save(held, "PDF", save_all=True, append_images=pictures[1:])
    return held.getvalue()


def pictured_pdf(*pages: tuple[str, tuple[float, float, float, float]], placed: str = "") -> bytes:
    """Return a PDF of pages with words and a picture in a box: left, bottom, width, height.

    ``placed`` says how the picture comes onto the page: as it is, as "strips", or in a "form".
    """

    def draw(made: pikepdf.Pdf) -> None:
        shown = made.make_stream(bytes(12), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        shown.Width, shown.Height, shown.BitsPerComponent = 2, 2, 8
        shown.ColorSpace = pikepdf.Name.DeviceRGB
        for page, (_, (left, bottom, width, height)) in zip(made.pages, pages, strict=True):
            strips = 100 if placed == "strips" else 1
            each = height / strips
            drawn = "\n".join(
                f"q {width} 0 0 {each} {left} {bottom + number * each} cm /P Do Q"
                for number in range(strips)
            )
            names = pikepdf.Dictionary(P=shown)
            if placed == "form":
                form = made.make_stream(b"q 10 0 0 10 5 5 cm /P Do Q")
                form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
                form.BBox, form.Resources = [5, 5, 15, 15], pikepdf.Dictionary(XObject=names)
                names = pikepdf.Dictionary(F=form)
                drawn = (
                    f"q {width / 10} 0 0 {height / 10} {left - width / 2} {bottom - height / 2} cm "
                    "/F Do Q"
                )
            page.obj.Resources.XObject = names
            page.contents_add(drawn.encode(), prepend=True)

    return pdf(*(text for text, _ in pages), change=draw)


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 200), *, marked: str = "") -> bytes:
    """Return a picture; ``marked``: with these words where it was taken, who took it and a note."""
    made = Image.new("RGB", size, (20, 120, 90))
    saving: dict[str, Any] = {}
    if marked:
        exif = Exif()
        exif[0x010E] = exif[0x013B] = marked
        exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 47.0, 30.0), 29: marked})
        saving["exif"] = exif
        if kind == "JPEG":
            saving["comment"] = marked
    held = io.BytesIO()
    made.save(held, kind, **saving)
    return held.getvalue()


PHONE_PICTURE = base64.b64decode("""
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA
AAAAADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAAIYAAgAAAAACaAABAAAAAAAAADQAAAA4aWluZgAAAAAAAgAAABVp
bmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZo
dmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAA
AwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAA
AAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1h
AAAAAAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAwm1kYXQAAACCKAGvE4D1J4E//+ClR/+61nh+
Dw0xKt/S2WI+g63/3d0eJJThETnLG/MEJBND6dhv8a52osziRRFCdZjr6RKgoeBR/jk8KoNuT/Jr3Nc8PV0ED58u2B4UU2hf
yli7sl9E4oa6/Yz1XmykNhM5ix9E+NpquCPmqIWx9JwhttvLa0rzwAAAAAZFeGlmAABNTQAqAAAACAABAQ4AAgAAABAAAAAa
AAAAAGtpbmdmaXNoZXItNDQ3MQA=
""")
"""A picture as some phones take it (HEIC), 64 by 48, its left half red, the canary in its notes. No
tool of the tests writes this kind, so it stands here."""


@dataclass(frozen=True)
class Sent:
    """A file as somebody chooses it."""

    held: bytes
    name: str

    @property
    def stream(self) -> io.BytesIO:
        """What the portal reads."""
        return io.BytesIO(self.held)
