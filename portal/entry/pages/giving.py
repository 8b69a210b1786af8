"""A young person's ways in as their own people see them: that they are used, never for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.entry import queries, rules
from portal.entry.models import YoungCode, YoungContact, YoungLink
from portal.entry.operations import asking, giving
from portal.entry.operations.telling import address_for, reach_of
from portal.entry.rules import CodeKind, Given, Held, Standing
from portal.kernel.wording import counted
from portal.panels.operations import ItemAt
from portal.people import queries as people
from portal.preparation.pages.item import Head, head_of
from portal.variations.messages import MessageWording
from portal.web import clock
from portal.web.languages import ENGLISH, Language, language_of
from portal.web.wording import date_words, time_words

MOST_SHOWN = 6
GIVEN = {
    Given.SHOWN: "A link handed over",
    Given.TEXT: "A link by text",
    Given.EMAIL: "A link by email",
    Given.CODE: "A code by text, worth as much as a link",
}
CODES = {
    CodeKind.PAPER: "A code on paper or said",
    CodeKind.OWN: "A code they made to come back with",
}


@dataclass(frozen=True, slots=True)
class WayRow:
    """One link or code: how it stands, and whether it was used."""

    what: str
    made: str
    state: str
    used: str


@dataclass(frozen=True, slots=True)
class ContactLines:
    """How they are reached, as lines of a list."""

    rows: tuple[tuple[str, str], ...]
    version: int


@dataclass(frozen=True, slots=True)
class GivingPage:
    """The ways in of one item's young person."""

    head: Head
    contact: ContactLines | None
    ways: tuple[WayRow, ...]
    open: bool
    word_on: date | None
    last_in: datetime | None
    asked: datetime | None
    """Since when they wait for a new link or code, where they asked for one."""
    for_code: bool
    """Whether they are in by a link and asked for a code."""
    may_text: bool
    may_email: bool
    link_helps: bool
    """Whether a link alone lets them in."""

    @property
    def answered_by(self) -> str:
        """What gives a way in to whoever asked for one."""
        if self.for_code and self.link_helps:
            return (
                "A link lets them in, and is not enough to say yes or no or to read what was "
                "decided: give them a code yourself"
            )
        if not self.link_helps:
            return "A link alone does not let them in any more: give them a code yourself"
        if self.may_text or self.may_email:
            return "Send one below, or give them a code"
        if self.contact is None:
            return (
                "Nothing is written down about what is safe: give them a code yourself, or ask them"
            )
        return (
            "No text and no email is safe for them: give them a code yourself, or ask them what is "
            "safe"
        )


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as the young person will see it, and what it says in English."""

    head: Head
    given: Given
    address: str
    language: Language
    wording: MessageWording
    english: MessageWording | None


def giving_page(found: ItemAt, now: datetime) -> GivingPage:
    """Return the ways in of an item whose reader may give them."""
    item_id, young_person_id = found.item.id, found.item.young_person_id
    contact = queries.contact_of(young_person_id)
    links, codes = queries.links_of(item_id), queries.codes_of(item_id)
    names = _names((*links, *codes))
    word, last = queries.word_of(young_person_id), queries.last_in(item_id)
    made = [(each.made_at, _link_row(each, now, names)) for each in links]
    made += [(each.made_at, _code_row(each, now, names)) for each in codes if _is_kept(each)]
    made.sort(key=lambda each: each[0], reverse=True)
    return GivingPage(
        head=head_of(found),
        contact=None if contact is None else contact_lines(contact),
        ways=tuple(row for _, row in made[:MOST_SHOWN]),
        open=word is not None
        or any(_open(each, now) for each in links)
        or any(_open(each, now) for each in codes),
        word_on=None if word is None else word.chosen_at,
        asked=queries.asked_since(young_person_id),
        for_code=queries.asked_for_code(young_person_id),
        last_in=None if last is None else clock.as_shown(last),
        may_text=address_for(contact, Given.TEXT) is not None,
        may_email=address_for(contact, Given.EMAIL) is not None,
        link_helps=asking.link_lets_in(young_person_id),
    )


def preview(found: ItemAt, given: Given, now: datetime) -> Preview | None:
    """Return the message that would go, None where it may not go in this way."""
    contact = queries.contact_of(found.item.young_person_id)
    address = address_for(contact, given)
    if contact is None or address is None:
        return None
    language = language_of(contact.language) or ENGLISH

    def words(code: str) -> MessageWording:
        district = found.item.district_id
        return giving.words_of(
            district_id=district, kind=found.kind, given=given, language=code, now=now
        )

    return Preview(
        head=head_of(found),
        given=given,
        address=address,
        language=language,
        wording=words(language.code),
        english=None if language == ENGLISH else words(ENGLISH.code),
    )


def contact_lines(contact: YoungContact) -> ContactLines:
    """Return how somebody is reached, line by line."""
    language = language_of(contact.language) or ENGLISH
    return ContactLines(
        (
            ("Mobile number", contact.phone or "Not provided"),
            ("Text messages", _sent(contact, Given.TEXT, "Not to this phone")),
            ("Email address", contact.email or "Not provided"),
            ("Emails", _sent(contact, Given.EMAIL, "Not to this address")),
            ("They read", language.english),
            ("Who said so", f"{contact.said_by}, {date_words(contact.said_on)}"),
        ),
        contact.version,
    )


def _sent(contact: YoungContact, given: Given, unsafe: str) -> str:
    """Say whether messages may go in one way, and when it was they themselves who stopped them."""
    stopped = reach_of(contact, given).stopped_at
    if stopped is not None:
        return f"{unsafe}: they stopped them in their own pages on {_moment(stopped)}"
    return "They may be sent" if address_for(contact, given) else unsafe


def _link_row(link: YoungLink, now: datetime, names: dict[UUID, str]) -> WayRow:
    held = Held(link.expires_at, link.ended_at, link.starts, made=link.token_hash is not None)
    return WayRow(
        GIVEN[Given(link.way)],
        _made(link.made_at, _by(link.made_by, names)),
        _state(rules.standing(held, now), link.expires_at),
        _used(link.starts, link.last_used_at),
    )


def _code_row(code: YoungCode, now: datetime, names: dict[UUID, str]) -> WayRow:
    held = Held(code.expires_at, code.ended_at, code.starts)
    by = _by(code.made_by, names)
    return WayRow(
        CODES[CodeKind(code.kind)],
        _made(code.made_at, by),
        _state(rules.standing(held, now), code.expires_at),
        _used(code.starts, code.last_used_at),
    )


def _by(made_by: UUID | None, names: dict[UUID, str]) -> str | None:
    return "themselves" if made_by is None else names.get(made_by)


def _is_kept(code: YoungCode) -> bool:
    """Tell whether a code is one to keep: a second phone's is over in ten minutes."""
    return code.kind != CodeKind.PHONE


def _open(way: YoungLink | YoungCode, now: datetime) -> bool:
    return way.ended_at is None and now < way.expires_at


def _made(at: datetime, by: str | None) -> str:
    return f"{_moment(at)}, by {by or 'somebody who left'}"


def _state(standing: Standing, until: datetime) -> str:
    return {
        Standing.OPEN: f"It works until {date_words(until)}",
        Standing.ENDED: "Ended",
        Standing.OVER: "Its time is over",
        Standing.USED_UP: "Used so often that it works no more",
        Standing.WAITING: "Waits to be sent",
    }[standing]


def _used(times: int, last: datetime | None) -> str:
    if last is None:
        return "Not used yet"
    return f"{counted(times, 'time', 'times')}, last {_moment(last)}"


def _moment(at: datetime) -> str:
    return f"{date_words(at)}, {time_words(at)}"


def _names(ways: Iterable[YoungLink | YoungCode]) -> dict[UUID, str]:
    makers = {each.made_by for each in ways if each.made_by is not None}
    return {key: person.name for key, person in people.people_by_id(makers).items()}
