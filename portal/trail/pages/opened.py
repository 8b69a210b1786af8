"""What somebody looked at, in the words and the language of whoever it is about."""

from __future__ import annotations

from portal.trail.rules import Opened
from portal.web.young import gettext as _


def opened_words(opened: Opened) -> str:
    """Say what somebody looked at."""
    return {
        Opened.PAPERS: _("Papers for your meeting"),
        Opened.SERVICES: _("What other services wrote for your meeting"),
        Opened.AGREED: _("What you say yes or no to"),
        Opened.VIEWS: _("What you want to say"),
        Opened.PART: _("How you take part"),
        Opened.RECORD: _("What was written down about your meeting"),
        Opened.PROMISES: _("What was promised to you"),
        Opened.PLAN: _("The plan for the meeting"),
        Opened.PERSON: _("The page about you"),
        Opened.REACHED: _("How we reach you"),
        Opened.CARE: _("Where you have lived"),
        Opened.ADDRESS: _("An address that is kept secret"),
        Opened.HELD: _("What we hold about you"),
        Opened.LOOKED: _("Who has looked"),
        Opened.LISTED: _("A list that people work with"),
        Opened.OTHER: _("Something about you"),
    }[opened]
