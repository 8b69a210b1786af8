"""What somebody wrote as plain text on a page: nothing in it acts, and nothing is hidden.

What is kept is what was sent, byte for byte. What is shown lets no character change how others are
read: control characters and those that turn the direction of a line are shown as signs. Markup
needs nothing here, since pages escape it. Joiners that letters need stay as they are.
"""

from __future__ import annotations

import re

_TURNING = re.compile(
    "["
    "\N{LEFT-TO-RIGHT EMBEDDING}-\N{RIGHT-TO-LEFT OVERRIDE}"
    "\N{LEFT-TO-RIGHT ISOLATE}-\N{POP DIRECTIONAL ISOLATE}"
    "\u200b\u2060-\u2064\u206a-\u206f\ufeff\u2028\u2029"  # zero width, invisible, line separators
    "\U000e0000-\U000e007f"  # tags, which nobody sees
    "]"
)
_NO_CHARACTER = re.compile(
    "[\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr((plane << 16) | 0xFFFE)}{chr((plane << 16) | 0xFFFF)}" for plane in range(1, 17)
    )
    + "]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PICTURES = 0x2400
"""Where the signs for control characters begin: U+0000 is shown as U+2400."""


def plain(words: str) -> str:
    """Return words as they may stand in a page: same letters, with signs for what would act."""
    text = words.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub(lambda found: chr(_PICTURES + ord(found.group())), text)
    return _NO_CHARACTER.sub(_sign, _TURNING.sub(_sign, text))


def _sign(found: re.Match[str]) -> str:
    return f"[U+{ord(found.group()):04X}]"


def unchanged(kept: str, sent: str) -> bool:
    """Tell whether what a box sends back is what it was opened with, so that nothing is changed.

    A browser writes every line's end in its own way, and a box shows signs for what would act.
    """
    return plain(kept) == plain(sent)
