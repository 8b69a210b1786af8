"""What is sent after time is up is kept for its writer, and saved by them alone."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.cases.models import YoungPerson
from portal.database import session
from portal.panels import operations as panels
from portal.panels.models import Meeting
from portal.people.policy import Role
from portal.signin.models import KeptWork
from tests.integration.conftest import ScopeOpener
from tests.integration.signin.conftest import EMAIL, PASSWORD, Browser, Register

FORM = "/d/burnley/meetings/plan"
CANARY = "Room Zanzibar, Example House"
TYPED = {
    "kind": "leaving_care",
    "held_on-day": "17",
    "held_on-month": "12",
    "held_on-year": "2026",
    "unusual_day_reason": "<b>because</b> of “this” & that",
    "part": "am",
    "place": CANARY,
    "form_page": FORM,
    "csrf_token": "an old one",
}


@pytest.fixture
def late(browser: Browser, casey: UUID, working: ScopeOpener) -> Browser:
    """Casey, who sent a form a second after their time was up."""
    with working():
        panels.open_panels()
    browser.sign_in()
    browser.wait(minutes=30)
    answer = browser.post(FORM, **TYPED)
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next={FORM}&late=kept")
    return browser


def meetings(working: ScopeOpener) -> int:
    with working(writes=False):
        return session.scalars(select(func.count()).select_from(Meeting)).one()


def shown_typed(page: str) -> bool:
    return (
        f'value="{CANARY}"' in page
        and "&lt;b&gt;because&lt;/b&gt; of “this” &amp; that" in page
        and 'value="17"' in page
        and 'value="2026"' in page
    )


@pytest.mark.control("C25")
def test_the_form_comes_back_with_everything_typed_and_nothing_is_saved_until_it_is_sent(
    late: Browser, working: ScopeOpener
) -> None:
    with working(writes=False):
        kept = session.scalars(select(KeptWork)).one()
        assert CANARY.encode() not in kept.fields, "sealed"
    assert "What you typed is kept for an hour" in late.get("/sign-in?late=kept").text
    assert late.sign_in(then=FORM).location == FORM
    page = late.get(FORM).text
    assert shown_typed(page)
    assert "What you typed is back in the form" in page
    assert meetings(working) == 0
    assert shown_typed(late.get(FORM).text), "also when the page is opened again"
    answer = late.post(FORM, **TYPED)
    assert answer.status_code == 303
    assert meetings(working) == 1
    page = late.get(FORM).text
    assert CANARY not in page
    with working(writes=False):
        assert session.scalars(select(KeptWork)).all() == []


def test_other_pages_are_as_they_were(late: Browser) -> None:
    late.sign_in(then="/")
    for address in ("/", "/account", "/d/burnley/meetings"):
        page = late.get(address).text
        assert CANARY not in page
        assert "back in the form" not in page


@pytest.mark.control("C25")
def test_it_is_shown_to_its_writer_alone(
    late: Browser, register: Register, working: ScopeOpener
) -> None:
    register("Robin Elsewhere", email="robin@practice.example")
    late.sign_in("robin@practice.example", then=FORM)
    for address in (FORM, "/kept"):
        assert CANARY not in late.get(address).text
    late.post("/sign-out")
    late.sign_in(then=FORM)
    assert CANARY not in late.get(FORM).text, "and is gone from a browser that others used"


def test_a_form_filled_in_one_evening_and_sent_the_next_morning_is_kept(late: Browser) -> None:
    late.sign_in()
    late.wait(hours=16)
    assert late.post(FORM, **TYPED).location == f"/sign-in?next={FORM}&late=kept"
    late.sign_in(then=FORM)
    assert shown_typed(late.get(FORM).text)


@pytest.mark.parametrize(("minutes", "there"), [(59.9, True), (60, False)])
def test_it_waits_an_hour(late: Browser, minutes: float, *, there: bool) -> None:
    late.wait(minutes=minutes)
    late.sign_in(then=FORM)
    assert shown_typed(late.get(FORM).text) is there


def test_what_was_kept_can_be_seen_sent_and_thrown_away(
    late: Browser, working: ScopeOpener
) -> None:
    late.sign_in(then="/")
    page = late.get("/kept").text
    assert CANARY in page
    assert f'action="{FORM}"' in page
    assert "an old one" not in page
    work = re.search(r'name="work" value="([^"]+)"', page)
    assert work is not None
    assert late.post("/kept/discard", work=work[1]).location == "/"
    assert CANARY not in late.get("/kept").text
    assert CANARY not in late.get(FORM).text
    assert late.post("/kept/discard", work=work[1]).status_code == 404


KEPT = "What you typed is kept for an hour"
NO_FILE = "The file you chose is not kept"
TOO_LONG = "What you sent was too long to be kept"
SENT: dict[str, tuple[dict[str, Any], str, tuple[str, ...]]] = {
    "what was typed": ({"place": CANARY}, "kept", (KEPT,)),
    "with a file": ({"place": CANARY, "paper": "a file"}, "kept-but-a-file", (KEPT, NO_FILE)),
    "a file alone": ({"paper": "a file"}, "a-file", (NO_FILE,)),
    "no file chosen": ({"place": CANARY, "paper": ""}, "kept", (KEPT,)),
    "far too much": ({"place": "x" * 450_000}, "too-long", (TOO_LONG,)),
    "nothing typed": ({"csrf_token": "an old one"}, "yes", ()),
}


def hidden_fields(page: str) -> dict[str, str]:
    """What a page's form sends along with what is typed."""
    found = re.findall(r'<input type="hidden" name="(next|late|lost)" value="([^"]*)">', page)
    return dict(found)


