"""Forms of feedback: a young person's, and what case support writes down."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, TextAreaField

from portal.web.fields import LongTextField, VersionField
from portal.web.forms import PortalForm
from portal.web.parsing import clean_lines, forbidden_character

LONG = 2_000


def _kept(typed: str | None) -> str:
    """Return a young person's words as typed, without what no page can show."""
    return "".join(each for each in clean_lines(typed or "") if forbidden_character(each) is None)


class FeedbackForm(PortalForm):
    """How it was: the face of the button that was pressed, and words where there are any."""

    face = HiddenField()
    words = TextAreaField(filters=[_kept])
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
