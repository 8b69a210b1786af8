"""The commands, each one call into a rule, a query or an operation.

Every command takes ``--json``: then JSON goes to standard output and nothing else does; progress
goes to standard error. Exit code 0 is done, 1 the rules say no (the reason stands in ``error``),
2 bad usage or input that cannot be read, 3 a fault of the portal's own.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from flask import Flask

from portal import migrations
from portal.app import create_app
from portal.cases.operations import import_return
from portal.cases.ssda903 import UnreadableReturn
from portal.coverage import commands as coverage
from portal.database import OperationalError, Scope, open_scope, release, unit_of_work
from portal.demo import command as practice
from portal.demo.county import Stage
from portal.kernel.errors import NotFoundError, PortalError
from portal.kernel.kinds import PanelKind
from portal.outbox.worker import Worker
from portal.panels import operations as panels
from portal.panels.pages import commands as agendas
from portal.serving import serve
from portal.settings import Settings, SettingsError
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from portal.variations import commands
from portal.variations.manager import Registry
from portal.web.clock import LONDON

Command = TypeVar("Command", bound=Callable[..., Any])
RULES_SAY_NO = 1
BAD_INPUT = 2
FAULT = 3
UNREACHABLE = (
    "The database does not answer. Is PORTAL_DATABASE_URL right, is it running, and has "
    "“portal init” been run?"
)
DAY = click.DateTime(formats=["%Y-%m-%d"])
MOMENT = click.DateTime(formats=["%Y-%m-%dT%H:%M"])
KIND = click.Choice([kind.value for kind in PanelKind])


@click.group(help=__doc__)
@click.version_option(package_name="lasting-homes-portal")
def main() -> None:
    """Run the portal's commands."""


@main.group("import")
def imports() -> None:
    """Take in data that other systems made."""


def command(
    name: str, prose: Callable[[dict[str, Any]], str], group: click.Group = main
) -> Callable[[Command], Command]:
    """Register a command that returns facts: as JSON where asked, else in words by ``prose``."""

    def register(function: Command) -> Command:
        @group.command(name, help=function.__doc__)
        @click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
        @functools.wraps(function)
        def run(*, as_json: bool, **arguments: Any) -> None:
            try:
                facts = function(**arguments)
            except (PortalError, SettingsError) as error:
                _refuse(error, as_json=as_json)
            except OperationalError:
                _refuse(SettingsError(UNREACHABLE), as_json=as_json)
            except (click.ClickException, click.exceptions.Exit, click.Abort):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, no data goes to the screen
                _give_up(error, as_json=as_json)
            click.echo(json.dumps(facts, ensure_ascii=False) if as_json else prose(facts))

        return function

    return register


def _refuse(error: Exception, *, as_json: bool) -> NoReturn:
    """Say why not and leave with the contract's exit code."""
    if as_json:
        click.echo(json.dumps({"error": str(error)}, ensure_ascii=False))
    else:
        click.echo(str(error), err=True)
    unreadable = isinstance(error, NotFoundError | SettingsError | UnreadableReturn)
    sys.exit(BAD_INPUT if unreadable else RULES_SAY_NO)


