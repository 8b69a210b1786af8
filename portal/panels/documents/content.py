"""What every agenda document says, as plain text: one preparation for PDF and Word.

Both documents are filled from this value, so neither can say more than the other. All text
that people typed is cleaned here: control characters (which Word files cannot hold) and
direction overrides (which can make a name read backwards) are taken out, and line breaks
become spaces.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal.kernel.england import LONDON
from portal.kernel.wording import clock_time, long_date
from portal.panels.agenda import AgendaPage, AgendaRow

_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]",
)
_DRAFT = "Draft: not published. Slots may still change."


def clean(text: str) -> str:
    """Return text safe for every format: composed letters, one line, no control characters."""
    return " ".join(unicodedata.normalize("NFC", _UNSAFE.sub("", text)).split())


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row: `kind` is the row's kind, `cells` one text per column.

    `reference` stands in for the young person's name when a font has no letters for it;
    `name_at` is the place of that name in `cells`, or None when there is no such column.
    """

    kind: str
    cells: tuple[str, ...]
    note: str = ""
    reference: str = ""
    name_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything printed, in reading order."""

    title: str
    district: str
    heading: tuple[str, ...]
    status: str
    draft: bool
    details: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    changes: tuple[str, ...]
    changes_heading: str
    sentences: tuple[str, ...]
    standing_items: tuple[str, ...]
    confidential: str
    mark: str
    notes: tuple[str, ...] = ()


def uk_moment(at: datetime) -> str:
    """Return an aware instant in United Kingdom time: "Thursday 3 December 2026 at 10:50am"."""
    local = at.astimezone(LONDON)
    return f"{long_date(local.date())} at {clock_time(local.time())}"


def meeting_span(page: AgendaPage) -> tuple[datetime, datetime]:
    """Return when the meeting starts and ends, in UTC. Raises ValueError when it has no rows."""
    if not page.rows:
        raise ValueError("This agenda has no slots, so it has no start or end.")
    spans = [row_span(page, row) for row in page.rows]
    return min(start for start, _ in spans), max(end for _, end in spans)


def row_span(page: AgendaPage, row: AgendaRow) -> tuple[datetime, datetime]:
    """Return when one row starts and ends, in UTC, from United Kingdom clock time."""
    start = datetime.combine(page.panel_day, row.start, tzinfo=LONDON).astimezone(UTC)
    return start, start + timedelta(minutes=row.minutes)


def status_of(page: AgendaPage) -> str:
    """Return the version line: which version, published when, or that it is a draft."""
    if page.draft or page.published_at is None:
        return f"Version {page.version}, draft"
    return f"Version {page.version}, published {uk_moment(page.published_at)}"


def content_of(page: AgendaPage) -> Content:
    """Return the cleaned text of a page, ready for a document."""
    details = (
        ("Date of panel", long_date(page.panel_day)),
        ("Panel", f"{page.panel_name}, {page.district_name}"),
        ("Place", page.place),
        ("Chair", page.chair),
    )
    draft = page.draft or page.published_at is None
    mark = f"Copy for {page.reader}. Do not pass on." if page.reader else ""
    return Content(
        title=clean(page.title),
        district=clean(page.district_name),
        heading=tuple(clean(line) for line in page.heading_lines) or (clean(page.title),),
        status=_DRAFT if draft else "",
        draft=draft,
        details=tuple((label, clean(text)) for label, text in details if clean(text)),
        keys=tuple(column.key for column in page.columns),
        labels=tuple(clean(column.label) for column in page.columns),
        lines=tuple(_line(page, row) for row in page.rows),
        changes=_cleaned(page.changes),
        changes_heading=(
            f"Changed since version {page.version - 1}" if page.version > 1 else "What has changed"
        ),
        sentences=_cleaned((page.quorum_sentence, *page.deadline_sentences)),
        standing_items=_cleaned(page.standing_items),
        confidential=clean(page.confidential_note),
        mark=clean(" · ".join(part for part in (status_of(page), mark) if part)),
    )


def _cleaned(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in (clean(raw) for raw in texts) if text)


def _line(page: AgendaPage, row: AgendaRow) -> Line:
    keys = [column.key for column in page.columns]
    cells = [clean(row.cell(key)) for key in keys]
    note = "" if "note" in keys else clean(row.note)
    if row.kind == "hold_back" and not any(cells[1:]) and len(cells) > 1:
        place = keys.index("agenda_item") if "agenda_item" in keys else len(cells) - 1
        cells[place], note = note or "Held back", ""
    return Line(
        kind=row.kind,
        cells=tuple(cells),
        note=note,
        reference=clean(row.reference),
        name_at=keys.index("young_person") if "young_person" in keys else None,
    )
