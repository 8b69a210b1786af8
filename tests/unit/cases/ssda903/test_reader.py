"""A whole return, read: good rows are taken, each planted fault is reported where it stands."""

from __future__ import annotations

import io
import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.ssda903 import (
    FileCount,
    Finding,
    ImportReport,
    Row,
    Source,
    from_paths,
    from_stream,
    read_return,
)
from portal.kernel.errors import RuleError
from tests.support.invented_faults import ANYWHERE, EVERY, plant
from tests.support.invented_return import InventedReturn, invent, write_csv, write_xml

YEARS = range(2018, 2027)


def read(sources: list[Source], made: InventedReturn) -> tuple[ImportReport, list[Row]]:
    report = ImportReport()
    rows = [
        row
        for event in read_return(sources, year=made.year, as_of=made.as_of)
        if (row := report.add(event)) is not None
    ]
    return report, rows


def csv_sources(made: InventedReturn, folder: Path) -> list[Source]:
    return from_paths([write_csv(made, folder)])[0]


def xml_source(made: InventedReturn) -> tuple[Source, dict[int, int]]:
    text = io.StringIO()
    lines = write_xml(made, text)
    return from_stream("return.xml", io.BytesIO(text.getvalue().encode())), lines


def told(report: ImportReport) -> set[tuple[str, int, str, str, bool]]:
    return {(f.file, f.line, f.column, f.code, f.refused) for f in report.findings}


def balances(report: ImportReport) -> bool:
    refused = Counter(f.file for f in report.findings if f.refused)
    read_, taken = Counter[str](), Counter[str]()
    for count in report.files:
        read_[count.name] += count.rows_read
        taken[count.name] += count.rows_taken
    return all(read_[name] == taken[name] + refused[name] for name in read_)


@pytest.mark.requirement("R4")
@pytest.mark.parametrize("year", YEARS)
def test_a_clean_return_of_any_year_is_taken_whole(year: int, tmp_path: Path) -> None:
    made = invent(30, year=year)
    report, rows = read(csv_sources(made, tmp_path / "return"), made)
    assert report.findings == []
    assert len(rows) == sum(len(group) for group in made.rows.values())
    assert report.children == 30
    assert report.episodes == len(made.rows["Episodes"])


@pytest.mark.requirement("R4")
@pytest.mark.parametrize("year", [2018, 2025, 2026])
@pytest.mark.parametrize("name", EVERY)
def test_a_planted_fault_is_the_only_finding(name: str, year: int, tmp_path: Path) -> None:
    made = invent(2, year=year)
    plant(made, [name])
    report, rows = read(csv_sources(made, tmp_path / "return"), made)
    assert told(report) == made.expected()
    assert len(rows) == sum(map(len, made.rows.values())) - sum(p.refused for p in made.planted)
    assert balances(report)


