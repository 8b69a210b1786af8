"""The published agenda for one reader: page, documents and command show this and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from portal.kernel.deadlines import Deadline
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import clock_time, joined, template_time
from portal.panels import hearing, operations, queries
from portal.panels.agenda import AgendaPage, AgendaRow, Column, RowKind, changes_between
from portal.panels.hearing import NOT_HEARD, Asked, Hearing
from portal.panels.models import AgendaVersion
from portal.panels.operations.drafting import without
from portal.panels.operations.facts import KEPT_SLOT
from portal.panels.policy import NOT_SHOWN, Reader, Sees, Sight, require_knowing, shown
from portal.panels.queries import LiveItem
from portal.panels.rules import frozen
from portal.panels.rules.frozen import FrozenAgenda, FrozenRow
from portal.people.policy import Actor

FIELDS = {"time_slot": "start", "child": "young_person"}
"""The template's names of columns that are called otherwise in a row."""
KEPT = "Kept for urgent cases"
OVERRIDDEN = "Heard without an agreement: a manager decided it."
CONFIDENTIAL = "Confidential. For the people invited to this panel only."


MOST_VERSIONS = 128
"""How many versions are remembered, 10 to 20 kB each."""
_versions: dict[tuple[str, UUID], FrozenAgenda] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedAgenda:
    """The newest version of a meeting's agenda, as one reader may see it."""

    meeting_id: UUID
    district_id: str
    panel_id: UUID
    kind: PanelKind
    state: str
    held_on: date
    """The day of the meeting as it stands now; the agenda says the day it was published with."""
    number: int
    published_at: datetime
    published_by: str
    late: bool
    late_reason: str
    late_accepted_by: str
    page: AgendaPage
    deadline: Deadline
    chair_sentence: str
    dotted: bool
    names_hidden: bool
    named: frozenset[UUID]
    """The young people whose names this reader sees."""
    rules: Mapping[str, Any]

    @property
    def cancelled(self) -> bool:
        """Whether the meeting was cancelled after its agenda went out."""
        return self.state == "cancelled"

    @property
    def moved_to(self) -> date | None:
        """The meeting's new day, where it moved after its agenda went out."""
        moved = self.held_on != self.page.panel_day and not self.cancelled
        return self.held_on if moved else None

    @property
    def file_name(self) -> str:
        """A name for files that says nothing about anybody (C17)."""
        return f"agenda-{self.page.panel_day.isoformat()}-version-{self.number}"

    @property
    def calendar_id(self) -> str:
        """The meeting's own id in calendars, the same for its whole life."""
        return f"{self.meeting_id}@lasting-homes"

    @property
    def calendar_sequence(self) -> int:
        """A number that grows with each version, and once more when the meeting is cancelled."""
        return self.number + self.cancelled

    def said(self, start: time) -> str:
        """Return a time in the style of this panel's agenda (R68)."""
        return template_time(start) if self.dotted else clock_time(start)

    def facts(self) -> dict[str, Any]:
        """Return the same as JSON, for `portal agenda`."""
        keys = [column.key for column in self.page.columns]
        return {
            "meeting": str(self.meeting_id),
            "district": self.district_id,
            "kind": self.kind.value,
            "panel_day": self.page.panel_day.isoformat(),
            "place": self.page.place,
            "state": self.state,
            "version": self.number,
            "published_at": self.published_at.isoformat(),
            "heading": list(self.page.heading_lines),
            "chair": self.page.chair,
            "quorum": self.page.quorum_sentence,
            "agenda_due": self.deadline.due.isoformat(),
            "explain": list(self.deadline.steps),
            "late": self.late,
            "late_reason": self.late_reason or None,
            "columns": [{"key": c.key, "label": c.label} for c in self.page.columns],
            "rows": [_row_facts(row, keys) for row in self.page.rows],
            "changes": list(self.page.changes),
            "names_hidden": self.names_hidden,
            "sources": {hook: rule["source"] for hook, rule in self.rules.items()},
        }


def _row_facts(row: AgendaRow, keys: list[str]) -> dict[str, Any]:
    cells = {key: row.cell(key) for key in keys if key != "start"}
    return {
        "start": row.start.strftime("%H:%M"),
        "minutes": row.minutes,
        "kind": row.kind,
        **cells,
        "reference": row.reference or None,
    }


