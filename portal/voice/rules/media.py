"""What a recording or a text is, by what it holds: its name and what a browser says count not."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

LARGEST_RECORDING = 20 * 1024 * 1024
"""In bytes: two hours as phones record speech."""
_WEBM, _OGG, _RIFF = b"\x1a\x45\xdf\xa3", b"OggS", b"RIFF"
_MP4 = re.compile(rb".{4}ftyp(?:M4A |M4B |mp4[12]|isom|iso[2-6]|dash|qt  )", re.DOTALL)
_MPEG = re.compile(rb"ID3|\xff[\xe2-\xe3\xea-\xeb\xf2-\xf3\xfa-\xfb]")
_AAC = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")
_ID3, _ID3_HEAD, _BOX = b"ID3", 10, 8
_TELLS = frozenset({b"udta", b"meta", b"uuid"})
"""Boxes of MPEG-4 in which a phone writes where and when, and what it is called."""
_HOLDS = frozenset({b"moov", b"trak"})
FRONT = 4096
"""How many bytes from the start are enough to tell."""


def recording_kind(front: bytes) -> str | None:
    """Return what a recording is as a media type, from its first bytes; None for anything else."""
    if front.startswith(_WEBM):
        return "audio/webm" if b"webm" in front[:64] else None
    if front.startswith(_OGG):
        return "audio/ogg"
    if front.startswith(_RIFF):
        return "audio/wav" if front[8:12] == b"WAVE" else None
    if _MP4.match(front):
        return "audio/mp4"
    if _AAC.match(front):
        return "audio/aac"
    return "audio/mpeg" if _MPEG.match(front) else None


_NO_TEXT = re.compile(r"\s*(?:<(?=[!?/a-zA-Z])|\{\\rtf|PK\x03\x04)")
"""How pages and word processors' files begin: shown as they are, nobody could read them."""
_UNPRINTED = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def text_in(held: bytes) -> str | None:
    """Return the words of a plain text file, exactly; None for anything else.

    UTF-8, or UTF-16 that says so, or as old programs on Windows write it. Control characters and
    those that turn lines are left in: `kernel.shown` shows them as signs.
    """
    found = _decoded(held)
    return None if found is None or "\0" in found or _NO_TEXT.match(found) else found


def _decoded(held: bytes) -> str | None:
    if held.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried: tuple[str, ...] = ("utf-16",)
    else:
        tried = ("utf-8-sig", *(() if _UNPRINTED.search(held) else ("cp1252",)))
    for coding in tried:
        with suppress(UnicodeDecodeError):
            return held.decode(coding)
    return None


class OfAFile:
    """What a page asks of an answer that may have a file: what kind it is."""

    __slots__ = ()
    media: str

    @property
    def is_picture(self) -> bool:
        """Whether its file is a picture."""
        return self.media.startswith("image/")

    @property
    def is_recording(self) -> bool:
        """Whether its file is a recording."""
        return self.media.startswith("audio/")


def without_tags(held: bytes) -> bytes:
    """Return a recording without what a phone adds of place, time and title (C33).

    Of MPEG-4 and MP3; nothing moves, so that every part is still found where it was. What a browser
    records by itself carries none.
    """
    kept = bytearray(held)
    if _MP4.match(held[:FRONT]):
        _blank(kept, 0, len(kept))
    elif held.startswith(_ID3) and len(held) >= _ID3_HEAD:
        length = 0
        for part in held[6:_ID3_HEAD]:  # seven bits of each
            length = length << 7 | part & 0x7F
        end = min(_ID3_HEAD + length, len(kept))
        kept[5] = 0
        kept[_ID3_HEAD:end] = bytes(end - _ID3_HEAD)
    return bytes(kept)


def _blank(kept: bytearray, start: int, end: int) -> None:
    """Empty each box that tells, between two places, and look into those that hold others."""
    while start + _BOX <= end:
        size, head = int.from_bytes(kept[start : start + 4], "big"), _BOX
        kind = bytes(kept[start + 4 : start + _BOX])
        if size == 1:  # a long box says its size after its kind
            size, head = int.from_bytes(kept[start + _BOX : start + 16], "big"), 16
        size = size or end - start
        if size < head or start + size > end:
            return
        if kind in _TELLS:
            kept[start + 4 : start + _BOX] = b"free"
            kept[start + head : start + size] = bytes(size - head)
        elif kind in _HOLDS:
            _blank(kept, start + head, start + size)
        start += size
