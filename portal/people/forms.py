"""Forms about people."""

from __future__ import annotations

import wtforms

from portal.people.models import EMAIL_LENGTH, NAME_LENGTH, REASON_LENGTH
from portal.people.rules import State
from portal.variations.values import OrganisationKind
from portal.web.fields import (
    DateField,
    EmailField,
    FileField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
)
from portal.web.forms import PortalForm

FIND_LENGTH = 100
NOW, ON_A_DAY = "now", "day"
REVIEW = "review"


class FindPeopleForm(PortalForm):
    """Search the people of the county. Sent by POST: a name may not stand in an address."""

    find = TextField("Part of a name or an email address", max_length=FIND_LENGTH)
    organisation = SelectField("Organisation")
    role = SelectField("Role")
    district = SelectField("District where they work")
    state = SelectField(
        "Where they stand",
        choices=[
            (State.INVITED.value, "Invited, and not here yet"),
            (State.SUSPENDED.value, "Suspended"),
            (State.LEFT.value, "Have left"),
            (REVIEW, "With a role to look at again"),
        ],
    )
    start = wtforms.HiddenField()


class PersonForm(PortalForm):
    """Who somebody is. The first day is asked of joiners alone."""

    name = TextField("Full name", max_length=NAME_LENGTH, missing="Enter their full name")
    email = EmailField(
        "Work email address",
        max_length=EMAIL_LENGTH,
        missing="Enter their work email address",
        hint="They sign in with it, and nobody else can use it",
    )
    job_title = TextField("Job title", max_length=NAME_LENGTH)
    organisation = SelectField(
        "Organisation",
        missing="Choose the organisation they come from",
        hint="It decides which roles they may hold",
    )
    manager = EmailField(
        "Their manager’s email address",
        max_length=EMAIL_LENGTH,
        hint="The manager stands in for them, and takes over what they leave behind",
    )
    version = wtforms.HiddenField()


class JoinerForm(PersonForm):
    """Somebody new."""

    starts_on = DateField("Their first day", missing="Enter their first day")


class GiveRoleForm(PortalForm):
    """Give somebody a role."""

    role = SelectField("Role", missing="Choose a role", hint="Only roles you may give are listed")
    place = SelectField(
        "Where it counts",
        missing="Choose where it counts",
        hint="Choose the narrowest place that is enough",
    )
    starts_on = DateField("First day", missing="Enter the first day")
    ends_on = DateField("Last day", hint="Without one, the role is looked at again after a year")
    reason = LongTextField(
        "Why do they need it?",
        max_length=REASON_LENGTH,
        missing="Say why they need it",
        hint="Whoever looks at the role again reads this",
    )


class EndRoleForm(PortalForm):
    """End a role."""

    when = RadioField(
        "When does it end?",
        choices=[(NOW, "Now"), (ON_A_DAY, "At the end of a day")],
        missing="Choose when it ends",
    )
    last_day = DateField("Last day", hint="Only needed if it does not end now")


class SuspendForm(PortalForm):
    """Suspend somebody's access."""

    reason = LongTextField(
        "Why is their access suspended?",
        max_length=REASON_LENGTH,
        missing="Say why their access is suspended",
        hint="Kept until it is given back, and shown to who manages people",
    )


class LeaveForm(PortalForm):
    """Set somebody's last day."""

    last_day = DateField("Their last day", missing="Enter their last day")


class HandOverForm(PortalForm):
    """Hand on one kind of work."""

    to = SelectField("Who takes it over?", missing="Choose who takes it over")
    kind = wtforms.HiddenField()


class OrganisationForm(PortalForm):
    """A new organisation."""

    name = TextField("Name", max_length=NAME_LENGTH, missing="Enter the organisation’s name")
    kind = RadioField(
        "What kind of organisation is it?",
        choices=[(kind.value, kind.label) for kind in OrganisationKind],
        missing="Choose what kind of organisation it is",
        hint="It decides which roles its people may hold, and cannot be changed later",
    )


class RenameForm(PortalForm):
    """Another name for an organisation."""

    name = TextField("Name", max_length=NAME_LENGTH, missing="Enter the organisation’s name")


class ImportPeopleForm(PortalForm):
    """A file of joiners or of leavers."""

    file = FileField("File", missing="Choose a file", hint="CSV UTF-8, no larger than 1 MB")
