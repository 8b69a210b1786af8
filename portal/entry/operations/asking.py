"""Somebody asks for a new link by one that is over, and their own people hear of it.

Asking is the same work whatever is asked by: it is counted, and work is queued under the name that
the link would have. Whether there ever was such a link is looked up outside the request, so that
neither the answer nor the time it takes can tell (C13, C20).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import CursorResult, update

from portal import audit, outbox
from portal.database import IntegrityError, flush, session
from portal.entry import policy, queries, rules, written
from portal.entry.models import YoungLink, YoungLinkAsk, YoungVisit
from portal.entry.operations.secret import hashed
from portal.outbox import Channel, Recipient
from portal.panels import operations as panels
from portal.panels import queries as agendas
from portal.panels.operations import ItemAt
from portal.panels.operations.local import day_of
from portal.panels.policy import is_out
from portal.people import standing
from portal.people.policy import Actor, Permission
from portal.signin.operations import guessing
from portal.signin.operations.guessing import Knock
from portal.web.access import Audience
from portal.web.clock import Moment

ASK_TRIES = "young-ask"
ASKED, CODE_ASKED = "entry:link_asked", "entry:code_asked"
"""The jobs that find out whose link it was, and tell their people what is asked for."""
MESSAGE = "link_asked"
FORGOTTEN_AFTER = timedelta(days=2)
"""How long a job that was done is kept: longer than the day on which its link asks once."""
NAMED_BY = 32
"""Hexadecimal digits of a link's hash that name it in a job: as many as an id has."""


def ask_by_link(*, token: str, browser: str, place: str, at: Moment) -> datetime | None:
    """Ask for a new link by one; return when to come back where too many were asked for, else None.

    ``browser`` and ``place`` as for a code. A link asks once a day, and asking again is no fault.
    """
    return _ask(hashed("link", token), browser, place, at)


def ask_by_visit(*, visit: str, browser: str, place: str, at: Moment) -> datetime | None:
    """Ask by the visit of somebody who came by a link and cannot show that it is them.

    Returns as `ask_by_link`. One that is nobody's asks for nobody, and is answered the same;
    whether it still waits is for whoever calls this to know.
    """
    row = queries.visit_named(hashed("visit", visit))
    link = None if row is None or row.link_id is None else queries.link(row.link_id)
    named = None if link is None else link.token_hash
    return _ask(named or hashed("link", visit), browser, place, at)


def is_open(visit: str) -> bool:
    """Tell whether a visit that began with a way in goes on, so that a code can be asked for."""
    row = queries.visit_named(hashed("visit", visit))
    return row is not None and _goes_on(row)


def _goes_on(visit: YoungVisit) -> bool:
    return visit.ended_at is None and bool(visit.way)


def ask_for_code(*, visit: str, browser: str, place: str, at: Moment) -> datetime | None:
    """Ask for a code, by the visit of somebody whom a link let in, for a page that needs more.

    Returns as `ask_by_link`. It goes by the link they came by, or by their item's newest; a visit
    that is over asks for nobody.
    """
    row = queries.visit_named(hashed("visit", visit))
    links: list[YoungLink] = []
    if row is not None and _goes_on(row):
        came_by = None if row.link_id is None else queries.link(row.link_id)
        links = queries.links_of(row.item_id) if came_by is None else [came_by]
    named = next((each.token_hash for each in links if each.token_hash), None)
    return _ask(named or hashed("link", visit), browser, place, at, for_code=True)


def _ask(
    name: str, browser: str, place: str, at: Moment, *, for_code: bool = False
) -> datetime | None:
    not_before = guessing.may_try(Knock(ASK_TRIES, browser, place, names_itself=True), at.real)
    if not_before is not None:
        return not_before
    link = UUID(hex=name[:NAMED_BY])
    with suppress(IntegrityError), session.begin_nested():  # two who press at once ask once
        job = CODE_ASKED if for_code else ASKED
        outbox.queue_job(
            name=job,
            key=f"{job}:{link}:{day_of(at.shown)}",
            arguments={"link": link},
            now=at.shown,
            district_id=None,
        )
    return None


@outbox.job(ASKED)
def tell_of_asking(*, now: datetime, link: UUID, district_id: str | None) -> None:
    """Tell that a new link is asked for."""
    del district_id  # whose link it is says in which district
    _tell(now, link, for_code=False)


@outbox.job(CODE_ASKED)
def tell_of_asking_for_code(*, now: datetime, link: UUID, district_id: str | None) -> None:
    """Tell that a code is asked for, by somebody who is in by a link."""
    del district_id
    _tell(now, link, for_code=True)


