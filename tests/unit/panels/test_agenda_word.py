"""The agenda as a Word file. Slow: a template is read and filled (30 ms each)."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from portal.panels.agenda import initials_and_reference
from portal.panels.documents import agenda_docx, word, word_template
from tests.unit.panels.agendas import (
    AFTERNOON,
    COLUMNS,
    HOSTILE,
    MORNING,
    filled_agenda,
    item,
    source_agenda,
)

pytestmark = pytest.mark.slow


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def cells(document: Any) -> list[tuple[str, ...]]:
    (table,) = document.tables
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


@pytest.mark.requirement("R66", "R67", "R68", "R69")
def test_the_source_template_is_reproduced() -> None:
    document = opened(agenda_docx(source_agenda()))
    words = [paragraph.text for paragraph in document.paragraphs]
    blank = ("",) * 5
    assert words[:3] == ["PERMANENCE PANEL", "AGENDA", "Date of panel: Thursday 3 December 2026"]
    assert cells(document) == [
        COLUMNS,
        *((start, "", "", "", "") for start in MORNING),
        blank,
        *((start, "", "", "", "") for start in AFTERNOON),
    ]


def test_the_file_is_accessible() -> None:
    document = opened(
        agenda_docx(source_agenda(standing_items=("Welcome",), deadline_sentences=("Due.",))),
    )
    rows = document.tables[0].rows
    # python-docx has no public way to these settings.
    repeats = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in rows]  # noqa: SLF001 - see above
    styles = [(p.style.name, p.text) for p in document.paragraphs if "Heading" in p.style.name]
    languages = {found.get(qn("w:val")) for found in document.styles.element.iter(qn("w:lang"))}
    assert repeats == [True] + [False] * 21
    assert styles == [
        ("Heading 1", "PERMANENCE PANEL"),
        ("Heading 2", "Time slots"),
        ("Heading 2", "Standing items"),
        ("Heading 2", "Quorum and dates"),
    ]
    assert languages == {"en-GB"}
    assert document.core_properties.title == source_agenda().title
    assert document.core_properties.language == "en-GB"


def test_the_footer_carries_version_reader_and_page_number() -> None:
    document = opened(agenda_docx(source_agenda(reader="Riley Reader", version=2)))
    footer = document.sections[0].footer.paragraphs[0]
    assert footer.text.startswith(
        "Version 2, published Thursday 26 November 2026 at 10:50am · Copy for Riley Reader.",
    )
    assert 'w:instr="PAGE"' in footer._p.xml  # noqa: SLF001 - python-docx has no fields


def test_a_note_stands_under_its_item_and_in_its_break() -> None:
    rows = (
        item("9.30", "Avery Testcase", note="Joins by video"),
        replace(item("12.50", ""), kind="break", agenda_item="", note="Lunch"),
    )
    _, slot, lunch = cells(opened(agenda_docx(filled_agenda(*rows))))
    assert slot[2] == "Housing options\nJoins by video"
    assert "Lunch" in lunch


def test_a_draft_says_so() -> None:
    document = opened(agenda_docx(source_agenda(published_at=None)))
    assert "Draft: not published. Slots may still change." in [
        paragraph.text for paragraph in document.paragraphs
    ]


@pytest.mark.parametrize("hostile", [*HOSTILE, "😀 ሰላም محمد", "\x00\x07\ud800end\ufffe"])
def test_hostile_text_comes_through_as_text(hostile: str) -> None:
    page = filled_agenda(
        item("9.30", f"Avery {hostile} Testcase"),
        place=hostile,
        reader=hostile,
        district_name=hostile,
        standing_items=(hostile,),
    )
    kept = " ".join("".join(c for c in hostile if c not in "\x00\x07\ud800\ufffe").split())
    document = opened(agenda_docx(page))
    assert cells(document)[1][1] == f"Avery {kept} Testcase"
    assert f"Place: {kept}" in [paragraph.text for paragraph in document.paragraphs]
    assert kept in document.sections[0].footer.paragraphs[0].text
    assert kept in document.core_properties.title
    assert len(document.tables[0].rows) == 2


@pytest.mark.requirement("A16")
def test_a_name_given_as_initials_is_nowhere_in_the_file() -> None:
    shown = initials_and_reference("Canaryfirst Canarylast", "LH-0042")
    content = agenda_docx(filled_agenda(item("9.30", shown, item_key="key-77")))
    with ZipFile(io.BytesIO(content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert "C. C. · LH-0042".encode() in everything
    assert b"Canary" not in everything
    assert b"key-77" not in everything


def test_the_same_page_gives_the_same_bytes() -> None:
    page = filled_agenda(item("9.30", "Avery Testcase"))
    assert agenda_docx(page) == agenda_docx(page)


def test_the_committed_template_keeps_what_the_filling_needs() -> None:
    """The template may be edited in Word; these marks and settings must survive it."""
    with ZipFile(word.TEMPLATE) as archive:
        body = archive.read("word/document.xml").decode()
    for mark in ("heading_first", "{%tr for line in lines %}", "tblHeader", "details"):
        assert mark in body


def test_the_template_script_makes_a_template_that_fills(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = tmp_path / "agenda.docx"
    word_template.make(made)
    monkeypatch.setattr(word, "TEMPLATE", made)
    assert cells(opened(agenda_docx(source_agenda())))[0] == COLUMNS
