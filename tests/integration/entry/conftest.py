"""The district of the panels' tests, whose young people come in."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.integration.panels.conftest import District, as_person, district, office
from tests.support.kept import kept

__all__ = ["as_person", "district", "items", "office"]


@pytest.fixture
@kept
def items(district: District) -> list[UUID]:
    """Two young people's items; the first one's name holds the canary."""
    return [district.nominate(number).item_id for number in range(2)]