def _tell(now: datetime, link: UUID, *, for_code: bool) -> None:
    """Write down that a young person needs a new link, and queue word to their people.

    Nothing where there never was such a link, or it asked already on the day on which this is done,
    as it may where somebody pressed shortly before midnight. The young person is sent nothing:
    whether their phone is safe is looked at by whoever gives the link.

    Anybody can ask, by links that never were, so that what was done is not kept for ever.
    """
    outbox.forget_done(name=CODE_ASKED if for_code else ASKED, before=now - FORGOTTEN_AFTER)
    found = queries.link_called(link)
    if found is None or queries.has_asked(found.id, day_of(now), for_code=for_code):
        return
    whose = found.young_person_id
    item = panels.item_unseen(queries.newest_items([whose]).get(whose, found.item_id))
    ask = YoungLinkAsk(
        district_id=item.item.district_id,
        item_id=item.item.id,
        young_person_id=found.young_person_id,
        link_id=found.id,
        asked_on=day_of(now),
        asked_at=now,
        for_code=for_code,
    )
    session.add(ask)
    flush()
    audit.record(
        event="entry:link:asked",
        subject=("item", item.item.id),
        actor_id=None,
        district_id=item.item.district_id,
        now=now,
    )
    for each in _who_gives_it(item, now):
        outbox.queue(
            message=MESSAGE,
            key=f"{ASKED}:{ask.id}:{each.person_id}",
            recipient=Recipient(each.person_id, each.email, Channel.EMAIL, Audience.STAFF),
            now=now,
            district_id=item.item.district_id,
            kind=item.kind,
            settle_key=settle_key(found.young_person_id, for_code=for_code),
            at_once=True,
            item_id=item.item.id,
        )


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody who asked for a way in and was not given one: at which item, and since when.

    It is given at their newest item, whichever was theirs when they asked. ``for_code`` where all
    they ask for is a code: they are in by a link, which is not enough for a page of theirs alone.
    """

    item: ItemAt
    since: date
    for_code: bool


def waiting_for(*, actor: Actor, districts: Collection[str], now: datetime) -> tuple[Waits, ...]:
    """Return whose new link this person may give, the first that asked first; of some districts.

    The item's own people, and case support: somebody who is away keeps no young person out.
    """
    since: dict[UUID, date] = {}
    kept_out: set[UUID] = set()
    for each in queries.asks_waiting():
        since.setdefault(each.young_person_id, each.asked_on)
        if not each.for_code:
            kept_out.add(each.young_person_id)
    newest = queries.newest_items(since, districts)
    items = panels.items_for(actor=actor, item_ids=newest.values(), now=now)
    return tuple(
        Waits(items[item_id], day, whose not in kept_out)
        for whose, day in since.items()
        if (item_id := newest.get(whose)) in items and policy.gives_ways_in(actor, items[item_id])
    )


def link_lets_in(young_person_id: UUID) -> bool:
    """Tell whether a link alone lets somebody in: there is nothing of theirs to see yet (C20)."""
    return rules.link_is_enough(
        wrote=queries.wrote(young_person_id) or written.anything(young_person_id),
        has_word=queries.word_of(young_person_id) is not None,
    )


def answered(*, young_person_id: UUID, by: UUID | None, now: datetime, sure: bool) -> None:
    """Say that whoever asked has a way in again; word that still waits is called off.

    ``sure`` where it is a code that a worker gave, which answers whoever asked for one too.
    """
    for for_code in (False, True) if sure else (False,):
        done = session.execute(
            update(YoungLinkAsk)
            .where(
                YoungLinkAsk.young_person_id == young_person_id,
                YoungLinkAsk.answered_at.is_(None),
                YoungLinkAsk.for_code.is_(for_code),
            )
            .values(answered_at=now, answered_by=by)
            .execution_options(synchronize_session=False)
        )
        assert isinstance(done, CursorResult)
        if done.rowcount:
            outbox.cancel(settle_key=settle_key(young_person_id, for_code=for_code), now=now)


def settle_key(young_person_id: UUID, *, for_code: bool) -> str:
    """Return under what word of one young person's asking settles."""
    return f"{'code' if for_code else 'link'}-asked/{young_person_id}"


def _who_gives_it(found: ItemAt, now: datetime) -> list[Actor]:
    """Return who works with them; where none of those is there, their managers, then case support.

    Nobody who declared an interest in the item hears of it.
    """
    own, about = found.about.own, found.about
    for posts in (
        (own.social_worker_id, own.personal_adviser_id),
        (own.manager_id, own.adviser_manager_id),
    ):
        there = [
            each for each in _there(posts, now) if own.ties_of(each) and not is_out(each, about)
        ]
        if there:
            return there
    meeting = found.meeting
    everyone = agendas.everyone_at(
        district_id=meeting.district_id, panel_id=meeting.panel_id, meeting_id=meeting.id, now=now
    )
    return [
        each
        for each in everyone
        if found.may(each, Permission.AGENDA_PUBLISH) and not is_out(each, about)
    ]


def _there(posts: Collection[UUID | None], now: datetime) -> Iterator[Actor]:
    for person_id in dict.fromkeys(posts):
        actor = None if person_id is None else standing.actor(person_id, now)
        if actor is not None:
            yield actor
