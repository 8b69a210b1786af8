"""A TOML layer as a plugin object, so that a file and a Python plugin answer the same hooks.

A layer answers a hook only where its own file says something about it that day. What it leaves
out of a table it takes from the layers below, so a district may change one number and keep the
rest. All values are made and checked when the district is loaded: a dated block that would be
wrong next year is an error today.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.kernel.errors import ConfigurationError
from portal.kernel.kinds import PanelKind
from portal.variations.guides import Guide
from portal.variations.hookspecs import hookimpl
from portal.variations.messages import MESSAGES, MessageWording
from portal.variations.questions import ViewsQuestion
from portal.variations.schema import LayerFile, Stretch, build, build_seat, overlay
from portal.variations.values import (
    DEADLINES,
    AgendaTemplate,
    ChairRule,
    Deadline,
    DecisionWord,
    MeetingFrequency,
    NoticePeriod,
    QuorumRule,
    Seat,
    SlotPlan,
    ValueProblem,
)

PICKED = (
    "chair_rule",
    "quorum_rule",
    "notice_period",
    "meeting_frequency",
    "slot_plan",
    "agenda_template",
    "decision_words",
    "message_wording",
)
_PARTS = {"notice_period": len(DEADLINES), "message_wording": len(MESSAGES)}
"""Hooks whose table holds one answer for each of several questions: the product answers all."""
COLLECTED = ("membership_extensions", "guides", "views_questions")


@dataclass(frozen=True)
class Span:
    """A value and the days it stands, both inclusive, None being open."""

    starts: date | None
    until: date | None
    value: Any

    def holds(self, day: date) -> bool:
        """Whether the value stands on that day."""
        return (self.starts is None or self.starts <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True)
class Catalogue:
    """The seats of a panel on a day: the core ones in use, and every one a layer may turn on."""

    core: tuple[Seat, ...]
    offered: dict[str, Seat]


class TomlLayer:
    """The plugin object of one file, within one district's chain of files."""

    def __init__(
        self, chain: Sequence[LayerFile], whole: Sequence[LayerFile], *, open_seats: bool
    ) -> None:
        """Make every value of the last file in `chain`, which runs product first.

        `whole` is the district's full chain: a nearer file may reword a seat this one turns on.
        With `open_seats` a rule may name a seat no file describes, because a plugin may.
        """
        self.layer = chain[-1]
        self._whole = whole
        self._open_seats = open_seats
        self._timelines: dict[tuple[PanelKind, str], tuple[Span, ...]] = {}
        for kind in PanelKind:
            for hook in (*PICKED, *COLLECTED):
                self._timelines[kind, hook] = _joined(self._spans(chain, kind, hook))

    def check_complete(self) -> None:
        """Refuse a product file that leaves a hook without an answer on any day."""
        for (kind, hook), spans in self._timelines.items():
            for span in spans:
                short = hook in _PARTS and span.value and len(span.value) < _PARTS[hook]
                if span.value is None or short:
                    where = f"[{kind.value}.{hook}]"
                    message = "The product must answer every hook for every kind, every day."
                    raise ConfigurationError(self.layer.file, where, message)

    def span(self, hook: str, kind: PanelKind, as_of: date) -> Span | None:
        """Give the layer's answer that day with the days it stands, or None if it says nothing."""
        found = next(span for span in self._timelines[kind, hook] if span.holds(as_of))
        return None if found.value is None else found

    def _spans(self, chain: Sequence[LayerFile], kind: PanelKind, hook: str) -> Iterator[Span]:
        for starts, until in intervals(self._whole):
            day = starts or until or date.min
            says = in_force(self.layer, kind, hook, day)
            if says is None:
                yield Span(starts, until, None)
            else:
                yield Span(starts, until, self._value(chain, kind, hook, day))

    def _value(self, chain: Sequence[LayerFile], kind: PanelKind, hook: str, day: date) -> Any:
        if hook == "membership_extensions":
            # Collected, not laid over: each layer answers with its own seats alone.
            return self._extensions(kind, day)
        if hook in {"guides", "views_questions"}:
            return self._own(hook, kind, day)
        table: Any = None
        for layer in chain:
            held = in_force(layer, kind, hook, day)
            table = table if held is None else overlay(hook, table, held)
        try:
            value = build(hook, table)
            if not self._open_seats:
                _check_seats(value, catalogue(chain, kind, day))
        except ValueProblem as problem:
            raise self._at(kind, hook, day, problem) from problem
        return value

    def _extensions(self, kind: PanelKind, day: date) -> tuple[Seat, ...]:
        offered = catalogue(self._whole, kind, day).offered
        seats = []
        for key in in_force(self.layer, kind, "membership_extensions", day)["seats"]:
            if key not in offered:
                known = ", ".join(sorted(offered))
                message = f"No seat called “{key}” is offered or described here. There is: {known}."
                raise self._at(kind, "membership_extensions", day, ValueProblem("seats", message))
            seats.append(offered[key])
        return tuple(seats)

    def _own(self, hook: str, kind: PanelKind, day: date) -> Any:
        """Give what this very file adds to a hook that collects."""
        try:
            return build(hook, in_force(self.layer, kind, hook, day))
        except ValueProblem as problem:
            raise self._at(kind, hook, day, problem) from problem

    def _at(
        self, kind: PanelKind, hook: str, day: date, problem: ValueProblem
    ) -> ConfigurationError:
        """Give the error with the table it most likely stands in: the last stretch that speaks."""
        stretch = _speaking(self.layer, kind, hook, day)[-1]
        inner, _, key = problem.key.rpartition("/")
        table = f"{stretch.table_prefix}{kind.value}.{hook}" + (f".{inner}" if inner else "")
        where = f"[{table}] {key}"
        return ConfigurationError(self.layer.file, where, problem.message)

    def _answer(self, hook: str, kind: PanelKind, as_of: date) -> Any:
        span = self.span(hook, kind, as_of)
        return None if span is None else span.value

    @hookimpl
    def chair_rule(self, as_of: date, kind: PanelKind) -> ChairRule | None:
        """As the file says."""
        answer: ChairRule | None = self._answer("chair_rule", kind, as_of)
        return answer

    @hookimpl
    def membership_extensions(self, as_of: date, kind: PanelKind) -> tuple[Seat, ...] | None:
        """As the file says."""
        answer: tuple[Seat, ...] | None = self._answer("membership_extensions", kind, as_of)
        return answer

    @hookimpl
    def quorum_rule(self, as_of: date, kind: PanelKind) -> QuorumRule | None:
        """As the file says."""
        answer: QuorumRule | None = self._answer("quorum_rule", kind, as_of)
        return answer

    @hookimpl
    def notice_period(
        self, as_of: date, kind: PanelKind, deadline: Deadline
    ) -> NoticePeriod | None:
        """As the file says, for a deadline that this very file mentions."""
        mine = in_force(self.layer, kind, "notice_period", as_of) or {}
        if deadline not in mine:
            return None
        answer: NoticePeriod = self._answer("notice_period", kind, as_of)[deadline]
        return answer

    @hookimpl
    def meeting_frequency(self, as_of: date, kind: PanelKind) -> MeetingFrequency | None:
        """As the file says."""
        answer: MeetingFrequency | None = self._answer("meeting_frequency", kind, as_of)
        return answer

    @hookimpl
    def slot_plan(self, as_of: date, kind: PanelKind) -> SlotPlan | None:
        """As the file says."""
        answer: SlotPlan | None = self._answer("slot_plan", kind, as_of)
        return answer

    @hookimpl
    def agenda_template(self, as_of: date, kind: PanelKind) -> AgendaTemplate | None:
        """As the file says."""
        answer: AgendaTemplate | None = self._answer("agenda_template", kind, as_of)
        return answer

    @hookimpl
    def decision_words(self, as_of: date, kind: PanelKind) -> tuple[DecisionWord, ...] | None:
        """As the file says."""
        answer: tuple[DecisionWord, ...] | None = self._answer("decision_words", kind, as_of)
        return answer

    @hookimpl
    def message_wording(self, as_of: date, kind: PanelKind, message: str) -> MessageWording | None:
        """As the file says, for a message that this very file words."""
        mine = in_force(self.layer, kind, "message_wording", as_of) or {}
        if message not in mine:
            return None
        answer: MessageWording = self._answer("message_wording", kind, as_of)[message]
        return answer

    @hookimpl
    def guides(self, as_of: date, kind: PanelKind) -> tuple[Guide, ...] | None:
        """As the file says."""
        answer: tuple[Guide, ...] | None = self._answer("guides", kind, as_of)
        return answer

    @hookimpl
    def views_questions(self, as_of: date, kind: PanelKind) -> tuple[ViewsQuestion, ...] | None:
        """As the file says."""
        answer: tuple[ViewsQuestion, ...] | None = self._answer("views_questions", kind, as_of)
        return answer


