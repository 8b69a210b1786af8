"""The printed agenda. Every test here is slow: typst sets real pages (20 to 60 ms each)."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from portal.panels.agenda import AgendaPage, initials_and_reference
from portal.panels.documents import agenda_pdf
from portal.web import printing
from tests.unit.panels.agendas import (
    AFTERNOON,
    COLUMNS,
    HOSTILE,
    MORNING,
    filled_agenda,
    item,
    source_agenda,
)
from tests.unit.panels.pdf_text import bookmarks_of, tags_of, text_of

pytestmark = pytest.mark.slow

FONT_PACKAGE = Path(__file__).parents[3] / "node_modules/@expo-google-fonts/noto-sans"
OUR_FONTS = ("400Regular/NotoSans_400Regular.ttf", "700Bold/NotoSans_700Bold.ttf")


def opened(page: AgendaPage) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(agenda_pdf(page)))


def words(page: AgendaPage) -> str:
    return text_of(opened(page))


@pytest.fixture(params=["with our fonts", "with the engine’s own fonts"])
def _fonts(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """Run with the two files the asset build copies, and again as if it had copied none."""
    if request.param == "with our fonts":
        for file in OUR_FONTS:
            shutil.copy(FONT_PACKAGE / file, tmp_path)
    monkeypatch.setattr(printing, "FONT_FOLDER", tmp_path)
    printing.forget_fonts()
    yield
    printing.forget_fonts()


@pytest.mark.requirement("R66", "R67", "R68", "R69")
@pytest.mark.usefixtures("_fonts")
def test_the_source_template_is_reproduced() -> None:
    text = words(source_agenda())
    table = " ".join((*COLUMNS, *MORNING, *AFTERNOON))
    assert text.startswith("PERMANENCE PANEL AGENDA Date of panel Thursday 3 December 2026")
    assert f"Time slots {table} Version 1" in text


@pytest.mark.usefixtures("_fonts")
def test_every_font_used_is_inside_the_file() -> None:
    document = opened(source_agenda())
    fonts = [font.DescendantFonts[0] for font in document.pages[0].Resources.Font.values()]
    names = {str(font.BaseFont).partition("+")[2].partition("-")[0] for font in fonts}
    assert names == {"NotoSans" if any(printing.FONT_FOLDER.iterdir()) else "LibertinusSerif"}
    assert all({"/FontFile2", "/FontFile3"} & font.FontDescriptor.keys() for font in fonts)


@pytest.mark.requirement("R67", "R69")
def test_the_table_is_tagged_with_a_header_row_and_a_blank_row_at_lunch() -> None:
    tags = tags_of(opened(source_agenda()))
    assert tags.count("/TH") == 5
    assert tags.count("/TR") == 22
    assert tags.count("/TD") == 21 * 5
    assert tags.index("/THead") < tags.index("/TBody")


@pytest.mark.requirement("R66")
def test_the_file_says_it_is_accessible() -> None:
    document = opened(source_agenda())
    root = document.Root
    assert "/StructTreeRoot" in root
    assert str(root.Lang) == "en-GB"
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == source_agenda().title


def test_headings_become_bookmarks() -> None:
    page = source_agenda(
        version=2,
        changes=("Somebody: added at 9.30.",),
        standing_items=("Welcome",),
        quorum_sentence="The panel needs five seats.",
    )
    assert bookmarks_of(opened(page)) == [
        "PERMANENCE PANEL AGENDA",
        "Changed since version 1",
        "Time slots",
        "Standing items",
        "Quorum and dates",
    ]
    assert tags_of(opened(page)).count("/H1") == 1


def test_every_page_is_a4_and_carries_the_mark_and_its_number() -> None:
    rows = tuple(item("9.30", f"Invented Person {number}") for number in range(40))
    page = filled_agenda(*rows, reader="Riley Reader", version=3)
    document = opened(page)
    text = text_of(document)
    count = len(document.pages)
    mark = "Version 3, published Thursday 26 November 2026 at 10:50am · Copy for Riley Reader."
    assert count > 1
    assert text.count(mark) == count
    for number in range(1, count + 1):
        assert f"Page {number} of {count}" in text
    for leaf in document.pages:
        width, height = (float(side) for side in leaf.mediabox[2:])
        assert (round(width), round(height)) == (595, 842)
    # The header row repeats on each page, and is tagged only once.
    assert text.count(" ".join(COLUMNS)) == count
    assert tags_of(document).count("/TH") == 5


def test_each_row_says_its_time_and_its_item() -> None:
    rows = (
        item("9.30", "Zoë Łukasz-Sample", note="Joins by video"),
        item("12.30", "Tadhg Ó Fictional", social_worker="Đặng Madeup"),
        item("1.00", "", kind="hold_back", agenda_item="", social_worker="", manager=""),
    )
    text = words(filled_agenda(*rows))
    assert "9.30 Zoë Łukasz-Sample Housing options Joins by video Jo Madeup Lee Sample" in text
    assert "12.30 Tadhg Ó Fictional Housing options Đặng Madeup Lee Sample" in text
    assert "1.00 Held back" in text


def test_a_break_with_words_says_them() -> None:
    rows = tuple(
        replace(row, note="Lunch") if row.kind == "break" else row for row in source_agenda().rows
    )
    assert "12.30 Lunch 1.00" in words(source_agenda(rows=rows))


def test_a_draft_says_so() -> None:
    text = words(source_agenda(draft=True))
    assert "Draft: not published." in text
    assert "Version 1, draft" in text


def test_a_district_may_have_its_own_columns() -> None:
    columns = (source_agenda().columns[1], source_agenda().columns[0])
    text = words(filled_agenda(item("9.30", "Avery Testcase"), columns=columns))
    assert "Name of child Time slot Avery Testcase 9.30" in text


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.usefixtures("_fonts")
def test_hostile_text_comes_through_as_text(hostile: str) -> None:
    page = filled_agenda(
        item("9.30", f"Avery {hostile} Testcase", agenda_item=hostile, reference="LH-0042"),
        place=hostile,
        reader=hostile,
        heading=hostile,
    )
    text = words(page)
    assert "".join(" ".join(hostile.split()).split()) in "".join(text.split())


@pytest.mark.parametrize(
    "name",
    ["Avery ሰላም", "Avery 😀", "山田 Avery", "Avery \U0010fffe", "A\u0358\u0e33\u17d2"],
    ids=["Ethiopic", "emoji", "Chinese", "unassigned", "odd marks"],
)
@pytest.mark.usefixtures("_fonts")
def test_a_name_the_fonts_cannot_print_becomes_its_reference(name: str) -> None:
    page = filled_agenda(
        item("9.30", name, reference="LH-0042"),
        item("9.50", "Zoë Invented", reference="LH-0043"),
    )
    text = words(page)
    assert "9.30 LH-0042 Housing options" in text
    assert "9.50 Zoë Invented Housing options" in text
    assert "the reference stands in their place" in text


@pytest.mark.usefixtures("_fonts")
def test_other_text_the_fonts_cannot_print_is_marked_and_explained() -> None:
    text = words(filled_agenda(item("9.30", "Avery Testcase", manager="Lee 😀 Sample")))
    assert "Lee ? Sample" in text
    assert "left as “?”" in text
    assert "reference stands" not in text


def test_a_name_with_no_reference_to_fall_back_on_keeps_its_printable_letters() -> None:
    text = words(filled_agenda(item("9.30", "Avery 😀 Testcase")))
    assert "9.30 Avery ? Testcase" in text
    assert "left as “?”" in text
    assert "reference stands" not in text


@pytest.mark.parametrize("count", [1, 2])
def test_few_columns_and_a_break_with_words_still_print(count: int) -> None:
    rows = (item("9.30", "Avery Testcase"), item("12.50", "", kind="break", note="Lunch"))
    page = filled_agenda(*rows, columns=source_agenda().columns[:count])
    assert "9.30" in words(page)
    assert "Lunch" in words(page)


def test_an_agenda_with_no_rows_still_prints() -> None:
    assert " ".join(COLUMNS) in words(filled_agenda())


def test_a_very_long_name_stays_in_its_column() -> None:
    name = "Longname" * 40
    text = words(filled_agenda(item("9.30", name)))
    assert name in text.replace(" ", "")


@pytest.mark.requirement("A16")
def test_a_name_given_as_initials_is_nowhere_in_the_bytes() -> None:
    shown = initials_and_reference("Canaryfirst Canarylast", "LH-0042")
    document = opened(filled_agenda(item("9.30", shown, reference="LH-0042", item_key="key-77")))
    assert "C. C. · LH-0042" in text_of(document)
    assert "Canary" not in text_of(document)
    plain = io.BytesIO()
    document.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False)
    assert b"Canary" not in plain.getvalue()
    assert b"key-77" not in plain.getvalue()


def test_the_same_page_gives_the_same_bytes() -> None:
    page = filled_agenda(item("9.30", "Avery Testcase"))
    assert agenda_pdf(page) == agenda_pdf(page)
    draft = replace(page, draft=True, published_at=None)
    assert agenda_pdf(draft) == agenda_pdf(draft)
