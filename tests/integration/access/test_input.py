"""Hostile text in every parameter and every field: nothing changes but the text (C28, C29, C30)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin

import pytest
from werkzeug.datastructures import ImmutableMultiDict

from portal.web import csv_export
from tests.integration.access.asking import Answer, Asking
from tests.integration.access.crawler import all_addresses, as_it_is, links
from tests.integration.access.planting import plant
from tests.integration.access.world import CANARY, OWN, World
from tests.support.hostile_text import FORMULAS, SCRIPTS, SQL, STATEMENTS, WILDCARDS, is_live

ROOT = Path(__file__).resolve().parents[3]
HARMLESS = "harmless"
MAKES_MARKUP = {
    "portal/signin/kept.py": "a sentence of its own with an address, which is escaped",
    "portal/signin/routes/staff/second_factor.py": "squares that a library drew",
    "portal/web/setup.py": "the component templates",
    "portal/web/wording.py": "dates",
    "portal/web/young.py": "what stands round a name or a number",
}
"""The files that make markup, and what of."""
ROUNDS = 6
"""How often every place gets another of the hostile texts."""
TAG = re.compile(r"<[^>]*>")
FEWEST_PAGES = 25


def own_pages(world: World) -> dict[str, str]:
    """Return one address of each page behind the gate, about the own young person."""
    found: dict[str, str] = {}
    for address in all_addresses(world, "GET"):
        found.setdefault(address.endpoint, address.path)
    return found


class Noting(ImmutableMultiDict[str, str]):
    """A request's parameters, which note what a page reads of them."""

    read: ClassVar[set[str]] = set()

    def get(self, key: str, *more: Any, **others: Any) -> Any:
        """Note what is asked for."""
        self.read.add(key)
        return super().get(key, *more, **others)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, *more: Any, **others: Any) -> list[Any]:
        """Note what is asked for."""
        self.read.add(key)
        return super().getlist(key, *more, **others)


def parameters(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """Return each page's query parameters: those it reads, and those its own forms send."""
    asking, found = Asking(world), {}
    with monkeypatch.context() as patch:
        patch.setattr(world.app.request_class, "parameter_storage_class", Noting)
        for path in own_pages(world).values():
            Noting.read.clear()
            answer = asking.ask("county", f"{path}?some=thing")  # without one, a form reads nothing
            fields = links(answer, path)[1]
            found[path] = tuple(sorted(Noting.read | fields - {"csrf_token"}))
    return {path: names for path, names in found.items() if names}


def words_on(answer: Answer, typed: str) -> str:
    """Return the words a reader sees, with what was typed taken out of them."""
    text = re.sub(r"\s+", " ", unescape(TAG.sub(" ", answer.text)))
    for way in (typed, re.sub(r"\s+", " ", typed), typed.strip()):
        text = text.replace(way, HARMLESS)
    return text


def asked_with(path: str, names: tuple[str, ...], text: str) -> str:
    """Return an address in which every one of these parameters carries a text."""
    return f"{path}?{urlencode(dict.fromkeys(names, text))}"


@pytest.mark.control("C28")
def test_sql_in_any_parameter_of_any_page_gives_what_harmless_text_gives(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page, all its parameters at once and those that are no dates by themselves.

    Each page meets every statement, each time wrapped in another way, so that all 200 are used.
    """
    asking, differing, used = Asking(world), [], set()
    known = parameters(world, monkeypatch)
    assert {"state", "search", "seat", "show", "slot", "code", "as_of-day"} <= {
        name for names in known.values() for name in names
    }
    for number, (path, names) in enumerate(known.items()):
        plain = tuple(name for name in names if not re.search(r"as_of|-(?:day|month|year)$", name))
        texts = [SQL[8 * place + (number + place) % 8] for place in range(len(STATEMENTS))]
        used |= set(texts)
        for sent in {names, plain} - {()}:
            before = asking.ask("county", asked_with(path, sent, HARMLESS))
            wanted = words_on(before, HARMLESS)
            for text in texts:
                answer = asking.ask("county", asked_with(path, sent, text))
                if answer.status != before.status or words_on(answer, text) != wanted:
                    differing.append(f"{path} with {text!r} in {', '.join(sent)}")
    assert used == set(SQL)
    assert differing == []


@pytest.mark.control("C28")
def test_sql_in_the_search_box_finds_nobody(world: World) -> None:
    """The one box whose text reaches the database: 200 pieces of SQL, and letters like %."""
    asking, own = Asking(world), world.subjects[OWN]
    path = f"/d/burnley/meetings/{own.meeting_id}/nominate"
    everybody = asking.ask("support", path, "POST", {"find": "QxName"})
    assert "QxNamePan" in everybody.text
    wanted = words_on(asking.ask("support", path, "POST", {"find": HARMLESS}), HARMLESS)
    for text in SQL + WILDCARDS:
        answer = asking.ask("support", path, "POST", {"find": text})
        assert words_on(answer, text) == wanted, text


@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
@pytest.mark.control("C37")
def test_a_parameter_no_page_knows_changes_nothing(world: World) -> None:
    asking = Asking(world)
    known = as_it_is(asking, "support").answers
    strange = {"debug": "1", "admin": "true", "district": "preston", "actor": "chair", "as": "x"}
    for path in own_pages(world).values():
        plainly = known[f"GET {path}"]
        more = "&" if "?" in path else "?"
        answer = asking.ask("support", f"{path}{more}{urlencode(strange)}")
        assert answer.status == plainly.status, path
        if plainly.kind == "text/html":
            assert words_on(answer, "") == words_on(plainly, ""), path


class Structure(HTMLParser):
    """The elements of a page and the names of their attributes, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []
        self.led_to: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, *sorted(name for name, _ in attrs)))
        self.led_to += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


