"""Rules kept with the meeting they shaped, so that history needs neither file nor plugin.

`explain.as_json` freezes an answer's value; `thaw` makes the same value again from that JSON.
"""

from __future__ import annotations

from typing import Any

from portal.variations.messages import MESSAGES
from portal.variations.reading import Where
from portal.variations.schema import SHAPES, build, build_seat
from portal.variations.values import DEADLINES

_FIRST = {"notice_period": DEADLINES[0], "message_wording": next(iter(MESSAGES))}
"""Hooks that answer one of several questions: any will do, the values are of one shape."""
_WHERE = Where("frozen with the meeting")


def thaw(hook: str, frozen: Any) -> Any:
    """Make a hook's value again from its JSON: one value, or a tuple where the hook gives one.

    ConfigurationError or ValueProblem where the JSON is not what `as_json` made.
    """
    held = _without_none(frozen)
    if hook == "membership_extensions":
        return tuple(_seat(each) for each in held)
    if hook in _FIRST:
        name = _FIRST[hook]
        shaped = SHAPES[hook]({name: held}, _WHERE.into(hook))
        return build(hook, shaped)[name]
    return build(hook, SHAPES[hook](held, _WHERE.into(hook)))


def _seat(held: dict[str, Any]) -> Any:
    key = held["key"]
    rest = {name: value for name, value in held.items() if name != "key"}
    shaped: Any = SHAPES["seats"]({key: rest}, _WHERE.into("seats"))
    return build_seat(key, shaped[key])


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(held) for key, held in value.items() if held is not None}
    return [_without_none(each) for each in value] if isinstance(value, list) else value
