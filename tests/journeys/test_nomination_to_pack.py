"""From a name to a pack: six people gather a panel's papers, and each reads what was agreed.

Everything that leaves the portal on the way is looked through for the one section that is never
taken in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from werkzeug.wsgi import ClosingIterator

from portal.demo.people import PASSWORD
from portal.outbox.worker import Worker
from tests.journeys.conftest import Arrives, County, CountyAt
from tests.support.invented_papers import CANARY, word
from tests.support.pdf_pages import pdf_with
from tests.support.pdf_reading import pages_of, raw_streams
from tests.support.somebody import PHONE, Somebody, come_in, publishes
from tests.support.young import code_for

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.journey

DAY = "Monday 4 January 2027"
TODAY = date(2026, 12, 14)
SUMMARY = word(
    ("h1", "About the young person"),
    "Likes football and drama",
    ("h1", "2. Why we are involved"),
    f"Words that must not be kept: {CANARY}",
    ("h1", "Health and wellbeing"),
    "Asthma, well looked after",
    ("h1", "The plan for adulthood"),
    "A shared house by the summer",
)
HOUSING = "Housing authority: Invented Housing Authorities"
PROVIDER = "Provider of homes: Invented Supported Homes"
RESOURCES = "Access to resources: Invented Access to Resources Team"
REVIEWING = "Independent reviewing officers’ service: Invented Reviewing Service"
CHILDREN = "Children’s services team: Invented Children’s Services"
EVERYBODY = (CHILDREN, HOUSING, PROVIDER, RESOURCES, REVIEWING)
NOT_THE_PROVIDER = (CHILDREN, HOUSING, RESOURCES, REVIEWING)
NOT_HOUSING = (CHILDREN, PROVIDER, RESOURCES, REVIEWING)
HERS = "A garden of my own"
"""What the first of the three says herself."""
Pack = list[list[list[str]]]
"""What somebody is given: of each item its papers, of each paper its heading, marks and parts."""
ABOUT, HEALTH, PLAN = "About the young person", "Health and wellbeing", "The plan for adulthood"
NOT_SHARED, WITHDRAWN, NOT_HERE = "Not shared with you", "Withdrawn", "Not here yet"
RECORD = "Record of the last multi-agency care planning meeting"
WHOLE = ["1.1 Case summary", ABOUT, HEALTH, PLAN]
IN_PART = ["1.1 Case summary", "A part of this paper is not shared with you", ABOUT, PLAN]
MEETING = [f"1.2 {RECORD}: Meeting in November", "Page 1 of 1"]
NO_MEETING, MEETING_GONE = [f"1.2 {RECORD}", NOT_SHARED], [f"1.2 {RECORD}", WITHDRAWN]
LATE = ["1.2a The young person’s views: What they said", "What they said"]
NOT_LATE = ["1.2a The young person’s views", NOT_SHARED]
OPTIONS = [
    "1.A Housing options: Invented Housing Authorities",
    "Of which day is this information?",
    "Which routes are open?",
    "What are the options?",
]
PLACEMENT = [
    "1.B Where they live now, and homes to come: Invented Access to Resources Team",
    "What does the placement say?",
    "How suitable would each be?",
    "What is available, and from when?",
]
SCHEME = [
    "1.E What your scheme offers: Invented Supported Homes",
    "Name of the scheme",
    "What does it offer?",
]
REVIEW = [
    "1.F The independent reviewing officer’s view: Invented Reviewing Service",
    "Your own view of the plan",
    "Do you challenge the plan?",
    "What do you challenge, and what do you ask for?",
]
SECOND, NO_SECOND = ["2.1 Case summary", PLAN], ["2.1 Case summary", NOT_SHARED]
NO_RECORD, NO_SUMMARY = [RECORD, NOT_HERE], ["Case summary", NOT_HERE]
THIRD = [NO_SUMMARY, NO_RECORD]
"""Nobody has brought anything for the third."""
WORKS: Pack = [
    [WHOLE, MEETING, OPTIONS, PLACEMENT, SCHEME, REVIEW],
    [SECOND, NO_RECORD],
    THIRD,
]
BEFORE: dict[str, Pack] = {
    "case support": WORKS,
    "social worker": WORKS,
    "resources": WORKS,
    "reviewing": [WORKS[0], [NO_SECOND, NO_RECORD], THIRD],
    # Who chairs runs no item: what was agreed for their organisation, as their seat sees it.
    "chair": [WORKS[0], [NO_SECOND, NO_RECORD], THIRD],
    # Not about health: of what agencies wrote, only what speaks of homes.
    "housing": [[IN_PART, MEETING, OPTIONS, SCHEME], [NO_SECOND, NO_RECORD], THIRD],
    # Where somebody lives now is for children's services.
    "provider": [[WHOLE, NO_MEETING, OPTIONS, SCHEME, REVIEW], [NO_SECOND, NO_RECORD], THIRD],
}
FULL = [WHOLE, MEETING_GONE, LATE, OPTIONS, PLACEMENT, SCHEME, REVIEW]
AFTER: dict[str, Pack] = {
    "case support": [FULL, *WORKS[1:]],
    "social worker": [FULL, *WORKS[1:]],
    "resources": [FULL, *WORKS[1:]],
    "reviewing": [FULL, [NO_SECOND, NO_RECORD], THIRD],
    "chair": [FULL, [NO_SECOND, NO_RECORD], THIRD],
    "housing": [
        [IN_PART, MEETING_GONE, NOT_LATE, OPTIONS, SCHEME],
        [NO_SECOND, NO_RECORD],
        THIRD,
    ],
    "provider": [
        [WHOLE, MEETING_GONE, LATE, OPTIONS, SCHEME, REVIEW],
        [NO_SECOND, NO_RECORD],
        THIRD,
    ],
}
_PACK = """() => [...document.querySelectorAll(".portal-pack-item")].map(item =>
  [...item.querySelectorAll(".portal-paper")].map(paper => {
    const marks = [...paper.querySelectorAll(".govuk-inset-text")];
    const parts = [...paper.querySelectorAll("h4")];
    return [paper.querySelector("h3"), ...marks, ...parts].map(each => each.textContent.trim());
  }))"""


@dataclass
class Sent:
    """Everything the portal has answered, whoever asked."""

    answers: list[bytes] = field(default_factory=list)

    def watch(self, app: Any) -> None:
        """Keep what an application answers from now on."""
        inner = app.wsgi_app

        def watched(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            parts: list[bytes] = []

            def each(answer: Iterable[bytes]) -> Iterator[bytes]:
                for part in answer:
                    parts.append(part)
                    yield part
                self.answers.append(b"".join(parts))

            answer = inner(environ, start)
            return ClosingIterator(each(answer), getattr(answer, "close", None))

        app.wsgi_app = watched


@pytest.mark.requirement(
    "R47", "R49", "R50", "R53", "R54", "R56", "R57", "R58", "R59", "R62", "R63", "R73", "A16"
)
@pytest.mark.control("C11")
def test_three_are_nominated_and_every_reader_is_given_their_own(
    county: CountyAt, arrives: Arrives, tmp_path: Path
) -> None:
    here = county("preparing")
    here.turn_to("2026-12-14T09:00")
    sent = Sent()
    sent.watch(here.app)
    casey = comes(here, arrives, "case-support", "/d/burnley/meetings")
    items = nominates(casey)
    brings_the_record(casey, items[0], tmp_path)
    sol = comes(here, arrives, "social-worker-burnley")
    brings_the_summaries(sol, items, tmp_path)
    asks(sol, items)
    readers = {"case support": casey, "social worker": sol, **write(here, arrives, items[0])}
    readers["chair"] = comes(here, arrives, "chair-burnley")
    pack = f"{publishes(casey, DAY)}/pack"
    assert {who: reads(each, pack) for who, each in readers.items()} == BEFORE
    here.turn_to("2026-12-15T09:00")
    withdraws_the_record(casey, items[0])
    brings_views_late(sol, items[0])
    casey.go(pack)
    casey.follow("Put it in the pack")
    casey.press("Put it in the pack")
    asks_again(sol, items[0])
    assert {who: reads(each, pack) for who, each in readers.items()} == AFTER
    says_herself(here, arrives, items[0])
    sitting = {who: readers[who] for who in ("housing", "resources", "provider")}
    hears = {who for who, each in sitting.items() if HERS in text(each, f"{at(items[0])}/views")}
    assert hears == {"resources"}, "what is for the panel is not for who offers homes"
    assert all(opens(each, at(items[0])) for each in sitting.values())
    stops(sol, items[0])
    for who, each in sitting.items():
        assert [old for old in old_addresses(items[0]) if opens(each, old)] == [], who
        for gone in ("Likes football", "Journey Street", HERS, "What they said"):
            assert gone not in text(each, pack), (who, gone)
    is_nowhere(sent, here)


def comes(here: County, arrives: Arrives, key: str, then: str = "/", *, way: str = "") -> Somebody:
    """Seat somebody whose pages other journeys look at closely, all but their pack."""
    person = arrives(here)
    person.closely, person.who = False, key
    person.go(f"{way}/sign-in?next={then}")
    person.fill("Email address", f"{key}@practice.example")
    person.fill("Password", PASSWORD)
    person.press("Sign in")
    return person


def nominates(casey: Somebody) -> list[str]:
    """Put three young people on the empty agenda of January; return the ids of the items."""
    casey.follow(DAY)
    for _ in range(3):
        casey.press("Nominate a young person")
        casey.follow(re.compile("^Nominate "))
        casey.page.get_by_label("Time", exact=True).select_option(index=1)
        casey.choose("First look at plans from 16")
        casey.pick("Social worker", "Sol Burnley-Example")
        casey.press("Put on the agenda")
    links = casey.page.get_by_role("link", name=re.compile("^People and access"))
    return [(each.get_attribute("href") or "").split("/")[-1] for each in links.all()]


def brings_the_record(casey: Somebody, item: str, folder: Path) -> None:
    """Take in the record of the last care planning meeting, a PDF (R54)."""
    file = folder / "record.pdf"
    file.write_bytes(pdf_with("The nurse sees them before the winter ends."))
    casey.go(f"/d/burnley/items/{item}/papers/file/care_planning_record")
    casey.box("File").set_input_files(file)
    casey.fill("Title (optional)", "Meeting in November")
    casey.date("When was it written or last updated?", TODAY)
    casey.press("Take the file in")


def brings_the_summaries(sol: Somebody, items: list[str], folder: Path) -> None:
    """Take in one summary out of Word, without what is never taken in, and type another (R53)."""
    file = folder / "case_summary.docx"
    file.write_bytes(SUMMARY)
    sol.go(f"/d/burnley/items/{items[0]}/papers/file/case_summary")
    sol.box("File").set_input_files(file)
    sol.fill("Title (optional)", "Case summary")
    sol.date("When was it written or last updated?", TODAY)
    sol.press("Take the file in")
    sol.sees("Look at this paper and confirm it", "“Why we are involved”", "Likes football")
    sol.page.get_by_label(re.compile("I have read what was kept")).check()
    sol.press("Confirm")
    sol.sees("Confirmed. The paper is ready for the panel.")
    types(sol, items[1], "case_summary", "The plan for adulthood (optional)", "Stay put until 18")


def types(sol: Somebody, item: str, kind: str, section: str, words: str) -> None:
    """Type a paper with one section."""
    sol.go(f"/d/burnley/items/{item}/papers/type/{kind}")
    sol.date("When was it written or last updated?", TODAY)
    sol.fill(section, words)
    sol.choose("Yes, it is ready")
    sol.press("Save the paper")


def asks(sol: Somebody, items: list[str]) -> None:
    """Write down what each of the three agreed to: being discussed, and which papers for whom."""
    for item in items:
        answers(sol, item, "be_discussed")
    shares(sol, items[0], {"Case summary": EVERYBODY, "Meeting in November": NOT_THE_PROVIDER})
    shares(sol, items[1], {"Case summary": (RESOURCES,)})


def asks_again(sol: Somebody, item: str) -> None:
    """Ask about the paper that came late: housing may not have it."""
    shares(sol, item, {"Case summary": EVERYBODY, "What they said": NOT_HOUSING})


def shares(sol: Somebody, item: str, papers: dict[str, tuple[str, ...]]) -> None:
    """Write down which papers may go to whom; what is about health stays from housing."""
    sol.go(f"/d/burnley/items/{item}/agreements/share_papers")
    for paper, organisations in papers.items():
        group = sol.page.get_by_role("group", name=re.compile(f"^“{paper}” may go to"))
        for each in organisations:
            sol.choose(each, within=group)
    if len(papers) > 1:
        sol.choose("Health and wellbeing")
        sol.choose("Housing authority")
    answers(sol, item)


def answers(sol: Somebody, item: str, kind: str = "") -> None:
    """Fill in how they were asked, and record it."""
    if kind:
        sol.go(f"/d/burnley/items/{item}/agreements/{kind}")
    sol.choose("Yes")
    sol.choose("In person")
    sol.choose("They said it")
    sol.press("Record the answer")
    sol.sees("Recorded. What was answered before stays in the history.")


def write(here: County, arrives: Arrives, item: str) -> dict[str, Somebody]:
    """Let four agencies write for the first item, each by its own form; return their people."""
    form = f"/d/burnley/items/{item}/preparation"
    hollis = comes(here, arrives, "housing-burnley", f"{form}/housing")
    hollis.date("Of which day is this information?", TODAY)
    hollis.choose("The housing register")
    hollis.fill("What are the options?", "A flat in Journey Street")
    ari = comes(here, arrives, "resources", f"{form}/access_to_resources")
    ari.sees("Filled in from last time")
    ari.fill("What does the placement say?", "Cooks twice a week")
    ari.fill("What is available, and from when?", "A place from February")
    lee = comes(here, arrives, "lead", f"{form}/iro")
    lee.sees("Filled in from last time")
    lee.fill("Your own view of the plan", "Right, and too slow")
    parker = comes(here, arrives, "provider-burnley", f"{form}/provider", way="/providers")
    parker.fill("Name of the scheme", "Journey House")
    parker.fill("What does it offer?", "Four rooms and a worker at night")
    people = {"housing": hollis, "resources": ari, "reviewing": lee, "provider": parker}
    for each in people.values():
        each.press("Save")
        each.sees("Saved. You can change it until the record is filed.")
    return people


def withdraws_the_record(casey: Somebody, item: str) -> None:
    """Take the record back: its number stays."""
    casey.go(f"/d/burnley/items/{item}/papers")
    casey.follow("Meeting in November")
    casey.follow("Withdraw it")
    casey.fill("Why is it withdrawn?", "A newer one is on its way")
    casey.press("Withdraw it")


def brings_views_late(sol: Somebody, item: str) -> None:
    """Bring what the young person says after the agenda is out (R52)."""
    sol.go(f"/d/burnley/items/{item}/papers/type/views")
    sol.fill("Title (optional)", "What they said")
    sol.date("When was it written or last updated?", date(2026, 12, 15))
    sol.fill("What they said (optional)", "“A garden, if I may choose”")
    sol.choose("Yes, it is ready")
    sol.press("Save the paper")


def reads(reader: Somebody, pack: str) -> Pack:
    """Return what somebody's pack holds: for each item its papers with marks and headings."""
    reader.closely = True
    reader.go(pack)
    reader.closely = False
    held: Pack = reader.page.evaluate(_PACK)
    answer = reader.page.context.request.get(f"{reader.address}{pack}.pdf")
    content = answer.body()
    said = " ".join(pages_of(content))
    for paper in (paper for item in held for paper in item):
        for line in paper:
            assert " ".join(line.split()) in said, line
    assert CANARY.encode() not in raw_streams(content)
    return held


