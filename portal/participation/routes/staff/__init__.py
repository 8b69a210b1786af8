"""Staff pages about how young people take part."""

from __future__ import annotations

from portal.participation.routes.staff import asks, items, wrong
from portal.participation.routes.staff.shared import blueprint

__all__ = ["asks", "blueprint", "items", "wrong"]
