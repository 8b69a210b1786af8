"""Addresses of built assets, each with a hash of its content so browsers may keep it for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for


def asset_url(name: str) -> str:
    """Return the address of a file in the static folder, with `?v=` and its content's hash."""
    folder = current_app.static_folder
    path = Path(folder or "") / name
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return url_for("static", filename=name)
    return url_for("static", filename=name, v=_digest(path, changed))


def assets_built(static_folder: Path) -> bool:
    """Whether the asset build has run to its end; the app should not serve pages before that."""
    return (static_folder / ".built").is_file()


@lru_cache(maxsize=64)
def _digest(path: Path, changed: int) -> str:  # noqa: ARG001 - part of the cache's key
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
