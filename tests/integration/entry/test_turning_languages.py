"""The language menu leads somewhere on every page: also one that answers a press, or is missing."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from portal.testing.pages import PageClient
from tests.integration.panels.conftest import District
from tests.support.young import opened_by_code, opened_by_link


def tigrinya_of(page: str) -> str:
    """Return where the menu's Tigrinya leads."""
    found = re.search(r'<a href="([^"]*)" lang="ti"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def turned(client: PageClient, page: str, path: str, status: int = 200) -> None:
    """Check that the menu leads to this page, and that it is in Tigrinya then."""
    assert tigrinya_of(page) == path
    shown = client.get(path)
    assert shown.status_code == status
    assert '<html lang="ti"' in shown.text


def test_a_wrong_code_leads_to_where_a_code_is_typed(client: PageClient) -> None:
    refused = client.post("/y?lang=ar&words=fewer", data={"answer": "NOTACODE"})
    assert refused.status_code == 422
    turned(client, refused.text, "/y?lang=ti&words=fewer")


@pytest.mark.parametrize(
    ("path", "data", "leads"),
    [
        ("/y/say/3", {"words": " ", "version": 0}, "/y/say/3?lang=ti"),
        ("/y/say/8/helper", {"words": "x", "version": 0}, "/y/say/8/helper?lang=ti"),
        ("/y/meeting/away", {}, "/y/meeting/away?lang=ti"),
        ("/y/wrong", {"words": "x" * 2_001}, "/y/wrong?lang=ti"),
        ("/y/word", {"answer": "a"}, "/y/word?lang=ti"),
        ("/y/code", {}, "/y/back?lang=ti"),
        ("/y/phone", {}, "/y/back?lang=ti"),
    ],
)
def test_what_answers_a_press_leads_to_its_page(
    client: PageClient,
    district: District,
    items: list[UUID],
    *,
    path: str,
    data: dict[str, object],
    leads: str,
) -> None:
    opened_by_code(client, district.young_people[0], items[0])
    answer = client.post(path, data=data)
    assert answer.status_code in {200, 422}
    turned(client, answer.text, leads)


def test_a_page_that_is_not_there_says_so_in_the_other_language(
    client: PageClient, items: list[UUID]
) -> None:
    missing = client.get("/y/nothing?lang=ar")
    turned(client, missing.text, "/y/nothing?lang=ti", 404)
    over = client.get(f"/y/l/{'x' * 43}?lang=ar")
    turned(client, over.text, f"/y/l/{'x' * 43}?lang=ti", 404)
    opened_by_link(client, items[0])
    gone = client.post("/y/how-it-was", data={"face": "good"})
    assert gone.status_code == 404
    turned(client, gone.text, "/y/how-it-was?lang=ti")
