"""Forms of packs: a reader's own note."""

from __future__ import annotations

import re
from typing import Any

from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from portal.packs.operations.notes import LONGEST
from portal.web.fields import LongTextField
from portal.web.forms import PortalForm


class VersionField(IntegerField):
    """The version a page was drawn with, hidden; nonsense counts as version 0."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if re.fullmatch(r"\d{1,9}", text) else 0

    def _value(self) -> str:
        """Write the version there is now: the one typed would bring the same conflict again."""
        return str(self.data or 0)


class NoteForm(PortalForm):
    """A note for its writer alone."""

    version = VersionField()
    words = LongTextField(
        "Your note", max_length=LONGEST, hint="Leave it empty and save to delete the note"
    )
