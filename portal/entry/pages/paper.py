"""The paper with a code: neutral, in large letters, in the language they read beside English."""

from __future__ import annotations

from datetime import datetime

from portal.entry import rules
from portal.guides.rules.text import Block, Span, Text
from portal.web.clock import LONDON
from portal.web.languages import ENGLISH, Language, catalogue, day_in

MARK = "\N{LEFT-TO-RIGHT MARK}"
"""Keeps a code and an address in their own order where lines run the other way."""


def columns(
    language: Language, code: str, address: str, until: datetime
) -> tuple[tuple[Language, Text], ...]:
    """Return the paper's text in one language, and beside it in English."""
    languages = (language,) if language == ENGLISH else (language, ENGLISH)
    return tuple((each, _text(each, code, address, until)) for each in languages)


def _text(language: Language, code: str, address: str, until: datetime) -> Text:
    _ = catalogue(language.code).gettext
    last = day_in(language, until.astimezone(LONDON).date())
    return Text(
        _("For you"),
        (
            _line(
                _("Somebody you know gave you this paper. It opens pages that are only for you.")
            ),
            _heading(_("On a phone or computer, open this address:")),
            _strong(f"{MARK}{address}{MARK}"),
            _heading(_("Type this code there:")),
            _strong(f"{MARK}{rules.grouped(code)}{MARK}"),
            _line(_("You can do as much or as little as you like.")),
            _line(_("It works until %(day)s.") % {"day": last}),
            _line(_("Keep it where only you look. If it is lost, tell your worker.")),
        ),
    )


def _line(words: str) -> Block:
    return Block("paragraph", ((Span(words),),))


def _strong(words: str) -> Block:
    return Block("paragraph", ((Span(words, strong=True),),))


def _heading(words: str) -> Block:
    return Block("h2", ((Span(words),),))
