"""An invented guide of a district's own, in English alone."""

from __future__ import annotations

from pathlib import Path

OURS = """
[[both.guides]]
name = "ours"
audience = "teens"
about = "An invented guide of a district's own."
[[both.guides.pages]]
language = "en"
level = "fuller"
title = "{title}"
text = '''{text}'''
"""


def ours(config: Path, *, text: str, title: str = "Ours") -> None:
    """Give an invented guide to Fylde, in a copy of the configuration."""
    path = config / "districts" / "fylde.toml"
    path.write_text(path.read_text() + OURS.format(title=title, text=text))
