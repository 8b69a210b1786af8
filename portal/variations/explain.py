"""Who decided: for every hook and kind, the value, where it comes from, and what it beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import Enum
from typing import Any

from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.variations.declarative import COLLECTED
from portal.variations.district import Answer, DistrictVariation
from portal.variations.hookspecs import HOOKS
from portal.variations.messages import MESSAGES
from portal.variations.values import DEADLINES, SlotPlan

_QUESTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "notice_period": ("deadline", DEADLINES),
    "message_wording": ("message", tuple(MESSAGES)),
}
"""Hooks that are asked more than one thing: the argument, and what it may be."""
_NEAREST_FIRST = ("plugin", "district", "area", "county", "product")


def as_json(value: Any) -> Any:
    """Give a value as plain JSON: dates ISO, times HH:MM, sets sorted, words as their keys."""
    if is_dataclass(value):
        held = {each.name: as_json(getattr(value, each.name)) for each in fields(value)}
        if isinstance(value, SlotPlan):
            held["parts"] = {name: as_json(blocks) for name, blocks in value.parts}
        return held
    if isinstance(value, (tuple, list, frozenset)):
        found = [as_json(each) for each in value]
        return sorted(found) if isinstance(value, frozenset) else found
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else value


def explain(
    variation: DistrictVariation, *, as_of: date, hook: str | None = None
) -> list[dict[str, Any]]:
    """One entry per hook and kind. NotFoundError for a hook that does not exist."""
    if hook is not None and hook not in HOOKS:
        raise NotFoundError(f"There is no hook called “{hook}”. There is: {', '.join(HOOKS)}.")
    asked = HOOKS if hook is None else (hook,)
    return [_explained(variation, name, kind, as_of) for name in asked for kind in PanelKind]


def _explained(
    variation: DistrictVariation, hook: str, kind: PanelKind, as_of: date
) -> dict[str, Any]:
    if hook in _QUESTIONS:
        return _several(variation, hook, kind, as_of)
    if hook in COLLECTED:
        return _collected(variation, hook, kind, as_of)
    first, *rest = variation.answers(hook, as_of=as_of, kind=kind)
    return _entry(hook, kind, first, as_json(first.value), [_beaten(each) for each in rest])


def _entry(
    hook: str, kind: PanelKind, answer: Answer[Any], value: Any, beats: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "hook": hook,
        "kind": kind.value,
        "value": value,
        "source": answer.source,
        "layer": answer.layer,
        "from": as_json(answer.starts),
        "until": as_json(answer.until),
        "beats": beats,
    }


def _beaten(answer: Answer[Any]) -> dict[str, Any]:
    return {
        "source": answer.source,
        "layer": answer.layer,
        "value": as_json(answer.value),
        "from": as_json(answer.starts),
        "until": as_json(answer.until),
    }


def _collected(
    variation: DistrictVariation, hook: str, kind: PanelKind, as_of: date
) -> dict[str, Any]:
    """Give what all layers say together, each seat or guide with its own source."""
    answer: Answer[tuple[Any, ...]] = getattr(variation, hook)(as_of=as_of, kind=kind)
    said_by: dict[str, str] = {}
    for each in variation.answers(hook, as_of=as_of, kind=kind):
        for thing in each.value:
            said_by.setdefault(thing.key, each.source)
    value = [as_json(thing) | {"source": said_by[thing.key]} for thing in answer.value]
    beats = [_beaten(each) for each in answer.beats]
    return _entry(hook, kind, answer, value, beats)


def _several(
    variation: DistrictVariation, hook: str, kind: PanelKind, as_of: date
) -> dict[str, Any]:
    """Give all answers of such a hook in one entry, whose source is the nearest of theirs."""
    winners: list[Answer[Any]] = []
    value: dict[str, Any] = {}
    beats: list[dict[str, Any]] = []
    argument, questions = _QUESTIONS[hook]
    for question in questions:
        first, *rest = variation.answers(hook, as_of=as_of, kind=kind, **{argument: question})
        winners.append(first)
        value[question] = as_json(first.value) | {"source": first.source}
        beats.extend({argument: question, **_beaten(each)} for each in rest)
    return _entry(hook, kind, _nearest(winners), value, beats)


def _nearest(answers: Sequence[Answer[Any]]) -> Answer[Any]:
    return min(answers, key=lambda answer: _NEAREST_FIRST.index(answer.layer))
