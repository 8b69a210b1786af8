"""My meeting on paper: when, where and who comes, as the page says it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from portal.guides.rules.text import Block, Span, Text, heading, paragraph
from portal.participation import operations, queries
from portal.participation.pages.meeting import Person, When, person, when_of
from portal.web.young import gettext as _
from portal.web.young import reader


def written(item_id: UUID, now: datetime) -> Callable[[], Text]:
    """Return what writes the paper in the language that is read when it is called.

    Needs more than a young person's own rows, as `meeting.people_there` does.
    """
    at = queries.booked(item_id)
    coming = operations.people_coming(at, now)
    return lambda: _text(when_of(at, now), tuple(map(person, coming)))


def _text(when: When | None, people: tuple[Person, ...]) -> Text:
    return Text(
        _("My meeting"),
        (
            *_when(when),
            heading(_("Who will be there, and why")),
            *_who(people),
            paragraph(_("You can ask that somebody is not there, and you can bring somebody.")),
            paragraph(_("Keep it where only you look. If it is lost, tell your worker.")),
        ),
    )


def _when(when: When | None) -> tuple[Block, ...]:
    if when is None:
        return (
            paragraph(
                _("It is not planned just now. Your worker tells you when there is a new day.")
            ),
        )
    comma = reader().language.comma
    found = [paragraph(f"{when.day}{comma} {when.start}{comma} {when.length}.", strong=True)]
    if when.place:
        found.append(paragraph(_("Where: %(place)s") % {"place": when.place}))
    found.append(
        paragraph(_("You can also join by phone or video, or not come at all. You choose."))
    )
    if not when.over:
        found.append(paragraph(_("Your worker tells you before the day how to join.")))
    return tuple(found)


def _who(people: tuple[Person, ...]) -> tuple[Block, ...]:
    if not people:
        return (paragraph(_("We do not know yet who comes. Ask your worker.")),)
    comma = f"{reader().language.comma} "
    return tuple(
        Block(
            "paragraph",
            (
                (
                    Span(comma.join(each.names) or _("We do not know the name yet"), strong=True),
                    Span(f"\n{each.why}"),
                ),
            ),
            english=not each.translated,
        )
        for each in people
    )
