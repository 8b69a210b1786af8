"""Answers written down, stopped, and held against what they were asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, select, update

from portal.agreements import operations, queries
from portal.agreements.models import AgreementEvent, AgreementWords
from portal.agreements.rules import (
    Answer,
    Cell,
    Finding,
    Help,
    Kind,
    Limit,
    WayAnswered,
    WayAsked,
    Why,
)
from portal.agreements.rules.asking import AnswerProblemsError
from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import ScopeBreachError, session
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from portal.panels.models import Item
from portal.papers.models import Paper
from portal.people.models import Organisation
from portal.variations.values import OrganisationKind
from tests.integration.agreements.conftest import (
    WORDS,
    Agreements,
    add_paper,
    add_version,
)
from tests.integration.panels.conftest import NOW, TODAY
from tests.support.organisations import organisation

LATER = NOW + timedelta(hours=3)


@pytest.mark.requirement("R50")
def test_an_answer_is_recorded_with_how_it_was_asked(asked: Agreements) -> None:
    asked.answer(
        helped=frozenset({Help.INTERPRETER, Help.ADVOCATE}),
        language="Tigrinya",
        support="Pictures",
        said=WORDS,
    )
    assert asked.stands().why is Why.AGREED
    with asked.working(writes=False):
        row = queries.events_of(asked.young_person_id)[0]
    assert (row.language, row.support, row.said) == ("Tigrinya", "Pictures", WORDS)
    assert row.helped == (Help.ADVOCATE, Help.INTERPRETER)
    assert (row.asked_by, row.recorded_by) == ("Sam Testcase", "Sam Testcase")


@pytest.mark.control("C15")
def test_nothing_written_before_changes_and_each_answer_is_in_the_trail(asked: Agreements) -> None:
    asked.answer()
    asked.stop(now=LATER)
    asked.answer(now=LATER + timedelta(hours=1))
    with asked.working(writes=False):
        rows = queries.events_of(asked.young_person_id)
        told = list(
            session.scalars(
                select(Event.event)
                .where(Event.subject_id == asked.item_id, Event.event.like("agreements:%"))
                .order_by(Event.seq)
            )
        )
    assert [row.given.answer for row in rows] == [Answer.YES, Answer.STOPPED, Answer.YES]
    assert [row.given.seq for row in rows] == [3, 2, 1]
    assert told == [
        "agreements:answer:recorded",
        "agreements:answer:stopped",
        "agreements:answer:recorded",
    ]
    assert asked.stands(now=LATER).why is Why.STOPPED
    assert asked.stands(now=LATER + timedelta(hours=2)).why is Why.AGREED


@pytest.mark.control("C15")
@pytest.mark.parametrize("how", ["changed", "deleted"])
def test_an_answer_cannot_be_changed_or_deleted_in_the_database(
    asked: Agreements, how: str
) -> None:
    asked.answer()
    statement: Any = delete(AgreementEvent).where(AgreementEvent.seq == 1)
    if how == "changed":
        statement = update(AgreementEvent).where(AgreementEvent.seq == 1).values(answer="no")

    def try_it() -> None:
        with asked.working():
            session.execute(statement)

    with pytest.raises(ScopeBreachError, match="never changed"):
        try_it()
    assert asked.stands().why is Why.AGREED


def test_words_are_sealed_in_the_database(asked: Agreements) -> None:
    asked.answer(said=WORDS)
    with asked.working(writes=False):
        words = session.scalars(select(AgreementWords)).one()
        assert words.said == WORDS
        assert WORDS not in vars(words)["sealed_said"].stored
        covers = session.scalars(select(AgreementEvent.covers)).one()
    assert covers == {}


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "a date in the future": (
        {"answered_on": TODAY + timedelta(days=1)},
        "answered_on",
        "cannot be in the future",
    ),
    "a date before the person was born": (
        {"answered_on": date(2010, 2, 28)},
        "answered_on",
        "They were born on 1 March 2010",
    ),
    "a date more than a year ago": (
        {"answered_on": date(2025, 11, 22)},
        "answered_on",
        "more than a year old",
    ),
    "an asker who did not work here yet": (
        {"answered_on": date(2025, 12, 31)},
        "answered_on",
        "Sam Testcase did not work here on 31 December 2025",
    ),
    "no date": ({"answered_on": None}, "answered_on", "Enter the day they answered"),
    "no answer": ({"answer": None}, "answer", "Choose what they answered"),
    "an asker who is nobody here": ({"asked_by": uuid4()}, "asked_by", "Choose who asked them"),
    "no way of asking": ({"way_asked": None}, "way_asked", "Choose how they were asked"),
    "no way of answering": ({"way_answered": None}, "way_answered", "Choose how they answered"),
    "an answer in the portal, by a worker": (
        {"way_answered": WayAnswered.PORTAL},
        "way_answered",
        "Only the young person can answer in the portal",
    ),
    "asked in the portal, by a worker": (
        {"way_asked": WayAsked.PORTAL},
        "way_asked",
        "Only the young person can answer in the portal",
    ),
    "an interpreter of no language": (
        {"helped": frozenset({Help.INTERPRETER})},
        "language",
        "Say which language",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_beside_its_box_and_changes_nothing(
    asked: Agreements, name: str
) -> None:
    more, box, words = BAD[name]
    with pytest.raises(AnswerProblemsError) as refused:
        asked.answer(**more)
    assert {problem.field: problem.message for problem in refused.value.problems}.keys() == {box}
    assert words in refused.value.message
    assert asked.stands().why is Why.NOT_ASKED
    with asked.working(writes=False):
        assert session.scalar(select(func.count()).select_from(AgreementEvent)) == 0


def test_everything_wrong_is_said_at_once(asked: Agreements) -> None:
    with pytest.raises(AnswerProblemsError) as refused:
        asked.answer(answer=None, asked_by=None, answered_on=None, way_asked=None)
    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["answer", "asked_by", "way_asked", "answered_on"]


def test_a_yes_from_before_a_stop_is_refused_and_one_of_today_counts(asked: Agreements) -> None:
    asked.answer(answered_on=TODAY - timedelta(days=4))
    asked.stop()
    with pytest.raises(AnswerProblemsError, match="A yes counts only when it came later"):
        asked.answer(now=LATER, answered_on=TODAY - timedelta(days=1))
    assert asked.stands(now=LATER).why is Why.STOPPED
    asked.answer(now=LATER)
    assert asked.stands(now=LATER).why is Why.AGREED


def test_of_one_past_day_nobody_knows_which_answer_came_first(asked: Agreements) -> None:
    past = TODAY - timedelta(days=3)
    asked.answer(answer=Answer.NO, answered_on=past)
    with pytest.raises(AnswerProblemsError, match="A yes counts only when it came later"):
        asked.answer(answered_on=past)


@pytest.mark.requirement("R49")
def test_papers_are_agreed_to_one_by_one_for_each_organisation(asked: Agreements) -> None:
    asked.answer()
    summary, record = asked.papers["summary"], asked.papers["record"]
    county, housing = asked.organisations["county"], asked.organisations["housing"]
    asked.answer(
        Kind.SHARE_PAPERS,
        agreed=frozenset({Cell(summary, county), Cell(record, county), Cell(record, housing)}),
    )
    assert asked.paper("summary", "county").yes
    assert asked.paper("record", "housing").yes
    assert asked.paper("summary", "housing").why is Why.NOT_THIS_ONE


@pytest.mark.requirement("R49")
def test_a_limit_keeps_a_part_from_one_kind_of_organisation(asked: Agreements) -> None:
    asked.answer()
    limit = Limit(frozenset({"health"}), frozenset({OrganisationKind.HOUSING_AUTHORITY}))
    asked.answer(Kind.SHARE_PAPERS, limits=(limit,), limit_words="Not about health to housing")
    assert asked.paper("summary", "housing").without == {"health"}
    assert asked.paper("summary", "county").without == frozenset()


@pytest.mark.requirement("R49")
def test_what_is_new_is_asked_afresh(asked: Agreements) -> None:
    asked.answer()
    asked.answer(Kind.SHARE_PAPERS)
    with asked.working():
        asked.papers["new"] = add_paper(
            asked.item_id,
            asked.young_person_id,
            asked.worker.person_id,
            "A letter",
            {"letter": "Letter"},
        )
        provider = organisation("Invented Homes", OrganisationKind.PROVIDER)
        asked.organisations["provider"] = provider.id
        summary = session.get_one(Paper, ("E10000017", asked.papers["summary"]))
        add_version(summary, asked.worker.person_id, 2, {"health": "Health", "money": "Money"})
        record = session.get_one(Paper, ("E10000017", asked.papers["record"]))
        add_version(record, asked.worker.person_id, 2, {"plan": "The plan"})
    assert asked.paper("new", "housing").why is Why.NEW_PAPER
    assert asked.paper("record", "provider").why is Why.NEW_ORGANISATION
    assert asked.paper("summary", "housing").why is Why.NEW_SECTIONS
    assert asked.paper("record", "housing").why is Why.AGREED


def test_a_section_that_only_one_paper_has_counts_for_its_version(asked: Agreements) -> None:
    with asked.working():
        paper = session.get_one(Paper, ("E10000017", asked.papers["record"]))
        add_version(paper, asked.worker.person_id, 2, {"other": "Of its own"})
    asked.answer()
    asked.answer(Kind.SHARE_PAPERS)
    assert asked.paper("record", "housing").yes
    with asked.working():
        paper = session.get_one(Paper, ("E10000017", asked.papers["record"]))
        add_version(paper, asked.worker.person_id, 3, {"other": "Something else"})
    assert asked.paper("record", "housing").why is Why.NEW_SECTIONS


PAPERS_BAD: dict[str, tuple[dict[str, Any], str]] = {
    "nothing ticked": ({"agreed": frozenset()}, "Tick at least one paper"),
    "a paper that is not there": ({"papers": frozenset({UUID(int=7)})}, "changed while"),
    "an organisation that does not come": (
        {"organisations": frozenset({UUID(int=7)}), "agreed": frozenset()},
        "changed while",
    ),
    "a pair nobody was asked about": (
        {"agreed": frozenset({Cell(UUID(int=7), UUID(int=8))})},
        "changed while",
    ),
    "words about a limit and no part": ({"limit_words": "Not my health"}, "Words alone keep"),
    "a limit on nothing": ({"limits": (Limit(frozenset()),)}, "Tick the parts"),
    "a paper from after the answer": (
        {"answered_on": TODAY - timedelta(days=2)},
        "came on 23 November 2026, after the day they answered",
    ),
}


@pytest.mark.parametrize("name", PAPERS_BAD)
def test_a_bad_answer_about_papers_is_refused(asked: Agreements, name: str) -> None:
    more, words = PAPERS_BAD[name]
    asked.answer()
    with pytest.raises(AnswerProblemsError, match=words):
        asked.answer(Kind.SHARE_PAPERS, **more)


def test_no_paper_goes_out_once_being_discussed_is_stopped(asked: Agreements) -> None:
    asked.answer()
    asked.answer(Kind.SHARE_PAPERS)
    asked.stop()
    assert asked.paper("summary", "housing").why is Why.NOT_DISCUSSED


def test_stopping_twice_changes_nothing_and_there_must_be_something_to_stop(
    asked: Agreements,
) -> None:
    with pytest.raises(RuleError, match="There is nothing to stop"):
        asked.stop()
    asked.answer()
    asked.stop()
    with pytest.raises(RuleError, match="stopped already"):
        asked.stop()
    assert asked.seen() == 2


def test_a_referral_to_housing_is_its_own_and_outlives_the_panel(asked: Agreements) -> None:
    asked.answer(Kind.REFER_TO_HOUSING)
    assert asked.stands().why is Why.NOT_ASKED
    with asked.working():
        session.get_one(Item, ("E10000017", asked.item_id)).closed_at = LATER
    with asked.working(writes=False):
        much_later = NOW + timedelta(days=200)
        assert queries.housing_referral(asked.young_person_id, much_later).yes
        eighteen = datetime(2028, 3, 1, tzinfo=UTC)
        found = queries.housing_referral(asked.young_person_id, eighteen)
        assert found.why is Why.TURNED_18


def test_an_answer_ends_when_the_record_is_filed_and_at_the_latest_when_it_is_due(
    asked: Agreements,
) -> None:
    asked.answer()
    assert asked.stands(now=datetime(2026, 12, 24, 23, 59, tzinfo=UTC)).yes
    assert asked.stands(now=datetime(2026, 12, 25, 0, 0, tzinfo=UTC)).why is Why.OVER
    with asked.working():
        session.get_one(Item, ("E10000017", asked.item_id)).closed_at = datetime(
            2026, 12, 18, 12, tzinfo=UTC
        )
    assert asked.stands(now=datetime(2026, 12, 18, 12, tzinfo=UTC)).why is Why.OVER
    with pytest.raises(RuleError, match="Nothing can be changed here any more"):
        asked.stop(now=datetime(2026, 12, 18, 13, tzinfo=UTC))


def test_the_second_of_two_people_is_told_and_nothing_is_lost(asked: Agreements) -> None:
    asked.answer()
    with pytest.raises(ConflictError), asked.working():
        operations.record_answer(
            actor=asked.worker,
            now=NOW,
            item_id=asked.item_id,
            draft=asked.draft(answer=Answer.NO),
            seen=0,
        )
    assert asked.stands().why is Why.AGREED


@pytest.mark.control("C15")
def test_capacity_never_rewrites_an_answer(asked: Agreements) -> None:
    asked.answer()
    with asked.working():
        operations.record_capacity(
            actor=asked.worker,
            now=LATER,
            item_id=asked.item_id,
            kind=Kind.BE_DISCUSSED,
            finding=Finding.LACKS_CAPACITY,
            assessed_on=TODAY,
            assessed_by=asked.worker.person_id,
            said="They could not weigh it today.",
        )
    assert asked.stands(now=LATER) == asked.stands()
    assert asked.stands(now=LATER).yes
    with asked.working(writes=False):
        kept = queries.capacity_of(asked.young_person_id)
        assert [row.finding for row in kept] == [Finding.LACKS_CAPACITY]
        assert len(queries.events_of(asked.young_person_id)) == 1


def test_who_records_and_who_stops(asked: Agreements) -> None:
    district = asked.district
    draft = asked.draft()
    arguments: dict[str, Any] = {"now": NOW, "item_id": asked.item_id, "draft": draft, "seen": 0}
    for actor, error in (
        (district.support, ForbiddenError),
        (district.lead, ForbiddenError),
        (district.member, ForbiddenError),
        (district.other_worker, ForbiddenError),
    ):
        with pytest.raises(error), asked.working():
            operations.record_answer(actor=actor, **arguments)
    asked.answer()
    for actor in (district.member, district.other_worker, district.chair):
        with pytest.raises(ForbiddenError):
            asked.stop(actor=actor)
    asked.stop(actor=district.support)
    assert asked.stands().why is Why.STOPPED


def test_a_young_person_answers_by_themselves(asked: Agreements) -> None:
    draft = asked.draft(asked_by=None, way_asked=None, way_answered=None, answered_on=None)
    with asked.working():
        operations.answer_as_young_person(
            now=NOW,
            young_person_id=asked.young_person_id,
            item_id=asked.item_id,
            draft=draft,
            seen=0,
        )
    assert asked.stands().why is Why.AGREED
    with asked.working(writes=False):
        row = queries.events_of(asked.young_person_id)[0]
    assert (row.way_asked, row.way_answered) == (WayAsked.PORTAL, WayAnswered.PORTAL)
    assert row.recorded_by_id is None


def test_a_young_person_cannot_answer_for_another(asked: Agreements) -> None:
    with pytest.raises(NotFoundError), asked.working():
        operations.answer_as_young_person(
            now=NOW,
            young_person_id=asked.district.young_people[1],
            item_id=asked.item_id,
            draft=asked.draft(),
            seen=0,
        )


def test_the_county_never_reads_an_answer_from_the_wrong_person(asked: Agreements) -> None:
    other = asked.district.nominate(1, agrees=False).item_id
    asked.answer()
    with asked.working(writes=False):
        assert queries.standing(other).asks(Kind.BE_DISCUSSED, NOW).why is Why.NOT_ASKED
        assert session.scalar(select(func.count()).select_from(YoungPerson)) == 4
        assert session.scalar(select(func.count()).select_from(Organisation)) == 2
