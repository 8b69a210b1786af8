"""Frozen values that the panel day's templates are given, and how they are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from portal.cases.rules.participation import Participation
from portal.kernel.deadlines import Deadline, DeadlineState, state
from portal.kernel.wording import clock_time, joined, long_date
from portal.panels.agenda import name_for
from portal.panels.hearing import HEARD_BEFORE, NOT_HEARD, Hearing
from portal.panels.policy import NOT_SHOWN
from portal.panels.queries import DeputyRow
from portal.panels.taking_part import TakingPart
from portal.people.models import Person
from portal.people.policy import Actor, Permission
from portal.records import policy, rules
from portal.records.models import Action, Addition, Attendance, Barrier, ItemRecord
from portal.records.queries import ItemLine
from portal.records.rules import AttendanceState, DayRules, ItemState, TookPart
from portal.voice import queries as voice
from portal.voice.rules import standing
from portal.voice.rules.core import HOMES
from portal.voice.rules.standing import Said

COLOURS = {
    ItemState.NOT_STARTED: "grey",
    ItemState.TOOK_PART: "blue",
    ItemState.RECORDED: "yellow",
    ItemState.FILED: None,
}


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as a page shows it: where it stands, why that date, and whether it is late."""

    sentence: str
    due: date
    steps: tuple[str, ...]
    late: bool

    @property
    def note(self) -> str | None:
        """What the date alone does not say: that it is near, has an hour, or is past."""
        plain = self.sentence == f"Due on {long_date(self.due)}"
        return None if plain else self.sentence


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of the day."""

    item_id: UUID
    who: str
    starts_at: time
    ends_at: time
    item_type: str
    social_worker: str
    state: ItemState
    current: bool
    decision: str
    chair: str = ""
    """Who chairs it in the usual chair's place."""
    stand_in: str = ""
    out: tuple[str, ...] = ()
    """Who declared an interest in it: the room sees who, not why."""
    visitors: tuple[str, ...] = ()
    hearing: str = ""
    """That it is not being heard, or that a manager decided that it is."""
    part: tuple[str, ...] = ()
    """How the young person takes part, what they need and who comes with them."""
    kept: bool = False

    @property
    def also(self) -> tuple[str, ...]:
        """What the room is told besides, each a sentence."""
        said = [each for each in (self.hearing, self.chair) if each]
        if self.stand_in:
            said.append(f"{self.stand_in} comes in the social worker’s place.")
        if self.visitors:
            said.append(f"For this item only: {joined(self.visitors)}.")
        if self.out:
            said.append(f"Out of this item: {joined(self.out)}.")
        return (*said, *self.part)

    @property
    def colour(self) -> str | None:
        """The colour of the state's tag; None is plain text, for what is finished."""
        return COLOURS[self.state]


@dataclass(frozen=True, slots=True)
class KeptRow:
    """Where an item stands that this reader has an interest in: one neutral mark."""

    starts_at: time
    words: str = NOT_SHOWN
    kept: bool = True


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One attendance row: the seat, who is expected in it, and whom they sent in their place."""

    attendance_id: UUID
    seat: str
    who: str
    held: bool
    core: bool
    state: AttendanceState
    stand_in: str
    version: int
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class DayPage:
    """The chair's page for the day."""

    meeting_id: UUID
    panel: str
    district: str
    held_on: date
    place: str
    state: str
    opened: bool
    why_not: str | None
    quorum: rules.Quorum | None
    seats: tuple[SeatRow, ...]
    unrecorded: int
    items: tuple[ItemRow | KeptRow, ...]
    missing_seats: int
    """How many people are expected by now who are not on the attendance list yet."""
    clock: str
    due: Due | None
    may_file: bool


@dataclass(frozen=True, slots=True)
class ItemHead:
    """What every page about one item says first."""

    item_id: UUID
    meeting_id: UUID
    who: str
    reference: str
    panel: str
    held_on: date
    starts_at: time
    item_type: str
    social_worker: str
    manager: str | None
    state: ItemState
    may_see_day: bool

    @property
    def title(self) -> str:
        """The page's heading; no name, because it is the browser's title too."""
        return f"Record of the {clock_time(self.starts_at)} item"


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action as a page shows it."""

    wording: str
    owner: str
    due_on: date
    done_on: date | None
    action_id: UUID
    plain_words: str = ""


@dataclass(frozen=True, slots=True)
class AdditionRow:
    """One addition to a filed record."""

    wording: str
    plain_words: str
    by: str
    when: datetime
    receipt: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record to read and print."""

    took_part: str
    took_part_note: str
    code: str
    """In the codes of the return; empty where nobody has said."""
    decided: bool
    discussion: str
    decision: str
    reason: str
    who: str
    until: date | None
    barriers: tuple[str, ...]
    actions: tuple[ActionRow, ...]
    plain_words: str
    recorded_by: str
    recorded_at: datetime
    filed_by: str | None
    filed_at: datetime | None
    receipt: str | None
    additions: tuple[AdditionRow, ...]


