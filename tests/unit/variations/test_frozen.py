"""A rule kept with its meeting comes back as it was, through real JSON."""

from __future__ import annotations

import json
from datetime import date, time

import pytest

from portal.kernel.kinds import PanelKind
from portal.variations.explain import as_json
from portal.variations.frozen import thaw
from portal.variations.hookspecs import HOOKS
from portal.variations.manager import Registry
from portal.variations.values import ClosedDay, NoticePeriod

DAY = date(2026, 11, 23)


@pytest.mark.parametrize("district", ["burnley", "pendle", "preston"])
@pytest.mark.parametrize("kind", list(PanelKind))
@pytest.mark.parametrize("hook", HOOKS)
def test_every_answer_comes_back_as_it_was(
    lancashire: Registry, district: str, kind: PanelKind, hook: str
) -> None:
    value = getattr(lancashire.district(district), hook)(as_of=DAY, kind=kind).value
    assert thaw(hook, json.loads(json.dumps(as_json(value)))) == value


def test_core_seats_come_back_as_they_were(lancashire: Registry) -> None:
    seats = lancashire.district("preston").seats(as_of=DAY, kind=PanelKind.LEAVING_CARE).value
    assert thaw("membership_extensions", json.loads(json.dumps(as_json(seats)))) == seats


def test_a_notice_with_every_part_comes_back_as_it_was() -> None:
    closed = (ClosedDay(date(2026, 12, 29), "training day"),)
    notice = NoticePeriod(7, "clear", time(17), closed, "Ask early.")
    assert thaw("notice_period", json.loads(json.dumps(as_json(notice)))) == notice
