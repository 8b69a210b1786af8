"""What a young person does about coming back: choose a word, make a code, finish."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from portal import audit
from portal.cases import queries as cases
from portal.database import flush, session
from portal.entry import queries, rules
from portal.entry.models import YoungVisit, YoungWord
from portal.entry.operations import making
from portal.entry.rules import CodeKind, WordFault
from portal.people.passwords import hash_password
from portal.people.visiting import Visitor
from portal.web.clock import Moment


def choose_word(*, visitor: Visitor, word: str, now: datetime) -> WordFault | None:
    """Keep the word somebody chose in place of any before; say what is wrong where it cannot be."""
    name = cases.young_person(visitor.young_person_id).preferred_name
    fault = rules.word_fault(word, name)
    if fault is not None:
        return fault
    held = queries.word_of(visitor.young_person_id)
    hashed = hash_password(rules.own_word(word))
    if held is None:
        session.add(
            YoungWord(young_person_id=visitor.young_person_id, word_hash=hashed, chosen_at=now)
        )
    else:
        held.word_hash, held.chosen_at = hashed, now
    flush()
    audit.record(
        event="entry:word:chosen",
        subject=("item", visitor.item_id),
        actor_id=None,
        district_id=visitor.district_id,
        now=now,
    )
    return None


def own_code(*, visitor: Visitor, now: datetime) -> str:
    """Make a code to come back with, and return it; one made before ends."""
    place = _place(visitor)
    until = making.ends(place, now)
    return making.new_code(place, CodeKind.OWN, made_by=None, now=now, until=until)


def phone_code(*, visitor: Visitor, at: Moment) -> str:
    """Make a code for a second phone, good for ten minutes and for one phone; return it."""
    until = at.real + rules.SECOND_PHONE
    return making.new_code(_place(visitor), CodeKind.PHONE, made_by=None, now=at.shown, until=until)


def finish(*, visit_id: UUID, now: datetime) -> None:
    """End a visit; ``now`` is by the machine."""
    session.execute(
        update(YoungVisit)
        .where(YoungVisit.id == visit_id)
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def _place(visitor: Visitor) -> queries.Place:
    found = queries.place(visitor.item_id)
    assert found is not None  # they are in by it
    return found
