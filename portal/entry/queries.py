"""Named reads about how young people get in; every list has an order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, func, select

from portal.cases.models import YoungPerson
from portal.database import Reach, joins, session
from portal.entry.models import (
    YoungCode,
    YoungContact,
    YoungKept,
    YoungLink,
    YoungLinkAsk,
    YoungVisit,
    YoungWord,
)
from portal.panels.models import Item, Meeting
from portal.web.languages import ENGLISH, Language, language_of


@dataclass(frozen=True, slots=True)
class Theirs:
    """Everything that is about one young person: the reach of their own pages."""

    reach: Reach
    districts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """An item as a way in needs it: whose, where, and the day of its meeting."""

    item_id: UUID
    young_person_id: UUID
    district_id: str
    held_on: date


def theirs(young_person_id: UUID) -> Theirs:
    """Return everything that is about one young person."""
    rows = session.execute(
        select(Item.id, Item.district_id).where(Item.young_person_id == young_person_id)
    ).all()
    own = session.scalars(
        select(YoungPerson.district_id).where(YoungPerson.id == young_person_id)
    ).one_or_none()
    districts = {row.district_id for row in rows} | ({own} if own else set())
    reach = Reach(frozenset(row.id for row in rows), frozenset({young_person_id}))
    return Theirs(reach, frozenset(districts))


def place(item_id: UUID) -> Place | None:
    """Return an item as a way in needs it, None where there is none."""
    row = session.execute(
        select(Item.id, Item.young_person_id, Item.district_id, Meeting.held_on)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .where(Item.id == item_id)
    ).one_or_none()
    return None if row is None else Place(*row)


def link_hashed(token_hash: str) -> YoungLink | None:
    """Return the link of this hash."""
    return session.scalars(
        select(YoungLink).where(YoungLink.token_hash == token_hash)
    ).one_or_none()


def link(link_id: UUID) -> YoungLink | None:
    """Return one link."""
    return session.scalars(select(YoungLink).where(YoungLink.id == link_id)).one_or_none()


def link_called(name: UUID) -> YoungLink | None:
    """Return the link whose hash begins with these 128 bits, None where there never was one."""
    return session.scalars(
        select(YoungLink).where(YoungLink.token_hash.startswith(name.hex))
    ).one_or_none()


def newest_items(
    young_person_ids: Collection[UUID], districts: Collection[str] | None = None
) -> dict[UUID, UUID]:
    """Return each one's item on an agenda whose day is the last, of those who have one.

    In some districts where they are named, else in all.
    """
    if not young_person_ids:
        return {}
    asked = (
        select(Item.young_person_id, Item.id)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .where(Item.young_person_id.in_(sorted(young_person_ids)), Item.slot_id.is_not(None))
        .order_by(Meeting.held_on.desc(), Item.id)
    )
    if districts is not None:
        asked = asked.where(Item.district_id.in_(sorted(districts)))
    rows = session.execute(asked)
    found: dict[UUID, UUID] = {}
    for row in rows:
        found.setdefault(row.young_person_id, row.id)
    return found


def has_asked(link_id: UUID, day: date, *, for_code: bool) -> bool:
    """Tell whether somebody asked for a new link by this one on a day, or for a code."""
    return bool(
        session.scalar(
            select(
                exists(YoungLinkAsk.id).where(
                    YoungLinkAsk.link_id == link_id,
                    YoungLinkAsk.asked_on == day,
                    YoungLinkAsk.for_code.is_(for_code),
                )
            )
        )
    )


def asks_waiting() -> list[YoungLinkAsk]:
    """Return who asked for a new link and was not given one, the first that asked first."""
    return list(
        session.scalars(
            select(YoungLinkAsk)
            .where(YoungLinkAsk.answered_at.is_(None))
            .order_by(YoungLinkAsk.asked_at, YoungLinkAsk.id)
        )
    )


def asked_since(young_person_id: UUID) -> datetime | None:
    """Return since when somebody waits for a new link, None where they do not."""
    return session.scalar(
        select(func.min(YoungLinkAsk.asked_at)).where(
            YoungLinkAsk.young_person_id == young_person_id, YoungLinkAsk.answered_at.is_(None)
        )
    )


def asked_for_code(young_person_id: UUID) -> bool:
    """Tell whether somebody waits for a code, which no link answers."""
    return bool(
        session.scalar(
            select(
                exists(YoungLinkAsk.id).where(
                    YoungLinkAsk.young_person_id == young_person_id,
                    YoungLinkAsk.answered_at.is_(None),
                    YoungLinkAsk.for_code,
                )
            )
        )
    )


def code_hashed(code_hash: str) -> YoungCode | None:
    """Return the code of this hash."""
    return session.scalars(select(YoungCode).where(YoungCode.code_hash == code_hash)).one_or_none()


def links_of(item_id: UUID) -> list[YoungLink]:
    """Return an item's links, the newest first."""
    return list(
        session.scalars(
            select(YoungLink)
            .where(YoungLink.item_id == item_id)
            .order_by(YoungLink.made_at.desc(), YoungLink.id)
        )
    )


