"""The published agenda for one reader: page, documents and command show this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from uuid import UUID

from portal.kernel.deadlines import Deadline
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import clock_time, template_time
from portal.panels import queries
from portal.panels.agenda import AgendaPage, AgendaRow, Column, RowKind, changes_between
from portal.panels.models import AgendaVersion
from portal.panels.policy import Reader, shown
from portal.panels.rules import frozen
from portal.panels.rules.frozen import FrozenAgenda, FrozenRow
from portal.people.policy import Actor, Permission, require

FIELDS = {"time_slot": "start", "child": "young_person"}
"""The template's names of columns that are called otherwise in a row."""
KEPT = "Kept for urgent cases"
CONFIDENTIAL = "Confidential. For the people invited to this panel only."


MOST_VERSIONS = 128
"""How many versions are remembered, 10 to 20 kB each."""
_versions: dict[tuple[str, UUID], FrozenAgenda] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedAgenda:
    """The newest version of a meeting's agenda, as one reader may see it."""

    meeting_id: UUID
    district_id: str
    kind: PanelKind
    state: str
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


def agenda_for(*, actor: Actor | None, meeting_id: UUID) -> PublishedAgenda | None:
    """Return a meeting's newest agenda as this reader may see it, or None where none is out yet.

    With no actor (a command run without `--as`) nobody's name is shown. NotFoundError for a
    meeting outside the scope, ForbiddenError without the permission to see agendas.
    """
    versions = queries.published(meeting_id)
    if versions:
        district_id = versions[0].version.district_id
    else:
        district_id = queries.meeting(meeting_id)[0].district_id
    if actor is not None:
        require(actor, Permission.AGENDA_SEE, district_id)
    if not versions:
        return None
    newest = versions[0].version
    kept = [_read(each.version) for each in versions]
    names = names_in(*kept)
    reader = _reader(actor, district_id, meeting_id, kept[0])
    pages = [
        page_of(agenda, reader=reader, names=names, version=each.version)
        for agenda, each in zip(kept, versions, strict=True)
    ]
    changes = changes_between(pages[1], pages[0]) if len(pages) > 1 else ()
    return PublishedAgenda(
        meeting_id=meeting_id,
        district_id=district_id,
        kind=versions[0].kind,
        state=versions[0].state,
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
            row.item_id is not None and not _sees(row, reader) for row in kept[0].rows
        ),
        named=named_on(kept[0], reader),
        rules=kept[0].rules,
    )


def named_on(agenda: FrozenAgenda, reader: Reader) -> frozenset[UUID]:
    """Return the young people whose names an agenda shows to a reader."""
    return frozenset(
        row.young_person_id
        for row in agenda.rows
        if row.item_id is not None and row.young_person_id is not None and _sees(row, reader)
    )


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


def names_in(*agendas: FrozenAgenda) -> dict[UUID, str]:
    """Return the names of the young people on some agendas that this scope may read."""
    return queries.names_of(
        {
            row.young_person_id
            for agenda in agendas
            for row in agenda.rows
            if row.young_person_id is not None
        }
    )


def page_of(
    agenda: FrozenAgenda,
    *,
    reader: Reader,
    names: Mapping[UUID, str],
    version: AgendaVersion | None = None,
) -> AgendaPage:
    """Return one version of an agenda for one reader; without `version`, a draft."""
    return AgendaPage(
        heading="\n".join(agenda.heading),
        panel_name=agenda.panel_name,
        district_name=agenda.district_name,
        panel_day=agenda.panel_day,
        place=agenda.place,
        rows=tuple(_row(row, reader, names) for row in agenda.rows),
        chair=agenda.chair,
        version=version.number if version else 1,
        published_at=version.published_at if version else None,
        draft=version is None,
        columns=tuple(Column(FIELDS.get(key, key), label) for key, label in agenda.columns),
        quorum_sentence=agenda.quorum_sentence,
        reader=reader.actor.name if reader.actor else None,
        confidential_note=CONFIDENTIAL,
    )


def _reader(
    actor: Actor | None, district_id: str, meeting_id: UUID, agenda: FrozenAgenda
) -> Reader:
    """Return the reader, with what their seat on the panel day entitles them to (A16)."""
    if actor is None or actor.sees_every_name(district_id):
        return Reader(actor, district_id)
    seats = [seat.key for seat in frozen.seats(agenda) if seat.sees_names]
    sits = queries.sits_in(meeting_id, actor.person_id, seats, agenda.panel_day)
    return Reader(actor, district_id, by_seat=sits)


def _sees(row: FrozenRow, reader: Reader) -> bool:
    return reader.sees(row.social_worker_id, row.manager_id)


def _row(row: FrozenRow, reader: Reader, names: Mapping[UUID, str]) -> AgendaRow:
    kind: RowKind = "slot" if row.kind not in {"break", "hold_back"} else row.kind  # type: ignore[assignment]  # the two other kinds there are
    if row.item_id is None or row.young_person_id is None:
        note = KEPT if kind == "hold_back" else ""
        return AgendaRow(start=row.start, minutes=row.minutes, kind=kind, note=note)
    return AgendaRow(
        start=row.start,
        minutes=row.minutes,
        kind="slot",
        young_person=shown(
            sees=_sees(row, reader),
            name=names.get(row.young_person_id, ""),
            reference=row.reference,
        ),
        agenda_item=row.item_type,
        social_worker=row.social_worker,
        manager=row.manager,
        reference=row.reference,
        item_key=str(row.item_id),
    )
