"""A young person answers, changes, shares and takes back, by themselves.

Whoever calls these has made sure that it is them. Every answer is kept at once; nobody else reads
it before they share it. What was shared stays readable as it was, beside what they change of it,
until they share anew, take it back or remove it: half a change must not say that they gave none.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from portal.database import session
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.kernel.shown import unchanged
from portal.papers.files.store import Owner, store
from portal.variations.questions import ViewsQuestion
from portal.voice import queries
from portal.voice.models import ViewsAnswer, ViewsSheet
from portal.voice.operations.shared import (
    CHANGED,
    Theirs,
    begun,
    cleaned,
    forget_english,
    keep_english,
    put_away,
    refuse_over,
    take_along,
    tell,
    text_of,
    theirs,
    without_file,
    write_now,
)
from portal.voice.rules.answers import (
    LONGEST_NAME,
    MOST_STATEMENTS,
    STATEMENT,
    Answer,
    Audience,
    How,
    problem,
)
from portal.voice.rules.core import options

_ = str  # marks what is translated where it is shown

FIVE_ALREADY = _("There are five already. Remove one first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Which question was answered, as it was read: its words there, its language, its place."""

    key: str
    wording: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    language: str = "en"
    number: int = 1
    of: int = 1

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of it with the answer."""
        return {
            "wording": self.wording,
            "hint": self.hint,
            "choices": list(self.choices),
            "language": self.language,
            "number": self.number,
            "of": self.of,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who of the staff writes an answer down, and how they asked; None of both: they themselves."""

    person_id: UUID | None = None
    way: str = ""


THEMSELVES = Writer()


def begin(*, now: datetime, young_person_id: UUID, item_id: UUID) -> ViewsSheet:
    """Begin: what is asked is frozen from now on. Beginning again changes nothing."""
    at = theirs(young_person_id=young_person_id, item_id=item_id)
    refuse_over(at)
    if at.sheet is None:
        made = begun(at, now)
        tell(at, now, "voice:views:begun")
        return made
    return at.sheet


def answer(
    *,
    now: datetime,
    young_person_id: UUID,
    item_id: UUID,
    asking: Asking,
    given: Answer,
    version: int,
) -> ViewsAnswer:
    """Keep an answer in words or choices (R52). The same again changes nothing.

    ``version`` is the one the page was drawn with, 0 where there was no answer. RuleError with the
    field to put right; ConflictError where another device wrote something else since.
    """
    at = theirs(young_person_id=young_person_id, item_id=item_id)
    refuse_over(at)
    question = at.question(asking.key)
    wrong = problem(question, given)
    if wrong is not None:
        raise wrong
    held = queries.answer_to(at.item.id, asking.key)
    # What arrived, but whose answer was lost on the way back, is sent again with the old version.
    if held is not None and _same(held, given):
        return held
    refuse_moved(held, version)
    row = row_to_write(at, now, asking.key, held)
    fill(row, asking, given, now=now, writer=THEMSELVES)
    if held is not None and given.how.is_file and row is not held:
        take_along(row, held)
    write_now()
    tell(at, now, "voice:answer:kept", how=row.how)
    return row


def keep_file(
    *,
    now: datetime,
    young_person_id: UUID,
    item_id: UUID,
    asking: Asking,
    given: Answer,
    file: BinaryIO,
    version: int,
) -> ViewsAnswer:
    """Keep a recording, a picture or a drawing as the answer to a question.

    The same again changes nothing. FileRefusedError (field ``file``); otherwise as `answer`.
    """
    at = theirs(young_person_id=young_person_id, item_id=item_id)
    return _keep_file(at, now=now, asking=asking, given=given, file=file, version=version)


def keep_piece(
    *,
    now: datetime,
    young_person_id: UUID,
    item_id: UUID,
    asking: Asking,
    given: Answer,
    piece: bytes,
    version: int,
    after: int,
) -> ViewsAnswer:
    """Keep a recording as far as it has come, while it is made; otherwise as `keep_file`.

    ``after`` is how many of its bytes came before this piece. What came already may come again,
    as it does where an answer was lost on the way back.
    """
    at = theirs(young_person_id=young_person_id, item_id=item_id)
    held = queries.answer_to(at.item.id, asking.key)
    whole = _joined(held, piece, after)
    if whole is None and after:
        raise ConflictError(CHANGED)
    if held is not None and whole is not None and unchanged(held.words, given.words):
        version = held.saved
    file = io.BytesIO(whole or piece)
    return _keep_file(at, now=now, asking=asking, given=given, file=file, version=version)


