"""Ways in as a young person's own people give them: by text, by email, on paper; and end them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.entry import rules
from portal.entry.models import YoungCode, YoungContact, YoungLink
from portal.entry.operations.giving import BODY, CODE_BODY
from portal.entry.operations.telling import BODY as NEW_BODY
from portal.entry.operations.telling import SUBJECT
from portal.kernel.discreet import telling
from portal.outbox.channels import Outgoing, Ways
from portal.outbox.models import Message
from portal.outbox.worker import Worker
from portal.testing.pages import PageClient
from portal.variations.messages import MessageWording
from portal.web.languages import LANGUAGES, catalogue
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.conftest import NOW, District, SignInAs
from tests.integration.panels.office import Post
from tests.support.pdf_reading import printed
from tests.support.young import code_for, link_for

PHONE, EMAIL = "07700900123", "zanzi@practice.example"
CODE = re.compile(r'portal-code">([^<]+)<')
LINK = re.compile(r"http://127\.0\.0\.1:8080(/y/l/[\w-]{43})(\?lang=\w+)?")

TEXTED = re.compile(r"(\w{4} \w{4})\nhttp://127\.0\.0\.1:8080(/y\?lang=\w+)")


def contact(**more: str) -> dict[str, str]:
    """Return what somebody types of how a young person is reached."""
    return {
        "version": "0",
        "phone": PHONE,
        "safe_to_text": "yes",
        "email": EMAIL,
        "safe_to_email": "no",
        "language": "pl",
        "said_by": "They said so themselves",
        "said_on-day": "20",
        "said_on-month": "11",
        "said_on-year": "2026",
    } | more


@pytest.fixture
def at(items: list[UUID]) -> str:
    """The address of the first item's ways in."""
    return f"/d/burnley/items/{items[0]}/ways-in"


@pytest.fixture
def worker(client: PageClient, district: District, as_person: SignInAs) -> PageClient:
    """The social worker's browser."""
    return as_person(district.worker)


@dataclass
class Mail:
    """Where messages go, and what sends them."""

    worker: Worker
    post: Post

    def deliver(self) -> list[Outgoing]:
        """Send what is due; return everything that went so far."""
        self.worker.empty()
        return self.post.sent


@pytest.fixture
def mail(app: Flask) -> Mail:
    post = Post()
    return Mail(Worker(app, out=Ways(email=post, sms=post)), post)


def fresh(app: Flask) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def test_the_item_page_leads_there_and_says_how_it_stands(worker: PageClient, at: str) -> None:
    assert f'href="{at}"' in worker.get(at.removesuffix("/ways-in")).text
    page = worker.get(at).text
    assert "They have no way into their own pages yet." in page
    assert "Send a link by text" not in page
    assert "Nothing is written down." in page


