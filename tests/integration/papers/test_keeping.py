"""The section that is cut is nowhere; files are swept, sealed anew, removed in time, scanned."""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal import cli
from portal.database import db, session
from portal.keyring import Purpose
from portal.papers import operations, queries
from portal.papers.files.store import PART, store
from portal.papers.models import Paper, PaperVersion
from portal.papers.operations import Brought, Removal, Result, Typed
from portal.papers.rules.holding import Why
from portal.papers.rules.kinds import PaperKind, PaperState
from portal.papers.rules.refusals import FileRefusedError, Refusal
from portal.people import standing
from portal.people.policy import Actor
from portal.protection.operations.removing import remove
from portal.protection.queries.retention import candidates
from portal.variations.keeping import Kept
from tests.integration.papers.test_files import EICAR, Scanner
from tests.integration.protection.conftest import NOW, Instance, instance, write_record
from tests.support.invented_panel import InventedPanel, published_panel
from tests.support.invented_papers import CANARY, pdf, picture, scanned_pdf, word, word_table

__all__ = ["instance"]

KEPT_WORDS = "Likes football and drama"
"""Planted beside every canary, so that a search that finds nothing is known to search."""
WITH_THE_SECTION = {
    "heading": word(
        ("h1", "A"), KEPT_WORDS, ("h1", "Why we are involved"), CANARY, ("h1", "B"), "x"
    ),
    "table": word_table([["A", KEPT_WORDS], ["Reason for involvement", CANARY], ["B", "x"]]),
    "run on": word(("h1", "A"), KEPT_WORDS, f"Why are we involved? {CANARY}", ("h1", "B"), "x"),
}


class Room:
    """An instance with a panel in it, and its people."""

    def __init__(self, made: Instance) -> None:
        self.made = made
        with made.app.app_context(), made.working():
            self.panel: InventedPanel = published_panel()
        self.item_id: UUID = self.panel.items[0]

    def actor(self) -> Actor:
        found = standing.actor(self.panel.people["support"], NOW)
        assert found is not None
        return found

    def take_in(self, held: bytes, name: str = "a.docx", **more: Any) -> Result:
        brought = Brought(io.BytesIO(held), name, "", NOW.date())
        kind = more.pop("kind", PaperKind.CASE_SUMMARY)
        with self.made.working():
            return operations.take_in_file(
                actor=self.actor(), now=NOW, item_id=self.item_id, kind=kind, brought=brought
            )

    def confirm_word(self, intake_id: UUID) -> Paper:
        with self.made.working():
            version = queries.intake(intake_id).version
            return operations.confirm_word(
                actor=self.actor(), now=NOW, intake_id=intake_id, version=version
            )

    def files(self) -> list[Path]:
        return [each for each in (self.made.folder / "papers").rglob("*") if each.is_file()]

    def everything(self) -> bytes:
        """Return what stands on the disk, in the store and, opened, in each sealed field."""
        spread = [*self.made.copies().values(), *(each.read_bytes() for each in self.files())]
        with self.made.app.app_context(), self.made.working(writes=False):
            for item in queries.papers_of([self.item_id])[self.item_id]:
                versions = [each.id for each in queries.versions_of(item.id)]
                spread.append(item.title.encode())
                for sections in queries.sections_of(versions).values():
                    spread += [f"{each.heading} {each.words}".encode() for each in sections]
            for intake in queries.intakes_of(self.item_id):
                spread += [(intake.sections or "").encode(), json.dumps(intake.found).encode()]
            kept = store()
            for model, row_id in queries.rows_with_files():
                row = queries.row_with_file(model, row_id)
                assert row is not None
                assert kept.key_number(row.blob or "") >= 1
                spread.append(b"".join(operations.read_blob(row)))
        return b"\n".join(spread)


@pytest.fixture
def room(instance: Instance) -> Room:
    return Room(instance)


