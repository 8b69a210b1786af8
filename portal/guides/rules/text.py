"""A guide's Markdown, read into blocks that pages and documents lay out in their own way.

Only what a guide needs: headings, paragraphs, lists, bold, emphasis, links and the product's own
pictures. Raw HTML is text like any other. Anything else is refused, so that nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SAFE_LINK = re.compile(r"(https://|mailto:|tel:)\S+")
# A full stop or question mark, also Arabic's, Urdu's and Ethiopic's own.
_SENTENCE_END = re.compile("(?<=[.!?\u061f\u06d4\u1362])[”’»]?\\s+")
_MONEY = re.compile(r"(£\d+(?:,\d{3})*(?:\.\d+)?)")
_CALLED = re.compile(r"[\d\s+()]+")
_HEADINGS = {"h2": 2, "h3": 3}
_WRAPPERS = {"paragraph_open", "paragraph_close", "list_item_open", "list_item_close"}


class TextProblem(ValueError):
    """A guide's text holds something a guide cannot show; the message says what."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words written one way."""

    words: str
    strong: bool = False
    emphasis: bool = False
    href: str | None = None

    @property
    def number(self) -> bool:
        """Whether it is a number to call or a sum of money: read from left to right everywhere."""
        if self.href is not None and self.href.startswith("tel:"):
            return _CALLED.fullmatch(self.words) is not None
        return _MONEY.fullmatch(self.words) is not None


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list or picture.

    A heading and a paragraph have one line, a list one for each point; a picture has a name and,
    as its line, the words for whoever does not see it. `anchor` is a heading's id. `english` marks
    what stands in English in a guide of another language, since it has no other words.
    """

    kind: Literal["h2", "h3", "paragraph", "bullets", "numbers", "picture"]
    lines: tuple[Line, ...]
    anchor: str = ""
    name: str = ""
    english: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Easy read: a picture, or none, and the short lines beside it."""

    picture: Block | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A whole guide: its title and what follows."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def headings(self) -> tuple[Block, ...]:
        """Its parts, for a list of contents."""
        return tuple(block for block in self.blocks if block.kind == "h2")

    @property
    def without_pictures(self) -> tuple[Block, ...]:
        """Its words alone."""
        return tuple(block for block in self.blocks if block.kind != "picture")


def parse(source: str, *, title: str | None = None, pictures: frozenset[str]) -> Text:
    """Read a guide. Without `title` the first line must be a `# heading`, which is its title.

    `pictures` are the names that may stand in `![words](name)`. TextProblem for anything a guide
    cannot show.
    """
    tokens = MarkdownIt("commonmark", {"html": False}).parse(source)
    if title is None:
        if not tokens or tokens[0].tag != "h1":
            raise TextProblem("It must begin with its title: a line with # before it.")
        title, tokens = tokens[1].content.strip(), tokens[3:]
    blocks = tuple(_blocks(tokens, pictures))
    return Text(title, blocks)


def paragraph(words: str, *, strong: bool = False) -> Block:
    """Return a paragraph of plain words; nothing in them acts."""
    return Block("paragraph", ((Span(words, strong=strong),),))


def heading(words: str) -> Block:
    """Return the heading of a part, in plain words."""
    return Block("h2", ((Span(words),),))


def words_of(line: Sequence[Span]) -> str:
    """Return the words of a line."""
    return "".join(span.words for span in line)


def steps(text: Text) -> tuple[Step, ...]:
    """Lay a guide out for easy read: a picture beside the blocks that follow it, sentence by line.

    A heading stands before its picture, so it begins a step of its own.
    """
    found: list[Step] = []
    picture: Block | None = None
    held: list[Block] = []

    def close() -> None:
        nonlocal picture
        if picture is not None or held:
            found.append(Step(picture, tuple(held)))
        picture = None
        held.clear()

    for block in text.blocks:
        if block.kind in _HEADINGS:
            close()
            found.append(Step(None, (block,)))
        elif block.kind == "picture":
            close()
            picture = block
        else:
            held += _short_lines(block)
    close()
    return tuple(found)


def sentences(line: Line) -> tuple[Line, ...]:
    """Cut a line after each sentence, keeping how its words are written."""
    found: list[list[Span]] = [[]]
    for span in line:
        parts = _SENTENCE_END.split(span.words)
        for place, words in enumerate(parts):
            if place:
                found.append([])
            if words:
                found[-1].append(Span(words, span.strong, span.emphasis, span.href))
    return tuple(tuple(spans) for spans in found if words_of(spans).strip())


def _short_lines(block: Block) -> Iterator[Block]:
    if block.kind != "paragraph":
        yield block
        return
    for line in sentences(block.lines[0]):
        yield replace(block, lines=(line,))


def _blocks(tokens: Sequence[Token], pictures: frozenset[str]) -> Iterator[Block]:
    parts = count(1)
    points: list[Line] | None = None
    for place, token in enumerate(tokens):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            if points is not None:
                raise TextProblem("A list cannot stand inside another list.")
            points = []
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            assert points is not None  # it was opened above
            yield Block("bullets" if token.tag == "ul" else "numbers", tuple(points))
            points = None
        elif token.type == "inline":
            if points is not None:
                points.append(_line(token))
            else:
                yield _own_block(token, tokens[place - 1], pictures, parts)
        elif token.tag in _HEADINGS or token.type in _WRAPPERS:
            continue
        else:
            raise TextProblem(f"A guide cannot show this: {token.tag or token.type}.")


def _own_block(
    token: Token, opening: Token, pictures: frozenset[str], parts: Iterator[int]
) -> Block:
    """Return a heading, a picture or a paragraph."""
    children = token.children or []
    if len(children) == 1 and children[0].type == "image":
        name = str(children[0].attrs["src"])
        if name not in pictures:
            known = ", ".join(sorted(pictures))
            raise TextProblem(f"There is no picture called “{name}”. There is: {known}.")
        if not children[0].content.strip():
            raise TextProblem(f"The picture “{name}” needs words for those who do not see it.")
        return Block("picture", ((Span(children[0].content),),), name=name)
    line = _line(token)
    if opening.tag in _HEADINGS:
        kind: Literal["h2", "h3"] = "h2" if opening.tag == "h2" else "h3"
        return Block(kind, (line,), f"part-{next(parts)}")
    return Block("paragraph", (line,))


def _line(token: Token) -> Line:
    """Return the spans of one line. TextProblem for what they cannot hold."""
    spans: list[Span] = []
    strong = emphasis = False
    href: str | None = None
    for child in token.children or []:
        if child.type in {"strong_open", "strong_close"}:
            strong = child.nesting == 1
        elif child.type in {"em_open", "em_close"}:
            emphasis = child.nesting == 1
        elif child.type in {"link_open", "link_close"}:
            href = _address(child) if child.nesting == 1 else None
        elif child.type in {"text", "softbreak"}:
            words = child.content if child.type == "text" else " "
            # A link stays one, whatever its words are.
            parts = _MONEY.split(words) if href is None else [words]
            spans += (Span(part, strong, emphasis, href) for part in parts if part)
        else:
            raise TextProblem(f"A line cannot hold this: {child.tag or child.type}.")
    return tuple(spans)


def _address(token: Token) -> str:
    href = str(token.attrs.get("href", ""))
    if not _SAFE_LINK.fullmatch(href):
        raise TextProblem(f"A link must begin with https:, mailto: or tel:, and not be “{href}”.")
    return href
