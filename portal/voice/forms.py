"""Forms of this room. What a young person types is read as it was sent: no space is cut off."""

from __future__ import annotations

import io
import re
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from portal.entry import visiting
from portal.kernel.errors import RuleError
from portal.papers.routes.staff.shared import InMemory
from portal.papers.rules.refusals import FileRefusedError, Refusal
from portal.preparation.rules.inviting import Way
from portal.voice.pages.young import Typed
from portal.voice.rules.answers import (
    CHOOSE_FOR_WHOM,
    LONGEST_WORDS,
    TOO_LONG,
    Answer,
    Audience,
    How,
)
from portal.web.fields import (
    CheckboxesField,
    FileField,
    LongTextField,
    RadioField,
    TickField,
    VersionField,
)
from portal.web.forms import PortalForm, typed_before

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_ = str  # marks what is translated where it is shown

LONGEST_SUMMARY = 4_000
_NUMBER = re.compile(r"[0-9]{1,9}")
NO_FILE = _("Choose a file first, or answer in another way.")
TOO_LARGE: dict[How, str] = {
    How.RECORDING: _("This is too long for one file. Try a shorter one, or make two."),
    How.PICTURE: _(
        "This picture is too large to send. Take it again in a smaller size, or answer in "
        "another way."
    ),
    How.STATEMENT: _(
        "This file is too large to send. Add one part of it. Or take a picture of the page you "
        "want to share."
    ),
}
TOO_LARGE[How.DRAWING] = TOO_LARGE[How.PICTURE]
OTHER_FILE_WORDS = _("We cannot use this file. Try another one, or answer in another way.")
LARGEST_SENT = 40 * 1024 * 1024
"""In bytes: a photograph as the largest phones take it. It is made smaller here."""
LARGEST_READ = 256 * 1024 * 1024
"""In bytes: so much is read, and left out, to find the words that were sent beside a file."""
OWN_FILE = frozenset({"saying.another_way_submit", "saying.add_submit"})
BROUGHT_FILE = "voice.statement_submit"


