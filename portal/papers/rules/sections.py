"""The sections in which each kind is typed. “Why we are involved” is none of them (R53)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.kernel.errors import RuleError
from portal.papers.rules.involved import REFUSED, started_in
from portal.papers.rules.kinds import PaperKind

OWN = "other"
"""The key of a section that a Word file had of its own."""


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A section: its key, its heading, and what to write in it."""

    key: str
    heading: str
    hint: str = ""


_TEXT = SectionKind("text", "What the paper says")
SECTIONS: dict[PaperKind, tuple[SectionKind, ...]] = {
    PaperKind.CASE_SUMMARY: (
        SectionKind("about", "About the young person", "What they like, what they are good at"),
        SectionKind("home_now", "Where they live now", "How it is going. No address"),
        SectionKind("preferred_home", "The home they want", "In their words where you can"),
        SectionKind("plan", "The plan for adulthood", "What the pathway plan says about a home"),
        SectionKind("people", "People who matter to them"),
        SectionKind("health", "Health and wellbeing", "What a home must make possible"),
        SectionKind("learning", "Education, training and work"),
        SectionKind("money", "Money and benefits"),
        SectionKind("skills", "Skills for living on their own"),
        SectionKind("identity", "Identity, culture and language"),
        SectionKind("safety", "What could go wrong, and what helps"),
        SectionKind("question", "What the panel is asked"),
    ),
    PaperKind.VIEWS: (
        SectionKind("views", "What they said", "In their own words"),
        SectionKind("how", "How they were asked", "By whom, with what help or language"),
    ),
    PaperKind.PLACEMENT_INFORMATION: (
        SectionKind("going", "How the placement is going"),
        SectionKind("learnt", "What has been learnt about what they need"),
        SectionKind("availability", "What will be available", "Homes or placements, with dates"),
        SectionKind("suitability", "How it would suit them"),
    ),
    PaperKind.INDEPENDENCE_SKILLS: (
        SectionKind("can", "What they can do already"),
        SectionKind("support", "Support given so far"),
        SectionKind("next", "What comes next, and by when"),
    ),
    PaperKind.PROVIDER_INFORMATION: (
        SectionKind("scheme", "The scheme", "What it offers. No prices"),
        SectionKind("meets", "How it could meet their needs"),
        SectionKind("places", "Places, and from when"),
    ),
    PaperKind.IRO_VIEW: (
        SectionKind("view", "The reviewing officer’s view of the plan"),
        SectionKind("voice", "What the young person told them"),
        SectionKind("ask", "What the panel should look at hard"),
    ),
    PaperKind.HOUSING_OPTIONS: (
        SectionKind("options", "Options for this young person", "Realistic ones, as of this day"),
        SectionKind("steps", "What each needs, and by when"),
        SectionKind("waiting", "How long each usually takes"),
    ),
    PaperKind.CARE_PLANNING_RECORD: (_TEXT,),
    PaperKind.OTHER: (_TEXT,),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A section as it is kept."""

    key: str
    heading: str
    words: str


def typed(kind: PaperKind, given: Mapping[str, str]) -> tuple[Words, ...]:
    """Return the sections of a typed paper that say something, in order.

    RuleError (field ``section-KEY``) where one starts the section that is never part of the papers;
    RuleError where all are empty.
    """
    found = tuple(
        Words(section.key, section.heading, given[section.key].strip())
        for section in SECTIONS[kind]
        if given.get(section.key, "").strip()
    )
    check_words(found)
    if not found:
        raise RuleError("Write something in at least one section")
    return found


def check_words(sections: Iterable[Words]) -> None:
    """Raise RuleError (field ``section-KEY``) where words start “why we are involved” (R53)."""
    for section in sections:
        if started_in(f"{section.heading}\n{section.words}"):
            raise RuleError(REFUSED, field=f"section-{section.key}")


def key_of(kind: PaperKind, heading: str) -> str:
    """Return which section of a kind a heading is; a section of its own where it is none."""
    plain = _plain(heading)
    return next((each.key for each in SECTIONS[kind] if _plain(each.heading) == plain), OWN)


def _plain(heading: str) -> str:
    letters = (character if character.isalnum() else " " for character in heading.casefold())
    return " ".join("".join(letters).split())
