"""Ways in made and ended. A secret is returned once, to be shown or sent, and never kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import current_app

from portal import audit
from portal.database import flush, session
from portal.entry import queries, rules
from portal.entry.models import YoungCode, YoungLink
from portal.entry.operations.secret import hashed, new_token
from portal.entry.operations.telling import THEIR_PAGE
from portal.entry.queries import Place
from portal.entry.rules import CodeKind, Given
from portal.settings import Settings
from portal.web.clock import LONDON
from portal.web.languages import ENGLISH, language_of
from portal.web.young import read_at

LINKS = "/y/l/"
"""Where the addresses of links begin."""


def new_code(
    place: Place,
    kind: CodeKind,
    *,
    made_by: UUID | None,
    now: datetime,
    until: datetime,
    sure: bool = True,
) -> str:
    """Make a code and return it: the one time that anybody sees it. A worker's is ``sure``.

    A new code ends those of its kind before it, so that a paper that was lost opens nothing.
    """
    for each in queries.codes_of(place.item_id):
        if each.kind == kind and each.ended_at is None:
            each.ended_at = now
    code = rules.new_code()
    session.add(
        YoungCode(
            district_id=place.district_id,
            item_id=place.item_id,
            young_person_id=place.young_person_id,
            kind=kind.value,
            code_hash=hashed("code", code),
            made_by=made_by,
            sure=sure,
            made_at=now,
            expires_at=until,
        )
    )
    flush()
    audit.record(
        event="entry:code:made",
        subject=("item", place.item_id),
        actor_id=made_by,
        district_id=place.district_id,
        now=now,
        facts={"kind": kind.value},
    )
    return code


def new_link(place: Place, given: Given, *, made_by: UUID | None, now: datetime) -> YoungLink:
    """Make a link and end those before it. It opens nothing until ``token_of`` is asked."""
    for each in queries.links_of(place.item_id):
        each.ended_at = each.ended_at or now
    link = YoungLink(
        district_id=place.district_id,
        item_id=place.item_id,
        young_person_id=place.young_person_id,
        way=given.value,
        made_by=made_by,
        made_at=now,
        expires_at=ends(place, now),
    )
    session.add(link)
    flush()
    audit.record(
        event="entry:link:made",
        subject=("item", place.item_id),
        actor_id=made_by,
        district_id=place.district_id,
        now=now,
        facts={"way": given.value},
    )
    return link


def token_of(link: YoungLink) -> str:
    """Give a link its token and return it, to be shown or sent; of it only a hash is kept.

    One that is given as a code has a code for its token: it can be typed, and is in no address.
    """
    typed = link.way == Given.CODE
    token = rules.new_code() if typed else new_token()
    link.token_hash = hashed("code" if typed else "link", token)
    flush()
    return token


def again(link: YoungLink) -> YoungLink:
    """Return one more link like this one, which goes on working."""
    other = YoungLink(
        district_id=link.district_id,
        item_id=link.item_id,
        young_person_id=link.young_person_id,
        way=link.way,
        made_by=link.made_by,
        made_at=link.made_at,
        expires_at=link.expires_at,
    )
    session.add(other)
    return other


def address_of(token: str, language: str | None) -> str:
    """Return the whole address of a link, in the language its reader wants."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    return f"{settings.public_url}{read_at(f'{LINKS}{token}', language)}"


def typed_at(code: str, language: str | None) -> str:
    """Return a code as it is read, and the address at which it is typed."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    direction = (language_of(language) or ENGLISH).direction
    shown = rules.in_order(rules.grouped(code), direction)
    return f"{shown}\n{settings.public_url}{read_at(THEIR_PAGE, language)}"


def ends(place: Place, now: datetime) -> datetime:
    """Return when ways in for this item end that are made now."""
    return rules.ways_end(place.held_on, now.astimezone(LONDON).date())
