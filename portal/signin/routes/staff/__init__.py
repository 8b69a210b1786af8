"""Signing in, second factors, one's own account, and how others sign in."""

from __future__ import annotations

from portal.signin.routes.staff import account, council, entering, links, second_factor, time
from portal.signin.routes.staff.shared import blueprint

__all__ = ["account", "blueprint", "council", "entering", "links", "second_factor", "time"]
