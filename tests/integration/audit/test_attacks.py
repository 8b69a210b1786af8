"""The chain attacked by SQL as the database's owner, who drops every trigger first (E4, T18)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import delete, insert, select, update

from portal import audit, cli, keyring
from portal.audit.chain.heads import SignedHead
from portal.audit.chain.links import FIELDS, NO_LINK, link_digest
from portal.audit.models import EarlierEvent, Event, Head
from portal.database import migration_engine, open_scope, session, unit_of_work
from portal.keyring import Keyring, Purpose
from tests.integration.audit.conftest import NOW, READING, WRITING, Check, write
from tests.integration.conftest import AUTHORITY, SECRET

LINKS, KEPT = 24, 20
"""How long the chain is, and at which link its head left the box."""
TRIALS = int(os.environ.get("TRAIL_TRIALS", "8"))
"""How often each class is tried at another place; E4's own figure is 200."""
EVENTS: Any = Event.__table__
HEADS: Any = Head.__table__
EARLIER: Any = EarlierEvent.__table__
Rows = list[dict[str, Any]]


@dataclass
class Owner:
    """Somebody who may write to the database what they like."""

    engine: sqlalchemy.Engine
    keyring: Keyring
    kept: SignedHead
    original: Rows

    @contextmanager
    def raw(self) -> Iterator[sqlalchemy.Connection]:
        with self.engine.begin() as connection:
            yield connection

    def put(self, rows: Rows) -> None:
        """Make the chain these rows, and its head their last: an attacker does not forget it."""
        with self.raw() as connection:
            connection.execute(delete(EVENTS))
            connection.execute(insert(EVENTS), rows)
            last = {"seq": rows[-1]["seq"], "digest": rows[-1]["digest"]}
            connection.execute(update(HEADS).values(**last))


@pytest.fixture
def owner(own_app: Flask, url: str) -> Iterator[Owner]:
    """A chain whose head was kept elsewhere a few links ago, and its owner, every trigger gone."""
    write(own_app, KEPT, each=KEPT)
    with own_app.app_context(), open_scope(READING):
        kept = audit.signed_head(NOW)
    write(own_app, LINKS - KEPT, each=LINKS)
    engine = migration_engine(url)
    with engine.begin() as connection:
        _drop_triggers(connection)
        rows = [
            dict(row)
            for row in connection.execute(select(EVENTS).order_by(EVENTS.c.seq)).mappings()
        ]
    yield Owner(engine, own_app.extensions[keyring.EXTENSION], kept, rows)
    engine.dispose()


def _drop_triggers(connection: sqlalchemy.Connection) -> None:
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in names.scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        return
    for table in ("audit_event", "audit_head"):
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


def _sealed(rows: Rows, secret: bytes) -> Rows:
    """Hash rows anew from the first, as somebody with this key would."""
    digest = NO_LINK
    made = []
    for row in rows:
        digest = link_digest(secret, digest, [row[name] for name in FIELDS])
        made.append(row | {"digest": digest})
    return made


def _edit(rows: Rows, at: int, owner: Owner) -> Rows:
    return [*rows[:at], rows[at] | {"actor_id": None}, *rows[at + 1 :]]


def _edit_facts(rows: Rows, at: int, owner: Owner) -> Rows:
    at |= 1  # every second one has facts
    return [*rows[:at], rows[at] | {"facts": {"number": 99}}, *rows[at + 1 :]]


def _delete(rows: Rows, at: int, owner: Owner) -> Rows:
    return [*rows[:at], *rows[at + 1 :]]


def _renumbered(rows: Rows) -> Rows:
    return [row | {"seq": number} for number, row in enumerate(rows, start=1)]


def _delete_and_renumber(rows: Rows, at: int, owner: Owner) -> Rows:
    return _renumbered(_delete(rows, at, owner))


def _insert(rows: Rows, at: int, owner: Owner) -> Rows:
    return _renumbered([*rows[:at], dict(rows[at]), *rows[at:]])


def _swap(rows: Rows, at: int, owner: Owner) -> Rows:
    return _renumbered([*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]])


def _move_time(rows: Rows, at: int, owner: Owner) -> Rows:
    earlier = rows[at]["happened_at"] - timedelta(seconds=1)
    return [*rows[:at], rows[at] | {"happened_at": earlier}, *rows[at + 1 :]]


