"""Every capability has the same file names and no others."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.walls.sources import CAPABILITIES, MADE, ROOM_FILES, where

# What a room needs beyond the common names, each for a reason that a newcomer can look up here.
EXTRA = {
    "people": {
        "decisions": "what was decided about access in this request, so that the gate can prove it",
        "gate": "enforces the rule every endpoint declares",
        "reading": "keeps the log of who was shown whom, for the gate",
        "passwords": "the one place that hashes and compares passwords",
        "standing": "who somebody is now, put together from this room and those above",
        "visiting": "the young person a request comes from, for the gate and the rooms above",
        "places": "where a role may count, as a pure value that forms and files name",
        "granting": "who may give which role to whom, as pure rules over the table of roles",
        "wording": "a role as a sentence, and what each permission lets somebody do",
        "holdings": "what rooms above know of a person: seats, and work to hand on",
        "joiners": "reads the file of joiners or leavers",
    },
    "signin": {
        "council": "speaks OpenID Connect with the council's own sign-in",
        "devices": "the cookie that says which accounts signed in from a browser before",
        "kept": "keeps what was typed when somebody's time ran out",
        "passkeys": "speaks WebAuthn with browsers",
        "holdings": "how far somebody has come with signing in, for their page",
        "presence": "tells the gate who a request comes from, and what is left of their time",
        "promises": "when a browser may try again, as its cookie was told",
        "sealing": "seals what only this room opens again",
    },
    "tenancy": {"door": "turns the address into a district and opens the scope"},
    "outbox": {
        "channels": "the ways a message leaves",
        "filling": "what rooms above put into a message only as it leaves",
        "invitations": "a calendar entry for one person, without a name",
        "jobs": "the kinds of work that rooms above register",
        "worker": "takes what is due, outside any request",
    },
    "audit": {"chain": "what makes a changed event show"},
    "records": {"holdings": "the actions somebody who leaves must hand on"},
    "panels": {
        "holdings": "the seats somebody holds, and the items they must hand on",
        "agenda": "the agenda as one frozen value, which every document shows",
        "hearing": "what rooms above say of whether an item may be heard",
        "documents": "that value as PDF, Word and calendar",
        "looking": "what must be looked at before it goes out, as a room above finds it",
        "readiness": "how ready items are, as a room above says it",
        "sent": "what rooms above do when an agenda goes out",
        "taking_part": "how young people take part, as a room above says it",
        "turnout": "who came to a panel day, as the room of its attendance list says it",
        "besides": "what rooms above say on an item's page",
        "following": "what rooms above do when an item passes from one person to another",
        "allocations": "reads the file of who works with whom",
        "young_first": "what a room above tells young people before anybody else",
    },
    "packs": {
        "documents": "a pack as one tagged PDF, and the pages of files as text and pictures",
        "said": "what young people want to say, as the room of their words gives it",
    },
    "entry": {
        "kept": "keeps what a young person typed when their visit ran out",
        "home": "what rooms above put on the first page a young person sees",
        "visiting": "tells the gate which young person a request comes from",
        "written": "whether anything stands in somebody's own pages, as rooms above say it",
    },
    "cases": {
        "holdings": "the young people somebody who leaves must hand on",
        "ssda903": "reads the county's own statutory return",
    },
    "papers": {
        "files": "the files themselves: checked, cleaned, read, and kept sealed",
        "commands": "what `portal papers` answers, as facts",
        "holders": "rooms above that keep files of their own in the store",
        "leaving": "what rooms above do when a paper is given to nobody any more",
        "readers": "who can see a paper and why, with what rooms above add",
    },
    "guides": {
        "content": "the guides themselves, as Markdown, one file a language and reading level",
        "documents": "a guide as PDF in large letters",
    },
    "preparation": {
        "own_answers": "what young people answered by themselves, as a room above says it",
        "spoken": "whether views were given, as the room of their words says",
    },
    "participation": {
        "recording": "where a recording is made, as the room of their words says",
    },
    "trail": {"commands": "the facts behind `portal audit`"},
    "protection": {"commands": "what this room's commands answer, as facts and as files"},
}
AUDIENCES = frozenset({"staff", "member", "visitor", "young_person", "provider", "board", "api"})


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
