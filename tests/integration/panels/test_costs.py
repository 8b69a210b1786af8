"""What a home costs is for children's services alone (R17, A19), and a rep sees no papers (A18)."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from portal.kernel.errors import ConflictError
from portal.panels import operations, queries
from tests.integration.panels.conftest import NOW, District
from tests.integration.panels.people_of_panels import (
    FOSTERING,
    HOUSING,
    browser_of,
    email_of,
    seat,
    somebody,
)
from tests.support.representative import REPRESENTATIVE, seats_a_representative

AMOUNT, NOTE = "£1,234.50", "Two to one at night, Grimsargh Lane"


@pytest.fixture
def item(district: District) -> UUID:
    """A published item with a cost written down by the seat that brings it."""
    with district.working():
        for name, key in (
            ("Ari Example", "access_to_resources"),
            ("Fen Example", FOSTERING),
            ("Hollis Example", HOUSING),
            ("Parker Example", "supported_accommodation"),
        ):
            seat(district, somebody(name), key)
        somebody("Val Example")
        adviser = somebody("Ade Example")
    found = district.nominate(personal_adviser_id=adviser).item_id
    district.publish()
    return found


@pytest.fixture
def costed(app: Flask, district: District, item: UUID) -> UUID:
    """The same item, with what its home costs."""
    client = browser_of(app, "Ari Example")
    answer = client.post(
        f"/d/burnley/items/{item}/cost", data={"version": "0", "weekly": "1234.5", "note": NOTE}
    )
    assert answer.status_code == 303
    return item


@pytest.mark.requirement("R17", "A19")
@pytest.mark.control("C11")
@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("Ari Example", True),
        ("Fen Example", True),
        ("Casey Example", True),
        ("Charlie Example", True),
        ("Lee Sample", True),
        ("Sam Testcase", True),
        ("Ade Example", False),
        ("Hollis Example", False),
        ("Parker Example", False),
        ("Morgan Madeup", False),
        ("Toni Placeholder", False),
    ],
)
def test_who_is_shown_what_a_home_costs(
    app: Flask, district: District, costed: UUID, *, name: str, sees: bool
) -> None:
    client = browser_of(app, name)
    said = ""
    for address in (
        f"/d/burnley/items/{costed}",
        f"/d/burnley/items/{costed}/record/read",
        f"/d/burnley/items/{costed}/cost",
        f"/d/burnley/meetings/{district.meeting_id}/agenda",
        f"/d/burnley/meetings/{district.meeting_id}/agenda.pdf",
        f"/d/burnley/meetings/{district.meeting_id}/who",
        "/",
    ):
        answer = client.get(address)
        said += answer.text if "pdf" not in address else ""
    assert (AMOUNT in said) is sees
    assert ("Grimsargh" in said) is sees
    assert ("What the home costs" in said) is sees


@pytest.mark.requirement("A19")
@pytest.mark.control("C7", "C11")
def test_a_visitor_is_shown_no_cost(app: Flask, district: District, costed: UUID) -> None:
    with district.working():
        operations.invite_visitor(
            actor=district.support,
            now=NOW,
            item_id=costed,
            email=email_of("Val Example"),
            reason="College",
            tells_name=True,
        )
    client = browser_of(app, "Val Example")
    assert "Grimsargh" not in client.get(f"/your-item/{costed}").text
    assert client.get(f"/d/burnley/items/{costed}/cost").status_code == 404


@pytest.mark.requirement("R17", "A19")
@pytest.mark.control("C13")
@pytest.mark.parametrize(
    ("name", "page", "sent"),
    [
        ("Ari Example", 200, 303),
        ("Casey Example", 200, 303),
        ("Fen Example", 404, 403),
        ("Lee Sample", 404, 403),
        ("Hollis Example", 404, 404),
        ("Parker Example", 404, 404),
        ("Morgan Madeup", 404, 404),
    ],
)
def test_who_writes_it_down(app: Flask, item: UUID, *, name: str, page: int, sent: int) -> None:
    client = browser_of(app, name)
    address = f"/d/burnley/items/{item}/cost"
    assert client.get(address).status_code == page
    data = {"version": "0", "weekly": "900"}
    assert client.post(address, data=data).status_code == sent


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"weekly": "a lot"}, "Enter an amount in pounds, such as 1250 or 1250.50."),
        ({"weekly": "12.345"}, "Enter an amount in pounds"),
        ({"weekly": "-5"}, "Enter an amount in pounds"),
        ({"weekly": "", "note": " "}, "Enter what it costs a week, or a note."),
    ],
)
def test_what_is_no_amount_is_refused_and_kept(
    app: Flask, item: UUID, typed: dict[str, str], says: str
) -> None:
    client = browser_of(app, "Ari Example")
    answer = client.post(f"/d/burnley/items/{item}/cost", data={"version": "0", **typed})
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{typed["weekly"]}"' in answer.text or not typed["weekly"]


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("£1,250", 125_000), ("1250.5", 125_050), ("0.05", 5), ("999999.99", 99_999_999)],
)
def test_an_amount_is_read_as_it_is_written(
    app: Flask, district: District, item: UUID, typed: str, pence: int
) -> None:
    client = browser_of(app, "Ari Example")
    client.post(f"/d/burnley/items/{item}/cost", data={"version": "0", "weekly": typed})
    with district.working(writes=False):
        kept = queries.cost_of(item)
    assert kept is not None
    assert kept[0].weekly_pence == pence


def test_the_second_saver_sees_both_and_chooses(
    app: Flask, district: District, costed: UUID
) -> None:
    client = browser_of(app, "Casey Example")
    address = f"/d/burnley/items/{costed}/cost"
    answer = client.post(address, data={"version": "0", "weekly": "800", "note": "Mine"})
    assert answer.status_code == 409
    assert AMOUNT in answer.text
    assert "Mine" in answer.text
    again = {"version": "1", "weekly": "800", "note": "Mine"}
    assert client.post(address, data=again).status_code == 303
    with district.working(), pytest.raises(ConflictError):
        operations.record_cost(
            actor=district.support,
            now=NOW,
            item_id=costed,
            version=1,
            weekly_pence=1,
            note="",
        )


@pytest.mark.requirement("R35", "A18")
@pytest.mark.control("C11")
def test_a_young_person_representative_reads_the_agenda_and_no_papers(
    app: Flask, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    seats_a_representative(monkeypatch)
    with district.working():
        seat(district, somebody("Remi Example"), REPRESENTATIVE.key)
    item = district.nominate().item_id
    district.publish()
    with district.working():
        operations.record_cost(
            actor=district.support,
            now=NOW,
            item_id=item,
            version=0,
            weekly_pence=123_450,
            note=NOTE,
        )
    client = browser_of(app, "Remi Example")
    agenda = client.get(f"/d/burnley/meetings/{district.meeting_id}/agenda")
    assert agenda.status_code == 200
    assert "LH-1" in agenda.text
    assert "Pretend1" not in agenda.text
    page = client.get(f"/d/burnley/items/{item}")
    assert page.status_code == 200
    assert "Grimsargh" not in page.text
    for rest, status in (("/record/read", 403), ("/record", 403), ("/cost", 404)):
        assert client.get(f"/d/burnley/items/{item}{rest}").status_code == status