def test_how_they_are_reached_is_sealed_and_shown_to_their_people(
    worker: PageClient, at: str, working: ScopeOpener
) -> None:
    answer = worker.post(f"{at}/contact", data=contact())
    assert answer.status_code == 303
    page = worker.get(at).text
    for shown in (PHONE, "Not to this address", "Polish", "They said so themselves, Friday 20"):
        assert shown in page
    assert "Send a link by text" in page
    assert "Send a link by email" not in page
    with working(writes=False):
        row = session.scalars(select(YoungContact)).one()
        for column in ("sealed_phone", "sealed_email", "sealed_said_by"):
            assert getattr(row, column) is not None
            assert PHONE not in repr(getattr(row, column))
        facts = [
            event.facts
            for event in session.scalars(
                select(Event).where(Event.event == "entry:contact:recorded")
            )
        ]
    assert facts == [{"text": True, "email": False}]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"phone": "12"}, "This is not one mobile number"),
        ({"phone": ""}, "Enter it, or say that it is not to be used"),
        ({"email": "nobody"}, "Enter an email address in the right format"),
        ({"safe_to_text": ""}, "Say whether texts may be sent"),
        ({"language": "xx"}, "Choose"),
        ({"said_by": ""}, "Say who said how they can be reached"),
        ({"said_on-year": "2027"}, "The date must be today or earlier"),
        ({"said_by": "x" * 201}, "200 characters or fewer"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(
    worker: PageClient, at: str, typed: dict[str, str], says: str, working: ScopeOpener
) -> None:
    page = worker.post(f"{at}/contact", data=contact(**typed))
    assert page.status_code == 422
    assert says in page.text
    with working(writes=False):
        assert session.scalars(select(YoungContact)).all() == []


def test_two_who_save_at_once_see_both(worker: PageClient, at: str) -> None:
    worker.post(f"{at}/contact", data=contact())
    second = worker.post(f"{at}/contact", data=contact(phone="07700900999"))
    assert second.status_code == 409
    assert PHONE in second.text
    assert "07700900999" in second.text
    assert 'name="version" type="hidden" value="1"' in second.text
    assert worker.post(f"{at}/contact", data=contact(version="1")).status_code == 303


@pytest.mark.control("C20", "C36")
def test_a_link_by_text_is_made_as_the_message_leaves(
    worker: PageClient,
    at: str,
    app: Flask,
    mail: Mail,
    working: ScopeOpener,
) -> None:
    worker.post(f"{at}/contact", data=contact())
    preview = worker.get(f"{at}/send?by=text").text
    assert 'class="portal-phone" lang="pl" dir="ltr"' in preview
    assert "https://…" in preview
    assert worker.post(f"{at}/send", data={"by": "text"}).status_code == 303
    assert "Waits to be sent" in worker.get(at).text
    (sent,) = mail.deliver()
    assert sent.address == PHONE
    found = LINK.search(sent.body)
    assert found is not None
    assert found[2] == "?lang=pl"
    with working(writes=False):
        message = session.scalars(select(Message)).one()
        assert "{link}" in message.body
        assert found[1].removeprefix("/y/l/") not in message.body
    assert "It works until" in worker.get(at).text
    young = fresh(app)
    assert young.get(found[1] + found[2]).status_code == 200
    assert young.post(found[1] + found[2]).headers["Location"] == "/y/home?lang=pl"
    page = worker.get(at).text
    assert "one time, last" in page
    assert "They were last in their own pages" in page


@pytest.mark.requirement("R92")
@pytest.mark.parametrize("by", ["text", "code"])
def test_a_message_in_english_that_nobody_asked_about_leaves_the_browser_its_say(
    worker: PageClient, at: str, app: Flask, mail: Mail, by: str
) -> None:
    worker.post(f"{at}/contact", data=contact(language="en"))
    worker.post(f"{at}/send", data={"by": by})
    (sent,) = mail.deliver()
    found = re.search(r"http://127\.0\.0\.1:8080(/\S+)", sent.body)
    assert found is not None
    opened = fresh(app).get(found[1], headers={"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl"' in opened.text


@pytest.mark.control("C20", "C36")
def test_a_code_by_text_is_typed_and_is_worth_as_much_as_a_link(
    worker: PageClient, at: str, app: Flask, mail: Mail, working: ScopeOpener
) -> None:
    worker.post(f"{at}/contact", data=contact())
    preview = worker.get(f"{at}/send?by=code").text
    assert 'class="portal-phone" lang="pl" dir="ltr"' in preview
    assert "Send a code by text" in preview
    assert worker.post(f"{at}/send", data={"by": "code"}).status_code == 303
    (sent,) = mail.deliver()
    assert sent.address == PHONE
    found = TEXTED.search(sent.body)
    assert found is not None
    code, place = found[1], found[2]
    assert place == "/y?lang=pl"
    with working(writes=False):
        message = session.scalars(select(Message)).one()
        assert "{link}" in message.body
        assert code not in message.body
        assert not session.scalars(select(YoungCode)).all()
    assert "A code by text, worth as much as a link" in worker.get(at).text
    # It stands in no address, where it could be guessed without being slowed down.
    for guess in (code, code.replace(" ", "")):
        assert fresh(app).get(f"/y/l/{guess}").status_code == 404
    young = fresh(app)
    assert young.post("/y", data={"answer": code}).headers["Location"] == "/y/home?lang=pl"
    assert young.post("/y/word", data={"answer": "Lanternfish"}).headers["Location"] == "/y/back"
    again = fresh(app)
    assert again.post("/y", data={"answer": code}).headers["Location"] == "/y/you?lang=pl"
    assert again.get("/y/home").status_code == 303
    worker.post(f"{at}/send", data={"by": "text"})
    assert fresh(app).post("/y", data={"answer": code}).status_code == 422


@pytest.mark.control("C20")
@pytest.mark.parametrize("language", ["ar", "ckb", "fa", "ps", "ur", "pl"])
def test_a_code_by_text_keeps_its_order_where_lines_run_the_other_way(
    worker: PageClient, at: str, app: Flask, mail: Mail, language: str
) -> None:
    worker.post(f"{at}/contact", data=contact(language=language))
    worker.post(f"{at}/send", data={"by": "code"})
    (sent,) = mail.deliver()
    found = re.search(rf"(\S{{4,5}} \S{{4,5}})\nhttp\S+/y\?lang={language}", sent.body)
    assert found is not None
    mark = "" if language == "pl" else "\u200e"
    assert re.fullmatch(rf"{mark}\w{{4}} \w{{4}}{mark}", found[1])
    came = fresh(app).post("/y", data={"answer": found[1]})
    assert came.headers["Location"] == f"/y/home?lang={language}"


@pytest.fixture
def texted(worker: PageClient, at: str, mail: Mail) -> dict[str, str]:
    """What somebody types who was given a code by text."""
    worker.post(f"{at}/contact", data=contact())
    worker.post(f"{at}/send", data={"by": "code"})
    found = TEXTED.search(mail.deliver()[0].body)
    assert found is not None
    return {"answer": found[1]}


def asked_more(app: Flask, typed: dict[str, str]) -> PageClient:
    """Return a browser that came by a code by text, and is asked to show that it is them."""
    client = fresh(app)
    assert client.post("/y", data=typed).headers["Location"] == "/y/you?lang=pl"
    return client


@pytest.mark.control("C20", "C27")
@pytest.mark.parametrize(
    ("leaves", "said"),
    [
        (
            ("/y/word", {"answer": "Lanternfish"}),
            "That code came by text. Here you need your word, or a code your worker gave you.",
        ),
        (("/y/code", {}), "That code came by text. Here you need a code your worker gave you."),
    ],
)
def test_a_code_by_text_where_more_is_asked_for_says_so_and_is_not_spent(
    app: Flask,
    texted: dict[str, str],
    working: ScopeOpener,
    leaves: tuple[str, dict[str, str]],
    said: str,
) -> None:
    def starts() -> int:
        with working(writes=False):
            return session.scalars(select(YoungLink.starts)).one()

    first = fresh(app)
    first.post("/y", data=texted)
    first.post(leaves[0], data=leaves[1])
    phone = asked_more(app, texted)
    spent = starts()
    for _ in range(7):  # more often than a wrong code may be tried
        again = phone.post("/y", data=texted)
        assert again.status_code == 422
        assert said in again.text
        assert "Is it you?" in again.text
    assert starts() == spent
    polish = phone.post("/y?lang=pl", data=texted).text
    assert "Ten kod przyszedł SMS-em." in polish
    assert 'href="/y/you?lang=ar"' in polish


@pytest.mark.control("C20")
def test_a_code_by_text_begins_anew_where_somebody_else_is_asked_to_show_that_it_is_them(
    app: Flask, texted: dict[str, str], items: list[UUID]
) -> None:
    first = fresh(app)
    first.post("/y", data=texted)
    first.post("/y/code")
    other = fresh(app)
    other.post("/y", data={"answer": code_for(other, items[1])})
    other.post("/y/code")
    sibling = fresh(app)
    assert sibling.post(link_for(sibling, items[1])).headers["Location"] == "/y/you"
    assert sibling.post("/y", data=texted).headers["Location"] == "/y/you?lang=pl"
    assert sibling.post("/y", data=texted).status_code == 422, "and now it is theirs"


@pytest.mark.control("C20")
def test_a_code_is_texted_only_to_a_phone_that_is_safe(
    worker: PageClient, at: str, mail: Mail
) -> None:
    worker.post(f"{at}/contact", data=contact(safe_to_text="no"))
    assert "Send a code by text" not in worker.get(at).text
    assert worker.get(f"{at}/send?by=code").status_code == 404
    assert worker.post(f"{at}/send", data={"by": "code"}).status_code == 422
    worker.post(f"{at}/contact", data=contact(version="1"))
    worker.post(f"{at}/send", data={"by": "code"})
    worker.post(f"{at}/contact", data=contact(version="2", safe_to_text="no"))
    assert mail.deliver() == []


@pytest.mark.control("C20")
def test_a_message_that_is_tried_again_leaves_both_links_working(
    worker: PageClient,
    at: str,
    app: Flask,
    mail: Mail,
    working: ScopeOpener,
) -> None:
    worker.post(f"{at}/contact", data=contact())
    worker.post(f"{at}/send", data={"by": "text"})
    mail.post.refuses = {PHONE}
    assert mail.deliver() == []
    mail.post.refuses = set()
    with working():
        session.scalars(select(Message)).one().due_at = NOW
    found = LINK.search(mail.deliver()[0].body)
    assert found is not None
    assert fresh(app).get(f"{found[1]}?lang=pl").status_code == 200
    with working(writes=False):
        rows = session.scalars(select(YoungLink)).all()
        assert [row.ended_at for row in rows] == [None, None]


@pytest.mark.control("C20")
def test_what_is_taken_back_before_it_leaves_does_not_leave(
    worker: PageClient, at: str, mail: Mail, working: ScopeOpener
) -> None:
    worker.post(f"{at}/contact", data=contact())
    worker.post(f"{at}/send", data={"by": "text"})
    worker.post(f"{at}/end")
    assert mail.deliver() == []
    with working(writes=False):
        assert session.scalars(select(Message.state)).all() == ["cancelled"]


def test_saying_that_a_phone_is_not_safe_calls_the_link_off(
    worker: PageClient, at: str, mail: Mail
) -> None:
    worker.post(f"{at}/contact", data=contact())
    worker.post(f"{at}/send", data={"by": "text"})
    worker.post(f"{at}/contact", data=contact(version="1", safe_to_text="no"))
    assert mail.deliver() == []
    assert worker.post(f"{at}/send", data={"by": "text"}).status_code == 422
    assert worker.get(f"{at}/send?by=text").status_code == 404
    assert worker.get(f"{at}/send?by=email").status_code == 404


@pytest.mark.control("C36")
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.code)
def test_a_message_tells_nothing_in_any_language(language: object) -> None:
    said = catalogue(language.code).gettext  # type: ignore[attr-defined] # one of LANGUAGES
    for text in (said(SUBJECT), said(BODY), said(CODE_BODY)):
        assert not telling(text.replace("{link}", ""))
        assert "council" not in text.lower()
    for text in (said(BODY), said(CODE_BODY), said(NEW_BODY)):
        assert MessageWording(subject=said(SUBJECT), body=text).body == text


@pytest.mark.control("C20")
def test_a_code_is_shown_once_and_ends_the_one_before(
    worker: PageClient, at: str, app: Flask
) -> None:
    first, second = (CODE.search(worker.post(f"{at}/code").text) for _ in range(2))
    assert first is not None
    assert second is not None
    assert second[1] not in worker.get(at).text
    assert fresh(app).post("/y", data={"answer": first[1]}).status_code == 422
    young = fresh(app)
    assert young.post("/y", data={"answer": second[1]}).headers["Location"] == "/y/home"
    assert "23 November 2026" in young.get("/y/back").text


@pytest.mark.parametrize("language", ["en", "ar", "ti", "pl"])
def test_a_paper_holds_the_code_and_tells_nothing(
    worker: PageClient,
    at: str,
    app: Flask,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "new_code", lambda: "2345CDFH")
    worker.post(f"{at}/contact", data=contact(language=language))
    paper = worker.post(f"{at}/paper")
    text = printed(paper).replace("\N{LEFT-TO-RIGHT MARK}", "")
    assert not telling(text)
    assert "council" not in text.lower()
    assert "127.0.0.1:8080/" in text
    # What is set from right to left is read out of the file in another order than it is seen.
    assert set(re.findall(r"(?<!\S)[2-9CDFHJKMNPRTVWXY]{4}(?!\S)", text)) == {"2345", "CDFH"}
    young = fresh(app)
    assert young.post("/y", data={"answer": "2345 CDFH"}).status_code == 303


@pytest.mark.control("C20")
def test_ending_everything_puts_out_whoever_is_in(
    worker: PageClient, at: str, app: Flask, items: list[UUID]
) -> None:
    young, other = fresh(app), fresh(app)
    link, code = link_for(young, items[0]), code_for(young, items[0])
    young.post(link)
    young.post("/y/word", data={"answer": "blue giraffe"})
    assert "They chose a word of their own" in worker.get(at).text
    worker.post(f"{at}/end")
    assert young.get("/y/home").headers["Location"] == "/y"
    assert other.get(link).status_code == 404
    assert other.post("/y", data={"answer": code}).status_code == 422
    page = worker.get(at).text
    assert "End every way in now" not in page
    assert "They chose a word" not in page


@pytest.mark.control("C10")
@pytest.mark.parametrize("page", ["", "/contact", "/send?by=text"])
def test_others_on_the_panel_give_no_ways_in(
    client: PageClient, district: District, as_person: SignInAs, at: str, page: str
) -> None:
    as_person(district.member)
    assert client.get(at + page).status_code == 403
    for act in ("/code", "/paper", "/end"):
        assert client.post(at + act).status_code == 403


def test_case_support_gives_them(
    client: PageClient, district: District, as_person: SignInAs, at: str
) -> None:
    as_person(district.support)
    assert client.get(at).status_code == 200


def test_the_trail_says_who_made_a_code(
    worker: PageClient, at: str, district: District, working: ScopeOpener
) -> None:
    worker.post(f"{at}/code")
    with working(writes=False):
        made = session.scalars(select(Event).where(Event.event == "entry:code:made")).one()
    assert (made.actor_id, made.facts) == (district.worker.person_id, {"kind": "paper"})
