"""A young person says by themselves who reads which paper, and sees what that comes to (R49)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.agreements import queries as agreed
from portal.agreements.rules import Answer, Kind, SharedPaper
from portal.agreements.rules.in_force import History, Limit
from portal.agreements.rules.supposing import EVERY, as_if_answered
from portal.database import session
from portal.papers.models import Paper
from portal.papers.rules.kinds import PaperState
from portal.participation import operations, queries
from portal.participation.operations import Seen
from portal.participation.rules.asks import AskKind
from portal.testing.pages import PageClient
from tests.integration.agreements.conftest import Agreements, add_version, asked
from tests.integration.panels.conftest import NOW
from tests.integration.panels.people_of_panels import HOUSING, seat
from tests.support.agreed import agreed as says_yes
from tests.support.statements import statements
from tests.support.young import opened_by_code

__all__ = ["asked"]  # the fixture of an item with two papers, shared with agreements'
SUMMARY = "/y/meeting/papers/1"


@pytest.fixture
def opened(client: PageClient, asked: Agreements) -> PageClient:
    with asked.working():
        says_yes(asked.item_id)
        seat(asked.district, asked.housing.person_id, HOUSING)
    return opened_by_code(client, asked.young_person_id, asked.item_id)


def text_of(client: PageClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def to(asked: Agreements, *names: str) -> list[str]:
    return [str(asked.organisations[name]) for name in names]


def version(client: PageClient, path: str = SUMMARY) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', text_of(client, path))
    assert found is not None
    return found[1]


@pytest.mark.requirement("R49")
def test_a_paper_goes_to_whom_they_ticked_and_to_nobody_else(
    opened: PageClient, asked: Agreements
) -> None:
    page = text_of(opened, "/y/meeting")
    assert "Who may read: A short summary about you and your plan" in page
    page = text_of(opened, SUMMARY)
    assert "Burnley Example Council\u2069: They give out homes to rent" in page
    assert "Where they live" in page  # a heading of the portal's own
    assert "About where they live" not in page  # its words
    sent = {"version": version(opened), "to": to(asked, "housing")}
    assert opened.post(SUMMARY, data=sent).status_code == 303
    assert asked.paper("summary", "housing").yes
    assert not asked.paper("record", "housing").yes
    assert "Some people may read it." in text_of(opened, "/y/meeting")
    assert "A short summary about you and your plan" in text_of(
        opened, "/y/meeting/what-others-see"
    )


@pytest.mark.requirement("R49")
def test_they_take_a_paper_back_at_once(opened: PageClient, asked: Agreements) -> None:
    opened.post(SUMMARY, data={"version": version(opened), "to": to(asked, "housing")})
    assert opened.post(SUMMARY, data={"version": version(opened)}).status_code == 303
    assert not asked.paper("summary", "housing").yes
    page = text_of(opened, "/y/meeting/what-others-see")
    assert "They see no papers about you." in page
    assert "Nobody else may read it." in text_of(opened, "/y/meeting")


def test_not_sure_shares_nothing_and_asks_for_help(opened: PageClient, asked: Agreements) -> None:
    sent = {
        "version": version(opened),
        "to": to(asked, "housing"),
        "answer": "not_sure",
    }
    assert opened.post(SUMMARY, data=sent).status_code == 303
    assert not asked.paper("summary", "housing").yes
    with asked.working(writes=False):
        assert [row.kind for row in queries.open_asks()] == [AskKind.HELP_DECIDING]
        newest = agreed.standing(asked.item_id).history.given[-1]
    assert (newest.kind, newest.answer) == (Kind.SHARE_PAPERS, Answer.THINKING)


def test_what_changed_meanwhile_is_looked_at_again(opened: PageClient, asked: Agreements) -> None:
    seen = version(opened)
    opened.post(SUMMARY, data={"version": seen, "to": to(asked, "housing")})
    stale = opened.post(SUMMARY, data={"version": seen})
    assert stale.status_code == 422
    assert "nothing was saved" in stale.text
    assert asked.paper("summary", "housing").yes


def test_an_organisation_that_does_not_come_is_refused(
    opened: PageClient, asked: Agreements
) -> None:
    sent = {"version": version(opened), "to": [str(UUID(int=7))]}
    assert opened.post(SUMMARY, data=sent).status_code == 422


@pytest.mark.requirement("R49")
def test_what_they_kept_back_before_stays_kept_back(opened: PageClient, asked: Agreements) -> None:
    asked.answer(Kind.SHARE_PAPERS, limits=(Limit(frozenset({"health"}), frozenset()),))
    assert asked.paper("summary", "housing").without == frozenset({"health"})
    opened.post(SUMMARY, data={"version": version(opened), "to": to(asked, "housing")})
    assert asked.paper("summary", "housing").without == frozenset({"health"})
    assert "(not all of it: you kept a part back)" in text_of(opened, "/y/meeting/what-others-see")


@pytest.mark.control("C9")
def test_a_heading_somebody_typed_is_not_shown(opened: PageClient, asked: Agreements) -> None:
    with asked.working():
        paper = session.get_one(Paper, ("E10000017", asked.papers["summary"]))
        add_version(
            paper,
            asked.worker.person_id,
            2,
            {"health": "Health", "other": "Quokkabella and her mother"},
        )
    page = text_of(opened, SUMMARY)
    assert "How you are, and what helps you to stay well" in page
    assert "Quokkabella" not in page
    assert "And 1 more part" in page


@pytest.mark.requirement("R49")
def test_they_keep_a_part_back_and_give_it_again(opened: PageClient, asked: Agreements) -> None:
    parts = f"{SUMMARY}/parts"
    assert opened.get(parts).status_code == 404  # nobody gets the paper yet
    opened.post(SUMMARY, data={"version": version(opened), "to": to(asked, "housing")})
    assert "Keep a part back" in text_of(opened, SUMMARY)
    assert "كيف حالك، وما يساعدك على البقاء بخير" in text_of(opened, f"{parts}?lang=ar")
    kept = {"version": version(opened, parts), "parts": ["health"]}
    assert opened.post(parts, data=kept).status_code == 303
    assert asked.paper("summary", "housing").without == frozenset({"health"})
    assert opened.post(parts, data=kept | {"version": "0"}).status_code == 422
    assert opened.post(parts, data=kept | {"parts": ["strange"]}).status_code == 422
    again = {"version": version(opened, parts)}
    assert opened.post(parts, data=again).status_code == 303
    assert asked.paper("summary", "housing").without == frozenset()


def seen(asked: Agreements) -> tuple[Seen, ...]:
    """Return what others are given as things stand."""
    with asked.working(writes=False):
        return operations.seen_by_others(
            young_person_id=asked.young_person_id, item_id=asked.item_id, now=NOW
        ).stand


@pytest.mark.requirement("R49")
def test_what_each_answer_would_come_to_is_what_it_comes_to(
    opened: PageClient, asked: Agreements
) -> None:
    """Each is looked at before it is given, then given in their own pages: both are the same."""
    with asked.working(writes=False):
        could = operations.seen_by_others(
            young_person_id=asked.young_person_id, item_id=asked.item_id, now=NOW
        ).could
    assert set(could) == set(EVERY)
    answers = set()
    for supposed in EVERY:
        talk = "/y/meeting/agree/talk"
        sent = {"answer": "yes" if supposed.talk else "no", "version": version(opened, talk)}
        assert opened.post(talk, data=sent).status_code == 303
        for number in range(1, len(asked.papers) + 1):
            page = f"/y/meeting/papers/{number}"
            to_whom = to(asked, *asked.organisations) if supposed.papers else []
            ticked = {"version": version(opened, page), "to": to_whom}
            assert opened.post(page, data=ticked).status_code == 303
        assert could[supposed] == seen(asked)
        answers.add(could[supposed])
    assert len(answers) == 3, "yes and yes, yes and no, and not talked about at all"


@pytest.mark.requirement("R49")
def test_nothing_is_supposed_of_a_paper_that_is_withdrawn(
    opened: PageClient, asked: Agreements, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could be answered is supposed of those papers that they are asked about."""
    with asked.working():
        paper = session.get_one(Paper, ("E10000017", asked.papers["record"]))
        paper.state, paper.withdrawn_at = PaperState.WITHDRAWN, NOW
    supposed: list[set[UUID]] = []

    def note(*given: Any, papers: Iterable[SharedPaper], **more: Any) -> History:
        held = list(papers)
        supposed.append({each.id for each in held})
        return as_if_answered(*given, papers=held, **more)

    monkeypatch.setattr(import_module("portal.packs.operations.previews"), "as_if_answered", note)
    page = text_of(opened, "/y/meeting/what-others-see")
    assert supposed == [{asked.papers["summary"]}] * len(EVERY)
    could = page.split('id="could"')[1]
    assert "A short summary about you and your plan" in could


