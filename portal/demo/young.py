"""Ways in for the young people of a practice county, so that testers can be one of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from portal.cases.models import YoungPerson
from portal.database import joins, session
from portal.entry import queries
from portal.entry.operations import giving, making
from portal.entry.operations.giving import ContactDraft
from portal.entry.rules import CodeKind, Given, grouped
from portal.panels.models import Item, Meeting
from portal.people.policy import Actor

READ = ("en", "ar", "pl", "ti")
"""What the first of each meeting read; everybody else reads English."""
PHONE = "077009002{:02}"
"""Numbers that Ofcom keeps free for drama."""


def give_ways_in(officer: Actor, *, now: datetime) -> list[dict[str, str]]:
    """Write down how some are reached, and give everybody of the newest panels a link and a code.

    Returns them for whoever practises: ``link`` is a path.
    """
    given = []
    for number, (item_id, reference) in enumerate(_newest_items()):
        if number < len(READ):
            _reached(officer, item_id, number, now)
        place = queries.place(item_id)
        assert place is not None
        link = making.new_link(place, Given.SHOWN, made_by=officer.person_id, now=now)
        code = making.new_code(
            place,
            CodeKind.PAPER,
            made_by=officer.person_id,
            now=now,
            until=making.ends(place, now),
        )
        given.append(
            {
                "reference": reference,
                "district": place.district_id,
                "link": f"{making.LINKS}{making.token_of(link)}",
                "code": grouped(code),
            }
        )
    return given


def _newest_items() -> list[tuple[UUID, str]]:
    """Return the items of each district's newest meeting that has some."""
    newest = (
        select(Meeting.district_id, func.max(Meeting.held_on).label("day"))
        .join(Item, joins(Item, "meeting_id", Meeting))
        .group_by(Meeting.district_id)
        .subquery()
    )
    rows = session.execute(
        select(Item.id, YoungPerson.reference)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .join(YoungPerson, joins(Item, "young_person_id", YoungPerson))
        .join(
            newest,
            (newest.c.district_id == Meeting.district_id) & (newest.c.day == Meeting.held_on),
        )
        .where(Item.slot_id.is_not(None))
        .order_by(Item.district_id, YoungPerson.reference)
    )
    return [(row.id, row.reference) for row in rows]


def _reached(officer: Actor, item_id: UUID, number: int, now: datetime) -> None:
    giving.record_contact(
        actor=officer,
        now=now,
        item_id=item_id,
        draft=ContactDraft(
            phone=PHONE.format(number),
            email="",
            language=READ[number],
            safe_to_text=number != 1,
            safe_to_email=False,
            said_by="They said so themselves",
            said_on=now.date(),
        ),
        version=0,
    )
