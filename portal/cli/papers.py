"""The files of papers, kept in order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from portal.cli.shared import command, in_lines, instance, main, steps_of
from portal.papers import commands


@main.group("papers")
def papers() -> None:
    """Look after the files of papers."""


@command("sweep", prose=in_lines(), group=papers, opens_records=True)
def sweep() -> dict[str, Any]:
    """Remove what nobody confirmed within seven days, and files that nothing names any more."""
    with instance() as app:
        return commands.sweep_files(steps_of(app, "sweeping papers"), datetime.now(UTC))
