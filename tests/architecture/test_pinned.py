"""What is installed is what was looked at: every line of the locks has a hash, asked for (C47)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PINNED = re.compile(r"[A-Za-z0-9][\w.-]*(\[[\w,-]+\])?==[\w.+!-]+")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
INSTALLS = re.compile(r"install\b.* -r |INSTALL\).* -r ", re.IGNORECASE)


def unpinned(lock: str) -> list[str]:
    """Return the entries of a lock that name no exact version or have no hash."""
    entries = re.split(r"(?<!\\)\n", lock.strip())
    return [
        entry.split()[0]
        for entry in entries
        if not PINNED.match(entry) or not HASH.search(entry) or "://" in entry
    ]


@pytest.mark.control("C47")
@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_line_of_a_lock_has_a_version_and_a_hash(lock: Path) -> None:
    assert unpinned(lock.read_text(encoding="utf-8")) == []


def test_each_set_of_requirements_has_its_lock() -> None:
    wanted = {each.with_suffix(".lock") for each in ROOT.glob("requirements*.in")}
    assert wanted == set(LOCKS)
    assert len(LOCKS) == 3


@pytest.mark.control("C47")
def test_whatever_is_installed_from_a_lock_is_held_to_its_hashes() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    flags = re.search(r"^PIPFLAGS\s*:=(.*)$", makefile, re.MULTILINE)
    assert flags is not None
    said = makefile.replace("$(PIPFLAGS)", flags[1])
    installing = [line for line in said.splitlines() if INSTALLS.search(line)]
    assert len(installing) >= len(LOCKS)
    assert [line for line in installing if "--require-hashes" not in line] == []


@pytest.mark.parametrize(
    "entry",
    [
        "flask",
        "flask>=3 \\\n    --hash=sha256:" + "0" * 64,
        "flask==3.1.0",
        "flask==3.1.0 \\\n    --hash=md5:" + "0" * 32,
        "flask @ https://elsewhere.example/flask.whl \\\n    --hash=sha256:" + "0" * 64,
    ],
)
def test_a_line_without_either_is_found(entry: str) -> None:
    sound = f"click==8.2.1 \\\n    --hash=sha256:{'1' * 64}"
    assert unpinned(sound) == []
    assert [each[:5] for each in unpinned(f"{sound}\n{entry}\n{sound}")] == ["flask"]