def _cut_tail(rows: Rows, at: int, owner: Owner) -> Rows:
    return rows[: at + 1]


def _rehash_without_key(rows: Rows, at: int, owner: Owner) -> Rows:
    return _sealed(_edit(rows, at, owner), secrets.token_bytes(32))


def _rehash_with_key(rows: Rows, at: int, owner: Owner) -> Rows:
    return _sealed(_edit(rows, at, owner), owner.keyring.current(Purpose.TRAIL).secret)


def _regrow_tail(rows: Rows, at: int, owner: Owner) -> Rows:
    grown = [row | {"actor_id": None} for row in rows[at + 1 :]]
    return _sealed([*rows[: at + 1], *grown], owner.keyring.current(Purpose.TRAIL).secret)


def _empty_facts(rows: Rows, at: int, owner: Owner) -> Rows:
    at |= 1
    return [*rows[:at], rows[at] | {"facts": None, "salt": None}, *rows[at + 1 :]]


ATTACKS: dict[str, Callable[[Rows, int, Owner], Rows]] = {
    "edit": _edit,
    "edit facts": _edit_facts,
    "facts emptied without saying so": _empty_facts,
    "delete": _delete,
    "delete and renumber": _delete_and_renumber,
    "insert": _insert,
    "swap": _swap,
    "move time": _move_time,
    "tail cut": _cut_tail,
    "hashed again without the key": _rehash_without_key,
    "hashed again with the key": _rehash_with_key,
    "tail grown again with the key": _regrow_tail,
}
NEEDS_A_KEPT_HEAD = ("tail cut", "hashed again with the key", "tail grown again with the key")


@pytest.mark.control("C42", "C44")
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_what_an_owner_does_is_found(
    attack: Callable[[Rows, int, Owner], Rows], owner: Owner, check: Check
) -> None:
    chance = Random(4)  # noqa: S311 - places to try, the same in every run
    assert check(heads=[owner.kept]).ok
    for _ in range(TRIALS):
        at = chance.randrange(1, KEPT - 2)
        owner.put(attack(owner.original, at, owner))
        verdict = check(heads=[owner.kept])
        assert not verdict.ok, at
        assert verdict.first_bad is not None
        assert verdict.first_bad <= KEPT
    owner.put(owner.original)
    assert check(heads=[owner.kept]).ok


@pytest.mark.parametrize("name", NEEDS_A_KEPT_HEAD)
def test_three_of_them_show_only_beside_a_head_that_left_the_box(
    name: str, owner: Owner, check: Check
) -> None:
    owner.put(ATTACKS[name](owner.original, 10, owner))
    assert check().ok
    assert not check(heads=[owner.kept]).ok
    assert not check(seals=[(owner.kept.seq, owner.kept.digest)]).ok


def test_a_head_nobody_here_signed_is_no_head(owner: Owner, check: Check) -> None:
    forged = SignedHead(AUTHORITY, 3, "0" * 64, owner.kept.time, 1, "0" * 64)
    assert check(heads=[forged]).first_bad == 3


@pytest.mark.parametrize(
    ("column", "value"),
    [("facts", "{not json"), ("subject_id", "nobody's"), ("happened_at", "once")],
)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_what_cannot_be_read_at_all_is_a_break_and_says_where(
    column: str, value: str, owner: Owner, check: Check
) -> None:
    with owner.raw() as connection:
        connection.exec_driver_sql(
            f"UPDATE audit_event SET {column} = ? WHERE seq = 8",  # noqa: S608 - the names stand above
            (value,),
        )
    assert check().first_bad == 8


def test_an_entry_with_no_head_is_found(owner: Owner, check: Check) -> None:
    with owner.raw() as connection:
        connection.execute(update(HEADS).values(seq=LINKS - 1))
    assert not check().ok
    with owner.raw() as connection:
        connection.execute(delete(HEADS))
    assert not check().ok


def _planted(count: int = 1) -> Rows:
    """Entries of another year, as somebody writes them who wants them to be the chain's own."""
    return [
        {
            "authority_id": AUTHORITY,
            "id": uuid4(),
            "event": "panels:interest:declared",
            "subject_kind": "meeting",
            "subject_id": uuid4(),
            "actor_id": uuid4(),
            "happened_at": datetime(2025, 3, 1, 9, tzinfo=UTC),
            "about_district": "burnley",
            "facts": {"number": number},
        }
        for number in range(count)
    ]


