"""Named reads about young people and their care; every list has an order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import defer

from portal.cases.models import CareEpisode, CareReview, ReturnImport, ReturnRow, YoungPerson
from portal.cases.rules import Category, Episode, Status, care_leaver_status, read_history
from portal.cases.rules.status import ADULT_AGE, ELIGIBLE_AGE, SUPPORT_UNTIL
from portal.cases.ssda903 import modules
from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.kernel.timeline import age_on

ROWS_AT_ONCE = 2_000
MOST_FOUND = 50
STAYED_HOME = "RHOM"
DIED = "DIED"


class Held(NamedTuple):
    """What an import needs to know of a young person it meets again."""

    id: UUID
    born_on: date
    sex: str | None
    arrived_alone: bool
    district_id: str | None


@dataclass(frozen=True, slots=True)
class History:
    """One young person with their whole care history and what OC3 says of them last."""

    id: UUID
    reference: str
    child_code: str | None
    preferred_name: str | None
    born_on: date
    district_id: str | None
    arrived_alone: bool
    episodes: tuple[Episode, ...]
    in_touch: str | None = None
    address_protected: bool = False

    def status(self, as_of: date) -> Status:
        """Work out the care-leaver category that day."""
        home = True if self.in_touch == STAYED_HOME else None
        return care_leaver_status(self.born_on, self.episodes, as_of, settled_at_home=home)

    @property
    def code(self) -> str:
        """The return's CHILD code, or the reference of somebody never in a return."""
        return self.child_code or self.reference


