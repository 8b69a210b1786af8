"""A passkey in software: answers as an authenticator does, or wrongly on purpose."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from copy import copy
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class SoftPasskey:
    """One passkey, made for the pages of one origin; it signs with ES256."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.host = origin.partition("://")[2].partition(":")[0]
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.count = 0
        self.last = ""

    def at(self, origin: str) -> SoftPasskey:
        """The same passkey, asked by another site's page."""
        other = copy(self)
        other.origin = origin
        return other

    def like(self, other: SoftPasskey) -> SoftPasskey:
        """A passkey that claims to be another."""
        self.id, self.count = other.id, other.count
        return self

    def counting(self, count: int) -> SoftPasskey:
        """A copy whose count stands elsewhere."""
        other = copy(self)
        other.count = count
        return other

    def make(self, asked: dict[str, Any]) -> str:
        """Answer the request to make it."""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {
                1: 2,
                3: -7,
                -1: 1,
                -2: numbers.x.to_bytes(32),
                -3: numbers.y.to_bytes(32),
            }
        )
        data = (
            self._data(PRESENT | VERIFIED | HAS_KEY)
            + bytes(16)
            + len(self.id).to_bytes(2)
            + self.id
            + public
        )
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            {
                "attestationObject": text(attested),
                "clientDataJSON": text(self._client("webauthn.create", asked)),
            }
        )

    def sign(self, asked: dict[str, Any]) -> str:
        """Answer the request to sign in with it."""
        self.count += 1
        data = self._data(PRESENT | VERIFIED)
        client = self._client("webauthn.get", asked)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        self.last = self._answer(
            {
                "authenticatorData": text(data),
                "clientDataJSON": text(client),
                "signature": text(signed),
                "userHandle": None,
            }
        )
        return self.last

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        ).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        return json.dumps(
            {
                "id": text(self.id),
                "rawId": text(self.id),
                "type": "public-key",
                "response": response,
            }
        )
