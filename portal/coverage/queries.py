"""The cohort with what the panels know of it, in a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select

from portal.agreements import queries as agreements
from portal.cases import queries as cases
from portal.cases.queries import History
from portal.cases.rules import Category, CoverageState, ReviewRule, coverage_state
from portal.coverage.rules import Line, PanelYear, by_urgency
from portal.database import joins, session
from portal.kernel.errors import ConfigurationError
from portal.kernel.kinds import PanelKind
from portal.panels.models import Item, Meeting
from portal.records.queries import last_heard
from portal.variations.district import DistrictVariation, PluginFailure
from portal.variations.manager import Registry
from portal.variations.slots import lay_out
from portal.web.clock import LONDON

MONTHS_IN_YEAR = 12
WEEKS_IN_YEAR = 52
PART_NAMES = {"am": "half-day panel", "pm": "half-day panel", "full": "full-day panel"}
REVIEWS = ReviewRule()


def listed_for(as_of: date) -> dict[UUID, tuple[date, UUID]]:
    """Return the next panel day on whose agenda each young person stands, and their item there."""
    rows = session.execute(
        select(Item.young_person_id, Item.id, Meeting.held_on)
        .select_from(Item)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .where(
            Item.withdrawn_reason.is_(None),
            Meeting.state.in_(("planned", "published")),
            Meeting.held_on >= as_of,
        )
        .order_by(Meeting.held_on.desc(), Item.id)
    )
    return {row.young_person_id: (row.held_on, row.id) for row in rows}


def without_agreement(as_of: date, listed: Iterable[UUID]) -> frozenset[UUID]:
    """Return who may not be discussed: where they are listed, or by their newest word (A11)."""
    end = datetime.combine(as_of, time.max, tzinfo=LONDON)
    items = agreements.standings(tuple(listed))
    here = {each.young_person_id: each.heard(end).yes for each in items.values()}
    refused = agreements.refused(end) - here.keys()
    return refused | {who for who, may in here.items() if not may}


def in_care_from_16(as_of: date) -> list[Line]:
    """Return every child in care aged 16 or 17, most urgent first; three queries (R4)."""
    return by_urgency(_lines(cases.in_care_from_16(as_of), as_of))


@dataclass(frozen=True, slots=True)
class Unheard:
    """How many a district's panel must hear, has not, and has on no agenda."""

    never_heard: int
    overdue: int


def unheard_by_district(as_of: date) -> dict[str, Unheard]:
    """Count in each district who was never heard and whose review is overdue (R4)."""
    found = Counter(
        (line.district_id, line.state)
        for line in in_care_from_16(as_of)
        if line.district_id is not None and line.listed_for is None
    )
    return {
        district_id: Unheard(
            found[district_id, CoverageState.NEVER_HEARD], found[district_id, CoverageState.OVERDUE]
        )
        for district_id, _ in sorted(found)
    }


def cohort(as_of: date) -> list[Line]:
    """Return children in care from 16 and care leavers to 24, most urgent first (R4, R6)."""
    lines = _lines(cases.cohort(as_of), as_of)
    return by_urgency(
        [
            line
            for line in lines
            if line.state is not CoverageState.NOT_IN_CARE
            or line.status.category is not Category.NONE
        ]
    )


def line_of(person: History, as_of: date) -> Line:
    """Return one young person as they stand that day."""
    return _lines([person], as_of)[0]


def _lines(people: Iterable[History], as_of: date) -> list[Line]:
    heard, listed = last_heard(), listed_for(as_of)
    refused = without_agreement(as_of, [item_id for _, item_id in listed.values()])
    lines = []
    for person in people:
        status = person.status(as_of)
        coverage = coverage_state(
            person.born_on,
            person.episodes,
            as_of,
            last_heard=_not_after(heard.get(person.id), as_of),
            listed_for=_day(listed, person.id),
            no_agreement=person.id in refused,
            rule=REVIEWS,
        )
        lines.append(
            Line(
                id=person.id,
                reference=person.reference,
                child=person.code,
                name=person.preferred_name,
                born_on=person.born_on,
                age=status.age,
                district_id=person.district_id,
                status=status,
                coverage=coverage,
                listed_for=_day(listed, person.id),
            )
        )
    return lines


def _day(listed: dict[UUID, tuple[date, UUID]], who: UUID) -> date | None:
    return listed[who][0] if who in listed else None


def _not_after(heard: date | None, as_of: date) -> date | None:
    return heard if heard is not None and heard <= as_of else None


def panel_years(registry: Registry, slugs: Iterable[str], as_of: date) -> list[PanelYear]:
    """Return what the leaving care panel of each of these districts offers in a year (R42, R43).

    A district whose rules do not load, or whose plugin fails, offers nothing: the fault of one
    must not take the page of the county away.
    """
    years = []
    for slug in slugs:
        with suppress(ConfigurationError, PluginFailure):
            years.append(_panel_year(registry.district(slug), as_of))
    return years


def _panel_year(variation: DistrictVariation, as_of: date) -> PanelYear:
    plan = variation.slot_plan(as_of=as_of, kind=PanelKind.LEAVING_CARE).value
    layout = lay_out(plan)
    slots = len(layout.bookable)
    if layout.most_cases is not None:
        slots = min(slots, layout.most_cases)
    often = variation.meeting_frequency(as_of=as_of, kind=PanelKind.LEAVING_CARE).value
    meetings = (
        MONTHS_IN_YEAR // often.every_months
        if often.every_months
        else WEEKS_IN_YEAR // (often.every_weeks or 1)
    )
    return PanelYear(slots, meetings, PART_NAMES.get(layout.part, "panel"))


def reviews_per_year() -> int:
    """Return how often a year everyone is to be heard (A12)."""
    return MONTHS_IN_YEAR // REVIEWS.every_months
