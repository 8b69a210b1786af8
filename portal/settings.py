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

from portal.kernel.discreet import telling, telling_address

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
SECOND_FACTOR = ("required", "offered")
COMMAND_REASONS = ("asked", "required")
COUNCIL_FACTORS = ("by_method", "always", "never")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""The machine itself: nobody stands between."""
NOTIFY = "https://api.notifications.service.gov.uk"
NAMES = frozenset(
    {
        "PORTAL_ADDRESS",
        "PORTAL_COMMAND_REASONS",
        "PORTAL_CONFIG_DIR",
        "PORTAL_DATABASE_OWNER_URL",
        "PORTAL_COUNCIL_CLIENT",
        "PORTAL_COUNCIL_FACTOR",
        "PORTAL_COUNCIL_ISSUER",
        "PORTAL_COUNCIL_SECRET_FILE",
        "PORTAL_DATABASE_URL",
        "PORTAL_HTTPS",
        "PORTAL_IDLE_MINUTES",
        "PORTAL_IDLE_MINUTES_MANAGING",
        "PORTAL_INSTANCE_DIR",
        "PORTAL_KEYS_FILE",
        "PORTAL_MAIL_FROM",
        "PORTAL_NOTIFY_EMAIL_TEMPLATE",
        "PORTAL_NOTIFY_KEY_FILE",
        "PORTAL_NOTIFY_SMS_TEMPLATE",
        "PORTAL_NOTIFY_URL",
        "PORTAL_PAPERS_DIR",
        "PORTAL_PRACTICE",
        "PORTAL_PROXIES",
        "PORTAL_SCANNER",
        "PORTAL_SECOND_FACTOR",
        "PORTAL_SECRET_KEY",
        "PORTAL_SESSION_HOURS",
        "PORTAL_SMTP_URL",
        "PORTAL_TRAIL_HEADS_DIR",
    }
)


class SettingsError(Exception):
    """A setting is missing, unknown or unsafe; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class CouncilSignIn:
    """The council's own sign-in, by OpenID Connect."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    factor: str = "by_method"
    """Whether it stands for a second factor: ``by_method`` where the council says that it asked
    for one, ``always``, or ``never``."""

    def __post_init__(self) -> None:
        """Refuse an issuer that anybody on the way could answer for. Raises SettingsError."""
        parts = urlsplit(self.issuer)
        own = parts.scheme == "http" and parts.hostname in LOOPBACK
        if (parts.scheme != "https" and not own) or not parts.hostname:
            raise SettingsError("PORTAL_COUNCIL_ISSUER must start with https://.")
        if parts.query or parts.fragment:
            raise SettingsError("PORTAL_COUNCIL_ISSUER must be an address with no ? and no #.")
        if not self.client:
            raise SettingsError("PORTAL_COUNCIL_CLIENT must name the client the council made.")
        if self.factor not in COUNCIL_FACTORS:
            raise SettingsError(
                "PORTAL_COUNCIL_FACTOR must be one of " + ", ".join(COUNCIL_FACTORS) + "."
            )


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
    database_owner_url: str | None = field(default=None, repr=False)
    """Whom ``portal init`` signs in as; the same as everybody else if left out."""
    trail_heads_dir: Path | None = None
    """Where the head of the trail is kept each day: another disk than the database's."""
    papers_dir: Path | None = None
    """Where the files of papers are kept, sealed; the instance folder if left out."""
    scanner: str | None = None
    """Where a virus scanner listens: a socket's path, or host:port."""
    second_factor: str = "required"
    """Whether everybody needs a second factor, or may have one: ``required`` or ``offered``."""
    idle_minutes: int = 30
    idle_minutes_managing: int = 15
    """The same for whoever manages people and roles."""
    session_hours: int = 12
    command_reasons: str = "asked"
    """Whether a command that opens records is refused without a reason: ``required``, or ``asked``
    at a terminal alone, so that what is scripted goes on."""
    address: str | None = None
    """Where people reach the portal, such as https://portal.example.gov.uk: its name tells nothing
    of what it is for, since it stands in young people's links and their browsers' history."""
    proxies: int = 0
    """How many proxies of the council's own stand in front and name the caller's address."""
    council: CouncilSignIn | None = None
    mail: MailSettings = field(default_factory=MailSettings)

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
        self._refuse_unsafe_sign_in()
        self._refuse_unsafe_messages()

    @property
    def owner_url(self) -> str:
        """The address at which the database's owner sets it up."""
        return self.database_owner_url or self.database_url

    @property
    def public_url(self) -> str:
        """Where people sign in, as messages say it: never from a request, as anybody writes one."""
        return self.address or "http://127.0.0.1:8080"

    @property
    def telling(self) -> dict[str, str]:
        """What tells what the portal is about in an address that young people's phones keep.

        By the setting that holds it; empty where nothing does.
        """
        _, mailbox = parseaddr(self.mail.sender or "")
        held = {"PORTAL_ADDRESS": self.address or "", "PORTAL_MAIL_FROM": mailbox}
        found = {name: telling_address(address) for name, address in held.items()}
        return {name: word for name, word in found.items() if word}

    @property
    def keys_path(self) -> Path:
        """The file of the instance's keys."""
        return self.keys_file or self.instance_dir / "keys.json"

    @property
    def papers_path(self) -> Path:
        """The folder of the papers' files."""
        return self.papers_dir or self.instance_dir / "papers"

    def _refuse_unsafe_sign_in(self) -> None:
        if self.second_factor not in SECOND_FACTOR:
            raise SettingsError(f"PORTAL_SECOND_FACTOR must be {' or '.join(SECOND_FACTOR)}.")
        if self.command_reasons not in COMMAND_REASONS:
            raise SettingsError(f"PORTAL_COMMAND_REASONS must be {' or '.join(COMMAND_REASONS)}.")
        for name, (number, least, most) in {
            "PORTAL_IDLE_MINUTES": (self.idle_minutes, 5, 60),
            "PORTAL_IDLE_MINUTES_MANAGING": (self.idle_minutes_managing, 5, 60),
            "PORTAL_SESSION_HOURS": (self.session_hours, 1, 24),
            "PORTAL_PROXIES": (self.proxies, 0, 5),
        }.items():
            if not least <= number <= most:
                raise SettingsError(f"{name} must be from {least} to {most}, not {number}.")
        if self.address is not None:
            _refuse_address(self.address, https=self.https)
        if self.council is not None and self.address is None:
            raise SettingsError(
                "PORTAL_ADDRESS must say where people reach the portal, because the council's "
                "sign-in sends them back there."
            )

    def _refuse_unsafe_messages(self) -> None:
        if self.practice and self.mail.leaves:
            message = "Practice mode sends nothing: take out PORTAL_SMTP_URL and PORTAL_NOTIFY_…"
            raise SettingsError(message)
        if self.mail.leaves and self.address is None:
            raise SettingsError(
                "PORTAL_ADDRESS must say where people reach the portal: messages link there."
            )

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
            practice=(practice := _yes_or_no(environment, "PORTAL_PRACTICE", default=False)),
            https=_yes_or_no(environment, "PORTAL_HTTPS", default=True),
            keys_file=Path(environment.get("PORTAL_KEYS_FILE", instance / "keys.json")).resolve(),
            database_owner_url=environment.get("PORTAL_DATABASE_OWNER_URL"),
            trail_heads_dir=_folder(environment.get("PORTAL_TRAIL_HEADS_DIR")),
            papers_dir=_folder(environment.get("PORTAL_PAPERS_DIR")),
            scanner=environment.get("PORTAL_SCANNER") or None,
            # Practice prints its passwords: a second factor would guard nothing there.
            command_reasons=environment.get("PORTAL_COMMAND_REASONS", "asked"),
            second_factor=environment.get(
                "PORTAL_SECOND_FACTOR", "offered" if practice else "required"
            ),
            idle_minutes=_number(environment, "PORTAL_IDLE_MINUTES", 30),
            idle_minutes_managing=_number(environment, "PORTAL_IDLE_MINUTES_MANAGING", 15),
            session_hours=_number(environment, "PORTAL_SESSION_HOURS", 12),
            address=environment.get("PORTAL_ADDRESS"),
            proxies=_number(environment, "PORTAL_PROXIES", 0),
            council=_council(environment),
            mail=_mail(environment),
        )


