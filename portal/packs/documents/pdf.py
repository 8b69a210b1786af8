"""A pack as one PDF/UA-1 file: bookmarks for each item and paper, the reader's mark on each page.

Made for one request from the values of the pack's own page, so neither can say more than the other,
and kept nowhere. Pictures travel to the engine inside SVG, which is text, so that nothing of a pack
is ever written to a disk.
"""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from portal.kernel.wording import clock_time, long_date
from portal.packs.documents.leaves import Leaf
from portal.packs.pages import ItemView, PackView, PaperView
from portal.panels.documents.content import clean
from portal.web.printing import NO_GLYPH, PrintError, printable, typeset

TEMPLATE = Path(__file__).with_name("pack.typ")
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="{width}" height="{height}"><image width="{width}" height="{height}" '
    'xlink:href="data:image/jpeg;base64,{data}"/></svg>'
)


def pack_pdf(page: PackView, *, large: bool = False) -> bytes:
    """Return a pack as PDF/UA-1, A4, for its one reader; ``large`` sets it in 18 point."""
    pictures: list[str] = []
    data = _content(page, pictures) | {"large": large}
    inputs = {f"picture-{number}": svg for number, svg in enumerate(pictures)}
    try:
        return _compile(data, inputs)
    except PrintError as error:
        if NO_GLYPH not in str(error):
            raise
    # A letter that no font holds: it is shown as “?”, and the page on the screen has it.
    return _compile(_repaired(data), inputs)


def _compile(data: dict[str, Any], pictures: dict[str, str]) -> bytes:
    return typeset(_template(), {"pack": json.dumps(data, ensure_ascii=False)} | pictures)


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _repaired(value: Any) -> Any:
    if isinstance(value, str):
        return printable(unicodedata.normalize("NFC", value))
    if isinstance(value, list):
        return [_repaired(each) for each in value]
    if isinstance(value, dict):
        return {key: _repaired(each) for key, each in value.items()}
    return value


MOMENT = ("year", "month", "day", "hour", "minute", "second")
"""The parts of a moment that the document's own date is set from."""


def _content(page: PackView, pictures: list[str]) -> dict[str, Any]:
    moment = page.made_at
    mark = f"Copy for {page.reader}, {long_date(moment.date())}, {clock_time(moment.time())}"
    return {
        "title": f"Pack for {long_date(page.day)}",
        "made": {name: getattr(moment, name) for name in MOMENT},
        "panel": clean(f"{page.panel_name}, {page.district_name}"),
        "district": clean(page.district_name),
        "mark": clean(f"{mark}. Do not pass on."),
        "notes": [clean(text) for text in page.sentences],
        "items": [_item(item, pictures) for item in page.items],
    }


def _item(item: ItemView, pictures: list[str]) -> dict[str, Any]:
    return {
        "heading": clean(item.heading),
        "case": clean(item.case),
        "matter": clean(item.item_type),
        "state": clean(item.state),
        "papers": [_paper(paper, pictures) for paper in item.papers],
    }


def _paper(paper: PaperView, pictures: list[str]) -> dict[str, Any]:
    return {
        "heading": clean(paper.heading),
        "facts": clean(paper.facts),
        "mark": clean(paper.mark),
        "change": clean(paper.change),
        "left_out": clean(paper.left_out),
        "waits": clean(paper.waits),
        "sections": [
            {
                "heading": clean(section.heading),
                "paragraphs": [clean(text) for text in section.paragraphs],
                "language": section.language or "en",
                "about": clean(section.about),
                "pictures": [_picture(leaf, words, pictures) for leaf, words in section.leaves],
            }
            for section in paper.sections
        ],
        "leaves": list(_leaves(paper, pictures)),
    }


def _leaves(paper: PaperView, pictures: list[str]) -> Iterable[dict[str, Any]]:
    for number, leaf in enumerate(paper.leaves, start=1):
        words = [clean(line) for line in leaf.words]
        said = "Its words follow." if words else "It holds no words that can be read out."
        about = f"Page {number} of {len(paper.leaves)} of this paper, as a picture. {said}"
        yield {
            "number": number,
            "of": len(paper.leaves),
            "picture": _picture(leaf, about, pictures),
            "words": words,
        }


def _picture(leaf: Leaf, about: str, pictures: list[str]) -> dict[str, Any]:
    """Put a picture with those that travel beside the text, and return where it is."""
    data = base64.b64encode(leaf.picture).decode("ascii")
    pictures.append(_SVG.format(width=leaf.width, height=leaf.height, data=data))
    return {"key": f"picture-{len(pictures) - 1}", "about": clean(about) or "A picture"}
