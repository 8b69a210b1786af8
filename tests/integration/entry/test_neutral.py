"""Nothing of a young person's pages tells what they are about, nor a hit from a miss."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.kernel.discreet import telling
from portal.testing.pages import PageClient
from portal.web.languages import LANGUAGES
from portal.web.young import tells
from tests.integration.panels.conftest import CANARY, District
from tests.support.statements import statements
from tests.support.young import code_for, link_for, opened_by_code, own_rules

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
FEWEST = 6


@pytest.mark.control("C17", "C36")
def test_no_address_says_what_it_is_about(app: Flask) -> None:
    found = [rule.rule for rule in own_rules(app)]
    assert len(found) > FEWEST
    assert all(path == "/y" or path.startswith("/y/") for path in found)
    for path in found:
        words = re.sub(r"[^a-z]+", " ", path)
        assert not telling(words), path
        assert "council" not in words, path
        assert "_id" not in path, f"{path}: whose it is, the visit says"


@pytest.mark.control("C17", "C21")
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.code)
def test_no_page_tells_by_its_title_or_in_a_preview(
    client: PageClient, app: Flask, district: District, items: list[UUID], language: Any
) -> None:
    link = link_for(client, items[0])
    opened_by_code(client, district.young_people[0], items[0])
    simple = [
        rule.rule
        for rule in own_rules(app)
        if not rule.arguments and "GET" in (rule.methods or set())
    ]
    assert len(simple) > FEWEST - 1
    for path in (*simple, link):
        page = client.get(f"{path}?lang={language.code}", follow_redirects=True)
        if page.mimetype != "text/html":
            assert not telling(page.headers["Content-Disposition"]), path
            continue
        title = TITLE.search(page.text)
        assert title is not None
        assert not tells(title[1]), path
        assert not telling(title[1]), path
        assert CANARY not in title[1]
        assert 'name="description"' not in page.text
        assert 'property="og:' not in page.text
        assert 'content="noindex, nofollow"' in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert f'<html lang="{language.code}" dir="{language.direction}"' in page.text


@pytest.mark.control("C20")
def test_a_link_that_is_over_and_one_that_never_was_cost_the_same(
    client: PageClient, app: Flask, items: list[UUID]
) -> None:
    old = link_for(client, items[0])
    there = link_for(client, items[0])
    asked = []
    for path in (there, old, f"/y/l/{'x' * 43}"):
        with statements(app) as said:
            client.get(path)
        asked.append(list(said))
    assert asked[0] == asked[1] == asked[2]


@pytest.mark.control("C20")
def test_a_code_that_ended_and_one_that_never_was_cost_the_same(
    client: PageClient, app: Flask, items: list[UUID]
) -> None:
    old = code_for(client, items[0])
    code_for(client, items[0])
    client.post("/y", data={"answer": "CCCC DDDD"})  # its counts are there from now on
    asked = []
    for code in (old, "CCCC DDDD", "not a code at all"):
        with statements(app) as said:
            client.post("/y", data={"answer": code})
        asked.append(list(said))
    assert asked[0] == asked[1] == asked[2]
