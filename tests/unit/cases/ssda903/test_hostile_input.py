"""Whatever bytes come, a return is read or refused: no other error, and every row accounted for."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.cases.ssda903 import Finding, ImportReport, UnreadableReturn, from_stream, read_return
from portal.cases.ssda903.modules import MODULES
from tests.support.invented_return import invent, write_xml

AS_OF = date(2026, 3, 31)
PIECES = [
    b"", b",", b'"', b"\n", b"\r", b"\r\n", b"\x00", b"\xff", b"<", b">", b"=1", b"zz", b"1" * 50
]  # fmt: skip

cells = st.one_of(
    st.sampled_from(
        ["", "1", "2", "A1", "M", "S", "C2", "K3", "X1", "E4A", "PN0", "YES", "0", "=A1", "-", "é",
         "01/01/2009", "28/02/2010", "31/02/2010", "01/01/2025", "01/01/2030", "2010-01-01"]
    ),
    st.text(max_size=45),
)  # fmt: skip
rows = st.lists(st.lists(cells, max_size=15), max_size=15)


def read(data: bytes, name: str) -> ImportReport:
    report = ImportReport()
    source = from_stream(name, io.BytesIO(data))
    for event in read_return([source], year=2026, as_of=AS_OF, known_children=KNOWN):
        report.add(event)
    return report


KNOWN = {"1": date(2009, 1, 1), "A1": date(2010, 2, 28)}


def check(data: bytes, name: str) -> None:
    try:
        report = read(data, name)
    except UnreadableReturn:
        return
    refused_rows = Counter(f.file for f in report.findings if f.refused)
    read_rows = sum(count.rows_read for count in report.files)
    taken = sum(count.rows_taken for count in report.files)
    assert read_rows == taken + refused_rows[name]
    # One refusal for a row: no line refuses more often than it has rows.
    lines = Counter((f.line, f.refused) for f in report.findings if f.refused)
    assert not name.endswith(".csv") or all(times == 1 for times in lines.values())
    assert all(isinstance(f, Finding) and f.message.endswith(".") for f in report.findings)


@given(module=st.sampled_from(MODULES), written=rows, line_end=st.sampled_from(["\n", "\r\n"]))
def test_any_cells_under_a_modules_headings(
    module: object, written: list[list[str]], line_end: str
) -> None:
    assert hasattr(module, "columns")
    lines = [",".join(module.columns)]
    lines += [",".join('"' + c.replace('"', '""') + '"' for c in row) for row in written]
    text = line_end.join(lines) + line_end
    check(text.encode("utf-8", "surrogatepass"), "any.csv")


@given(
    wounds=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 40), st.sampled_from(PIECES))),
    xml=st.booleans(),
)
def test_a_good_return_wounded_anywhere(wounds: list[tuple[int, int, bytes]], *, xml: bool) -> None:
    made = invent(8, year=2026)
    if xml:
        text = io.StringIO()
        write_xml(made, text)
        data = text.getvalue().encode()
    else:
        lines = [",".join(MODULES[0].columns), *(",".join(r.values()) for r in made.rows["Header"])]
        data = ("\n".join(lines) + "\n").encode()
    for place, length, piece in wounds:
        at = place % (len(data) + 1)
        data = data[:at] + piece + data[at + length :]
    check(data, "return.xml" if xml else "header.csv")


@given(st.binary(max_size=200))
def test_any_bytes_at_all(data: bytes) -> None:
    check(data, "noise.bin")
    check(b"PK\x03\x04" + data, "noise.zip")
    check(b"<EXPSSDA903>" + data, "noise.xml")
