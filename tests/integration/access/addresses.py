"""Every address of the portal, filled in for every kind of elsewhere an object can be.

A new route is picked up by itself. One whose address names something new fails with words on what
to add here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask
from werkzeug.routing import Rule

from portal.cases.holdings import YOUNG_PEOPLE
from portal.kernel.kinds import PanelKind
from portal.papers.rules.kinds import PaperKind
from portal.preparation.rules.agencies import Agency
from tests.integration.access.voices_there import TALKED_AT
from tests.integration.access.world import (
    OTHER_AUTHORITY,
    OTHER_DISTRICT,
    OTHER_ITEM,
    OTHER_PANEL,
    OWN,
    STOPPED,
    WITHDRAWN,
    Subject,
    World,
)
from tests.support.routes import first_choice

FOREIGN = "foreign id"
"""The other district's thing, asked for at the own district's address."""
NOTHING_OF_THAT_ID = UUID(int=4242)
NOWHERE = "nowhere"
"""Something that is not there at all; what may not be known must look like it."""
ANY = "-"
OBJECTS = (
    *(OWN, OTHER_ITEM, OTHER_PANEL, WITHDRAWN, STOPPED),
    *(OTHER_DISTRICT, FOREIGN, OTHER_AUTHORITY),
)
READING = ("GET", "HEAD")

ARGUMENTS: dict[str, Callable[[Subject], object]] = {
    "action_id": lambda subject: subject.action_id,
    "ask_id": lambda subject: subject.ask_id,
    "answer_id": lambda subject: subject.answer_id,
    "agency": lambda _subject: Agency.ACCESS_TO_RESOURCES.value,
    "change_id": lambda subject: subject.change_id,
    "deputy_id": lambda subject: subject.deputy_id,
    "district": lambda subject: subject.district,
    "filename": lambda _subject: _a_file(),
    "grant_id": lambda subject: subject.grant_id,
    "guide": lambda _subject: "meeting",
    "hold_id": lambda subject: subject.hold_id,
    "import_id": lambda subject: subject.import_id,
    "intake_id": lambda subject: subject.intake_id,
    "item_id": lambda subject: subject.item_id,
    "job_id": lambda subject: subject.job_id,
    "kind": lambda subject: subject.kind.value,
    "meeting_id": lambda subject: subject.meeting_id,
    "message_id": lambda subject: subject.message_id,
    "number": lambda _subject: 1,
    "organisation_id": lambda subject: subject.organisation_id,
    "override_id": lambda subject: subject.override_id,
    "page": lambda _subject: 1,
    "paper_id": lambda subject: subject.paper_id,
    "place": lambda subject: subject.filed_place,
    "position": lambda _subject: 1,
    "passkey_id": lambda _subject: NOTHING_OF_THAT_ID,
    "person_id": lambda subject: subject.person_id,
    "picture_id": lambda subject: subject.picture_id,
    "recusal_id": lambda subject: subject.recusal_id,
    "request_id": lambda subject: subject.request_id,
    "reveal_id": lambda subject: subject.reveal_id,
    "row_id": lambda subject: subject.young_person_id,
    "ruling_id": lambda subject: subject.ruling_id,
    "seat": lambda _subject: "housing_authority",
    "session_id": lambda _subject: NOTHING_OF_THAT_ID,
    "term_id": lambda subject: subject.term_id,
    "token": lambda subject: subject.link,
    "visit_id": lambda subject: subject.visit_id,
    "young_person_id": lambda subject: subject.young_person_id,
}
"""What an address can name, and where a subject has it.

