"""Whoever runs a command that opens records says why, and the trail keeps it (C8)."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from flask import Flask

from portal.cli import main
from portal.cli.shared import LONGEST_REASON
from tests.integration.audit.conftest import Check
from tests.integration.audit.test_commands import Run, entries, panel, run
from tests.support.invented_panel import InventedPanel

__all__ = ["panel", "run"]
WHY = "the coroner asked, ticket 4711"
REQUIRED = {"PORTAL_COMMAND_REASONS": "required"}
OPENS_NO_RECORD = {
    *("audit head", "audit keep", "audit send", "audit verify"),  # digests, and nobody's
    *("deadlines", "explain", "slots", "terms", "register"),  # a district's rules
    *("demo", "doctor", "init", "remind", "serve", "worker"),  # the instance itself
    *("keys list", "keys reseal", "keys rotate"),  # how values are sealed, never what they say
}
"""The commands that need no reason: they show and change nothing that is about anybody."""


@pytest.mark.control("C8")
def test_what_a_command_does_is_in_the_trail_with_its_reason(
    own_app: Flask, run: Run, panel: InventedPanel, tmp_path: Path, check: Check
) -> None:
    where = f"burnley/leaving_care/{panel.held_on.isoformat()}"
    for words in (
        ("status", "CODE1"),
        ("cohort",),
        ("agenda", where),
        ("organisation", "Invented Homes", "--kind", "provider"),
        ("person", "export", "LH-burnley-1123-1", "--to", str(tmp_path / "copy")),
        ("retention", "run", "--dry-run"),
        ("audit", "digest", "--month", "2026-11"),
    ):
        seen = len(entries(own_app))
        answer = run(*words, "--because", f"  {WHY}\n", **REQUIRED)
        assert answer.exit_code == 0, (words, answer.output)
        made = entries(own_app)[seen:]
        assert made, words
        assert all(entry.purpose.endswith(f", because: {WHY}") for entry in made), words
    assert check().ok


@pytest.mark.control("C8")
@pytest.mark.parametrize("because", [None, "", "why", "x" * (LONGEST_REASON + 1)])
def test_without_a_reason_nothing_is_shown_or_done_where_one_is_required(
    own_app: Flask, run: Run, panel: InventedPanel, because: str | None
) -> None:
    given = () if because is None else ("--because", because)
    for words in (("status", "CODE1"), ("cohort",), ("organisation", "Homes", "--kind", "other")):
        answer = run(*words, *given, **REQUIRED)
        assert answer.exit_code == 2
        error = json.loads(answer.stdout)["error"]
        assert error.startswith("Say why with --because" if because is None else "A reason has")
    assert entries(own_app) == []


def test_a_script_goes_on_without_one_where_none_is_required(
    own_app: Flask, run: Run, panel: InventedPanel
) -> None:
    assert run("status", "CODE1").exit_code == 0
    (entry,) = entries(own_app)
    assert entry.purpose == "working out a status"


@pytest.mark.control("C8")
def test_every_command_that_opens_records_asks_why() -> None:
    silent = set()
    for name, each in main.commands.items():
        below = each.commands.items() if isinstance(each, click.Group) else [("", each)]
        for more, one in below:
            if not any(option.name == "because" for option in one.params):
                silent.add(f"{name} {more}".strip())
    assert silent == OPENS_NO_RECORD
