"""Forms about people."""

from __future__ import annotations

from portal.people.models import EMAIL_LENGTH
from portal.web.fields import EmailField, PasswordField
from portal.web.forms import PortalForm

LONGEST_PASSWORD = 1_000


class SignInForm(PortalForm):
    """Who is there."""

    email = EmailField("Email address", max_length=EMAIL_LENGTH, missing="Enter your email address")
    password = PasswordField("Password", max_length=LONGEST_PASSWORD, missing="Enter your password")
