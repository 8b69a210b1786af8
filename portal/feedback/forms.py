"""Forms of feedback: a young person's, and what case support writes down."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, TextAreaField

from portal.web.fields import LongTextField, VersionField
from portal.web.forms import PortalForm
from portal.web.parsing import lines_as_typed

LONG = 2_000


class FeedbackForm(PortalForm):
    """How it was: the face of the button that was pressed, and words where there are any."""

    face = HiddenField()
    words = TextAreaField(filters=[lines_as_typed])
    show_words = BooleanField()


class ChangeForm(PortalForm):
    """What young people said, and what changed."""

    version = VersionField()
    heard = LongTextField(
        "What did young people say?",
        max_length=LONG,
        missing="Enter what young people said",
        hint="In general, so that nobody can tell who said it",
    )
    changed = LongTextField(
        "What changed because of it?",
        max_length=LONG,
        missing="Enter what changed",
        hint="Young people and panel members read this. Use plain words",
    )
