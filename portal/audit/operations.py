"""What can be done to the trail: add to it, and erase what an entry says but never that it is.

Everything waits until the transaction it belongs to is committed, and is sealed then: the head is
locked last, so that a lock is short and nobody waits for a reader's form.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from flask import Flask, current_app, g
from sqlalchemy import bindparam, delete, insert, update

from portal import database, keyring
from portal.audit import queries
from portal.audit.chain import heads
from portal.audit.chain.heads import SignedHead
from portal.audit.chain.links import (
    FIELDS,
    NO_LINK,
    check_facts,
    facts_digest,
    link_digest,
    new_salt,
)
from portal.audit.models import WORDS_LENGTH, EarlierEvent, Event, Head
from portal.audit.rules import NO_RECORDS
from portal.database import IntegrityError, Scope, ScopeBreachError, current_scope, session
from portal.kernel.errors import PortalError, RuleError
from portal.settings import Settings

WRITE, READ, LISTED, REFUSED = "write", "read", "listed", "refused"
YOUNG_PERSON = "young_person"
"""The kind of subject that a declared interest can be in."""
ERASED = "audit:facts:erased"
"""The one event whose facts stay: they say which entries' facts are gone on purpose."""
_OPENINGS = "portal_openings"
_KEEPERS = "portal.audit.keepers"
MOST_NAMED = 20
"""Entries from before that a refusal names; more of them are counted."""
_ADD = insert(Event)
_MOVE_HEAD = (
    update(Head)
    .values(seq=bindparam("new_seq"), digest=bindparam("new_digest"))
    .execution_options(synchronize_session=False)
)


class UnrecordedChangeError(PortalError):
    """An operation changed a record and left no entry in the trail. It must not be committed."""


class NotSetUpError(PortalError):
    """What the trail held before it was a chain is not sealed yet, so nothing may follow it."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing is saved: the trail from before is not sealed. Run “portal init”."
        )


Keeper = Callable[[SignedHead], object]
Subject = tuple[str, UUID | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that waits to be sealed."""

    kind: str
    event: str
    subject: Subject
    actor_id: UUID | None
    happened_at: datetime
    young_person_id: UUID | None = None
    about_district: str | None = None
    page: str = ""
    why: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody was shown something about somebody."""

    subject: Subject
    actor_id: UUID | None
    happened_at: datetime
    young_person_id: UUID | None
    about_district: str | None
    kind: str


def init_app(app: Flask) -> None:
    """Seal what waits at the end of every transaction, and know where heads are kept."""
    database.before_commit(app, seal)
    app.extensions.setdefault(_KEEPERS, [])
    settings: Settings = app.config["PORTAL_SETTINGS"]
    if settings.trail_heads_dir is not None:
        add_keeper(app, partial(heads.write, settings.trail_heads_dir))


def add_keeper(app: Flask, keeper: Keeper) -> None:
    """Let another place keep the head each day, such as an inbox; a keeper says where it went."""
    app.extensions[_KEEPERS].append(keeper)


def record(
    *,
    event: str,
    subject: Subject,
    actor_id: UUID | None,
    now: datetime,
    district_id: str | None = None,
    young_person_id: UUID | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Add one event to the trail. ``event`` is capability:subject:what-happened.

    ``young_person_id`` is whom it is about where the subject is theirs and not they themselves, so
    that it stands on their page also once the subject's row is gone. ``facts`` hold keys, dates as
    text and counts; never a name or a person's words.
    """
    check_facts(facts)
    _add(
        Entry(
            WRITE,
            event,
            subject,
            actor_id,
            now,
            young_person_id=subject[1] if subject[0] == YOUNG_PERSON else young_person_id,
            about_district=district_id,
            facts=facts or {},
        )
    )


def opened(
    *,
    subject: Subject,
    actor_id: UUID | None,
    now: datetime,
    district_id: str | None = None,
    young_person_id: UUID | None = None,
    listed: Iterable[UUID] = (),
) -> None:
    """Note that somebody is shown a subject: one young person's, or a list that names several.

    The note is written once the page is made and before it leaves (``log``); the scope of a page
    only reads. ``listed`` are the young people whose name or standing the list shows.
    """
    young_people = tuple(listed)
    kind = LISTED if young_people else READ
    for each in young_people or (young_person_id,):
        opening = Opening(subject, actor_id, now, each, district_id, kind)
        _openings()[opening] = None  # a dictionary keeps the order and drops what was said twice