def structure(answer: Answer) -> Structure:
    """Return what a browser would make of a page."""
    parsed = Structure()
    parsed.feed(answer.text)
    return parsed


def showing(world: World, who: str) -> list[str]:
    """Return the pages that show what was typed about somebody, one of each endpoint."""
    asking = Asking(world)
    pages = {
        endpoint: path
        for endpoint, path in own_pages(world).items()
        if CANARY.search(asking.ask(who, path).text)
    }
    return [path for path in pages.values() if asking.ask(who, path).kind == "text/html"]


def turned(texts: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Return texts in their order from another one on, so that each round begins elsewhere."""
    start = number * (len(texts) // ROUNDS)
    return texts[start:] + texts[:start]


@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
@pytest.mark.control("C29")
def test_a_script_in_any_field_is_text_on_every_page_that_shows_it(world: World) -> None:
    """60 scripts in the place of every canary: not one element, attribute or address more."""
    asking, pages, different = Asking(world), showing(world, "county"), []
    assert len(pages) >= 12
    with asking.undone():
        assert plant(world, HARMLESS) > FEWEST_PAGES
        wanted = {path: structure(asking.ask("county", path)).found for path in pages}
    for number, script in enumerate(SCRIPTS):
        with asking.undone():
            plant(world, script)
            for path in pages[number % 3 :: 3]:
                seen = structure(asking.ask("county", path))
                addresses = [urljoin("http://localhost/", each) for each in seen.led_to]
                away = [
                    each
                    for each in addresses
                    if not each.startswith(("http://localhost/", "mailto:"))
                ]
                if seen.found != wanted[path] or away:
                    different.append(f"{path} with {script}")
    assert different == []


@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
def test_a_script_that_is_let_through_would_be_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, path = Asking(world), f"/d/burnley/items/{world.subjects[OWN].item_id}/record/read"
    wanted = structure(asking.ask("county", path)).found
    monkeypatch.setattr(world.app.jinja_env, "autoescape", False)
    world.app.jinja_env.cache.clear()  # type: ignore[union-attr]  # Flask's environment has one
    with asking.undone():
        plant(world, SCRIPTS[0])
        assert structure(asking.ask("county", path)).found != wanted
    world.app.jinja_env.cache.clear()  # type: ignore[union-attr]  # the same


@pytest.mark.control("C29")
def test_no_template_takes_text_for_markup() -> None:
    """No `safe` filter, no autoescape switched off, and markup made by hand in few files only."""
    looked_for = {"*.html": r"\|\s*safe\b|autoescape\s+false|Markup\(", "*.py": r"\bmarkupsafe\b"}
    found = {
        path.relative_to(ROOT).as_posix()
        for ending, words in looked_for.items()
        for path in (ROOT / "portal").rglob(ending)
        if re.search(words, path.read_text(encoding="utf-8"))
    }
    assert found == MAKES_MARKUP.keys()


def exports(world: World) -> Iterator[tuple[str, list[list[str]]]]:
    """Give every file for spreadsheets that the county can fetch, as its cells."""
    asking = Asking(world)
    seeds = [address.path for address in all_addresses(world, "GET")]
    for asked, answer in crawl_files(asking, seeds).items():
        text = answer.text.removeprefix("\N{BYTE ORDER MARK}")
        yield asked, list(csv.reader(io.StringIO(text, newline="")))


def crawl_files(asking: Asking, seeds: list[str]) -> dict[str, Answer]:
    """Return the answers that are files for spreadsheets."""
    found = {path: asking.ask("county", path) for path in seeds if path.endswith(".csv")}
    return {path: answer for path, answer in found.items() if answer.status == 200}


@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
@pytest.mark.control("C30")
def test_no_cell_of_any_export_becomes_a_formula(world: World) -> None:
    """17 formulas in the places of canaries, in every file for spreadsheets there is."""
    asking, live, files = Asking(world), [], set()
    for number in range(ROUNDS):
        with asking.undone():
            assert plant(world, *turned(FORMULAS, number)) > max(FEWEST_PAGES, len(FORMULAS))
            for asked, rows in exports(world):
                files.add(re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", asked))
                live += [f"{asked}: {cell!r}" for row in rows for cell in row if is_live(cell)]
    assert files >= {"/coverage.csv", "/d/burnley/coverage.csv", "/return/ID/findings.csv"}
    assert live == []


@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
def test_every_export_there_is_was_looked_at(world: World) -> None:
    """A file for spreadsheets that is not named so would be missed above."""
    for asked, answer in as_it_is(Asking(world), "county").answers.items():
        if answer.kind == "text/csv":
            assert asked.partition("?")[0].endswith(".csv")


@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
def test_a_formula_that_is_let_through_would_be_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_export, "safe_cell", str)
    with Asking(world).undone():
        plant(world, FORMULAS[0])
        cells = [cell for _, rows in exports(world) for row in rows for cell in row]
    assert [cell for cell in cells if is_live(cell)]
