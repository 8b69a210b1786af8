"""Data protection for the information governance officer: people, copies, keeping, the register."""

from __future__ import annotations

from portal.protection.routes.staff import copies, county, people
from portal.protection.routes.staff.shared import blueprint

__all__ = ["blueprint", "copies", "county", "people"]
