"""Forms about signing in."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField
from wtforms.validators import StopValidation

from portal.people.models import EMAIL_LENGTH
from portal.signin.models import NAME_LENGTH
from portal.signin.rules.words import MOST
from portal.web.fields import EmailField, PasswordField, TextField
from portal.web.forms import PortalForm

LONGEST_CODE = 40


class SignInForm(PortalForm):
    """Who is there."""

    email = EmailField("Email address", max_length=EMAIL_LENGTH, missing="Enter your email address")
    password = PasswordField("Password", max_length=MOST, missing="Enter your password")


class CodeForm(PortalForm):
    """A code from an app, or a recovery code."""

    code = TextField(
        "Code",
        max_length=LONGEST_CODE,
        missing="Enter the code",
        hint="6 digits from your authenticator app, or one of your recovery codes",
    )


class AppForm(PortalForm):
    """The first code of an app that is being set up."""

    code = TextField(
        "Code from your app", max_length=LONGEST_CODE, missing="Enter the code that your app shows"
    )


class PasskeyForm(PortalForm):
    """A new passkey: its name, and what the browser answers, which a script fills in."""

    name = TextField(
        "A name for this passkey",
        max_length=NAME_LENGTH,
        missing="Enter a name, such as “Work laptop”",
        hint="So that you know it again, such as “Work laptop”",
    )
    answer = HiddenField()


class AnswerForm(PortalForm):
    """What the browser answers when a passkey is used."""

    answer = HiddenField()


class NewPasswordForm(PortalForm):
    """A password for oneself."""

    current = PasswordField("Current password", max_length=MOST, missing="Enter your password")
    new = PasswordField("New password", max_length=MOST, missing="Enter a new password")


class LinkForm(PortalForm):
    """A first or a forgotten password, set by a link."""

    email = EmailField("Email address", max_length=EMAIL_LENGTH, missing="Enter your email address")
    new = PasswordField("New password", max_length=MOST, missing="Enter a new password")


class ConfirmForm(PortalForm):
    """A proof that it is still the same person."""

    current = PasswordField("Password", max_length=MOST, missing="Enter your password")


class CouncilForm(PortalForm):
    """What the council's sign-in sent back with the browser."""

    answer = HiddenField()

    def validate_answer(self, field: Any) -> None:
        """Refuse an empty answer."""
        if not field.data:
            raise StopValidation("Start again from the sign-in page")
