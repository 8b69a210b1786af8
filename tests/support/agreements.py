"""The truth table of agreements: the cases the tests run, and docs/agreements.md made from them.

`make agreements` writes the page; a test fails where the page and the cases differ.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from portal.agreements.rules import (
    Answer,
    Cell,
    Given,
    History,
    Kind,
    Limit,
    Overridden,
    Question,
    SharedPaper,
    Why,
    Window,
)
from portal.variations.values import OrganisationKind

ROOT = Path(__file__).resolve().parents[2]
PAGE = "docs/agreements.md"
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
EVERYTHING = frozenset(Cell(p, o) for p in SECTIONS for o in (COUNTY, HOUSING))
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

    @property
    def yes(self) -> bool:
        """Whether it is in force."""
        return self.why in {Why.AGREED, Why.OVERRIDDEN}

    @property
    def history(self) -> History:
        """The history of this row."""
        return History(self.born_on, self.given, self.overrides)


YES = discuss(1, Answer.YES, at(1))
NO_HEALTH_TO_HOUSING = (
    Limit(frozenset({"health"}), frozenset({OrganisationKind.HOUSING_AUTHORITY})),
)
ANSWERS: tuple[Case, ...] = (
    Case("Nobody asked", "May the panel discuss them?", being_discussed(), at(2), Why.NOT_ASKED),
    Case(
        "They said yes on 1 December",
        "The same, on 2 December",
        being_discussed(),
        at(2),
        Why.AGREED,
        (YES,),
    ),
    Case(
        "They said yes at 9am on 1 December",
        "The same, at 9am to the second",
        being_discussed(),
        at(1),
        Why.AGREED,
        (YES,),
    ),
    Case(
        "They said yes at 9am on 1 December",
        "The same, at 8am that day",
        being_discussed(),
        at(1, 8),
        Why.NOT_ASKED,
        (YES,),
    ),
    Case(
        "They said no",
        "The same",
        being_discussed(),
        at(2),
        Why.SAID_NO,
        (discuss(1, Answer.NO, at(1)),),
    ),
    Case(
        "They asked for time to think",
        "The same",
        being_discussed(),
        at(2),
        Why.THINKING,
        (discuss(1, Answer.THINKING, at(1)),),
    ),
    Case(
        "Yes, then they stopped it at 10am on 2 December",
        "The same, at 9am that day",
        being_discussed(),
        at(2),
        Why.AGREED,
        (YES, discuss(2, Answer.STOPPED, at(2, 10))),
    ),
    Case(
        "Yes, then they stopped it at 10am on 2 December",
        "The same, at 10am to the second",
        being_discussed(),
        at(2, 10),
        Why.STOPPED,
        (YES, discuss(2, Answer.STOPPED, at(2, 10))),
    ),
    Case(
        "Yes, stopped, and yes again",
        "The same",
        being_discussed(),
        at(4),
        Why.AGREED,
        (YES, discuss(2, Answer.STOPPED, at(2)), discuss(3, Answer.YES, at(3))),
    ),
    Case(
        "Yes, then asked again and wants time",
        "The same",
        being_discussed(),
        at(4),
        Why.THINKING,
        (YES, discuss(2, Answer.THINKING, at(3))),
    ),
    Case(
        "Yes and a stop in the same second; the stop has the higher number",
        "The same",
        being_discussed(),
        at(4),
        Why.STOPPED,
        (discuss(1, Answer.YES, at(3)), discuss(2, Answer.STOPPED, at(3))),
    ),
    Case(
        "A stop and a yes in the same second; the yes has the higher number",
        "The same",
        being_discussed(),
        at(4),
        Why.AGREED,
        (discuss(1, Answer.STOPPED, at(3)), discuss(2, Answer.YES, at(3))),
    ),
    Case(
        "They said yes to another panel's day",
        "The same",
        being_discussed(),
        at(2),
        Why.NOT_ASKED,
        (discuss(1, Answer.YES, at(1), item=OTHER_ITEM),),
    ),
    Case(
        "They said yes here, and no to another panel's day",
        "The same",
        being_discussed(),
        at(3),
        Why.AGREED,
        (YES, discuss(2, Answer.NO, at(2), item=OTHER_ITEM)),
    ),
    Case(
        "They agreed to a referral to housing alone",
        "May the panel discuss them?",
        being_discussed(),
        at(2),
        Why.NOT_ASKED,
        (discuss(1, Answer.YES, at(1), kind=Kind.REFER_TO_HOUSING),),
    ),
)
ENDS: tuple[Case, ...] = (
    Case(
        "Yes; the record was filed at 11am on 21 December",
        "The same, at 10am that day",
        being_discussed(FILED),
        at(21, 10),
        Why.AGREED,
        (YES,),
    ),
    Case(
        "Yes; the record was filed at 11am on 21 December",
        "The same, at 11am to the second",
        being_discussed(FILED),
        at(21, 11),
        Why.OVER,
        (YES,),
    ),
    Case(
        "The same, and papers were agreed",
        "May housing have the summary, at 11am?",
        paper(window=FILED),
        at(21, 11),
        Why.OVER,
        (YES, share(2, at(1))),
    ),
    Case(
        "Yes at 17",
        "The same, a second before midnight of their 18th birthday",
        being_discussed(),
        datetime(2027, 1, 8, 23, 59, 59, tzinfo=LONDON),
        Why.AGREED,
        (YES,),
    ),
    Case(
        "Yes at 17",
        "The same, at midnight when the birthday begins in England",
        being_discussed(),
        datetime(2027, 1, 9, tzinfo=LONDON),
        Why.TURNED_18,
        (YES,),
    ),
    Case(
        "No at 17",
        "The same, at 18: they are asked afresh",
        being_discussed(),
        at(10, month=1, year=2027),
        Why.TURNED_18,
        (discuss(1, Answer.NO, at(1)),),
    ),
    Case(
        "Yes at 17, and yes again at 18",
        "The same, at 18",
        being_discussed(),
        at(11, month=1, year=2027),
        Why.AGREED,
        (YES, discuss(2, Answer.YES, at(10, month=1, year=2027))),
    ),
    Case(
        "Born on 29 February; yes at 17",
        "The same, on 28 February at 11pm",
        being_discussed(),
        at(28, 23, month=2, year=2026),
        Why.AGREED,
        (discuss(1, Answer.YES, at(1, month=2)),),
        born_on=LEAP,
    ),
    Case(
        "Born on 29 February; yes at 17",
        "The same, on 1 March at midnight",
        being_discussed(),
        at(1, 0, month=3, year=2026),
        Why.TURNED_18,
        (discuss(1, Answer.YES, at(1, month=2)),),
        born_on=LEAP,
    ),
    Case(
        "They agreed to a referral to housing, and a panel is over since",
        "May they be referred?",
        REFERRAL,
        at(30),
        Why.AGREED,
        (discuss(1, Answer.YES, at(1), kind=Kind.REFER_TO_HOUSING),),
    ),
    Case(
        "They agreed to a referral to housing at 17",
        "May they be referred, at 18?",
        REFERRAL,
        at(9, month=1, year=2027),
        Why.TURNED_18,
        (discuss(1, Answer.YES, at(1), kind=Kind.REFER_TO_HOUSING),),
    ),
)
PAPERS: tuple[Case, ...] = (
    Case(
        "They agreed to papers, and were never asked about being discussed",
        "May housing have the summary?",
        paper(),
        at(2),
        Why.NOT_DISCUSSED,
        (share(1, at(1)),),
    ),
    Case(
        "They agreed to papers, and stopped being discussed",
        "The same",
        paper(),
        at(4),
        Why.NOT_DISCUSSED,
        (YES, share(2, at(2)), discuss(3, Answer.STOPPED, at(3))),
    ),
    Case(
        "They agreed to be discussed, and papers were not asked",
        "The same",
        paper(),
        at(4),
        Why.NOT_ASKED,
        (YES,),
    ),
    Case(
        "They agreed to both, for the county and for housing",
        "The same",
        paper(),
        at(4),
        Why.AGREED,
        (YES, share(2, at(2))),
    ),
    Case(
        "They agreed for the county alone; housing was asked",
        "The same",
        paper(),
        at(4),
        Why.NOT_THIS_ONE,
        (YES, share(2, at(2), agreed=frozenset({Cell(SUMMARY, COUNTY), Cell(RECORD, COUNTY)}))),
    ),
    Case(
        "The same",
        "May the county have the summary?",
        paper(to=COUNTY),
        at(4),
        Why.AGREED,
        (YES, share(2, at(2), agreed=frozenset({Cell(SUMMARY, COUNTY), Cell(RECORD, COUNTY)}))),
    ),
    Case(
        "They agreed to everything that was asked; a provider joined since",
        "May the provider have the summary?",
        paper(to=PROVIDER),
        at(4),
        Why.NEW_ORGANISATION,
        (YES, share(2, at(2))),
    ),
    Case(
        "The same",
        "May a reader who comes from nowhere have it?",
        paper(to=None),
        at(4),
        Why.NO_ORGANISATION,
        (YES, share(2, at(2))),
    ),
    Case(
        "They agreed to everything that was asked; a paper came since",
        "May housing have the new paper?",
        paper(NEW_PAPER),
        at(4),
        Why.NEW_PAPER,
        (YES, share(2, at(2))),
    ),
    Case(
        "A version came since with one more section",
        "May housing have the summary?",
        paper(sections=SECTIONS[SUMMARY] | {"money"}),
        at(4),
        Why.NEW_SECTIONS,
        (YES, share(2, at(2))),
    ),
    Case(
        "A version came since with one section fewer",
        "The same",
        paper(sections=frozenset({"home"})),
        at(4),
        Why.AGREED,
        (YES, share(2, at(2))),
    ),
    Case(
        "They were asked again about the new version and agreed",
        "The same",
        paper(),
        at(5),
        Why.AGREED,
        (YES, share(2, at(2)), share(3, at(4), papers=(SUMMARY,))),
    ),
    Case(
        "They agreed to all, then said no to all papers",
        "The same",
        paper(),
        at(4),
        Why.SAID_NO,
        (YES, share(2, at(2)), whole(3, Answer.NO, at(3))),
    ),
    Case(
        "They agreed to all, then stopped all papers",
        "The same",
        paper(),
        at(4),
        Why.STOPPED,
        (YES, share(2, at(2)), whole(3, Answer.STOPPED, at(3))),
    ),
    Case(
        "The same",
        "May the panel discuss them?",
        being_discussed(),
        at(4),
        Why.AGREED,
        (YES, share(2, at(2)), whole(3, Answer.STOPPED, at(3))),
    ),
    Case(
        "They stopped all papers, then agreed to the record alone",
        "May housing have the summary?",
        paper(),
        at(5),
        Why.STOPPED,
        (YES, whole(2, Answer.STOPPED, at(2)), share(3, at(3), papers=(RECORD,))),
    ),
    Case(
        "The same",
        "May housing have the record?",
        paper(RECORD),
        at(5),
        Why.AGREED,
        (YES, whole(2, Answer.STOPPED, at(2)), share(3, at(3), papers=(RECORD,))),
    ),
    Case(
        "They agreed to all, and later took one paper back from housing",
        "May housing have the summary?",
        paper(),
        at(5),
        Why.NOT_THIS_ONE,
        (
            YES,
            share(2, at(2)),
            share(3, at(3), papers=(SUMMARY,), organisations=(HOUSING,), agreed=frozenset()),
        ),
    ),
    Case(
        "The same",
        "May the county have the summary?",
        paper(to=COUNTY),
        at(5),
        Why.AGREED,
        (
            YES,
            share(2, at(2)),
            share(3, at(3), papers=(SUMMARY,), organisations=(HOUSING,), agreed=frozenset()),
        ),
    ),
)
LIMITS: tuple[Case, ...] = (
    Case(
        "They agreed, but “not about health to housing”",
        "May housing have the summary?",
        paper(),
        at(4),
        Why.AGREED,
        (YES, share(2, at(2), limits=NO_HEALTH_TO_HOUSING)),
        without=frozenset({"health"}),
    ),
    Case(
        "The same",
        "May housing have the part on health?",
        paper(section="health"),
        at(4),
        Why.LIMITED,
        (YES, share(2, at(2), limits=NO_HEALTH_TO_HOUSING)),
        without=frozenset({"health"}),
    ),
    Case(
        "The same",
        "May housing have the part on home?",
        paper(section="home"),
        at(4),
        Why.AGREED,
        (YES, share(2, at(2), limits=NO_HEALTH_TO_HOUSING)),
        without=frozenset({"health"}),
    ),
    Case(
        "The same",
        "May the county have the part on health?",
        paper(to=COUNTY, section="health"),
        at(4),
        Why.AGREED,
        (YES, share(2, at(2), limits=NO_HEALTH_TO_HOUSING)),
    ),
    Case(
        "They agreed, but “not about health” to anybody",
        "The same",
        paper(to=COUNTY, section="health"),
        at(4),
        Why.LIMITED,
        (YES, share(2, at(2), limits=(Limit(frozenset({"health"})),))),
        without=frozenset({"health"}),
    ),
    Case(
        "Every part of a paper is kept from housing",
        "May housing have the record?",
        paper(RECORD),
        at(4),
        Why.LIMITED,
        (YES, share(2, at(2), limits=(Limit(frozenset({"plan"})),))),
        without=frozenset({"plan"}),
    ),
    Case(
        "They agreed with a limit, and were asked again and agreed without",
        "May housing have the part on health?",
        paper(section="health"),
        at(5),
        Why.AGREED,
        (YES, share(2, at(2), limits=NO_HEALTH_TO_HOUSING), share(3, at(3))),
    ),
)
DECIDED = Overridden(item_id=ITEM, at=at(3))
OVERRIDES: tuple[Case, ...] = (
    Case(
        "They said no, and a manager decided otherwise on 3 December",
        "May the panel discuss them, on 2 December?",
        being_discussed(),
        at(2),
        Why.SAID_NO,
        (discuss(1, Answer.NO, at(1)),),
        (DECIDED,),
    ),
    Case(
        "The same",
        "The same, on 4 December: yes, and it is no agreement",
        being_discussed(),
        at(4),
        Why.OVERRIDDEN,
        (discuss(1, Answer.NO, at(1)),),
        (DECIDED,),
    ),
    Case(
        "The manager ended that on 5 December",
        "The same, on 6 December",
        being_discussed(),
        at(6),
        Why.SAID_NO,
        (discuss(1, Answer.NO, at(1)),),
        (Overridden(item_id=ITEM, at=at(3), ended_at=at(5)),),
    ),
    Case(
        "A manager decided otherwise, and then they agreed",
        "The same: it is an agreement",
        being_discussed(),
        at(6),
        Why.AGREED,
        (discuss(1, Answer.YES, at(5)),),
        (DECIDED,),
    ),
    Case(
        "A manager decided it for another panel's day",
        "The same",
        being_discussed(),
        at(6),
        Why.NOT_ASKED,
        (),
        (Overridden(item_id=OTHER_ITEM, at=at(3)),),
    ),
    Case(
        "A manager decided it; papers were not agreed",
        "May housing have the summary? An override gives no paper to anybody",
        paper(),
        at(6),
        Why.NOT_ASKED,
        (),
        (DECIDED,),
    ),
    Case(
        "A manager decided it, and the record is filed",
        "May the panel discuss them?",
        being_discussed(FILED),
        at(22),
        Why.OVER,
        (),
        (DECIDED,),
    ),
    Case(
        "They said no to a referral, and a manager had the item heard",
        "May they be referred to housing?",
        REFERRAL,
        at(6),
        Why.SAID_NO,
        (discuss(1, Answer.NO, at(1), kind=Kind.REFER_TO_HOUSING),),
        (DECIDED,),
    ),
)
GROUPS: tuple[tuple[str, tuple[Case, ...]], ...] = (
    ("Answers", ANSWERS),
    ("When an answer ends", ENDS),
    ("Papers and organisations", PAPERS),
    ("Limits", LIMITS),
    ("A manager's decision", OVERRIDES),
)
CASES: tuple[Case, ...] = tuple(case for _, cases in GROUPS for case in cases)
INTRODUCTION = """# When an agreement is in force

