"""Files kept sealed outside the database and outside the web root, under names that say nothing.

A file is sealed with AES-256-GCM in chunks, so that a large one never stands in memory twice. Each
chunk is bound to the authority, to the row the file belongs to, to the file's name, to its own
place in the file and to whether it is the last: a chunk or a file moved elsewhere does not open,
and one cut short does not end. A file is there whole or not at all: it is written beside its place,
put on the disk, and then named. A name that no row holds is an orphan, which the sweep removes.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from portal.database.sealed import keyring
from portal.kernel.errors import PortalError
from portal.keyring import Keyring, Purpose
from portal.settings import Settings

MAGIC = b"LHP1"
CHUNK = 256 * 1024
TAG = 16
KEY_NUMBER_BYTES = 4
SALT_BYTES = 8
COUNTER_BYTES = 4
HEAD = len(MAGIC) + KEY_NUMBER_BYTES + SALT_BYTES
FOLDER_MODE = 0o700
FILE_MODE = 0o600
PART = ".part"
_NAME = re.compile(r"[0-9a-f]{32}")


class StoreError(PortalError):
    """A kept file is gone, was changed, or lies where another belongs."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The row a file belongs to: part of what its seal is bound to."""

    authority_id: str
    row_id: UUID


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was put away: its name, and what its plain bytes are."""

    name: str
    digest: str
    size: int


class Store:
    """The folder of kept files."""

    def __init__(self, folder: Path, ring: Keyring) -> None:
        self.folder = folder
        self.ring = ring

    def put(self, owner: Owner, chunks: Iterable[bytes]) -> Kept:
        """Seal a file with today's key and put it away; return its name and its digest."""
        name = secrets.token_hex(16)
        key = self.ring.current(Purpose.PAPERS)
        salt = os.urandom(SALT_BYTES)
        cipher = AESGCM(key.secret)
        digest, size = hashlib.sha256(), 0
        with self._writing(name) as file:
            file.write(MAGIC + key.number.to_bytes(KEY_NUMBER_BYTES, "big") + salt)
            for number, (piece, last) in enumerate(_even(chunks)):
                digest.update(piece)
                size += len(piece)
                nonce = salt + number.to_bytes(COUNTER_BYTES, "big")
                file.write(cipher.encrypt(nonce, piece, _bound(owner, name, number, last=last)))
        return Kept(name, digest.hexdigest(), size)

    def read(self, owner: Owner, name: str) -> Iterator[bytes]:
        """Give a file's plain bytes, chunk by chunk. StoreError where one does not open."""
        try:
            file = self._path(name).open("rb")
        except OSError as error:
            raise StoreError(f"The kept file {name} is not there.") from error
        with file:
            head = file.read(HEAD)
            if len(head) != HEAD or not head.startswith(MAGIC):
                raise StoreError(f"The kept file {name} is not one of ours.")
            number = int.from_bytes(head[len(MAGIC) : -SALT_BYTES], "big")
            cipher = AESGCM(self.ring.key(Purpose.PAPERS, number).secret)
            yield from _opened(file, cipher, head[-SALT_BYTES:], owner, name)

    def key_number(self, name: str) -> int:
        """Return the number of the key that sealed a file. StoreError where it is not there."""
        try:
            with self._path(name).open("rb") as file:
                head = file.read(HEAD)
        except OSError as error:
            raise StoreError(f"The kept file {name} is not there.") from error
        return int.from_bytes(head[len(MAGIC) : -SALT_BYTES], "big")

    def forget(self, name: str) -> None:
        """Remove a file. Removing it again changes nothing."""
        self._path(name).unlink(missing_ok=True)

    def names(self, *, older_than: float) -> Iterator[str]:
        """Give the names of the files put away before a moment (in seconds, as the disk has it)."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if _NAME.fullmatch(path.name) and _older(path, older_than):
                yield path.name

    def forget_parts(self, *, older_than: float) -> int:
        """Remove what a crash left half written before a moment; return how many there were."""
        count = 0
        for path in sorted(self.folder.glob(f"[0-9a-f][0-9a-f]/*{PART}")):
            if _older(path, older_than):
                path.unlink(missing_ok=True)
                count += 1
        return count

    def _path(self, name: str) -> Path:
        """Return where a file lies. StoreError for a name that this store never gave."""
        if not _NAME.fullmatch(name):
            raise StoreError("A kept file has another kind of name.")
        return self.folder / name[:2] / name

    @contextmanager
    def _writing(self, name: str) -> Iterator[BinaryIO]:
        """Open a file for writing that is there whole once all is written, and else never."""
        path = self._path(name)
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        own = path.with_name(f"{name}{PART}")
        handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            own.replace(path)
        except BaseException:
            own.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def store() -> Store:
    """Return the application's store."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    return Store(settings.papers_path, keyring())


def _bound(owner: Owner, name: str, number: int, *, last: bool) -> bytes:
    """Return what a chunk's seal is bound to."""
    end = "last" if last else "more"
    return f"{owner.authority_id}/{owner.row_id}/{name}/{number}/{end}".encode()


def _even(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Give bytes in chunks of one size, each with whether it is the last; at least one."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) > CHUNK:
            yield bytes(held[:CHUNK]), False
            del held[:CHUNK]
    yield bytes(held), True


def _opened(
    file: BinaryIO, cipher: AESGCM, salt: bytes, owner: Owner, name: str
) -> Iterator[bytes]:
    piece, number = file.read(CHUNK + TAG), 0
    while True:
        following = file.read(CHUNK + TAG)
        nonce = salt + number.to_bytes(COUNTER_BYTES, "big")
        try:
            yield cipher.decrypt(nonce, piece, _bound(owner, name, number, last=not following))
        except InvalidTag as error:
            message = f"The kept file {name} does not open: changed, cut short or moved there."
            raise StoreError(message) from error
        if not following:
            return
        piece, number = following, number + 1


def _older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Put a new name on the disk too, where the system lets a folder be synced."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
