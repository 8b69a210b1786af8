"""What stands in a pack for an item that is not shown to its reader, for tests that compare."""

from __future__ import annotations

import re

_FOOT = re.compile(r"Page \d+ of \d+")


def without_marked_parts(text: str, marker: str) -> str:
    """Return a pack, or its file as text, without the parts that hold the marker and nothing else.

    On the page these are a part and a line of the contents, in the file a page of its own; pages
    then have no numbers.
    """
    part = rf"<(li|section)\b(?:(?!</\1>).)*?{marker}.*?</\1>"
    page = rf"(?<=Page)\s(?:(?!Page).)*{marker}(?:(?!Page).)*Page"
    text = re.sub(part, "", text, flags=re.DOTALL | re.IGNORECASE)
    return re.sub(page, "", _FOOT.sub("Page", text), flags=re.DOTALL)
