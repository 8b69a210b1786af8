"""What was decided and promised, as the young person reads it; and what they say of it (idea 1)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.outbox.models import Job, Message
from portal.people.visiting import THEMSELVES
from portal.records.models import Action, PromiseAnswer
from portal.records.operations import tell_of_answer
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.records.conftest import Enter
from tests.integration.records.test_filing import filed
from tests.integration.records.test_item_record import record_of, took_part, typed
from tests.support.invented_panel import InventedPanel
from tests.support.told import CANARY, PROMISE, TOLD
from tests.support.young import code_for, opened_by_code, sent_too_late

LATER = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)
"""Three days after the promise's day."""


def shown(client: PageClient) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(client.get("/y/decided").text)))


def the_action(working: ScopeOpener) -> Action:
    with working(writes=False):
        return session.scalars(select(Action)).one()


def says(young: PageClient, answer: str, **more: Any) -> int:
    page = young.get("/y/decided").text
    found = {name: _hidden(page, name) for name in ("promise", "seen")}
    return young.post("/y/decided", data={"answer": answer, **found, **more}).status_code


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def tell(working: ScopeOpener, now: datetime) -> None:
    """Do the work that their answer queued, as the worker does."""
    with working():
        for job in session.scalars(select(Job).where(Job.name == "records:promise_answered")).all():
            if job.settled_at is None:
                tell_of_answer(
                    now=now, action_id=UUID(job.arguments["action_id"]), district_id="burnley"
                )
                job.settled_at, job.state = now, "sent"


@pytest.mark.requirement("R75")
def test_nothing_is_told_before_the_record_is_filed(
    chair: PageClient, support: PageClient, young: PageClient, panel: InventedPanel
) -> None:
    took_part(chair, panel)
    chair.post(record_of(panel), data=typed(panel))
    assert "Nothing is here yet" in shown(young)
    assert TOLD not in shown(young)
    assert "What was decided" not in young.get("/y/home").text
    assert TOLD in support.get(f"{record_of(panel)}/file").text
    assert filed(support, panel) == 303
    assert "What was decided" in young.get("/y/home").text
    text = shown(young)
    assert text.index(TOLD) < text.index(PROMISE) < text.index("Friday 4 December 2026")
    assert "Worker Example , your social worker" in text


@pytest.mark.requirement("R75")
def test_what_was_wrong_is_put_right_below_what_they_were_told(
    told: InventedPanel, support: PageClient, young: PageClient
) -> None:
    addition = {"wording": "The flat is in Nelson.", "receipt": "CS-2"}
    assert support.post(f"{record_of(told)}/add", data=addition).status_code == 303
    assert "Added on" not in shown(young)
    righted = addition | {"plain_words": "The flat is in <b>Nelson</b>, not in Colne."}
    answer = support.post(f"{record_of(told)}/add", data=righted | {"receipt": ""})
    assert answer.status_code == 422
    assert righted["plain_words"] in unescape(answer.text)
    assert support.post(f"{record_of(told)}/add", data=righted).status_code == 303
    assert "The young person reads:" in support.get(f"{record_of(told)}/read").text
    page = young.get("/y/decided").text
    assert page.index(TOLD) < page.index("Added on") < page.index(PROMISE)
    assert "The flat is in &lt;b&gt;Nelson&lt;/b&gt;, not in Colne." in page
    assert "The flat is in Nelson." not in page
    assert righted["plain_words"] in young.get("/y/held/copy").text


@pytest.mark.requirement("R75")
@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"plain_words": ""}, "no plain words for the decision."),
        ({"action-0-plain_words": ""}, "no plain words for action 1."),
    ],
)
def test_no_record_is_filed_without_words_for_the_young_person(
    chair: PageClient,
    support: PageClient,
    panel: InventedPanel,
    *,
    lacking: dict[str, str],
    said: str,
) -> None:
    took_part(chair, panel)
    chair.post(record_of(panel), data=typed(panel) | lacking)
    assert said in support.get(f"{record_of(panel)}/file").text
    assert filed(support, panel) == 422
    both = {"plain_words": TOLD, "action-0-plain_words": PROMISE}
    page = chair.get(record_of(panel)).text
    data = typed(panel, version=2) | both | {"action-0-saved_id": _hidden_id(page)}
    assert chair.post(record_of(panel), data=data).status_code == 303
    answer = support.post(f"{record_of(panel)}/file", data={"version": 3, "receipt": "CS-1"})
    assert answer.status_code == 303


