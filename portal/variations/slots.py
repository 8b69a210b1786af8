"""A panel's day, laid out: which slots there are, where the breaks fall, what looks wrong.

Pure: a plan in, a layout out. Rules R43, R44, R64 and R68, readings A3 and A4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Literal

from portal.kernel.errors import RuleError
from portal.kernel.wording import clock_time
from portal.variations.values import MINUTES_IN_A_DAY, Block, Break, SlotPlan

SlotKind = Literal["slot", "break", "hold_back"]


@dataclass(frozen=True)
class Slot:
    """A start time and a length in minutes. A `hold_back` slot is kept for an urgent case."""

    start: time
    minutes: int
    kind: SlotKind = "slot"
    label: str = ""


@dataclass(frozen=True)
class Layout:
    """A day's slots and breaks in order, with warnings in plain words."""

    part: str
    slots: tuple[Slot, ...]
    warnings: tuple[str, ...] = ()
    most_cases: int | None = None

    @property
    def bookable(self) -> tuple[Slot, ...]:
        """The slots a case may be put in, those kept for urgent cases included."""
        return tuple(slot for slot in self.slots if slot.kind != "break")


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


def _said(minute: int) -> str:
    return clock_time(_clock(minute))


def lay_out(plan: SlotPlan, part: str | None = None) -> Layout:
    """Lay out one part of the day (`am`, `pm`, `full` or a local one), the usual part unless told.

    A slot must end by its block's end, save that a row exactly on the end is one more slot where
    the plan says so (A4). Slots never overlap: one that would run into a break or into an earlier
    block's last slot starts after it. RuleError if the plan has no such part.
    """
    chosen = part or plan.part
    if chosen not in dict(plan.parts):
        known = ", ".join(name for name, _ in plan.parts)
        raise RuleError(f"This panel has no part of the day called “{chosen}”. It has: {known}.")
    rows: list[Slot] = []
    warnings: list[str] = []
    previous_end = 0
    for block in plan.blocks(chosen):
        if rows:
            rows.extend(_between(previous_end, block, warnings))
        found, previous_end = _fill(plan, block, max(previous_end, _minute(block.start)))
        if not any(row.kind == "slot" for row in found):
            warnings.append(
                f"No slot of {plan.slot_minutes} minutes fits between "
                f"{_said(_minute(block.start))} and {_said(_minute(block.end))}."
            )
        rows.extend(found)
    warnings.extend(_lunch_warnings(plan, rows))
    return Layout(chosen, _hold_back(plan, rows, warnings), tuple(warnings), plan.most_cases)


def _between(previous_end: int, block: Block, warnings: list[str]) -> list[Slot]:
    """Give the gap before a block, as a break named lunch; a warning where there is none."""
    gap = _minute(block.start) - previous_end
    if gap > 0:
        return [Slot(_clock(previous_end), gap, "break", "Lunch")]
    warnings.append(
        f"There is no lunch: the slot before {_said(_minute(block.start))} runs to "
        f"{_said(previous_end)}."
    )
    return []


def _fill(plan: SlotPlan, block: Block, begin: int) -> tuple[list[Slot], int]:
    """One block's slots and breaks, and the minute the last of them ends."""
    end = _minute(block.end)
    extra = (plan.end_row or block.end_row) == "slot"
    breaks = sorted(
        (pause for pause in plan.breaks if begin <= _minute(pause.start) < end),
        key=lambda pause: pause.start,
    )
    rows: list[Slot] = []
    cursor, last_end = begin, begin
    while True:
        if breaks and cursor + plan.slot_minutes > _minute(breaks[0].start):
            pause = breaks.pop(0)
            start = max(last_end, _minute(pause.start))
            if start + pause.minutes >= MINUTES_IN_A_DAY:
                return rows, last_end
            rows.append(_pause_at(start, pause))
            cursor = last_end = start + pause.minutes
            continue
        fits = cursor + plan.slot_minutes <= end or (extra and cursor == end)
        if not fits or cursor + plan.slot_minutes >= MINUTES_IN_A_DAY:
            return rows, last_end
        rows.append(Slot(_clock(cursor), plan.slot_minutes))
        last_end = cursor + plan.slot_minutes
        cursor = last_end + plan.buffer_minutes


def _pause_at(start: int, pause: Break) -> Slot:
    return Slot(_clock(start), pause.minutes, "break", pause.label)


def _lunch_warnings(plan: SlotPlan, rows: list[Slot]) -> list[str]:
    """Lunches shorter than the plan says the least may be (A4: ten minutes in the source)."""
    return [
        f"Lunch is {row.minutes} minutes, from {_said(_minute(row.start))}. "
        f"It should be at least {plan.least_lunch_minutes} minutes."
        for row in rows
        if row.kind == "break"
        and "lunch" in row.label.casefold()
        and row.minutes < plan.least_lunch_minutes
    ]


def _hold_back(plan: SlotPlan, rows: list[Slot], warnings: list[str]) -> tuple[Slot, ...]:
    """Give the rows with the last few slots kept for urgent cases."""
    places = [place for place, row in enumerate(rows) if row.kind == "slot"]
    if plan.hold_back and plan.hold_back >= len(places):
        warnings.append("Every slot is kept for urgent cases, so none is left to book ahead.")
    if plan.most_cases is not None and plan.most_cases > len(places):
        warnings.append(f"At most {plan.most_cases} cases, but only {len(places)} slots fit.")
    kept = set(places[len(places) - min(plan.hold_back, len(places)) :])
    return tuple(
        Slot(row.start, row.minutes, "hold_back", row.label) if place in kept else row
        for place, row in enumerate(rows)
    )
