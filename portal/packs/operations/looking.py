"""Papers, and what agencies wrote, looked through for other young people before they join (C16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from portal.cases import queries as cases
from portal.kernel.wording import clock_time, joined
from portal.packs import queries
from portal.packs.documents.leaves import searched
from portal.packs.operations.places import items_and_numbers, waiting
from portal.packs.rules.others import as_number, named_in, numbers_in
from portal.panels.looking import LookedThrough, ToLookAt
from portal.panels.policy import in_a_message, is_out
from portal.panels.queries import ItemRow
from portal.papers import queries as papers
from portal.papers.files.store import StoreError
from portal.papers.models import Paper, PaperPicture, PaperSection, PaperVersion
from portal.papers.operations import read_blob
from portal.papers.rules.kinds import How, PaperKind
from portal.people.policy import Actor
from portal.preparation.queries import AnswerRow, answers_by_id
from portal.preparation.rules.questions import as_read


def look_through(meeting_id: UUID, actor: Actor, *, late: bool) -> LookedThrough:
    """Return what would join a pack, and what of it a person must look at.

    That is what names somebody else on the same agenda by name or first name, or anybody in the
    scope by reference or CHILD code: a brother or sister may rightly be named, so it is a question
    to a person. So is what a machine cannot read: a picture, or a file that does not open. What
    joins is the newest version of each paper, and of what each agency wrote, that did not join yet
    or whose item was never on this meeting's agenda. Of whom ``actor`` must not know nothing is
    found, and nothing joins: they could not look at it.
    """
    every, been = items_and_numbers(meeting_id)
    rows = [row for row in every if not is_out(actor, row.facts)]
    wanted = [row.id for row in rows if not late or (row.id in been and row.closed_at is None)]
    going = [each for each in queries.newest_of(wanted) if each.waits or each.item_id not in been]
    by_paper = {each.paper_id: each for each in going if each.paper_id is not None}
    there = papers.papers_of({each.item_id for each in by_paper.values()})
    newest = papers.newest_versions(by_paper)
    sections = papers.sections_of(version.id for version in newest.values())
    pictures = papers.pictures_of(version.id for version in newest.values())
    written: dict[UUID, list[AnswerRow]] = defaultdict(list)
    for form in answers_by_id([each.id for each in going if each.paper_id is None]):
        written[form.item_id].append(form)
    people = _People(every)
    found: list[ToLookAt] = []
    for row in rows:
        for paper in there.get(row.id, ()):
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
        for form in written[row.id]:
            found += _look_at_form(row, form, people)
    return LookedThrough(
        papers=frozenset(paper_id for paper_id, each in by_paper.items() if not each.placed),
        versions=frozenset(version.id for version in newest.values()),
        forms=frozenset(form.id for forms in written.values() for form in forms),
        found=tuple(found),
        joins=waiting(going).words,
    )


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
    pages = searched(how, b"".join(read_blob(version)))
    words = [line for page in pages for line in page.words]
    pictured = [str(number) for number, page in enumerate(pages, start=1) if page.pictured]
    if how is How.IMAGE or not pictured:
        return words, "is a picture" if pictured else ""
    told = joined(pictured)
    return words, f"has pictures on {'page' if len(pictured) == 1 else 'pages'} {told}"
