"""Whether an instance is fit to hold real data: pure, from what was found (C49)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from portal.kernel.addresses import is_email

WORST_SKEW = timedelta(seconds=30)
"""More than this between the machine's clock and the database's makes deadlines wrong."""
FEWEST_YEARS_AHEAD = 1
SHORTEST_SECRET = 32
FEWEST_DIFFERENT_CHARACTERS = 12
KNOWN_SECRETS = ("changeme", "secret", "password", "example", "test", "development", "insecure")
OTHERS_MAY_READ = 0o077

SQLITE = {
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "recursive_triggers": "1",
    "secure_delete": "1",
}
"""What each connection to a SQLite file must say. 2 is FULL: a power cut loses nothing."""
POSTGRESQL = {"fsync": "on", "full_page_writes": "on"}
SAFE_COMMITS = frozenset({"on", "remote_apply", "remote_write"})


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file or folder of secrets, and who may read it."""

    name: str
    mode: int


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """What the database says of itself; `kind` is sqlite or postgresql."""

    kind: str
    version: str | None
    newest: str
    settings: dict[str, str] = field(default_factory=dict)
    skew: timedelta | None = None
    superuser: bool = False
    bypasses_rows: bool = False
    owns_tables: bool = False
    unsealed: int = 0
    keepers: tuple[str, ...] | None = None
    """The addresses of who keeps the trail; None where that cannot be asked yet."""
    kept_ahead: int = 0
    """The newest entry of which a head is kept, where the trail ends before it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the doctor looks at."""

    debug: bool
    practice: bool
    https: bool
    secret: str
    database_is_remote: bool
    database_is_encrypted: bool
    files: tuple[OpenFile, ...]
    years_ahead: int | None
    """Whole years for which bank holidays are known, after this one; None where not configured."""
    help_email: str
    broken_districts: tuple[str, ...]
    database: DatabaseFacts | None
    """None where it does not answer."""
    rules_missing: str | None = None
    telling: tuple[tuple[str, str], ...] = ()
    """Settings with an address that tells what the portal is about, each with the telling word."""
    reasons_required: bool = True
    """Whether a command that opens records is refused without a reason."""
    head_kept: bool = True
    """Whether a folder is set into which the trail's head is brought each day."""
    mail_leaves: bool = True
    """Whether anything is set up that sends a message away from this machine."""
    witnesses: tuple[str, ...] = ()
    """The addresses outside the portal to which the trail's head is mailed."""
    factor_required: bool = True
    """Whether nobody signs in without a second factor."""
    council_is_believed: bool = False
    """Whether a council account stands for a second factor whatever the council asked for."""
    proxies: int = 1
    """How many proxies are said to stand in front."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must be put right before real data goes in."""

    key: str
    why: str
    do: str


def faults(facts: Facts) -> list[Fault]:
    """Return everything that is not fit for real data, in the order to put it right."""
    return [
        *_running(facts),
        *_signing_in(facts),
        *_secrets(facts),
        *_database(facts),
        *_configured(facts),
        *_trail(facts),
    ]


def _running(facts: Facts) -> list[Fault]:
    found = []
    if facts.debug:
        found.append(Fault("debug", "Debug mode shows data to whoever causes an error.",
                           "Unset FLASK_DEBUG."))  # fmt: skip
    if facts.practice:
        found.append(
            Fault(
                "practice",
                "This is practice mode: its passwords are printed and its clock can be moved.",
                "Set PORTAL_PRACTICE=no, and use a database of its own for practice.",
            )
        )
    if not facts.https:
        found.append(
            Fault(
                "https",
                "Sign-in cookies would travel in clear.",
                "Put a proxy that ends TLS in front, and set PORTAL_HTTPS=yes.",
            )
        )
    if not facts.reasons_required:
        found.append(
            Fault(
                "reasons",
                "A command may open records here and leave no reason in the trail.",
                "Set PORTAL_COMMAND_REASONS=required, and let scripts say --because.",
            )
        )
    found += [
        Fault(
            "telling_address",
            f"“{word}” in {name} tells whoever sees a young person’s phone what the portal is for.",
            "Use an address that says nothing of care, housing or panels.",
        )
        for name, word in facts.telling
    ]
    return found


def _signing_in(facts: Facts) -> list[Fault]:
    found = []
    if not facts.factor_required:
        found.append(
            Fault(
                "second_factor",
                "Whoever has somebody’s password is in: a second factor is offered, not required.",
                "Set PORTAL_SECOND_FACTOR=required, or leave it out.",
            )
        )
    if facts.council_is_believed:
        found.append(
            Fault(
                "council_factor",
                "A council account counts as two factors even where the council asked for one.",
                "Set PORTAL_COUNCIL_FACTOR=by_method, or never.",
            )
        )
    if facts.https and facts.proxies == 0:
        found.append(
            Fault(
                "proxies",
                "Every caller looks like the proxy that ends TLS: wrong guesses by one, anywhere, "
                "slow down all.",
                "Set PORTAL_PROXIES to the number of your own proxies in front.",
            )
        )
    return found


