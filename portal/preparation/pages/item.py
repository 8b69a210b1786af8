"""One item's preparation as one reader may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from portal.panels import operations as panels
from portal.panels import queries as panel_queries
from portal.panels.operations import ItemAt
from portal.panels.policy import shown
from portal.people import queries as people
from portal.people.policy import Actor
from portal.preparation import policy, queries
from portal.preparation.queries import AnswerRow, InvitationRow, ViewsRow
from portal.preparation.rules import questions
from portal.preparation.rules.agencies import Agency, stream_of
from portal.preparation.rules.keys import TaskKey
from portal.preparation.rules.readiness import Readiness, readiness
from portal.preparation.rules.tasks import State, Task
from portal.tenancy.door import variation_of

COLOURS = {
    State.LATE: "red",
    State.WAITING: "yellow",
    State.DONE: None,
    State.NOT_NEEDED: None,
}
"""The colour of a state's tag; finished is plain text."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page on which something is done: its endpoint, and the agency its address needs."""

    text: str
    page: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a page shows it."""

    key: TaskKey
    task: Task
    link: Link | None

    @property
    def state(self) -> str:
        """The state in words."""
        return self.task.state.label

    @property
    def colour(self) -> str | None:
        """The colour of its tag."""
        return COLOURS[self.task.state]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What an agency wrote, in words; empty answers are left out."""

    title: str
    by: str
    at: datetime
    version: int
    words: tuple[tuple[str, str], ...]
    challenges: bool


@dataclass(frozen=True, slots=True)
class Head:
    """Whose item a page is about, as this reader may know it."""

    item_id: UUID
    meeting_id: UUID
    young_person_id: UUID
    panel_name: str
    district_name: str
    day: date
    start: time | None
    who: str
    reference: str
    item_type: str
    """What the panel is asked about; empty where it is not asked any more."""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """An item's preparation."""

    head: Head
    whole: bool
    """Whether the reader sees everything that was brought, not only what they are asked for."""
    readiness: Readiness
    tasks: tuple[TaskRow, ...]
    forms: tuple[Link, ...]
    answers: tuple[AnswerView, ...]
    invitations: tuple[InvitationRow, ...]
    views: tuple[ViewsRow, ...]
    may_tell: bool
    over: bool


def head_of(found: ItemAt) -> Head:
    """Return what every page about one item says first."""
    row = panel_queries.item_row(found.item.id)
    facts = [
        ("Social worker", row.social_worker),
        ("Manager", row.manager or "none named"),
        ("Comes in the social worker’s place", found.live.stand_in),
    ]
    return Head(
        item_id=row.id,
        meeting_id=row.meeting_id,
        young_person_id=row.young_person_id,
        panel_name=found.kind.label,
        district_name=variation_of(row.district_id).ref.name,
        day=found.meeting.held_on,
        start=row.start,
        who=shown(sees=found.sight.named, name=row.preferred_name, reference=row.reference),
        reference=row.reference,
        item_type=row.item_type,
        facts=tuple((label, words) for label, words in facts if words),
    )


def item_page(*, actor: Actor, item_id: UUID, now: datetime) -> ItemPage:
    """Return an item's preparation. NotFoundError for whom the item is not there."""
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    panels.require_open(actor, found, now)
    prepared = queries.item_prepared(item_id, now).items[0]
    whole = policy.reads_everything(found.sight) or policy.builds(actor, found.facts)
    tasks = policy.tasks_for(prepared.tasks, actor, found.facts, found.about)
    writes = policy.writes_for(actor, found.facts, found.about)
    may_tell = policy.tells_of_young_person(actor, found.facts, found.about)
    speaks = policy.speaks_for(actor, found.facts, found.about)
    return ItemPage(
        head=head_of(found),
        whole=whole,
        readiness=readiness(tasks),
        tasks=tuple(
            TaskRow(each.key, each, _link(each, writes, may_tell=may_tell)) for each in tasks
        ),
        forms=_forms(writes, tasks, speaks),
        answers=_answers(item_id, actor, speaks, whole=whole),
        invitations=queries.invitations_of(item_id) if whole else (),
        views=queries.views_sought_of(item_id) if whole else (),
        may_tell=may_tell and not found.over,
        over=found.over,
    )


_TOLD = {
    TaskKey.INVITATION: Link("Write down the invitation", "preparation.invitation"),
    TaskKey.VIEWS: Link("Ask, and write down what they say", "voice.views"),
}
_AGREEMENTS = Link("Ask, and write down the answer", "agreements.item")
_PAPERS = Link("Go to the papers of this item", "papers.papers")
_ELSEWHERE = {
    TaskKey.BE_DISCUSSED: _AGREEMENTS,
    TaskKey.SHARE_PAPERS: _AGREEMENTS,
    TaskKey.REFER_TO_HOUSING: _AGREEMENTS,
    TaskKey.CASE_SUMMARY: _PAPERS,
    TaskKey.SUMMARY_FETCHED: _PAPERS,
    TaskKey.CARE_PLANNING_RECORD: _PAPERS,
    TaskKey.WHO_COMES: Link("Say who comes", "panels.stand_in"),
}


def _link(task: Task, writes: frozenset[Agency], *, may_tell: bool) -> Link | None:
    """Return where a task is done, for somebody who may do it."""
    if task.agency is not None:
        if task.agency not in writes:
            return None
        return Link("Write it", "preparation.form", task.agency.value)
    if not may_tell:
        return None
    return _TOLD.get(task.key) or _ELSEWHERE.get(task.key)


def _forms(
    writes: frozenset[Agency], tasks: Iterable[Task], speaks: frozenset[Agency]
) -> tuple[Link, ...]:
    """Return the forms of the agencies somebody speaks for that no task leads to."""
    led_to = {each.agency for each in tasks}
    return tuple(
        Link(f"{each.brings}: {each.label}", "preparation.form", each.value)
        for each in Agency
        if each in writes and each not in led_to and each in speaks
    )


def _answers(
    item_id: UUID, actor: Actor, speaks: frozenset[Agency], *, whole: bool
) -> tuple[AnswerView, ...]:
    """Return what was written that this reader may read: all of it, or their own agency's."""
    organisation_id = people.person(actor.person_id).organisation_id
    own = {stream_of(each, organisation_id, actor.person_id) for each in speaks}
    rows = queries.answers_of(item_id)
    return tuple(answer_view(row) for row in rows if whole or row.stream in own)


def answer_view(row: AnswerRow) -> AnswerView:
    """Return one agency's answers in words."""
    words = questions.in_words(row.agency, row.answers)
    source = f"{row.agency.label}, {row.organisation}" if row.organisation else row.agency.label
    return AnswerView(
        title=f"{row.agency.brings} ({source})",
        by=row.given_by,
        at=row.given_at,
        version=row.version,
        words=tuple((label, said) for label, said in words if said),
        challenges=row.answers.get("challenge") == "yes",
    )
