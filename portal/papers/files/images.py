"""Makes a picture anew from its dots, so that nothing travels with it (C33)."""

from __future__ import annotations

import io
import re
import struct
import warnings
from typing import BinaryIO

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.papers.rules.refusals import FileRefusedError, Refusal

MOST_DOTS = 50_000_000
LONGEST_SIDE = 20_000
LARGEST_SHOWN = 2_400
"""The longer side of what is kept: A4 at 200 dots an inch."""
QUALITY = 85
JPEG = "image/jpeg"
_DAMAGED = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    Warning,
)
"""What reading a damaged picture, or what travels with it, ends in."""
_FORMATS = ("JPEG", "PNG", "HEIF")
pi_heif.register_heif_opener()
_BOXED = b"....ftyp"
"""How a picture of a phone begins: a size, and the name of the first box."""
_SAID_SIZE = re.compile(rb"ispe\0{4}(.{4})(.{4})", re.DOTALL)
"""Where a picture of a phone says how large it, or a part of it, is."""


def made_anew(file: BinaryIO, *, most_dots: int = MOST_DOTS) -> bytes:
    """Return a picture as JPEG with its dots and nothing else. FileRefusedError where it is bad."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            _check_said_sizes(file, most_dots)
            with Image.open(file, formats=_FORMATS) as opened:
                _check_size(*opened.size, most_dots)
                opened.draft("RGB", (LARGEST_SHOWN, LARGEST_SHOWN))
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((LARGEST_SHOWN, LARGEST_SHOWN))
                return encoded(on_white(upright))
    except _DAMAGED as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(Refusal.DAMAGED) from error
    except Image.DecompressionBombError as error:
        raise FileRefusedError(Refusal.PIXELS) from error


def _check_size(width: int, height: int, most_dots: int) -> None:
    if width * height > most_dots or max(width, height) > LONGEST_SIDE:
        raise FileRefusedError(Refusal.PIXELS)


def _check_said_sizes(file: BinaryIO, most_dots: int) -> None:
    """Refuse a picture of a phone by what it says, before the library that unpacks it is asked."""
    file.seek(0)
    front = file.read(len(_BOXED))
    if front.endswith(_BOXED[4:]):
        file.seek(0)
        for width, height in _SAID_SIZE.findall(file.read()):
            _check_size(int.from_bytes(width, "big"), int.from_bytes(height, "big"), most_dots)
    file.seek(0)


def on_white(picture: Image.Image) -> Image.Image:
    """Return a picture's dots on white paper, in a new picture."""
    seen = picture.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def encoded(picture: Image.Image) -> bytes:
    """Return a picture as JPEG, without anything but its dots."""
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=QUALITY)
    return held.getvalue()
