"""A pack as its page and its file show it: frozen values, every sentence already said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from portal.kernel.wording import clock_time, plain_date
from portal.packs import queries, said
from portal.packs.documents.leaves import Leaf, leaves_of, words_of
from portal.packs.models import PackNote
from portal.packs.operations import Pack, Preview, Row
from portal.packs.queries import Read
from portal.packs.rules.giving import Comes, Given, Page, State
from portal.packs.rules.said import Part
from portal.packs.rules.waiting import NOTHING, Waiting
from portal.panels.hearing import NOT_HEARD
from portal.panels.policy import NOT_SHOWN
from portal.papers.operations import read_blob
from portal.papers.queries import version as paper_version
from portal.papers.rules.kinds import How, PaperKind
from portal.people.policy import Actor
from portal.tenancy.door import registry
from portal.variations.keeping import Kept
from portal.web.clock import LONDON

PART_LEFT_OUT = "A part of this paper is not shared with you"
NEWER = "A newer version is being looked at"
NOT_JOINED = "Others are given this once case support has looked at it"
STATES = {
    State.OPEN: "",
    State.NOT_SHOWN: NOT_SHOWN,
    State.NOT_HEARD: NOT_HEARD,
    State.CLOSED: "This item is over, so its papers are closed",
    State.NOT_OUT: "This item is not on the agenda now, so its papers are closed",
}


@dataclass(frozen=True, slots=True)
class SectionView:
    """A heading with its paragraphs. ``pictures`` are their numbers in the paper's version."""

    heading: str
    paragraphs: tuple[str, ...]
    pictures: tuple[tuple[int, str], ...] = ()
    leaves: tuple[tuple[Leaf, str], ...] = ()
    """The same pictures themselves with their descriptions, for a file."""
    language: str = ""
    """That of the paragraphs, where somebody may have written in another than English."""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """One paper, or the mark in its place."""

    place: str
    kind: str
    title: str
    mark: str
    change: str
    facts: str
    left_out: str
    waits: str = ""
    """That its newest version is not everybody's yet."""
    sections: tuple[SectionView, ...] = ()
    is_file: bool = False
    is_image: bool = False
    leaves: tuple[Leaf, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    """Of a file, page by page."""
    note: str = ""
    href: str = ""
    """Where more of it is, than words."""
    has_readers: bool = False
    """Whether it is a paper that is shown: who can see it is listed by name."""

    @property
    def heading(self) -> str:
        """Number, kind and title in one line."""
        named = (
            f"{self.kind}: {self.title}" if self.title and self.title != self.kind else self.kind
        )
        return f"{self.place} {named}" if self.place else named


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One item in its slot."""

    number: int
    start: time
    item_id: UUID | None
    young_person_id: UUID | None
    who: str
    reference: str
    item_type: str
    state: str
    papers: tuple[PaperView, ...]
    note: str = ""
    works: bool = False

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"item-{self.number}"

    @property
    def case(self) -> str:
        """What each printed page of it bears: its time and whose it is, as the reader sees it."""
        return f"{clock_time(self.start)} · {self.who}" if self.who else clock_time(self.start)

    @property
    def heading(self) -> str:
        """Number, time and who."""
        said = f"{self.number}. {clock_time(self.start)}" if self.number else clock_time(self.start)
        return f"{said}, {self.who}" if self.who else said

    @property
    def changed(self) -> tuple[PaperView, ...]:
        """The papers that are new or gone since."""
        return tuple(paper for paper in self.papers if paper.change)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackView:
    """A pack for one reader at one moment."""

    meeting_id: UUID
    panel_id: UUID
    panel_name: str
    district_name: str
    day: date
    place: str
    cancelled: bool
    number: int
    published_at: datetime | None
    reader: str
    made_at: datetime
    items: tuple[ItemView, ...]
    chosen: frozenset[UUID] = frozenset()
    every: tuple[tuple[UUID, str], ...] = ()
    """All items one may choose, as (id, heading)."""
    notes_until: date | None = None
    late: Waiting = NOTHING
    """What came late and waits to join, for whoever lets it."""

    @property
    def changed(self) -> tuple[tuple[ItemView, PaperView], ...]:
        """What is new or gone since this reader was last here."""
        return tuple((item, paper) for item in self.items for paper in item.changed)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a printed copy says first."""
        return (
            "Confidential. Made for one reader: what was not agreed for them is not in it.",
            "It shows what was so at the moment printed at the foot of each page.",
            "A paper may have been withdrawn since. The page in the portal is what counts.",
        )


@dataclass(frozen=True, slots=True)
class Detail:
    """What a view holds besides words: nothing, the words of files, or pictures for a file."""

    words: bool = False
    pictures: bool = False


ON_SCREEN, IN_A_FILE = Detail(words=True), Detail(pictures=True)


def pack_view(
    pack: Pack,
    *,
    actor: Actor,
    now: datetime,
    detail: Detail = ON_SCREEN,
    late: Waiting = NOTHING,
    chosen: frozenset[UUID] = frozenset(),
    every: tuple[tuple[UUID, str], ...] = (),
) -> PackView:
    """Return a pack as its page shows it, with this reader's own notes where it is on screen."""
    read = queries.sections_shown(page for row in pack.rows for page in row.pages.shown)
    there = [row.item_id for row in pack.rows if row.item_id]
    notes = queries.notes_of(actor.person_id, there) if detail.words else {}
    return PackView(
        meeting_id=pack.meeting_id,
        panel_id=pack.panel_id,
        panel_name=pack.kind.label,
        district_name=pack.district_name,
        day=pack.panel_day,
        place=pack.place,
        cancelled=pack.state == "cancelled",
        number=pack.number,
        published_at=pack.published_at,
        reader=pack.reader,
        made_at=now.astimezone(LONDON),
        items=tuple(item_view(row, read, notes, detail) for row in pack.rows),
        chosen=chosen,
        every=every,
        notes_until=notes_until(pack.panel_day),
        late=late,
    )


def item_view(
    row: Row,
    read: Mapping[UUID, Read],
    notes: Mapping[tuple[UUID, str], PackNote],
    detail: Detail = ON_SCREEN,
) -> ItemView:
    """Return one item as a page shows it."""
    note = notes.get((row.item_id, "")) if row.item_id else None
    return ItemView(
        number=row.number,
        start=row.start,
        item_id=row.item_id,
        young_person_id=row.young_person_id,
        who=row.who,
        reference=row.reference,
        item_type=row.item_type,
        state=STATES[row.pages.state],
        papers=tuple(_paper(row, page, read, notes, detail) for page in row.pages.pages),
        note=note.words if note else "",
        works=row.reader is not None and row.reader.comes is Comes.WORKS,
    )


def preview_view(found: Preview) -> ItemView:
    """Return what an audience would be given, as their own page would show it."""
    row = Row(
        start=time(),
        minutes=0,
        number=found.pages.number,
        pages=found.pages,
        changes={},
        item_id=found.item.item.id,
    )
    return item_view(row, queries.sections_shown(found.pages.shown), {})


def _paper(
    row: Row,
    page: Page,
    read: Mapping[UUID, Read],
    notes: Mapping[tuple[UUID, str], PackNote],
    detail: Detail,
) -> PaperView:
    place = page.place or ""
    change = row.changes.get(place)
    note = notes.get((row.item_id, place)) if row.item_id and place else None
    shown = read.get(page.paper_id) if page.shown and page.paper_id else None
    version = page.version
    content = _Content()
    if shown is not None and version is not None:
        content = _content(shown, version.id, detail, has_file=version.how.has_file)
    return PaperView(
        place=place,
        kind=page.label,
        title=shown.title if shown else "",
        mark=page.given.label,
        change=change.label if change else "",
        facts=_facts(page),
        left_out="" if page.whole else PART_LEFT_OUT,
        waits=_waits(row, page),
        sections=content.sections,
        is_file=version is not None and version.how.has_file,
        is_image=version is not None and version.how.value == "image",
        leaves=content.leaves,
        words=content.words,
        note=note.words if note else "",
        href=said.source().href(row.item_id) if row.item_id and page.answers else "",
        has_readers=page.shown and isinstance(page.kind, PaperKind) and bool(place),
    )


def _waits(row: Row, page: Page) -> str:
    if not (page.shown and page.waits):
        return ""
    works = row.reader is not None and row.reader.comes is Comes.WORKS
    return NOT_JOINED if works else NEWER


def _facts(page: Page) -> str:
    if page.given is not Given.SHOWN or page.version is None:
        return ""
    if isinstance(page.kind, Part):
        return f"Shared by the young person, the newest on {plain_date(page.version.written_on)}"
    said = f"Updated {plain_date(page.version.written_on)}"
    return said if page.version.number == 1 else f"{said}, version {page.version.number}"


@dataclass(frozen=True, slots=True)
class _Content:
    sections: tuple[SectionView, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    words: tuple[tuple[str, ...], ...] = field(default=())


def _content(shown: Read, version_id: UUID, detail: Detail, *, has_file: bool) -> _Content:
    if has_file:
        version = paper_version(version_id)
        whole = b"".join(read_blob(version))
        how = How(version.how)
        if detail.pictures:
            return _Content(leaves=leaves_of(how, whole))
        return _Content(words=words_of(how, whole))
    return _Content(
        sections=tuple(
            SectionView(
                section.heading,
                section.paragraphs,
                tuple((picture.position, picture.description) for picture in section.pictures),
                tuple(
                    (leaf, picture.description)
                    for picture in section.pictures
                    if detail.pictures
                    for leaf in leaves_of(How.IMAGE, b"".join(read_blob(picture)))
                ),
                section.language,
                section.about,
            )
            for section in shown.sections
        )
    )


def notes_until(day: date) -> date | None:
    """Return the day on which readers' notes on a meeting's papers are deleted."""
    rule = next(each for each in registry().keeping_rules() if each.kind is Kept.PACK_NOTES)
    return rule.keep.after(day)
