"""What one reader is given of a meeting's papers at one instant (R49, R53, A16, A18, A19).

One pure function answers for the page, the file, the preview and what is listed as changed. A
section is given only where the agreement is in force for that reader at that instant and their seat
may see it; an item's own people and case support work with the papers, so they read them without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from portal.agreements.rules import History, Kind, Question, SharedPaper, Why, Window, in_force
from portal.agreements.rules.parts import file_key
from portal.packs.rules import forms
from portal.packs.rules.forms import Asks, FormFacts
from portal.packs.rules.places import order
from portal.packs.rules.said import Part as Said
from portal.packs.rules.said import SaidFacts
from portal.packs.rules.said import place as said_place
from portal.papers.rules.kinds import KINDS, How, PaperKind
from portal.preparation.rules.agencies import Agency
from portal.variations.values import OrganisationKind, PackSection

EXPECTED = (PaperKind.CASE_SUMMARY, PaperKind.CARE_PLANNING_RECORD)
"""What every item has (R53, R54): where one is missing, the pack says so in its place."""


class Comes(StrEnum):
    """How somebody comes to an item's papers."""

    WORKS = "works"
    """The item's own people and case support: they bring the papers and keep them in order."""
    SITS = "sits"
    """In a seat, or sent in somebody's place: reads what was agreed for their organisation."""
    VISITS = "visits"
    """Asked to this item alone."""
    OUT = "out"
    """Declared an interest: nothing of it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads one item. ``sections`` are what their seats see; a visitor has no seat.

    ``hears`` is for whom an answer of the young person must be that this reader is given it.
    """

    comes: Comes
    organisation_id: UUID | None = None
    organisation_kind: OrganisationKind | None = None
    sections: frozenset[PackSection] = frozenset()
    hears: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a version: the key under which it is agreed to, and where it stands."""

    key: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a paper, without its words."""

    id: UUID
    number: int
    made_at: datetime
    written_on: date
    how: How
    parts: tuple[Part, ...] = ()
    joined_at: datetime | None = None
    """When it joined the pack; None for what nobody looked through yet (C16)."""

    @property
    def keys(self) -> frozenset[str]:
        """What is agreed to of it: its sections, or the file as one whole."""
        if self.how.has_file:
            return frozenset({file_key(self.number)})
        return frozenset(part.key for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """A paper over all its versions; ``ready`` says that it is neither a draft nor held."""

    id: UUID
    kind: PaperKind
    place: str | None
    versions: tuple[Version, ...]
    ready: bool = True
    withdrawn_at: datetime | None = None

    def version_at(self, at: datetime) -> Version | None:
        """Return the newest version that there was at an instant, for whoever works with it."""
        made = [each for each in self.versions if each.made_at <= at]
        return max(made, key=lambda each: each.number, default=None)

    def joined_at(self, at: datetime) -> Version | None:
        """Return the newest version that had joined the pack by then, for everybody else."""
        joined = [each for each in self.versions if each.joined_at and each.joined_at <= at]
        return max(joined, key=lambda each: each.number, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """An item of a published agenda.

    ``heard`` is whether it may be heard, ``heard_before`` of one that may not whether it was before
    it was stopped; ``window`` is when its agreements end.
    """

    id: UUID
    number: int
    papers: tuple[PaperFacts, ...]
    history: History
    window: Window
    forms: tuple[FormFacts, ...] = ()
    """What agencies wrote for it, by agency and in the order in which they first did."""
    said: SaidFacts | None = None
    """What its young person wants to say; None where they never began."""
    out: bool = False
    open: bool = True
    """Whether its agenda stands: published, not cancelled, and the item on it."""
    heard: bool = True
    heard_before: bool = False
    closed_at: datetime | None = None
    """When its record was filed."""


class State(StrEnum):
    """How an item stands for its reader."""

    OPEN = "open"
    NOT_SHOWN = "not_shown"
    NOT_HEARD = "not_heard"
    CLOSED = "closed"
    NOT_OUT = "not_out"


class Given(StrEnum):
    """What a reader is given of one paper: the paper, or a mark in its place."""

    SHOWN = "shown"
    NOT_SHARED = "not_shared"
    WITHDRAWN = "withdrawn"
    NOT_HERE_YET = "not_here_yet"
    OVER = "over"

    @property
    def label(self) -> str:
        """The mark: it names no person and no reason."""
        return {
            Given.SHOWN: "",
            Given.NOT_SHARED: "Not shared with you",
            Given.WITHDRAWN: "Withdrawn",
            Given.NOT_HERE_YET: "Not here yet",
            Given.OVER: "The time to read this is over",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One paper as one reader is given it, what one agency wrote, or what they want to say.

    ``parts`` are the positions of a paper's sections, ``answers`` the ids of what they want to say.
    """

    kind: PaperKind | Agency | Said
    given: Given
    paper_id: UUID | None = None
    place: str | None = None
    version: Version | None = None
    parts: frozenset[int] = frozenset()
    answers: tuple[UUID, ...] = ()
    whole: bool = True
    """Whether nothing of it is left out for this reader."""
    waits: bool = False
    """Whether its newest version waits to be looked through: this one for whoever works with the
    item, a newer one for everybody else (C16)."""

    @property
    def label(self) -> str:
        """What it is, in words."""
        return self.kind.brings if isinstance(self.kind, Agency) else self.kind.label

    @property
    def shown(self) -> bool:
        """Whether there is something to read."""
        return self.given is Given.SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPages:
    """An item as one reader is given it."""

    item_id: UUID
    number: int
    state: State
    pages: tuple[Page, ...] = ()

    @property
    def shown(self) -> tuple[Page, ...]:
        """The papers there are to read."""
        return tuple(page for page in self.pages if page.shown)


def pack(readers: Sequence[tuple[Reader, ItemFacts]], at: datetime) -> tuple[ItemPages, ...]:
    """Return a pack: each item as its reader is given it at an instant, in the order given."""
    return tuple(item_pages(reader, item, at) for reader, item in readers)


def item_pages(reader: Reader, item: ItemFacts, at: datetime) -> ItemPages:
    """Return one item as one reader is given it at an instant."""
    state = _state(reader, item, at)
    works = reader.comes is Comes.WORKS
    if state is not State.OPEN and not (works and state is not State.NOT_SHOWN):
        return ItemPages(item_id=item.id, number=item.number, state=state)
    there = sorted(item.papers, key=lambda paper: order(paper.place))
    pages = [page for paper in there if (page := _page(reader, item, paper, at)) is not None]
    if reader.comes is Comes.VISITS:
        pages = [page for page in pages if page.shown]
    else:
        said = _said(reader, item, at)
        pages += [*_missing(reader, item, at), *_forms(reader, item, at), *([said] if said else [])]
    return ItemPages(item_id=item.id, number=item.number, state=state, pages=tuple(pages))


def _state(reader: Reader, item: ItemFacts, at: datetime) -> State:
    if item.out or reader.comes is Comes.OUT:
        return State.NOT_SHOWN
    if not item.open:
        return State.NOT_OUT
    if item.closed_at is not None and item.closed_at <= at:
        return State.CLOSED
    if item.heard:
        return State.OPEN
    return State.CLOSED if item.heard_before else State.NOT_HEARD


def _missing(reader: Reader, item: ItemFacts, at: datetime) -> list[Page]:
    """Say in its place which paper every item has is not here yet."""
    here = {paper.kind for paper in item.papers if _in_pack(reader, paper, at) is not None}
    return [Page(kind=kind, given=Given.NOT_HERE_YET) for kind in EXPECTED if kind not in here]


def _in_pack(reader: Reader, paper: PaperFacts, at: datetime) -> Version | None:
    """Return the version of a paper in a reader's pack, where it has a place in it.

    Whoever works with the item has its newest, everybody else the newest that joined. A withdrawn
    paper keeps its place, whatever had joined.
    """
    if paper.place is None or not (paper.ready or paper.withdrawn_at is not None):
        return None
    gone = paper.withdrawn_at is not None and paper.withdrawn_at <= at
    newest = gone or reader.comes is Comes.WORKS
    return paper.version_at(at) if newest else paper.joined_at(at)


def _page(reader: Reader, item: ItemFacts, paper: PaperFacts, at: datetime) -> Page | None:
    version = _in_pack(reader, paper, at)
    if version is None:
        return None

    def mark(given: Given) -> Page:
        return Page(kind=paper.kind, given=given, paper_id=paper.id, place=paper.place)

    if paper.withdrawn_at is not None and paper.withdrawn_at <= at:
        return mark(Given.WITHDRAWN)
    without: frozenset[str] = frozenset()
    if reader.comes is not Comes.WORKS:
        if not _seat_sees(reader, paper.kind):
            return mark(Given.NOT_SHARED)
        found = in_force(item.history, _question(reader, item, paper, version), at)
        if not found.yes:
            return mark(_WHY_NOT.get(found.why, Given.NOT_SHARED))
        without = found.without
    parts = frozenset(part.position for part in version.parts if part.key not in without)
    return Page(
        kind=paper.kind,
        given=Given.SHOWN,
        paper_id=paper.id,
        place=paper.place,
        version=version,
        parts=parts,
        whole=len(parts) == len(version.parts),
        waits=paper.version_at(at) != paper.joined_at(at),
    )


def _forms(reader: Reader, item: ItemFacts, at: datetime) -> list[Page]:
    """Return what agencies wrote, in the order of their letters; a visitor is given none (R40)."""
    return [page for form in item.forms if (page := _form(reader, item, form, at)) is not None]


def _said(reader: Reader, item: ItemFacts, at: datetime) -> Page | None:
    """Return what their young person wants to say, as far as it is for this reader.

    Where all of it was taken back, a mark stands there. Whoever looks at a moment before that finds
    it as shown: what it said then is not kept.
    """
    facts = item.said
    if facts is None:
        return None
    there = facts.given(reader.hears, at)
    taken = facts.taken_from(reader.hears)
    if not there and not taken:
        return None
    page = Page(
        kind=Said.VIEWS, given=Given.SHOWN, paper_id=facts.id, place=said_place(item.number)
    )
    if not there:
        gone = facts.taken_back_at is not None and facts.taken_back_at <= at
        return replace(page, given=Given.WITHDRAWN) if gone else page
    newest = max(each.at for each in there)
    return replace(
        page,
        answers=tuple(each.id for each in there),
        version=Version(
            id=facts.id, number=1, made_at=newest, written_on=newest.date(), how=How.TYPED
        ),
    )


def _form(reader: Reader, item: ItemFacts, form: FormFacts, at: datetime) -> Page | None:
    """Return what one agency wrote, a mark where it was given and is no more, or nothing."""
    made, joined = form.version_at(at), form.joined_at(at)
    newest = made if reader.comes is Comes.WORKS else joined
    if newest is None:
        return None
    page = Page(
        kind=form.agency,
        given=Given.SHOWN,
        paper_id=form.id,
        place=form.place(item.number),
        version=Version(
            id=newest.id,
            number=newest.number,
            made_at=newest.made_at,
            written_on=newest.written_on,
            how=How.TYPED,
        ),
        waits=made != joined,
    )
    if reader.comes is Comes.WORKS:
        return page
    asks = Asks(
        organisation_id=reader.organisation_id,
        organisation_kind=reader.organisation_kind,
        sections=reader.sections,
        item_id=item.id,
        history=item.history,
        window=item.window,
    )
    if not forms.for_seat(form, asks):
        return None
    found = forms.agreed(form, asks, at)
    if found.yes:
        return page
    if not forms.was_given(form, asks, at):
        return None
    given = _WHY_NOT.get(found.why, Given.NOT_SHARED)
    return replace(page, given=given, version=None, waits=False)


_WHY_NOT = {Why.STOPPED: Given.WITHDRAWN, Why.OVER: Given.OVER}


def _seat_sees(reader: Reader, kind: PaperKind) -> bool:
    """Tell whether a seat may see a kind of paper; whoever speaks for young people sees none."""
    if reader.organisation_kind is OrganisationKind.YOUNG_PERSON:
        return False
    return reader.comes is Comes.VISITS or KINDS[kind].section in reader.sections


def _question(reader: Reader, item: ItemFacts, paper: PaperFacts, version: Version) -> Question:
    return Question(
        kind=Kind.SHARE_PAPERS,
        item_id=item.id,
        window=item.window,
        paper=SharedPaper(paper.id, version.keys),
        organisation_id=reader.organisation_id,
        organisation_kind=reader.organisation_kind,
    )
