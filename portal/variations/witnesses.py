"""Who keeps the trail's seal outside the council's own systems: the county says, no district."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.addresses import is_email
from portal.variations.values import ValueProblem


@dataclass(frozen=True)
class Witnesses:
    """Addresses that are sent the seal each day, such as an auditor's (C44)."""

    witnesses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for each in self.witnesses:
            if not is_email(each):
                raise ValueProblem("witnesses", f"“{each}” is not one plain email address.")
