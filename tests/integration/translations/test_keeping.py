"""Translations go where their words go: by the rules on keeping, by erasure, into a copy."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.database import session
from portal.people import standing
from portal.protection.operations.removing import remove
from portal.protection.queries.holdings import everything_about
from portal.records.models import ItemRecord
from portal.translations.rules import Source
from portal.variations.keeping import Kept
from portal.voice import operations as voice
from portal.voice.models import ViewsSheet
from tests.integration.translations.conftest import BY, Handing
from tests.support.invented_panel import InventedPanel
from tests.support.told import file_first

STAY, MONEY, NEAR = "zq-stay", "zq-money", "zq-near"


@pytest.fixture
def all_kinds(panel: InventedPanel, handing: Handing) -> Handing:
    """A decision, a promise and an answer of theirs, each translated."""
    said, now = handing.say(), handing.clock.instant
    with handing.working():
        support = standing.actor(panel.people["support"], now)
        assert support is not None
        voice.shown(actor=support, now=now, item_id=handing.item_id)
        file_first(panel, now)
    worker = handing.enter("worker")
    handing.hand(worker, "ti", {handing.decision: STAY, handing.promise: MONEY})
    handing.hand(worker, "en", {said: NEAR})
    return handing


def _of_kinds(handing: Handing) -> set[str]:
    return {row.source for row in handing.kept()}


def record_id(handing: Handing) -> UUID:
    return session.scalars(select(ItemRecord.id).where(ItemRecord.item_id == handing.item_id)).one()


def sheet_id(handing: Handing) -> UUID:
    return session.scalars(select(ViewsSheet.id).where(ViewsSheet.item_id == handing.item_id)).one()


@pytest.mark.control("C40")
@pytest.mark.parametrize(
    ("kind", "row_of", "left"),
    [
        (Kept.RECORD_WORDS, record_id, {Source.PROMISE, Source.VIEWS}),
        (Kept.VIEWS, sheet_id, {Source.DECISION, Source.PROMISE}),
        (Kept.YOUNG_PEOPLE, lambda handing: handing.panel.young_people[0], set()),
    ],
)
def test_what_goes_takes_its_translations_along(
    all_kinds: Handing,
    *,
    kind: Kept,
    row_of: Callable[[Handing], UUID],
    left: set[Source],
) -> None:
    with all_kinds.working():
        remove(kind, row_of(all_kinds), now=all_kinds.clock.instant, cause="rule")
    assert _of_kinds(all_kinds) == left


def test_the_words_of_a_promise_take_theirs_along(all_kinds: Handing) -> None:
    action_id = UUID(all_kinds.promise.removeprefix("words-promise-"))
    with all_kinds.working():
        remove(Kept.ACTION_WORDS, action_id, now=all_kinds.clock.instant, cause="rule")
    assert _of_kinds(all_kinds) == {Source.DECISION, Source.VIEWS}


@pytest.mark.control("C39")
def test_it_is_in_a_copy_of_everything_to_be_read_by_a_person_first(all_kinds: Handing) -> None:
    with all_kinds.working(writes=False):
        held = everything_about(all_kinds.panel.young_people[0])
        found = [record for record in held.records if record.kind == "translation"]
        shown = {each.shown for record in found for each in record.values}
        assert all(record.to_read for record in found)
        other = everything_about(all_kinds.panel.young_people[1])
        assert not [record for record in other.records if record.kind == "translation"]
    assert {STAY, MONEY, NEAR, BY, "Tigrinya"} <= shown
    assert any(each.startswith("Worker Example") for each in shown)
