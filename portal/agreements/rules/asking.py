"""Whether an answer can be recorded as it was typed: each refusal stands beside its box."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from portal.agreements.rules.in_force import Cell, Limit
from portal.agreements.rules.kinds import Answer, Help, Kind, WayAnswered, WayAsked
from portal.kernel.errors import RuleError
from portal.kernel.timeline import add_months
from portal.kernel.wording import plain_date

OLDEST_MONTHS = 12
"""An answer a year old is asked again: what was true then may not be now."""


class AnswerProblemsError(RuleError):
    """Everything that keeps an answer from being recorded, each with its field."""

    def __init__(self, problems: tuple[RuleError, ...]) -> None:
        super().__init__(problems[0].message, problems[0].field)
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """An answer as it was typed. None and empty where nothing was."""

    kind: Kind
    answer: Answer | None = None
    answered_on: date | None = None
    asked_by: UUID | None = None
    way_asked: WayAsked | None = None
    way_answered: WayAnswered | None = None
    helped: frozenset[Help] = frozenset()
    language: str = ""
    support: str = ""
    said: str = ""
    limit_words: str = ""
    limits: tuple[Limit, ...] = ()
    papers: frozenset[UUID] = frozenset()
    """The papers they were asked about; none for a kind that names none."""
    organisations: frozenset[UUID] = frozenset()
    agreed: frozenset[Cell] = frozenset()


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who may have asked, and since when until when they work here."""

    name: str
    starts_on: date
    ends_on: date | None = None

    def was_there(self, day: date) -> bool:
        """Tell whether they worked here on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingFacts:
    """What an answer is held against.

    ``papers`` are those there are, with the day each came; ``refused_on`` is the day of their
    newest no or stop about the same, if they gave one.
    """

    today: date
    born_on: date
    askers: Mapping[UUID, Asker] = field(default_factory=dict)
    papers: Mapping[UUID, date] = field(default_factory=dict)
    organisations: Collection[UUID] = ()
    refused_on: date | None = None
    in_the_portal: bool = False


def problems(draft: AnswerDraft, facts: AskingFacts) -> tuple[RuleError, ...]:
    """Return everything wrong with an answer, in the order of the form."""
    found = [*_choices(draft, facts), *_help(draft)]
    if draft.kind is Kind.SHARE_PAPERS:
        found += _papers(draft, facts)
    day = draft.answered_on
    if day is None:
        found.append(RuleError("Enter the day they answered", "answered_on"))
    else:
        wrong = _day(day, draft, facts)
        found += [RuleError(wrong, "answered_on")] if wrong else []
    return tuple(found)


def _choices(draft: AnswerDraft, facts: AskingFacts) -> Iterator[RuleError]:
    if draft.answer is None:
        yield RuleError("Choose what they answered", "answer")
    if facts.in_the_portal:
        return
    if draft.asked_by not in facts.askers:
        yield RuleError("Choose who asked them", "asked_by")
    for name, way, portal in (
        ("way_asked", draft.way_asked, WayAsked.PORTAL),
        ("way_answered", draft.way_answered, WayAnswered.PORTAL),
    ):
        if way is None:
            what = "asked" if name == "way_asked" else "answered"
            who = "they were asked" if what == "asked" else "they answered"
            yield RuleError(f"Choose how {who}", name)
        elif way == portal:
            yield RuleError("Only the young person can answer in the portal", name)


def _help(draft: AnswerDraft) -> Iterator[RuleError]:
    if Help.INTERPRETER in draft.helped and not draft.language.strip():
        yield RuleError("Say which language the interpreter spoke", "language")


def _papers(draft: AnswerDraft, facts: AskingFacts) -> Iterator[RuleError]:
    """Hold what was ticked against what there is, and limits against what they would keep back."""
    gone = draft.papers - facts.papers.keys() or draft.organisations - set(facts.organisations)
    pairs = {Cell(paper, to) for paper in draft.papers for to in draft.organisations}
    if gone or not draft.agreed <= pairs:
        yield RuleError(
            "The papers or the organisations changed while you were asking. Look at them again",
            "agreed",
        )
    elif draft.answer is Answer.YES and not draft.agreed:
        yield RuleError(
            "Tick at least one paper for one organisation, or choose “No” as their answer",
            "agreed",
        )
    if draft.limit_words.strip() and not draft.limits:
        yield RuleError(
            "Tick the parts that these words are about. Words alone keep nothing back",
            "limit_sections",
        )
    if any(not limit.sections for limit in draft.limits):
        yield RuleError("Tick the parts that are to be kept back", "limit_sections")


def _day(day: date, draft: AnswerDraft, facts: AskingFacts) -> str | None:
    """Say what is wrong with the day they answered; None where nothing is."""
    asker = facts.askers.get(draft.asked_by) if draft.asked_by else None
    checks = (
        (day > facts.today, "The day they answered cannot be in the future"),
        (
            day < facts.born_on,
            f"They were born on {plain_date(facts.born_on)}, after the day you entered",
        ),
        (
            day < add_months(facts.today, -OLDEST_MONTHS),
            "An answer that is more than a year old no longer counts. Ask them again",
        ),
        (
            asker is not None and not asker.was_there(day),
            (
                f"{asker.name if asker else ''} did not work here on {plain_date(day)}, so they "
                "cannot have asked"
            ),
        ),
    )
    wrong = next((message for fails, message in checks if fails), None)
    return wrong if wrong or draft.answer is not Answer.YES else _day_of_a_yes(day, draft, facts)


def _day_of_a_yes(day: date, draft: AnswerDraft, facts: AskingFacts) -> str | None:
    """Refuse a yes from before a no, or from before there was anything to say yes to."""
    if facts.refused_on is not None and _not_after(day, facts.refused_on, facts.today):
        return (
            f"They said no or stopped on {plain_date(facts.refused_on)}. A yes counts only when "
            "it came later: ask them again"
        )
    newer = [made for paper, made in facts.papers.items() if paper in draft.papers and made > day]
    if newer:
        return (
            f"A paper you ticked came on {plain_date(max(newer))}, after the day they answered. "
            "Ask them about it"
        )
    return None


def _not_after(day: date, refused_on: date, today: date) -> bool:
    """Tell whether a yes of a day may be older than a no: of one past day nobody knows."""
    return day < refused_on or (day == refused_on and day != today)
