"""One panel cycle with whoever is there, and every message its readers get, as it leaves.

The cycle is the same whoever is there: agendas go out, are changed and go out again, papers join a
pack and leave it, slots and the day are moved, records are filed. What concerns a young person who
is not there is left out, and nothing else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask

from portal.cases.rules.allocation import Post
from portal.kernel.kinds import PanelKind
from portal.outbox.channels import Ways
from portal.outbox.channels.files import FileWay
from portal.outbox.channels.mail import NEUTRAL_SENDER
from portal.outbox.worker import Worker
from portal.packs import operations as packs
from portal.panels import operations as panels
from portal.panels import queries as panel_queries
from portal.papers import operations as papers
from portal.papers import queries as paper_queries
from portal.papers.rules.kinds import PaperKind
from portal.people.policy import Role
from portal.preparation.operations import queue_reminding
from portal.records import operations as records
from portal.records import queries as record_queries
from portal.records.rules import ActionDraft, RecordDraft, TookPart
from portal.variations.values import OrganisationKind
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import (
    NOW,
    PANEL_DAY,
    District,
    actor_of,
    add_young_person,
    register,
)
from tests.integration.panels.office import SETTLED
from tests.integration.panels.people_of_panels import CHAIR_SEAT, email_of, seat, somebody
from tests.support.agreed import agreed
from tests.support.organisations import organisation
from tests.support.owner import undone
from tests.support.packs import add_paper, shared_with

MINE, BESIDE, HIDDEN, TAKEN_OFF = "mine", "beside", "hidden", "hidden and taken off"
OTHER_PANEL, OTHER_DISTRICT = "other panel", "other district"
BURNLEY_HEARS = (MINE, BESIDE, HIDDEN, TAKEN_OFF)
"""The young people of one agenda: the one a visitor is asked to, one beside it, and two in whom
others declare an interest."""
EVERYBODY = (*BURNLEY_HEARS, OTHER_PANEL, OTHER_DISTRICT)
ELSEWHERE = {
    OTHER_PANEL: ("burnley", PanelKind.LASTING_HOME),
    OTHER_DISTRICT: ("preston", PanelKind.LEAVING_CARE),
}
RECUSED = ("Artie Interested", "Charlie Example", "Sam Testcase")
"""Who stays out: in a seat, as the chair, and as the social worker of the others on the agenda."""
VISITING, SEATED = "Val Visiting", "Prue Seated"
"""Two of a provider: one asked to one item, one in the provider's seat."""
PROVIDER_SEAT, MEMBERS_SEAT = "supported_accommodation", "access_to_resources"
MOVED_TO = date(2026, 12, 18)
_CHANGING = (
    re.compile(r"(?<=^Message-ID: <)[^@]*", re.MULTILINE),
    re.compile(r"={15}\d+=="),
)
"""What differs from one message to the next: its own id, and where its parts begin."""

Sent = dict[str, list[str]]
"""By who got it: each message as its way sent it, after the moment at which it left."""


