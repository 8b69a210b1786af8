"""Pages for young people: whose they are, in which language, how much there is to read.

The reader's choice of language and of reading level stands in the address (`lang` and `words`), so
that nothing is kept on a shared phone, and is put into every link from one such page to another.
A room says which pages are its own with `add_pages`; `web/young_person.html` is their frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, request, url_for
from flask.globals import request_ctx
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from portal.kernel.discreet import telling_title
from portal.web.languages import (
    ENGLISH,
    LANGUAGES,
    Language,
    catalogue,
    day_in,
    language_of,
    wanted,
)

PAGES = "portal.web.young"
LANGUAGE, WORDS = "lang", "words"
_NUMBER = re.compile(r"(?<![\w+-])(?:\+[1-9]|0)[0-9](?:[ ()-]{0,2}[0-9]){6,13}(?![0-9])")
"""A telephone number as people write it, such as 01632 960 001 or +44 (0)1632 960001."""
_OPENS = frozenset({"GET", "HEAD"})


class Level(StrEnum):
    """How much a reader wants to read. No age is asked, and none is shown."""

    FULLER = "more"
    SIMPLE = "fewer"
    PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class Reader:
    """How whoever has the page open wants to read it."""

    language: Language
    level: Level
    chosen: bool = False
    """Whether the address says which language, so that it is no guess by their browser."""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """This same page in another language."""

    language: Language
    href: str
    current: bool


@dataclass(slots=True)
class YoungPages:
    """Which pages are for young people: their blueprints, the beginnings of their addresses."""

    blueprints: set[str]
    paths: set[str]
    home: str | None = None


def install_young_pages(app: Flask) -> None:
    """Let templates translate, and let links between these pages keep the reader's choice."""
    app.extensions[PAGES] = YoungPages(set(), {"/safety", "/leave"})
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # the extension adds it
        gettext, ngettext, newstyle=True
    )
    app.jinja_env.filters["bdi"] = isolated
    app.jinja_env.filters["young_day"] = day_words
    app.jinja_env.filters["calls"] = with_calls
    app.jinja_env.globals.update(
        young=LocalReader(), language_links=language_links, level_href=level_href, Level=Level
    )
    app.url_defaults(_keep_choice)


def add_pages(
    app: Flask, *, blueprint: str, path: str | None = None, home: str | None = None
) -> None:
    """Say that a blueprint's pages are for young people, and where their addresses begin.

    ``home`` is the endpoint of the page they all lead back to.
    """
    pages = _pages(app)
    pages.blueprints.add(blueprint)
    if path is not None:
        pages.paths.add(path)
    pages.home = home or pages.home


def tells(title: str) -> str | None:
    """Return the word of a title that would tell whoever looks over a shoulder, None if none."""
    return telling_title(title)


def is_young_page() -> bool:
    """Tell whether the page asked for is a young person's, also where it is not there."""
    path = request.path
    return any(path == start or path.startswith(f"{start}/") for start in _pages().paths)


def home_href() -> str | None:
    """Return the address of the page all young people's pages lead back to."""
    home = _pages().home
    return None if home is None else url_for(home)


def reader() -> Reader:
    """Return the choice in the address; the language a browser asks for where there is none."""
    found: Reader | None = g.get("young_reader")
    if found is None:
        asked = language_of(request.args.get(LANGUAGE))
        language = asked or wanted(request.accept_languages)
        words = request.args.get(WORDS, "")
        level = Level(words) if words in set(Level) else Level.FULLER
        found = g.young_reader = Reader(language, level, asked is not None)
    return found


@contextmanager
def read_in(language: Language) -> Iterator[None]:
    """Let everything inside be said in one language: for a paper that stands in two."""
    before = reader()
    g.young_reader = replace(before, language=language)
    try:
        yield
    finally:
        g.young_reader = before


class LocalReader:
    """The reader of the page being made, for templates."""

    @property
    def language(self) -> Language:
        """The language they read in."""
        return reader().language

    @property
    def level(self) -> Level:
        """How much they want to read."""
        return reader().level

    @property
    def chosen(self) -> bool:
        """Whether the language is their own choice."""
        return reader().chosen

    @property
    def home(self) -> str | None:
        """The page all of these lead back to."""
        return home_href()

    @property
    def opened_here(self) -> str:
        """The page that is opened at this address, where something sent to it was refused."""
        return here()


