"""The commands, each one call into a rule, a query or an operation.

Every command takes ``--json``: then JSON goes to standard output and nothing else does; progress
goes to standard error. Exit code 0 is done, 1 the rules say no (the reason stands in ``error``),
2 bad usage or input that cannot be read, 3 a fault of the portal's own.
"""

from __future__ import annotations

import functools
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from flask import Flask

from portal import audit, migrations
from portal.app import create_app
from portal.cases.operations import import_return
from portal.cases.ssda903 import UnreadableReturn
from portal.coverage import commands as coverage
from portal.database import (
    OperationalError,
    Scope,
    check_walls,
    forget_what_was_overwritten,
    open_scope,
    release,
    unit_of_work,
)
from portal.demo import command as practice
from portal.demo.county import Stage
from portal.kernel.errors import NotFoundError, PortalError
from portal.kernel.kinds import PanelKind
from portal.keyring import Purpose
from portal.panels import operations as panels
from portal.panels.pages import commands as agendas
from portal.people import operations as people
from portal.people.joiners import UnreadableFileError
from portal.protection import commands as protection
from portal.serving import serve
from portal.settings import Settings, SettingsError
from portal.signin.operations import passwords as sign_in_links
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from portal.trail import commands as trails
from portal.variations import commands
from portal.variations.manager import Registry
from portal.variations.values import OrganisationKind
from portal.web import clock
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
PLACE = click.Path(exists=True, path_type=Path)
KIND = click.Choice([kind.value for kind in PanelKind])


@click.group(help=__doc__)
@click.version_option(package_name="lasting-homes-portal")
def main() -> None:
    """Run the portal's commands."""


@main.group("audit")
def trail() -> None:
    """Check the trail and keep its head elsewhere."""


@main.group("import")
def imports() -> None:
    """Take in data that other systems made."""


@main.group("person")
def person() -> None:
    """Answer for one young person."""


@main.group("retention")
def retention() -> None:
    """Carry out the county's rules on how long things are kept."""


@main.group("keys")
def keys() -> None:
    """Look after the instance's own keys."""


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
    unreadable = isinstance(
        error, NotFoundError | SettingsError | UnreadableFileError | UnreadableReturn
    )
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


@contextmanager
def _looking(app: Flask, purpose: str, *, page: str, district: str | None = None) -> Iterator[None]:
    """Read as whoever runs this machine, and enter in the read log whom they were shown.

    What a command printed cannot be taken back, so it is printed only once that is written.
    """
    with _connected(app):
        with open_scope(_scope(app, purpose, district=district)):
            yield
        openings = audit.take_openings() or []
        with unit_of_work(_scope(app, purpose, writes=True, district=district)):
            audit.log(openings, event=f"command: {purpose}", page=page, why="")


@contextmanager
def _connected(app: Flask) -> Iterator[None]:
    """Work with the application's database, and give its connections back."""
    with app.app_context():
        try:
            yield
        finally:
            release()


def _work(app: Flask, purpose: str) -> Callable[[], AbstractContextManager[None]]:
    """Return what opens one county-wide unit of work, for a command that commits in steps."""
    return lambda: unit_of_work(_scope(app, purpose, writes=True))


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
    """Create or upgrade the database, and enter the authority, its areas and its districts.

    On PostgreSQL it also raises the database's own wall: it makes the role that the portal works
    as, and policies on every table. It signs in at PORTAL_DATABASE_OWNER_URL where that is set,
    else at PORTAL_DATABASE_URL.
    """
    settings = _settings()
    settings.instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrations.set_up(settings)
    app = create_app(settings)
    with app.app_context():
        with unit_of_work(_scope(app, "setting up", writes=True)):
            districts = tenancy.enter_districts(registry=app.extensions[EXTENSION])
            panels.open_panels()
            audit.seal_earlier()
        protection.reseal(_work(app, "sealing"), datetime.now(UTC))
        release()
    return {"migration": migrations.newest(), "districts": districts}


@command("sign-in-link", prose=in_lines("link", "hours"))
@click.argument("email")
def sign_in_link(email: str) -> dict[str, Any]:
    """Make a link with which the person with this address sets their password. Hand it over."""
    app = _app()
    with app.app_context():
        with unit_of_work(_scope(app, "making a link to sign in", writes=True)):
            made = sign_in_links.link_for(email=email, at=clock.moment())
        release()
    return made


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
        with _looking(app, "reading an agenda", page="The agenda, on the command line"):
            found = agendas.published(meeting=meeting, email=email, now=datetime.now(UTC))
            content = agendas.as_file(app, found, form) if form else None
            agendas.note_reading(found, datetime.now(UTC))
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


