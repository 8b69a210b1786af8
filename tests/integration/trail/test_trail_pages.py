"""The pages of the trail: who has looked, the whole trail, the month's unusual reading."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from html import unescape

import pytest

from portal import audit
from portal.cases.models import YoungPerson
from portal.database import session
from portal.people.models import Person
from portal.people.policy import Role
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener, SignIn
from tests.integration.trail.conftest import Enter, Trail
from tests.support.invented_panel import NAMES, InventedPanel, person


def words(client: PageClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def of_person(panel: InventedPanel) -> str:
    return f"/young-people/{panel.young_people[0]}/trail"


def of_item(panel: InventedPanel) -> str:
    return f"/d/burnley/items/{panel.items[0]}/trail"


def of_meeting(panel: InventedPanel) -> str:
    return f"/d/burnley/meetings/{panel.meeting_id}/trail"


def test_who_has_looked_and_what_was_done(enter: Enter, panel: InventedPanel) -> None:
    support, chair = enter("support"), enter("chair")
    support.get(f"/d/burnley/meetings/{panel.meeting_id}/agenda")
    chair.post(
        f"/d/burnley/items/{panel.items[0]}/record/took-part",
        data={"version": "0", "took_part": "came", "note": "They came"},
    )
    chair.get(f"/d/burnley/items/{panel.items[0]}/record/read")
    for address in (of_person(panel), of_item(panel)):
        text = words(support, address)
        assert "Support Example Named in: the agenda Case support officer" in text
        assert "Chair Example Saved how the young person took part" in text
        assert "Chair Example Opened: the record, to read Panel chair" in text
        assert NAMES[0] not in text
    text = words(support, of_meeting(panel))
    assert "Support Example Named in: the agenda" in text
    assert "Chair Example Opened: the record, to read" in text


def test_another_young_persons_entries_are_not_among_them(
    enter: Enter, panel: InventedPanel
) -> None:
    support = enter("support")
    support.get(f"/young-people/{panel.young_people[1]}")
    support.get(f"/d/burnley/items/{panel.items[1]}/record/file")
    for address in (of_person(panel), of_item(panel)):
        text = words(support, address)
        assert "the record, to file" not in text
        assert "the young person’s page" not in text


def test_asking_who_has_looked_is_itself_in_it(
    enter: Enter, panel: InventedPanel, trail: Trail
) -> None:
    support = enter("support")
    trail.new()
    for address in (of_person(panel), of_item(panel), of_meeting(panel)):
        support.get(address)
    assert {entry.subject_kind for entry in trail.new("read")} == {"trail"}
    assert "Opened: who has looked, and what was done" in words(support, of_person(panel))


def test_only_looking_or_only_what_was_done(enter: Enter, panel: InventedPanel) -> None:
    chair = enter("chair")
    chair.post(
        f"/d/burnley/items/{panel.items[0]}/record/took-part",
        data={"version": "0", "took_part": "came", "note": "They came"},
    )
    chair.get(f"/d/burnley/items/{panel.items[0]}/record/read")
    looked = words(chair, of_item(panel) + "?show=looked")
    done = words(chair, of_item(panel) + "?show=done")
    assert "Opened: the record" in looked
    assert "Saved how" not in looked
    assert "Saved how" in done
    assert "Opened: the record" not in done


MAY = ("support", "chair", "manager", "governance")
MAY_NOT = ("worker", "member", "guest")


@pytest.mark.parametrize("who", [*MAY, *MAY_NOT])
def test_who_may_ask_who_has_looked(
    who: str, enter: Enter, panel: InventedPanel, working: ScopeOpener
) -> None:
    with working():
        person(panel, "governance", Role.INFORMATION_GOVERNANCE, county=True)
    client = enter(who)
    wanted = 200 if who in MAY else 403
    of_them = 404 if who in {"member", "guest"} else wanted
    assert client.get(of_person(panel)).status_code == of_them, "a member knows the item alone"
    assert client.get(of_item(panel)).status_code == wanted
    meeting = client.get(of_meeting(panel)).status_code
    assert meeting == (403 if who == "manager" else wanted)


@pytest.mark.parametrize(
    "post", ["social_worker", "manager", "personal_adviser", "adviser_manager"]
)
def test_whoever_works_with_them_without_an_item_is_told_no_and_it_is_written_down(
    post: str, enter: Enter, panel: InventedPanel, working: ScopeOpener, trail: Trail
) -> None:
    with working():
        lead = person(panel, "lead", Role.TEAM_MANAGER)
        setattr(
            session.get_one(YoungPerson, ("E10000017", panel.young_people[0])),
            f"{post}_id",
            lead.id,
        )
    client = enter("lead")
    trail.new()
    assert client.get(of_person(panel)).status_code == 403
    assert len(trail.new("refused")) == 1


@pytest.mark.parametrize("address", [of_person, of_item, of_meeting])
def test_of_another_district_there_is_nothing_to_ask(
    address: object, client: PageClient, sign_in: SignIn, panel: InventedPanel
) -> None:
    assert callable(address)
    sign_in(client, Role.CASE_SUPPORT, "preston")
    assert client.get(address(panel)).status_code == 404


def test_the_links_are_where_the_things_are(enter: Enter, panel: InventedPanel) -> None:
    for who, page, link in (
        ("support", f"/young-people/{panel.young_people[0]}", of_person(panel)),
        ("chair", f"/d/burnley/items/{panel.items[0]}/record/read", of_item(panel)),
        ("support", f"/d/burnley/meetings/{panel.meeting_id}", of_meeting(panel)),
        ("chair", f"/d/burnley/meetings/{panel.meeting_id}/agenda", of_meeting(panel)),
        ("manager", f"/d/burnley/items/{panel.items[0]}/record/read", of_item(panel)),
    ):
        assert f'href="{link}"' in enter(who).get(page).text
    assert of_item(panel) not in (
        enter("worker").get(f"/d/burnley/items/{panel.items[0]}/record/read").text
    )


class TestTheWholeTrail:
    def test_it_is_for_whoever_keeps_it_alone(self, governance: PageClient, enter: Enter) -> None:
        for page in ("/trail", "/trail.csv", "/trail/unusual"):
            assert governance.get(page).status_code == 200
            for who in ("support", "chair", "member", "worker"):
                assert enter(who).get(page).status_code == 403
        assert 'href="/trail"' in governance.get("/").text

    def test_it_can_be_asked_by_person_young_person_kind_and_day(
        self, governance: PageClient, enter: Enter, panel: InventedPanel, clock: MovableClock
    ) -> None:
        enter("support").get(f"/young-people/{panel.young_people[0]}")
        enter("chair").get(f"/d/burnley/items/{panel.items[1]}/record/read")
        who = panel.people["chair"]
        reference = "lh-burnley-1123-1"
        everything = words(governance, "/trail")
        assert "Chair Example Opened: the record, to read LH-burnley-1123-2" in everything
        assert "Support Example Opened: the young person’s page LH-burnley-1123-1" in everything
        enter("chair").post(
            f"/d/burnley/items/{panel.items[1]}/record/took-part",
            data={"version": "0", "took_part": "came", "note": "They came"},
        )
        by_chair = words(governance, f"/trail?person={who}")
        assert "the record, to read" in by_chair
        assert "Saved how the young person took part LH-burnley-1123-2" in by_chair
        assert "the young person’s page" not in by_chair
        about = words(governance, f"/trail?reference={reference}")
        assert "the young person’s page" in about
        assert "the record, to read" not in about
        done = words(governance, "/trail?kind=write")
        assert "Signed in" in done
        assert "Opened:" not in done
        clock.instant = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        later = "since-day=24&since-month=11&since-year=2026"
        assert "the record, to read" not in words(governance, f"/trail?{later}")
        until = "until-day=23&until-month=11&until-year=2026"
        assert "the record, to read" in words(governance, f"/trail?{until}")

    def test_what_cannot_be_asked_is_said_beside_its_box(
        self, governance: PageClient, panel: InventedPanel
    ) -> None:
        feb = "{0}-month=2&{0}-year=2026"
        for asked, said in (
            ("reference=LH-NOBODY", "There is no young person with this reference or code"),
            ("since-day=31&since-month=2&since-year=2026", "The first day"),
            (
                f"since-day=3&{feb.format('since')}&until-day=2&{feb.format('until')}",
                "The last day must be the same as or after the first day",
            ),
            (f"person={panel.young_people[0]}", "Choose somebody on the list"),
        ):
            answer = governance.get(f"/trail?{asked}")
            assert answer.status_code == 422, asked
            assert said in answer.text
            assert governance.get(f"/trail.csv?{asked}").status_code == 422

    def test_it_goes_on_where_a_page_ends(
        self, governance: PageClient, working: ScopeOpener, panel: InventedPanel
    ) -> None:
        with working():
            for number in range(120):
                audit.record(
                    event=f"panels:planted:number_{number}",
                    subject=("meeting", panel.meeting_id),
                    actor_id=panel.people["chair"],
                    now=datetime(2026, 11, 20, 9, tzinfo=UTC),
                )
        address, seen = f"/trail?person={panel.people['chair']}", []
        while address:
            page = governance.get(address).text
            seen += [int(each) for each in re.findall(r"Planted: number (\d+)", page)]
            more = re.search(r'href="([^"]+)">Earlier entries', page)
            address = unescape(more[1]) if more else ""
        assert seen == list(range(119, -1, -1))

    def test_those_whom_one_list_named_are_one_row_and_in_the_file_one_each(
        self, governance: PageClient, enter: Enter, panel: InventedPanel
    ) -> None:
        enter("support").get(f"/d/burnley/meetings/{panel.meeting_id}/agenda")
        text = words(governance, "/trail?kind=listed")
        assert text.count("Named in: the agenda") == 1
        assert "Named in: the agenda 3 young people Case support officer" in text
        alone = words(governance, "/trail?kind=listed&reference=LH-burnley-1123-1")
        assert "Named in: the agenda LH-burnley-1123-1" in alone
        rows = governance.get("/trail.csv?kind=listed").text.splitlines()
        assert len([row for row in rows if "the agenda" in row]) == 3

    def test_the_file_holds_the_same_and_no_cell_runs(
        self, governance: PageClient, working: ScopeOpener, panel: InventedPanel, enter: Enter
    ) -> None:
        enter("chair").get(f"/d/burnley/items/{panel.items[1]}/record/read")
        with working():
            session.get_one(
                Person, ("E10000017", panel.people["chair"])
            ).name = "=cmd|' /C calc'!A0"
        text = governance.get(f"/trail.csv?person={panel.people['chair']}").data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert rows[0]["Who"] == "'=cmd|' /C calc'!A0"
        assert rows[0]["What"] == "Opened: the record, to read"
        assert rows[0]["Young person"] == "LH-burnley-1123-2"
        assert NAMES[1] not in text

    def test_a_file_too_long_is_refused_not_cut(
        self, governance: PageClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("portal.trail.routes.staff.MOST_IN_A_FILE", 0)
        answer = governance.get("/trail.csv")
        assert answer.status_code == 422
        assert "Choose fewer days" in answer.text

    def test_reading_it_is_logged_page_by_page(self, governance: PageClient, trail: Trail) -> None:
        trail.new()
        for page in ("/trail", "/trail.csv", "/trail/unusual"):
            governance.get(page)
        entries = trail.new()
        assert [entry.subject_kind for entry in entries] == ["trail"] * 3
        assert {entry.why for entry in entries} == {"Information governance officer"}


class TestUnusualReading:
    def test_what_is_odd_is_listed_with_its_reasons(
        self, governance: PageClient, enter: Enter, panel: InventedPanel, clock: MovableClock
    ) -> None:
        support = enter("support")
        support.get(f"/young-people/{panel.young_people[0]}")
        clock.instant = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # a Sunday night
        enter("support").get(f"/young-people/{panel.young_people[1]}")
        enter("member").get(f"/young-people/{panel.young_people[2]}")
        clock.instant = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        text = words(governance, "/trail/unusual?month=2026-11")
        assert "Two unusual readings among 3" in text
        assert "LH-burnley-1123-2 at night, at a weekend or on a bank holiday" in text
        assert "asked for what their role does not include; at night" in text
        assert "LH-burnley-1123-1" not in text
        assert NAMES[1] not in text

    def test_who_has_looked_at_one_of_them_is_read_at_night_too_and_the_trail_at_large_is_not(
        self, governance: PageClient, enter: Enter, panel: InventedPanel, clock: MovableClock
    ) -> None:
        clock.instant = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
        support = enter("support")
        for address in (of_person(panel), of_item(panel), of_meeting(panel)):
            assert support.get(address).status_code == 200
        assert governance.get("/trail").status_code == 200
        clock.instant = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        text = words(governance, "/trail/unusual?month=2026-11")
        assert "Two unusual readings among 2" in text
        asked = "Who has looked, and what was done LH-burnley-1123-1 at night"
        assert text.count(asked) == 2

    def test_a_family_name_shared_is_listed(
        self,
        governance: PageClient,
        working: ScopeOpener,
        enter: Enter,
        panel: InventedPanel,
    ) -> None:
        with working():
            person(panel, "lead", Role.DISTRICT_LEAD).name = "Lee Testcase"
        enter("lead").get(f"/young-people/{panel.young_people[0]}")
        text = words(governance, "/trail/unusual?month=2026-11")
        assert "Lee Testcase The young person’s page LH-burnley-1123-1" in text
        assert "the young person has the reader’s family name" in text

    def test_a_month_that_is_none_is_refused(self, governance: PageClient) -> None:
        assert governance.get("/trail/unusual?month=November").status_code == 422

    def test_the_month_before_is_shown_first(self, governance: PageClient) -> None:
        assert "Unusual reading in October 2026" in words(governance, "/trail/unusual")
