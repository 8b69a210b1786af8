"""A protected address in no form, no record and no words of an agency: refused by its box (C18)."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.cases.models import YoungPerson
from portal.database import session
from portal.papers.models import ProtectedAddress
from portal.papers.rules.address import IN_WORDS
from portal.preparation.models import Contribution
from portal.testing.pages import PageClient
from portal.voice.models import ViewsAnswer
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.conftest import NOW
from tests.integration.records.conftest import Enter
from tests.integration.records.test_item_record import record_of, saved, took_part, typed
from tests.support.invented_panel import InventedPanel

ADDRESS = "They live at 14 Quillfeather Street, BB11 9ZZ."


@pytest.fixture
def protected(panel: InventedPanel, working: ScopeOpener) -> None:
    """The first young person's address is protected and written down."""
    with working():
        whose = panel.young_people[0]
        row = session.scalars(select(YoungPerson).where(YoungPerson.id == whose)).one()
        row.address_protected = True
        session.add(
            ProtectedAddress(
                young_person_id=whose,
                lines="14 Quillfeather Street",
                postcode="BB11 9ZZ",
                recorded_by=panel.people["support"],
                recorded_at=NOW,
            )
        )


@pytest.mark.control("C18")
@pytest.mark.usefixtures("protected")
@pytest.mark.parametrize(
    "field",
    [
        "discussion",
        "plain_words",
        "barrier__0__wording",
        "action__0__wording",
        "action__0__plain_words",
    ],
)
def test_a_record_refuses_it_by_its_box_and_keeps_what_was_typed(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener, field: str
) -> None:
    took_part(chair, panel)
    refused = chair.post(record_of(panel), data=typed(panel, **{field: ADDRESS}))
    assert refused.status_code == 422
    text = unescape(refused.text)
    assert text.count(IN_WORDS) == 2, "in the summary and by the box"
    assert ADDRESS in text
    assert "Ask for the deposit" in text or field == "action__0__wording"
    assert saved(working).discussion == ""
    assert chair.post(record_of(panel), data=typed(panel)).status_code == 303


@pytest.mark.control("C18")
@pytest.mark.usefixtures("protected")
def test_how_they_took_part_refuses_it_too(chair: PageClient, panel: InventedPanel) -> None:
    data: dict[str, Any] = {"version": 0, "took_part": "views_shared", "note": ADDRESS}
    refused = chair.post(f"{record_of(panel)}/took-part", data=data)
    assert refused.status_code == 422
    assert IN_WORDS in unescape(refused.text)
    assert ADDRESS in unescape(refused.text)


@pytest.mark.control("C18")
@pytest.mark.usefixtures("protected")
def test_another_young_persons_words_are_not_looked_through_for_it(
    chair: PageClient, panel: InventedPanel
) -> None:
    took_part(chair, panel, 1)
    sent = typed(panel, discussion=ADDRESS)
    assert chair.post(record_of(panel, 1), data=sent).status_code == 303


@pytest.mark.control("C18")
@pytest.mark.usefixtures("protected")
def test_an_agencys_form_and_views_written_down_by_staff_refuse_it(
    support: PageClient, enter: Enter, panel: InventedPanel, working: ScopeOpener
) -> None:
    item = f"/d/{panel.district}/items/{panel.items[0]}"
    form = {
        "version": "0",
        "as_of-day": "20",
        "as_of-month": "11",
        "as_of-year": "2026",
        "routes": "register",
        "options": ADDRESS,
    }
    refused = support.post(f"{item}/preparation/housing", data=form)
    assert refused.status_code == 422
    assert IN_WORDS in unescape(refused.text)
    assert ADDRESS in unescape(refused.text)
    views = {"version": "0", "words": ADDRESS, "audience": "panel", "way": "phone", "agreed": "yes"}
    written = enter("worker").post(f"{item}/views/write/1", data=views)
    assert written.status_code == 422
    assert IN_WORDS in unescape(written.text)
    assert ADDRESS in unescape(written.text)
    with working(writes=False):
        assert session.scalar(select(func.count()).select_from(Contribution)) == 0
        assert session.scalar(select(func.count()).select_from(ViewsAnswer)) == 0
