"""The one writer of CSV files for spreadsheets: no cell can become a formula (C30)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from flask import Response

from portal.kernel.cells import is_formula


def safe_cell(value: object) -> str:
    """Return a value as text that a spreadsheet shows and never runs.

    Whole numbers and dates stay as they are, so that a negative number is still a number.
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return f"'{text}" if is_formula(text) else text


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
