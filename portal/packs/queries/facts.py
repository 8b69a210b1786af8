"""What the pure rule is asked with: papers without their words, places, and where readers are from.

Nothing here opens a seal: what a reader is not given is not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal.agreements.rules.parts import section_key
from portal.database import session
from portal.packs.policy import From
from portal.packs.rules.forms import FormFacts, Written
from portal.packs.rules.giving import PaperFacts, Part, Version
from portal.panels.models import AgendaVersion, Item
from portal.papers.models import Paper, PaperSection, PaperVersion
from portal.papers.rules.kinds import How, PaperKind, PaperState
from portal.people import queries as people
from portal.people.models import Organisation
from portal.preparation.models import Contribution
from portal.preparation.rules.agencies import Agency
from portal.variations.values import OrganisationKind
from portal.web.clock import LONDON


def listed_in_versions(meeting_id: UUID) -> list[list[UUID | None]]:
    """Return the slots of each version of an agenda, the oldest first: an item, or None."""
    rows = session.scalars(
        select(AgendaVersion.frozen)
        .where(AgendaVersion.meeting_id == meeting_id)
        .order_by(AgendaVersion.number)
    )
    return [
        [
            UUID(row["item_id"]) if row.get("item_id") else None
            for row in frozen["rows"]
            if row["kind"] != "break"
        ]
        for frozen in rows
    ]


def listed_of_each(meeting_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return the items that were ever on each of some agendas that went out. One query."""
    found: dict[UUID, set[UUID]] = {meeting_id: set() for meeting_id in meeting_ids}
    for row in session.execute(
        select(AgendaVersion.meeting_id, AgendaVersion.frozen)
        .where(AgendaVersion.meeting_id.in_(sorted(found)))
        .order_by(AgendaVersion.meeting_id, AgendaVersion.number)
    ):
        there = (each.get("item_id") for each in row.frozen["rows"])
        found[row.meeting_id] |= {UUID(each) for each in there if each}
    return {meeting_id: frozenset(items) for meeting_id, items in found.items()}


@dataclass(frozen=True, slots=True)
class ItemNow:
    """Where an item stands now, whatever was frozen."""

    id: UUID
    young_person_id: UUID
    on_agenda: bool
    closed_at: datetime | None


def items_now(item_ids: Collection[UUID]) -> dict[UUID, ItemNow]:
    """Return where some items stand now, by id."""
    rows = session.execute(
        select(Item.id, Item.young_person_id, Item.slot_id, Item.closed_at)
        .where(Item.id.in_(sorted(item_ids)))
        .order_by(Item.id)
    )
    return {
        row.id: ItemNow(row.id, row.young_person_id, row.slot_id is not None, row.closed_at)
        for row in rows
    }


def paper_facts(item_ids: Collection[UUID]) -> dict[UUID, tuple[PaperFacts, ...]]:
    """Return the papers of items with all their versions and the keys of their sections.

    Three queries. Drafts and what waits to be confirmed are among them, with ``ready`` false.
    """
    wanted = sorted(item_ids)
    papers = session.execute(
        select(Paper.id, Paper.item_id, Paper.kind, Paper.place, Paper.state, Paper.withdrawn_at)
        .where(Paper.item_id.in_(wanted))
        .order_by(Paper.item_id, Paper.added_at, Paper.id)
    ).all()
    versions = _versions(wanted)
    found: dict[UUID, list[PaperFacts]] = defaultdict(list)
    for row in papers:
        found[row.item_id].append(
            PaperFacts(
                id=row.id,
                kind=PaperKind(row.kind),
                place=row.place,
                versions=tuple(versions.get(row.id, ())),
                ready=row.state == PaperState.READY,
                withdrawn_at=row.withdrawn_at,
            )
        )
    return {item_id: tuple(found[item_id]) for item_id in wanted}


