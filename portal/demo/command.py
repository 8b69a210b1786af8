"""The command behind ``make demo``: make the invented county once, say who can sign in, serve."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flask import Flask

from portal import migrations
from portal.demo import county
from portal.demo.clock import MADE_FOR, PracticeClock
from portal.demo.people import PASSWORD, sign_in_names
from portal.demo.serving import CLOCK_FILE, practice_app
from portal.kernel.errors import RuleError
from portal.panels import queries as panels
from portal.people import queries
from portal.serving import port_is_free, serve
from portal.settings import ROOT, Settings
from portal.tenancy import door
from portal.variations.calendar import england_and_wales
from portal.web import clock
from portal.web.clock import LONDON

ADDRESS = "127.0.0.1"
FOLDER = ROOT / "instance" / "practice"
MORNING = time(9, 0)


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice county that is ready to be served."""

    settings: Settings
    people: list[dict[str, object]]
    young_people: list[dict[str, str]]
    """Their ways in: reference, district, link (a path) and code."""


def run(*, port: int, stage: str, at: datetime | None, as_json: bool) -> None:
    """Make the practice county where it is not there yet, print who can sign in, and serve it.

    ``at`` is local time in England; without it a practice of the same stage goes on where it was
    left, and a new one starts at nine on the next working day.
    """
    if not port_is_free(ADDRESS, port):
        raise RuleError(f"Something answers on port {port} already. Choose another with PORT=.")
    practice = _prepared(FOLDER, stage, at)
    url = f"http://{ADDRESS}:{port}"
    os.environ.update(_environment(practice.settings) | {"PORTAL_ADDRESS": url})
    serve(
        "portal.demo.serving:application",
        address=ADDRESS,
        port=port,
        workers=1,
        ready=lambda: _announce(practice, url, as_json=as_json),
    )


def _prepared(folder: Path, stage: str, at: datetime | None) -> Practice:
    """Return the practice county, made where it must be in a process of its own.

    The server's workers are forked from this one, and the threads of the printing engine, which
    making the county starts, do not live on in a fork: a worker would wait for them for ever.
    """
    asked: dict[str, Any] = {"stage": stage, "at": at, "config_dir": ROOT / "config"}
    if _made(folder, stage, at) is None:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            apart.submit(prepare, folder, **asked).result()
    return prepare(folder, **asked)


def prepare(folder: Path, *, stage: str, at: datetime | None, config_dir: Path) -> Practice:
    """Return the practice county in ``folder``, made anew unless it is the one asked for."""
    made = _made(folder, stage, at)
    if made is None:
        shutil.rmtree(folder, ignore_errors=True)
        start = (at or _next_working_morning()).replace(tzinfo=LONDON)
        settings = _settings(folder, config_dir)
        made = _made_for(stage, start) | _make(settings, stage, start)
        # Written last: a county half made is made again.
        (folder / MADE_FOR).write_text(json.dumps(made), encoding="utf-8")
    return Practice(_settings(folder, config_dir), made["people"], made["young_people"])


def _make(settings: Settings, stage: str, start: datetime) -> dict[str, Any]:
    """Build the county and return who can sign in, and the young people's ways in."""
    migrations.set_up(settings)
    kept = PracticeClock(settings.instance_dir / CLOCK_FILE)
    kept.set(start)
    app = practice_app(settings)
    with app.app_context():
        young_people = county.build(app, stage=county.Stage(stage), start=start)
    kept.set(start)
    return {"people": _people(app), "young_people": young_people}


def _made(folder: Path, stage: str, at: datetime | None) -> dict[str, Any] | None:
    """Return what the folder's county was made for, None where it is not the one asked for."""
    try:
        made: dict[str, Any] = json.loads((folder / MADE_FOR).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    wanted = _made_for(stage, (at or datetime.fromisoformat(made["at"])).replace(tzinfo=LONDON))
    return made if wanted.items() <= made.items() else None


def _made_for(stage: str, start: datetime) -> dict[str, Any]:
    return {"stage": stage, "at": start.isoformat(), "migration": migrations.newest()}


def _next_working_morning() -> datetime:
    today = datetime.now(UTC).astimezone(LONDON).date()
    calendar = england_and_wales(today.year, today.year + 1)
    while not calendar.is_working_day(today):
        today += timedelta(days=1)
    return datetime.combine(today, MORNING)


def _settings(folder: Path, config_dir: Path) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    return Settings.from_environment(
        {
            "PORTAL_DATABASE_URL": f"sqlite:///{folder / 'practice.sqlite'}",
            "PORTAL_INSTANCE_DIR": str(folder),
            "PORTAL_CONFIG_DIR": str(config_dir),
            "PORTAL_PRACTICE": "yes",
            "PORTAL_HTTPS": "no",
        }
    )


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_INSTANCE_DIR": str(settings.instance_dir),
        "PORTAL_CONFIG_DIR": str(settings.config_dir),
        "PORTAL_PRACTICE": "yes",
        "PORTAL_HTTPS": "no",
    }


def _people(app: Flask) -> list[dict[str, object]]:
    with app.app_context(), county.reading(app):
        today = clock.today()
        held = [*queries.everybody_with_a_role(today), *panels.let_in_by_panels(today)]
        names = sign_in_names(held, door.registry().slugs)
    return [
        {
            "role": each.role_key,
            "name": each.name,
            "email": each.email,
            "password": PASSWORD,
            "districts": list(each.districts),
        }
        for each in names
    ]


def _announce(practice: Practice, url: str, *, as_json: bool) -> None:
    """Print who can sign in and where; with --json, as one line."""
    say = _sayer(sys.stdout.write)
    if as_json:
        say(json.dumps({"ready": url, "people": practice.people, "links": _links(practice, url)}))
        return
    rows = [
        (str(p["role"]), str(p["name"]), str(p["email"]), str(p["password"]))
        for p in practice.people
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        say("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    for each in practice.young_people:
        say(
            f"{each['reference']} in {each['district']}: {url}{each['link']} or code {each['code']}"
        )
    say(f"Ready: {url}")


def _links(practice: Practice, url: str) -> dict[str, object]:
    """Return the addresses at which practice is entered without signing in."""
    own = [each | {"link": f"{url}{each['link']}"} for each in practice.young_people]
    return {"young_person": own[0]["link"] if own else None, "young_people": own}


def _sayer(write: Callable[[str], object]) -> Callable[[str], None]:
    def say(line: str) -> None:
        write(line + "\n")
        sys.stdout.flush()

    return say
