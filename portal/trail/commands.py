"""The facts behind ``portal audit``: check the chain, keep its head, list unusual reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app

from portal import audit, keyring
from portal.audit.chain import heads
from portal.audit.chain.verification import verify
from portal.kernel.errors import RuleError
from portal.kernel.seals import Seal
from portal.trail import operations
from portal.trail.pages import unusual


def check(
    *, kept: Sequence[Path], printed: Sequence[str] = (), since: int | None = None
) -> dict[str, Any]:
    """Check the open scope's chain, against kept heads and printed seals where given.

    Where no kept head is named, those in the folder that is set for them are taken.
    UnreadableHeadError for a file that is no head, RuleError for a seal that is not one.
    """
    folder = current_app.config["PORTAL_SETTINGS"].trail_heads_dir
    if not kept and folder is not None and folder.is_dir():
        kept = [folder]
    found = [head for place in kept for head in heads.read(place)]
    verdict = verify(
        current_app.extensions[keyring.EXTENSION],
        heads=found,
        seals=[_seal(text) for text in printed],
        since=since or 1,
    )
    return {
        "events": verdict.events,
        "ok": verdict.ok,
        "first_bad": verdict.first_bad,
        "heads_checked": verdict.heads_checked,
        "why": verdict.why,
    }


def _seal(text: str) -> tuple[int, str]:
    try:
        seal = Seal.read(text)
    except ValueError as error:
        raise RuleError(f"{error} Copy it as it is printed or mailed.") from error
    return seal.number, seal.digest


def head(now: datetime) -> dict[str, Any]:
    """Return the signed head of the open scope's chain."""
    return audit.signed_head(now).facts


def keep(now: datetime) -> dict[str, Any]:
    """Bring the head to every place that keeps it. RuleError where there is none."""
    kept, places = audit.keep_head(now)
    return kept.facts | {"kept_in": places}


def send(now: datetime) -> dict[str, Any]:
    """Mail the head to whoever is to have it, and let the worker mail it from now on."""
    operations.queue_sending(now=now)
    return {"messages": operations.send_seal(now=now)}


def digest(month: str, *, now: datetime) -> dict[str, Any]:
    """Return a month's unusual reading; young people by their reference."""
    audit.opened(subject=("trail", None), actor_id=None, now=now)
    found = unusual.digest(unusual.month_of(month))
    return {
        "month": found.month.key,
        "readings": found.readings,
        "unusual": [
            {
                "entry": row.seq,
                "when": row.when.isoformat(timespec="seconds"),
                "who": row.who,
                "what": row.what,
                "young_person": None if row.named else row.about or None,
                "young_people": row.named or None,
                "reasons": list(row.reasons),
            }
            for row in found.rows
        ],
    }


def in_words(facts: dict[str, Any]) -> str:
    """Return the answer of a check in a sentence or two."""
    against = f" and {facts['heads_checked']:,} kept heads" if facts["heads_checked"] else ""
    if facts["ok"]:
        alone = "" if facts["heads_checked"] else " No kept head was compared."
        return f"The trail is whole: {facts['events']:,} entries{against} checked.{alone}"
    return f"The trail is broken at entry {facts['first_bad']:,}. {facts['why']}"


def _named(row: dict[str, Any]) -> str:
    return f"{row['young_people']:,} young people" if row["young_people"] else ""


def digest_in_words(facts: dict[str, Any]) -> str:
    """Return a month's unusual reading as lines of text."""
    lines = [f"{len(facts['unusual']):,} unusual among {facts['readings']:,} readings"]
    lines += [
        f"{row['when']}  {row['who']}  {row['young_person'] or _named(row)}  {row['what']}: "
        f"{'; '.join(row['reasons'])}"
        for row in facts["unusual"]
    ]
    return "\n".join(lines)
