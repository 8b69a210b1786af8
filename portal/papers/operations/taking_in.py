"""A file taken in: checked, scanned, cleaned, and held where a person must look at it first."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from portal import audit
from portal.database import session
from portal.kernel.errors import ConflictError, RuleError
from portal.papers import policy, queries
from portal.papers.files import images, pdf
from portal.papers.files.kinds import FileKind, kind_of, title_from
from portal.papers.files.scanner import Scan, scan
from portal.papers.files.store import Kept, Owner, store
from portal.papers.files.word import WordFile, read_word
from portal.papers.models import Paper, PaperIntake
from portal.papers.operations.looking import refuse_address
from portal.papers.operations.shared import (
    Desk,
    Draft,
    add_version,
    checked_title,
    desk,
    new_paper,
    paper_at,
    pieces,
    tell,
    write_now,
)
from portal.papers.operations.writing import WITHDRAWN
from portal.papers.rules import holding
from portal.papers.rules.holding import Why, check_written_on
from portal.papers.rules.involved import REFUSED, started_in
from portal.papers.rules.kinds import How, PaperKind, PaperState
from portal.papers.rules.refusals import FileRefusedError, Refusal
from portal.papers.rules.taken_in import TakenIn, take_in
from portal.people.policy import Actor
from portal.web.clock import LONDON


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody chose to take in. ``name`` is the file's, of which a title may be made."""

    file: BinaryIO
    name: str
    title: str
    written_on: date | None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of it: a paper, and what waits to be confirmed if it does."""

    paper_id: UUID
    item_id: UUID
    intake_id: UUID | None = None


def take_in_file(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    kind: PaperKind,
    brought: Brought,
    paper_id: UUID | None = None,
    version: int = 0,
) -> Result:
    """Take in a PDF, a Word file or a picture, as a new paper or a paper's next version.

    A Word file is taken in by sections: the section “why we are involved” is cut before anything
    is kept, and what is left waits for whoever brought it (R53). A PDF that seems to hold it, pages
    that are pictures, and whatever the scanner did not answer for wait for a person too.
    FileRefusedError (field ``file``), RuleError (``title``, ``written_on``); ConflictError.
    """
    at = desk(actor=actor, now=now, item_id=item_id)
    policy.require_adding(at.rights, kind)
    before = None if paper_id is None else _to_follow(at, paper_id, version, kind)
    title = checked_title(kind, brought.title.strip() or title_from(brought.name))
    today = now.astimezone(LONDON).date()
    draft = Draft(kind, title, check_written_on(brought.written_on, today))
    if started_in(title):
        raise RuleError(REFUSED, field="title")
    refuse_address(at.at.item.young_person_id, {"title": title})
    what = kind_of(brought.file)
    scanned = scan(brought.file)
    if scanned is Scan.FOUND:
        raise FileRefusedError(Refusal.VIRUS)
    bringing = _Bringing(at, now, draft, before, safe=scanned is not Scan.NO_ANSWER)
    if what is FileKind.WORD:
        return bringing.word(read_word(brought.file))
    if what is FileKind.PDF:
        return bringing.document(pdf.cleaned(brought.file), How.PDF)
    return bringing.document(pdf.from_picture(images.made_anew(brought.file)), How.IMAGE)


def tell_of_virus(*, actor: Actor, now: datetime, item_id: UUID, district_id: str) -> None:
    """Leave in the trail that the scanner found something in a file that somebody chose."""
    audit.record(
        event="papers:file:virus",
        subject=("item", item_id),
        district_id=district_id,
        actor_id=actor.person_id,
        now=now,
        facts={},
    )


def _to_follow(at: Desk, paper_id: UUID, version: int, kind: PaperKind) -> Paper:
    policy.require_reading(at.rights, queries.paper(paper_id))
    paper = paper_at(paper_id, version)
    if paper.item_id != at.at.item.id or paper.kind != kind:
        raise RuleError("This paper belongs to another item.")
    if paper.state == PaperState.WITHDRAWN:
        raise RuleError(WITHDRAWN)
    if any(waiting.paper_id == paper.id for waiting in queries.intakes_of(paper.item_id)):
        raise ConflictError("A version of this paper is waiting to be confirmed. Do that first.")
    return paper


@dataclass(frozen=True, slots=True)
class _Bringing:
    """One file on its way in."""

    at: Desk
    now: datetime
    draft: Draft
    before: Paper | None
    safe: bool
    """Whether the scanner answered, or none is set up."""

    def word(self, read: WordFile) -> Result:
        """Keep a Word file's sections until they are confirmed; the file itself is not kept."""
        found = take_in(read.pieces)
        if not found.sections:
            raise FileRefusedError(Refusal.NOTHING_LEFT)
        spoken = [f"{each.heading}\n" + "\n".join(each.lines) for each in found.sections]
        described = [description for _, description in read.pictures]
        refuse_address(self.at.at.item.young_person_id, {"file": "\n".join([*spoken, *described])})
        wanted = sorted({number for each in found.sections for number in each.pictures})
        made_anew = {
            number: images.made_anew(io.BytesIO(read.pictures[number][0])) for number in wanted
        }
        made = self._intake(How.WORD, Why.SECTIONS, {})
        kept = {number: _put(made, held) for number, held in made_anew.items()}
        made.sections = _as_json(found, read, kept)
        made.found = {
            "left": dict(read.left),
            "left_out": [[each.heading, each.words, each.pictures] for each in found.left_out],
            "blobs": [each.name for each in kept.values()],
        }
        write_now()
        self._tell_waiting(made)
        return Result(made.paper_id, made.item_id, made.id)

    def document(self, held: bytes, how: How) -> Result:
        """Keep a cleaned PDF: as a version, or until a person has looked at it."""
        read = pdf.read(held)
        for page in pdf.text_of(held):
            refuse_address(self.at.at.item.young_person_id, {"file": page})
        reason = holding.why(scanned=self.safe, mentions=read.mentions, unread=read.unread)
        if reason is not None:
            made = self._intake(how, reason, {"mentions": read.mentions, "pictures": read.unread})
            kept = _put(made, held)
            made.blob, made.digest, made.size = kept.name, kept.digest, kept.size
            made.pages = read.pages
            write_now()
            self._tell_waiting(made)
            return Result(made.paper_id, made.item_id, made.id)
        paper = self.before or new_paper(self.at, self.now, self.draft, PaperState.READY)
        write_now()
        file_version(paper, self.at.actor, self.now, self.draft, how=how, held=held)
        return Result(paper.id, paper.item_id)

    def _intake(self, how: How, reason: Why, found: dict[str, Any]) -> PaperIntake:
        paper = self.before or new_paper(self.at, self.now, self.draft, PaperState.HELD)
        write_now()
        made = PaperIntake(
            district_id=paper.district_id,
            item_id=paper.item_id,
            young_person_id=paper.young_person_id,
            paper_id=paper.id,
            title=self.draft.title,
            written_on=self.draft.written_on,
            made_by=self.at.actor.person_id,
            made_at=self.now,
            how=how.value,
            why=reason.value,
            blob=None,
            digest="",
            size=0,
            pages=None,
            found={name: list(pages) for name, pages in found.items()},
        )
        session.add(made)
        write_now()
        return made

    def _tell_waiting(self, made: PaperIntake) -> None:
        facts = {"how": made.how, "why": made.why, "intake": str(made.id)}
        paper = queries.paper(made.paper_id)
        tell(self.at.actor, self.now, paper, "papers:paper:waiting", facts)


