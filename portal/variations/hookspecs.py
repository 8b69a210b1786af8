"""The hooks: what a district may answer for itself, one function each.

Every hook is given `district` (who is asking), `as_of` (the day the answer is for: for a meeting,
its panel day) and `kind` (which kind of panel), and may leave out any argument it does not use.
Every hook may return None, which means "nothing to say": the next layer down is asked.

Two kinds of hook live here. *Pick*: the nearest answer wins whole. *Collect*: the answers of all
layers are put together, nearest first, each key once; an empty tuple means "none, on purpose" and
hides every layer below it.

If a hook fails (it raises, or returns something of the wrong type, or impossible), the work in hand
*stops* with a `PluginFailure` that names plugin and hook, and nothing is saved: a panel must not be
held under a guessed rule. A failure of `message_wording` or `guides` is *contained* instead: the
next layer's wording, or the other layers' guides, are used. The fault is logged and shown on the
page of what varies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pluggy

from portal.kernel.kinds import PanelKind
from portal.variations.guides import Guide
from portal.variations.messages import MessageWording
from portal.variations.questions import ViewsQuestion
from portal.variations.values import (
    AgendaTemplate,
    ChairRule,
    Deadline,
    DecisionWord,
    DistrictRef,
    MeetingFrequency,
    NoticePeriod,
    QuorumRule,
    Seat,
    SlotPlan,
)

PROJECT = "lasting_homes_portal"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec(firstresult=True)
def chair_rule(district: DistrictRef, as_of: date, kind: PanelKind) -> ChairRule | None:
    """Say which seat chairs on `as_of`, who stands in, in order, and why (R20, R21). Pick."""


@hookspec
def membership_extensions(
    district: DistrictRef, as_of: date, kind: PanelKind
) -> tuple[Seat, ...] | None:
    """Say which seats sit beside the core ones (R32-R39). Collect.

    A seat returned here is never `core` and may not reuse a core seat's key.
    """


@hookspec(firstresult=True)
def quorum_rule(district: DistrictRef, as_of: date, kind: PanelKind) -> QuorumRule | None:
    """Say who must be there, for the meeting and for each item. Pick."""


@hookspec(firstresult=True)
def notice_period(
    district: DistrictRef, as_of: date, kind: PanelKind, deadline: Deadline
) -> NoticePeriod | None:
    """Say how many working days, counted how, until when (R55, R62, R75). Pick.

    `deadline` is `agenda` (sent before the panel), `retrieval` (papers fetched after a name is
    submitted) or `record` (filed after the panel).
    """


@hookspec(firstresult=True)
def meeting_frequency(
    district: DistrictRef, as_of: date, kind: PanelKind
) -> MeetingFrequency | None:
    """Say how often the panel meets and the gap that raises an alert (R42, A2). Pick."""


@hookspec(firstresult=True)
def slot_plan(district: DistrictRef, as_of: date, kind: PanelKind) -> SlotPlan | None:
    """Say how the day is cut into slots (R43, R44, R64, R68). Pick."""


@hookspec(firstresult=True)
def agenda_template(district: DistrictRef, as_of: date, kind: PanelKind) -> AgendaTemplate | None:
    """Say the agenda's heading, columns, sections, and what is confidential (R66, R67). Pick."""


@hookspec(firstresult=True)
def decision_words(
    district: DistrictRef, as_of: date, kind: PanelKind
) -> tuple[DecisionWord, ...] | None:
    """Say which outcomes this panel may record, in its own words. Pick.

    An empty tuple means the panel records no outcome of its own, on purpose.
    """


@hookspec(firstresult=True)
def message_wording(
    district: DistrictRef, as_of: date, kind: PanelKind, message: str
) -> MessageWording | None:
    """Say the subject and body of a message, with `{link}` and other names in braces. Pick.

    `message` is one of `MESSAGES`, such as `agenda_published`.
    """


@hookspec
def guides(district: DistrictRef, as_of: date, kind: PanelKind) -> tuple[Guide, ...] | None:
    """Say which guides there are to read and hand over (R86, R87, R89). Collect.

    One of the same name as a lower layer's stands in its place; `adds_to` makes a part of another.
    """


@hookspec
def views_questions(
    district: DistrictRef, as_of: date, kind: PanelKind
) -> tuple[ViewsQuestion, ...] | None:
    """Say what young people are asked besides the core questions (R52). Collect.

    A question returned here never has a core question's key, and none takes a core one away.
    """


@dataclass(frozen=True)
class Hook:
    """How the core treats one hook: how answers combine, what an answer is, what failure does.

    `many` is true where the answer is a tuple of `returns` and false where it is one of it.
    """

    name: str
    returns: type
    many: bool = False
    combine: Literal["pick", "collect"] = "pick"
    on_failure: Literal["stops", "contained"] = "stops"


HOOKS: dict[str, Hook] = {
    hook.name: hook
    for hook in (
        Hook("chair_rule", ChairRule),
        Hook("membership_extensions", Seat, many=True, combine="collect"),
        Hook("quorum_rule", QuorumRule),
        Hook("notice_period", NoticePeriod),
        Hook("meeting_frequency", MeetingFrequency),
        Hook("slot_plan", SlotPlan),
        Hook("agenda_template", AgendaTemplate),
        Hook("decision_words", DecisionWord, many=True),
        Hook("message_wording", MessageWording, on_failure="contained"),
        Hook("guides", Guide, many=True, combine="collect", on_failure="contained"),
        Hook("views_questions", ViewsQuestion, many=True, combine="collect"),
    )
}
"""Every hook there is, in the order people meet them."""
