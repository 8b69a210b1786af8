"""What is held about a young person, as they read it themselves, and who has looked (idea 24)."""

from __future__ import annotations

from portal.protection.operations.rulings import place_restriction  # noqa: F401
