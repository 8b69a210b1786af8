"""Imports by upload: the files kept for as long as they are needed, and the work done apart.

An upload lies in a folder with a random name outside the web root, readable by the portal alone,
and is deleted when its import ends (C33). What it holds is checked before anything starts; the
import itself is one transaction, so a process that dies half-way leaves nothing behind but the
files, from which it can be run again.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID

from flask import Flask, current_app

from portal import audit
from portal.cases import queries
from portal.cases.models import ReturnImport
from portal.cases.operations.importing import import_return
from portal.cases.ssda903 import Source, from_paths, read_return
from portal.database import Scope, session, unit_of_work
from portal.kernel.errors import NotFoundError, RuleError
from portal.people.policy import Actor, Permission, require
from portal.settings import Settings
from portal.web import clock

FOLDER: Final = "uploads"
NAMES: Final = "names.json"
PROGRESS: Final = "progress.json"
OLDEST_SECONDS: Final = 24 * 60 * 60
SILENT_SECONDS: Final = 60
"""An import that has said nothing for so long was interrupted."""
OFTEN_SECONDS: Final = 0.25
_LONGEST_NAME: Final = 80
_PIECE: Final = 1024 * 1024
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_FAILED: Final = (
    "The import stopped because of a fault in the portal. Nothing was changed. Try again, and ask "
    "for help if it happens again."
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running import has come; `alive` is False where it has gone silent."""

    rows: int
    file: str
    alive: bool
    can_run_again: bool


