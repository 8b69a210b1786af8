"""Coverage: nobody in care from 16 is missing, each has a reason, several are placed at once."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.audit.models import Event
from portal.cases.models import CareEpisode, CareReview, YoungPerson
from portal.coverage import queries
from portal.coverage.rules import PAGE_SIZE, count_states
from portal.database import session, undo
from portal.panels.models import Recusal
from portal.people import operations as people
from portal.people.models import Person
from portal.people.policy import Role
from portal.testing.pages import PageClient
from tests.integration.conftest import ScopeOpener, SignIn
from tests.integration.panels.test_query_counts import statements
from tests.support.invented_panel import published_panel

TODAY = date(2026, 11, 23)
BORN = date(2010, 1, 15)
MOST_STATEMENTS = 24
"""For the county's coverage page and a young person's, sign-in and scope included."""


def add(
    number: int,
    district: str | None = "burnley",
    *,
    born_on: date = BORN,
    ended_on: date | None = None,
    name: str | None = None,
) -> UUID:
    """Add somebody in care since a year before they turned 16, or who left."""
    person = YoungPerson(
        reference=f"LH-{number:05d}",
        child_code=f"C{number}",
        district_id=district,
        born_on=born_on,
        preferred_name=name,
    )
    session.add(person)
    session.flush()
    session.add(
        CareEpisode(
            young_person_id=person.id,
            started_on=born_on + timedelta(days=15 * 365),
            legal_status="C2",
            place="U4",
            reason_new="S",
            ended_on=ended_on,
            reason_ended="E4A" if ended_on else "",
        )
    )
    session.flush()
    return person.id


@pytest.mark.requirement("R4")
def test_everybody_in_care_from_16_is_on_the_page_with_a_reason(
    client: PageClient, sign_in: SignIn, working: ScopeOpener
) -> None:
    with working():
        for number in range(1, 13):
            add(number, ("burnley", "preston", None)[number % 3])
        add(50, born_on=date(2012, 1, 1))
        add(51, ended_on=TODAY - timedelta(days=9))
    sign_in(client, Role.CASE_SUPPORT, None)
    page = client.get("/coverage").text
    shown = set(re.findall(r"LH-\d{5}", page))
    assert shown == {f"LH-{number:05d}" for number in range(1, 13)}
    assert "All 12 in care from 16 are on this page." in page
    assert page.count("Nobody has put their name forward.") == 12
    assert page.count("Choose their district first") == 4
    assert "Never heard (12)" in page


@pytest.mark.requirement("R4", "R42", "R43")
def test_the_yearly_sum_says_when_it_cannot_be_met(
    client: PageClient, sign_in: SignIn, working: ScopeOpener
) -> None:
    with working():
        for number in range(1, 41):
            add(number, "preston")
    sign_in(client, Role.DISTRICT_LEAD, "preston")
    page = client.get("/d/preston/coverage").text
    assert "40 young people reviewed twice a year need 80" in page
    assert "This cannot be met" in page


LIVES = st.lists(
    st.tuples(
        st.dates(TODAY - timedelta(days=19 * 366), TODAY - timedelta(days=15 * 365)),
        st.integers(0, 4 * 365),
        st.one_of(st.none(), st.integers(0, 3 * 365)),
        st.sampled_from(["burnley", "preston", None]),
        st.sampled_from(["C2", "V2", "V4"]),
    ),
    max_size=12,
)


@pytest.mark.slow  # each case writes to a database
@pytest.mark.requirement("R4")
@given(lives=LIVES)
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_nobody_in_care_at_16_or_17_is_ever_missing(
    working: ScopeOpener,
    lives: list[tuple[date, int, int | None, str | None, str]],
) -> None:
    wanted = set()
    with working():
        for number, (born, ago, length, district, legal) in enumerate(lives):
            started = TODAY - timedelta(days=ago)
            ended = None if length is None else started + timedelta(days=length)
            person = YoungPerson(reference=f"P{number}", born_on=born, district_id=district)
            session.add(person)
            session.flush()
            session.add(
                CareEpisode(
                    young_person_id=person.id,
                    started_on=started,
                    ended_on=ended,
                    legal_status=legal,
                )
            )
            # Said again here in the plainest way: 16 or 17, and an open stretch of counted care.
            age = TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))
            if age in {16, 17} and (ended is None or ended > TODAY) and legal != "V4":
                wanted.add(person.reference)
        session.flush()
        lines = queries.in_care_from_16(TODAY)
        assert {line.reference for line in lines} == wanted
        assert sum(count_states(lines).values()) == len(wanted)
        undo()


def test_more_than_a_page_is_paged_and_counts_are_of_everyone(
    client: PageClient, sign_in: SignIn, working: ScopeOpener
) -> None:
    everyone = PAGE_SIZE + 7
    with working():
        for number in range(1, everyone + 1):
            add(number, "burnley")
    sign_in(client, Role.CHAIR, "burnley")
    first = client.get("/d/burnley/coverage").text
    assert f"There are {everyone} young people in care from 16." in first
    assert f"1 to {PAGE_SIZE} of {everyone} are shown." in first
    found = re.search(r'href="(/d/burnley/coverage\?after=[^"]+)"', first)
    assert found
    second = client.get(found[1]).text
    seen = set(re.findall(r"LH-\d{5}", first)) | set(re.findall(r"LH-\d{5}", second))
    assert len(seen) == everyone
    file = client.get("/d/burnley/coverage.csv")
    assert len(list(csv.reader(io.StringIO(file.text)))) == everyone + 1


def test_the_file_has_the_page_s_filter_and_no_formula(
    client: PageClient, sign_in: SignIn, working: ScopeOpener
) -> None:
    with working():
        add(1, name="=HYPERLINK(1)")
        add(2, born_on=TODAY - timedelta(days=16 * 365 + 10))
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    rows = list(csv.reader(io.StringIO(client.get("/d/burnley/coverage.csv").text)))
    assert len(rows) == 3
    (filtered,) = list(
        csv.reader(io.StringIO(client.get("/d/burnley/coverage.csv?state=never_heard").text))
    )[1:]
    assert filtered[:2] == ["LH-00001", "'=HYPERLINK(1)"]


class TestPlacing:
    """People with no district are seen and placed county-wide alone."""

    @pytest.fixture(autouse=True)
    def _people(self, working: ScopeOpener) -> None:
        with working():
            self.ids = [add(number, None) for number in range(1, 4)]

    def test_several_are_placed_at_once_and_each_is_on_the_trail(
        self, client: PageClient, sign_in: SignIn, working: ScopeOpener
    ) -> None:
        sign_in(client, Role.CASE_SUPPORT, None)
        answer = client.post(
            "/coverage/place", data={"district": "fylde", "young_people": self.ids[:2]}
        )
        assert (answer.status_code, answer.location) == (303, "/coverage")
        page = client.get("/coverage").text
        assert "Two young people are now in Fylde." in page
        assert "No district yet (1)" in page
        with working(writes=False):
            placed = session.scalars(
                select(Event.facts).where(Event.event == "cases:young_person:placed")
            ).all()
        assert list(placed) == [{"from": None, "to": "fylde"}] * 2

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({"district": "fylde"}, "Choose at least one young person"),
            ({"young_people": ["here"]}, "Choose a district"),
            ({"district": "atlantis", "young_people": ["here"]}, "Choose a district"),
        ],
        ids=["nobody", "no district", "no such district"],
    )
    def test_a_bad_answer_is_refused_and_what_was_chosen_is_kept(
        self, client: PageClient, sign_in: SignIn, data: dict[str, object], words: str
    ) -> None:
        sign_in(client, Role.CASE_SUPPORT, None)
        if "young_people" in data:
            data = data | {"young_people": [self.ids[1]]}
        answer = client.post("/coverage/place", data=data)
        assert answer.status_code == 422
        assert answer.text.count(words) >= 2
        if "young_people" in data:
            assert "checked" in answer.text

    @pytest.mark.parametrize(
        ("role", "district"),
        [(Role.CASE_SUPPORT, "fylde"), (Role.DISTRICT_LEAD, "fylde"), (Role.CHAIR, None)],
        ids=["one district's case support", "district lead", "county-wide chair"],
    )
    def test_nobody_else_places_them(
        self,
        client: PageClient,
        sign_in: SignIn,
        working: ScopeOpener,
        role: Role,
        district: str | None,
    ) -> None:
        sign_in(client, role, district)
        answer = client.post(
            "/coverage/place", data={"district": "fylde", "young_people": self.ids}
        )
        assert answer.status_code == 403
        with working(writes=False):
            assert session.scalars(select(YoungPerson.district_id)).all() == [None] * 3

    def test_somebody_placed_meanwhile_is_no_fault(
        self, client: PageClient, sign_in: SignIn, working: ScopeOpener
    ) -> None:
        with working():
            for person in session.scalars(select(YoungPerson)):
                person.district_id = "wyre"
        sign_in(client, Role.CASE_SUPPORT, None)
        answer = client.post(
            "/coverage/place", data={"district": "fylde", "young_people": self.ids}
        )
        assert answer.location == "/coverage"
        assert "has a district already" in client.get("/coverage").text

    def test_a_district_s_own_staff_do_not_see_them(
        self, client: PageClient, sign_in: SignIn
    ) -> None:
        sign_in(client, Role.CASE_SUPPORT, "fylde")
        assert "LH-0000" not in client.get("/coverage").text
        assert client.get(f"/young-people/{self.ids[0]}").status_code == 404


class TestOneYoungPerson:
    """Their page: status with reasons, clocks, history, name and district."""

    @pytest.fixture(autouse=True)
    def _person(self, working: ScopeOpener) -> None:
        with working():
            self.id = add(1)
            session.add(
                CareReview(young_person_id=self.id, held_on=date(2026, 5, 5), participation="PN1")
            )

    @pytest.mark.requirement("R4")
    def test_it_says_why_they_have_their_status_and_what_is_due(
        self, client: PageClient, sign_in: SignIn
    ) -> None:
        sign_in(client, Role.CHAIR, "burnley")
        page = client.get(f"/d/burnley/young-people/{self.id}").text
        for words in (
            "Name not added yet",
            "So they are an eligible child (Children Act 1989 Schedule 2 paragraph 19B).",
            "Needs assessment",
            "Not known",
            "Came into care",
            "They came and spoke for themselves.",
        ):
            assert words in page
        assert "Save their name" not in page, "a chair does not change it"

    @pytest.mark.requirement("R4", "A16")
    @pytest.mark.control("C11")
    def test_it_lists_who_can_open_it_and_nobody_else(
        self, client: PageClient, sign_in: SignIn, working: ScopeOpener
    ) -> None:
        sign_in(client, Role.CHAIR, "burnley")
        with working():
            organisation_id = session.scalars(select(Person)).one().organisation_id
            for number, (role, district) in enumerate(
                (
                    (Role.CASE_SUPPORT, None),
                    (Role.CASE_SUPPORT, "preston"),
                    (Role.MEMBER, "burnley"),
                    (Role.INFORMATION_GOVERNANCE, None),
                )
            ):
                known = Person(
                    name=f"Reader {number} Example",
                    email=f"reader{number}@example.test",
                    organisation_id=organisation_id,
                    starts_on=date(2026, 1, 1),
                )
                session.add(known)
                session.flush()
                people.grant_role(
                    person=known, role=role, district_id=district, starts_on=date(2026, 1, 1)
                )
        listed = client.get(f"/d/burnley/young-people/{self.id}").text.partition('id="who"')[2]
        names = re.findall(r"Reader \d Example", listed)
        assert names == ["Reader 0 Example"]
        assert "Case support officer for the county" in listed
        assert "Panel chair for this district" in listed

    @pytest.mark.control("C7", "C11")
    def test_whoever_declared_an_interest_is_not_among_them(
        self, client: PageClient, sign_in: SignIn, working: ScopeOpener
    ) -> None:
        with working():
            panel = published_panel()
            out = panel.people["support"]
            session.add(
                Recusal(
                    district_id=panel.district,
                    item_id=panel.items[0],
                    young_person_id=panel.young_people[0],
                    person_id=out,
                    reason="A friend of the family",
                    declared_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
                    declared_by=out,
                )
            )
        sign_in(client, Role.CASE_SUPPORT, None)
        lists = [
            client.get(f"/young-people/{each}").text.partition('id="who"')[2]
            for each in panel.young_people[:2]
        ]
        assert ["Support Example" in each for each in lists] == [False, True]

    def test_the_history_can_be_limited_to_reviews(
        self, client: PageClient, sign_in: SignIn
    ) -> None:
        sign_in(client, Role.CHAIR, "burnley")
        page = client.get(f"/d/burnley/young-people/{self.id}?show=reviews").text
        assert "Care review" in page
        assert "Came into care" not in page

    @pytest.mark.parametrize(
        ("role", "district", "address", "status"),
        [
            (Role.CASE_SUPPORT, "preston", "/young-people/{id}", 404),
            (Role.CASE_SUPPORT, "preston", "/d/burnley/young-people/{id}", 404),
            (Role.CASE_SUPPORT, None, "/d/preston/young-people/{id}", 404),
            (Role.MEMBER, "burnley", "/d/burnley/young-people/{id}", 403),
            (Role.DISTRICT_LEAD, "burnley", "/young-people/{id}", 200),
        ],
    )
    def test_another_district_s_young_person_does_not_exist(  # noqa: PLR0917 - a table's columns
        self,
        client: PageClient,
        sign_in: SignIn,
        role: Role,
        district: str | None,
        address: str,
        status: int,
    ) -> None:
        sign_in(client, role, district)
        assert client.get(address.format(id=self.id)).status_code == status

    def test_a_role_elsewhere_shows_nobody_where_one_may_not_look(
        self, client: PageClient, sign_in: SignIn, working: ScopeOpener
    ) -> None:
        """A chair in Preston who is a social worker in Burnley sees Preston's list alone."""
        sign_in(client, Role.CHAIR, "preston")
        with working():
            person = session.scalars(select(Person).order_by(Person.email)).one()
            people.grant_role(
                person=person,
                role=Role.SOCIAL_WORKER,
                district_id="burnley",
                starts_on=date(2026, 1, 1),
            )
        assert "LH-00001" not in client.get("/coverage").text
        assert "LH-00001" not in client.get("/coverage.csv").text
        assert client.get(f"/young-people/{self.id}").status_code == 404

    def test_their_name_and_district_are_saved(self, client: PageClient, sign_in: SignIn) -> None:
        sign_in(client, Role.CASE_SUPPORT, None)
        here = f"/young-people/{self.id}"
        assert client.post(f"{here}/name", data={"preferred_name": ""}).status_code == 422
        saved = client.post(f"{here}/name", data={"preferred_name": "Avery  Testcase"})
        assert saved.location == here
        assert "Avery Testcase" in client.get(here).text
        assert client.post(f"{here}/place", data={"district": ""}).status_code == 422
        moved = client.post(f"{here}/place", data={"district": "wyre"})
        assert moved.location == here
        assert client.get(f"/d/wyre/young-people/{self.id}").status_code == 200
        assert client.get(f"/d/burnley/young-people/{self.id}").status_code == 404

    def test_somebody_who_is_not_there_is_not_found(
        self, client: PageClient, sign_in: SignIn
    ) -> None:
        sign_in(client, Role.CASE_SUPPORT, None)
        assert client.get(f"/young-people/{uuid4()}").status_code == 404


def test_a_page_takes_as_many_statements_for_forty_as_for_one(
    app: Flask, client: PageClient, sign_in: SignIn, working: ScopeOpener
) -> None:
    sign_in(client, Role.CASE_SUPPORT, None)
    counts = []
    had = 0
    for wanted in (2, 3, 40):  # from two on, so that the district has somebody too
        with working():
            for number in range(had + 1, wanted + 1):
                last = add(number, ("burnley", None)[number % 2])
        had = wanted
        addresses = ("/coverage", "/d/burnley/coverage", f"/young-people/{last}")
        for_each = []
        for address in addresses:
            with statements(app) as seen:
                assert client.get(address).status_code == 200
            for_each.append(len(seen))
        counts.append(for_each)
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= MOST_STATEMENTS, counts
