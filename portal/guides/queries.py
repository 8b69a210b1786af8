"""The guides there are, each with its words in every language and at every level it has.

Nothing here asks the database: the words are files of this room, and what a district's layers say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from portal.guides.rules.text import Block, Span, Text, TextProblem, parse
from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.variations.district import DistrictVariation
from portal.variations.guides import FULLER, LEVELS, SIMPLE, Guide, GuidePage
from portal.web import pictures
from portal.web.languages import ENGLISH, LANGUAGES, Language
from portal.web.young import Level, tells

CONTENT = Path(__file__).parent / "content"
Words = Mapping[tuple[str, str], Text]
"""A guide's text by the code of its language and its level."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A guide as one reader gets it. `others` are the levels it can be read at in this language."""

    text: Text
    language: Language
    level: Level
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One guide of the library, with what a district adds to its end."""

    guide: Guide
    words: Words
    parts: tuple[tuple[Guide, Words], ...] = ()

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages it can be read in, in the order they are offered."""
        codes = {code for code, _level in self.words}
        return tuple(language for language in LANGUAGES if language.code in codes)

    def edition(self, language: Language, level: Level) -> Edition:
        """Return what a reader of this language gets: English where it has no other words.

        Easy read with pictures is the simple text laid out in another way.
        """
        said = language if language in self.languages else ENGLISH
        if said not in self.languages:
            said = self.languages[0]
        written = [level for level in LEVELS if (said.code, level) in self.words]
        levels = tuple(each for each in Level if _written(each) in written)
        given = level if level in levels else levels[0]
        text = self.words[said.code, _written(given)]
        return Edition(self._with_parts(text, said, _written(given)), said, given, levels)

    def _with_parts(self, text: Text, language: Language, level: str) -> Text:
        blocks = text.blocks
        for guide, words in self.parts:
            nearest = _nearest(words, language, level)
            if nearest is None:
                continue
            said, part = nearest
            heading = Block("h2", ((Span(part.title),),), f"at-{guide.name}")
            added = (heading, *_below(part.blocks))
            if said != language.code:
                added = tuple(replace(block, english=True) for block in added)
            blocks = (*blocks, *added)
        return replace(text, blocks=blocks)


@dataclass(frozen=True, slots=True)
class Library:
    """Every guide of a district or of the county, and what could not be used, in words."""

    entries: tuple[Entry, ...]
    faults: tuple[str, ...]

    def find(self, name: str) -> Entry:
        """Return a guide by the name in its address. NotFoundError where there is none."""
        for entry in self.entries:
            if entry.guide.name == name:
                return entry
        raise NotFoundError("There is no such guide.")

    @property
    def young(self) -> tuple[Entry, ...]:
        """Those that children and young people read."""
        return tuple(entry for entry in self.entries if entry.guide.audience.young)


def library(variation: DistrictVariation, *, as_of: date) -> Library:
    """Return the guides of a district, or of the county, in the order its layers give them.

    What cannot be used (a plugin that fails, words that cannot be read, a title that tells) is left
    out and named: a guide less is no reason for a young person to see none.
    """
    guides: dict[str, Guide] = {}
    for kind in PanelKind:
        for guide in variation.guides(as_of=as_of, kind=kind).value:
            guides.setdefault(guide.name, guide)
    failure = variation.contained.get("guides")
    faults = [failure.message] if failure else []
    entries: dict[str, Entry] = {}
    parts: list[tuple[Guide, Words]] = []
    for guide in guides.values():
        words, wrong = _words(guide)
        faults += wrong
        if guide.adds_to is not None:
            parts.append((guide, words))
        elif words:
            entries[guide.name] = Entry(guide, words)
    for guide, words in parts:
        whole = entries.get(str(guide.adds_to))
        if whole is None:
            faults.append(f"The guide “{guide.name}” adds to “{guide.adds_to}”, which is not here.")
        else:
            entries[whole.guide.name] = replace(whole, parts=(*whole.parts, (guide, words)))
    return Library(tuple(entries.values()), tuple(faults))


def _words(guide: Guide) -> tuple[Words, list[str]]:
    """Return a guide's texts, and what is wrong with those that are left out."""
    if guide.built_in is not None:
        found = built_in(guide.built_in)
        wrong = [] if found else [f"There is no text called “{guide.built_in}” in the portal."]
        return found, wrong
    words: dict[tuple[str, str], Text] = {}
    faults: list[str] = []
    for page in guide.pages:
        try:
            words[page.language, page.level] = _own(page, telling=not guide.audience.young)
        except TextProblem as problem:
            faults.append(f"The guide “{guide.name}” ({page.language}, {page.level}): {problem}")
    return words, faults


@lru_cache(maxsize=256)
def _own(page: GuidePage, *, telling: bool) -> Text:
    if page.language not in {language.code for language in LANGUAGES}:
        raise TextProblem("These pages do not have that language.")
    if not telling and (word := tells(page.title)):
        raise TextProblem(f"The title of a young person’s page may not say “{word}”.")
    return parse(page.text, title=page.title, pictures=pictures.names())


@cache
def built_in(name: str) -> Words:
    """Return the texts of one of the portal's own guides, empty where it has none of that name."""
    found: dict[tuple[str, str], Text] = {}
    for language in LANGUAGES:
        for level in LEVELS:
            path = CONTENT / name / f"{language.code}.{level}.md"
            if path.parent.parent == CONTENT and path.is_file():
                source = path.read_text(encoding="utf-8")
                found[language.code, level] = parse(source, pictures=pictures.names())
    return found


def _nearest(words: Words, language: Language, level: str) -> tuple[str, Text] | None:
    """Return a part's text and its language: this one at any level before English, if any."""
    for code in (language.code, ENGLISH.code):
        for written in (level, *LEVELS):
            if (code, written) in words:
                return code, words[code, written]
    return None


def _written(level: Level) -> str:
    return FULLER if level is Level.FULLER else SIMPLE


def _below(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return a part's blocks with their headings one step down, below the part's own."""
    return tuple(
        replace(block, kind="h3", anchor="") if block.kind in {"h2", "h3"} else block
        for block in blocks
    )
