"""The rules a meeting was published with, read back as values.

A meeting is held and recorded by the rules frozen with its agenda, not by today's: districts end
and words change, the record stays. What an older agenda did not freeze is asked of the district as
of the panel day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from portal.kernel.deadlines import Deadline, Notice, record_due
from portal.kernel.kinds import PanelKind
from portal.variations.district import DistrictVariation
from portal.variations.values import (
    DecisionWord,
    ItemQuorum,
    OrganisationKind,
    QuorumRule,
    Seat,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who held a seat, or stood in for its holder, when the agenda was published."""

    seat_key: str
    person_id: UUID
    deputy: bool


@dataclass(frozen=True, slots=True)
class DayRules:
    """What shapes a panel day: its seats and holders, quorum, decision words and record clock."""

    seats: tuple[Seat, ...]
    holders: tuple[Holder, ...]
    quorum: QuorumRule
    words: tuple[DecisionWord, ...]
    record: Deadline

    def seat(self, key: str) -> Seat | None:
        """Return a seat by its key."""
        return next((seat for seat in self.seats if seat.key == key), None)

    def word(self, key: str) -> DecisionWord | None:
        """Return a decision's word by its key."""
        return next((word for word in self.words if word.key == key), None)


def day_rules(
    frozen: Mapping[str, Any], variation: DistrictVariation, *, kind: PanelKind, panel_day: date
) -> DayRules:
    """Read the rules of one meeting."""
    quorum = frozen.get("quorum_rule")
    return DayRules(
        seats=tuple(map(_seat, frozen["seats"]))
        if "seats" in frozen
        else variation.seats(as_of=panel_day, kind=kind).value,
        holders=tuple(map(_holder, frozen.get("holders", ()))),
        quorum=_quorum(quorum)
        if quorum is not None
        else variation.quorum_rule(as_of=panel_day, kind=kind).value,
        words=tuple(map(_word, frozen["decision_words"]))
        if "decision_words" in frozen
        else variation.decision_words(as_of=panel_day, kind=kind).value,
        record=record_clock(frozen, variation, kind=kind, panel_day=panel_day),
    )


def record_clock(
    frozen: Mapping[str, Any], variation: DistrictVariation, *, kind: PanelKind, panel_day: date
) -> Deadline:
    """Find when the record must be on the child's file (R75); the panel day is day 0 (A10)."""
    told = frozen.get("notice", {}).get("record")
    notice = (
        Notice(told["days"], told["counting"], time.fromisoformat(told["cut_off"]))
        if told
        else variation.notice_period(
            as_of=panel_day, kind=kind, deadline="record"
        ).value.as_notice()
    )
    calendar = variation.calendar(as_of=panel_day, kind=kind, deadline="record").value
    return record_due(panel_day, notice, calendar)


def _seat(told: Mapping[str, Any]) -> Seat:
    """Read what the day needs of a seat; what it may see was decided when the agenda went out."""
    return Seat(
        key=told["key"],
        label=told["label"],
        organisation_kind=OrganisationKind(told.get("organisation_kind", "other")),
        core=told.get("core", False),
        case_bound=told.get("case_bound", False),
        counts_to_quorum=told.get("counts_to_quorum", True),
    )


def _holder(told: Mapping[str, Any]) -> Holder:
    return Holder(told["seat_key"], UUID(told["person_id"]), bool(told.get("deputy")))


def _quorum(told: Mapping[str, Any]) -> QuorumRule:
    item = told.get("item") or {}
    return QuorumRule(
        least=told.get("least", 0),
        required_seats=_keys(told.get("required_seats")),
        item=ItemQuorum(
            least=item.get("least", 0),
            required_seats=_keys(item.get("required_seats")),
            one_of=_keys(item.get("one_of")),
        ),
        reason=told.get("reason", ""),
    )


def _word(told: Mapping[str, Any]) -> DecisionWord:
    return DecisionWord(
        key=told["key"],
        label=told["label"],
        meaning=told.get("meaning", ""),
        legal_consequence=told.get("legal_consequence", ""),
        asks_for=_keys(told.get("asks_for")),
    )


def _keys(told: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(told or ())
