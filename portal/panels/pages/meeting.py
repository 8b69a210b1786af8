"""The agenda builder, and the page on which an agenda is checked before it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from portal.kernel.deadlines import Deadline, DeadlineState
from portal.kernel.errors import RuleError
from portal.kernel.wording import clock_time, counted, template_time
from portal.panels import operations, queries
from portal.panels.agenda import AgendaPage, changes_between
from portal.panels.operations import Draft, publishing
from portal.panels.operations.drafting import listed
from portal.panels.operations.facts import timetable_for
from portal.panels.operations.items import places
from portal.panels.operations.local import day_of
from portal.panels.pages.agenda import named_on, page_of
from portal.panels.pages.posts import NOT_OUT, nobody_at, nobody_publishes
from portal.panels.pages.telling import delivery_sentence
from portal.panels.policy import Reader, Sight, require_at, shown
from portal.panels.rules import publication, timetable
from portal.panels.taking_part import TakingPart
from portal.people.policy import Actor, Permission

PARTS = {"am": "Morning", "pm": "Afternoon", "full": "Whole day"}


def part_words(part: str) -> str:
    """Return a part of the day in words; a district's own part by its own name."""
    return PARTS.get(part, part.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True, kw_only=True)
class BuilderItem:
    """An item on the builder. `about` completes a button's words for a screen reader."""

    id: UUID
    version: int
    who: str
    item_type: str
    social_worker: str
    manager: str
    adviser: str
    stand_in: str
    chair: str
    up: bool
    down: bool
    hearing: str
    may_be_heard: bool
    part: str
    """How they take part, and what waits for an answer; empty while nothing was chosen."""
    targets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuilderRow:
    """One slot on the builder."""

    slot_id: UUID
    start: time
    minutes: int
    kind: str
    item: BuilderItem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """A meeting and its agenda, to be built. `free` counts the slots still open to everyone."""

    id: UUID
    panel_id: UUID
    panel_name: str
    district_name: str
    day: date
    part: str
    place: str
    state: str
    open: bool
    unusual_day_reason: str
    rows: tuple[BuilderRow, ...]
    items: int
    free: int
    deadline: Deadline
    deadline_state: DeadlineState
    chair_sentence: str
    quorum_sentence: str
    warnings: tuple[str, ...]
    version: int
    changed: bool
    named: frozenset[UUID]
    """The young people whose names this reader sees."""
    told: str = ""
    """How the messages about it stand; empty where nobody was told."""

    @property
    def standing(self) -> str:
        """Say in a sentence how the agenda stands."""
        if self.state == "cancelled":
            return "This meeting is cancelled"
        if not self.open:
            return "This meeting is over, so its agenda no longer changes"
        if self.version and self.changed:
            return f"Changed since version {self.version} was published"
        if self.version:
            return f"Version {self.version} is published, and nothing has changed since"
        if not self.items:
            return "Nobody is on the agenda yet"
        return "Not published yet"


def meeting_page(*, actor: Actor, now: datetime, meeting_id: UUID) -> MeetingPage:
    """Return the builder for somebody who may build this meeting's agenda."""
    meeting, kind = queries.meeting(meeting_id)
    require_at(actor, Permission.AGENDA_BUILD, meeting, meeting.id)
    draft = operations.draft_agenda(actor=actor, now=now, meeting=meeting, kind=kind)
    today = day_of(now)
    is_open = timetable.is_open(meeting.state, meeting.held_on, today)
    reader = Reader(actor, operations.meeting_facts(meeting, kind, draft.agenda))
    rows = _builder_rows(draft, reader, is_open=is_open)
    nobody = nobody_publishes(actor, meeting, today)
    return MeetingPage(
        id=meeting.id,
        panel_id=meeting.panel_id,
        panel_name=kind.label,
        district_name=draft.agenda.district_name,
        day=meeting.held_on,
        part=part_words(meeting.part),
        place=meeting.place,
        state=meeting.state,
        open=is_open,
        unusual_day_reason=meeting.unusual_day_reason or "",
        rows=rows,
        items=sum(row.item is not None for row in rows),
        free=sum(row.item is None and row.kind == "slot" for row in rows),
        deadline=draft.agenda.deadline,
        deadline_state=draft.state,
        chair_sentence=draft.agenda.chair_sentence,
        quorum_sentence=draft.agenda.quorum_sentence,
        warnings=(*draft.ready.warnings, *((nobody,) if nobody else ())),
        version=draft.before_version.number if draft.before_version else 0,
        changed=draft.changed,
        named=frozenset(
            slot.item.young_person_id
            for slot in draft.slots
            if slot.item is not None and _sight(draft, reader, slot.item.id).named
        ),
        told=delivery_sentence(queries.notices_at(meeting.id)),
    )


def _sight(draft: Draft, reader: Reader, item_id: UUID) -> Sight:
    return reader.sight(operations.item_facts(draft.agenda, draft.live[item_id]))


