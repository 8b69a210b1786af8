"""Forms of feedback: a young person's, and what case support writes down."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, TextAreaField

from portal.translations.rules import LONGEST_MADE_BY
from portal.web.fields import LongTextField, TextField, VersionField
from portal.web.forms import PortalForm, leave_unsaid
from portal.web.parsing import lines_as_typed

LONG = 2_000


class FeedbackForm(PortalForm):
    """How it was: the face of the button that was pressed, and words where there are any."""

    face = HiddenField()
    words = TextAreaField(filters=[lines_as_typed])
    show_words = BooleanField()


class ChangeWordsForm(PortalForm):
    """What changed, in another language; both texts may be left empty."""

    version = VersionField()
    heard = LongTextField("What young people said", max_length=LONG)
    changed = LongTextField("What changed because of it", max_length=LONG)
    made_by = TextField(
        "Who translated it?",
        max_length=LONGEST_MADE_BY,
        noun="The name of who translated it",
        hint="An interpreter, for example. Young people read it",
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        """Make the form; that texts may be left empty is said on its page."""
        super().__init__(*given, **more)
        leave_unsaid(self)


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
