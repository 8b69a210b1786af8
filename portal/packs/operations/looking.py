"""Papers looked through for other young people before they join a pack (C16)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from portal.cases import queries as cases
from portal.kernel.wording import clock_time, joined
from portal.packs.documents.leaves import words_of
from portal.packs.operations.places import items_kept_from
from portal.packs.rules.others import named_in, numbers_in
from portal.panels import queries as agendas
from portal.panels.looking import ToLookAt
from portal.panels.policy import in_a_message
from portal.panels.queries import ItemRow
from portal.papers import queries as papers
from portal.papers.models import Paper, PaperVersion
from portal.papers.operations import read_blob
from portal.papers.rules.kinds import How, PaperKind, PaperState
from portal.people.policy import Actor


def to_look_at(meeting_id: UUID, actor: Actor) -> list[ToLookAt]:
    """Return the papers that would join a pack and name another young person, in its order.

    By the name of somebody else on the same agenda, or the reference or CHILD code of anybody in
    the scope. A brother or sister may rightly be named, so it is a question to a person. What is
    only in a picture is not read. Nothing is said of an item that is kept from whoever asks.
    """
    everybody, kept = agendas.items_of(meeting_id), items_kept_from(actor, meeting_id)
    rows = [row for row in everybody if row.id not in kept]
    there = papers.papers_of((row.id for row in rows), states=(PaperState.READY,))
    joining = {row.id: [each for each in there[row.id] if each.place is None] for row in rows}
    words = _words([paper for each in joining.values() for paper in each])
    holders = _holders(words.values())
    names = {row.young_person_id: row.preferred_name for row in rows}
    called = {row.young_person_id: _called(row) for row in rows}
    found = []
    for row in rows:
        for paper in joining[row.id]:
            text = words[paper.id]
            numbered = {holders[each] for each in numbers_in(text) if each in holders}
            others = [
                called[each]
                for each in named_in(text, names, row.preferred_name)
                if each != row.young_person_id
            ]
            others += sorted(
                called.get(each, reference)
                for each, reference in numbered
                if each != row.young_person_id
            )
            if others:
                told = joined(list(dict.fromkeys(others)))
                title = paper.title or PaperKind(paper.kind).label
                at = f"{clock_time(row.start)}, {_called(row)}"
                found.append(ToLookAt(paper.id, title, f"{at}: “{title}” names {told}."))
    return found


def _called(row: ItemRow) -> str:
    return in_a_message(row.preferred_name, row.reference)


def _holders(texts: Iterable[str]) -> dict[str, tuple[UUID, str]]:
    """Return whose each number in the texts is, with their reference."""
    wanted = frozenset[str]().union(*(numbers_in(text) for text in texts))
    return {
        number: (each.id, each.reference)
        for each in cases.with_numbers(wanted)
        for number in (each.reference.upper(), (each.child_code or "").upper())
        if number in wanted
    }


def _words(rows: list[Paper]) -> dict[UUID, str]:
    """Return everything that can be read of the newest version of each paper."""
    newest = papers.newest_versions(paper.id for paper in rows)
    sections = papers.sections_of(version.id for version in newest.values())
    found = {}
    for paper in rows:
        version = newest.get(paper.id)
        lines = [paper.title]
        if version is not None:
            lines += [line for part in sections[version.id] for line in (part.heading, part.words)]
            lines += _of_file(version)
        found[paper.id] = "\n".join(lines)
    return found


def _of_file(version: PaperVersion) -> list[str]:
    how = How(version.how)
    if not how.has_file:
        return []
    return [line for page in words_of(how, b"".join(read_blob(version))) for line in page]
