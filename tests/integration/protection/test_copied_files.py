"""The files of a copy: what was released is in it, and what was not is in none of it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import session
from portal.panels.models import ItemCost
from portal.papers.files import pdf
from portal.papers.files.store import Owner, store
from portal.papers.models import Paper, PaperIntake, PaperPicture, PaperVersion
from portal.protection.models import CopyRequest
from portal.protection.operations.copies import CAME_IN_SINCE
from portal.protection.queries.holdings import THEIRS_ALONE, everything_about
from portal.testing.pages import PageClient
from portal.voice.models import ViewsAnswer, ViewsSheet
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.conftest import NOW, Instance
from tests.integration.protection.test_holdings import answer
from tests.integration.protection.test_pages import HOME, begin_copy, officers, panel
from tests.support import invented_papers
from tests.support.invented_panel import InventedPanel, published_panel

__all__ = ["officers", "panel"]

IN_THE_PDF = "Canary-in-a-paper-that-is-a-file"
SAID, DRAWN, WAITING, UNSENT = (
    f"Canary-{where}".encode() for where in ("recording", "picture", "waiting", "unsent")
)
BEGINS = b"\x1a\x45\xdf\xa3....webm"
Officers = tuple[PageClient, PageClient]


@dataclass
class Planted:
    """The rows that have a file."""

    paper: UUID
    picture: UUID
    waiting: UUID
    recording: UUID
    unsent: UUID


def plant_files(panel: InventedPanel) -> Planted:
    """Give one young person a file of every kind. Call inside a writing scope."""
    support, item = panel.people["support"], panel.items[0]
    whose = {
        "district_id": panel.district,
        "item_id": item,
        "young_person_id": panel.young_people[0],
    }
    nothing: dict[str, Any] = {"digest": "", "size": 0}
    paper = Paper(
        **whose,
        kind="housing_options",
        title="Homes",
        written_on=NOW.date(),
        state="ready",
        added_by=support,
        added_at=NOW,
    )
    session.add(paper)
    session.flush()
    made = {"paper_id": paper.id, "made_at": NOW, "made_by": support, "written_on": NOW.date()}
    version = PaperVersion(**whose, **made, **nothing, number=1, how="pdf", pages=1)
    waits = PaperIntake(
        **whose, **made, **nothing, title="Word", how="word", why="sections", found={}
    )
    sheet = ViewsSheet(**whose, asked={}, started_at=datetime(2026, 11, 1, tzinfo=UTC))
    session.add_all([version, waits, sheet])
    session.flush()
    picture = PaperPicture(
        **whose, **nothing, paper_version_id=version.id, section=0, position=0, description="A room"
    )
    said = {
        **whose,
        "views_sheet_id": sheet.id,
        "asked": {},
        "how": "recording",
        "audience": "panel",
        "language": "en",
        "media": "audio/webm",
        "answered_at": NOW,
    }
    recording = ViewsAnswer(**said, question_key="statement-1", draft=False, shared_at=NOW)
    unsent = ViewsAnswer(**said, question_key="statement-2", draft=True)
    session.add_all([picture, recording, unsent])
    session.flush()
    _keep(version, invented_papers.pdf(IN_THE_PDF))
    _keep(picture, DRAWN)
    _keep(recording, BEGINS + SAID)
    _keep(unsent, BEGINS + UNSENT)
    put = store().put(Owner(waits.authority_id, waits.id), [WAITING])
    waits.found, waits.sections = {"blobs": [put.name]}, json.dumps({"sections": []})
    session.flush()
    return Planted(version.id, picture.id, waits.id, recording.id, unsent.id)


def _keep(row: PaperVersion | PaperPicture | ViewsAnswer, held: bytes) -> None:
    row.blob = store().put(Owner(row.authority_id, row.id), [held]).name


@pytest.fixture
def planted(panel: InventedPanel, working: ScopeOpener) -> Planted:
    with working():
        return plant_files(panel)


def spoken(held: bytes) -> bool:
    return SAID in held


def printed(held: bytes) -> bool:
    return any(IN_THE_PDF in page for page in pdf.text_of(held))


@pytest.mark.control("C39")
def test_the_draft_has_every_file_under_a_name_that_tells_what_it_is(
    instance: Instance, tmp_path: Path
) -> None:
    with instance.app.app_context(), instance.working():
        plant_files(published_panel())
    folder = tmp_path / "copy"
    code, told = answer(instance, "LH-burnley-1123-1", "--to", str(folder))
    assert code == 0
    kept = {path.name: path for path in (folder / "files").iterdir()}
    assert set(kept) == {
        "paper-1.pdf",
        "picture-in-a-paper-1.jpg",
        "picture-in-a-waiting-paper-1.jpg",
        "recording-1.webm",
    }
    assert {f"files/{name}" for name in kept} <= set(told["files"])
    assert printed(kept["paper-1.pdf"].read_bytes())
    assert spoken(kept["recording-1.webm"].read_bytes())
    assert kept["picture-in-a-waiting-paper-1.jpg"].read_bytes() == WAITING
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder / "files", *kept.values()))
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert all(f'<a href="files/{name}">files/{name}</a>' in page for name in kept)
    everything = json.loads((folder / "everything.json").read_text(encoding="utf-8"))
    papers = next(each for each in everything["sections"] if each["kind"] == "paper_version")
    assert papers["records"][0]["values"]["blob"]["files"] == ["files/paper-1.pdf"]


def test_a_file_that_does_not_open_is_said_so_and_the_rest_is_there(
    instance: Instance, tmp_path: Path
) -> None:
    with instance.app.app_context(), instance.working():
        planted = plant_files(published_panel())
        row = session.scalars(select(PaperVersion).where(PaperVersion.id == planted.paper)).one()
        store().forget(str(row.blob))
        said = session.scalars(select(ViewsAnswer).where(ViewsAnswer.id == planted.recording)).one()
        said.checked = False
    folder = tmp_path / "copy"
    assert answer(instance, "LH-burnley-1123-1", "--to", str(folder))[0] == 0
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert page.count("This file could not be opened and checked") == 2
    assert not (folder / "files" / "paper-1.pdf").exists()
    assert not (folder / "files" / "recording-1.webm").exists(), "nobody looked through it yet"
    assert (folder / "files" / "picture-in-a-paper-1.jpg").exists()


def handed_over(
    officers: Officers, young: UUID, working: ScopeOpener, verdicts: dict[UUID, dict[str, str]]
) -> dict[str, bytes]:
    """Decide on a whole copy, let it be read, and return what is handed over."""
    first, second = officers
    copy = begin_copy(first, young)
    with working(writes=False):
        to_read = [each for each in everything_about(young).records if each.to_read]
        wanted = [(each.kind, each.row_id) for each in to_read]
    for kind, row_id in wanted:
        decision = {"verdict": "release", "reason": "", "instead": ""} | verdicts.get(row_id, {})
        address = f"{copy}/records/{kind}/{row_id}"
        assert first.post(address, data=decision).status_code == 303, kind
    assert second.post(f"{copy}/agree").status_code == 303
    found = first.post(f"{copy}/files")
    with zipfile.ZipFile(io.BytesIO(found.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.control("C39")
def test_the_file_of_a_released_record_is_handed_over(
    officers: Officers, panel: InventedPanel, planted: Planted, working: ScopeOpener
) -> None:
    files = handed_over(officers, panel.young_people[0], working, {})
    assert printed(files["files/paper-1.pdf"])
    assert spoken(files["files/recording-1.webm"])
    assert "left out" not in files["index.html"].decode()


@pytest.mark.control("C39")
def test_what_came_in_after_it_was_agreed_goes_out_only_once_it_is_decided_on(
    officers: Officers, panel: InventedPanel, planted: Planted, working: ScopeOpener
) -> None:
    young, (first, second) = panel.young_people[0], officers
    handed_over(officers, young, working, {})
    with working(writes=False):
        copy = f"{HOME}/copies/{session.scalars(select(CopyRequest.id)).one()}"
    with working():
        session.add(
            ItemCost(
                district_id=panel.district,
                item_id=panel.items[0],
                weekly_pence=98_765,
                note="",
                recorded_by=panel.people["support"],
                recorded_at=NOW,
            )
        )
    refused = first.post(f"{copy}/files")
    assert CAME_IN_SINCE in refused.text
    assert refused.mimetype == "text/html"
    with working(writes=False):
        (cost,) = [each for each in everything_about(young).records if each.kind == "item_cost"]
    decision = {"verdict": "withhold", "reason": "Another’s", "instead": ""}
    address = f"{copy}/records/item_cost/{cost.row_id}"
    assert first.post(address, data=decision).status_code == 303
    assert "A second person must read" in first.post(f"{copy}/files").text
    assert second.post(f"{copy}/agree").status_code == 303
    sent = first.post(f"{copy}/files")
    assert sent.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
        assert b"98765" not in b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.control("C39")
def test_the_file_of_a_record_withheld_or_redacted_is_in_none_of_it(
    officers: Officers, panel: InventedPanel, planted: Planted, working: ScopeOpener
) -> None:
    instead = "A paper about homes, with what is about your brother left out"
    verdicts = {
        planted.paper: {"verdict": "redact", "reason": "Names a brother", "instead": instead},
        planted.recording: {"verdict": "withhold", "reason": "Another voice is in it"},
    }
    files = handed_over(officers, panel.young_people[0], working, verdicts)
    assert [name for name, held in files.items() if spoken(held)] == []
    assert [name for name in files if name.endswith((".pdf", ".webm"))] == []
    page = unescape(files["index.html"].decode())
    assert f"The file is left out: it may show what is about somebody else. {instead}" in page
    assert "1 file is left out, with what they belong to" in page
    assert "paper-1.pdf" not in page
    assert files["files/picture-in-a-paper-1.jpg"] == DRAWN


def test_whoever_decides_opens_the_file_first(
    officers: Officers, panel: InventedPanel, planted: Planted
) -> None:
    first, _ = officers
    copy = begin_copy(first, panel.young_people[0])
    page = first.get(f"{copy}/records/paper_version/{planted.paper}").text
    address = f"{copy}/records/paper_version/{planted.paper}/files/1"
    assert f'href="{address}"' in page
    assert "paper-1.pdf</textarea>" not in page, "a file’s name is no words to hand over"
    sent = first.get(address)
    assert printed(sent.data)
    assert sent.headers["Content-Disposition"] == 'attachment; filename="paper-1.pdf"'
    assert first.get(f"{address[:-1]}2").status_code == 404
    unsent = f"{copy}/records/views_answer/{planted.unsent}"
    assert first.get(f"{unsent}/files/1").status_code == 404


@pytest.mark.control("C39")
def test_what_they_have_not_shared_is_theirs_alone(
    app: Flask, panel: InventedPanel, planted: Planted, working: ScopeOpener
) -> None:
    """Their own pages say that nobody else can read it yet: whoever makes a copy cannot either."""
    del app
    with working():
        row = session.scalars(select(ViewsAnswer).where(ViewsAnswer.id == planted.unsent)).one()
        row.words = "Canary-words-not-shared"
    with working(writes=False):
        young = panel.young_people[0]
        copy = everything_about(young).record("views_answer", planted.unsent)
        theirs = everything_about(young, for_themselves=True)
        own = theirs.record("views_answer", planted.unsent)
    assert "Canary-words-not-shared" not in repr(copy)
    assert {each.shown for each in copy.values if each.column in {"words", "blob"}} == {
        THEIRS_ALONE
    }
    assert "Canary-words-not-shared" in repr(own)
    assert any(each.files for each in own.values)
