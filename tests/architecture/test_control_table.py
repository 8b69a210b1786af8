"""docs/controls.md says what the markers in the tests say; a control has a test or a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.control_titles import IN_PART, NOT_YET, TITLES
from tests.support.controls import TABLE, UnansweredControlError, shown, table
from tests.support.requirements import UnknownRequirementError

ROOT = Path(__file__).resolve().parents[2]
MARK = "@pytest.mark.control"
ALL_REASONS = dict.fromkeys(TITLES, "an invented reason")


def _tree(root: Path, source: str) -> Path:
    folder = root / "tests" / "unit"
    folder.mkdir(parents=True)
    (folder / "test_planted.py").write_text(source, encoding="utf-8")
    return root


def test_the_committed_table_is_what_the_markers_say() -> None:
    committed = (ROOT / TABLE).read_text(encoding="utf-8")
    assert committed == table(ROOT), "run `make controls` and commit the table"


def test_every_control_has_a_title_and_every_reason_a_control() -> None:
    numbers = [f"C{n}" for n in range(1, 53)] + [f"R{n}" for n in range(1, 20)]
    assert list(TITLES) == numbers
    assert set(NOT_YET) | set(IN_PART) <= set(TITLES)


def test_a_marked_test_stands_in_its_row(tmp_path: Path) -> None:
    root = _tree(tmp_path, f"{MARK}('C9', 'R18')\ndef test_who_gets_what(): ...\n")
    assert {number: tests for number, tests in shown(root).items() if tests} == {
        "C9": ["`tests/unit/test_planted.py`: who gets what"],
        "R18": ["`tests/unit/test_planted.py`: who gets what"],
    }


@pytest.mark.parametrize(
    ("source", "not_yet", "in_part", "says"),
    [
        ("", {n: "why" for n in TITLES if n != "C9"}, {}, "C9 has no test: say why"),
        (f"{MARK}('C9')\ndef test_a(): ...\n", ALL_REASONS, {}, "C9 has a test: take it out"),
        ("", ALL_REASONS, {"C9": "half"}, "C9 has no test: say so in NOT_YET"),
    ],
    ids=["neither a test nor a reason", "both", "in part, with no test"],
)
def test_a_control_that_is_not_answered_for_stops_the_table(
    source: str, not_yet: dict[str, str], in_part: dict[str, str], says: str, tmp_path: Path
) -> None:
    with pytest.raises(UnansweredControlError, match=says):
        table(_tree(tmp_path, source), not_yet=not_yet, in_part=in_part)


def test_a_reason_is_printed_as_not_yet(tmp_path: Path) -> None:
    rows = table(_tree(tmp_path, ""), not_yet=ALL_REASONS, in_part={}).splitlines()
    assert "| R19 | Alarms are raised, and were once | **not yet**: an invented reason |" in rows


def test_a_number_that_is_no_control_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownRequirementError, match=r"test_planted\.py: there is no control C53"):
        shown(_tree(tmp_path, f"{MARK}('C53')\ndef test_a(): ...\n"))
