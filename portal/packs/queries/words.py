"""The words a reader is given, opened only after the rule said which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portal.database import session
from portal.kernel.errors import NotFoundError
from portal.packs import said
from portal.packs.rules.giving import Page
from portal.packs.rules.said import Part
from portal.papers import queries as papers
from portal.papers.models import Paper, PaperPicture
from portal.papers.rules.kinds import PaperKind
from portal.preparation.queries import answers_by_id
from portal.preparation.rules.agencies import Agency
from portal.preparation.rules.questions import as_read


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraphs, and the pictures that stand in it.

    ``language`` is that of the paragraphs where somebody may have written in another than English;
    ``about`` is what is told of them besides.
    """

    heading: str
    paragraphs: tuple[str, ...]
    pictures: tuple[PaperPicture, ...] = ()
    language: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What is read of one paper."""

    title: str
    sections: tuple[Section, ...]


def sections_shown(pages: Iterable[Page]) -> Mapping[UUID, Read]:
    """Return title and sections of each paper, form and other part that is shown, by its id.

    In five queries.
    """
    every = [page for page in pages if page.shown and page.version is not None]
    return {
        **_papers([page for page in every if isinstance(page.kind, PaperKind)]),
        **_written([page for page in every if isinstance(page.kind, Agency)]),
        **_said([page for page in every if isinstance(page.kind, Part)]),
    }


def picture_shown(page: Page, position: int) -> PaperPicture:
    """Return one picture of a paper as somebody is given it, where its part is.

    Raises NotFoundError.
    """
    held = () if page.version is None else papers.pictures_of([page.version.id])[page.version.id]
    for picture in held:
        if picture.position == position and picture.section in page.parts:
            return picture
    raise NotFoundError("There is no such picture.")


def _said(pages: Iterable[Page]) -> dict[UUID, Read]:
    """Return what young people want to say, answer by answer, by the id of the part."""
    there = {page.paper_id: page.answers for page in pages if page.paper_id}
    ids = [each for answers in there.values() for each in answers]
    words = said.source().words(ids) if ids else {}
    return {
        part_id: Read("", tuple(_section(words[each]) for each in words if each in answers))
        for part_id, answers in there.items()
    }


def _section(answer: said.Answer) -> Section:
    return Section(
        answer.asked,
        tuple(line for line in answer.words.split("\n") if line.strip()),
        language=answer.language,
        about=answer.about,
    )


def _written(pages: Iterable[Page]) -> dict[UUID, Read]:
    """Return what agencies wrote, with the name of the organisation, by the form's id."""
    ids = {page.version.id: page.paper_id for page in pages if page.version and page.paper_id}
    return {
        ids[row.id]: Read(
            row.organisation,
            tuple(Section(heading, lines) for heading, lines in as_read(row.agency, row.answers)),
        )
        for row in answers_by_id(ids)
    }


def _papers(pages: Iterable[Page]) -> dict[UUID, Read]:
    shown = {page.version.id: page for page in pages if page.version is not None}
    words = papers.sections_of(shown)
    pictures = papers.pictures_of(shown)
    titles = _titles(page.paper_id for page in shown.values() if page.paper_id)
    found = {}
    for version_id, page in shown.items():
        assert page.paper_id is not None  # what is shown is a paper
        assert page.version is not None
        # The title is the newest version's: where that one waits, nobody looked at it yet (C16).
        earlier = page.waits and page.version.joined_at is not None
        sections = tuple(
            Section(
                row.heading,
                tuple(line for line in row.words.split("\n") if line.strip()),
                tuple(each for each in pictures[version_id] if each.section == row.position),
            )
            for row in words[version_id]
            if row.position in page.parts
        )
        found[page.paper_id] = Read("" if earlier else titles[page.paper_id], sections)
    return found


def _titles(paper_ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = sorted(set(paper_ids))
    rows = session.scalars(select(Paper).where(Paper.id.in_(wanted)).order_by(Paper.id))
    return {row.id: row.title for row in rows}
