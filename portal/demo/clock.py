"""The practice clock: it runs like a real one from wherever it was last set."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MADE_FOR = "made-for.json"
"""The file in the practice folder that says what was made, for whom, and how they come in."""


@dataclass(frozen=True, slots=True)
class PracticeClock:
    """A clock kept in a small file, so that every worker process tells the same time."""

    path: Path

    def set(self, moment: datetime) -> None:
        """Let it be this moment now. ``moment`` needs a time zone."""
        written = {"then": moment.astimezone(UTC).isoformat(), "set": _really_now().isoformat()}
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(written), encoding="utf-8")
        fresh.replace(self.path)

    def __call__(self) -> datetime:
        """Return the practice time now, in UTC."""
        kept = json.loads(self.path.read_text(encoding="utf-8"))
        elapsed = _really_now() - datetime.fromisoformat(kept["set"])
        return datetime.fromisoformat(kept["then"]) + elapsed


def _really_now() -> datetime:
    return datetime.now(UTC)
