"""Named reads of papers; every list has an order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select

from portal.cases.models import YoungPerson
from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.panels.models import Item
from portal.papers.models import (
    AddressReveal,
    Paper,
    PaperIntake,
    PaperPicture,
    PaperSection,
    PaperVersion,
    ProtectedAddress,
)
from portal.papers.rules.kinds import PaperKind, PaperState
from portal.people.models import Organisation, Person
from portal.variations.values import OrganisationKind

_ORDER = {kind: number for number, kind in enumerate(PaperKind)}


def papers_of(
    item_ids: Iterable[UUID], *, states: Iterable[PaperState] = tuple(PaperState)
) -> dict[UUID, tuple[Paper, ...]]:
    """Return the papers of some items, each item's in the order of a pack. One query."""
    wanted = sorted(set(item_ids))
    rows = session.scalars(
        select(Paper)
        .where(Paper.item_id.in_(wanted), Paper.state.in_([state.value for state in states]))
        .order_by(Paper.item_id, Paper.added_at, Paper.id)
    )
    found: dict[UUID, list[Paper]] = {item_id: [] for item_id in wanted}
    for row in rows:
        found[row.item_id].append(row)
    return {
        item_id: tuple(sorted(papers, key=lambda paper: _ORDER[PaperKind(paper.kind)]))
        for item_id, papers in found.items()
    }


