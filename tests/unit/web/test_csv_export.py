"""No cell of a file for spreadsheets can become a formula (C30)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.cells import DANGEROUS
from portal.web.csv_export import safe_cell

PAYLOADS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "   @SUM(A1)",
    "\N{NO-BREAK SPACE}=1+1",
    "\N{ZERO WIDTH SPACE}=1+1",
    "\N{ZERO WIDTH NO-BREAK SPACE}=1+1",
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    "\N{FULLWIDTH PLUS SIGN}1+1",
    "\N{FULLWIDTH HYPHEN-MINUS}1+1",
    "\N{FULLWIDTH COMMERCIAL AT}SUM(A1)",
    "|cmd",
)


@pytest.mark.control("C30")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_could_become_a_formula_is_kept_as_text(payload: str) -> None:
    assert safe_cell(payload) == f"'{payload}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Avery Testcase", "Avery Testcase"),
        ("LH-00001", "LH-00001"),
        ("a=b", "a=b"),
        ("", ""),
        (None, ""),
        (-3, "-3"),
        (date(2026, 3, 31), "2026-03-31"),
    ],
)
def test_everything_else_stays_as_it_is(value: object, shown: str) -> None:
    assert safe_cell(value) == shown


@given(st.text(max_size=20))
def test_no_text_starts_with_a_dangerous_sign(text: str) -> None:
    assert safe_cell(text)[:1] not in DANGEROUS
