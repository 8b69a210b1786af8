"""The panel day for the chair, and records for case support. Every page works with scripts off."""

from __future__ import annotations

from portal.records.routes.staff import day, filing, items
from portal.records.routes.staff.shared import blueprint

__all__ = ["blueprint", "day", "filing", "items"]
