"""What agencies wrote for an item, as a pack gives it to one reader (R12-R19, R57-R61).

The sources want each agency's information at the meeting, and everybody prepared (R73). No paper is
named for it when a young person is asked, because agencies write until the day. So one rule, in
``portal.agreements.rules.in_writing``, says to which organisations it goes: to those to which at
least one paper may go, and where a part of the papers is kept from one, only what speaks of homes
and schemes, never what speaks of the young person in free words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from portal.agreements.rules import History, InForce, Kind, Question, Window, in_writing
from portal.preparation.rules.agencies import Agency
from portal.variations.values import OrganisationKind, PackSection


class Speaks(StrEnum):
    """Of what an agency's form speaks."""

    OF_HOMES = "of_homes"
    """Of what the agency has to offer: it would say the same of anybody with such needs."""
    OF_THEM = "of_them"
    """Of how the young person is doing, in free words."""


@dataclass(frozen=True, slots=True)
class KindOfForm:
    """An agency's form: the letter it has in every pack, and which seats read it."""

    letter: str
    section: PackSection
    speaks: Speaks


FORMS: dict[Agency, KindOfForm] = {
    Agency.HOUSING: KindOfForm("A", PackSection.HOUSING, Speaks.OF_HOMES),
    Agency.ACCESS_TO_RESOURCES: KindOfForm("B", PackSection.PLACEMENT, Speaks.OF_THEM),
    Agency.FOSTERING: KindOfForm("C", PackSection.PLACEMENT, Speaks.OF_THEM),
    Agency.RESIDENTIAL: KindOfForm("D", PackSection.PLACEMENT, Speaks.OF_THEM),
    Agency.PROVIDER: KindOfForm("E", PackSection.HOUSING, Speaks.OF_HOMES),
    Agency.IRO: KindOfForm("F", PackSection.CARE_PLANNING_RECORD, Speaks.OF_THEM),
    Agency.PERSONAL_ADVISER: KindOfForm("G", PackSection.CARE_PLANNING_RECORD, Speaks.OF_THEM),
    # An order or a place to stay away from is for those who plan the care; they bring it up.
    Agency.YOUTH_JUSTICE: KindOfForm("H", PackSection.PLACEMENT, Speaks.OF_THEM),
    Agency.GUEST: KindOfForm("I", PackSection.CASE_SUMMARY, Speaks.OF_THEM),
}
"""Each agency's letter is its own for ever, so that a gap says nothing and no number moves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One version of what an agency wrote, without its words."""

    id: UUID
    number: int
    made_at: datetime
    written_on: date
    joined_at: datetime | None = None
    """When it joined the pack; None for what nobody looked through yet (C16)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """What one agency, or one of its organisations, wrote for an item; its first version first.

    ``turn`` counts the organisations of one agency from 1, in the order in which they first wrote.
    """

    agency: Agency
    turn: int
    organisation_id: UUID | None
    versions: tuple[Written, ...]

    @property
    def id(self) -> UUID:
        """What it is known by: its first version, which stays."""
        return self.versions[0].id

    def place(self, item_number: int) -> str:
        """Return where it stands in a pack: "4.A", or "4.A2" for the second of that agency."""
        return f"{item_number}.{FORMS[self.agency].letter}{self.turn if self.turn > 1 else ''}"

    def version_at(self, at: datetime) -> Written | None:
        """Return the newest version that there was at an instant, for whoever works with it."""
        made = [each for each in self.versions if each.made_at <= at]
        return made[-1] if made else None

    def joined_at(self, at: datetime) -> Written | None:
        """Return the newest version that had joined the pack by then, for everybody else."""
        joined = [each for each in self.versions if each.joined_at and each.joined_at <= at]
        return joined[-1] if joined else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """For whom it is asked, and by which answers: where they come from, what their seats see."""

    organisation_id: UUID | None
    organisation_kind: OrganisationKind | None
    sections: frozenset[PackSection]
    item_id: UUID
    history: History
    window: Window


def for_seat(form: FormFacts, asks: Asks) -> bool:
    """Tell whether a seat reads a form at all, whatever was agreed.

    No provider reads what another offers: they may be bidding for the same (A19). Whoever speaks
    for young people reads no item (A18).
    """
    if asks.organisation_kind is OrganisationKind.YOUNG_PERSON:
        return False
    rivals = (
        form.agency is Agency.PROVIDER
        and asks.organisation_kind is OrganisationKind.PROVIDER
        and asks.organisation_id != form.organisation_id
    )
    return FORMS[form.agency].section in asks.sections and not rivals


def agreed(form: FormFacts, asks: Asks, at: datetime) -> InForce:
    """Say whether a form may go to the organisation somebody comes from."""
    question = Question(
        kind=Kind.SHARE_PAPERS,
        item_id=asks.item_id,
        window=asks.window,
        organisation_id=asks.organisation_id,
        organisation_kind=asks.organisation_kind,
    )
    about_them = FORMS[form.agency].speaks is Speaks.OF_THEM
    return in_writing(asks.history, question, at, about_them=about_them)


def was_given(form: FormFacts, asks: Asks, at: datetime) -> bool:
    """Tell whether it was given to them at some time before: then a mark stands in its place."""
    first = min((each.joined_at for each in form.versions if each.joined_at), default=None)
    moments = [max(each.at, first) for each in asks.history.given] if first else []
    return any(moment < at and agreed(form, asks, moment).yes for moment in moments)