@dataclass(frozen=True, slots=True)
class ViewsLine:
    """Where the young person's views stand, before anything of the record is written."""

    said: Said
    waits: bool
    shared: bool
    home: str
    """The kind of home they would like, where they shared that (R5)."""


def views_line(item_id: UUID) -> ViewsLine:
    """Return where an item's views stand, for whoever writes its record."""
    facts = voice.standing(item_id)
    wanted = voice.preferred_home(item_id)
    return ViewsLine(
        standing.said(facts),
        standing.waits(facts),
        bool(facts.shared),
        "" if standing.waits(facts) else HOMES.get(wanted or "", ""),
    )


def code_words(code: str) -> str:
    """Return how they took part in the return's codes; empty where nobody has said."""
    return Participation(code).label if code else ""


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A record that is not on the child's file yet."""

    item_id: UUID
    who: str
    panel: str
    held_on: date
    starts_at: time
    state: ItemState
    due: Due
    may_file: bool = False
    may_write: bool = False

    @property
    def lacks(self) -> bool:
        """Whether it must be completed before it can be filed."""
        return rules.lacks(self.state) is not None


def due(deadline: Deadline, now_local: datetime) -> Due:
    """Return a deadline as a page shows it."""
    return Due(
        rules.due_sentence(deadline, now_local),
        deadline.due,
        deadline.steps,
        state(deadline, now_local) is DeadlineState.LATE,
    )


def shown_name(actor: Actor, line: ItemLine) -> str:
    """Return the young person's name, or initials and reference, for this reader (A16)."""
    named = policy.sight(actor, line).named
    return called(named=named, name=line.name, reference=line.reference)


