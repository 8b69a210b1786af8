"""Publishing: versions, what is frozen with them, and what happens after the deadline."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from portal.kernel.errors import ConflictError, ForbiddenError, RuleError
from portal.panels import operations, queries
from portal.panels.pages.agenda import PublishedAgenda, agenda_for
from portal.panels.rules import frozen
from portal.people.policy import Actor
from tests.integration.panels.conftest import KIND, LATE, NOW, PANEL_DAY, TODAY, District


def read(district: District, actor: Actor | None) -> PublishedAgenda:
    with district.working(writes=False):
        found = agenda_for(actor=actor, meeting_id=district.meeting_id, now=NOW)
    assert found is not None
    return found


def down(district: District, item_id: UUID) -> None:
    with district.working():
        operations.move_item(actor=district.support, now=NOW, item_id=item_id, direction="down")


@pytest.mark.requirement("R62", "R63", "R66", "R67", "R74")
def test_a_published_agenda_freezes_its_rows_and_the_rules_that_shaped_it(
    district: District,
) -> None:
    district.nominate()
    published = district.publish()
    assert (published.number, published.late, published.readers) == (1, False, 7)
    with district.working(writes=False):
        version = queries.latest_version(district.meeting_id)
        assert version is not None
        kept = frozen.from_json(version.frozen)
        meeting, _ = queries.meeting(district.meeting_id)
        assert meeting.state == "published"
    assert kept.panel_day == PANEL_DAY
    assert [row.reference for row in kept.rows if row.item_id] == ["LH-1"]
    assert kept.rows[0].manager == "Manny Invented"
    assert kept.rules["notice_period"]["value"]["days"] == 5
    assert kept.rules["notice_period"]["source"] == "config/product.toml"
    assert {word.key for word in frozen.decision_words(kept)} >= {"deferred", "closed"}
    assert {seat.key for seat in frozen.seats(kept)} >= {"leaving_care_senior_manager"}
    assert frozen.quorum_rule(kept).item.one_of
    assert str(kept.deadline.due) == "2026-12-10"
    assert str(kept.record_deadline.due) == "2026-12-24"


def test_a_name_is_not_frozen(district: District) -> None:
    district.nominate()
    district.publish()
    with district.working(writes=False):
        version = queries.latest_version(district.meeting_id)
        assert version is not None
        assert "Zanzibarina" not in str(version.frozen)


def test_an_empty_agenda_is_not_published(district: District) -> None:
    with pytest.raises(RuleError, match="nobody on this agenda yet"):
        district.publish()


def test_the_same_agenda_is_not_published_twice(district: District) -> None:
    district.nominate()
    district.publish()
    with pytest.raises(RuleError, match="Nothing has changed"):
        district.publish()


def test_a_new_version_says_what_changed(district: District) -> None:
    first = district.nominate(0)
    district.publish()
    down(district, first.item_id)
    district.nominate(1)
    assert district.publish().number == 2
    assert read(district, district.support).page.changes == (
        "Zanzibarina Pretend2: added at 9.30.",
        "Zanzibarina Pretend1: moved from 9.30 to 9.50.",
    )
    assert read(district, district.member).page.changes == (
        "Z. P. · LH-2: added at 9.30.",
        "Z. P. · LH-1: moved from 9.30 to 9.50.",
    )


@pytest.mark.requirement("R62", "R74")
def test_a_late_agenda_is_refused_with_the_deadlines_explanation(district: District) -> None:
    district.nominate()
    with pytest.raises(RuleError) as refusal:
        district.publish(now=LATE)
    assert refusal.value.field == "late_accepted_by"
    assert "Send by Thursday 10 December 2026: counting back five working days" in str(
        refusal.value
    )


def test_the_last_day_is_in_time(district: District) -> None:
    district.nominate()
    evening = datetime(2026, 12, 10, 23, 0, tzinfo=UTC)
    assert not district.publish(now=evening).late


def test_a_late_agenda_goes_out_when_somebody_with_the_right_accepts_it(
    district: District,
) -> None:
    district.nominate()
    published = district.publish(
        now=LATE,
        late_accepted_by=district.chair.person_id,
        late_reason="The first date fell through",
    )
    assert published.late
    agenda = read(district, district.member)
    assert (agenda.late, agenda.late_accepted_by, agenda.late_reason) == (
        True,
        "Charlie Example",
        "The first date fell through",
    )


@pytest.mark.parametrize(
    ("who", "reason", "field"),
    [
        ("support", "Because", "late_accepted_by"),
        ("member", "Because", "late_accepted_by"),
        ("chair", " ", "late_reason"),
    ],
    ids=["case support itself may not", "a member may not", "a reason is needed"],
)
def test_lateness_is_accepted_only_by_the_right_person_with_a_reason(
    district: District, who: str, reason: str, field: str
) -> None:
    district.nominate()
    person: Actor = getattr(district, who)
    with pytest.raises(RuleError) as refusal:
        district.publish(now=LATE, late_accepted_by=person.person_id, late_reason=reason)
    assert refusal.value.field == field


def test_taking_somebody_off_late_needs_nobodys_acceptance(district: District) -> None:
    first = district.nominate(0)
    district.nominate(1)
    district.publish()
    with district.working():
        operations.withdraw_item(
            actor=district.support, now=LATE, item_id=first.item_id, reason="They asked for later"
        )
    published = district.publish(now=LATE)
    assert (published.number, published.late) == (2, False)


def test_what_was_looked_at_is_what_goes_out(district: District) -> None:
    first = district.nominate()
    with district.working(writes=False):
        meeting, kind = queries.meeting(district.meeting_id)
        seen = operations.draft_agenda(
            actor=district.support, now=NOW, meeting=meeting, kind=kind
        ).mark
    down(district, first.item_id)
    with pytest.raises(ConflictError, match="has changed since you looked"):
        district.publish(seen=seen)


def test_a_chair_may_not_publish(district: District) -> None:
    district.nominate()
    with district.working(), pytest.raises(ForbiddenError):
        operations.publish_agenda(actor=district.chair, now=NOW, meeting_id=district.meeting_id)


def test_an_agenda_is_not_published_after_its_day(district: District) -> None:
    district.nominate()
    with pytest.raises(RuleError, match="was on Thursday 17 December 2026"):
        district.publish(now=datetime(2026, 12, 18, 9, 0, tzinfo=UTC))


@pytest.mark.requirement("R20", "R21")
def test_the_chair_is_frozen_and_a_new_one_makes_a_new_version(district: District) -> None:
    district.nominate()
    district.publish()
    assert read(district, district.member).page.chair == "To be agreed at the meeting"
    with district.working():
        operations.hold_seat(
            actor=district.support,
            now=NOW,
            district_id="burnley",
            kind=KIND,
            seat_key="leaving_care_team_manager",
            person_id=district.chair.person_id,
            starts_on=TODAY,
        )
    assert read(district, district.member).page.chair == "To be agreed at the meeting"
    district.publish()
    agenda = read(district, district.member)
    assert agenda.page.changes == ("The chair is now Charlie Example.",)
    assert "because nobody holds Leaving Care Service Senior Manager" in agenda.chair_sentence


def test_a_reader_nobody_knows_sees_no_name(district: District) -> None:
    district.nominate()
    district.publish()
    agenda = read(district, None)
    assert agenda.page.rows[0].young_person == "Z. P. · LH-1"
    assert agenda.facts()["names_hidden"] is True
    assert agenda.facts()["rows"][0]["start"] == "09:30"
