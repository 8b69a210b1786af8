"""How a young person took part, in the codes the statutory return uses for reviews (PN0 to PN7)."""

from __future__ import annotations

from enum import StrEnum


class Participation(StrEnum):
    """One code. A panel's record keeps it too, so that panels count as reviews do."""

    UNDER_FOUR = "PN0"
    SPOKE = "PN1"
    ADVOCATE_SPOKE = "PN2"
    SYMBOLS = "PN3"
    CAME_SILENT = "PN4"
    ADVOCATE_BRIEFED = "PN5"
    SENT_VIEWS = "PN6"
    NOTHING = "PN7"

    @property
    def meaning(self) -> str:
        """What the code says, as a sentence without its full stop."""
        return _MEANINGS[self]

    @property
    def label(self) -> str:
        """The code's meaning, and the code."""
        return f"{self.meaning} ({self.value})"

    @property
    def came(self) -> bool | None:
        """Whether they were there; None for a child under four, of whom it is not asked."""
        if self is Participation.UNDER_FOUR:
            return None
        return self in _CAME


_MEANINGS = {
    Participation.UNDER_FOUR: "They were under 4 at the meeting",
    Participation.SPOKE: "They came and spoke for themselves",
    Participation.ADVOCATE_SPOKE: "They came and an advocate spoke for them",
    Participation.SYMBOLS: "They came and gave their views in signs, symbols or drawings",
    Participation.CAME_SILENT: "They came and did not give views",
    Participation.ADVOCATE_BRIEFED: "They did not come, and told an advocate what to say",
    Participation.SENT_VIEWS: "They did not come, and sent their views another way",
    Participation.NOTHING: "They did not come and gave no views",
}
_CAME = frozenset(
    {
        Participation.SPOKE,
        Participation.ADVOCATE_SPOKE,
        Participation.SYMBOLS,
        Participation.CAME_SILENT,
    }
)


def fits(code: Participation, *, came: bool, views: bool) -> bool:
    """Tell whether a code says the same as the record: whether they came, and gave views."""
    if code is Participation.UNDER_FOUR:
        return True
    if came:
        return code.came is True
    return code.came is False and (code is Participation.NOTHING) is not views