def codes_of(item_id: UUID) -> list[YoungCode]:
    """Return an item's codes, the newest first."""
    return list(
        session.scalars(
            select(YoungCode)
            .where(YoungCode.item_id == item_id)
            .order_by(YoungCode.made_at.desc(), YoungCode.id)
        )
    )


def word_of(young_person_id: UUID) -> YoungWord | None:
    """Return the word somebody chose, None where they chose none."""
    return session.scalars(
        select(YoungWord).where(YoungWord.young_person_id == young_person_id)
    ).one_or_none()


def contact_of(young_person_id: UUID) -> YoungContact | None:
    """Return how somebody is reached, None where nobody wrote it down."""
    return session.scalars(
        select(YoungContact).where(YoungContact.young_person_id == young_person_id)
    ).one_or_none()


def reads_in(young_person_id: UUID) -> Language:
    """Return the language somebody reads, as it was written down; English where nobody did."""
    contact = contact_of(young_person_id)
    return (language_of(contact.language) if contact else None) or ENGLISH


def wrote(young_person_id: UUID) -> bool:
    """Tell whether somebody ever changed anything in their own pages."""
    return bool(
        session.scalar(
            select(
                exists(YoungVisit.id).where(
                    YoungVisit.young_person_id == young_person_id,
                    YoungVisit.wrote_at.is_not(None),
                )
            )
        )
    )


def visit_named(token_hash: str) -> YoungVisit | None:
    """Return the visit whose cookie carries this name."""
    return session.scalars(
        select(YoungVisit).where(YoungVisit.token_hash == token_hash)
    ).one_or_none()


def last_in(item_id: UUID) -> datetime | None:
    """Return when somebody was last in by an item's ways; not what they did."""
    return session.scalar(
        select(func.max(YoungVisit.used_at)).where(
            YoungVisit.item_id == item_id, YoungVisit.way != ""
        )
    )


def visits_of(young_person_id: UUID, *, most: int) -> list[YoungVisit]:
    """Return the newest visits in which somebody was in, the newest first."""
    return list(
        session.scalars(
            select(YoungVisit)
            .where(YoungVisit.young_person_id == young_person_id, YoungVisit.way != "")
            .order_by(YoungVisit.began_at.desc(), YoungVisit.id)
            .limit(most)
        )
    )


def kept(young_person_id: UUID, now: datetime) -> list[YoungKept]:
    """Return what somebody typed, could not or did not send, and what waits; the newest first.

    ``now`` is by the machine.
    """
    return list(
        session.scalars(
            select(YoungKept)
            .where(YoungKept.young_person_id == young_person_id, YoungKept.kept_until > now)
            .order_by(YoungKept.kept_until.desc(), YoungKept.id)
        )
    )
