"""Frozen values for the pages of an item's papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.kernel import deadlines
from portal.kernel.deadlines import Deadline, DeadlineState
from portal.kernel.errors import ConfigurationError
from portal.kernel.wording import counted, plain_date
from portal.panels.pages.posts import nobody_to
from portal.panels.policy import shown
from portal.papers import operations, queries
from portal.papers.models import AddressReveal, Paper, PaperIntake, PaperSection, PaperVersion
from portal.papers.operations import Desk
from portal.papers.readers import PaperReader, who_can_see
from portal.papers.rules import holding
from portal.papers.rules.holding import COLUMNS, ROWS, Why
from portal.papers.rules.kinds import KINDS, How, PaperKind, PaperState
from portal.papers.rules.sections import SECTIONS
from portal.papers.rules.taken_in import Section
from portal.people import queries as people
from portal.people.policy import Permission
from portal.tenancy.door import variation_of

INCOMPLETE = (
    "The terms of reference say that case support fetches the papers “by of submitting the young "
    "person’s name”: the number of days is lost. The portal counts as the county has decided, five "
    "working days where it has not, and never later than the day the agenda must be out."
)
"""What is said of the rule whose text is incomplete in the source (A1)."""

GIVEN_LATER = "The panel is given this version when case support has looked at it."


@dataclass(frozen=True, slots=True)
class Head:
    """Whose papers a page is about, as its reader may know it."""

    item_id: UUID
    young_person_id: UUID
    district_id: str
    who: str
    reference: str
    panel_name: str
    day: date
    item_type: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper in the list."""

    id: UUID
    title: str
    kind: str
    place: str
    state: str
    how: str
    written_on: date
    added_by: str
    ready: bool
    may_change: bool
    intake_id: UUID | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A kind of paper that is not there yet, and who brings it."""

    label: str
    owner: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The papers of an item, for one reader."""

    head: Head
    rows: tuple[PaperRow, ...]
    missing: tuple[Missing, ...]
    may_add: bool
    over: bool
    due: Deadline | None
    due_state: DeadlineState | None
    all_there: bool
    address_protected: bool
    may_ask: bool
    reads_all: bool


def head_of(at: Desk) -> Head:
    """Return whose papers a page is about: the name for whoever may see it, else initials."""
    found = at.at
    item = found.item
    whose = queries.whose(item.young_person_id)
    who = shown(sees=found.sight.named, name=whose.preferred_name, reference=whose.reference)
    variation = variation_of(item.district_id)
    return Head(
        item_id=item.id,
        young_person_id=item.young_person_id,
        district_id=item.district_id,
        who=who,
        reference=whose.reference,
        panel_name=f"{found.kind.label}, {variation.ref.name}",
        day=found.meeting.held_on,
        item_type=item.item_type,
    )


def list_page(at: Desk, *, local_now: datetime) -> ListPage:
    """Return the papers of an item as one reader may know them."""
    item = at.at.item
    papers = [each for each in queries.papers_of([item.id])[item.id] if at.rights.may_read(each)]
    versions = queries.newest_versions([each.id for each in papers])
    waiting = {
        each.paper_id: each for each in queries.intakes_of(item.id) if at.rights.may_confirm(each)
    }
    names = people.people_by_id({each.added_by for each in papers})
    rows = tuple(
        _row(each, versions.get(each.id), waiting.get(each.id), names[each.added_by].name, at)
        for each in papers
    )
    there = {PaperKind(each.kind) for each in papers if each.state == PaperState.READY}
    wanted = at.rights.reads - {PaperKind.OTHER}
    missing = tuple(
        Missing(kind.label, KINDS[kind].source)
        for kind in PaperKind
        if kind in wanted and kind not in there
    )
    due, whose = retrieval_deadline(at), queries.whose(item.young_person_id)
    must = {PaperKind.CASE_SUMMARY, PaperKind.CARE_PLANNING_RECORD}
    return ListPage(
        head=head_of(at),
        rows=rows,
        missing=missing,
        may_add=bool(at.rights.adds),
        over=at.at.over,
        due=due if at.rights.reads_all else None,
        due_state=deadlines.state(due, local_now) if due else None,
        all_there=must <= there,
        address_protected=at.rights.reads_all and whose.address_protected,
        may_ask=operations.may_ask(at.actor, whose),
        reads_all=at.rights.reads_all,
    )


def retrieval_deadline(at: Desk) -> Deadline | None:
    """Return by when the papers must be fetched (R55, A1); None where the district's rules fail."""
    item, meeting, kind = at.at.item, at.at.meeting, at.at.kind
    try:
        variation = variation_of(item.district_id)
        day = meeting.held_on
        notices = {
            name: variation.notice_period(as_of=day, kind=kind, deadline=name).value.as_notice()
            for name in ("agenda", "retrieval")
        }
        calendars = {
            name: variation.calendar(as_of=day, kind=kind, deadline=name).value
            for name in ("agenda", "retrieval")
        }
    except ConfigurationError:
        return None
    agenda = deadlines.agenda_due(day, notices["agenda"], calendars["agenda"])
    return deadlines.retrieval_due(
        item.nominated_on, notices["retrieval"], calendars["retrieval"], never_after=agenda.due
    )


