"""Take in the county's statutory return (R4): streamed, in one transaction, repeatable.

What a return is the truth about. The return of a year names children and has their episodes and
reviews of that year. For each child it names, it replaces what the portal holds of that year: a
row with the same key is brought up to date, a row the return no longer has is taken away. Nothing
outside the year is touched, since next year's return does not repeat what ended before; nor is a
child whom this return does not name. Nothing is taken away where a row of that module could not
be read, because the unread row may be the very one. A return that is older than one already taken
in only adds what is missing: what is newer is truer. A district, once set, is never overwritten.
No row is taken of a child whose data was erased.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, insert, select, update

from portal import audit
from portal.cases import queries
from portal.cases.models import CareEpisode, CareReview, ReturnImport, ReturnRow, YoungPerson
from portal.cases.operations.erased import when_erased
from portal.cases.operations.ledger import Ledger, Tally, in_pieces
from portal.cases.ssda903 import (
    Event,
    ImportReport,
    Row,
    Source,
    from_paths,
    modules,
    read_return,
)
from portal.database import current_scope, refresh_statistics, session
from portal.people.policy import Actor, Permission, require
from portal.tenancy.door import registry
from portal.variations.manager import Registry

ROWS_AT_ONCE: Final = 2_000
HARMLESS: Final = frozenset(
    {"duplicate_row", "episode_twice", "review_twice", "empty_row", "erased"}
)
"""Refusals of a row whose key another row of the return has, or whose child is not held: nothing is
missing for them."""
PEOPLE: Final = cast("Table", YoungPerson.__table__)
_REFERENCE: Final = re.compile(r"LH-(\d+)")

Progress = Callable[[int, str], None]
"""Told after each piece how many rows have been read, and from which file."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A finished import: its id, the report of the contract, and what changed in the tables."""

    id: UUID
    report: dict[str, Any]
    changes: dict[str, dict[str, int]]
    older: bool
    """Whether a newer return was taken in before, so that this one only added what was missing."""

    @property
    def changed_nothing(self) -> bool:
        """Whether the database already held exactly this."""
        return not any(
            count
            for tally in self.changes.values()
            for what, count in tally.items()
            if what != "unchanged"
        )


def import_return(
    *,
    actor: Actor | None,
    now: datetime,
    paths: Iterable[Path] = (),
    sources: Iterable[Source] = (),
    year: int,
    as_of: date,
    progress: Progress | None = None,
    row: ReturnImport | None = None,
) -> Imported:
    """Read a return into the database; `actor` is None for a command.

    It lies at `paths` (files or folders) or in `sources` (an upload). Needs a county-wide scope
    and runs in the caller's transaction: on `UnreadableReturn` the caller rolls back and nothing
    has changed. `row` is the import's own row where a page made one. Raises ForbiddenError,
    RuleError for an unknown year, UnreadableReturn.
    """
    if actor is not None:
        require(actor, Permission.RETURN_IMPORT, None)
    found, left_out = from_paths(paths)
    report = ImportReport()
    newest = queries.newest_return_day()
    older = newest is not None and as_of < newest
    store = _Store(registry(), year, progress or (lambda _rows, _file: None), only_adds=older)
    events = read_return(
        [*found, *sources],
        year=year,
        as_of=as_of,
        known_children=store.known,
        left_out=left_out,
        erased=when_erased(),
    )
    unread: set[str] = set()
    for event in _with_rows(events, report, unread):
        store.add(event)
    store.finish(unread_modules=_modules_unread(report, unread))
    facts = report.as_json(queries.cohort_counts(as_of))
    if row is None:
        row = ReturnImport(
            started_by=actor.person_id if actor else None, started_at=now, year=year, as_of=as_of
        )
        session.add(row)
    row.state, row.finished_at = "done", now
    row.report = {**facts, "changes": store.changes(), "older": older}
    _tell(row.id, report, store, actor_id=actor.person_id if actor else None, now=now)
    session.flush()
    return Imported(row.id, facts, store.changes(), older=older)


def _tell(
    import_id: UUID, report: ImportReport, store: _Store, *, actor_id: UUID | None, now: datetime
) -> None:
    """Say in the trail that a return was taken in, and of whom it changed anything, one by one."""
    audit.record(
        event="cases:return:imported",
        subject=("return_import", import_id),
        actor_id=actor_id,
        now=now,
        facts={
            "year": store.year,
            "children": report.children,
            "findings": len(report.findings),
            "changes": store.changes(),
        },
    )
    for young_person_id in store.changed():
        audit.record(
            event="cases:young_person:returned",
            subject=("young_person", young_person_id),
            actor_id=actor_id,
            now=now,
            facts={"import": str(import_id)},
        )


