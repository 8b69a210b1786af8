"""Each page of who has looked has all that is about its young person, record or meeting."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.cases.operations import import_return
from portal.cases.ssda903 import modules
from portal.database import session
from portal.papers import operations as papers
from portal.papers.rules.kinds import PaperKind
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.conftest import NOW, TODAY, actor_of
from tests.integration.trail.conftest import Enter, Trail
from tests.integration.trail.test_trail_pages import of_item, of_meeting, of_person, words
from tests.support.invented_panel import InventedPanel
from tests.support.invented_return import InventedReturn, invent, write_csv

RETURNED = "cases:young_person:returned"


@pytest.fixture
def paper(panel: InventedPanel, working: ScopeOpener) -> UUID:
    """A paper of the first item, typed by its social worker."""
    typed = papers.Typed("", TODAY, {"about": "Likes football"}, ready=True)
    with working():
        return papers.save_typed(
            actor=actor_of(panel.people["worker"]),
            now=NOW,
            item_id=panel.items[0],
            kind=PaperKind.CASE_SUMMARY,
            typed=typed,
        ).id


@pytest.mark.control("C42", "C43")
@pytest.mark.parametrize("address", [of_person, of_item, of_meeting])
def test_a_paper_that_was_written_and_read(
    address: object, enter: Enter, panel: InventedPanel, paper: UUID
) -> None:
    assert callable(address)
    assert enter("worker").get(f"/d/burnley/papers/{paper}").status_code == 200
    page = words(enter("support"), address(panel))
    assert "Worker Example Paper: typed" in page
    assert "Worker Example Opened: a paper of an item" in page


@pytest.mark.control("C42")
def test_a_paper_stays_on_its_young_persons_page_once_it_is_gone(
    panel: InventedPanel, paper: UUID, trail: Trail
) -> None:
    (typed,) = [each for each in trail.new("write") if each.event == "papers:paper:typed"]
    assert (typed.subject_id, typed.young_person_id) == (paper, panel.young_people[0])


@pytest.mark.control("C43")
@pytest.mark.parametrize("address", [of_person, of_item, of_meeting])
def test_who_asked_who_has_looked(address: object, enter: Enter, panel: InventedPanel) -> None:
    assert callable(address)
    asked = "Chair Example Opened: who has looked, and what was done"
    assert asked not in words(enter("support"), address(panel))
    words(enter("chair"), address(panel))
    assert asked in words(enter("support"), address(panel))


def test_none_of_it_is_on_the_pages_of_another_item(
    enter: Enter, panel: InventedPanel, paper: UUID
) -> None:
    enter("worker").get(f"/d/burnley/papers/{paper}")
    words(enter("chair"), of_item(panel))
    for other in (
        f"/d/burnley/items/{panel.items[1]}/trail",
        f"/young-people/{panel.young_people[1]}/trail",
    ):
        page = words(enter("support"), other)
        assert "aper: typed" not in page
        assert "a paper of an item" not in page
        assert "Chair Example Opened: who has looked" not in page


@pytest.mark.control("C42")
def test_a_return_stands_on_the_page_of_everybody_whose_rows_it_changed_and_nobody_elses(
    enter: Enter, panel: InventedPanel, working: ScopeOpener, tmp_path: Path
) -> None:
    made = invent(0, year=2026)
    children = [made.child(age=16) for _ in range(3)]
    for child in children:
        made.episode(child, 300, 100, "X1")
        made.episode(child, 100, None, RNE="P")
    with working():
        young = session.get_one(YoungPerson, ("E10000017", panel.young_people[0]))
        young.child_code = children[0]["CHILD"]
    assert _taken(made, working, tmp_path / "first") == {each["CHILD"] for each in children}
    assert "Changed by a return" in words(enter("support"), of_person(panel))
    assert _taken(made, working, tmp_path / "again") == set()
    made.rows[modules.EPISODES][2].update(PLACE="H5")
    assert _taken(made, working, tmp_path / "changed") == {children[1]["CHILD"]}
    del made.rows[modules.EPISODES][4]
    assert _taken(made, working, tmp_path / "taken-away") == {children[2]["CHILD"]}


def _taken(made: InventedReturn, working: ScopeOpener, folder: Path) -> set[str | None]:
    """Take a return in; return the codes of those whose trail says that it changed them."""
    write_csv(made, folder)
    with working():
        before = session.scalar(select(func.max(Event.seq))) or 0
        done = import_return(actor=None, now=NOW, paths=[folder], year=made.year, as_of=made.as_of)
    with working(writes=False):
        rows = session.execute(
            select(YoungPerson.child_code, Event.facts)
            .join(Event, Event.young_person_id == YoungPerson.id)
            .where(Event.event == RETURNED, Event.seq > before)
            .order_by(Event.seq)
        ).all()
    assert all(row.facts == {"import": str(done.id)} for row in rows)
    assert len({row.child_code for row in rows}) == len(rows), "one entry each"
    return {row.child_code for row in rows}
