"""Fetches everything somebody can reach, and unpacks it: nothing hides in a file's wrapping."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote_plus, urlencode, urljoin, urlsplit

import pikepdf

from portal.papers.files import pdf as brought
from portal.people.gate import ACCESS
from portal.web.access import Access, Audience
from tests.integration.access.actors import CRAWLED_ON_POSTGRESQL
from tests.integration.access.addresses import Address, addresses, methods, rules
from tests.integration.access.asking import Answer, Asking
from tests.integration.access.world import World
from tests.unit.panels.pdf_text import text_of

MOST_PAGES = 2_000
"""More than this and the crawl goes round in circles: an address is made anew on every page."""
MOST_VARIANTS = 3
"""How many addresses are fetched that differ in nothing but a parameter's value."""
FIND = "QxName"
"""What is typed into a search box: the beginning of everybody's canary, and the whole of none."""
HOST = "http://localhost"
_VALUE = re.compile(r"=[^&]*")
_HOW_TOLD = re.compile(r"(?<=[?&])(?:lang|words)=[^&]*&?")
"""The language and the kind of words: the same page told in another way, in any of a dozen."""
_ASKED = "tests.asked-as-it-is"
_LEADING = re.compile(r"</?form\b[^>]*>|<[a-z][^>]*\s(?:href|hx-get|name)\s*=[^>]*>", re.IGNORECASE)
"""The tags that lead somewhere or are sent along: a tenth of a page, and all that need be parsed.

No value holds a “>” of its own: templates write it “&gt;”.
"""
_GUIDE = re.compile(r"^/(g|guides)(?:/at/[\w-]+)?(?:/(?!at/)[\w-]+)?")
"""Guides are the same words for everybody, in each of a dozen districts: a few of each will do."""


