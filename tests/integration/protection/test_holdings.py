"""Everything held about somebody is found: every column classified, every canary in the copy."""

from __future__ import annotations

import csv
import io
import json
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, String, Text, Time, Uuid, select

from portal import audit, cli
from portal.audit.models import Event
from portal.cases.models import ReturnImport, YoungPerson
from portal.database import APPEND_ONLY, Base, Instant, db, session
from portal.database.sealed import SealedText
from portal.outbox.models import Message
from portal.panels import operations as panels
from portal.panels.models import AgendaVersion, Item
from portal.protection.pages import copy_files
from portal.protection.queries.holdings import everything_about
from portal.protection.rules.inventory import INVENTORY, KEYS, About, Way, about
from portal.records.models import Attendance
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.conftest import NOW, Instance
from tests.integration.protection.test_retention import plant
from tests.support.invented_panel import NAMES, InventedPanel, published_panel

PEOPLE = 50
TODAY = NOW.date()
TEXTS = (String, Text, SealedText)


@pytest.mark.control("C39")
def test_every_column_is_classified_and_no_classification_is_left_over(app: Any) -> None:
    """Who adds a column says whom it is about, or this fails: 100 % (C39)."""
    held = {table.name: {c.name for c in table.c} - set(KEYS) for table in _tables()}
    said = {name: set(entry.columns) for name, entry in INVENTORY.items()}
    assert said == held


@pytest.mark.control("C39")
def test_every_table_that_can_be_tied_to_somebody_is(app: Any) -> None:
    """A table with a foreign key on the way to a young person has a way in the inventory."""
    tied = {"young_person"}
    grown = True
    while grown:
        more = {
            table.name
            for table in _tables()
            for key in table.foreign_keys
            if key.column.table.name in tied and key.column.name == "id"
        }
        grown = not more <= tied
        tied |= more
    untied = {name for name in tied if INVENTORY[name].way is Way.NONE}
    assert untied == set()


@pytest.mark.control("C40")
def test_every_table_that_holds_something_of_somebody_has_a_rule_or_a_reason(app: Any) -> None:
    lacking = {name for name, entry in INVENTORY.items() if not entry.kept and not entry.stays}
    assert lacking == set()
    personal = {
        name
        for name, entry in INVENTORY.items()
        if About.THEM in entry.columns.values() or About.WORDS in entry.columns.values()
    }
    trail = {"audit_event", "audit_event_earlier"}
    keeps_out = {"erased_child"}
    assert {name for name in personal if not INVENTORY[name].kept} == trail | keeps_out


def _tables() -> list[Any]:
    return [table for table in Base.metadata.sorted_tables if table.name != "alembic_version"]


