"""What may be asked of the trail. All by GET, and no name stands in an address."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from portal.cases.models import CODE_LENGTH
from portal.web.fields import DateField, SelectField, TextField
from portal.web.forms import PortalForm

KINDS = (
    ("write", "What was done"),
    ("read", "What was opened on its own"),
    ("listed", "Who was named in a list"),
    ("refused", "What was refused"),
)


class TrailForm(PortalForm):
    """Whose entries, about whom, of which days. It changes nothing, so it carries no token."""

    class Meta:
        """A token would stand in the address for all to see."""

        csrf = False

    person = SelectField("Who did or read it", gone="Choose somebody on the list")
    reference = TextField("Young person’s reference or CHILD code", max_length=CODE_LENGTH)
    kind = SelectField("What kind", choices=KINDS, gone="Choose a kind on the list")
    since = DateField("From", noun="The first day")
    until = DateField("Until", noun="The last day")

    def validate_until(self, field: Any) -> None:
        """Refuse a last day before the first."""
        first, last = self.since.data, field.data
        if isinstance(first, date) and isinstance(last, date) and last < first:
            raise ValidationError("The last day must be the same as or after the first day")
