"""The benches measure the product as it is, passwords included."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Hash with the product's own figures."""
