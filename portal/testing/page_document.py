"""A parsed page, with the few questions the page rules ask of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERROR_WORDS

_SPACES = re.compile(r"\s+")
_CONTAINERS = {"tr": "tbody", "td": "tr", "th": "tr", "tbody": "table", "option": "select"}


@dataclass(frozen=True)
class Document:
    """The tree of a page or of a piece of one."""

    root: Element
    parse_errors: tuple[str, ...]
    whole: bool
    status: int = 200
    cache_control: str = "no-store"

    @cached_property
    def elements(self) -> list[Element]:
        """Every element in reading order."""
        return [node for node in self.root.iter() if isinstance(node.tag, str)]

    @cached_property
    def parents(self) -> dict[Element, Element]:
        """Each element's parent."""
        return {child: parent for parent in self.elements for child in parent}

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """Elements by their id (the last, when an id is used twice)."""
        return {node.attrib["id"]: node for node in self.elements if "id" in node.attrib}

    def all(self, *tags: str) -> list[Element]:
        """Every element with one of these tags, in reading order."""
        return [node for node in self.elements if node.tag in tags]

    def ancestors(self, node: Element) -> Iterator[Element]:
        """Every element round `node`, from the nearest outwards."""
        while node in self.parents:
            node = self.parents[node]
            yield node


def parse(
    html: str, *, whole: bool, status: int = 200, cache_control: str = "no-store"
) -> Document:
    """Parse a page, or a piece of one, as a browser would, noting every error of its markup."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    if whole:
        root = parser.parse(html)
    else:
        first = re.match(r"\s*<(\w+)", html)
        container = _CONTAINERS.get(first[1].lower() if first else "", "div")
        root = parser.parseFragment(html, container=container)
    lines = html.splitlines() or [""]
    errors = tuple(
        f"markup error on line {place[0]}: {PARSE_ERROR_WORDS.get(code, code) % values}"
        f" in “{_line(lines, place[0])}”"
        for place, code, values in parser.errors
    )
    return Document(root, errors, whole, status, cache_control)


def _line(lines: list[str], number: int) -> str:
    return lines[min(number, len(lines)) - 1].strip()[:120]


def text_of(node: Element) -> str:
    """Return the words inside an element, spaces made single."""
    return _SPACES.sub(" ", "".join(node.itertext())).strip()


def classes_of(node: Element) -> frozenset[str]:
    """Return the classes of an element."""
    return frozenset(node.get("class", "").split())


def describe(node: Element) -> str:
    """Return an element's opening tag, short, for a fault's message."""
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in node.attrib.items()
        if name in {"id", "name", "class", "href", "src", "action", "type"}
    )
    return f"<{node.tag}{attributes}>"[:120]
