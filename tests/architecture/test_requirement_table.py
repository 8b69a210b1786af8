"""docs/requirements.md says what the markers in the tests say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.requirement_titles import TITLES
from tests.support.requirements import TABLE, UnknownRequirementError, markers, table

ROOT = Path(__file__).resolve().parents[2]
MARK = "@pytest.mark.requirement"


def _tree(root: Path, source: str) -> Path:
    folder = root / "tests" / "unit"
    folder.mkdir(parents=True)
    (folder / "test_planted.py").write_text(source, encoding="utf-8")
    return root


def test_the_committed_table_is_what_the_markers_say() -> None:
    committed = (ROOT / TABLE).read_text(encoding="utf-8")
    assert committed == table(ROOT), "run `make requirements` and commit the table"


def test_all_hundred_requirements_have_a_title() -> None:
    assert list(TITLES) == [f"R{number}" for number in range(1, 101)]
    assert len(set(TITLES.values())) == 100


def test_a_marked_test_stands_in_its_rows_and_nowhere_else(tmp_path: Path) -> None:
    root = _tree(tmp_path, f"{MARK}('R62', 'R74')\ndef test_five_days_before(): ...\n")
    assert {number: tests for number, tests in markers(root).items() if tests} == {
        "R62": ["`tests/unit/test_planted.py`: five days before"],
        "R74": ["`tests/unit/test_planted.py`: five days before"],
    }


@pytest.mark.parametrize(
    "source",
    [
        "pytestmark = [pytest.mark.requirement('R9')]\ndef test_a(): ...\n",
        f"{MARK}('R9')\nclass TestActions:\n    def test_a(self): ...\n",
        (
            "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.requirement('R9'))])"
            "\ndef test_a(x): ...\n"
        ),
    ],
    ids=["by its file", "by its class", "by one of its cases"],
)
def test_a_test_is_marked(source: str, tmp_path: Path) -> None:
    assert markers(_tree(tmp_path, source))["R9"] == ["`tests/unit/test_planted.py`: a"]


def test_a_requirement_that_no_test_shows_is_not_yet_shown(tmp_path: Path) -> None:
    rows = table(_tree(tmp_path, "")).splitlines()
    assert rows[-1].startswith("| R75 |")
    assert rows[-1].endswith("| not yet |")


@pytest.mark.parametrize("number", ["'R101'", "'62'", "NUMBER"])
def test_a_number_that_is_none_is_refused(number: str, tmp_path: Path) -> None:
    root = _tree(tmp_path, f"{MARK}({number})\ndef test_a(): ...\n")
    with pytest.raises(UnknownRequirementError, match=r"tests/unit/test_planted\.py"):
        markers(root)
