"""What checking the trail costs beside hashing alone, and a reading beside a page without one.

`python -m tests.bench.trail`; TRAIL_LINKS sets the length of the chain, a million for C44's figure.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from portal import audit, keyring, migrations
from portal.app import create_app
from portal.audit.chain.links import FIELDS, NO_LINK, facts_digest, link_digest
from portal.audit.chain.verification import verify
from portal.database import Scope, open_scope, unit_of_work
from portal.keyring import Purpose
from portal.settings import Settings

AUTHORITY = "E10000017"
LINKS = int(os.environ.get("TRAIL_LINKS", "50000"))
LAST_DAY = 10_000
ENTRIES = 300
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
STORED = (*FIELDS[:13], "facts", "salt", *FIELDS[13:], "digest")
FACTS = {"from": "09:30", "to": "09:50"}
SALT = "5" * 32


def _links(secret: bytes) -> Iterator[dict[str, Any]]:
    digest, facts = NO_LINK, facts_digest(SALT, FACTS)
    for seq in range(1, LINKS + 1):
        row: dict[str, Any] = {
            "authority_id": AUTHORITY,
            "seq": seq,
            "kind": "write" if seq % 2 else "read",
            "event": "panels:item:moved",
            "subject_kind": "item",
            "subject_id": uuid4(),
            "young_person_id": uuid4(),
            "about_district": "burnley",
            "actor_id": uuid4(),
            "happened_at": START + timedelta(seconds=seq),
            "purpose": "answering panels.move",
            "page": "",
            "why": "Panel chair",
            "facts_digest": facts if seq % 2 else "",
            "key_number": 1,
        }
        digest = link_digest(secret, digest, list(row.values()))
        yield row | {"digest": digest}


def _as_stored(row: dict[str, Any]) -> tuple[Any, ...]:
    facts = bool(row["facts_digest"])
    return (
        *(row[n] for n in ("authority_id", "seq", "kind", "event", "subject_kind")),
        *(row[n].hex for n in ("subject_id", "young_person_id")),
        row["about_district"],
        row["actor_id"].hex,
        row["happened_at"].strftime("%Y-%m-%d %H:%M:%S.%f"),
        *(row[n] for n in ("purpose", "page", "why")),
        '{"from": "09:30", "to": "09:50"}' if facts else "{}",
        SALT if facts else None,
        *(row[n] for n in ("facts_digest", "key_number", "digest")),
    )


def _seconds(work: Callable[[], object]) -> float:
    """The processor's seconds: what others do on the machine does not count."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def measure() -> float:
    """Print what checking, its last part and adding take; return checking over hashing alone."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "portal.sqlite"
        url = f"sqlite:///{path}"
        migrations.upgrade(url)
        app = create_app(Settings(database_url=url, secret_key="k" * 40, instance_dir=Path(name)))
        ring = app.extensions[keyring.EXTENSION]
        secret = ring.current(Purpose.TRAIL).secret
        _fill(path, secret)
        hashing = _hashing(secret)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        reading = Scope(AUTHORITY, None, None, "measuring")
        with app.app_context(), open_scope(reading):
            whole = _seconds(lambda: _whole(verify(ring)))
            part = _seconds(lambda: _whole(verify(ring, since=max(1, LINKS - LAST_DAY))))
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        _say(f"checking {LINKS:,} links: {whole:.1f} s, {LINKS / whole:,.0f} a second")
        _say(f"the last {LAST_DAY:,}: {part:.2f} s; memory grew by {grown:.0f} MB")
        _say(f"hashing alone: {hashing:.1f} s; ratio: {whole / hashing:.2f}")
        with app.app_context():
            _say(f"a transaction of one entry: {_adding() * 1e6:.0f} µs")
    return whole / hashing


def _whole(verdict: Any) -> None:
    assert verdict.ok, verdict


def _fill(path: Path, secret: bytes) -> None:
    connection = sqlite3.connect(path)
    marks = ",".join("?" * len(STORED))
    digest = NO_LINK

    def rows() -> Iterator[tuple[Any, ...]]:
        nonlocal digest
        for row in _links(secret):
            digest = row["digest"]
            yield _as_stored(row)

    columns = ", ".join(STORED)
    connection.executemany(
        f"INSERT INTO audit_event ({columns}) VALUES ({marks})",  # noqa: S608 - columns and marks
        rows(),
    )
    connection.execute("INSERT INTO audit_head VALUES (?, ?, ?)", (AUTHORITY, LINKS, digest))
    connection.commit()
    connection.close()


def _hashing(secret: bytes) -> float:
    row = next(_links(secret))
    fields = [value for name, value in row.items() if name != "digest"]

    def alone() -> None:
        digest = NO_LINK
        for seq in range(1, LINKS + 1):
            fields[1] = seq
            digest = link_digest(secret, digest, fields)
            if seq % 2:
                facts_digest(SALT, FACTS)

    return _seconds(alone)


def _adding() -> float:
    writing = Scope(AUTHORITY, None, None, "measuring", writes=True)

    def one() -> None:
        with unit_of_work(writing):
            audit.record(
                event="panels:item:moved",
                subject=("item", uuid4()),
                actor_id=None,
                now=START,
                facts=FACTS,
            )

    return statistics.median(_seconds(one) for _ in range(ENTRIES))


if __name__ == "__main__":
    measure()
