"""All a plugin may import from the portal: values, `hookimpl`, and the kinds of panel.

Values in, values out: no request, session, database row or clock reaches a plugin. See
`plugins/README.md` for how to write one and `hookspecs` for what each hook means.
"""

from __future__ import annotations

from portal.kernel.kinds import PanelKind
from portal.variations.guides import Guide, GuideAudience, GuidePage
from portal.variations.hookspecs import hookimpl
from portal.variations.messages import MessageWording
from portal.variations.questions import QuestionKind, QuestionWords, ViewsQuestion
from portal.variations.values import (
    AgendaSection,
    AgendaTemplate,
    Block,
    Break,
    ChairRule,
    ClosedDay,
    Column,
    Deadline,
    DecisionWord,
    DistrictRef,
    ItemQuorum,
    MeetingFrequency,
    NoticePeriod,
    OrganisationKind,
    PackSection,
    QuorumRule,
    Seat,
    SlotPlan,
    ValueProblem,
)

__all__ = [
    "AgendaSection",
    "AgendaTemplate",
    "Block",
    "Break",
    "ChairRule",
    "ClosedDay",
    "Column",
    "Deadline",
    "DecisionWord",
    "DistrictRef",
    "Guide",
    "GuideAudience",
    "GuidePage",
    "ItemQuorum",
    "MeetingFrequency",
    "MessageWording",
    "NoticePeriod",
    "OrganisationKind",
    "PackSection",
    "PanelKind",
    "QuestionKind",
    "QuestionWords",
    "QuorumRule",
    "Seat",
    "SlotPlan",
    "ValueProblem",
    "ViewsQuestion",
    "hookimpl",
]
