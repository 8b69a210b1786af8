"""The copy that is handed over is read by whoever it is about: no codes, and "you" (R92)."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from portal.database import session
from portal.participation.models import ParticipationChoice
from portal.preparation.models import Contribution
from portal.protection.pages import copy_words
from portal.protection.rules.inventory import INVENTORY, KEYS, Way
from portal.protection.rules.inventory import label as staff_label
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.conftest import NOW, WORDS
from tests.integration.protection.test_copied_files import handed_over
from tests.integration.protection.test_pages import Officers, officers, panel
from tests.support.invented_panel import InventedPanel

__all__ = ["officers", "panel"]

THEY = re.compile(r"\b(they|their|theirs|them)\b", re.IGNORECASE)


def test_every_title_and_every_name_of_a_value_is_said_to_them() -> None:
    held = {kind for kind, entry in INVENTORY.items() if entry.way is not Way.NONE}
    assert set(copy_words.TITLES) <= held
    for kind in held:
        assert not THEY.search(copy_words.title(kind).replace("they may have", "")), kind
        for column in set(INVENTORY[kind].columns) - set(KEYS):
            assert not THEY.search(copy_words.to_you(staff_label(kind, column))), (kind, column)


@pytest.mark.control("C39")
@pytest.mark.requirement("R92")
def test_the_page_has_words_for_codes_and_no_keys_and_the_files_for_machines_have_all(
    officers: Officers, panel: InventedPanel, working: ScopeOpener
) -> None:
    young, staff = panel.young_people[0], panel.people["support"]
    about = {
        "district_id": panel.district,
        "item_id": panel.items[0],
        "young_person_id": young,
    }
    with working():
        session.add_all(
            [
                Contribution(
                    **about,
                    agency="iro",
                    stream="iro",
                    answers=json.dumps({"view": "zq-The plan is right", "challenge": "yes"}),
                    given_by=staff,
                    given_at=NOW,
                    version=1,
                ),
                ParticipationChoice(
                    **about,
                    topic="needs",
                    number=1,
                    answers=json.dumps({"needs": ["breaks"]}),
                    asked_for=NOW.date(),
                    told_at=NOW,
                ),
            ]
        )
    files = handed_over(officers, young, working, {})
    page = unescape(files["index.html"].decode())
    body = page[page.index("<main>") :]
    text = re.sub(r"<[^>]+>", " ", body)
    for said in ("zq-The plan is right", "What I need", "Who you are", "Burnley", WORDS["told"]):
        assert said in text, said
    for code in ("{", "}", "_id", '"view"', "iro ", "leaving_care", "Digest", "Token hash", "Seq"):
        assert code not in text, code
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text), "no key of a record"
    joined = [line for line in text.splitlines() if re.search(r"\b[a-z]+_[a-z]+\b", line)]
    assert [line for line in joined if "Canary" not in line] == []
    assert "They are in everything.json and in the tables beside it." in text
    assert str(young) not in text
    assert '\\"view\\"' in files["everything.json"].decode()


def test_a_sentence_of_staff_is_still_one_when_it_is_said_to_them() -> None:
    for kind, column, said in (
        ("item_record", "took_part_note", "Your views and who passed these on, or what was tried"),
        ("participation_choice", "way_told", "How it was told"),
    ):
        assert copy_words.to_you(staff_label(kind, column)) == said
