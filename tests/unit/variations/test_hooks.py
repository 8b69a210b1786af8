"""Each hook's own default, as the source document has it, and each hook varied."""

from __future__ import annotations

from datetime import date, time

import pytest

from portal.kernel.kinds import PanelKind
from portal.kernel.wording import template_time
from portal.variations.explain import as_json
from portal.variations.frozen import thaw
from portal.variations.hookspecs import HOOKS
from portal.variations.manager import Registry
from portal.variations.messages import MESSAGES
from portal.variations.questions import QuestionKind
from portal.variations.slots import lay_out
from portal.web.languages import ENGLISH, LANGUAGES
from tests.unit.variations.conftest import Write, fault

DAY = date(2026, 11, 23)
LEAVING, LASTING = PanelKind.LEAVING_CARE, PanelKind.LASTING_HOME


@pytest.mark.requirement("R20", "R21")
def test_chair_rule_is_the_senior_manager_with_a_team_manager_as_deputy(
    lancashire: Registry,
) -> None:
    answer = lancashire.district("burnley").chair_rule(as_of=DAY, kind=LEAVING)
    assert answer.value.seat == "leaving_care_senior_manager"
    assert answer.value.deputies == ("leaving_care_team_manager",)
    assert (answer.source, answer.layer) == ("config/product.toml", "product")


@pytest.mark.requirement("R21")
def test_chair_rule_may_put_a_team_manager_in_the_chair(lancashire: Registry) -> None:
    answer = lancashire.district("preston").chair_rule(as_of=DAY, kind=LEAVING)
    assert answer.value.seat == "leaving_care_team_manager"
    assert (answer.source, answer.layer) == ("config/districts/preston.toml", "district")


@pytest.mark.parametrize(
    ("month", "whose"),
    [(1, None), (2, None), (3, "burnley"), (5, "rossendale"), (8, "hyndburn"), (9, None)],
)
def test_chair_rule_goes_round_by_month_in_pendle(
    lancashire: Registry, month: int, whose: str | None
) -> None:
    pendle = lancashire.district("pendle")
    answer = pendle.chair_rule(as_of=date(2026, month, 10), kind=LEAVING)
    assert answer.value.district == whose
    assert (answer.source, answer.layer) == ("plugins.pendle_rotating_chair", "plugin")
    assert pendle.chair_rule(as_of=DAY, kind=LASTING).layer == "product"


@pytest.mark.requirement("R23", "R24", "R25", "R26", "R27", "R28", "R29", "R30", "R31")
def test_membership_extensions_are_none_and_the_core_seats_are_the_documents(
    lancashire: Registry,
) -> None:
    burnley = lancashire.district("burnley")
    assert burnley.membership_extensions(as_of=DAY, kind=LEAVING).value == ()
    seats = burnley.seats(as_of=DAY, kind=LEAVING).value
    assert [seat.key for seat in seats if seat.core] == [
        "leaving_care_senior_manager",
        "team_manager",
        "allocated_social_worker",
        "leaving_care_team_manager",
        "personal_adviser",
        "housing_authority",
        "supported_accommodation",
        "fostering_manager",
        "residential_manager",
        "access_to_resources",
        "youth_justice",
        "iro_representative",
    ]
    bound = {seat.key for seat in seats if seat.case_bound}
    assert bound == {"team_manager", "allocated_social_worker", "personal_adviser"}


@pytest.mark.requirement("R32", "R33", "R34", "R35", "R36", "R37", "R38", "R39")
def test_membership_extensions_offer_every_seat_the_document_names(write: Write) -> None:
    seats = ["family_group_conferencing", "leaving_care_service", "foster_carer_representative"]
    seats += ["young_person_representative", "outreach_services", "external_providers"]
    seats += ["advocacy"]
    registry = write(f"[leaving_care.membership_extensions]\nseats = {seats}\n")
    found = registry.district("testdale").membership_extensions(as_of=DAY, kind=LEAVING).value
    assert [seat.key for seat in found] == seats
    representative = found[3]
    assert (representative.sees_names, representative.sections) == (False, frozenset())


def test_membership_extensions_sit_after_the_core_seats(lancashire: Registry) -> None:
    seats = lancashire.district("preston").seats(as_of=DAY, kind=LEAVING).value
    assert [seat.key for seat in seats][-2:] == ["advocacy", "health"]


def test_only_childrens_services_seats_see_names(lancashire: Registry) -> None:
    seats = lancashire.district("preston").seats(as_of=DAY, kind=LEAVING).value
    by_initials = [seat.key for seat in seats if not seat.sees_names]
    assert by_initials == [
        "housing_authority",
        "supported_accommodation",
        "youth_justice",
        "advocacy",
        "health",
    ]


