"""The district of the panels' tests, whose young people come in."""

from __future__ import annotations

from tests.integration.panels.conftest import as_person, district, office

__all__ = ["as_person", "district", "office"]
