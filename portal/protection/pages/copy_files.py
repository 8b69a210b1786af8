"""Everything held about somebody as files: one page to read, and each kind as a table."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any, BinaryIO

from flask import current_app

from portal.protection.operations import files as kept
from portal.protection.pages import copy_words
from portal.protection.queries.files import File
from portal.protection.queries.holdings import Holdings, Record, Section
from portal.protection.rules.inventory import About
from portal.web.csv_export import csv_text
from portal.web.languages import ENGLISH
from portal.web.site import current_site
from portal.web.young import read_in

Content = bytes | File
VERDICTS = ("Decision (release, redact or withhold)", "Reason", "Decided by", "Second reader")


def facts(holdings: Holdings, today: date) -> dict[str, Any]:
    """Return everything as plain facts for JSON."""
    return {
        "reference": holdings.reference,
        "made_on": today.isoformat(),
        "sections": [
            {
                "kind": section.kind,
                "title": section.title,
                "left_out": section.left_out,
                "records": [_record_facts(record) for record in section.records],
            }
            for section in holdings.sections
        ],
        "shown_to": [
            {
                "held_on": each.held_on.isoformat(),
                "version": each.version,
                "seat": each.seat,
                "who": each.who,
                "sees_name": each.sees_name,
                "sections": list(each.sections),
            }
            for each in holdings.shown
        ],
        "left_out": holdings.left_out,
        "others": third_parties(holdings),
    }


def _record_facts(record: Record) -> dict[str, Any]:
    return {
        "id": str(record.row_id),
        "to_read": record.to_read,
        "values": {
            held.column: {"value": held.value, "shown": held.shown, "about": held.whose.value}
            | ({"files": [each.name for each in held.files]} if held.files else {})
            for held in record.values
        },
    }


def third_parties(holdings: Holdings) -> list[dict[str, str]]:
    """List everything that is, or may be, about somebody else."""
    return [
        {
            "kind": record.kind,
            "id": str(record.row_id),
            "column": held.column,
            "shown": held.shown,
            "why": "may name others" if held.whose is About.WORDS else "about somebody else",
        }
        for record in holdings.records
        for held in (*record.words, *record.of_others)
    ]


def draft(holdings: Holdings, today: date) -> dict[str, Content]:
    """Return the files of a draft for people to decide on: everything, others' data marked."""
    return {**_files(holdings, today, is_draft=True), "decisions.csv": _decisions(holdings)}


def final(holdings: Holdings, today: date) -> dict[str, Content]:
    """Return the files that are handed over."""
    return _files(holdings, today, is_draft=False)


def _files(holdings: Holdings, today: date, *, is_draft: bool) -> dict[str, Content]:
    named = [file for each in holdings.records for held in each.values for file in held.files]
    opened = {file.name: file for file in named if kept.opens(file)}
    with nullcontext() if is_draft else read_in(ENGLISH):
        page = _page(holdings, today, opened, is_draft=is_draft)
    files: dict[str, Content] = {"index.html": page.encode()}
    told = facts(holdings, today)
    if not is_draft:
        del told["others"]
    files["everything.json"] = json.dumps(told, ensure_ascii=False, indent=1).encode()
    for number, section in enumerate(holdings.sections, 1):
        if section.records:
            name = f"{number:02}-{section.kind.replace('_', '-')}.csv"
            files[name] = _table(_headings(section), _lines(section))
    return files | opened


def _page(holdings: Holdings, today: date, opened: dict[str, File], *, is_draft: bool) -> str:
    """Return the page to read: a draft says all as it is held, for whoever decides on it."""
    # The template stands alone: it is a file, with no frame round it and nobody signed in.
    return current_app.jinja_env.get_template("protection/copy_file.html").render(
        holdings=holdings,
        today=today,
        draft=is_draft,
        council=current_site().council_name,
        About=About,
        opened=opened,
        title_of=copy_words.title,
        told=copy_words.told,
    )


def _headings(section: Section) -> list[str]:
    return [held.label for held in section.records[0].values]


def _lines(section: Section) -> Iterable[list[str]]:
    return ([held.shown for held in record.values] for record in section.records)


def _decisions(holdings: Holdings) -> bytes:
    """Return one line for each record, to be decided on by a person and read by a second."""
    told = ("Section", "Record", "In short", "About others", "Must be read", "Question")
    lines = (
        [
            section.title,
            str(record.row_id),
            "; ".join(f"{held.label}: {held.shown}" for held in record.values if held.shown),
            "; ".join(held.shown for held in (*record.words, *record.of_others)),
            "yes" if record.to_read else "no",
            record.question,
            *("" for _ in VERDICTS),
        ]
        for section in holdings.sections
        for record in section.records
    )
    return _table((*told, *VERDICTS), lines)


def _table(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    return csv_text(headings, lines).encode()


def pieces(held: Content) -> Iterator[bytes]:
    """Give the bytes of one file of a copy, a kept one chunk by chunk."""
    return iter((held,)) if isinstance(held, bytes) else kept.pieces(held)


def zipped(files: dict[str, Content]) -> BinaryIO:
    """Return files as one zip, from its start."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in files.items():
            with archive.open(name, "w") as file:
                for piece in pieces(held):
                    file.write(piece)
    out.seek(0)
    return out
