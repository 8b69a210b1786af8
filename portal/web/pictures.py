"""The product's own pictures: drawn in one hand, named, never shown without words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "templates" / "web" / "pictures"
INK = "#17222d"


@cache
def names() -> frozenset[str]:
    """Return the names a picture can be asked for by."""
    return frozenset(path.stem for path in FOLDER.glob("*.svg"))


@cache
def whole_svg(name: str) -> str:
    """Return a picture as a file of its own, for a document. KeyError for an unknown name."""
    if name not in names():
        raise KeyError(name)
    inner = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", INK)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">{inner}</svg>'
