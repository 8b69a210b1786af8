"""What this room's operations share: whose item it is, what is asked, files put away."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from portal import audit
from portal.database import flush, session
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.kernel.shown import plain
from portal.panels import queries as panels
from portal.panels.models import Item, Meeting
from portal.papers.files import images, pdf
from portal.papers.files.kinds import kind_of
from portal.papers.files.scanner import Scan, scan
from portal.papers.files.store import Owner, store
from portal.papers.rules.refusals import FileRefusedError, Refusal
from portal.preparation.rules.inviting import Way
from portal.tenancy.door import variation_of
from portal.translations import operations as translations
from portal.translations.rules import Source
from portal.variations.questions import ViewsQuestion
from portal.voice import queries
from portal.voice.models import ViewsAnswer, ViewsSheet
from portal.voice.rules import core, frozen
from portal.voice.rules.answers import LONGEST_WORDS, How
from portal.voice.rules.media import (
    FRONT,
    LARGEST_RECORDING,
    recording_kind,
    text_in,
    without_tags,
)

_ = str  # marks what is translated where it is shown

CHANGED = _("You changed this answer somewhere else.")
OVER = _("The meeting is over. You can still read what you said, and take it back.")
MOST_DOTS = 220_000_000
"""Of a photograph: the largest that phones take. It is read in steps, so that it fits."""
PIECE = 64 * 1024
PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Theirs:
    """A young person's item with its meeting and what they are asked."""

    item: Item
    meeting: Meeting
    kind: PanelKind
    sheet: ViewsSheet | None
    questions: tuple[ViewsQuestion, ...]

    @property
    def over(self) -> bool:
        """Whether its record is filed, it was withdrawn, or its meeting was cancelled."""
        return (
            self.item.closed_at is not None
            or self.item.slot_id is None
            or self.meeting.state == "cancelled"
        )

    def question(self, key: str) -> ViewsQuestion:
        """Return a question by its key. NotFoundError where it is not asked."""
        for each in self.questions:
            if each.key == key:
                return each
        raise NotFoundError("There is no such question.")


def item_at(item_id: UUID) -> Theirs:
    """Return an item with what is asked: as frozen once they began, by today's rules before."""
    item = panels.item(item_id)
    meeting, kind = panels.meeting(item.meeting_id)
    sheet = queries.sheet_of(item_id)
    if sheet is not None:
        return Theirs(item, meeting, kind, sheet, frozen.thaw(sheet.asked))
    extra = variation_of(meeting.district_id).views_questions(as_of=meeting.held_on, kind=kind)
    return Theirs(item, meeting, kind, None, core.asked(extra.value))


def theirs(*, young_person_id: UUID, item_id: UUID) -> Theirs:
    """Return an item that is this young person's. NotFoundError for any other."""
    found = item_at(item_id)
    if found.item.young_person_id != young_person_id:
        raise NotFoundError("There is no such item.")
    return found


def begun(at: Theirs, now: datetime) -> ViewsSheet:
    """Return the sheet, made now where they begin: what is asked is frozen from then on."""
    if at.sheet is not None:
        return at.sheet
    made = ViewsSheet(
        district_id=at.item.district_id,
        item_id=at.item.id,
        young_person_id=at.item.young_person_id,
        asked=frozen.freeze(at.questions),
        started_at=now,
        shared_at=None,
        taken_back_at=None,
    )
    session.add(made)
    write_now()
    return made


def refuse_over(at: Theirs) -> None:
    """Raise RuleError once an item is over: what was said for it stays as it is."""
    if at.over:
        raise RuleError(OVER)


def write_now() -> None:
    """Write now. What another device wrote at the same moment is a conflict."""
    try:
        flush()
    except ConflictError as error:
        raise ConflictError(CHANGED) from error


def tell(
    at: Theirs, now: datetime, event: str, *, actor_id: UUID | None = None, **facts: object
) -> None:
    """Leave an event without a word of what they said; ``actor_id`` None is they themselves."""
    audit.record(
        event=event,
        subject=("item", at.item.id),
        district_id=at.item.district_id,
        actor_id=actor_id,
        now=now,
        facts=facts,
    )


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file as it is kept: its bytes, what it is, and whether the scanner looked at it."""

    held: bytes
    media: str
    checked: bool

    @property
    def digest(self) -> str:
        """The same as the store's, so that a file sent twice is known again."""
        return hashlib.sha256(self.held).hexdigest()


