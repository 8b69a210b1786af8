"""Every address of the portal, filled in for every kind of elsewhere an object can be.

A new route is picked up by itself. One whose address names something new fails with words on what
to add here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

from portal.kernel.kinds import PanelKind
from tests.integration.access.world import (
    OTHER_AUTHORITY,
    OTHER_DISTRICT,
    OTHER_ITEM,
    OTHER_PANEL,
    OWN,
    WITHDRAWN,
    Subject,
    World,
)

FOREIGN = "foreign id"
"""The other district's thing, asked for at the own district's address."""
NOWHERE = "nowhere"
"""Something that is not there at all; what may not be known must look like it."""
ANY = "-"
OBJECTS = (OWN, OTHER_ITEM, OTHER_PANEL, WITHDRAWN, OTHER_DISTRICT, FOREIGN, OTHER_AUTHORITY)
READING = ("GET", "HEAD")

ARGUMENTS: dict[str, Callable[[Subject], object]] = {
    "action_id": lambda subject: subject.action_id,
    "district": lambda subject: subject.district,
    "filename": lambda _subject: _a_file(),
    "import_id": lambda subject: subject.import_id,
    "item_id": lambda subject: subject.item_id,
    "kind": lambda subject: subject.kind.value,
    "meeting_id": lambda subject: subject.meeting_id,
    "term_id": lambda subject: subject.term_id,
    "young_person_id": lambda subject: subject.young_person_id,
}
"""What an address can name, and where a subject has it."""


@dataclass(frozen=True, slots=True)
class Address:
    """One place to ask: a route and one object, with the path filled in."""

    endpoint: str
    rule: str
    objects: str
    path: str


def _a_file() -> str:
    folder = Path(__file__).resolve().parents[3] / "portal" / "static"
    return min(path.relative_to(folder).as_posix() for path in folder.rglob("*.css"))


def subject_for(world: World, state: str) -> Subject:
    """Return what an object state names, as an address of this instance would have to name it."""
    if state == NOWHERE:
        return Subject(
            OWN, "", "burnley", PanelKind.LEAVING_CARE, *(UUID(int=n) for n in range(1, 8))
        )
    if state != FOREIGN:
        return world.subjects[state]
    there, here = world.subjects[OTHER_DISTRICT], world.subjects[OWN]
    return Subject(
        there.state,
        there.authority,
        here.district,
        there.kind,
        there.meeting_id,
        there.panel_id,
        there.item_id,
        there.young_person_id,
        there.action_id,
        there.term_id,
        there.import_id,
    )


def values(rule: Rule, subject: Subject) -> dict[str, Any]:
    """Return what fills a rule in. LookupError for an argument that nobody has said how to fill."""
    missing = sorted(rule.arguments - ARGUMENTS.keys())
    if missing:
        raise LookupError(
            f"The route {rule.rule} names {', '.join(missing)}. Say in ARGUMENTS of "
            "tests/integration/access/addresses.py what that is for each object state, and give "
            "the world one of it in world.py if it has none."
        )
    return {name: ARGUMENTS[name](subject) for name in rule.arguments}


def rules(app: Flask) -> list[Rule]:
    """Return every rule of the application by its text and methods."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(methods(rule))))


def methods(rule: Rule) -> frozenset[str]:
    """Return the methods a rule declares."""
    return frozenset(rule.methods or ())


def addresses(world: World, rule: Rule, objects: tuple[str, ...] = OBJECTS) -> Iterator[Address]:
    """Give a rule's addresses, one for each object state that makes one of its own."""
    seen: set[str] = set()
    for state in objects:
        _, path = rule.build(values(rule, subject_for(world, state))) or ("", "")
        if path not in seen:
            seen.add(path)
            named = bool(rule.arguments - {"filename"})
            yield Address(rule.endpoint, rule.rule, state if named else ANY, path)
