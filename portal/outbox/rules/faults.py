"""Why a message did not go, in words of ours: a server's own words hold addresses and names."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What went wrong. The value is stored; the words are shown."""

    UNREACHABLE = "unreachable"
    NOT_SAFE = "not_safe"
    NOT_SIGNED_IN = "not_signed_in"
    BUSY = "busy"
    BROKE_OFF = "broke_off"
    ADDRESS_REFUSED = "address_refused"
    REFUSED = "refused"
    NO_WAY = "no_way"
    STOPPED = "stopped"
    UNKNOWN_JOB = "unknown_job"
    JOB_REFUSED = "job_refused"
    OWN_FAULT = "own_fault"
    REPLACED = "replaced"
    NOT_BY_MESSAGE = "not_by_message"
    TOO_LATE = "too_late"
    CALLED_OFF = "called_off"
    BY_HAND = "by_hand"

    @property
    def words(self) -> str:
        """The reason as a sentence, with what to do where somebody can do something."""
        return _WORDS[self]

    @property
    def for_good(self) -> bool:
        """Whether trying again by itself is no use."""
        return self in {Fault.ADDRESS_REFUSED, Fault.REFUSED, Fault.NO_WAY, Fault.UNKNOWN_JOB}


_WORDS = {
    Fault.UNREACHABLE: "The message service could not be reached.",
    Fault.NOT_SAFE: "The mail server offers no protected connection, so nothing was sent.",
    Fault.NOT_SIGNED_IN: "The message service did not accept the portal’s own password or key.",
    Fault.BUSY: "The message service was too busy to take it.",
    Fault.BROKE_OFF: "The message service broke off before it answered.",
    Fault.ADDRESS_REFUSED: "There is no such address. Put the person’s address right.",
    Fault.REFUSED: "The message service refused the message.",
    Fault.NO_WAY: "No way to send this kind of message is set up.",
    Fault.STOPPED: "The portal stopped while it was being sent.",
    Fault.UNKNOWN_JOB: "The portal does not know this work any more.",
    Fault.JOB_REFUSED: "The rules did not allow it.",
    Fault.OWN_FAULT: "The portal met a fault of its own.",
    Fault.REPLACED: "A newer message took its place.",
    Fault.NOT_BY_MESSAGE: "They are not reached by message. Tell them yourself.",
    Fault.TOO_LATE: "It would arrive too late to be of use. Tell them yourself.",
    Fault.CALLED_OFF: "It was no longer wanted.",
    Fault.BY_HAND: "Somebody called it off.",
}
