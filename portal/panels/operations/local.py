"""What every operation starts from: the day in England, and a flush that speaks plainly."""

from __future__ import annotations

from datetime import date, datetime

from portal import database
from portal.database import IntegrityError
from portal.kernel.errors import ConflictError, PortalError
from portal.web.clock import LONDON


def local(now: datetime) -> datetime:
    """Return an instant by the clock on the wall in England."""
    return now.astimezone(LONDON)


def day_of(now: datetime) -> date:
    """Return the date in England."""
    return local(now).date()


def flush_or(refusal: PortalError) -> None:
    """Send changes now. Where the database holds such a row already, raise `refusal` instead.

    The checks before it make this rare: it is what happens when two people do it at once. All
    changes are undone. ConflictError where somebody else saved the same row first.
    """
    try:
        database.flush()
    except ConflictError as error:
        if isinstance(error.__cause__, IntegrityError):
            raise refusal from error
        raise