def _keep_file(
    at: Theirs, *, now: datetime, asking: Asking, given: Answer, file: BinaryIO, version: int
) -> ViewsAnswer:
    refuse_over(at)
    wrong = problem(at.question(asking.key), given)
    if wrong is not None:
        raise wrong
    kept = cleaned(file, given.how)
    held = queries.answer_to(at.item.id, asking.key)
    if held is not None and held.digest == kept.digest and _same(held, given):
        return held
    refuse_moved(held, version)
    row = row_to_write(at, now, asking.key, held)
    fill(row, asking, given, now=now, writer=THEMSELVES)
    put_away(row, kept)
    write_now()
    tell(at, now, "voice:answer:kept", how=row.how)
    return row


def _joined(held: ViewsAnswer | None, piece: bytes, after: int) -> bytes | None:
    """Return a recording with its next piece; None where what is kept is not its beginning.

    A piece whose answer was lost on the way back comes again with more behind it: what is kept
    already must then be what it begins with.
    """
    if held is None or not held.draft or held.how != How.RECORDING or held.blob is None:
        return None
    kept = b"".join(store().read(Owner(held.authority_id, held.id), held.blob))
    more = kept[after:]
    if len(kept) < after or not piece.startswith(more) or not (after or more):
        return None
    return kept[:after] + piece


def keep_statement(
    *,
    now: datetime,
    young_person_id: UUID,
    item_id: UUID,
    asking: Asking,
    given: Answer,
    file: BinaryIO,
) -> ViewsAnswer:
    """Keep something they made elsewhere: a PDF, a picture or a text from another app (PN6).

    A text is kept as their words, exactly.

    FileRefusedError (field ``file``); RuleError where there are five of them already.
    """
    at = theirs(young_person_id=young_person_id, item_id=item_id)
    row = add_statement(at, now, asking, given, file, writer=THEMSELVES)
    tell(at, now, "voice:answer:kept", how=row.how)
    return row


def add_statement(
    at: Theirs, now: datetime, asking: Asking, given: Answer, file: BinaryIO, *, writer: Writer
) -> ViewsAnswer:
    """Add a statement to an item's sheet, once. Errors as `keep_statement`."""
    refuse_over(at)
    text = text_of(file)
    kept = cleaned(file, How.STATEMENT) if text is None else None
    given = given if text is None else replace(given, words=text)
    digest = "" if kept is None else kept.digest
    held = {each.question_key: each for each in queries.answers_of(at.item.id)}
    for each in held.values():
        if each.digest == digest and _same(each, given):
            return each
    places = (f"{STATEMENT}-{number}" for number in range(1, MOST_STATEMENTS + 1))
    key = next((each for each in places if each not in held), None)
    if key is None:
        raise RuleError(FIVE_ALREADY, "file")
    row = row_to_write(at, now, key, None)
    fill(row, asking, given, now=now, writer=writer)
    if kept is not None:
        put_away(row, kept)
    write_now()
    return row


def remove(*, now: datetime, young_person_id: UUID, item_id: UUID, key: str) -> None:
    """Remove one answer: it is gone, shared or not. Removing what is not there changes nothing."""
    at = theirs(young_person_id=young_person_id, item_id=item_id)
    refuse_over(at)
    queries.hold_sheets([item_id], reads=False)
    rows = queries.rows_to(item_id, key)
    if not rows:
        return
    for row in rows:
        forget_english(row)
        session.delete(row)
    write_now()
    shared = any(row.shared_at is not None for row in rows)
    if shared and at.sheet and not queries.shared_answers(item_id, list(Audience)):
        at.sheet.taken_back_at, at.sheet.shared_at = now, None  # it was the last of what they gave
        write_now()
    tell(at, now, "voice:answer:removed")


