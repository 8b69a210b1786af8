"""What a district's rules are, who says so and what they beat, read on a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.kernel.kinds import PanelKind
from portal.people.policy import Role
from portal.terms.queries import TOPICS
from portal.testing.pages import PageClient
from portal.variations.hookspecs import HOOKS
from tests.integration.conftest import SignIn
from tests.integration.terms.conftest import Serve, element, main_words, words

PRESTON = "/d/preston/what-varies"
CHAIR = "who-chairs-leaving-care"
AGENDA = "sending-the-agenda-leaving-care-lasting-home"
MEMBERS = "who-sits-on-the-panel-leaving-care"
SLOTS = "how-the-day-is-cut-into-slots-leaving-care-lasting-home"
USUAL_CHAIR = "Leaving Care Service Senior Manager chairs"


@pytest.mark.parametrize(
    ("role", "home", "status"),
    [
        (Role.DISTRICT_LEAD, "preston", 200),
        (Role.CASE_SUPPORT, None, 200),
        (Role.CHAIR, "preston", 200),
        (Role.MEMBER, "preston", 403),
        (Role.SOCIAL_WORKER, "preston", 403),
        (Role.DISTRICT_LEAD, "burnley", 404),
    ],
    ids=[
        "the district's lead",
        "case support of the county",
        "the chair",
        "a member may not",
        "a social worker may not",
        "another district's lead does not learn that it is there",
    ],
)
def test_who_may_read_the_settings(
    client: PageClient, sign_in: SignIn, role: Role, home: str | None, status: int
) -> None:
    sign_in(client, role, home)
    assert client.get(PRESTON).status_code == status


def test_a_visitor_is_asked_to_sign_in(client: PageClient) -> None:
    assert client.get(PRESTON).status_code == 303


def test_every_hook_of_every_panel_is_on_the_page(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.DISTRICT_LEAD, None)
    assert {topic.hook for topic in TOPICS} == {*HOOKS, "calendar"}
    for district in ("burnley", "preston", "pendle"):
        page = client.get(f"/d/{district}/what-varies").text
        for topic in TOPICS:
            assert topic.title in main_words(page)
        assert page.count("portal-setting__source") >= len(TOPICS) + len(PanelKind)


@pytest.mark.requirement("R20", "R21")
@pytest.mark.parametrize(
    ("district", "said", "source", "usual"),
    [
        (
            "burnley",
            USUAL_CHAIR,
            "Product The portal’s own rules: config/product.toml. No start or end date.",
            False,
        ),
        (
            "preston",
            "Leaving Care Team Manager chairs",
            "District Preston’s own file: config/districts/preston.toml.",
            True,
        ),
        (
            "pendle",
            "Leaving Care Service Senior Manager of Burnley chairs",
            "Plugin Owned by the plugin pendle rotating chair: plugins.pendle_rotating_chair.",
            True,
        ),
    ],
    ids=["the product's own rule", "a district's file", "a district's plugin"],
)
def test_a_chair_is_shown_with_who_says_so(
    client: PageClient, sign_in: SignIn, district: str, said: str, *, source: str, usual: bool
) -> None:
    sign_in(client, Role.DISTRICT_LEAD, district)
    card = words(client.get(f"/d/{district}/what-varies?as_of=2026-03-20").text, CHAIR)
    assert said in card
    assert source in card
    assert (f"The county’s usual: {USUAL_CHAIR}" in card) is usual
    assert ("Differs from the county’s usual" in card) is usual
    assert ("What it beat (1)" in card) is usual
    assert ("Worked out for this day" in card) is (district == "pendle")


@pytest.mark.requirement("R39")
def test_added_seats_show_who_added_them(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.DISTRICT_LEAD, "preston")
    page = client.get(PRESTON).text
    card = words(page, MEMBERS)
    assert "12 core seats, and two added: Advocacy and Health" in card
    assert "Advocacy (added by config/districts/preston.toml)" in card
    assert "The county’s usual: 12 core seats, and none added" in card


@pytest.mark.requirement("R44", "R68")
def test_slots_that_differ_show_what_they_beat(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.DISTRICT_LEAD, "preston")
    page = client.get(PRESTON).text
    card = words(page, SLOTS)
    assert "Slots of 30 minutes, 9:30am to 12:30pm and 1:30pm to 4pm" in card
    assert "What it beat (1): How the day is cut into slots, both panels" in card
    assert "Slots of 20 minutes, 9:30am to 12:30pm Product" in card


def test_the_county_s_own_rule_has_the_county_s_badge(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    page = client.get("/d/burnley/what-varies").text
    card = words(page, "how-often-it-meets-leaving-care-lasting-home")
    assert "County Lancashire County Council: config/layers/lancashire.toml" in card
    assert "every setting is the county’s usual" in main_words(page)


def test_an_area_s_rule_has_the_area_s_badge(sign_in: SignIn, serve: Serve, config: Path) -> None:
    _add(config / "layers" / "east.toml", "[both.notice_period.agenda]\ndays = 7\n")
    client = serve()
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    card = words(client.get("/d/burnley/what-varies").text, AGENDA)
    assert "Send seven working days before the panel" in card
    assert "Area East Lancashire: config/layers/east.toml" in card
    assert "Differs from the county’s usual" in card


def test_a_rule_set_again_to_the_usual_is_not_called_different(
    sign_in: SignIn, serve: Serve, config: Path
) -> None:
    _add(config / "districts" / "burnley.toml", "[both.notice_period.agenda]\ndays = 5\n")
    client = serve()
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    page = client.get("/d/burnley/what-varies").text
    assert "Set here, though the same as the county’s usual" in words(page, AGENDA)
    assert "every setting is the county’s usual" in main_words(page)


def test_a_core_seat_left_out_counts_as_different(
    sign_in: SignIn, serve: Serve, config: Path
) -> None:
    _add(
        config / "districts" / "burnley.toml",
        "[leaving_care.seats.iro_representative]\nin_use = false\n",
    )
    client = serve()
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    card = words(client.get("/d/burnley/what-varies?differs=y").text, MEMBERS)
    assert "Left out here: Independent reviewing officers’ representative" in card


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("differs=y", "who-chairs-leaving-care", "who-chairs-lasting-home"),
        ("search=TEAM+manager+chairs", "who-chairs-leaving-care", AGENDA),
        ("search=preston.toml", "who-chairs-leaving-care", AGENDA),
        ("search=notice_period", AGENDA, "who-chairs-leaving-care"),
        ("search=working+days&differs=y", None, AGENDA),
    ],
    ids=[
        "only what differs",
        "words in any capitals",
        "a file's name",
        "a hook's name",
        "a search that finds nothing among what differs",
    ],
)
def test_settings_are_found(
    client: PageClient, sign_in: SignIn, query: str, shown: str | None, hidden: str
) -> None:
    sign_in(client, Role.DISTRICT_LEAD, "preston")
    page = client.get(f"{PRESTON}?{query}").text
    assert f'id="{hidden}"' not in page
    if shown is None:
        assert "0 of" in main_words(page)
    else:
        assert f'id="{shown}"' in page


@pytest.fixture
def changing(config: Path, serve: Serve, sign_in: SignIn) -> PageClient:
    """Burnley, whose slots grow and whose outcomes end on a later day."""
    _add(
        config / "districts" / "burnley.toml",
        "[[dated]]\nfrom = 2027-04-01\n[dated.both.slot_plan]\nslot_minutes = 40\n",
    )
    client = serve()
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    return client


@pytest.mark.requirement("R44", "R68")
@pytest.mark.parametrize(
    ("as_of", "said", "source"),
    [
        ("2027-03-31", "Slots of 20 minutes", "Product"),
        ("2027-04-01", "Slots of 40 minutes", "Since 1 April 2027, with no end date"),
    ],
    ids=["the day before", "its first day"],
)
def test_a_dated_change_shows_from_its_day(
    changing: PageClient, as_of: str, said: str, source: str
) -> None:
    card = words(changing.get(f"/d/burnley/what-varies?as_of={as_of}").text, SLOTS)
    assert said in card
    assert source in card


def test_a_change_to_come_is_announced_and_linked(changing: PageClient) -> None:
    page = changing.get("/d/burnley/what-varies").text
    said = main_words(page)
    assert "From Thursday 1 April 2027" in said
    assert (
        "How the day is cut into slots (Both panels) Slots of 20 minutes, 9:30am to 12:30pm "
        "Slots of 40 minutes, 9:30am to 12:30pm"
    ) in said
    assert "/d/burnley/what-varies?as_of=2027-04-01" in page
    after = changing.get("/d/burnley/what-varies?as_of=2027-04-01").text
    assert "No change is entered for after Thursday 1 April 2027" in main_words(after)


@pytest.mark.parametrize(
    ("query", "message", "box"),
    [
        ("as_of=", "Enter the day", "as_of-day"),
        ("as_of=soon", "The day must include a month and year", "as_of-month"),
        ("as_of=2027-02-30", "The day must be a real date", "as_of-day"),
        ("as_of=2028-04-01", "Burnley ends on 31 March 2028", "as_of-day"),
        ("as_of=1974-03-31", "Burnley started on 1 April 1974", "as_of-day"),
        ("as_of-day=&as_of-month=&as_of-year=", "Enter the day", "as_of-day"),
        ("search=" + "x" * 101, "Search the settings must be 100 characters or fewer", "search"),
        ("panel_day=2031-01-01", "Working days are known from 2012 to 2029 only", "panel_day-day"),
        ("panel_day=2011-12-30", "Working days are known from 2012 to 2029 only", "panel_day-day"),
        ("panel_day=2028-06-02", "Burnley is not a district on that day", "panel_day-day"),
        ("panel_day=2026-13-01", "Panel day must be a real date", "panel_day-month"),
        ("panel_day=", "Enter the panel day", "panel_day-day"),
        (
            "panel_day=2026-12-11&submitted_on=2026-12-12",
            "The name must come in on or before the panel day",
            "submitted_on-day",
        ),
    ],
    ids=[
        "an empty date",
        "not a date",
        "not a real date",
        "after the district ends",
        "before the district started",
        "no date",
        "a search too long",
        "a panel day past the calendar",
        "a panel day before the calendar",
        "a panel day after the district ends",
        "a panel day that is not real",
        "no panel day",
        "a name that comes in after the panel",
    ],
)
def test_a_wrong_day_is_refused_beside_its_field(
    client: PageClient, sign_in: SignIn, query: str, message: str, box: str
) -> None:
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    answer = client.get(f"/d/burnley/what-varies?{query}")
    assert answer.status_code == 422
    summary = element(answer.text, "error-summary")
    assert message in words(answer.text, "error-summary")
    assert [link.get("href") for link in summary.iter("a")] == [f"#{box}"]
    assert "Monday 23 November 2026" in main_words(answer.text)  # today's settings are shown


@pytest.mark.requirement("R62", "R68", "R75")
def test_a_day_is_tried_with_its_steps_and_slots(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.DISTRICT_LEAD, "preston")
    said = main_words(client.get(f"{PRESTON}?panel_day=2026-12-11&submitted_on=2026-11-25").text)
    assert "A panel on Friday 11 December 2026" in said
    assert "Papers fetched by Wednesday 2 December 2026" in said
    assert "Agenda sent by Friday 4 December 2026" in said
    assert "Record filed by Friday 18 December 2026" in said
    assert "Friday 11 December 2026: the panel day, not counted" in said
    assert "Whole day (the usual): 11 slots, 9:30am to 4pm" in said
    assert "Morning: six slots, 9:30am to 12:30pm" in said
    assert "12:30pm 60 Lunch" in said


@pytest.mark.requirement("R68")
def test_a_short_lunch_and_a_bank_holiday_are_warned_of(
    client: PageClient, sign_in: SignIn
) -> None:
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    said = main_words(client.get("/d/burnley/what-varies?panel_day=2026-12-28").text)
    assert "not a working day (bank holiday: Boxing Day (substitute day))" in said
    assert "Whole day: Lunch is 10 minutes, from 12:50pm. It should be at least 30" in said


def test_a_rule_that_cannot_be_read_does_not_hide_the_others(
    sign_in: SignIn, serve: Serve, config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "failing_chair.py").write_text(
        "from portal.variations.api import hookimpl\n"
        "@hookimpl\n"
        "def chair_rule(district, as_of, kind):\n"
        "    raise RuntimeError('no rota')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    _replace(config / "districts" / "pendle.toml", "plugins.pendle_rotating_chair", "failing_chair")
    client = serve()
    sign_in(client, Role.DISTRICT_LEAD, "pendle")
    answer = client.get("/d/pendle/what-varies")
    assert answer.status_code == 200
    card = words(answer.text, "who-chairs-leaving-care-lasting-home")
    assert "Cannot be read" in card
    assert "failing_chair failed to answer chair_rule for pendle: RuntimeError: no rota" in card
    assert "Slots of 20 minutes" in words(answer.text, SLOTS)
    terms = client.get("/d/pendle/terms")
    assert terms.status_code == 200
    assert "These terms cannot be written now. failing_chair failed" in main_words(terms.text)


def _add(path: Path, text: str) -> None:
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")


def _replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
