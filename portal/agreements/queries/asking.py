"""What somebody is asked about: an item's papers as they are now, and the organisations there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select

from portal.agreements.models import AgreementState
from portal.agreements.rules import SharedPaper, parts
from portal.cases.models import YoungPerson
from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.panels import queries as panels
from portal.panels.models import Meeting, Panel, Slot
from portal.panels.operations import ItemAt
from portal.panels.policy import Sees, sight
from portal.papers import queries as papers
from portal.papers.models import PaperSection, PaperVersion
from portal.papers.rules.kinds import How, PaperKind, PaperState
from portal.people.models import Organisation, Person
from portal.variations.values import OrganisationKind
from portal.web.clock import LONDON

ASKED_ABOUT = (PaperState.DRAFT, PaperState.READY)
"""What is held or withdrawn goes to nobody, so nobody is asked about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNow:
    """A paper as it is now, to be asked about."""

    id: UUID
    kind: PaperKind
    title: str
    written_on: date
    made_on: date
    """The day its newest version came: nobody can have agreed to it before."""
    ready: bool
    parts: tuple[tuple[str, str], ...]
    """Its sections by key and heading; none of a file, which is one whole."""
    shared: SharedPaper


@dataclass(frozen=True, slots=True)
class OrganisationNow:
    """An organisation whose people read this item's papers."""

    id: UUID
    name: str
    kind: OrganisationKind

    @property
    def label(self) -> str:
        """The organisation with its kind: "Housing authority: Burnley Council"."""
        return f"{self.kind.label}: {self.name}"


def section_key(version: PaperVersion, section: PaperSection) -> str:
    """Return the key under which a section is agreed to."""
    return parts.section_key(section.key, version=version.number, position=section.position)


def as_shared(version: PaperVersion, sections: Iterable[PaperSection]) -> SharedPaper:
    """Return a paper's version as the rules ask about it; a file counts for itself alone."""
    if How(version.how).has_file:
        return SharedPaper(version.paper_id, frozenset({parts.file_key(version.number)}))
    keys = frozenset(section_key(version, section) for section in sections)
    return SharedPaper(version.paper_id, keys)


def papers_now(item_id: UUID) -> tuple[PaperNow, ...]:
    """Return an item's papers that have something in them, in the order of a pack."""
    found = papers.papers_of([item_id], states=ASKED_ABOUT)[item_id]
    newest = papers.newest_versions([paper.id for paper in found])
    sections = papers.sections_of([version.id for version in newest.values()])
    made = []
    for paper in found:
        version = newest.get(paper.id)
        if version is None:
            continue
        parts = sections.get(version.id, ())
        made.append(
            PaperNow(
                id=paper.id,
                kind=PaperKind(paper.kind),
                title=paper.title,
                written_on=paper.written_on,
                made_on=version.made_at.astimezone(LONDON).date(),
                ready=paper.state == PaperState.READY,
                parts=tuple((section_key(version, each), each.heading) for each in parts),
                shared=as_shared(version, parts),
            )
        )
    return tuple(made)


READS = frozenset({Sees.NAME, Sees.REFERENCE, Sees.VISITOR})
"""What somebody sees of an item who is given its papers, as far as it was agreed."""


def organisations_at(found: ItemAt, now: datetime) -> tuple[OrganisationNow, ...]:
    """Return the organisations whose people read this item, by kind and name.

    Those of its visitors are among them: they are given what was agreed for where they are from.
    """
    meeting = found.meeting
    everyone = panels.everyone_at(
        district_id=meeting.district_id,
        panel_id=meeting.panel_id,
        meeting_id=meeting.id,
        now=now,
    )
    reading = {
        each.person_id for each in everyone if sight(each, found.facts, found.about).sees in READS
    }
    asked = (
        select(Organisation.id, Organisation.name, Organisation.kind)
        .where(
            Organisation.id.in_(
                select(Person.organisation_id).where(
                    Person.id.in_(reading), Person.organisation_id.is_not(None)
                )
            )
        )
        .order_by(Organisation.kind, Organisation.name, Organisation.id)
    )
    return tuple(
        OrganisationNow(row.id, row.name, OrganisationKind(row.kind))
        for row in session.execute(asked)
    )


def organisation_names(ids: Collection[UUID]) -> dict[UUID, OrganisationNow]:
    """Return organisations by id, closed ones too: an answer names whom it named."""
    rows: Sequence[Organisation] = session.scalars(
        select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.id)
    ).all()
    return {row.id: OrganisationNow(row.id, row.name, OrganisationKind(row.kind)) for row in rows}


def paper_titles(item_id: UUID) -> dict[UUID, str]:
    """Return the titles of every paper an item ever had: an answer names whom it named."""
    return {paper.id: paper.title for paper in papers.papers_of([item_id])[item_id]}


def reference_of(young_person_id: UUID) -> str:
    """Return a young person's reference; empty where they are outside the scope now."""
    asked = select(YoungPerson.reference).where(YoungPerson.id == young_person_id)
    return session.scalar(asked) or ""


def start_of(slot_id: UUID) -> time | None:
    """Return when a slot begins."""
    return session.scalar(select(Slot.starts_at).where(Slot.id == slot_id))


def panel_kind_of(meeting_id: UUID) -> str:
    """Return the kind of a meeting's panel. Raises NotFoundError."""
    found = session.scalar(
        select(Panel.kind)
        .select_from(Meeting)
        .join(Panel, joins(Meeting, "panel_id", Panel))
        .where(Meeting.id == meeting_id)
    )
    if found is None:
        raise NotFoundError("There is no such meeting.")
    return found


def newest_number(young_person_id: UUID) -> int:
    """Return the number of the newest thing recorded about a young person; 0 before the first."""
    asked = select(AgreementState.newest).where(AgreementState.young_person_id == young_person_id)
    return session.scalar(asked) or 0