def _folder(named: str | None) -> Path | None:
    return Path(named).resolve() if named else None


def _council(environment: Mapping[str, str]) -> CouncilSignIn | None:
    """Return the council's own sign-in, None where it is not set up."""
    given = {name for name in environment if name.startswith("PORTAL_COUNCIL_")}
    if not given:
        return None
    missing = {"PORTAL_COUNCIL_ISSUER", "PORTAL_COUNCIL_CLIENT", "PORTAL_COUNCIL_SECRET_FILE"}
    missing -= given
    if missing:
        raise SettingsError(f"The council's sign-in also needs {', '.join(sorted(missing))}.")
    file = Path(environment["PORTAL_COUNCIL_SECRET_FILE"])
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"PORTAL_COUNCIL_SECRET_FILE: the file {file} cannot be read."
        ) from error
    return CouncilSignIn(
        issuer=environment["PORTAL_COUNCIL_ISSUER"],
        client=environment["PORTAL_COUNCIL_CLIENT"],
        secret=secret,
        factor=environment.get("PORTAL_COUNCIL_FACTOR", "by_method"),
    )


def _refuse_address(address: str, *, https: bool) -> None:
    try:
        parts = urlsplit(address)
        whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        whole = False
    schemes = {"https"} if https else {"http", "https"}
    if not whole or parts.scheme not in schemes or parts.path or parts.query or parts.fragment:
        raise SettingsError(
            "PORTAL_ADDRESS must be like https://portal.example.gov.uk, with nothing after it."
        )


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    given = environment.get(name, str(default))
    if not (given.isascii() and given.isdigit()):
        raise SettingsError(f"{name} must be a whole number, not {given!r}.")
    return int(given)


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
