"""A young person says that something about them is wrong: at any time, and it stays theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import session
from portal.entry.models import YoungContact
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from portal.outbox.models import Message
from portal.panels import operations as panels
from portal.panels import queries as panel_queries
from portal.papers import operations as papers
from portal.participation import operations, queries
from portal.participation.models import MeetingAsk
from portal.participation.queries import AskRow
from portal.participation.rules.asks import WRONG_A_DAY, AskKind, Outcome
from portal.people.policy import Actor
from portal.protection.operations.removing import remove
from portal.testing.pages import PageClient
from portal.variations.keeping import Kept
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import LATE, NOW, SignInAs
from tests.integration.participation.conftest import Taking
from tests.support.young import opened_by_code

WORDS = "It says that I left school. Quokkabella: I am in my second year."
ANSWER = "It says now that you are in your second year."
PAGE = "/y/wrong"
Say = Callable[..., UUID]


@pytest.fixture
def opened(client: PageClient, taking: Taking) -> PageClient:
    return opened_by_code(client, taking.young_person_id, taking.item_id)


@pytest.fixture
def say(taking: Taking) -> Say:
    """Say as the young person that something is wrong, and return its id."""

    def by_themselves(words: str = WORDS, now: datetime = NOW) -> UUID:
        with taking.working():
            row = operations.say_wrong(
                now=now,
                young_person_id=taking.young_person_id,
                item_id=taking.item_id,
                words=words,
            )
            return row.id

    return by_themselves


def answer(taking: Taking, ask_id: UUID, actor: Actor | None = None, **more: object) -> None:
    arguments = {
        "actor": actor or taking.district.worker,
        "now": NOW,
        "ask_id": ask_id,
        "version": 1,
        "outcome": Outcome.CHANGED,
        "words": ANSWER,
    }
    with taking.working():
        operations.answer_ask(**(arguments | more))  # type: ignore[arg-type]  # values of one dict


def said(taking: Taking) -> tuple[AskRow, ...]:
    with taking.working(writes=False):
        return queries.said_wrong(taking.young_person_id)


def text_of(client: PageClient, path: str) -> str:
    found = client.get(path)
    assert found.status_code == 200, path
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.text)).split())


@pytest.mark.requirement("R92")
def test_one_press_leads_to_it_and_their_words_are_kept_as_they_typed_them(
    opened: PageClient, taking: Taking
) -> None:
    for page in ("/y/held", "/y/ways"):
        assert f'href="{PAGE}"' in opened.get(page).text
    assert "What is wrong, and what should it say?" in text_of(opened, PAGE)
    typed = "ትምህርቲ ኣይገደፍኩን።\r\nI did not leave."
    assert opened.post(PAGE, data={"words": typed}).status_code == 303
    (row,) = said(taking)
    assert (row.why, row.told_to_id) == ("ትምህርቲ ኣይገደፍኩን።\nI did not leave.", None)
    page = text_of(opened, PAGE)
    assert "ትምህርቲ ኣይገደፍኩን። I did not leave." in page
    assert "Monday 23 November" in page
    assert "We have not answered yet." in page
    assert "Quokkabella" not in text_of(opened, "/y/meeting")


def test_whoever_cannot_write_is_asked_by_their_worker(opened: PageClient, taking: Taking) -> None:
    for _ in range(2):
        assert opened.post(PAGE, data={}).status_code == 303
    assert [row.why for row in said(taking)] == [""]
    assert "You wrote nothing. Your worker asks you." in text_of(opened, PAGE)


def test_it_works_once_the_meeting_is_over_too(
    opened: PageClient, taking: Taking, clock: MovableClock
) -> None:
    clock.instant = datetime(2026, 12, 17, 15, 0, tzinfo=UTC)
    assert "Your meeting is over." in text_of(opened, "/y/meeting")
    assert opened.post(PAGE, data={"words": WORDS}).status_code == 303
    (row,) = said(taking)
    assert row.answer_by == date(2026, 12, 24)
    assert opened.post("/y/meeting/take-back", data={"ask": str(row.id)}).status_code == 303
    assert WORDS not in text_of(opened, PAGE)


def test_as_often_as_they_want_within_reason_and_what_was_typed_is_kept(
    opened: PageClient, taking: Taking, clock: MovableClock
) -> None:
    long = opened.post(PAGE, data={"words": "Kept words " + "x" * 2_000})
    assert long.status_code == 422
    assert "Kept words" in long.text
    assert said(taking) == ()
    for number in range(WRONG_A_DAY):
        assert opened.post(PAGE, data={"words": f"Number {number}"}).status_code == 303
    assert opened.post(PAGE, data={"words": "Number 1"}).status_code == 303  # pressed twice
    met = opened.post(PAGE, data={"words": "Kept words"})
    assert met.status_code == 422
    assert "You can tell us more tomorrow, or talk to your worker." in met.text
    assert "Kept words" in met.text
    assert len(said(taking)) == WRONG_A_DAY
    clock.instant = NOW.replace(day=24)
    assert opened.post(PAGE, data={"words": "Kept words"}).status_code == 303


def test_they_take_it_back_while_nobody_answered_and_not_after(
    opened: PageClient, taking: Taking, say: Say
) -> None:
    first, second = say(), say("The day is wrong")
    answer(taking, first)
    for each in (first, second):
        assert opened.post("/y/meeting/take-back", data={"ask": str(each)}).status_code == 303
    page = text_of(opened, PAGE)
    assert WORDS in page
    assert "We changed it." in page
    assert ANSWER in page
    assert "The day is wrong" not in page
    with pytest.raises(RuleError, match="took this back"):
        answer(taking, second, version=2)


def test_nobody_else_sees_it_or_takes_it_back(client: PageClient, taking: Taking, say: Say) -> None:
    ask_id = say()
    other = taking.district.nominate(1).item_id
    theirs = opened_by_code(client, taking.district.young_people[1], other)
    assert "Quokkabella" not in text_of(theirs, PAGE)
    assert theirs.post("/y/meeting/take-back", data={"ask": str(ask_id)}).status_code == 404
    with taking.working(), pytest.raises(NotFoundError):
        operations.say_wrong(
            now=NOW, young_person_id=taking.district.young_people[1], item_id=taking.item_id
        )


def test_their_worker_has_it_at_once_and_case_support_once_it_waited(
    taking: Taking, say: Say, as_person: SignInAs, clock: MovableClock
) -> None:
    clock.instant = NOW
    ask_id = say()
    listed = f"/d/burnley/requests/{ask_id}"
    task = "They say that something about them is wrong."
    assert said(taking)[0].answer_by == date(2026, 11, 30)
    worker = as_person(taking.district.worker)
    assert task in text_of(worker, "/")
    assert listed in worker.get("/d/burnley/requests").text
    assert "What a young person says is wrong" in worker.get(listed).text
    worker.post("/sign-out")
    support = as_person(taking.second_support)
    assert task not in text_of(support, "/")
    assert listed in support.get("/d/burnley/requests").text
    support.post("/sign-out")
    clock.instant = NOW.replace(month=12, day=1)
    assert task in text_of(as_person(taking.second_support), "/")


def test_it_is_answered_in_one_step_that_is_told_and_says_nothing_in_the_trail(
    taking: Taking, say: Say, as_person: SignInAs
) -> None:
    ask_id = say()
    with taking.working():
        session.add(
            YoungContact(
                young_person_id=taking.young_person_id,
                phone="07700900123",
                safe_to_text=True,
                language="ti",
                said_on=NOW.date(),
                recorded_by=taking.district.worker.person_id,
                version=1,
            )
        )
    worker = as_person(taking.district.worker)
    path = f"/d/burnley/requests/{ask_id}"
    page = text_of(worker, path)
    assert WORDS in page
    assert "We did not change it" in page
    assert "Their words stay on file beside the record" in page
    bare = worker.post(path, data={"version": "1", "outcome": "not_changed"})
    assert bare.status_code == 422
    other = worker.post(path, data={"version": "1", "outcome": "granted", "words": ANSWER})
    assert other.status_code == 422
    sent = {"version": "1", "outcome": "not_changed", "words": "The college told us so."}
    assert worker.post(path, data=sent).status_code == 303
    shown = text_of(worker, taking.path())
    assert f"In their words: {WORDS}" in shown
    assert "We did not change it" in shown
    with taking.working(writes=False):
        about_it = session.scalars(
            select(Event).where(Event.event.like("participation:ask%")).order_by(Event.seq)
        ).all()
        assert [(each.event, each.facts) for each in about_it] == [
            ("participation:ask:added", {}),
            ("participation:ask:answered", {}),
        ]
        keys = session.scalars(select(Message.key)).all()
        assert [key for key in keys if f"ask/{ask_id}/1" in key] != []


def test_two_answers_never_overwrite_each_other_and_others_do_not_answer(
    taking: Taking, say: Say
) -> None:
    ask_id = say()
    for actor in (taking.housing, taking.district.member, taking.district.other_worker):
        with pytest.raises((ForbiddenError, NotFoundError)):
            answer(taking, ask_id, actor)
    answer(taking, ask_id)
    with pytest.raises(ConflictError):
        answer(taking, ask_id, taking.district.support, words="Mine")


def test_taken_off_the_agenda_it_is_answered_all_the_same(
    taking: Taking, say: Say, as_person: SignInAs
) -> None:
    ask_id = say()
    with taking.working():
        panels.withdraw_item(
            actor=taking.district.support, now=NOW, item_id=taking.item_id, reason="Heard elsewhere"
        )
    worker = as_person(taking.district.worker)
    path = f"/d/burnley/requests/{ask_id}"
    assert path in worker.get("/d/burnley/requests").text
    assert "taken off the agenda" in text_of(worker, path)
    sent = {"version": "1", "outcome": "changed", "words": ANSWER}
    after = worker.post(path, data=sent)
    assert after.status_code == 303
    assert "Nothing waits for an answer by you." in text_of(worker, after.headers["Location"])


def test_what_else_they_asked_for_is_gone_with_the_item_and_says_so(
    taking: Taking, say: Say, as_person: SignInAs
) -> None:
    ask_id = taking.ask(AskKind.ADVOCATE, why="Quokkabella too")
    with taking.working():
        panels.withdraw_item(
            actor=taking.district.support, now=NOW, item_id=taking.item_id, reason="Heard elsewhere"
        )
    worker = as_person(taking.district.worker)
    path = f"/d/burnley/requests/{ask_id}"
    sent = {"version": "1", "outcome": "granted", "words": ANSWER}
    for met in (worker.get(path), worker.post(path, data=sent)):
        assert met.status_code == 422
        assert "They were taken off the agenda, so there is nothing to answer here" in met.text
        assert "Quokkabella" not in met.text
    worker.post("/sign-out")
    assert as_person(taking.district.other_worker).post(path, data=sent).status_code == 404
    with taking.working(writes=False):
        assert queries.ask(ask_id).is_open


def test_the_page_says_only_whose_it_is_once_the_item_was_taken_off(
    taking: Taking, say: Say, as_person: SignInAs
) -> None:
    ask_id = say()
    with taking.working(writes=False):
        asked_of_the_panel = panel_queries.item_row(taking.item_id).item_type
    pages = (f"/d/burnley/requests/{ask_id}", f"/d/burnley/items/{taking.item_id}/wrong")
    support = as_person(taking.district.support)
    for page in pages:
        assert asked_of_the_panel in text_of(support, page)
    with taking.working():
        panels.withdraw_item(
            actor=taking.district.support, now=NOW, item_id=taking.item_id, reason="Heard elsewhere"
        )
    for page in pages:
        shown = text_of(support, page)
        assert "taken off the agenda" in shown
        assert asked_of_the_panel not in shown
        assert "Heard elsewhere" not in shown


def test_it_stops_no_agenda_and_is_none_of_the_requests_staff_write_down(
    taking: Taking, say: Say, as_person: SignInAs
) -> None:
    say()
    assert taking.district.publish().number == 1
    form = as_person(taking.district.worker).get(f"/d/burnley/items/{taking.item_id}/requests/new")
    assert 'value="advocate"' in form.text
    assert 'value="wrong"' not in form.text


@pytest.mark.requirement("R92")
def test_told_by_phone_it_is_written_down_for_them_at_any_time(
    client: PageClient, taking: Taking, as_person: SignInAs, clock: MovableClock
) -> None:
    clock.instant = datetime(2026, 12, 17, 15, 0, tzinfo=UTC)
    worker = as_person(taking.district.worker)
    path = f"/d/burnley/items/{taking.item_id}/wrong"
    assert f'href="{path}"' in worker.get(taking.path()).text
    bare = worker.post(path, data={"words": " "})
    assert bare.status_code == 422
    assert "Write what they say is wrong, and what it should say" in bare.text
    long = worker.post(path, data={"words": "Kept words " + "x" * 2_000})
    assert long.status_code == 422
    assert "Kept words" in long.text
    assert worker.post(path, data={"words": f" {WORDS}\r\nA day "}).status_code == 303
    (row,) = said(taking)
    assert (row.why, row.told_to_id) == (f"{WORDS}\nA day", taking.district.worker.person_id)
    assert row.answer_by == date(2026, 12, 24)
    again = worker.post(path, data={"words": f"{WORDS}\nA day"})
    assert again.status_code == 422
    assert "This was said already, and waits for its answer" in again.text
    assert f"Told {taking.district.worker.name}" in text_of(worker, taking.path())
    worker.post("/sign-out")
    theirs = opened_by_code(client, taking.young_person_id, taking.item_id)
    page = text_of(theirs, PAGE)
    assert f"{WORDS} A day Somebody who works with you wrote this down for you." in page
    for number in range(WRONG_A_DAY):
        assert theirs.post(PAGE, data={"words": f"Number {number}"}).status_code == 303
    assert text_of(theirs, PAGE).count("wrote this down for you") == 1


def test_only_who_works_with_them_and_who_runs_the_panel_writes_it_down(taking: Taking) -> None:
    for actor in (taking.housing, taking.district.member, taking.district.other_worker):
        with taking.working(), pytest.raises((ForbiddenError, NotFoundError)):
            operations.say_wrong_for_them(actor=actor, now=NOW, item_id=taking.item_id, words=WORDS)
    for number, actor in enumerate((taking.district.worker, taking.second_support)):
        with taking.working():
            operations.say_wrong_for_them(
                actor=actor, now=NOW, item_id=taking.item_id, words=f"Number {number}"
            )
    assert {row.why for row in said(taking)} == {"Number 0", "Number 1"}


@pytest.mark.control("C18")
def test_no_answer_and_nothing_written_down_for_them_gives_away_a_protected_address(
    taking: Taking, say: Say
) -> None:
    ask_id, advocate = say(), taking.ask(AskKind.ADVOCATE)
    gives_away = "It says 1 Quokka Lane, BB11 1ZZ now."
    with taking.working():
        asked = select(YoungPerson).where(YoungPerson.id == taking.young_person_id)
        session.scalars(asked).one().address_protected = True
        session.flush()
        papers.record_address(
            actor=taking.district.support,
            now=NOW,
            young_person_id=taking.young_person_id,
            version=0,
            lines="1 Quokka Lane",
            postcode="BB11 1ZZ",
        )
    worker = {"actor": taking.district.worker, "now": NOW, "item_id": taking.item_id}
    helping = worker | {"kind": AskKind.HELP_DECIDING, "why": gives_away}
    answering = worker | {"version": 1, "words": gives_away}
    del answering["item_id"]
    granting = answering | {"ask_id": advocate, "outcome": Outcome.GRANTED}
    changing = answering | {"ask_id": ask_id, "outcome": Outcome.CHANGED}
    refused_by: tuple[tuple[str, Callable[..., object], dict[str, object]], ...] = (
        ("words", operations.answer_ask, changing),
        ("words", operations.answer_ask, granting),
        ("words", operations.say_wrong_for_them, worker | {"words": gives_away}),
        ("why", operations.ask_for_them, helping),
    )
    for field, act, sent in refused_by:
        with taking.working(), pytest.raises(RuleError) as refused:
            act(**sent)
        assert refused.value.field == field
    assert [row.is_open for row in said(taking)] == [True]


@pytest.mark.control("C39")
def test_it_stands_in_what_is_held_and_in_the_copy_with_what_was_answered(
    opened: PageClient, taking: Taking, say: Say
) -> None:
    answer(taking, say(), outcome=Outcome.NOT_CHANGED)
    for path in ("/y/held", "/y/held/copy"):
        page = text_of(opened, path)
        for words in (
            "What you said: You said that something is wrong",
            f"Your words: {WORDS}",
            "What we said: We did not change it.",
            f"What we wrote to you: {ANSWER}",
        ):
            assert words in page
        assert f"Why: {WORDS}" not in page


@pytest.mark.control("C40")
def test_it_stays_as_long_as_what_it_is_about(taking: Taking, say: Say) -> None:
    answer(taking, say())
    say("Quokkabella: nobody answered this")
    taking.ask(AskKind.ADVOCATE, why="Quokkabella too")
    with taking.working():
        remove(Kept.PREPARATION, taking.item_id, now=LATE, cause="a test")
    with taking.working(writes=False):
        kept = {(row.kind, row.why) for row in session.scalars(select(MeetingAsk))}
        assert ("wrong", WORDS) in kept
        assert [why for kind, why in kept if kind == "advocate" and "Quokkabella" in why] == []
        assert any(row.kind is AskKind.WRONG for row in queries.open_asks())
    with taking.working():
        remove(Kept.YOUNG_PEOPLE, taking.young_person_id, now=LATE, cause="a test")
    with taking.working(writes=False):
        for row in session.scalars(select(MeetingAsk)):
            assert "Quokkabella" not in row.why
            assert ANSWER not in row.answer
        waits = [row for row in queries.open_asks() if row.kind is AskKind.WRONG]
        assert waits == [], "nobody can look at what is gone"