def at(item: str) -> str:
    """Return the address of an item's page."""
    return f"/d/burnley/items/{item}"


def old_addresses(item: str) -> list[str]:
    """Return every address at which somebody on the panel read something of an item."""
    papers = [f"{at(item)}/pack/{place}/file" for place in ("1.1", "1.2", "1.2a")]
    agencies = ("housing", "access_to_resources", "iro", "provider")
    forms = [f"{at(item)}/preparation/{agency}" for agency in agencies]
    return [at(item), f"{at(item)}/views", f"{at(item)}/preparation", *forms, *papers]


def opens(reader: Somebody, path: str) -> bool:
    """Tell whether somebody is given a page."""
    return reader.page.context.request.get(f"{reader.address}{path}").status == 200


def text(reader: Somebody, path: str) -> str:
    """Return what somebody is answered at an address."""
    return reader.page.context.request.get(f"{reader.address}{path}").text()


def says_herself(here: County, arrives: Arrives, item: str) -> None:
    """Let the first of the three say what she wants on her own pages, and share it (R52)."""
    phone = arrives(here, width=PHONE)
    come_in(phone, code_for(here.app.test_client(), UUID(item)))
    phone.follow("What you want to say")
    phone.press("Start")
    phone.page.locator("#answer").fill(HERS)
    phone.press("Continue")
    phone.go("/y/say/check")
    phone.press("Share my views with the panel")
    assert phone.said == []


def stops(sol: Somebody, item: str) -> None:
    """Write down that she does not want to be discussed any more (C15)."""
    sol.go(f"{at(item)}/agreements/be_discussed/stop")
    sol.press("Stop it now")


def is_nowhere(sent: Sent, here: County) -> None:
    """What is never taken in was sent to nobody, and stands in no file of the county's."""
    assert any(b"Likes football" in each for each in sent.answers), "there is something to find"
    assert not [each for each in sent.answers if CANARY.encode() in each]
    Worker(here.app).empty()
    messages = [*here.folder.rglob("*.eml")]
    assert messages, "messages went to files"
    for path in messages:
        parts = message_from_bytes(path.read_bytes(), policy=policy.default).walk()
        said = " ".join(str(each.get_content()) for each in parts if not each.is_multipart())
        assert CANARY not in said
        assert "football" not in said
    for path in here.folder.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path
