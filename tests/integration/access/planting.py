"""Puts hostile text in the place of every canary the database holds, whatever table it is in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, String, select

from portal.database import APPEND_ONLY, Base, session
from tests.integration.access.differing import forget_agendas
from tests.integration.access.world import CANARY, World

KEPT_WHOLE = 40
"""Columns shorter than this are codes, which nobody types."""


def plant(world: World, *texts: str) -> int:
    """Write texts in turn wherever a canary of this authority stands; return in how many places."""
    places = 0

    def put(_: re.Match[str]) -> str:
        nonlocal places
        places += 1
        return texts[places % len(texts)]

    with world.working():
        for mapper in Base.registry.mappers:
            if not mapper.class_.__table__.info.get(APPEND_ONLY):
                _plant_in(mapper.class_, put)
        session.flush()
    forget_agendas()
    return places


def _plant_in(model: Any, put: Callable[[re.Match[str]], str]) -> None:
    columns = [
        column.key
        for column in model.__mapper__.column_attrs
        if _takes_text(column.columns[0].type)
    ]
    if not columns:
        return
    keys = [column.name for column in model.__table__.primary_key]
    for row in session.scalars(select(model).order_by(*keys)):
        for name in columns:
            before = getattr(row, name)
            after = _replaced(before, put)
            if after != before:
                setattr(row, name, after)


def _takes_text(kind: Any) -> bool:
    if isinstance(kind, String):
        return kind.length is None or kind.length > KEPT_WHOLE
    return isinstance(kind, JSON)


def _replaced(value: Any, put: Callable[[re.Match[str]], str]) -> Any:
    if isinstance(value, str) and value.startswith("[["):
        return json.dumps(_replaced(json.loads(value), put))  # fields of a form, kept as JSON
    if isinstance(value, str):
        return CANARY.sub(put, value)
    if isinstance(value, list):
        return [_replaced(each, put) for each in value]
    if isinstance(value, dict):
        return {key: _replaced(each, put) for key, each in value.items()}
    return value