def _with_rows(
    events: Iterator[Event], report: ImportReport, unread_files: set[str]
) -> Iterator[Row]:
    """Give the rows; note everything else, and which files had rows that could not be read."""
    seen = 0
    for event in events:
        row = report.add(event)
        if row is not None:
            yield row
        elif len(report.findings) > seen:
            seen = len(report.findings)
            finding = report.findings[-1]
            if finding.refused and finding.code not in HARMLESS:
                unread_files.add(finding.file)


def _modules_unread(report: ImportReport, files: set[str]) -> frozenset[str]:
    return frozenset(count.module for count in report.files if count.name in files)


class _Store:
    """Keeps rows until there are enough for a statement, then brings the tables into line."""

    def __init__(self, rules: Registry, year: int, progress: Progress, *, only_adds: bool) -> None:
        self._registry, self._progress = rules, progress
        self.year, self._only_adds = year, only_adds
        self._authority_id = current_scope().authority_id
        self.known, self._last_number = _children_held()
        self._people = Tally()
        self._changed: set[UUID] = set()
        self._rows: dict[str, list[Mapping[str, Any]]] = {}
        self._waiting = self._read = 0
        self._counted = False
        self._proposals: dict[UUID, tuple[date, str]] = {}
        self._written: set[tuple[UUID, str]] = set()
        starts, ends = date(year - 1, 4, 1), date(year, 3, 31)
        first = not self.known
        self._episodes = Ledger(
            CareEpisode,
            key=("started_on",),
            columns=tuple(_EPISODE),
            nothing_held=first,
            only_adds=only_adds,
            replaces=lambda row: (
                row["started_on"] <= ends and (row["ended_on"] is None or row["ended_on"] >= starts)
            ),
        )
        self._reviews = Ledger(
            CareReview,
            key=("held_on",),
            columns=("participation",),
            nothing_held=first,
            only_adds=only_adds,
            replaces=lambda row: starts <= row["held_on"] <= ends,
        )
        self._others = Ledger(
            ReturnRow, key=("module", "row_key"), columns=("facts",), nothing_held=first
        )

    def add(self, row: Row) -> None:
        """Take a row; store a piece when there are enough."""
        self._rows.setdefault(row.module, []).append(row.values)
        self._waiting += 1
        if self._waiting >= ROWS_AT_ONCE:
            self._flush(row.file)

    def finish(self, *, unread_modules: frozenset[str]) -> None:
        """Store what is left, take away what is gone, propose districts."""
        self._flush("")
        self._episodes.finish(remove=modules.EPISODES not in unread_modules)
        self._reviews.finish(remove=modules.REVIEWS not in unread_modules)
        self._propose_districts()

    def changes(self) -> dict[str, dict[str, int]]:
        """Return what happened to each table's rows."""
        return {
            "young_people": asdict(self._people),
            "episodes": asdict(self._episodes.tally),
            "reviews": asdict(self._reviews.tally),
            "other": asdict(self._others.tally),
        }

    def changed(self) -> list[UUID]:
        """Return whose rows of any table are not as they were; their pages of the trail say so."""
        ledgers = (self._episodes, self._reviews, self._others)
        return sorted(self._changed.union(*(each.changed for each in ledgers)))

    def _flush(self, file: str) -> None:
        rows, self._rows = self._rows, {}
        self._read += self._waiting
        self._waiting = 0
        self._take_people(rows.get(modules.HEADER, []))
        wanted = (modules.EPISODES, modules.REVIEWS, modules.UASC, modules.OC3, modules.PREV_PERM)
        codes = {row["CHILD"] for name in wanted for row in rows.get(name, [])}
        people = _people_by_code(codes)
        self._take_episodes(rows.get(modules.EPISODES, []), people)
        self._reviews.take(
            [
                {
                    "young_person_id": people[row["CHILD"]].id,
                    "held_on": row["REVIEW"],
                    "participation": row["REVIEW_CODE"] or "",
                }
                for row in rows.get(modules.REVIEWS, [])
            ]
        )
        self._take_arrivals(rows.get(modules.UASC, []), people)
        self._take_others(rows, people)
        self._progress(self._read, file)

    def _take_people(self, rows: list[Mapping[str, Any]]) -> None:
        held = _people_by_code({row["CHILD"] for row in rows}) if self.known else {}
        added, changed = [], []
        for row in rows:
            person = held.get(row["CHILD"])
            if person is None:
                added.append(self._new_person(row))
            elif not self._only_adds and (
                person.born_on != row["DOB"] or (row["SEX"] or person.sex) != person.sex
            ):
                changed.append(
                    {
                        "pinned": self._authority_id,
                        "row_id": person.id,
                        "new_born_on": row["DOB"],
                        "new_sex": row["SEX"] or person.sex,
                    }
                )
        if added:
            session.execute(insert(PEOPLE), added)
            if not self._counted:
                self._counted = True
                refresh_statistics(YoungPerson)
        self._change_people(changed, "born_on", "sex")
        self._changed.update(each["id"] for each in added)
        self._people.added += len(added)
        self._people.unchanged += len(rows) - len(added) - len(changed)

    def _new_person(self, row: Mapping[str, Any]) -> dict[str, Any]:
        self._last_number += 1
        return {
            "authority_id": self._authority_id,
            "id": uuid4(),
            "district_id": None,
            "reference": f"LH-{self._last_number:05d}",
            "child_code": row["CHILD"],
            "born_on": row["DOB"],
            "sex": row["SEX"],
            "arrived_alone": False,
        }

    def _take_episodes(
        self, rows: list[Mapping[str, Any]], people: Mapping[str, queries.Held]
    ) -> None:
        taken = []
        for row in rows:
            person = people[row["CHILD"]]
            if person.district_id is None and row["HOME_POST"]:
                self._note_postcode(person.id, row["DECOM"], row["HOME_POST"])
            facts = {column: row[code] or "" for column, code in _CODES}
            taken.append(
                {
                    "young_person_id": person.id,
                    "started_on": row["DECOM"],
                    "ended_on": row["DEC"],
                    "need": "",
                    **facts,
                }
            )
        self._episodes.take(taken)

    def _note_postcode(self, person_id: UUID, started_on: date, postcode: str) -> None:
        """Remember the district the latest home postcode proposes; the postcode is let go."""
        latest = self._proposals.get(person_id)
        if latest is None or latest[0] <= started_on:
            district = self._registry.propose_district(postcode)
            if district is not None:
                self._proposals[person_id] = (started_on, district)

    def _propose_districts(self) -> None:
        rows = [
            {"pinned": self._authority_id, "row_id": person_id, "new_district_id": district}
            for person_id, (_, district) in sorted(self._proposals.items())
        ]
        for piece in in_pieces(rows, ROWS_AT_ONCE):
            self._change_people(piece, "district_id")

    def _take_arrivals(
        self, rows: list[Mapping[str, Any]], people: Mapping[str, queries.Held]
    ) -> None:
        changed = [
            {
                "pinned": self._authority_id,
                "row_id": people[row["CHILD"]].id,
                "new_arrived_alone": True,
            }
            for row in rows
            if not people[row["CHILD"]].arrived_alone
        ]
        self._change_people(changed, "arrived_alone")

    def _take_others(
        self, rows: Mapping[str, list[Mapping[str, Any]]], people: Mapping[str, queries.Held]
    ) -> None:
        taken = []
        for module, columns in _OTHERS.items():
            for row in rows.get(module, []):
                facts = {column: row[column] for column in columns}
                own = str(self.year) if module == modules.OC3 else ""
                key = " ".join(filter(None, (own, *(facts.values() if not own else ()))))
                person_id = people[row["CHILD"]].id
                if (person_id, module + key) not in self._written:
                    self._written.add((person_id, module + key))
                    taken.append(
                        {
                            "young_person_id": person_id,
                            "module": module,
                            "row_key": key,
                            "facts": facts,
                        }
                    )
        self._others.take(taken)

    def _change_people(self, rows: list[dict[str, Any]], *columns: str) -> None:
        if not rows:
            return
        table = PEOPLE
        session.execute(
            update(table)
            .where(table.c.authority_id == bindparam("pinned"), table.c.id == bindparam("row_id"))
            .values({column: bindparam(f"new_{column}") for column in columns}),
            rows,
        )
        self._changed.update(each["row_id"] for each in rows)
        self._people.changed += len(rows)


