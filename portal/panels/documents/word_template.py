"""Makes `agenda.docx`, the Word template: `python -m portal.panels.documents.word_template`.

A council may edit the template in Word afterwards: fonts, colours, order and its own words.
What must stay are the marks in braces ({{ … }} and {% … %}), which docxtpl fills, and what
makes it accessible: real heading styles, a header row that repeats, the language and the
title. Run this only to start again from the plain template: it overwrites the file.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TEMPLATE = Path(__file__).with_name("agenda.docx")
_INK = RGBColor(0x0B, 0x0C, 0x0C)
_QUIET = RGBColor(0x50, 0x5A, 0x5F)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def make(path: Path = TEMPLATE) -> None:
    """Write the plain template to `path`; the same bytes each time."""
    document = docx.Document()
    _set_page(document)
    _set_styles(document)
    _set_properties(document)
    _write_body(document)
    _write_footer(document)
    document.save(str(path))
    _settle(path)


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin, section.bottom_margin = Mm(18), Mm(20)


def _set_styles(document: Any) -> None:
    sizes = {"Normal": 10, "Heading 1": 21, "Subtitle": 15, "Heading 2": 12}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = _QUIET if name == "Subtitle" else _INK
        style.font.bold = name.startswith("Heading")
        style.font.italic = False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{script}"), "Arial")
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(14)
    document.styles["Heading 2"].paragraph_format.space_after = Pt(4)
    properties = document.styles["Normal"].element.get_or_add_rPr()
    properties.append(_element("w:lang", val="en-GB", eastAsia="en-GB", bidi="ar-SA"))
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _set_properties(document: Any) -> None:
    core = document.core_properties
    core.title, core.author, core.language = "{{ title }}", "{{ district }}", "en-GB"
    core.last_modified_by, core.comments, core.revision = "{{ district }}", "", 1
    core.created = core.modified = datetime(2026, 1, 1, tzinfo=UTC)


def _write_body(document: Any) -> None:
    document.add_paragraph("{{ heading_first }}", style="Heading 1")
    for line in ("{%p for words in heading_rest %}", "{{ words }}", "{%p endfor %}"):
        document.add_paragraph(line, style="Subtitle")
    _optional(document, "status", bold=True)
    _optional(document, "confidential", bold=False)
    document.add_paragraph("{%p for label, words in details %}")
    detail = document.add_paragraph()
    detail.add_run("{{ label }}: ").bold = True
    detail.add_run("{{ words }}")
    document.add_paragraph("{%p endfor %}")
    _list(document, "{{ changes_heading }}", "changes", "List Bullet")
    document.add_paragraph("Time slots", style="Heading 2")
    _write_table(document)
    _list(document, "Standing items", "standing_items", "List Bullet")
    _list(document, "Quorum and dates", "sentences", "Normal")


def _optional(document: Any, name: str, *, bold: bool) -> None:
    document.add_paragraph(f"{{%p if {name} %}}")
    document.add_paragraph().add_run(f"{{{{ {name} }}}}").bold = bold
    document.add_paragraph("{%p endif %}")


def _list(document: Any, heading: str, name: str, style: str) -> None:
    document.add_paragraph(f"{{%p if {name} %}}")
    document.add_paragraph(heading, style="Heading 2")
    document.add_paragraph(f"{{%p for words in {name} %}}")
    document.add_paragraph("{{ words }}", style=style)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")


def _write_table(document: Any) -> None:
    table = document.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    table.autofit = True
    # Widths left to Word: the number of columns is only known when the table is filled.
    for width in table._tbl.iter(qn("w:tcW")):  # noqa: SLF001 - no public way to these settings
        width.set(qn("w:type"), "auto")
        width.set(qn("w:w"), "0")
    look = table._tbl.tblPr  # noqa: SLF001 - the same
    table_width = look.find(qn("w:tblW"))
    table_width.set(qn("w:type"), "pct")
    table_width.set(qn("w:w"), "5000")
    look.append(_element("w:tblCaption", val="Time slots"))
    look.append(
        _element("w:tblDescription", val="One row for each slot, in the order of the day."),
    )
    labels = ("{%tc for label in labels %}", "{{ label }}", "{%tc endfor %}")
    for cell, words in zip(table.rows[0].cells, labels, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
        cell._tc.get_or_add_tcPr().append(  # noqa: SLF001 - the same: shading
            _element("w:shd", val="clear", color="auto", fill="F3F2F1"),
        )
    table.rows[1].cells[0].text = "{%tr for line in lines %}"
    texts = ("{%tc for words in line.cells %}", "{{ words }}", "{%tc endfor %}")
    for cell, words in zip(table.rows[2].cells, texts, strict=True):
        cell.text = words
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for number, row in enumerate(table.rows):
        settings = row._tr.get_or_add_trPr()  # noqa: SLF001 - the same: repeat, do not split
        settings.append(_element("w:cantSplit"))
        if number == 0:
            settings.append(_element("w:tblHeader"))
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_before = Pt(4)
                paragraph.paragraph_format.space_after = Pt(4)


def _write_footer(document: Any) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run("{{ mark }} · Page ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8), _QUIET


def _field(paragraph: Any, code: str) -> None:
    field = _element("w:fldSimple", instr=code)
    field.append(paragraph.add_run("1")._r)  # noqa: SLF001 - python-docx has no fields
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields


def _element(tag: str, **values: str) -> Any:
    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _settle(path: Path) -> None:
    """Give every entry of the zip the same time, so that the file only changes with its text."""
    with ZipFile(path) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(ZipInfo(name, _ZIP_TIME), content, ZIP_DEFLATED)


if __name__ == "__main__":
    make()
