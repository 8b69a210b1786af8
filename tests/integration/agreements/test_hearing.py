"""No agreement, no slot (A11): the agenda, the panel day, and a manager's decision."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.agreements import operations, queries
from portal.agreements.rules import Answer, Finding, Ground, Kind, Why
from portal.cases.models import YoungPerson
from portal.database import session
from portal.kernel.errors import ConflictError, ForbiddenError, RuleError
from portal.panels import hearing
from portal.panels import operations as panels
from portal.panels.hearing import Asked
from portal.panels.pages.agenda import OVERRIDDEN, agenda_for
from portal.people.policy import Actor
from portal.records import operations as records
from portal.records import queries as record_queries
from portal.records.rules import RecordDraft, TookPart
from tests.integration.agreements.conftest import WHY, WORDS, Agreements
from tests.integration.panels.conftest import CANARY, NOW, PANEL_DAY, TODAY

ON_THE_DAY = datetime(2026, 12, 17, 9, 20, tzinfo=UTC)
TOLD = "A manager decided that the panel talks about you, because a court said so."


def override(asked: Agreements, actor: Actor | None = None, **more: Any) -> None:
    """Decide it as the manager, in a scope of its own."""
    arguments: dict[str, Any] = {"ground": Ground.COURT_ORDER, "reason": WHY, "told": TOLD} | more
    with asked.working():
        operations.override(
            actor=actor or asked.manager, now=NOW, item_id=asked.item_id, **arguments
        )


@pytest.mark.requirement("R50", "A11")
@pytest.mark.control("C15")
def test_an_agenda_with_somebody_who_was_not_asked_does_not_go_out(asked: Agreements) -> None:
    with pytest.raises(RuleError) as refused:
        asked.district.publish()
    assert refused.value.message == (
        "This agenda cannot go out yet. 9:30am, Z. P. · LH-1: Cannot be listed: they have not been "
        "asked whether the panel may discuss this yet. Ask before Thursday 10 December."
    )
    asked.answer()
    assert asked.district.publish().number == 1


@pytest.mark.parametrize("answer", [Answer.NO, Answer.THINKING])
def test_nor_with_somebody_who_did_not_say_yes(asked: Agreements, answer: Answer) -> None:
    asked.answer(answer=answer)
    with pytest.raises(RuleError, match="Cannot be listed"):
        asked.district.publish()


@pytest.mark.requirement("A11")
def test_who_said_no_has_lawful_routes_and_stays_due(asked: Agreements) -> None:
    asked.answer(answer=Answer.NO)
    with pytest.raises(RuleError) as refused:
        asked.district.publish()
    assert "They stay on the list of who is due: not heard, no agreement." in refused.value.message
    assert "on a ground in law" in refused.value.message


@pytest.mark.control("C15")
def test_after_a_stop_readers_see_a_mark_at_once_and_no_name_and_no_reason(
    asked: Agreements,
) -> None:
    district = asked.district
    district.nominate(1)
    asked.answer()
    district.publish()
    actors = {"support": district.support, "member": district.member, "worker": asked.worker}
    with asked.working(writes=False):
        for actor in actors.values():
            page = agenda_for(actor=actor, meeting_id=district.meeting_id, now=NOW)
            assert page is not None
            assert page.page.rows[0].young_person
    asked.stop()
    with asked.working(writes=False):
        for actor in actors.values():
            page = agenda_for(actor=actor, meeting_id=district.meeting_id, now=NOW)
            assert page is not None
            row = page.page.rows[0]
            assert (row.note, row.young_person, row.agenda_item, row.item_key) == (
                hearing.NOT_HEARD,
                "",
                "",
                "",
            )
            assert asked.young_person_id not in page.named
            assert page.page.rows[1].young_person
            assert f"{CANARY} Pretend1" not in str(page.page)
            assert WORDS not in str(page)


def test_the_next_version_is_refused_until_they_are_taken_off(asked: Agreements) -> None:
    district = asked.district
    district.nominate(1)
    asked.answer()
    district.publish()
    asked.stop()
    district.nominate(2)
    with pytest.raises(RuleError, match=r"Z\. P\. · LH-1: Cannot be listed: they stopped it"):
        district.publish()
    with asked.working():
        panels.withdraw_item(
            actor=district.support, now=NOW, item_id=asked.item_id, reason="They stopped it"
        )
    assert district.publish().number == 2


@pytest.mark.requirement("R50", "A11")
def test_a_discussion_is_not_begun_without_an_agreement(asked: Agreements) -> None:
    district = asked.district
    asked.answer()
    district.publish()
    with asked.working():
        records.open_day(actor=district.support, now=ON_THE_DAY, meeting_id=district.meeting_id)
    begin: dict[str, Any] = {
        "actor": district.support,
        "now": ON_THE_DAY + timedelta(minutes=10),
        "item_id": asked.item_id,
        "version": 0,
        "took_part": TookPart.CAME,
        "note": "",
    }
    asked.stop(now=ON_THE_DAY + timedelta(minutes=5))
    with pytest.raises(RuleError, match="This item may not be discussed"), asked.working():
        records.save_participation(**begin)
    asked.answer(now=ON_THE_DAY + timedelta(minutes=8), answered_on=PANEL_DAY)
    with asked.working():
        records.save_participation(**begin)
    # In the middle of the slot they stop it: what was said so far goes no further.
    asked.stop(now=ON_THE_DAY + timedelta(minutes=12))
    with asked.working(writes=False):
        line = record_queries.item_line(asked.item_id)
    with pytest.raises(RuleError, match="This item may not be discussed"), asked.working():
        records.save_item(
            actor=district.support,
            now=ON_THE_DAY + timedelta(minutes=15),
            item_id=asked.item_id,
            version=line.version,
            draft=RecordDraft(discussion="Nothing", decision_key="deferred"),
        )


def test_what_was_heard_stays_heard_when_they_stop_it_the_day_after(asked: Agreements) -> None:
    asked.answer()
    asked.district.publish()
    asked.stop(now=ON_THE_DAY + timedelta(days=1))
    with asked.working(writes=False):
        said = hearing.of(
            Asked(items={asked.item_id: ""}, now=ON_THE_DAY + timedelta(days=1, hours=1))
        )
        assert said[asked.item_id].may
        assert (
            not queries.standing(asked.item_id)
            .asks(Kind.BE_DISCUSSED, ON_THE_DAY + timedelta(days=1, hours=1))
            .yes
        )


@pytest.mark.requirement("A11")
def test_who_turns_18_before_the_panel_is_to_be_asked_again(asked: Agreements) -> None:
    with asked.working():
        person = session.get_one(YoungPerson, ("E10000017", asked.young_person_id))
        person.born_on = date(2008, 12, 16)
    asked.answer()
    with asked.working(writes=False):
        said = hearing.of(Asked(items={asked.item_id: "Sam"}, now=NOW))[asked.item_id]
        after = hearing.of(
            Asked(items={asked.item_id: "Sam"}, now=datetime(2026, 12, 16, 0, 0, tzinfo=UTC))
        )[asked.item_id]
    assert said.may
    assert said.warning.startswith("Sam turns 18 on 16 December 2026")
    assert not after.may
    assert after.sentence.startswith("Cannot be listed: Sam turned 18 on 16 December 2026.")


@pytest.mark.requirement("A11")
def test_a_manager_decides_it_and_it_shows_as_no_agreement(asked: Agreements) -> None:
    asked.answer(answer=Answer.NO)
    override(asked)
    found = asked.stands()
    assert (found.yes, found.why, found.overridden) == (True, Why.OVERRIDDEN, True)
    asked.district.publish()
    with asked.working(writes=False):
        page = agenda_for(
            actor=asked.district.member, meeting_id=asked.district.meeting_id, now=NOW
        )
        kept = queries.overrides_of(asked.item_id)
    assert page is not None
    assert page.page.rows[0].note == OVERRIDDEN
    assert WHY not in str(page)
    assert [(row.manager, row.told, row.reason) for row in kept] == [("Manny Invented", TOLD, WHY)]


@pytest.mark.requirement("A11")
def test_an_override_gives_no_paper_to_anybody(asked: Agreements) -> None:
    override(asked)
    assert asked.paper("summary", "housing").why is Why.NOT_ASKED


REFUSED: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "no ground": ({"ground": None}, "Choose the ground", "ground"),
    "no reason": ({"reason": "  "}, "Say why", "reason"),
    "no words for the young person": ({"told": ""}, "Write what the young person", "told"),
    "capacity that nobody assessed": (
        {"ground": Ground.LACKS_CAPACITY},
        "From 16 they are presumed able",
        "ground",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_override_needs_a_ground_a_reason_and_words(asked: Agreements, name: str) -> None:
    more, words, box = REFUSED[name]
    with pytest.raises(RuleError, match=words) as refused:
        override(asked, **more)
    assert refused.value.field == box
    assert not asked.stands().yes


def test_an_override_needs_a_manager_who_did_not_ask(asked: Agreements) -> None:
    district = asked.district
    for actor in (asked.worker, district.support, district.chair, district.member):
        with pytest.raises(ForbiddenError):
            override(asked, actor)
    asked.answer(answer=Answer.NO, asked_by=asked.manager.person_id)
    with pytest.raises(RuleError, match="You asked the young person yourself"):
        override(asked)
    override(asked, district.lead)
    assert asked.stands().overridden


def test_nothing_is_decided_over_a_yes(asked: Agreements) -> None:
    asked.answer()
    with pytest.raises(RuleError, match=r"nothing to decide\. They agreed"):
        override(asked)


@pytest.mark.requirement("A11")
def test_a_decision_on_capacity_needs_a_finding_by_somebody_else(asked: Agreements) -> None:
    def found(by: Actor, finding: Finding) -> None:
        with asked.working():
            operations.record_capacity(
                actor=by,
                now=NOW,
                item_id=asked.item_id,
                kind=Kind.BE_DISCUSSED,
                finding=finding,
                assessed_on=TODAY,
                assessed_by=by.person_id,
                said="Tried twice, with pictures.",
            )

    found(asked.worker, Finding.WITH_HELP)
    with pytest.raises(RuleError, match="From 16 they are presumed able"):
        override(asked, ground=Ground.LACKS_CAPACITY)
    found(asked.worker, Finding.LACKS_CAPACITY)
    override(asked, ground=Ground.LACKS_CAPACITY)
    assert asked.stands().overridden


def test_a_decision_is_ended_once_and_counts_no_more(asked: Agreements) -> None:
    override(asked)
    with asked.working(writes=False):
        row = queries.overrides_of(asked.item_id)[0]

    def end(at: datetime) -> None:
        with asked.working():
            operations.end_override(
                actor=asked.manager, now=at, override_id=row.id, version=row.version
            )

    end(NOW + timedelta(hours=1))
    assert asked.stands(now=NOW + timedelta(minutes=30)).overridden
    assert asked.stands(now=NOW + timedelta(hours=1)).why is Why.NOT_ASKED
    with pytest.raises(ConflictError):
        end(NOW + timedelta(hours=2))


def test_a_cancelled_meeting_has_nothing_to_ask(asked: Agreements) -> None:
    asked.answer()
    with asked.working():
        panels.cancel_meeting(
            actor=asked.district.support, now=NOW, meeting_id=asked.district.meeting_id
        )
    assert asked.stands().why is Why.OVER
    assert "the meeting was cancelled" in asked.stands().sentence