_CODES: Final = (
    ("reason_new", "RNE"),
    ("legal_status", "LS"),
    ("place", "PLACE"),
    ("place_provider", "PLACE_PROVIDER"),
    ("reason_ended", "REC"),
    ("reason_place_change", "REASON_PLACE_CHANGE"),
    ("provider_number", "URN"),
)
_EPISODE: Final = ("ended_on", *(column for column, _ in _CODES))
_OTHERS: Final = {
    modules.OC3: ("IN_TOUCH", "ACTIV", "ACCOM"),
    modules.PREV_PERM: ("PREV_PERM", "DATE_PERM"),
}


def _children_held() -> tuple[dict[str, date], int]:
    """Return every child held with their date of birth, and the highest reference number."""
    known: dict[str, date] = {}
    highest = 0
    rows = session.execute(
        select(YoungPerson.child_code, YoungPerson.born_on, YoungPerson.reference)
        .order_by(YoungPerson.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for code, born_on, reference in rows:
        if code is not None:
            known[code] = born_on
        number = _REFERENCE.fullmatch(reference)
        if number:
            highest = max(highest, int(number[1]))
    return known, highest


def _people_by_code(codes: set[str]) -> dict[str, queries.Held]:
    found: dict[str, queries.Held] = {}
    for piece in in_pieces(sorted(codes)):
        found.update(queries.held_by_code(piece))
    return found
