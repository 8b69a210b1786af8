"""What a reader is given: a table of real cases, and random histories against a small model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.agreements.rules import Answer, Cell, Given, History, Kind, Limit, Window
from portal.packs.rules import giving
from portal.packs.rules.giving import (
    Comes,
    ItemFacts,
    PaperFacts,
    Part,
    Reader,
    State,
    Version,
    item_pages,
)
from portal.papers.rules.kinds import KINDS, How, PaperKind
from portal.variations.values import OrganisationKind, PackSection

ITEM = UUID(int=1)
SUMMARY, RECORD, PLACEMENT = UUID(int=11), UUID(int=12), UUID(int=13)
HOUSING, COUNTY, PROVIDER = UUID(int=21), UUID(int=22), UUID(int=23)
START = datetime(2026, 12, 1, 9, tzinfo=UTC)
NOW = START + timedelta(days=9)
EVERYTHING = frozenset(PackSection)
HOUSING_SEAT = frozenset(
    {
        PackSection.CASE_SUMMARY,
        PackSection.CARE_PLANNING_RECORD,
        PackSection.VIEWS,
        PackSection.HOUSING,
    }
)
PARTS = (Part("home", 1), Part("health", 2), Part("plan", 3))


def version(number: int, at: datetime = START, parts: tuple[Part, ...] = PARTS) -> Version:
    """A typed version that joined the pack when it was made."""
    return Version(
        id=UUID(int=100 + number),
        number=number,
        made_at=at,
        written_on=date(2026, 12, 1),
        how=How.TYPED,
        parts=parts,
        joined_at=at,
    )


UNSEEN = replace(version(2, parts=PARTS[:1]), joined_at=None)
"""A newer version that nobody looked through yet."""
SUMMARY_PAPER = PaperFacts(
    id=SUMMARY, kind=PaperKind.CASE_SUMMARY, place="1.1", versions=(version(1),)
)
RECORD_PAPER = PaperFacts(
    id=RECORD,
    kind=PaperKind.CARE_PLANNING_RECORD,
    place="1.2",
    versions=(replace(version(2), number=1, parts=(), how=How.PDF),),
)
PLACEMENT_PAPER = PaperFacts(
    id=PLACEMENT,
    kind=PaperKind.PLACEMENT_INFORMATION,
    place="1.3",
    versions=(replace(version(3), number=1),),
)
PAPERS = (SUMMARY_PAPER, RECORD_PAPER, PLACEMENT_PAPER)
SECTIONS = {
    SUMMARY: frozenset(part.key for part in PARTS),
    RECORD: frozenset({"file:1"}),
    PLACEMENT: frozenset(part.key for part in PARTS),
}


def discussed(seq: int = 1, at: datetime = START, answer: Answer = Answer.YES) -> Given:
    """An answer to being discussed."""
    return Given(seq=seq, kind=Kind.BE_DISCUSSED, answer=answer, at=at, item_id=ITEM)


def shared(
    seq: int = 2,
    at: datetime = START,
    *,
    to: tuple[UUID, ...] = (HOUSING, COUNTY),
    papers: tuple[UUID, ...] = (SUMMARY, RECORD, PLACEMENT),
    limits: tuple[Limit, ...] = (),
) -> Given:
    """A yes to papers for organisations."""
    return Given(
        seq=seq,
        kind=Kind.SHARE_PAPERS,
        answer=Answer.YES,
        at=at,
        item_id=ITEM,
        papers={paper: SECTIONS[paper] for paper in papers},
        organisations=frozenset(to),
        agreed=frozenset(Cell(paper, each) for paper in papers for each in to),
        limits=limits,
    )


STOPPED = Given(
    seq=3,
    kind=Kind.SHARE_PAPERS,
    answer=Answer.STOPPED,
    at=START + timedelta(days=1),
    item_id=ITEM,
)
NO_HEALTH = (Limit(frozenset({"health"}), frozenset({OrganisationKind.HOUSING_AUTHORITY})),)
AGREED = (discussed(), shared())


def item(*said: Given, papers: tuple[PaperFacts, ...] = PAPERS, **more: object) -> ItemFacts:
    """The item, with what its young person answered."""
    values: dict[str, object] = {
        "id": ITEM,
        "number": 1,
        "papers": papers,
        "history": History(date(2009, 6, 1), said or AGREED),
        "window": Window(NOW + timedelta(days=10), "it is over"),
    }
    return ItemFacts(**(values | more))  # type: ignore[arg-type]  # as given


HOUSING_READER = Reader(
    comes=Comes.SITS,
    organisation_id=HOUSING,
    organisation_kind=OrganisationKind.HOUSING_AUTHORITY,
    sections=HOUSING_SEAT,
)
COUNTY_READER = Reader(
    comes=Comes.SITS,
    organisation_id=COUNTY,
    organisation_kind=OrganisationKind.CHILDRENS_SERVICES,
    sections=EVERYTHING,
)
OWN = Reader(comes=Comes.WORKS, organisation_id=COUNTY)
SPEAKS_FOR_YOUNG_PEOPLE = Reader(
    comes=Comes.SITS,
    organisation_id=COUNTY,
    organisation_kind=OrganisationKind.YOUNG_PERSON,
    sections=EVERYTHING,
)
VISITOR = Reader(
    comes=Comes.VISITS,
    organisation_id=PROVIDER,
    organisation_kind=OrganisationKind.PROVIDER,
)
NOBODYS = replace(HOUSING_READER, organisation_id=None, organisation_kind=None)


@dataclass(frozen=True)
class Case:
    """A row: what happened, who reads, and what stands at 1.1, 1.2, 1.3 (parts of it)."""

    why: str
    reader: Reader
    facts: ItemFacts
    pages: str
    state: State = State.OPEN
    at: datetime = NOW


def as_text(found: giving.ItemPages) -> str:
    """Say pages shortly: "1.1:123 1.2:file -not_shared"."""
    said = []
    for page in found.pages:
        where = page.place or page.kind.value
        what = "".join(map(str, sorted(page.parts))) or "file" if page.shown else f"-{page.given}"
        said.append(f"{where}:{what}")
    return " ".join(said)


ALL = "1.1:123 1.2:file 1.3:123"
NO_PLACEMENT = "1.1:123 1.2:file 1.3:-not_shared"
NOTHING = "1.1:-not_shared 1.2:-not_shared 1.3:-not_shared"
LATE = replace(
    SUMMARY_PAPER, id=UUID(int=14), kind=PaperKind.VIEWS, place="1.3a", versions=(version(4),)
)
CASES = [
    Case("housing sees what its seat may", HOUSING_READER, item(), NO_PLACEMENT),
    Case("the county's seat sees all", COUNTY_READER, item(), ALL),
    Case("nothing was asked", HOUSING_READER, item(discussed()), NOTHING),
    Case(
        "papers agreed, being discussed not",
        COUNTY_READER,
        item(shared(1)),
        NOTHING,
    ),
    Case(
        "agreed for the county alone",
        HOUSING_READER,
        item(discussed(), shared(to=(COUNTY,))),
        NOTHING,
    ),
    Case(
        "agreed for the summary alone",
        COUNTY_READER,
        item(discussed(), shared(papers=(SUMMARY,))),
        "1.1:123 1.2:-not_shared 1.3:-not_shared",
    ),
    Case(
        "not about health to housing",
        HOUSING_READER,
        item(discussed(), shared(limits=NO_HEALTH)),
        "1.1:13 1.2:file 1.3:-not_shared",
    ),
    Case(
        "that limit is not for the county",
        COUNTY_READER,
        item(discussed(), shared(limits=NO_HEALTH)),
        ALL,
    ),
    Case(
        "stopped: marks at once",
        HOUSING_READER,
        item(*AGREED, STOPPED),
        "1.1:-withdrawn 1.2:-withdrawn 1.3:-not_shared",
    ),
    Case(
        "before it was stopped",
        HOUSING_READER,
        item(*AGREED, STOPPED),
        NO_PLACEMENT,
        at=START + timedelta(hours=1),
    ),
    Case(
        "a paper was withdrawn",
        COUNTY_READER,
        item(
            papers=(
                replace(SUMMARY_PAPER, ready=False, withdrawn_at=START + timedelta(days=2)),
                RECORD_PAPER,
            )
        ),
        "1.1:-withdrawn 1.2:file",
    ),
    Case(
        "a new version with a new part was not asked about",
        COUNTY_READER,
        item(
            papers=(
                replace(
                    SUMMARY_PAPER,
                    versions=(version(1), version(2, parts=(*PARTS, Part("money", 4)))),
                ),
                RECORD_PAPER,
            )
        ),
        "1.1:-not_shared 1.2:file",
    ),
    Case(
        "a new version of a file is a new file: it was not asked about",
        COUNTY_READER,
        item(
            papers=(
                SUMMARY_PAPER,
                replace(
                    RECORD_PAPER,
                    versions=(
                        *RECORD_PAPER.versions,
                        replace(version(2), id=UUID(int=150), parts=(), how=How.PDF),
                    ),
                ),
            )
        ),
        "1.1:123 1.2:-not_shared",
    ),
    Case(
        "a new version nobody looked through yet: the one that joined stays (C16)",
        COUNTY_READER,
        item(papers=(replace(SUMMARY_PAPER, versions=(version(1), UNSEEN)), RECORD_PAPER)),
        "1.1:123 1.2:file",
    ),
    Case(
        "a paper of which no version joined is not here yet (C16)",
        COUNTY_READER,
        item(papers=(replace(SUMMARY_PAPER, versions=(UNSEEN,)), RECORD_PAPER)),
        "1.2:file case_summary:-not_here_yet",
    ),
    Case(
        "its own people have the newest, whether it joined or not (C16)",
        OWN,
        item(papers=(replace(SUMMARY_PAPER, versions=(version(1), UNSEEN)), RECORD_PAPER)),
        "1.1:1 1.2:file",
    ),
    Case(
        "what is withdrawn keeps its mark, whatever had joined",
        COUNTY_READER,
        item(
            papers=(
                replace(SUMMARY_PAPER, versions=(UNSEEN,), ready=False, withdrawn_at=START),
                RECORD_PAPER,
            )
        ),
        "1.1:-withdrawn 1.2:file",
    ),
    Case(
        "a draft is not in the pack",
        COUNTY_READER,
        item(papers=(replace(SUMMARY_PAPER, ready=False), RECORD_PAPER)),
        "1.2:file case_summary:-not_here_yet",
    ),
    Case(
        "one that has no place yet is not in the pack",
        COUNTY_READER,
        item(papers=(replace(SUMMARY_PAPER, place=None), RECORD_PAPER)),
        "1.2:file case_summary:-not_here_yet",
    ),
    Case(
        "no paper is here yet",
        HOUSING_READER,
        item(papers=()),
        "case_summary:-not_here_yet care_planning_record:-not_here_yet",
    ),
    Case(
        "a late paper was not asked about",
        HOUSING_READER,
        item(papers=(*PAPERS, LATE)),
        f"{NO_PLACEMENT} 1.3a:-not_shared",
    ),
    Case("the item's own people see all, agreed or not", OWN, item(discussed()), ALL),
    Case("who speaks for young people sees none (A18)", SPEAKS_FOR_YOUNG_PEOPLE, item(), NOTHING),
    Case("who comes from nowhere cannot be named when asking", NOBODYS, item(), NOTHING),
    Case("no seat, no papers", replace(COUNTY_READER, sections=frozenset()), item(), NOTHING),
    Case(
        "a visitor whose organisation was agreed",
        VISITOR,
        item(discussed(), shared(to=(PROVIDER,), papers=(SUMMARY,))),
        "1.1:123",
    ),
    Case("a visitor sees no marks", VISITOR, item(), ""),
    Case("an interest: nothing is there", COUNTY_READER, item(out=True), "", State.NOT_SHOWN),
    Case(
        "the same by the reader",
        replace(COUNTY_READER, comes=Comes.OUT),
        item(),
        "",
        State.NOT_SHOWN,
    ),
    Case("the record is filed", HOUSING_READER, item(closed_at=NOW), "", State.CLOSED),
    Case(
        "a second before it is",
        HOUSING_READER,
        item(closed_at=NOW + timedelta(seconds=1)),
        NO_PLACEMENT,
    ),
    Case("filed: their own people go on reading", OWN, item(closed_at=NOW), ALL, State.CLOSED),
    Case("the agenda is not out", HOUSING_READER, item(open=False), "", State.NOT_OUT),
    Case("it is not being heard", HOUSING_READER, item(heard=False), "", State.NOT_HEARD),
    Case(
        "they stopped it after it was heard",
        HOUSING_READER,
        item(heard=False, heard_before=True),
        "",
        State.CLOSED,
    ),
    Case(
        "its time is over before it is filed",
        HOUSING_READER,
        item(window=Window(NOW, "it is over")),
        "1.1:-over 1.2:-over 1.3:-not_shared",
    ),
]


@pytest.mark.requirement("R49", "A16", "A18", "A19")
@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_what_is_given(case: Case) -> None:
    found = item_pages(case.reader, case.facts, case.at)
    assert (found.state, as_text(found)) == (case.state, case.pages)


def test_a_pack_is_its_items_in_order() -> None:
    one, two = item(), item(discussed())
    found = giving.pack([(HOUSING_READER, one), (OWN, two)], NOW)
    assert found == (item_pages(HOUSING_READER, one, NOW), item_pages(OWN, two, NOW))


# Random histories, against a model that was written apart from the rule: it walks the answers in
# time and keeps, for each paper and organisation, whether the last word was a yes.

MOMENTS = [START + timedelta(hours=hour) for hour in range(6)]
ORGANISATIONS = {
    HOUSING: OrganisationKind.HOUSING_AUTHORITY,
    COUNTY: OrganisationKind.CHILDRENS_SERVICES,
    PROVIDER: OrganisationKind.PROVIDER,
}


@st.composite
def histories(draw: st.DrawFn) -> tuple[Given, ...]:
    """Answers in order of time: to being discussed, to papers, and stops."""
    said = []
    moments = sorted(draw(st.lists(st.sampled_from(MOMENTS), max_size=7)))
    for seq, at in enumerate(moments, start=1):
        shape = draw(st.sampled_from(["discussed", "share", "share", "no_papers"]))
        if shape == "discussed":
            said.append(discussed(seq, at, draw(st.sampled_from(list(Answer)))))
        elif shape == "no_papers":
            answer = draw(st.sampled_from([Answer.NO, Answer.STOPPED]))
            said.append(replace(STOPPED, seq=seq, at=at, answer=answer))
        else:
            papers = draw(st.sets(st.sampled_from(list(SECTIONS)), min_size=1))
            to = draw(st.sets(st.sampled_from(list(ORGANISATIONS)), min_size=1))
            limits = NO_HEALTH if draw(st.booleans()) else ()
            said.append(shared(seq, at, to=tuple(to), papers=tuple(papers), limits=limits))
    return tuple(said)


def model(said: tuple[Given, ...], paper: UUID, organisation: UUID, at: datetime) -> set[str]:
    """Return the keys of a paper's sections an organisation may have; or of its file."""
    talk = False
    cells: dict[tuple[UUID, UUID], set[str]] = {}
    for each in said:
        if each.at > at:
            break
        if each.kind is Kind.BE_DISCUSSED:
            talk = each.answer is Answer.YES
        elif each.answer is not Answer.YES:
            cells.clear()
        else:
            for cell in each.agreed:
                housing = ORGANISATIONS[cell.organisation_id] is OrganisationKind.HOUSING_AUTHORITY
                kept = {"health"} if each.limits and housing else set()
                cells[cell.paper_id, cell.organisation_id] = set(
                    SECTIONS[cell.paper_id]
                ) - kept or {""}
    return cells.get((paper, organisation), set()) if talk else set()


