"""Files that are not the return, or not all of it: one plain error, and nothing of them used."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.ssda903 import (
    Event,
    Finding,
    Row,
    UnreadableReturn,
    from_paths,
    from_stream,
    read_return,
    sources,
)
from portal.kernel.errors import RuleError
from tests.support.invented_return import invent, write_csv, write_xml

REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE\n"
AS_OF = date(2018, 3, 31)


def read(data: bytes, name: str = "upload") -> list[Event]:
    return list(read_return([from_stream(name, io.BytesIO(data))], year=2018, as_of=AS_OF))


def reason(data: bytes, name: str = "upload") -> str:
    with pytest.raises(UnreadableReturn) as caught:
        read(data, name)
    assert caught.value.field == "file"
    assert caught.value.file in caught.value.message
    assert caught.value.reason.endswith(".")
    return caught.value.reason


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "empty", id="nothing at all"),
        pytest.param(b"\xef\xbb\xbf\r\n \n", "empty", id="a byte order mark and blank lines"),
        pytest.param(b"%PDF-1.7\n...", "PDF", id="a PDF"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "spreadsheet", id="an old spreadsheet"
        ),
        pytest.param(
            zipped(xl__workbook_dot_xml=b"<x/>"), "save each sheet as CSV", id="a spreadsheet"
        ),
        pytest.param(b"\x1f\x8b\x08rest", "compressed", id="a gzip"),
        pytest.param(b"PK\x05\x06" + bytes(18), "zip", id="an empty zip"),
        pytest.param("CHILD,DOB\n".encode("utf-16"), "UTF-16", id="UTF-16"),
        pytest.param(b"CHILD,DOB\x00,REVIEW,REVIEW_CODE\n", "not a text file", id="a NUL byte"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file", id="a picture"),
        pytest.param(
            b"name,shoe size\nA,3\n", "not part of the statutory return", id="another CSV"
        ),
        pytest.param(b"CHILD,DOB\n1,01/01/2010\n", "not part of the", id="only shared columns"),
        pytest.param(b"CHILD;DOB;REVIEW;REVIEW_CODE\n", "not separated by commas", id="semicolons"),
        pytest.param(
            b"CHILD,DOB,REVIEW,REVIEW,REVIEW_CODE\n", "REVIEW appears twice", id="a column twice"
        ),
        pytest.param(
            b"{'a': 1}\n", "not part of the statutory return", id="something else in text"
        ),
        pytest.param(b"<html><body>Sign in</body></html>", "starts with html", id="a web page"),
        pytest.param(
            b"<EXPSSDA903><CHILD></EXPSSDA903>", "cannot be read at line 1", id="broken XML"
        ),
    ],
)
def test_a_file_that_is_not_the_return_is_refused_in_plain_words(data: bytes, words: str) -> None:
    assert words in reason(data)


@pytest.mark.requirement("R4")
@pytest.mark.parametrize("column", ["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "DEC", "REC"])
def test_a_missing_column_is_named_with_its_module(column: str) -> None:
    columns = [
        "CHILD",
        "DECOM",
        "RNE",
        "LS",
        "CIN",
        "PLACE",
        "PLACE_PROVIDER",
        "DEC",
        "REC",
        "HOME_POST",
        "PL_POST",
        "URN",
    ]
    columns.remove(column)
    assert f"the Episodes module, but the {column} column is missing" in reason(
        (",".join(columns) + "\n").encode()
    )


@pytest.mark.requirement("R4")
@given(cut=st.integers(1, 400))
def test_a_csv_cut_anywhere_inside_its_last_row_is_refused_or_said(cut: int) -> None:
    made = invent(6)
    rows = [",".join(row.values()) for row in made.rows["Header"]]
    text = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n" + "".join(f"{row}\n" for row in rows)
    cut_text = text[: max(60, len(text) - cut)]
    if cut_text.endswith("\n"):
        return
    assert cut_short_or_said(cut_text.encode())


def cut_short_or_said(data: bytes) -> bool:
    try:
        events = read(data)
    except UnreadableReturn as refused:
        return "cut short" in refused.reason
    return "no_final_line_break" in {e.code for e in events if isinstance(e, Finding)}


@pytest.mark.parametrize(
    "text",
    [
        REVIEWS + "1,01/01/2010,01/0",
        REVIEWS + "1,01/01/2010,01/01/2018,PN",
        REVIEWS + '1,01/01/2010,01/01/2018,"PN1',
        REVIEWS + '1,01/01/2010,"01/01/2018,PN1\n2,01/01/2010,01/01/2018,PN1\n',
    ],
    ids=["inside a cell", "inside the last code", "inside a quote", "a quote never closed"],
)
def test_a_torn_csv_is_refused(text: str) -> None:
    assert "cut short" in reason(text.encode())


def test_a_whole_last_row_without_a_line_break_is_taken_and_said() -> None:
    text = "CHILD,SEX,DOB,ETHNIC\n1,1,01/01/2010,WBRI"
    events = read(text.encode())
    assert sum(isinstance(event, Row) for event in events) == 1
    assert "no_final_line_break" in {e.code for e in events if isinstance(e, Finding)}


@pytest.mark.requirement("R4")
@given(cut=st.integers(2, 5000))
def test_an_xml_cut_anywhere_is_refused(cut: int) -> None:
    text = io.StringIO()
    write_xml(invent(8), text)
    data = text.getvalue().encode()
    with pytest.raises(UnreadableReturn):
        read(data[: max(1, len(data) - cut)], "return.xml")


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
ATTACKS = {
    "billion laughs": (
        f'<!DOCTYPE EXPSSDA903 [<!ENTITY a0 "ha">{BOMB}]><EXPSSDA903>&a9;</EXPSSDA903>'
    ),
    "quadratic blow-up": (
        f'<!DOCTYPE EXPSSDA903 [<!ENTITY a "{"h" * 50_000}">]>'
        f"<EXPSSDA903>{'&a;' * 5_000}</EXPSSDA903>"
    ),
    "external file": (
        '<!DOCTYPE EXPSSDA903 [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        "<EXPSSDA903><CHILD><HEADER><CHILDID>&f;</CHILDID></HEADER></CHILD></EXPSSDA903>"
    ),
    "external DTD": '<!DOCTYPE EXPSSDA903 SYSTEM "http://example.invalid/x.dtd"><EXPSSDA903/>',
    "parameter entity": (
        '<!DOCTYPE EXPSSDA903 [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><EXPSSDA903/>'
    ),
    "harmless document type": "<!DOCTYPE EXPSSDA903><EXPSSDA903/>",
}


@pytest.mark.control("C31")
@pytest.mark.parametrize("name", ATTACKS)
def test_xml_with_a_document_type_is_refused_at_once(name: str) -> None:
    started = time.process_time()
    assert "declares a document type" in reason(ATTACKS[name].encode(), "return.xml")
    assert time.process_time() - started < 0.1


@pytest.mark.control("C31")
def test_an_undefined_entity_is_refused() -> None:
    assert "cannot be read" in reason(b"<EXPSSDA903>&secret;</EXPSSDA903>")


def test_a_cell_or_a_depth_no_return_has_is_refused() -> None:
    child = "<EXPSSDA903><CHILD><HEADER><CHILDID>{}</CHILDID></HEADER></CHILD></EXPSSDA903>"
    assert "far longer" in reason(child.format("9" * 5_000).encode())
    assert "nested deeper" in reason(f"<EXPSSDA903>{'<a>' * 20}".encode())


def test_one_endless_line_is_refused_without_holding_it() -> None:
    data = REVIEWS.encode() + b"9" * (3 * 1024 * 1024)
    tracemalloc.start()
    try:
        assert "far longer" in reason(data)
        assert tracemalloc.get_traced_memory()[1] < 2 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_more_bytes_than_a_return_has_are_refused_as_they_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = REVIEWS.encode() + b"1,01/01/2010,01/01/2018,PN1\n" * 1_000
    monkeypatch.setattr(sources, "MOST_BYTES", len(rows) - 1)
    assert "far larger" in reason(rows)


class TestZips:
    def test_a_zipped_folder_is_read_like_the_folder(self, tmp_path: Path) -> None:
        made = invent(8)
        folder = write_csv(made, tmp_path / "return")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, f"return/{path.name}")
        by_zip = read(out.getvalue(), "return.zip")
        by_folder = list(read_return(from_paths([folder])[0], year=2018, as_of=AS_OF))
        assert by_zip == by_folder

    @pytest.mark.control("C32")
    def test_an_honest_bomb_is_refused_by_what_it_declares(self) -> None:
        bomb = zipped(reviews_dot_csv=REVIEWS.encode() + b"\n" * (9 * 1024 * 1024))
        assert "far more" in reason(bomb, "return.zip")

    @pytest.mark.control("C32")
    @pytest.mark.slow  # unpacks real megabytes to show that they are not held
    def test_a_lying_bomb_is_refused_by_what_comes_out_of_it(self) -> None:
        honest = 9 * 1024 * 1024
        bomb = bytearray(zipped(reviews_dot_csv=REVIEWS.encode() + b"\n" * (honest - len(REVIEWS))))
        said, lie = honest.to_bytes(4, "little"), (100).to_bytes(4, "little")
        assert bomb.count(said) == 2
        tracemalloc.start()
        try:
            reason(bytes(bomb.replace(said, lie)), "return.zip")
            assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
        finally:
            tracemalloc.stop()

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("../header.csv", "points outside"),
            ("/header.csv", "points outside"),
            ("C:/header.csv", "points outside"),
            ("inner.zip", "only CSV and XML"),
            ("macro.xlsm", "only CSV and XML"),
        ],
    )
    def test_a_member_that_is_no_part_of_a_return_is_refused(self, name: str, words: str) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, REVIEWS)
        assert words in reason(out.getvalue(), "return.zip")

    @pytest.mark.control("C32")
    def test_a_link_is_refused(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            info = zipfile.ZipInfo("header.csv")
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/hostname")
        assert "a link" in reason(out.getvalue(), "return.zip")

    @pytest.mark.control("C32")
    def test_more_members_than_a_return_has_are_refused(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for number in range(sources.MOST_MEMBERS + 1):
                archive.writestr(f"{number}.csv", REVIEWS)
        assert "more than" in reason(out.getvalue(), "return.zip")

    def test_a_damaged_zip_is_refused(self) -> None:
        data = zipped(reviews_dot_csv=REVIEWS.encode() * 50)
        assert "damaged" in reason(data[: len(data) // 2], "return.zip")
        spoiled = bytearray(data)
        spoiled[45:60] = bytes(15)
        assert "damaged" in reason(bytes(spoiled), "return.zip")


class TestPaths:
    def test_a_path_to_nothing_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(RuleError, match="no such file"):
            from_paths([tmp_path / "nowhere.csv"])

    def test_a_folder_without_a_return_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("no")
        with pytest.raises(RuleError, match="no CSV"):
            from_paths([tmp_path])

    def test_other_files_in_a_folder_are_left_out_and_said(self, tmp_path: Path) -> None:
        folder = write_csv(invent(2), tmp_path / "return")
        (folder / "notes.txt").write_text("no")
        (folder / ".hidden").write_text("no")
        found, left_out = from_paths([folder])
        assert left_out == ["notes.txt"]
        events = list(read_return(found, year=2018, as_of=AS_OF, left_out=left_out))
        codes = [(e.file, e.code) for e in events if isinstance(e, Finding)]
        assert codes == [("notes.txt", "left_out")]

    def test_one_bad_file_stops_the_whole_return_before_any_row(self, tmp_path: Path) -> None:
        folder = write_csv(invent(2), tmp_path / "return")
        (folder / "zz.csv").write_text("name,shoe size\n")
        events = read_return(from_paths([folder])[0], year=2018, as_of=AS_OF)
        with pytest.raises(UnreadableReturn, match=r"zz\.csv"):
            next(iter(events))

    def test_two_files_of_one_name_are_told_apart(self, tmp_path: Path) -> None:
        paths = [write_csv(invent(1), tmp_path / part) for part in ("one", "two")]
        names = [source.name for source in from_paths(paths)[0]]
        assert len(names) == len(set(names))