@pytest.fixture
def init(url: str, tmp_path: Path) -> Callable[[], Result]:
    """Set the test's own instance up, as after every upgrade."""
    environment = {
        "PORTAL_DATABASE_URL": url,
        "PORTAL_INSTANCE_DIR": str(tmp_path),
        "PORTAL_SECRET_KEY": SECRET,
    }
    return lambda: CliRunner().invoke(cli.main, ["init"], env=environment, catch_exceptions=False)


@pytest.mark.control("C42")
def test_what_is_planted_in_the_table_from_before_is_found_and_never_sealed(
    owner: Owner, check: Check, init: Callable[[], Result]
) -> None:
    planted = _planted(25)
    with owner.raw() as connection:
        connection.execute(insert(EARLIER), planted)
    assert check().first_bad == LINKS + 1
    said = init()
    assert said.exit_code == 1
    assert "panels:interest:declared at 2025-03-01 09:00" in said.stderr
    assert sum(str(row["id"]) in said.stderr for row in planted) == 20
    assert "and 5 more" in said.stderr
    verdict = check()
    assert (verdict.ok, verdict.first_bad) == (False, LINKS + 1)
    with owner.raw() as connection:
        assert len(connection.execute(select(EVENTS.c.seq)).all()) == LINKS
        connection.execute(delete(EARLIER))
    assert init().exit_code == 0
    assert check().ok


@pytest.mark.control("C42")
def test_nor_is_it_sealed_where_the_head_was_taken_away_to_look_like_a_new_chain(
    owner: Owner, init: Callable[[], Result]
) -> None:
    with owner.raw() as connection:
        connection.execute(delete(HEADS))
        connection.execute(insert(EARLIER), _planted())
    assert "The trail has begun" in init().stderr


@pytest.mark.control("C44")
def test_a_chain_begun_anew_from_planted_entries_shows_beside_a_head_that_left_the_box(
    owner: Owner, check: Check, init: Callable[[], Result]
) -> None:
    with owner.raw() as connection:
        connection.execute(delete(EVENTS))
        connection.execute(delete(HEADS))
        connection.execute(insert(EARLIER), _planted(LINKS))
    assert not check().ok
    assert init().exit_code == 0
    assert check().ok
    assert not check(heads=[owner.kept]).ok


TRIED = {
    "update": "UPDATE audit_event SET actor_id = NULL, why = 'x'",
    "update facts": "UPDATE audit_event SET facts = '{}'",
    "delete": "DELETE FROM audit_event",
    "delete the head": "DELETE FROM audit_head",
    "head put back": "UPDATE audit_head SET seq = 1",
}


@pytest.mark.control("C42")
@pytest.mark.parametrize("statement", TRIED.values(), ids=TRIED.keys())
def test_the_database_itself_only_adds(
    statement: str, own_app: Flask, url: str, check: Check
) -> None:
    write(own_app, 4, each=4)
    _refused(url, statement)
    assert check().events == 4


@pytest.mark.control("C42")
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", ["audit_event", "audit_head"])
def test_nothing_is_replaced_where_a_connection_asks_for_no_recursive_triggers(
    table: str, own_app: Flask, url: str, check: Check
) -> None:
    write(own_app, 4, each=4)
    _refused(
        url,
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",  # noqa: S608 - as above
    )
    assert check().ok


@pytest.mark.control("C42")
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["audit_event", "audit_head"])
def test_nothing_is_truncated(table: str, own_app: Flask, url: str, check: Check) -> None:
    write(own_app, 4, each=4)
    _refused(url, f"TRUNCATE {table}")
    assert check().events == 4


def _refused(url: str, statement: str) -> None:
    engine = migration_engine(url)
    with (
        pytest.raises(sqlalchemy.exc.DBAPIError, match="only added to"),
        engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_the_applications_own_statements_do_not_reach_a_row(own_app: Flask) -> None:
    write(own_app, 2)
    for statement in (update(Event).values(why="x"), delete(Event)):
        with (
            own_app.app_context(),
            pytest.raises(Exception, match="never changed"),
            unit_of_work(WRITING),
        ):
            session.execute(statement)
