"""The return's code lists, by the year they were in use.

A year is named by the calendar year in which it ends: 2018 is the return for the year ending
31 March 2018 (2017-18). Lists hold what the panel's own rules read (legal status, placement,
reason the episode ceased, participation in a review, the care-leaver answers) and enough of the
rest to tell a typing slip from a real answer. A code outside its list is reported, not refused.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from portal.kernel.errors import RuleError

FIRST_YEAR: Final = 2016
LAST_YEAR: Final = 2030

_ALWAYS: Final[dict[str, str]] = {
    "RNE": "S L P T B U",
    "LS": "C1 C2 D1 E1 V2 V3 V4 L1 L2 L3 J1 J2 J3",
    "CIN": "N1 N2 N3 N4 N5 N6 N7 N8",
    "PLACE_PROVIDER": "PR0 PR1 PR2 PR3 PR4 PR5",
    "REC": ("X1 E11 E12 E2 E3 E4A E4B E13 E41 E45 E46 E47 E48 E5 E6 E7 E8 E9 E14 E15 E16 E17"),
    "REASON_PLACE_CHANGE": (
        "CARPL CLOSE ALLEG STAND APPRR CREQB CREQO CHILD LAREQ PLACE CUSTOD OTHER"
    ),
    "ETHNIC": (
        "WBRI WIRI WOTH WIRT WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE"
        " OOTH REFU NOBT"
    ),
    "MOTHER": "0 1",
    "REVIEW_CODE": "PN0 PN1 PN2 PN3 PN4 PN5 PN6 PN7",
    "IN_TOUCH": "YES NO DIED REFU NREQ RHOM",
    "ACTIV": "F1 P1 F2 P2 F4 P4 F5 P5 G4 G5 G6 0",
    "ACCOM": (
        "B1 B2 C1 C2 D1 D2 E1 E2 G1 G2 H1 H2 K1 K2 R1 R2 S1 S2 T1 T2 U1 U2 V1 V2 W1 W2 X1 X2"
        " Y1 Y2 Z1 Z2 0"
    ),
    "MISSING": "M A",
    "PREV_PERM": "P1 P2 P3 P4 Z1",
    "FOSTER_CARE": "0 1",
    "SEX_ADOPTR": "M1 F1 MM FF MF",
    "LS_ADOPTR": "L0 L11 L12 L2 L3 L4",
    "REASON_PLACED_CEASED": "RD1 RD2 RD3 RD4",
    "SW_REASON": "MANAGE FCONTA LEFTRL ORGRST TSPROC ABSENC CHCHAN PCCHAN SWDIED OTHERS",
}

_PLACES: Final = (
    "A3 A4 A5 A6 K1 K2 P1 P3 R1 R2 R3 R5 S1 T0 T1 T2 T3 T4 U1 U2 U3 U4 U5 U6"  # every year
)

# (first year, last year, codes): the lists that changed between 2018 and 2026.
_DATED: Final[dict[str, tuple[tuple[int, int, str], ...]]] = {
    "SEX": ((FIRST_YEAR, 2024, "1 2"), (2025, LAST_YEAR, "M F U")),
    "PLACE": (
        (FIRST_YEAR, LAST_YEAR, _PLACES),
        (FIRST_YEAR, 2025, "H5 P2 Z1"),
        (2025, LAST_YEAR, "K3"),
        (2026, LAST_YEAR, "Z11 Z12 Z13 Z14"),
    ),
}

COMMON_SEX: Final[dict[str, str]] = {"1": "M", "2": "F", "M": "M", "F": "F", "U": "U"}
"""Each year's sex codes in the words of the newest, so that one list is stored."""


def check_year(year: int) -> int:
    """Return the year as given, or raise `RuleError` where no code list is known for it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleError(
            f"Give the year in which the return ends, from {FIRST_YEAR} to {LAST_YEAR}. "
            "For example, 2018 means the year ending 31 March 2018.",
            field="year",
        )
    return year


@cache
def codes_for(column: str, year: int) -> frozenset[str]:
    """Return the codes a column may hold in one year's return."""
    if column in _ALWAYS:
        return frozenset(_ALWAYS[column].split())
    return frozenset(
        code
        for first, last, codes in _DATED[column]
        if first <= year <= last
        for code in codes.split()
    )


@cache
def years_of(column: str, code: str) -> tuple[int, int] | None:
    """Return the first and last year in which a dated column held a code, or None if never."""
    years = [
        (first, last) for first, last, codes in _DATED.get(column, ()) if code in codes.split()
    ]
    return years[0] if years else None


def year_name(year: int) -> str:
    """Return a return's year as people write it: 2018 is "2017-18"."""
    return f"{year - 1}-{year % 100:02d}"
