"""What a young person chooses: saved one by one, changed at any time, read by those who need it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.database import session
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from portal.panels import operations as panels
from portal.participation import operations, queries
from portal.participation.models import ParticipationChoice
from portal.participation.rules.choices import Topic
from portal.preparation.queries import item_prepared
from portal.preparation.rules.evidence import Answered
from portal.preparation.rules.inviting import Way
from portal.protection.operations.removing import remove
from portal.protection.queries.holdings import everything_about
from portal.testing.pages import PageClient
from portal.variations.keeping import Kept
from tests.integration.panels.conftest import NOW, SignInAs
from tests.integration.participation.conftest import Taking
from tests.support.young import opened_by_link

PLANTED = "Quokkabella's quiet corner"
OVER = datetime(2026, 12, 17, 9, 50, tzinfo=UTC)
"""The 9:30am slot is over."""


@pytest.mark.requirement("R51")
def test_a_choice_is_kept_with_the_one_before_and_the_newest_holds(taking: Taking) -> None:
    taking.choose(Topic.WAY, {"way": "in_person"})
    taking.choose(Topic.WAY, {"way": "call", "more": PLANTED}, seen=1)
    with taking.working(writes=False):
        held = queries.choices(taking.item_id)[Topic.WAY]
        assert held.words == f"They join by phone or video; easier with “{PLANTED}”"
        assert held.number == 2
        assert session.scalar(select(func.count()).select_from(ParticipationChoice)) == 2
        facts = session.scalars(select(Event).where(Event.event.like("participation:%"))).all()
        assert [each.actor_id for each in facts] == [None, None]
        assert "Quokkabella" not in str([each.facts for each in facts])


def test_an_older_page_never_overwrites_a_newer_answer(taking: Taking) -> None:
    taking.choose(Topic.WAY, {"way": "in_person"})
    with pytest.raises(ConflictError):
        taking.choose(Topic.WAY, {"way": "not_at_all"})
    with taking.working(writes=False):
        assert queries.choices(taking.item_id)[Topic.WAY].answers == {"way": "in_person"}


def test_another_young_person_s_item_is_not_there(taking: Taking) -> None:
    with pytest.raises(NotFoundError):
        taking.choose(Topic.WAY, {"way": "call"}, young_person_id=taking.district.young_people[1])


def test_it_may_change_until_the_slot_is_over(taking: Taking) -> None:
    during = datetime(2026, 12, 17, 9, 49, tzinfo=UTC)
    taking.choose(Topic.WAY, {"way": "call"}, now=during)
    with pytest.raises(RuleError, match="The meeting is over"):
        taking.choose(Topic.WAY, {"way": "not_at_all"}, now=OVER, seen=1)


def test_nothing_changes_once_the_item_is_off_the_agenda(taking: Taking) -> None:
    with taking.working():
        panels.withdraw_item(
            actor=taking.district.support, now=NOW, item_id=taking.item_id, reason="Heard elsewhere"
        )
    with pytest.raises(RuleError, match="nothing can be changed"):
        taking.choose(Topic.WAY, {"way": "call"})


@pytest.mark.requirement("R51")
@pytest.mark.parametrize(
    ("way", "answered"),
    [
        ("in_person", Answered.COMING),
        ("call", Answered.BY_CALL),
        ("words", Answered.NOT_COMING),
        ("not_at_all", Answered.NOT_COMING),
        ("not_sure", Answered.NOT_SURE),
    ],
)
def test_choosing_a_way_is_proof_of_the_invitation(
    taking: Taking, way: str, answered: Answered
) -> None:
    with taking.working(writes=False):
        before = item_prepared(taking.item_id, NOW).items[0].evidence
    assert before.invited is None
    taking.choose(Topic.WAY, {"way": way})
    with taking.working(writes=False):
        after = item_prepared(taking.item_id, NOW).items[0].evidence
    assert after.answered is answered
    assert after.invited is not None
    assert after.invited.by == "the young person themselves"


def next_item(taking: Taking) -> UUID:
    meeting = taking.district.plan(date(2027, 2, 18))
    return taking.district.nominate(meeting_id=meeting).item_id


def test_what_they_need_goes_along_to_their_next_panel_and_nothing_else_does(
    taking: Taking,
) -> None:
    taking.choose(Topic.NEEDS, {"language": "Tigrinya", "needs": ["breaks"]})
    taking.choose(Topic.WAY, {"way": "in_person"})
    later = next_item(taking)
    with taking.working(writes=False):
        found = queries.choices(later)
    assert set(found) == {Topic.NEEDS}
    assert found[Topic.NEEDS].carried
    assert found[Topic.NEEDS].number == 0
    taking.choose(Topic.NEEDS, {"needs": ["quiet"]}, item_id=later, now=NOW + timedelta(hours=1))
    with taking.working(writes=False):
        assert queries.choices(later)[Topic.NEEDS].words == "A quiet place to wait"
        assert not queries.choices(later)[Topic.NEEDS].carried


def test_a_worker_says_how_they_were_told(taking: Taking) -> None:
    more = {
        "now": NOW,
        "item_id": taking.item_id,
        "topic": Topic.BRING,
        "given": {"who": "friend"},
        "seen": 0,
    }
    with taking.working(), pytest.raises(RuleError, match="how they told"):
        operations.choose_for_them(actor=taking.district.worker, way=None, **more)  # type: ignore[arg-type]  # values of one dict
    with taking.working():
        operations.choose_for_them(actor=taking.district.worker, way=Way.PHONE, **more)  # type: ignore[arg-type]  # as above
    with taking.working(writes=False):
        held = queries.choices(taking.item_id)[Topic.BRING]
    assert (held.told_to, held.way_told) == ("Sam Testcase", "phone")


def test_nobody_else_s_worker_writes_it_down(taking: Taking) -> None:
    for actor, refusal in (
        (taking.district.member, ForbiddenError),
        (taking.district.other_worker, (ForbiddenError, NotFoundError)),
    ):
        with taking.working(), pytest.raises(refusal):
            operations.choose_for_them(
                actor=actor,
                now=NOW,
                item_id=taking.item_id,
                topic=Topic.WAY,
                given={"way": "not_at_all"},
                seen=0,
                way=Way.PHONE,
            )


@pytest.mark.requirement("R45")
def test_a_slot_that_does_not_suit_is_warned_of_where_it_is_given(
    taking: Taking, as_person: SignInAs
) -> None:
    taking.choose(Topic.TIMES, {"hours": ["early"], "because": "exam"})
    client = as_person(taking.district.support)
    builder = client.get(f"/d/burnley/meetings/{taking.district.meeting_id}").text
    assert "falls into a time that does not suit them: before 10am (an exam)" in builder
    assert "does not suit them" in client.get(f"/d/burnley/items/{taking.item_id}").text


def test_the_item_s_own_people_and_the_panel_day_read_what_was_chosen(
    taking: Taking, as_person: SignInAs
) -> None:
    taking.choose(Topic.WAY, {"way": "call"})
    taking.choose(Topic.NEEDS, {"language": "Tigrinya", "more": PLANTED})
    taking.district.publish()
    worker = as_person(taking.district.worker)
    for path in (taking.path(), f"/d/burnley/items/{taking.item_id}"):
        page = worker.get(path).text
        assert "They join by phone or video" in page
        assert "their worker tells them before the day how to join" in page.lower()
        assert "Quokkabella" in page
    assert "they said so themselves" in worker.get(taking.path()).text.lower()
    worker.post("/sign-out")
    chair = as_person(taking.district.chair)
    day = chair.get(f"/d/burnley/meetings/{taking.district.meeting_id}/day").text
    assert "How they take part: They join by phone or video; their worker tells" in day
    assert "Tigrinya" in day


@pytest.mark.control("C9")
def test_other_members_read_nothing_of_it(taking: Taking, as_person: SignInAs) -> None:
    taking.choose(Topic.NEEDS, {"more": PLANTED})
    taking.district.publish()
    client = as_person(taking.housing)
    assert client.get(taking.path()).status_code == 403
    for path in (
        f"/d/burnley/items/{taking.item_id}",
        f"/d/burnley/meetings/{taking.district.meeting_id}/agenda",
        f"/d/burnley/items/{taking.item_id}/preparation",
    ):
        assert "Quokkabella" not in client.get(path).text


def test_a_worker_writes_it_down_on_the_page_and_both_see_the_other(
    taking: Taking, as_person: SignInAs
) -> None:
    client = as_person(taking.district.worker)
    path = taking.path("/way")
    assert client.get(path).status_code == 200
    refused = client.post(path, data={"version": "0", "way": "call", "more": "Kept words"})
    assert refused.status_code == 422
    assert "Choose how they told you" in refused.text
    assert "Kept words" in refused.text
    taking.choose(Topic.WAY, {"way": "in_person"})
    sent = {"version": "0", "way": "call", "way_told": "phone"}
    met = client.post(path, data=sent)
    assert met.status_code == 409
    assert "They saved: They come to the meeting (they said so themselves" in met.text
    assert client.post(path, data=sent | {"version": "1"}).status_code == 303
    assert "told Sam Testcase" in client.get(taking.path()).text.replace("Told", "told")
    assert client.get(taking.path("/strange")).status_code == 404


@pytest.mark.control("C39", "C40")
def test_it_is_found_when_they_ask_and_goes_when_its_time_is_over(taking: Taking) -> None:
    taking.choose(Topic.NEEDS, {"more": PLANTED})
    with taking.working(writes=False):
        held = everything_about(taking.young_person_id)
        shown = " ".join(value.shown for record in held.records for value in record.values)
    assert "Quokkabella" in shown
    with taking.working():
        remove(Kept.PREPARATION, taking.item_id, now=OVER, cause="a test")
    with taking.working(writes=False):
        assert session.scalars(select(ParticipationChoice)).one().answers is None
        assert queries.choices(taking.item_id)[Topic.NEEDS].words == ""


@pytest.mark.control("C20")
def test_a_link_alone_shows_nothing_that_is_written_while_it_is_open(
    taking: Taking, client: PageClient
) -> None:
    opened_by_link(client, taking.item_id)
    assert client.get("/y/meeting").status_code == 200
    with taking.working():
        operations.choose_for_them(
            actor=taking.district.worker,
            now=NOW,
            item_id=taking.item_id,
            topic=Topic.BRING,
            given={"who": "friend", "name": "Ola Invented"},
            seen=0,
            way=Way.PHONE,
        )
    assert client.get("/y/meeting").headers["Location"] == "/y"
