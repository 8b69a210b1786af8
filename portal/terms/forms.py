"""What a reader of the rules may ask for: a day, some words, only what differs. All by GET."""

from __future__ import annotations

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from portal.kernel.wording import plain_date
from portal.variations.values import DistrictRef
from portal.web.fields import DateField, TextField, TickField
from portal.web.forms import PortalForm

LONGEST_SEARCH = 100
DAY_PARTS = ("day", "month", "year")


class AskingForm(PortalForm):
    """A form that only asks: it changes nothing, so it carries no token."""

    class Meta:
        """A token would stand in the address for all to see."""

        csrf = False

    def __init__(self, asked: MultiDict[str, str], district: DistrictRef, **values: Any) -> None:
        self._district = district
        super().__init__(formdata=_with_parts(asked), **values)

    def refuse_outside_district(self, day: date | None) -> None:
        """Raise ValidationError for a day on which the district does not exist."""
        ref = self._district
        if day is None or ref.is_open_on(day):
            return
        if ref.ends_on is not None and day > ref.ends_on:
            raise ValidationError(
                f"{ref.name} ends on {plain_date(ref.ends_on)}; choose that day or one before it"
            )
        assert ref.starts_on is not None  # not open, and not past its end
        raise ValidationError(
            f"{ref.name} started on {plain_date(ref.starts_on)}; choose that day or a later one"
        )


class SettingsForm(AskingForm):
    """Which settings to show, and as they stand on which day."""

    as_of = DateField(
        "Show the rules as they stand on",
        noun="The day",
        missing="Enter the day to show the rules for",
        hint="A day to come shows changes that are already entered",
    )
    search = TextField("Search the settings", max_length=LONGEST_SEARCH)
    differs = TickField("Only what differs from the county’s usual")

    def validate_as_of(self, field: DateField) -> None:
        """Refuse a day outside the district's life."""
        self.refuse_outside_district(field.data)


class TermsForm(AskingForm):
    """The terms of reference as they stand on which day."""

    as_of = DateField(
        "Show the terms as they stand on",
        noun="The day",
        missing="Enter the day to show the terms for",
    )

    def validate_as_of(self, field: DateField) -> None:
        """Refuse a day outside the district's life."""
        self.refuse_outside_district(field.data)


class TryForm(AskingForm):
    """A panel day to work out, and perhaps the day a name came in."""

    panel_day = DateField(
        "Panel day",
        noun="Panel day",
        missing="Enter the panel day",
        hint="For example, 27 11 2026",
    )
    submitted_on = DateField(
        "Day a name came in",
        noun="The day the name came in",
        hint="The papers’ deadline is counted from this day",
    )


def _with_parts(asked: MultiDict[str, str]) -> MultiDict[str, str]:
    """Take a date in one piece as well, "as_of=2027-04-01", as links and people write it."""
    given = MultiDict(asked)
    for name in ("as_of", "panel_day", "submitted_on"):
        whole = given.pop(name, None)
        if whole is None or any(f"{name}-{part}" in given for part in DAY_PARTS):
            continue
        parts = whole.split("-")
        year, month, day = parts if len(parts) == len(DAY_PARTS) else ("", "", whole)
        given.update({f"{name}-day": day, f"{name}-month": month, f"{name}-year": year})
    return given
