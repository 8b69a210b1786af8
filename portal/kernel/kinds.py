"""The two kinds of panel, which differ in purpose and so in what they may decide."""

from __future__ import annotations

from enum import StrEnum


class PanelKind(StrEnum):
    """What a panel is for. The value is stored; the label is shown (A9: names vary in sources)."""

    LEAVING_CARE = "leaving_care"
    """Reviews everyone in care from 16 so that long-term plans exist (R4)."""

    LASTING_HOME = "lasting_home"
    """Ratifies a child's home as permanent (R77)."""

    @property
    def label(self) -> str:
        """The panel's name as people read it."""
        return _LABELS[self]


_LABELS = {
    PanelKind.LEAVING_CARE: "Leaving Care \N{EN DASH} Lasting Homes Panel",
    PanelKind.LASTING_HOME: "Lasting Home Panel",
}