def agenda_for(*, actor: Actor | None, meeting_id: UUID, now: datetime) -> PublishedAgenda | None:
    """Return a meeting's newest agenda as this reader may see it, or None where none is out yet.

    With no actor (a command run without `--as`) nobody's name is shown. NotFoundError for a
    meeting outside the scope, and for whoever may not read its agenda.
    """
    meeting, versions = queries.published(meeting_id)
    if actor is not None:
        require_knowing(actor, meeting, meeting.id)
    if not versions:
        return None
    newest = versions[0].version
    kept = [without(_read(each.version), actor) for each in versions]
    live = queries.live_items(meeting_id)
    reader = Reader(actor, operations.meeting_facts(meeting, versions[0].kind, kept[0]))
    attending = _attending(meeting_id, kept[0], now)
    heard = _heard(kept, live, now)
    pages = [
        page_of(
            agenda,
            reader=reader,
            live=live,
            version=each.version,
            attending=attending,
            heard=heard,
        )
        for agenda, each in zip(kept, versions, strict=True)
    ]
    changes = changes_between(pages[1], pages[0]) if len(pages) > 1 else ()
    return PublishedAgenda(
        meeting_id=meeting_id,
        district_id=meeting.district_id,
        panel_id=meeting.panel_id,
        kind=versions[0].kind,
        state=meeting.state,
        held_on=meeting.held_on,
        number=newest.number,
        published_at=newest.published_at,
        published_by=versions[0].published_by,
        late=kept[0].late,
        late_reason=newest.late_reason or "",
        late_accepted_by=versions[0].late_accepted_by,
        page=replace(pages[0], changes=changes),
        deadline=kept[0].deadline,
        chair_sentence=kept[0].chair_sentence,
        dotted=kept[0].time_style == "dotted",
        names_hidden=any(
            _sight(row, kept[0], reader, live).sees is Sees.REFERENCE for row in kept[0].rows
        ),
        named=named_on(kept[0], reader, live, heard),
        rules=kept[0].rules,
    )


def _heard(
    agendas: Iterable[FrozenAgenda], live: Mapping[UUID, LiveItem], now: datetime
) -> dict[UUID, Hearing]:
    """Say of the items that are there for this reader whether they may still be heard."""
    items = {row.item_id for agenda in agendas for row in agenda.rows if row.item_id in live}
    return hearing.of(Asked(items={each: "" for each in items if each is not None}, now=now))


def named_on(
    agenda: FrozenAgenda,
    reader: Reader,
    live: Mapping[UUID, LiveItem],
    heard: Mapping[UUID, Hearing],
) -> frozenset[UUID]:
    """Return the young people whose names an agenda shows to a reader."""
    return frozenset(
        row.young_person_id
        for row in agenda.rows
        if row.young_person_id is not None
        and not _is_gone(row, heard)
        and _sight(row, agenda, reader, live).named
    )


def _attending(meeting_id: UUID, agenda: FrozenAgenda, now: datetime) -> dict[UUID, str]:
    """Return who else comes to each item, where this panel's agenda has a column for them."""
    if "attending" not in dict(agenda.columns):
        return {}
    found: dict[UUID, list[str]] = {}
    for visit in queries.visits_at(meeting_id):
        if visit.window.ended_at is None and visit.window.opens_at <= now:
            found.setdefault(visit.item_id, []).append(visit.name)
    return {item_id: joined(names) for item_id, names in found.items()}


def _read(version: AgendaVersion) -> FrozenAgenda:
    """Read a version back, once: it is never changed.

    The row itself has come through the guards, each time; only reading its text is saved.
    """
    key = (version.authority_id, version.id)
    agenda = _versions.get(key)
    if agenda is None:
        if len(_versions) >= MOST_VERSIONS:
            _versions.clear()
        agenda = _versions[key] = frozen.from_json(version.frozen)
    return agenda