def _give_up(error: Exception, *, as_json: bool) -> NoReturn:
    """Say where a fault of the portal's own arose, and nothing of what was being worked on."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}, line {last.lineno}"
    message = f"The portal could not do this: {type(error).__name__} in {place}. Nothing was saved."
    click.echo(json.dumps({"error": message}) if as_json else message, err=not as_json)
    sys.exit(FAULT)


def _settings() -> Settings:
    return Settings.from_environment(os.environ)


def _registry() -> Registry:
    return Registry(_settings().config_dir)


def _app() -> Flask:
    return create_app(_settings())


def _today() -> date:
    return datetime.now(UTC).astimezone(LONDON).date()


def _as_of(given: datetime | None) -> date:
    return given.date() if given else _today()


def _scope(app: Flask, purpose: str, *, writes: bool = False, district: str | None = None) -> Scope:
    """Return the county-wide scope of a command run by whoever runs this machine."""
    registry: Registry = app.extensions[EXTENSION]
    districts = None if district is None else frozenset({district})
    return Scope(registry.authority.id, districts, None, purpose, writes=writes)


def in_lines(*keys: str) -> Callable[[dict[str, Any]], str]:
    """Return prose that shows these facts, one line each."""

    def prose(facts: dict[str, Any]) -> str:
        lines = []
        for key in keys or facts:
            value = facts[key]
            entries = value if isinstance(value, list) else [value]
            lines += [f"{key}: {entry}" for entry in entries]
        return "\n".join(lines)

    return prose


@command("init", prose=lambda facts: f"The database is at migration {facts['migration']}.")
def init() -> dict[str, Any]:
    """Create or upgrade the database, and enter the authority, its areas and its districts."""
    settings = _settings()
    settings.instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrations.upgrade(settings.database_url)
    app = create_app(settings)
    with app.app_context():
        with unit_of_work(_scope(app, "setting up", writes=True)):
            districts = tenancy.enter_districts(registry=app.extensions[EXTENSION])
            panels.open_panels()
        release()
    return {"migration": migrations.newest(), "districts": districts}


@command("deadlines", prose=in_lines("agenda_due", "record_due", "retrieval_due", "counting"))
@click.option("--district", required=True)
@click.option("--kind", type=KIND, required=True)
@click.option("--panel-day", type=DAY, required=True)
@click.option("--submitted-on", type=DAY, help="The day the name was submitted (A1).")
def deadlines(
    district: str, kind: str, panel_day: datetime, submitted_on: datetime | None
) -> dict[str, Any]:
    """Say when agenda, papers and record are due for a panel day, and how that was counted."""
    return commands.deadlines(
        _registry(),
        district=district,
        kind=PanelKind(kind),
        panel_day=panel_day.date(),
        submitted_on=submitted_on.date() if submitted_on else None,
    )


@main.command("agenda")
@click.argument("meeting")
@click.option("--format", "form", type=click.Choice(agendas.FORMATS), help="As a file.")
@click.option("--as", "email", help="As the person with this address sees it; else without names.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def agenda(meeting: str, form: str | None, email: str | None, *, as_json: bool) -> None:
    """Show a meeting's agenda as published. MEETING is its id, or district/kind/date."""
    try:
        app = _app()
        with app.app_context(), open_scope(_scope(app, "reading an agenda")):
            found = agendas.published(meeting=meeting, email=email, now=datetime.now(UTC))
            content = agendas.as_file(app, found, form) if form else None
    except (PortalError, SettingsError) as error:
        _refuse(error, as_json=as_json)
    except OperationalError:
        _refuse(SettingsError(UNREACHABLE), as_json=as_json)
    facts = found.facts()
    if as_json:
        answer = facts if content is None else agendas.with_file(facts, content, form or "")
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(agendas.in_words(facts) if content is None else content, nl=content is None)


def _slots_in_words(facts: dict[str, Any]) -> str:
    lines = [
        f"{slot['start']}  {slot['minutes']} minutes  {slot['kind']}" for slot in facts["slots"]
    ]
    return "\n".join([*lines, *facts["warnings"], f"From {facts['source']}"])


def _answers_in_words(facts: dict[str, Any]) -> str:
    lines = []
    for answer in facts["answers"]:
        lines.append(f"{answer['hook']} ({answer['kind']}), from {answer['source']}")
        lines.append(f"    {json.dumps(answer['value'], ensure_ascii=False)}")
        lines += [f"    beats {beaten['source']}" for beaten in answer["beats"]]
    return "\n".join(lines)


@command("slots", prose=_slots_in_words)
@click.option("--district", required=True)
@click.option("--kind", type=KIND, required=True)
@click.option("--part", help="am, pm or full, or a part the district names.")
@click.option("--as-of", type=DAY)
def slots(district: str, kind: str, part: str | None, as_of: datetime | None) -> dict[str, Any]:
    """Lay out a panel's day in slots and breaks."""
    return commands.slots(
        _registry(), district=district, kind=PanelKind(kind), as_of=_as_of(as_of), part=part
    )


@command("explain", prose=_answers_in_words)
@click.argument("district")
@click.option("--as-of", type=DAY)
@click.option("--hook")
def explain(district: str, as_of: datetime | None, hook: str | None) -> dict[str, Any]:
    """Show what a district varies: each hook's answer, where it comes from and what it beat."""
    return commands.explain(_registry(), district=district, as_of=_as_of(as_of), hook=hook)


