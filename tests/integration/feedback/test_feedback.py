"""How it was, in one press, and what changed because of it (R84)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.feedback.models import Feedback, FeedbackChange
from portal.panels.models import Meeting
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.records.conftest import Enter
from tests.support.invented_panel import PASSWORD, InventedPanel, published_panel
from tests.support.young import code_for, opened_by_code, sent_too_late

pytestmark = pytest.mark.requirement("R84")
AFTERNOON = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 4, 5, 12, 0, tzinfo=UTC)
"""Once the quarter after the panel's is over: only then could anything be shown."""
SECRET = "zq-not-for-the-panel"
OPEN_WORDS = "zq-may-be-read"


@pytest.fixture
def young(app: Flask, panel: InventedPanel, clock: MovableClock) -> PageClient:
    """The first item's young person, in by a code on the afternoon of their panel."""
    clock.instant = AFTERNOON
    client = app.test_client()
    assert isinstance(client, PageClient)
    return opened_by_code(client, panel.young_people[0], panel.items[0])


def kept(working: ScopeOpener) -> list[Feedback]:
    with working(writes=False):
        return list(session.scalars(select(Feedback).order_by(Feedback.id)))


def test_it_is_asked_for_after_their_time_and_not_before(
    young: PageClient, clock: MovableClock
) -> None:
    clock.instant = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
    assert "You can tell us here after your meeting." in young.get("/y/how-it-was").text
    assert "How was your meeting?" not in young.get("/y/home").text
    assert young.post("/y/how-it-was", data={"face": "good"}).status_code == 404
    clock.instant = datetime(2026, 11, 23, 9, 51, tzinfo=UTC)
    assert "How was your meeting?" in young.get("/y/home").text
    assert young.post("/y/how-it-was", data={"face": "good"}).status_code == 303


def test_one_press_is_enough_and_can_be_changed_and_taken_back(
    young: PageClient, working: ScopeOpener
) -> None:
    assert young.post("/y/how-it-was", data={"face": "bad"}).status_code == 303
    page = unescape(young.get("/y/how-it-was").text)
    assert "Saved" in page
    assert "You told us: It was not good." in page
    more = {"face": "mixed", "words": SECRET, "show_words": "y"}
    assert young.post("/y/how-it-was", data=more).status_code == 303
    (row,) = kept(working)
    assert (row.face, row.words, row.show_words) == ("mixed", SECRET, True)
    assert SECRET in young.get("/y/how-it-was").text
    assert young.post("/y/how-it-was/back").status_code == 303
    assert kept(working) == []
    assert young.post("/y/how-it-was/back").status_code == 303


@pytest.mark.control("C21")
def test_what_was_sent_too_late_is_back_in_its_box(
    young: PageClient, panel: InventedPanel, machine: MovableClock, working: ScopeOpener
) -> None:
    sent_too_late(young, machine, "/y/how-it-was", face="bad", words=SECRET, show_words="y")
    assert kept(working) == []
    young.post("/y", data={"answer": code_for(young, panel.items[0])})
    page = young.get("/y/how-it-was").text
    assert SECRET in page
    assert 'name="show_words" value="y" checked' in page


def test_nothing_else_is_an_answer_and_what_is_too_long_stays_typed(
    young: PageClient, working: ScopeOpener
) -> None:
    for face in ("", "great", "good bad"):
        assert young.post("/y/how-it-was", data={"face": face}).status_code == 404
    long = young.post("/y/how-it-was", data={"face": "good", "words": "zq" * 1001})
    assert long.status_code == 422
    assert "zq" * 1001 in long.text
    assert kept(working) == []


def test_the_panel_reads_no_single_answer(
    young: PageClient,
    panel: InventedPanel,
    enter: Enter,
    working: ScopeOpener,
    clock: MovableClock,
) -> None:
    young.post("/y/how-it-was", data={"face": "bad", "words": OPEN_WORDS, "show_words": "y"})
    clock.instant = NEXT_YEAR
    for who in ("chair", "support", "worker", "member"):
        text = enter(who).get(f"/d/{panel.district}/feedback").text
        assert "There are not enough answers yet to show any." in text
        assert OPEN_WORDS not in text
    with working(writes=False):
        told = session.scalars(select(Event).where(Event.event.like("feedback:%"))).all()
        assert [event.event for event in told] == ["feedback:answer:given"]
        assert "bad" not in str(told[0].facts)


