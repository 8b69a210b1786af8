"""Asking for a new link by one that is over, or that never was, is the same for everybody.

Whose link it was is found out outside the request, so that nothing of the answer can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from statistics import median
from time import thread_time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal.database import session
from portal.entry.models import YoungLink
from portal.entry.operations import asking, giving
from portal.outbox.models import Job
from portal.testing.pages import PageClient
from portal.web.clock import Moment
from tests.integration.entry.test_asking import NEVER, asks, over, reach
from tests.integration.panels.office import Office
from tests.support.statements import statements
from tests.support.young import link_for


@pytest.mark.control("C20", "C27")
def test_asking_is_slowed_down_as_codes_are_and_the_same_for_every_link(
    app: Flask, office: Office
) -> None:
    (item_id,) = office.published(0)
    pages = []
    for number, link in enumerate((over(app.test_client(), item_id), NEVER)):
        browser = app.test_client()
        where = {"REMOTE_ADDR": f"192.0.2.{number + 1}"}
        for _ in range(5):
            assert browser.post(f"{link}/ask", environ_base=where).status_code == 303
        refused = browser.post(f"{link}/ask", environ_base=where)
        assert refused.status_code == 429
        assert "Please wait until" in refused.text
        pages.append(_plain(refused.text))
    assert pages[0] == pages[1]


def _plain(text: str) -> str:
    """Return a page without what differs from one request to the next."""
    text = re.sub(r'<input[^>]*name="csrf_token"[^>]*>', "", text)
    return re.sub(r"/y/l/[\w-]{43}", "", text)


@pytest.fixture
def links(office: Office, client: PageClient) -> dict[str, str]:
    """A link in each state in which it may be, and one that never was."""
    ended, used, unsafe = office.published(0, 1, 2)
    found = {"never": NEVER, "ended": link_for(client, ended)}
    link_for(client, ended)
    found["used up"] = link_for(client, used)
    found["not to this phone"] = link_for(client, unsafe)
    reach(office, unsafe, safe=False)
    with office.district.working():
        session.execute(update(YoungLink).where(YoungLink.item_id == used).values(starts=50))
        at = Moment(office.clock.instant, office.clock.instant)
        giving.end_all(actor=office.district.worker, at=at, item_id=unsafe)
    return found


def _each(app: Flask, links: dict[str, str], press: Callable[[FlaskClient, str], object]) -> None:
    for number, link in enumerate(links.values()):
        browser = app.test_client()
        browser.environ_base["REMOTE_ADDR"] = f"192.0.2.{number + 1}"
        press(browser, link)


@pytest.mark.control("C13", "C20")
def test_page_answer_statements_and_rows_are_the_same_whatever_the_link_was(
    app: Flask, office: Office, links: dict[str, str]
) -> None:
    pages: list[object] = []
    asked: list[object] = []

    def press(browser: FlaskClient, link: str) -> None:
        with statements(app) as opening:
            page = browser.get(link)
        assert opening
        pages.append(
            (page.status_code, _plain(page.text), len(page.data), _heads(page), tuple(opening))
        )
        with statements(app) as said:
            answer = browser.post(f"{link}/ask")
        assert said
        after = browser.get(answer.headers["Location"])
        asked.append((answer.status_code, answer.data, _heads(answer), said, _plain(after.text)))

    _each(app, links, press)
    assert len(pages) == len(asked) == len(links)
    assert all(each == pages[0] for each in pages)
    for each in asked[1:]:
        assert each == asked[0]
    with office.district.working(writes=False):
        jobs = session.scalars(select(Job).where(Job.name == asking.ASKED).order_by(Job.id)).all()
        assert len(jobs) == len(links)
        assert len({(row.district_id, row.state, len(row.key)) for row in jobs}) == 1
    assert asks(office.district) == 0, "whose it is, is found out outside the request"
    office.worker.empty()
    assert asks(office.district) == len(links) - 1


def _heads(answer: TestResponse) -> list[tuple[str, str]]:
    """Return the heads of an answer; of a cookie only that it is set, under which name and how."""
    return sorted(
        (key, re.sub(r"=[^;]*", "", value, count=1) if key == "Set-Cookie" else value)
        for key, value in answer.headers
    )


@pytest.mark.control("C13", "C20")
def test_a_link_that_was_and_one_that_never_was_take_the_same_time(
    app: Flask, office: Office, links: dict[str, str]
) -> None:
    """By the processor's own time and within a wide band, since machines are shared.

    The statements of the test above are the proof; this one finds work done between them.
    """
    del office
    took: dict[str, list[float]] = {"never": [], "ended": []}
    places = iter(range(1, 255))
    for number in range(40):
        for which in sorted(took, reverse=number % 2 == 0):
            browser = app.test_client()
            browser.environ_base["REMOTE_ADDR"] = f"198.51.100.{next(places)}"
            began = thread_time()
            assert browser.post(f"{links[which]}/ask").status_code == 303
            took[which].append(thread_time() - began)
    ratio = median(took["never"]) / median(took["ended"])
    assert 1 / 1.5 < ratio < 1.5
