"""Forms of this room: one answer of a young person, and how they are reached."""

from __future__ import annotations

from wtforms import StringField

from portal.entry.models import YoungContact
from portal.entry.operations.giving import ContactDraft
from portal.entry.operations.telling import address_for, reach_of
from portal.entry.rules import Given
from portal.kernel.addresses import LONGEST_ADDRESS
from portal.web.fields import (
    DateField,
    EmailField,
    RadioField,
    SelectField,
    TextField,
    VersionField,
)
from portal.web.forms import PortalForm
from portal.web.languages import ENGLISH, LANGUAGES

LONGEST_PHONE, LONGEST_NAME = 40, 200
YES, NO = "yes", "no"
THEIRS = "theirs"
"""An answer of its own, beside yes and no: a worker who says “no” is heard as saying no."""
LEFT_TO_THEM = (THEIRS, "They stopped them themselves: leave it to them")
TO_PHONE = ((YES, "Yes, they say it is safe"), (NO, "No, not to this phone"))
TO_ADDRESS = ((YES, "Yes, they say it is safe"), (NO, "No, not to this address"))


class AnswerForm(PortalForm):
    """One answer: a code, or one's own word. Its words are the page's, in the reader's language.

    It is taken exactly as typed and never shown again.
    """

    answer = StringField()


class ContactForm(PortalForm):
    """How a young person is reached, who said so and when."""

    version = VersionField()
    phone = TextField("Mobile number", max_length=LONGEST_PHONE)
    safe_to_text = RadioField(
        "May texts be sent to this number?",
        choices=[*TO_PHONE, LEFT_TO_THEM],
        missing="Say whether texts may be sent",
        hint="Think of who else holds or pays for the phone. A text says nothing but “for you”",
    )
    email = EmailField("Email address", max_length=LONGEST_ADDRESS)
    safe_to_email = RadioField(
        "May emails be sent to this address?",
        choices=[*TO_ADDRESS, LEFT_TO_THEM],
        missing="Say whether emails may be sent",
    )
    language = SelectField(
        "Which language do they read best?",
        choices=[(each.code, each.english) for each in LANGUAGES],
        missing="Choose the language they read",
    )
    said_by = TextField(
        "Who said so?",
        max_length=LONGEST_NAME,
        missing="Say who said how they can be reached",
        hint="Best is the young person themselves",
    )
    said_on = DateField("When?", missing="Enter the date this was said", noun="The date")

    def fill(self, held: YoungContact | None) -> None:
        """Show what is written down now."""
        self.offer(held)
        if held is None:
            self.language.data = ENGLISH.code
            return
        self.version.data = held.version
        self.phone.data, self.email.data = held.phone or "", held.email or ""
        self.safe_to_text.data = _shown(held, Given.TEXT)
        self.safe_to_email.data = _shown(held, Given.EMAIL)
        self.language.data, self.said_by.data = held.language, held.said_by or ""
        self.said_on.process(None, held.said_on)

    def offer(self, held: YoungContact | None) -> None:
        """Leave to them only what they stopped themselves."""
        for field, given, others in (
            (self.safe_to_text, Given.TEXT, TO_PHONE),
            (self.safe_to_email, Given.EMAIL, TO_ADDRESS),
        ):
            if held is None or reach_of(held, given).stopped_at is None:
                field.offer(others)

    @property
    def draft(self) -> ContactDraft:
        """What was typed."""
        return ContactDraft(
            phone=self.phone.data or "",
            email=self.email.data or "",
            language=self.language.data or "",
            safe_to_text=_answer(self.safe_to_text.data),
            safe_to_email=_answer(self.safe_to_email.data),
            said_by=self.said_by.data or "",
            said_on=self.said_on.data,
        )


def _shown(held: YoungContact, given: Given) -> str:
    """Return the answer that is written down now."""
    if reach_of(held, given).stopped_at is not None:
        return THEIRS
    return YES if address_for(held, given) else NO


def _answer(chosen: str) -> bool | None:
    """Return whether it is safe; None where it is left to them."""
    return None if chosen == THEIRS else chosen == YES