@pytest.mark.requirement("R71")
def test_quorum_rule_sets_no_number_but_asks_for_the_social_worker_or_their_manager(
    lancashire: Registry,
) -> None:
    rule = lancashire.district("burnley").quorum_rule(as_of=DAY, kind=LEAVING).value
    assert (rule.least, rule.required_seats) == (0, ())
    assert rule.item.one_of == ("allocated_social_worker", "team_manager")


@pytest.mark.requirement("R55", "R62", "R74", "R75")
@pytest.mark.parametrize("deadline", ["agenda", "retrieval", "record"])
@pytest.mark.parametrize("kind", list(PanelKind))
def test_notice_period_is_five_plain_working_days_to_the_end_of_the_day(
    lancashire: Registry, deadline: str, kind: PanelKind
) -> None:
    answer = lancashire.district("burnley").notice_period(
        as_of=DAY,
        kind=kind,
        deadline=deadline,  # type: ignore[arg-type] # the three names are written above
    )
    found = (answer.value.days, answer.value.counting, answer.value.cut_off)
    assert found == (5, "plain", time(23, 59))


@pytest.mark.requirement("R42")
def test_meeting_frequency_is_every_two_months_with_an_alert_at_62_days(
    lancashire: Registry,
) -> None:
    rule = lancashire.district("burnley").meeting_frequency(as_of=DAY, kind=LEAVING).value
    assert (rule.every_months, rule.every_weeks, rule.alert_after_days) == (2, None, 62)


@pytest.mark.requirement("R43", "R68", "R69")
def test_slot_plan_is_the_documents_template_row_by_row(lancashire: Registry) -> None:
    plan = lancashire.district("burnley").slot_plan(as_of=DAY, kind=LEAVING).value
    assert plan.part == "am"
    layout = lay_out(plan, "full")
    morning = "9.30 9.50 10.10 10.30 10.50 11.10 11.30 11.50 12.10 12.30"
    afternoon = "1.00 1.20 1.40 2.00 2.20 2.40 3.00 3.20 3.40 4.00"
    rows = [template_time(slot.start) for slot in layout.bookable]
    assert rows == f"{morning} {afternoon}".split()
    assert {slot.minutes for slot in layout.bookable} == {20}
    assert [slot.kind for slot in layout.slots].index("break") == 10
    assert layout.warnings == (
        "Lunch is 10 minutes, from 12:50pm. It should be at least 30 minutes.",
    )


@pytest.mark.requirement("R44")
def test_slot_plan_varies_slot_length_and_lunch_in_toml_alone(lancashire: Registry) -> None:
    plan = lancashire.district("preston").slot_plan(as_of=DAY, kind=LEAVING).value
    layout = lay_out(plan)
    assert [(row.start, row.minutes) for row in layout.slots if row.kind == "break"] == [
        (time(12, 30), 60)
    ]
    assert {slot.minutes for slot in layout.bookable} == {30}
    assert layout.warnings == ()


@pytest.mark.requirement("R66", "R67")
def test_agenda_template_has_the_documents_five_columns_and_the_new_name(
    lancashire: Registry,
) -> None:
    template = lancashire.district("burnley").agenda_template(as_of=DAY, kind=LEAVING).value
    assert template.heading == ("LEAVING CARE \N{EN DASH} LASTING HOMES PANEL", "AGENDA")
    assert [column.label for column in template.columns] == [
        "Time slot",
        "Name of child",
        "Agenda item",
        "Name of social worker",
        "Name of manager",
    ]
    assert [section.key for section in template.confidential_sections] == ["items"]


@pytest.mark.requirement("R77")
def test_decision_words_of_a_lasting_home_panel_ratify(lancashire: Registry) -> None:
    words = lancashire.district("burnley").decision_words(as_of=DAY, kind=LASTING).value
    assert [word.key for word in words] == [
        "ratified",
        "ratified_with_actions",
        "deferred",
        "not_ratified",
        "withdrawn",
        "decided_outside",
        "rescinded",
    ]
    assert words[2].asks_for == ("reason", "who", "until")


def test_decision_words_of_a_leaving_care_panel_agree_a_home(lancashire: Registry) -> None:
    words = lancashire.district("burnley").decision_words(as_of=DAY, kind=LEAVING).value
    keys = [word.key for word in words]
    assert keys[0] == "staying_put"
    assert {"deferred", "escalated", "duty_to_refer", "no_action", "closed"} <= set(keys)
    refer = words[keys.index("duty_to_refer")]
    assert "Homelessness Reduction Act 2017" in refer.legal_consequence


