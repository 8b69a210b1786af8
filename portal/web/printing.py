"""Printing: typst with our own letters, held to PDF/UA-1: a document is accessible, or fails.

Text reaches the engine as data and is never read as markup. The fonts are those the asset build
copied; the engine refuses a letter none of them has.
"""

from __future__ import annotations

import string
from functools import cache, lru_cache
from pathlib import Path

import typst

import portal

FONT_FOLDER = Path(portal.__file__).parent / "static" / "fonts"
NO_GLYPH = "could not be displayed with"
"""What the engine says of a letter that no font has."""

PLAIN_LETTERS = frozenset(string.printable)
"""The letters that every font has."""

PrintError = typst.TypstError


@cache
def fonts() -> typst.Fonts:
    """Return the fonts every document may use, read once: ours, then the engine's own."""
    folders = [str(FONT_FOLDER)] if FONT_FOLDER.is_dir() else []
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def typeset(source: bytes, inputs: dict[str, str]) -> bytes:
    """Return the PDF/UA-1 typst makes of a source, with our fonts and this data only.

    PrintError where a letter is in no font (`NO_GLYPH`), or a picture has no words.
    """
    made: bytes = typst.compile(
        source,
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        font_paths=fonts(),
        sys_inputs=inputs,
    )
    return made


def forget_fonts() -> None:
    """Read the font folder anew at the next document: after assets are built again."""
    fonts.cache_clear()
    _prints.cache_clear()


@lru_cache(maxsize=20_000)
def _prints(letter: str) -> bool:
    """Return whether the fonts hold a letter, by asking the engine (about 2 ms, remembered)."""
    if letter in PLAIN_LETTERS:
        return True
    probe = (
        b'#set document(title: "probe")\n'
        b'#set text(lang: "en", font: ("Noto Sans", "Libertinus Serif"))\n#sys.inputs.letter'
    )
    try:
        typeset(probe, {"letter": letter})
    except PrintError:
        return False
    return True


def printable(text: str) -> str:
    """Return a text with “?” for every letter that the fonts do not hold."""
    return "".join(letter if _prints(letter) else "?" for letter in text)
