"""Applications with a configuration of the test's own, as the terms' tests have them."""

from __future__ import annotations

from tests.integration.terms.conftest import config, serve

__all__ = ["config", "serve"]
