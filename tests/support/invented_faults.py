"""Faults to plant in an invented return, each with the finding it must give and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from portal.cases.ssda903 import modules
from tests.support.invented_return import Cells, InventedReturn, Planted

Plant = Callable[[InventedReturn, str], None]


def _note(  # noqa: PLR0917 - a table row, written out once for each fault
    made: InventedReturn,
    name: str,
    module: str,
    row: Cells,
    column: str,
    code: str,
    *,
    refused: bool,
) -> None:
    made.planted.append(Planted(name, module, row, column, code, refused))


def _cell(module: str, column: str, value: str, code: str, *, refused: bool = False) -> Plant:
    """Spoil one cell of an otherwise good row about a new child."""

    def plant(made: InventedReturn, name: str) -> None:
        row = GOOD[module](made)
        row[column] = value
        _note(made, name, module, row, column, code, refused=refused)

    return plant


def _header(made: InventedReturn) -> Cells:
    return made.child()


def _episode(made: InventedReturn) -> Cells:
    return made.episode(made.child(), 400, 100, "E4A")


def _review(made: InventedReturn) -> Cells:
    return made.of(modules.REVIEWS, made.child(), REVIEW=made.days_ago(90), REVIEW_CODE="PN1")


def _uasc(made: InventedReturn) -> Cells:
    child = made.child()
    day, month, year = child["DOB"].split("/")
    return made.of(modules.UASC, child, SEX=child["SEX"], DUC=f"{day}/{month}/{int(year) + 18}")


def _leaver(made: InventedReturn) -> Cells:
    return made.of(modules.OC3, made.child(age=17), IN_TOUCH="YES", ACTIV="F2", ACCOM="K1")


def _missing(made: InventedReturn) -> Cells:
    return made.of(
        modules.MISSING,
        made.child(),
        MISSING="A",
        MIS_START=made.days_ago(50),
        MIS_END=made.days_ago(40),
    )


def _permanence(made: InventedReturn) -> Cells:
    return made.of(modules.PREV_PERM, made.child(), PREV_PERM="P1", DATE_PERM="zz/zz/zzzz")


GOOD: Final[dict[str, Callable[[InventedReturn], Cells]]] = {
    modules.HEADER: _header,
    modules.EPISODES: _episode,
    modules.REVIEWS: _review,
    modules.UASC: _uasc,
    modules.OC3: _leaver,
    modules.MISSING: _missing,
    modules.PREV_PERM: _permanence,
}


def _twice(module: str, code: str, column: str, spoiled: str = "", values: str = "") -> Plant:
    """Say a row twice: the same, or with one cell that holds the first of `values` it did not."""

    def plant(made: InventedReturn, name: str) -> None:
        first = GOOD[module](made)
        other = {spoiled: next(v for v in values.split() if v != first[spoiled])} if spoiled else {}
        second = made.add(module, **(first | other))
        _note(made, name, module, second, column, code, refused=True)

    return plant


def _two_episodes(
    code: str,
    column: str,
    first: tuple[int, int | None, str],
    second: tuple[int, int, str],
    at: int,
) -> Plant:
    """Add two good episodes that cannot stand side by side; `at` is the one to correct."""

    def plant(made: InventedReturn, name: str) -> None:
        child = made.child()
        rows = (made.episode(child, *first), made.episode(child, *second))
        _note(made, name, modules.EPISODES, rows[at], column, code, refused=False)

    return plant


def _other_year(made: InventedReturn, name: str) -> None:
    row = made.child(SEX="M" if made.year < 2025 else "1")
    _note(made, name, modules.HEADER, row, "SEX", "code_of_another_year", refused=False)


def _place_of_another_year(made: InventedReturn, name: str) -> None:
    row = made.episode(made.child(age=17), 200, 100, "E4A")
    row["PLACE"] = "K3" if made.year < 2025 else "Z11" if made.year < 2026 else "H5"
    _note(made, name, modules.EPISODES, row, "PLACE", "code_of_another_year", refused=False)


def _unknown_child(module: str) -> Plant:
    def plant(made: InventedReturn, name: str) -> None:
        row = GOOD[module](made)
        made.rows[modules.HEADER].pop()
        _note(made, name, module, row, "CHILD", "no_header", refused=True)

    return plant


def _open_after_18(made: InventedReturn, name: str) -> None:
    row = made.episode(made.child(age=18), 400, None)
    _note(made, name, modules.EPISODES, row, "DEC", "open_after_18", refused=False)


def _back_before_missing(made: InventedReturn, name: str) -> None:
    row = _missing(made)
    row["MIS_END"] = made.days_ago(60)
    _note(made, name, modules.MISSING, row, "MIS_END", "end_before_start", refused=False)


def _raw(text: str, code: str) -> Plant:
    """Write a review row as text, so that its cells do not match the headings."""

    def plant(made: InventedReturn, name: str) -> None:
        row = made.add(modules.REVIEWS)
        row["__raw__"] = text
        _note(made, name, modules.REVIEWS, row, "", code, refused=True)

    return plant


H, E, R, U, L = modules.HEADER, modules.EPISODES, modules.REVIEWS, modules.UASC, modules.OC3

# Faults that both CSV and XML can hold.
ANYWHERE: Final[dict[str, Plant]] = {
    "birthday on 31 February": _cell(H, "DOB", "31/02/2010", "bad_date", refused=True),
    "birthday year first": _cell(H, "DOB", "2010-02-03", "bad_date", refused=True),
    "no birthday": _cell(H, "DOB", "", "missing_value", refused=True),
    "birthday of a grown-up": _cell(H, "DOB", "01/02/1975", "age_over_26"),
    "no child reference": _cell(H, "CHILD", "", "missing_value", refused=True),
    "child reference with a space": _cell(H, "CHILD", "12 34", "bad_child", refused=True),
    "formula as a child reference": _cell(H, "CHILD", "=1+1", "bad_child", refused=True),
    "sex unknown": _cell(H, "SEX", "9", "unknown_code"),
    "sex of another year": _other_year,
    "no ethnicity": _cell(H, "ETHNIC", "", "blank_code"),
    "formula as pupil number": _cell(H, "UPN", '=HYPERLINK("x")', "formula_cell"),
    "endless pupil number": _cell(H, "UPN", "9" * 41, "cell_too_long", refused=True),
    "own child's birthday in words": _cell(H, "MC_DOB", "soon", "bad_date"),
    "episode without a start": _cell(E, "DECOM", "", "missing_value", refused=True),
    "episode with an American date": _cell(E, "DEC", "1/2/2018", "bad_date", refused=True),
    "episode that ends first": _cell(E, "DEC", "01/01/2012", "dec_before_decom", refused=True),
    "end without a reason": _cell(E, "REC", "", "dec_without_rec"),
    "X1 and nothing after": _cell(E, "REC", "X1", "no_next_episode"),
    "placement unknown": _cell(E, "PLACE", "Q9", "unknown_code"),
    "placement of another year": _place_of_another_year,
    "legal status blank": _cell(E, "LS", "", "blank_code"),
    "formula as legal status": _cell(E, "LS", "=C2", "formula_cell"),
    "open after 18": _open_after_18,
    "overlap": _two_episodes("episodes_overlap", "DECOM", (400, 200, "E4A"), (300, 100, "E4A"), 1),
    "open but not last": _two_episodes(
        "open_not_last", "DEC", (400, None, ""), (300, 100, "E4A"), 0
    ),
    "goes on after the end": _two_episodes(
        "ended_but_continues", "REC", (400, 200, "E4A"), (200, 100, "E4A"), 0
    ),
    "review of the unborn": _cell(R, "REVIEW", "01/01/1999", "starts_before_birth"),
    "review next century": _cell(R, "REVIEW", "01/01/2099", "future_date"),
    "review without a date": _cell(R, "REVIEW", "", "missing_value", refused=True),
    "review code for babies": _cell(R, "REVIEW_CODE", "PN0", "review_code_age"),
    "review code unknown": _cell(R, "REVIEW_CODE", "PN8", "unknown_code"),
    "the same episode twice": _twice(E, "duplicate_row", "CHILD"),
    "two stories of one episode": _twice(E, "episode_twice", "DECOM", "PLACE", "R1 K2"),
    "the same review twice": _twice(R, "duplicate_row", "CHILD"),
    "two codes for one review": _twice(R, "review_twice", "REVIEW", "REVIEW_CODE", "PN2 PN3"),
    "asylum status past 18": _cell(U, "DUC", "01/01/2060", "duc_not_18th_birthday"),
    "leaver's activity unknown": _cell(L, "ACTIV", "F3", "unknown_code"),
    "in touch but nothing known": _cell(L, "ACTIV", "0", "in_touch_no_answer"),
    "former carer at 17": _cell(L, "ACCOM", "Z1", "former_carer_under_18"),
    "back before missing": _back_before_missing,
    "permanence date in words": _cell(modules.PREV_PERM, "DATE_PERM", "long ago", "bad_date"),
}

# Faults only rows of commas can hold, or where XML would say them by its shape.
CSV_ONLY: Final[dict[str, Plant]] = {
    "the same child twice": _twice(H, "duplicate_row", "CHILD"),
    "two stories of one child": _twice(H, "child_twice", "CHILD", "ETHNIC", "OOTH NOBT"),
    "another birthday": _cell(R, "DOB", "02/03/2004", "dob_differs"),
    "no birthday in reviews": _cell(R, "DOB", "", "missing_value"),
    "episode of nobody": _unknown_child(E),
    "review of nobody": _unknown_child(R),
    "row cut short": _raw("100001,01/01/2010", "too_few_cells"),
    "row with a comma too many": _raw("100001,01/01/2010,01/01/2017,PN1,x", "too_many_cells"),
    "row of commas": _raw(",,,", "empty_row"),
}

EVERY: Final = ANYWHERE | CSV_ONLY


def plant(made: InventedReturn, names: list[str]) -> None:
    """Plant these faults at the end of the return, each about a child of its own."""
    for name in names:
        EVERY[name](made, name)
