"""What every command shares: how it answers, what it exits with, and how it reaches the data."""

from __future__ import annotations

import functools
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

import click
from flask import Flask

from portal import audit
from portal.app import create_app
from portal.cases.ssda903 import UnreadableReturn
from portal.database import (
    OperationalError,
    Scope,
    open_scope,
    release,
    unit_of_work,
)
from portal.kernel.errors import NotFoundError, PortalError
from portal.kernel.kinds import PanelKind
from portal.settings import Settings, SettingsError
from portal.tenancy.door import EXTENSION
from portal.variations.manager import Registry
from portal.web.clock import LONDON
from portal.web.csv_import import UnreadableFileError

Command = TypeVar("Command", bound=Callable[..., Any])
_BECAUSE = "portal.because"
SHORTEST_REASON, LONGEST_REASON = 5, 140
"""Enough to say something, and few enough to stand beside what a command does in the trail."""
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


HELP = """The commands, each one call into a rule, a query or an operation.

Every command takes ``--json``: then JSON goes to standard output and nothing else does; progress
goes to standard error. Exit code 0 is done, 1 the rules say no (the reason stands in ``error``),
2 bad usage or input that cannot be read, 3 a fault of the portal's own."""


@click.group(help=HELP)
@click.version_option(package_name="lasting-homes-portal")
def main() -> None:
    """Run the portal's commands."""


def command(
    name: str,
    prose: Callable[[dict[str, Any]], str],
    group: click.Group = main,
    *,
    opens_records: bool = False,
) -> Callable[[Command], Command]:
    """Register a command that returns facts: as JSON where asked, else in words by ``prose``.

    One that ``opens_records``, to read or to change them, asks why.
    """

    def register(function: Command) -> Command:
        if opens_records:
            function = asks_why(function)

        @group.command(name, help=function.__doc__)
        @click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
        @functools.wraps(function)
        def run(*, as_json: bool, **arguments: Any) -> None:
            try:
                facts = function(**arguments)
            except (PortalError, SettingsError) as error:
                refuse(error, as_json=as_json)
            except OperationalError:
                refuse(SettingsError(UNREACHABLE), as_json=as_json)
            except (click.ClickException, click.exceptions.Exit, click.Abort):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, no data goes to the screen
                _give_up(error, as_json=as_json)
            click.echo(json.dumps(facts, ensure_ascii=False) if as_json else prose(facts))

        return function

    return register


def asks_why(function: Command) -> Command:
    """Ask whoever runs a command why: the reason goes to the trail with all that it does (C8).

    At a terminal it is asked for. What is scripted says it with ``--because``, and is refused
    without it where the instance requires one. ``--json`` is never answered by a question.
    """

    @click.option("--because", metavar="REASON", help="Why, for the trail: never a name.")
    @functools.wraps(function)
    def asking(*arguments: Any, because: str | None, **named: Any) -> Any:
        click.get_current_context().meta[_BECAUSE] = because
        return function(*arguments, **named)

    return cast("Command", asking)


def reason_given(settings: Settings) -> str:
    """Return why the command is run; empty where it does not ask, or nobody has to say.

    SettingsError for none where one is required, and for one that is too short or too long.
    """
    context = click.get_current_context(silent=True)
    if context is None or _BECAUSE not in context.meta:
        return ""
    because: str | None = context.meta[_BECAUSE]
    at_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    if because is None and at_terminal and not context.params.get("as_json"):
        because = click.prompt("Why? It goes to the trail, so say no name", err=True)
    if because is None and settings.command_reasons == "required":
        raise SettingsError("Say why with --because: the trail keeps the reason. Say no name.")
    reason = " ".join((because or "").split())
    if because is not None and not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise SettingsError(
            f"A reason has {SHORTEST_REASON} to {LONGEST_REASON} characters, and no name in it."
        )
    context.meta[_BECAUSE] = because
    return reason


def refuse(error: Exception, *, as_json: bool) -> NoReturn:
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


def read_settings() -> Settings:
    """Return the settings of this environment. Raises SettingsError."""
    return Settings.from_environment(os.environ)


def read_registry() -> Registry:
    """Return the rules of every district, for commands that need no database."""
    return Registry(read_settings().config_dir)


def build_app() -> Flask:
    """Return the application that a command works with."""
    return create_app(read_settings())


def today() -> date:
    """Return the day it is in England."""
    return datetime.now(UTC).astimezone(LONDON).date()


def day_of(given: datetime | None) -> date:
    """Return the day a command was asked about: today where none was given."""
    return given.date() if given else today()


def scope_of(
    app: Flask, purpose: str, *, writes: bool = False, district: str | None = None
) -> Scope:
    """Return the county-wide scope of a command run by whoever runs this machine.

    What it is for is in the trail with the reason that was given.
    """
    registry: Registry = app.extensions[EXTENSION]
    districts = None if district is None else frozenset({district})
    reason = reason_given(app.config["PORTAL_SETTINGS"])
    why = f"{purpose}, because: {reason}" if reason else purpose
    return Scope(registry.authority.id, districts, None, why, writes=writes)


@contextmanager
def looking(app: Flask, purpose: str, *, page: str, district: str | None = None) -> Iterator[None]:
    """Read as whoever runs this machine, and enter in the read log whom they were shown.

    What a command printed cannot be taken back, so it is printed only once that is written.
    """
    with connected(app):
        with open_scope(scope_of(app, purpose, district=district)):
            yield
        openings = audit.take_openings() or []
        with unit_of_work(scope_of(app, purpose, writes=True, district=district)):
            audit.log(openings, event=f"command: {purpose}", page=page, why="")


@contextmanager
def connected(app: Flask) -> Iterator[None]:
    """Work with the application's database, and give its connections back."""
    with app.app_context():
        try:
            yield
        finally:
            release()


@contextmanager
def instance() -> Iterator[Flask]:
    """Open the application for a command, and give its connections back."""
    app = build_app()
    with app.app_context():
        try:
            yield app
        finally:
            release()


def steps_of(app: Flask, purpose: str) -> Callable[[], AbstractContextManager[None]]:
    """Return what opens one county-wide unit of work, for a command that commits in steps."""
    return lambda: unit_of_work(scope_of(app, purpose, writes=True))


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
