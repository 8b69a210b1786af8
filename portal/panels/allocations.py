"""The file that says who works with whom: its columns, and each row as it can be used. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from portal.cases.rules.allocation import Post, Said
from portal.kernel.wording import joined
from portal.web.csv_import import ADDRESS, Table, other_columns, short, wrong_shape
from portal.web.parsing import clean_line

CHILD = "child"
"""The return's CHILD code, or the reference."""
COLUMNS = (CHILD, *(post.value for post in Post))
LONGEST = 254


@dataclass(frozen=True, slots=True)
class Row:
    """One row: whom it is about, the address or the word for each post, and what is wrong."""

    line: int
    child: str
    said: Mapping[Post, str]
    problem: str = ""


def rows_in(table: Table) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return a file's rows and what is to be said of it. Raises UnreadableFileError."""
    posts = [post for post in Post if post.value in table.headings]
    if CHILD not in table.headings or not posts:
        raise other_columns(table.headings, f"They are: {', '.join(COLUMNS)}.")
    unused = [each for each in table.headings if each and each not in COLUMNS]
    notes = list(table.notes)
    if unused:
        notes.append(f"Nothing was taken from: {joined([short(each) for each in unused])}.")
    rows = (_row(line, cells, table.headings) for line, cells in table.rows)
    return tuple(_without_doubles(rows)), tuple(notes)


def _row(line: int, cells: list[str], headings: tuple[str, ...]) -> Row:
    values = {
        heading: clean_line(cell)
        for heading, cell in zip(headings, cells, strict=False)
        if heading in COLUMNS
    }
    child = values.get(CHILD, "")
    said = {post: values.get(post.value, "").lower() for post in Post}
    problem = wrong_shape(cells, headings) or _wrong_cell(child, said)
    return Row(line, short(child), said, problem)


def _wrong_cell(child: str, said: Mapping[Post, str]) -> str:
    if not child:
        return f"The cell under {CHILD} is empty."
    for post, cell in said.items():
        if len(cell) > LONGEST:
            return f"The cell under {post.value} is longer than {LONGEST} characters."
        if cell not in {Said.LEAVE, Said.NOBODY} and not ADDRESS.fullmatch(cell):
            return (
                f"Under {post.value} stands neither an email address, like name@example.org, nor "
                f"the word “{Said.NOBODY}”."
            )
    return ""


def _without_doubles(rows: Iterable[Row]) -> Iterator[Row]:
    """Refuse a later row about somebody who is in the file already: neither would be sure."""
    first: dict[str, int] = {}
    for row in rows:
        key = row.child.casefold()
        if not row.problem and key in first:
            yield Row(row.line, row.child, row.said, f"Line {first[key]} is about them already.")
        else:
            if not row.problem:
                first[key] = row.line
            yield row
