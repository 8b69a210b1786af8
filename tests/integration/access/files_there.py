"""The papers of the access tests' world that came as files, every word of them a canary.

One with a picture in it, one that is a PDF, and one that waits for somebody to look at it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from docx import Document
from docx.oxml.ns import qn
from sqlalchemy import select

from portal.database import session
from portal.papers import operations, queries
from portal.papers.models import Paper, PaperPicture
from portal.papers.operations import Brought
from portal.papers.rules.kinds import PaperKind
from portal.people.policy import Actor
from tests.support.invented_papers import pdf, picture, saved, word

HEADING = "What they are like"
OPTIONS = "Homes they could have, and what each of them would ask of them, as it was found"


def files(
    actor: Actor, now: datetime, item_id: UUID, words: Callable[[str], str]
) -> dict[str, UUID]:
    """Bring three files to an item; return the ids by the name an address has for them.

    ``words`` gives the canary of a class about their young person.
    """
    pictured = operations.take_in_file(
        kind=PaperKind.INDEPENDENCE_SKILLS,
        brought=_brought(_with_a_picture(words), "skills.docx", now),
        actor=actor,
        now=now,
        item_id=item_id,
    )
    assert pictured.intake_id is not None  # a Word file waits for whoever brought it
    version = queries.intake(pictured.intake_id).version
    operations.confirm_word(actor=actor, now=now, intake_id=pictured.intake_id, version=version)
    filed = operations.take_in_file(
        kind=PaperKind.HOUSING_OPTIONS,
        brought=_brought(pdf(f"{OPTIONS}\n{words('E')}"), "options.pdf", now),
        actor=actor,
        now=now,
        item_id=item_id,
    )
    assert filed.intake_id is None  # nothing in it has to be looked at
    waiting = operations.take_in_file(
        kind=PaperKind.IRO_VIEW,
        brought=_brought(_with_a_picture(words), "view.docx", now, words("n")),
        actor=actor,
        now=now,
        item_id=item_id,
    )
    assert waiting.intake_id is not None  # the same
    shown = select(PaperPicture.id).where(PaperPicture.item_id == item_id).order_by(PaperPicture.id)
    return {
        "pictured_id": pictured.paper_id,
        "picture_id": session.scalars(shown).one(),
        "filed_id": filed.paper_id,
        "intake_id": waiting.intake_id,
    }


def place_of(paper_id: UUID) -> str:
    """Return where a paper stands in its pack, once the agenda is out."""
    place = session.scalars(select(Paper.place).where(Paper.id == paper_id)).one()
    assert place is not None  # every ready paper was given one
    return place


def _brought(held: bytes, name: str, now: datetime, title: str = "") -> Brought:
    return Brought(io.BytesIO(held), name, title, now.date())


def _with_a_picture(words: Callable[[str], str]) -> bytes:
    """Return a Word file with a heading of its own and a picture that is described."""
    heading = f"{HEADING}, {words('h')}"
    document: Any = Document(io.BytesIO(word(("h1", heading), words("E"))))
    document.add_picture(io.BytesIO(picture()))
    next(document.element.iter(qn("wp:docPr"))).set("descr", words("h"))
    return saved(document)