def test_message_wording_says_where_to_sign_in_and_nothing_else(lancashire: Registry) -> None:
    for message in MESSAGES:
        answer = lancashire.district("burnley").message_wording(
            as_of=DAY, kind=LEAVING, message=message
        )
        assert answer.layer == "product"
        assert "{link}" in answer.value.body


def test_message_wording_has_a_subject_of_prestons_own_over_the_products_body(
    lancashire: Registry,
) -> None:
    burnley, preston = (
        lancashire.district(slug).message_wording(as_of=DAY, kind=kind, message="reminder")
        for slug, kind in (("burnley", LEAVING), ("preston", LASTING))
    )
    assert preston.value.subject == "Please look at this before {day}"
    assert preston.value.body == burnley.value.body
    assert (preston.source, preston.layer) == ("config/districts/preston.toml", "district")


@pytest.mark.requirement("R86", "R87", "R89")
def test_guides_are_the_portals_own_with_what_lancashire_adds(lancashire: Registry) -> None:
    for kind in PanelKind:
        guides = lancashire.district("burnley").guides(as_of=DAY, kind=kind).value
        assert [guide.name for guide in guides] == [
            "meeting",
            "you",
            "your-say",
            "ways",
            "members",
            "providers",
            "lancashire-offer",
        ]
        assert guides[-1].adds_to == "ways"
        assert {guide.built_in for guide in guides[:-1]} == {guide.name for guide in guides[:-1]}


@pytest.mark.requirement("R89")
def test_guides_of_preston_say_its_house_project_too(lancashire: Registry) -> None:
    answer = lancashire.district("preston").guides(as_of=DAY, kind=LEAVING)
    added = answer.value[-1]
    assert (added.name, added.adds_to) == ("preston-house-project", "ways")
    assert {page.level for page in added.pages} == {"fuller", "simple"}
    assert (answer.source, answer.layer) == ("config/districts/preston.toml", "district")


GUIDE = """
[[both.guides]]
name = "{name}"
audience = "teens"
about = "An invented guide."
[[both.guides.pages]]
language = "en"
level = "simple"
title = "Invented"
text = "{text}"
"""


def test_guides_of_a_nearer_layer_stand_in_the_place_of_those_of_the_same_name(
    write: Write,
) -> None:
    registry = write(
        GUIDE.format(name="ways", text="Ours."),
        county=GUIDE.format(name="ways", text="The county’s."),
    )
    guides = {
        g.name: g for g in registry.district("testdale").guides(as_of=DAY, kind=LEAVING).value
    }
    assert guides["ways"].pages[0].text == "Ours."
    assert guides["meeting"].built_in == "meeting"
    county = {g.name: g for g in registry.county().guides(as_of=DAY, kind=LEAVING).value}
    assert county["ways"].pages[0].text == "The county’s."


def test_guides_that_are_none_on_purpose_hide_every_layer_below(write: Write) -> None:
    found = write("[both]\nguides = []\n").district("testdale").guides(as_of=DAY, kind=LEAVING)
    assert found.value == ()
    assert [answer.layer for answer in found.beats] == ["county", "product"]


@pytest.mark.parametrize(
    ("change", "where", "reason"),
    [
        (('name = "ours"', 'name = "Ours"'), "row 1.name", "small letters"),
        (('audience = "teens"', 'audience = "adults"'), "audience", "is not one of"),
        (('level = "simple"', 'level = "easy"'), "level", "is not one of"),
        (('about = "An invented guide."', 'adds_to = "ours"\nabout = "x"'), "adds_to", "itself"),
        (('about = "An invented guide."', 'built_in = "ways"\nabout = "x"'), "pages", "either"),
        (('language = "en"', ""), "language", "missing"),
    ],
)
def test_guides_that_cannot_be_stop_their_district_alone(
    write: Write, change: tuple[str, str], where: str, reason: str
) -> None:
    file, place, said = fault(write(GUIDE.format(name="ours", text="Words.").replace(*change)))
    assert file == "config/districts/testdale.toml"
    assert "both.guides" in place or "guides" in place
    assert where in place
    assert reason in said


@pytest.mark.requirement("R52")
def test_views_questions_are_the_core_ones_alone_unless_a_district_adds(
    lancashire: Registry,
) -> None:
    answer = lancashire.district("burnley").views_questions(as_of=DAY, kind=LEAVING)
    assert (answer.value, answer.layer) == ((), "product")


@pytest.mark.requirement("R52")
def test_views_questions_of_preston_ask_about_its_house_project(lancashire: Registry) -> None:
    answer = lancashire.district("preston").views_questions(as_of=DAY, kind=LEAVING)
    (asked,) = answer.value
    assert (asked.key, asked.kind, asked.place) == ("house_project", QuestionKind.CHOICE, 25)
    assert "ar" in {each.language for each in asked.words}
    assert len(asked.words[0].choices) == len(asked.choices)
    assert (answer.source, answer.layer) == ("config/districts/preston.toml", "district")


