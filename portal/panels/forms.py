"""The forms of the agenda side. Helper texts say why something is asked."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import wtforms

from portal.kernel.errors import RuleError
from portal.kernel.kinds import PanelKind
from portal.panels.models import REASON_LENGTH, TEXT_LENGTH
from portal.people.models import EMAIL_LENGTH, NAME_LENGTH
from portal.web.fields import (
    DateField,
    EmailField,
    FileField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TickField,
)
from portal.web.forms import PortalForm, leave_unsaid

FIND_LENGTH = 100
OTHER = "other"
MONEY_LENGTH = 12
MONEY = re.compile(r"\d{1,6}(\.\d{1,2})?")


def uuid_or_none(text: str | None) -> UUID | None:
    """Return an id from a form, or None for nothing or for something that is no id."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


class HolderForm(PortalForm):
    """Put somebody in a seat."""

    seat_key = SelectField("Seat", missing="Choose a seat")
    person_id = SelectField(
        "Person",
        missing="Choose a person",
        hint="Only people who can sign in are listed",
    )
    deputy = TickField(
        "They are the deputy for this seat", hint="A deputy comes when the holder cannot"
    )
    starts_on = DateField("First day in the seat", missing="Enter the first day in the seat")
    ends_on = DateField("Last day in the seat", hint="Leave empty while no end is agreed")


class EndSeatForm(PortalForm):
    """End a term in a seat."""

    last_day = DateField("Last day in the seat", missing="Enter the last day in the seat")


class PlanForm(PortalForm):
    """Plan a meeting."""

    kind = RadioField(
        "Which panel meets?",
        choices=[(kind.value, kind.label) for kind in PanelKind],
        missing="Choose which panel meets",
    )
    held_on = DateField(
        "Date of the meeting",
        missing="Enter the date of the meeting",
        noun="Date of the meeting",
        hint="Choose a day when young people can come, such as in the school holidays",
    )
    unusual_day_reason = LongTextField(
        "Why the panel meets on a day that is not a working day",
        max_length=REASON_LENGTH,
        hint="Only needed for a weekend, a bank holiday or a local closure day",
    )
    part = RadioField("Part of the day", missing="Choose a part of the day")
    place = TextField(
        "Place",
        max_length=TEXT_LENGTH,
        hint="A room, or how to join online; it is on the agenda everyone gets",
    )


class FindForm(PortalForm):
    """Search the young people of a district. Sent by POST: a name may not stand in an address."""

    find = TextField(
        "Search by reference or name", max_length=FIND_LENGTH, missing="Enter a reference or a name"
    )


class NominateForm(PortalForm):
    """Put a young person on an agenda."""

    young_person = wtforms.HiddenField()
    """Not drawn as a box: it carries what is wrong with nominating this person at all."""
    preferred_name = TextField(
        "Name they like to be called",
        max_length=TEXT_LENGTH,
        hint="Nobody has entered a name yet; readers who may not see it get initials",
    )
    slot = SelectField(
        "Time",
        missing="Choose a time",
        gone="That time is not free any more. Choose another",
        hint="Only free times are listed; you can move it later",
    )
    item_type = RadioField(
        "What is the panel asked to look at?", missing="Choose what the panel is asked to look at"
    )
    other_item_type = TextField(
        "If it is something else, what is it about?",
        max_length=TEXT_LENGTH,
    )
    social_worker = SelectField("Social worker", missing="Choose the social worker")
    manager = SelectField(
        "Social worker’s manager",
        hint="They come if the social worker cannot; leave as it is for their own manager",
    )

    personal_adviser = SelectField(
        "Personal adviser",
        hint="Of somebody who is leaving care; their team manager is asked with them",
    )

    @property
    def item_words(self) -> str:
        """What the item is about, in the words chosen or typed."""
        if self.item_type.data == OTHER:
            return str(self.other_item_type.data or "")
        return str(self.item_type.data or "")


class AllocateForm(PortalForm):
    """Say who works with a young person; its fields are the posts."""

    social_worker = SelectField(
        "Social worker", hint="Holds the case, reads their papers and brings them to the panel"
    )
    manager = SelectField(
        "Social worker’s manager", hint="Answers for the social worker, and while there is none"
    )
    personal_adviser = SelectField(
        "Personal adviser", hint="Of somebody who is leaving care or has left it"
    )
    adviser_manager = SelectField("Personal adviser’s manager")
    seen = wtforms.HiddenField()
    """Who worked with them when the page was shown."""


class AllocationFileForm(PortalForm):
    """A file that says who works with whom."""

    file = FileField("File", missing="Choose a file", hint="CSV UTF-8, no larger than 1 MB")


class MoveForm(PortalForm):
    """Move an item: up, down, or to a slot. Its boxes are drawn in the row they belong to."""

    direction = wtforms.HiddenField()
    slot = wtforms.HiddenField()
    version = wtforms.IntegerField()