def nothing_opened() -> None:
    """Say that a page which shows young people shows none this time."""
    _openings()


def _openings() -> dict[Opening, None]:
    found: dict[Opening, None] | None = g.get(_OPENINGS)
    if found is None:
        found = {}
        setattr(g, _OPENINGS, found)
    return found


def take_openings() -> list[Opening] | None:
    """Return what was opened, and forget it; None where the page said nothing of it."""
    found: dict[Opening, None] | None = g.pop(_OPENINGS, None)
    return None if found is None else list(found)


def log(openings: Iterable[Opening], *, event: str, page: str, why: str) -> None:
    """Add to the read log. ``page`` says in words what was read, ``why`` what allowed it."""
    for each in openings:
        _add(
            Entry(
                each.kind,
                event,
                each.subject,
                each.actor_id,
                each.happened_at,
                young_person_id=each.young_person_id,
                about_district=each.about_district,
                page=page,
                why=why,
            )
        )


def log_refusal(
    *,
    subject: Subject,
    young_person_id: UUID | None,
    actor_id: UUID,
    now: datetime,
    district_id: str | None,
    event: str,
    page: str,
) -> None:
    """Add to the read log that somebody asked for what their role does not include."""
    _add(
        Entry(
            REFUSED,
            event,
            subject,
            actor_id,
            now,
            young_person_id=young_person_id,
            about_district=district_id,
            page=page,
        )
    )


def _add(entry: Entry) -> None:
    scope = current_scope()
    if not scope.writes:
        raise ScopeBreachError(f"Nothing may be written while {scope.purpose}.")
    database.waiting().append(entry)


def seal() -> None:
    """Make links of what waits. The last thing a transaction does before it is committed.

    Raises UnrecordedChangeError for a transaction that changed a record and says nothing of it.
    """
    session.flush()
    waiting = database.waiting()
    _refuse_unrecorded(waiting)
    if not waiting:
        return
    scope = current_scope()
    seq, digest = queries.locked_head() or _first_head()
    # Asked for once the head is held: so no link behind a rotation bears the key before it.
    key = _keyring().current(keyring.Purpose.TRAIL)
    rows = []
    for entry in waiting:
        seq += 1
        row = _row(entry, scope.authority_id, seq, scope.purpose[:WORDS_LENGTH], key.number)
        digest = row["digest"] = link_digest(key.secret, digest, [row[name] for name in FIELDS])
        rows.append(row)
    session.execute(_ADD, rows)
    session.execute(_MOVE_HEAD, {"new_seq": seq, "new_digest": digest})
    waiting.clear()


def _refuse_unrecorded(waiting: Iterable[Entry]) -> None:
    """Raise for records that were changed with no entry that says what was done.

    That somebody was shown something says nothing of what they changed.
    """
    unrecorded = database.tables_written() - NO_RECORDS.keys()
    if unrecorded and not any(entry.kind == WRITE for entry in waiting):
        raise UnrecordedChangeError(
            f"Nothing is saved: {', '.join(sorted(unrecorded))} changed with no entry in the trail "
            f"while {current_scope().purpose}."
        )


def _first_head() -> tuple[int, str]:
    """Begin a chain and hold its head; of two that begin at once, one waits for the other.

    What is from before comes first: once the chain has begun, it is not sealed any more.
    """
    if queries.earlier_events():
        raise NotSetUpError
    with suppress(IntegrityError), session.begin_nested():
        session.execute(insert(Head).values(seq=0, digest=NO_LINK))
    found = queries.locked_head()
    assert found is not None  # entered here or by the other
    return found


def _row(
    entry: Entry, authority_id: str, seq: int, purpose: str, key_number: int
) -> dict[str, Any]:
    subject_kind, subject_id = entry.subject
    salt = new_salt() if entry.facts else None
    return {
        "authority_id": authority_id,
        "seq": seq,
        "kind": entry.kind,
        "event": entry.event,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "young_person_id": entry.young_person_id,
        "about_district": entry.about_district,
        "actor_id": entry.actor_id,
        "happened_at": entry.happened_at,
        "purpose": purpose,
        "page": entry.page,
        "why": entry.why[:WORDS_LENGTH],
        "facts": entry.facts,
        "salt": salt,
        "facts_digest": facts_digest(salt, entry.facts) if salt else "",
        "key_number": key_number,
    }


