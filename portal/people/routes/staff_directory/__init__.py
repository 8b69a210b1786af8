"""People and organisations: who is here, in which role, and how they join, move and leave."""

from __future__ import annotations

from portal.people.routes.staff_directory import importing, organisations, people, roles
from portal.people.routes.staff_directory.shared import blueprint

__all__ = ["blueprint", "importing", "organisations", "people", "roles"]
