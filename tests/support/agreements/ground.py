"""What the cases of the truth table are made of: papers, organisations, answers and questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from portal.agreements.rules import (
    Answer,
    Cell,
    Given,
    History,
    InForce,
    Kind,
    Limit,
    Overridden,
    Question,
    SharedPaper,
    Why,
    Window,
    in_force,
    in_writing,
)
from portal.variations.values import OrganisationKind

LONDON = ZoneInfo("Europe/London")
ITEM, OTHER_ITEM = UUID(int=1), UUID(int=2)
SUMMARY, RECORD, NEW_PAPER = UUID(int=11), UUID(int=12), UUID(int=13)
COUNTY, HOUSING, PROVIDER = UUID(int=21), UUID(int=22), UUID(int=23)
KIND_OF = {
    COUNTY: OrganisationKind.CHILDRENS_SERVICES,
    HOUSING: OrganisationKind.HOUSING_AUTHORITY,
    PROVIDER: OrganisationKind.PROVIDER,
}
SECTIONS = {SUMMARY: frozenset({"health", "home"}), RECORD: frozenset({"plan"})}
BORN = date(2009, 1, 9)
"""They turn 18 on 9 January 2027; the panel is on 17 December 2026."""
LEAP = date(2008, 2, 29)
"""Born on 29 February, they turn 18 on 1 March 2026."""
FILED = Window(
    datetime(2026, 12, 21, 11, 0, tzinfo=UTC), "the panel is over and its record is filed"
)


def at(day: int, hour: int = 9, month: int = 12, year: int = 2026) -> datetime:
    """Return a moment by the clock in England."""
    return datetime(year, month, day, hour, tzinfo=LONDON)


def discuss(
    seq: int, answer: Answer, when: datetime, *, item: UUID = ITEM, kind: Kind = Kind.BE_DISCUSSED
) -> Given:
    """Return an answer about being discussed, or about a referral."""
    of_item = item if kind.of_an_item else None
    return Given(seq=seq, kind=kind, answer=answer, at=when, item_id=of_item)


def share(
    seq: int,
    when: datetime,
    *,
    answer: Answer = Answer.YES,
    papers: tuple[UUID, ...] = (SUMMARY, RECORD),
    organisations: tuple[UUID, ...] = (COUNTY, HOUSING),
    agreed: frozenset[Cell] | None = None,
    limits: tuple[Limit, ...] = (),
) -> Given:
    """Return an answer about papers: by default yes to every pair that was asked."""
    pairs = frozenset(Cell(p, o) for p in papers for o in organisations)
    return Given(
        seq=seq,
        kind=Kind.SHARE_PAPERS,
        answer=answer,
        at=when,
        item_id=ITEM,
        papers={paper: SECTIONS[paper] for paper in papers},
        organisations=frozenset(organisations),
        agreed=frozenset() if answer is not Answer.YES else pairs if agreed is None else agreed,
        limits=limits,
    )


def whole(seq: int, answer: Answer, when: datetime) -> Given:
    """Return an answer about all papers at once."""
    return Given(seq=seq, kind=Kind.SHARE_PAPERS, answer=answer, at=when, item_id=ITEM)


def being_discussed(window: Window = Window()) -> Question:  # noqa: B008 - frozen, so it cannot be shared by mistake
    """Ask whether the item may be discussed."""
    return Question(kind=Kind.BE_DISCUSSED, item_id=ITEM, window=window)


def paper(
    which: UUID = SUMMARY,
    to: UUID | None = HOUSING,
    *,
    sections: frozenset[str] | None = None,
    section: str | None = None,
    window: Window = Window(),  # noqa: B008 - as above
) -> Question:
    """Ask whether a paper may be given to an organisation."""
    there = SECTIONS.get(which, frozenset({"new"})) if sections is None else sections
    return Question(
        kind=Kind.SHARE_PAPERS,
        item_id=ITEM,
        window=window,
        paper=SharedPaper(which, there),
        section=section,
        organisation_id=to,
        organisation_kind=KIND_OF.get(to) if to else None,
    )


def written(to: UUID | None = HOUSING, window: Window = Window()) -> Question:  # noqa: B008 - as above
    """Ask whether what an agency wrote may be given to an organisation."""
    return Question(
        kind=Kind.SHARE_PAPERS,
        item_id=ITEM,
        window=window,
        organisation_id=to,
        organisation_kind=KIND_OF.get(to) if to else None,
    )


REFERRAL = Question(kind=Kind.REFER_TO_HOUSING)


@dataclass(frozen=True)
class Case:
    """One row: what happened, what is asked when, and what the answer is."""

    happened: str
    asked: str
    question: Question
    when: datetime
    why: Why
    given: tuple[Given, ...] = ()
    overrides: tuple[Overridden, ...] = ()
    born_on: date = BORN
    without: frozenset[str] = field(default_factory=frozenset)
    about_them: bool | None = None
    """Of what an agency wrote: whether it speaks of the young person. None asks about a paper."""

    @property
    def found(self) -> InForce:
        """What the rule answers."""
        if self.about_them is None:
            return in_force(self.history, self.question, self.when)
        return in_writing(self.history, self.question, self.when, about_them=self.about_them)

    @property
    def yes(self) -> bool:
        """Whether it is in force."""
        return self.why in {Why.AGREED, Why.OVERRIDDEN}

    @property
    def history(self) -> History:
        """The history of this row."""
        return History(self.born_on, self.given, self.overrides)


YES = discuss(1, Answer.YES, at(1))