@command("terms", prose=lambda facts: str(facts["text"]))
@click.argument("district")
@click.option("--kind", type=KIND)
@click.option("--as-of", type=DAY)
def terms(district: str, kind: str | None, as_of: datetime | None) -> dict[str, Any]:
    """Print plain-English terms of reference from the rules in force."""
    return commands.terms(
        _registry(),
        district=district,
        as_of=_as_of(as_of),
        kind=PanelKind(kind) if kind else None,
    )


@command("worker", prose=in_lines("messages_sent", "messages_failed", "jobs_done", "jobs_failed"))
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def worker(*, once: bool) -> dict[str, Any]:
    """Send messages and do the work that changes asked for, until told to stop."""
    sender = Worker(_app())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sender.told.set())
    return (sender.empty() if once else sender.run()).facts()


@main.command("serve")
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8080, show_default=True)
@click.option("--workers", type=int, default=2, show_default=True)
@click.option("--no-worker", is_flag=True, help="Send no messages: “portal worker” runs elsewhere.")
def serve_portal(address: str, port: int, workers: int, *, no_worker: bool) -> None:
    """Serve the portal and send its messages; put a proxy that ends TLS in front of it."""
    _settings()
    url = f"http://{address}:{port}"
    serve(
        "portal.app:create_app",
        address=address,
        port=port,
        workers=workers,
        sends=not no_worker,
        ready=lambda: click.echo(f"Ready: {url}"),
    )


@main.command("demo")
@click.option("--port", type=int, default=8080, show_default=True)
@click.option("--stage", type=click.Choice([stage.value for stage in Stage]), default="preparing")
@click.option("--at", type=MOMENT, help="England's time, as 2026-11-23T09:00.")
@click.option("--json", "as_json", is_flag=True, help="Print who can sign in as one line of JSON.")
def demo(port: int, stage: str, at: datetime | None, *, as_json: bool) -> None:
    """Serve practice mode: the real system on invented people, with a clock that can be moved."""
    try:
        practice.run(port=port, stage=stage, at=at, as_json=as_json)
    except PortalError as error:
        _refuse(error, as_json=as_json)


def _said_of_import(facts: dict[str, Any]) -> str:
    lines = [
        f"{file['name']} ({file['module']}): {file['rows_taken']:,} of {file['rows_read']:,} rows"
        for file in facts["files"]
    ]
    lines += [f"{key}: {count:,}" for key, count in facts["cohort"].items()]
    lines.append(f"{len(facts['warnings']):,} findings: use --json to see each")
    return "\n".join(lines)


@command("ssda903", prose=_said_of_import, group=imports)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--year", type=int, required=True, help="2018 is the year ending 31 March 2018.")
@click.option("--as-of", type=DAY, help="The day the return shows; today if left out.")
def import_ssda903(paths: tuple[Path, ...], year: int, as_of: datetime | None) -> dict[str, Any]:
    """Read the statutory return: CSV files, folders, zips or XML. Repeating it changes nothing."""
    app = _app()
    with app.app_context(), unit_of_work(_scope(app, "importing the return", writes=True)):
        done = import_return(
            actor=None,
            now=datetime.now(UTC),
            paths=paths,
            year=year,
            as_of=_as_of(as_of),
            progress=lambda rows, file: click.echo(f"{rows:,} rows read {file}", err=True),
        )
    if done.older:
        click.echo("A newer return is held, so this one only added what was missing.", err=True)
    if done.changed_nothing:
        click.echo("Nothing changed: the portal already held all of this.", err=True)
    return done.report


@command("status", prose=in_lines("child", "age", "status", "reasons", "clocks"))
@click.argument("child")
@click.option("--as-of", type=DAY)
def status(child: str, as_of: datetime | None) -> dict[str, Any]:
    """Work out a young person's care-leaver status, from their CHILD code or reference."""
    app = _app()
    with app.app_context(), open_scope(_scope(app, "working out a status")):
        return coverage.status(child, _as_of(as_of))


@command("cohort", prose=in_lines("people", "capacity"))
@click.option("--district")
@click.option("--as-of", type=DAY)
def cohort(district: str | None, as_of: datetime | None) -> dict[str, Any]:
    """List children in care from 16 and care leavers: who is due, and whether there is room."""
    app = _app()
    registry: Registry = app.extensions[EXTENSION]
    if district is not None:
        registry.district(district)
    scope = _scope(app, "listing the cohort", district=district)
    with app.app_context(), open_scope(scope):
        return coverage.cohort(registry, _as_of(as_of), district)
