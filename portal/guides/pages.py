"""The frozen values the templates of guides show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from portal.guides.queries import Edition, Entry
from portal.guides.rules.text import Block, Step, Text, steps, words_of
from portal.variations.guides import Guide
from portal.web.languages import ENGLISH, Language
from portal.web.young import Level, Reader

WORDS_A_MINUTE = 110
"""A slow reader of their second language: better a minute too many than one too few."""


@dataclass(frozen=True, slots=True)
class GuideLink:
    """A guide in the list young people choose from."""

    name: str
    title: str
    first_words: str
    said_in: Language
    minutes: int


@dataclass(frozen=True, slots=True)
class GuideToRead:
    """A guide as its reader gets it. `steps` are its layout for easy read, else empty."""

    name: str
    title: str
    said_in: Language
    level: Level
    levels: tuple[Level, ...]
    blocks: tuple[Block, ...]
    steps: tuple[Step, ...]
    contents: tuple[Block, ...]
    minutes: int
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class Print:
    """One way to print a guide: a language, a level, and whether English stands beside it."""

    language: Language
    simple: bool
    fuller: bool
    beside: bool


@dataclass(frozen=True, slots=True)
class GuideToHandOver:
    """A guide in the list of those who hand one over."""

    guide: Guide
    title: str
    prints: tuple[Print, ...]
    parts: tuple[str, ...]


def minutes_to_read(text: Text) -> int:
    """Return about how many minutes a text takes to read, at least one."""
    lines = (words_of(line) for block in text.without_pictures for line in block.lines)
    return max(1, ceil(sum(len(line.split()) for line in lines) / WORDS_A_MINUTE))


def links(entries: Iterable[Entry], reader: Reader) -> tuple[GuideLink, ...]:
    """Return the list to choose from, each guide in the reader's language where it has it."""
    return tuple(_link(entry, reader) for entry in entries)


def _link(entry: Entry, reader: Reader) -> GuideLink:
    edition = entry.edition(reader.language, reader.level)
    text = edition.text
    first = next((each for each in text.blocks if each.kind == "paragraph"), None)
    return GuideLink(
        name=entry.guide.name,
        title=text.title,
        first_words=words_of(first.lines[0]) if first else "",
        said_in=edition.language,
        minutes=minutes_to_read(text),
    )


def to_read(entry: Entry, reader: Reader) -> GuideToRead:
    """Return a guide as this reader asked for it."""
    edition: Edition = entry.edition(reader.language, reader.level)
    text = edition.text
    easy = edition.level is Level.PICTURES
    return GuideToRead(
        name=entry.guide.name,
        title=text.title,
        said_in=edition.language,
        level=edition.level,
        levels=edition.levels,
        blocks=() if easy else text.without_pictures,
        steps=steps(text) if easy else (),
        contents=text.headings,
        minutes=minutes_to_read(text),
        languages=entry.languages,
    )


def to_hand_over(entry: Entry) -> GuideToHandOver:
    """Return a guide with every way there is to print it."""
    found = []
    for language in entry.languages:
        levels = entry.edition(language, Level.FULLER).levels
        found.append(
            Print(
                language,
                simple=Level.SIMPLE in levels,
                fuller=Level.FULLER in levels,
                beside=language != ENGLISH and ENGLISH in entry.languages,
            )
        )
    return GuideToHandOver(
        guide=entry.guide,
        title=entry.edition(ENGLISH, Level.FULLER).text.title,
        prints=tuple(found),
        parts=tuple(part.about for part, _words in entry.parts),
    )
