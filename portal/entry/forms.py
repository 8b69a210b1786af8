"""Forms of the pages on which young people get in; their words are in the reader's language."""

from __future__ import annotations

from wtforms import StringField

from portal.web.forms import PortalForm

LONGEST = 200


class AnswerForm(PortalForm):
    """One answer: a code, or one's own word. Taken exactly as typed, never kept in the page."""

    answer = StringField()
