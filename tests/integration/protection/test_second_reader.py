"""A copy is read by somebody who took no part in it, and only they are asked to agree (C39)."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.integration.conftest import ScopeOpener
from tests.integration.protection.test_pages import (
    Officers,
    begin_copy,
    officers,
    panel,
    records,
    words,
    young,
)

__all__ = ["officers", "panel", "young"]

AGREE = "I have read it all and agree"


@pytest.mark.control("C39")
def test_whoever_decided_is_told_that_somebody_else_reads_it_and_has_no_button(
    officers: Officers, young: UUID, working: ScopeOpener
) -> None:
    first, second = officers
    copy = begin_copy(first, young)
    for kind, row_id in records(working, young):
        data = {"verdict": "release", "reason": "", "instead": ""}
        first.post(f"{copy}/records/{kind}/{row_id}", data=data)
    own = words(first, copy)
    assert "Somebody else must read it" in own
    assert AGREE not in own
    theirs = words(second, copy)
    assert AGREE in theirs
    assert "Open each record below and read what becomes of it before you agree." in theirs
    assert "Somebody else must read it" not in theirs


@pytest.mark.control("C39")
def test_records_have_short_names_and_the_next_one_not_decided_is_one_press_away(
    officers: Officers, young: UUID, working: ScopeOpener
) -> None:
    first, _ = officers
    copy = begin_copy(first, young)
    wanted = records(working, young)
    page = words(first, copy)
    assert "Who they are, 1" in page
    assert "burnley; LH-" not in page
    for kind, row_id in wanted:
        link = f'href="{copy}/records/{kind}/{row_id}">The next one not decided'
        assert link in first.get(copy).text
        data = {"verdict": "release", "reason": "", "instead": ""}
        first.post(f"{copy}/records/{kind}/{row_id}", data=data)
    assert "The next one not decided" not in words(first, copy)