def cleaned(file: BinaryIO, how: How) -> Cleaned:
    """Check a file by what it holds and clean it. FileRefusedError says in plain words why not.

    A picture is made anew and smaller, whatever its size: nothing that travelled with it is kept.
    """
    scanned = scan(file)
    if scanned is Scan.FOUND:
        raise FileRefusedError(Refusal.VIRUS)
    checked = scanned is not Scan.NO_ANSWER
    if how is How.RECORDING:
        return Cleaned(*_recording(file), checked)
    if how is How.STATEMENT and _is_pdf(file):
        kind_of(file)
        return Cleaned(pdf.cleaned(file), "application/pdf", checked)
    file.seek(0)
    return Cleaned(images.made_anew(file, most_dots=MOST_DOTS), images.JPEG, checked)


def text_of(file: BinaryIO) -> str | None:
    """Return the words of a plain text file, None for any other; the scanner is asked first.

    FileRefusedError for a virus, for nothing, and for more than an answer holds.
    """
    if _is_pdf(file):
        return None
    file.seek(0)
    text = text_in(file.read())
    if text is None:
        return None
    if scan(file) is Scan.FOUND:
        raise FileRefusedError(Refusal.VIRUS)
    if not text.strip():
        raise FileRefusedError(Refusal.EMPTY)
    if len(text) > LONGEST_WORDS:
        raise FileRefusedError(Refusal.TOO_LARGE)
    return text


def _recording(file: BinaryIO) -> tuple[bytes, str]:
    file.seek(0)
    held = file.read(LARGEST_RECORDING + 1)
    if not held:
        raise FileRefusedError(Refusal.EMPTY)
    if len(held) > LARGEST_RECORDING:
        raise FileRefusedError(Refusal.TOO_LARGE)
    media = recording_kind(held[:FRONT])
    if media is None:
        raise FileRefusedError(Refusal.UNKNOWN)
    return without_tags(held), media


def _is_pdf(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(len(PDF)) == PDF


def put_away(row: ViewsAnswer, kept: Cleaned) -> None:
    """Keep a file sealed and name it in its answer. The one before is an orphan, which is swept."""
    source = io.BytesIO(kept.held)
    put = store().put(Owner(row.authority_id, row.id), iter(lambda: source.read(PIECE), b""))
    forget_english(row)
    row.blob, row.digest, row.size = put.name, put.digest, put.size
    row.media, row.checked = kept.media, kept.checked


def take_along(row: ViewsAnswer, held: ViewsAnswer) -> None:
    """Keep the file of an answer that stays as it was shared with the one that is changed, too."""
    if held.blob is None:
        return
    pieces = store().read(Owner(held.authority_id, held.id), held.blob)
    put = store().put(Owner(row.authority_id, row.id), pieces)
    row.blob, row.digest, row.size = put.name, put.digest, put.size
    row.media, row.checked = held.media, held.checked


def without_file(row: ViewsAnswer) -> None:
    """Name no file any more; the sweep removes it."""
    if row.blob is not None:
        forget_english(row)
    row.blob, row.digest, row.size, row.media, row.checked = None, "", 0, "", True


def forget_english(row: ViewsAnswer) -> None:
    """Take away what others made of an answer in English: it changes, or is gone."""
    if row not in session.new:
        translations.forget(Source.VIEWS, [row.id])


THEMSELVES = "The young person"


def said_by(row: ViewsAnswer, names: Mapping[UUID, str]) -> str:
    """Say whose an answer is: theirs, or who wrote it down, and how they were asked."""
    by = names.get(row.written_by, "somebody who left") if row.written_by else THEMSELVES
    if row.scribe:
        by = f"{by}, written by: {plain(row.scribe)}"
    if row.way:
        by = f"{by}, asked {Way(row.way).label.lower()}"
    return by


def keep_english(row: ViewsAnswer, before: ViewsAnswer) -> None:
    """Let an answer shared in the place of another keep its English where they say the same."""
    if (row.words, row.digest) == (before.words, before.digest):
        translations.take_over(Source.VIEWS, before=before.id, after=row.id)
    else:
        forget_english(before)


def opened(row: ViewsAnswer) -> bytes:
    """Return an answer's file. NotFoundError where it has none, or it could not be checked yet."""
    if row.blob is None:
        raise NotFoundError("There is no such file.")
    held = b"".join(store().read(Owner(row.authority_id, row.id), row.blob))
    if not row.checked and scan(io.BytesIO(held)) is not Scan.CLEAN:
        raise NotFoundError("This file could not be checked yet. Try again in a while.")
    return held
