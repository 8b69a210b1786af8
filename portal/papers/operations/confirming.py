"""What waits, looked at by a person: confirmed with what must go left out, or refused."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.database import session
from portal.kernel.errors import ConflictError, RuleError
from portal.papers import policy, queries
from portal.papers.files import pdf
from portal.papers.files.pdf import Box
from portal.papers.files.scanner import Scan, scan
from portal.papers.files.store import Owner, store
from portal.papers.models import Paper, PaperIntake, PaperPicture, PaperVersion
from portal.papers.operations.looking import refuse_address
from portal.papers.operations.reading import read_blob
from portal.papers.operations.shared import (
    CHANGED,
    Draft,
    add_sections,
    add_version,
    desk,
    fingerprint,
    tell,
    write_now,
)
from portal.papers.operations.taking_in import file_version
from portal.papers.rules import holding
from portal.papers.rules.holding import COLUMNS, ROWS, Square, Why
from portal.papers.rules.kinds import How, PaperKind, PaperState
from portal.papers.rules.refusals import FileRefusedError, Refusal
from portal.papers.rules.sections import Words, key_of
from portal.people.policy import Actor


@dataclass(frozen=True, slots=True)
class WaitingSection:
    """A section of a Word file that waits, and whether its words speak of what must be cut."""

    number: int
    heading: str
    lines: tuple[str, ...]
    pictures: tuple[int, ...]


def waiting_sections(intake: PaperIntake) -> tuple[WaitingSection, ...]:
    """Return the sections of a Word file that waits, in order."""
    held = json.loads(intake.sections or '{"sections": []}')
    return tuple(
        WaitingSection(number, each["heading"], tuple(each["lines"]), tuple(each["pictures"]))
        for number, each in enumerate(held["sections"])
    )


def confirm_word(
    *,
    actor: Actor,
    now: datetime,
    intake_id: UUID,
    version: int,
    left_out: Sequence[int] = (),
) -> Paper:
    """Make a Word file's sections the next version of its paper, without those ``left_out`` (R53).

    RuleError (field ``left_out``) where nothing would be left; ConflictError; NotFoundError.
    """
    intake, paper = _waiting(actor, now, intake_id, version)
    if intake.how != How.WORD:
        raise ConflictError(CHANGED)
    kept = [each for each in waiting_sections(intake) if each.number not in set(left_out)]
    if not kept:
        raise RuleError("Keep at least one section, or refuse the file", field="left_out")
    kind = PaperKind(paper.kind)
    sections = [
        Words(key_of(kind, each.heading), each.heading, "\n".join(each.lines)) for each in kept
    ]
    digest, size = fingerprint(sections)
    draft = Draft(kind, intake.title, intake.written_on)
    made = add_version(paper, actor, now, draft, how=How.WORD, size=size, digest=digest)
    paper.state = PaperState.READY.value
    write_now()
    add_sections(made, sections)
    _take_pictures(intake, made, kept)
    session.delete(intake)
    write_now()
    facts = {
        "version": made.number,
        "sections": len(sections),
        "left_out": len(intake.found.get("left_out", [])) + len(set(left_out)),
    }
    tell(actor, now, paper, "papers:paper:confirmed", facts)
    return paper


def _take_pictures(
    intake: PaperIntake, version: PaperVersion, kept: Sequence[WaitingSection]
) -> None:
    """Seal the pictures of the kept sections anew, for their own rows."""
    held: dict[str, Any] = json.loads(intake.sections or "{}").get("pictures", {})
    wanted = [(position, number) for position, each in enumerate(kept) for number in each.pictures]
    for place, (position, number) in enumerate(wanted):
        found = held[str(number)]
        plain = store().read(Owner(intake.authority_id, intake.id), found["blob"])
        row = PaperPicture(
            district_id=version.district_id,
            paper_version_id=version.id,
            item_id=version.item_id,
            young_person_id=version.young_person_id,
            section=position,
            position=place,
            description=found["description"],
            blob=None,
            digest=found["digest"],
            size=found["size"],
        )
        row.blob = store().put(Owner(row.authority_id, row.id), plain).name
        session.add(row)


@dataclass(frozen=True, slots=True)
class Removal:
    """What a person says must go from a PDF: pages, words, and squares of a page, as typed."""

    pages: str = ""
    words: tuple[str, ...] = ()
    squares: tuple[str, ...] = ()


def confirm_file(
    *, actor: Actor, now: datetime, intake_id: UUID, version: int, removal: Removal
) -> Paper:
    """Make a PDF or a picture the next version of its paper, without what must go (R53).

    What goes is nowhere in the file that is kept; the one that waited is removed. RuleError (fields
    ``pages``, ``words``, ``squares``); where the scanner still does not answer too.
    """
    intake, paper = _waiting(actor, now, intake_id, version)
    if intake.blob is None:
        raise ConflictError(CHANGED)
    held = b"".join(read_blob(intake))
    _scan_again(intake, held)
    made = _removed(held, removal, intake.pages or 0)
    for page in pdf.text_of(made):
        refuse_address(paper.young_person_id, {"words": page})
    draft = Draft(PaperKind(paper.kind), intake.title, intake.written_on)
    file_version(paper, actor, now, draft, how=How(intake.how), held=made)
    why = intake.why
    session.delete(intake)
    write_now()
    tell(actor, now, paper, "papers:paper:confirmed", {"why": why, "changed": made != held})
    return paper


def _scan_again(intake: PaperIntake, held: bytes) -> None:
    if intake.why != Why.NOT_SCANNED:
        return
    scanned = scan(io.BytesIO(held))
    if scanned is Scan.FOUND:
        raise FileRefusedError(Refusal.VIRUS)
    if scanned is Scan.NO_ANSWER:
        raise RuleError("The virus scanner still does not answer. Try again later.")


def _removed(held: bytes, removal: Removal, pages: int) -> bytes:
    gone = holding.pages_typed(removal.pages, pages)
    squares = holding.squares_typed(removal.squares, pages)
    black: dict[int, list[Box]] = defaultdict(list)
    words = [each.strip() for each in removal.words if each.strip()]
    for number in range(1, pages + 1):
        if words:
            black[number] += pdf.words_at(held, number, words)
    if words and not any(black.values()):
        raise RuleError("These words stand on no page. Mark squares instead", field="words")
    for square in squares:
        black[square.page].append(_box(square))
    if not gone and not any(black.values()):
        return held
    return pdf.changed(held, without=gone, black=black)


def _box(square: Square) -> Box:
    return Box(
        square.left / len(COLUMNS),
        square.top / ROWS,
        (square.right + 1) / len(COLUMNS),
        (square.bottom + 1) / ROWS,
    )


def refuse(*, actor: Actor, now: datetime, intake_id: UUID) -> UUID:
    """Remove what waits; return the item's id. A paper that had no version yet is withdrawn."""
    intake, paper = _waiting(actor, now, intake_id, None)
    session.delete(intake)
    if paper.state == PaperState.HELD:
        paper.state = PaperState.WITHDRAWN.value
        paper.withdrawn_by, paper.withdrawn_at = actor.person_id, now
        paper.withdrawn_reason = "It was refused when it was looked at."
    write_now()
    tell(actor, now, paper, "papers:paper:refused", {"why": intake.why})
    return paper.item_id


def intake_for(*, actor: Actor, now: datetime, intake_id: UUID) -> tuple[PaperIntake, Paper]:
    """Return what waits for somebody who may look at it. NotFoundError for others."""
    at = desk(actor=actor, now=now, item_id=queries.item_of_intake(intake_id))
    intake = queries.intake(intake_id)
    policy.require_confirming(at.rights, intake)
    return intake, queries.paper(intake.paper_id)


def _waiting(
    actor: Actor, now: datetime, intake_id: UUID, version: int | None
) -> tuple[PaperIntake, Paper]:
    intake, paper = intake_for(actor=actor, now=now, intake_id=intake_id)
    if version is not None and intake.version != version:
        raise ConflictError(CHANGED)
    return intake, paper


def waiting_pictures(intake: PaperIntake) -> dict[int, str]:
    """Return the names of the files of a waiting Word file's pictures, by their numbers."""
    held: dict[str, Any] = json.loads(intake.sections or "{}").get("pictures", {})
    return {int(number): each["blob"] for number, each in held.items()}
