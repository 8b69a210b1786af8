"""How long things are kept: lengths, birthdays, and what goes on which day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import ConfigurationError
from portal.protection.commands import plan_in_words, told_of
from portal.protection.operations.retention import Plan
from portal.protection.rules.retention import Candidate, left_on, what_goes
from portal.variations.keeping import KeepingRule, Kept, Length, length, rules
from portal.variations.manager import Registry
from portal.variations.reading import Where
from portal.variations.schema import read_file

CONFIG = Path(__file__).resolve().parents[3] / "config"
FILED = date(2026, 11, 30)
SOMEBODY = UUID(int=7)


@pytest.mark.parametrize(
    ("text", "day", "gone_on"),
    [
        ("0 days", date(2026, 11, 30), date(2026, 11, 30)),
        ("90 days", date(2026, 11, 30), date(2027, 2, 28)),
        ("1 month", date(2027, 1, 31), date(2027, 2, 28)),
        ("1 month", date(2028, 1, 31), date(2028, 2, 29)),
        ("6 months", date(2026, 8, 31), date(2027, 2, 28)),
        ("1 year", date(2028, 2, 29), date(2029, 2, 28)),
        ("6 years", date(2026, 11, 30), date(2032, 11, 30)),
        ("75 years", date(2010, 3, 1), date(2085, 3, 1)),
    ],
)
@pytest.mark.control("C40")
def test_a_length_ends_on_a_day(text: str, day: date, gone_on: date) -> None:
    found = length(text, Where("product.toml"))
    assert isinstance(found, Length)
    assert found.after(day) == gone_on
    assert str(found) == text


@pytest.mark.parametrize(
    "wrong", ["", "six months", "6", "-6 months", "6 weeks", "6 months ", 6, "999 years", True, []]
)
def test_a_length_that_is_none_is_refused(wrong: object) -> None:
    if wrong == "6 months ":
        assert str(length(wrong, Where("product.toml"))) == "6 months"
        return
    with pytest.raises(ConfigurationError):
        length(wrong, Where("product.toml"))


@pytest.mark.parametrize(
    ("born", "last_panel", "from_day"),
    [
        (date(2001, 5, 4), None, date(2026, 5, 4)),
        (date(2000, 2, 29), None, date(2025, 3, 1)),
        (date(2001, 5, 4), date(2026, 5, 3), date(2026, 5, 4)),
        (date(2001, 5, 4), date(2026, 9, 1), date(2026, 9, 1)),
    ],
)
def test_a_young_persons_time_runs_from_25_or_their_last_panel(
    born: date, last_panel: date | None, from_day: date
) -> None:
    assert left_on(born, last_panel) == from_day


def _rules(keep: Length) -> dict[Kept, KeepingRule]:
    return {kind: KeepingRule(kind, keep, "a ground", "a reason", "product.toml") for kind in Kept}


@pytest.mark.control("C40")
@given(
    happened=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    years=st.integers(0, 80),
    moved=st.integers(-3, 3),
    kind=st.sampled_from(list(Kept)),
    held=st.booleans(),
    restricted=st.booleans(),
)
def test_with_the_clock_moved_up_to_80_years_each_goes_on_its_day_and_held_or_restricted_ones_stay(
    happened: date, years: int, moved: int, kind: Kept, *, held: bool, restricted: bool
) -> None:
    keep = Length(years, "year")
    today = keep.after(happened) + timedelta(days=moved)
    one = Candidate(kind, UUID(int=1), "LH-1", frozenset({SOMEBODY}), happened)
    theirs, nobody = frozenset({SOMEBODY}), frozenset[UUID]()
    holds, rulings = theirs if held else nobody, theirs if restricted else nobody
    found = what_goes([one], _rules(keep), holds, rulings, today)
    assert [each.due_on for each in found] == ([keep.after(happened)] if moved >= 0 else [])
    assert all((each.held, each.restricted) == (held, restricted) for each in found)
    assert all(bool(each.stays) is (held or restricted) for each in found)


@pytest.mark.control("C40")
@pytest.mark.requirement("R75")
def test_what_the_childs_file_does_not_have_stays_and_the_command_says_why() -> None:
    rules = _rules(Length(0, "day"))
    one = Candidate(
        Kept.YOUNG_PEOPLE, UUID(int=1), "LH-1", frozenset({SOMEBODY}), FILED, unfiled=True
    )
    (due,) = what_goes([one], rules, frozenset(), frozenset(), FILED)
    assert due.stays == "not on the child’s file yet"
    told = told_of(Plan(FILED, tuple(rules.values()), (due,)), deleted=True)
    (kind,) = [each for each in told["kinds"] if each["kind"] == "young_people"]
    assert (kind["due"], kind["unfiled"], kind["rows"][0]["unfiled"]) == (0, 1, True)
    assert "0 deleted, 0 held, 0 restricted, 1 not on the child’s file yet" in plan_in_words(told)


@pytest.mark.control("C40")
@pytest.mark.parametrize("why", ["held", "restricted"])
def test_one_who_is_held_or_restricted_keeps_what_they_share_with_others(why: str) -> None:
    shared = Candidate(
        Kept.AGENDAS, UUID(int=1), "an agenda", frozenset({SOMEBODY, UUID(int=8)}), FILED
    )
    theirs, nobody = frozenset({SOMEBODY}), frozenset[UUID]()
    kept = (theirs, nobody) if why == "held" else (nobody, theirs)
    found = what_goes([shared], _rules(Length(0, "day")), *kept, FILED)
    assert found[0].stays == why


def test_the_longest_due_comes_first() -> None:
    each = [
        Candidate(Kept.STAFF, UUID(int=number), "x", frozenset(), FILED - timedelta(days=number))
        for number in (1, 3, 2)
    ]
    found = what_goes(each, _rules(Length(0, "day")), frozenset(), frozenset(), FILED)
    assert [due.candidate.row_id.int for due in found] == [3, 2, 1]


def test_the_product_says_how_long_every_kind_is_kept_and_why() -> None:
    found = Registry(CONFIG).keeping_rules()
    assert [rule.kind for rule in found] == list(Kept)
    assert all(rule.basis and rule.why and rule.source == "config/product.toml" for rule in found)


def test_the_county_changes_one_rule_and_keeps_the_rest(tmp_path: Path) -> None:
    said = (
        '[authority]\nid = "E1"\nname = "A"\nhelp_email = "a@b"\n',
        '[retention.record_words]\nkeep = "2 years"\nwhy = "We decided so."\n',
    )
    county = _file(tmp_path, "".join(said))
    product = read_file(CONFIG / "product.toml", "product.toml", "product")
    read = read_file(county, "county.toml", "county")
    found = {
        rule.kind: rule
        for rule in rules({"product.toml": product.retention, "county.toml": read.retention})
    }
    changed = found[Kept.RECORD_WORDS]
    assert (str(changed.keep), changed.why, changed.source) == (
        "2 years",
        "We decided so.",
        "county.toml",
    )
    assert "regulation 50" in changed.basis
    assert found[Kept.STAFF].source == "product.toml"


@pytest.mark.parametrize(
    ("said", "where", "why"),
    [
        ('[retention.record_wrods]\nkeep = "1 year"', "record_wrods", "Did you mean"),
        ('[retention.staff]\nkeep = "soon"', "[retention.staff] keep", "Write how long like"),
        ('[retention.staff]\nkept = "1 year"', "[retention.staff] kept", "Did you mean"),
        (
            '[retention.staff]\nafter = "record_filed"',
            "[retention.staff] after",
            "runs from “person_left”",
        ),
        ('[register.recipients.police]\nwhy = "x"\nbasis = "y"', "police", "There may be"),
        (
            '[register.recipients.provider]\nwhy = "x"',
            "[register.recipients.provider] basis",
            "mis",
        ),
        ("[register]\npeople = 3", "[register] people", "list of texts"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(tmp_path: Path, said: str, where: str, why: str) -> None:
    path = _file(tmp_path, said)
    with pytest.raises(ConfigurationError) as error:
        read_file(path, "product.toml", "product")
    assert where in str(error.value)
    assert why in str(error.value)


def test_a_district_says_nothing_about_keeping(tmp_path: Path) -> None:
    path = _file(tmp_path, '[district]\nname="A"\narea="b"\n[retention.staff]\nkeep="1 day"\n')
    with pytest.raises(ConfigurationError, match="retention"):
        read_file(path, "district.toml", "district")


def _file(folder: Path, text: str) -> Path:
    path = folder / "file.toml"
    path.write_text(text, encoding="utf-8")
    return path
