"""A reader's own note beside a paper or an item."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal import audit
from portal.database import flush, session
from portal.kernel.errors import ConflictError, RuleError
from portal.packs import queries
from portal.packs.models import PackNote
from portal.packs.operations.giving import Pack
from portal.people.policy import Actor

LONGEST = 10_000


def save_note(
    *, actor: Actor, now: datetime, pack: Pack, item_id: UUID, place: str, words: str, version: int
) -> PackNote | None:
    """Save what a reader wrote for themselves; empty words take the note away.

    ``pack`` is theirs, so that nobody writes beside what is not there for them. ``version`` is the
    one the page was drawn with, 0 where there was no note. RuleError where they have no such place;
    ConflictError where another page of theirs saved since.
    """
    row = next((each for each in pack.rows if each.item_id == item_id), None)
    if row is None or (place and place not in {page.place for page in row.pages.pages}):
        raise RuleError("There is no such paper in your pack.")
    note = queries.note_at(actor.person_id, item_id, place)
    if (note.version if note else 0) != version:
        raise ConflictError("You saved this note from another page meanwhile.")
    kept = _kept(note, words.strip())
    if kept is not None:
        kept.written_at = now
        if note is None:
            kept.district_id, kept.item_id = pack.district_id, item_id
            kept.person_id, kept.place = actor.person_id, place
            assert row.young_person_id is not None  # an item on an agenda is somebody's
            kept.young_person_id = row.young_person_id
            session.add(kept)
    flush()
    audit.record(
        event="packs:note:saved" if kept else "packs:note:deleted",
        subject=("item", item_id),
        district_id=pack.district_id,
        actor_id=actor.person_id,
        now=now,
    )
    return kept


def _kept(note: PackNote | None, words: str) -> PackNote | None:
    """Return the note with its new words, a new one, or None where nothing is left of it."""
    if not words:
        if note is not None:
            session.delete(note)
        return None
    if note is None:
        return PackNote(words=words)
    note.words = words
    return note
