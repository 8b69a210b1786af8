"""The chain: nearest wins, None says nothing, empty means none, dates hold, faults stay home."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.variations.api import ChairRule, hookimpl
from portal.variations.district import DistrictVariation
from portal.variations.manager import DistrictUnavailable, Registry
from tests.unit.variations.conftest import ROOT, Plug, Write, fault

DAY = date(2026, 11, 23)
KIND = PanelKind.LEAVING_CARE


def slot_minutes(registry: Registry, day: date = DAY) -> tuple[int, str]:
    answer = registry.district("testdale").slot_plan(as_of=day, kind=KIND)
    return answer.value.slot_minutes, answer.layer


def saying(minutes: int) -> str:
    return f"[leaving_care.slot_plan]\nslot_minutes = {minutes}\n"


@pytest.mark.parametrize(
    ("county", "area", "district", "expected"),
    [
        ("", "", "", (20, "product")),
        (saying(25), "", "", (25, "county")),
        (saying(25), saying(30), "", (30, "area")),
        (saying(25), saying(30), saying(35), (35, "district")),
        (saying(25), "", saying(35), (35, "district")),
    ],
)
def test_the_nearest_layer_with_something_to_say_wins(
    write: Write, county: str, area: str, district: str, expected: tuple[int, str]
) -> None:
    assert slot_minutes(write(district, county=county, area=area)) == expected


def test_a_plugin_is_nearer_than_its_districts_file(plug: Plug) -> None:
    @hookimpl
    def chair_rule() -> ChairRule:
        return ChairRule(seat="fostering_manager")

    variation = plug(chair_rule, district='[leaving_care.chair_rule]\nseat = "team_manager"\n')
    answer = variation.chair_rule(as_of=DAY, kind=KIND)
    assert (answer.value.seat, answer.layer) == ("fostering_manager", "plugin")


def test_the_last_plugin_listed_is_the_nearest(
    config: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seat in (("far_one", "fostering_manager"), ("near_one", "youth_justice")):
        (config.parent / f"{name}.py").write_text(
            "from portal.variations.api import ChairRule, hookimpl\n"
            f"@hookimpl\ndef chair_rule():\n    return ChairRule(seat='{seat}')\n"
        )
    monkeypatch.syspath_prepend(config.parent)
    district = write(plugins='["far_one", "near_one"]').district("testdale")
    assert district.chair_rule(as_of=DAY, kind=KIND).source == "near_one"


def test_none_from_a_plugin_asks_the_next_layer(plug: Plug) -> None:
    @hookimpl
    def chair_rule() -> None:
        return None

    assert plug(chair_rule).chair_rule(as_of=DAY, kind=KIND).layer == "product"


def test_a_partial_table_keeps_the_rest_from_the_layer_below(write: Write) -> None:
    plan = write(saying(30)).district("testdale").slot_plan(as_of=DAY, kind=KIND).value
    assert (plan.slot_minutes, plan.part, plan.least_lunch_minutes) == (30, "am", 30)


def test_a_reason_is_not_kept_for_a_rule_it_does_not_explain(write: Write) -> None:
    registry = write('[leaving_care.chair_rule]\nseat = "leaving_care_team_manager"\n')
    chair = registry.district("testdale").chair_rule(as_of=DAY, kind=KIND).value
    assert (chair.seat, chair.deputies, chair.reason) == ("leaving_care_team_manager", (), "")
    registry = write("[both.notice_period.retrieval]\ndays = 3\n")
    notice = registry.district("testdale").notice_period(as_of=DAY, kind=KIND, deadline="retrieval")
    assert (notice.value.days, notice.value.counting, notice.value.note) == (3, "plain", "")


def test_saying_how_often_anew_drops_the_old_unit_and_alert(write: Write) -> None:
    registry = write("[both.meeting_frequency]\nevery_weeks = 2\n")
    often = registry.district("testdale").meeting_frequency(as_of=DAY, kind=KIND).value
    assert (often.every_weeks, often.every_months, often.alert_after_days) == (2, None, 14)


def test_a_kinds_own_table_beats_the_one_for_both(write: Write) -> None:
    both = "[both.slot_plan]\nslot_minutes = 45\n"
    registry = write(both + saying(30))
    assert slot_minutes(registry) == (30, "district")
    other = registry.district("testdale").slot_plan(as_of=DAY, kind=PanelKind.LASTING_HOME)
    assert other.value.slot_minutes == 45


EXTRA = "[leaving_care.membership_extensions]\nseats = {}\n"


def extensions(variation: DistrictVariation) -> list[str]:
    found = variation.membership_extensions(as_of=DAY, kind=KIND).value
    return [seat.key for seat in found]


def test_seats_of_all_layers_are_put_together_nearest_first(write: Write) -> None:
    registry = write(EXTRA.format('["health", "advocacy"]'), county=EXTRA.format('["advocacy"]'))
    assert extensions(registry.district("testdale")) == ["health", "advocacy"]
    county_alone = write(county="").district("testdale")
    assert extensions(county_alone) == ["advocacy"]


def test_an_empty_list_of_seats_means_none_on_purpose(write: Write) -> None:
    registry = write(EXTRA.format("[]"), county=EXTRA.format('["advocacy"]'))
    answer = registry.district("testdale").membership_extensions(as_of=DAY, kind=KIND)
    assert (answer.value, answer.layer) == ((), "district")
    assert [beaten.layer for beaten in answer.beats] == ["county", "product"]


def test_an_empty_list_of_outcomes_means_none_on_purpose(write: Write) -> None:
    answer = (
        write("[leaving_care]\ndecision_words = []\n")
        .district("testdale")
        .decision_words(as_of=DAY, kind=KIND)
    )
    assert (answer.value, answer.layer) == ((), "district")


def test_a_switchable_core_seat_may_be_left_out(write: Write) -> None:
    off = "[leaving_care.seats.iro_representative]\nin_use = false\n"
    seats = write(off).district("testdale").seats(as_of=DAY, kind=KIND).value
    assert "iro_representative" not in [seat.key for seat in seats]
    assert len([seat for seat in seats if seat.core]) == 11


def test_a_district_may_reword_a_seat_the_county_turned_on(write: Write) -> None:
    reworded = '[leaving_care.seats.advocacy]\nlabel = "Advocates"\n'
    registry = write(reworded, county=EXTRA.format('["advocacy"]'))
    seats = registry.district("testdale").seats(as_of=DAY, kind=KIND).value
    assert seats[-1].label == "Advocates"


DATED = """
[leaving_care.slot_plan]
slot_minutes = 25
[[dated]]
from = 2027-04-01
until = 2027-12-31
[dated.leaving_care.slot_plan]
slot_minutes = 30
"""


@pytest.mark.parametrize(
    ("day", "minutes", "starts", "until"),
    [
        (date(2027, 3, 31), 25, None, date(2027, 3, 31)),
        (date(2027, 4, 1), 30, date(2027, 4, 1), date(2027, 12, 31)),
        (date(2027, 12, 31), 30, date(2027, 4, 1), date(2027, 12, 31)),
        (date(2028, 1, 1), 25, date(2028, 1, 1), None),
    ],
)
def test_a_dated_value_holds_from_its_first_day_to_its_last(
    write: Write, day: date, minutes: int, starts: date | None, until: date | None
) -> None:
    answer = write(DATED).district("testdale").slot_plan(as_of=day, kind=KIND)
    assert (answer.value.slot_minutes, answer.starts, answer.until) == (minutes, starts, until)


def test_a_dated_value_alone_says_nothing_outside_its_days(write: Write) -> None:
    registry = write(DATED.replace("[leaving_care.slot_plan]\nslot_minutes = 25", "", 1))
    assert slot_minutes(registry) == (20, "product")
    assert slot_minutes(registry, date(2027, 5, 1)) == (30, "district")


def test_a_dated_value_that_will_be_wrong_is_an_error_today(write: Write) -> None:
    file, where, reason = fault(write(DATED.replace("= 30", "= 0")))
    assert file == "config/districts/testdale.toml"
    assert where == "[dated 1.leaving_care.slot_plan] slot_minutes"
    assert reason == "A slot is 1 to 480 minutes."


def test_a_broken_district_stops_alone_and_says_where() -> None:
    registry = Registry(ROOT / "tests" / "fixtures" / "config_broken")
    with pytest.raises(DistrictUnavailable) as caught:
        registry.district("brokenbeck")
    assert caught.value.file == "config_broken/districts/brokenbeck.toml"
    assert caught.value.where == "[leaving_care.slot_plan] slot_minuts"
    assert "Did you mean “slot_minutes”?" in caught.value.message
    assert registry.district("burnley").slot_plan(as_of=DAY, kind=KIND).value.slot_minutes == 20
    assert [ref.slug for ref in registry.districts(DAY)] == ["brokenbeck", "burnley"]
    assert list(registry.problems) == ["brokenbeck"]


def test_a_broken_area_stops_the_districts_in_it(write: Write) -> None:
    file, where, _ = fault(write(area="[leaving_care.slot_plam]\n"))
    assert (file, where) == ("config/layers/east.toml", "[leaving_care.slot_plam]")


def test_a_broken_product_stops_every_district(config: Path, write: Write) -> None:
    (config / "product.toml").write_text("not toml")
    file, where, reason = fault(write())
    assert (file, where) == ("config/product.toml", "TOML")
    assert "line 1" in reason


def test_nothing_is_read_from_the_disk_after_the_register_is_made(
    config: Path, write: Write
) -> None:
    registry = write(saying(30))
    (config / "districts" / "testdale.toml").unlink()
    assert slot_minutes(registry) == (30, "district")


def test_an_unknown_district_is_not_found(lancashire: Registry) -> None:
    with pytest.raises(NotFoundError):
        lancashire.district("atlantis")


def test_lancashire_has_one_authority_three_areas_and_twelve_districts(
    lancashire: Registry,
) -> None:
    assert lancashire.problems == {}
    assert lancashire.authority.id == "E10000017"
    assert [area.slug for area in lancashire.areas] == ["central", "east", "north"]
    districts = lancashire.districts(DAY)
    codes = sorted(str(ref.ons_code) for ref in districts)
    assert codes == [f"E0700{number:04d}" for number in range(117, 129)]
    assert {ref.authority_id for ref in districts} == {"E10000017"}


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(1974, 3, 31), 0),
        (date(1974, 4, 1), 12),
        (date(2028, 3, 31), 12),
        (date(2028, 4, 1), 0),
    ],
)
def test_a_district_exists_from_its_first_day_to_its_last(
    lancashire: Registry, day: date, count: int
) -> None:
    assert len(lancashire.districts(day)) == count


def test_a_district_may_have_several_successors(config: Path, write: Write) -> None:
    write()
    path = config / "districts" / "testdale.toml"
    path.write_text(path.read_text() + 'successors = ["North Council", "South Council"]\n')
    (ref,) = Registry(config).districts()
    assert ref.successors == ("North Council", "South Council")


@pytest.mark.parametrize(
    ("postcode", "district"),
    [
        ("BB10 1AA", "burnley"),
        ("bb101aa", "burnley"),
        ("BB1 0AA", None),
        ("PR2", "preston"),
        ("OL13 8AA", "rossendale"),
        ("M1 1AA", None),
        ("", None),
        ("nonsense", None),
    ],
)
def test_a_postcode_proposes_a_home_district_or_nothing(
    lancashire: Registry, postcode: str, district: str | None
) -> None:
    assert lancashire.propose_district(postcode) == district


def test_closure_days_of_every_layer_count_together(write: Write) -> None:
    closed = "[calendar]\nclosed_days = [{{ day = {}, reason = '{}' }}]\n"
    registry = write(closed.format("2026-12-23", "training day"))
    near = registry.district("testdale").calendar(as_of=DAY, kind=KIND).value
    assert near.why_not(date(2026, 12, 23)) == "closed: training day"
    assert near.why_not(date(2026, 12, 25)) == "bank holiday: Christmas Day"
    assert near.why_not(date(2026, 12, 22)) is None
