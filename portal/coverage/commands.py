"""The facts behind `portal status` and `portal cohort`: reads only, as the contract has them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from portal import audit
from portal.cases import queries as cases
from portal.cases.rules import CoverageState, Milestones, clocks
from portal.coverage import queries
from portal.coverage.rules import yearly_capacity
from portal.variations.manager import Registry


def status(code: str, as_of: date, *, now: datetime) -> dict[str, Any]:
    """Return one young person's status with its reasons and clocks. Raises NotFoundError."""
    person = cases.history_by_code(code)
    audit.opened(
        subject=("young_person", person.id),
        young_person_id=person.id,
        district_id=person.district_id,
        actor_id=None,
        now=now,
    )
    found = person.status(as_of)
    line = queries.line_of(person, as_of)
    readings = clocks(
        person.born_on,
        person.episodes,
        as_of,
        known=Milestones(last_heard=line.coverage.last_heard),
        status=found,
    )
    return {
        "child": person.code,
        "age": found.age,
        "status": found.category.value,
        "reasons": list(found.reasons),
        "days_since_14": found.days_since_14,
        "days_since_16": found.days_since_16,
        "clocks": [
            {
                "name": reading.name,
                "due": _iso(reading.due),
                "state": reading.state.value,
                "source": reading.source,
            }
            for reading in readings
        ],
    }


def cohort(
    registry: Registry, as_of: date, district: str | None, *, now: datetime
) -> dict[str, Any]:
    """Return children in care from 16 and care leavers, and the year's slots against the need.

    `district` limits the capacity to that district; the caller's scope limits the people.
    """
    lines = queries.cohort(as_of)
    if lines:
        audit.opened(
            subject=("list", None),
            district_id=district,
            actor_id=None,
            now=now,
            listed=[line.id for line in lines],
        )
    due = sum(line.state is not CoverageState.NOT_IN_CARE for line in lines)
    slugs = [district] if district else [each.slug for each in registry.districts(as_of)]
    room = yearly_capacity(
        queries.panel_years(registry, slugs, as_of),
        people_due=due,
        reviews_per_year=queries.reviews_per_year(),
    )
    return {
        "people": [
            {
                "child": line.child,
                "age": line.age,
                "status": line.status.category.value,
                "first_review_due": _iso(line.coverage.first_review_due),
                "last_heard": _iso(line.coverage.last_heard),
                "state": line.state.value,
            }
            for line in lines
        ],
        "capacity": {
            "slots_per_year": room.slots_per_year if room else 0,
            "needed_per_year": due * queries.reviews_per_year(),
        },
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
