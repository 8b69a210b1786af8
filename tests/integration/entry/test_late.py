"""What is sent after a visit ran out is kept for an hour, for the young person alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import session
from portal.entry.models import YoungKept
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.panels.conftest import District
from tests.support import probe_pages
from tests.support.young import code_for, link_for, opened_by_code

WORDS = "I want to live near Auntie <b>Invented</b>"
PAGE = "/y/probe"
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def late(
    client: PageClient, district: District, items: list[UUID], machine: MovableClock
) -> PageClient:
    """A browser whose visit ran out before what was typed in it was sent."""
    probe_pages.SAID.clear()
    opened_by_code(client, district.young_people[0], items[0])
    machine.instant += HALF_AN_HOUR
    answer = client.post(PAGE, data={"said": WORDS, "form_page": PAGE})
    assert answer.headers["Location"] == "/y?late=yes"
    assert probe_pages.SAID == []
    return client


def test_it_is_back_in_its_form_once_they_are_in_again(
    late: PageClient, items: list[UUID], working: ScopeOpener
) -> None:
    assert "What you saved is still there." in late.get("/y?late=yes").text
    late.post("/y", data={"answer": code_for(late, items[0])})
    assert f'href="{PAGE}"' in late.get("/y/home").text
    page = late.get(PAGE).text
    assert "What you typed is back." in page
    assert "I want to live near Auntie &lt;b&gt;Invented&lt;/b&gt;" in page
    late.post(PAGE, data={"said": WORDS})
    assert probe_pages.SAID == [WORDS]
    assert "You were writing something" not in late.get("/y/home").text
    with working(writes=False):
        assert session.scalars(select(YoungKept)).all() == []


@pytest.mark.control("C21")
def test_it_is_sealed_and_nobody_else_finds_it(
    late: PageClient, app: Flask, district: District, items: list[UUID], working: ScopeOpener
) -> None:
    with working(writes=False):
        row = session.scalars(select(YoungKept)).one()
        assert "Auntie" in row.fields
        assert "Auntie" not in repr(vars(row))
    opened_by_code(late, district.young_people[1], items[1])
    assert "Auntie" not in late.get(PAGE).text
    assert "You were writing something" not in late.get("/y/home").text
    link_holder = app.test_client()
    assert link_holder.post(link_for(late, items[0])).headers["Location"] == "/y/you"


def test_after_an_hour_it_is_gone(
    late: PageClient, items: list[UUID], machine: MovableClock
) -> None:
    machine.instant += timedelta(hours=1)
    late.post("/y", data={"answer": code_for(late, items[0])})
    assert "Auntie" not in late.get(PAGE).text


def test_pressing_that_one_is_still_there_counts_the_time_anew(
    client: PageClient, district: District, items: list[UUID], machine: MovableClock
) -> None:
    opened_by_code(client, district.young_people[0], items[0])
    machine.instant += timedelta(minutes=29)
    assert client.post("/y/stay").status_code == 204
    machine.instant += timedelta(minutes=29)
    assert client.get("/y/home").status_code == 200
    machine.instant += HALF_AN_HOUR
    assert client.post("/y/stay").status_code == 303


def test_codes_and_words_are_never_kept(
    client: PageClient,
    district: District,
    items: list[UUID],
    machine: MovableClock,
    working: ScopeOpener,
) -> None:
    opened_by_code(client, district.young_people[0], items[0])
    machine.instant += HALF_AN_HOUR
    client.post("/y/word", data={"answer": "blue giraffe"})
    with working(writes=False):
        assert session.scalars(select(YoungKept)).all() == []
