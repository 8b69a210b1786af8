"""What the districts' own files say."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.variations.manager import Registry


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry(Path(__file__).parents[3] / "config")
