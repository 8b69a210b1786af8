"""The agenda as a tagged PDF (PDF/UA-1), made by typst from a template and plain data.

Two runs with the same page give the same bytes: the only date inside is the publication's.
The engine refuses a letter its fonts do not hold. Then, and only then, each unusual letter is
tried alone, and a name that cannot be printed becomes its reference with a note saying so.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

from portal.panels.agenda import AgendaPage
from portal.panels.documents.content import Content, Line, content_of
from portal.web.printing import NO_GLYPH, PLAIN_LETTERS, PrintError, printable, typeset

TEMPLATE = Path(__file__).with_name("agenda.typ")
_WIDTHS = {"start": 0, "young_person": 5, "agenda_item": 7, "note": 4}
_NAME_NOTE = (
    "Some names use letters this printed copy cannot show, so the reference stands in their "
    "place. The full name is on the agenda page."
)
_LETTER_NOTE = "Letters this printed copy cannot show are left as “?”. The agenda page has them."


def agenda_pdf(page: AgendaPage) -> bytes:
    """Return the agenda as PDF/UA-1, A4, the same bytes for the same page (R66 to R69).

    Never fails for what a name holds: see the module's docstring.
    """
    content = content_of(page)
    date = _date_of(page)
    try:
        return _compile(content, date)
    except PrintError as error:
        if NO_GLYPH not in str(error):
            raise
    try:
        return _compile(_printable(content, printable), date)
    except PrintError as error:
        if NO_GLYPH not in str(error):
            raise
    # A letter that prints alone but not with its neighbours: keep to plain letters.
    return _compile(_printable(content, _plain_letters), date)


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _compile(content: Content, date: dict[str, int] | None) -> bytes:
    keys = content.keys
    data: dict[str, Any] = asdict(content) | {
        "author": content.district,
        "date": date,
        "widths": [_WIDTHS.get(key, 4) for key in keys],
        "note_at": keys.index("agenda_item") if "agenda_item" in keys else len(keys) - 1,
    }
    return typeset(_template(), {"page": json.dumps(data, ensure_ascii=False)})


def _date_of(page: AgendaPage) -> dict[str, int] | None:
    """Return the publication in the parts typst takes; a draft has no date of its own."""
    if page.draft or page.published_at is None:
        return None
    at = page.published_at.astimezone(UTC)
    names = ("year", "month", "day", "hour", "minute", "second")
    return {name: int(getattr(at, name)) for name in names}


def _plain_letters(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text)
    kept = (letter for letter in bare if not unicodedata.combining(letter))
    return "".join(letter if letter in PLAIN_LETTERS else "?" for letter in kept)


def _printable(content: Content, repair: Callable[[str], str]) -> Content:
    """Return the content with every text repaired, and notes saying what was done."""
    lines = tuple(_repaired_line(line, repair) for line in content.lines)
    before = json.dumps(asdict(replace(content, lines=())), ensure_ascii=False)
    pairs = tuple(zip(content.lines, lines, strict=True))
    names_lost = any(_named_by_reference(old, new) for old, new in pairs)
    letters_lost = repair(before) != before or any(
        new.note != old.note or _changed(old, new) - {old.name_at if old.reference else None}
        for old, new in pairs
    )
    notes = (_NAME_NOTE,) * names_lost + (repair(_LETTER_NOTE),) * letters_lost
    return replace(
        content,
        title=repair(content.title),
        district=repair(content.district),
        heading=tuple(map(repair, content.heading)),
        details=tuple((label, repair(text)) for label, text in content.details),
        labels=tuple(map(repair, content.labels)),
        lines=lines,
        changes=tuple(map(repair, content.changes)),
        sentences=tuple(map(repair, content.sentences)),
        standing_items=tuple(map(repair, content.standing_items)),
        confidential=repair(content.confidential),
        mark=repair(content.mark),
        notes=notes,
    )


def _changed(old: Line, new: Line) -> set[int | None]:
    """Return the places of the cells that could not be printed as they stood."""
    return {place for place, cell in enumerate(old.cells) if new.cells[place] != cell}


def _named_by_reference(old: Line, new: Line) -> bool:
    return bool(old.reference) and old.name_at in _changed(old, new)


def _repaired_line(line: Line, repair: Callable[[str], str]) -> Line:
    """Return a row that can be printed: a name with a lost letter becomes its reference."""
    cells = [repair(cell) for cell in line.cells]
    if line.name_at is not None and cells[line.name_at] != line.cells[line.name_at]:
        cells[line.name_at] = repair(line.reference) or cells[line.name_at]
    return replace(line, cells=tuple(cells), note=repair(line.note))