def _builder_rows(draft: Draft, reader: Reader, *, is_open: bool) -> tuple[BuilderRow, ...]:
    table = places(draft.slots)
    targets = tuple(
        (str(place.slot_id), _target_words(place)) for place in table if timetable.is_free(place)
    )
    rows = []
    for slot in draft.slots:
        item = slot.item
        built = None
        if item is not None:
            possible = timetable.moves(table, item.id)
            live = draft.live[item.id]
            handed_on = operations.chair_of(draft.agenda, live)
            sees = _sight(draft, reader, item.id).named
            built = BuilderItem(
                id=item.id,
                version=item.version,
                who=shown(sees=sees, name=item.preferred_name, reference=item.reference),
                item_type=item.item_type,
                social_worker=item.social_worker,
                manager=item.manager,
                adviser=item.personal_adviser,
                stand_in=item.stand_in,
                chair=handed_on.sentence if handed_on else "",
                up=is_open and possible.up is not None,
                down=is_open and possible.down is not None,
                hearing=draft.hearings[item.id].words,
                may_be_heard=draft.hearings[item.id].may,
                part=_part(draft.parts[item.id]),
                targets=targets if is_open else (),
            )
        rows.append(
            BuilderRow(
                slot_id=slot.id,
                start=slot.start,
                minutes=slot.minutes,
                kind=slot.kind,
                item=built,
            )
        )
    return tuple(rows)


def _part(part: TakingPart) -> str:
    """Say how somebody takes part; of a request that may be about the reader, nothing."""
    waits = part.blocks if not part.covered else ""
    return " ".join(each for each in (part.sentence, part.warning, waits) if each)


def _target_words(place: timetable.Place) -> str:
    kept = " (kept for urgent cases)" if place.kind == "hold_back" else ""
    return f"{clock_time(place.start)}{kept}"


def slot_choices(meeting_id: UUID, actor: Actor) -> list[tuple[str, str]]:
    """Return the free slots of a meeting to choose from, those kept for urgent cases last."""
    table = places(timetable_for(meeting_id, actor))
    return [(str(place.slot_id), _target_words(place)) for place in timetable.free_places(table)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """An agenda to be checked before it goes out. `refused` says why it cannot go out at all."""

    meeting_id: UUID
    page: AgendaPage
    number: int
    deadline: Deadline
    deadline_state: DeadlineState
    late: bool
    why_late: str
    warnings: tuple[str, ...]
    refused: str
    changes: tuple[str, ...]
    chair_sentence: str
    readers: tuple[str, ...]
    accepters: tuple[tuple[str, str], ...]
    nobody_accepts: str
    """Where nobody accepts a late agenda: who can fill the posts that do."""
    mark: str
    dotted: bool
    named: frozenset[UUID]
    """The young people whose names this reader sees."""

    def said(self, start: time) -> str:
        """Return a time in the style of this panel's agenda (R68)."""
        return template_time(start) if self.dotted else clock_time(start)

    @property
    def button(self) -> str:
        """Say what pressing the button does."""
        what = "agenda" if self.number == 1 else f"version {self.number}"
        return f"Publish {what} to {counted_people(len(self.readers))}"


def counted_people(number: int) -> str:
    """Say a number of people, in figures from two on: "14 people"."""
    return counted(1, "person") if number == 1 else f"{number:,} people"


def check_page(*, actor: Actor, now: datetime, meeting_id: UUID) -> CheckPage:
    """Return the agenda as it would go out now, who would see it, and what stands in the way."""
    meeting, kind = queries.meeting(meeting_id)
    require_at(actor, Permission.AGENDA_PUBLISH, meeting, meeting.id)
    draft = operations.draft_agenda(actor=actor, now=now, meeting=meeting, kind=kind)
    agendas = [a for a in (draft.agenda, draft.before) if a is not None]
    reader = Reader(actor, operations.meeting_facts(meeting, kind, draft.agenda))
    pages = [
        page_of(agenda, reader=reader, live=draft.live, heard=draft.hearings) for agenda in agendas
    ]
    today = day_of(now)
    readers = publishing.readers_of(draft, now)
    accepters = publishing.who_may(Permission.AGENDA_ACCEPT_LATE, draft, now)
    alone = nobody = ""
    if not publishing.is_whole(draft, actor):
        publish, besides = Permission.AGENDA_PUBLISH, {actor.person_id}
        alone = nobody_at(meeting, publish, NOT_OUT, today=today, besides=besides)
    if draft.ready.late and not accepters:
        waits = "nobody can accept that the agenda is late"
        nobody = nobody_at(meeting, Permission.AGENDA_ACCEPT_LATE, waits, today=today)
    return CheckPage(
        meeting_id=meeting.id,
        page=pages[0],
        number=queries.last_number(meeting.id) + 1,
        deadline=draft.agenda.deadline,
        deadline_state=draft.state,
        late=draft.ready.late,
        why_late=draft.ready.why_late,
        warnings=(*draft.ready.warnings, *((alone,) if alone else ())),
        refused=_refusal(draft, today, actor),
        changes=changes_between(pages[1], pages[0]) if len(pages) > 1 else (),
        chair_sentence=draft.agenda.chair_sentence,
        readers=tuple(person.name for person in readers),
        accepters=tuple((str(person.person_id), person.name) for person in accepters),
        nobody_accepts=nobody,
        mark=draft.mark,
        dotted=draft.agenda.time_style == "dotted",
        named=named_on(draft.agenda, reader, draft.live, draft.hearings),
    )


def _refusal(draft: Draft, today: date, actor: Actor) -> str:
    try:
        timetable.check_open(draft.meeting.state, draft.meeting.held_on, today)
        publishing.check_whole(draft, actor)
        publication.check_content(
            items=len(listed(draft.agenda)), first=draft.before is None, changed=draft.changed
        )
        publishing.check_heard(draft, draft.hearings)
        publishing.check_answered(draft)
    except RuleError as error:
        return error.message
    return ""
