"""Looks an instance over and says what must be put right before real data goes in (C49)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from portal import audit, database, migrations
from portal.database import Scope, open_scope
from portal.kernel.discreet import telling_address
from portal.kernel.errors import ConfigurationError
from portal.kernel.kinds import PanelKind
from portal.people import queries as people
from portal.people.policy import Permission
from portal.protection.operations.keys import values_by_key
from portal.protection.rules.doctor import DatabaseFacts, Facts, Fault, OpenFile, faults
from portal.settings import Settings
from portal.tenancy.door import registry
from portal.web.clock import LONDON

LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1"})
ENCRYPTED = frozenset({"verify-full", "verify-ca"})
SECRET_FILES = ("secret-key", "keys.json", "portal.sqlite")


def examine(app: Flask, *, now: datetime) -> list[Fault]:
    """Return what is not fit for real data. Inside the application, with no scope open."""
    settings: Settings = app.config["PORTAL_SETTINGS"]
    return faults(_facts(app, settings, now))


def _facts(app: Flask, settings: Settings, now: datetime) -> Facts:
    remote, encrypted = _way_to(settings.database_url)
    return Facts(
        debug=app.debug,
        practice=settings.practice,
        https=settings.https,
        secret=settings.secret_key,
        database_is_remote=remote,
        database_is_encrypted=encrypted,
        files=tuple(_open_files(settings)),
        years_ahead=_years_ahead(now),
        help_email=registry().authority.help_email,
        broken_districts=tuple(str(each) for each in registry().problems.values()),
        database=_database(now),
        rules_missing=_rules_missing(),
        reasons_required=settings.command_reasons == "required",
        head_kept=settings.trail_heads_dir is not None,
        mail_leaves=bool(settings.mail.smtp_url or settings.mail.notify_email_template),
        witnesses=registry().trail_witnesses,
        factor_required=settings.second_factor == "required",
        council_is_believed=settings.council is not None and settings.council.factor == "always",
        proxies=settings.proxies,
        telling=tuple({**settings.telling, **_telling_help()}.items()),
    )


def _telling_help() -> dict[str, str]:
    """Return what tells in the address for help, which young people's pages show."""
    word = telling_address(registry().authority.help_email)
    return {"help_email": word} if word else {}


def _way_to(url: str) -> tuple[bool, bool]:
    """Tell whether the database is on another machine, and whether the way there is encrypted."""
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        return False, True
    asked = parse_qs(parts.query)
    host = parts.hostname or next(iter(asked.get("host", [""])), "")
    remote = host not in LOCAL and not host.startswith("/")
    return remote, next(iter(asked.get("sslmode", [""])), "") in ENCRYPTED


def _open_files(settings: Settings) -> list[OpenFile]:
    folder = settings.instance_dir
    wanted: list[Path] = [folder, *(folder / name for name in SECRET_FILES)]
    if settings.keys_file is not None:
        wanted.append(settings.keys_file)
    if settings.database_url.startswith("sqlite:///"):
        wanted.append(Path(settings.database_url.removeprefix("sqlite:///")))
    there = dict.fromkeys(path.resolve() for path in wanted if path.exists())
    return [OpenFile(path.name, _open_to(path)) for path in there]


def _open_to(path: Path) -> int:
    """Return who may read a file: inside a folder that is closed to others, nobody else may."""
    own = path.stat().st_mode
    return own if path.is_dir() else own & (path.parent.stat().st_mode | 0o700)


def _years_ahead(now: datetime) -> int | None:
    try:
        slugs = registry().districts(now.date())
        calendars = [
            registry().district(ref.slug).calendar(as_of=now.date(), kind=PanelKind.LEAVING_CARE)
            for ref in slugs
        ]
    except ConfigurationError:
        return None
    return min((each.value.last_year for each in calendars), default=now.year) - now.year


def _rules_missing() -> str | None:
    try:
        registry().keeping_rules()
    except ConfigurationError as error:
        return str(error)
    return None


def _database(now: datetime) -> DatabaseFacts | None:
    found = database.condition()
    if found is None:
        return None
    version = database.schema_version()
    unsealed, keepers, ahead = 0, None, 0
    if version == migrations.newest():
        scope = Scope(registry().authority.id, None, None, "looking the instance over")
        kept_head = audit.newest_kept()  # before the trail's own, which may go on meanwhile
        with open_scope(scope):
            ahead = kept_head if kept_head > audit.signed_head(now).seq else 0
            unsealed = values_by_key().get(None, 0)
            today = now.astimezone(LONDON).date()
            kept = people.people_who_may_everywhere(Permission.TRAIL_SEE, today)
            keepers = tuple(each.email for each in kept)
    return DatabaseFacts(
        kind=found.kind,
        version=version,
        newest=migrations.newest(),
        settings=found.settings,
        skew=now - found.now if found.now else None,
        superuser=found.superuser,
        bypasses_rows=found.bypasses_rows,
        owns_tables=found.owns_tables,
        unsealed=unsealed,
        keepers=keepers,
        kept_ahead=ahead,
    )
