"""Everything held about one young person: a walk over every table of the inventory (C39)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, or_, select

from portal.audit.models import EarlierEvent, Event
from portal.cases.models import YoungPerson
from portal.cases.operations import who_was_erased
from portal.database import Base, session
from portal.kernel.errors import NotFoundError
from portal.kernel.wording import clock_time, plain_date
from portal.panels.models import AgendaVersion, Meeting
from portal.panels.queries import holders
from portal.panels.rules.frozen import from_json, seats
from portal.panels.rules.membership import in_seat
from portal.people.queries import people_by_id
from portal.protection.queries.files import FILE, File, Files
from portal.protection.rules.inventory import INVENTORY, KEYS, About, Way, about, label
from portal.web.clock import LONDON

BOOKKEEPING = frozenset({"version", "position", "district_id", "subject_kind"})
OF_THE_CHAIN = frozenset({"seq", "purpose", "salt", "facts_digest", "key_number", "digest"})
"""What makes the trail a chain, and says nothing to a reader."""
THEIRS_ALONE = "They alone read this, on their own pages, until they send it."
"""What stands for words that they keep to themselves, wherever they do not read it themselves."""
WRITTEN = 3
"""Parts of the name of an event that was done; what was read has a page in words instead."""
Plain = str | int | bool | None | dict[str, Any] | list[Any]


@dataclass(frozen=True, slots=True)
class Held:
    """One value of a record; `whose` says whether it is about the young person or others."""

    column: str
    label: str
    whose: About
    value: Plain
    shown: str
    is_staff: bool = False
    """Whether it only names somebody who acted in their work."""
    files: tuple[File, ...] = ()
    """The files it names; where a name is all it says, ``shown`` is what a copy calls the file."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table, as held."""

    kind: str
    row_id: UUID
    values: tuple[Held, ...]

    @property
    def words(self) -> tuple[Held, ...]:
        """What may name others and is to be read by somebody."""
        return tuple(each for each in self.values if each.whose is About.WORDS and each.shown)

    @property
    def of_others(self) -> tuple[Held, ...]:
        """What is about somebody else."""
        return tuple(each for each in self.values if each.whose is About.OTHERS and each.shown)

    @property
    def to_read(self) -> bool:
        """Whether somebody must decide on it before it goes out."""
        others = any(not each.is_staff for each in self.of_others)
        return bool(self.question or self.words) or others

    @property
    def question(self) -> str:
        """What they are asked of it besides; "" where nothing."""
        return INVENTORY[self.kind].question


@dataclass(frozen=True, slots=True)
class Section:
    """The records of one table, in order."""

    kind: str
    title: str
    records: tuple[Record, ...]
    left_out: bool = False
    """Whether there is more of the kind that is not in it, because somebody decided so."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody who was sent an agenda they were on, and what their seat may see."""

    held_on: date
    version: int
    seat: str
    who: str
    sees_name: bool
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything held about one young person."""

    young_person_id: UUID
    reference: str
    sections: tuple[Section, ...]
    shown: tuple[Shown, ...]
    files_left_out: int = 0
    """Files of records that are not in it, because somebody decided so."""
    left_out: bool = False
    """Whether every record of some kind is left out: which kind may itself not be for telling."""

    def record(self, kind: str, row_id: UUID) -> Record:
        """Return one record. Raises NotFoundError."""
        for section in self.sections:
            for each in section.records:
                if (each.kind, each.row_id) == (kind, row_id):
                    return each
        raise NotFoundError

    @property
    def records(self) -> Iterator[Record]:
        """Every record, section by section."""
        for section in self.sections:
            yield from section.records


def young_person_of(reference: str) -> YoungPerson:
    """Return a young person by reference or CHILD code, also one that was erased.

    Raises NotFoundError.
    """
    wanted = reference.strip()
    found = session.scalars(
        select(YoungPerson)
        .where((YoungPerson.reference == wanted) | (YoungPerson.child_code == wanted))
        .order_by(YoungPerson.id)
    ).first()
    erased = None if found is not None else who_was_erased(wanted)
    if erased is not None:
        found = session.scalars(select(YoungPerson).where(YoungPerson.id == erased)).one()
    if found is None:
        raise NotFoundError(f"There is no young person with the reference {wanted}.")
    return found


def everything_about(
    young_person_id: UUID, *, but_copy: UUID | None = None, for_themselves: bool = False
) -> Holdings:
    """Gather everything held about a young person. Raises NotFoundError.

    ``but_copy`` is the copy that is being made of it: what is decided there is no part of itself.
    What they keep to themselves is in it ``for_themselves`` alone; for others, that it is there.
    """
    return _Walk(young_person_id, but_copy, for_themselves=for_themselves).holdings()


def facts_in_the_trail(young_person_id: UUID) -> list[int]:
    """Return the numbers of the trail's entries that say more of somebody than who and when."""
    own = _Walk(young_person_id, None).trail()
    return [event.seq for event in own if event.salt is not None]


