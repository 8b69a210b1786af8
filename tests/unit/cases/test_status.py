"""Care-leaver status from care histories: the law's own edges, as tables of cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.rules import Category, Episode, Status, care_leaver_status
from portal.kernel.errors import RuleError
from portal.kernel.timeline import birthday

DOB = date(2000, 6, 15)  # 14 on 15 June 2014, 16 in 2016, 18 in 2018, 21 in 2021, 25 in 2025
TODAY = date(2018, 3, 31)
SIXTEEN = date(2016, 6, 15)
EIGHTEEN = date(2018, 6, 15)


def _in(start: date, end: date | None = None, reason: str = "X1", legal: str = "C2") -> Episode:
    return Episode(start, end, legal, reason if end else None, "U1")


LONG = _in(date(2010, 1, 1))


def _until(end: date, reason: str) -> Episode:
    return _in(date(2010, 1, 1), end, reason)


def _status(*episodes: Episode, on: date = TODAY, dob: date = DOB) -> Status:
    return care_leaver_status(dob, episodes, on)


@pytest.mark.requirement("R4", "R6")
@pytest.mark.parametrize(
    ("episodes", "on", "category"),
    [
        pytest.param([LONG], TODAY, "eligible", id="long in care and 17"),
        pytest.param([LONG], date(2016, 6, 14), "none", id="long in care and 15"),
        pytest.param([LONG], SIXTEEN, "none", id="turns 16 today with no night since"),
        pytest.param([LONG], date(2016, 6, 16), "eligible", id="one night since turning 16"),
        pytest.param([LONG], date(2018, 6, 14), "eligible", id="the day before turning 18"),
        pytest.param([LONG], EIGHTEEN, "former_relevant", id="turned 18 in care"),
        pytest.param(
            [_until(EIGHTEEN, "E17")], EIGHTEEN, "former_relevant", id="left on the 18th birthday"
        ),
        pytest.param(
            [_until(date(2017, 9, 1), "E6")], TODAY, "relevant", id="left at 17 to live alone"
        ),
        pytest.param(
            [_until(date(2017, 9, 1), "E6")], EIGHTEEN, "former_relevant", id="was relevant, now 18"
        ),
        pytest.param(
            [_until(EIGHTEEN, "E5")], date(2025, 6, 14), "former_relevant", id="the day before 25"
        ),
        pytest.param([_until(EIGHTEEN, "E5")], date(2025, 6, 15), "none", id="turned 25"),
        pytest.param(
            [_in(date(2016, 7, 1), date(2016, 9, 29), "E6")], TODAY, "qualifying", id="90 nights"
        ),
        pytest.param(
            [_in(date(2016, 7, 1), date(2016, 9, 30), "E6")], TODAY, "relevant", id="91 nights"
        ),
        pytest.param(
            [_in(date(2018, 1, 1))], date(2018, 4, 1), "none", id="in care for 90 nights so far"
        ),
        pytest.param(
            [_in(date(2018, 1, 1))], date(2018, 4, 2), "eligible", id="in care for 91 nights so far"
        ),
        pytest.param(
            [_in(date(2014, 7, 1), date(2014, 9, 29), "E4A"), _in(date(2018, 3, 30))],
            TODAY,
            "eligible",
            id="90 nights at 14 and one at 17",
        ),
        pytest.param(
            [_until(SIXTEEN, "E4A")],
            TODAY,
            "none",
            id="left on the 16th birthday with no night at 16",
        ),
        pytest.param(
            [_until(date(2016, 6, 16), "E6")], TODAY, "relevant", id="left after one night at 16"
        ),
        pytest.param([_until(date(2014, 6, 15), "E6")], TODAY, "none", id="left on turning 14"),
        pytest.param(
            [_in(date(2016, 7, 1), date(2016, 7, 2), "E8")],
            date(2021, 6, 14),
            "qualifying",
            id="one night at 16 and now 20",
        ),
        pytest.param(
            [_in(date(2016, 7, 1), date(2016, 7, 2), "E8")],
            date(2021, 6, 15),
            "none",
            id="one night at 16 and now 21",
        ),
        pytest.param(
            [_in(date(2008, 1, 1), date(2009, 1, 1), "E45")],
            TODAY,
            "qualifying",
            id="left at 8 to a special guardian",
        ),
        pytest.param(
            [_in(date(2008, 1, 1), date(2009, 1, 1), "E45")],
            date(2016, 6, 14),
            "none",
            id="left to a special guardian and still 15",
        ),
        pytest.param([_until(date(2017, 9, 1), "E11")], TODAY, "none", id="adopted"),
        pytest.param([_until(date(2017, 9, 1), "E12")], EIGHTEEN, "none", id="adopted, now 18"),
        pytest.param(
            [_in(date(2010, 1, 1), date(2013, 1, 1), "E11"), _in(date(2015, 1, 1))],
            TODAY,
            "eligible",
            id="adopted and later back in care",
        ),
        pytest.param([_until(date(2017, 9, 1), "E2")], TODAY, "none", id="died"),
        pytest.param([_until(date(2017, 9, 1), "E15")], TODAY, "none", id="age-assessed adult"),
        pytest.param([_until(date(2017, 9, 1), "E3")], TODAY, "none", id="taken over elsewhere"),
        pytest.param([_in(date(2010, 1, 1), legal="V4")], TODAY, "none", id="short breaks only"),
        pytest.param(
            [_until(date(2017, 9, 1), "E6"), _in(date(2018, 1, 1), legal="V3")],
            TODAY,
            "relevant",
            id="left at 17 and now has short breaks",
        ),
        pytest.param([], TODAY, "none", id="no care recorded"),
        pytest.param([_in(date(2018, 4, 1))], TODAY, "none", id="care starts tomorrow"),
        pytest.param([_until(date(2018, 4, 1), "E6")], TODAY, "eligible", id="care ends tomorrow"),
        pytest.param([_until(TODAY, "E6")], TODAY, "relevant", id="care ended today"),
        pytest.param(
            [_until(date(2017, 1, 1), "X1"), _in(date(2017, 1, 1))],
            TODAY,
            "eligible",
            id="a new episode on the day the last one ended",
        ),
    ],
)
def test_status_follows_the_care_history(episodes: list[Episode], on: date, category: str) -> None:
    status = _status(*episodes, on=on)
    assert (status.category, status.in_care) == (
        category,
        on < EIGHTEEN
        and any(
            each.legal_status not in {"V3", "V4"}
            and each.decom <= on
            and (each.dec is None or each.dec > on)
            for each in episodes
        ),
    )


@pytest.mark.parametrize(
    ("episodes", "since_14", "since_16"),
    [
        ([LONG], 1385, 654),
        ([_in(date(2014, 6, 15), date(2014, 6, 16))], 1, 0),
        ([_in(date(2014, 6, 14), date(2014, 6, 15))], 0, 0),
        ([_in(date(2016, 6, 14), date(2016, 6, 17))], 3, 2),
        ([_in(date(2017, 1, 1), date(2017, 1, 1))], 0, 0),
        ([_in(date(2017, 1, 9), date(2017, 1, 1))], 0, 0),
        ([_in(TODAY)], 0, 0),
        ([_in(TODAY - timedelta(days=1))], 1, 1),
        (
            [_in(date(2017, 1, 1), date(2017, 1, 11)), _in(date(2017, 1, 6), date(2017, 1, 16))],
            15,
            15,
        ),
        ([_in(date(2017, 1, 1), date(2017, 1, 11), legal="V3")], 0, 0),
    ],
)
def test_nights_run_from_decom_up_to_but_not_including_dec(
    episodes: list[Episode], since_14: int, since_16: int
) -> None:
    status = _status(*episodes)
    assert (status.days_since_14, status.days_since_16) == (since_14, since_16)


@pytest.mark.parametrize(
    ("on", "age", "category"),
    [
        (date(2024, 2, 29), 16, "none"),
        (date(2024, 3, 1), 16, "eligible"),
        (date(2026, 2, 28), 17, "eligible"),
        (date(2026, 3, 1), 18, "former_relevant"),
    ],
)
def test_someone_born_on_29_february_has_their_birthday_on_1_march(
    on: date, age: int, category: str
) -> None:
    status = _status(_in(date(2015, 1, 1)), on=on, dob=date(2008, 2, 29))
    assert (status.age, status.category) == (age, category)


@pytest.mark.parametrize(
    ("settled", "on", "category"),
    [
        (None, TODAY, "relevant"),
        (False, TODAY, "relevant"),
        (True, TODAY, "qualifying"),
        (None, EIGHTEEN, "former_relevant"),
        (True, EIGHTEEN, "qualifying"),
        (True, date(2021, 6, 15), "none"),
    ],
)
def test_six_settled_months_at_home_end_being_relevant_once_somebody_knows(
    settled: bool | None,  # noqa: FBT001 -- a column of the table above
    on: date,
    category: str,
) -> None:
    home = _until(date(2017, 9, 1), "E4A")
    assert care_leaver_status(DOB, [home], on, settled_at_home=settled).category == category


@pytest.mark.parametrize(
    ("left", "reason", "said"),
    [
        (date(2017, 9, 1), "E4A", True),
        (date(2017, 9, 30), "E4B", True),
        (date(2017, 10, 1), "E4B", False),
        (date(2017, 9, 1), "E46", True),
        (date(2017, 9, 1), "E6", False),
    ],
)
def test_the_doubt_about_a_return_home_is_said_from_six_months_on(
    left: date,
    reason: str,
    said: bool,  # noqa: FBT001 -- a column of the table above
) -> None:
    reasons = _status(_until(left, reason)).reasons
    assert any("The return does not show whether they did" in each for each in reasons) is said


def test_six_months_that_only_end_after_18_leave_no_doubt() -> None:
    # A relevant child at 18 is former relevant, whatever happens at home afterwards.
    reasons = _status(_until(date(2018, 3, 1), "E4A"), on=date(2019, 1, 1)).reasons
    assert not any("check." in each for each in reasons)


def test_someone_held_on_their_16th_birthday_is_relevant() -> None:
    custody = _until(date(2016, 1, 1), "E9")
    unknown = care_leaver_status(DOB, [custody], TODAY)
    assert unknown.category == "none"
    assert "detained on their 16th birthday" in unknown.reasons[-1]
    assert care_leaver_status(DOB, [custody], TODAY, held_at_16=True).category == "relevant"
    assert care_leaver_status(DOB, [custody], EIGHTEEN, held_at_16=True).category == (
        "former_relevant"
    )
    assert care_leaver_status(DOB, [custody], TODAY, held_at_16=False).category == "none"


def test_an_eligible_childs_reasons_cite_the_law_in_full_sentences() -> None:
    assert _status(LONG).reasons == (
        "They are 17 and in care.",
        (
            "They spent 1,385 nights in care after they turned 14 on 15 June 2014: 13 weeks, which "
            "is 91 nights, are needed (SI 2010/959 regulation 40)."
        ),
        (
            "They spent 654 nights in care after they turned 16 on 15 June 2016: at least one is "
            "needed (Children Act 1989 Schedule 2 paragraph 19B)."
        ),
        "So they are an eligible child (Children Act 1989 Schedule 2 paragraph 19B).",
    )


@pytest.mark.parametrize(
    ("episodes", "on", "law"),
    [
        ([_until(date(2017, 9, 1), "E6")], TODAY, "section 23A)"),
        ([LONG], EIGHTEEN, "section 23C(1)(b)"),
        ([_until(date(2017, 9, 1), "E6")], EIGHTEEN, "section 23C(1)(a)"),
        ([LONG], date(2022, 1, 1), "section 23CZB"),
        ([_in(date(2016, 7, 1), date(2016, 7, 2), "E8")], TODAY, "section 24(1B)"),
        ([_in(date(2008, 1, 1), date(2009, 1, 1), "E45")], TODAY, "section 24(1A)"),
        ([LONG], date(2010, 6, 1), "Schedule 2 paragraph 19B"),
        ([LONG], date(2026, 1, 1), "section 23CZB"),
    ],
)
def test_every_status_names_the_law_it_rests_on(
    episodes: list[Episode], on: date, law: str
) -> None:
    assert any(law in reason for reason in _status(*episodes, on=on).reasons)


def test_someone_new_to_care_is_told_when_they_become_eligible() -> None:
    status = _status(_in(date(2018, 1, 1)))
    assert status.eligible_from == date(2018, 4, 2)
    assert (
        status.reasons[-1] == "They become an eligible child on 2 April 2018 if they stay in care."
    )


def test_someone_who_turns_18_first_is_told_so() -> None:
    status = _status(_in(date(2018, 3, 20)))
    assert status.eligible_from is None
    assert status.reasons[-1] == "They turn 18 before they could become eligible."


def test_short_breaks_left_out_are_counted_in_the_reasons() -> None:
    breaks = [_in(date(2017, month, 1), date(2017, month, 5), legal="V4") for month in (1, 2)]
    assert _status(LONG, *breaks).reasons[-1].startswith("Two short breaks are left out")


def test_an_episode_left_open_after_18_is_pointed_out() -> None:
    status = _status(LONG, on=date(2019, 1, 1))
    assert not status.in_care
    assert any("The return still shows them in care" in each for each in status.reasons)


def test_of_two_rows_ending_on_one_day_the_real_reason_counts() -> None:
    day = date(2017, 9, 1)
    assert _status(_until(day, "E11"), _in(date(2016, 1, 1), day, "X1")).category == "none"


def test_a_date_before_birth_is_refused() -> None:
    with pytest.raises(RuleError, match="14 June 2000, is before the date of birth, 15 June 2000"):
        _status(LONG, on=date(2000, 6, 14))


@pytest.mark.parametrize(
    ("category", "label"),
    [
        (Category.ELIGIBLE, "Eligible"),
        (Category.FORMER_RELEVANT, "Former relevant"),
        (Category.NONE, "No care-leaver status"),
    ],
)
def test_a_category_is_shown_in_words(category: Category, label: str) -> None:
    assert category.label == label


BIRTHS = st.dates(date(1998, 1, 1), date(2006, 12, 31))
DAYS = st.dates(date(2008, 1, 1), date(2024, 12, 31))
LEGAL = st.sampled_from(["C2", "V2", "J1", "V3", "V4"])
REASONS = st.sampled_from(["X1", "E4A", "E6", "E45", "E9", None])
EPISODES = st.builds(Episode, DAYS, st.one_of(st.none(), DAYS), LEGAL, REASONS)
HISTORIES = st.lists(EPISODES, max_size=8)


@given(BIRTHS, HISTORIES, EPISODES, DAYS)
def test_another_episode_never_lowers_the_nights(
    dob: date, episodes: list[Episode], extra: Episode, on: date
) -> None:
    before = care_leaver_status(dob, episodes, on)
    after = care_leaver_status(dob, [*episodes, extra], on)
    assert after.days_since_14 >= before.days_since_14
    assert after.days_since_16 >= before.days_since_16


@given(BIRTHS, HISTORIES, DAYS, DAYS)
def test_short_breaks_never_change_a_status(
    dob: date, episodes: list[Episode], start: date, on: date
) -> None:
    with_break = [*episodes, Episode(start, None, "V3")]
    plain, broken = (care_leaver_status(dob, each, on) for each in (episodes, with_break))
    assert (plain.category, plain.in_care) == (broken.category, broken.in_care)
    assert (plain.days_since_14, plain.days_since_16) == (
        broken.days_since_14,
        broken.days_since_16,
    )


@given(BIRTHS, HISTORIES, DAYS)
def test_the_order_of_the_rows_and_repeated_rows_do_not_matter(
    dob: date, episodes: list[Episode], on: date
) -> None:
    doubled = [*reversed(episodes), *episodes]
    plain, mixed = (care_leaver_status(dob, each, on) for each in (episodes, doubled))
    assert (plain.category, plain.days_since_14) == (mixed.category, mixed.days_since_14)


@given(BIRTHS, HISTORIES, DAYS)
def test_category_age_and_care_always_agree(dob: date, episodes: list[Episode], on: date) -> None:
    status = care_leaver_status(dob, episodes, on)
    assert status.days_since_14 >= status.days_since_16 >= 0
    assert all(reason.endswith((".", "check.")) for reason in status.reasons)
    if status.category is Category.ELIGIBLE:
        assert status.in_care
        assert status.age in {16, 17}
        assert status.days_since_14 >= 91
        assert status.days_since_16 >= 1
    if status.category is Category.RELEVANT:
        assert not status.in_care
        assert status.age in {16, 17}
    if status.category is Category.FORMER_RELEVANT:
        assert 18 <= status.age < 25
    if status.category is Category.QUALIFYING:
        assert 16 <= status.age < 21


@given(BIRTHS, st.lists(st.builds(Episode, DAYS, DAYS, LEGAL, st.just("E6")), max_size=8))
def test_once_eligible_support_lasts_until_25(dob: date, episodes: list[Episode]) -> None:
    sixteen, eighteen = birthday(dob, 16), birthday(dob, 18)
    days = [sixteen + timedelta(days=ahead) for ahead in range(0, (eighteen - sixteen).days, 90)]
    seen = [care_leaver_status(dob, episodes, day).category for day in days]
    if Category.ELIGIBLE in seen:
        grown = care_leaver_status(dob, episodes, birthday(dob, 25) - timedelta(days=1))
        assert grown.category is Category.FORMER_RELEVANT
