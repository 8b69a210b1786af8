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
_IN_AN_ADDRESS = re.compile(
    r"careleav|childrens|foster|homeless|housing|leavers|lodging|panel|placement|socialcare",
    re.IGNORECASE,
)


def telling(text: str) -> str:
    """Return the first word of a text that tells what it is about, empty where there is none."""
    found = _TELLING.search(text)
    return found.group() if found else ""


def telling_address(address: str) -> str:
    """Return what tells in the address of a site or a mailbox, where words run into each other.

    It stands in links, in a browser's history and beside a sender's name.
    """
    found = _IN_AN_ADDRESS.search(address)
    return found.group() if found else telling(re.sub(r"[^a-z]+", " ", address.lower()))


def telling_title(title: str) -> str | None:
    """Return the word of a title that would tell whoever looks over a shoulder, None if none."""
    found = _IN_A_TITLE.search(title)
    return found.group() if found else None