def share(*, now: datetime, young_person_id: UUID, item_id: UUID) -> int:
    """Share every answer as it stands, with whom each is for; return how many there are.

    None at all is an answer too. Sharing the same again changes nothing that is shared already.
    """
    at = theirs(young_person_id=young_person_id, item_id=item_id)
    refuse_over(at)
    sheet = begun(at, now)
    queries.hold_sheets([item_id], reads=False)
    answers = queries.answers_of(item_id)
    for row in answers:
        if row.draft:
            share_row(row, now)
    sheet.shared_at, sheet.taken_back_at = now, None
    write_now()
    tell(at, now, "voice:views:shared", answers=len(answers))
    return len(answers)


def take_back(*, now: datetime, young_person_id: UUID, item_id: UUID) -> None:
    """Take everything back: from now on nobody else reads any of it. They keep their answers.

    Also once the meeting is over. NotFoundError where nothing was ever begun.
    """
    at = theirs(young_person_id=young_person_id, item_id=item_id)
    if at.sheet is None:
        raise NotFoundError("Nothing was shared.")
    queries.hold_sheets([item_id], reads=False)
    for row in queries.answers_of(item_id):
        if row.draft:
            _end_shared(row)
        else:
            row.draft, row.shared_at = True, None
    if at.sheet.shared_at is not None:
        at.sheet.taken_back_at, at.sheet.shared_at = now, None
    write_now()
    tell(at, now, "voice:views:taken_back")


def share_row(row: ViewsAnswer, now: datetime) -> None:
    """Share an answer as it stands, in the place of what was shared of it before."""
    for each in queries.rows_to(row.item_id, row.question_key):
        if not each.draft:
            keep_english(row, each)
    _end_shared(row)
    row.draft, row.shared_at = False, now


def _end_shared(row: ViewsAnswer) -> None:
    """Take away what was shared before of an answer that is theirs alone, if anything."""
    for each in queries.rows_to(row.item_id, row.question_key):
        if not each.draft:
            forget_english(each)
            session.delete(each)
            write_now()


def stands(at: Theirs, key: str, version: int) -> ViewsAnswer | None:
    """Return an answer as it is now, None where there is none. ConflictError where it moved on."""
    row = queries.answer_to(at.item.id, key)
    refuse_moved(row, version)
    return row


def refuse_moved(row: ViewsAnswer | None, version: int) -> None:
    """Raise ConflictError where an answer is not the one that the page was drawn with any more."""
    if (row.saved if row else 0) != version:
        raise ConflictError(CHANGED)


def row_to_write(at: Theirs, now: datetime, key: str, held: ViewsAnswer | None) -> ViewsAnswer:
    """Return the answer to write to: a new one beside ``held`` where that is shared."""
    sheet = begun(at, now)
    if held is not None and held.draft:
        return held
    made = ViewsAnswer(
        district_id=at.item.district_id,
        views_sheet_id=sheet.id,
        item_id=at.item.id,
        young_person_id=at.item.young_person_id,
        question_key=key,
        saved_before=held.saved if held else 0,
        words=held.words if held else "",
        chosen="",
        how="",
        audience="",
        scribe="",
        blob=None,
        shared_at=None,
        draft=True,
    )
    session.add(made)
    return made


def fill(row: ViewsAnswer, asking: Asking, given: Answer, *, now: datetime, writer: Writer) -> None:
    """Write an answer into its row: it is theirs alone until it is shared again."""
    if not unchanged(row.words, given.words):
        forget_english(row)
        row.words = given.words
    row.asked = asking.kept
    row.how, row.audience = given.how.value, given.audience.value
    row.chosen = " ".join(given.chosen)
    row.not_sure, row.language = given.not_sure, asking.language
    row.scribe = given.scribe.strip()[:LONGEST_NAME]
    row.written_by, row.way = writer.person_id, writer.way
    row.answered_at, row.shared_at = now, None
    if not given.how.is_file:
        without_file(row)


def _same(row: ViewsAnswer, given: Answer) -> bool:
    """Tell whether an answer is kept already just as it was given."""
    return (row.how, row.audience, row.chosen, row.not_sure, row.scribe) == (
        given.how.value,
        given.audience.value,
        " ".join(given.chosen),
        given.not_sure,
        given.scribe.strip()[:LONGEST_NAME],
    ) and unchanged(row.words, given.words)


def chosen_words(question: ViewsQuestion, chosen: str) -> tuple[str, ...]:
    """Return what was chosen in words, in the order of the choices; in English."""
    keys = chosen.split()
    return tuple(words for key, words in options(question).items() if key in keys)