def gettext(message: str) -> str:
    """Return a message in the reader's language."""
    return catalogue(reader().language.code).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """Return a message for a number in the reader's language, by that language's own rules."""
    return catalogue(reader().language.code).ngettext(one, many, number)


def isolated(value: object) -> Markup:
    """Return a name or a number kept together whichever way the line round it runs."""
    return Markup("<bdi>{}</bdi>").format(value)


def with_calls(text: str) -> Markup:
    """Return a text in which each telephone number calls in one press, left to right as it is."""
    said, done = Markup(), 0
    for found in _NUMBER.finditer(text):
        number = found.group()
        dialled = re.sub(r"[^+0-9]", "", number.replace("(0)", ""))
        call = Markup('<a href="tel:{}" dir="ltr">{}</a>').format(dialled, number)
        said, done = said + text[done : found.start()] + call, found.end()
    return said + text[done:]


def day_words(day: date) -> Markup:
    """Return a day in the reader's language, kept together, with the date for machines."""
    words = day_in(reader().language, day)
    return Markup('<time datetime="{}"><bdi>{}</bdi></time>').format(day.isoformat(), words)


def language_links() -> tuple[LanguageLink, ...]:
    """Return this page in every language, each for a link in its own words."""
    return tuple(
        LanguageLink(each, here(lang=each.code), each == reader().language) for each in LANGUAGES
    )


def level_href(level: Level) -> str:
    """Return the address of this page at another reading level."""
    return here(words=level.value)


def here(**changed: str) -> str:
    """Return this page's own address with another choice in it.

    What answers a press leads to the page that is opened at the same address, or to the one it was
    said to lead to (``turns_at``), else to where all pages lead back to. A page that is not there
    is asked for again, and says in the other language that it is not.
    """
    asked = {name: value for name, value in request.args.items() if name in {LANGUAGE, WORDS}}
    chosen: dict[str, Any] = {**asked, LANGUAGE: reader().language.code, **changed}
    endpoint, values = _opened_here()
    if endpoint is not None:
        return url_for(endpoint, **{**values, **chosen})
    if request.method in _OPENS and is_young_page():
        return f"{quote(request.path)}?{urlencode(chosen)}"
    home = _pages().home
    return "/" if home is None else url_for(home, **chosen)


def read_at(path: str, language: str | None) -> str:
    """Return the address of a page as a message carries it: in the language its reader wants.

    English that is written down leaves the browser its say: it stands there before anybody asks.
    """
    chosen = language is not None and language != ENGLISH.code
    return f"{path}?{urlencode({LANGUAGE: language})}" if chosen else path


def turns_at(endpoint: str, **values: str) -> None:
    """Say which page the choices of the one being made lead to, where it answers a press alone."""
    g.young_turns_at = endpoint, values


def _opened_here() -> tuple[str | None, dict[str, Any]]:
    """Return the page that is opened at this address, with what the address says."""
    if request.method in _OPENS:
        return request.endpoint, dict(request.view_args or {})
    said: tuple[str, dict[str, Any]] | None = g.get("young_turns_at")
    if said is not None:
        return said
    router: MapAdapter | None = request_ctx.url_adapter
    if router is None:
        return None, {}
    try:
        endpoint, values = router.match(method="GET")
    except HTTPException:
        return None, {}
    return (endpoint, dict(values)) if _is_young(endpoint) else (None, {})


def _pages(app: Flask | None = None) -> YoungPages:
    found: YoungPages = (app or current_app).extensions[PAGES]
    return found


def _keep_choice(endpoint: str, values: dict[str, Any]) -> None:
    """Put the choice that stands in this page's address into a link to another such page."""
    if not request or not _is_young(endpoint) or not is_young_page():
        return
    for name in (LANGUAGE, WORDS):
        if name in request.args:
            kept = reader()
            values.setdefault(name, kept.language.code if name == LANGUAGE else kept.level.value)


def _is_young(endpoint: str) -> bool:
    blueprint, _, view = endpoint.rpartition(".")
    return blueprint in _pages().blueprints or (blueprint == "web" and view in {"safety", "leave"})
