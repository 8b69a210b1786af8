"""The agenda waits for the answer to who is not to be there; whom it is about knows nothing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from portal.panels import operations as panels
from portal.participation import operations, queries
from portal.participation.models import MeetingAsk
from portal.participation.rules.asks import AskKind, Outcome, Whom
from portal.people.policy import Actor, Role
from portal.protection.operations.removing import remove
from portal.variations.keeping import Kept
from tests.integration.panels.conftest import LATE, NOW, SignInAs, actor_of, register
from tests.integration.panels.people_of_panels import seat
from tests.integration.participation.conftest import SECRET, Taking

ANSWER = "Hattie waits outside while you are there."


def answer(taking: Taking, ask_id: object, actor: Actor | None = None, **more: object) -> None:
    arguments = {
        "actor": actor or taking.district.support,
        "now": NOW,
        "ask_id": ask_id,
        "version": 1,
        "outcome": Outcome.GRANTED,
        "words": ANSWER,
    }
    with taking.working():
        operations.answer_ask(**(arguments | more))  # type: ignore[arg-type]  # values of one dict


@pytest.mark.requirement("R51")
def test_the_agenda_waits_for_the_answer(taking: Taking) -> None:
    ask_id = taking.ask()
    with pytest.raises(RuleError, match="nobody has answered them yet") as refused:
        taking.district.publish()
    assert "Zanzibarina" not in refused.value.message
    answer(taking, ask_id)
    assert taking.district.publish().number == 1


@pytest.mark.parametrize("kind", [AskKind.ADVOCATE, AskKind.HELP_DECIDING])
def test_other_requests_are_tasks_and_stop_nothing(taking: Taking, kind: AskKind) -> None:
    taking.ask(kind)
    assert taking.district.publish().number == 1
    with taking.working(writes=False):
        waiting = operations.waiting_for(actor=taking.district.support, now=NOW)
    assert [row.kind for row, _ in waiting] == [kind]
    assert waiting[0][0].answer_by == date(2026, 11, 25)


def test_taken_back_it_stops_nothing_and_cannot_be_answered(taking: Taking) -> None:
    ask_id = taking.ask()
    with taking.working(), pytest.raises(NotFoundError):
        operations.take_back(
            now=NOW, young_person_id=taking.district.young_people[1], ask_id=ask_id
        )
    with taking.working():
        operations.take_back(now=NOW, young_person_id=taking.young_person_id, ask_id=ask_id)
    with pytest.raises(RuleError, match="took this back"):
        answer(taking, ask_id, version=2)
    assert taking.district.publish().number == 1


def test_the_same_is_not_asked_twice_while_it_waits(taking: Taking) -> None:
    taking.ask()
    with pytest.raises(RuleError, match="asked for already"):
        taking.ask()
    taking.ask(whom=Whom(words="the man from the leisure centre"))


@pytest.mark.control("C9")
@pytest.mark.parametrize("how", ["person", "seat", "words"])
def test_whoever_it_is_about_finds_nothing_of_it_anywhere(
    taking: Taking, as_person: SignInAs, how: str
) -> None:
    whom = {
        "person": Whom(person_id=taking.district.support.person_id),
        "seat": Whom(seat_key="youth_justice"),
        "words": Whom(words="Casey from the office"),
    }[how]
    with taking.working():
        district = taking.district
        seat(district, district.support.person_id, "youth_justice", by=district.lead)
    ask_id = taking.ask(whom=whom)
    client = as_person(taking.district.support)
    meeting = f"/d/burnley/meetings/{taking.district.meeting_id}"
    for path in (
        meeting,
        f"/d/burnley/items/{taking.item_id}",
        f"/d/burnley/items/{taking.item_id}/preparation",
        taking.path(),
        "/d/burnley/requests",
        f"{meeting}/publish",
        f"{meeting}/preparation",
        "/",
    ):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "Quokkabella" not in page.text, path
        assert str(ask_id) not in page.text, path
        assert "is not there" not in page.text, path
    assert client.get(f"/d/burnley/requests/{ask_id}").status_code == 404
    assert client.post(f"/d/burnley/requests/{ask_id}", data={}).status_code == 404
    with taking.working(), pytest.raises(RuleError, match="not by you") as refused:
        panels.publish_agenda(
            actor=actor_of(taking.district.support.person_id),
            now=NOW,
            meeting_id=taking.district.meeting_id,
        )
    assert "LH-1" not in refused.value.message
    assert "9:30" not in refused.value.message
    with taking.working(writes=False):
        about_it = session.scalars(
            select(Event).where(Event.event.like("participation:ask%"))
        ).all()
        assert [each.facts for each in about_it] == [{}]


@pytest.mark.control("C9")
def test_the_social_worker_it_is_about_reads_nothing_on_their_own_item(
    taking: Taking, as_person: SignInAs
) -> None:
    ask_id = taking.ask(whom=Whom(person_id=taking.district.worker.person_id))
    client = as_person(taking.district.worker)
    for path in (taking.path(), f"/d/burnley/items/{taking.item_id}", "/", "/d/burnley/requests"):
        page = client.get(path).text
        assert "Quokkabella" not in page
        assert str(ask_id) not in page
    assert client.get(f"/d/burnley/requests/{ask_id}").status_code == 404


@pytest.mark.control("C9")
def test_their_social_worker_is_not_told_of_a_request_about_somebody_else_either(
    taking: Taking, as_person: SignInAs
) -> None:
    ask_id = taking.ask()
    client = as_person(taking.district.worker)
    for path in (taking.path(), f"/d/burnley/items/{taking.item_id}", "/"):
        page = client.get(path).text
        assert "Quokkabella" not in page
        assert "is not there" not in page
    assert client.get(f"/d/burnley/requests/{ask_id}").status_code == 404


def test_a_colleague_reads_and_answers_it(taking: Taking, as_person: SignInAs) -> None:
    ask_id = taking.ask()
    client = as_person(taking.second_support)
    assert (
        "nobody has answered them yet"
        in client.get(f"/d/burnley/meetings/{taking.district.meeting_id}").text
    )
    home = client.get("/").text
    assert "Answer one request of young people" in home
    assert "Answer by Wednesday 25 November" in home
    listed = client.get("/d/burnley/requests").text
    assert f"/d/burnley/requests/{ask_id}" in listed
    path = f"/d/burnley/requests/{ask_id}"
    page = client.get(path).text
    assert SECRET in page
    assert "Hattie Invented" in page
    bare = client.post(path, data={"version": "1", "outcome": "not_granted"})
    assert bare.status_code == 422
    assert "Write what the young person reads" in bare.text
    sent = {"version": "1", "outcome": "granted", "words": ANSWER}
    assert client.post(path, data=sent).status_code == 303
    assert ANSWER in client.get(taking.path()).text
    met = client.post(path, data=sent | {"words": "Another"})
    assert met.status_code == 409
    assert ANSWER in met.text
    assert "Another" in met.text
    assert "Nothing waits for an answer by you." in client.get("/d/burnley/requests").text


def test_who_is_not_there_is_told_to_the_chair_on_the_day_and_not_to_them(
    taking: Taking, as_person: SignInAs
) -> None:
    answer(taking, taking.ask())
    taking.district.publish()
    chair = as_person(taking.district.chair)
    day = f"/d/burnley/meetings/{taking.district.meeting_id}/day"
    assert "Not there for this item: Hattie Invented." in chair.get(day).text
    chair.post("/sign-out")
    housing = as_person(taking.housing)
    for path in (
        f"/d/burnley/items/{taking.item_id}",
        f"/d/burnley/meetings/{taking.district.meeting_id}/agenda",
    ):
        page = housing.get(path).text
        assert "Not there" not in page
        assert ANSWER not in page


def test_a_worker_writes_one_down_and_reads_the_answer(taking: Taking, as_person: SignInAs) -> None:
    client = as_person(taking.district.worker)
    path = f"/d/burnley/items/{taking.item_id}/requests/new"
    assert "Hattie Invented, Housing" in client.get(path).text
    bare = client.post(path, data={"kind": "not_there", "why": "Kept words"})
    assert bare.status_code == 422
    assert "Choose who should not be there" in bare.text
    assert "Kept words" in bare.text
    sent = {"kind": "not_there", "whom": f"person:{taking.housing.person_id}", "why": SECRET}
    assert client.post(path, data=sent).status_code == 303
    page = client.get(taking.path()).text
    assert SECRET in page
    assert "Told Sam Testcase" in page
    with taking.working(writes=False):
        (row,) = queries.open_asks()
    assert client.get(f"/d/burnley/requests/{row.id}").status_code == 403
    forged = sent | {"whom": "person:not-one-of-them"}
    assert client.post(path, data=forged).status_code == 422


def test_only_those_who_run_the_panel_answer(taking: Taking) -> None:
    ask_id = taking.ask()
    for actor, refusal in (
        (taking.housing, NotFoundError),
        (taking.district.worker, NotFoundError),
        (taking.district.member, NotFoundError),
    ):
        with pytest.raises(refusal):
            answer(taking, ask_id, actor)
    help_id = taking.ask(AskKind.HELP_DECIDING)
    answer(taking, help_id, taking.district.worker)
    advocate_id = taking.ask(AskKind.ADVOCATE)
    with pytest.raises((ForbiddenError, NotFoundError)):
        answer(taking, advocate_id, taking.housing)


def test_two_answers_at_once_never_overwrite_each_other(taking: Taking) -> None:
    ask_id = taking.ask()
    answer(taking, ask_id)
    with pytest.raises(ConflictError):
        answer(taking, ask_id, taking.district.chair, words="Mine")


def test_a_request_after_the_agenda_is_out_stops_the_next_version(taking: Taking) -> None:
    taking.district.publish()
    taking.ask()
    taking.district.nominate(1)
    with pytest.raises(RuleError, match="nobody has answered them yet"):
        taking.district.publish()


def test_a_request_made_late_is_answered_within_two_working_days(taking: Taking) -> None:
    taking.ask(now=LATE)
    with taking.working(writes=False):
        (row,) = queries.open_asks()
    assert row.answer_by == date(2026, 12, 15)


def test_nobody_is_found_where_the_chair_s_deputies_are_not_known(taking: Taking) -> None:
    with taking.working():
        extra = register("Quinn Example", Role.CHAIR)
    taking.ask(whom=Whom(person_id=extra))
    with taking.working(writes=False):
        assert operations.waiting_for(actor=actor_of(extra), now=NOW) == ()
        assert len(operations.waiting_for(actor=taking.district.chair, now=NOW)) == 1


@pytest.mark.control("C40")
def test_the_words_of_a_request_go_when_their_time_is_over(taking: Taking) -> None:
    answer(taking, taking.ask())
    with taking.working():
        remove(Kept.PREPARATION, taking.item_id, now=LATE, cause="a test")
    with taking.working(writes=False):
        row = session.scalars(select(MeetingAsk)).one()
        assert (row.person_id, row.seat_key) == (None, "")
        assert SECRET not in row.why
        assert ANSWER not in row.answer


def test_who_is_out_of_the_item_is_not_among_those_who_come(taking: Taking) -> None:
    with taking.working(writes=False):
        at = queries.booked(taking.item_id)
        named = [name for comer in operations.people_coming(at, NOW) for _, name in comer.people]
    assert "Hattie Invented" in named
    assert "Sam Testcase" in named
    with taking.working():
        panels.declare_interest(
            actor=taking.housing, now=NOW, item_id=taking.item_id, reason="A cousin"
        )
    with taking.working(writes=False):
        at = queries.booked(taking.item_id)
        named = [name for comer in operations.people_coming(at, NOW) for _, name in comer.people]
    assert "Hattie Invented" not in named
