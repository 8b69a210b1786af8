"""How each district holds its panels, and how this follows from the rules in force."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from portal.cli.shared import DAY, KIND, command, day_of, in_lines, read_registry
from portal.kernel.kinds import PanelKind
from portal.variations import commands


@command("deadlines", prose=in_lines("agenda_due", "record_due", "retrieval_due", "counting"))
@click.option("--district", required=True)
@click.option("--kind", type=KIND, required=True)
@click.option("--panel-day", type=DAY, required=True)
@click.option("--submitted-on", type=DAY, help="The day the name was submitted (A1).")
def deadlines(
    district: str, kind: str, panel_day: datetime, submitted_on: datetime | None
) -> dict[str, Any]:
    """Say when agenda, papers and record are due for a panel day, and how that was counted."""
    return commands.deadlines(
        read_registry(),
        district=district,
        kind=PanelKind(kind),
        panel_day=panel_day.date(),
        submitted_on=submitted_on.date() if submitted_on else None,
    )


def _slots_in_words(facts: dict[str, Any]) -> str:
    lines = [
        f"{slot['start']}  {slot['minutes']} minutes  {slot['kind']}" for slot in facts["slots"]
    ]
    return "\n".join([*lines, *facts["warnings"], f"From {facts['source']}"])


@command("slots", prose=_slots_in_words)
@click.option("--district", required=True)
@click.option("--kind", type=KIND, required=True)
@click.option("--part", help="am, pm or full, or a part the district names.")
@click.option("--as-of", type=DAY)
def slots(district: str, kind: str, part: str | None, as_of: datetime | None) -> dict[str, Any]:
    """Lay out a panel's day in slots and breaks."""
    return commands.slots(
        read_registry(), district=district, kind=PanelKind(kind), as_of=day_of(as_of), part=part
    )


def _answers_in_words(facts: dict[str, Any]) -> str:
    lines = []
    for answer in facts["answers"]:
        lines.append(f"{answer['hook']} ({answer['kind']}), from {answer['source']}")
        lines.append(f"    {json.dumps(answer['value'], ensure_ascii=False)}")
        lines += [f"    beats {beaten['source']}" for beaten in answer["beats"]]
    return "\n".join(lines)


@command("explain", prose=_answers_in_words)
@click.argument("district")
@click.option("--as-of", type=DAY)
@click.option("--hook")
def explain(district: str, as_of: datetime | None, hook: str | None) -> dict[str, Any]:
    """Show what a district varies: each hook's answer, where it comes from and what it beat."""
    return commands.explain(read_registry(), district=district, as_of=day_of(as_of), hook=hook)


@command("terms", prose=lambda facts: str(facts["text"]))
@click.argument("district")
@click.option("--kind", type=KIND)
@click.option("--as-of", type=DAY)
def terms(district: str, kind: str | None, as_of: datetime | None) -> dict[str, Any]:
    """Print plain-English terms of reference from the rules in force."""
    return commands.terms(
        read_registry(),
        district=district,
        as_of=day_of(as_of),
        kind=PanelKind(kind) if kind else None,
    )
