"""Young people: the return, who has been heard, the published agenda."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from portal.cases.operations import import_return
from portal.cli.shared import (
    DAY,
    UNREACHABLE,
    asks_why,
    build_app,
    command,
    day_of,
    in_lines,
    instance,
    looking,
    main,
    refuse,
    scope_of,
)
from portal.coverage import commands as coverage
from portal.database import (
    OperationalError,
    unit_of_work,
)
from portal.kernel.errors import PortalError
from portal.panels.pages import commands as agendas
from portal.settings import SettingsError
from portal.tenancy.door import EXTENSION
from portal.variations.manager import Registry


@main.group("import")
def imports() -> None:
    """Take in data that other systems made."""


def _said_of_import(facts: dict[str, Any]) -> str:
    lines = [
        f"{file['name']} ({file['module']}): {file['rows_taken']:,} of {file['rows_read']:,} rows"
        for file in facts["files"]
    ]
    lines += [f"{key}: {count:,}" for key, count in facts["cohort"].items()]
    lines.append(f"{len(facts['warnings']):,} findings: use --json to see each")
    return "\n".join(lines)


@command("ssda903", prose=_said_of_import, group=imports, opens_records=True)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--year", type=int, required=True, help="2018 is the year ending 31 March 2018.")
@click.option("--as-of", type=DAY, help="The day the return shows; today if left out.")
def import_ssda903(paths: tuple[Path, ...], year: int, as_of: datetime | None) -> dict[str, Any]:
    """Read the statutory return: CSV files, folders, zips or XML. Repeating it changes nothing."""
    with instance() as app, unit_of_work(scope_of(app, "importing the return", writes=True)):
        done = import_return(
            actor=None,
            now=datetime.now(UTC),
            paths=paths,
            year=year,
            as_of=day_of(as_of),
            progress=lambda rows, file: click.echo(f"{rows:,} rows read {file}", err=True),
        )
    if done.older:
        click.echo("A newer return is held, so this one only added what was missing.", err=True)
    if done.changed_nothing:
        click.echo("Nothing changed: the portal already held all of this.", err=True)
    return done.report


@command(
    "status", prose=in_lines("child", "age", "status", "reasons", "clocks"), opens_records=True
)
@click.argument("child")
@click.option("--as-of", type=DAY)
def status(child: str, as_of: datetime | None) -> dict[str, Any]:
    """Work out a young person's care-leaver status, from their CHILD code or reference."""
    app = build_app()
    with looking(app, "working out a status", page="Their status, on the command line"):
        return coverage.status(child, day_of(as_of), now=datetime.now(UTC))


@command("cohort", prose=in_lines("people", "capacity"), opens_records=True)
@click.option("--district")
@click.option("--as-of", type=DAY)
def cohort(district: str | None, as_of: datetime | None) -> dict[str, Any]:
    """List children in care from 16 and care leavers: who is due, and whether there is room."""
    app = build_app()
    registry: Registry = app.extensions[EXTENSION]
    if district is not None:
        registry.district(district)
    page = "The list of the cohort, on the command line"
    with looking(app, "listing the cohort", page=page, district=district):
        return coverage.cohort(registry, day_of(as_of), district, now=datetime.now(UTC))


@main.command("agenda")
@click.argument("meeting")
@click.option("--format", "form", type=click.Choice(agendas.FORMATS), help="As a file.")
@asks_why
@click.option("--as", "email", help="As the person with this address sees it; else without names.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def agenda(meeting: str, form: str | None, email: str | None, *, as_json: bool) -> None:
    """Show a meeting's agenda as published. MEETING is its id, or district/kind/date."""
    try:
        app = build_app()
        with looking(app, "reading an agenda", page="The agenda, on the command line"):
            found = agendas.published(meeting=meeting, email=email, now=datetime.now(UTC))
            content = agendas.as_file(app, found, form) if form else None
            agendas.note_reading(found, datetime.now(UTC))
    except (PortalError, SettingsError) as error:
        refuse(error, as_json=as_json)
    except OperationalError:
        refuse(SettingsError(UNREACHABLE), as_json=as_json)
    facts = found.facts()
    if as_json:
        answer = facts if content is None else agendas.with_file(facts, content, form or "")
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(agendas.in_words(facts) if content is None else content, nl=content is None)
