"""What the commands `deadlines`, `slots`, `explain` and `terms` print, as data.

Each takes a `Registry` and plain arguments and returns a dict that goes to JSON as it is. Errors
are `PortalError`s: the command prints the message under `error` and exits 1.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.kernel.deadlines import agenda_due, record_due, retrieval_due
from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import counted, long_date
from portal.variations.explain import as_json
from portal.variations.explain import explain as explain_answers
from portal.variations.manager import Answer, Registry
from portal.variations.slots import lay_out
from portal.variations.terms import terms_text
from portal.variations.values import DEADLINES


def deadlines(
    registry: Registry,
    *,
    district: str,
    kind: PanelKind,
    panel_day: date,
    submitted_on: date | None = None,
) -> dict[str, Any]:
    """Give the three deadlines of a panel, how they were counted and whose rules they are.

    The papers' deadline runs from the day a name is submitted (R55, A1). Without that day it is
    the latest it can ever be: the day the agenda must be out.
    """
    variation = registry.district(district)
    found = {
        name: variation.notice_period(as_of=panel_day, kind=kind, deadline=name)
        for name in DEADLINES
    }
    days = {
        name: variation.calendar(as_of=panel_day, kind=kind, deadline=name) for name in DEADLINES
    }
    agenda = agenda_due(panel_day, found["agenda"].value.as_notice(), days["agenda"].value)
    record = record_due(panel_day, found["record"].value.as_notice(), days["record"].value)
    rule = found["retrieval"].value
    retrieval = agenda.due
    steps: tuple[str, ...] = (
        f"{long_date(agenda.due)}: the day the agenda must be out",
        "Papers may not come later than the agenda, so this is the latest day there is",
        f"Counted from a name: {counted(rule.days, 'working day')} after it is submitted",
    )
    if submitted_on is not None:
        fetch = retrieval_due(
            submitted_on,
            rule.as_notice(),
            days["retrieval"].value,
            never_after=agenda.due,
        )
        retrieval, steps = fetch.due, fetch.steps
    return {
        "panel_day": panel_day.isoformat(),
        "agenda_due": agenda.due.isoformat(),
        "record_due": record.due.isoformat(),
        "retrieval_due": retrieval.isoformat(),
        "counting": found["agenda"].value.counting,
        "explain": {
            "agenda": list(agenda.steps),
            "record": list(record.steps),
            "retrieval": list(steps),
        },
        "sources": {name: answer.source for name, answer in found.items()},
    }


def slots(
    registry: Registry, *, district: str, kind: PanelKind, as_of: date, part: str | None = None
) -> dict[str, Any]:
    """Give the slots and breaks of a panel's day, with warnings and the source of the plan.

    A slot kept for an urgent case is a slot with `held_back`. NotFoundError for a part of the day
    the district does not have.
    """
    answer = registry.district(district).slot_plan(as_of=as_of, kind=kind)
    if part is not None and part not in dict(answer.value.parts):
        known = ", ".join(name for name, _ in answer.value.parts)
        message = f"This panel has no part of the day called “{part}”. It has: {known}."
        raise NotFoundError(message)
    layout = lay_out(answer.value, part)
    return {
        "slots": [
            {
                "start": as_json(slot.start),
                "minutes": slot.minutes,
                "kind": "break" if slot.kind == "break" else "slot",
            }
            | ({"held_back": True} if slot.kind == "hold_back" else {})
            for slot in layout.slots
        ],
        "warnings": list(layout.warnings),
        "source": answer.source,
    }


def explain(
    registry: Registry, *, district: str, as_of: date, hook: str | None = None
) -> dict[str, Any]:
    """Every hook's answer for both kinds, its source and what it beat; one hook if told."""
    variation = registry.district(district)
    return {
        "district": district,
        "as_of": as_of.isoformat(),
        "answers": explain_answers(variation, as_of=as_of, hook=hook),
    }


def terms(
    registry: Registry, *, district: str, as_of: date, kind: PanelKind | None = None
) -> dict[str, Any]:
    """Give the terms of reference as `text`, and the facts behind them; both kinds unless told."""
    variation = registry.district(district)
    names = {ref.slug: ref.name for ref in registry.districts()}
    kinds = tuple(PanelKind) if kind is None else (kind,)
    texts = [terms_text(variation, as_of=as_of, kind=each, district_names=names) for each in kinds]
    return {
        "district": district,
        "as_of": as_of.isoformat(),
        "text": "\n\n".join(texts),
        "panels": [_facts(registry, district, as_of, each) for each in kinds],
    }


def _facts(registry: Registry, district: str, as_of: date, kind: PanelKind) -> dict[str, Any]:
    variation = registry.district(district)
    plan = variation.slot_plan(as_of=as_of, kind=kind)
    layout = lay_out(plan.value)
    facts: dict[str, Answer[Any]] = {
        "chair": variation.chair_rule(as_of=as_of, kind=kind),
        "members": variation.seats(as_of=as_of, kind=kind),
        "quorum": variation.quorum_rule(as_of=as_of, kind=kind),
        "frequency": variation.meeting_frequency(as_of=as_of, kind=kind),
        "slot_plan": plan,
        "agenda_template": variation.agenda_template(as_of=as_of, kind=kind),
        "decisions": variation.decision_words(as_of=as_of, kind=kind),
    }
    for name in DEADLINES:
        facts[f"notice_{name}"] = variation.notice_period(as_of=as_of, kind=kind, deadline=name)
    return {
        "kind": kind.value,
        "label": kind.label,
        "slots": len(layout.bookable),
        "warnings": list(layout.warnings),
    } | {
        name: {"value": as_json(answer.value), "source": answer.source}
        for name, answer in facts.items()
    }
