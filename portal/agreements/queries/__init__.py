"""Named reads of what young people agreed to. ``in_force`` is the question every room asks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.agreements.queries.again import AskAgain, papers_to_ask_again
from portal.agreements.queries.asking import (
    OrganisationNow,
    PaperNow,
    as_shared,
    newest_number,
    organisation_names,
    organisations_at,
    panel_kind_of,
    paper_titles,
    papers_now,
    reference_of,
    section_key,
    start_of,
)
from portal.agreements.queries.events import (
    CapacityRow,
    EventRow,
    OverrideRow,
    capacity_of,
    events_of,
    item_of_override,
    newest_capacity,
    override,
    override_to_change,
    overrides_of,
)
from portal.agreements.queries.standing import (
    Standing,
    history,
    hold,
    housing_referral,
    papers_as_a_whole,
    record_due,
    refused,
    standing,
    standings,
)
from portal.agreements.rules import InForce, Kind, SharedPaper
from portal.variations.values import OrganisationKind

__all__ = [
    "AskAgain",
    "CapacityRow",
    "EventRow",
    "OrganisationNow",
    "OverrideRow",
    "PaperNow",
    "Standing",
    "as_shared",
    "capacity_of",
    "events_of",
    "history",
    "hold",
    "housing_referral",
    "in_force",
    "item_of_override",
    "newest_capacity",
    "newest_number",
    "organisation_names",
    "organisations_at",
    "override",
    "override_to_change",
    "overrides_of",
    "panel_kind_of",
    "paper_titles",
    "papers_as_a_whole",
    "papers_now",
    "papers_to_ask_again",
    "record_due",
    "reference_of",
    "refused",
    "section_key",
    "standing",
    "standings",
    "start_of",
]


def in_force(
    *,
    item_id: UUID,
    kind: Kind,
    at: datetime,
    paper: SharedPaper | None = None,
    section: str | None = None,
    organisation_id: UUID | None = None,
    organisation_kind: OrganisationKind | None = None,
    who: str = "They",
) -> InForce:
    """Say whether an agreement is in force for one item at an instant, why, and by which answer.

    Of papers: which one, with the sections it has now, and for a reader of which organisation. For
    many papers or readers, read ``standings`` once and ask each. NotFoundError where there is no
    such item. What is to be given away on the answer is given inside ``operations.sharing``.
    """
    return standing(item_id).asks(
        kind,
        at,
        paper=paper,
        section=section,
        organisation_id=organisation_id,
        organisation_kind=organisation_kind,
        who=who,
    )
