"""The agenda as a Word file, filled into a template the council may edit (agenda.docx).

Text is put in as text: the library escapes it, so markup in a name stays a name. The same
page gives the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docxtpl import DocxTemplate

from portal.panels.agenda import AgendaPage
from portal.panels.documents.content import Content, Line, content_of

TEMPLATE = Path(__file__).with_name("agenda.docx")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def agenda_docx(page: AgendaPage) -> bytes:
    """Return the agenda as .docx: real headings, repeating header row, title, en-GB."""
    content = content_of(page)
    template = DocxTemplate(str(TEMPLATE))
    template.render(_context(content), autoescape=True)
    core = template.docx.core_properties
    # Set here, not by the template: a property is not body text and would not be escaped.
    core.title, core.author, core.last_modified_by = content.title, content.district, ""
    core.created = core.modified = _moment(page)
    made = io.BytesIO()
    template.save(made)
    return _settled(made)


def _context(content: Content) -> dict[str, Any]:
    return asdict(content) | {
        "heading_first": content.heading[0],
        "heading_rest": content.heading[1:],
        "lines": [{"cells": _cells(content, line)} for line in content.lines],
    }


def _cells(content: Content, line: Line) -> list[str]:
    """Return a row's cells; a note goes under the agenda item, or stands alone in a break."""
    cells = list(line.cells)
    if line.note:
        item = "agenda_item"
        place = content.keys.index(item) if item in content.keys else len(cells) - 1
        cells[place] = "\n".join(part for part in (cells[place], line.note) if part)
    return cells


def _moment(page: AgendaPage) -> datetime:
    """Return the date in the file's properties: publication, or the panel day for a draft."""
    if page.published_at is not None:
        return page.published_at.astimezone(UTC)
    day = page.panel_day
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _settled(made: io.BytesIO) -> bytes:
    """Return the same file with one fixed time on every entry of its zip."""
    settled = io.BytesIO()
    with ZipFile(made) as source, ZipFile(settled, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name, _ZIP_TIME), source.read(name), ZIP_DEFLATED)
    return settled.getvalue()
