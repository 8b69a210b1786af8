"""Pages for whoever works with a young person; importing them fills the blueprint."""

from __future__ import annotations

from portal.agreements.routes.staff import deciding, item
from portal.agreements.routes.staff.shared import blueprint

__all__ = ["blueprint", "deciding", "item"]
