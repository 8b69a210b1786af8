"""What people wrote for a young person, read by them in their language, and while it stands."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.database.sealed import SealedText
from portal.panels import operations as panels
from portal.participation import operations as participation
from portal.participation import queries as participation_queries
from portal.participation.rules.asks import AskKind, Outcome
from portal.people import standing
from portal.people.models import Organisation
from portal.people.policy import Role
from portal.records.operations import complete_action
from portal.testing.pages import PageClient
from portal.translations.models import Translation
from portal.translations.operations import CHANGED, GONE
from portal.translations.rules import LONGEST_MADE_BY, LONGEST_WORDS
from portal.variations.values import OrganisationKind
from tests.integration.records.test_filing import filed
from tests.integration.records.test_item_record import record_of, took_part, typed
from tests.integration.translations.conftest import BY, Handing
from tests.support.invented_panel import InventedPanel, person
from tests.support.told import PROMISE, TOLD

STAY, MONEY = "ኣብ ዘለኻዮ ክትጸንሕ ትኽእል ኢኻ።", "ዘድልየካ ገንዘብ ክንሓተልካ ኢና።"
ARABIC = "يمكنك البقاء حيث أنت."
RTL = "\N{RIGHT-TO-LEFT EMBEDDING}"


def plainly(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(page)))


def in_box(page: str, words: str) -> bool:
    """Tell whether a box holds these words."""
    return re.search(rf">\s*{re.escape(words)}\s*</textarea>", page) is not None


def test_a_decision_and_a_promise_are_read_in_their_language_with_the_english_below(
    told: InventedPanel, handing: Handing, young: PageClient
) -> None:
    worker = handing.enter("worker")
    choice = worker.get(handing.words())
    assert "Tigrinya" in choice.text
    answer = handing.hand(worker, "ti", {handing.decision: STAY, handing.promise: MONEY})
    assert (answer.status_code, answer.location) == (303, handing.words())
    assert "2 of two texts translated" in unescape(worker.get(handing.words()).text)
    for language in ("ti", "en", "ar"):
        page = young.get(f"/y/decided?lang={language}").text
        text = plainly(page)
        assert text.index(STAY) < text.index(BY) < text.index(TOLD) < text.index(MONEY)
        assert f'class="young-lead young-typed" lang="ti" dir="ltr">{STAY}' in page
        assert text.index(MONEY) < text.index(PROMISE)
    page = young.get("/y/decided?lang=ti").text
    assert "ብእንግሊዝኛ ጥራይ እዮም" not in page  # nothing on it is in English alone any more
    assert '<details class="young-more young-no-print">' in page
    assert '<div class="young-print-only">' in page
    for address in ("/y/held?lang=ti", "/y/held/copy"):
        assert STAY in plainly(young.get(address).text)
    held = plainly(young.get("/y/held").text)
    assert "Into which language: ትግርኛ" in held
    assert "What was translated: What was promised to you" in held
    record = plainly(worker.get(f"{record_of(told)}/read").text)
    assert (
        record.index(TOLD) < record.index(f"In Tigrinya, translated by {BY}") < record.index(STAY)
    )


def test_nothing_of_it_is_on_anybody_elses_pages(
    told: InventedPanel, handing: Handing, young: PageClient
) -> None:
    worker = handing.enter("worker")
    handing.hand(worker, "ti", {handing.decision: STAY})
    other = f"/d/burnley/items/{told.items[1]}"
    for address in (f"{other}/words?language=ti", f"{other}/record/read", f"{other}/views"):
        assert STAY not in worker.get(address).text
    assert STAY in young.get("/y/decided").text


def test_a_language_no_page_comes_in_is_named_and_turned_by_the_worker(
    told: InventedPanel, handing: Handing, young: PageClient
) -> None:
    worker = handing.enter("support")
    oromo, made_up = "other&name=Oromo&direction=ltr", "other&name=Inventese&direction=rtl"
    assert handing.hand(worker, oromo, {handing.decision: "As jiraachuu dandeessa."}).status_code
    assert 'lang="om" dir="ltr">As jiraachuu' in young.get("/y/decided").text
    handing.hand(worker, made_up, {handing.decision: "zeb zab"})
    assert 'lang="und" dir="rtl">zeb zab' in young.get("/y/decided").text
    page = worker.get(handing.words()).text
    assert "Oromo" in page
    assert "Inventese" in page
    # Typed by its name, a language that pages come in is that one.
    named = worker.get(handing.words("other&name=arabic&direction=ltr")).text
    assert "<h1" in named
    assert "Words in Arabic" in named
    assert 'dir="rtl"' in named
    assert told


def test_one_that_is_handed_over_again_counts_and_an_empty_one_takes_it_back(
    told: InventedPanel, handing: Handing, young: PageClient
) -> None:
    worker = handing.enter("worker")
    handing.hand(worker, "ti", {handing.decision: "first"})
    handing.hand(worker, "ti", {handing.decision: STAY})
    page = young.get("/y/decided").text
    assert STAY in page
    assert "first" not in page
    again = handing.hand(worker, "ti", {handing.decision: STAY})
    assert again.status_code == 303
    assert "Nothing was changed" in worker.get(handing.words()).text
    assert in_box(worker.get(handing.words("ti")).text, STAY)
    handing.hand(worker, "ti", {handing.decision: ""}, by="")
    assert STAY not in young.get("/y/decided").text
    assert [(row.number, row.words) for row in handing.kept()] == [(1, "first"), (2, STAY), (3, "")]
    assert told


def test_a_text_that_changes_is_read_in_its_new_english_and_the_worker_is_told(
    panel: InventedPanel, handing: Handing, young: PageClient
) -> None:
    chair, support = handing.enter("chair"), handing.enter("support")
    took_part(chair, panel)
    chair.post(record_of(panel), data=typed(panel))
    page = plainly(support.get(handing.words("ti")).text)
    assert "They do not read this yet: the record is not filed." in page
    handing.hand(support, "ti", {handing.decision: STAY})
    saved = re.search(
        r'name="action-0-saved_id"[^>]*value="([^"]*)"', chair.get(record_of(panel)).text
    )
    assert saved is not None
    changed = typed(panel, version=2, plain_words="You move in May.") | {
        "action-0-saved_id": saved[1]
    }
    assert chair.post(record_of(panel), data=changed).status_code == 303
    page = support.get(handing.words("ti")).text
    assert "The words changed after this translation" in page
    assert STAY in page  # in what was there before, not in the box
    assert not in_box(page, STAY)
    assert "One text changed since" in support.get(handing.words()).text
    assert "One translation of words that changed since" in support.get(handing.item).text
    data = {"version": 3, "receipt": "CS-1"}
    assert support.post(f"{record_of(panel)}/file", data=data).status_code == 303
    assert "You move in May." in young.get("/y/decided").text
    assert STAY not in young.get("/y/decided").text
    handing.hand(support, "ti", {handing.decision: MONEY})
    assert MONEY in young.get("/y/decided").text


def test_what_changed_while_somebody_translated_is_not_taken_for_translated(
    panel: InventedPanel, handing: Handing
) -> None:
    chair, support = handing.enter("chair"), handing.enter("support")
    took_part(chair, panel)
    chair.post(record_of(panel), data=typed(panel))
    drawn = handing.drawn(support, "ti")
    chair.post(record_of(panel), data=typed(panel, version=2, plain_words="You move in May."))
    data = {**drawn, "made_by": BY, handing.decision: STAY}
    answer = support.post(handing.words("ti"), data=data)
    assert answer.status_code == 422
    assert CHANGED in answer.text
    assert STAY in answer.text
    assert "You move in May." in answer.text
    assert handing.kept() == []
    # The page it comes back with goes by the new words.
    found = re.findall(r'name="(seen-[^"]+)"[^>]*value="([^"]+)"', answer.text)
    assert support.post(handing.words("ti"), data={**data, **dict(found)}).status_code == 303


def test_of_two_at_once_the_second_is_told(told: InventedPanel, handing: Handing) -> None:
    worker, support = handing.enter("worker"), handing.enter("support")
    drawn = handing.drawn(support, "ti")
    handing.hand(worker, "ti", {handing.decision: STAY})
    data = {**drawn, "made_by": BY, handing.decision: "another"}
    answer = support.post(handing.words("ti"), data=data)
    assert answer.status_code == 422
    assert f"It says now: “{STAY}”. Save again to put yours in its place" in answer.text
    assert in_box(answer.text, "another")
    assert [row.words for row in handing.kept()] == [STAY]
    assert told


def test_a_box_left_as_it_was_takes_back_nothing_that_came_meanwhile(
    told: InventedPanel, handing: Handing
) -> None:
    worker, support = handing.enter("worker"), handing.enter("support")
    drawn = handing.drawn(support, "ti")
    handing.hand(worker, "ti", {handing.decision: STAY})
    data = {**drawn, "made_by": BY, handing.decision: "", handing.promise: MONEY}
    assert support.post(handing.words("ti"), data=data).status_code == 303
    assert [row.words for row in handing.kept()] == [STAY, MONEY]
    assert told


@pytest.mark.parametrize(
    ("sent", "by", "said"),
    [
        (STAY, "", "Enter who translated it"),
        (STAY, "x" * (LONGEST_MADE_BY + 1), "who translated it must be 120 characters or fewer"),
        ("x" * (LONGEST_WORDS + 1), BY, "A translation must be 20,000 characters or fewer"),
        ("\u202eevil", BY, "A translation must not include characters that cannot be seen"),
    ],
    ids=["nobody is named", "a name too long", "words too long", "words that turn round"],
)
def test_bad_input_is_said_by_its_field_and_changes_nothing(
    told: InventedPanel, handing: Handing, *, sent: str, by: str, said: str
) -> None:
    worker = handing.enter("worker")
    answer = handing.hand(worker, "ti", {handing.decision: sent, handing.promise: MONEY}, by=by)
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert MONEY in answer.text
    assert handing.kept() == []
    assert told


@pytest.mark.parametrize(
    ("language", "status", "said"),
    [
        ("other", 422, "Enter the language"),
        ("other&name=Oromo", 422, "Choose which way its lines run"),
        (f"other&name={'x' * 61}&direction=ltr", 422, "The language must be 60 characters"),
        ("other&name=Oromo&direction=up", 422, "Choose which way its lines run"),
        ("xx", 404, ""),
        ("&x=", 422, "Choose a language"),
    ],
)
def test_a_language_that_is_none_is_asked_for_again(
    told: InventedPanel, handing: Handing, *, language: str, status: int, said: str
) -> None:
    worker = handing.enter("worker")
    for answer in (
        worker.get(handing.words(language)),
        worker.post(handing.words(language), data={"made_by": BY, handing.decision: STAY}),
    ):
        assert answer.status_code == status
        assert said in answer.text
    assert handing.kept() == []
    assert told


@pytest.mark.control("C29")
def test_markup_and_marks_that_turn_lines_are_shown_as_what_they_are(
    told: InventedPanel, handing: Handing, young: PageClient
) -> None:
    worker = handing.enter("worker")
    handing.hand(worker, "ar", {handing.decision: f"<b>{ARABIC}</b>{RTL}"}, by="<i>Somebody</i>")
    page = young.get("/y/decided?lang=ar").text
    assert "<b>" not in page
    assert f"&lt;b&gt;{ARABIC}&lt;/b&gt;[U+202B]" in page
    assert "&lt;i&gt;Somebody" in page
    assert 'lang="ar" dir="rtl">&lt;b' in page
    assert told


@pytest.mark.control("C11", "C13")
def test_who_does_not_write_for_them_finds_no_page(told: InventedPanel, handing: Handing) -> None:
    with handing.working():
        person(handing.panel, "stranger", Role.MEMBER)
        person(handing.panel, "reader", Role.IRO_REPRESENTATIVE)
        elsewhere = person(handing.panel, "elsewhere", Role.CASE_SUPPORT)
        offers = Organisation(name="Invented Homes", kind=OrganisationKind.HOUSING_AUTHORITY.value)
        session.add(offers)
        session.flush()
        elsewhere.organisation_id = offers.id
    for who in ("member", "stranger", "reader", "elsewhere"):
        client = handing.enter(who)
        for address in (handing.words(), handing.words("ti"), handing.words("en")):
            assert client.get(address).status_code == 404, (who, address)
        data = {"made_by": BY, handing.decision: STAY}
        assert client.post(handing.words("ti"), data=data).status_code == 404, who
        for page in ("/record/read", "/views", "/taking-part"):
            assert f"{handing.item}/words" not in client.get(f"{handing.item}{page}").text
    assert handing.kept() == []
    assert told


def test_whoever_declared_an_interest_finds_no_page(panel: InventedPanel, handing: Handing) -> None:
    with handing.working():
        out = standing.actor(panel.people["manager"], handing.clock.instant)
        assert out is not None
        panels.declare_interest(
            actor=out, now=handing.clock.instant, item_id=handing.item_id, reason="Invented"
        )
    client = handing.enter("manager")
    assert client.get(handing.words("ti")).status_code == 404
    assert client.post(handing.words("ti"), data={handing.decision: STAY}).status_code == 404


def test_the_same_item_is_not_there_in_another_district(
    told: InventedPanel, handing: Handing
) -> None:
    support = handing.enter("support")
    assert support.get(handing.words().replace("burnley", "preston")).status_code == 404
    assert told


def test_whoever_may_is_led_there_from_the_items_pages(
    told: InventedPanel, handing: Handing
) -> None:
    for who in ("worker", "manager", "support", "chair"):
        client = handing.enter(who)
        for page in ("/record/read", "/views", "/taking-part"):
            found = client.get(f"{handing.item}{page}").text
            assert f'href="{handing.item}/words"' in found, (who, page)
    assert told


def test_what_somebody_wrote_about_a_promise_is_translated_too(
    told: InventedPanel, handing: Handing, young: PageClient
) -> None:
    now = handing.clock.instant
    action_id = UUID(handing.promise.removeprefix("words-promise-"))
    with handing.working():
        worker = standing.actor(handing.panel.people["worker"], now)
        assert worker is not None
        complete_action(actor=worker, now=now, action_id=action_id, words="Sent today.")
    client = handing.enter("worker")
    drawn = handing.drawn(client, "ti")
    [wrote] = [name for name in drawn if name.startswith("seen-promise_answer-")]
    handing.hand(client, "ti", {wrote.replace("seen-", "words-"): "ሎሚ ሰዲድናዮ።"})
    page = plainly(young.get("/y/decided?lang=ti").text)
    assert page.index("ሎሚ ሰዲድናዮ።") < page.index("Sent today.")
    assert told


def test_the_answer_to_a_request_is_read_in_their_language(
    panel: InventedPanel, handing: Handing, young: PageClient
) -> None:
    now = handing.clock.instant
    early = now.replace(hour=7)
    with handing.working():
        row = participation.ask_as_young_person(
            now=early,
            young_person_id=panel.young_people[0],
            item_id=handing.item_id,
            kind=AskKind.ADVOCATE,
        )
        support = standing.actor(handing.panel.people["support"], now)
        assert support is not None
        participation.answer_ask(
            actor=support,
            now=early,
            ask_id=row.id,
            version=row.version,
            outcome=Outcome.GRANTED,
            words="Alex rings you.",
        )
        box = f"words-ask_answer-{row.id.hex}"
    handing.hand(handing.enter("support"), "ti", {box: "ኣሌክስ ክድውለልካ እዩ።"})
    page = plainly(young.get("/y/meeting?lang=ti").text)
    assert page.index("ኣሌክስ ክድውለልካ እዩ።") < page.index("Alex rings you.")
    assert panel


def test_what_they_say_is_wrong_is_put_into_english_and_its_answer_into_their_language(
    panel: InventedPanel, handing: Handing, young: PageClient
) -> None:
    theirs, english = "ትምህርቲ ኣይገደፍኩን።", "I did not leave school."
    assert young.post("/y/wrong", data={"words": theirs}).status_code == 303
    with handing.working(writes=False):
        (row,) = participation_queries.said_wrong(panel.young_people[0])
    handing.hand(handing.enter("support"), "en", {f"words-wrong-{row.id.hex}": english})
    worker = handing.enter("worker")
    for path in (
        f"/d/burnley/requests/{row.id}",
        f"/d/burnley/items/{handing.item_id}/taking-part",
    ):
        page = plainly(worker.get(path).text)
        assert page.index(theirs) < page.index(english)
    assert english in plainly(young.get("/y/wrong").text)
    sent = {"version": "1", "outcome": "changed", "words": "It says so now."}
    assert worker.post(f"/d/burnley/requests/{row.id}", data=sent).status_code == 303
    box = f"words-ask_answer-{row.id.hex}"
    handing.hand(handing.enter("worker"), "ti", {box: "ሕጂ ከምኡ ይብል።"})
    page = plainly(young.get("/y/wrong?lang=ti").text)
    assert page.index("ሕጂ ከምኡ ይብል።") < page.index("It says so now.")


@pytest.mark.control("C41", "C42")
def test_it_is_sealed_and_leaves_an_event_without_a_word(
    told: InventedPanel, handing: Handing
) -> None:
    handing.hand(handing.enter("worker"), "ti", {handing.decision: STAY})
    with handing.working(writes=False):
        event = session.scalars(
            select(Event).where(Event.event == "translations:words:handed_over")
        ).one()
        assert event.subject_id == handing.item_id
        assert event.actor_id == handing.panel.people["worker"]
        assert event.facts == {"source": "decision", "subject": str(handing.item_id)}
    sealed = {"words", "made_by", "language_name", "digest"}
    kinds = {each.name: each.type for each in Translation.__table__.columns}
    assert {name for name, kind in kinds.items() if isinstance(kind, SealedText)} == sealed
    assert told


def test_a_box_for_a_text_that_is_not_there_keeps_nothing(
    told: InventedPanel, handing: Handing
) -> None:
    worker = handing.enter("worker")
    gone = "words-views-00000000000000000000000000000000"
    answer = handing.hand(worker, "ti", {handing.decision: STAY, gone: "typed"})
    assert answer.status_code == 422
    assert GONE in answer.text
    assert STAY in answer.text
    assert handing.kept() == []
    assert told
    assert filed(worker, told) != 303