The world holds no passkey and nobody's session to end: their addresses name nothing, and show who
passes the gate. Their own rooms' tests ask for real ones, and `unreached.py` names every such
address. A visit, a recusal, a deputy, a copy and an invitation there are of the own item, and a
link not yet used is the other's; what changed because of feedback is a district's, the same for
everybody in it.
"""
ARGUMENTS_AT: dict[tuple[str, str], Callable[[Subject], object]] = {
    ("packs.picture", "position"): lambda _subject: 0,
    ("papers.waiting_section_picture", "number"): lambda _subject: 0,
    ("visit_packs.picture", "position"): lambda _subject: 0,
    ("visit_packs.picture", "place"): lambda subject: subject.pictured_place,
    ("packs.picture", "place"): lambda subject: subject.pictured_place,
    ("papers.file", "paper_id"): lambda subject: subject.filed_id,
    ("papers.page_picture", "paper_id"): lambda subject: subject.filed_id,
    ("papers.section_picture", "paper_id"): lambda subject: subject.pictured_id,
    ("protection.record", "kind"): lambda _subject: A_RECORD,
    ("protection.record_submit", "kind"): lambda _subject: A_RECORD,
    ("protection.record_file", "kind"): lambda _subject: "views_answer",
    ("protection.record_file", "row_id"): lambda subject: subject.answer_id,
    ("saying.file", "number"): lambda _subject: TALKED_AT,
    ("signin.set_password", "token"): lambda subject: subject.invitation,
    ("signin.set_password_submit", "token"): lambda subject: subject.invitation,
}
"""What an address names otherwise than others do, by its endpoint."""
SENT: dict[str, Callable[[Subject], Mapping[str, str]]] = {
    "taking_part.take_back": lambda subject: {"ask": str(subject.ask_id)},
    "told.decided_submit": lambda subject: {
        "promise": str(subject.action_id),
        "answer": "happened",
    },
    "ways_in.send": lambda _subject: {"by": "email"},
}
"""What is sent along where an address alone names nothing; all other forms are sent empty."""
A_RECORD = "young_person"
"""The kind of record of which a copy's decision is asked: who they are."""
STAFFS_GUIDE = "members"
"""The guide that is asked for where working people read."""
WORK_HANDED_ON = YOUNG_PEOPLE
"""The kind of work that somebody's page of handing on is asked for."""


@dataclass(frozen=True, slots=True)
class Address:
    """One place to ask: a route and one object, with the path filled in."""

    endpoint: str
    rule: str
    objects: str
    path: str
    sent: Mapping[str, str] = field(default_factory=dict)
    """What a form sends along."""

    def asked(self, method: str) -> str:
        """Say what is asked, in the words in which a crawl keeps its answer."""
        return " ".join(filter(None, (method, self.path, urlencode(self.sent))))


def _a_file() -> str:
    folder = Path(__file__).resolve().parents[3] / "portal" / "static"
    return min(path.relative_to(folder).as_posix() for path in folder.rglob("*.css"))


def subject_for(world: World, state: str) -> Subject:
    """Return what an object state names, as an address of this instance would have to name it."""
    if state == NOWHERE:
        ids = [each.name for each in fields(Subject) if each.default_factory is uuid4]
        named: Any = {name: UUID(int=number) for number, name in enumerate(ids, start=1)}
        return replace(Subject(OWN, "", "burnley", PanelKind.LEAVING_CARE), **named)
    if state != FOREIGN:
        return world.subjects[state]
    there, here = world.subjects[OTHER_DISTRICT], world.subjects[OWN]
    return replace(there, district=here.district)


def values(rule: Rule, subject: Subject) -> dict[str, Any]:
    """Return what fills a rule in. LookupError for an argument that nobody has said how to fill."""
    missing = sorted(
        name for name in rule.arguments - ARGUMENTS.keys() if _one_of(rule, name) is None
    )
    if missing:
        raise LookupError(
            f"The route {rule.rule} names {', '.join(missing)}. Say in ARGUMENTS of "
            "tests/integration/access/addresses.py what that is for each object state, and give "
            "the world one of it in world.py if it has none."
        )
    return {name: _named(rule, name, subject) for name in rule.arguments}


def _named(rule: Rule, name: str, subject: Subject) -> object:
    named = ARGUMENTS_AT.get((rule.endpoint, name))
    return _one_of(rule, name) or ARGUMENTS[name](subject) if named is None else named(subject)


def _one_of(rule: Rule, name: str) -> str | None:
    """Return the first of the words an address takes there, where it takes only some of its own."""
    if name == "kind" and "person_id" in rule.arguments:
        return WORK_HANDED_ON
    if name == "guide" and rule.rule.startswith("/guides"):
        return STAFFS_GUIDE
    if name == "kind" and rule.endpoint.startswith("papers."):
        return PaperKind.CASE_SUMMARY.value
    return first_choice(rule, name) or None


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
        subject = subject_for(world, state)
        _, path = rule.build(values(rule, subject)) or ("", "")
        sent = SENT[rule.endpoint](subject) if rule.endpoint in SENT else {}
        if sent and "GET" in methods(rule):
            path, sent = f"{path}?{urlencode(sent)}", {}
        asked = f"{path} {urlencode(sent)}"
        if asked not in seen:
            seen.add(asked)
            named = bool(rule.arguments - {"filename"} or sent)
            yield Address(rule.endpoint, rule.rule, state if named else ANY, path, sent)
