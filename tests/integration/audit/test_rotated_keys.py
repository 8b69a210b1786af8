"""The trail's key is rotated: whoever has the one before makes no link any more (C42, C48)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from portal import audit, cli, keyring
from portal.audit.chain import heads
from portal.audit.chain.heads import SignedHead
from portal.audit.chain.links import FIELDS, link_digest
from portal.audit.models import Event
from portal.database import open_scope, session, unit_of_work
from portal.keyring import Key, Keyring, Purpose
from portal.protection.operations import keys
from tests.integration.audit.conftest import NOW, READING, WRITING, Check, write
from tests.integration.audit.test_attacks import (
    LINKS,
    Owner,
    Rows,
    _renumbered,
    _sealed,
    owner,
)
from tests.integration.conftest import SECRET

__all__ = ["owner"]
MORE = 6
"""Links after the rotation's own."""


def rotate(app: Flask) -> int:
    with app.app_context(), unit_of_work(WRITING):
        return keys.rotate(purpose=Purpose.TRAIL, actor_id=None, now=NOW)


@pytest.fixture
def rotated(own_app: Flask, owner: Owner) -> Rows:
    """The owner's chain and what it got after its key was changed."""
    assert rotate(own_app) == 2
    write(own_app, MORE, each=MORE)
    with owner.raw() as connection:
        events: Any = Event.__table__
        found = connection.execute(select(events).order_by(events.c.seq)).mappings()
        return [dict(row) for row in found]


def older_key(owner: Owner) -> Key:
    return owner.keyring.key(Purpose.TRAIL, 1)


def with_key(rows: Rows, owner: Owner, number: int = 1) -> Rows:
    """Make links of rows as somebody does who got the first key alone, and nothing else."""
    return _sealed([row | {"key_number": number} for row in rows], older_key(owner).secret)


def _entry_gone_after(rows: Rows) -> Rows:
    return _renumbered([*rows[: LINKS + 1], *rows[LINKS + 2 :]])


def _entry_gone_before(rows: Rows) -> Rows:
    return _renumbered([*rows[:5], *rows[6:]])


def _cut_below(rows: Rows) -> Rows:
    return rows[: LINKS - 2]


def _changed_and_cut_to_the_rotation(rows: Rows) -> Rows:
    return [*rows[:5], rows[5] | {"actor_id": None}, *rows[6:LINKS]]


def _changed_at_the_end(rows: Rows) -> Rows:
    return [*rows[:-1], rows[-1] | {"actor_id": None}]


@pytest.mark.control("C42", "C48")
@pytest.mark.parametrize(
    "attack",
    [
        _entry_gone_after,
        _entry_gone_before,
        _cut_below,
        _changed_and_cut_to_the_rotation,
        _changed_at_the_end,
    ],
)
def test_an_owner_with_the_key_before_makes_no_chain_that_holds(
    attack: Callable[[Rows], Rows], rotated: Rows, owner: Owner, check: Check
) -> None:
    assert check().ok
    owner.put(with_key(attack(rotated), owner))
    verdict = check()
    assert not verdict.ok
    assert verdict.first_bad is not None
    assert verdict.first_bad <= LINKS + 1
    owner.put(rotated)
    assert check().ok


@pytest.mark.control("C42", "C48")
def test_nor_does_one_who_goes_on_with_it_behind_true_links(
    rotated: Rows, owner: Owner, check: Check
) -> None:
    """Links that the new key made are kept, and what follows is made with the one before."""
    true, last = rotated[:-1], rotated[-1] | {"actor_id": None, "key_number": 1}
    secret = older_key(owner).secret
    forged = a_link(secret, true[-1]["digest"], last)
    owner.put([*true, forged])
    assert check().first_bad == last["seq"]
    assert check(since=last["seq"]).first_bad == last["seq"]


def a_link(secret: bytes, previous: str, row: dict[str, Any]) -> dict[str, Any]:
    fields = [row[name] for name in FIELDS]
    return row | {"digest": link_digest(secret, previous, fields)}


