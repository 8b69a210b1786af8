"""The young person's own pages: a question, what they said so far, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.agreements import queries as agreements
from portal.kernel.errors import NotFoundError
from portal.kernel.shown import plain
from portal.translations.pages import Translated
from portal.translations.queries import handed_over
from portal.variations.questions import CORE_QUESTIONS, QuestionKind, ViewsQuestion
from portal.voice import queries
from portal.voice.models import ViewsAnswer
from portal.voice.operations import Asking, Theirs
from portal.voice.pages.texts import in_english
from portal.voice.rules.answers import AUDIENCE_WORDS, NOBODY_YET, STATEMENT, Audience
from portal.voice.rules.core import ANYTHING, SYMBOLS, options
from portal.voice.rules.media import OfAFile
from portal.web.languages import ENGLISH, Language, day_in, time_in
from portal.web.young import Level, Reader, gettext, ngettext, reader

SPOKEN = QuestionKind.WORDS
"""The questions that may also be answered by talking, drawing, a picture or a helper."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question."""

    key: str
    words: str
    picture: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """A question in the words a reader gets, and the language they are in."""

    wording: str
    hint: str
    choices: tuple[str, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Given(OfAFile):
    """An answer as its young person sees it."""

    words: str
    """Their exact words as plain text; of a picture or a recording, what they say is in it."""
    chosen: tuple[str, ...]
    audience: str
    not_sure: bool
    scribe: str
    by_staff: bool
    shared: bool
    still: date | None
    """When what others still read of it was shared, where it was changed since."""
    unread: str
    """That nobody is there yet for whom it is, in words; empty where somebody is."""
    media: str
    english: Translated | None = None
    """The same as others read it in English, where somebody handed that over."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a page's boxes that is not saved: refused just now, or sent too late."""

    words: str
    chosen: tuple[str, ...]
    scribe: str
    audience: Audience | None
    version: int | None = None
    """The version the page had when it was sent too late; None where it was refused just now."""


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question."""

    number: int
    of: int
    kind: QuestionKind
    spoken: Spoken
    options: tuple[Option, ...]
    given: Given | None
    words: str
    """What stands in the box: what was typed just now, or what is kept."""
    scribe: str
    """Who writes for them, in the same way."""
    audience: Audience
    version: int
    readable: frozenset[Audience]
    """The audiences in which there is somebody."""
    error: str = ""
    other: Given | None = None
    """What another device kept meanwhile, where both are shown."""

    @property
    def box(self) -> str:
        """The id of the first box in which an answer is given."""
        return f"chosen-{self.options[0].key}" if self.options else "answer"

    @property
    def many(self) -> bool:
        """Whether as many choices as somebody likes may be made."""
        return self.kind is QuestionKind.SYMBOLS

    @property
    def whom(self) -> ForWhom:
        """For whom the answer may be."""
        return for_whom(self.audience, self.readable)


@dataclass(frozen=True, slots=True)
class ForWhom:
    """For whom an answer may be, and for whom it cannot be yet, since nobody would read it."""

    options: tuple[tuple[str, str, bool], ...]
    """Key, words, and whether that is chosen."""
    nobody: tuple[tuple[str, str], ...]
    """For whom, and what to do about it."""


def for_whom(chosen: Audience, readable: frozenset[Audience]) -> ForWhom:
    """Return for whom something may be. What is chosen already stays to be seen."""
    return ForWhom(
        tuple(
            (each.value, gettext(words), each is chosen)
            for each, words in AUDIENCE_WORDS.items()
            if each in readable or each is chosen
        ),
        tuple(
            (gettext(AUDIENCE_WORDS[each]), gettext(words))
            for each, words in NOBODY_YET.items()
            if each not in readable
        ),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A question with what was answered, on the page where they check it all."""

    number: int
    wording: str
    language: Language
    given: Given | None


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Everything they said so far, in their own words."""

    lines: tuple[Line, ...]
    statements: tuple[tuple[int, Given], ...]
    shared: bool
    changed: bool
    """Whether something is theirs alone that could be shared."""
    taken_back: bool
    over: bool
    heard: str
    """When it was opened and shown, in words; empty before that."""
    before: bool
    """Whether there is something they said for another panel."""
    read_by: tuple[str, ...]
    """Who can read what is shared, in words; also as it was, where they changed it since."""

    @property
    def others_read(self) -> bool:
        """Whether others can read any of it, as it is or as it was."""
        answers = [line.given for line in self.lines if line.given is not None]
        answers += [given for _, given in self.statements]
        return any(each.shared or each.still for each in answers)

    @property
    def answered(self) -> int:
        """How many answers there are, what they made elsewhere included."""
        return sum(line.given is not None for line in self.lines) + len(self.statements)


def spoken(question: ViewsQuestion, reader: Reader) -> Spoken:
    """Return a question in the reader's language and level; a district's may be English alone."""
    simple = reader.level is not Level.FULLER
    if question.key in CORE_QUESTIONS or question.kind is not QuestionKind.CHOICE:
        choices = tuple(gettext(each) for each in options(question).values())
    else:
        choices = question.choices
    if question.key in CORE_QUESTIONS:
        wording = question.easy if simple and question.easy else question.wording
        hint = gettext(question.hint) if question.hint else ""
        return Spoken(gettext(wording), hint, choices, reader.language)
    for each in question.words:
        if each.language == reader.language.code:
            wording = each.easy if simple and each.easy else each.wording
            return Spoken(wording, each.hint, each.choices or choices, reader.language)
    wording = question.easy if simple and question.easy else question.wording
    return Spoken(wording, question.hint, choices, ENGLISH)


def asking(at: Theirs, number: int, reader: Reader) -> Asking:
    """Return what is kept of a question with its answer: as it was read, and where it stood."""
    question = question_at(at, number)
    said = spoken(question, reader)
    return Asking(
        key=question.key,
        wording=said.wording,
        hint=said.hint,
        choices=said.choices,
        language=said.language.code,
        number=number,
        of=len(at.questions),
    )


def question_at(at: Theirs, number: int) -> ViewsQuestion:
    """Return a question by its number. NotFoundError where there is none."""
    if not 1 <= number <= len(at.questions):
        raise NotFoundError("There is no such question.")
    return at.questions[number - 1]


def given(
    row: ViewsAnswer,
    question: ViewsQuestion | None,
    still: Mapping[str, datetime],
    readable: frozenset[Audience],
    english: Translated | None = None,
) -> Given:
    """Return an answer as its young person sees it.

    ``still`` as from `queries.still_shared`, ``readable`` as from `operations.readable`.
    """
    audience = Audience(row.audience)
    return Given(
        words=plain(row.words),
        chosen=chosen_then(row.asked, row.chosen, question),
        audience=gettext(AUDIENCE_WORDS[audience]),
        not_sure=row.not_sure,
        scribe=plain(row.scribe),
        by_staff=row.written_by is not None,
        shared=row.shared_at is not None,
        still=still[row.question_key].date() if row.question_key in still else None,
        unread="" if audience in readable else gettext(NOBODY_YET[audience]),
        media=row.media,
        english=english,
    )


def chosen_then(
    asked: Mapping[str, Any], chosen: str, question: ViewsQuestion | None
) -> tuple[str, ...]:
    """Return what was chosen in the words in which it was offered, in their order."""
    keys, words = list(options(question)) if question else [], asked.get("choices", ())
    wanted = chosen.split()
    return tuple(said for key, said in zip(keys, words, strict=False) if key in wanted)


def place_to_talk(at: Theirs) -> int | None:
    """Return the number of the question that asks for anything at all; None where none does."""
    asked = (number for number, each in enumerate(at.questions, 1) if each.key == ANYTHING)
    return next(asked, None)


def question_page(
    at: Theirs,
    number: int,
    row: ViewsAnswer | None,
    reader: Reader,
    *,
    readable: frozenset[Audience],
    typed: Typed | None = None,
    error: str = "",
    conflict: bool = False,
) -> QuestionPage:
    """Return a question's page, with what was typed and is not saved where there is something."""
    question = question_at(at, number)
    said = spoken(question, reader)
    still = queries.still_shared(at.item.id)
    kept = given(row, question, still, readable) if row is not None else None
    chosen = list(typed.chosen) if typed else (row.chosen.split() if row else [])
    shown = typed.words if typed else (row.words if row else "")
    stands = Audience(row.audience) if row is not None else Audience.PANEL
    version = row.saved if row is not None else 0
    if typed and typed.version is not None:
        version = typed.version  # what was saved elsewhere since is shown beside it when it is sent
    return QuestionPage(
        number=number,
        of=len(at.questions),
        kind=question.kind,
        spoken=said,
        options=tuple(
            Option(key, words, _picture(question, key), key in chosen)
            for key, words in zip(options(question), said.choices, strict=True)
        ),
        given=kept,
        words=plain(shown),
        scribe=plain((typed.scribe if typed else "") or (row.scribe if row else "")),
        audience=(typed.audience if typed else None) or stands,
        version=version,
        readable=readable,
        error=gettext(error) if error else "",
        other=kept if conflict else None,
    )


def _picture(question: ViewsQuestion, key: str) -> str:
    if question.kind is QuestionKind.SCALE:
        return f"face_{key}"
    return SYMBOLS[key][0] if question.kind is QuestionKind.SYMBOLS else ""


def check_page(
    at: Theirs, rows: Sequence[ViewsAnswer], reader: Reader, readable: frozenset[Audience]
) -> CheckPage:
    """Return everything they said so far."""
    by_key = {row.question_key: row for row in rows}
    shared = [row for row in rows if row.shared_at is not None]
    english = in_english(handed_over([at.item.id]), shared)
    still = queries.still_shared(at.item.id)
    lines = []
    for number, question in enumerate(at.questions, 1):
        said, row = spoken(question, reader), by_key.get(question.key)
        in_words = english.get(row.id) if row is not None else None
        kept = given(row, question, still, readable, in_words) if row is not None else None
        lines.append(Line(number, said.wording, said.language, kept))
    statements = tuple(
        (
            int(row.question_key.rpartition("-")[2]),
            given(row, None, still, readable, english.get(row.id)),
        )
        for row in sorted(rows, key=lambda row: row.question_key)
        if row.question_key.startswith(f"{STATEMENT}-")
    )
    sheet = at.sheet
    return CheckPage(
        tuple(lines),
        statements,
        shared=sheet is not None and sheet.shared_at is not None,
        changed=any(row.shared_at is None for row in rows),
        taken_back=sheet is not None and sheet.taken_back_at is not None,
        over=at.over,
        heard=heard_words(at),
        before=bool(queries.said_before(at.item.young_person_id, at.item.id)),
        read_by=_read_by(at, readable),
    )


def _read_by(at: Theirs, readable: frozenset[Audience]) -> tuple[str, ...]:
    """Say for whom what is shared is, without whom nobody is there yet."""
    shared = queries.shared_answers(at.item.id, readable)
    whom = {Audience(row.audience) for row in shared}
    return tuple(gettext(AUDIENCE_WORDS[each]) for each in Audience if each in whom)


def told_by(at: Theirs, today: date) -> date | None:
    """Return the day by which its record is to be filed, so that they can read what was decided.

    None where the district's rules do not say, and once it passed: it is no promise any more.
    """
    day = at.meeting.held_on
    due = agreements.record_due(at.item.district_id, day, at.kind.value)
    return due if due > day and due >= today else None


def heard_words(at: Theirs) -> str:
    """Say when what they share was shown at the meeting, or opened for it; empty before that."""
    facts, language = queries.standing(at.item.id), reader().language
    if facts.shown_at is not None:
        return gettext("Shown at the meeting on %(day)s at %(time)s.") % {
            "day": day_in(language, facts.shown_at.date()),
            "time": time_in(language, facts.shown_at.time()),
        }
    if facts.opened_at is not None:
        return gettext("Opened on %(day)s by the people who run the meeting.") % {
            "day": day_in(language, facts.opened_at.date())
        }
    return ""


def state_words(at: Theirs, rows: Sequence[ViewsAnswer]) -> str:
    """Say on their first page how far they are."""
    if at.sheet is None or (not rows and at.sheet.shared_at is None):
        return gettext("You can say what you want. You can skip any question.")
    if at.sheet.shared_at is not None:
        if any(row.shared_at is None for row in rows):
            return gettext("Shared. You changed something since, and that is not shared yet.")
        return " ".join(
            filter(None, (gettext("Shared. You can change it or take it back."), heard_words(at)))
        )
    count = len(rows)
    many = ngettext(
        "%(num)s answer saved, not shared.", "%(num)s answers saved, not shared.", count
    )
    return many % {"num": count}
