"""Addresses of built assets, each with a hash of its content so browsers may keep it for a year."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from flask import current_app, request, url_for


def asset_url(name: str) -> str:
    """Return the address of a file in the static folder, with `?v=` and its content's hash."""
    folder = current_app.static_folder or ""
    try:
        changed = os.stat(f"{folder}/{name}").st_mtime_ns  # noqa: PTH116 - a Path costs more than the look
    except FileNotFoundError:
        return url_for("static", filename=name)
    return _address(folder, name, changed, request.script_root if request else None)


def assets_built(static_folder: Path) -> bool:
    """Whether the asset build has run to its end; the app should not serve pages before that."""
    return (static_folder / ".built").is_file()


@lru_cache(maxsize=64)
def _address(folder: str, name: str, changed: int, prefix: str | None) -> str:  # noqa: ARG001 - parts of the cache's key
    """Return the address of one content of a file, below the prefix the portal is served under."""
    digest = hashlib.sha256(Path(folder, name).read_bytes()).hexdigest()[:12]
    return url_for("static", filename=name, v=digest)