def _row(
    paper: Paper, version: PaperVersion | None, waiting: PaperIntake | None, name: str, at: Desk
) -> PaperRow:
    kind = PaperKind(paper.kind)
    state = PaperState(paper.state)
    changes = state is not PaperState.WITHDRAWN and at.rights.may_add(kind)
    return PaperRow(
        id=paper.id,
        title=paper.title,
        kind=kind.label,
        place=paper.place or "",
        state=_state(paper, version, waiting),
        how="" if version is None else _how(version),
        written_on=paper.written_on,
        added_by=name,
        ready=state is PaperState.READY,
        may_change=changes,
        intake_id=waiting.id if waiting else None,
    )


def _state(paper: Paper, version: PaperVersion | None, waiting: PaperIntake | None) -> str:
    """Say where a paper stands, why, and what comes next."""
    if paper.state == PaperState.WITHDRAWN:
        return f"Withdrawn: {paper.withdrawn_reason}"
    if waiting is not None:
        found = holding.sentence(Why(waiting.why), pages_to_look_at(waiting))
        return found if version is None else f"A new version waits. {found}"
    if paper.state == PaperState.HELD:
        return (
            "It gives away where they live, and their address is protected. Write or take in a "
            "version without it. Until then nobody else is shown it."
        )
    if paper.state == PaperState.DRAFT:
        return "A draft. Finish it and say that it is ready, so that the panel is given it."
    if _waits(paper, version):
        return f"Ready for the panel. {GIVEN_LATER}"
    return "Ready for the panel."


def _waits(paper: Paper, version: PaperVersion | None) -> bool:
    """Tell whether a version is ready for the panel, which is not given it yet."""
    ready = paper.state == PaperState.READY
    return ready and version is not None and version.joined_at is None


def _state_of_all(paper: Paper, versions: Sequence[PaperVersion]) -> str:
    """Say the same of a paper with all its versions, and which one readers have meanwhile."""
    newest, *before = versions
    said = _state(paper, newest, None)
    had = next((each.number for each in before if each.joined_at is not None), 0)
    if had and _waits(paper, newest):
        return f"{said} Until then it has version {had}, where that is still agreed to."
    return said


def _how(version: PaperVersion) -> str:
    how = {
        How.TYPED: "Typed",
        How.WORD: "From Word",
        How.PDF: "PDF",
        How.IMAGE: "Picture",
    }[How(version.how)]
    pages = "" if version.pages is None else f", {counted(version.pages, 'page')}"
    return f"{how}{pages}, version {version.number}"


def pages_to_look_at(intake: PaperIntake) -> tuple[int, ...]:
    """Return the pages that a person must look at before a file is shown to others."""
    found = intake.found
    if intake.why == Why.MENTIONED:
        return tuple(sorted({*found.get("mentions", ()), *found.get("pictures", ())}))
    return tuple(found.get("pictures", ()))


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section to read."""

    heading: str
    lines: tuple[str, ...]
    pictures: tuple[tuple[UUID, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A paper to read."""

    head: Head
    id: UUID
    version: int
    title: str
    kind: str
    place: str
    state: str
    written_on: date
    written_in_words: str
    made_by: str
    made_at: datetime
    number: int
    sections: tuple[SectionView, ...]
    file_pages: tuple[int, ...]
    has_file: bool
    may_change: bool
    may_withdraw: bool
    is_typed: bool
    newest: bool
    others: tuple[int, ...]
    readers: tuple[PaperReader, ...]
    """Who can see it now, by name, each with why."""


def read_page(at: Desk, paper: Paper, version: PaperVersion, now: datetime) -> ReadPage:
    """Return one version of a paper to read."""
    sections = queries.sections_of([version.id])[version.id]
    pictures = queries.pictures_of([version.id])[version.id]
    versions = queries.versions_of(paper.id)
    kind, state = PaperKind(paper.kind), PaperState(paper.state)
    how = How(version.how)
    alive = state is not PaperState.WITHDRAWN
    return ReadPage(
        head=head_of(at),
        id=paper.id,
        version=paper.version,
        title=paper.title,
        kind=kind.label,
        place=paper.place or "",
        state=_state_of_all(paper, versions),
        written_on=version.written_on,
        written_in_words=plain_date(version.written_on),
        made_by=people.people_by_id({version.made_by})[version.made_by].name,
        made_at=version.made_at,
        number=version.number,
        sections=tuple(
            SectionView(
                each.heading,
                tuple(each.words.split("\n")),
                tuple((p.id, p.description) for p in pictures if p.section == each.position),
            )
            for each in sections
        ),
        file_pages=tuple(range(1, (version.pages or 0) + 1)) if how.has_file else (),
        has_file=how.has_file,
        may_change=alive and at.rights.may_add(kind),
        may_withdraw=alive,
        is_typed=not how.has_file and KINDS[kind].typed,
        newest=version.number == versions[0].number,
        others=tuple(each.number for each in versions if each.number != version.number),
        readers=who_can_see(at.at, paper, now),
    )


