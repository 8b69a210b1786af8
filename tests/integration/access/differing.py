"""Two worlds that differ in one young person, and whether somebody can tell them apart.

``same_but_for`` is the test of a recusal (idea 11) and of a visitor with one slot: everything they
can fetch or guess, with the other items in the database and without, must be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import takewhile
from uuid import UUID

from sqlalchemy import Table, delete, select

from portal.database import Base, session
from portal.entry.rules import ALPHABET, LENGTH, SPOKEN
from portal.panels.models import AgendaVersion
from portal.panels.pages import agenda as agenda_pages
from portal.panels.policy import NOT_SHOWN
from portal.panels.rules import frozen
from portal.panels.rules.frozen import FrozenRow
from tests.integration.access.asking import Asking
from tests.integration.access.crawler import as_it_is, everything, unpacked
from tests.integration.access.world import Subject
from tests.support.marks import without_marked_parts
from tests.support.owner import answers_forgotten, forgotten_by_the_trail

RECUSED_MARKER = NOT_SHOWN
"""What stands in place of an item for whoever declared an interest in it."""
FREE = ""
"""What a published agenda says of a slot that nobody was ever put in: its time alone."""
_CHANGING = (
    re.compile(r'<input[^>]*name="csrf_token"[^>]*>'),
    re.compile(r"^Set-Cookie: .*$", re.MULTILINE),
    re.compile(r"^Content-Length: .*$", re.MULTILINE),
    re.compile(r"^Vary: .*$", re.MULTILINE),
    re.compile(r"^Date: .*$", re.MULTILINE),
    re.compile(r'(?<="challenge": ")[\w-]{43}(?=")'),
    re.compile(r'data-stay-token="[^"]*"'),
    re.compile(r"(?:Instance|Document)ID: \S+"),
    re.compile(r"(?<=this code there: )[^a-z]{9,20}(?= You can do)"),
    re.compile(rf"\b[{ALPHABET}]{{4}}\s[{ALPHABET}]{{4}}\b"),
    re.compile(rf"(?:<li>(?:[2-9]|[A-Z] for (?:{'|'.join(SPOKEN.values())}))</li>\s*){{{LENGTH}}}"),
)
"""What differs from one request to the next: tokens, a passkey's challenge, a new code as it is
written, said and printed, and a length or a PDF's number that follow from the text."""

_PDF_NUMBER = re.compile(r"^\S*(?:InstanceID|NPages): .*$", re.MULTILINE)
"""The number a PDF has from all that is in it and how many its pages are, where the marker is."""


def recorded(asking: Asking, who: str, *, as_they_are: bool = False) -> dict[str, str]:
    """Return everything somebody can reach or guess, as text without what always changes.

    ``as_they_are`` in the world before anything is taken out of it, which is asked once.
    """
    forget_agendas()
    found = (as_it_is if as_they_are else everything)(asking, who)
    return {asked: _settled(unpacked(asked, answer)) for asked, answer in found.answers.items()}


def _settled(text: str) -> str:
    for pattern in _CHANGING:
        text = pattern.sub("", text)
    return text


def same_but_for(
    marker: str | None,
    with_world: Mapping[str, str],
    without_world: Mapping[str, str],
    *,
    stands_for: str = FREE,
) -> list[str]:
    """Say everything that tells two worlds apart, other than the agreed marker.

    The marker may stand where the world without the item has ``stands_for``, and in a pack as a
    part of its own; it is looked for nowhere else.
    """
    said = [
        f"{asked}: in one of the two worlds only"
        for asked in sorted(with_world.keys() ^ without_world.keys())
    ]
    for asked in sorted(with_world.keys() & without_world.keys()):
        here, there = with_world[asked], without_world[asked]
        if marker is not None and "/pack" in asked and marker.lower() in here.lower():
            here, there = (
                re.sub(r"\s*\n\s*", "\n", _spaced(_PDF_NUMBER.sub("", parts)))
                for parts in (without_marked_parts(text, marker) for text in (here, there))
            )
        if marker is not None and marker in here:
            here, there = (
                _spaced(_PDF_NUMBER.sub("", text))
                for text in (_in_place(marker, stands_for, here), there)
            )
        if here != there:
            said.append(f"{asked}: {_first_difference(here, there)}")
    return said


def _in_place(marker: str, stands_for: str, text: str) -> str:
    """Put what stands in an empty slot where the marker is; Word closes an empty text at once."""
    if not stands_for:
        text = text.replace(f">{marker}</w:t>", "/>")
    return text.replace(marker, stands_for)


def _spaced(text: str) -> str:
    """Leave one space of many: where a PDF's words were, their spaces stay."""
    return "\n".join(re.sub(r"\s+", " ", line).strip() for line in text.splitlines())


def _first_difference(here: str, there: str) -> str:
    pairs = zip([*here.splitlines(), ""], [*there.splitlines(), ""], strict=False)
    with_it, without_it = next(((a, b) for a, b in pairs if a != b), ("", ""))
    same = takewhile(lambda pair: pair[0] == pair[1], zip(with_it, without_it, strict=False))
    at = max(0, sum(1 for _ in same) - 20)
    with_it, without_it = with_it[at:], without_it[at:]
    return f"“{with_it.strip()[:100]}” with it, “{without_it.strip()[:100]}” without"


@contextmanager
def without(asking: Asking, *states: str) -> Iterator[None]:
    """Be in the same world for the block, where these young people never were."""
    with asking.undone():
        for state in states:
            subject = asking.world.subjects[state]
            answers_forgotten(asking.world.app, [subject.young_person_id])
            with asking.world.working(authority=subject.authority):
                _never_listed(subject)
                _erase(
                    Base.metadata.tables["young_person"],
                    [subject.young_person_id],
                    subject.authority,
                )
            forgotten_by_the_trail(
                asking.world.app, [subject.young_person_id, subject.item_id, subject.action_id]
            )
        yield
    forget_agendas()


def forget_agendas() -> None:
    """Empty the memory of published agendas: a version never changes, but in these worlds."""
    agenda_pages._versions.clear()  # noqa: SLF001 - the one memory that outlives a request


def _never_listed(subject: Subject) -> None:
    """Take an item out of every agenda that went out; its slot stays."""
    versions = session.scalars(
        select(AgendaVersion)
        .where(AgendaVersion.meeting_id == subject.meeting_id)
        .order_by(AgendaVersion.number)
    )
    for version in versions:
        agenda = frozen.from_json(version.frozen)
        rows = tuple(
            _emptied(row) if row.item_id == subject.item_id else row for row in agenda.rows
        )
        version.frozen = frozen.to_json(replace(agenda, rows=rows))
    session.flush()


def _emptied(row: FrozenRow) -> FrozenRow:
    return FrozenRow(slot_id=row.slot_id, start=row.start, minutes=row.minutes, kind=row.kind)


def _erase(table: Table, ids: Sequence[UUID], authority: str) -> None:
    """Delete rows and all that hangs on them, whichever rooms keep it."""
    if not ids:
        return
    for other in Base.metadata.sorted_tables:
        for constraint in other.foreign_key_constraints:
            if constraint.referred_table is not table or other is table or "id" not in other.c:
                continue
            column = next(other.c[n] for n in constraint.column_keys if n != "authority_id")
            hanging = session.scalars(
                select(other.c.id)
                .where(other.c.authority_id == authority, column.in_(ids))
                .order_by(other.c.id)
            )
            _erase(other, list(hanging), authority)
    session.execute(delete(table).where(table.c.authority_id == authority, table.c.id.in_(ids)))
