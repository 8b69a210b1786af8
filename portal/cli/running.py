"""Setting an instance up, serving it, and looking it over."""

from __future__ import annotations

import json
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import click

from portal import audit, migrations
from portal.app import create_app
from portal.cli.shared import (
    MOMENT,
    RULES_SAY_NO,
    build_app,
    command,
    connected,
    in_lines,
    instance,
    main,
    read_settings,
    refuse,
    scope_of,
    steps_of,
)
from portal.database import (
    OperationalError,
    check_walls,
    open_scope,
    release,
    unit_of_work,
)
from portal.demo import command as practice
from portal.demo.county import Stage
from portal.kernel.errors import PortalError
from portal.keyring import Purpose
from portal.outbox.worker import Worker
from portal.panels import operations as panels
from portal.preparation import operations as preparation
from portal.protection import commands as protection
from portal.serving import serve
from portal.settings import SettingsError
from portal.trail import operations as trail


@command("init", prose=lambda facts: f"The database is at migration {facts['migration']}.")
def init() -> dict[str, Any]:
    """Create or upgrade the database, and enter the authority, its areas and its districts.

    On PostgreSQL it also raises the database's own wall: it makes the role that the portal works
    as, and policies on every table. It signs in at PORTAL_DATABASE_OWNER_URL where that is set,
    else at PORTAL_DATABASE_URL.
    """
    settings = read_settings()
    settings.instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrations.set_up(settings)
    app = create_app(settings)
    with connected(app):
        with unit_of_work(scope_of(app, "setting up", writes=True)):
            audit.seal_earlier()
            districts = panels.enter_county(now=datetime.now(UTC))
            preparation.queue_reminding(now=datetime.now(UTC))
            trail.queue_sending(now=datetime.now(UTC))
        protection.reseal(steps_of(app, "sealing"), datetime.now(UTC))
    return {"migration": migrations.newest(), "districts": districts}


@command("worker", prose=in_lines("messages_sent", "messages_failed", "jobs_done", "jobs_failed"))
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def worker(*, once: bool) -> dict[str, Any]:
    """Send messages and do the work that changes asked for, until told to stop."""
    with instance() as app:
        check_walls()
        release()
        sender = Worker(app)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sender.told.set())
    return (sender.empty() if once else sender.run()).facts()


@command("remind", prose=lambda facts: f"Messages queued: {facts['messages']}.")
def remind() -> dict[str, Any]:
    """Queue the reminders that are due now, and let the worker remind each hour from now on.

    `portal init` starts it; this starts it again where it was given up.
    """
    with instance() as app:
        now = datetime.now(UTC)
        with unit_of_work(scope_of(app, "reminding", writes=True)):
            preparation.queue_reminding(now=now)
            return {"messages": preparation.send_reminders(now=now)}


@main.command("serve")
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8080, show_default=True)
@click.option("--workers", type=int, default=2, show_default=True)
@click.option("--no-worker", is_flag=True, help="Send no messages: “portal worker” runs elsewhere.")
def serve_portal(address: str, port: int, workers: int, *, no_worker: bool) -> None:
    """Serve the portal and send its messages; put a proxy that ends TLS in front of it.

    It does not start where the database's own wall has a gap. A database that does not answer yet
    may come up later: until then /readyz says that the portal is not ready.
    """
    try:
        app = build_app()
        with app.app_context(), suppress(OperationalError):
            check_walls()
            release()
    except (PortalError, SettingsError) as error:
        refuse(error, as_json=False)
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
        refuse(error, as_json=as_json)


@main.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def doctor(*, as_json: bool) -> None:
    """Look this instance over: exit 1 and say why where it is not fit for real data."""
    try:
        with instance() as app:
            facts = protection.examine(app, datetime.now(UTC))
    except (PortalError, SettingsError) as error:
        refuse(error, as_json=as_json)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(protection.examination_in_words(facts))
    if not facts["ok"]:
        sys.exit(RULES_SAY_NO)


@main.group("keys")
def keys() -> None:
    """Look after the instance's own keys."""


@command("list", prose=in_lines("rings", "not_sealed"), group=keys)
def list_keys() -> dict[str, Any]:
    """List the keys by purpose, and how many fields and secrets of apps each of them seals."""
    with instance() as app, open_scope(scope_of(app, "counting what keys seal")):
        return protection.list_keys()


@command("rotate", prose=in_lines(), group=keys)
@click.argument("purpose", type=click.Choice([purpose.value for purpose in Purpose]))
def rotate_key(purpose: str) -> dict[str, Any]:
    """Add a new key that is used from now on; old ones stay to open what they sealed.

    From then on an older key of the trail makes no link and signs no head of what comes after.
    """
    now = datetime.now(UTC)
    with instance() as app:
        scope = scope_of(app, "adding a key", writes=True)
        with unit_of_work(scope):
            facts = protection.rotate_key(purpose, now)
        kept = protection.keep_head(scope, now) if purpose == Purpose.TRAIL.value else {}
        return facts | kept


@command("reseal", prose=in_lines(), group=keys)
def reseal() -> dict[str, Any]:
    """Seal every value with the newest key, in batches, while others work; safe to repeat."""
    with instance() as app:
        return protection.reseal(steps_of(app, "sealing anew"), datetime.now(UTC))
