"""How people of the access tests' world come in: how they are reached, and links not yet used."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

from portal.database import session
from portal.entry import queries
from portal.entry.kept import SEEN
from portal.entry.models import YoungKept
from portal.entry.operations import making
from portal.entry.operations.giving import ContactDraft, record_contact
from portal.entry.rules import Given
from portal.panels import queries as panels
from portal.people.policy import Actor
from portal.signin.models import LinkKind
from portal.signin.operations import passwords
from portal.web.clock import Moment


def reached_at(actor: Actor, now: datetime, item_id: UUID, words: str) -> None:
    """Write down how a young person may be written to."""
    draft = ContactDraft(
        phone="",
        email=f"{words}@practice.example",
        language="en",
        safe_to_text=False,
        safe_to_email=True,
        said_by=words,
        said_on=now.date(),
    )
    record_contact(actor=actor, now=now, item_id=item_id, draft=draft, version=0)


def their_link(item_id: UUID, now: datetime) -> str:
    """Make a young person a link that nobody has opened; return its words."""
    place = queries.place(item_id)
    assert place is not None  # it is on an agenda
    maker = panels.item(item_id).social_worker_id
    return making.token_of(making.new_link(place, Given.SHOWN, made_by=maker, now=now))


def not_sent(item_id: UUID, words: str) -> None:
    """Let a young person have typed something that they have not sent, on their own phone."""
    page = "/y/meeting/away"
    kept = YoungKept(
        young_person_id=panels.item(item_id).young_person_id,
        action=page,
        page=page,
        fields=json.dumps([(SEEN, "one"), ("why", words)]),
        kept_until=datetime(2036, 1, 1, tzinfo=UTC),
    )
    session.add(kept)


def an_invitation(person_id: UUID, now: datetime) -> str:
    """Make somebody a link to set their password; return its words."""
    at = Moment(shown=now, real=now)
    made = passwords.make_link(actor=None, person_id=person_id, kind=LinkKind.INVITATION, at=at)
    assert made is not None
    return made
