"""The typed facade of one district: ask it a rule, get the value and who said so."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal, TypeVar

import pluggy

from portal.kernel.errors import PortalError
from portal.kernel.kinds import PanelKind
from portal.kernel.working_days import Calendar
from portal.variations.calendar import england_and_wales
from portal.variations.declarative import TomlLayer, catalogue, core_seats, intervals
from portal.variations.guides import Guide
from portal.variations.hookspecs import HOOKS, Hook
from portal.variations.messages import MessageWording
from portal.variations.questions import CORE_QUESTIONS, ViewsQuestion
from portal.variations.schema import LayerFile
from portal.variations.values import (
    AgendaTemplate,
    ChairRule,
    ClosedDay,
    Deadline,
    DecisionWord,
    DistrictRef,
    MeetingFrequency,
    NoticePeriod,
    QuorumRule,
    Seat,
    SlotPlan,
    ValueProblem,
)

Level = Literal["product", "county", "area", "district", "plugin"]
T = TypeVar("T")
_log = logging.getLogger(__name__)


class PluginFailure(PortalError):
    """A plugin or layer answered a hook wrongly, so the work in hand stops."""

    def __init__(self, plugin: str, hook: str, district: str, reason: str) -> None:
        contained = HOOKS[hook].on_failure == "contained"
        done = "The next layer's answer is used." if contained else "Nothing has been saved."
        super().__init__(
            f"{plugin} failed to answer {hook} for {district}: {reason} "
            f"{done} Tell the person who looks after this district's rules."
        )
        self.plugin = plugin
        self.hook = hook
        self.district = district
        self.reason = reason


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A value, the file or plugin it comes from, the layer, and the days it stands.

    `starts` and `until` are inclusive, None being open. `beats` holds what it hides in the layers
    below, nearest first; only `membership_extensions` and `explain` fill it.
    """

    value: T
    source: str
    layer: Level
    starts: date | None = None
    until: date | None = None
    beats: tuple[Answer[T], ...] = ()


@dataclass(frozen=True)
class YoungPersonRules:
    """What young people's pages go by: the site they are left for, and words they never use.

    ``advocate`` names who sends an advocate and how to reach them, ``complain`` who takes
    complaints, ``copies`` who gives copies and puts mistakes right; empty where nobody has said.
    """

    leave_to: str
    avoid: tuple[str, ...]
    advocate: str = ""
    complain: str = ""
    copies: str = ""