@pytest.mark.requirement("R53")
@pytest.mark.control("C11", "C41")
@pytest.mark.parametrize("case", WITH_THE_SECTION)
def test_the_section_that_is_cut_is_nowhere(
    room: Room, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with room.made.app.app_context():
        intake = room.take_in(WITH_THE_SECTION[case]).intake_id
        assert intake is not None
    waiting = room.everything()
    assert CANARY.encode() not in waiting
    assert KEPT_WORDS.encode() in waiting, "the search finds what is there"
    with room.made.app.app_context():
        room.confirm_word(intake)
    assert CANARY.encode() not in room.everything()
    assert KEPT_WORDS.encode() in room.everything()
    assert CANARY not in caplog.text
    assert KEPT_WORDS not in caplog.text


@pytest.mark.requirement("R53")
@pytest.mark.control("C11")
def test_a_page_left_out_is_nowhere_once_the_rest_is_confirmed_and_swept(room: Room) -> None:
    with room.made.app.app_context():
        held = pdf(f"{KEPT_WORDS} here", f"Why we are involved\n{CANARY}")
        intake = room.take_in(held, "r.pdf").intake_id
        assert intake is not None
        with room.made.working():
            operations.confirm_file(
                actor=room.actor(),
                now=NOW,
                intake_id=intake,
                version=queries.intake(intake).version,
                removal=Removal(pages="2"),
            )
        assert len(room.files()) == 2, "the one that waited is an orphan now"
        done = operations.sweep(work=room.made.working, now=NOW, spared_seconds=-60)
        assert (done.waiting, done.orphans) == (0, 1)
        with room.made.working(writes=False):
            row = session.scalars(select(PaperVersion)).one()
            plain = b"".join(operations.read_blob(row))
    assert CANARY.encode() not in plain
    assert CANARY.encode() not in room.everything()


@pytest.mark.control("C33")
def test_words_lie_sealed_in_the_database_and_files_on_the_disk(room: Room) -> None:
    with room.made.app.app_context():
        with room.made.working():
            typed = Typed("Title of robin", NOW.date(), {"about": KEPT_WORDS}, ready=True)
            operations.save_typed(
                actor=room.actor(),
                now=NOW,
                item_id=room.item_id,
                kind=PaperKind.CASE_SUMMARY,
                typed=typed,
            )
        room.take_in(pdf(f"{KEPT_WORDS} here now"), "r.pdf", kind=PaperKind.OTHER)
    lying = b"".join([*room.made.copies().values(), *(each.read_bytes() for each in room.files())])
    assert b"football" not in lying
    assert b"Title of robin" not in lying
    assert len(room.files()) == 1


@pytest.mark.control("C33")
def test_the_sweep_removes_what_nobody_confirmed_and_nothing_else(room: Room) -> None:
    with room.made.app.app_context():
        room.take_in(pdf("Record of the day\nEverybody came"), "r.pdf", kind=PaperKind.OTHER)
        held = room.take_in(scanned_pdf(), "s.pdf").intake_id
        assert held is not None
        (room.made.folder / "papers" / "ab").mkdir(exist_ok=True)
        (room.made.folder / "papers" / "ab" / f"ab{'0' * 30}{PART}").write_bytes(b"half")
        early = operations.sweep(work=room.made.working, now=NOW, spared_seconds=3600)
        assert (early.waiting, early.orphans, early.parts) == (0, 0, 0)
        late = NOW + timedelta(days=8)
        done = operations.sweep(work=room.made.working, now=late, spared_seconds=-60)
        assert (done.waiting, done.orphans, done.parts) == (1, 1, 1)
        assert operations.sweep(work=room.made.working, now=late, spared_seconds=-60).orphans == 0
        with room.made.working(writes=False):
            row = session.scalars(select(PaperVersion)).one()
            assert b"".join(operations.read_blob(row)).startswith(b"%PDF-")
            states = session.scalars(select(Paper.state).order_by(Paper.state)).all()
            assert states == [PaperState.READY, PaperState.WITHDRAWN]


def told(room: Room, *arguments: str) -> dict[str, Any]:
    with room.made.app.app_context():
        db.engine.dispose()
    done = CliRunner().invoke(cli.main, [*arguments, "--json"], env=room.made.environment)
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.control("C33", "C48")
def test_the_commands_sweep_rotate_and_seal_files_again(room: Room) -> None:
    with room.made.app.app_context():
        room.take_in(pdf("Record of the day\nEverybody came"), "r.pdf", kind=PaperKind.OTHER)
        word_file = room.take_in(word(("h1", "A"), KEPT_WORDS)).intake_id
        assert word_file is not None
        room.confirm_word(word_file)
    assert told(room, "papers", "sweep") == {"not_confirmed": 0, "orphans": 0, "half_written": 0}
    rotated = told(room, "keys", "rotate", "papers")
    assert rotated["number"] == 2
    assert "portal keys reseal" in rotated["next"]
    assert told(room, "keys", "reseal")["files_sealed_again"] == 1
    assert told(room, "keys", "reseal")["files_sealed_again"] == 0
    with room.made.app.app_context(), room.made.working(writes=False):
        row = session.scalars(select(PaperVersion).where(PaperVersion.blob.is_not(None))).one()
        assert store().key_number(row.blob or "") == store().ring.current(Purpose.PAPERS).number
        assert b"".join(operations.read_blob(row)).startswith(b"%PDF-")
    assert len(room.files()) == 1


@pytest.mark.control("C40")
def test_papers_go_in_time_and_their_files_with_them(room: Room) -> None:
    with room.made.app.app_context():
        room.take_in(pdf(f"{KEPT_WORDS} here now"), "r.pdf", kind=PaperKind.OTHER)
        with room.made.working():
            write_record(room.panel)
        with room.made.working():
            (due,) = [each for each in candidates() if each.kind is Kept.PAPERS]
            assert due.happened_on == NOW.date()
            remove(Kept.PAPERS, due.row_id, now=NOW, cause="retention")
        operations.sweep(work=room.made.working, now=NOW, spared_seconds=-60)
        with room.made.working(writes=False):
            paper = session.scalars(select(Paper)).one()
            assert paper.title.startswith("Deleted on")
            assert session.scalars(select(PaperVersion.blob)).all() == [None]
    assert room.files() == []


def scanned_by(room: Room, path: str | None) -> None:
    settings = room.made.app.config["PORTAL_SETTINGS"]
    object.__setattr__(settings, "scanner", path)


@pytest.mark.control("C33")
def test_what_the_scanner_finds_is_refused_and_nothing_of_it_is_kept(room: Room) -> None:
    scanner = Scanner()
    scanned_by(room, scanner.path)
    with room.made.app.app_context():
        with pytest.raises(FileRefusedError) as caught:
            room.take_in(pdf("A page of words") + b"\n%" + EICAR, "r.pdf")
        assert caught.value.refusal is Refusal.VIRUS
        with room.made.working(writes=False):
            assert queries.papers_of([room.item_id])[room.item_id] == ()
    scanner.stop()
    assert room.files() == []


@pytest.mark.control("C33")
def test_while_the_scanner_is_down_a_file_is_held_and_not_shown(room: Room) -> None:
    scanned_by(room, "/nowhere/clamd.sock")
    with room.made.app.app_context():
        intake = room.take_in(pdf("A page of plain words"), "r.pdf").intake_id
        assert intake is not None
        with room.made.working(writes=False):
            assert queries.intake(intake).why == Why.NOT_SCANNED
        with room.made.working(), pytest.raises(Exception, match="still does not answer"):
            confirm(room, intake)
        scanner = Scanner()
        scanned_by(room, scanner.path)
        with room.made.working():
            assert confirm(room, intake).state == PaperState.READY
        scanner.stop()


def confirm(room: Room, intake_id: UUID) -> Paper:
    return operations.confirm_file(
        actor=room.actor(),
        now=NOW,
        intake_id=intake_id,
        version=queries.intake(intake_id).version,
        removal=Removal(),
    )


@pytest.mark.control("C33")
def test_a_picture_taken_in_holds_nothing_of_where_it_was_taken(room: Room) -> None:
    with room.made.app.app_context():
        intake = room.take_in(picture(marked=CANARY), "photo.jpg", kind=PaperKind.OTHER).intake_id
        assert intake is not None
        with room.made.working():
            assert CANARY.encode() not in b"".join(operations.read_blob(queries.intake(intake)))
