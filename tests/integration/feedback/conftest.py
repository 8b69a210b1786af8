"""A panel whose day it is, as tests of records have it."""

from __future__ import annotations

from tests.integration.records.conftest import enter, panel

__all__ = ["enter", "panel"]
