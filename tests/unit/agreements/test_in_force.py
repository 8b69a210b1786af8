"""Whether an agreement is in force: the published cases, and random histories."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.agreements.rules import (
    Answer,
    Cell,
    Given,
    History,
    InForce,
    Kind,
    Limit,
    Overridden,
    Question,
    SharedPaper,
    Why,
    Window,
    in_force,
    of_age_at,
)
from portal.kernel.england import LONDON
from portal.variations.values import OrganisationKind
from tests.support.agreements.ground import Case
from tests.support.agreements.table import CASES, PAGE, ROOT, page


@pytest.mark.requirement("R49", "R50")
@pytest.mark.control("C15")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.happened}-{case.why.value}")
def test_every_case_of_the_published_table(case: Case) -> None:
    found = case.found
    assert (found.yes, found.why, found.without) == (case.yes, case.why, case.without)
    assert found.overridden == (case.why is Why.OVERRIDDEN)
    assert found.sentence.endswith(".")


def test_the_table_has_a_case_for_every_reason() -> None:
    assert {case.why for case in CASES} == set(Why)


def test_the_published_table_is_what_the_tests_run() -> None:
    committed = (ROOT / PAGE).read_text(encoding="utf-8")
    assert committed == page(), "run `make agreements` and commit the page"


def test_the_sentence_calls_somebody_by_the_name_it_is_given() -> None:
    case = CASES[0]
    found = in_force(case.history, case.question, case.when, who="Sam")
    assert found.sentence == "Sam has not been asked whether the panel may discuss this yet."
    plural = in_force(case.history, case.question, case.when)
    assert plural.sentence.startswith("They have not been asked")


@pytest.mark.parametrize(
    ("born_on", "instant"),
    [
        (date(2009, 1, 9), datetime(2027, 1, 9, tzinfo=LONDON)),
        (date(2008, 2, 29), datetime(2026, 3, 1, tzinfo=LONDON)),
        (date(2008, 7, 1), datetime(2026, 7, 1, tzinfo=LONDON)),
    ],
)
def test_somebody_turns_18_at_midnight_in_england(born_on: date, instant: datetime) -> None:
    assert of_age_at(born_on) == instant


def test_in_summer_the_birthday_begins_an_hour_earlier_by_greenwich() -> None:
    assert of_age_at(date(2008, 7, 1)).utcoffset() == timedelta(hours=1)


# Random histories, against a second model that knows nothing of the first: it goes through the
# history event by event and keeps a plain dictionary of what holds, one entry for each pair.

START = datetime(2026, 11, 1, 9, tzinfo=LONDON)
ITEMS = (UUID(int=1), UUID(int=2))
PAPERS = (UUID(int=11), UUID(int=12), UUID(int=13))
ORGANISATIONS = {
    UUID(int=21): OrganisationKind.CHILDRENS_SERVICES,
    UUID(int=22): OrganisationKind.HOUSING_AUTHORITY,
    UUID(int=23): OrganisationKind.PROVIDER,
}
PARTS = ("health", "home", "money")
BIRTHDAYS = (date(2008, 11, 4), date(2009, 6, 1))
"""One turns 18 within the histories, and one does not."""
_moments = st.integers(0, 10 * 24).map(lambda hours: START + timedelta(hours=hours))
_parts = st.frozensets(st.sampled_from(PARTS))


@st.composite
def _given(draw: st.DrawFn, seq: int) -> Given:
    kind = draw(st.sampled_from(Kind))
    answer = draw(st.sampled_from(Answer))
    item = draw(st.sampled_from(ITEMS)) if kind.of_an_item else None
    made = Given(seq=seq, kind=kind, answer=answer, at=draw(_moments), item_id=item)
    if kind is not Kind.SHARE_PAPERS or draw(st.integers(0, 3)) == 0:
        return made
    papers = draw(st.dictionaries(st.sampled_from(PAPERS), _parts, min_size=1))
    organisations = draw(st.frozensets(st.sampled_from([*ORGANISATIONS]), min_size=1))
    pairs = sorted(Cell(p, o) for p in papers for o in organisations)
    agreed = draw(st.frozensets(st.sampled_from(pairs))) if answer is Answer.YES else frozenset()
    kinds = st.frozensets(st.sampled_from(sorted(ORGANISATIONS.values())))
    limits = draw(st.lists(st.builds(Limit, _parts, kinds), max_size=2))
    return replace(
        made, papers=papers, organisations=organisations, agreed=agreed, limits=tuple(limits)
    )


@st.composite
def _histories(draw: st.DrawFn) -> History:
    events = [draw(_given(seq)) for seq in range(1, draw(st.integers(0, 9)) + 1)]
    # Numbers follow the order of writing; two may have been written in the same second.
    times = sorted(event.at for event in events)
    written = [replace(each, at=when) for each, when in zip(events, times, strict=True)]
    overrides = [
        Overridden(item_id=item, at=when, ended_at=when + timedelta(hours=hours) if hours else None)
        for item, when, hours in draw(
            st.lists(st.tuples(st.sampled_from(ITEMS), _moments, st.integers(0, 90)), max_size=2)
        )
    ]
    shuffled = draw(st.permutations(written))
    return History(draw(st.sampled_from(BIRTHDAYS)), tuple(shuffled), tuple(overrides))


@st.composite
def _questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(Kind))
    ends = draw(st.none() | _moments) if kind.of_an_item else None
    question = Question(
        kind=kind,
        item_id=draw(st.sampled_from(ITEMS)) if kind.of_an_item else None,
        window=Window(ends, "it is over"),
    )
    if kind is not Kind.SHARE_PAPERS:
        return question
    to = draw(st.none() | st.sampled_from([*ORGANISATIONS]))
    sections = draw(_parts)
    return replace(
        question,
        paper=SharedPaper(draw(st.sampled_from(PAPERS)), sections),
        section=draw(st.none() | st.sampled_from(sorted(sections))) if sections else None,
        organisation_id=to,
        organisation_kind=ORGANISATIONS[to] if to else None,
    )


Held = dict[object, Given | None]


def _model(history: History, question: Question, at: datetime) -> bool:
    """Say the same by walking through the history once, with a dictionary of what holds."""
    if question.window.ends_at is not None and at >= question.window.ends_at:
        return False
    holds: Held = {}
    for event in sorted(history.given, key=lambda each: each.seq):
        if event.at <= at:
            _write(holds, event, counts=not (at >= of_age_at(history.born_on) > event.at))
    if question.kind is Kind.REFER_TO_HOUSING:
        return holds.get((Kind.REFER_TO_HOUSING, None)) is not None
    decided = any(
        each.item_id == question.item_id
        and each.at <= at
        and (each.ended_at is None or at < each.ended_at)
        for each in history.overrides
    )
    heard = decided or holds.get((Kind.BE_DISCUSSED, question.item_id)) is not None
    if question.kind is Kind.BE_DISCUSSED or not heard:
        return heard
    assert question.paper is not None
    return _may_have(
        holds.get((question.item_id, question.paper.id, question.organisation_id)), question
    )


def _write(holds: Held, event: Given, *, counts: bool) -> None:
    """Write one event over what held before."""
    keep = event if counts and event.answer is Answer.YES else None
    if event.kind is not Kind.SHARE_PAPERS:
        holds[event.kind, event.item_id] = keep
        return
    for paper, to in itertools.product(PAPERS, ORGANISATIONS):
        if not event.papers:
            holds[event.item_id, paper, to] = None
        elif paper in event.papers and to in event.organisations:
            said = keep is not None and (paper, to) in event.agreed
            holds[event.item_id, paper, to] = event if said else None


def _may_have(event: Given | None, question: Question) -> bool:
    """Say whether what was agreed for one pair lets this much of the paper through."""
    assert question.paper is not None
    there = set(question.paper.sections)
    if event is None or there - event.papers[question.paper.id]:
        return False
    hidden = {
        part
        for limit in event.limits
        if not limit.kinds or question.organisation_kind in limit.kinds
        for part in limit.sections
    }
    if question.section is not None:
        return question.section not in hidden
    return not there or bool(there - hidden)


@pytest.mark.requirement("R49", "R50")
@pytest.mark.control("C15")
@settings(max_examples=400, deadline=None)
@given(_histories(), _questions(), _moments)
def test_random_histories_agree_with_a_model_of_their_own(
    history: History, question: Question, at: datetime
) -> None:
    found: InForce = in_force(history, question, at)
    assert found.yes == _model(history, question, at)
    if question.section is not None and found.yes:
        assert question.section not in found.without


@settings(max_examples=100, deadline=None)
@given(_histories(), _questions(), _moments, st.integers(0, 500))
def test_what_is_written_later_never_changes_an_earlier_instant(
    history: History, question: Question, at: datetime, hours: int
) -> None:
    later = Given(
        seq=len(history.given) + 1,
        kind=question.kind,
        answer=Answer.STOPPED,
        at=at + timedelta(hours=hours, seconds=1),
        item_id=question.item_id,
    )
    after = replace(history, given=(*history.given, later))
    assert in_force(after, question, at) == in_force(history, question, at)


@settings(max_examples=100, deadline=None)
@given(_histories(), _questions(), _moments)
def test_a_stop_as_the_last_word_always_counts(
    history: History, question: Question, at: datetime
) -> None:
    last = max((each.at for each in history.given), default=at)
    stop = Given(
        seq=len(history.given) + 1,
        kind=question.kind,
        answer=Answer.STOPPED,
        at=max(last, at),
        item_id=question.item_id,
    )
    after = History(history.born_on, (*history.given, stop))
    assert not in_force(after, question, max(last, at)).yes
