"""What an address takes, for tests that ask every address there is."""

from __future__ import annotations

from werkzeug.routing import Rule


def first_choice(rule: Rule, name: str) -> str:
    """Return the first of the words that a part of an address takes, "" where it takes any."""
    taken = getattr(rule._converters[name], "items", ())  # noqa: SLF001 - werkzeug shows them nowhere else
    return min(taken, default="")