def sent(browser: Browser, address: str, what: dict[str, Any]) -> str:
    """Send a form, with a file where there is one; return where it leads."""
    fields = dict(what)
    if "paper" in fields:
        fields["paper"] = (io.BytesIO(b"words"), "a file.txt" if fields["paper"] else "")
    answer = browser.post(address, **fields)
    assert answer.status_code == 303
    return answer.location


@pytest.mark.control("C25")
@pytest.mark.parametrize(("what", "word", "said"), SENT.values(), ids=SENT)
def test_the_page_says_what_became_of_what_was_sent(
    late: Browser, what: dict[str, Any], word: str, said: tuple[str, ...]
) -> None:
    late.sign_in()
    late.wait(minutes=31)
    leads = sent(late, FORM, what)
    assert leads.endswith(f"late={word}")
    page = late.get(leads).text
    assert "You were signed out" in page
    for each in (KEPT, NO_FILE, TOO_LONG):
        assert (each in page) is (each in said), each


@pytest.mark.control("C25")
@pytest.mark.parametrize("door", ["/sign-in", "/providers/sign-in"])
@pytest.mark.parametrize(("what", "word", "said"), SENT.values(), ids=SENT)
def test_it_still_says_so_after_a_wrong_password(
    browser: Browser, door: str, what: object, word: str, said: tuple[str, ...]
) -> None:
    page = browser.get(f"{door}?next={FORM}&late={word}").text
    for _ in range(2):
        wrong = browser.post(door, **hidden_fields(page), email=EMAIL, password="wrong")
        assert wrong.status_code == 422
        page = wrong.text
        assert "You were signed out" in page
        for each in (KEPT, NO_FILE, TOO_LONG):
            assert (each in page) is (each in said), each


@pytest.mark.control("C25")
def test_the_step_of_the_second_factor_says_it_too_and_so_does_starting_again(
    browser: Browser, casey: UUID
) -> None:
    browser.sign_in()
    browser.set_up_app()
    browser.post("/sign-out")
    asked = browser.get(f"/sign-in?next={FORM}&late=a-file").text
    browser.post("/sign-in", **hidden_fields(asked), email=EMAIL, password=PASSWORD)
    assert NO_FILE in browser.get("/sign-in/code").text
    wrong = browser.post("/sign-in/code", code="000000")
    assert wrong.status_code == 422
    assert NO_FILE in wrong.text
    browser.wait(minutes=30)
    again = browser.post("/sign-in/code", code=browser.code()).location
    assert NO_FILE in browser.get(again).text


def test_a_page_asked_for_too_late_says_nothing_of_what_was_typed(late: Browser) -> None:
    late.sign_in()
    late.wait(minutes=31)
    answer = late.get(FORM)
    assert answer.location == f"/sign-in?next={FORM}&late=yes"
    page = late.get(answer.location).text
    assert "You were signed out" in page
    assert "typed" not in page


@pytest.mark.parametrize("word", ["no", "KEPT", "%00"])
def test_another_word_in_the_address_says_nothing(browser: Browser, word: str) -> None:
    assert "You were signed out" not in browser.get(f"/sign-in?late={word}").text


@pytest.mark.control("C26")
@pytest.mark.parametrize(("what", "word", "said"), SENT.values(), ids=SENT)
def test_nor_does_the_page_that_asks_again_promise_what_is_lost(
    browser: Browser, casey: UUID, what: dict[str, Any], word: str, said: tuple[str, ...]
) -> None:
    browser.sign_in()
    browser.wait(minutes=5)
    leads = sent(browser, "/d/burnley/probe/guarded", what)
    assert (f"lost={word}" in leads) is (word not in {"yes", "kept"})
    page = browser.get(leads).text
    for _ in range(2):
        assert ("with what you typed" in page) is (word in {"yes", "kept", "kept-but-a-file"})
        for each in (NO_FILE, TOO_LONG):
            assert (each in page) is (each in said), each
        page = browser.post("/account/confirm", **hidden_fields(page), current="wrong").text


