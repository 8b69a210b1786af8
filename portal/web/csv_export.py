"""The one writer of CSV files for spreadsheets: no cell can become a formula (C30)."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from flask import Response

DANGEROUS = frozenset("=+-@|%\t\r\n")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def safe_cell(value: object) -> str:
    """Return a value as text that a spreadsheet shows and never runs.

    The first character that can be seen counts, in its plain form: a space, a byte-order mark, a
    zero-width or full-width sign before it hides nothing. Whole numbers and dates stay as they
    are, so that a negative number is still a number.
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if text[:1] in DANGEROUS:
        return f"'{text}"
    for character in unicodedata.normalize("NFKC", text):
        if character in DANGEROUS:
            return f"'{text}"
        if unicodedata.category(character) not in _UNSEEN:
            break
    return text


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as the text of a CSV file; it starts with a mark so that Excel reads UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return rows as a CSV file to download."""
    response = Response(csv_text(headings, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