def erase_facts(
    *, entries: Collection[int], ground: str, actor_id: UUID | None, now: datetime
) -> None:
    """Erase what some entries say beyond who, what and when, for good; the chain still holds.

    ``ground`` is the key of the ground for it. The erasure is an entry of its own.
    """
    numbers = sorted(entries)
    session.execute(
        update(Event)
        .where(Event.seq.in_(numbers), Event.event != ERASED)
        .values(facts=None, salt=None)
        .execution_options(synchronize_session=False)
    )
    record(
        event=ERASED,
        subject=("trail", None),
        actor_id=actor_id,
        now=now,
        facts={"entries": numbers, "ground": ground},
    )


def signed_head(now: datetime) -> SignedHead:
    """Return where the open scope's chain stands, signed."""
    seq, digest = queries.head()
    authority = current_scope().authority_id
    return heads.sign(_keyring(), authority=authority, seq=seq, digest=digest, now=now)


def rotate_key() -> int:
    """Add a key to the trail's ring and return its number: every link from the next on bears it.

    The head is held meanwhile, so nobody adds a link between what the ring notes and the new key.
    """
    seq, digest = queries.locked_head() or _first_head()
    follows = keyring.ChainEnd(current_scope().authority_id, seq, digest)
    return _keyring().rotate(keyring.Purpose.TRAIL, follows=follows).number


def keeps_heads() -> bool:
    """Tell whether any place is set that keeps the head."""
    return bool(current_app.extensions[_KEEPERS])


def keep_head(now: datetime) -> tuple[SignedHead, list[str]]:
    """Bring the head to every place that keeps it; return it, and where it went.

    RuleError where no place is set, and where one keeps a newer head already. Each day, and
    whenever a record is filed (C44).
    """
    keepers: list[Keeper] = current_app.extensions[_KEEPERS]
    if not keepers:
        raise RuleError(
            "There is nowhere to keep the head of the trail. Set PORTAL_TRAIL_HEADS_DIR to a "
            "folder on another disk."
        )
    behind = newest_kept()  # before the head is read, which may have gone on meanwhile
    head = signed_head(now)
    if head.seq < behind:
        raise RuleError(
            f"A head of entry {behind:,} is kept, and the trail ends at {head.seq:,}: its newest "
            "entries are gone. Nothing is kept. Run “portal audit verify”."
        )
    return head, [str(keeper(head)) for keeper in keepers]


def newest_kept() -> int:
    """Return the newest entry of which the set folder keeps a head; 0 where there is none."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    return 0 if settings.trail_heads_dir is None else heads.newest(settings.trail_heads_dir)


def keep_head_after(scope: Scope, now: datetime) -> list[str]:
    """Keep the head once a change is committed; return where, or nothing where it is not kept.

    What stands in the way is logged: the change is done, and its reader told so.
    """
    if not keeps_heads():
        return []
    try:
        with database.open_scope(replace(scope, writes=False)):
            return keep_head(now)[1]
    except Exception as error:  # noqa: BLE001 - the change is made and its reader told so
        current_app.logger.error("the trail's head could not be kept: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold what was worked on
        return []


def seal_earlier() -> int:
    """Seal the events from before there was a chain, oldest first. Returns how many they were.

    Only as the chain's first links: rows that stand in their table later were put there by
    somebody else, and the key would make them true. RuleError names them.
    """
    earlier = queries.earlier_events()
    if earlier and queries.begun():
        raise RuleError(
            "The trail has begun, and yet there are entries that wait to become its first in the "
            f"table {EarlierEvent.__tablename__}: {_named(earlier)}. The portal did not put them "
            "there, so they are not sealed and nothing else is set up. Keep a copy, find out who "
            "wrote them, and let the database’s owner take them away."
        )
    for each in earlier:
        record(
            event=each.event,
            subject=(each.subject_kind, each.subject_id),
            actor_id=each.actor_id,
            now=each.happened_at,
            district_id=each.about_district,
            facts=each.facts,
        )
    if earlier:
        session.execute(delete(EarlierEvent).execution_options(synchronize_session=False))
    return len(earlier)


def _named(earlier: Sequence[EarlierEvent]) -> str:
    """Name some entries by what whoever looks for them in the table finds there."""
    named = [f"{each.event} at {each.happened_at:%Y-%m-%d %H:%M} ({each.id})" for each in earlier]
    more = [f"and {len(named) - MOST_NAMED:,} more"] if len(named) > MOST_NAMED else []
    return ", ".join([*named[:MOST_NAMED], *more])


def _keyring() -> keyring.Keyring:
    found: keyring.Keyring = current_app.extensions[keyring.EXTENSION]
    return found
