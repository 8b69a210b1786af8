"""What each finding says: one plain sentence, and what to do about it.

The codes are stable: a data team may script against them. `{value}`, `{column}` and the other
names in braces are filled in where the finding is made.
"""

from __future__ import annotations

from typing import Final

from portal.cases.ssda903.events import Problem

SENTENCES: Final[dict[str, str]] = {
    # The file
    "column_absent": "There is no {column} column, so none was read. Add it if you have it.",
    "extra_column": "The {module} module has no {column} column, so it was not read.",
    "not_utf8": (
        "The file is not in UTF-8, so it was read as Windows-1252. "
        "Check any accented letters, or save it as 'CSV UTF-8'."
    ),
    "no_final_line_break": (
        "The last line does not end with a line break. Check that the file is all there."
    ),
    "left_out": "Only CSV, XML and zip files are read, so this file was left out.",
    "unknown_group": "The group {column} is not part of the return, so it was not read.",
    # The row as a whole: refused
    "too_few_cells": (
        "This row has {value} cells but the headings have {expected}. Add the missing commas."
    ),
    "too_many_cells": (
        "This row has {value} cells but the headings have {expected}. "
        "Put cells that contain a comma in quotation marks."
    ),
    "empty_row": "Every cell in this row is blank. Delete the row.",
    "duplicate_row": "This row is the same as an earlier one. Delete one of them.",
    "child_twice": (
        "This child has an earlier row in {module} that says something else. "
        "The first was read; keep only the right one."
    ),
    "review_twice": (
        "This child has an earlier review on this date with another code. "
        "The first was read; keep only the right one."
    ),
    "episode_twice": (
        "This child has an earlier episode with the same start date that says something else. "
        "The first was read; keep only the right one."
    ),
    "erased": (
        "What was held about this child was deleted on {day}, so the row was not taken. If they "
        "are in care again, ask information governance to let them back, then import it again."
    ),
    "no_header": (
        "This child has no usable row in Header and is not known here. Add or correct that row."
    ),
    # One cell: refused where the row means nothing without it
    "missing_value": "{column} is blank. Fill it in.",
    "bad_child": (
        "A CHILD reference is up to 20 letters and numbers, with no spaces. Correct it here and in "
        "the other modules."
    ),
    "bad_date": "{column} must be a real date, written like 09/04/2016 (day, month, year).",
    "cell_too_long": "{column} is much longer than the return allows. Correct it.",
    "dec_before_decom": "The episode ends (DEC) before it starts (DECOM). Correct the dates.",
    # One cell: suspicious, and taken
    "blank_code": "{column} is blank. Fill it in with a code from this year's list.",
    "unknown_code": "{value} is not a {column} code. Use one from this year's list.",
    "code_of_another_year": (
        "{column} {value} is not used in {year}: it belongs to returns {span}. "
        "Check the code, and that you chose the right year."
    ),
    "formula_cell": (
        "This cell starts like a spreadsheet formula. It was read as plain text; "
        "check what it should say."
    ),
    "future_date": "{column} is after {as_of}. Check the date.",
    "age_over_26": "This date of birth makes the person over 26. Check the date.",
    "dob_differs": (
        "Header has another date of birth ({expected}), which was used. Correct one of them."
    ),
    "starts_before_birth": "{column} is before the date of birth. Correct one of the dates.",
    "dec_without_rec": "The episode has an end date but no reason (REC). Add the reason.",
    "rec_without_dec": (
        "The episode has a reason for ending (REC) but no end date, so it was read as still open. "
        "Add DEC or clear REC."
    ),
    "open_after_18": (
        "The episode is still open after the 18th birthday, when care ends. Add DEC and REC."
    ),
    "supported_under_16": (
        "Supported accommodation (K3) is only for people aged 16 and over. "
        "Check PLACE and the date of birth."
    ),
    "episodes_overlap": (
        "This episode starts before the child's earlier episode ends. "
        "Correct the dates; nights are counted once."
    ),
    "open_not_last": ("This episode is open but the child has a later one. Add its DEC and REC."),
    "no_next_episode": (
        "REC is X1, so a new episode should start on the same day, but none does. "
        "Check REC, or add the missing episode."
    ),
    "ended_but_continues": (
        "REC says care ended, but the child's next episode starts on the same day. "
        "Use X1 if care went on."
    ),
    "review_code_age": (
        "PN0 is for children under 4, and this child was older. "
        "Record how they took part (PN1 to PN7)."
    ),
    "duc_not_18th_birthday": (
        "UASC status normally ends on the 18th birthday ({expected}). Check the date."
    ),
    "end_before_start": "{column} is before the start date. Correct one of the dates.",
    "not_in_leaver_age": "OC3 is for people aged 17 to 25. Check the date of birth.",
    "in_touch_no_answer": (
        "IN_TOUCH is YES but {column} is 0, which means not known. Add what you know."
    ),
    "former_carer_under_18": (
        "ACCOM Z1 and Z2 (with a former foster carer) are not for people aged 17. Check the code."
    ),
}

_LONGEST_SHOWN: Final = 60


def problem(
    code: str, column: str, value: str = "", *, refused: bool = False, **facts: str
) -> Problem:
    """Make a problem with its sentence. The value is shortened: it may be anything at all."""
    shown = value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "…"
    sentence = SENTENCES[code].format(column=column, value=shown, **facts)
    return Problem(column, shown, code, sentence, refused)