@main.command("serve")
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8080, show_default=True)
@click.option("--workers", type=int, default=2, show_default=True)
def serve_portal(address: str, port: int, workers: int) -> None:
    """Serve the portal; put a proxy that ends TLS in front of it.

    It does not start where the database's own wall has a gap. A database that does not answer yet
    may come up later: until then /readyz says that the portal is not ready.
    """
    try:
        app = _app()
        with app.app_context(), suppress(OperationalError):
            check_walls()
            release()
    except (PortalError, SettingsError) as error:
        _refuse(error, as_json=False)
    url = f"http://{address}:{port}"
    serve(
        "portal.app:create_app",
        address=address,
        port=port,
        workers=workers,
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


def _said_of_people(facts: dict[str, Any]) -> str:
    lines = [f"line {line['line']}, {line['email']}: {line['message']}" for line in facts["lines"]]
    counts = (
        f"{facts['taken']} taken, {facts['already']} with nothing to do, {facts['refused']} not"
    )
    return "\n".join([*facts["notes"], *lines, f"{facts['rows']} rows: {counts} taken"])


@command("people", prose=_said_of_people, group=imports)
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_people(path: Path) -> dict[str, Any]:
    """Take in a CSV file of joiners or of leavers. Repeating it changes nothing.

    Whoever runs this machine may give every role: also the first administrator's, and that of
    information governance, which no page gives.
    """
    app = _app()
    with app.app_context(), unit_of_work(_scope(app, "importing people", writes=True)):
        return people.import_people(
            actor=None, now=datetime.now(UTC), data=path.read_bytes()
        ).facts()


@command("organisation", prose=in_lines("organisation", "kind"))
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in OrganisationKind]), required=True)
def organisation(name: str, kind: str) -> dict[str, Any]:
    """Add an organisation that people come from, before there is anybody to add it on a page."""
    app = _app()
    with app.app_context(), unit_of_work(_scope(app, "adding an organisation", writes=True)):
        added = people.add_organisation(
            actor=None, now=datetime.now(UTC), name=name, kind=OrganisationKind(kind)
        )
        return {"organisation": added.name, "kind": added.kind}


@command("status", prose=in_lines("child", "age", "status", "reasons", "clocks"))
@click.argument("child")
@click.option("--as-of", type=DAY)
def status(child: str, as_of: datetime | None) -> dict[str, Any]:
    """Work out a young person's care-leaver status, from their CHILD code or reference."""
    app = _app()
    with _looking(app, "working out a status", page="Their status, on the command line"):
        return coverage.status(child, _as_of(as_of), now=datetime.now(UTC))


@command("cohort", prose=in_lines("people", "capacity"))
@click.option("--district")
@click.option("--as-of", type=DAY)
def cohort(district: str | None, as_of: datetime | None) -> dict[str, Any]:
    """List children in care from 16 and care leavers: who is due, and whether there is room."""
    app = _app()
    registry: Registry = app.extensions[EXTENSION]
    if district is not None:
        registry.district(district)
    page = "The list of the cohort, on the command line"
    with _looking(app, "listing the cohort", page=page, district=district):
        return coverage.cohort(registry, _as_of(as_of), district, now=datetime.now(UTC))


@trail.command("verify")
@click.option("--heads", type=PLACE, multiple=True, help="A kept head, or a folder of them.")
@click.option("--printed", multiple=True, help="A seal as printed in a record, number and all.")
@click.option("--since", type=click.IntRange(min=1), help="Start at this entry.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def verify(
    heads: tuple[Path, ...], printed: tuple[str, ...], since: int | None, *, as_json: bool
) -> None:
    """Check that the trail is whole: exit 0 where it is, 1 where it is broken, 2 unreadable."""
    try:
        app = _app()
        with _connected(app), open_scope(_scope(app, "checking the trail")):
            facts = trails.check(kept=heads, printed=printed, since=since)
    except (PortalError, SettingsError) as error:
        _refuse(SettingsError(str(error)), as_json=as_json)
    except OperationalError:
        _refuse(SettingsError(UNREACHABLE), as_json=as_json)
    click.echo(json.dumps(facts) if as_json else trails.in_words(facts))
    sys.exit(0 if facts["ok"] else RULES_SAY_NO)


@command("head", prose=in_lines(), group=trail)
def head() -> dict[str, Any]:
    """Print the signed head of the trail: keep it anywhere but on this machine."""
    app = _app()
    with _connected(app), open_scope(_scope(app, "reading the head of the trail")):
        return trails.head(datetime.now(UTC))