class Seeder:
    """Plants a word in every text of every row on the way to one young person."""

    def __init__(self, panel: InventedPanel, place: int) -> None:
        self.panel, self.number = panel, place
        self.young_person_id = panel.young_people[place]
        self.own: set[str] = {f"LH-{panel.district}-{panel.held_on:%m%d}-{place + 1}"}
        self.of_others: set[str] = set()
        self.alone: set[str] = set()
        classes = (mapper.class_ for mapper in Base.registry.mappers)
        self.models = {each.__tablename__: each for each in classes}
        self.ids: dict[str, UUID] = {}

    def plant(self) -> None:
        """Fill the rows there are, then add one of every other kind."""
        for kind, entry in INVENTORY.items():
            if entry.way is Way.SELF:
                self.ids[kind] = self.young_person_id
                self._mark(self._one(kind, "id", self.young_person_id), kind)
        for kind, entry in INVENTORY.items():
            if entry.way is Way.PATH:
                self._row(kind)
        audit.record(
            event="records:item:saved",
            subject=("item", self.ids["item"]),
            actor_id=self.panel.people["support"],
            now=NOW,
            facts={"note": self._word("audit_event", "facts")},
        )
        session.flush()

    def _row(self, kind: str) -> UUID:
        if kind in self.ids:
            return self.ids[kind]
        column = INVENTORY[kind].path
        key = next(
            key
            for key in Base.metadata.tables[kind].c[column].foreign_keys
            if key.column.name == "id"
        )
        above = self._row(key.column.table.name)
        row = self._one(kind, column, above)
        if row is not None and Base.metadata.tables[kind].info.get(APPEND_ONLY):
            self.ids[kind] = row.id  # it is never changed, so nothing can be planted in it
            return self.ids[kind]
        if row is None:
            row = self.models[kind](**{column: above}, **self._given(kind, column))
            session.add(row)
        self._mark(row, kind)
        session.flush()
        self.ids[kind] = row.id
        return self.ids[kind]

    def _one(self, kind: str, column: str, value: UUID) -> Any:
        model = self.models[kind]
        asked = select(model).where(getattr(model, column) == value)
        return session.scalars(asked).one_or_none()

    def _given(self, kind: str, path: str) -> dict[str, Any]:
        """Return what a new row needs besides its texts."""
        given: dict[str, Any] = {}
        own = {
            ("outbox_message", "key"): f"message:{self.number}",
            ("meeting_notice", "meeting_id"): self.panel.meeting_id,
            ("meeting_notice", "message_id"): self.ids.get("outbox_message"),
            ("meeting_notice", "sequence"): self.number,
            ("young_code", "code_hash"): f"code:{self.number}",
            ("young_link", "token_hash"): f"link:{self.number}",
            ("young_visit", "token_hash"): f"visit:{self.number}",
        }
        for column in Base.metadata.tables[kind].c:
            name = column.name
            if name in {*KEYS, path}:
                continue
            if name == "district_id":
                given[name] = self.panel.district
            elif (kind, name) in own:
                given[name] = own[kind, name]
            elif name == "item_id":
                given[name] = self.ids["item"]
            elif any(key.column.table.name == "person" for key in column.foreign_keys):
                given[name] = self.panel.people["support"]
            elif isinstance(column.type, Uuid):
                given[name] = self._above(column) if column.foreign_keys else UUID(int=self.number)
            else:
                kind_of = next((k for k in _VALUES if isinstance(column.type, k)), None)
                given[name] = _VALUES[kind_of] if kind_of else None
        return given

    def _above(self, column: Any) -> UUID | None:
        """Return the row that a column must point to, besides the one on the way."""
        if column.nullable:
            return None
        tables = (key.column.table.name for key in column.foreign_keys)
        return next((self.ids[table] for table in tables if table in self.ids), None)

    def _mark(self, row: Any, kind: str) -> None:
        """Put a word of its own into each text of a row that is about somebody."""
        for column in Base.metadata.tables[kind].c:
            if column.name in KEYS or column.foreign_keys:
                continue
            if about(kind, column.name) is About.NOBODY:
                continue
            length = getattr(column.type, "length", None)
            if isinstance(column.type, TEXTS) and (length is None or length >= SHORTEST):
                setattr(row, column.name, self._word(kind, column.name))
            elif kind == "return_row" and column.name == "facts":
                row.facts = {"NOTE": self._word(kind, column.name)}

    def _word(self, kind: str, column: str) -> str:
        table = sorted(INVENTORY).index(kind)
        place = sorted(c.name for c in Base.metadata.tables[kind].c).index(column)
        word = f"K{self.number:03}T{table:02}C{place:02}Z"
        if about(kind, column) is About.ALONE:
            self.alone.add(word)
        else:
            (self.of_others if _of_others(kind, column) else self.own).add(word)
        return word


_VALUES: dict[Any, Any] = {
    Integer: 1,
    Boolean: False,
    Instant: NOW,
    Date: TODAY,
    Time: time(9, 0),
    JSON: {},
    LargeBinary: b"BEGIN:VCALENDAR",
    **dict.fromkeys(TEXTS, ""),
}
SHORTEST = 11


def _of_others(kind: str, column: str) -> bool:
    return not kind.startswith("audit_event") and about(kind, column) is About.OTHERS