@pytest.mark.requirement("R49")
def test_what_others_would_be_given_is_read_once_for_every_answer(
    app: Flask, opened: PageClient
) -> None:
    with statements(app) as said:
        text_of(opened, "/y/meeting/what-others-see")
    asks = Counter(said)
    assert {each: many for each, many in asks.items() if many > 1 and "SELECT" in each} == {}


@pytest.mark.requirement("R49")
def test_they_look_at_each_answer_before_they_give_one_and_nothing_is_saved(
    opened: PageClient, asked: Agreements
) -> None:
    before, stood = asked.seen(), seen(asked)
    for path in ("/y/meeting/agree/talk", SUMMARY):
        assert "/y/meeting/what-others-see#could" in text_of(opened, path)
    page = text_of(opened, "/y/meeting/what-others-see")
    parts = page.split('id="could"')[1].split('id="home"')[0].split("<summary>")[1:]
    assert [each.partition("<")[0] for each in parts] == [
        "Yes to talking about you, yes to all papers",
        "Yes to talking about you, no to all papers",
        "No to talking about you, yes to all papers",
        "No to talking about you, no to all papers",
    ]
    assert "Burnley Example Council" in parts[0]
    assert "A short summary about you and your plan" in parts[0]
    assert "They see no papers about you." in parts[1]
    for each in parts[2:]:
        assert "Nobody on the list sees anything about you." in each
    assert (asked.seen(), seen(asked)) == (before, stood)