def _answered(working: ScopeOpener, panel: InventedPanel, number: int) -> None:
    """Let panels of the quarter before have been answered; none of them by name."""
    with working():
        first = session.scalars(select(Meeting)).one()
        first.held_on = date(2026, 8, 3)
        for place, item_id in enumerate(panel.items[:number]):
            session.add(
                Feedback(
                    district_id=panel.district,
                    item_id=item_id,
                    face="good" if place else "bad",
                    words=SECRET if place else OPEN_WORDS,
                    show_words=not place,
                    given_on=date(2026, 8, 3),
                )
            )


@pytest.mark.parametrize(("number", "seen"), [(4, False), (5, True)])
def test_counts_and_words_are_shown_from_five_answers_on(
    working: ScopeOpener, app: Flask, clock: MovableClock, *, number: int, seen: bool
) -> None:
    with working():
        made = published_panel("burnley", items=6)
    _answered(working, made, number)
    clock.instant = NEXT_YEAR
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.post("/sign-in", data={"email": made.email("member"), "password": PASSWORD})
    text = unescape(client.get("/d/burnley/feedback").text)
    assert (OPEN_WORDS in text) is seen
    assert ("5 young people answered" in text) is seen
    assert SECRET not in text
    assert not re.search(r">\s*[14]\s*<", text)  # one small count would tell the other


def test_what_changed_is_read_by_young_people_and_members(
    young: PageClient, panel: InventedPanel, enter: Enter, working: ScopeOpener
) -> None:
    support, member = enter("support"), enter("member")
    address = f"/d/{panel.district}/feedback/changes/new"
    half = support.post(address, data={"heard": "zq-too many people", "changed": " "})
    assert half.status_code == 422
    assert "zq-too many people" in half.text
    assert "Enter what changed" in half.text
    data = {"heard": "zq-too many people", "changed": "zq-people come for their part only"}
    assert support.post(address, data=data).status_code == 303
    for client, page in ((young, "/y/how-it-was"), (member, f"/d/{panel.district}/feedback")):
        text = client.get(page).text
        assert "zq-too many people" in text
        assert "zq-people come for their part only" in text
    with working(writes=False):
        row = session.scalars(select(FeedbackChange)).one()
    one = f"/d/{panel.district}/feedback/changes/{row.id}"
    assert member.get(one).status_code == 403
    assert member.post(address, data=data).status_code == 403
    assert support.post(f"{one}/off", data={"version": row.version}).status_code == 303
    assert "zq-too many people" not in young.get("/y/how-it-was").text
    assert "zq-too many people" not in member.get(f"/d/{panel.district}/feedback").text
    assert "Not shown to anybody now." in support.get(f"/d/{panel.district}/feedback").text


HEARD, CHANGED = "كان هناك أشخاص كثيرون.", "يأتي الناس إلى جزئهم فقط."
BY = "Invented Interpreters"


@pytest.mark.requirement("R92")
def test_what_changed_is_read_in_the_language_of_the_page_while_its_words_stand(
    young: PageClient, panel: InventedPanel, enter: Enter, working: ScopeOpener
) -> None:
    support, member = enter("support"), enter("member")
    base = f"/d/{panel.district}/feedback/changes"
    english = {"heard": "zq-too many people", "changed": "zq-their part only"}
    support.post(f"{base}/new", data=english)
    with working(writes=False):
        row = session.scalars(select(FeedbackChange)).one()
    one = f"{base}/{row.id}"
    words = f"{one}/words/ar"
    data = {"heard": HEARD, "changed": CHANGED, "made_by": BY, "version": row.version}
    assert member.get(words).status_code == member.post(words, data=data).status_code == 403
    assert support.get(f"{one}/words/en").status_code == 404
    for wrong, said in (
        ({"made_by": " "}, "Enter who translated it"),
        ({"changed": ""}, "Translate both texts, or leave both empty"),
        ({"made_by": "x" * 121}, "The name of who translated it must be 120 characters or fewer"),
    ):
        refused = support.post(words, data=data | wrong)
        assert (refused.status_code, said in refused.text, HEARD in refused.text) == (
            422,
            True,
            True,
        )
    assert support.post(words, data=data).status_code == 303
    page = young.get("/y/how-it-was?lang=ar").text
    assert f'<span class="young-typed" lang="ar" dir="rtl">{HEARD}</span>' in page
    assert CHANGED in page
    assert BY in page
    assert page.index(HEARD) < page.index("zq-too many people")
    polish = young.get("/y/how-it-was?lang=pl").text
    assert HEARD not in polish
    assert "zq-too many people" in polish
    assert "Arabic</a>: Translated" in support.get(one).text
    late = support.post(words, data=data | {"heard": "أخرى"})
    assert (late.status_code, "أخرى" in late.text, HEARD in late.text) == (409, True, True)
    support.post(one, data=english | {"changed": "zq-anew", "version": row.version + 1})
    assert HEARD not in young.get("/y/how-it-was?lang=ar").text
    assert "written anew since" in support.get(one).text
    assert HEARD not in support.get(words).text
    version = {"version": row.version + 2}
    assert support.post(words, data=data | version).status_code == 303
    assert HEARD in young.get("/y/how-it-was?lang=ar").text
    nothing = {"heard": "", "changed": "", "made_by": "", "version": row.version + 3}
    assert support.post(words, data=nothing).status_code == 303
    assert HEARD not in young.get("/y/how-it-was?lang=ar").text