def test_a_form_whose_page_is_not_known_is_still_kept(late: Browser) -> None:
    late.sign_in()
    late.wait(minutes=31)
    fields = {key: value for key, value in TYPED.items() if key != "form_page"}
    answer = late.post(FORM, **fields)
    assert answer.location == "/sign-in?next=/kept&late=kept"
    late.sign_in(then="/kept")
    assert CANARY in late.get("/kept").text


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "/no/such/page", "/sign-out", "\\evil", ""]
)
def test_a_made_up_page_is_not_gone_to(late: Browser, page: str) -> None:
    late.sign_in()
    late.wait(minutes=31)
    answer = late.post(FORM, **(TYPED | {"form_page": page}))
    assert answer.location == "/sign-in?next=/kept&late=kept"


def test_an_htmx_form_comes_back_to_the_page_it_stands_on(late: Browser) -> None:
    late.sign_in()
    late.wait(minutes=31)
    answer = late.client.post(
        FORM,
        data={key: value for key, value in TYPED.items() if key != "form_page"},
        headers={"HX-Request": "true", "HX-Current-URL": f"http://localhost{FORM}?a=b"},
    )
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == f"/sign-in?next={FORM}?a%3Db&late=kept"


def test_passwords_files_and_signing_in_are_never_kept(late: Browser, working: ScopeOpener) -> None:
    late.sign_in()
    late.wait(minutes=31)
    late.post("/account/password", current=PASSWORD, new=PASSWORD, form_page="/account/password")
    late.post(FORM, **(TYPED | {"new_password": "canary-password", "form_page": FORM}))
    late.sign_in(then=FORM)
    page = late.get("/kept").text
    assert CANARY in page
    assert "canary-password" not in page
    assert PASSWORD not in page
    with working(writes=False):
        actions = session.scalars(select(KeptWork.action).order_by(KeptWork.action)).all()
        assert list(actions) == [FORM]


def test_a_stranger_keeps_nothing(browser: Browser, casey: UUID, working: ScopeOpener) -> None:
    assert browser.post(FORM, **TYPED).location == f"/sign-in?next={FORM}"
    browser.sign_in()
    browser.post("/sign-out")
    browser.post(FORM, **TYPED)
    with working(writes=False):
        assert session.scalars(select(KeptWork)).all() == []


def test_far_too_much_is_not_kept(late: Browser, working: ScopeOpener) -> None:
    late.sign_in()
    late.wait(minutes=31)
    late.post("/d/burnley/probe/writes", text="x" * 450_000)
    with working(writes=False):
        actions = session.scalars(select(KeptWork.action).order_by(KeptWork.action)).all()
        assert "/d/burnley/probe/writes" not in actions


@pytest.mark.control("C26")
def test_a_guarded_page_asks_again_after_five_minutes_and_goes_on_with_what_was_sent(
    browser: Browser, casey: UUID, working: ScopeOpener
) -> None:
    with working():
        session.add(YoungPerson(district_id="burnley", reference="LH-1", born_on=date(2010, 1, 1)))
    guarded = "/d/burnley/probe/guarded"
    browser.sign_in()
    browser.wait(minutes=5, seconds=-1)
    assert browser.get(guarded).text == "guarded"
    browser.wait(seconds=1)
    assert browser.get(guarded).location == f"/account/confirm?next={guarded}"
    answer = browser.post(guarded, reason=CANARY, form_page=guarded)
    assert answer.location == f"/account/confirm?next={guarded}"
    with working(writes=False):
        assert session.scalars(select(YoungPerson.preferred_name)).all() == [None]
    wrong = browser.post("/account/confirm", current="wrong", next=guarded)
    assert wrong.status_code == 422
    assert browser.post("/account/confirm", current=PASSWORD, next=guarded).location == guarded
    assert CANARY in browser.get("/kept").text
    assert browser.post(guarded, reason=CANARY).text == "done"
    browser.wait(minutes=5)
    assert browser.get(guarded).status_code == 303


def test_somebody_without_the_permission_is_not_even_asked(
    browser: Browser, casey: UUID, register: Register
) -> None:
    register("Lee Sample", email="lee@practice.example", role=Role.MEMBER)
    browser.sign_in("lee@practice.example")
    browser.wait(minutes=6)
    answer = browser.post(f"/people/{casey}/sign-in/link")
    assert answer.status_code == 403