def _secrets(facts: Facts) -> list[Fault]:
    found = []
    low = facts.secret.lower()
    weak = (
        len(facts.secret) < SHORTEST_SECRET
        or len(set(facts.secret)) < FEWEST_DIFFERENT_CHARACTERS
        or any(word in low for word in KNOWN_SECRETS)
    )
    if weak:
        found.append(
            Fault(
                "secret",
                "PORTAL_SECRET_KEY can be guessed: whoever guesses it signs in as anybody.",
                "Leave it out, so that the portal makes one, or set 48 random characters.",
            )
        )
    found += [
        Fault(
            "readable",
            f"Others on this machine may read {each.name} (mode {each.mode & 0o777:03o}).",
            f"Let its owner alone read it: chmod go= {each.name}",
        )
        for each in facts.files
        if each.mode & OTHERS_MAY_READ
    ]
    return found


def _database(facts: Facts) -> list[Fault]:
    held = facts.database
    if held is None:
        return [
            Fault(
                "database",
                "The database does not answer.",
                "Check PORTAL_DATABASE_URL, and whether it is running.",
            )
        ]
    found = []
    if held.version != held.newest:
        found.append(
            Fault(
                "migration",
                f"The database stands at {held.version or 'nothing'}, not at {held.newest}.",
                "Run “portal init”.",
            )
        )
    if facts.database_is_remote and not facts.database_is_encrypted:
        found.append(
            Fault(
                "database_tls",
                "What goes to the database travels in clear.",
                "Add sslmode=verify-full to PORTAL_DATABASE_URL.",
            )
        )
    if held.skew is not None and abs(held.skew) > WORST_SKEW:
        seconds = round(abs(held.skew).total_seconds())
        found.append(
            Fault(
                "clock",
                f"This machine’s clock and the database’s differ by {seconds} seconds.",
                "Let both take their time from one source.",
            )
        )
    if held.unsealed:
        found.append(
            Fault(
                "unsealed",
                f"{held.unsealed} values stand unsealed in the database.",
                "Run “portal init”.",
            )
        )
    return found + (_sqlite(held) if held.kind == "sqlite" else _postgresql(held))


def _sqlite(held: DatabaseFacts) -> list[Fault]:
    return [
        Fault(
            "pragma",
            f"SQLite’s {name} is {held.settings.get(name, 'not known')}, not {wanted}.",
            "Open the database with the portal alone, and look who changed it.",
        )
        for name, wanted in SQLITE.items()
        if held.settings.get(name) != wanted
    ]


def _postgresql(held: DatabaseFacts) -> list[Fault]:
    found = [
        Fault(
            "durability",
            f"PostgreSQL’s {name} is {held.settings.get(name, 'not known')}: a crash loses work.",
            f"Set {name} = {wanted} in postgresql.conf.",
        )
        for name, wanted in POSTGRESQL.items()
        if held.settings.get(name) != wanted
    ]
    commit = held.settings.get("synchronous_commit", "not known")
    if commit not in SAFE_COMMITS:
        found.append(
            Fault(
                "durability",
                f"PostgreSQL’s synchronous_commit is {commit}: a crash loses what was saved.",
                "Set synchronous_commit = on for the portal’s role and database.",
            )
        )
    for wrong, key, why in (
        (held.superuser, "role_superuser", "is a superuser: no wall holds it"),
        (held.bypasses_rows, "role_bypass", "may bypass row-level security"),
        (held.owns_tables, "role_owner", "owns the tables: it could take the walls down"),
    ):
        if wrong:
            found.append(
                Fault(
                    key,
                    f"The portal’s database role {why}.",
                    "Let the portal serve as a role that owns nothing and bypasses nothing.",
                )
            )
    return found


def _configured(facts: Facts) -> list[Fault]:
    found = []
    if facts.years_ahead is None or facts.years_ahead < FEWEST_YEARS_AHEAD:
        found.append(
            Fault(
                "bank_holidays",
                "Bank holidays are not known for the whole of next year: deadlines will stop.",
                "Raise last_year under [calendar] in config/product.toml, and check the days.",
            )
        )
    if facts.help_email.endswith(".example"):
        found.append(
            Fault(
                "help_email",
                "The address that every page says to ask at is an invented one.",
                "Put the real one into the county’s file in config/layers.",
            )
        )
    found += [
        Fault("district", f"This district cannot answer: {each}", "Put its file right.")
        for each in facts.broken_districts
    ]
    if facts.rules_missing:
        found.append(
            Fault(
                "retention",
                f"The rules on keeping are not complete: {facts.rules_missing}",
                "Complete [retention] in config/product.toml.",
            )
        )
    return found


def _trail(facts: Facts) -> list[Fault]:
    """What would let a trail be cut or made anew and nobody see it (C44)."""
    keepers = facts.database.keepers if facts.database else None
    if keepers is None:
        return []
    found = []
    mailed = facts.mail_leaves and any(is_email(each) for each in (*keepers, *facts.witnesses))
    if not (facts.head_kept or mailed):
        found.append(
            Fault(
                "trail_head",
                "The trail’s head leaves this machine nowhere: a trail cut short would look whole.",
                "Set PORTAL_TRAIL_HEADS_DIR to a folder on another disk, or let mail out and name "
                "witnesses under [trail] in the county’s file.",
            )
        )
    if facts.database and facts.database.kept_ahead:
        found.append(
            Fault(
                "trail_cut",
                f"A head of entry {facts.database.kept_ahead:,} is kept; the trail ends before it.",
                "Its newest entries are gone: run “portal audit verify”, and find out why.",
            )
        )
    if not keepers:
        found.append(
            Fault(
                "trail_keeper",
                "Nobody keeps the trail: nobody is told of unusual reading.",
                "Let “portal import people” make somebody the information governance officer.",
            )
        )
    return found
