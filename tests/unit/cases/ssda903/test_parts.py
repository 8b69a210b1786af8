"""The small parts: dates, code lists, columns, sentences, and what is remembered."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.ssda903 import FileCount, Finding, ImportReport, checks, codes, messages, modules
from portal.cases.ssda903.events import Value
from portal.cases.ssda903.seen import (
    DIFFERENT,
    NEW,
    OPEN,
    SAME,
    Children,
    Fingerprints,
    Histories,
    Seen,
    Span,
    parse_day,
)


@given(st.dates())
def test_a_date_written_as_the_return_writes_it_is_read_back(day: date) -> None:
    assert parse_day(checks.plain(day)) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "1/2/2018", "2018-02-01", "31/02/2018", "00/01/2018", "01/13/2018", "01/01/18",
        "01.01.2018", "01/01/2018 00:00", "01/01/0000",
        "\u0660\u0661/01/2018", "zz/01/2018", "ab/cd/efgh",
    ],
)  # fmt: skip
def test_any_other_date_is_none(text: str) -> None:
    assert parse_day(text) is None


def test_remembered_dates_are_forgotten_before_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("portal.cases.ssda903.seen.MOST_DATES_REMEMBERED", 3)
    seen = Seen({}, lambda _child: None)
    days = [date(2018, 1, 1) + timedelta(days=n) for n in range(10)]
    assert [seen.day(checks.plain(day)) for day in days] == days


@given(st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(1, 3)), max_size=300))
def test_fingerprints_answer_as_a_dictionary_does(rows: list[tuple[int, int]]) -> None:
    table, known = Fingerprints(), dict[int, int]()
    for key, row in rows:
        first = known.setdefault(key or 1, row)
        answer = table.add(key, row)
        assert answer in {NEW, SAME if first == row else DIFFERENT}
    # Everything is remembered: said again, nothing is new.
    assert all(
        table.add(key, row) == (SAME if known[key or 1] == row else DIFFERENT) for key, row in rows
    )


@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**31))
def test_two_rows_of_one_key_are_told_apart_by_more_than_their_last_byte(
    key: int, row: int
) -> None:
    table = Fingerprints()
    table.add(key, row)
    assert table.add(key, row + 256) == DIFFERENT


def test_tables_that_grow_forget_nothing() -> None:
    children, table = Children(), Fingerprints()
    for number in range(1, 5_000):
        child = f"C{number}"
        assert children.born(child) == 0
        assert children.swap_latest(child, number) == 0
        children.set_born(child, number)
        assert table.add(hash(child), number) == NEW
    for number in range(1, 5_000):
        child = f"C{number}"
        assert children.born(child) == number
        assert table.add(hash(child), number) == SAME
    assert sorted(children.latest()) == list(range(1, 5_000))


@pytest.mark.parametrize(
    ("column", "code", "first", "last"),
    [
        ("SEX", "1", 2018, 2024),
        ("SEX", "M", 2025, 2026),
        ("PLACE", "K3", 2025, 2026),
        ("PLACE", "H5", 2018, 2025),
        ("PLACE", "P2", 2018, 2025),
        ("PLACE", "Z1", 2018, 2025),
        ("PLACE", "Z13", 2026, 2026),
        ("PLACE", "U4", 2018, 2026),
        ("REC", "E4A", 2018, 2026),
    ],
)
def test_a_code_is_known_in_its_own_years_only(
    column: str, code: str, first: int, last: int
) -> None:
    known = [year for year in range(2018, 2027) if code in codes.codes_for(column, year)]
    assert known == list(range(first, last + 1))


def test_every_code_column_has_a_list_in_every_year() -> None:
    for module in modules.MODULES:
        for column in module.codes:
            assert all(codes.codes_for(column, year) for year in range(2018, 2027)), column


@pytest.mark.parametrize("module", modules.MODULES, ids=lambda m: m.name)
def test_a_module_is_known_by_all_its_columns_and_by_the_required_ones(
    module: modules.Module,
) -> None:
    assert modules.recognise(frozenset(module.columns)) is module
    if module.name != modules.OC2:  # its required columns are every module's
        assert modules.recognise(module.required) is module
    assert module.required <= set(module.columns)
    assert set(module.kept) <= set(module.columns)


@pytest.mark.parametrize("module", modules.MODULES, ids=lambda m: m.name)
def test_a_module_without_one_required_column_is_named_with_it(module: modules.Module) -> None:
    for column in module.required - {"CHILD", "DOB"}:
        left = frozenset(module.columns) - {column}
        # CHILD, SEX and DOB alone could be anything, so UASC without DUC has no nearest module.
        expected = None if column == "DUC" else (module, (column,))
        assert modules.nearest(left) == expected


def test_nothing_of_health_address_or_school_is_kept() -> None:
    kept = {column for module in modules.MODULES for column in module.kept}
    # HOME_POST is passed on so that a district can be proposed, and then let go: that it is stored
    # nowhere is shown where the import is (tests/integration/cases/test_import.py).
    assert not kept & {"UPN", "PL_POST", "CIN", "ETHNIC", "CONVICTED", "SDQ_SCORE"}


@pytest.mark.parametrize("code", messages.SENTENCES)
def test_every_finding_has_a_stable_code_and_plain_sentences(code: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", code)
    sentence = messages.SENTENCES[code]
    assert sentence.endswith(".")
    assert len(sentence) < 200


def span(start: int, end: int = OPEN, rec: str = "", line: int = 0) -> Span:
    return Span(start, end, rec == "X1", rec not in {"", "X1"}, 0, line)


@pytest.mark.parametrize(
    ("spans", "told"),
    [
        ([span(1, 5, "X1"), span(5)], []),
        ([span(1, 5, "E4A"), span(9)], []),
        ([span(1, 5, "X1"), span(6)], [(1, "no_next_episode")]),
        ([span(1, 5, "E4A"), span(5)], [(1, "ended_but_continues")]),
        ([span(1, 5, "E4A"), span(4, 9, "E4A")], [(4, "episodes_overlap")]),
        ([span(1), span(4, 9, "E4A")], [(1, "open_not_last")]),
        ([span(1, 9, "E4A"), span(2, 3, "E4A"), span(4, 5, "E4A")],
         [(2, "episodes_overlap"), (4, "episodes_overlap")]),
    ],
)  # fmt: skip
def test_a_history_is_questioned_at_the_episode_to_correct(
    spans: list[Span], told: list[tuple[int, str]]
) -> None:
    assert [(s.decom, p.code) for s, p in checks.history(spans)] == told


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9000), st.integers(1, 900))))
def test_histories_come_back_whole_and_in_order(added: list[tuple[str, int, int]]) -> None:
    histories = Histories(Children())
    for line, (child, start, length) in enumerate(added):
        histories.add(child, span(start, start + length, "X1", line))
    back = list(histories)
    assert all(spans == sorted(spans) for spans in back)
    assert sorted(s.line for spans in back for s in spans) == list(range(len(added)))
    for spans in back:
        assert len({added[s.line][0] for s in spans}) == 1


@pytest.mark.parametrize(
    ("dob", "day", "age"),
    [
        (date(2000, 3, 1), date(2018, 2, 28), 17),
        (date(2000, 3, 1), date(2018, 3, 1), 18),
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
    ],
)
def test_ages_are_whole_years_and_leap_birthdays_fall_on_the_first_of_march(
    dob: date, day: date, age: int
) -> None:
    assert checks.age_on(dob, day) == age
    assert (checks.birthday(dob, 18) <= day) == (age == 18)


ABOUT = checks.Circumstances(dob=date(2000, 5, 1), as_of=date(2018, 5, 1))


@pytest.mark.parametrize(
    ("decom", "dec", "as_of", "told"),
    [
        (date(2017, 1, 1), date(2017, 1, 1), date(2018, 5, 1), []),
        (date(2017, 1, 2), date(2017, 1, 1), date(2018, 5, 1), ["dec_before_decom"]),
        (date(2000, 5, 1), date(2017, 1, 1), date(2018, 5, 1), []),
        (date(2000, 4, 30), date(2017, 1, 1), date(2018, 5, 1), ["starts_before_birth"]),
        (date(2017, 1, 1), date(2018, 5, 1), date(2018, 5, 1), []),
        (date(2017, 1, 1), date(2018, 5, 2), date(2018, 5, 1), ["future_date"]),
        (date(2018, 5, 2), date(2018, 5, 3), date(2018, 5, 1), ["future_date", "future_date"]),
    ],
)
def test_an_episode_is_doubted_from_the_first_impossible_day(
    decom: date, dec: date, as_of: date, told: list[str]
) -> None:
    values: dict[str, Value] = {"DECOM": decom, "DEC": dec, "REC": "E4A", "PLACE": "U4"}
    found = checks.episode(values, ABOUT._replace(as_of=as_of))
    assert [problem.code for problem in found] == told


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (date(2018, 4, 30), []),
        (date(2018, 5, 1), []),
        (date(2018, 5, 2), ["open_after_18"]),
    ],
)
def test_an_open_episode_is_doubted_from_the_day_after_the_18th_birthday(
    as_of: date, told: list[str]
) -> None:
    values: dict[str, Value] = {"DECOM": date(2017, 1, 1), "DEC": None, "REC": None}
    found = checks.episode(values, ABOUT._replace(as_of=as_of))
    assert [problem.code for problem in found] == told


@pytest.mark.parametrize(
    ("decom", "told"), [(date(2016, 4, 30), ["supported_under_16"]), (date(2016, 5, 1), [])]
)
def test_supported_accommodation_starts_at_16(decom: date, told: list[str]) -> None:
    values: dict[str, Value] = {"DECOM": decom, "DEC": date(2017, 1, 1), "REC": "X1", "PLACE": "K3"}
    assert [problem.code for problem in checks.episode(values, ABOUT)] == told


def test_the_report_keeps_the_files_order_and_then_the_lines() -> None:
    report = ImportReport()
    for name in ("b.csv", "a.csv"):
        report.add(FileCount(name, "Reviews", 2, 2))
    for name, line in (("a.csv", 3), ("b.csv", 9), ("a.csv", 2), ("b.csv", 10)):
        report.add(Finding(name, line, "DOB", "", "blank_code", "Words.", refused=False))
    warnings = report.as_json({})["warnings"]
    assert [(w["file"], w["line"]) for w in warnings] == [
        ("b.csv", 9), ("b.csv", 10), ("a.csv", 2), ("a.csv", 3),
    ]  # fmt: skip
    assert report.by_code() == {"blank_code": 4}
