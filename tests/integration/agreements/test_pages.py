"""The pages of an item's agreements, as its own people, case support and others meet them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.agreements import queries
from portal.agreements.rules import Answer, Ground, Why
from portal.database import session
from portal.panels.hearing import NOT_HEARD
from portal.panels.models import Recusal
from portal.papers.models import Paper
from portal.testing.pages import PageClient
from tests.integration.agreements.conftest import (
    WHY,
    WORDS,
    Agreements,
    SignInAs,
    add_version,
)
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import CANARY, NOW, TODAY
from tests.support.agreed import heard
from tests.support.ended import left, roles_ended

TOLD = "We decided that the panel talks about you, because a court said so."


def where(asked: Agreements, rest: str = "/agreements") -> str:
    return f"/d/burnley/items/{asked.item_id}{rest}"


def typed(asked: Agreements, **more: object) -> dict[str, object]:
    return {
        "seen": "0",
        "answer": "yes",
        "answered_on-day": str(TODAY.day),
        "answered_on-month": str(TODAY.month),
        "answered_on-year": str(TODAY.year),
        "asked_by": str(asked.worker.person_id),
        "way_asked": "together",
        "way_answered": "said",
        "said": WORDS,
    } | more


def boxes(asked: Agreements, **ticks: tuple[str, ...]) -> dict[str, object]:
    """The ticks of the matrix: for each paper by its short name the organisations."""
    return {
        f"paper_{asked.papers[paper].hex}": [str(asked.organisations[to]) for to in to_whom]
        for paper, to_whom in ticks.items()
    }


def mark_on(text: str) -> str:
    return text.split('name="offered" value="')[1].split('"', maxsplit=1)[0]


@pytest.mark.requirement("R50")
def test_a_social_worker_asks_and_records_the_answer(
    asked: Agreements, as_person: SignInAs
) -> None:
    client = as_person(asked.worker)
    page = client.get(where(asked))
    assert f"Cannot be listed: {CANARY} Pretend1 has not been asked" in page.text
    assert "Ask before Thursday 10 December" in page.text
    form = client.get(where(asked, "/agreements/be_discussed"))
    assert "May this panel talk about your plans for a home?" in form.text
    sent = client.post(where(asked, "/agreements/be_discussed"), data=typed(asked))
    assert sent.status_code == 303
    after = client.get(where(asked))
    assert f"{CANARY} Pretend1 agreed on 23 November 2026." in after.text
    assert WORDS in after.text
    assert "Recorded. What was answered before stays in the history." in after.text


@pytest.mark.requirement("R49")
def test_papers_are_asked_for_in_a_matrix_and_each_audience_is_shown_what_it_gets(
    asked: Agreements, as_person: SignInAs
) -> None:
    asked.answer()
    client = as_person(asked.worker)
    address = where(asked, "/agreements/share_papers")
    form = client.get(address)
    assert "“Case summary of today” may go to" in form.text
    assert "Burnley Example Council" in form.text
    data = typed(asked, seen="1", offered=mark_on(form.text), limit_sections=["health"])
    data |= {"limit_kinds": ["housing_authority"], "limit_words": "Not about my health"}
    data |= boxes(asked, summary=("county", "housing"), record=("county",))
    assert client.post(address, data=data).status_code == 303
    page = client.get(where(asked)).text
    assert "Without: Health." in page
    assert "Nothing. They said no to this paper for this organisation." in page
    assert "Not health to" in page
    assert asked.paper("summary", "housing").without == {"health"}
    assert asked.paper("record", "housing").why is Why.NOT_THIS_ONE


def test_a_refused_form_keeps_everything_typed_and_names_the_box(
    asked: Agreements, as_person: SignInAs
) -> None:
    client = as_person(asked.worker)
    tomorrow = TODAY + timedelta(days=1)
    data = typed(
        asked,
        **{"answered_on-day": str(tomorrow.day)},
        helped=["interpreter"],
        support="Pictures on a table",
    )
    sent = client.post(where(asked, "/agreements/be_discussed"), data=data)
    assert sent.status_code == 422
    assert "The day they answered cannot be in the future" in sent.text
    assert "Say which language the interpreter spoke" in sent.text
    assert WORDS in sent.text
    assert "Pictures on a table" in sent.text
    assert f'value="{tomorrow.day}"' in sent.text
    assert asked.seen() == 0


@pytest.mark.control("C11")
def test_who_reads_no_papers_is_told_their_kinds_and_none_of_their_words(
    asked: Agreements, as_person: SignInAs
) -> None:
    """What a paper and its parts are called are words of it, and a district lead reads none."""
    with asked.district.working():
        paper = session.get_one(Paper, ("E10000017", asked.papers["record"]))
        paper.title = "zq-a-title"
    client = as_person(asked.worker)
    address = where(asked, "/agreements/share_papers")
    answer = boxes(asked, summary=("housing",), record=("county",)) | {
        "offered": mark_on(client.get(address).text),
        "limit_sections": "health",
        "limit_kinds": "housing_authority",
    }
    assert (
        client.post(where(asked, "/agreements/be_discussed"), data=typed(asked)).status_code == 303
    )
    assert client.post(address, data=typed(asked, **answer, seen="1")).status_code == 303
    page = client.get(where(asked)).text
    assert "zq-a-title" in page
    assert "Without: Health." in page
    page = as_person(asked.district.lead).get(where(asked)).text
    assert "zq-a-title" not in page
    assert "Health" not in page
    assert "Record of the last multi-agency care planning meeting" in page
    assert "Without: one part." in page
    assert "zq-a-title" in as_person(asked.district.support).get(where(asked)).text


def test_no_ticks_are_refused_above_the_papers_and_the_answer_stays(
    asked: Agreements, as_person: SignInAs
) -> None:
    asked.answer()
    client = as_person(asked.worker)
    address = where(asked, "/agreements/share_papers")
    offered = mark_on(client.get(address).text)
    sent = client.post(address, data=typed(asked, seen="1", offered=offered))
    assert sent.status_code == 422
    assert "Tick at least one paper for one organisation" in sent.text
    assert f'href="#paper_{asked.papers["summary"].hex}' in sent.text


def test_a_paper_that_came_while_asking_is_not_taken_for_a_no(
    asked: Agreements, as_person: SignInAs
) -> None:
    asked.answer()
    client = as_person(asked.worker)
    address = where(asked, "/agreements/share_papers")
    offered = mark_on(client.get(address).text)
    with asked.working():
        paper = session.get_one(Paper, ("E10000017", asked.papers["record"]))
        add_version(paper, asked.worker.person_id, 2, {"plan": "The plan", "money": "Money"})
    data = typed(asked, seen="1", offered=offered) | boxes(asked, record=("county",))
    sent = client.post(address, data=data)
    assert sent.status_code == 422
    assert "The papers or the organisations changed while you were asking" in sent.text
    again = client.post(address, data=data | {"offered": mark_on(sent.text)})
    assert again.status_code == 303


def test_the_second_of_two_people_sees_both_versions_and_chooses(
    asked: Agreements, as_person: SignInAs
) -> None:
    client = as_person(asked.worker)
    asked.answer(answer=Answer.NO)
    address = where(asked, "/agreements/be_discussed")
    sent = client.post(address, data=typed(asked))
    assert sent.status_code == 409
    assert "Sam Testcase recorded: Being discussed at this panel, “No”" in sent.text
    assert WORDS in sent.text
    assert asked.stands().why is Why.SAID_NO
    assert re.search(r'<input[^>]*name="seen"[^>]*value="1"', sent.text)
    assert client.post(address, data=typed(asked, seen="1")).status_code == 303


@pytest.mark.control("C15")
def test_stopping_takes_one_press_and_a_confirmation(
    asked: Agreements, as_person: SignInAs
) -> None:
    asked.answer()
    client = as_person(asked.worker)
    assert "They want to stop" in client.get(where(asked)).text
    page = client.get(where(asked, "/agreements/be_discussed/stop"))
    assert "Stop it now" in page.text
    assert client.post(where(asked, "/agreements/be_discussed/stop")).status_code == 303
    assert asked.stands().why is Why.STOPPED
    twice = client.post(where(asked, "/agreements/be_discussed/stop"))
    assert twice.status_code == 422
    assert "stopped already" in twice.text


def test_case_support_sees_how_it_stands_stops_it_and_reads_no_words(
    asked: Agreements, as_person: SignInAs
) -> None:
    asked.answer(said=WORDS, support="A friend came", language="Dari")
    client = as_person(asked.district.support)
    page = client.get(where(asked)).text
    assert "agreed on 23 November 2026" in page
    for words in (WORDS, "A friend came", "Dari"):
        assert words not in page
    assert client.get(where(asked, "/agreements/be_discussed")).status_code == 403
    assert (
        client.post(where(asked, "/agreements/be_discussed"), data=typed(asked)).status_code == 403
    )
    stopped = client.post(where(asked, "/agreements/be_discussed/stop"), data={"said": WORDS})
    assert stopped.status_code == 303


@pytest.mark.parametrize("rest", ["/agreements", "/capacity", "/override"])
@pytest.mark.parametrize("who", ["member", "other_worker", "chair"])
def test_others_are_refused(asked: Agreements, as_person: SignInAs, who: str, rest: str) -> None:
    asked.answer(said=WORDS)
    client = as_person(getattr(asked.district, who))
    answer = client.get(where(asked, rest))
    assert answer.status_code == 403
    assert WORDS not in answer.text


def test_the_builder_and_the_item_say_what_stands_in_the_way(
    asked: Agreements, as_person: SignInAs
) -> None:
    client = as_person(asked.district.support)
    meeting = f"/d/burnley/meetings/{asked.district.meeting_id}"
    said = "Cannot be listed: they have not been asked whether the panel may discuss this yet."
    assert said in client.get(meeting).text
    check = client.get(f"{meeting}/publish").text
    assert "This agenda cannot go out yet." in check
    assert "Publish agenda to" not in check
    assert "What they agreed to" in client.get(where(asked, "")).text
    sent = client.post(f"{meeting}/publish", data={"mark": ""})
    assert sent.status_code == 422


@pytest.mark.control("C15")
def test_a_member_with_the_agenda_open_meets_the_mark_at_the_next_request(
    asked: Agreements, as_person: SignInAs
) -> None:
    asked.answer()
    asked.district.publish()
    agenda = f"/d/burnley/meetings/{asked.district.meeting_id}/agenda"
    client = as_person(asked.district.member)
    assert "LH-1" in client.get(agenda).text
    assert client.get(where(asked, "")).status_code == 200
    asked.stop()
    page = client.get(agenda).text
    assert NOT_HEARD in page
    assert "LH-1" not in page
    assert "LH-1" not in client.get(f"{agenda}.docx").get_data(as_text=False).decode("latin-1")
    assert client.get(where(asked, "")).status_code == 404


@pytest.mark.control("C13")
def test_nobody_declares_an_interest_in_what_is_not_there_for_them(
    asked: Agreements, as_person: SignInAs
) -> None:
    asked.answer()
    asked.district.publish()
    client = as_person(asked.district.member)
    asked.stop()
    interest = where(asked, "/interest")
    assert client.get(interest).status_code == 404
    assert client.post(interest, data={"reason": "They live next door"}).status_code == 404
    with asked.working(writes=False):
        assert session.scalars(select(Recusal.id)).all() == []


@pytest.mark.control("C13")
def test_who_brings_papers_finds_none_of_an_item_that_was_stopped(
    asked: Agreements, as_person: SignInAs
) -> None:
    asked.answer()
    asked.district.publish()
    papers, adding = where(asked, "/papers"), where(asked, "/papers/add")
    client = as_person(asked.housing)
    assert "LH-1" in client.get(papers).text
    assert client.get(adding).status_code == 200
    asked.stop()
    assert (client.get(papers).status_code, client.get(adding).status_code) == (404, 404)
    assert "LH-1" in as_person(asked.worker).get(papers).text


def test_a_manager_decides_without_an_agreement_and_ends_it(
    asked: Agreements, as_person: SignInAs
) -> None:
    asked.answer(answer=Answer.NO)
    client = as_person(asked.manager)
    assert "Decide without an agreement" in client.get(where(asked)).text
    client.get(where(asked, "/override"))
    empty = client.post(where(asked, "/override"), data={"ground": "court_order", "reason": WHY})
    assert empty.status_code == 422
    assert "Write what the young person is told about this" in empty.text
    assert WHY in empty.text
    data = {"ground": Ground.COURT_ORDER.value, "reason": WHY, "told": TOLD}
    assert client.post(where(asked, "/override"), data=data).status_code == 303
    page = client.get(where(asked)).text
    assert "Heard without an agreement" in page
    assert "This is not an agreement." in page
    with asked.working(writes=False):
        row = queries.overrides_of(asked.item_id)[0]
    end = f"/d/burnley/overrides/{row.id}/end"
    assert client.post(end).status_code == 303
    assert not asked.stands().yes
    assert client.post(end).status_code == 303


def test_capacity_is_recorded_on_a_page_of_its_own(asked: Agreements, as_person: SignInAs) -> None:
    asked.answer()
    client = as_person(asked.worker)
    client.get(where(asked, "/capacity"))
    data = {
        "kind": "be_discussed",
        "finding": "with_help",
        "assessed_on-day": "20",
        "assessed_on-month": "11",
        "assessed_on-year": "2026",
        "assessed_by": str(asked.worker.person_id),
    }
    refused = client.post(where(asked, "/capacity"), data=data)
    assert refused.status_code == 422
    assert "Say what was found and why, and which help was tried" in refused.text
    sent = client.post(where(asked, "/capacity"), data=data | {"said": WORDS})
    assert sent.status_code == 303
    assert WORDS in client.get(where(asked)).text
    assert asked.stands().yes


def test_a_young_persons_page_lists_their_panels_for_who_works_with_them(
    asked: Agreements, as_person: SignInAs
) -> None:
    asked.answer()
    address = f"/d/burnley/young-people/{asked.young_person_id}/agreements"
    page = as_person(asked.worker).get(address).text
    assert "They agreed on 23 November 2026." in page
    assert "not been asked about a referral to housing yet" in page
    assert as_person(asked.district.member).get(address).status_code == 404


def test_once_the_panel_is_over_nothing_can_be_changed(
    asked: Agreements, as_person: SignInAs, clock: MovableClock
) -> None:
    asked.answer()
    asked.district.publish()
    clock.instant = NOW + timedelta(days=60)
    client: PageClient = as_person(asked.district.support)
    page = client.get(where(asked)).text
    assert "Nothing can be changed here any more" in page
    assert "They want to stop" not in page


def test_the_panel_day_says_what_is_not_being_heard_and_refuses_it_in_words(
    asked: Agreements, as_person: SignInAs, clock: MovableClock
) -> None:
    asked.answer()
    asked.district.publish()
    clock.instant = datetime(2026, 12, 17, 9, 20, tzinfo=UTC)
    client = as_person(asked.district.support)
    day = f"/d/burnley/meetings/{asked.district.meeting_id}/day"
    client.post(f"{day}/open")
    assert NOT_HEARD not in client.get(day).text
    asked.stop(now=clock.instant)
    assert f"{NOT_HEARD}. Cannot be listed: they stopped it" in client.get(day).text
    begun = client.post(
        where(asked, "/record/took-part"), data={"version": "0", "took_part": "came", "note": ""}
    )
    assert begun.status_code == 422
    assert "This item may not be discussed." in begun.text
    with asked.working():
        heard(asked.item_id)
    page = client.get(day).text
    assert NOT_HEARD not in page
    assert "What was decided was written down before that, and stands." in page


def test_where_nobody_decides_without_an_agreement_the_page_says_who_fills_the_post(
    asked: Agreements, as_person: SignInAs
) -> None:
    asked.answer(answer=Answer.NO)
    said = "Nobody here is district lead today, so nobody can decide that the panel talks about"
    client = as_person(asked.worker)
    with asked.working():
        roles_ended(asked.district.lead.person_id)
    assert said not in client.get(where(asked)).text, "their manager is there"
    with asked.working():
        left(asked.manager.person_id)
    assert said in client.get(where(asked)).text
