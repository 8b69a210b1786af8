"""The kinds of paper an item may have, who brings each, and the requirement it answers.

The list is closed: a paper of no kind would have no owner, and no agreement could name it. What a
home costs is no kind of paper: it has a page of its own, for children's services alone (R17, A19).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.variations.values import OrganisationKind, PackSection


class PaperKind(StrEnum):
    """A kind of paper, in the order in which papers stand in a pack."""

    CASE_SUMMARY = "case_summary"
    CARE_PLANNING_RECORD = "care_planning_record"
    VIEWS = "views"
    PLACEMENT_INFORMATION = "placement_information"
    INDEPENDENCE_SKILLS = "independence_skills"
    PROVIDER_INFORMATION = "provider_information"
    IRO_VIEW = "iro_view"
    HOUSING_OPTIONS = "housing_options"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in words."""
        return KINDS[self].label


class PaperState(StrEnum):
    """Where a paper stands. Readers of a pack are given ready ones alone."""

    DRAFT = "draft"
    """Being written: for the item's own people, whoever writes it and case support."""
    READY = "ready"
    HELD = "held"
    """Taken in, and waiting for a person to look at it: there is no version yet."""
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """How a version came about."""

    TYPED = "typed"
    """By sections, in the portal."""
    WORD = "word"
    """Sections and pictures taken in from a Word file, which is not kept."""
    PDF = "pdf"
    IMAGE = "image"

    @property
    def has_file(self) -> bool:
        """Whether the version is a file; else it is sections."""
        return self in {How.PDF, How.IMAGE}


class Owner(StrEnum):
    """Who brings a kind of paper, by role."""

    SOCIAL_WORKER = "social_worker"
    CASE_SUPPORT = "case_support"
    ACCESS_TO_RESOURCES = "access_to_resources"
    FOSTERING_AND_RESIDENTIAL = "fostering_and_residential"
    PROVIDER = "provider"
    IRO = "iro"
    HOUSING = "housing"

    @property
    def label(self) -> str:
        """The owner in words."""
        return {
            Owner.SOCIAL_WORKER: "the social worker",
            Owner.CASE_SUPPORT: "case support",
            Owner.ACCESS_TO_RESOURCES: "the Access to Resources Team",
            Owner.FOSTERING_AND_RESIDENTIAL: "fostering or residential services",
            Owner.PROVIDER: "the supported accommodation provider",
            Owner.IRO: "the independent reviewing officer",
            Owner.HOUSING: "the housing authority",
        }[self]


@dataclass(frozen=True, slots=True)
class KindOfPaper:
    """One kind: its name, who owns it, the requirements it answers, and whose people bring it."""

    label: str
    owner: Owner
    requirements: tuple[str, ...]
    brought_by: frozenset[OrganisationKind]
    """The kinds of organisation whose people on the panel may add it, besides the item's own
    people and case support."""
    section: PackSection
    """As which part of an item's papers a seat is given it, by the district's table of seats."""
    typed: bool = True
    """Whether it may be typed by sections; else it exists elsewhere and is taken in as a file."""
    fetched_by: Owner | None = None
    """Who fetches it from the case system by the deadline, whoever wrote it (R53-R55)."""

    @property
    def source(self) -> str:
        """Where it comes from, in words."""
        if self.fetched_by is None or self.fetched_by is self.owner:
            return self.owner.label
        return f"{self.owner.label}, fetched by {self.fetched_by.label}"


_NOBODY_ELSE: frozenset[OrganisationKind] = frozenset()
KINDS: dict[PaperKind, KindOfPaper] = {
    PaperKind.CASE_SUMMARY: KindOfPaper(
        "Case summary",
        Owner.SOCIAL_WORKER,
        ("R47", "R53"),
        _NOBODY_ELSE,
        PackSection.CASE_SUMMARY,
        fetched_by=Owner.CASE_SUPPORT,
    ),
    PaperKind.CARE_PLANNING_RECORD: KindOfPaper(
        "Record of the last multi-agency care planning meeting",
        Owner.CASE_SUPPORT,
        ("R48", "R54"),
        _NOBODY_ELSE,
        PackSection.CARE_PLANNING_RECORD,
        typed=False,
        fetched_by=Owner.CASE_SUPPORT,
    ),
    PaperKind.VIEWS: KindOfPaper(
        "The young person’s views",
        Owner.SOCIAL_WORKER,
        ("R52",),
        frozenset({OrganisationKind.ADVOCACY}),
        PackSection.VIEWS,
    ),
    PaperKind.PLACEMENT_INFORMATION: KindOfPaper(
        "Information from the placement",
        Owner.ACCESS_TO_RESOURCES,
        ("R58", "R59", "R60"),
        frozenset(
            {
                OrganisationKind.ACCESS_TO_RESOURCES,
                OrganisationKind.FOSTERING,
                OrganisationKind.RESIDENTIAL,
            }
        ),
        PackSection.PLACEMENT,
    ),
    PaperKind.INDEPENDENCE_SKILLS: KindOfPaper(
        "Support to build independence skills",
        Owner.FOSTERING_AND_RESIDENTIAL,
        ("R61",),
        frozenset({OrganisationKind.FOSTERING, OrganisationKind.RESIDENTIAL}),
        PackSection.PLACEMENT,
    ),
    PaperKind.PROVIDER_INFORMATION: KindOfPaper(
        "Information from the provider",
        Owner.PROVIDER,
        ("R13",),
        frozenset({OrganisationKind.PROVIDER}),
        PackSection.HOUSING,
    ),
    PaperKind.IRO_VIEW: KindOfPaper(
        "The independent reviewing officer’s own view",
        Owner.IRO,
        ("R15",),
        frozenset({OrganisationKind.IRO_SERVICE}),
        PackSection.CARE_PLANNING_RECORD,
    ),
    PaperKind.HOUSING_OPTIONS: KindOfPaper(
        "Current housing options",
        Owner.HOUSING,
        ("R57",),
        frozenset({OrganisationKind.HOUSING_AUTHORITY}),
        PackSection.HOUSING,
    ),
    PaperKind.OTHER: KindOfPaper(
        "Another paper", Owner.CASE_SUPPORT, ("R39",), _NOBODY_ELSE, PackSection.CASE_SUMMARY
    ),
}
