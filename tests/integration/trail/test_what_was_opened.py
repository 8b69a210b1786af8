"""Each page that shows a young person to others is told to them in plain words (C43, idea 24)."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.trail.rules import Opened, opened
from portal.web.access import Audience, declared_access


@pytest.mark.control("C43")
def test_every_page_that_shows_young_people_is_something_to_them(app: Flask) -> None:
    pages = {
        rule.reads
        for rule in declared_access(app).values()
        if rule.reads is not None and rule.audience is not Audience.YOUNG_PERSON
    }
    assert len(pages) > 40
    assert {page for page in pages if opened(page) is Opened.OTHER} == set()


def test_a_page_that_is_no_more_is_something_about_them() -> None:
    assert opened("The page of long ago") is Opened.OTHER
    assert opened("The agenda, as a PDF file") is Opened.PLAN
