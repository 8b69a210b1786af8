"""The signed head: what leaves the box each day, so that a cut or re-made chain shows (C44)."""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from portal.kernel.errors import PortalError
from portal.keyring import ChainEnd, Key, Keyring, Purpose

PATTERN = "head-*.json"


class UnreadableHeadError(PortalError):
    """A file that was to be a kept head is not one."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """Where a chain stood at a moment: its newest link, how many there are, and who says so."""

    authority: str
    seq: int
    digest: str
    time: str
    key_number: int
    signature: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """The head as JSON; ``seq`` is also how many links there are, since none is left out."""
        return asdict(self)

    def signed_by(self, secret: bytes) -> str:
        """Return the signature that a key gives this head."""
        fields = [self.authority, self.seq, self.digest, self.time, self.key_number]
        # The word in front keeps a head's signature from ever being a link's digest.
        text = f"head {json.dumps(fields, ensure_ascii=True, separators=(',', ':'))}"
        return hmac.digest(secret, text.encode("ascii"), "sha256").hex()


def sign(keyring: Keyring, *, authority: str, seq: int, digest: str, now: datetime) -> SignedHead:
    """Return the head, signed with the trail's newest key."""
    key = keyring.current(Purpose.TRAIL)
    time = now.astimezone(UTC).isoformat(timespec="seconds")
    unsigned = SignedHead(authority, seq, digest, time, key.number)
    return replace(unsigned, signature=unsigned.signed_by(key.secret))


def turns(keys: Iterable[Key], authority: str) -> list[tuple[ChainEnd, int]]:
    """Return after which link of an authority's chain which key's turn came, oldest first."""
    return [
        (key.follows, key.number)
        for key in keys
        if key.follows is not None and key.follows.authority == authority
    ]


def is_signed(keys: Sequence[Key], head: SignedHead) -> bool:
    """Tell whether one of this instance's own keys signed a head, and none before its last link's.

    A newer one may have: a head is signed after it was read.
    """
    key = next((key for key in keys if key.number == head.key_number), None)
    if key is None or any(
        end.seq < head.seq and head.key_number < number
        for end, number in turns(keys, head.authority)
    ):
        return False
    return hmac.compare_digest(head.signed_by(key.secret), head.signature)


def write(folder: Path, head: SignedHead) -> Path:
    """Write a head into a folder of its own, never over another, and wait until it is on the disk.

    The name begins with the link's number, so that files lie in the chain's order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = head.time[:19].replace(":", "").replace("-", "")
    path = folder / f"head-{head.seq:012}-{stamp}.json"
    with path.open("w", encoding="utf-8") as file:
        json.dump(head.facts, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return path


def newest(folder: Path) -> int:
    """Return the number of the newest link a folder keeps a head of; 0 where it keeps none."""
    numbers = (path.name.split("-")[1] for path in folder.glob(PATTERN))
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def read(place: Path) -> list[SignedHead]:
    """Return the heads of a file or of a folder, in order. Raises UnreadableHeadError."""
    paths: Iterable[Path] = sorted(place.glob(PATTERN)) if place.is_dir() else [place]
    return [_read(path) for path in paths]


def _read(path: Path) -> SignedHead:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        head = SignedHead(**held)
    except (OSError, ValueError, TypeError) as error:
        raise UnreadableHeadError(f"{path.name} is not a kept head of a trail.") from error
    if not isinstance(head.seq, int) or not isinstance(head.digest, str):
        raise UnreadableHeadError(f"{path.name} is not a kept head of a trail.")
    return head
