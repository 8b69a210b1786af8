"""How the cohort is put in order, counted and paged, and a year's slots added up: pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.cases.rules import Capacity, Coverage, CoverageState, Status, capacity
from portal.kernel.wording import capitalised, counted, times_word

PAGE_SIZE = 100
MOST_URGENT_FIRST = (
    CoverageState.NEVER_HEARD,
    CoverageState.OVERDUE,
    CoverageState.DUE,
    CoverageState.NOT_YET_DUE,
    CoverageState.HEARD,
    CoverageState.NOT_IN_CARE,
)
STATE_WORDS = {
    CoverageState.NEVER_HEARD: "Never heard",
    CoverageState.OVERDUE: "Review overdue",
    CoverageState.DUE: "Due soon",
    CoverageState.NOT_YET_DUE: "Not due yet",
    CoverageState.HEARD: "Heard",
    CoverageState.NOT_IN_CARE: "Not in care",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One young person of the cohort as they stand on a day."""

    id: UUID
    reference: str
    child: str
    name: str | None
    born_on: date
    age: int
    district_id: str | None
    status: Status
    coverage: Coverage
    listed_for: date | None

    @property
    def state(self) -> CoverageState:
        """Where they stand with the panel."""
        return self.coverage.state

    @property
    def urgency(self) -> tuple[int, date, date, str]:
        """What puts them before others: state, then what is due first, then the eldest."""
        due = self.coverage.next_review_due or self.coverage.first_review_due or date.max
        return MOST_URGENT_FIRST.index(self.state), due, self.born_on, self.reference


def by_urgency(lines: Collection[Line]) -> list[Line]:
    """Put the most urgent first; nobody is left out."""
    return sorted(lines, key=lambda line: line.urgency)


def count_states(lines: Collection[Line]) -> dict[CoverageState, int]:
    """Count every state that occurs, most urgent first; the counts add up to everyone."""
    counts = dict.fromkeys(MOST_URGENT_FIRST, 0)
    for line in lines:
        counts[line.state] += 1
    return {state: count for state, count in counts.items() if count}


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list: its rows, where it starts (from 1), how many there are in all."""

    lines: tuple[Line, ...]
    first: int
    total: int
    after: UUID | None
    """The key of the next page; None on the last."""

    @property
    def whole(self) -> bool:
        """Whether everyone is on this page."""
        return len(self.lines) == self.total

    @property
    def last(self) -> int:
        """The place of the last row."""
        return self.first + len(self.lines) - 1


def page_of(lines: Sequence[Line], after: UUID | None, size: int = PAGE_SIZE) -> Slice:
    """Cut the page that follows the person with this id; from the top where they are not there."""
    start = 0
    if after is not None:
        start = next((place + 1 for place, line in enumerate(lines) if line.id == after), 0)
    shown = tuple(lines[start : start + size])
    more = start + len(shown) < len(lines)
    return Slice(shown, start + 1, len(lines), shown[-1].id if shown and more else None)


@dataclass(frozen=True, slots=True)
class PanelYear:
    """What one panel offers in a year: so many meetings of so many slots."""

    slots_per_meeting: int
    meetings_per_year: int
    meeting_name: str = "half-day panel"


def yearly_capacity(
    panels: Sequence[PanelYear], *, people_due: int, reviews_per_year: int
) -> Capacity | None:
    """Add up a year's slots of one or several panels against the reviews due (R4, R42, R43).

    None where no panel has a slot at all.
    """
    meetings = sum(panel.meetings_per_year for panel in panels)
    slots = sum(panel.slots_per_meeting * panel.meetings_per_year for panel in panels)
    if not slots:
        return None
    if len({(panel.slots_per_meeting, panel.meeting_name) for panel in panels}) == 1:
        return capacity(
            slots_per_meeting=panels[0].slots_per_meeting,
            meetings_per_year=meetings,
            people_due=people_due,
            reviews_per_year=reviews_per_year,
            meeting_name=panels[0].meeting_name,
        )
    needed = people_due * reviews_per_year
    meetings_needed = -(-needed * meetings // slots)
    verdict = (
        "Everyone can be heard."
        if slots >= needed
        else (
            f"This cannot be met: {counted(needed - slots, 'review')} a year would not happen. It "
            f"would take about {counted(meetings_needed, 'panel')} a year."
        )
    )
    people = "young person" if people_due == 1 else "young people"
    need = "needs" if people_due == 1 else "need"
    return Capacity(
        slots,
        needed,
        meetings_needed,
        f"{capitalised(counted(meetings, 'panel'))} a year, of different lengths, give "
        f"{counted(slots, 'slot')}; {people_due:,} {people} reviewed "
        f"{times_word(reviews_per_year)} a year {need} {needed:,}. {verdict}",
    )