def page_of(
    agenda: FrozenAgenda,
    *,
    reader: Reader,
    live: Mapping[UUID, LiveItem],
    version: AgendaVersion | None = None,
    attending: Mapping[UUID, str] | None = None,
    heard: Mapping[UUID, Hearing],
) -> AgendaPage:
    """Return one version of an agenda for one reader; without `version`, a draft.

    Where an item stood that may no longer be heard stands a mark, the same for everybody: no name
    and no reason.
    """
    return AgendaPage(
        heading="\n".join(agenda.heading),
        panel_name=agenda.panel_name,
        district_name=agenda.district_name,
        panel_day=agenda.panel_day,
        place=agenda.place,
        rows=tuple(
            _row(row, agenda, reader, live, attending=attending or {}, heard=heard)
            for row in agenda.rows
        ),
        chair=agenda.chair,
        version=version.number if version else 1,
        published_at=version.published_at if version else None,
        draft=version is None,
        columns=tuple(Column(FIELDS.get(key, key), label) for key, label in agenda.columns),
        quorum_sentence=agenda.quorum_sentence,
        reader=reader.actor.name if reader.actor else None,
        confidential_note=CONFIDENTIAL,
    )


def _sight(
    row: FrozenRow, agenda: FrozenAgenda, reader: Reader, live: Mapping[UUID, LiveItem]
) -> Sight:
    """Say what the reader sees of a row; of an item the database does not show them, nothing."""
    if row.item_id is None:
        return Sight(Sees.NOTHING)
    found = live.get(row.item_id)
    if found is None:
        return Sight(Sees.RECUSED)
    return reader.sight(operations.item_facts(agenda, found))


_KINDS: dict[str, RowKind] = {"break": "break", "hold_back": "hold_back"}
"""What is shown apart from a slot; what is kept from somebody is a slot to them."""


def _row(
    row: FrozenRow,
    agenda: FrozenAgenda,
    reader: Reader,
    live: Mapping[UUID, LiveItem],
    *,
    attending: Mapping[UUID, str],
    heard: Mapping[UUID, Hearing],
) -> AgendaRow:
    if row.item_id is None or row.young_person_id is None:
        kind = _KINDS.get(row.kind, "slot")
        note = {"hold_back": KEPT, KEPT_SLOT: NOT_SHOWN}.get(row.kind, "")
        return AgendaRow(start=row.start, minutes=row.minutes, kind=kind, note=note)
    sight = _sight(row, agenda, reader, live)
    if sight.sees not in {Sees.NAME, Sees.REFERENCE}:
        return AgendaRow(start=row.start, minutes=row.minutes, kind="slot", note=NOT_SHOWN)
    if _is_gone(row, heard):
        return AgendaRow(start=row.start, minutes=row.minutes, kind="slot", note=NOT_HEARD)
    found = live[row.item_id]
    return AgendaRow(
        start=row.start,
        minutes=row.minutes,
        kind="slot",
        young_person=shown(sees=sight.named, name=found.name, reference=row.reference),
        agenda_item=row.item_type,
        social_worker=row.social_worker,
        manager=row.manager,
        personal_adviser=row.personal_adviser,
        attending=attending.get(row.item_id, ""),
        note=_note(agenda, found, heard.get(row.item_id), room=reader.actor is not None),
        reference=row.reference,
        item_key=str(row.item_id),
    )


def _is_gone(row: FrozenRow, heard: Mapping[UUID, Hearing]) -> bool:
    """Tell whether a row's item was to be heard, was not, and may not be any more."""
    return row.item_id is not None and row.item_id in heard and heard[row.item_id].gone


def _note(agenda: FrozenAgenda, live: LiveItem, heard: Hearing | None, *, room: bool) -> str:
    """Say who chairs in the chair's place, who comes in the social worker's, and an override.

    And who is out of the item: those in the room who see it are told, without a reason. A copy
    that a command makes is for nobody in the room.
    """
    handed_on = operations.chair_of(agenda, live)
    said = [handed_on.sentence] if handed_on else []
    if heard is not None and heard.overridden:
        said.append(OVERRIDDEN)
    if live.facts.own.stand_in_id is not None:
        said.append(f"{live.stand_in} comes in the social worker’s place.")
    if room and live.out_names:
        said.append(f"Out of this item: {joined(live.out_names)}.")
    return " ".join(said)
