"""The instance's keys: made once, readable by their owner alone, old ones kept."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest

from portal.keyring import Key, Keyring, MissingKeyError, Purpose


def test_the_file_is_made_at_first_use_for_its_owner_alone(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "instance" / "keys.json")
    first = ring.current(Purpose.FIELDS)
    assert stat.S_IMODE(ring.path.stat().st_mode) == 0o600
    assert [path.name for path in ring.path.parent.iterdir()] == ["keys.json"]
    assert Keyring(ring.path).current(Purpose.FIELDS) == first


@pytest.mark.control("C48")
def test_no_key_serves_two_purposes(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys.json")
    assert len({ring.current(purpose).secret for purpose in Purpose}) == len(Purpose)


@pytest.mark.control("C48")
def test_a_new_key_seals_and_the_old_one_still_opens(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys.json")
    old = ring.current(Purpose.TRAIL)
    other = Keyring(ring.path)
    assert other.current(Purpose.TRAIL) == old
    new = ring.rotate(Purpose.TRAIL)
    assert ring.current(Purpose.TRAIL) == new != old
    assert ring.key(Purpose.TRAIL, old.number) == old
    assert other.key(Purpose.TRAIL, new.number) == new, "another process looks again"


def test_a_key_that_is_not_held_is_named_not_shown(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys.json")
    with pytest.raises(MissingKeyError, match="trail key number 7"):
        ring.key(Purpose.TRAIL, 7)
    assert repr(ring.current(Purpose.TRAIL)) == "Key(1)"


def test_a_file_from_before_a_purpose_existed_gets_its_ring_and_keeps_the_others(
    tmp_path: Path,
) -> None:
    ring = Keyring(tmp_path / "keys.json")
    trail = ring.current(Purpose.TRAIL)
    held = json.loads(ring.path.read_text(encoding="utf-8"))
    del held[Purpose.FACTORS.value]
    ring.path.write_text(json.dumps(held), encoding="utf-8")
    first, second = Keyring(ring.path), Keyring(ring.path)
    assert first.current(Purpose.FACTORS) == second.current(Purpose.FACTORS)
    assert first.current(Purpose.TRAIL) == trail
    assert stat.S_IMODE(ring.path.stat().st_mode) == 0o600


def test_a_process_that_runs_seals_with_a_key_that_another_one_added(tmp_path: Path) -> None:
    ring, other = (Keyring(tmp_path / "keys.json") for _ in range(2))
    assert ring.current(Purpose.FIELDS).number == other.current(Purpose.FIELDS).number == 1
    added = other.rotate(Purpose.FIELDS)
    assert ring.current(Purpose.FIELDS) == added
    assert ring.numbers(Purpose.FIELDS) == (1, 2)


def test_no_key_is_lost_where_several_add_one_at_once(tmp_path: Path) -> None:
    """A lost key is a lost record: what it sealed opens for nobody."""
    path = tmp_path / "keys.json"
    Keyring(path).current(Purpose.FIELDS)
    added: list[Key] = []

    def add() -> None:
        added.append(Keyring(path).rotate(Purpose.FIELDS))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ring = Keyring(path)
    assert sorted(key.number for key in added) == list(range(2, 10))
    assert all(ring.key(Purpose.FIELDS, key.number) == key for key in added)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
