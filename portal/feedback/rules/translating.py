"""Which translation of what changed stands now. Pure.

It is bound to the very words it was made of: once those are written anew it is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from portal.kernel.errors import RuleError
from portal.translations.rules import (
    LONGEST_MADE_BY,
    SAY_WHO,
    WHO_TOO_LONG,
    Standing,
    digest_of,
)

BOTH_OR_NEITHER = "Translate both texts, or leave both empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class InLanguage:
    """What young people said and what changed, in one language, and who translated it."""

    heard: str
    changed: str
    by: str
    digest: str

    @property
    def as_json(self) -> dict[str, str]:
        """What is kept of it."""
        return asdict(self)


def made_of(heard: str, changed: str) -> str:
    """Return what a translation of both texts is bound to."""
    return digest_of(f"{len(heard)}|{heard}{changed}")


def found_in(translations: Mapping[str, Any], language: str) -> InLanguage | None:
    """Return what was handed over last in a language, whatever it was made of."""
    held = translations.get(language)
    return None if held is None else InLanguage(**held)


def standing(found: InLanguage | None, heard: str, changed: str) -> Standing:
    """Say how far both texts are translated."""
    if found is None:
        return Standing.NONE
    return Standing.CURRENT if found.digest == made_of(heard, changed) else Standing.CHANGED


def problem(heard: str, changed: str, by: str) -> RuleError | None:
    """Say what is wrong with a translation; None where nothing is. Without words it takes back."""
    if bool(heard.strip()) != bool(changed.strip()):
        return RuleError(BOTH_OR_NEITHER, "changed" if heard.strip() else "heard")
    if len(by) > LONGEST_MADE_BY:
        return RuleError(WHO_TOO_LONG, "made_by")
    if heard.strip() and not by.strip():
        return RuleError(SAY_WHO, "made_by")
    return None
