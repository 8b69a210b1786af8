"""The panel day for the chair, and records for case support. Every page works with scripts off."""

from __future__ import annotations

from portal.records.routes.staff import actions, day, filing, items
from portal.records.routes.staff.shared import blueprint

__all__ = ["actions", "blueprint", "day", "filing", "items"]
