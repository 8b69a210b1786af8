"""An import that is killed half-way leaves nothing behind and can be run again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.invented_return import invent, write_csv

CHILDREN = 1_500
TABLES = ("young_person", "care_episode", "care_review", "return_row", "return_import")


def _command(instance: Path, *arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("portal")), *arguments]


def _run(instance: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PORTAL_INSTANCE_DIR": str(instance)}
    return subprocess.run(
        _command(instance, *arguments),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )


def _counts(instance: Path) -> dict[str, int]:
    with sqlite3.connect(instance / "portal.sqlite") as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names are in this file
            for table in TABLES
        }


@pytest.mark.slow  # three processes, each of which starts the whole portal
@pytest.mark.requirement("R4")
@pytest.mark.control("R5")
def test_a_killed_import_changes_nothing_and_runs_again_to_the_same_end(tmp_path: Path) -> None:
    folder = write_csv(invent(CHILDREN, year=2026), tmp_path / "return")
    arguments = ("import", "ssda903", str(folder), "--year", "2026", "--as-of", "2026-03-31")
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    for instance in (killed, whole):
        _run(instance, "init")
    process = subprocess.Popen(
        _command(killed, *arguments),
        env={"PATH": os.environ["PATH"], "PORTAL_INSTANCE_DIR": str(killed)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr is not None
    assert "rows read" in process.stderr.readline(), "rows have reached the database"
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    process.stderr.close()
    assert process.returncode == -signal.SIGKILL
    assert _counts(killed) == dict.fromkeys(TABLES, 0)

    again = _run(killed, *arguments, "--json")
    uninterrupted = _run(whole, *arguments, "--json")
    assert again.stdout == uninterrupted.stdout
    assert _counts(killed) == _counts(whole)
    assert _counts(killed)["young_person"] == CHILDREN
