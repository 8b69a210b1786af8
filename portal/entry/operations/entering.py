"""A young person comes in: by a link, a code, or their own word.

Whoever calls these has no actor: nobody is in yet. A wrong code and one that never was look the
same, take the same time, and are counted before they are looked at (C27).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, delete, update

from portal import audit
from portal.database import flush, session
from portal.entry import queries, rules
from portal.entry.models import YoungCode, YoungKept, YoungLink, YoungVisit
from portal.entry.operations import asking
from portal.entry.operations.secret import hashed, new_token
from portal.entry.rules import CodeKind, Held, Standing, Way
from portal.kernel.errors import NotFoundError
from portal.people.passwords import password_matches
from portal.signin.operations import guessing
from portal.signin.operations.guessing import Knock
from portal.signin.promises import Promises
from portal.web.clock import Moment
from portal.web.languages import ENGLISH, Language

CODE_TRIES, WORD_TRIES = "young-code", "young-word"


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a try: the name of a visit, how many tries are left, or when to come back.

    ``asked`` is where the link was right and something more is asked for; ``texted`` where what was
    typed to show it is a code that stands for a link, and so shows no more. ``reads`` is the
    language of whoever came, as it was written down.
    """

    token: str | None = None
    asked: bool = False
    texted: bool = False
    tries_left: int = 0
    not_before: datetime | None = None
    reads: Language = ENGLISH


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who came by a link and has to show that it is them."""

    has_word: bool


def link_reads_in(*, token: str, now: datetime) -> Language | None:
    """Return the language of whoever a link is for, None where it does not open.

    It changes nothing, however often it is asked (C20), and costs the same for one that never was.
    """
    link = queries.link_hashed(hashed("link", token))
    reads = queries.reads_in(link.young_person_id if link else UUID(int=0))
    opens = link is not None and standing_of_link(link, now) is Standing.OPEN
    return reads if opens else None


def start_by_link(*, token: str, at: Moment) -> Came | None:
    """Come in by a link; None where it is none, or is over. Nothing of theirs is shown by it.

    Where they wrote something before, or chose a word, the visit waits for a code or the word.
    """
    return _by_link(queries.link_hashed(hashed("link", token)), at)


def _by_link(link: YoungLink | None, at: Moment) -> Came | None:
    """Begin a visit by a link, or by the code that stands for one; None where it is not open."""
    if link is None or standing_of_link(link, at.shown) is not Standing.OPEN:
        return None
    if not _spent(link, rules.MOST_STARTS, at):
        return None
    enough = asking.link_lets_in(link.young_person_id)
    return _begin(link, Way.LINK if enough else None, at, sure=False, link_id=link.id)


def come_by_code(
    *, text: str, browser: str, place: str, at: Moment, asked: str | None = None
) -> Came:
    """Come in by a code.

    ``browser`` and ``place`` say where guesses come from, so that one guesser slows no one else.
    ``asked`` is the visit that waits in this browser for them to show that it is them.
    """
    knock = Knock(CODE_TRIES, browser, place, names_itself=True)
    not_before = guessing.may_try(knock, at.real)
    if not_before is not None:
        return Came(not_before=not_before)
    name = hashed("code", rules.typed(text) or "")
    # Both are asked for whatever is typed: a code that ended costs what one that never was costs.
    code, texted_as = queries.code_hashed(name), queries.link_hashed(name)
    texted = _shows_no_more(texted_as, asked, at) or _by_link(texted_as, at)
    if texted is not None:
        guessing.was_right(knock, at.real)
        return texted
    if code is None or standing_of_code(code, at) is not Standing.OPEN:
        return Came(tries_left=guessing.tries_left(knock))
    way, most = Way.CODE, rules.MOST_STARTS
    if code.kind == CodeKind.PHONE:
        way, most = Way.PHONE, 1
    if not _spent(code, most, at):
        return Came(tries_left=guessing.tries_left(knock))
    guessing.was_right(knock, at.real)
    return _begin(code, way, at, sure=code.sure)


def _shows_no_more(link: YoungLink | None, asked: str | None, at: Moment) -> Came | None:
    """Say so of a code that was texted, where more than a link is asked for: it spends nothing."""
    waits = None if link is None or asked is None else waiting_visit(asked, at)
    if link is None or waits is None or waits.young_person_id != link.young_person_id:
        return None
    opens = standing_of_link(link, at.shown) is Standing.OPEN
    return Came(texted=True) if opens and not asking.link_lets_in(link.young_person_id) else None


def come_by_word(
    *, word: str, place: str, at: Moment, asked: str, promises: Promises | None = None
) -> Came:
    """Come in by one's own word, after a link. Guesses at it leave every code as it is.

    ``asked`` is the visit that waits, ``promises`` what this browser was told before: others who
    hold the link may guess at the same address, as in a home where several live. NotFoundError
    where no visit waits any more.
    """
    waiting = waiting_visit(asked, at)
    if waiting is None:
        raise NotFoundError("This visit is over.")
    knock = Knock(WORD_TRIES, str(waiting.young_person_id), place, promises=promises)
    not_before = guessing.may_try(knock, at.real)
    if not_before is not None:
        return Came(not_before=not_before)
    held = queries.word_of(waiting.young_person_id)
    right = password_matches(held.word_hash if held else None, rules.own_word(word))
    if held is None or not right:
        return Came(tries_left=guessing.tries_left(knock))
    guessing.was_right(knock, at.real)
    waiting.ended_at = at.real
    return _begin(waiting, Way.WORD, at, sure=held.sure, link_id=waiting.link_id)


def waiting(token: str, at: Moment) -> Waiting | None:
    """Return what is known of whoever has to show that it is them, None where nobody waits."""
    row = waiting_visit(token, at)
    return None if row is None else Waiting(queries.word_of(row.young_person_id) is not None)


def waiting_visit(token: str, at: Moment) -> YoungVisit | None:
    """Return the visit that waits for a code or a word, None where it is over or nobody's."""
    row = queries.visit_named(hashed("visit", token))
    if row is None or row.way or row.ended_at is not None:
        return None
    return None if rules.is_over(row.began_at, row.used_at, at.real) else row


