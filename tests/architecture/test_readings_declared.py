"""A page about one thing says what it shows of young people, or stands here with its reason.

Lists have no id in their address: the canary of tests/integration/conftest.py finds those.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import UUIDConverter

from portal.app import create_app
from portal.people.gate import ACCESS
from portal.settings import Settings
from portal.web.access import Access

ABOUT_STAFF = ("directory.", "signin.")
"""Rooms' pages about people who work with panels; they count young people and name none."""
SHOWS_NOBODY = {
    "agreements.end_override": "leads on to the item's agreements",
    "cases.again": "begins an import anew and leads on to its page",
    "feedback.change": "about what a panel does now, and nobody in particular",
    "feedback.change_off": "the same",
    "feedback.change_submit": "the same",
    "feedback.change_words": "the same, in another language",
    "feedback.change_words_submit": "the same",
    "messages.call_off": "about a message, which holds no name and nothing about a case",
    "messages.call_work_off": "about work that was asked for, by ids alone",
    "messages.message": "about a message, which holds no name and nothing about a case",
    "messages.try_again": "the same",
    "messages.try_work_again": "about work that was asked for, by ids alone",
    "panels.add_holder": "about a seat",
    "panels.agenda_readers": "lists who reads an agenda, and not whom it is about",
    "panels.deputy": "about somebody who sits on a panel",
    "panels.deputy_submit": "the same",
    "panels.end_deputy": "leads on to who reads the agenda",
    "panels.end_visit": "leads on to the item",
    "panels.lift_interest": "leads on to the item",
    "panels.cancel": "asks whether a meeting is cancelled, and names nobody on its agenda",
    "panels.cancel_submit": "the same",
    "packs.late": "counts papers, and does not say whose",
    "packs.late_submit": "leads on to the pack",
    "packs.opened": "lists who opened a pack, and not whom it is about",
    "packs.opened_csv": "the same",
    "panels.end_holder": "about somebody who sits on a panel",
    "panels.end_holder_submit": "the same",
    "panels.move_meeting": "asks to which day a meeting moves, and names nobody on its agenda",
    "panels.move_meeting_submit": "the same",
    "panels.take_back": "asks why an agenda is taken back, and names nobody on it",
    "panels.take_back_submit": "the same",
    "panels.told": "lists who was told of a meeting, and not whom it is about",
    "panels.told_remind": "leads on to who was told",
    "panels.told_try_again": "leads on to who was told",
    "papers.decide_submit": "leads on to who asked",
    "papers.refuse_submit": "leads on to the papers of the item",
    "records.finish_submit": "leads on to the panel day",
    "records.open_day": "leads on to the panel day",
}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Access]:
    """The rule of every endpoint that has a thing's id in its address."""
    folder: Path = tmp_path_factory.mktemp("declared")
    app: Flask = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'portal.sqlite'}",
            secret_key="not a secret: only these tests use this key",
            instance_dir=folder,
        )
    )
    about = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if any(isinstance(each, UUIDConverter) for each in rule._converters.values())  # noqa: SLF001 - no public way to read it
    }
    declared: dict[str, Access] = app.extensions[ACCESS]
    return {name: declared[name] for name in about}


@pytest.mark.control("C43")
def test_every_page_about_one_thing_says_what_it_shows(rules: dict[str, Access]) -> None:
    silent = {
        name
        for name, rule in rules.items()
        if rule.reads is None and not name.startswith(ABOUT_STAFF)
    }
    assert silent - SHOWS_NOBODY.keys() == set(), "say reads=... in @access, or why not here"


def test_no_reason_stands_here_for_a_page_that_says_it(rules: dict[str, Access]) -> None:
    said = {name for name, rule in rules.items() if rule.reads is not None}
    assert said & SHOWS_NOBODY.keys() == set()


def test_there_are_pages_that_say_it(rules: dict[str, Access]) -> None:
    assert sum(rule.reads is not None for rule in rules.values()) > 15