@dataclass(frozen=True, slots=True)
class Both:
    """A section that somebody else saved otherwise while it was being typed."""

    label: str
    theirs: str
    mine: str


def differences(
    kind: PaperKind, theirs: Sequence[PaperSection], mine: Mapping[str, str]
) -> tuple[Both, ...]:
    """Return the sections in which two versions differ."""
    saved = {each.key: each.words for each in theirs}
    return tuple(
        Both(section.heading, saved.get(section.key, ""), mine.get(section.key, "").strip())
        for section in SECTIONS[kind]
        if saved.get(section.key, "") != mine.get(section.key, "").strip()
    )


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Something that waits, to look at."""

    head: Head
    intake_id: UUID
    version: int
    title: str
    kind: str
    sentence: str
    left_out: tuple[str, ...]
    left_behind: tuple[str, ...]
    sections: tuple[Section, ...]
    pages: tuple[int, ...]
    count: int
    is_word: bool
    opens: bool
    columns: str = COLUMNS
    rows: int = ROWS


def waiting_page(at: Desk, paper: Paper, intake: PaperIntake) -> WaitingPage:
    """Return what waits as whoever confirms it must see it."""
    word = intake.how == How.WORD
    pages = pages_to_look_at(intake)
    every = tuple(range(1, (intake.pages or 0) + 1))
    return WaitingPage(
        head=head_of(at),
        intake_id=intake.id,
        version=intake.version,
        title=intake.title,
        kind=PaperKind(paper.kind).label,
        sentence=holding.sentence(Why(intake.why), pages),
        left_out=tuple(
            _left_out(heading, words, pictures)
            for heading, words, pictures in intake.found.get("left_out", ())
        ),
        left_behind=_left_behind(intake.found.get("left", {})),
        sections=tuple(
            Section(each.heading, each.lines, each.pictures)
            for each in operations.waiting_sections(intake)
        ),
        pages=pages or every,
        count=intake.pages or 0,
        is_word=word,
        opens=intake.why != Why.NOT_SCANNED,
    )


def _left_out(heading: str, words: int, pictures: int) -> str:
    """Say what was cut: its heading and how much it was. What it said is nowhere."""
    more = f" and {counted(pictures, 'picture')}" if pictures else ""
    return f"“{heading}”, {counted(words, 'word')}{more}"


_LEFT = {
    "comments": ("comment", "comments"),
    "notes": ("footnote", "footnotes"),
    "deletions": ("deleted part", "deleted parts"),
    "hidden": ("hidden word", "hidden words"),
    "margins": ("header or footer", "headers and footers"),
    "objects": ("embedded object", "embedded objects"),
}


def _left_behind(left: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(
        f"{count:,} {one if count == 1 else many}"
        for name, (one, many) in _LEFT.items()
        if (count := left.get(name, 0))
    )


@dataclass(frozen=True, slots=True)
class RevealRow:
    """Somebody asked to see a protected address."""

    id: UUID
    version: int
    who: str
    reason: str
    asked_at: datetime
    state: str
    may_decide: bool
    may_look: bool


@dataclass(frozen=True, slots=True)
class AddressPage:
    """A protected address's page, which never shows it."""

    young_person_id: UUID
    reference: str
    rows: tuple[RevealRow, ...]
    nobody: str
    """That nobody but the reader is there to decide, and who can change that."""


def address_page(
    person: queries.Whose,
    asked: Sequence[AddressReveal],
    *,
    actor_id: UUID,
    decides: bool,
    today: date,
) -> AddressPage:
    """Return who asked; for those who do not decide, only what they asked themselves."""
    seen = [each for each in asked if decides or each.asked_by == actor_id]
    ids = {each.asked_by for each in seen} | {each.decided_by for each in seen if each.decided_by}
    names = {key: found.name for key, found in people.people_by_id(ids).items()}
    return AddressPage(
        person.id,
        person.reference,
        tuple(
            RevealRow(
                id=each.id,
                version=each.version,
                who=names[each.asked_by],
                reason=each.reason,
                asked_at=each.asked_at,
                state=_reveal_state(each, names),
                may_decide=decides and each.state == "asked" and each.asked_by != actor_id,
                may_look=each.state == "approved" and each.asked_by == actor_id,
            )
            for each in seen
        ),
        _nobody_decides(person, actor_id, today),
    )


def _nobody_decides(person: queries.Whose, actor_id: UUID, today: date) -> str:
    """Say who fills the posts that decide on what the reader asks, where nobody else holds one."""
    if person.district_id is None:
        return ""
    return nobody_to(
        Permission.ADDRESS_REVEAL,
        "nobody can decide on what you ask",
        district_id=person.district_id,
        today=today,
        besides={actor_id},
        whole_district=True,
    )


def _reveal_state(each: AddressReveal, names: Mapping[UUID, str]) -> str:
    if each.state == "asked" or each.decided_by is None:
        return "Waits for somebody else to decide."
    who = names[each.decided_by]
    return {
        "approved": f"Approved by {who}. It can be looked at once, within a day.",
        "refused": f"Refused by {who}.",
        "shown": f"Approved by {who}, and looked at once.",
    }[each.state]
