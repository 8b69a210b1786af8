"""Sentences of the pages on which young people get in, in the reader’s language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, url_for

from portal.entry import queries
from portal.entry.operations.entering import Came
from portal.entry.operations.telling import reach_of
from portal.entry.rules import Given, Way, WordFault
from portal.people.visiting import Visitor
from portal.settings import Settings
from portal.web import clock, young
from portal.web.clock import LONDON
from portal.web.languages import day_in, time_in
from portal.web.young import gettext as _
from portal.web.young import ngettext

MOST_VISITS = 5


def wrong_code(came: Came) -> str:
    """Say that a code did not work, and what somebody can do now."""
    if came.not_before is not None:
        return wait_until(came.not_before)
    if not came.tries_left:
        return _("That code did not work. Ask the person who gave it to you for a new one.")
    return ngettext(
        "That code did not work. You can try %(num)s more time.",
        "That code did not work. You can try %(num)s more times.",
        came.tries_left,
    ) % {"num": came.tries_left}


def wrong_word(came: Came) -> str:
    """Say that a word did not work, and what somebody can do now."""
    if came.not_before is not None:
        return wait_until(came.not_before)
    if not came.tries_left:
        return _("That word did not work. You can use a code.")
    return ngettext(
        "That word did not work. You can try %(num)s more time.",
        "That word did not work. You can try %(num)s more times.",
        came.tries_left,
    ) % {"num": came.tries_left}


def texted_code(*, by_word: bool) -> str:
    """Say that a code that came by text is not enough, and what is."""
    if by_word:
        return _("That code came by text. Here you need your word, or a code your worker gave you.")
    return _("That code came by text. Here you need a code your worker gave you.")


def word_fault(fault: WordFault) -> str:
    """Say why a word cannot be theirs."""
    return {
        WordFault.SHORT: _("Please choose a word with 5 letters or more."),
        WordFault.LONG: _("Please choose a shorter word."),
        WordFault.NAME: _("Please choose a word that is not your name."),
        WordFault.COMMON: _("Many people choose this word. Please choose another one."),
    }[fault]


def address_to_type() -> str:
    """Return the address at which a code is typed, as somebody types it on another phone."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    return f"{settings.public_url.partition('://')[2]}{url_for('entry.code', lang=None)}"


def wait_until(when: datetime) -> str:
    """Say when the next try can be made: the minute after it, so that it is never too soon."""
    local = when.astimezone(LONDON) + timedelta(minutes=1)
    return _("Please wait until %(time)s. Then you can try again. Nothing is lost.") % {
        "time": time_in(young.reader().language, local.time())
    }


def visit_lines(visitor: Visitor) -> tuple[str, ...]:
    """Say when somebody was in lately and how, so that they notice who was not them."""
    ways = {
        Way.LINK: _("with the link"),
        Way.CODE: _("with a code"),
        Way.WORD: _("with your word"),
        Way.PHONE: _("from another phone"),
    }
    return tuple(
        f"{_moment(clock.as_shown(each.began_at))}, {ways[Way(each.way)]}"
        for each in queries.visits_of(visitor.young_person_id, most=MOST_VISITS)
    )


def code_lines(visitor: Visitor) -> tuple[str, ...]:
    """Say which codes a worker made for them and did not end, the newest first."""
    codes = queries.codes_of(visitor.item_id)
    return tuple(_moment(each.made_at) for each in codes if each.made_by and not each.ended_at)


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A way in which messages come to them: what it is, and whether they stopped it."""

    way: str
    name: str
    stopped: bool


def message_lines(visitor: Visitor) -> tuple[MessageLine, ...]:
    """Return the ways that were said to be safe. Which number it is, no page shows."""
    contact = queries.contact_of(visitor.young_person_id)
    if contact is None:
        return ()
    names = {Given.TEXT: _("Texts to your phone"), Given.EMAIL: _("Emails to you")}
    return tuple(
        MessageLine(given.value, name, way.stopped_at is not None)
        for given, name in names.items()
        if (way := reach_of(contact, given)).safe
    )


def sent_to_me(*, sent: bool, alone: bool) -> str:
    """Say that a link is on its way, or that there were enough of them today.

    ``alone`` where they wrote something and have neither word nor code to go with it.
    """
    if sent and alone:
        return _(
            "We are sending the link. Choose a word or get a code too. "
            "The link alone does not open what you wrote."
        )
    if sent:
        return _("We are sending the link. It works together with your word or code.")
    return _("You sent it often enough today. Try again tomorrow.")


def _moment(at: datetime) -> str:
    """Return a day and a time as the reader's language writes them."""
    local, language = at.astimezone(LONDON), young.reader().language
    return f"{day_in(language, local.date())}, {time_in(language, local.time())}"
