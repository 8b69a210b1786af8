"""A district's guides: the values of the hook `guides`, and their table in a TOML file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.variations import reading as read
from portal.variations.reading import Rows, Table
from portal.variations.values import ValueProblem

FULLER, SIMPLE = "fuller", "simple"
LEVELS = (FULLER, SIMPLE)
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class GuideAudience(StrEnum):
    """For whom a guide is written. The first three are read on young people's own pages."""

    CHILDREN = "children"
    TEENS = "teens"
    LEAVING = "leaving"
    MEMBERS = "members"
    PROVIDERS = "providers"

    @property
    def young(self) -> bool:
        """Whether children or young people read it."""
        return self not in {GuideAudience.MEMBERS, GuideAudience.PROVIDERS}

    @property
    def label(self) -> str:
        """Who they are, in words."""
        return _AUDIENCES[self]


_AUDIENCES = {
    GuideAudience.CHILDREN: "Children",
    GuideAudience.TEENS: "Teenagers",
    GuideAudience.LEAVING: "Young people near 18 or over",
    GuideAudience.MEMBERS: "Panel members",
    GuideAudience.PROVIDERS: "Providers of homes",
}


@dataclass(frozen=True)
class GuidePage:
    """A guide's words in one language, at one reading level, as Markdown without raw HTML.

    `level` is `fuller` or `simple`. The title is also the browser's title, so on young people's
    pages it says nothing of care, panels or housing.
    """

    language: str
    level: str
    title: str
    text: str

    def __post_init__(self) -> None:
        _need(self.level in LEVELS, "level", f"It must be {' or '.join(LEVELS)}.")
        _need(NAME.fullmatch(self.language), "language", "It must be a code such as “en”.")
        _need(self.title.strip(), "title", "It must have a title.")
        _need(self.text.strip(), "text", "It must have words.")


@dataclass(frozen=True)
class Guide:
    """A guide to read or hand over (R86, R87, R89): one of the portal's own, or a district's.

    `name` stands in its address. `built_in` names one of the portal's own texts; else `pages` hold
    the words. With `adds_to`, the pages are a last part of the guide of that name.
    """

    name: str
    audience: GuideAudience
    about: str
    built_in: str | None = None
    adds_to: str | None = None
    pages: tuple[GuidePage, ...] = ()

    def __post_init__(self) -> None:
        _need(NAME.fullmatch(self.name), "name", "Use small letters, figures and hyphens.")
        _need(self.about.strip(), "about", "Say what it is about, for those who hand it over.")
        own_words = bool(self.pages)
        _need(
            own_words == (self.built_in is None),
            "pages",
            "It has either built_in or its own pages.",
        )
        _need(
            own_words or self.adds_to is None,
            "adds_to",
            "Only pages of its own can be added to it.",
        )
        _need(self.adds_to != self.name, "adds_to", "A guide cannot be a part of itself.")
        kinds = [(page.language, page.level) for page in self.pages]
        _need(len(set(kinds)) == len(kinds), "pages", "A language and level is there twice.")

    @property
    def key(self) -> str:
        """What a nearer layer's guide must be called to stand in this one's place."""
        return self.name


def _need(truth: object, key: str, message: str) -> None:
    if not truth:
        raise ValueProblem(key, message)


_PAGE = Table(
    {
        "language": read.text,
        "level": read.choice(*LEVELS),
        "title": read.text,
        "text": read.text,
    },
    ("language", "level", "title", "text"),
)
SHAPE = Rows(
    Table(
        {
            "name": read.text,
            "audience": read.choice(*(audience.value for audience in GuideAudience)),
            "about": read.text,
            "built_in": read.text,
            "adds_to": read.text,
            "pages": Rows(_PAGE),
        },
        ("name", "audience", "about"),
    )
)
"""The shape of `[[both.guides]]`."""


def build(rows: Sequence[Mapping[str, Any]]) -> tuple[Guide, ...]:
    """Make the guides of one file. ValueProblem for one that cannot be."""
    found = []
    for place, row in enumerate(rows, 1):
        try:
            pages = tuple(GuidePage(**page) for page in row.get("pages", ()))
            audience = GuideAudience(row["audience"])
            found.append(Guide(**{**row, "audience": audience, "pages": pages}))
        except ValueProblem as problem:
            raise ValueProblem(f"row {place}.{problem.key}", problem.message) from problem
    names = [guide.name for guide in found]
    _need(len(set(names)) == len(names), "name", "A guide is there twice.")
    return tuple(found)