def standing_of_link(link: YoungLink, now: datetime) -> Standing:
    """Tell whether a link is open."""
    made = link.token_hash is not None
    return rules.standing(Held(link.expires_at, link.ended_at, link.starts, made=made), now)


def standing_of_code(code: YoungCode, at: Moment) -> Standing:
    """Tell whether a code is open. A second phone's is good for one phone, for ten real minutes."""
    once = code.kind == CodeKind.PHONE
    held = Held(code.expires_at, code.ended_at, code.starts, once=once)
    return rules.standing(held, at.real if once else at.shown)


def _spent(way: YoungLink | YoungCode, most: int, at: Moment) -> bool:
    """Count a start in one step, so that of two at once no more get in than may."""
    model = type(way)
    done = session.execute(
        update(model)
        .where(model.id == way.id, model.starts < most, model.ended_at.is_(None))
        .values(starts=model.starts + 1, last_used_at=at.shown)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)
    return bool(done.rowcount)


def _begin(
    by: YoungLink | YoungCode | YoungVisit,
    way: Way | None,
    at: Moment,
    *,
    sure: bool,
    link_id: UUID | None = None,
) -> Came:
    """Begin a visit, which waits where ``way`` is None; what was kept too long goes."""
    session.execute(delete(YoungKept).where(YoungKept.kept_until < at.real))
    token = new_token()
    session.add(
        YoungVisit(
            district_id=by.district_id,
            item_id=by.item_id,
            young_person_id=by.young_person_id,
            token_hash=hashed("visit", token),
            way=way.value if way else "",
            sure=sure,
            link_id=link_id,
            began_at=at.real,
            used_at=at.real,
        )
    )
    flush()
    if way is not None:
        asking.answered(young_person_id=by.young_person_id, by=None, now=at.shown, sure=sure)
    audit.record(
        event="entry:visit:began" if way is not None else "entry:link:opened",
        subject=("item", by.item_id),
        actor_id=None,
        district_id=by.district_id,
        now=at.shown,
        facts={} if way is None else {"way": way.value},
    )
    return Came(token, asked=way is None, reads=queries.reads_in(by.young_person_id))