@pytest.mark.control("C42")
def test_a_ring_from_before_says_no_start_and_its_numbers_only_grow(
    own_app: Flask, owner: Owner, check: Check
) -> None:
    owner.keyring.rotate(Purpose.TRAIL)  # as rings were until now: with no word of a start
    write(own_app, MORE, each=MORE)
    assert check().ok
    with owner.raw() as connection:
        events: Any = Event.__table__
        found = connection.execute(select(events).order_by(events.c.seq)).mappings()
        rows = [dict(row) for row in found]
    last = rows[-1] | {"key_number": 1}
    owner.put([*rows[:-1], a_link(older_key(owner).secret, rows[-2]["digest"], last)])
    assert check().first_bad == last["seq"]
    owner.put(rows)
    assert rotate(own_app) == 3
    write(own_app, MORE, each=MORE)
    assert check().ok
    assert check(since=LINKS + 2).ok


@pytest.mark.control("C44", "C48")
def test_a_head_of_what_came_after_is_not_signed_with_the_key_before(
    own_app: Flask, rotated: Rows, owner: Owner, check: Check
) -> None:
    assert check(heads=[owner.kept]).ok, "signed before, with the key of its time"
    with own_app.app_context(), open_scope(READING):
        head = audit.signed_head(NOW)
    assert check(heads=[head]).ok
    old = older_key(owner)
    unsigned = replace(head, key_number=old.number, signature="")
    forged = replace(unsigned, signature=unsigned.signed_by(old.secret))
    assert check(heads=[forged]).first_bad == head.seq
    early: SignedHead = replace(owner.kept, key_number=2, signature="")
    late = replace(early, signature=early.signed_by(owner.keyring.key(Purpose.TRAIL, 2).secret))
    assert check(heads=[late]).ok, "a head is signed after it was read"


@pytest.mark.control("C48")
def test_a_rotation_that_is_not_saved_leaves_a_chain_that_goes_on(
    own_app: Flask, owner: Owner, check: Check
) -> None:
    with own_app.app_context(), suppress(RuntimeError), unit_of_work(WRITING):
        audit.rotate_key()
        raise RuntimeError
    assert check().ok
    assert rotate(own_app) == 3
    write(own_app, 2)
    assert check().ok


@pytest.mark.control("C48")
def test_whoever_writes_meanwhile_makes_no_link_with_the_key_before(
    own_app: Flask, owner: Owner, check: Check
) -> None:
    """Others hold the ring as it was; what they add behind the change bears the new key."""
    over = threading.Event()
    failures: list[BaseException] = []

    def add() -> None:
        while not over.is_set():
            try:
                write(own_app, 1)
            except BaseException as error:  # noqa: BLE001 - whatever failed is the finding
                failures.append(error)
                return
            over.wait(0.005)

    writers = [threading.Thread(target=add) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(5):
            rotate(own_app)
    finally:
        over.set()
        for writer in writers:
            writer.join()
    assert failures == []
    assert check().ok
    ring = Keyring(owner.keyring.path).keys(Purpose.TRAIL)
    starts = {key.number: key.follows.seq + 1 for key in ring if key.follows is not None}
    assert list(starts) == [2, 3, 4, 5, 6]
    with own_app.app_context(), open_scope(READING):
        for number, start in starts.items():
            bears = select(Event.seq).where(Event.key_number == number).order_by(Event.seq)
            assert session.scalars(bears).first() == start


@pytest.mark.control("C44", "C48")
def test_the_command_keeps_a_head_that_the_new_key_signed(
    own_app: Flask, url: str, tmp_path: Path
) -> None:
    write(own_app, 3)
    folder = tmp_path / "other-disk"
    environment = {
        "PORTAL_DATABASE_URL": url,
        "PORTAL_INSTANCE_DIR": str(tmp_path),
        "PORTAL_SECRET_KEY": SECRET,
    }

    def said(**more: str) -> dict[str, Any]:
        words = ["keys", "rotate", "trail", "--json"]
        answer = CliRunner().invoke(cli.main, words, env=environment | more, catch_exceptions=False)
        assert answer.exit_code == 0
        found: dict[str, Any] = json.loads(answer.stdout)
        return found

    first = said()
    assert (first["number"], first["kept_in"]) == (2, [])
    assert "portal audit head" in first["next"]
    second = said(PORTAL_TRAIL_HEADS_DIR=str(folder))
    (kept,) = heads.read(folder)
    assert second["kept_in"] == [str(next(folder.iterdir()))]
    assert (kept.seq, kept.key_number) == (5, 3)
    ring: Keyring = own_app.extensions[keyring.EXTENSION]
    assert [key.follows and key.follows.seq for key in ring.keys(Purpose.TRAIL)] == [None, 3, 4]
