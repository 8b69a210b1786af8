"""`portal import ssda903`, `portal status` and `portal cohort` answer as the contract has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portal.cli import main
from tests.support.invented_return import invent, write_csv

COHORT = {"in_care", "in_care_16_17", "eligible", "relevant", "former_relevant", "qualifying"}


class Commands:
    """Runs commands on an instance of its own, on SQLite."""

    def __init__(self, folder: Path) -> None:
        self._environment = {"PORTAL_INSTANCE_DIR": str(folder)}

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, "--json"], env=self._environment)

    def facts(self, *arguments: str) -> Any:
        result = self(*arguments)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Commands:
    folder = tmp_path_factory.mktemp("instance")
    commands = Commands(folder)
    commands.facts("init")
    return commands


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(invent(30, year=2026), tmp_path_factory.mktemp("return"))


@pytest.fixture(scope="module")
def report(portal: Commands, folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = portal.facts(*_import(folder))
    return facts


def _import(folder: Path) -> tuple[str, ...]:
    return ("import", "ssda903", str(folder), "--year", "2026", "--as-of", "2026-03-31")


@pytest.mark.requirement("R4")
def test_the_import_prints_the_contract_s_report(report: dict[str, Any]) -> None:
    assert set(report) == {"files", "children", "episodes", "warnings", "cohort"}
    assert report["children"] == 30
    assert set(report["cohort"]) == COHORT
    assert set(report["files"][0]) == {"name", "module", "rows_read", "rows_taken"}


def test_again_it_prints_the_same_and_says_that_nothing_changed(
    portal: Commands, report: dict[str, Any], folder: Path
) -> None:
    again = portal(*_import(folder))
    assert json.loads(again.stdout) == report
    assert "Nothing changed" in again.stderr


@pytest.mark.requirement("R4", "R6")
def test_the_cohort_has_everyone_the_import_counted(
    portal: Commands, report: dict[str, Any]
) -> None:
    facts = portal.facts("cohort", "--as-of", "2026-03-31")
    keys = {"child", "age", "status", "first_review_due", "last_heard", "state"}
    assert all(set(person) == keys for person in facts["people"])
    in_care = [person for person in facts["people"] if person["state"] != "not_in_care"]
    assert len(in_care) == report["cohort"]["in_care_16_17"] > 0
    for category in COHORT - {"in_care", "in_care_16_17"}:
        counted = sum(person["status"] == category for person in facts["people"])
        assert counted == report["cohort"][category]
    assert facts["capacity"]["needed_per_year"] == 2 * len(in_care)


@pytest.mark.requirement("R42", "R43")
def test_one_district_at_the_floor_has_sixty_slots(
    portal: Commands, report: dict[str, Any]
) -> None:
    facts = portal.facts("cohort", "--district", "burnley", "--as-of", "2026-03-31")
    assert facts == {"people": [], "capacity": {"slots_per_year": 60, "needed_per_year": 0}}


def test_a_status_comes_with_reasons_and_clocks(portal: Commands, report: dict[str, Any]) -> None:
    people = portal.facts("cohort", "--as-of", "2026-03-31")["people"]
    child = next(each["child"] for each in people if each["status"] == "eligible")
    facts = portal.facts("status", child, "--as-of", "2026-03-31")
    assert set(facts) == {
        "child",
        "age",
        "status",
        "reasons",
        "days_since_14",
        "days_since_16",
        "clocks",
    }
    assert (facts["child"], facts["status"]) == (child, "eligible")
    assert set(facts["clocks"][0]) == {"name", "due", "state", "source"}
    by_reference = portal.facts("status", "LH-00001", "--as-of", "2026-03-31")
    assert by_reference["child"] == "100001"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import", "ssda903", "nowhere", "--year", "2026"), 2),
        (("import", "ssda903", "nowhere"), 2),
        (("status", "nobody"), 2),
        (("cohort", "--district", "atlantis"), 2),
    ],
    ids=["no such file", "no year", "no such young person", "no such district"],
)
def test_what_cannot_be_read_leaves_with_two(
    portal: Commands, arguments: tuple[str, ...], code: int
) -> None:
    assert portal(*arguments).exit_code == code


def test_a_year_with_no_code_lists_leaves_with_one(portal: Commands, folder: Path) -> None:
    result = portal("import", "ssda903", str(folder), "--year", "1999")
    assert result.exit_code == 1
    assert "error" in json.loads(result.stdout)
