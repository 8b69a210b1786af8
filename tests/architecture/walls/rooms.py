"""Every capability has the same file names and no others."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.walls.sources import CAPABILITIES, MADE, ROOM_FILES, where

# What a room needs beyond the common names, each for a reason that a newcomer can look up here.
EXTRA = {
    "people": {
        "gate": "enforces the rule every endpoint declares",
        "passwords": "the one place that hashes and compares passwords",
        "standing": "who somebody is now, put together from this room and those above",
    },
    "tenancy": {"door": "turns the address into a district and opens the scope"},
    "outbox": {
        "channels": "the ways a message leaves",
        "invitations": "a calendar entry for one person, without a name",
        "jobs": "the kinds of work that rooms above register",
        "worker": "takes what is due, outside any request",
    },
    "audit": {"chain": "what makes a changed event show"},
    "panels": {
        "agenda": "the agenda as one frozen value, which every document shows",
        "documents": "that value as PDF, Word and calendar",
    },
    "cases": {"ssda903": "reads the county's own statutory return"},
}
AUDIENCES = frozenset({"staff", "member", "young_person", "provider", "board", "api"})


def find_faults(root: Path) -> list[str]:
    """List every file of a capability whose name is not one of the agreed ones."""
    faults: list[str] = []
    for room in CAPABILITIES:
        folder = root / "portal" / room
        if not folder.is_dir():
            continue
        names = {*ROOM_FILES, *EXTRA.get(room, {}), "__init__"}
        for path in sorted(folder.iterdir()):
            if path.name in MADE or path.name == "templates":
                continue
            if path.suffix not in {"", ".py"} or path.stem not in names:
                faults.append(f"{where(root, path)} is not one of a room's agreed file names")
        faults += _routes(root, folder / "routes")
        faults += _templates(root, folder / "templates", room)
    return faults


def _routes(root: Path, folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    # "staff_agenda.py" beside "staff.py": one audience's routes in more than one file.
    return [
        f"{where(root, path)} is not named for an audience"
        for path in sorted(folder.glob("*.py"))
        if path.stem != "__init__"
        and not any(path.stem == name or path.stem.startswith(f"{name}_") for name in AUDIENCES)
    ]


def _templates(root: Path, folder: Path, room: str) -> list[str]:
    if not folder.is_dir():
        return []
    return [
        f"{where(root, path)} would hide another room's template: it belongs in templates/{room}"
        for path in sorted(folder.iterdir())
        if path.name != room
    ]
