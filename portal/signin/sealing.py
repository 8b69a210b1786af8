"""Seals what only this room opens again, tied to its place, so that a moved row does not open.

AES-256-GCM under the instance's own keys. A sealed value starts with the number of its key.
"""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from portal.database import current_scope
from portal.kernel.errors import PortalError
from portal.keyring import EXTENSION, Keyring, Purpose

_NUMBER_BYTES = 4
_NONCE_BYTES = 12


class BrokenSealError(PortalError):
    """A sealed value was changed, or stands where it was not put."""


def seal(purpose: Purpose, content: bytes, *place: UUID) -> bytes:
    """Return ``content`` sealed for one place: the ids of the row and of its person."""
    key = _keyring().current(purpose)
    number = key.number.to_bytes(_NUMBER_BYTES)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    bound = _bound(purpose, number, place)
    return number + nonce + AESGCM(key.secret).encrypt(nonce, content, bound)


def unseal(purpose: Purpose, sealed: bytes, *place: UUID) -> bytes:
    """Return what was sealed for this place. Raises BrokenSealError."""
    number, rest = sealed[:_NUMBER_BYTES], sealed[_NUMBER_BYTES:]
    nonce, closed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    key = _keyring().key(purpose, key_number(sealed))
    try:
        return AESGCM(key.secret).decrypt(nonce, closed, _bound(purpose, number, place))
    except (InvalidTag, ValueError) as error:
        raise BrokenSealError("Something that was sealed does not open here.") from error


def key_number(sealed: bytes) -> int:
    """Return the number of the key that sealed this."""
    return int.from_bytes(sealed[:_NUMBER_BYTES])


def newest(purpose: Purpose) -> int:
    """Return the number of the key that seals from now on."""
    return _keyring().current(purpose).number


def _bound(purpose: Purpose, number: bytes, place: tuple[Any, ...]) -> bytes:
    parts = (purpose.value, current_scope().authority_id, *map(str, place))
    return number + "|".join(parts).encode()


def _keyring() -> Keyring:
    ring: Keyring = current_app.extensions[EXTENSION]
    return ring