class _Walk:
    """Goes from the young person's row to every row that is tied to it."""

    def __init__(
        self, young_person_id: UUID, but_copy: UUID | None, *, for_themselves: bool = False
    ) -> None:
        self.id = young_person_id
        self.but_copy = but_copy
        self.for_themselves = for_themselves
        classes = (mapper.class_ for mapper in Base.registry.mappers)
        self.models = {each.__tablename__: each for each in classes}
        self.rows: dict[str, list[Any]] = {}
        self.files = Files()
        own = self._read("young_person", "id", {young_person_id})
        if not own:
            raise NotFoundError
        self.person: YoungPerson = own[0]

    def holdings(self) -> Holdings:
        """Walk every table, then put names to ids."""
        self._paths()
        meetings = {item.meeting_id for item in self.rows["item"]}
        for kind, entry in INVENTORY.items():
            if entry.way in {Way.MEETINGS, Way.AGENDAS}:
                self._read(kind, entry.path, meetings)
        listed = str(self.id)
        self.rows["agenda_version"] = [
            version
            for version in self.rows["agenda_version"]
            if any(row.get("young_person_id") == listed for row in version.frozen["rows"])
        ]
        self._mentions()
        self._events()
        sections = tuple(self._sections())
        return Holdings(self.id, self.person.reference, sections, tuple(self._shown()))

    def trail(self) -> list[Event]:
        """Return what the trail says of them, oldest first."""
        self._paths()
        self._events()
        return self.rows["audit_event"]

    def _paths(self) -> None:
        for kind, entry in INVENTORY.items():
            if entry.way is Way.PATH:
                self._by_path(kind)

    def _read(self, kind: str, column: str, wanted: Collection[UUID]) -> list[Any]:
        if kind not in self.rows:
            model = self.models[kind]
            held = getattr(model, column).in_(wanted)
            found = session.scalars(select(model).where(held).order_by(model.id)) if wanted else ()
            self.rows[kind] = [
                row
                for row in found
                if self.but_copy is None
                or self.but_copy not in {row.id, getattr(row, "request_id", None)}
            ]
        return self.rows[kind]

    def _by_path(self, kind: str) -> list[Any]:
        """Read a table's rows by the column that points towards the young person."""
        if kind in self.rows:
            return self.rows[kind]
        column = INVENTORY[kind].path
        above = self._target(kind, column)
        return self._read(kind, column, {row.id for row in self._by_path(above)})

    def _target(self, kind: str, column: str) -> str:
        table = Base.metadata.tables[kind]
        return next(
            key.column.table.name for key in table.c[column].foreign_keys if key.column.name == "id"
        )

    def _mentions(self) -> None:
        model, code = self.models["return_import"], self.person.child_code
        found = session.scalars(select(model).order_by(model.id)) if code else ()
        self.rows["return_import"] = [row for row in found if _mentioned(row.report, code)]

    def _events(self) -> None:
        own = self._own_rows()
        asked = select(Event).where(
            or_(Event.subject_id.in_(own), Event.young_person_id == self.id)
        )
        found = session.scalars(asked.order_by(Event.seq))
        self.rows["audit_event"] = [event for event in found if not self._of_this_copy(event)]
        earlier = select(EarlierEvent).where(EarlierEvent.subject_id.in_(own))
        self.rows["audit_event_earlier"] = list(
            session.scalars(earlier.order_by(EarlierEvent.happened_at, EarlierEvent.id))
        )

    def _of_this_copy(self, event: Event) -> bool:
        """Tell whether an event is of the copy, or decides on any: it names what is left out."""
        if self.but_copy is None:
            return False
        of_this = (event.facts or {}).get("copy") == str(self.but_copy)
        return of_this or event.event == "protection:copy:decided"

    def _own_rows(self) -> set[UUID]:
        return {
            row.id
            for kind, rows in self.rows.items()
            if INVENTORY[kind].way in {Way.SELF, Way.PATH}
            for row in rows
        }

    def _sections(self) -> Iterator[Section]:
        names = self._names()
        for kind, entry in INVENTORY.items():
            rows = self.rows.get(kind, ())
            if rows:
                records = tuple(self._record(kind, row, names) for row in rows)
                yield Section(kind, entry.title, records)

    def _record(self, kind: str, row: Any, names: dict[UUID, str]) -> Record:
        values = []
        for column in inspect(type(row)).local_table.c:
            if column.name in KEYS:
                continue
            whose = self._whose(kind, column.name, row)
            value = self._own(kind, column.name, getattr(row, column.name))
            files: tuple[File, ...] = ()
            if whose is About.ALONE and not self.for_themselves:
                value = THEIRS_ALONE
            else:
                files = self.files.of(kind, column.name, row)
            staff = isinstance(value, UUID) and whose is About.OTHERS
            shown = names.get(value, "") if staff else _shown(kind, column.name, value)
            if files and column.name == FILE:
                shown = files[0].name
            values.append(
                Held(
                    column=column.name,
                    label=label(kind, column.name),
                    whose=whose,
                    value=_plain(value),
                    shown=shown,
                    is_staff=staff or column.name in {"place_provider", "provider_number"},
                    files=files,
                )
            )
        return Record(kind, _row_id(row), tuple(values))

    def _whose(self, kind: str, column: str, row: Any) -> About:
        """Return whom a value is about; of a draft that nobody else may read, theirs alone."""
        drafted = column in INVENTORY[kind].drafts and row.draft and getattr(row, column)
        return About.ALONE if drafted and not self.for_themselves else about(kind, column)

    def _own(self, kind: str, column: str, value: Any) -> Any:
        """Return a value with what is about other young people left out."""
        if kind == "agenda_version" and column == "frozen":
            mine = str(self.id)
            return [row for row in value["rows"] if row.get("young_person_id") == mine]
        if kind == "return_import" and column == "report":
            code = self.person.child_code
            return [each for each in value.get("warnings", ()) if _mentions_code(each, code)]
        return value

    def _names(self) -> dict[UUID, str]:
        """Return the names of staff that the records point to."""
        wanted: set[UUID] = set()
        for kind, rows in self.rows.items():
            columns = [
                name for name, whose in INVENTORY[kind].columns.items() if whose is About.OTHERS
            ]
            for row in rows:
                held = (getattr(row, name) for name in columns)
                wanted |= {value for value in held if isinstance(value, UUID)}
        return {
            person.id: f"{person.name}, {person.job_title}" if person.job_title else person.name
            for person in people_by_id(wanted).values()
        }

    def _shown(self) -> Iterator[Shown]:
        """Say who held which seat when an agenda they were on went out."""
        meetings: dict[UUID, Meeting] = {row.id: row for row in self.rows["meeting"]}
        versions: list[AgendaVersion] = self.rows["agenda_version"]
        for version in sorted(versions, key=lambda each: (each.published_at, each.number)):
            meeting = meetings[version.meeting_id]
            held = holders(meeting.panel_id)
            for seat in seats(from_json(version.frozen)):
                for holder in in_seat(held, seat.key, meeting.held_on):
                    yield Shown(
                        held_on=meeting.held_on,
                        version=version.number,
                        seat=seat.label,
                        who=holder.name,
                        sees_name=seat.sees_names,
                        sections=tuple(sorted(each.value for each in seat.sections)),
                    )


