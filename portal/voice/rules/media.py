"""What a recording is, by what it holds: its name and what a browser says count not."""

from __future__ import annotations

import re

LARGEST_RECORDING = 20 * 1024 * 1024
"""In bytes: two hours as phones record speech."""
_WEBM, _OGG, _RIFF = b"\x1a\x45\xdf\xa3", b"OggS", b"RIFF"
_MP4 = re.compile(rb".{4}ftyp(?:M4A |M4B |mp4[12]|isom|iso[2-6]|dash|qt  )", re.DOTALL)
_MPEG = re.compile(rb"ID3|\xff[\xe2-\xe3\xea-\xeb\xf2-\xf3\xfa-\xfb]")
_AAC = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")
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
