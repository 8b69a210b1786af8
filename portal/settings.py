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
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from portal.kernel.discreet import telling

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
NOTIFY = "https://api.notifications.service.gov.uk"
NAMES = frozenset(
    {
        "PORTAL_CONFIG_DIR",
        "PORTAL_DATABASE_URL",
        "PORTAL_HTTPS",
        "PORTAL_INSTANCE_DIR",
        "PORTAL_KEYS_FILE",
        "PORTAL_MAIL_FROM",
        "PORTAL_NOTIFY_EMAIL_TEMPLATE",
        "PORTAL_NOTIFY_KEY_FILE",
        "PORTAL_NOTIFY_SMS_TEMPLATE",
        "PORTAL_NOTIFY_URL",
        "PORTAL_PRACTICE",
        "PORTAL_PUBLIC_URL",
        "PORTAL_SECRET_KEY",
        "PORTAL_SMTP_URL",
    }
)


class SettingsError(Exception):
    """A setting is missing, unknown or unsafe; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How messages leave. With nothing set they are files in the instance's folder."""

    # Holds the mail server's password.
    smtp_url: str | None = field(default=None, repr=False)
    sender: str | None = None
    notify_key_file: Path | None = None
    notify_email_template: str | None = None
    notify_sms_template: str | None = None
    notify_url: str = NOTIFY

    def __post_init__(self) -> None:
        """Refuse half a setting and an unprotected way out. Raises SettingsError."""
        if self.smtp_url is not None:
            self._check_smtp(self.smtp_url)
        if self.sender is not None:
            name, address = parseaddr(self.sender)
            if not self.sender.isprintable() or "@" not in address or telling(name):
                message = "PORTAL_MAIL_FROM is one address, with a name that tells nothing."
                raise SettingsError(message)
        templates = self.notify_email_template or self.notify_sms_template
        if bool(templates) != (self.notify_key_file is not None):
            message = "PORTAL_NOTIFY_KEY_FILE goes with PORTAL_NOTIFY_EMAIL_TEMPLATE or _SMS_."
            raise SettingsError(message)
        if self.notify_key_file is not None and not self.notify_key_file.is_file():
            raise SettingsError(f"PORTAL_NOTIFY_KEY_FILE: there is no file {self.notify_key_file}.")
        if not _is_protected(self.notify_url):
            raise SettingsError("PORTAL_NOTIFY_URL must start with https://.")

    def _check_smtp(self, url: str) -> None:
        if self.sender is None:
            raise SettingsError("PORTAL_SMTP_URL needs PORTAL_MAIL_FROM.")
        try:
            parts = urlsplit(url)
            readable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            readable = False
        if not readable or parts.scheme not in {"smtp", "smtps", "smtp+plain"}:
            raise SettingsError("PORTAL_SMTP_URL must be smtp://server:587 or smtps://server:465.")
        if parts.scheme == "smtp+plain" and parts.hostname not in LOOPBACK:
            raise SettingsError("PORTAL_SMTP_URL: smtp+plain:// is for this machine alone.")

    @property
    def leaves(self) -> bool:
        """Whether anything is set up that sends a message away from this machine."""
        return self.smtp_url is not None or self.notify_key_file is not None


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
    mail: MailSettings = field(default_factory=MailSettings)
    public_url: str = "http://127.0.0.1:8080"
    """Where people sign in, as messages say it. Never from a request: anybody can write one."""

    def __post_init__(self) -> None:
        """Refuse what would be unsafe. Raises SettingsError."""
        if len(self.secret_key) < SHORTEST_SECRET:
            message = f"PORTAL_SECRET_KEY needs at least {SHORTEST_SECRET} characters."
            raise SettingsError(message)
        if not self.config_dir.is_dir():
            message = f"PORTAL_CONFIG_DIR: there is no folder {self.config_dir}."
            raise SettingsError(message)
        if not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            message = "PORTAL_DATABASE_URL must start with sqlite:/// or postgresql+psycopg://."
            raise SettingsError(message)
        if not _names_a_database(self.database_url):
            message = "PORTAL_DATABASE_URL must name a file or a database that outlives the portal."
            raise SettingsError(message)
        if self.practice and self.mail.leaves:
            message = "Practice mode sends nothing: take out PORTAL_SMTP_URL and PORTAL_NOTIFY_…"
            raise SettingsError(message)
        if not _is_protected(self.public_url):
            raise SettingsError("PORTAL_PUBLIC_URL must start with https://.")
        if self.mail.leaves and urlsplit(self.public_url).hostname in LOOPBACK and self.https:
            raise SettingsError("PORTAL_PUBLIC_URL must say where people sign in.")

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
            mail=_mail(environment),
            public_url=environment.get("PORTAL_PUBLIC_URL", "http://127.0.0.1:8080").rstrip("/"),
        )


def _mail(environment: Mapping[str, str]) -> MailSettings:
    key_file = environment.get("PORTAL_NOTIFY_KEY_FILE")
    return MailSettings(
        smtp_url=environment.get("PORTAL_SMTP_URL"),
        sender=environment.get("PORTAL_MAIL_FROM"),
        notify_key_file=Path(key_file).resolve() if key_file else None,
        notify_email_template=environment.get("PORTAL_NOTIFY_EMAIL_TEMPLATE"),
        notify_sms_template=environment.get("PORTAL_NOTIFY_SMS_TEMPLATE"),
        notify_url=environment.get("PORTAL_NOTIFY_URL", NOTIFY),
    )


def _is_protected(url: str) -> bool:
    """Tell whether an address is https, or on this very machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    return url.isprintable() and bool(parts.hostname) and (parts.scheme == "https" or local)


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