def called(*, named: bool, name: str | None, reference: str) -> str:
    """Return what to call a young person whose name may not be known here yet."""
    said = name_for(reader_sees_names=named, name=name or "", reference=reference)
    return said or "Name not held in this district"


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of an item besides its line: who chairs it, who is out, who visits."""

    chair: str = ""
    out: tuple[str, ...] = ()
    visitors: tuple[str, ...] = ()
    hearing: str = ""
    part: tuple[str, ...] = ()


def part_words(part: TakingPart) -> tuple[str, ...]:
    """Say for the room how a young person takes part, each a sentence."""
    return tuple(f"{label}: {words}." for label, words in part.facts)


def hearing_words(said: Hearing) -> str:
    """Say what the room must know of whether an item may be heard; nothing for a plain yes."""
    if said.heard_before:
        return HEARD_BEFORE
    if not said.may:
        return f"{NOT_HEARD}. {said.sentence}"
    return "Heard without an agreement: a manager decided it." if said.overridden else ""


def item_rows(
    lines: Sequence[ItemLine],
    actor: Actor,
    now_local: datetime,
    around: Mapping[UUID, Around] | None = None,
) -> tuple[ItemRow, ...]:
    """Return the day's items in slot order, the one whose slot it is now marked.

    An item that is not there for this reader is left out.
    """
    ordered = rules.in_slot_order(policy.seen(lines, actor))
    known = around or {}
    here = rules.current(ordered, now_local, ordered[0].held_on) if ordered else None
    return tuple(
        ItemRow(
            item_id=line.item_id,
            who=shown_name(actor, line),
            starts_at=line.starts_at,
            ends_at=rules.ends_at(line),
            item_type=line.item_type,
            social_worker=line.social_worker,
            state=line.state,
            current=line is here,
            decision=line.decision_label,
            chair=known.get(line.item_id, Around()).chair,
            stand_in=(line.stand_in or "") if line.own.stand_in_id else "",
            out=known.get(line.item_id, Around()).out,
            visitors=known.get(line.item_id, Around()).visitors,
            hearing=known.get(line.item_id, Around()).hearing,
            part=known.get(line.item_id, Around()).part,
        )
        for line in ordered
    )


def with_kept(items: Sequence[ItemRow], kept: Iterable[time]) -> tuple[ItemRow | KeptRow, ...]:
    """Return the items with a neutral mark at each time at which one is kept from the reader."""
    rows: list[ItemRow | KeptRow] = [*items, *(KeptRow(start) for start in kept)]
    return tuple(sorted(rows, key=lambda row: row.starts_at))


def clock_sentence(items: Sequence[ItemRow], now_local: datetime, held_on: date) -> str:
    """Say what time it is and whose turn (R65)."""
    if now_local.date() != held_on:
        return ""
    said = f"It is {clock_time(now_local.time())}."
    here = next((item for item in items if item.current), None)
    if here is not None:
        return (
            f"{said} The {clock_time(here.starts_at)} item is on until {clock_time(here.ends_at)}."
        )
    coming = next((item for item in items if item.starts_at > now_local.time()), None)
    if coming is not None:
        return f"{said} The next item is at {clock_time(coming.starts_at)}."
    return f"{said} The last item's time is over."


def seat_rows(
    rows: Sequence[Attendance],
    shaped: DayRules,
    people: Mapping[UUID, Person],
    deputies: Sequence[DeputyRow] = (),
) -> tuple[SeatRow, ...]:
    """Return the attendance rows in the order of the seats, with who was sent by name."""
    sent = {(each.seat_key, each.holder_id): each.name for each in deputies}
    order = {seat.key: place for place, seat in enumerate(shaped.seats)}
    found: list[SeatRow] = []
    for row in rows:
        seat = shaped.seat(row.seat_key)
        person = people.get(row.person_id) if row.person_id else None
        found.append(
            SeatRow(
                attendance_id=row.id,
                seat=seat.label if seat else row.seat_key,
                who=person.name if person else "nobody holds this seat",
                held=person is not None,
                core=bool(seat and seat.core),
                state=AttendanceState(row.state),
                stand_in=row.stand_in,
                version=row.version,
                deputy=sent.get((row.seat_key, row.person_id), "") if row.person_id else "",
            )
        )
    ordered = sorted(
        zip(rows, found, strict=True),
        key=lambda pair: (order.get(pair[0].seat_key, len(order)), pair[1].who),
    )
    return tuple(shown for _, shown in ordered)


def item_head(line: ItemLine, actor: Actor) -> ItemHead:
    """Return what every page about one item says first."""
    return ItemHead(
        item_id=line.item_id,
        meeting_id=line.meeting_id,
        who=shown_name(actor, line),
        reference=line.reference,
        panel=line.kind.label,
        held_on=line.held_on,
        starts_at=line.starts_at,
        item_type=line.item_type,
        social_worker=line.social_worker,
        manager=line.manager,
        state=line.state,
        may_see_day=actor.may(
            Permission.RECORD_WRITE, line.district_id, line.panel_id, line.meeting_id
        ),
    )


def record_view(
    record: ItemRecord,
    barriers: Sequence[Barrier],
    actions: Sequence[Action],
    additions: Sequence[Addition],
    people: Mapping[UUID, Person],
) -> RecordView:
    """Return a record to read."""
    return RecordView(
        took_part=TookPart(record.took_part).label,
        took_part_note=record.took_part_note,
        code=code_words(record.participation),
        decided=bool(record.decision_key),
        discussion=record.discussion,
        decision=record.decision_label,
        reason=record.decision_reason,
        who=record.decision_who,
        until=record.decision_until,
        barriers=tuple(each.wording for each in barriers),
        actions=tuple(
            ActionRow(
                wording=each.wording,
                owner=people[each.owner_id].name,
                due_on=each.due_on,
                done_on=each.done_on,
                action_id=each.id,
                plain_words=each.plain_words or "",
            )
            for each in actions
        ),
        plain_words=record.plain_words or "",
        recorded_by=people[record.recorded_by].name,
        recorded_at=record.recorded_at,
        filed_by=people[record.filed_by].name if record.filed_by else None,
        filed_at=record.filed_at,
        receipt=record.receipt,
        additions=tuple(
            AdditionRow(
                wording=each.wording,
                plain_words=each.plain_words or "",
                by=people[each.added_by].name,
                when=each.added_at,
                receipt=each.receipt,
            )
            for each in additions
        ),
    )


def filing_row(line: ItemLine, actor: Actor, deadline: Deadline, now_local: datetime) -> FilingRow:
    """Return a record that waits to be filed."""
    return FilingRow(
        item_id=line.item_id,
        who=shown_name(actor, line),
        panel=line.kind.label,
        held_on=line.held_on,
        starts_at=line.starts_at,
        state=line.state,
        due=due(deadline, now_local),
        may_file=_may(actor, Permission.RECORD_FILE, line),
        may_write=_may(actor, Permission.RECORD_WRITE, line),
    )


def _may(actor: Actor, permission: Permission, line: ItemLine) -> bool:
    return actor.may(permission, line.district_id, line.panel_id, line.meeting_id)