Written by `make agreements` from the cases that the tests run: do not edit by hand. One pure
function, `portal.agreements.rules.in_force`, answers for every agenda, page and pack.

- An answer is never changed. The newest one that was recorded by then decides; of several in the
  same second the one with the highest number.
- Each answer is for one panel's day, and ends when that day's record is filed or was due. A
  referral to housing is asked on its own and ends by no panel.
- An answer given before the 18th birthday ends at midnight when the birthday begins in England.
- Papers are agreed to paper by paper and organisation by organisation, as they were when asked.
  What is new since, a paper, an organisation or a section, is asked afresh. No paper goes out
  where the panel may not discuss the young person.
- A record of capacity changes nothing here. It never rewrites an answer.
- A manager's decision to have an item heard is no agreement. It gives no paper to anybody.
"""


def page() -> str:
    """Return docs/agreements.md."""
    return "\n".join([INTRODUCTION, *_tables()])


def _tables() -> Iterator[str]:
    for title, cases in GROUPS:
        yield f"## {title}\n"
        yield "| What happened | What is asked | In force | Why |"
        yield "|---|---|---|---|"
        for case in cases:
            yes = "yes" if case.yes else "no"
            but = f", without {', '.join(sorted(case.without))}" if case.without else ""
            why = case.why.value.replace("_", " ")
            yield f"| {case.happened} | {case.asked} | **{yes}**{but} | {why} |"
        yield ""


if __name__ == "__main__":
    (ROOT / PAGE).write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}: {len(CASES)} cases\n")
