"""An erased child is not brought back by a later return, unless two people let them back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.cases.models import CareEpisode, CareReview, ErasedChild, ReturnRow, YoungPerson
from portal.cases.operations import Imported, import_return
from portal.cases.ssda903 import modules
from portal.database import session
from portal.database.sealed import keyring
from portal.keyring import Purpose
from portal.protection.models import Ruling
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.conftest import NOW
from tests.integration.protection.test_pages import HOME, Officers, officers, propose, words
from tests.support.invented_return import InventedReturn, invent, write_csv, write_xml

__all__ = ["officers"]
ERASED_ON = "23/11/2026"
TakeIn = Callable[[], Imported]


@pytest.fixture
def made() -> InventedReturn:
    """A county's return."""
    return invent(12, year=2026)


@pytest.fixture(params=["csv", "xml"])
def take_in(
    request: pytest.FixtureRequest, made: InventedReturn, working: ScopeOpener, tmp_path: Path
) -> TakeIn:
    """Take the return in, as files of either kind."""
    folder = tmp_path / "return"
    folder.mkdir()
    if request.param == "csv":
        write_csv(made, folder)
    else:
        with (folder / "return.xml").open("w", encoding="utf-8") as out:
            write_xml(made, out)

    def run() -> Imported:
        with working():
            return import_return(
                actor=None, now=NOW, paths=[folder], year=made.year, as_of=made.as_of
            )

    return run


@pytest.fixture
def code(made: InventedReturn) -> str:
    """The code of the child who is erased: one with reviews and episodes."""
    return made.rows[modules.REVIEWS][0]["CHILD"]


def rule(officers: Officers, working: ScopeOpener, person: UUID, kind: str, ground: str) -> None:
    """Let two people decide."""
    first, second = officers
    assert propose(first, person, kind, ground) == 303
    with working(writes=False):
        waiting = session.scalars(select(Ruling.id).where(Ruling.state == "proposed")).one()
    assert second.post(f"{HOME}/rulings/{waiting}/decide").status_code == 303


@pytest.fixture
def erased(officers: Officers, take_in: TakeIn, code: str, working: ScopeOpener) -> UUID:
    """The emptied row of a child who came by a return and was erased."""
    take_in()
    with working(writes=False):
        person = session.scalars(select(YoungPerson.id).where(YoungPerson.child_code == code)).one()
    rule(officers, working, person, "erase", "objected")
    return person


def rows_of(made: InventedReturn, code: str) -> int:
    """How many rows of the return are a child's."""
    return sum(row["CHILD"] == code for rows in made.rows.values() for row in rows)


@pytest.mark.requirement("R4")
@pytest.mark.control("C40")
def test_no_row_of_theirs_is_taken_and_each_is_reported(
    take_in: TakeIn, erased: UUID, made: InventedReturn, code: str, working: ScopeOpener
) -> None:
    done = take_in()
    refused = [each for each in done.report["warnings"] if each["refused"]]
    assert len(refused) == rows_of(made, code) > 3
    assert {each["code"] for each in refused} == {"erased"}
    assert {each["value"] for each in refused} == {""}
    assert f"was deleted on {ERASED_ON}, so the row was not taken" in refused[0]["message"]
    assert code not in json.dumps(done.report), "the report does not keep what was erased"
    files = done.report["files"]
    assert sum(file["rows_read"] - file["rows_taken"] for file in files) == len(refused)
    assert done.report["children"] == made.children - 1
    assert done.changed_nothing, "nor is anybody else's data touched"
    with working(writes=False):
        codes = session.scalars(select(YoungPerson.child_code).order_by(YoungPerson.id)).all()
        assert code not in codes
        assert len([each for each in codes if each]) == made.children - 1
        for table in (CareEpisode, CareReview, ReturnRow):
            kept = select(table.id).where(table.young_person_id == erased)
            assert session.scalars(kept.order_by(table.id)).all() == []


@pytest.mark.control("C40")
def test_what_is_kept_of_the_code_says_nothing_without_the_key(
    erased: UUID, code: str, working: ScopeOpener
) -> None:
    with working(writes=False):
        kept = session.scalars(select(ErasedChild)).one()
        assert kept.young_person_id == erased
        assert code not in repr(vars(kept))
        assert len(kept.code_hash) == 64


def test_they_are_known_again_after_the_key_was_changed(
    take_in: TakeIn, erased: UUID, made: InventedReturn, working: ScopeOpener
) -> None:
    with working(writes=False):
        keyring().rotate(Purpose.ERASED)
    assert take_in().report["children"] == made.children - 1


def test_two_people_let_them_back(
    officers: Officers, take_in: TakeIn, erased: UUID, *, code: str, working: ScopeOpener
) -> None:
    first, second = officers
    found = first.post(f"{HOME}/find", data={"reference": code.lower()})
    assert found.location == f"{HOME}/people/{erased}", "by the code, which is not kept"
    page = words(first, f"{HOME}/people/{erased}")
    assert "A later return does not bring them back: their rows are not taken." in page
    assert code not in page
    assert propose(first, erased, "let_back", "objected") == 422, "a ground of its own"
    assert propose(first, erased, "let_back", "in_care_again") == 303
    with working(writes=False):
        waiting = session.scalars(select(Ruling.id).where(Ruling.state == "proposed")).one()
    assert first.post(f"{HOME}/rulings/{waiting}/decide").status_code == 422, "not the same one"
    take_in()
    with working(writes=False):
        assert session.scalars(select(ErasedChild)).all(), "still kept out"
    assert "bring them back" in words(second, f"{HOME}/rulings/{waiting}/decide")
    assert second.post(f"{HOME}/rulings/{waiting}/decide").status_code == 303
    assert "does not bring them back" not in words(first, f"{HOME}/people/{erased}")
    done = take_in()
    assert done.report["warnings"] == []
    assert done.changes["young_people"]["added"] == 1
    with working(writes=False):
        back = session.scalars(select(YoungPerson).where(YoungPerson.child_code == code)).one()
        assert back.id != erased, "as for any child, with a new reference"
    assert propose(second, erased, "let_back", "in_care_again") == 422, "nobody is kept out now"


def test_nobody_who_was_not_erased_is_let_back(
    officers: Officers, take_in: TakeIn, code: str, working: ScopeOpener
) -> None:
    take_in()
    with working(writes=False):
        person = session.scalars(select(YoungPerson.id).where(YoungPerson.child_code == code)).one()
    assert propose(officers[0], person, "let_back", "in_care_again") == 422
    assert officers[0].post(f"{HOME}/find", data={"reference": "nobody"}).status_code == 422
