"""The file of joiners or leavers: each row is taken or told of, and a hostile file is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people import joiners
from portal.people.joiners import Kind
from portal.web.csv_import import LARGEST, SHOWN, UnreadableFileError

JOINERS = "name,email,job_title,organisation,role,where,from,until\n"
GOOD = "Sam Testcase,sam@practice.example,Officer,Team,Panel member,Burnley,2026-11-23,31/03/2027"
LEAVERS = "email,leaves_on\n"


def joiner(**cells: str) -> str:
    values = dict(zip(JOINERS.strip().split(","), GOOD.split(","), strict=True)) | cells
    return JOINERS + ",".join(values.values()) + "\n"


def only(text: str) -> joiners.Row:
    (row,) = joiners.read(text.encode()).rows
    return row


def test_a_good_row_of_joiners() -> None:
    file = joiners.read((JOINERS + GOOD).encode())
    (row,) = file.rows
    assert (file.kind, row.line, row.problem) == (Kind.JOINERS, 2, "")
    assert row.days == {"from": date(2026, 11, 23), "until": date(2027, 3, 31)}
    assert row.cells["email"] == "sam@practice.example"


def test_a_good_row_of_leavers() -> None:
    file = joiners.read(b"Email, Leaves on \r\nSAM@Practice.example,2026-11-30\r\n")
    (row,) = file.rows
    assert (file.kind, row.cells["email"]) == (Kind.LEAVERS, "sam@practice.example")
    assert row.days == {"leaves_on": date(2026, 11, 30)}


PAYLOADS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    "\N{FULLWIDTH PLUS SIGN}1",
    "\N{FULLWIDTH HYPHEN-MINUS}1",
    "\N{FULLWIDTH COMMERCIAL AT}SUM",
    "\N{SMALL EQUALS SIGN}1",
    "\N{ZERO WIDTH SPACE}=1+1",
    "\N{ZERO WIDTH JOINER}=1",
    "\N{ZERO WIDTH NO-BREAK SPACE}=1",
    "\N{WORD JOINER}=1",
    "\N{NO-BREAK SPACE}=1",
    "|calc",
    "%0A=1",
]


@pytest.mark.control("C30")
@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda text: text.encode("unicode_escape"))
@pytest.mark.parametrize("column", ["name", "email", "job_title", "organisation", "until"])
def test_a_cell_that_a_spreadsheet_would_run_is_refused(payload: str, column: str) -> None:
    problem = only(joiner(**{column: payload})).problem
    assert "formula" in problem
    assert column in problem


@pytest.mark.control("C30")
def test_a_formula_in_a_column_that_is_not_used_is_refused_too() -> None:
    row = only(JOINERS.strip() + ",notes\n" + GOOD + ",=1+1\n")
    assert "formula" in row.problem


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"name": ""}, "under name is empty"),
        ({"where": " "}, "under where is empty"),
        ({"email": "sam"}, "right format"),
        ({"email": "a@b@c.example"}, "right format"),
        ({"name": "x" * 201}, "longer than 200"),
        ({"email": "x" * 250 + "@practice.example"}, "longer than 254"),
        ({"from": "2026-02-30"}, "not a real date"),
        ({"from": "23.11.2026"}, "not a real date"),
        ({"from": "٢٠٢٦-11-23"}, "not a real date"),
        ({"until": "soon"}, "not a real date"),
        ({"name": "Sam\N{RIGHT-TO-LEFT OVERRIDE}"}, "cannot be seen"),
        ({"name": "Sam\x07"}, "cannot be seen"),
        ({"name": '"Sam\nTestcase"'}, "cannot be seen"),
        ({"until": "2027-03-31,more"}, "more cells"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(cells: dict[str, str], says: str) -> None:
    assert says in only(joiner(**cells)).problem


def test_optional_cells_may_be_empty() -> None:
    row = only(joiner(job_title="", until=""))
    assert (row.problem, set(row.days)) == ("", {"from"})


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (GOOD, "Line 2 says the same"),
        (GOOD.replace("Sam Testcase", "Toni Sample"), "Line 2 has this email address"),
        (GOOD.replace("Team", "Other"), "Line 2 has this email address"),
        (GOOD.replace("Panel member", "Panel chair"), ""),
        (GOOD.replace("Burnley", "Pendle"), ""),
    ],
    ids=["the same row", "another name", "another organisation", "a second role", "another place"],
)
def test_the_same_address_twice(second: str, says: str) -> None:
    first, other = joiners.read((JOINERS + GOOD + "\n" + second).encode()).rows
    assert first.problem == ""
    assert (says in other.problem) if says else other.problem == ""


def test_two_last_days_for_one_person_are_not_both_taken() -> None:
    text = LEAVERS + "sam@practice.example,2026-11-30\nsam@practice.example,2026-12-01\n"
    _, other = joiners.read(text.encode()).rows
    assert "Line 2" in other.problem


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"x" * (LARGEST + 1), "larger than 1 MB"),
        ((JOINERS + GOOD).encode("utf-16"), "CSV UTF-8"),
        ((JOINERS + "\0").encode(), "CSV UTF-8"),
        (JOINERS.encode() + b"\x81\x8d", "cannot be read"),
        (JOINERS.replace(",", ";").encode(), "separated by commas"),
        (b"name,email\n", "must name the columns"),
        (b"email,email,leaves_on\n", "there twice"),
        ((JOINERS + '"Sam').encode(), "line 2 cannot be read"),
        ((JOINERS + '"Sam"x,').encode(), "line 2 cannot be read"),
        ((LEAVERS + "a@practice.example,2026-11-30\n" * 2_001).encode(), "more than 2,000 rows"),
    ],
    ids=[
        "nothing",
        "empty lines",
        "only a mark",
        "too large",
        "UTF-16",
        "a NUL",
        "no encoding at all",
        "semicolons",
        "neither of the two",
        "a heading twice",
        "a quotation mark never closed",
        "a quotation mark in the middle",
        "too many rows",
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFileError, match=says):
        joiners.read(data)


def test_a_cell_of_a_megabyte_costs_its_own_row_alone() -> None:
    huge, good = joiners.read((joiner(name="x" * 900_000) + GOOD).encode()).rows
    assert "longer than 200" in huge.problem
    assert len(huge.cells["name"]) == SHOWN
    assert good.problem == ""


def test_what_is_not_used_or_not_sure_is_told() -> None:
    data = (JOINERS.strip() + ",shoe size\n" + GOOD.replace("Sam", "Zo\xeb") + ",9\n").encode(
        "cp1252"
    )
    file = joiners.read(data)
    assert "shoe_size" in " ".join(file.notes)
    assert "accents" in " ".join(file.notes)
    assert file.rows[0].cells["name"] == "Zo\xeb Testcase"


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_a_refusal(data: bytes) -> None:
    for start in (b"", LEAVERS.encode(), JOINERS.encode()):
        try:
            file = joiners.read(start + data)
        except UnreadableFileError:
            continue
        assert all(row.problem or row.days for row in file.rows)


@given(
    st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30), max_size=9)
)
def test_no_row_is_dropped(cells: list[str]) -> None:
    line = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    try:
        file = joiners.read((LEAVERS + line + "\n").encode())
    except UnreadableFileError:
        return
    assert len(file.rows) == any(cell.strip() for cell in cells)
