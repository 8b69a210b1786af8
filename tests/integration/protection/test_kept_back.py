"""A hold and a restriction keep what is about somebody from being deleted, whoever does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import func, select, update

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import session
from portal.kernel.errors import RuleError
from portal.packs.models import PackNote
from portal.panels.models import Item, Recusal
from portal.people import standing
from portal.protection.models import Tombstone
from portal.protection.operations import retention, rulings
from portal.protection.operations.removing import remove
from portal.protection.routes.staff.shared import DUE, WAITING
from portal.protection.rules.rulings import Ground, RulingKind
from portal.records.models import ItemRecord
from portal.variations.keeping import Kept
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.conftest import NOW, WORDS, write_record
from tests.integration.protection.test_pages import HOME, Officers, officers, propose
from tests.integration.protection.test_retention import (
    CODE,
    LAST_DAYS,
    Planted,
    kinds,
    listed,
    officer,
    planted,
    run_on,
)
from tests.support.invented_panel import NAMES, published_panel

__all__ = ["officers", "planted"]


def held(planted: Planted) -> Callable[[], object]:
    """Place a hold on the first young person; return what lifts it."""
    actor, young = planted.officer, planted.panel.young_people[0]
    hold_id = retention.place_hold(
        actor=actor, now=NOW, young_person_id=young, reason="A claim in court"
    ).id
    return partial(retention.lift_hold, actor=actor, now=NOW, hold_id=hold_id, reason="Over")


def restricted(planted: Planted) -> Callable[[], object]:
    """Restrict what is held about the first young person; return what ends it."""
    actor, young = planted.officer, planted.panel.young_people[0]
    ruling_id = rulings.propose(
        actor=actor,
        now=NOW,
        young_person_id=young,
        kind=RulingKind.RESTRICT,
        ground=Ground.CLAIM,
        reason="A claim in court",
    ).id
    rulings.agree(actor=officer("second"), now=NOW, ruling_id=ruling_id)
    return partial(rulings.lift, actor=actor, now=NOW, ruling_id=ruling_id, reason="Over")


@pytest.mark.control("C40")
@pytest.mark.parametrize("keep", [held, restricted])
def test_what_is_held_or_restricted_stays_for_eighty_years_and_goes_when_that_is_over(
    planted: Planted, working: ScopeOpener, keep: Callable[[Planted], Callable[[], object]]
) -> None:
    young = planted.panel.young_people[0]
    with working():
        end = keep(planted)
        for item in session.scalars(select(Item).where(Item.withdrawn_reason.is_(None))):
            item.withdrawn_reason = "Not heard, so that no record is waited for"
    late = date(2106, 11, 23)
    plan = run_on(working, late)
    assert {each.candidate.kind for each in plan.staying} == {
        Kept.RECORD_WORDS,
        Kept.ACTION_WORDS,
        Kept.WITHDRAWAL_REASONS,
        Kept.AGENDAS,
        Kept.FEEDBACK,
        Kept.MESSAGES,
        Kept.IMPORT_REPORTS,
        Kept.YOUNG_PEOPLE,
    }
    assert {each.stays for each in plan.staying} == {keep.__name__}
    with working(writes=False):
        person_ = session.scalars(select(YoungPerson).where(YoungPerson.id == young)).one()
        assert (person_.preferred_name, person_.child_code) == (NAMES[0], CODE)
        assert session.scalars(select(ItemRecord.discussion)).all() == [WORDS["discussion"]]
        others = session.scalars(
            select(YoungPerson.preferred_name).where(YoungPerson.id != young)
        ).all()
        assert others == [None, None]
    with working():
        end()
    assert run_on(working, late).staying == ()
    with working(writes=False):
        emptied = session.scalars(select(YoungPerson).where(YoungPerson.id == young)).one()
        assert (emptied.preferred_name, emptied.child_code) == (None, None)


@pytest.mark.control("C40")
@pytest.mark.parametrize("written", [True, False], ids=["written", "nothing written"])
def test_nobody_goes_whose_record_the_childs_file_does_not_have(
    working: ScopeOpener, *, written: bool
) -> None:
    """Neither by their age nor because two people decide; whoever will have none goes."""
    with working():
        panel = published_panel()
        if written:
            write_record(panel)
            session.execute(update(ItemRecord).values(filed_at=None, filed_by=None, receipt=None))
            listed(panel.items[0]).withdrawn_reason = None
        session.execute(update(YoungPerson).values(born_on=date(2001, 12, 1)))
        listed(panel.items[2]).withdrawn_reason = "They moved away"
    first, _, third = panel.young_people
    late = date(2028, 6, 1)
    run_on(working, late)
    with working():
        left = session.scalars(select(Tombstone.row_id).where(Tombstone.kind == Kept.YOUNG_PEOPLE))
        assert left.all() == [third]
        with pytest.raises(RuleError, match="not on the child’s file yet"):
            rulings.propose(
                actor=officer(),
                now=datetime(2028, 6, 1, 9, tzinfo=UTC),
                young_person_id=first,
                kind=RulingKind.ERASE,
                ground=Ground.OBJECTED,
                reason="Asked",
            )


@pytest.mark.control("C40")
def test_whoever_is_not_shown_every_hold_is_shown_nothing_due_and_deletes_nothing(
    planted: Planted, working: ScopeOpener
) -> None:
    """The agenda would be due for them: the hold is hidden with whom it is on."""
    young, item = planted.panel.young_people[1], planted.panel.items[1]
    with working():
        retention.place_hold(
            actor=officer("second"), now=NOW, young_person_id=young, reason="A claim in court"
        )
        session.add(
            Recusal(
                district_id=planted.panel.district,
                item_id=item,
                young_person_id=young,
                person_id=planted.officer.person_id,
                reason="A cousin",
                declared_by=planted.officer.person_id,
                declared_at=NOW,
            )
        )
    with working(writes=False):
        kept_out = standing.actor(planted.officer.person_id, NOW)
    assert kept_out is not None
    day = LAST_DAYS[Kept.AGENDAS]
    with working(writes=False):
        assert retention.plan(actor=kept_out, today=day).due == ()
        assert Kept.AGENDAS not in kinds(retention.plan(actor=None, today=day))
    with pytest.raises(RuleError, match="declared an interest"), working():
        retention.run(actor=kept_out, now=NOW, today=day)
    with working(writes=False):
        assert session.scalar(select(func.count()).select_from(Tombstone)) == 0


@pytest.mark.control("C40")
@pytest.mark.parametrize("keep", [held, restricted])
def test_what_somebody_who_left_noted_of_who_is_held_or_restricted_stays(
    planted: Planted, working: ScopeOpener, keep: Callable[[Planted], object]
) -> None:
    panel = planted.panel
    with working():
        keep(planted)
        for item_id, young in zip(panel.items, panel.young_people, strict=True):
            session.add(
                PackNote(
                    district_id=panel.district,
                    item_id=item_id,
                    young_person_id=young,
                    person_id=panel.people["member"],
                    words="Ask about the flat",
                    written_at=NOW,
                )
            )
    with working():
        remove(Kept.STAFF, panel.people["member"], now=NOW, cause="retention")
    with working(writes=False):
        noted = session.scalars(select(PackNote.young_person_id)).all()
        assert noted == [panel.young_people[0]]


@pytest.mark.control("C43")
def test_the_read_log_says_whom_the_officers_lists_name(
    officers: Officers, planted: Planted, working: ScopeOpener
) -> None:
    young = planted.panel.young_people[0]
    with working():
        session.scalars(select(ItemRecord)).one().filed_at = datetime(2020, 1, 1, tzinfo=UTC)
    first, second = officers
    assert propose(second, young, "restrict", "accuracy") == 303
    for address in (f"{HOME}/keeping", f"{HOME}/keeping.csv", f"{HOME}/"):
        assert first.get(address).status_code == 200
    with working(writes=False):
        named = Event.kind == "listed", Event.young_person_id == young
        pages = session.scalars(select(Event.page).where(*named).order_by(Event.seq)).all()
    assert pages == [DUE, DUE, WAITING]