class CutOff(io.BytesIO):
    """A file in memory, of which no more is kept than is taken; the words beside it still arrive.

    Nothing is written onto a disk, where it would lie open.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.is_cut = False

    def write(self, piece: Buffer, /) -> int:
        """Keep a piece, or leave it out where the file is too large already."""
        more = memoryview(piece).nbytes
        self.is_cut = self.is_cut or self.tell() + more > self._most
        return more if self.is_cut else super().write(piece)


def expect_a_file() -> None:
    """Take no file onto a disk, where it would lie open; before anything reads the body.

    Of a young person's own file that is too large the rest is let go as it comes, so that the page
    says so with every word that was typed.
    """
    if request.endpoint == BROUGHT_FILE:
        own = request.max_content_length or LARGEST_SENT
        request.max_content_length = min(own, LARGEST_SENT)
        request.form_data_parser_class = InMemory
    elif request.endpoint in OWN_FILE and visiting.is_in():
        request.max_content_length = LARGEST_READ
        request.form_data_parser_class = _NoMoreThanTaken


class _NoMoreThanTaken(InMemory):
    """Holds a file in memory, and no more of it than is taken."""

    def hold(self) -> IO[bytes]:
        """Return what lets the rest go."""
        return CutOff(LARGEST_SENT)


class SayForm(PortalForm):
    """What was wrong with an answer, for the summary; the answer is read as it was sent."""

    answer = StringField()

    @classmethod
    def refusing(cls, said: str, box: str) -> SayForm:
        """Return the form with an error beside one box; with no box, of the page as a whole."""
        form = cls(formdata=None)
        if said and box:
            form.answer.errors = [said]
            vars(form.answer)["error_id"] = box
        elif said:
            form.form_errors.append(said)
        return form


def typed_words() -> str:
    """Return what was typed, exactly as it was sent."""
    return request.form.get("words", "")


def unsaved(*, refused: bool) -> Typed | None:
    """Return what was typed into this page and is not saved; None where there is nothing."""
    late = typed_before()
    if refused:
        return _typed(request.form)
    return None if late is None else _typed(late, version=_version(late))


def _typed(sent: MultiDict[str, str], *, version: int | None = None) -> Typed:
    audience = sent.get("audience", "")
    return Typed(
        words=sent.get("words", ""),
        chosen=tuple(sent.getlist("chosen")),
        scribe=sent.get("scribe", ""),
        audience=Audience(audience) if audience in set(Audience) else None,
        version=version,
    )


def sent_version() -> int:
    """Return the version the page was drawn with; -1, which never fits, for anything else."""
    return _version(request.form)


def _version(sent: MultiDict[str, str]) -> int:
    text = sent.get("version", "")
    return int(text) if _NUMBER.fullmatch(text) else -1


def sent_after() -> int | None:
    """Return how many bytes of a recording came before the piece that was sent; None for a file."""
    text = request.form.get("after", "")
    return int(text) if _NUMBER.fullmatch(text) else None


def sent_audience() -> Audience:
    """Return for whom the answer is. RuleError (field `audience`) for anything unknown."""
    try:
        return Audience(request.form.get("audience", Audience.PANEL))
    except ValueError as error:
        raise RuleError(CHOOSE_FOR_WHOM, "audience") from error


def sent_answer(how: How) -> Answer:
    """Return the answer a page sent. RuleError for an audience that is not one."""
    words, unsure = typed_words(), request.form.get("do") == "unsure"
    if len(words) > LONGEST_WORDS:
        raise RuleError(TOO_LONG, "words")
    chosen = request.form.getlist("chosen") if how is How.CHOSEN and not unsure else []
    return Answer(
        how=how,
        audience=sent_audience(),
        words=words,
        chosen=tuple(dict.fromkeys(chosen)),
        scribe=request.form.get("scribe", ""),
        not_sure=unsure,
    )


def sent_file() -> BinaryIO:
    """Return the file that was sent. FileRefusedError where there is none, or too much of it."""
    found = request.files.get("file")
    if found is None or not found.filename:
        raise FileRefusedError(Refusal.EMPTY)
    if isinstance(found.stream, CutOff) and found.stream.is_cut:
        raise FileRefusedError(Refusal.TOO_LARGE)
    return cast("BinaryIO", found.stream)


def file_words(error: FileRefusedError, how: How) -> str:
    """Say kindly why a file is not taken, and what to do."""
    if error.refusal is Refusal.TOO_LARGE:
        return TOO_LARGE[how]
    return NO_FILE if error.refusal is Refusal.EMPTY else OTHER_FILE_WORDS


_WAYS = [(way.value, way.label) for way in Way]


class WriteDownForm(PortalForm):
    """What a young person said to somebody, written down as they said it."""

    version = VersionField()
    words = LongTextField(
        "What they said, in their own words",
        max_length=LONGEST_WORDS,
        hint="Write it as they said it. Your own summary has a place of its own",
    )
    chosen = CheckboxesField("What they chose", choices=[])
    way = RadioField("How did you ask them?", choices=_WAYS, missing="Choose how you asked them")
    audience = RadioField("For whom is it?", missing="Choose for whom it is")
    agreed = TickField("I read it back to them, and they agreed that it is shared like this")


class StatementForm(PortalForm):
    """What a young person made elsewhere, brought by somebody."""

    file = FileField(
        "File",
        missing="Choose a file",
        hint="A PDF, a JPEG or a PNG, up to 20 MB, or a plain text file",
    )
    way = RadioField(
        "How did they give it to you?", choices=_WAYS, missing="Choose how they gave it to you"
    )
    audience = RadioField("For whom is it?", missing="Choose for whom it is")
    agreed = TickField("They agreed that it is shared like this")


class SummaryForm(PortalForm):
    """A worker's summary, beside the young person's own words."""

    version = VersionField()
    words = LongTextField(
        "Your summary",
        max_length=LONGEST_SUMMARY,
        missing="Enter a summary",
        hint="Readers see that it is yours. Their own words stay as they are",
    )
