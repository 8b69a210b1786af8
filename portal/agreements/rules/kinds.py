"""The closed lists of this room, each with the words a page shows for it."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What somebody agrees to. Each is asked on its own (R49, R50)."""

    BE_DISCUSSED = "be_discussed"
    SHARE_PAPERS = "share_papers"
    REFER_TO_HOUSING = "refer_to_housing"

    @property
    def label(self) -> str:
        """The kind as a heading."""
        return {
            Kind.BE_DISCUSSED: "Being discussed at this panel",
            Kind.SHARE_PAPERS: "Sharing papers with the panel",
            Kind.REFER_TO_HOUSING: "A referral to housing",
        }[self]

    @property
    def question(self) -> str:
        """What the young person is asked."""
        return {
            Kind.BE_DISCUSSED: "May this panel talk about your plans for a home?",
            Kind.SHARE_PAPERS: "May these papers be given to these organisations?",
            Kind.REFER_TO_HOUSING: "May we tell a housing authority that you may need a home?",
        }[self]

    @property
    def of_an_item(self) -> bool:
        """Whether it is asked for one panel's day, and ends with it."""
        return self is not Kind.REFER_TO_HOUSING


class Answer(StrEnum):
    """What they answered. Only a yes lets anything happen."""

    YES = "yes"
    NO = "no"
    STOPPED = "stopped"
    """They had said yes, and changed their mind."""
    THINKING = "thinking"
    """They were asked, and want time."""

    @property
    def label(self) -> str:
        """The answer in words."""
        return {
            Answer.YES: "Yes",
            Answer.NO: "No",
            Answer.STOPPED: "Stopped: they changed their mind",
            Answer.THINKING: "Not decided yet: they want time to think",
        }[self]


class WayAsked(StrEnum):
    """How they were asked."""

    TOGETHER = "together"
    VIDEO = "video"
    PHONE = "phone"
    WRITING = "writing"
    UNASKED = "unasked"
    """They said it of their own accord: a stop is."""
    PORTAL = "portal"

    @property
    def label(self) -> str:
        """The way in words."""
        return {
            WayAsked.UNASKED: "They said it without being asked",
            WayAsked.TOGETHER: "In person",
            WayAsked.VIDEO: "In a video call",
            WayAsked.PHONE: "On the phone",
            WayAsked.WRITING: "In a letter or a message",
            WayAsked.PORTAL: "In the portal",
        }[self]


class WayAnswered(StrEnum):
    """How they answered."""

    SAID = "said"
    SIGNED = "signed"
    WROTE = "wrote"
    SHOWED = "showed"
    PORTAL = "portal"

    @property
    def label(self) -> str:
        """The way in words."""
        return {
            WayAnswered.SAID: "They said it",
            WayAnswered.SIGNED: "They signed it",
            WayAnswered.WROTE: "They wrote it in a message",
            WayAnswered.SHOWED: "They showed it, by sign language, pictures or a device",
            WayAnswered.PORTAL: "They answered in the portal",
        }[self]


class Help(StrEnum):
    """Who helped them to understand and to answer. A parent does not answer for them."""

    ADVOCATE = "advocate"
    INTERPRETER = "interpreter"
    SCRIBE = "scribe"
    SUPPORTER = "supporter"

    @property
    def label(self) -> str:
        """The help in words."""
        return {
            Help.ADVOCATE: "An advocate",
            Help.INTERPRETER: "An interpreter",
            Help.SCRIBE: "Somebody who wrote down what they said",
            Help.SUPPORTER: "Somebody else they chose",
        }[self]


class Finding(StrEnum):
    """What was found of somebody's capacity to decide. From 16 it is presumed."""

    HAS_CAPACITY = "has_capacity"
    WITH_HELP = "with_help"
    LACKS_CAPACITY = "lacks_capacity"

    @property
    def label(self) -> str:
        """The finding in words."""
        return {
            Finding.HAS_CAPACITY: "They can decide this themselves",
            Finding.WITH_HELP: "They can decide this with the help described",
            Finding.LACKS_CAPACITY: "They cannot decide this at the moment",
        }[self]


class Ground(StrEnum):
    """On what a manager may have an item heard without an agreement (A11)."""

    SERIOUS_HARM = "serious_harm"
    COURT_ORDER = "court_order"
    LACKS_CAPACITY = "lacks_capacity"

    @property
    def label(self) -> str:
        """The ground in words."""
        return {
            Ground.SERIOUS_HARM: "To protect them or somebody else from serious harm",
            Ground.COURT_ORDER: "A court has ordered it",
            Ground.LACKS_CAPACITY: "They cannot decide this, and it is in their best interests",
        }[self]
