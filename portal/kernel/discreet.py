"""Words that would tell somebody who is not meant to know what a message is about.

Messages, calendar entries and senders are read on locked screens, in shared calendars and by
whoever picks the phone up, so none of these words is in them.
"""

from __future__ import annotations

import re

_TELLING = re.compile(
    r"\b(care|carers?|caring|child(ren)?|foster\w*|homeless\w*|hous(e|ed|es|ing)|leavers?|leaving"
    r"|lodgings?|panels?|placements?|social|young)\b",
    re.IGNORECASE,
)
_IN_A_TITLE = re.compile(
    r"\b(care|leavers?|panels?|housing|homeless\w*|council|social worker)\b", re.IGNORECASE
)


def telling(text: str) -> str:
    """Return the first word of a text that tells what it is about, empty where there is none."""
    found = _TELLING.search(text)
    return found.group() if found else ""


def telling_title(title: str) -> str | None:
    """Return the word of a title that would tell whoever looks over a shoulder, None if none."""
    found = _IN_A_TITLE.search(title)
    return found.group() if found else None