def paper(paper_id: UUID) -> Paper:
    """Return one paper. Raises NotFoundError."""
    found = session.scalars(select(Paper).where(Paper.id == paper_id)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such paper.")
    return found


def item_of(paper_id: UUID) -> ScalarSelect[UUID]:
    """Return the subquery for the item that a paper belongs to."""
    return select(Paper.item_id).where(Paper.id == paper_id).scalar_subquery()


def item_of_intake(intake_id: UUID) -> ScalarSelect[UUID]:
    """Return the subquery for the item that what waits belongs to."""
    return select(PaperIntake.item_id).where(PaperIntake.id == intake_id).scalar_subquery()


def versions_of(paper_id: UUID) -> Sequence[PaperVersion]:
    """Return a paper's versions, the newest first."""
    return session.scalars(
        select(PaperVersion)
        .where(PaperVersion.paper_id == paper_id)
        .order_by(PaperVersion.number.desc())
    ).all()


def newest_versions(paper_ids: Iterable[UUID]) -> Mapping[UUID, PaperVersion]:
    """Return the newest version of each paper that has one. One query."""
    wanted = sorted(set(paper_ids))
    newest = (
        select(
            PaperVersion.authority_id,
            PaperVersion.paper_id,
            func.max(PaperVersion.number).label("number"),
        )
        .where(PaperVersion.paper_id.in_(wanted))
        .group_by(PaperVersion.authority_id, PaperVersion.paper_id)
        .subquery()
    )
    rows = session.scalars(
        select(PaperVersion)
        .join(
            newest,
            (newest.c.authority_id == PaperVersion.authority_id)
            & (newest.c.paper_id == PaperVersion.paper_id)
            & (newest.c.number == PaperVersion.number),
        )
        .order_by(PaperVersion.paper_id)
    )
    return {row.paper_id: row for row in rows}


def joined_versions(paper_id: UUID) -> Sequence[PaperVersion]:
    """Return the versions of a paper that joined a pack, as they are now, the newest first."""
    return session.scalars(
        select(PaperVersion)
        .where(PaperVersion.paper_id == paper_id, PaperVersion.joined_at.is_not(None))
        .order_by(PaperVersion.number.desc())
        .execution_options(populate_existing=True)
    ).all()


def version(version_id: UUID) -> PaperVersion:
    """Return one version. Raises NotFoundError."""
    asked = select(PaperVersion).where(PaperVersion.id == version_id)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("There is no such paper.")
    return found


def sections_of(version_ids: Iterable[UUID]) -> dict[UUID, tuple[PaperSection, ...]]:
    """Return the sections of some versions, each version's in order. One query."""
    wanted = sorted(set(version_ids))
    rows = session.scalars(
        select(PaperSection)
        .where(PaperSection.paper_version_id.in_(wanted))
        .order_by(PaperSection.paper_version_id, PaperSection.position)
    )
    found: dict[UUID, list[PaperSection]] = {each: [] for each in wanted}
    for row in rows:
        found[row.paper_version_id].append(row)
    return {version_id: tuple(sections) for version_id, sections in found.items()}


def pictures_of(version_ids: Iterable[UUID]) -> dict[UUID, tuple[PaperPicture, ...]]:
    """Return the pictures of some versions, each version's in order. One query."""
    wanted = sorted(set(version_ids))
    rows = session.scalars(
        select(PaperPicture)
        .where(PaperPicture.paper_version_id.in_(wanted))
        .order_by(PaperPicture.paper_version_id, PaperPicture.position)
    )
    found: dict[UUID, list[PaperPicture]] = {each: [] for each in wanted}
    for row in rows:
        found[row.paper_version_id].append(row)
    return {version_id: tuple(pictures) for version_id, pictures in found.items()}


def intakes_of(item_id: UUID) -> Sequence[PaperIntake]:
    """Return what waits to be confirmed for an item, the longest waiting first."""
    return session.scalars(
        select(PaperIntake)
        .where(PaperIntake.item_id == item_id)
        .order_by(PaperIntake.made_at, PaperIntake.id)
    ).all()


def intake(intake_id: UUID) -> PaperIntake:
    """Return what waits to be confirmed. Raises NotFoundError: it may be confirmed by now."""
    asked = select(PaperIntake).where(PaperIntake.id == intake_id)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("There is nothing to confirm here any more.")
    return found


def blob_names() -> frozenset[str]:
    """Return the name of every file that a row holds."""
    found: set[str] = set()
    for model in (PaperVersion, PaperPicture, PaperIntake):
        asked = select(model.blob).where(model.blob.is_not(None)).order_by(model.blob)
        found.update(name for name in session.scalars(asked) if name)
    waiting = select(PaperIntake.found).order_by(PaperIntake.id)
    found.update(name for held in session.scalars(waiting) for name in held.get("blobs", ()))
    return frozenset(found)


def protected_address(young_person_id: UUID) -> ProtectedAddress | None:
    """Return a young person's protected address, None where none is written down."""
    asked = select(ProtectedAddress).where(ProtectedAddress.young_person_id == young_person_id)
    return session.scalars(asked).one_or_none()


def address_to_protect(young_person_id: UUID) -> ProtectedAddress | None:
    """Return the address that no words about somebody may give away, None where there is none.

    An address that was written down is protected until somebody who sees the young person's own row
    says that it is not.
    """
    held = protected_address(young_person_id)
    if held is None:
        return None
    asked = select(YoungPerson.address_protected).where(YoungPerson.id == young_person_id)
    return None if session.scalar(asked) is False else held


def given_out(young_person_id: UUID) -> list[tuple[Paper, PaperVersion]]:
    """Return somebody's papers that are neither held nor withdrawn, with their newest versions.

    Those of items whose record is filed are read by nobody any more, and left as they are.
    """
    rows = session.scalars(
        select(Paper)
        .join(Item, joins(Paper, "item_id", Item))
        .where(
            Paper.young_person_id == young_person_id,
            Paper.state.in_([PaperState.DRAFT.value, PaperState.READY.value]),
            Item.closed_at.is_(None),
        )
        .order_by(Paper.added_at, Paper.id)
    ).all()
    newest = newest_versions([row.id for row in rows])
    return [(row, newest[row.id]) for row in rows if row.id in newest]


def hold_papers_of(young_person_id: UUID) -> None:
    """Let nobody change somebody's papers, nor let one join, until this transaction ends."""
    session.execute(
        select(Paper.id)
        .where(Paper.young_person_id == young_person_id)
        .order_by(Paper.id)
        .with_for_update()
    ).all()


def reveals(young_person_id: UUID) -> Sequence[AddressReveal]:
    """Return who asked to see a protected address, the newest first."""
    return session.scalars(
        select(AddressReveal)
        .where(AddressReveal.young_person_id == young_person_id)
        .order_by(AddressReveal.asked_at.desc(), AddressReveal.id)
    ).all()


def reveal(reveal_id: UUID) -> AddressReveal:
    """Return what somebody asked about somebody of this scope's districts, else NotFoundError."""
    asked = (
        select(AddressReveal)
        .join(YoungPerson, joins(AddressReveal, "young_person_id", YoungPerson))
        .where(AddressReveal.id == reveal_id)
    )
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("Nobody asked for this.")
    return found


@dataclass(frozen=True, slots=True)
class RevealAsked:
    """What somebody asked of a protected address, which waits for somebody else to decide."""

    young_person_id: UUID
    district_id: str | None
    asked_by: UUID
    asked_by_name: str
    asked_at: datetime


def reveals_waiting() -> tuple[RevealAsked, ...]:
    """Return what waits to be decided in all districts of the scope, the oldest first."""
    rows = session.execute(
        select(
            AddressReveal.young_person_id,
            YoungPerson.district_id,
            AddressReveal.asked_by,
            Person.name,
            AddressReveal.asked_at,
        )
        .join(YoungPerson, joins(AddressReveal, "young_person_id", YoungPerson))
        .join(Person, joins(AddressReveal, "asked_by", Person))
        .where(AddressReveal.state == "asked", YoungPerson.address_protected)
        .order_by(AddressReveal.asked_at, AddressReveal.id)
    )
    return tuple(RevealAsked(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Whose:
    """A young person as the pages on a protected address need them."""

    id: UUID
    reference: str
    preferred_name: str
    district_id: str | None
    social_worker_id: UUID | None
    address_protected: bool


def whose(young_person_id: UUID) -> Whose:
    """Return a young person. Raises NotFoundError."""
    row = session.execute(
        select(
            YoungPerson.id,
            YoungPerson.reference,
            YoungPerson.preferred_name,
            YoungPerson.district_id,
            YoungPerson.social_worker_id,
            YoungPerson.address_protected,
        ).where(YoungPerson.id == young_person_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such young person.")
    return Whose(
        row.id,
        row.reference,
        row.preferred_name or "",
        row.district_id,
        row.social_worker_id,
        row.address_protected,
    )


def old_intakes(before: datetime) -> Sequence[PaperIntake]:
    """Return what nobody confirmed in time, the longest waiting first."""
    return session.scalars(
        select(PaperIntake)
        .where(PaperIntake.made_at < before)
        .order_by(PaperIntake.made_at, PaperIntake.id)
    ).all()


WithFile = type[PaperVersion] | type[PaperPicture]


def rows_with_files() -> list[tuple[WithFile, UUID]]:
    """Return every row of a version or a picture that holds a file, by its id."""
    models: tuple[WithFile, ...] = (PaperVersion, PaperPicture)
    return [
        (model, row_id)
        for model in models
        for row_id in session.scalars(
            select(model.id).where(model.blob.is_not(None)).order_by(model.id)
        )
    ]


def row_with_file(model: WithFile, row_id: UUID) -> PaperVersion | PaperPicture | None:
    """Return one such row, None where it is gone by now."""
    if model is PaperVersion:
        return session.scalars(select(PaperVersion).where(PaperVersion.id == row_id)).one_or_none()
    return session.scalars(select(PaperPicture).where(PaperPicture.id == row_id)).one_or_none()


def organisation_of(person_id: UUID) -> tuple[OrganisationKind | None, frozenset[UUID]]:
    """Return the kind of organisation somebody comes from, and who else comes from it."""
    row = session.execute(
        select(Organisation.id, Organisation.kind)
        .join(Person, joins(Person, "organisation_id", Organisation))
        .where(Person.id == person_id)
    ).one_or_none()
    if row is None:
        return None, frozenset()
    others = session.scalars(
        select(Person.id).where(Person.organisation_id == row.id).order_by(Person.id)
    )
    return OrganisationKind(row.kind), frozenset(others)