def file_version(
    paper: Paper, actor: Actor, now: datetime, draft: Draft, *, how: How, held: bytes
) -> None:
    """Make a cleaned PDF the next version of a paper, which is ready from then on."""
    made = add_version(paper, actor, now, draft, how=how, size=len(held), digest="")
    kept = store().put(Owner(made.authority_id, made.id), [held])
    made.blob, made.digest, made.size = kept.name, kept.digest, kept.size
    made.pages = pdf.read(held).pages
    paper.state = PaperState.READY.value
    write_now()
    facts = {"version": made.number, "how": how.value, "pages": made.pages}
    tell(actor, now, paper, "papers:paper:filed", facts)


def _put(row: PaperIntake, held: bytes) -> Kept:
    return store().put(Owner(row.authority_id, row.id), pieces(io.BytesIO(held)))


def _as_json(found: TakenIn, read: WordFile, kept: dict[int, Kept]) -> str:
    sections = [
        {"heading": each.heading, "lines": each.lines, "pictures": list(each.pictures)}
        for each in found.sections
    ]
    pictures = {
        number: {
            "blob": each.name,
            "digest": each.digest,
            "size": each.size,
            "description": read.pictures[number][1],
        }
        for number, each in kept.items()
    }
    return json.dumps({"sections": sections, "pictures": pictures})
