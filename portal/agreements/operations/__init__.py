"""What can be done about agreements. Each is keyword-only, audits, and never commits."""

from __future__ import annotations

from portal.agreements.operations.sharing import Sharing, sharing

__all__ = ["Sharing", "sharing"]
