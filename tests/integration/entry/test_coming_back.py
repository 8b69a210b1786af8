"""Whoever came by a link alone is told in time that it will not show them again what they saved."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.entry.rules import CodeKind
from portal.testing.pages import PageClient
from tests.integration.panels.conftest import District
from tests.support.young import code_for, opened_by_code, opened_by_link

TOLD = "This link alone does not open what you saved, once you leave."
ANSWER = {"words": "I like my room", "version": 0, "do": "save"}


@pytest.mark.control("C20")
def test_after_the_first_saved_answer_a_way_back_is_offered_until_there_is_one(
    client: PageClient, items: list[UUID]
) -> None:
    opened_by_link(client, items[0])
    for path in ("/y/home", "/y/say", "/y/say/1"):
        assert TOLD not in client.get(path).text
    client.post("/y/say/1", data=ANSWER)
    client.post("/y/say/share")
    for path in ("/y/home", "/y/say/2", "/y/say/done", "/y/meeting"):
        assert TOLD in client.get(path).text, path
    for path in ("/y/back", "/y/word"):
        assert TOLD not in client.get(path).text, path
    client.post("/y/word", data={"answer": "blue giraffe"})
    assert TOLD not in client.get("/y/say/2").text


@pytest.mark.control("C20")
def test_finishing_without_a_way_back_asks_once(client: PageClient, items: list[UUID]) -> None:
    opened_by_link(client, items[0])
    assert client.post("/y/finish").headers["Location"] == "/y/finished"
    opened_by_link(client, items[0])
    client.post("/y/say/1", data=ANSWER)
    assert client.post("/y/finish").headers["Location"] == "/y/going"
    page = client.get("/y/going").text
    assert TOLD in page
    assert "Show me a code" in page
    assert client.get("/y/home").status_code == 200  # nothing has ended yet
    assert client.post("/y/finish", data={"anyway": "yes"}).headers["Location"] == "/y/finished"


@pytest.mark.control("C20")
def test_a_code_of_their_own_is_a_way_back(client: PageClient, items: list[UUID]) -> None:
    opened_by_link(client, items[0])
    client.post("/y/say/1", data=ANSWER)
    code_for(client, items[0], kind=CodeKind.PAPER)  # made, and not in their hands yet
    assert TOLD in client.get("/y/home").text
    client.post("/y/code")
    assert TOLD not in client.get("/y/home").text
    assert client.post("/y/finish").headers["Location"] == "/y/finished"


@pytest.mark.control("C20")
def test_who_came_by_a_workers_code_is_asked_nothing(
    client: PageClient, district: District, items: list[UUID]
) -> None:
    opened_by_code(client, district.young_people[0], items[0])
    client.post("/y/say/1", data=ANSWER)
    assert TOLD not in client.get("/y/home").text
    assert client.post("/y/finish").headers["Location"] == "/y/finished"
