"""Pages for staff and members: an item's preparation, its forms, and a meeting's preparation."""

from __future__ import annotations

from portal.preparation.routes.staff import asking, items, meetings, writing
from portal.preparation.routes.staff.shared import blueprint

__all__ = ["asking", "blueprint", "items", "meetings", "writing"]
