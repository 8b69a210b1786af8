"""Who did and saw what."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from portal.cli.shared import (
    PLACE,
    RULES_SAY_NO,
    UNREACHABLE,
    build_app,
    command,
    connected,
    in_lines,
    looking,
    main,
    refuse,
    scope_of,
)
from portal.database import (
    OperationalError,
    open_scope,
    unit_of_work,
)
from portal.kernel.errors import PortalError
from portal.settings import SettingsError
from portal.trail import commands as trails


@main.group("audit")
def trail() -> None:
    """Check the trail and keep its head elsewhere."""


@trail.command("verify")
@click.option("--heads", type=PLACE, multiple=True, help="A kept head, or a folder of them.")
@click.option(
    "--printed",
    multiple=True,
    help="A seal as printed in a record or sent by mail, number and all.",
)
@click.option("--since", type=click.IntRange(min=1), help="Start at this entry.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def verify(
    heads: tuple[Path, ...], printed: tuple[str, ...], since: int | None, *, as_json: bool
) -> None:
    """Check that the trail is whole: exit 0 where it is, 1 where it is broken, 2 unreadable."""
    try:
        app = build_app()
        with connected(app), open_scope(scope_of(app, "checking the trail")):
            facts = trails.check(kept=heads, printed=printed, since=since)
    except (PortalError, SettingsError) as error:
        refuse(SettingsError(str(error)), as_json=as_json)
    except OperationalError:
        refuse(SettingsError(UNREACHABLE), as_json=as_json)
    click.echo(json.dumps(facts) if as_json else trails.in_words(facts))
    sys.exit(0 if facts["ok"] else RULES_SAY_NO)


@command("head", prose=in_lines(), group=trail)
def head() -> dict[str, Any]:
    """Print the signed head of the trail: keep it anywhere but on this machine."""
    app = build_app()
    with connected(app), open_scope(scope_of(app, "reading the head of the trail")):
        return trails.head(datetime.now(UTC))


@command("keep", prose=in_lines("seq", "time", "kept_in"), group=trail)
def keep() -> dict[str, Any]:
    """Bring the head of the trail to where it is kept (PORTAL_TRAIL_HEADS_DIR), once a day."""
    app = build_app()
    with connected(app), open_scope(scope_of(app, "keeping the head of the trail")):
        return trails.keep(datetime.now(UTC))


@command("send", prose=lambda facts: f"Messages queued: {facts['messages']}.", group=trail)
def send() -> dict[str, Any]:
    """Mail the head of the trail to whoever keeps it, and go on each day from now on.

    `portal init` starts it; this starts it again where it was given up.
    """
    app = build_app()
    with connected(app), unit_of_work(scope_of(app, "sending the trail's head", writes=True)):
        return trails.send(datetime.now(UTC))


@command("digest", prose=trails.digest_in_words, group=trail, opens_records=True)
@click.option("--month", required=True, help="As 2026-11.")
def digest(month: str) -> dict[str, Any]:
    """List a month's unusual reading."""
    app = build_app()
    with looking(app, "listing unusual reading", page="The list of unusual reading"):
        return trails.digest(month, now=datetime.now(UTC))