@pytest.mark.control("C39")
@pytest.mark.slow  # fifty people with a row of every kind: what C39 asks for
def test_every_word_of_fifty_people_is_found_and_nobody_elses(working: ScopeOpener) -> None:
    with working():
        panels = [published_panel(where, items=PEOPLE // 2) for where in ("burnley", "preston")]
        seeders = [Seeder(panel, place) for panel in panels for place in range(PEOPLE // 2)]
        for number, seeder in enumerate(seeders):
            seeder.number = number
            seeder.plant()
        session.add_all(
            Attendance(
                district_id=panel.district,
                meeting_id=panel.meeting_id,
                seat_key="fostering_manager",
                state="deputy",
                stand_in="KDEPUTYZ",
            )
            for panel in panels
        )
        codes = session.scalars(select(YoungPerson.child_code).order_by(YoungPerson.id)).all()
        session.add(_import_with(list(codes)))
    everybody = {word: seeder.number for seeder in seeders for word in seeder.own}
    assert len(everybody) > PEOPLE * 30, "planted in many places"
    missing, foreign, unmarked = [], [], []
    with working(writes=False):
        for seeder in seeders:
            told = copy_files.facts(everything_about(seeder.young_person_id), TODAY)
            text = json.dumps(told)
            foreign += [word for word in seeder.alone if word in text]
            theirs = repr(everything_about(seeder.young_person_id, for_themselves=True))
            missing += [word for word in seeder.alone if word not in theirs]
            missing += [word for word in seeder.own | seeder.of_others if word not in text]
            foreign += [
                word
                for word, number in everybody.items()
                if number != seeder.number and f'{word}"' in text
            ]
            marked = json.dumps(told["others"])
            unmarked += [w for w in {*seeder.of_others, "KDEPUTYZ"} if w not in marked]
    assert missing == []
    assert foreign == []
    assert unmarked == []


def _import_with(codes: list[str | None]) -> Any:
    return ReturnImport(
        started_at=NOW,
        finished_at=NOW,
        year=2026,
        as_of=TODAY,
        state="done",
        report={"warnings": [{"code": "x", "value": code, "line": 1} for code in codes]},
    )


def test_the_copy_says_who_was_sent_the_agenda_and_what_was_done(working: ScopeOpener) -> None:
    with working():
        panel = plant()
        audit.record(
            event="records:record:filed",
            subject=("item", panel.items[0]),
            actor_id=panel.people["support"],
            now=NOW,
        )
    with working(writes=False):
        held = everything_about(panel.young_people[0])
        other = everything_about(panel.young_people[1])
    assert {each.seat for each in held.shown} >= {"Fostering Manager"}
    told = {section.kind: section for section in held.sections}
    done = told["audit_event"].records[0]
    assert {each.column: each.shown for each in done.values}["actor_id"].startswith("Support")
    assert [section.kind for section in other.sections if section.kind == "audit_event"] == []
    version = told["agenda_version"].records[0]
    frozen = next(each for each in version.values if each.column == "frozen")
    assert "LH-burnley-1123-2" not in json.dumps(frozen.value), "another young person's row"


def answer(instance: Instance, *arguments: str) -> tuple[int, dict[str, Any]]:
    with instance.app.app_context():
        db.engine.dispose()
    done = CliRunner().invoke(
        cli.main, ["person", "export", *arguments, "--json"], env=instance.environment
    )
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.control("C39")
def test_the_command_writes_a_draft_for_people_into_a_folder(
    instance: Instance, tmp_path: Path
) -> None:
    with instance.app.app_context(), instance.working():
        plant()
    folder = tmp_path / "copy"
    code, told = answer(instance, "LH-burnley-1123-1", "--to", str(folder))
    assert code == 0
    assert sorted(path.name for path in folder.iterdir()) == told["files"]
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "This is a draft for staff" in page
    assert "Canary-took_part_note-said-in-confidence" in page
    assert NAMES[0] in page
    assert NAMES[1] not in page
    lines = list(csv.DictReader(io.StringIO((folder / "decisions.csv").read_text("utf-8-sig"))))
    assert len(lines) == sum(told["sections"].values())
    room = next(line for line in lines if line["Section"] == "Who was in the room")
    assert (room["About others"], room["Must be read"]) == ("Canary Deputy Invented", "yes")
    assert "Canary Deputy Invented" in {each["shown"] for each in told["others"]}
    everything = json.loads((folder / "everything.json").read_text(encoding="utf-8"))
    assert everything["reference"] == "LH-burnley-1123-1"
    with instance.app.app_context(), instance.working(writes=False):
        events = session.scalars(select(Event.event)).all()
        assert events == ["protection:copy:drafted"]


@pytest.mark.control("C39")
def test_a_calendar_that_went_with_an_agenda_is_in_the_copy_as_text(
    instance: Instance, tmp_path: Path
) -> None:
    with instance.app.app_context(), instance.working():
        panel = published_panel(items=1)
        early = NOW - timedelta(days=7)
        panels.tell_meeting(actor=None, now=early, meeting_id=panel.meeting_id)
        told = session.scalars(select(Message).where(Message.item_id == panel.items[0])).all()
        assert any(each.calendar for each in told), "their worker has it with the agenda"
    folder = tmp_path / "copy"
    assert answer(instance, "LH-burnley-1123-1", "--to", str(folder))[0] == 0
    everything = json.loads((folder / "everything.json").read_text(encoding="utf-8"))
    messages = next(each for each in everything["sections"] if each["kind"] == "outbox_message")
    entries = [each["values"]["calendar"]["value"] for each in messages["records"]]
    assert any(str(each).startswith("BEGIN:VCALENDAR") for each in entries)
    texts = [path.read_text(encoding="utf-8") for path in folder.iterdir()]
    assert [text for text in texts if "b'BEGIN" in text or "b&#39;BEGIN" in text] == []


def test_the_command_overwrites_nothing_and_knows_nobody_by_a_wrong_reference(
    instance: Instance, tmp_path: Path
) -> None:
    with instance.app.app_context(), instance.working():
        plant()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept.txt").write_text("kept", encoding="utf-8")
    code, told = answer(instance, "LH-burnley-1123-1", "--to", str(tmp_path / "full"))
    assert code == 1
    assert "There is something at" in told["error"]
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["kept.txt"]
    assert answer(instance, "LH-nobody", "--to", str(tmp_path / "new"))[0] == 2
    assert not (tmp_path / "new").exists()


def test_a_formula_in_a_name_stays_text_in_the_tables(working: ScopeOpener) -> None:
    with working():
        panel = plant()
        first = session.scalars(select(Item).where(Item.id == panel.items[0])).one()
        first.item_type = "=cmd()"
    with working(writes=False):
        files = copy_files.draft(everything_about(panel.young_people[0]), TODAY)
        assert session.scalars(select(AgendaVersion.id)).all()
    table = next(held for name, held in files.items() if name.endswith("-item.csv"))
    assert isinstance(table, bytes)
    assert b"'=cmd()" in table