@pytest.mark.requirement("R5")
def test_they_look_before_they_answer_also_where_no_other_service_comes(
    opened: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        import_module("portal.packs.operations.previews"), "_audiences", lambda *_: ()
    )
    page = text_of(opened, "/y/meeting/what-others-see")
    assert "Nobody from any other service is on the list yet." in page
    assert page.split('id="home"')[1].count("<summary>") == 2


@pytest.mark.requirement("R5", "R49")
def test_they_look_at_what_people_who_give_out_homes_would_be_told(
    opened: PageClient, asked: Agreements
) -> None:
    home = "/y/meeting/agree/home"
    assert "/y/meeting/what-others-see#home" in text_of(opened, home)
    part = text_of(opened, "/y/meeting/what-others-see").split('id="home"')[1]
    assert "Not answered yet" in part
    yes, no = part.split("<summary>")[1:]
    assert "They would see your name and how to reach you." in yes
    assert "They do not get anything else that is written about you." in yes
    assert "Nobody gives them your name to look for a home." in no
    before = seen(asked)
    version = opened.get(home).text.split('name="version" type="hidden" value="')[1].split('"')[0]
    assert opened.post(home, data={"version": version, "answer": "yes"}).status_code == 303
    part = text_of(opened, "/y/meeting/what-others-see").split('id="home"')[1]
    assert "You said yes." in part
    assert seen(asked) == before, "it changes nothing of what packs hold, as the page says"