def _row_id(row: Any) -> UUID:
    """Return what tells one row of a table from another; the trail counts its entries."""
    return UUID(int=row.seq) if isinstance(row, Event) else row.id


def _mentioned(report: dict[str, Any], code: str | None) -> bool:
    return any(_mentions_code(each, code) for each in report.get("warnings", ()))


def _mentions_code(finding: dict[str, Any], code: str | None) -> bool:
    return bool(code) and code in {str(finding.get(key, "")) for key in ("value", "child")}


def _plain(value: Any) -> Plain:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return _text(value)
    return str(value) if isinstance(value, UUID) else value


def _shown(kind: str, column: str, value: Any) -> str:
    """Return a value for a reader; keys and the panel's own bookkeeping are left to the JSON."""
    if column in BOOKKEEPING and (kind, column) != ("young_person", "district_id"):
        return ""
    if INVENTORY[kind].way is Way.EVENTS:
        return _shown_of_event(column, value)
    return _words(value)


def _shown_of_event(column: str, value: Any) -> str:
    if column in OF_THE_CHAIN:
        return ""
    if column == "event":
        parts = str(value).split(":")
        told = " ".join(parts[1:]) if len(parts) == WRITTEN else ""
        return told.replace("_", " ").capitalize()
    return _words(value)


def _words(value: Any) -> str:
    if isinstance(value, dict):
        told = {key: _words(held) for key, held in value.items() if not key.endswith("_id")}
        return "; ".join(f"{key.replace('_', ' ')}: {held}" for key, held in told.items() if held)
    if isinstance(value, list):
        return " / ".join(_words(each) for each in value)
    return "" if value is None or isinstance(value, UUID) else _word(value)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        local = value.astimezone(LONDON)
        return f"{plain_date(local.date())} at {clock_time(local.time())}"
    if isinstance(value, date):
        return plain_date(value)
    if isinstance(value, bytes):
        return _text(value)
    return clock_time(value) if isinstance(value, time) else str(value)


def _text(value: bytes) -> str:
    """Return the text of a calendar entry: all that a young person's rows hold as bytes."""
    return value.decode(errors="replace")