@dataclass
class Cycle:
    """A county with its people, and what leaves for them."""

    app: Flask
    clock: MovableClock
    district: District
    folder: Path
    meetings: dict[str, UUID] = field(default_factory=dict)
    young: dict[str, UUID] = field(default_factory=dict)
    items: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    organisations: tuple[UUID, ...] = ()
    there: tuple[str, ...] = EVERYBODY
    """Who is there in this world."""

    def __post_init__(self) -> None:
        """Enter who is there in every world: people, meetings, and nobody on an agenda."""
        self.clock.instant = NOW
        with self.district.working():
            provider = organisation("Madeup Lodgings", OrganisationKind.PROVIDER)
            self.organisations = (organisation().id, provider.id)
            members = (
                somebody(RECUSED[0]),
                self.district.chair.person_id,
                self.district.worker.person_id,
            )
            self.people = dict(zip(RECUSED, members, strict=True))
            seat(self.district, self.people[RECUSED[0]], MEMBERS_SEAT)
            seat(self.district, self.people[RECUSED[1]], CHAIR_SEAT)
            seat(self.district, somebody(SEATED, organisation=provider), PROVIDER_SEAT)
            somebody(VISITING, organisation=provider)
            self.county = actor_of(register("Cora County", Role.CASE_SUPPORT, None))
            self.workers = [
                register(name, Role.SOCIAL_WORKER, None)
                for name in ("Wren Elsewhere", "Willa Elsewhere")
            ]
            for place, (district, kind) in ELSEWHERE.items():
                self.meetings[place] = panels.plan_meeting(
                    actor=self.county,
                    now=NOW,
                    district_id=district,
                    kind=kind,
                    held_on=PANEL_DAY,
                    part="am",
                ).meeting_id
            self.young = {
                name: add_young_person(
                    10 + number, district_id=ELSEWHERE.get(name, ("burnley",))[0]
                )
                for number, name in enumerate(EVERYBODY)
            }
        self.meetings |= dict.fromkeys(BURNLEY_HEARS, self.district.meeting_id)
        self._post = FileWay(self.folder, NEUTRAL_SENDER)
        self._worker = Worker(self.app, out=Ways(email=self._post, sms=None))

    def told(self, there: Iterable[str] = EVERYBODY, *, late: bool = False) -> Sent:
        """Go through the cycle with these young people, and undo it; return what left for whom.

        Interests are declared before the agenda goes out, or ``late``, once it is out.
        """
        self.clock.instant, self.there = NOW, tuple(there)
        found: Sent = defaultdict(list)
        with undone(self.app):
            for step in self._steps(late=late):
                step()
                self._take(found)
                self.clock.instant += SETTLED
                self._take(found)
        return {address: sorted(messages) for address, messages in found.items()}

    def _take(self, found: Sent) -> None:
        """Let the worker send what is due, and take it in."""
        self._worker.empty()
        for path in self.folder.glob("*.*"):
            content = path.read_bytes()
            address = str(message_from_bytes(content, policy=policy.default)["To"])
            text = content.decode()
            for pattern in _CHANGING:
                text = pattern.sub("", text)
            found[address].append(f"{self.clock.instant}\n{text}")
            path.unlink()

    def _steps(self, *, late: bool) -> Iterator[Callable[[], None]]:
        """Give what is done, in order: so much each time, whoever is there for it to be done to."""
        yield self._nominate
        yield self._remind
        yield partial(self._stay_out, () if late else self.there)
        yield partial(self._publish, EVERYBODY)
        yield partial(self._stay_out, self.there if late else ())
        for name in (HIDDEN, OTHER_PANEL, OTHER_DISTRICT):
            yield partial(self._another_worker, name)
            yield partial(self._publish, [name])
        yield self._new_papers
        yield self._next_morning
        yield self._withdraw_papers
        yield self._take_off
        yield partial(self._publish, [TAKEN_OFF])
        yield partial(self._do, panels.move_item, MINE, direction="down")
        yield partial(self._publish, [MINE])
        yield self._move_the_day
        yield self._hold

    def _do(self, operation: Callable[..., object], name: str = "", **arguments: Any) -> None:
        """Do one operation as case support of the county, to somebody's item where one is named."""
        given = {"actor": self.county, "now": self.clock.instant} | arguments
        with self.district.working():
            operation(**given, **({"item_id": self.items[name]} if name else {}))

    def _of(self, *names: str) -> list[str]:
        """Return who of these is there."""
        return [name for name in names if name in self.there]

    def _nominate(self) -> None:
        for name in self._of(*EVERYBODY):
            place = BURNLEY_HEARS.index(name) if name in BURNLEY_HEARS else 0
            sams = name in {MINE, BESIDE}
            with self.district.working():
                slot = panel_queries.timetable(self.meetings[name])[place]
                self.items[name] = panels.nominate(
                    actor=self.county,
                    now=self.clock.instant,
                    meeting_id=self.meetings[name],
                    young_person_id=self.young[name],
                    item_type="Review of the plan",
                    slot_id=slot.id,
                    social_worker_id=self.district.worker.person_id if sams else self.workers[0],
                ).item_id
                agreed(self.items[name])
        self._do(panels.invite_visitor, MINE, email=email_of(VISITING), reason="One question")

    def _remind(self) -> None:
        with self.district.working():
            queue_reminding(now=self.clock.instant)

    def _stay_out(self, names: Collection[str]) -> None:
        for name in (name for name in (HIDDEN, TAKEN_OFF) if name in names):
            for person_id in self.people.values():
                self._do(panels.declare_interest, name, person_id=person_id, reason="A neighbour")

    def _publish(self, names: Iterable[str]) -> None:
        for meeting_id in sorted({self.meetings[name] for name in self._of(*names)}):
            self._do(panels.publish_agenda, meeting_id=meeting_id)

    def _another_worker(self, name: str) -> None:
        if name in self.there:
            said = {Post.SOCIAL_WORKER: self.workers[1]}
            self._do(panels.allocate, young_person_id=self.young[name], said=said)

    def _new_papers(self) -> None:
        """Bring a paper about everybody, agreed for all who read, and put them into the packs."""
        for name in self._of(*EVERYBODY):
            with self.district.working():
                add_paper(
                    self.items[name],
                    PaperKind.OTHER,
                    {"home": "A letter"},
                    at=self.clock.instant,
                )
                shared_with(self.items[name], self.organisations, at=self.clock.instant)
        for meeting_id in sorted({self.meetings[name] for name in self.there}):
            self._do(packs.put_in_pack, meeting_id=meeting_id)

    def _withdraw_papers(self) -> None:
        for name in self._of(*EVERYBODY):
            with self.district.working(writes=False):
                held = paper_queries.papers_of([self.items[name]])[self.items[name]]
                known = [(paper.id, paper.version) for paper in held]
            for paper_id, version in known:
                self._do(papers.withdraw, paper_id=paper_id, version=version, reason="Not theirs.")

    def _next_morning(self) -> None:
        self.clock.instant = datetime.combine(NOW.date() + timedelta(days=1), NOW.timetz())

    def _take_off(self) -> None:
        for name in self._of(TAKEN_OFF):
            self._do(panels.withdraw_item, name, reason="Not this time")

    def _move_the_day(self) -> None:
        self._do(
            panels.move_meeting,
            meeting_id=self.district.meeting_id,
            held_on=MOVED_TO,
            place="Room 3, Example House",
        )

    def _hold(self) -> None:
        """Hold the panel: write and file each record, and let each young person answer."""
        self.clock.instant = datetime.combine(MOVED_TO, NOW.timetz())
        self._do(records.open_day, meeting_id=self.district.meeting_id)
        for name in self._of(MINE, BESIDE, HIDDEN):
            with self.district.working():
                self._record(name)

    def _record(self, name: str) -> None:
        """Write and file one record; then its young person says that a promise was not kept."""
        given: dict[str, Any] = {"actor": self.county, "now": self.clock.instant}
        given |= {"item_id": self.items[name]}
        record = records.save_participation(**given, version=0, took_part=TookPart.CAME, note="")
        action = ActionDraft(
            "Look for a home",
            self.workers[1] if name == HIDDEN else self.district.worker.person_id,
            date(2027, 1, 8),
            plain_words="We look for a home",
        )
        draft = RecordDraft(
            discussion="What was said.",
            decision_key="supported_lodgings",
            barriers=("A deposit",),
            actions=(action,),
            plain_words="You stay where you are.",
        )
        record = records.save_item(**given, version=record.version, draft=draft)
        record = records.file_record(**given, version=record.version, receipt="CS-1")
        records.answer_promise(
            now=self.clock.instant,
            young_person_id=self.young[name],
            action_id=record_queries.actions(record.id)[0].id,
            happened=False,
            seen=0,
        )