@pytest.mark.requirement("R49")
@pytest.mark.control("C15")
@settings(max_examples=400)
@given(
    said=histories(),
    organisation=st.sampled_from(list(ORGANISATIONS)),
    seat=st.sets(st.sampled_from(list(PackSection))),
    comes=st.sampled_from([Comes.SITS, Comes.VISITS]),
    at=st.sampled_from(MOMENTS),
)
def test_a_page_holds_a_section_only_while_it_is_agreed(
    said: tuple[Given, ...],
    organisation: UUID,
    seat: set[PackSection],
    comes: Comes,
    at: datetime,
) -> None:
    reader = Reader(
        comes=comes,
        organisation_id=organisation,
        organisation_kind=ORGANISATIONS[organisation],
        sections=frozenset(seat),
    )
    facts = replace(item(), history=History(date(2009, 6, 1), said))
    found = {page.paper_id: page for page in item_pages(reader, facts, at).pages}
    for paper in PAPERS:
        sees = comes is Comes.VISITS or KINDS[paper.kind].section in seat
        allowed = model(said, paper.id, organisation, at) if sees else set()
        page = found.get(paper.id)
        shown: set[str] = set()
        if page is not None and page.shown:
            shown = {part.key for part in PARTS if part.position in page.parts} or {"file:1"}
        assert shown == allowed


@pytest.mark.requirement("R49")
@pytest.mark.control("C16")
def test_that_a_newer_version_waits_is_said_to_whoever_reads_the_one_before() -> None:
    waits = item(papers=(replace(SUMMARY_PAPER, versions=(version(1), UNSEEN)), RECORD_PAPER))
    for reader, number in ((COUNTY_READER, 1), (OWN, 2)):
        summary, record = item_pages(reader, waits, NOW).shown[:2]
        assert (summary.waits, record.waits) == (True, False)
        assert summary.version is not None
        assert summary.version.number == number
    joined = replace(UNSEEN, joined_at=NOW)
    facts = item(papers=(replace(SUMMARY_PAPER, versions=(version(1), joined)), RECORD_PAPER))
    summary = item_pages(COUNTY_READER, facts, NOW).shown[0]
    assert (summary.version, summary.waits) == (joined, False)
    assert item_pages(COUNTY_READER, facts, NOW - timedelta(seconds=1)).shown[0].waits
