"""A protected address: in no paper, and shown once, for a reason, when a second person agrees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import session
from portal.home.pages import home_page
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from portal.outbox.models import Message
from portal.papers import operations, queries
from portal.papers.rules.address import IN_WORDS
from portal.papers.rules.kinds import PaperKind, PaperState
from portal.people.policy import Actor
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import NOW
from tests.integration.papers.conftest import FORM, Bureau, SignInAs
from tests.support.ended import roles_ended
from tests.support.invented_papers import Sent, word
from tests.support.invented_papers import pdf as invented

LINES, POSTCODE = "14 Quillfeather Street\nMadeuptown", "BB11 9ZZ"
SPELLINGS = ("quillfeather", "bb11 9zz", "bb119zz")


@pytest.fixture
def protected(bureau: Bureau) -> UUID:
    """The young person of the item, whose address is protected and written down."""
    young_person_id = bureau.district.young_people[0]
    with bureau.working():
        person = session.scalars(select(YoungPerson).where(YoungPerson.id == young_person_id)).one()
        person.address_protected, person.social_worker_id = True, bureau.worker.person_id
        session.flush()
        operations.record_address(
            actor=bureau.support,
            now=NOW,
            young_person_id=young_person_id,
            version=0,
            lines=LINES,
            postcode="bb119zz",
        )
    return young_person_id


def asked(bureau: Bureau, protected: UUID, actor: Actor) -> tuple[UUID, int]:
    with bureau.working():
        made = operations.ask(
            actor=actor, now=NOW, young_person_id=protected, reason="To bring the keys."
        )
        return made.id, made.version


def decided(bureau: Bureau, reveal: tuple[UUID, int], by: Actor, *, approve: bool = True) -> None:
    with bureau.working():
        operations.decide(
            actor=by, now=NOW, reveal_id=reveal[0], version=reveal[1], approve=approve
        )


def events(bureau: Bureau) -> list[str]:
    with bureau.working(writes=False):
        found = select(Event.event).where(Event.event.like("papers:address:%"))
        return list(session.scalars(found.order_by(Event.event)))


@pytest.mark.control("C18")
def test_it_is_shown_once_to_who_asked_when_somebody_else_agreed(
    bureau: Bureau, protected: UUID
) -> None:
    reveal = asked(bureau, protected, bureau.worker)
    with bureau.working(), pytest.raises(ConflictError, match="Nobody has approved"):
        operations.show(actor=bureau.worker, now=NOW, reveal_id=reveal[0])
    decided(bureau, reveal, bureau.support)
    with bureau.working(), pytest.raises(NotFoundError):
        operations.show(actor=bureau.support, now=NOW, reveal_id=reveal[0])
    with bureau.working():
        shown = operations.show(actor=bureau.worker, now=NOW, reveal_id=reveal[0])
    assert (shown.lines, shown.postcode) == (LINES, POSTCODE)
    with bureau.working(), pytest.raises(ConflictError, match="shown already"):
        operations.show(actor=bureau.worker, now=NOW, reveal_id=reveal[0])
    assert events(bureau) == [
        "papers:address:approved",
        "papers:address:asked",
        "papers:address:recorded",
        "papers:address:shown",
    ]


@pytest.mark.control("C18")
def test_nobody_decides_what_they_asked_themselves(bureau: Bureau, protected: UUID) -> None:
    reveal = asked(bureau, protected, bureau.support)
    with pytest.raises(ForbiddenError):
        decided(bureau, reveal, bureau.support)
    with pytest.raises(ForbiddenError):
        decided(bureau, reveal, bureau.worker)
    decided(bureau, reveal, bureau.district.lead, approve=False)
    with bureau.working(), pytest.raises(ConflictError, match="refused"):
        operations.show(actor=bureau.support, now=NOW, reveal_id=reveal[0])
    with pytest.raises(ConflictError):
        decided(bureau, (reveal[0], reveal[1]), bureau.district.lead)


@pytest.mark.control("C18")
def test_an_approval_is_over_after_a_day(bureau: Bureau, protected: UUID) -> None:
    reveal = asked(bureau, protected, bureau.worker)
    decided(bureau, reveal, bureau.support)
    late = NOW + timedelta(hours=24, seconds=1)
    with bureau.working(), pytest.raises(ConflictError, match="more than a day"):
        operations.show(actor=bureau.worker, now=late, reveal_id=reveal[0])


@pytest.mark.control("C18")
def test_others_may_not_even_ask(bureau: Bureau, protected: UUID) -> None:
    """Nor know that there is one: the same answer as where none is protected (C13)."""
    unprotected, said = bureau.district.young_people[1], set()
    for actor in (bureau.district.chair, bureau.district.member, bureau.housing):
        for whose in (protected, unprotected):
            with pytest.raises(NotFoundError) as caught:
                asked(bureau, whose, actor)
            said.add(caught.value.message)
    assert len(said) == 1
    with pytest.raises(NotFoundError):
        asked(bureau, unprotected, bureau.support)
    with bureau.working(), pytest.raises(RuleError) as nothing_said:
        operations.ask(actor=bureau.support, now=NOW, young_person_id=protected, reason=" ")
    assert nothing_said.value.field == "reason"


@pytest.mark.control("C18")
@pytest.mark.parametrize(
    ("lines", "postcode", "field"),
    [("", POSTCODE, "lines"), (LINES, "BB11", "postcode"), (LINES, "", "postcode")],
)
def test_an_address_that_is_not_whole_is_refused(
    bureau: Bureau, protected: UUID, lines: str, postcode: str, field: str
) -> None:
    with bureau.working(), pytest.raises(RuleError) as caught:
        operations.record_address(
            actor=bureau.support,
            now=NOW,
            young_person_id=protected,
            version=1,
            lines=lines,
            postcode=postcode,
        )
    assert caught.value.field == field


@pytest.mark.control("C18")
def test_it_stands_in_no_paper(bureau: Bureau, protected: UUID, as_person: SignInAs) -> None:
    del protected
    with pytest.raises(RuleError) as typed:
        bureau.typed({"home_now": "They are at 14 Quillfeather St. with Jo"})
    assert (typed.value.field, typed.value.message) == ("section-home_now", IN_WORDS)
    with pytest.raises(RuleError) as titled:
        bureau.typed(title="Visit to BB11 9ZZ")
    assert titled.value.field == "title"
    for sent in (
        Sent(word(("h1", "Home"), "The postcode is bb11 9zz"), "a.docx"),
        Sent(invented("Some words and\n14 Quillfeather Street"), "a.pdf"),
    ):
        with pytest.raises(RuleError) as taken:
            bureau.take_in(sent, kind=PaperKind.OTHER)
        assert (taken.value.field, taken.value.message) == ("file", IN_WORDS)
    answer = as_person(bureau.worker).post(
        f"/d/burnley/items/{bureau.item_id}/papers/type/case_summary",
        data={**FORM, "section-home_now-words": "BB119ZZ"},
    )
    assert answer.status_code == 422
    assert IN_WORDS in answer.get_data(as_text=True)
    with bureau.working(writes=False):
        assert queries.papers_of([bureau.item_id])[bureau.item_id] == ()
    bureau.typed({"home_now": "With Jo, who has cared for them since 2019"})


@pytest.mark.control("C18")
def test_the_pages_show_it_in_one_place_alone(
    bureau: Bureau, protected: UUID, as_person: SignInAs, clock: MovableClock
) -> None:
    clock.instant = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    page = f"/d/burnley/young-people/{protected}/address"
    seen = []
    client = as_person(bureau.worker)
    papers = client.get(f"/d/burnley/items/{bureau.item_id}/papers")
    assert "Their address is protected" in papers.get_data(as_text=True)
    seen += [papers, client.get(page)]
    assert client.post(f"{page}/ask", data={"reason": ""}).status_code == 422
    assert client.post(f"{page}/ask", data={"reason": "To bring keys"}).status_code == 303
    with bureau.working(writes=False):
        (reveal,) = queries.reveals(protected)
        reveal_id, version = reveal.id, reveal.version
    decide = f"/d/burnley/address-reveals/{reveal_id}/decide"
    show = f"/d/burnley/address-reveals/{reveal_id}/show"
    assert client.post(decide, data={"answer": "yes", "version": version}).status_code == 403
    seen += [client.get(page), client.post(show)]
    client = as_person(bureau.support)
    seen += [client.get(page)]
    assert "To bring keys" in seen[-1].get_data(as_text=True)
    assert client.post(decide, data={"answer": "yes", "version": version}).status_code == 303
    seen += [client.post(show), client.get(f"/d/burnley/items/{bureau.item_id}/papers")]
    client = as_person(bureau.worker)
    seen += [client.get(page)]
    shown = client.post(show)
    assert shown.status_code == 200
    assert "14 Quillfeather Street" in shown.get_data(as_text=True)
    seen += [client.post(show), client.get(page)]
    for answer in seen:
        text = answer.get_data(as_text=True).casefold()
        assert not any(spelling in text for spelling in SPELLINGS), answer.request.path


@pytest.mark.control("C18")
def test_writing_it_down_asks_again_who_it_is_and_shows_nothing(
    bureau: Bureau, protected: UUID, as_person: SignInAs
) -> None:
    page = f"/d/burnley/young-people/{protected}/address"
    client = as_person(bureau.support)
    with bureau.working(writes=False):
        held = queries.protected_address(protected)
        assert held is not None
        version = held.version
    wrong = client.post(f"{page}/write", data={"lines": "x", "postcode": "y", "version": version})
    assert wrong.status_code == 422
    stale = {"lines": "1 Other Road", "postcode": "M1 1AE", "version": 99}
    assert client.post(f"{page}/write", data=stale).status_code == 409
    good = stale | {"version": version}
    assert client.post(f"{page}/write", data=good).status_code == 303
    assert "Other Road" not in client.get(page).get_data(as_text=True)
    assert as_person(bureau.worker).post(f"{page}/write", data=good).status_code == 403


@pytest.mark.control("C18")
def test_papers_that_were_there_before_the_address_are_held_when_it_is_written_down(
    bureau: Bureau, as_person: SignInAs
) -> None:
    whose = bureau.district.young_people[0]
    plain = bureau.typed({"about": "Likes football"})
    typed = bureau.typed({"plan": "To stay at 14 Quillfeather St., with carers."})
    words = "Record of the day\nThey live at BB11 9ZZ and like it there very much"
    file = bureau.take_in(
        Sent(invented(words, "Second page of words"), "r.pdf"),
        kind=PaperKind.CARE_PLANNING_RECORD,
    ).paper_id
    with bureau.working():
        row = session.scalars(select(YoungPerson).where(YoungPerson.id == whose)).one()
        row.address_protected = True
    client = as_person(bureau.support)
    answer = client.post(
        f"/d/burnley/young-people/{whose}/address/write",
        data={"version": "0", "lines": LINES, "postcode": POSTCODE},
        follow_redirects=True,
    )
    assert "Two papers of theirs gave it away" in answer.text
    with bureau.working(writes=False):
        assert bureau.paper(plain).state == PaperState.READY
        assert bureau.paper(typed).state == bureau.paper(file).state == PaperState.HELD
        (waiting,) = queries.intakes_of(bureau.item_id)
        assert (waiting.why, waiting.found) == ("address", {"pictures": [1]})
    page = client.get(f"/d/burnley/items/{bureau.item_id}/papers").text
    assert "It gives away where they live on page 1" in page
    assert "Write or take in a version without it" in page
    with bureau.working(), pytest.raises(RuleError, match="gives away where they live"):
        operations.confirm_file(
            actor=bureau.support,
            now=NOW,
            intake_id=waiting.id,
            version=waiting.version,
            removal=operations.Removal(),
        )
    with bureau.working():
        operations.confirm_file(
            actor=bureau.support,
            now=NOW,
            intake_id=waiting.id,
            version=waiting.version,
            removal=operations.Removal(words=("BB11 9ZZ",)),
        )
    bureau.typed({"plan": "With carers."}, paper_id=typed, version=_version(bureau, typed))
    with bureau.working(writes=False):
        assert bureau.paper(typed).state == bureau.paper(file).state == PaperState.READY


def _version(bureau: Bureau, paper_id: UUID) -> int:
    with bureau.working(writes=False):
        return bureau.paper(paper_id).version


def waits_for(bureau: Bureau, actor: Actor) -> list[str]:
    """The home tasks about protected addresses that somebody has."""
    with bureau.working(writes=False):
        page = home_page(actor=actor, now_local=NOW)
    return [
        f"{task.title} {task.values}"
        for group in page.groups
        for task in group.tasks
        if task.page == "papers.address"
    ]


@pytest.mark.control("C18")
def test_a_request_waits_on_the_home_page_of_those_who_decide(
    bureau: Bureau, protected: UUID
) -> None:
    reveal = asked(bureau, protected, bureau.worker)
    for actor in (bureau.support, bureau.district.lead):
        (task,) = waits_for(bureau, actor)
        assert "Decide whether Sam Testcase may see a protected address" in task
        assert str(protected) in task
    for actor in (bureau.worker, bureau.district.chair, bureau.district.member):
        assert waits_for(bureau, actor) == []
    decided(bureau, reveal, bureau.support)
    assert waits_for(bureau, bureau.district.lead) == []


@pytest.mark.control("C18")
def test_what_somebody_asked_themselves_waits_for_others(bureau: Bureau, protected: UUID) -> None:
    asked(bureau, protected, bureau.support)
    assert waits_for(bureau, bureau.support) == []
    assert len(waits_for(bureau, bureau.district.lead)) == 1


@pytest.mark.control("C18", "C36")
@pytest.mark.parametrize("approve", [True, False])
def test_whoever_asked_is_told_that_there_is_an_answer_and_nothing_else(
    bureau: Bureau, protected: UUID, *, approve: bool
) -> None:
    reveal = asked(bureau, protected, bureau.worker)
    decided(bureau, reveal, bureau.support, approve=approve)
    with bureau.working(writes=False):
        sent = session.scalars(select(Message).where(Message.kind == "address_decided")).one()
    assert sent.recipient_id == bureau.worker.person_id
    for word_ in ("LH-1", "Pretend1", "address", "refused", "approved", "protected"):
        assert word_ not in f"{sent.subject} {sent.body}"


@pytest.mark.control("C18")
def test_the_young_persons_page_leads_there_also_where_they_are_on_no_agenda(
    bureau: Bureau, protected: UUID, as_person: SignInAs
) -> None:
    with bureau.working():
        other = session.get_one(YoungPerson, ("E10000017", bureau.district.young_people[3]))
        other.address_protected = True
    client = as_person(bureau.support)
    for young_person_id in (protected, bureau.district.young_people[3]):
        page = client.get(f"/young-people/{young_person_id}").text
        assert f'href="/d/burnley/young-people/{young_person_id}/address"' in page
    plain = client.get(f"/young-people/{bureau.district.young_people[1]}").text
    assert "/address" not in plain


@pytest.mark.control("C18")
@pytest.mark.parametrize("who", ["support", "lead"])
def test_where_nobody_else_decides_the_page_says_who_fills_the_post(
    bureau: Bureau, protected: UUID, as_person: SignInAs, who: str
) -> None:
    people = {"support": bureau.support, "lead": bureau.district.lead}
    page = f"/d/burnley/young-people/{protected}/address"
    said = "Nobody else here is case support officer or district lead today, so nobody can decide"
    assert said not in as_person(people[who]).get(page).text
    other = people["lead" if who == "support" else "support"]
    with bureau.working():
        roles_ended(other.person_id)
    assert said in as_person(people[who]).get(page).text
    assert "Nobody else here" not in as_person(bureau.worker).get(page).text
