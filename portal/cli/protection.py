"""What is kept of a young person, for how long, and with whom it is shared."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from portal.cli.shared import (
    DAY,
    UNREACHABLE,
    command,
    day_of,
    instance,
    looking,
    main,
    refuse,
    scope_of,
    steps_of,
    today,
)
from portal.database import (
    OperationalError,
    forget_what_was_overwritten,
    open_scope,
    unit_of_work,
)
from portal.kernel.errors import PortalError
from portal.papers.commands import sweep_files
from portal.protection import commands as protection
from portal.settings import SettingsError


@main.group("person")
def person() -> None:
    """Answer for one young person; for nobody else."""


@main.group("retention")
def retention() -> None:
    """Carry out the county's rules on how long things are kept."""


@command("run", prose=protection.plan_in_words, group=retention, opens_records=True)
@click.option("--dry-run", is_flag=True, help="Say what would be deleted, and delete nothing.")
@click.option("--confirm", is_flag=True, help="Delete what is due and not held.")
@click.option("--as-of", type=DAY, help="With --dry-run: as if it were this day.")
def run_retention(*, dry_run: bool, confirm: bool, as_of: datetime | None) -> dict[str, Any]:
    """Delete what the county's rules say is kept no longer. Say --dry-run or --confirm."""
    if dry_run == confirm or (confirm and as_of is not None):
        raise click.UsageError("Say either --dry-run (with --as-of, if you like) or --confirm.")
    with instance() as app:
        if dry_run:
            page = "What the rules on keeping would delete"
            with looking(app, "working out what is due", page=page):
                return protection.retention_plan(datetime.now(UTC), day_of(as_of))
        with unit_of_work(scope_of(app, "deleting what is due", writes=True)):
            done = protection.retention_run(datetime.now(UTC), today())
        swept = sweep_files(steps_of(app, "removing the files of papers"), datetime.now(UTC))
        return done | {"files_cleared": forget_what_was_overwritten(), "papers": swept}


@command("export", prose=protection.export_in_words, group=person, opens_records=True)
@click.argument("reference", metavar="REF")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="A new or empty folder.")
def export_person(reference: str, folder: Path | None) -> dict[str, Any]:
    """Write everything held about one young person into a folder: a draft for people to read.

    It answers for young people only. Staff and others the portal names have no such copy.
    """
    with instance() as app, unit_of_work(scope_of(app, "copying what is held", writes=True)):
        named = Path(f"everything-held-{today().isoformat()}")
        return protection.export_person(reference, folder or named, datetime.now(UTC))


@main.command("register")
@click.option("--csv", "as_csv", is_flag=True, help="Print the recipients as CSV.")
@click.option("--as-of", type=DAY)
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def register(as_of: datetime | None, *, as_csv: bool, as_json: bool) -> None:
    """Say what is shared with whom and why, from the rules in force (UK GDPR Article 30)."""
    try:
        with instance() as app, open_scope(scope_of(app, "writing the register")):
            facts = protection.register(day_of(as_of))
            table = protection.register_file(day_of(as_of)) if as_csv else ""
    except (PortalError, SettingsError) as error:
        refuse(error, as_json=as_json)
    except OperationalError:
        refuse(SettingsError(UNREACHABLE), as_json=as_json)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(table if as_csv else protection.register_in_words(facts), nl=not as_csv)
