"""Papers looked through for other young people before they join a pack (C16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from portal.cases import queries as cases
from portal.kernel.wording import clock_time, joined
from portal.packs.documents.leaves import words_of
from portal.packs.operations.places import joining, late_items
from portal.packs.rules.others import as_number, named_in, numbers_in
from portal.panels import queries as agendas
from portal.panels.looking import LookedThrough, ToLookAt
from portal.panels.policy import in_a_message
from portal.panels.queries import ItemRow
from portal.papers import queries as papers
from portal.papers.files.store import StoreError
from portal.papers.models import Paper, PaperSection, PaperVersion
from portal.papers.operations import read_blob
from portal.papers.rules.kinds import How, PaperKind


def look_through(meeting_id: UUID, *, late: bool) -> LookedThrough:
    """Return the papers that would join a pack, and those of them that name another young person.

    By the name or first name of somebody else on the same agenda, or the reference or CHILD code
    of anybody in the scope. A brother or sister may rightly be named, so it is a question to a
    person. What is only in a picture is not read.
    """
    rows = agendas.items_of(meeting_id)
    wanted = late_items(meeting_id) if late else {row.id for row in rows}
    there = joining(wanted)
    every = [paper.id for each in there.values() for paper in each]
    newest = papers.newest_versions(every)
    sections = papers.sections_of(version.id for version in newest.values())
    people = _People(rows)
    found = [
        look
        for row in rows
        for paper in there.get(row.id, ())
        if (version := newest.get(paper.id)) is not None
        for look in _look(row, paper, version, sections[version.id], people)
    ]
    return LookedThrough(frozenset(every), tuple(found))


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


def _look(
    row: ItemRow,
    paper: Paper,
    version: PaperVersion,
    sections: Iterable[PaperSection],
    people: _People,
) -> Iterable[ToLookAt]:
    title = paper.title or PaperKind(paper.kind).label
    at = f"{clock_time(row.start)}, {_called(row)}: “{title}”"
    typed = [line for part in sections for line in (part.heading, part.words)]
    try:
        words = "\n".join([paper.title, *typed, *_of_file(version)])
    except StoreError:
        yield ToLookAt(paper.id, version.id, title, f"{at} could not be opened.")
        return
    own = row.young_person_id
    others = [people.called[each] for each in named_in(words, people.names, own)]
    numbered = {people.numbers[each] for each in numbers_in(words) if each in people.numbers}
    others += sorted(people.called.get(key, said) for key, said in numbered if key != own)
    if others:
        told = joined(list(dict.fromkeys(others)))
        yield ToLookAt(paper.id, version.id, title, f"{at} names {told}.")


def _called(row: ItemRow) -> str:
    return in_a_message(row.preferred_name, row.reference)


def _of_file(version: PaperVersion) -> list[str]:
    if How(version.how) is not How.PDF:
        return []
    return [line for page in words_of(How.PDF, b"".join(read_blob(version))) for line in page]