def keep_upload(files: Iterable[tuple[str, IO[bytes]]]) -> str:
    """Store what was sent, each file under a number; return the upload's own random name."""
    _forget_old_ones()
    token = secrets.token_hex(16)
    folder = _folder(token)
    folder.mkdir(mode=0o700, parents=True)
    names: list[str] = []
    for number, (name, stream) in enumerate(files):
        names.append(_plain_name(name, names))
        handle = os.open(folder / str(number), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            shutil.copyfileobj(stream, out, _PIECE)
    (folder / NAMES).write_text(json.dumps(names), "utf-8")
    return token


def check_upload(token: str, *, year: int, as_of: date) -> None:
    """Look every file over and read up to the first row.

    Raises UnreadableReturn for anything that is not the return, RuleError for the year.
    """
    events = read_return(upload_sources(token), year=year, as_of=as_of)
    next(events, None)
    events.close()  # type: ignore[attr-defined]  # it is a generator


def upload_sources(token: str) -> list[Source]:
    """Return the files of an upload under the names they came with. Raises NotFoundError."""
    folder = _folder(token)
    try:
        names = json.loads((folder / NAMES).read_text("utf-8"))
    except OSError as error:
        raise NotFoundError("The files of this import are no longer here.") from error
    found, _ = from_paths([folder / str(number) for number in range(len(names))])
    return [
        Source(name, source.open, source.packed_size)
        for name, source in zip(names, found, strict=True)
    ]


def forget_upload(token: str) -> None:
    """Delete an upload."""
    shutil.rmtree(_folder(token), ignore_errors=True)


def begin_import(
    *, actor: Actor, now: datetime, token: str, year: int, as_of: date, today: date
) -> ReturnImport:
    """Note that an import of an upload begins; `run_import` does it once this is committed.

    Raises RuleError for a day that has not come or while another import runs, ForbiddenError.
    """
    require(actor, Permission.RETURN_IMPORT, None)
    if as_of > today:
        raise RuleError("The day the return shows must be today or earlier", field="as_of")
    _refuse_while_running()
    row = ReturnImport(
        started_by=actor.person_id,
        started_at=now,
        year=year,
        as_of=as_of,
        state="running",
        report={"upload": token},
    )
    session.add(row)
    audit.record(
        event="cases:return:started",
        subject=("return_import", row.id),
        actor_id=actor.person_id,
        now=now,
        facts={"year": year},
    )
    session.flush()
    _tell(token, 0, "")
    return row


def begin_again(*, actor: Actor, now: datetime, import_id: UUID) -> ReturnImport:
    """Begin an interrupted import once more from its own files.

    Raises RuleError where it is not interrupted or its files are gone, NotFoundError.
    """
    require(actor, Permission.RETURN_IMPORT, None)
    row = queries.return_import(import_id)
    progress = progress_of(row)
    if row.state != "running" or progress.alive or not progress.can_run_again:
        raise RuleError("This import cannot be run again. Choose the files once more.")
    row.started_by, row.started_at = actor.person_id, now
    audit.record(
        event="cases:return:started_again",
        subject=("return_import", row.id),
        actor_id=actor.person_id,
        now=now,
    )
    session.flush()
    _tell(upload_of(row), 0, "")
    return row


def run_import(app: Flask, *, authority_id: str, actor: Actor, import_id: UUID) -> None:
    """Do an import that has begun, in a scope and a transaction of its own.

    Never raises: a return that is refused, or a fault, ends in the import's own row.
    """
    scope = Scope(authority_id, None, actor.person_id, "importing the return", writes=True)
    with app.app_context():
        token = ""
        try:
            with unit_of_work(scope):
                row = queries.return_import(import_id)
                token = upload_of(row)
                import_return(
                    actor=actor,
                    now=clock.now(),
                    sources=upload_sources(token),
                    year=row.year,
                    as_of=row.as_of,
                    progress=_Teller(token),
                    row=row,
                )
        except (RuleError, NotFoundError) as refusal:
            _end(scope, import_id, "refused", refusal.message)
        except Exception:
            app.logger.exception("the import %s failed", import_id)
            _end(scope, import_id, "failed", _FAILED)
        if token:
            forget_upload(token)


def _end(scope: Scope, import_id: UUID, state: str, reason: str) -> None:
    with unit_of_work(scope):
        row = queries.return_import(import_id)
        row.state, row.finished_at, row.report = state, clock.now(), {"reason": reason}
        audit.record(
            event=f"cases:return:{state}",
            subject=("return_import", import_id),
            actor_id=scope.actor_id,
            now=clock.now(),
        )


def progress_of(row: ReturnImport) -> Progress:
    """Return how far an import has come, from the file it leaves beside its upload."""
    path = _folder(upload_of(row)) / PROGRESS
    facts: dict[str, Any] = {}
    alive = False
    with suppress(OSError, ValueError):
        facts = json.loads(path.read_text("utf-8"))
        alive = time.time() - path.stat().st_mtime < SILENT_SECONDS
    kept = (_folder(upload_of(row)) / NAMES).exists()
    return Progress(int(facts.get("rows", 0)), str(facts.get("file", "")), alive, kept)


def upload_of(row: ReturnImport) -> str:
    """Return the name of an import's upload; the empty upload where it has none."""
    token = str(row.report.get("upload", ""))
    return token if _TOKEN.fullmatch(token) else "none"


class _Teller:
    """Tells how far an import has come, not more often than somebody could look."""

    def __init__(self, token: str) -> None:
        self._token, self._told = token, 0.0

    def __call__(self, rows: int, file: str) -> None:
        if time.monotonic() - self._told >= OFTEN_SECONDS:
            self._told = time.monotonic()
            _tell(self._token, rows, file)


def _tell(token: str, rows: int, file: str) -> None:
    folder = _folder(token)
    with suppress(OSError):  # an upload may be cleared away while its import runs
        draft = folder / f"{PROGRESS}.new"
        draft.write_text(json.dumps({"rows": rows, "file": file}), "utf-8")
        draft.replace(folder / PROGRESS)


def _folder(token: str) -> Path:
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    return settings.instance_dir / FOLDER / token


def _forget_old_ones() -> None:
    uploads = _folder("")
    if not uploads.is_dir():
        return
    for folder in uploads.iterdir():
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > OLDEST_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _plain_name(name: str, others: Sequence[str]) -> str:
    """Return a name to show for a file: no folders, nothing that cannot be seen, not too long."""
    bare = re.split(r"[\\/]", name)[-1]
    shown = "".join(character for character in bare if character.isprintable()).strip()
    shown = shown[-_LONGEST_NAME:] or "file"
    return shown if shown not in others else f"{len(others) + 1}. {shown}"


def _refuse_while_running() -> None:
    if any(progress_of(row).alive for row in queries.running_imports()):
        raise RuleError("Another import is running. Wait until it has finished", field="file")
