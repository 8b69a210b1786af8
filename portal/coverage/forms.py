"""Forms about young people's place and name."""

from __future__ import annotations

from portal.cases.models import NAME_LENGTH
from portal.web.fields import CheckboxesField, SelectField, TextField
from portal.web.forms import PortalForm


class PlaceForm(PortalForm):
    """One young person's district."""

    district = SelectField("District", missing="Choose a district")


class PlaceManyForm(PortalForm):
    """A district for several young people at once."""

    young_people = CheckboxesField("Young people", missing="Choose at least one young person")
    district = SelectField("District", missing="Choose a district")


class NameForm(PortalForm):
    """The name a young person goes by."""

    preferred_name = TextField(
        "Preferred name",
        max_length=NAME_LENGTH,
        missing="Enter the name they like to be called",
        hint="What they want to be called on the day",
    )
