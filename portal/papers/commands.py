"""What this room's commands answer, as facts for JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.papers.operations import sweep
from portal.papers.operations.keeping import Work


def sweep_files(work: Work, now: datetime) -> dict[str, Any]:
    """Remove what nobody confirmed, and files that nothing names; say how many there were."""
    done = sweep(work=work, now=now)
    return {"not_confirmed": done.waiting, "orphans": done.orphans, "half_written": done.parts}
