"""Pages for those who plan meetings, build agendas and read them.

Reading pages are GET, changes are POST views of their own; after a change the reader is sent on.
Names of young people never stand in an address, a notice that is kept in a cookie, or a file name.
"""

from __future__ import annotations

from portal.panels.routes.staff import (
    agendas,
    allocating,
    attending,
    deputies,
    items,
    meetings,
    panels,
    telling,
)
from portal.panels.routes.staff.shared import blueprint

__all__ = [
    "agendas",
    "allocating",
    "attending",
    "blueprint",
    "deputies",
    "items",
    "meetings",
    "panels",
    "telling",
]
