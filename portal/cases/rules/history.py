"""Care history: episodes of the statutory return read as stretches of nights in care.

Nights are counted from DECOM up to but not including DEC. An open episode counts to the as-of
date, whose own night has not happened yet. Overlapping episodes never count a night twice. Short
breaks (legal status V3 or V4) are left out throughout, as SI 2010/959 regulation 48 and the
national figures leave them out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.kernel.errors import RuleError
from portal.kernel.timeline import Span, merged, morning_after, nights
from portal.kernel.wording import plain_date

SHORT_BREAKS = frozenset({"V3", "V4"})
SAME_DAY_CHANGE = "X1"


@dataclass(frozen=True, slots=True)
class Episode:
    """One row of the return's episodes: codes are upper case, as the return writes them."""

    decom: date
    dec: date | None
    legal_status: str
    reason_ended: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """The last recorded end of care: the day it ended and the return's code for why."""

    on: date
    reason: str | None


@dataclass(frozen=True, slots=True)
class CareHistory:
    """What was known of someone's care on `as_of`.

    `spells` are unbroken stretches of nights in care up to `as_of`; `in_care` says whether the
    record shows care on that day; `ending` is the last end of care, None while in care.
    """

    as_of: date
    spells: tuple[Span, ...]
    in_care: bool
    ending: Ending | None
    short_breaks: int

    def nights(self, since: date, until: date | None = None) -> int:
        """Count nights in care from `since` up to but not including `until` or the as-of date."""
        return nights(self.spells, since, until or self.as_of)

    def current_spell_began(self) -> date | None:
        """Find the day the present stretch of care began, or None when not in care."""
        if not self.in_care:
            return None
        if self.spells and self.spells[-1].end == self.as_of:
            return self.spells[-1].start
        return self.as_of

    def day_reached(self, since: date, number: int) -> date | None:
        """Find the morning after the `number`th night since `since`.

        Present care is taken to go on, so the answer may lie ahead. None if it is never reached.
        """
        began = self.current_spell_began()
        if began is None:
            return morning_after(self.spells, since, number)
        going_on = (*self.spells, Span(began, date.max))
        return morning_after(merged(going_on), since, number)

    def was_in_care_into(self, day: date) -> bool:
        """Say whether care ran right up to `day`, as it does for someone leaving on a birthday."""
        return any(spell.start < day <= spell.end for spell in self.spells)


def read_history(episodes: Iterable[Episode], as_of: date) -> CareHistory:
    """Read episodes as they stood on `as_of`: one that starts later is not there yet.

    An episode that ends before it starts holds no nights and says nothing; one that ends on the
    as-of date has ended.
    """
    begun = [each for each in episodes if each.decom <= as_of]
    counted = [each for each in begun if each.legal_status not in SHORT_BREAKS]
    open_now = any(each.dec is None or each.dec > as_of for each in counted)
    spells = merged(
        Span(each.decom, as_of if each.dec is None else min(each.dec, as_of)) for each in counted
    )
    return CareHistory(
        as_of=as_of,
        spells=spells,
        in_care=open_now,
        ending=None if open_now else _last_ending(counted),
        short_breaks=len(begun) - len(counted),
    )


def refuse_unborn(dob: date, as_of: date) -> None:
    """Raise RuleError when the as-of date is before the date of birth."""
    if as_of < dob:
        raise RuleError(
            f"The date asked about, {plain_date(as_of)}, is before the date of birth, "
            f"{plain_date(dob)}.",
            field="as_of",
        )


def _last_ending(ended: Iterable[Episode]) -> Ending | None:
    # Of two rows ending on one day, the one with a real reason says more than "new episode".
    last: tuple[date, bool, date, str] | None = None
    for each in ended:
        if each.dec is None or each.dec < each.decom:
            continue
        reason = each.reason_ended or ""
        candidate = (each.dec, reason not in {"", SAME_DAY_CHANGE}, each.decom, reason)
        last = candidate if last is None else max(last, candidate)
    return None if last is None else Ending(last[0], last[3] or None)
