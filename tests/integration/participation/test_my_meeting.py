"""The young person's own pages about their meeting: asked, saved, changed, nothing of others."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.agreements import queries as agreed
from portal.agreements.models import AgreementEvent
from portal.agreements.rules import Answer, Kind
from portal.audit.models import Event
from portal.database import session
from portal.entry.operations import giving
from portal.panels import operations as panels
from portal.papers.models import Paper
from portal.participation import operations, queries
from portal.participation.rules.asks import AskKind, Outcome, Whom
from portal.participation.rules.choices import QUESTIONS, Topic
from portal.people.visiting import THEMSELVES
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import NOW, SignInAs
from tests.integration.participation.conftest import SECRET, Taking
from tests.support.pdf_reading import pages_of, printed
from tests.support.young import opened_by_code, reached

PARTS = [(topic.value, part.key) for topic, parts in QUESTIONS.items() for part in parts]


@pytest.fixture
def opened(client: PageClient, taking: Taking) -> PageClient:
    return opened_by_code(client, taking.young_person_id, taking.item_id)


def text_of(client: PageClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def at(topic: str, part: str) -> str:
    return f"/y/meeting/about/{topic}/{part}"


@pytest.mark.requirement("R51", "R92")
def test_the_first_page_leads_to_the_meeting_with_when_and_where(opened: PageClient) -> None:
    assert "Thursday 17 December, 9:30am" in text_of(opened, "/y/home")
    page = text_of(opened, "/y/meeting")
    assert "about 20 minutes" in page
    assert "Room 2, Example House" in page
    assert page.count("Not answered yet") == len(Topic) + 1  # they agreed to be talked about


@pytest.mark.requirement("R92")
def test_who_comes_is_told_with_why_in_plain_words(opened: PageClient) -> None:
    page = text_of(opened, "/y/meeting/people")
    assert "Hattie Invented" in page
    assert "Somebody who gives out homes to rent." in page
    assert "Sam Testcase" in page
    assert "Your social worker. They know you and your plan." in page


@pytest.mark.requirement("R51", "R92")
@pytest.mark.parametrize(
    ("language", "title", "beside"),
    [("en", "My meeting", False), ("ti", "ኣኼባይ", True), ("pl", "Moje spotkanie", True)],
)
def test_when_where_and_who_is_printed_beside_english(
    opened: PageClient, language: str, title: str, *, beside: bool
) -> None:
    assert "/y/meeting/paper?lang=ti" in text_of(opened, "/y/meeting?lang=ti")
    answer = opened.get(f"/y/meeting/paper?lang={language}")
    assert answer.headers["Cache-Control"] == "no-store"
    said = printed(answer)
    assert said.startswith(title)
    assert said.count("Room 2, Example House") == 1 + beside
    assert said.count("Hattie Invented") == said.count("Sam Testcase") == 1 + beside
    for words in (
        "Thursday 17 December, 9:30am, about 20 minutes.",
        "Your social worker. They know you and your plan.",
    ):
        assert said.count(words) == 1


def test_a_meeting_that_is_not_planned_is_printed_as_that(
    opened: PageClient, taking: Taking
) -> None:
    with taking.working():
        panels.cancel_meeting(
            actor=taking.district.support,
            now=NOW,
            meeting_id=taking.district.meeting_id,
        )
    said = " ".join(pages_of(opened.get("/y/meeting/paper").data))
    assert "It is not planned just now." in said
    assert "December" not in said


@pytest.mark.control("C10")
def test_who_reads_how_they_take_part_prints_it_in_the_language_they_read(
    taking: Taking, as_person: SignInAs
) -> None:
    support = as_person(taking.district.support)
    with taking.working():
        giving.record_contact(
            actor=taking.district.support,
            now=NOW,
            item_id=taking.item_id,
            draft=reached(language="pl"),
            version=0,
        )
    assert taking.path("/paper") in support.get(taking.path()).text
    said = " ".join(pages_of(support.get(taking.path("/paper")).data))
    assert said.startswith("Moje spotkanie")
    assert "Thursday 17 December, 9:30am" in said
    assert as_person(taking.housing).get(taking.path("/paper")).status_code == 403


def test_nobody_else_gets_in(client: PageClient, taking: Taking, as_person: SignInAs) -> None:
    assert client.get("/y/meeting").headers["Location"] == "/y"
    assert as_person(taking.district.support).get("/y/meeting").headers["Location"] == "/y"


@pytest.mark.requirement("R45", "R51", "R80")
@pytest.mark.parametrize(
    ("topic", "part", "sent", "said"),
    [
        ("way", "way", {"way": "call"}, "I join by phone or video"),
        ("way", "more", {"more": "Quokka words"}, "Quokka words"),
        ("times", "hours", {"hours": ["morning", "late"]}, "From 10am to 12 noon"),
        ("times", "because", {"because": "exam"}, "An exam"),
        ("bring", "who", {"who": "friend"}, "A friend"),
        ("bring", "name", {"name": "Jo"}, "Jo"),
        ("needs", "language", {"language": "ትግርኛ"}, "ትግርኛ"),
        ("needs", "needs", {"needs": ["breaks"]}, "Breaks"),
        ("needs", "more", {"more": "<b>me</b>"}, "&lt;b&gt;me&lt;/b&gt;"),
        ("adult", "adult", {"adult": "told"}, "They can know about it, but not come"),
    ],
)
def test_each_answer_is_saved_at_once_and_shown_again(
    opened: PageClient, topic: str, part: str, sent: dict[str, object], said: str
) -> None:
    text_of(opened, at(topic, part))
    answer = opened.post(at(topic, part), data={"version": "0"} | sent)
    assert answer.status_code == 303
    assert f"saved={topic}" in answer.headers["Location"]
    assert "Saved." in text_of(opened, answer.headers["Location"])
    for page in ("/y/meeting", "/y/meeting/check"):
        assert said in text_of(opened, page)
    again = text_of(opened, at(topic, part))
    assert re.search(r'<input[^>]*name="version"[^>]*value="1"', again)


def test_one_answer_keeps_the_others_of_its_topic(opened: PageClient, taking: Taking) -> None:
    opened.post(at("needs", "language"), data={"version": "0", "language": "Tigrinya"})
    opened.post(at("needs", "needs"), data={"version": "1", "needs": ["quiet"]})
    opened.post(at("needs", "more"), data={"version": "2", "more": ""})
    with taking.working(writes=False):
        held = queries.choices(taking.item_id)[Topic.NEEDS]
    assert held.answers == {"language": "Tigrinya", "needs": ("quiet",)}
    assert held.told_to_id is None


def test_every_question_may_be_skipped(opened: PageClient, taking: Taking) -> None:
    for topic, part in PARTS:
        page = text_of(opened, at(topic, part))
        assert "Skip this question" in page
    with taking.working(writes=False):
        assert queries.choices(taking.item_id) == {}


@pytest.mark.parametrize(
    ("topic", "part", "sent"),
    [
        ("way", "way", {"way": "by_owl"}),
        ("times", "hours", {"hours": ["teatime"]}),
        ("way", "more", {"more": "Kept words " * 300}),
    ],
)
def test_what_cannot_be_saved_is_said_kindly_and_kept(
    opened: PageClient, taking: Taking, topic: str, part: str, sent: dict[str, object]
) -> None:
    answer = opened.post(at(topic, part), data={"version": "0"} | sent)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert ("Kept words" in answer.text) is ("more" in sent)
    with taking.working(writes=False):
        assert queries.choices(taking.item_id) == {}


@pytest.mark.requirement("R51")
def test_what_a_keyboard_put_in_by_itself_is_left_out_and_the_words_are_saved(
    opened: PageClient, taking: Taking, as_person: SignInAs
) -> None:
    opened.post(at("bring", "name"), data={"version": "0", "name": "Jo\u0007 \u202eZanzi\u202c"})
    words = "\u2067He \x00shouts\u2069\r\nat me"
    sent = {"whom": "else", "words": "\u202bthe man\u202c", "why": words}
    assert opened.post("/y/meeting/away", data=sent).status_code == 303
    with taking.working(writes=False):
        assert queries.choices(taking.item_id)[Topic.BRING].answers["name"] == "Jo Zanzi"
        (ask,) = queries.asks_of([taking.item_id])[taking.item_id]
    assert (ask.whom.words, ask.why) == ("the man", "He shouts\nat me")
    own = text_of(opened, "/y/meeting")
    for page in (own, as_person(taking.district.support).get(taking.path()).text):
        assert not set("\x00\x07\u202b\u202c\u202e\u2067\u2069") & set(page)
        assert "<bdi>the man</bdi>" in page


def test_what_a_worker_wrote_meanwhile_is_shown_beside(opened: PageClient, taking: Taking) -> None:
    taking.choose(Topic.WAY, {"way": "in_person"})
    met = opened.post(at("way", "way"), data={"version": "0", "way": "call"})
    assert met.status_code == 409
    assert "Now it says: I come to the meeting" in met.text
    assert opened.post(at("way", "way"), data={"version": "1", "way": "call"}).status_code == 303


def test_what_they_answered_beside_it_meanwhile_stands_in_nobody_s_way(
    opened: PageClient, taking: Taking
) -> None:
    """They type in one question, answer the one before, and come back to what they typed."""
    assert opened.post(at("way", "way"), data={"version": "0", "way": "call"}).status_code == 303
    more = {"version": "0", "more": "A quiet room"}  # as the page stood when they began to type
    assert opened.post(at("way", "more"), data=more).status_code == 303
    with taking.working(writes=False):
        said = queries.choices(taking.item_id)[Topic.WAY]
    assert said.answers == {"way": "call", "more": "A quiet room"}
    # What was changed of this very question still is shown beside.
    late = opened.post(at("way", "more"), data={"version": "1", "more": "Later"})
    assert late.status_code == 409
    with taking.working(writes=False):
        assert queries.choices(taking.item_id)[Topic.WAY].answers["more"] == "A quiet room"


@pytest.mark.parametrize(
    "path", ["/y/meeting/about/way/hours", "/y/meeting/about/x/way", "/y/meeting/agree/x"]
)
def test_a_question_there_is_not_is_a_kind_page(opened: PageClient, path: str) -> None:
    assert opened.get(path).status_code == 404
    assert opened.post(path, data={}).status_code == 404


@pytest.mark.requirement("R51")
def test_asking_that_somebody_is_not_there_and_reading_the_answer(
    opened: PageClient, taking: Taking
) -> None:
    page = text_of(opened, "/y/meeting/away")
    assert "Hattie Invented" in page
    bare = opened.post("/y/meeting/away", data={"why": "Kept words"})
    assert bare.status_code == 422
    assert "Kept words" in bare.text
    sent = {"whom": f"person:{taking.housing.person_id}", "why": SECRET}
    assert opened.post("/y/meeting/away", data=sent).status_code == 303
    assert opened.post("/y/meeting/away", data=sent).status_code == 422  # it waits already
    page = text_of(opened, "/y/meeting")
    assert re.search(r"You asked that\s+<bdi>Hattie Invented</bdi>\s+is not there", page)
    assert "We have not answered yet." in page
    with taking.working():
        (row,) = queries.open_asks()
        operations.answer_ask(
            actor=taking.district.support,
            now=NOW,
            ask_id=row.id,
            version=1,
            outcome=Outcome.NOT_GRANTED,
            words="She has the keys, so she stays for five minutes.",
        )
    page = text_of(opened, "/y/meeting")
    assert "We said no:" in page
    assert "She has the keys, so she stays for five minutes." in page


def test_a_request_is_taken_back_by_whoever_made_it_alone(
    opened: PageClient, taking: Taking
) -> None:
    ask_id = taking.ask()
    assert opened.post("/y/meeting/take-back", data={"ask": "nonsense"}).status_code == 404
    assert opened.post("/y/meeting/take-back", data={"ask": str(UUID(int=5))}).status_code == 404
    assert opened.post("/y/meeting/take-back", data={"ask": str(ask_id)}).status_code == 303
    with taking.working(writes=False):
        assert queries.open_asks() == ()


def test_another_young_person_s_request_is_not_theirs_to_see_or_take_back(
    client: PageClient, taking: Taking
) -> None:
    ask_id = taking.ask(whom=Whom(words="Quokkabella"))
    other = taking.district.nominate(1).item_id
    theirs = opened_by_code(client, taking.district.young_people[1], other)
    assert "Quokkabella" not in text_of(theirs, "/y/meeting")
    assert theirs.post("/y/meeting/take-back", data={"ask": str(ask_id)}).status_code == 404


def test_an_advocate_is_asked_for_with_one_press_and_only_once(
    opened: PageClient, taking: Taking
) -> None:
    assert "Ask for an advocate" in text_of(opened, "/y/meeting/advocate")
    for _ in range(2):
        assert opened.post("/y/meeting/advocate").status_code == 303
    assert "You asked for one." in text_of(opened, "/y/meeting/advocate")
    with taking.working(writes=False):
        assert [row.kind for row in queries.open_asks()] == [AskKind.ADVOCATE]


def newest(taking: Taking) -> AgreementEvent:
    found = session.scalars(select(AgreementEvent).order_by(AgreementEvent.seq.desc())).first()
    assert found is not None
    return found


@pytest.mark.requirement("R50")
def test_they_stop_being_talked_about_by_themselves_and_say_yes_again(
    opened: PageClient, taking: Taking
) -> None:
    page = text_of(opened, "/y/meeting/agree/talk")
    assert re.search(r'value="yes"[^>]*checked', page)
    sent = {"version": "1", "answer": "no"}
    assert opened.post("/y/meeting/agree/talk", data=sent).status_code == 303
    with taking.working(writes=False):
        event = newest(taking)
        assert (event.kind, event.answer, event.asked_by, event.recorded_by) == (
            Kind.BE_DISCUSSED.value,
            Answer.STOPPED.value,
            None,
            None,
        )
        assert not agreed.standing(taking.item_id).heard(NOW).yes
        written = session.scalars(
            select(Event).where(Event.event == "agreements:answer:stopped")
        ).one()
        assert written.purpose.startswith(THEMSELVES)
    assert "You stopped this." in text_of(opened, "/y/meeting")
    stale = opened.post("/y/meeting/agree/talk", data={"version": "1", "answer": "yes"})
    assert stale.status_code == 422
    assert "nothing was saved" in stale.text
    sent = {"version": "2", "answer": "yes"}
    assert opened.post("/y/meeting/agree/talk", data=sent).status_code == 303
    with taking.working(writes=False):
        assert agreed.standing(taking.item_id).heard(NOW).yes


@pytest.mark.requirement("R50")
def test_not_sure_is_no_answer_and_asks_somebody_to_explain(
    opened: PageClient, taking: Taking
) -> None:
    sent = {"version": "1", "answer": "not_sure"}
    assert opened.post("/y/meeting/agree/home", data=sent).status_code == 303
    with taking.working(writes=False):
        event = newest(taking)
        assert (event.kind, event.answer, event.item_id) == (
            Kind.REFER_TO_HOUSING.value,
            Answer.THINKING.value,
            None,
        )
        assert [row.kind for row in queries.open_asks()] == [AskKind.HELP_DECIDING]
        assert not agreed.housing_referral(taking.young_person_id, NOW).yes
    assert "You are not sure yet." in text_of(opened, "/y/meeting")


def test_answering_nothing_changes_nothing(opened: PageClient, taking: Taking) -> None:
    answer = opened.post("/y/meeting/agree/home", data={"version": "1"})
    assert answer.status_code == 303
    with taking.working(writes=False):
        assert agreed.newest_number(taking.young_person_id) == 1


@pytest.mark.control("C4", "C9")
def test_the_pages_show_nothing_of_anybody_else(
    client: PageClient, taking: Taking, as_person: SignInAs
) -> None:
    other = taking.district.nominate(1).item_id
    taking.choose(
        Topic.NEEDS,
        {"more": "Quokkabella"},
        item_id=other,
        young_person_id=taking.district.young_people[1],
    )
    opened = opened_by_code(client, taking.young_person_id, taking.item_id)
    for path in (
        "/y/meeting",
        "/y/meeting/people",
        "/y/meeting/check",
        "/y/meeting/away",
        "/y/meeting/advocate",
        "/y/meeting/agree/talk",
        "/y/meeting/who-reads-this",
        at("needs", "more"),
    ):
        page = text_of(opened, path)
        assert "Quokkabella" not in page, path
        assert "Pretend2" not in page, path
        assert "LH-" not in page, path


def test_once_it_is_over_everything_can_be_read_and_nothing_changed(
    opened: PageClient, taking: Taking, clock: MovableClock
) -> None:
    clock.instant = datetime(2026, 12, 17, 9, 50, tzinfo=UTC)
    assert "Your meeting is over." in text_of(opened, "/y/meeting")
    answer = opened.post(at("way", "way"), data={"version": "0", "way": "call"})
    assert answer.status_code == 422
    assert "Your meeting is over. Nothing was changed." in answer.text
    with taking.working(writes=False):
        assert queries.choices(taking.item_id) == {}


@pytest.mark.parametrize("language", ["ar", "ti", "pl"])
def test_the_pages_are_there_in_other_languages(opened: PageClient, language: str) -> None:
    for path in ("/y/meeting", "/y/meeting/people", at("times", "hours")):
        page = text_of(opened, f"{path}?lang={language}")
        assert f'<html lang="{language}"' in page


@pytest.mark.requirement("R49")
def test_no_paper_means_no_question_about_papers(opened: PageClient, taking: Taking) -> None:
    with taking.working(writes=False):
        assert session.scalars(select(Paper)).all() == []
    assert "Who may read:" not in text_of(opened, "/y/meeting")
    assert opened.get("/y/meeting/papers/1").status_code == 404


def test_taken_off_the_agenda_every_page_is_still_kind(opened: PageClient, taking: Taking) -> None:
    with taking.working():
        panels.withdraw_item(
            actor=taking.district.support, now=NOW, item_id=taking.item_id, reason="Heard elsewhere"
        )
    assert "It is not planned just now." in text_of(opened, "/y/home")
    for path in ("", "/people", "/check", "/away", "/advocate", "/agree/talk", "/what-others-see"):
        text_of(opened, f"/y/meeting{path}")
    assert "It is not planned just now." in text_of(opened, "/y/meeting")
    answer = opened.post(at("way", "way"), data={"version": "0", "way": "call"})
    assert answer.status_code == 422
    assert opened.post("/y/meeting/advocate").status_code == 422
