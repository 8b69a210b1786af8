"""Forms of an item's papers, and of a protected address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from portal.kernel.errors import RuleError
from portal.papers.rules.kinds import PaperKind
from portal.papers.rules.sections import SECTIONS, SectionKind
from portal.web.fields import (
    CheckboxesField,
    DateField,
    FileField,
    LongTextField,
    RadioField,
    TextField,
    TickField,
)
from portal.web.forms import PortalForm

TITLE_LENGTH = 200
SECTION_LENGTH = 8_000
REASON_LENGTH = 2_000
LINE_LENGTH = 300


class VersionField(IntegerField):
    """The version a page was drawn with, hidden; nonsense counts as version 0."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if re.fullmatch(r"\d{1,9}", text) else 0


class TypedForm(PortalForm):
    """A paper typed by sections. The sections have forms of their own."""

    version = VersionField()
    title = TextField(
        "Title",
        max_length=TITLE_LENGTH,
        hint="Leave it empty for the name of its kind. No names of people",
    )
    written_on = DateField(
        "When was it written or last updated?",
        missing="Enter the day it was written or last updated",
        noun="The day it was written",
    )
    ready = RadioField(
        "Is it ready for the panel?",
        choices=[("yes", "Yes, it is ready"), ("no", "No, I will finish it later")],
        missing="Choose whether it is ready",
    )


class SectionForm(PortalForm):
    """One section of a typed paper."""

    words = LongTextField("Section", max_length=SECTION_LENGTH)

    def __init__(self, section: SectionKind, **kwargs: Any) -> None:
        super().__init__(prefix=f"section-{section.key}-", meta={"csrf": False}, **kwargs)
        self.section = section
        self.words.label.text = f"{section.heading} (optional)"
        self.words.description = section.hint


def section_forms(kind: PaperKind, words: dict[str, str] | None = None) -> list[SectionForm]:
    """Return a form for each section of a kind, filled from ``words`` or from what was sent."""
    if words is None:
        return [SectionForm(section) for section in SECTIONS[kind]]
    return [
        SectionForm(section, formdata=None, words=words.get(section.key, ""))
        for section in SECTIONS[kind]
    ]


def apply_section_error(
    form: PortalForm, sections: Sequence[SectionForm], error: RuleError
) -> None:
    """Put a refusal beside the section, or the box, that it names."""
    for each in sections:
        if error.field == f"section-{each.section.key}":
            each.words.errors = [*each.words.errors, error.message]
            return
    field = form._fields.get(error.field) if error.field else None
    if field is None:
        form.form_errors.append(error.message)
    else:
        field.errors = [*field.errors, error.message]


class FileForm(PortalForm):
    """A paper as a file."""

    version = VersionField()
    file = FileField(
        "File",
        missing="Choose a file",
        hint="A PDF, a Word document (.docx), a JPEG, a PNG or a HEIC, up to 20 MB",
    )
    title = TextField(
        "Title",
        max_length=TITLE_LENGTH,
        hint="Leave it empty for the file’s name. No names of people",
    )
    written_on = DateField(
        "When was it written or last updated?",
        missing="Enter the day it was written or last updated",
        noun="The day it was written",
    )


class SectionsForm(PortalForm):
    """Confirms what was taken in of a Word file."""

    version = VersionField()
    left_out = CheckboxesField("Leave out other sections too", hint="Tick any that must not go in")
    looked = TickField(
        "I have read what was kept, and “why we are involved” is not in it",
        missing="Read what was kept, then tick the box",
    )


class RemovalForm(PortalForm):
    """Confirms a PDF or a picture, with what must go."""

    version = VersionField()
    pages = TextField("Pages to leave out", max_length=LINE_LENGTH, hint="For example, 2, 4 to 6")
    words = LongTextField(
        "Words to black out",
        max_length=REASON_LENGTH,
        hint="A line for each. They go on every page on which they stand",
    )
    squares = LongTextField(
        "Squares to black out",
        max_length=REASON_LENGTH,
        hint="The page and its squares, a line for each. For example, 3: B2 to F5",
    )
    looked = TickField(
        "I have looked at every page named above, and what stays may be shown",
        missing="Look at the pages, then tick the box",
    )


class WithdrawForm(PortalForm):
    """Withdraws a paper."""

    version = VersionField()
    reason = LongTextField(
        "Why is it withdrawn?", max_length=REASON_LENGTH, missing="Say why it is withdrawn"
    )


class AddressForm(PortalForm):
    """A protected address, to write down."""

    version = VersionField()
    lines = LongTextField(
        "Address",
        max_length=LINE_LENGTH,
        missing="Enter the address",
        hint="House and street on the first line",
    )
    postcode = TextField("Postcode", max_length=10, missing="Enter the postcode")


class AskForm(PortalForm):
    """Asks to see a protected address."""

    reason = LongTextField(
        "Why do you need the address?",
        max_length=REASON_LENGTH,
        missing="Say why you need the address",
        hint="Somebody else reads this and decides",
    )


class DecideForm(PortalForm):
    """Decides what somebody else asked."""

    version = VersionField()
    answer = RadioField(
        "May they see it, once, within a day?",
        choices=[("yes", "Yes"), ("no", "No")],
        missing="Choose yes or no",
    )
