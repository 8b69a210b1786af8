"""Where a meeting is, as it was typed: a place to go to, or an address to join at by video.

The place is one box of free text; what of it becomes a link is decided here alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"https?:[^\s<>\"']*", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*", re.IGNORECASE)
_ROUND_IT = " \t\r\n,;:-–—()[]"
_AFTER_IT = ".,;:!?)]"
"""Signs that end the sentence an address stands in, and are no part of it."""


@dataclass(frozen=True, slots=True)
class Venue:
    """A place in words, and the address to join at. ``on_map`` where it may be looked for."""

    words: str
    join: str = ""
    on_map: bool = False


def venue(place: str) -> Venue:
    """Return what a meeting's place is.

    An address that is no safe link stays as the words it was typed in, and is not sent to a map.
    """
    found = _ADDRESS.search(place)
    if found is None:
        return Venue(place, on_map=bool(place))
    address = _end_of(found[0])
    if not _is_safe(address):
        return Venue(place)
    before, after = place[: found.start()], place[found.start() + len(address) :]
    parts = [part.strip(_ROUND_IT) for part in (before, after.lstrip(_AFTER_IT))]
    return Venue(" ".join(filter(None, parts)), join=address)


def _end_of(found: str) -> str:
    """Return an address without the sentence's signs after it; a bracket it opened is its own."""
    address = found.rstrip(_AFTER_IT)
    own = address.count("(") > address.count(")") and found[len(address) :].startswith(")")
    return f"{address})" if own else address


def _is_safe(address: str) -> bool:
    """Tell whether somebody may be led there: by https, to a named host, with no name to sign in.

    What stands before an at-sign is not the host, and a backslash is a slash to browsers.
    """
    if not address.isprintable() or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    named = parts.hostname is not None and _HOST.fullmatch(parts.hostname) is not None
    return parts.scheme == "https" and named and "@" not in parts.netloc
