"""What a young person's own people do about their ways in, and about how they are reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, update

from portal import audit, outbox
from portal.database import flush, session
from portal.entry import policy, queries
from portal.entry.models import YoungCode, YoungContact, YoungLink, YoungVisit, YoungWord
from portal.entry.operations import asking, making
from portal.entry.operations.telling import CHANNELS, SUBJECT, address_for, reached_otherwise
from portal.entry.queries import Place
from portal.entry.rules import CodeKind, Given
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.outbox import Channel, Recipient, filling
from portal.outbox.operations.queueing import wording_of
from portal.outbox.rules.wording import check_address
from portal.panels import operations as panels
from portal.panels.operations import ItemAt
from portal.people.policy import Actor
from portal.variations.messages import MessageWording
from portal.web.access import Audience
from portal.web.clock import LONDON, Moment
from portal.web.languages import ENGLISH, catalogue, language_of


def _(text: str) -> str:
    """Mark a text for the catalogues; it is put into a language when it is known which."""
    return text


BODY = _(
    "Hello. This is the link you were told about. It is only for you: {link} "
    "Open it when you are on your own, and press Start. If you did not expect it, leave it."
)


CODE_BODY = _(
    "Hello. This is the code you were told about, and where to type it: {link} "
    "It is only for you. Type it when you are on your own. If you did not expect it, leave it."
)
MESSAGE, CODE_MESSAGE = "way_in", "way_in_code"
CHANGED = "Somebody else saved this while you were working on it."


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """How a young person is reached, as somebody types it."""

    phone: str
    email: str
    language: str
    safe_to_text: bool | None
    safe_to_email: bool | None
    """None where what they stopped themselves is left to them."""
    said_by: str
    said_on: date | None


def giving(*, actor: Actor, item_id: UUID, now: datetime) -> ItemAt:
    """Return an item for somebody who gives ways in.

    NotFoundError for whom it is not there, ForbiddenError for whoever is none of its own.
    """
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    policy.require_giving(actor, found)
    if found.item.slot_id is None:
        raise NotFoundError("There is no such item.")
    return found


def words_of(
    *, district_id: str, kind: PanelKind, given: Given, language: str, now: datetime
) -> MessageWording:
    """Return the words of the message, in the language the young person reads."""
    if language == ENGLISH.code:
        return wording_of(_message(given), district_id, kind, now)
    said = catalogue(language).gettext
    body = CODE_BODY if given is Given.CODE else BODY
    return MessageWording(subject=said(SUBJECT), body=said(body))


def send_link(*, actor: Actor, now: datetime, item_id: UUID, given: Given) -> YoungLink:
    """Send a young person a link, to a number or address they said is safe; earlier links end.

    As a code where they cannot open a link on that phone. Whoever asked for a way in is answered
    by it only where it lets them in.

    RuleError where there is none, or they said it is not safe.
    """
    found = giving(actor=actor, item_id=item_id, now=now)
    contact = queries.contact_of(found.item.young_person_id)
    if contact is None or address_for(contact, given) is None:
        raise RuleError("Write down first that it is safe to reach them in this way.")
    place = _place(found)
    link = queue_link(found=found, given=given, contact=contact, made_by=actor.person_id, now=now)
    if asking.link_lets_in(place.young_person_id):
        asking.answered(
            young_person_id=place.young_person_id, by=actor.person_id, now=now, sure=False
        )
    return link


def queue_link(
    *, found: ItemAt, given: Given, contact: YoungContact, made_by: UUID | None, now: datetime
) -> YoungLink:
    """Queue the message that takes a new link along, which is made as it leaves.

    To an address that is safe: whoever calls this has seen to that.
    """
    place = _place(found)
    address = address_for(contact, given)
    assert address is not None
    _call_off(place, now)
    link = making.new_link(place, given, made_by=made_by, now=now)
    outbox.queue(
        message=_message(given),
        key=f"young-link/{link.id}",
        recipient=Recipient(None, address, CHANNELS[given], Audience.YOUNG_PERSON),
        now=now,
        district_id=place.district_id,
        kind=found.kind,
        subject_id=link.id,
        item_id=place.item_id,
        settle_key=_settle_key(place),
        at_once=True,
        wording=words_of(
            district_id=place.district_id,
            kind=found.kind,
            given=given,
            language=contact.language,
            now=now,
        ),
    )
    return link


@filling.fills(CODE_MESSAGE)
@filling.fills(MESSAGE)
def link_as_it_leaves(link_id: UUID, address: str, now: datetime) -> str | None:
    """Make the link that a message takes along; None where it was taken back meanwhile.

    Nor is it made for an address that is not said to be safe any more.

    A message that is tried again takes a link of its own: the one of the try before may have
    arrived, and goes on working. So the trail says of each that it was made for a try; that a
    message left, it says of the message.
    """
    link = queries.link(link_id)
    if link is None or link.ended_at is not None or now >= link.expires_at:
        return None
    contact = queries.contact_of(link.young_person_id)
    if address_for(contact, Given(link.way)) != address:
        return None
    if link.token_hash is not None:
        link = making.again(link)
    token, language = making.token_of(link), contact.language if contact else None
    audit.record(
        event="entry:link:tried",
        subject=("item", link.item_id),
        actor_id=None,
        district_id=link.district_id,
        now=now,
        facts={"way": link.way},
    )
    if link.way == Given.CODE:
        return making.typed_at(token, language)
    return making.address_of(token, language)


def make_code(*, actor: Actor, now: datetime, item_id: UUID) -> tuple[str, datetime]:
    """Make a code for paper or to say; return it and when it ends. The one before it ends."""
    place = _place(giving(actor=actor, item_id=item_id, now=now))
    until = making.ends(place, now)
    code = making.new_code(place, CodeKind.PAPER, made_by=actor.person_id, now=now, until=until)
    asking.answered(young_person_id=place.young_person_id, by=actor.person_id, now=now, sure=True)
    return code, until


def end_all(*, actor: Actor, at: Moment, item_id: UUID) -> None:
    """End every way in of theirs, their word and every visit: a phone was lost, or was seen."""
    place = _place(giving(actor=actor, item_id=item_id, now=at.shown))
    _call_off(place, at.shown)
    for model in (YoungLink, YoungCode):
        session.execute(
            update(model)
            .where(model.young_person_id == place.young_person_id, model.ended_at.is_(None))
            .values(ended_at=at.shown)
            .execution_options(synchronize_session=False)
        )
    session.execute(delete(YoungWord).where(YoungWord.young_person_id == place.young_person_id))
    session.execute(
        update(YoungVisit)
        .where(YoungVisit.young_person_id == place.young_person_id, YoungVisit.ended_at.is_(None))
        .values(ended_at=at.real)
        .execution_options(synchronize_session=False)
    )
    audit.record(
        event="entry:ways:ended",
        subject=("item", item_id),
        actor_id=actor.person_id,
        district_id=place.district_id,
        now=at.shown,
    )


def record_contact(
    *, actor: Actor, now: datetime, item_id: UUID, draft: ContactDraft, version: int
) -> None:
    """Write down how a young person is reached, who said so and when.

    ``version`` is that of the page. RuleError with the field; ConflictError where somebody saved
    since. A link that waits to go to what is not safe any more is called off.
    """
    found = giving(actor=actor, item_id=item_id, now=now)
    draft = checked(draft, now.astimezone(LONDON).date())
    assert draft.said_on is not None  # checked a line above
    young_person_id = found.item.young_person_id
    held = queries.contact_of(young_person_id)
    if (held.version if held else 0) != version:
        raise ConflictError(CHANGED)
    if held is None:
        held = YoungContact(young_person_id=young_person_id)
    _say_what_is_safe(held, draft)
    session.add(held)
    held.language = draft.language
    held.said_by, held.said_on = draft.said_by, draft.said_on
    held.recorded_by = actor.person_id
    flush()
    _call_off(_place(found), now)
    reached_otherwise(
        young_person_id=young_person_id,
        item_id=item_id,
        district_id=found.item.district_id,
        version=held.version,
        now=now,
    )
    audit.record(
        event="entry:contact:recorded",
        subject=("item", item_id),
        actor_id=actor.person_id,
        district_id=found.item.district_id,
        now=now,
        facts={"text": draft.safe_to_text, "email": draft.safe_to_email},
    )


def _say_what_is_safe(held: YoungContact, draft: ContactDraft) -> None:
    """Write down where they are reached, and what of it is safe.

    What is said now, yes or no, holds from now on. What they stopped themselves stays theirs to
    take back where it is left to them, and that is of the very number or address they stopped.
    RuleError with the field where nobody says whether another one is safe.
    """
    phone, email = draft.phone or None, draft.email or None
    texts = draft.safe_to_text is not None or phone != held.phone
    emails = draft.safe_to_email is not None or email != held.email
    for address, field, safe in (
        (phone if texts else None, "safe_to_text", draft.safe_to_text),
        (email if emails else None, "safe_to_email", draft.safe_to_email),
    ):
        if safe is None and address is not None:
            raise RuleError("Say whether it is safe: what they stopped was another one", field)
    if texts:
        held.safe_to_text, held.text_stopped_at = bool(draft.safe_to_text), None
    if emails:
        held.safe_to_email, held.email_stopped_at = bool(draft.safe_to_email), None
    held.phone, held.email = phone, email


def checked(draft: ContactDraft, today: date) -> ContactDraft:
    """Return what is written down. RuleError with the field for what cannot be right."""
    draft = replace(draft, phone="".join(draft.phone.split()), email=draft.email.strip())
    for field, text, channel, safe in (
        ("phone", draft.phone, Channel.SMS, draft.safe_to_text),
        ("email", draft.email, Channel.EMAIL, draft.safe_to_email),
    ):
        _check_reach(field, text, channel, safe=safe)
    if language_of(draft.language) is None:
        raise RuleError("Choose the language they read", "language")
    if not draft.said_by.strip():
        raise RuleError("Say who said how they can be reached", "said_by")
    if draft.said_on is None or draft.said_on > today:
        raise RuleError("The date must be today or earlier", "said_on")
    return draft


def _check_reach(field: str, text: str, channel: Channel, *, safe: bool | None) -> None:
    if text:
        try:
            check_address(text, channel)
        except RuleError as error:
            raise RuleError(error.message, field) from error
    elif safe:
        raise RuleError("Enter it, or say that it is not to be used", field)


def call_off(found: ItemAt, now: datetime) -> None:
    """Call off an item's link whose message still waits."""
    _call_off(_place(found), now)


def _call_off(place: Place, now: datetime) -> None:
    """Call off a link's message that still waits, and end the link it would have carried."""
    outbox.cancel(settle_key=_settle_key(place), now=now)
    for link in queries.links_of(place.item_id):
        if link.token_hash is None:
            link.ended_at = link.ended_at or now


def _message(given: Given) -> str:
    return CODE_MESSAGE if given is Given.CODE else MESSAGE


def _settle_key(place: Place) -> str:
    return f"young-link/{place.item_id}"


def _place(found: ItemAt) -> Place:
    item = found.item
    return Place(item.id, item.young_person_id, item.district_id, found.meeting.held_on)