@pytest.mark.parametrize(("month", "asks"), [(1, True), (3, True), (4, False), (10, False)])
def test_views_questions_of_hyndburns_plugin_come_back_every_winter(
    lancashire: Registry, month: int, *, asks: bool
) -> None:
    for year in (2026, 2027):
        day = date(year, month, 10)
        answer = lancashire.district("hyndburn").views_questions(as_of=day, kind=LEAVING)
        assert [question.key for question in answer.value] == (["warm"] if asks else [])


QUESTION = """
[[both.views_questions]]
key = "{key}"
kind = "words"
place = {place}
wording = "{wording}"
"""


def test_views_questions_of_every_district_are_there_in_every_language(
    lancashire: Registry,
) -> None:
    others = {each.code for each in LANGUAGES} - {ENGLISH.code}
    asked = {
        (slug, each.key): each
        for slug in lancashire.slugs
        for each in lancashire.district(slug).views_questions(as_of=DAY, kind=LEAVING).value
    }
    assert {("preston", "house_project"), ("hyndburn", "warm")} <= set(asked)
    for named, question in asked.items():
        assert {each.language for each in question.words} == others, named
        for each in question.words:
            assert bool(each.hint) == bool(question.hint), (named, each.language)
            assert bool(each.easy) == bool(question.easy), (named, each.language)


def test_views_questions_of_every_layer_count_and_stand_in_order(write: Write) -> None:
    registry = write(
        QUESTION.format(key="near", place=60, wording="Near?")
        + QUESTION.format(key="both", place=5, wording="Ours?"),
        county=QUESTION.format(key="far", place=30, wording="Far?")
        + QUESTION.format(key="both", place=70, wording="Theirs?"),
    )
    found = registry.district("testdale").views_questions(as_of=DAY, kind=LEAVING).value
    assert [(each.key, each.wording) for each in found] == [
        ("both", "Ours?"),
        ("far", "Far?"),
        ("near", "Near?"),
    ]


def test_views_questions_that_are_none_on_purpose_hide_every_layer_below(write: Write) -> None:
    registry = write(
        "[both]\nviews_questions = []\n",
        county=QUESTION.format(key="far", place=30, wording="Far?"),
    )
    found = registry.district("testdale").views_questions(as_of=DAY, kind=LEAVING)
    assert found.value == ()
    assert [answer.layer for answer in found.beats] == ["county", "product"]


@pytest.mark.parametrize(
    ("change", "where", "reason"),
    [
        (('key = "ours"', 'key = "home"'), "row 1.key", "core question"),
        (('key = "ours"', 'key = "Ours"'), "row 1.key", "small letters"),
        (('kind = "words"', 'kind = "essay"'), "kind", "is not one of"),
        (('kind = "words"', 'kind = "choice"'), "row 1.choices", "from 2 to 10"),
        (("place = 30", "place = 100"), "row 1.place", "from 1 to 99"),
        (('wording = "Ours?"', 'wording = "Your panel?"'), "row 1.wording", "browser"),
        (('kind = "words"', 'kind = "words"\nchoices = ["a", "b"]'), "row 1.choices", "none"),
        (('wording = "Ours?"', ""), "wording", "missing"),
    ],
)
def test_views_questions_that_cannot_be_stop_their_district_alone(
    write: Write, change: tuple[str, str], where: str, reason: str
) -> None:
    asked = QUESTION.format(key="ours", place=30, wording="Ours?").replace(*change)
    file, place, said = fault(write(asked))
    assert file == "config/districts/testdale.toml"
    assert where in place
    assert reason in said


def test_views_questions_are_the_same_again_out_of_what_was_kept(lancashire: Registry) -> None:
    asked = lancashire.district("preston").views_questions(as_of=DAY, kind=LEAVING).value
    assert thaw("views_questions", as_json(asked)) == asked


def test_young_persons_rules_add_words_up_and_take_the_nearest_site(write: Write) -> None:
    registry = write(
        '[young_person]\navoid = ["mardy"]\n',
        county='[young_person]\nleave_to = "https://weather.example/"\navoid = ["unit"]\n',
    )
    rules = registry.district("testdale").young_person
    assert rules.leave_to == "https://weather.example/"
    assert {"placement", "unit", "mardy"} <= set(rules.avoid)
    assert "mardy" not in registry.county().young_person.avoid


def test_every_hook_has_a_test_named_after_it() -> None:
    names = [name for name in globals() if name.startswith("test_")]
    for hook in HOOKS:
        assert any(name.startswith(f"test_{hook}_") for name in names), hook