def in_force(layer: LayerFile, kind: PanelKind, hook: str, day: date) -> Any:
    """Give one file's table for that day, later stretches laid over earlier, or None."""
    table: Any = None
    for stretch in _speaking(layer, kind, hook, day):
        held = stretch.tables[kind, hook]
        table = held if table is None else overlay(hook, table, held)
    return table


def catalogue(chain: Sequence[LayerFile], kind: PanelKind, day: date) -> Catalogue:
    """Give the seats the files describe that day. ConfigurationError where one cannot be."""
    tables: dict[str, dict[str, Any]] = {}
    blame: dict[str, tuple[LayerFile, Stretch]] = {}
    for layer in chain:
        for stretch in _speaking(layer, kind, "seats", day):
            for key, table in stretch.tables[kind, "seats"].items():
                if layer.level == "district" and table.get("core") and key not in tables:
                    raise _seat_error((layer, stretch), kind, key, "core", _NOT_CORE)
                tables[key] = overlay("seats", tables.get(key), table)
                blame[key] = (layer, stretch)
    core, offered = [], {}
    for key, table in tables.items():
        try:
            seat = build_seat(key, table)
        except ValueProblem as problem:
            raise _seat_error(blame[key], kind, key, problem.key, problem.message) from problem
        in_use = table.get("in_use", True)
        if seat.core and not in_use and not table.get("switchable", False):
            raise _seat_error(blame[key], kind, key, "in_use", _NOT_SWITCHABLE)
        if seat.core and in_use:
            core.append(seat)
        elif not seat.core:
            offered[key] = seat
    return Catalogue(tuple(core), offered)


