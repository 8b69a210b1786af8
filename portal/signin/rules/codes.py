"""One-time codes: which step a code belongs to, and what recovery codes look like.

RFC 6238 with its defaults (six digits, 30 seconds); one step either way for a clock that is off,
and never a step that was used (ASVS 6.5.1).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable

STEP_SECONDS = 30
STEPS_EITHER_WAY = 1
DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""80 bits: a code cannot be guessed, nor found from its hash."""
_GROUP = 4


def step_of(seconds: int) -> int:
    """Return the step that a moment, in seconds since 1970, belongs to."""
    return seconds // STEP_SECONDS


def matching_step(
    typed: str, code_of: Callable[[int], str], now_step: int, last_step: int | None
) -> int | None:
    """Return the step whose code was typed, None where there is none or it was used before.

    Every step is compared, so that the time taken does not tell which one it was.
    """
    code = only_digits(typed)
    found: int | None = None
    for step in range(now_step - STEPS_EITHER_WAY, now_step + STEPS_EITHER_WAY + 1):
        fits = hmac.compare_digest(code_of(step).encode(), code.encode())
        if fits and (last_step is None or step > last_step):
            found = step
    return found


def only_digits(typed: str) -> str:
    """Return a code without the spaces people type in it; nothing where it is no code."""
    code = "".join(typed.split())
    return code if re.fullmatch(rf"[0-9]{{{DIGITS}}}", code) else ""


def recovery_words(code: str) -> str:
    """Return a recovery code in groups, as it is shown."""
    return "-".join(code[i : i + _GROUP] for i in range(0, len(code), _GROUP)).lower()


def recovery_typed(typed: str) -> str:
    """Return a recovery code as it is compared, however it was typed.

    The codes hold no 0 and no 1: whoever reads one meant the letter.
    """
    return re.sub(r"[^A-Z2-7]", "", typed.upper().replace("0", "O").replace("1", "I"))
