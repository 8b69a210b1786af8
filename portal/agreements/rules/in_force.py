"""Whether an agreement is in force, for one reader, at one instant (R49, R50, A11; C15).

One pure function answers for every page, pack and agenda. The rules it follows, with a case for
each, are the table in docs/agreements.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from portal.agreements.rules.kinds import Answer, Kind
from portal.kernel.england import LONDON, day_begins
from portal.kernel.timeline import birthday
from portal.kernel.wording import plain_date
from portal.variations.values import OrganisationKind

OF_AGE = 18
THEY = "They"


class Cell(NamedTuple):
    """One paper for one organisation."""

    paper_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class Limit:
    """What is not to be shown, and to whom; no kinds means to nobody."""

    sections: frozenset[str]
    kinds: frozenset[OrganisationKind] = frozenset()

    def keeps_from(self, kind: OrganisationKind | None) -> bool:
        """Tell whether it holds for an organisation of this kind."""
        return not self.kinds or kind is None or kind in self.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer, as it was given and frozen.

    ``papers`` are the papers named, each with the sections it had then; ``organisations`` those
    named beside them; ``agreed`` the pairs answered with yes. An answer that names no paper is
    about the whole kind. ``at`` is when it was recorded, and ``seq`` its place in the history.
    """

    seq: int
    kind: Kind
    answer: Answer
    at: datetime
    answered_on: date | None = None
    """The day they answered, where it was recorded later."""
    item_id: UUID | None = None
    papers: Mapping[UUID, frozenset[str]] = field(default_factory=dict, hash=False)
    organisations: frozenset[UUID] = frozenset()
    agreed: frozenset[Cell] = frozenset()
    limits: tuple[Limit, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is about everything of its kind."""
        return not self.papers

    @property
    def day(self) -> date:
        """The day they answered."""
        return self.answered_on or self.at.astimezone(LONDON).date()

    def names(self, cell: Cell) -> bool:
        """Tell whether it answers for this paper and this organisation."""
        named = cell.paper_id in self.papers and cell.organisation_id in self.organisations
        return self.whole or named


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden:
    """A manager had an item heard without an agreement, from a moment until it was ended."""

    item_id: UUID
    at: datetime
    ended_at: datetime | None = None

    def stands(self, item_id: UUID | None, at: datetime) -> bool:
        """Tell whether it stands for an item at an instant."""
        over = self.ended_at is not None and self.ended_at <= at
        return self.item_id == item_id and self.at <= at and not over


@dataclass(frozen=True, slots=True)
class History:
    """Everything one young person answered, in any order, and what was decided without them."""

    born_on: date
    given: tuple[Given, ...] = ()
    overrides: tuple[Overridden, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """When an item's time ends, and what ends it in words; None has no end."""

    ends_at: datetime | None = None
    ended_by: str = ""

    def over(self, at: datetime) -> bool:
        """Tell whether it is over at an instant."""
        return self.ends_at is not None and self.ends_at <= at


OPEN = Window()
NO_PAPER = UUID(int=0)
"""Stands for a paper where none was named in any answer."""


@dataclass(frozen=True, slots=True)
class SharedPaper:
    """A paper as it is now: its sections, by key."""

    id: UUID
    sections: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: a kind, for an item, and for papers which one, which part and for whom."""

    kind: Kind
    item_id: UUID | None = None
    window: Window = OPEN
    paper: SharedPaper | None = None
    section: str | None = None
    organisation_id: UUID | None = None
    organisation_kind: OrganisationKind | None = None


class Why(StrEnum):
    """Why an agreement is in force, or is not."""

    AGREED = "agreed"
    OVERRIDDEN = "overridden"
    NOT_ASKED = "not_asked"
    THINKING = "thinking"
    SAID_NO = "said_no"
    STOPPED = "stopped"
    OVER = "over"
    TURNED_18 = "turned_18"
    NOT_DISCUSSED = "not_discussed"
    NEW_PAPER = "new_paper"
    NEW_ORGANISATION = "new_organisation"
    NO_ORGANISATION = "no_organisation"
    NEW_SECTIONS = "new_sections"
    NOT_THIS_ONE = "not_this_one"
    LIMITED = "limited"


@dataclass(frozen=True, slots=True)
class InForce:
    """The answer: yes or no, why in a sentence, and from which event.

    ``overridden`` says that a manager decided it and the young person did not agree. ``without``
    are the sections of a paper that this organisation is not to see.
    """

    yes: bool
    why: Why
    sentence: str
    seq: int | None = None
    overridden: bool = False
    without: frozenset[str] = frozenset()


def of_age_at(born_on: date) -> datetime:
    """Return the instant somebody turns 18: the start of that day in England.

    Born on 29 February, that is 1 March (Family Law Reform Act 1969 section 9).
    """
    return day_begins(birthday(born_on, OF_AGE))


def in_force(history: History, question: Question, at: datetime, *, who: str = THEY) -> InForce:
    """Say whether an agreement is in force at an instant, why, and by which answer.

    The newest answer that was recorded by then decides; of several at one instant the one with the
    highest number. ``who`` is how the sentence calls the young person. Capacity is no part of it:
    what was found of somebody's capacity never changes what they answered.
    """
    say = _Words(who)
    if question.window.over(at):
        return _no(Why.OVER, say.over(question.window))
    if question.kind is not Kind.SHARE_PAPERS:
        return _simple(history, question, at, say)
    heard = _simple(history, _about_being_discussed(question), at, say)
    if not heard.yes:
        return _no(Why.NOT_DISCUSSED, say.no_papers(heard.sentence), heard.seq)
    return _papers(history, question, at, say)


AGAIN = (
    Why.TURNED_18,
    Why.THINKING,
    Why.NEW_PAPER,
    Why.NEW_SECTIONS,
    Why.NEW_ORGANISATION,
)
"""Why somebody who answered is asked again, what weighs most first. A no is an answer."""
_NOBODY_ASKS = frozenset({Why.SAID_NO, Why.STOPPED, Why.OVER})


def to_ask_again(history: History, question: Question, at: datetime) -> Why | None:
    """Say why a young person is to be asked again about one paper for one organisation (A11).

    None where nothing new is to be asked: it is agreed, or it was said no to, and nobody is chased.
    Whoever does not want to be discussed is asked about no papers; where only that answer has to be
    given anew, the papers are asked about with it.
    """
    if question.window.over(at):
        return None
    say = _Words(THEY)
    if _simple(history, _about_being_discussed(question), at, say).why in _NOBODY_ASKS:
        return None
    why = _papers(history, question, at, say).why
    return why if why in AGAIN else None


def in_writing(
    history: History, question: Question, at: datetime, *, about_them: bool, who: str = THEY
) -> InForce:
    """Say whether what an agency wrote for an item may be given to an organisation.

    The question names no paper. What agencies bring is heard where the young person may be
    discussed (R50, R57-R61); in writing it goes where they let something be given in writing, which
    is at least one paper of this item (R49). ``about_them``: it says in free words how somebody is
    doing, and so it stays away wherever a part of a paper is kept from the organisation, because
    nobody can tell whether the words touch that part. What an agency offers does not.
    """
    named = sorted({paper for each in _recorded(history, question, at) for paper in each.papers})
    found = [
        in_force(history, replace(question, paper=SharedPaper(paper, frozenset())), at, who=who)
        for paper in named or (NO_PAPER,)
    ]
    agreed = [each for each in found if each.yes]
    newest = max(agreed or found, key=lambda each: each.seq or 0)
    if agreed and about_them:
        answers = {each.seq: each for each in history.given}
        limits = (limit for each in agreed for limit in answers[each.seq or 0].limits)
        if any(each.sections and each.keeps_from(question.organisation_kind) for each in limits):
            return _no(Why.LIMITED, _Words(who).keeps_a_part, newest.seq)
    return newest


def _no(
    why: Why, sentence: str, seq: int | None = None, without: frozenset[str] = frozenset()
) -> InForce:
    return InForce(yes=False, why=why, sentence=sentence, seq=seq, without=without)


def _yes(given: Given, say: _Words, without: frozenset[str] = frozenset()) -> InForce:
    return InForce(
        yes=True, why=Why.AGREED, sentence=say.agreed(given), seq=given.seq, without=without
    )


def _about_being_discussed(question: Question) -> Question:
    return Question(kind=Kind.BE_DISCUSSED, item_id=question.item_id, window=question.window)


def _simple(history: History, question: Question, at: datetime, say: _Words) -> InForce:
    """Answer for what is agreed to as a whole; a manager's override stands in for a missing yes."""
    found = _of_the_whole(history, question, at, say)
    stands = any(each.stands(question.item_id, at) for each in history.overrides)
    if found.yes or question.kind is not Kind.BE_DISCUSSED or not stands:
        return found
    sentence = f"A manager decided that this is heard without an agreement. {found.sentence}"
    return InForce(yes=True, why=Why.OVERRIDDEN, sentence=sentence, seq=found.seq, overridden=True)


def _of_the_whole(history: History, question: Question, at: datetime, say: _Words) -> InForce:
    newest = _newest(_recorded(history, question, at))
    if newest is None:
        return _no(Why.NOT_ASKED, say.not_asked(question.kind))
    refused = _not_a_yes(history, newest, at, say)
    return refused or _yes(newest, say)


def _papers(history: History, question: Question, at: datetime, say: _Words) -> InForce:
    paper, organisation_id = question.paper, question.organisation_id
    assert paper is not None, "a question about papers names one"
    if organisation_id is None:
        return _no(Why.NO_ORGANISATION, say.no_organisation)
    cell = Cell(paper.id, organisation_id)
    recorded = _recorded(history, question, at)
    newest = _newest(each for each in recorded if each.names(cell))
    if newest is None:
        return _never_named(recorded, cell, say)
    refused = _not_a_yes(history, newest, at, say)
    if refused is not None:
        return refused
    if cell not in newest.agreed:
        return _no(Why.NOT_THIS_ONE, say.not_this_one, newest.seq)
    if not paper.sections <= newest.papers[paper.id]:
        return _no(Why.NEW_SECTIONS, say.new_sections, newest.seq)
    return _within_limits(newest, paper, question, say)


def _within_limits(newest: Given, paper: SharedPaper, question: Question, say: _Words) -> InForce:
    """Take away what they said this organisation is not to see."""
    kept = frozenset().union(
        *(limit.sections for limit in newest.limits if limit.keeps_from(question.organisation_kind))
    )
    without = paper.sections & kept
    nothing_left = bool(paper.sections) and without == paper.sections
    if nothing_left or (question.section is not None and question.section in kept):
        return _no(Why.LIMITED, say.limited, newest.seq, without)
    return _yes(newest, say, without)


def _recorded(history: History, question: Question, at: datetime) -> list[Given]:
    """Return the answers of this kind for this item that stood in the history by then."""
    return [
        each
        for each in history.given
        if each.kind is question.kind and each.item_id == question.item_id and each.at <= at
    ]


def _newest(given: Iterable[Given]) -> Given | None:
    return max(given, key=lambda each: each.seq, default=None)


def _not_a_yes(history: History, newest: Given, at: datetime, say: _Words) -> InForce | None:
    """Say why an answer lets nothing happen; None where it is a yes that still counts."""
    of_age = of_age_at(history.born_on)
    if newest.at < of_age <= at:
        return _no(Why.TURNED_18, say.turned_18(of_age.date()), newest.seq)
    if newest.answer is Answer.YES:
        return None
    why = {
        Answer.NO: Why.SAID_NO,
        Answer.STOPPED: Why.STOPPED,
        Answer.THINKING: Why.THINKING,
    }[newest.answer]
    return _no(why, say.answered(newest), newest.seq)


def _never_named(recorded: list[Given], cell: Cell, say: _Words) -> InForce:
    """Say what is new since they were asked: the paper, or the organisation."""
    if not recorded:
        return _no(Why.NOT_ASKED, say.not_asked(Kind.SHARE_PAPERS))
    if any(cell.paper_id in each.papers for each in recorded):
        return _no(Why.NEW_ORGANISATION, say.new_organisation)
    return _no(Why.NEW_PAPER, say.new_paper)


@dataclass(frozen=True, slots=True)
class _Words:
    """The sentences, with the young person called by the name their reader may see."""

    who: str

    @property
    def has(self) -> str:
        """They have, or a name has."""
        return f"{self.who} {'have' if self.who == THEY else 'has'}"

    def over(self, window: Window) -> str:
        return f"The agreement ended: {window.ended_by}." if window.ended_by else "It has ended."

    def no_papers(self, sentence: str) -> str:
        return f"No papers go out, because this is not to be discussed. {sentence}"

    def not_asked(self, kind: Kind) -> str:
        about = {
            Kind.BE_DISCUSSED: "whether the panel may discuss this",
            Kind.SHARE_PAPERS: "about these papers",
            Kind.REFER_TO_HOUSING: "about a referral to housing",
        }[kind]
        return f"{self.has} not been asked {about} yet."

    def turned_18(self, day: date) -> str:
        return f"{self.who} turned 18 on {plain_date(day)}. What was agreed before has ended."

    def answered(self, given: Given) -> str:
        on = plain_date(given.day)
        return {
            Answer.NO: f"{self.who} said no on {on}.",
            Answer.STOPPED: f"{self.who} stopped it on {on}.",
            Answer.THINKING: f"{self.who} asked for time to think on {on}.",
        }[given.answer]

    def agreed(self, given: Given) -> str:
        on = plain_date(given.day)
        return f"{self.who} agreed on {on}."

    @property
    def not_this_one(self) -> str:
        return f"{self.who} said no to this paper for this organisation."

    @property
    def new_paper(self) -> str:
        return f"This paper is new. {self.has} not been asked about it yet."

    @property
    def new_organisation(self) -> str:
        return f"This organisation is new here. {self.has} not been asked about it yet."

    @property
    def no_organisation(self) -> str:
        return "The reader comes from no organisation that could be named when asking."

    @property
    def new_sections(self) -> str:
        return f"This paper has parts that are new. {self.has} not been asked about them yet."

    @property
    def keeps_a_part(self) -> str:
        return f"{self.who} kept a part of their papers from this organisation."

    @property
    def limited(self) -> str:
        return f"{self.who} agreed, but not to this part for this organisation."
