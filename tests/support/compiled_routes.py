"""What builds the addresses of a route compiled once in a process, like its templates.

Every application compiles two small functions for each of its routes, of the route's words alone:
a third of a core-second for one application, and tests that commit build one each.
"""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
_Words = tuple[str, tuple[tuple[bool, str], ...], bool]
_real: Callable[[Rule, bool], Builder] = Rule._compile_builder  # noqa: SLF001 - no public way to it
_kept: dict[_Words, Builder] = {}


def _compiled(rule: Rule, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - its own
    if rule.defaults:  # a part that is given is made a word of the route by its converter
        return _real(rule, append_unknown)
    words = (rule.rule, tuple(rule._trace), append_unknown)  # noqa: SLF001 - the same
    if words not in _kept:
        _kept[words] = _real(rule, append_unknown)
    return _kept[words]


def compile_routes_once() -> None:
    """Have every application that is built from now on share them."""
    Rule._compile_builder = _compiled  # type: ignore[method-assign, assignment]  # noqa: SLF001 - the same
