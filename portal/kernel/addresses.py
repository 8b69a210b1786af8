"""What one plain email address is: one mailbox of today, and nothing a server could read more in.

Percent and exclamation marks once asked a server to pass mail on to another; a quoted name may hold
anything at all (C36).
"""

from __future__ import annotations

import re

LONGEST_ADDRESS = 254
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9.#$&'*+/=?^_`{|}~-]{0,63}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def is_email(text: str) -> bool:
    """Tell whether a text is one plain email address."""
    return len(text) <= LONGEST_ADDRESS and ".." not in text and bool(_EMAIL.fullmatch(text))
