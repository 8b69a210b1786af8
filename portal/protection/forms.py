"""Forms of data protection."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from portal.protection.rules.copies import Verdict
from portal.protection.rules.rulings import Ground, RulingKind, grounds
from portal.web.fields import DateField, LongTextField, RadioField, TextField
from portal.web.forms import PortalForm

LONG = 2_000
WORDS = 20_000
REFERENCE_LENGTH = 40


class FindForm(PortalForm):
    """Whom it is about, by reference or code."""

    reference = TextField(
        "Reference or code in the return",
        max_length=REFERENCE_LENGTH,
        missing="Enter a reference or a code",
    )


class ReasonForm(PortalForm):
    """One question: why."""

    reason: LongTextField


class HoldForm(ReasonForm):
    """Why a legal hold is placed."""

    reason = LongTextField(
        "Why must everything about them be kept?",
        max_length=LONG,
        missing="Say why everything about them must be kept",
    )


class LiftForm(ReasonForm):
    """Why a legal hold is lifted."""

    reason = LongTextField(
        "Why need it not be kept any more?",
        max_length=LONG,
        missing="Say why it need not be kept any more",
    )


class RefuseForm(ReasonForm):
    """Why a proposal is refused."""

    reason = LongTextField("Why is it refused?", max_length=LONG, missing="Say why it is refused")


class EndForm(ReasonForm):
    """Why a restriction ends."""

    reason = LongTextField(
        "Why need it not be hidden any more?",
        max_length=LONG,
        missing="Say why it need not be hidden any more",
    )


class RulingForm(PortalForm):
    """What to do, and on what ground."""

    ground = RadioField("On what ground?", missing="Choose the ground")
    reason = LongTextField(
        "What was asked, and why does the ground apply?",
        max_length=LONG,
        missing="Say what was asked and why it applies",
    )

    def __init__(self, kind: RulingKind, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ground.offer([(each.value, each.label) for each in grounds(kind)])

    @property
    def chosen(self) -> Ground | None:
        """The ground chosen."""
        return Ground(self.ground.data) if self.ground.data else None


class CopyForm(PortalForm):
    """When somebody asked."""

    asked_on = DateField(
        "When did they ask?",
        missing="Enter the day they asked",
        noun="The day they asked",
        hint="The time to answer runs from this day",
    )


class StopForm(PortalForm):
    """What must be made clear before the time runs on."""

    note = LongTextField(
        "What must be made clear first?",
        max_length=LONG,
        missing="Say what must be made clear first",
        hint="Who is asking, or what they are asking for",
    )


class VerdictForm(PortalForm):
    """What becomes of one record."""

    verdict = RadioField(
        "What becomes of it?",
        choices=[(each.value, each.label) for each in Verdict],
        missing="Choose what becomes of it",
    )
    instead = LongTextField(
        "The words they get instead",
        max_length=WORDS,
        hint="Where you take out what is about others, write the rest here",
    )
    reason = LongTextField(
        "Why?",
        max_length=LONG,
        hint="Needed where something is left out",
    )

    @property
    def chosen(self) -> Verdict | None:
        """The verdict chosen."""
        return Verdict(self.verdict.data) if self.verdict.data else None


class RunForm(PortalForm):
    """How many deletions the reader saw."""

    expected = HiddenField()
