"""What a young person shared, on paper: their own words, beside English where there is any.

A picture or a recording is named, with what they say is in it; it stays where it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from flask import Response

from portal.guides import documents
from portal.guides.rules.text import Block, Span, Text, heading, paragraph
from portal.kernel.errors import NotFoundError
from portal.kernel.shown import plain
from portal.translations.pages import Translated
from portal.translations.queries import handed_over
from portal.variations.questions import ViewsQuestion
from portal.voice.models import ViewsAnswer
from portal.voice.operations import Theirs, chosen_words
from portal.voice.pages.texts import in_english
from portal.voice.pages.young import chosen_then
from portal.voice.rules.answers import AUDIENCE_WORDS, Audience
from portal.web.languages import ENGLISH, Language, language_of
from portal.web.young import gettext as _
from portal.web.young import reader

FILES = {"image": "Your picture", "audio": "Your recording", "application": "Something I made"}
"""What stands for a file, by the first part of its media type; each is a message."""
NOT_IN_ENGLISH = "Nobody has put these words into English yet."
"""Said in the English column alone, so it is no message."""


def answer(at: Theirs, rows: Sequence[ViewsAnswer], otherwise: Language) -> Response:
    """Return the answers that are shared with whoever is given the paper. NotFoundError: none is.

    Beside English stands the language they answered in, where they did in another; else this one.
    """
    if not rows:
        raise NotFoundError("There is no such page.")
    known = (language_of(row.language) for row in rows)
    another = next((each for each in known if each not in {None, ENGLISH}), None)
    return documents.for_one(another or otherwise, _written(at, rows))


def _written(at: Theirs, rows: Sequence[ViewsAnswer]) -> Callable[[], Text]:
    """Return what writes the paper in the language that is read when it is called."""
    places = {each.key: place for place, each in enumerate(at.questions)}
    last = len(places)
    ordered = sorted(rows, key=lambda row: (places.get(row.question_key, last), row.question_key))
    asked = {each.key: each for each in at.questions}
    english = in_english(handed_over([at.item.id]), rows)
    return lambda: _text(ordered, asked, english)


def _text(
    rows: Sequence[ViewsAnswer],
    asked: Mapping[str, ViewsQuestion],
    english: Mapping[UUID, Translated],
) -> Text:
    said = (
        block
        for row in rows
        for block in _answer(row, asked.get(row.question_key), english.get(row.id))
    )
    keep = paragraph(_("Keep it where only you look. If it is lost, tell your worker."))
    return Text(_("What you said"), (*said, keep))


def _answer(
    row: ViewsAnswer, question: ViewsQuestion | None, english: Translated | None
) -> Iterable[Block]:
    """Give one answer; as many blocks in every language, so that they stand beside each other."""
    yield heading(_asked(row, question))
    if row.not_sure:
        yield paragraph(_("I’m not sure"))
    if chosen := _chosen(row, question):
        yield Block("bullets", tuple((Span(each),) for each in chosen))
    if row.media:
        yield paragraph(_(FILES[row.media.partition("/")[0]]))
    if row.words.strip() or english is not None:
        yield Block("paragraph", (_words(row, english),))
    if row.scribe:
        yield paragraph(f"{_('Written for me by:')} {plain(row.scribe)}")
    if row.written_by is not None:
        yield paragraph(_("Somebody who works with you wrote this down for you."))
    yield paragraph(f"{_('For:')} {_(AUDIENCE_WORDS[Audience(row.audience)])}")


def _in_other_words(row: ViewsAnswer) -> bool:
    """Tell whether the column being written is the English one, and they answered in another."""
    return reader().language == ENGLISH and row.language != ENGLISH.code


def _asked(row: ViewsAnswer, question: ViewsQuestion | None) -> str:
    if question is None:
        return _("Something I made")
    return question.wording if _in_other_words(row) else str(row.asked.get("wording", ""))


def _chosen(row: ViewsAnswer, question: ViewsQuestion | None) -> tuple[str, ...]:
    if question is None or not row.chosen:
        return ()
    if _in_other_words(row):
        return chosen_words(question, row.chosen)
    return chosen_then(row.asked, row.chosen, question)


def _words(row: ViewsAnswer, english: Translated | None) -> tuple[Span, ...]:
    """Give their own words, in the English column what was put into English of them.

    Both, where they typed another language on the English page.
    """
    other = _in_other_words(row)
    own = () if other or not row.words.strip() else (Span(plain(row.words)),)
    if reader().language != ENGLISH:
        return own
    if english is None:
        return (Span(NOT_IN_ENGLISH, emphasis=True),) if other else own
    between = "\n" if own else ""
    by = f"\n{_('Put into English by:')} {english.by}"
    return *own, Span(f"{between}{english.words}"), Span(by, emphasis=True)