def _versions(item_ids: Collection[UUID]) -> dict[UUID, list[Version]]:
    sections: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for part in session.execute(
        select(PaperSection.paper_version_id, PaperSection.key, PaperSection.position)
        .where(PaperSection.item_id.in_(item_ids))
        .order_by(PaperSection.paper_version_id, PaperSection.position)
    ):
        sections[part.paper_version_id].append((part.key, part.position))
    found: dict[UUID, list[Version]] = defaultdict(list)
    for row in session.execute(
        select(
            PaperVersion.id,
            PaperVersion.paper_id,
            PaperVersion.number,
            PaperVersion.made_at,
            PaperVersion.written_on,
            PaperVersion.how,
            PaperVersion.joined_at,
        )
        .where(PaperVersion.item_id.in_(item_ids))
        .order_by(PaperVersion.paper_id, PaperVersion.number)
    ):
        found[row.paper_id].append(
            Version(
                id=row.id,
                number=row.number,
                made_at=row.made_at,
                written_on=row.written_on,
                how=How(row.how),
                joined_at=row.joined_at,
                parts=tuple(
                    Part(section_key(key, version=row.number, position=position), position)
                    for key, position in sections[row.id]
                ),
            )
        )
    return found


def form_facts(item_ids: Collection[UUID]) -> dict[UUID, tuple[FormFacts, ...]]:
    """Return what agencies wrote for items, without the words. One query.

    By agency, and within one in the order in which its organisations first wrote.
    """
    rows = session.execute(
        select(
            Contribution.id,
            Contribution.item_id,
            Contribution.agency,
            Contribution.stream,
            Contribution.version,
            Contribution.organisation_id,
            Contribution.given_at,
            Contribution.joined_at,
        )
        .where(Contribution.item_id.in_(sorted(item_ids)))
        .order_by(
            Contribution.item_id, Contribution.version, Contribution.given_at, Contribution.id
        )
    )
    streams: dict[tuple[UUID, Agency, str], list[Written]] = defaultdict(list)
    came_from: dict[tuple[UUID, Agency, str], UUID | None] = {}
    for row in rows:
        stream = (row.item_id, Agency(row.agency), row.stream)
        came_from[stream] = row.organisation_id
        streams[stream].append(
            Written(
                id=row.id,
                number=row.version,
                made_at=row.given_at,
                written_on=row.given_at.astimezone(LONDON).date(),
                joined_at=row.joined_at,
            )
        )
    found: dict[UUID, list[FormFacts]] = {item_id: [] for item_id in item_ids}
    for agency in Agency:
        turns: dict[UUID, int] = defaultdict(int)
        for stream, versions in streams.items():
            item_id, of_agency, _ = stream
            if of_agency is agency:
                turns[item_id] += 1
                found[item_id].append(
                    FormFacts(
                        agency=agency,
                        turn=turns[item_id],
                        organisation_id=came_from[stream],
                        versions=tuple(versions),
                    )
                )
    return {item_id: tuple(forms) for item_id, forms in found.items()}


def hold_papers(item_ids: Collection[UUID]) -> None:
    """Take turns with whoever changes these items' papers, until this transaction ends."""
    session.execute(
        select(Paper.id)
        .where(Paper.item_id.in_(sorted(item_ids)))
        .order_by(Paper.id)
        .with_for_update(read=True)
    ).all()


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation by name."""

    id: UUID
    name: str
    kind: OrganisationKind


def comes_from(person_ids: Iterable[UUID]) -> dict[UUID, From]:
    """Return the organisation each person comes from, if any."""
    found = people.organisations_of(set(person_ids))
    return {person_id: From(*organisation) for person_id, organisation in found.items()}


def organisations(ids: Iterable[UUID]) -> dict[UUID, OrganisationRow]:
    """Return organisations by id."""
    rows = session.execute(
        select(Organisation.id, Organisation.name, Organisation.kind)
        .where(Organisation.id.in_(sorted(set(ids))))
        .order_by(Organisation.name)
    )
    return {row.id: OrganisationRow(row.id, row.name, OrganisationKind(row.kind)) for row in rows}
