"""The return in the database: taken once, repeated, amended, refused (R4)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.cases import queries
from portal.cases.models import CareEpisode, ReturnImport, YoungPerson
from portal.cases.operations import import_return
from portal.cases.ssda903 import UnreadableReturn, modules
from portal.database import session
from tests.integration.cases.conftest import NOW, ImportThis, everything
from tests.integration.conftest import ScopeOpener
from tests.support.invented_faults import EVERY, plant
from tests.support.invented_return import InventedReturn, invent, write_csv, write_xml

NOTHING = {"added": 0, "changed": 0, "removed": 0}


@pytest.mark.requirement("R4")
def test_every_row_of_a_clean_return_is_held(import_this: ImportThis, working: ScopeOpener) -> None:
    made = invent(24, year=2026)
    done = import_this(made)
    with working(writes=False):
        held = everything()
    assert len(held["people"]) == 24 == done.report["children"]
    assert len(held["episodes"]) == len(made.rows[modules.EPISODES]) == done.report["episodes"]
    assert len(held["reviews"]) == len(made.rows[modules.REVIEWS])
    assert done.report["warnings"] == []
    assert all(file["rows_read"] == file["rows_taken"] for file in done.report["files"])


def test_references_are_the_next_free_ones(import_this: ImportThis, working: ScopeOpener) -> None:
    with working():
        session.add(YoungPerson(reference="LH-00041", born_on=date(2009, 1, 1)))
    import_this(invent(2, year=2026))
    with working(writes=False):
        found = session.scalars(select(YoungPerson.reference).order_by(YoungPerson.reference)).all()
    assert found == ["LH-00041", "LH-00042", "LH-00043"]


@pytest.mark.requirement("R4")
def test_the_same_return_again_changes_nothing_and_says_so(
    import_this: ImportThis, working: ScopeOpener
) -> None:
    made = invent(30, year=2026)
    first = import_this(made)
    with working(writes=False):
        before = everything()
    again = import_this(made)
    with working(writes=False):
        assert everything() == before
    assert not first.changed_nothing
    assert again.changed_nothing
    assert again.report == first.report
    for tally in again.changes.values():
        assert {what: tally[what] for what in NOTHING} == NOTHING


def test_planted_faults_are_each_reported_and_the_good_rows_taken(import_this: ImportThis) -> None:
    made = invent(12, year=2026)
    plant(made, list(EVERY))
    done = import_this(made)
    found = {
        (each["file"], each["line"], each["column"], each["code"], each["refused"])
        for each in done.report["warnings"]
    }
    assert made.expected() <= found
    for file in done.report["files"]:
        refused = sum(
            each["refused"] for each in done.report["warnings"] if each["file"] == file["name"]
        )
        assert file["rows_read"] == file["rows_taken"] + refused


def test_a_refused_file_changes_nothing(
    import_this: ImportThis, working: ScopeOpener, tmp_path: Path
) -> None:
    import_this(invent(6, year=2026))
    with working(writes=False):
        before = everything()
    folder = write_csv(invent(2_500, year=2026, seed=7), tmp_path / "torn")
    episodes = folder / "episodes.csv"
    episodes.write_bytes(episodes.read_bytes()[:-30])
    with pytest.raises(UnreadableReturn, match="cut short"), working():
        import_return(actor=None, now=NOW, paths=[folder], year=2026, as_of=date(2026, 3, 31))
    with working(writes=False):
        assert everything() == before
        assert session.scalar(select(func.count()).select_from(ReturnImport)) == 1


class TestAnAmendedReturn:
    """It is the truth about the children it names, within its year."""

    @staticmethod
    def _one_child() -> tuple[InventedReturn, dict[str, str]]:
        made = invent(0, year=2026)
        child = made.child(age=16)
        made.episode(child, 900, 500, "X1")
        made.episode(child, 500, 100, "X1", RNE="P")
        made.episode(child, 100, None, RNE="P")
        return made, child

    def test_a_changed_episode_is_changed(
        self, import_this: ImportThis, working: ScopeOpener
    ) -> None:
        made, _ = self._one_child()
        import_this(made)
        made.rows[modules.EPISODES][2].update(DEC=made.days_ago(3), REC="E4A")
        done = import_this(made)
        assert done.changes["episodes"] == {
            "added": 0,
            "changed": 1,
            "unchanged": 2,
            "removed": 0,
        }
        with working(writes=False):
            ended = session.scalars(
                select(CareEpisode.ended_on).where(CareEpisode.reason_ended == "E4A")
            ).one()
        assert ended == made.as_of - timedelta(days=3)

    def test_a_corrected_start_replaces_the_episode_of_the_year(
        self, import_this: ImportThis
    ) -> None:
        made, _ = self._one_child()
        import_this(made)
        made.rows[modules.EPISODES][2].update(DECOM=made.days_ago(90))
        done = import_this(made)
        assert (done.changes["episodes"]["added"], done.changes["episodes"]["removed"]) == (1, 1)

    def test_what_ended_before_the_year_stays_though_the_return_no_longer_has_it(
        self, import_this: ImportThis
    ) -> None:
        made, _ = self._one_child()
        import_this(made)
        del made.rows[modules.EPISODES][0]
        done = import_this(made, folder="next")
        assert done.changes["episodes"]["removed"] == 0
        assert done.report["cohort"]["in_care_16_17"] == 1

    def test_a_child_it_does_not_name_keeps_everything(
        self, import_this: ImportThis, working: ScopeOpener
    ) -> None:
        import_this(invent(9, year=2026))
        with working(writes=False):
            before = everything()["episodes"]
        other = InventedReturn(2026, invent(0).rng)
        other.children = 500
        other.episode(other.child(age=15), 50, None)
        import_this(other, folder="other")
        with working(writes=False):
            assert set(before) < set(everything()["episodes"])

    def test_an_older_return_only_adds_what_is_missing(
        self, import_this: ImportThis, working: ScopeOpener
    ) -> None:
        made, child = self._one_child()
        made.rows[modules.EPISODES][2].update(DEC=made.days_ago(3), REC="E4A")
        import_this(made)
        older = InventedReturn(2025, made.rng)
        older.rows = {name: [dict(row) for row in rows] for name, rows in made.rows.items()}
        older.rows[modules.EPISODES][2].update(DEC="", REC="")
        older.of(modules.REVIEWS, child, REVIEW=made.days_ago(700), REVIEW_CODE="PN1")
        done = import_this(older, folder="older")
        assert done.older
        assert done.changes["episodes"] == {"added": 0, "changed": 0, "unchanged": 3, "removed": 0}
        assert done.changes["reviews"]["added"] == 1
        with working(writes=False):
            assert session.scalars(
                select(CareEpisode.reason_ended).where(CareEpisode.reason_ended == "E4A")
            ).all()

    def test_nothing_is_taken_away_where_a_row_could_not_be_read(
        self, import_this: ImportThis
    ) -> None:
        made, _ = self._one_child()
        import_this(made)
        made.rows[modules.EPISODES][2].update(DECOM="31/02/2026")
        done = import_this(made)
        assert any(each["refused"] for each in done.report["warnings"])
        assert done.changes["episodes"]["removed"] == 0


class TestDistricts:
    """A home postcode proposes a district; a district once set stays."""

    @staticmethod
    def _from(postcode: str) -> InventedReturn:
        made = invent(0, year=2026)
        made.episode(made.child(age=16), 200, None, HOME_POST=postcode)
        return made

    @pytest.mark.parametrize(
        ("postcode", "district"),
        [("BB11 1AA", "burnley"), ("PR1 1AA", "preston"), ("ZZ99 9ZZ", None), ("", None)],
    )
    def test_it_is_proposed_from_the_first_half(
        self,
        import_this: ImportThis,
        working: ScopeOpener,
        postcode: str,
        district: str | None,
    ) -> None:
        import_this(self._from(postcode))
        with working(writes=False):
            assert session.scalars(select(YoungPerson.district_id)).one() == district

    def test_one_that_was_set_is_never_overwritten(
        self, import_this: ImportThis, working: ScopeOpener
    ) -> None:
        import_this(self._from("BB11 1AA"))
        with working():
            session.scalars(select(YoungPerson)).one().district_id = "fylde"
        done = import_this(self._from("PR1 1AA"), folder="moved")
        with working(writes=False):
            assert session.scalars(select(YoungPerson.district_id)).one() == "fylde"
        assert done.changed_nothing

    def test_the_postcode_itself_is_nowhere(
        self, import_this: ImportThis, working: ScopeOpener
    ) -> None:
        done = import_this(self._from("BB11 1AA"))
        with working(writes=False):
            row = queries.return_import(done.id)
            episode = session.scalars(select(CareEpisode)).one()
            told = session.scalars(select(Event.facts).order_by(Event.seq)).all()
        kept = [str(vars(row)), str(vars(episode)), str(told)]
        assert not [each for each in kept if "BB11" in each]

    def test_a_child_with_no_district_is_seen_by_county_wide_work_alone(
        self, import_this: ImportThis, working: ScopeOpener
    ) -> None:
        import_this(self._from("BB11 1AA"))
        other = self._from("")
        other.rows[modules.HEADER][0]["CHILD"] = other.rows[modules.EPISODES][0]["CHILD"] = "900001"
        import_this(other, folder="other")
        as_of = date(2026, 3, 31)
        with working(writes=False):
            assert len(queries.in_care_from_16(as_of)) == 2
        with working(districts=frozenset({"burnley", "preston"}), writes=False):
            assert [each.child_code for each in queries.in_care_from_16(as_of)] == ["100001"]
        with working(districts=frozenset({"preston"}), writes=False):
            assert queries.in_care_from_16(as_of) == []


def test_xml_gives_what_csv_gives(
    import_this: ImportThis, working: ScopeOpener, tmp_path: Path
) -> None:
    made = invent(30, year=2026)
    import_this(made)
    with working(writes=False):
        before = everything()
    with (tmp_path / "return.xml").open("w", encoding="utf-8") as out:
        write_xml(made, out)
    with working():
        done = import_return(
            actor=None,
            now=NOW,
            paths=[tmp_path / "return.xml"],
            year=2026,
            as_of=date(2026, 3, 31),
        )
    with working(writes=False):
        assert everything() == before
    assert done.changed_nothing
