"""Papers, and what agencies wrote, looked through for other young people before they join (C16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from portal.cases import queries as cases
from portal.kernel.wording import clock_time, joined
from portal.packs import queries
from portal.packs.documents.leaves import pictured, words_of
from portal.packs.operations.places import joining, late_items
from portal.packs.rules.others import as_number, named_in, numbers_in
from portal.panels import queries as agendas
from portal.panels.looking import LookedThrough, ToLookAt
from portal.panels.policy import in_a_message, is_out
from portal.panels.queries import ItemRow
from portal.papers import queries as papers
from portal.papers.files.store import StoreError
from portal.papers.models import Paper, PaperPicture, PaperSection, PaperVersion
from portal.papers.operations import read_blob
from portal.papers.rules.kinds import How, PaperKind, PaperState
from portal.people.policy import Actor
from portal.preparation.queries import AnswerRow, answers_of_each
from portal.preparation.rules.questions import as_read


def look_through(meeting_id: UUID, actor: Actor, *, late: bool) -> LookedThrough:
    """Return the papers that would join a pack, and what of it a person must look at.

    That is what names somebody else on the same agenda by name or first name, or anybody in the
    scope by reference or CHILD code: a brother or sister may rightly be named, so it is a question
    to a person. So is what a machine cannot read: a picture, or a file that does not open. New
    versions of what is in the pack, and what agencies wrote, are looked through too, unless they
    were there when this agenda last went out. Nothing is found of whom ``actor`` must not know of.
    """
    rows = agendas.items_of(meeting_id)
    wanted = late_items(meeting_id) if late else {row.id for row in rows}
    there = joining(wanted)
    every = [paper.id for each in there.values() for paper in each]
    since = _last_out(meeting_id)
    placed = papers.papers_of(wanted, states=(PaperState.READY,))
    newest = papers.newest_versions(paper.id for each in placed.values() for paper in each)
    newest = {
        paper_id: version
        for paper_id, version in newest.items()
        if paper_id in every or _is_new(version.item_id, version.made_at, since)
    }
    sections = papers.sections_of(version.id for version in newest.values())
    pictures = papers.pictures_of(version.id for version in newest.values())
    written = answers_of_each(wanted)
    people = _People(rows)
    found: list[ToLookAt] = []
    for row in rows:
        if is_out(actor, row.facts):
            continue
        for paper in placed.get(row.id, ()):
            version = newest.get(paper.id)
            if version is not None:
                found += _look(
                    row,
                    paper,
                    version,
                    people,
                    sections=sections[version.id],
                    pictures=pictures[version.id],
                )
        for form in written.get(row.id, ()):
            if _is_new(row.id, form.given_at, since):
                found += _look_at_form(row, form, people)
    return LookedThrough(frozenset(every), tuple(found))


def _last_out(meeting_id: UUID) -> dict[UUID, datetime]:
    """Return when each item was last on an agenda that went out, and so was looked through."""
    versions = agendas.every_version(meeting_id)
    listed = queries.listed_in_versions(meeting_id)
    return {
        item_id: version.published_at
        for version, slots in zip(versions, listed, strict=True)
        for item_id in slots
        if item_id is not None
    }


def _is_new(item_id: UUID, at: datetime, since: Mapping[UUID, datetime]) -> bool:
    return item_id not in since or at > since[item_id]


class _People:
    """The young people of an agenda, and whose each number is in the scope."""

    def __init__(self, rows: Collection[ItemRow]) -> None:
        self.names = {row.young_person_id: row.preferred_name for row in rows}
        self.called = {row.young_person_id: _called(row) for row in rows}
        self.numbers = {
            as_number(number): (key, reference)
            for key, reference, code in cases.numbers_of_everybody()
            for number in (reference, code)
            if number
        }

    def others_in(self, words: str, own: UUID) -> str:
        """Return who else is named in a text, in words; nothing where nobody is."""
        others = [self.called[each] for each in named_in(words, self.names, own)]
        numbered = {self.numbers[each] for each in numbers_in(words) if each in self.numbers}
        others += sorted(self.called.get(key, said) for key, said in numbered if key != own)
        return joined(list(dict.fromkeys(others)))


def _look(
    row: ItemRow,
    paper: Paper,
    version: PaperVersion,
    people: _People,
    *,
    sections: Iterable[PaperSection],
    pictures: Sequence[PaperPicture],
) -> Iterable[ToLookAt]:
    title = paper.title or PaperKind(paper.kind).label
    found = []
    typed = [line for part in sections for line in (part.heading, part.words)]
    try:
        lines, unread = _of_file(version)
    except StoreError:
        found.append("could not be opened")
    else:
        others = people.others_in("\n".join([paper.title, *typed, *lines]), row.young_person_id)
        found += [f"names {others}"] if others else []
        found += [unread] if unread else []
    if pictures:
        found.append("has a picture" if len(pictures) == 1 else f"has {len(pictures)} pictures")
    if found:
        text = f"{_at(row, title)} {joined(found)}."
        yield ToLookAt(row.id, paper.id, version.id, title, text)


def _look_at_form(row: ItemRow, form: AnswerRow, people: _People) -> Iterable[ToLookAt]:
    read = as_read(form.agency, form.answers)
    words = "\n".join(line for _, lines in read for line in lines)
    others = people.others_in(words, row.young_person_id)
    if others:
        title = form.agency.brings
        yield ToLookAt(row.id, None, form.id, title, f"{_at(row, title)} names {others}.")


def _at(row: ItemRow, title: str) -> str:
    return f"{clock_time(row.start)}, {_called(row)}: “{title}”"


def _called(row: ItemRow) -> str:
    return in_a_message(row.preferred_name, row.reference)


def _of_file(version: PaperVersion) -> tuple[list[str], str]:
    """Return the words of a version's file, and what of it is a picture, as a sentence ends."""
    how = How(version.how)
    if not how.has_file:
        return [], ""
    held = b"".join(read_blob(version))
    words = [line for page in words_of(how, held) for line in page]
    pages = pictured(how, held)
    if how is How.IMAGE or not pages:
        return words, "is a picture" if pages else ""
    told = joined([str(each) for each in pages])
    return words, f"has pictures on {'page' if len(pages) == 1 else 'pages'} {told}"
