"""Secrets that young people hold: made here, shown once, and kept as keyed hashes alone (C20)."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import current_app

TOKEN_BYTES = 32


def new_token() -> str:
    """Return a new secret of 256 bits for an address or a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hashed(kind: str, secret: str) -> str:
    """Return the hash that is kept. It is keyed: a copy of the table helps nobody guess a code."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"young {kind}|{secret}".encode(), hashlib.sha256).hexdigest()
