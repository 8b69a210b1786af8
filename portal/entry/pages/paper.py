"""The paper with a code: neutral, in large letters."""

from __future__ import annotations

from datetime import datetime

from portal.entry import rules
from portal.guides.rules.text import Text, heading, paragraph
from portal.web.clock import LONDON
from portal.web.languages import day_in
from portal.web.young import gettext as _
from portal.web.young import reader


def text(code: str, address: str, until: datetime) -> Text:
    """Return the paper's words, in the language they are read in."""
    language = reader().language
    last = day_in(language, until.astimezone(LONDON).date())
    return Text(
        _("For you"),
        (
            paragraph(
                _("Somebody you know gave you this paper. It opens pages that are only for you.")
            ),
            heading(_("On a phone or computer, open this address:")),
            paragraph(rules.in_order(address, language.direction), strong=True),
            heading(_("Type this code there:")),
            paragraph(rules.in_order(rules.grouped(code), language.direction), strong=True),
            paragraph(_("You can do as much or as little as you like.")),
            paragraph(_("It works until %(day)s.") % {"day": last}),
            paragraph(_("Keep it where only you look. If it is lost, tell your worker.")),
        ),
    )
