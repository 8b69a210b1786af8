"""The instance's own keys: a ring for each purpose, in a file beside the database, never in it.

A copy of the database alone opens nothing that is sealed and cannot forge the trail. Old keys stay
on their ring, so that what they sealed can still be read; only the newest seals. Beside a key of
the trail stands which link it follows: whoever gets an older one makes no link from there on.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from portal.kernel.errors import PortalError

EXTENSION = "portal.keyring"
"""Where the application keeps its ring."""
KEY_BYTES = 32
_Rings = dict[str, list[dict[str, Any]]]
"""What the file holds: each purpose's keys, oldest first."""


class Purpose(StrEnum):
    """What a key is for. A key is never used for two things."""

    FIELDS = "fields"
    """Seals the fields that hold a young person's words."""
    FACTORS = "factors"
    """Seals what an authenticator app shares with the portal."""
    KEPT = "kept"
    """Seals what somebody typed and could not send, for the hour it waits for them."""
    ERASED = "erased"
    """Knows an erased child's code again in a later return; the code itself is not kept."""
    PAPERS = "papers"
    """Seals the files of papers, which lie outside the database."""
    TRAIL = "trail"
    """Chains the trail."""
    WALL = "wall"
    """Tells PostgreSQL that a scope was entered by the portal itself."""


class MissingKeyError(PortalError):
    """Something was sealed with a key that this instance does not hold."""


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where an authority's chain stood when a key was added: what follows bears that key."""

    authority: str
    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a ring. Its number is kept beside what it sealed."""

    number: int
    secret: bytes
    follows: ChainEnd | None = None
    """For the trail's keys; None for a ring's first key, and for one that says nothing of it."""

    def __repr__(self) -> str:
        """Say which key it is, never what it is."""
        return f"Key({self.number})"


class Keyring:
    """The keys in one file. The file is made at first use, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rings: Mapping[Purpose, tuple[Key, ...]] = {}
        self._seen: tuple[int, int] | None = None

    def current(self, purpose: Purpose) -> Key:
        """Return the key that seals today, also where another process has just added it."""
        if not self._rings or self._stamp() != self._seen:
            self._rings = self._read()
        return self._rings[purpose][-1]

    def numbers(self, purpose: Purpose) -> tuple[int, ...]:
        """Return the numbers of a ring's keys, oldest first."""
        return tuple(key.number for key in self.keys(purpose))

    def keys(self, purpose: Purpose) -> tuple[Key, ...]:
        """Return a ring's keys as the file has them now, oldest first."""
        return self._read()[purpose]

    def key(self, purpose: Purpose, number: int) -> Key:
        """Return a key by its number, looking again where another process has added it."""
        found = self._held(purpose, number)
        if found is None:
            self._rings = self._read()
            found = self._held(purpose, number)
        if found is None:
            raise MissingKeyError(f"This instance does not hold the {purpose} key number {number}.")
        return found

    def rotate(
        self,
        purpose: Purpose,
        *,
        first: Callable[[Key], None] | None = None,
        follows: ChainEnd | None = None,
    ) -> Key:
        """Add a new key to a ring and return it: from now on it seals.

        ``first`` is done with the key before anybody can use it; where it raises, nothing is added.
        ``follows`` is noted beside the key, for good.
        """
        self._read()  # makes the file, or the ring, where there is none yet
        with self._alone():
            held = self._in_the_file()
            number = held[purpose.value][-1]["number"] + 1
            newest = Key(number, secrets.token_bytes(KEY_BYTES), follows)
            if first is not None:
                first(newest)
            held[purpose.value].append(_entry(newest))
            self._written(held).replace(self.path)
        self._rings = self._read()
        return newest

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process change the file at a time: a key that is lost opens nothing any more."""
        own = self.path.with_name(f"{self.path.name}.lock")
        own.touch(mode=0o600)
        with own.open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def _stamp(self) -> tuple[int, int] | None:
        """Tell one state of the file from another: it is replaced whole."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def _held(self, purpose: Purpose, number: int) -> Key | None:
        return next((key for key in self._rings.get(purpose, ()) if key.number == number), None)

    def _read(self) -> dict[Purpose, tuple[Key, ...]]:
        if not self.path.exists():
            self._make()
        self._seen = self._stamp()
        held = self._in_the_file()
        if any(purpose.value not in held for purpose in Purpose):
            held = self._with_new_purposes()
        return {purpose: tuple(_key(entry) for entry in held[purpose.value]) for purpose in Purpose}

    def _in_the_file(self) -> _Rings:
        held: _Rings = json.loads(self.path.read_text(encoding="utf-8"))
        return held

    def _with_new_purposes(self) -> _Rings:
        """Give a file that an earlier version made a ring for each purpose added since."""
        with self._alone():
            held = self._in_the_file()
            missing = [purpose for purpose in Purpose if purpose.value not in held]
            if missing:
                held |= _new_rings(missing)
                self._written(held).replace(self.path)
        self._seen = self._stamp()
        return held

    def _make(self) -> None:
        """Make the file whole or not at all: where two start at once, the first one's is kept."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        own = self._written(_new_rings(Purpose))
        with suppress(FileExistsError):
            self.path.hardlink_to(own)
        own.unlink()

    def _written(self, held: _Rings) -> Path:
        """Write the rings beside the file, on the disk before they count."""
        # A name of its own for each writer, also for two threads of one process.
        own = self.path.with_name(f"{self.path.name}.{secrets.token_hex(8)}")
        own.touch(mode=0o600)
        with own.open("w", encoding="utf-8") as file:
            json.dump(held, file)
            file.flush()
            os.fsync(file.fileno())
        return own


def _entry(key: Key) -> dict[str, Any]:
    entry = {"number": key.number, "secret": base64.b64encode(key.secret).decode("ascii")}
    return entry | ({"follows": asdict(key.follows)} if key.follows else {})


def _key(entry: dict[str, Any]) -> Key:
    follows = entry.get("follows")
    return Key(
        entry["number"],
        base64.b64decode(entry["secret"]),
        ChainEnd(**follows) if follows else None,
    )


def _new_rings(purposes: Iterable[Purpose]) -> _Rings:
    return {purpose.value: [_entry(Key(1, secrets.token_bytes(KEY_BYTES)))] for purpose in purposes}