@pytest.mark.requirement("R4")
@given(names=st.lists(st.sampled_from(sorted(EVERY)), max_size=12), seed=st.integers(0, 99))
def test_faults_in_any_mixture_are_all_reported_and_every_good_row_is_taken(
    names: list[str], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # "row of commas" and the raw rows are the same text each time they are planted: once is enough.
    names = [n for i, n in enumerate(names) if not n.startswith("row ") or n not in names[:i]]
    made = invent(12, year=2018 + seed % 9, seed=seed)
    plant(made, names)
    report, rows = read(csv_sources(made, tmp_path_factory.mktemp("return")), made)
    assert told(report) == made.expected()
    refused = {id(p.row) for p in made.planted if p.refused}
    assert len(rows) == sum(map(len, made.rows.values())) - len(refused)
    assert balances(report)


@pytest.mark.requirement("R4")
@given(names=st.lists(st.sampled_from(sorted(ANYWHERE)), max_size=12), seed=st.integers(0, 99))
def test_the_xml_gives_the_same_rows_and_the_same_findings(names: list[str], seed: int) -> None:
    made = invent(12, year=2018 + seed % 9, seed=seed)
    plant(made, names)
    source, lines = xml_source(made)
    report, rows = read([source], made)
    expected = {("return.xml", lines[id(p.row)], p.column, p.code, p.refused) for p in made.planted}
    assert told(report) == expected
    refused = {id(p.row) for p in made.planted if p.refused}
    assert len(rows) == sum(map(len, made.rows.values())) - len(refused)
    assert balances(report)


def test_csv_and_xml_of_one_return_give_equal_values(tmp_path: Path) -> None:
    made = invent(24)
    _, from_csv = read(csv_sources(made, tmp_path / "return"), made)
    _, from_xml = read([xml_source(made)[0]], made)

    def values(rows: list[Row]) -> Counter[tuple[str, str]]:
        return Counter((row.module, repr(sorted(row.values.items()))) for row in rows)

    assert values(from_csv) == values(from_xml)


@pytest.mark.parametrize(
    ("encoding", "line_end", "quoted"),
    [
        ("utf-8", "\n", False),
        ("utf-8-sig", "\r\n", False),
        ("utf-8", "\r\n", True),
        ("utf-8-sig", "\n", True),
    ],
)
def test_byte_order_marks_line_ends_and_quotes_change_nothing(
    encoding: str, line_end: str, tmp_path: Path, *, quoted: bool
) -> None:
    made = invent(12)
    folder = write_csv(
        made, tmp_path / "return", encoding=encoding, line_end=line_end, quoted=quoted
    )
    report, rows = read(from_paths([folder])[0], made)
    assert report.findings == []
    assert len(rows) == sum(map(len, made.rows.values()))


def one_file(text: str | bytes, *, year: int = 2018) -> tuple[list[Finding], list[Row]]:
    data = text.encode() if isinstance(text, str) else text
    report = ImportReport()
    rows = []
    source = from_stream("one.csv", io.BytesIO(data))
    for event in read_return([source], year=year, as_of=date(year, 3, 31)):
        row = report.add(event)
        if row is not None:
            rows.append(row)
    return report.findings, rows


HEADINGS = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"


def test_blank_lines_are_no_rows_and_lines_are_still_counted() -> None:
    findings, rows = one_file(HEADINGS + "\n\n1,1,01/01/2010,WBRI,,,\n\n2,9,01/01/2010,WBRI,,,\n")
    assert [row.line for row in rows] == [4, 6]
    assert [(f.line, f.code) for f in findings] == [(6, "unknown_code")]


def test_a_quoted_cell_over_two_lines_does_not_shift_the_lines_after_it() -> None:
    findings, _ = one_file(HEADINGS + '1,1,01/01/2010,WBRI,"A\nB",,\n2,9,01/01/2010,WBRI,,,\n')
    assert [(f.line, f.code) for f in findings] == [(4, "unknown_code")]


def test_windows_1252_is_read_and_said() -> None:
    findings, rows = one_file((HEADINGS + "1,1,01/01/2010,WBRI,Zoë,,\n").encode("cp1252"))
    assert len(rows) == 1
    assert [(f.line, f.code) for f in findings] == [(1, "not_utf8")]


def test_extra_and_absent_columns_are_reported_and_not_fatal() -> None:
    findings, rows = one_file("CHILD,SEX,DOB,ETHNIC,TEAM\n1,1,01/01/2010,WBRI,North\n")
    assert len(rows) == 1
    assert {(f.column, f.code) for f in findings} == {
        ("TEAM", "extra_column"),
        ("UPN", "column_absent"),
        ("MOTHER", "column_absent"),
        ("MC_DOB", "column_absent"),
    }


def test_columns_may_stand_in_any_order_and_case() -> None:
    _, rows = one_file("dob,Child,ethnic,SEX,upn,mother,mc_dob\n01/02/2010,a1,wbri,2,,,\n")
    assert rows[0].values == {"CHILD": "A1", "SEX": "F", "DOB": date(2010, 2, 1)}


def test_blank_cells_past_the_headings_are_let_go() -> None:
    findings, rows = one_file(HEADINGS + "1,1,01/01/2010,WBRI,,,,,,\n")
    assert (findings, len(rows)) == ([], 1)


def test_headings_alone_are_a_return_with_no_rows() -> None:
    report = ImportReport()
    source = from_stream("header.csv", io.BytesIO(HEADINGS.encode()))
    for event in read_return([source], year=2018, as_of=date(2018, 3, 31)):
        report.add(event)
    assert report.files == [FileCount("header.csv", "Header", 0, 0)]


def test_a_row_with_several_faults_is_refused_once() -> None:
    findings, rows = one_file(HEADINGS + ",9,31/02/2010,,,,\n")
    assert rows == []
    assert [f.refused for f in findings] == [True, False, False, False]


def test_headers_are_read_first_whatever_the_files_are_called() -> None:
    made = invent(3)
    files = {"z.csv": "Header", "a.csv": "Episodes"}
    sources = []
    for name, module in sorted(files.items()):
        rows = made.rows[module]
        text = "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n"
        sources.append(from_stream(name, io.BytesIO(text.encode())))
    report, _ = read(sources, made)
    assert report.findings == []


def test_children_already_known_need_no_header_row() -> None:
    text = "CHILD,DOB,REVIEW,REVIEW_CODE\n77,01/02/2003,01/03/2018,PN1\n"
    events = list(
        read_return(
            [from_stream("reviews.csv", io.BytesIO(text.encode()))],
            year=2018,
            as_of=date(2018, 3, 31),
            known_children={"77": date(2003, 2, 1)},
        )
    )
    assert [type(event) for event in events] == [Row, FileCount]


def test_health_answers_are_neither_checked_nor_kept() -> None:
    made = invent(1)
    child = made.rows["Header"][0]
    made.of("OC2", child, SDQ_SCORE="=DANGER()", CONVICTED="perhaps", SUBSTANCE_MISUSE="1")
    report, rows = read([xml_source(made)[0]], made)
    assert report.findings == []
    assert [set(row.values) for row in rows if row.module == "OC2"] == [{"CHILD", "DOB"}]


def test_reading_twice_gives_the_same_events() -> None:
    made = invent(10)
    plant(made, random.Random(1).sample(sorted(ANYWHERE), 8))  # noqa: S311 - not a secret
    source, _ = xml_source(made)
    assert read([source], made) == read([source], made)


@pytest.mark.parametrize("year", [1999, 2031, 18])
def test_a_year_without_code_lists_is_an_error_beside_the_year(year: int) -> None:
    with pytest.raises(RuleError) as caught:
        list(read_return([], year=year, as_of=date(2018, 3, 31)))
    assert caught.value.field == "year"


def test_the_report_is_the_contracts_json() -> None:
    made = invent(5)
    plant(made, ["overlap", "no birthday"])
    report, _ = read([xml_source(made)[0]], made)
    cohort = {"in_care": 3}
    answer = report.as_json(cohort)
    assert list(answer) == ["files", "children", "episodes", "warnings", "cohort"]
    assert set(answer["files"][0]) == {"name", "module", "rows_read", "rows_taken"}
    assert set(answer["warnings"][0]) == {
        "file", "line", "column", "value", "code", "message", "refused",
    }  # fmt: skip
    assert answer["children"] == 6
    assert answer["cohort"] == cohort
