"""Settings: typed, frozen, read only from the environment; unknown or unsafe means no start.

Every setting starts with ``PORTAL_``. A name that is not listed here is refused, so that a typing
mistake in a deployment is found at start and not on a panel day.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
NAMES = frozenset(
    {
        "PORTAL_CONFIG_DIR",
        "PORTAL_DATABASE_OWNER_URL",
        "PORTAL_DATABASE_URL",
        "PORTAL_HTTPS",
        "PORTAL_INSTANCE_DIR",
        "PORTAL_KEYS_FILE",
        "PORTAL_PRACTICE",
        "PORTAL_SECRET_KEY",
    }
)


class SettingsError(Exception):
    """A setting is missing, unknown or unsafe; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an instance needs to know before it starts. One instance serves one authority."""

    # Both are secret, so neither is shown where settings are printed.
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    config_dir: Path = ROOT / "config"
    instance_dir: Path = ROOT / "instance"
    practice: bool = False
    https: bool = True
    keys_file: Path | None = None
    """Where the instance's keys are kept; the instance folder if left out."""
    database_owner_url: str | None = field(default=None, repr=False)
    """Whom ``portal init`` signs in as; the same as everybody else if left out."""

    def __post_init__(self) -> None:
        """Refuse what would be unsafe. Raises SettingsError."""
        if len(self.secret_key) < SHORTEST_SECRET:
            message = f"PORTAL_SECRET_KEY needs at least {SHORTEST_SECRET} characters."
            raise SettingsError(message)
        if not self.config_dir.is_dir():
            message = f"PORTAL_CONFIG_DIR: there is no folder {self.config_dir}."
            raise SettingsError(message)
        _refuse_odd_address("PORTAL_DATABASE_URL", self.database_url)
        _refuse_odd_address("PORTAL_DATABASE_OWNER_URL", self.owner_url)

    @property
    def owner_url(self) -> str:
        """The address at which the database's owner sets it up."""
        return self.database_owner_url or self.database_url

    @property
    def keys_path(self) -> Path:
        """The file of the instance's keys."""
        return self.keys_file or self.instance_dir / "keys.json"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Settings from ``PORTAL_*`` variables. Raises SettingsError naming the variable."""
        unknown = {n for n in environment if n.startswith("PORTAL_")} - NAMES
        if unknown:
            message = f"Unknown setting {', '.join(sorted(unknown))}. Known: {sorted(NAMES)}."
            raise SettingsError(message)
        instance = Path(environment.get("PORTAL_INSTANCE_DIR", ROOT / "instance")).resolve()
        return cls(
            database_url=environment.get(
                "PORTAL_DATABASE_URL", f"sqlite:///{instance / 'portal.sqlite'}"
            ),
            secret_key=environment.get("PORTAL_SECRET_KEY") or _kept_secret(instance),
            config_dir=Path(environment.get("PORTAL_CONFIG_DIR", ROOT / "config")).resolve(),
            instance_dir=instance,
            practice=_yes_or_no(environment, "PORTAL_PRACTICE", default=False),
            https=_yes_or_no(environment, "PORTAL_HTTPS", default=True),
            keys_file=Path(environment.get("PORTAL_KEYS_FILE", instance / "keys.json")).resolve(),
            database_owner_url=environment.get("PORTAL_DATABASE_OWNER_URL"),
        )


def _kept_secret(instance: Path) -> str:
    """Return the instance's own secret, made once and readable by its owner alone."""
    path = instance / "secret-key"
    if not path.exists():
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        own = instance / f"secret-key.{os.getpid()}"
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        # Whole or not at all: where two start at once, the second keeps the first one's secret.
        with suppress(FileExistsError):
            path.hardlink_to(own)
        own.unlink()
    return path.read_text(encoding="utf-8").strip()


def _refuse_odd_address(name: str, url: str) -> None:
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        message = f"{name} must start with sqlite:/// or postgresql+psycopg://."
        raise SettingsError(message)
    if not _names_a_database(url):
        message = f"{name} must name a file or a database that outlives the portal."
        raise SettingsError(message)


def _names_a_database(url: str) -> bool:
    try:
        parts = urlsplit(url)
        place = parts.path.strip("/")
        readable = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return readable and bool(place) and ":memory:" not in url and "mode=memory" not in url


def _yes_or_no(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environment.get(name, "yes" if default else "no").lower()
    if value not in {"yes", "no"}:
        message = f"{name} must be yes or no, not {value!r}."
        raise SettingsError(message)
    return value == "yes"
