"""Nothing is left in English on the pages of a young person who reads another language.

Every own page is opened in Arabic, in a world where everything is written about somebody. What is
in English there says so to machines (`lang`), as words do that a worker typed. Of the rest, all in
Latin letters is a name, an address, or stands on the list here with its reason.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import pytest

from portal.web.languages import LANGUAGES
from tests.integration.access.world import CANARY, World

READS = "ar"
OPENS = re.compile(r'<a [^>]*href="(/y(?:/[^"]*)?)"')
LATIN = re.compile(r"[A-Za-z][A-Za-z'’.@/-]*[A-Za-z]")
VOID = frozenset({"br", "input", "img", "link", "meta", "hr", "path", "rect", "circle", "line"})
UNHEARD = frozenset({"script", "style"})
FEWEST, MOST = 120, 400
OK = 200
NAMES = re.compile(r"Qx\w+|(?:[A-Z][a-z]+ )+Example\b|\bInvented(?: [A-Z][a-z]+)+|Burnley")
"""People, organisations and places of this world; and what is planted about somebody in it."""
KEPT = {
    "PDF": "the kind of a file, called so in every language",
    "@practice.example": "their own email address",
    "Shift": "what stands on the key itself",
    " House": "the place of the meeting, an address",
    " Invented": "the last name of everybody here",
    # Everything held about them is shown as it was typed, by whoever typed it.
    "Nobody asks them to come.": "the reason of a request",
    "somebody of long ago": "who asked for an answer",
}
"""What stands there on purpose, and why."""
TYPED = {
    "A court said so.",
    "Nobody asks them to come.",
    "What do you want to say?",
    "lasting-homes@lancashire.example",
    "Coram Voice,",
    *(each.name for each in LANGUAGES),
}
"""What is said to be in another language: typed by workers, kept as it was asked, addresses."""


@dataclass
class Words(HTMLParser):
    """The words of a page that are not said to be in another language."""

    found: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    _open: list[tuple[str, bool, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        other, unheard = self._inside
        if "lang" in given:
            other = given["lang"] != READS
        unheard = unheard or tag in UNHEARD
        for name in ("aria-label", "title", "placeholder", "alt", "content"):
            self._hear(given.get(name) or "", other=other, unheard=unheard or tag == "meta")
        for name, value in given.items():
            if name.startswith("data-") and value and " " in value:
                self._hear(value, other=other, unheard=unheard)
        if tag not in VOID:
            self._open.append((tag, other, unheard))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        other, unheard = self._inside
        self._hear(data, other=other, unheard=unheard)

    @property
    def _inside(self) -> tuple[bool, bool]:
        """Whether what is read now is in another language, and whether nobody reads it."""
        return self._open[-1][1:] if self._open else (False, False)

    def _hear(self, said: str, *, other: bool, unheard: bool) -> None:
        if said.strip() and not unheard:
            (self.declared if other else self.found).append(" ".join(said.split()))


def left_in_english(page: str) -> set[str]:
    """Return the Latin runs of a page that it does not say to be in another language.

    Names and what is kept on purpose are none.
    """
    words = Words()
    words.feed(page)
    return {run for said in words.found for run in LATIN.findall(_without(said))}


def _without(said: str) -> str:
    said = NAMES.sub("", said)
    for kept in KEPT:
        said = said.replace(kept, "")
    return said


def declared(page: str) -> set[str]:
    """Return what a page says to be in another language: the words of whoever typed them."""
    words = Words()
    words.feed(page)
    return {said for said in words.declared if LATIN.search(CANARY.sub("", said))}


@pytest.mark.requirement("R92")
def test_every_word_in_latin_letters_has_its_reason(world: World) -> None:
    client = world.app.test_client(use_cookies=False)
    cookie = world.cookies["young_person"]
    assert cookie
    start = f"/y/home?lang={READS}"
    seen, waiting, opened = {start}, deque([start]), 0
    while waiting:
        path = waiting.popleft()
        answer = client.get(path, headers={"Cookie": cookie})
        if answer.mimetype != "text/html" or answer.status_code != OK:
            continue
        opened += 1
        assert opened < MOST, "the links go round in circles"
        assert left_in_english(answer.text) == set(), path
        assert declared(answer.text) <= TYPED, path
        for href in map(unescape, OPENS.findall(answer.text)):
            if f"lang={READS}" in href and href not in seen:
                seen.add(href)
                waiting.append(href)
    assert opened > FEWEST


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Not answered yet</p>",
        '<button aria-label="Close">أغلق</button>',
        '<p data-lost="No connection now">لا</p>',
        '<p lang="en">Typed</p><p>and left</p>',
        '<div lang="en"><p lang="ar">left</p></div>',
    ],
)
def test_what_is_left_in_english_is_found(planted: str) -> None:
    assert left_in_english(f'<html lang="ar"><body>{planted}</body></html>')
