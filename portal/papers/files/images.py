"""Makes a picture anew from its dots, so that nothing travels with it (C33)."""

from __future__ import annotations

import io
import warnings
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.papers.rules.refusals import FileRefusedError, Refusal

MOST_DOTS = 50_000_000
LONGEST_SIDE = 20_000
LARGEST_SHOWN = 2_400
"""The longer side of what is kept: A4 at 200 dots an inch."""
QUALITY = 85
JPEG = "image/jpeg"
_FORMATS = ("JPEG", "PNG")


def made_anew(file: BinaryIO, *, most_dots: int = MOST_DOTS) -> bytes:
    """Return a picture as JPEG with its dots and nothing else. FileRefusedError where it is bad."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(file, formats=_FORMATS) as opened:
                width, height = opened.size
                if width * height > most_dots or max(width, height) > LONGEST_SIDE:
                    raise FileRefusedError(Refusal.PIXELS)
                opened.draft("RGB", (LARGEST_SHOWN, LARGEST_SHOWN))
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((LARGEST_SHOWN, LARGEST_SHOWN))
                return encoded(on_white(upright))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning) as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(Refusal.DAMAGED) from error
    except Image.DecompressionBombError as error:
        raise FileRefusedError(Refusal.PIXELS) from error


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
