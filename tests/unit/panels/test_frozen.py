"""An agenda that was kept in an earlier form is still read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from uuid import UUID

import pytest

from portal.kernel.deadlines import Deadline
from portal.panels.rules import frozen
from portal.panels.rules.frozen import FrozenAgenda, FrozenRow
from portal.panels.rules.membership import ChairLink
from portal.variations.values import PackSection

DUE = Deadline(due=date(2026, 12, 10), cut_off=time(23, 59), steps=("one",), sentence="By then.")
ROW = FrozenRow(
    slot_id=UUID(int=1),
    start=time(9, 30),
    minutes=20,
    kind="slot",
    item_id=UUID(int=2),
    young_person_id=UUID(int=3),
    reference="LH-1",
    item_type="Review",
    social_worker_id=UUID(int=4),
    social_worker="Sam",
    manager_id=None,
    personal_adviser_id=UUID(int=5),
    personal_adviser="Ade",
    stand_in_id=UUID(int=6),
    stand_in="Max",
    chair_id=UUID(int=7),
    chair="Bo",
)
AGENDA = FrozenAgenda(
    district_name="Burnley",
    kind="leaving_care",
    panel_name="Leaving Care – Lasting Homes Panel",
    panel_day=date(2026, 12, 17),
    part="am",
    place="Room 1",
    heading=("AGENDA",),
    columns=(("time_slot", "Time slot"),),
    time_style="dotted",
    chair="Ash",
    chair_id=UUID(int=8),
    chair_sentence="Ash chairs.",
    quorum_sentence="No quorum is set.",
    deadline=DUE,
    record_deadline=DUE,
    late=False,
    rows=(ROW,),
    rules={},
    chain=(ChairLink(UUID(int=8), "Ash", "Senior"), ChairLink(UUID(int=7), "Bo", "Manager")),
)
NEWER = {
    *("personal_adviser_id", "personal_adviser", "stand_in_id", "stand_in", "chair_id", "chair"),
}


def test_an_agenda_is_read_back_as_it_was_kept() -> None:
    kept = frozen.to_json(AGENDA)
    assert kept["form"] == frozen.FORM == 2
    assert frozen.from_json(kept) == AGENDA


def test_the_first_form_is_still_read() -> None:
    kept = frozen.to_json(AGENDA)
    first = {key: value for key, value in kept.items() if key != "chain"} | {"form": 1}
    first["rows"] = [{k: v for k, v in row.items() if k not in NEWER} for row in kept["rows"]]
    found = frozen.from_json(first)
    assert found.chain == ()
    assert found.rows[0].reference == "LH-1"
    assert found.rows[0].stand_in_id is None
    assert found.rows[0].chair == ""


@pytest.mark.requirement("R35", "A18")
def test_a_seat_for_young_people_is_given_no_papers_whatever_was_kept_once() -> None:
    kept = {
        "key": "young_person_representative",
        "label": "Young person representative",
        "organisation_kind": "young_person",
        "sections": ["views"],
    }
    other = kept | {"key": "advocacy", "label": "Advocacy", "organisation_kind": "advocacy"}
    rules = {"seats": {"value": [kept, other]}}
    found = {seat.key: seat.sections for seat in frozen.seats(replace(AGENDA, rules=rules))}
    assert found == {
        "young_person_representative": frozenset(),
        "advocacy": frozenset({PackSection.VIEWS}),
    }