def young_person(young_person_id: UUID) -> YoungPerson:
    """Return a young person of this scope. Raises NotFoundError."""
    found = session.scalars(
        select(YoungPerson).where(YoungPerson.id == young_person_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def young_people(ids: Collection[UUID]) -> Sequence[YoungPerson]:
    """Return those of these young people that are in the scope, by reference."""
    return session.scalars(
        select(YoungPerson)
        .where(YoungPerson.id.in_(ids))
        .order_by(YoungPerson.reference, YoungPerson.id)
    ).all()


def held_by_code(codes: Collection[str]) -> dict[str, Held]:
    """Return who is held under these CHILD codes."""
    rows = session.execute(
        select(
            YoungPerson.child_code,
            YoungPerson.id,
            YoungPerson.born_on,
            YoungPerson.sex,
            YoungPerson.arrived_alone,
            YoungPerson.district_id,
        )
        .where(YoungPerson.child_code.in_(codes))
        .order_by(YoungPerson.child_code)
    )
    return {str(row[0]): Held(*row[1:]) for row in rows}


def numbers_of_everybody() -> list[tuple[UUID, str, str]]:
    """Return the id, reference and CHILD code ("" for none) of everybody in the scope."""
    rows = session.execute(
        select(YoungPerson.id, YoungPerson.reference, YoungPerson.child_code).order_by(
            YoungPerson.reference, YoungPerson.id
        )
    )
    return [(row.id, row.reference, row.child_code or "") for row in rows]


def search(text: str, *, limit: int = MOST_FOUND) -> Sequence[YoungPerson]:
    """Find young people by part of a name, or by reference or CHILD code; exact ones first."""
    words = " ".join(text.split())
    if not words:
        return []
    plain = words.lower().replace("/", "//").replace("%", "/%").replace("_", "/_")
    part = f"%{plain}%"  # whole, as a bound value: the tenant gate reads no free text
    exact = or_(
        YoungPerson.reference == words.upper(),
        # PostgreSQL puts what is not known first, and nobody's code is not known to be another.
        func.upper(func.coalesce(YoungPerson.child_code, "")) == words.upper(),
    )
    return session.scalars(
        select(YoungPerson)
        .where(
            or_(
                exact,
                func.lower(YoungPerson.preferred_name).like(part, escape="/"),
                func.lower(YoungPerson.reference).like(part, escape="/"),
            )
        )
        .order_by(exact.desc(), YoungPerson.preferred_name, YoungPerson.reference, YoungPerson.id)
        .limit(limit)
    ).all()


def history_by_code(code: str) -> History:
    """Return the young person with this CHILD code or reference. Raises NotFoundError."""
    wanted = code.strip().upper()
    found = list(
        _histories(
            or_(func.upper(YoungPerson.child_code) == wanted, YoungPerson.reference == wanted)
        )
    )
    for each in found:
        if (each.child_code or "").upper() == wanted:
            return each
    if not found:
        raise NotFoundError(f"There is no young person with the code or reference {code}.")
    return found[0]


def history(young_person_id: UUID) -> History:
    """Return one young person with their history. Raises NotFoundError."""
    found = list(_histories(YoungPerson.id == young_person_id))
    if not found:
        raise NotFoundError
    return found[0]


def cohort(as_of: date) -> list[History]:
    """Return everyone aged 16 to 24 with their histories, oldest first, in two queries (R4, R6)."""
    found = _histories(
        YoungPerson.born_on <= _born_by(as_of, ELIGIBLE_AGE),
        YoungPerson.born_on > _born_by(as_of, SUPPORT_UNTIL),
    )
    return sorted(
        (each for each in found if ELIGIBLE_AGE <= age_on(each.born_on, as_of) < SUPPORT_UNTIL),
        key=lambda each: (each.born_on, each.reference),
    )


def in_care_from_16(as_of: date) -> list[History]:
    """Return every child in care aged 16 or 17, oldest first: the panel's cohort (R4)."""
    found = _histories(
        YoungPerson.born_on <= _born_by(as_of, ELIGIBLE_AGE),
        YoungPerson.born_on > _born_by(as_of, ADULT_AGE),
    )
    return sorted(
        (
            each
            for each in found
            if ELIGIBLE_AGE <= age_on(each.born_on, as_of) < ADULT_AGE
            and read_history(each.episodes, as_of).in_care
        ),
        key=lambda each: (each.born_on, each.reference),
    )


def cohort_counts(as_of: date) -> dict[str, int]:
    """Count the whole cohort that day, in the words of the import's report."""
    counts = dict.fromkeys(
        ("in_care", "in_care_16_17", "eligible", "relevant", "former_relevant", "qualifying"), 0
    )
    for each in _histories(YoungPerson.born_on <= as_of):
        age = age_on(each.born_on, as_of)
        if age < ELIGIBLE_AGE:
            counts["in_care"] += read_history(each.episodes, as_of).in_care
            continue
        status = each.status(as_of)
        counts["in_care"] += status.in_care
        counts["in_care_16_17"] += status.in_care
        if status.category is not Category.NONE:
            counts[status.category.value] += 1
    return counts


def _born_by(as_of: date, age: int) -> date:
    """Return the latest birthday of somebody of that age, a day late rather than early."""
    try:
        return as_of.replace(year=as_of.year - age)
    except ValueError:
        return date(as_of.year - age, 3, 1)


def _histories(*criteria: ColumnElement[bool]) -> Iterator[History]:
    """Stream young people with their episodes: one query for both, one for OC3."""
    in_touch = _in_touch(criteria)
    rows = session.execute(
        select(
            YoungPerson.id,
            YoungPerson.reference,
            YoungPerson.child_code,
            YoungPerson.preferred_name,
            YoungPerson.born_on,
            YoungPerson.district_id,
            YoungPerson.arrived_alone,
            CareEpisode.started_on,
            CareEpisode.ended_on,
            CareEpisode.legal_status,
            CareEpisode.reason_ended,
            CareEpisode.place,
            YoungPerson.address_protected,
        )
        .select_from(YoungPerson)
        .outerjoin(CareEpisode, joins(CareEpisode, "young_person_id", YoungPerson))
        .where(*criteria)
        .order_by(YoungPerson.id, CareEpisode.started_on)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for _, group in groupby(rows, key=lambda row: row[0]):
        yield _one(list(group), in_touch)


def _one(rows: Sequence[Any], in_touch: Mapping[UUID, str]) -> History:
    first = rows[0]
    return History(
        id=first.id,
        reference=first.reference,
        child_code=first.child_code,
        preferred_name=first.preferred_name,
        born_on=first.born_on,
        district_id=first.district_id,
        arrived_alone=first.arrived_alone,
        episodes=tuple(Episode(*row[7:12]) for row in rows if row[7] is not None),
        in_touch=in_touch.get(first[0]),
        address_protected=first.address_protected,
    )


def _in_touch(criteria: Iterable[ColumnElement[bool]]) -> dict[UUID, str]:
    """Return the newest IN_TOUCH code of those who went home to stay or have died."""
    rows = session.execute(
        select(ReturnRow.young_person_id, ReturnRow.facts)
        .join(YoungPerson, joins(ReturnRow, "young_person_id", YoungPerson))
        .where(ReturnRow.module == modules.OC3, *criteria)
        .order_by(ReturnRow.young_person_id, ReturnRow.row_key)
    )
    return {row[0]: row[1].get("IN_TOUCH") or "" for row in rows}


def episodes_of(young_person_id: UUID) -> Sequence[CareEpisode]:
    """Return a young person's episodes, newest first; the person was read in this scope."""
    return session.scalars(
        select(CareEpisode)
        .where(CareEpisode.young_person_id == young_person_id)
        .order_by(CareEpisode.started_on.desc(), CareEpisode.id)
    ).all()


def reviews_of(young_person_id: UUID) -> Sequence[CareReview]:
    """Return a young person's statutory reviews, newest first."""
    return session.scalars(
        select(CareReview)
        .where(CareReview.young_person_id == young_person_id)
        .order_by(CareReview.held_on.desc(), CareReview.id)
    ).all()


def imports(*, limit: int = MOST_FOUND) -> Sequence[ReturnImport]:
    """Return the last imports, newest first; a report, which may be long, only when asked for."""
    return session.scalars(
        select(ReturnImport)
        .options(defer(ReturnImport.report))
        .order_by(ReturnImport.started_at.desc(), ReturnImport.id)
        .limit(limit)
    ).all()


def newest_return_day() -> date | None:
    """Return the latest day that any finished import showed; None before the first."""
    return session.scalar(select(func.max(ReturnImport.as_of)).where(ReturnImport.state == "done"))


def return_import(import_id: UUID) -> ReturnImport:
    """Return one import. Raises NotFoundError."""
    found = session.scalars(select(ReturnImport).where(ReturnImport.id == import_id)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def running_imports() -> Sequence[ReturnImport]:
    """Return the imports that have not finished, oldest first."""
    return session.scalars(
        select(ReturnImport)
        .where(ReturnImport.state == "running")
        .order_by(ReturnImport.started_at, ReturnImport.id)
    ).all()
