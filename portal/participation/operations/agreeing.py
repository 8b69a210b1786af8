"""What a young person agrees to, by themselves: how it stands now, and their answers (R49, R50).

Everything here needs more than a young person's own rows: whoever calls it has opened a scope for
it, and has made sure that it is them (`portal.people.gate.beyond_their_reach`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.agreements import operations as agreements
from portal.agreements import queries as agreed
from portal.agreements.models import AgreementEvent
from portal.agreements.queries import OrganisationNow, PaperNow, Standing
from portal.agreements.rules import Answer, Cell, Ground, Kind
from portal.agreements.rules import Given as GivenAnswer
from portal.agreements.rules.asking import AnswerDraft
from portal.agreements.rules.in_force import Limit
from portal.agreements.rules.parts import OF_ITS_OWN
from portal.agreements.rules.supposing import Supposed, kept_back
from portal.kernel.errors import NotFoundError
from portal.packs import operations as packs
from portal.packs.operations import Preview
from portal.packs.rules.giving import Given, State
from portal.panels.operations import ItemAt, item_unseen
from portal.papers.rules.kinds import PaperKind
from portal.participation.operations.choosing import own_item
from portal.preparation.rules.agencies import Agency
from portal.variations.values import OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation that may read papers."""

    id: UUID
    name: str
    kind: OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAsked:
    """One paper with what they answered about it for each organisation.

    ``agreed`` are the organisations it goes to now; ``open`` those nobody asked them about yet.
    ``parts`` are the headings the portal itself gives its parts, ``more`` how many others it has:
    a heading that somebody typed, like the words, may say things of other people, so that they read
    it with whoever wrote it. ``kept`` are the keys of the parts that nobody gets.
    """

    id: UUID
    kind: PaperKind
    parts: tuple[tuple[str, str], ...]
    more: int
    kept: frozenset[str]
    agreed: frozenset[UUID]
    open: frozenset[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What everybody from one organisation in one seat would be given, as things stand now.

    ``heard`` tells whether the meeting talks about them at all: if not, there is only a mark.
    ``kept`` counts the papers they do not get; ``cut`` are those of which a part is kept back;
    ``forms`` tells whether they get anything that other services wrote for the meeting, ``said``
    whether they get any of what the young person wants to say.
    """

    organisation: str
    kind: OrganisationKind
    heard: bool
    papers: tuple[PaperKind, ...]
    cut: frozenset[PaperKind]
    kept: int
    forms: bool
    said: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenByOthers:
    """What each organisation would be given: as things stand, and for each answer they could give.

    ``could`` is empty once their time is over. ``home`` is how they answered whether people who
    give out homes may be told of them: it changes nothing of the rest.
    """

    stand: tuple[Seen, ...]
    could: dict[Supposed, tuple[Seen, ...]]
    home: Answer | None


def seen_by_others(*, young_person_id: UUID, item_id: UUID, now: datetime) -> SeenByOthers:
    """Return what each organisation would be given of an item's papers, by name (idea 2).

    By the rule that makes the packs themselves, so that it cannot differ from what they get. For
    answers they could give it is asked with those: nothing is saved.
    """
    found = packs.previews(_item(young_person_id, item_id), now)
    return SeenByOthers(
        stand=tuple(_seen(each) for each in found.stand),
        could={
            answers: tuple(_seen(each) for each in there) for answers, there in found.could.items()
        },
        home=_newest(agreed.standing(item_id), Kind.REFER_TO_HOUSING),
    )


def _seen(preview: Preview) -> Seen:
    pages = preview.pages
    return Seen(
        organisation=preview.audience.organisation,
        kind=preview.audience.kind,
        heard=pages.state is not State.NOT_HEARD,
        papers=tuple(page.kind for page in pages.shown if isinstance(page.kind, PaperKind)),
        cut=frozenset(
            page.kind for page in pages.shown if isinstance(page.kind, PaperKind) and not page.whole
        ),
        kept=sum(
            isinstance(page.kind, PaperKind) and page.given is Given.NOT_SHARED
            for page in pages.pages
        ),
        forms=any(isinstance(page.kind, Agency) for page in pages.shown),
        said=any(page.answers for page in pages.shown),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """A manager's decision that an item is heard without their yes: on what ground, in what words.

    ``told`` is what the manager wrote for the young person to read; ``id`` is the decision's.
    """

    id: UUID
    ground: Ground
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """How what they agree to stands now. ``newest`` is the number of the newest answer."""

    newest: int
    talk: Answer | None
    home: Answer | None
    without: Without | None
    """What a manager decided although they did not agree; None where nobody did."""
    over: bool
    papers: tuple[PaperAsked, ...]
    organisations: tuple[Organisation, ...]


def agreed_now(*, young_person_id: UUID, item_id: UUID, now: datetime) -> Agreed:
    """Return how an item's agreements stand. NotFoundError for an item that is not theirs."""
    found = _item(young_person_id, item_id)
    standing = agreed.standing(item_id)
    organisations = agreed.organisations_at(found, now)
    heard = standing.asks(Kind.BE_DISCUSSED, now)
    return Agreed(
        newest=agreed.newest_number(young_person_id),
        talk=_newest(standing, Kind.BE_DISCUSSED),
        home=_newest(standing, Kind.REFER_TO_HOUSING),
        without=_without(item_id) if heard.overridden else None,
        over=standing.window.over(now),
        papers=tuple(
            _paper(paper, organisations, standing) for paper in agreed.papers_now(item_id)
        ),
        organisations=tuple(
            Organisation(id=each.id, name=each.name, kind=each.kind) for each in organisations
        ),
    )


def _without(item_id: UUID) -> Without | None:
    """Return the newest decision without their yes that was not ended."""
    for each in agreed.overrides_of(item_id):
        if each.ended_at is None:
            return Without(id=each.id, ground=each.ground, told=each.told)
    return None


def answer_whole(
    *,
    young_person_id: UUID,
    item_id: UUID,
    kind: Kind,
    answer: Answer,
    seen: int,
    now: datetime,
) -> AgreementEvent:
    """Write down what they answered about a kind as a whole; a no after a yes is a stop.

    Raises as `agreements.operations.answer_as_young_person`.
    """
    newest = _newest(agreed.standing(item_id), kind)
    if answer is Answer.NO and newest is Answer.YES:
        answer = Answer.STOPPED
    draft = AnswerDraft(kind=kind, answer=answer)
    return agreements.answer_as_young_person(
        now=now, young_person_id=young_person_id, item_id=item_id, draft=draft, seen=seen
    )


def answer_paper(
    *,
    young_person_id: UUID,
    item_id: UUID,
    paper_id: UUID,
    to: Collection[UUID],
    unsure: bool,
    seen: int,
    now: datetime,
    keep_back: Collection[str] | None = None,
) -> AgreementEvent:
    """Write down who may read one paper; nobody ticked is a no, for each organisation there is.

    ``keep_back`` are the keys of parts that nobody gets; None leaves what was kept back before.
    NotFoundError for a paper that is not there; otherwise raises as
    `agreements.operations.answer_as_young_person`.
    """
    found = _item(young_person_id, item_id)
    paper = next((each for each in agreed.papers_now(item_id) if each.id == paper_id), None)
    if paper is None:
        raise NotFoundError("There is no such paper.")
    there = frozenset(each.id for each in agreed.organisations_at(found, now))
    cells = frozenset(Cell(paper_id, each) for each in to)
    answer = Answer.THINKING if unsure else (Answer.YES if cells else Answer.NO)
    draft = AnswerDraft(
        kind=Kind.SHARE_PAPERS,
        answer=answer,
        papers=frozenset({paper_id}),
        organisations=there,
        agreed=cells if answer is Answer.YES else frozenset(),
        limits=_kept_back(agreed.standing(item_id), paper)
        if keep_back is None
        else _from_everybody(keep_back),
    )
    return agreements.answer_as_young_person(
        now=now, young_person_id=young_person_id, item_id=item_id, draft=draft, seen=seen
    )


def _item(young_person_id: UUID, item_id: UUID) -> ItemAt:
    """Return their own item as the agreements ask about it, seen by nobody in particular."""
    own_item(young_person_id, item_id)
    return item_unseen(item_id)


def _newest(standing: Standing, kind: Kind) -> Answer | None:
    found = agreements.newest_of(standing, kind)
    return None if found is None else found.answer


def _paper(
    paper: PaperNow, organisations: Collection[OrganisationNow], standing: Standing
) -> PaperAsked:
    """Say for each organisation whether they said yes, no, or were never asked."""
    yes, unasked = set(), set()
    for each in organisations:
        newest = _newest_about(standing, Cell(paper.id, each.id))
        if newest is None or newest.answer is Answer.THINKING:
            unasked.add(each.id)
        elif Cell(paper.id, each.id) in newest.agreed:
            yes.add(each.id)
    return PaperAsked(
        id=paper.id,
        kind=paper.kind,
        parts=tuple(part for part in paper.parts if not _typed(part[0])),
        more=sum(_typed(key) for key, _ in paper.parts),
        kept=frozenset().union(*(each.sections for each in _kept_back(standing, paper))),
        agreed=frozenset(yes),
        open=frozenset(unasked),
    )


def _typed(key: str) -> bool:
    """Tell whether a part of a paper has a heading of its own."""
    return key.partition(":")[0] == OF_ITS_OWN


def _newest_about(standing: Standing, cell: Cell) -> GivenAnswer | None:
    return max(
        (
            each
            for each in standing.history.given
            if each.kind is Kind.SHARE_PAPERS
            and each.item_id == standing.item_id
            and each.names(cell)
        ),
        key=lambda each: each.seq,
        default=None,
    )


def _from_everybody(parts: Collection[str]) -> tuple[Limit, ...]:
    """Return what keeps parts of a paper from everybody."""
    return (Limit(frozenset(parts), frozenset()),) if parts else ()


def _kept_back(standing: Standing, paper: PaperNow) -> tuple[Limit, ...]:
    """Return what was kept back from this paper for this item."""
    return kept_back(standing.history, standing.item_id, paper.id)