_NOT_CORE = (
    "A district cannot add a core seat. Leave core out and list it in membership_extensions."
)
_NOT_SWITCHABLE = "This seat is core and cannot be switched off."


def _seat_error(
    blame: tuple[LayerFile, Stretch], kind: PanelKind, seat: str, key: str, message: str
) -> ConfigurationError:
    layer, stretch = blame
    where = f"[{stretch.table_prefix}{kind.value}.seats.{seat}] {key}"
    return ConfigurationError(layer.file, where, message)


def _speaking(layer: LayerFile, kind: PanelKind, hook: str, day: date) -> list[Stretch]:
    """Give the stretches of a file in force that day that say something about a hook, in order."""
    return [
        stretch
        for stretch in layer.stretches
        if stretch.holds(day) and stretch.tables.get((kind, hook)) is not None
    ]


def _check_seats(value: object, seats: Catalogue) -> None:
    """Refuse a rule that names a seat nobody described."""
    known = {seat.key for seat in seats.core} | seats.offered.keys()
    named: list[tuple[str, str]] = []
    if isinstance(value, ChairRule):
        # The seat may be another district's, which only that district describes.
        named = [] if value.district else [("seat", value.seat)]
        named += [("deputies", seat) for seat in value.deputies]
    elif isinstance(value, QuorumRule):
        named = [("required_seats", seat) for seat in value.required_seats]
        named += [("item/required_seats", seat) for seat in value.item.required_seats]
        named += [("item/one_of", seat) for seat in value.item.one_of]
    for key, seat in named:
        if seat not in known:
            raise ValueProblem(
                key, f"There is no seat called “{seat}”. There is: {', '.join(sorted(known))}."
            )


def intervals(chain: Sequence[LayerFile]) -> list[tuple[date | None, date | None]]:
    """Give the stretches of days over which no file in the chain changes its mind, in order."""
    starts: set[date] = set()
    for layer in chain:
        for stretch in layer.stretches:
            if stretch.starts:
                starts.add(stretch.starts)
            if stretch.until and stretch.until < date.max:
                starts.add(stretch.until + timedelta(days=1))
    edges: list[date | None] = [None, *sorted(starts)]
    ends = [edge - timedelta(days=1) for edge in edges[1:] if edge] + [None]
    return list(zip(edges, ends, strict=True))


def core_seats(chain: Sequence[LayerFile], kind: PanelKind) -> tuple[Span, ...]:
    """Give the core seats in use over time. ConfigurationError where any seat cannot be."""
    return _joined(
        Span(starts, until, catalogue(chain, kind, starts or until or date.min).core)
        for starts, until in intervals(chain)
    )


def _joined(spans: Iterator[Span]) -> tuple[Span, ...]:
    """Neighbouring spans with the same value, made one."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].value == span.value:
            found[-1] = Span(found[-1].starts, span.until, span.value)
        else:
            found.append(span)
    return tuple(found)