class DistrictVariation:
    """What one district does its own way. Every answer is for a day and a kind of panel."""

    def __init__(
        self, ref: DistrictRef, chain: Sequence[LayerFile], manager: pluggy.PluginManager
    ) -> None:
        self.ref = ref
        self._chain = tuple(chain)
        self._manager = manager
        self._core = {kind: core_seats(self._chain, kind) for kind in PanelKind}
        self._contained: dict[str, PluginFailure] = {}

    def chair_rule(self, *, as_of: date, kind: PanelKind) -> Answer[ChairRule]:
        """Who chairs and who stands in (R20, R21)."""
        return self._pick("chair_rule", as_of, kind)

    def seats(self, *, as_of: date, kind: PanelKind) -> Answer[tuple[Seat, ...]]:
        """Every seat in use: the core ones first, then the extensions (R23-R39)."""
        core = self._core_seats(kind, as_of)
        extra = self.membership_extensions(as_of=as_of, kind=kind)
        return Answer((*core, *extra.value), extra.source, extra.layer, extra.starts, extra.until)

    @property
    def change_days(self) -> tuple[date, ...]:
        """Give the days from which a file says something else. A plugin's changes are not known."""
        return tuple(starts for starts, _ in intervals(self._chain) if starts is not None)

    def usual_core_seats(self, *, as_of: date, kind: PanelKind) -> tuple[Seat, ...]:
        """Give the core seats in use where neither area nor district says anything of its own."""
        usual = [layer for layer in self._chain if layer.level in {"product", "county"}]
        return catalogue(usual, kind, as_of).core

    def membership_extensions(self, *, as_of: date, kind: PanelKind) -> Answer[tuple[Seat, ...]]:
        """Give the seats beside the core ones, from every layer, nearest first (R32-R39)."""
        answers = tuple(self.answers("membership_extensions", as_of=as_of, kind=kind))
        core = {seat.key for seat in self._core_seats(kind, as_of)}
        seats: dict[str, Seat] = {}
        heard = 0
        for answer in answers:
            heard += 1
            for seat in answer.value:
                if seat.core or seat.key in core:
                    reason = f"The seat “{seat.key}” is core and cannot be added."
                    raise PluginFailure(
                        answer.source, "membership_extensions", self.ref.slug, reason
                    )
                seats.setdefault(seat.key, seat)
            if not answer.value:
                break
        if not answers:
            return Answer((), self._chain[0].file, "product")
        near = answers[0]
        return Answer(
            tuple(seats.values()), near.source, near.layer, near.starts, near.until, answers[heard:]
        )

    def quorum_rule(self, *, as_of: date, kind: PanelKind) -> Answer[QuorumRule]:
        """Who must be there for the meeting and for each item."""
        return self._pick("quorum_rule", as_of, kind)

    def notice_period(
        self, *, as_of: date, kind: PanelKind, deadline: Deadline = "agenda"
    ) -> Answer[NoticePeriod]:
        """How many working days, counted how (R55, R62, R75)."""
        return self._pick("notice_period", as_of, kind, deadline=deadline)

    def meeting_frequency(self, *, as_of: date, kind: PanelKind) -> Answer[MeetingFrequency]:
        """How often the panel meets (R42)."""
        return self._pick("meeting_frequency", as_of, kind)

    def slot_plan(self, *, as_of: date, kind: PanelKind) -> Answer[SlotPlan]:
        """How the day is cut into slots (R64, R68). Lay it out with `slots.lay_out`."""
        return self._pick("slot_plan", as_of, kind)

    def agenda_template(self, *, as_of: date, kind: PanelKind) -> Answer[AgendaTemplate]:
        """Give the agenda's heading, columns and sections (R66, R67)."""
        return self._pick("agenda_template", as_of, kind)

    def decision_words(self, *, as_of: date, kind: PanelKind) -> Answer[tuple[DecisionWord, ...]]:
        """Give the outcomes this panel may record."""
        return self._pick("decision_words", as_of, kind)

    def message_wording(
        self, *, as_of: date, kind: PanelKind, message: str = "agenda_published"
    ) -> Answer[MessageWording]:
        """Give a message's subject and body, the next layer's where a nearer one fails."""
        return self._pick("message_wording", as_of, kind, message=message)

    def guides(self, *, as_of: date, kind: PanelKind) -> Answer[tuple[Guide, ...]]:
        """Give the guides of every layer, the farthest layer's first (R86, R87, R89).

        A layer that fails is left out and noted in `contained`.
        """
        answers = tuple(self.answers("guides", as_of=as_of, kind=kind))
        heard = next((n for n, answer in enumerate(answers, 1) if not answer.value), len(answers))
        guides: dict[str, Guide] = {}
        for answer in reversed(answers[:heard]):
            guides.update({guide.key: guide for guide in answer.value})
        if not answers:
            return Answer((), self._chain[0].file, "product")
        near = answers[0]
        return Answer(
            tuple(guides.values()),
            near.source,
            near.layer,
            near.starts,
            near.until,
            answers[heard:],
        )

    def views_questions(self, *, as_of: date, kind: PanelKind) -> Answer[tuple[ViewsQuestion, ...]]:
        """Give what is asked besides the core questions, from every layer, in order (R52).

        PluginFailure where a layer reuses a core question's key: those stay as they are.
        """
        answers = tuple(self.answers("views_questions", as_of=as_of, kind=kind))
        found: dict[str, ViewsQuestion] = {}
        heard = 0
        for answer in answers:
            heard += 1
            for question in answer.value:
                if question.key in CORE_QUESTIONS:
                    reason = f"“{question.key}” is a core question and stays as it is."
                    raise PluginFailure(answer.source, "views_questions", self.ref.slug, reason)
                found.setdefault(question.key, question)
            if not answer.value:
                break
        if not answers:
            return Answer((), self._chain[0].file, "product")
        near = answers[0]
        asked = tuple(sorted(found.values(), key=lambda question: question.order))
        return Answer(asked, near.source, near.layer, near.starts, near.until, answers[heard:])

    @property
    def contained(self) -> Mapping[str, PluginFailure]:
        """By hook, the last failure that was answered by the next layer instead."""
        return dict(self._contained)

    @property
    def young_person(self) -> YoungPersonRules:
        """What young people's pages go by: the nearest site to leave for, every word avoided."""
        avoid = dict[str, None]()
        said = dict.fromkeys(("leave_to", "advocate", "complain", "copies"), "")
        for layer in self._chain:
            for key in said:
                said[key] = str(layer.young_person.get(key, said[key]))
            words = layer.young_person.get("avoid", ())
            assert isinstance(words, tuple)  # the shape has read it
            avoid |= dict.fromkeys(words)
        return YoungPersonRules(avoid=tuple(avoid), **said)

    def calendar(
        self, *, as_of: date, kind: PanelKind, deadline: Deadline | None = None
    ) -> Answer[Calendar]:
        """Give the working days: England and Wales bank holidays and local closure days (A5).

        Closure days of every layer count together, and with `deadline` those of its notice too.
        RuleError from the calendar for a day outside the years the configuration says are known.
        """
        near = [self._chain[0], *(layer for layer in self._chain if layer.calendar)][-1]
        more: tuple[ClosedDay, ...] = ()
        if deadline is not None:
            more = self.notice_period(as_of=as_of, kind=kind, deadline=deadline).value.closed_days
        return Answer(calendar_of(self._chain, more), near.file, near.level)

    def answers(
        self, hook: str, *, as_of: date, kind: PanelKind, **extra: Any
    ) -> Iterator[Answer[Any]]:
        """Every layer's checked answer, nearest first. PluginFailure for a wrong one."""
        asked = {"district": self.ref, "as_of": as_of, "kind": kind, **extra}
        caller = getattr(self._manager.hook, hook)
        # One by one rather than through pluggy's own loop, which cannot say who answered. The
        # last registered is the nearest.
        for impl in reversed(caller.get_hookimpls()):
            try:
                value = self._asked(impl, hook, asked)
            except PluginFailure as failure:
                if HOOKS[hook].on_failure == "stops":
                    raise
                self._contained[hook] = failure
                _log.error("contained: %s", failure.message)
                continue
            if value is not None:
                yield self._answer(impl, hook, value, kind, as_of)

    def _asked(self, impl: pluggy.HookImpl, hook: str, asked: Mapping[str, Any]) -> Any:
        """One layer's own answer, checked; None where it has nothing to say."""
        try:
            value = impl.function(**{name: asked[name] for name in impl.argnames})
        except Exception as error:
            reason = f"{type(error).__name__}: {error}."
            raise PluginFailure(impl.plugin_name, hook, self.ref.slug, reason) from error
        problem = None if value is None else _wrong_type(HOOKS[hook], value)
        if isinstance(value, MessageWording):
            try:
                value.check_for(asked["message"])
            except ValueProblem as wrong:
                problem = wrong.message
        if problem:
            raise PluginFailure(impl.plugin_name, hook, self.ref.slug, problem)
        return value

    def _answer(
        self, impl: pluggy.HookImpl, hook: str, value: Any, kind: PanelKind, as_of: date
    ) -> Answer[Any]:
        if not isinstance(impl.plugin, TomlLayer):
            starts, until = self.ref.starts_on, self.ref.ends_on
            return Answer(value, impl.plugin_name, "plugin", starts, until)
        span = impl.plugin.span(hook, kind, as_of)
        assert span is not None  # the layer has just answered from it
        layer = impl.plugin.layer
        return Answer(value, layer.file, layer.level, span.starts, span.until)

    def _core_seats(self, kind: PanelKind, as_of: date) -> tuple[Seat, ...]:
        found: tuple[Seat, ...] = next(span.value for span in self._core[kind] if span.holds(as_of))
        return found

    def _pick(self, hook: str, as_of: date, kind: PanelKind, **extra: Any) -> Answer[Any]:
        for answer in self.answers(hook, as_of=as_of, kind=kind, **extra):
            return answer
        source = self._chain[0].file
        raise PluginFailure(source, hook, self.ref.slug, "No layer has an answer.")


