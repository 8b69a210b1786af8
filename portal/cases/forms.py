"""The form that takes in the return."""

from __future__ import annotations

from datetime import date
from typing import Any

from werkzeug.datastructures import FileStorage

from portal.cases.ssda903.codes import FIRST_YEAR, LAST_YEAR
from portal.web.fields import DateField, FileField, SelectField
from portal.web.forms import PortalForm


class FilesField(FileField):
    """One or several files; `data` is a list of FileStorage."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take every real file; an empty chooser sends one with no name."""
        self.data = [item for item in valuelist if isinstance(item, FileStorage) and item.filename]


class ReturnForm(PortalForm):
    """Which files, of which year, as of which day."""

    file = FilesField(
        "Files of the return",
        missing="Choose the files of the return",
        hint="CSV files, a zip of them, or the XML",
    )
    year = SelectField("Year of the return", missing="Choose the year of the return")
    as_of = DateField(
        "Day the return shows",
        missing="Enter the day the return shows",
        noun="The day the return shows",
        hint="For example, 31 3 2026",
    )

    def offer_years(self, today: date) -> None:
        """Offer the years there are code lists for, newest first, none that is far ahead."""
        newest = min(LAST_YEAR, today.year + 1)
        self.year.offer(
            [
                (str(year), f"Year ending 31 March {year}")
                for year in range(newest, FIRST_YEAR - 1, -1)
            ]
        )