class WithdrawForm(PortalForm):
    """Take an item off an agenda."""

    reason = LongTextField(
        "Why are they taken off the agenda?",
        max_length=REASON_LENGTH,
        missing="Say why they are taken off the agenda",
        hint="Kept with the case, so that nobody falls off the list without a reason",
    )


class LookedForm(PortalForm):
    """Say that papers were looked at, where there are any that must be."""

    looked = TickField("I looked at these. What they say of other young people belongs there.")
    looked_at = wtforms.HiddenField()

    @property
    def looked_mark(self) -> str:
        """The mark of what the page showed, where the box is ticked; else nothing."""
        return (self.looked_at.data or "") if self.looked.data else ""


class PublishForm(LookedForm):
    """Publish an agenda; late, with somebody's acceptance."""

    late_accepted_by = SelectField("Who accepts that it is late?", missing=None)
    late_reason = LongTextField(
        "Why is it late, and why must it still go out?",
        max_length=REASON_LENGTH,
        hint="Everyone who reads the agenda can see this, so name nobody",
    )
    mark = wtforms.HiddenField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # They are asked for only where the agenda is late, and then they are not optional.
        leave_unsaid([self.late_accepted_by, self.late_reason])


class CancelForm(PortalForm):
    """Cancel a meeting."""

    sure = TickField("Yes, cancel this meeting", missing="Tick the box to cancel this meeting")


class TakeBackForm(PortalForm):
    """Take an agenda back that is out."""

    reason = LongTextField(
        "Why is the agenda taken back?",
        max_length=REASON_LENGTH,
        missing="Say why the agenda is taken back",
        hint="Only those who publish agendas can read this; no message says it",
    )


class MoveMeetingForm(PortalForm):
    """Move a meeting to another day."""

    was = wtforms.HiddenField()
    held_on = DateField(
        "New date of the meeting",
        missing="Enter the new date of the meeting",
        noun="New date of the meeting",
    )
    unusual_day_reason = LongTextField(
        "Why the panel meets on a day that is not a working day",
        max_length=REASON_LENGTH,
        hint="Only needed for a weekend, a bank holiday or a local closure day",
    )
    place = TextField(
        "Place",
        max_length=TEXT_LENGTH,
        hint="A room, or how to join online; it is on the agenda everyone gets",
    )


class NamingForm(PortalForm):
    """Names somebody by their address, and says who they are where nobody has added them yet."""

    new_name = TextField("Their full name", max_length=NAME_LENGTH)
    new_organisation = SelectField(
        "Organisation they come from", hint="One that the panel has seats for"
    )


class DeputyForm(NamingForm):
    """Send somebody in one's place."""

    place = SelectField("In whose place do they come?", missing="Choose in whose place they come")
    email = EmailField(
        "Email address of who comes",
        max_length=EMAIL_LENGTH,
        noun="Email address",
        missing="Enter the email address of who comes",
        hint="The one they sign in with",
    )


class StandInForm(PortalForm):
    """Name who comes in the social worker's place."""

    person = SelectField(
        "Who comes in the social worker’s place?",
        hint="Leave empty when the social worker comes after all",
    )


class InterestForm(PortalForm):
    """Declare an interest in an item."""

    reason = LongTextField(
        "What is the interest?",
        max_length=REASON_LENGTH,
        missing="Say what the interest is",
        hint="Only those who run the panel can read this",
    )


class NoteInterestForm(InterestForm):
    """Note somebody else's interest in an item."""

    person = SelectField("Who has an interest in this item?", missing="Choose a person")


class InviteForm(NamingForm):
    """Ask somebody to one item."""

    email = EmailField(
        "Their email address",
        max_length=EMAIL_LENGTH,
        noun="Email address",
        missing="Enter their email address",
        hint="The one they sign in with",
    )
    reason = LongTextField(
        "What are they asked to come for?",
        max_length=REASON_LENGTH,
        missing="Say what they are asked to come for",
        hint="They see this",
    )
    tells_name = TickField(
        "Tell them the young person’s name", hint="Otherwise they see one initial and the reference"
    )
    closes_on = DateField(
        "Last day they may see it",
        noun="The last day they may see it",
        hint="Leave empty: it closes by itself once the record is filed, or four weeks after the "
        "panel",
    )


class CostForm(PortalForm):
    """What a young person's home costs."""

    version = wtforms.HiddenField()
    weekly = TextField(
        "Cost a week in pounds", max_length=MONEY_LENGTH, hint="For example 1250 or 1250.50"
    )
    note = LongTextField("What it is made up of", max_length=REASON_LENGTH)

    @property
    def pence(self) -> int | None:
        """The cost in pence; None where nothing is typed. RuleError for what is no amount."""
        text = (self.weekly.data or "").strip().removeprefix("£").replace(",", "")
        if not text:
            return None
        if not MONEY.fullmatch(text):
            raise RuleError("Enter an amount in pounds, such as 1250 or 1250.50.", "weekly")
        pounds, _, pence = text.partition(".")
        return int(pounds) * 100 + int((pence + "00")[:2])
