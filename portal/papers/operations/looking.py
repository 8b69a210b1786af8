"""Words looked through for a protected address: before they are kept, and later on.

What is refused stays in its box. What was taken in before the address was written down is held: it
is given to nobody until a person has taken the address out (C18).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from portal.database import session
from portal.kernel.errors import RuleError
from portal.papers import leaving, queries
from portal.papers.files import pdf
from portal.papers.files.store import Owner, store
from portal.papers.models import Paper, PaperIntake, PaperVersion, ProtectedAddress
from portal.papers.operations.reading import read_blob
from portal.papers.operations.shared import pieces, tell, write_now
from portal.papers.rules.address import IN_WORDS, gives_away
from portal.papers.rules.holding import Why
from portal.papers.rules.kinds import How, PaperState
from portal.people.policy import Actor


def address_problems(young_person_id: UUID, texts: Mapping[str, str]) -> tuple[RuleError, ...]:
    """Return what gives away a protected address, each with the name under which it was given."""
    held = queries.address_to_protect(young_person_id)
    if held is None:
        return ()
    return tuple(
        RuleError(IN_WORDS, field=field)
        for field, text in texts.items()
        if gives_away(text, held.lines, held.postcode)
    )


def refuse_address(young_person_id: UUID, texts: Mapping[str, str]) -> None:
    """Raise RuleError (the field's name) where words give away a protected address (C18)."""
    for problem in address_problems(young_person_id, texts):
        raise problem


def look_again(*, actor: Actor, now: datetime, young_person_id: UUID) -> int:
    """Hold every paper that gives away the address written down just now; return how many.

    A file waits for a person to black out or leave out what must go. Of what was typed the next
    version is written without it. Whoever had one in their pack hears that it changed, and is given
    no version of it any more until the next has joined; so too where only the version they have
    gives it away, and a newer one waits that does not.
    """
    held = queries.address_to_protect(young_person_id)
    if held is None:
        return 0
    queries.hold_papers_of(young_person_id)  # in the order in which readers hold them
    found = 0
    for paper, version in queries.given_out(young_person_id):
        pages = _pages_with(paper, version, held)
        if not pages:
            found += _take_out_earlier(paper, version, held, actor, now)
            continue
        found += 1
        paper.state = PaperState.HELD.value
        if How(version.how).has_file:
            _await_person(paper, version, actor, now, pages)
        write_now()
        tell(actor, now, paper, "papers:paper:held", {"why": Why.ADDRESS.value})
        leaving.tell(paper_id=paper.id, actor_id=actor.person_id, now=now)
        _take_out(paper)
    return found


def _take_out_earlier(
    paper: Paper, newest: PaperVersion, held: ProtectedAddress, actor: Actor, now: datetime
) -> bool:
    """Take a paper out of the pack where an earlier version, which readers have, gives it away.

    Tell whether it was so.
    """
    joined = queries.joined_versions(paper.id)
    if not joined or joined[0].id == newest.id or not _pages_with(paper, joined[0], held):
        return False
    tell(actor, now, paper, "papers:paper:taken_out", {"why": Why.ADDRESS.value})
    leaving.tell(paper_id=paper.id, actor_id=actor.person_id, now=now)
    _take_out(paper)
    return True


def _take_out(paper: Paper) -> None:
    """Let readers be given no version of a paper that there is; its row is held already."""
    for version in queries.joined_versions(paper.id):
        version.joined_at = version.joined_by = None
    write_now()


def _pages_with(paper: Paper, version: PaperVersion, held: ProtectedAddress) -> list[int]:
    """Return the pages that give an address away, from 1; of what is no file, 1 for all of it."""
    if How(version.how).has_file:
        texts = pdf.text_of(b"".join(read_blob(version)))
    else:
        sections = queries.sections_of([version.id])[version.id]
        pictures = queries.pictures_of([version.id])[version.id]
        said = [f"{each.heading}\n{each.words}" for each in sections]
        texts = ["\n".join([*said, *(each.description for each in pictures)])]
    texts[0] = f"{paper.title}\n{texts[0]}"
    return [
        number
        for number, text in enumerate(texts, start=1)
        if gives_away(text, held.lines, held.postcode)
    ]


def _await_person(
    paper: Paper, version: PaperVersion, actor: Actor, now: datetime, pages: list[int]
) -> None:
    made = PaperIntake(
        district_id=paper.district_id,
        item_id=paper.item_id,
        young_person_id=paper.young_person_id,
        paper_id=paper.id,
        title=paper.title,
        written_on=paper.written_on,
        made_by=actor.person_id,
        made_at=now,
        how=version.how,
        why=Why.ADDRESS.value,
        blob=None,
        digest="",
        size=0,
        pages=version.pages,
        found={"pictures": pages},
    )
    session.add(made)
    write_now()
    whole = io.BytesIO(b"".join(read_blob(version)))
    kept = store().put(Owner(made.authority_id, made.id), pieces(whole))
    made.blob, made.digest, made.size = kept.name, kept.digest, kept.size