def _hidden_id(page: str) -> str:
    found = re.search(r'name="action-0-saved_id"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_checking_the_words_saves_nothing_and_advises(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    took_part(chair, panel)
    data = typed(panel, plain_words="Your placement ends.", rows="check-words")
    answer = chair.post(record_of(panel), data=data)
    assert answer.status_code == 200
    assert "“placement” is a word to avoid" in unescape(answer.text)
    assert "Your placement ends." in answer.text
    with working(writes=False):
        assert session.scalars(select(Action)).all() == []
    # Advice is never a gate.
    data.pop("rows")
    assert chair.post(record_of(panel), data=data).status_code == 303


def test_what_only_staff_read_is_nowhere_in_their_pages(
    told: InventedPanel, young: PageClient
) -> None:
    for page in ("/y/home", "/y/decided"):
        text = young.get(page).text
        assert CANARY not in text
        assert str(told.young_people[1]) not in text
        assert "Blake" not in text


def test_not_happened_opens_it_again_before_owner_and_chair(
    told: InventedPanel,
    young: PageClient,
    enter: Enter,
    working: ScopeOpener,
    clock: MovableClock,
) -> None:
    worker, chair = enter("worker"), enter("chair")
    address = f"/d/{told.district}/actions/{the_action(working).id}"
    assert worker.post(f"{address}/done", data={"words": "I rang them."}).status_code == 303
    assert "Worker Example says that it was done on Monday 23 November 2026" in shown(young)
    assert "I rang them." in shown(young)
    assert the_action(working).done_on == date(2026, 11, 23)

    assert says(young, "not_happened", words="Nobody rang me.") == 303
    assert the_action(working).done_on is None
    assert "Worker Example has to look at it again" in shown(young)
    assert "The young person says that it has not happened" in unescape(worker.get("/").text)
    assert "One promise open again" in unescape(chair.get("/").text)
    text = unescape(worker.get(address).text)
    assert "Nobody rang me." in text
    assert "Worker Example said that it was done" in text

    # Its owner cannot close it without a word for them.
    refused = worker.post(f"{address}/done", data={"words": " "})
    assert refused.status_code == 422
    assert "Enter what you want to tell them about it" in refused.text
    assert the_action(working).done_on is None
    clock.instant = LATER
    assert worker.post(f"{address}/done", data={"words": "It is paid now."}).status_code == 303
    text = shown(young)
    assert "It is paid now." in text
    assert "Now Worker Example says that it was done on Monday 7 December 2026" in text
    assert says(young, "happened") == 303
    assert "You told us that this happened." in shown(young)
    with working(writes=False):
        said = session.scalars(select(PromiseAnswer).order_by(PromiseAnswer.number)).all()
        assert [(row.said, row.said_by is None) for row in said] == [
            ("done", False),
            ("not_happened", True),
            ("done", False),
            ("happened", True),
        ]


@pytest.mark.requirement("R9")
def test_what_was_said_of_an_action_is_found_from_the_record_once_it_is_done(
    told: InventedPanel, support: PageClient, young: PageClient, enter: Enter, working: ScopeOpener
) -> None:
    assert says(young, "happened", words="The deposit came.") == 303
    address = f"/d/burnley/actions/{the_action(working).id}"
    assert enter("worker").post(f"{address}/done", data={}).status_code == 303
    page = support.get(f"{record_of(told)}/read").text
    assert re.search(rf'href="{address}"><time[^>]*>Monday 23 November 2026<', page)
    assert "The deposit came." in support.get(address).text


def test_word_goes_to_owner_and_chair_names_nobody_and_is_called_off(
    told: InventedPanel, young: PageClient, working: ScopeOpener, clock: MovableClock
) -> None:
    assert says(young, "not_happened") == 303
    tell(working, clock.instant)
    with working(writes=False):
        sent = session.scalars(select(Message).where(Message.kind == "promise_open_again")).all()
        assert {row.recipient_id for row in sent} == {
            told.people["worker"],
            told.people["chair"],
        }
        assert {row.state for row in sent} == {"queued"}
        for row in sent:
            assert "Avery" not in f"{row.subject}{row.body}"
            assert "Monday 23 November 2026" in row.body
    assert says(young, "happened") == 303
    tell(working, clock.instant)
    with working(writes=False):
        states = session.scalars(
            select(Message.state).where(Message.kind == "promise_open_again")
        ).all()
        assert set(states) == {"cancelled"}


@pytest.mark.control("C43")
def test_their_answer_stands_in_the_trail_as_theirs(
    told: InventedPanel, young: PageClient, working: ScopeOpener
) -> None:
    assert says(young, "not_happened", words="zq-their-own-words") == 303
    with working(writes=False):
        event = session.scalars(
            select(Event).where(Event.event == "records:promise:not_happened")
        ).one()
        assert event.actor_id is None
        assert event.purpose.startswith(THEMSELVES)
        assert "zq-their-own-words" not in str(event.facts)
    assert told


def test_saying_the_same_again_changes_nothing(
    told: InventedPanel, young: PageClient, working: ScopeOpener
) -> None:
    assert [says(young, "happened"), says(young, "happened")] == [303, 303]
    with working(writes=False):
        assert len(session.scalars(select(PromiseAnswer)).all()) == 1
    assert told


def test_what_was_said_meanwhile_is_read_first_and_their_words_stay(
    told: InventedPanel, young: PageClient, enter: Enter, working: ScopeOpener
) -> None:
    action = the_action(working)
    address = f"/d/{told.district}/actions/{action.id}"
    data = {"promise": str(action.id), "seen": "0", "answer": "not_happened", "words": "zq-kept"}
    enter("worker").post(f"{address}/done", data={"words": "It is done."})
    answer = young.post("/y/decided", data=data)
    assert answer.status_code == 409
    assert "zq-kept" in answer.text
    assert "It is done." in answer.text
    assert the_action(working).done_on is not None


def test_what_cannot_be_kept_is_refused_kindly_and_stays_typed(
    told: InventedPanel, young: PageClient, working: ScopeOpener
) -> None:
    page = young.get("/y/decided").text
    data = {"promise": _hidden(page, "promise"), "seen": "0", "answer": "happened"}
    long = young.post("/y/decided", data=data | {"words": "zq" * 1001})
    assert long.status_code == 422
    assert "Please make it shorter" in long.text
    assert "zq" * 1001 in long.text
    assert young.post("/y/decided", data=data | {"answer": "else"}).status_code == 404
    for promise in ("", "nonsense", str(told.items[1])):
        assert young.post("/y/decided", data=data | {"promise": promise}).status_code == 404
    with working(writes=False):
        assert session.scalars(select(PromiseAnswer)).all() == []


@pytest.mark.control("C21")
def test_what_was_sent_too_late_is_back_beside_its_promise(
    told: InventedPanel, young: PageClient, machine: MovableClock, working: ScopeOpener
) -> None:
    sent_too_late(young, machine, "/y/decided", answer="not_happened", words="Nobody rang zq")
    assert the_action(working).young_said == ""
    young.post("/y", data={"answer": code_for(young, told.items[0])})
    page = young.get("/y/decided").text
    assert "Not sent yet. Only you can see this.</strong>" in page
    assert '<details class="young-more" open>' in page
    assert ">Nobody rang zq</textarea>" in page


@pytest.mark.requirement("R52")
def test_what_is_typed_beside_each_promise_is_kept_for_itself(
    told: InventedPanel, young: PageClient, working: ScopeOpener
) -> None:
    first = the_action(working)
    with working():
        same = ("district_id", "item_record_id", "item_id", "owner_id", "due_on", "plain_words")
        copied = {name: getattr(first, name) for name in same}
        another = Action(**copied, wording="Another", position=2)
        session.add(another)
        session.flush()
        parts = [f"promise-{each.id}" for each in (first, another)]

    def keeps(part: str, words: str) -> None:
        sent = {"form_page": "/y/decided", "draft": "-one", "draft_part": part, "quiet": "yes"}
        promise = part.partition("-")[2]
        assert young.post("/y/not-sent", data={**sent, "promise": promise, "words": words}).json

    keeps(parts[0], "zq the first")
    keeps(parts[1], "zq the second")
    page = young.get("/y/decided").text
    assert page.count("Not sent yet. Only you can see this.</strong>") == 2
    assert ">zq the first</textarea>" in page
    assert ">zq the second</textarea>" in page
    home = young.get("/y/home").text
    assert sum(f'href="/y/decided#{part}"' in home for part in parts) == 1
    sent = {"promise": str(first.id), "seen": 0, "draft": "one", "draft_part": parts[0]}
    answer = {"answer": "happened", "words": "zq the first"}
    assert young.post("/y/decided", data={**sent, **answer}).status_code == 303
    page = young.get("/y/decided").text
    assert page.count("Not sent yet. Only you can see this.</strong>") == 1
    assert ">zq the second</textarea>" in page
    assert ">zq the first</textarea>" not in page


def test_another_young_persons_promise_is_not_there(
    told: InventedPanel, app: Flask, working: ScopeOpener
) -> None:
    client = app.test_client()
    assert isinstance(client, PageClient)
    other = opened_by_code(client, told.young_people[1], told.items[1])
    assert TOLD not in other.get("/y/decided").text
    data = {"promise": str(the_action(working).id), "seen": "0", "answer": "not_happened"}
    assert other.post("/y/decided", data=data).status_code == 404
    assert the_action(working).young_said == ""


@pytest.mark.parametrize(
    "words",
    [
        "<script>zq()</script>",
        "\u202eabc\u202c zq",
        "\u2067a\u2069 zq",
        "a\x00b\x1fzq",
        "“zq” & 'q'",
    ],
)
def test_hostile_words_are_shown_as_plain_text(
    told: InventedPanel, young: PageClient, enter: Enter, working: ScopeOpener, words: str
) -> None:
    assert says(young, "not_happened", words=words) == 303
    worker = enter("worker").get(f"/d/{told.district}/actions/{the_action(working).id}").text
    for page in (young.get("/y/decided").text, worker):
        assert "<script>zq" not in page
        assert not set("\x00\x1f\u202e\u202c\u2067\u2069") & set(page)
        assert "zq" in page


def test_a_date_that_passed_is_said_without_blame(
    told: InventedPanel, young: PageClient, clock: MovableClock
) -> None:
    clock.instant = LATER
    text = shown(young)
    assert "The day has passed, and nobody has told us that it was done." in text
    assert not re.search(r"fail|late|overdue", text, re.IGNORECASE)
    assert told


def test_their_pages_open_in_a_language_from_right_to_left(
    told: InventedPanel, young: PageClient
) -> None:
    page = young.get("/y/decided?lang=ar").text
    assert '<html lang="ar" dir="rtl"' in page
    assert 'lang="en" dir="auto">We ask for the money you need.' in page
    assert told
