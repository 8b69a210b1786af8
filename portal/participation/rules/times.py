"""Whether a slot falls into a time that does not suit whoever it is for (R45)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.kernel.wording import clock_time, long_date
from portal.participation.rules.choices import HOURS, Answers, Topic, part_of

_BANDS = {
    "early": (time(0), time(10)),
    "morning": (time(10), time(12)),
    "midday": (time(12), time(14)),
    "afternoon": (time(14), time(16)),
    "late": (time(16), time(23, 59)),
}
"""From when to when each answer is: the end belongs to the next."""


@dataclass(frozen=True, slots=True)
class SlotTime:
    """A slot on its day, by the clock on the wall."""

    day: date
    start: time
    minutes: int

    @property
    def ends(self) -> time:
        """When it is over."""
        return (datetime.combine(self.day, self.start) + timedelta(minutes=self.minutes)).time()


def overlapped(slot: SlotTime, hours: Iterable[str]) -> tuple[str, ...]:
    """Return those of some hours of the day that a slot falls into, in their order."""
    return tuple(
        key
        for key in hours
        if key in _BANDS and slot.start < _BANDS[key][1] and _BANDS[key][0] < slot.ends
    )


def warning(slot: SlotTime, answers: Answers, asked_for: date | None) -> str:
    """Say what is wrong with a slot for its young person; nothing where nothing is.

    ``asked_for`` is the panel's day when they answered: moved since, they are asked again.
    """
    hours = answers.get(HOURS) or ()
    if not hours and not answers.get("because"):
        return ""
    if asked_for is not None and asked_for != slot.day:
        return (
            f"They said which times suit them on {long_date(asked_for)}, and the panel has moved "
            f"to {long_date(slot.day)}. Ask them again."
        )
    hit = overlapped(slot, hours)
    if not hit:
        return ""
    part = part_of(Topic.TIMES, HOURS)
    because = str(answers.get("because") or "")
    why = f" ({part_of(Topic.TIMES, 'because').choice(because)})" if because else ""
    said = " and ".join(part.choice(key) for key in hit)
    return (
        f"Their slot at {clock_time(slot.start)} falls into a time that does not suit them: "
        f"{said}{why}. Move it if you can."
    )