def _wrong_type(hook: Hook, value: object) -> str | None:
    """Why a value is not what a hook returns, or None where it is."""
    if not hook.many:
        if isinstance(value, hook.returns):
            return None
        return f"It must return {hook.returns.__name__} or None, not {type(value).__name__}."
    if not isinstance(value, tuple):
        return f"It must return a tuple of {hook.returns.__name__}, not {type(value).__name__}."
    for each in value:
        if not isinstance(each, hook.returns):
            return f"Each must be {hook.returns.__name__}, but one is {type(each).__name__}."
    keys = [each.key for each in value]
    if len(set(keys)) < len(keys):
        return "A key is there twice."
    return None


def calendar_of(chain: Sequence[LayerFile], more: Sequence[ClosedDay] = ()) -> Calendar:
    """Give the working days these files know; closure days of every one count together."""
    first, last = 0, 0
    closed: dict[date, str] = {}
    for layer in chain:
        first = _whole(layer.calendar.get("first_year"), first)
        last = _whole(layer.calendar.get("last_year"), last)
        closed |= _reasons(layer.calendar.get("closed_days", ()))
    return england_and_wales(first, last, closed | _reasons(tuple(more)))


def _whole(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise


def _reasons(days: object) -> dict[date, str]:
    assert isinstance(days, tuple)  # the schema and the values make them so
    return {each.day: each.reason for each in days if isinstance(each, ClosedDay)}
