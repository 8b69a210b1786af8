"""What a young person wants to say, in a pack: case by case, for each reader and instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from portal.agreements.rules import History, Window
from portal.packs.rules.changes import Change, changes
from portal.packs.rules.forms import FORMS
from portal.packs.rules.giving import Comes, Given, ItemFacts, Page, Reader, item_pages
from portal.packs.rules.said import LETTER, Part, SaidFacts, Shared
from portal.preparation.rules.agencies import Agency

NINE, TEN, ELEVEN, NOON = (datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (9, 10, 11, 12))
SHEET = UUID(int=7)
HOME = Shared(UUID(int=1), "panel", NINE)
SAY = Shared(UUID(int=2), "everyone", TEN)
ROOM, HOUSING = frozenset({"panel", "everyone"}), frozenset({"everyone"})


def part(
    facts: SaidFacts | None,
    hears: frozenset[str],
    at: datetime,
    *,
    comes: Comes = Comes.SITS,
    **more: Any,
) -> Page | None:
    """Return the part of a pack as a reader is given it."""
    pages = item_pages(Reader(comes=comes, hears=hears), item(facts, **more), at)
    return next((page for page in pages.pages if isinstance(page.kind, Part)), None)


def item(facts: SaidFacts | None, **more: Any) -> ItemFacts:
    return ItemFacts(
        id=uuid4(),
        number=4,
        papers=(),
        history=History(date(2010, 1, 1), ()),
        window=Window(NOON + timedelta(days=10), "it is over"),
        said=facts,
        **more,
    )


BOTH = SaidFacts(id=SHEET, shared=(HOME, SAY))
GONE = SaidFacts(id=SHEET, taken_back_at=ELEVEN, was_for=frozenset({"panel"}))


@pytest.mark.requirement("R52")
@pytest.mark.parametrize(
    ("facts", "hears", "at", "given", "answers"),
    [
        (None, ROOM, NOON, None, ()),
        (SaidFacts(id=SHEET), ROOM, NOON, None, ()),
        (BOTH, ROOM, NOON, Given.SHOWN, (HOME.id, SAY.id)),
        (BOTH, HOUSING, NOON, Given.SHOWN, (SAY.id,)),
        (BOTH, frozenset(), NOON, None, ()),
        (BOTH, ROOM, NINE, Given.SHOWN, (HOME.id,)),
        (BOTH, HOUSING, NINE, None, ()),
        (GONE, ROOM, NOON, Given.WITHDRAWN, ()),
        (GONE, HOUSING, NOON, None, ()),
        (GONE, ROOM, TEN, Given.SHOWN, ()),
    ],
)
def test_each_reader_is_given_what_is_for_them(
    facts: SaidFacts | None,
    hears: frozenset[str],
    at: datetime,
    given: Given | None,
    answers: tuple[UUID, ...],
) -> None:
    page = part(facts, hears, at)
    assert (page.given if page else None) is given
    assert (page.answers if page else ()) == answers
    if page is not None:
        assert page.place == "4.V"
        assert page.label == "What they want to say"


@pytest.mark.requirement("R52")
def test_nobody_who_is_out_or_asked_to_the_item_alone_is_given_any() -> None:
    for comes in (Comes.OUT, Comes.VISITS):
        assert part(BOTH, ROOM, NOON, comes=comes) is None


def test_once_it_is_over_or_stopped_it_goes_where_the_papers_go() -> None:
    over: tuple[dict[str, Any], ...] = ({"closed_at": NINE}, {"heard": False}, {"open": False})
    for more in over:
        assert part(BOTH, ROOM, NOON, **more) is None
        assert part(BOTH, ROOM, NOON, comes=Comes.WORKS, **more) is not None


@pytest.mark.parametrize(
    ("facts", "since", "change"),
    [
        (BOTH, NOON, None),
        (BOTH, NINE, Change.NEW_VERSION),
        (BOTH, datetime(2026, 11, 22, tzinfo=UTC), Change.NEW),
        (GONE, TEN, Change.WITHDRAWN),
        (GONE, NOON, None),
    ],
)
def test_what_changed_since_is_said(
    facts: SaidFacts, since: datetime, change: Change | None
) -> None:
    reader, it = Reader(comes=Comes.SITS, hears=ROOM), item(facts)
    before, now = item_pages(reader, it, since), item_pages(reader, it, NOON)
    assert changes(before, now).get("4.V") is change


def test_its_letter_is_nobody_elses() -> None:
    assert LETTER not in {each.letter for each in FORMS.values()}
    assert set(FORMS) == set(Agency)