@command("keep", prose=in_lines("seq", "time", "kept_in"), group=trail)
def keep() -> dict[str, Any]:
    """Bring the head of the trail to where it is kept (PORTAL_TRAIL_HEADS_DIR), once a day."""
    app = _app()
    with _connected(app), open_scope(_scope(app, "keeping the head of the trail")):
        return trails.keep(datetime.now(UTC))


@command("digest", prose=trails.digest_in_words, group=trail)
@click.option("--month", required=True, help="As 2026-11.")
def digest(month: str) -> dict[str, Any]:
    """List a month's unusual reading."""
    app = _app()
    with _looking(app, "listing unusual reading", page="The list of unusual reading"):
        return trails.digest(month, now=datetime.now(UTC))


@contextmanager
def _instance() -> Iterator[Flask]:
    """Open the application for a command, and give its connections back."""
    app = _app()
    with app.app_context():
        try:
            yield app
        finally:
            release()


@command("list", prose=in_lines("rings", "not_sealed"), group=keys)
def list_keys() -> dict[str, Any]:
    """List the keys by purpose, and how many values each of the fields' keys seals."""
    with _instance() as app, open_scope(_scope(app, "counting what keys seal")):
        return protection.list_keys()


@command("rotate", prose=in_lines(), group=keys)
@click.argument("purpose", type=click.Choice([purpose.value for purpose in Purpose]))
def rotate_key(purpose: str) -> dict[str, Any]:
    """Add a new key that is used from now on; old ones stay to open what they sealed."""
    with _instance() as app, unit_of_work(_scope(app, "adding a key", writes=True)):
        return protection.rotate_key(purpose, datetime.now(UTC))


@command("reseal", prose=in_lines(), group=keys)
def reseal() -> dict[str, Any]:
    """Seal every value with the newest key, in batches, while others work; safe to repeat."""
    with _instance() as app:
        return protection.reseal(_work(app, "sealing anew"), datetime.now(UTC))


@command("run", prose=protection.plan_in_words, group=retention)
@click.option("--dry-run", is_flag=True, help="Say what would be deleted, and delete nothing.")
@click.option("--confirm", is_flag=True, help="Delete what is due and not held.")
@click.option("--as-of", type=DAY, help="With --dry-run: as if it were this day.")
def run_retention(*, dry_run: bool, confirm: bool, as_of: datetime | None) -> dict[str, Any]:
    """Delete what the county's rules say is kept no longer. Say --dry-run or --confirm."""
    if dry_run == confirm or (confirm and as_of is not None):
        raise click.UsageError("Say either --dry-run (with --as-of, if you like) or --confirm.")
    with _instance() as app:
        if dry_run:
            with open_scope(_scope(app, "working out what is due")):
                return protection.retention_plan(_as_of(as_of))
        with unit_of_work(_scope(app, "deleting what is due", writes=True)):
            done = protection.retention_run(datetime.now(UTC), _today())
        return done | {"files_cleared": forget_what_was_overwritten()}


@command("export", prose=protection.export_in_words, group=person)
@click.argument("reference", metavar="REF")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="A new or empty folder.")
def export_person(reference: str, folder: Path | None) -> dict[str, Any]:
    """Write everything held about one young person into a folder: a draft for people to read."""
    with _instance() as app, unit_of_work(_scope(app, "copying what is held", writes=True)):
        named = Path(f"everything-held-{_today().isoformat()}")
        return protection.export_person(reference, folder or named, datetime.now(UTC))


@main.command("register")
@click.option("--csv", "as_csv", is_flag=True, help="Print the recipients as CSV.")
@click.option("--as-of", type=DAY)
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def register(as_of: datetime | None, *, as_csv: bool, as_json: bool) -> None:
    """Say what is shared with whom and why, from the rules in force (UK GDPR Article 30)."""
    try:
        with _instance() as app, open_scope(_scope(app, "writing the register")):
            facts = protection.register(_as_of(as_of))
            table = protection.register_file(_as_of(as_of)) if as_csv else ""
    except (PortalError, SettingsError) as error:
        _refuse(error, as_json=as_json)
    except OperationalError:
        _refuse(SettingsError(UNREACHABLE), as_json=as_json)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(table if as_csv else protection.register_in_words(facts), nl=not as_csv)


@main.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def doctor(*, as_json: bool) -> None:
    """Look this instance over: exit 1 and say why where it is not fit for real data."""
    try:
        with _instance() as app:
            facts = protection.examine(app, datetime.now(UTC))
    except (PortalError, SettingsError) as error:
        _refuse(error, as_json=as_json)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(protection.examination_in_words(facts))
    if not facts["ok"]:
        sys.exit(RULES_SAY_NO)
