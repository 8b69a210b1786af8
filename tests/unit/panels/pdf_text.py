"""Reads the text and the structure back out of a PDF, for the tests, with pikepdf alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def _letters(font: Any) -> dict[int, str]:
    """Return code to text from a font's ToUnicode map (typst writes bfchar entries only)."""
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.DOTALL):
        for code, text in _CHAR.findall(block):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found


def _shown(codes: bytes, letters: dict[int, str]) -> str:
    pairs = (int.from_bytes(codes[place : place + 2], "big") for place in range(0, len(codes), 2))
    return "".join(letters.get(pair, "\ufffd") for pair in pairs)


def _page_text(page: Any) -> Iterator[str]:
    fonts = {name: _letters(font) for name, font in page.Resources.Font.items()}
    current: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) == "Tf":
            current = fonts[str(operands[0])]
        elif str(operator) == "Tj":
            yield _shown(bytes(operands[0]), current)
        elif str(operator) == "TJ":
            parts = (part for part in operands[0] if isinstance(part, pikepdf.String))
            yield "".join(_shown(bytes(part), current) for part in parts)
        elif str(operator) == "BT":
            yield "\n"


def text_of(document: pikepdf.Pdf) -> str:
    """Return all text drawn, in the order it was drawn, as one line without soft breaks."""
    drawn = "".join("".join(_page_text(page)) for page in document.pages)
    return " ".join(drawn.replace("\u200b", "").split())


def tags_of(document: pikepdf.Pdf) -> list[str]:
    """Return the structure tags in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)

    walk(document.Root.StructTreeRoot.K)
    return found


def bookmarks_of(document: pikepdf.Pdf) -> list[str]:
    """Return the titles in the outline, all levels."""
    found: list[str] = []

    def walk(entries: Any) -> None:
        for entry in entries:
            found.append(entry.title)
            walk(entry.children)

    with document.open_outline() as outline:
        walk(outline.root)
    return found