@dataclass(slots=True)
class Links(HTMLParser):
    """The addresses a page leads to: its links, and its forms that only ask."""

    found: list[str] = field(default_factory=list)
    parameters: set[str] = field(default_factory=set)
    _form: str | None = None
    _fields: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, or the start of a form and what it would send."""
        given = {name: value or "" for name, value in attrs}
        self.found += [
            given[name] for name in ("href", "hx-get") if name in given and tag != "link"
        ]
        if tag == "form" and given.get("method", "get").lower() == "get":
            self._form, self._fields = given.get("action", ""), {}
        elif self._form is not None and tag in {"input", "select", "textarea"} and "name" in given:
            self._fields[given["name"]] = given.get("value", "")
            self.parameters.add(given["name"])

    def handle_endtag(self, tag: str) -> None:
        """Send a form that only asks, as it stands."""
        if tag == "form" and self._form is not None:
            self.found.append(f"{self._form}?{urlencode(self._fields)}")
            self._form = None


def links(answer: Answer, path: str) -> tuple[list[str], set[str]]:
    """Return the addresses an answer leads to on this site, and the parameters its forms know."""
    found: list[str] = []
    parser = Links()
    if answer.kind == "text/html":
        parser.feed("".join(_LEADING.findall(answer.text)))
        found = parser.found
    if "Location" in answer.headers:
        found = [*found, answer.headers["Location"]]
    whole = (urlsplit(urljoin(f"{HOST}{path}", href)) for href in found)
    return [
        part._replace(scheme="", netloc="", fragment="").geturl()
        for part in whole
        if part.netloc == "localhost" and not part.path.startswith("/static/")
    ], parser.parameters


@dataclass(slots=True)
class Crawl:
    """What somebody was given, by what they asked for."""

    answers: dict[str, Answer] = field(default_factory=dict)
    parameters: dict[str, set[str]] = field(default_factory=dict)
    """The query parameters met, by path."""
    logged: list[str] = field(default_factory=list)
    """What was logged meanwhile."""


def crawl(asking: Asking, who: str, seeds: Iterable[str]) -> Crawl:
    """Follow every link from the seeds, each address once, and few that differ in a value only."""
    found, queue, seen, variants = Crawl(), deque(seeds), set[str](), Counter[str]()
    while queue:
        path = queue.popleft()
        shape = _GUIDE.sub(r"/\1", _VALUE.sub("=", _HOW_TOLD.sub("", path))).rstrip("?&")
        if path in seen or variants[shape] >= MOST_VARIANTS:
            continue
        seen.add(path)
        variants[shape] += 1
        assert len(seen) < MOST_PAGES, f"{who} is led on and on, last to {path}"
        answer = asking.ask(who, path)
        found.answers[f"GET {path}"] = answer
        queries, _, names = path.partition("?")
        further, fields = links(answer, path)
        known = {name.partition("=")[0] for name in names.split("&") if name}
        found.parameters.setdefault(queries, set()).update(known, fields)
        queue.extend(further)
    return found


def everything(asking: Asking, who: str) -> Crawl:
    """Fetch all somebody can reach, and all they could guess: every address with every object."""
    world = asking.world
    found = crawl(asking, who, ["/", *guesses(world, "GET")])
    for address in all_addresses(world, "POST"):
        path = address.path
        found.answers[address.asked("POST")] = asking.ask(who, path, "POST", address.sent)
        if path.endswith("/nominate"):
            sought = asking.ask(who, path, "POST", {"find": FIND})
            found.answers[f"POST {path} find={FIND}"] = sought
    return found


def as_it_is(asking: Asking, who: str) -> Crawl:
    """Return everything, asked once for all tests of this run that change nothing before they ask.

    What is written meanwhile is seen, and so is what is logged: ``Answer.wrote``, ``Crawl.logged``.
    """
    kept: dict[str, Crawl] = asking.world.app.extensions.setdefault(_ASKED, {})
    if who not in kept:
        with asking.watching(), _listening() as said:
            kept[who] = everything(asking, who)
        kept[who].logged = said
    return kept[who]


def known_answers(asking: Asking, who: str) -> dict[str, Answer]:
    """Return what somebody was given who follows every link on this database, else nothing yet."""
    on_sqlite = asking.world.app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    crawls = on_sqlite or who in CRAWLED_ON_POSTGRESQL
    return as_it_is(asking, who).answers if crawls else {}


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect all that is logged, at any level, with all that comes with it."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(logging.Formatter().format(record))  # type: ignore[method-assign]  # a handler for one round
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


def guesses(world: World, method: str) -> Iterator[str]:
    """Give every address that answers a method, whatever object it names, public ones left out."""
    for address in all_addresses(world, method):
        yield address.path


def all_addresses(world: World, method: str) -> Iterator[Address]:
    """Give every address behind the gate that answers a method."""
    declared: dict[str, Access] = world.app.extensions[ACCESS]
    for rule in rules(world.app):
        behind = declared[rule.endpoint].audience is not Audience.PUBLIC
        if behind and method in methods(rule):
            yield from addresses(world, rule)


def unpacked(asked: str, answer: Answer) -> str:
    """Return all the text of an answer: address, headers, and the body however it is wrapped."""
    headers = "\n".join(f"{name}: {unquote_plus(value)}" for name, value in answer.headers.items())
    return f"{unquote_plus(asked)}\n{headers}\n{_body(answer)}"


def _body(answer: Answer) -> str:
    if answer.body[:5] == b"%PDF-":
        return _pdf(answer.body)
    if answer.body[:4] == b"PK\x03\x04":
        return "\n".join(_archive(answer.body))
    if answer.kind == "text/calendar":
        return answer.text.replace("\r\n ", "").replace("\r\n\t", "")
    return f"{answer.text}\n{unescape(answer.text)}"


def _pdf(body: bytes) -> str:
    with pikepdf.open(io.BytesIO(body)) as document:
        facts: list[Any] = [str(value) for value in document.docinfo.values()]
        with document.open_metadata() as metadata:
            facts += [f"{name}: {value}" for name, value in metadata.items()]
        own = all("/ToUnicode" in font for page in document.pages for font in _fonts(page))
        drawn = text_of(document) if own else "\n".join(brought.text_of(body))
        return "\n".join([drawn, *facts])


def _fonts(page: Any) -> Iterator[Any]:
    """Give the fonts of a page; those of the portal's own files say what their letters are."""
    resources = page.get("/Resources", {})
    yield from resources.get("/Font", {}).values()


def _archive(body: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        for name in file.namelist():
            yield name
            yield unescape(file.read(name).decode("utf-8", "replace"))