def test_the_second_of_two_writers_sees_both_versions(
    panel: InventedPanel, enter: Enter, working: ScopeOpener
) -> None:
    support = enter("support")
    base = f"/d/{panel.district}/feedback/changes"
    support.post(f"{base}/new", data={"heard": "zq-a", "changed": "zq-b"})
    with working(writes=False):
        row = session.scalars(select(FeedbackChange)).one()
    theirs = {"heard": "zq-theirs", "changed": "zq-b", "version": row.version}
    assert support.post(f"{base}/{row.id}", data=theirs).status_code == 303
    mine = {"heard": "zq-mine", "changed": "zq-b", "version": row.version}
    answer = support.post(f"{base}/{row.id}", data=mine)
    assert answer.status_code == 409
    assert "zq-theirs" in answer.text
    assert "zq-mine" in answer.text
    other = support.get(f"/d/preston/feedback/changes/{row.id}")
    assert other.status_code == 404


@pytest.mark.requirement("R52")
def test_what_they_would_say_more_waits_until_they_press(
    young: PageClient, working: ScopeOpener
) -> None:
    typed = {"form_page": "/y/how-it-was", "draft": "-one", "words": "zq It was <b>long</b>"}
    kept = young.post("/y/not-sent", data={**typed, "show_words": "y", "quiet": "yes"})
    assert kept.json == {"empty": False}
    page = young.get("/y/how-it-was").text
    assert "Not sent yet. Only you can see this.</strong>" in page
    assert "zq It was &lt;b&gt;long&lt;/b&gt;" in page
    assert 'value="y" checked' in page
    with working(writes=False):
        assert session.scalars(select(Feedback)).all() == []
    sent = {"face": "good", "words": "zq It was long", "draft": "one"}
    assert young.post("/y/how-it-was", data=sent).status_code == 303
    assert "Not sent yet. Only you can see this.</strong>" not in young.get("/y/how-it-was").text


def test_the_ways_name_who_the_district_says_or_the_council(young: PageClient) -> None:
    page = unescape(young.get("/y/ways").text)
    for words in ("Talk to an advocate", "Correct something", "Complain", "Get a copy"):
        assert words in page
    assert page.count("Who to ask:") == 4
    assert '<html lang="ar" dir="rtl"' in young.get("/y/ways?lang=ar").text


def advocate_part(young: PageClient) -> str:
    page = unescape(young.get("/y/ways").text)
    return page.partition("<h2>Talk to an advocate</h2>")[2].partition("<h2>")[0]


def test_an_advocate_is_asked_for_and_is_never_the_councils_own_address(
    app: Flask, panel: InventedPanel, young: PageClient, clock: MovableClock
) -> None:
    part = advocate_part(young)
    calls = 'Coram Voice, <a href="tel:08088005792" dir="ltr">0808 800 5792</a>'
    assert calls in part
    assert "@" not in part
    assert part.count("href") == 1  # it is too late to ask for one at the meeting
    clock.instant = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    client = app.test_client()
    assert isinstance(client, PageClient)
    early = opened_by_code(client, panel.young_people[0], panel.items[0])
    part = advocate_part(early)
    assert calls in part
    assert 'href="/y/meeting/advocate"' in part
    page = early.get("/y/meeting/advocate").text
    assert calls in page
    assert "Ask for an advocate" in page
