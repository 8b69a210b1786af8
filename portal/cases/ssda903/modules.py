"""The modules of the statutory return: their columns, and which of them the portal keeps.

Modules are recognised by their columns, never by a file's name. The portal keeps only what a
panel needs to find, invite and follow a young person (data minimisation, UK GDPR article 5):

- Episodes without the reason for need (CIN) and without the home's postcode: the care history and
  the kind of home are enough to decide who is due. HOME_POST is passed on so that a district can
  be proposed from its first half; it is never stored.
- OC2 is read for CHILD and DOB alone. Its answers are about health, substance use and
  convictions; no panel has a use for them, so they are neither checked, kept nor echoed.
- AD1, PlacedAdoption, Missing, SWEpisodes and DoLo are checked and counted, and nothing of them
  is kept beyond CHILD and DOB: an adoption ends a care history through its REC code.
- Header without ethnicity, the pupil number and the facts about a young person's own child.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HEADER: Final = "Header"
EPISODES: Final = "Episodes"
REVIEWS: Final = "Reviews"
UASC: Final = "UASC"
OC2: Final = "OC2"
OC3: Final = "OC3"
AD1: Final = "AD1"
PLACED_ADOPTION: Final = "PlacedAdoption"
PREV_PERM: Final = "PrevPerm"
MISSING: Final = "Missing"
SW_EPISODES: Final = "SWEpisodes"
DOLO: Final = "DoLo"


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the return.

    `needed` dates refuse the row when blank or unreadable; `refusing` dates refuse it when
    unreadable (a blank is an answer); other dates are reported and left blank. `partial` dates
    may say "zz" for a day, month or year nobody knows. `once` means one row for each child.
    """

    name: str
    columns: tuple[str, ...]
    required: frozenset[str]
    kept: tuple[str, ...]
    needed: frozenset[str] = frozenset()
    refusing: frozenset[str] = frozenset()
    plain_dates: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    blank_codes: frozenset[str] = frozenset()
    once: bool = False

    @property
    def dates(self) -> frozenset[str]:
        """Every column that holds a whole date."""
        return self.needed | self.refusing | self.plain_dates


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _module(name: str, columns: str, *, required: str, kept: str, **rest: str) -> Module:
    once = bool(rest.pop("once", ""))
    return Module(
        name=name,
        columns=tuple(columns.split()),
        required=_words(required),
        kept=tuple(kept.split()),
        once=once,
        **{key: _words(value) for key, value in rest.items()},
    )


# In the order they are read: who the children are comes before what happened to them.
MODULES: Final[tuple[Module, ...]] = (
    _module(
        HEADER,
        "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB",
        required="CHILD SEX DOB ETHNIC",
        kept="CHILD SEX DOB",
        needed="DOB",
        plain_dates="MC_DOB",
        codes="SEX ETHNIC MOTHER",
        blank_codes="MOTHER",
        once="yes",
    ),
    _module(
        EPISODES,
        "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST"
        " PL_POST URN",
        required="CHILD DECOM RNE LS CIN PLACE DEC REC",
        kept="CHILD DECOM RNE LS PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST URN",
        needed="DECOM",
        refusing="DEC",
        codes="RNE LS CIN PLACE PLACE_PROVIDER REC REASON_PLACE_CHANGE",
        blank_codes="PLACE_PROVIDER REC REASON_PLACE_CHANGE",
    ),
    _module(
        REVIEWS,
        "CHILD DOB REVIEW REVIEW_CODE",
        required="CHILD DOB REVIEW REVIEW_CODE",
        kept="CHILD DOB REVIEW REVIEW_CODE",
        needed="REVIEW",
        plain_dates="DOB",
        codes="REVIEW_CODE",
    ),
    _module(
        UASC,
        "CHILD SEX DOB DUC",
        required="CHILD DOB DUC",
        kept="CHILD DOB DUC",
        refusing="DUC",
        plain_dates="DOB",
        codes="SEX",
        once="yes",
    ),
    _module(
        OC2,
        "CHILD DOB SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK"
        " HEALTH_ASSESSMENT SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED",
        required="CHILD DOB",
        kept="CHILD DOB",
        plain_dates="DOB",
    ),
    _module(
        OC3,
        "CHILD DOB IN_TOUCH ACTIV ACCOM",
        required="CHILD DOB IN_TOUCH ACTIV ACCOM",
        kept="CHILD DOB IN_TOUCH ACTIV ACCOM",
        plain_dates="DOB",
        codes="IN_TOUCH ACTIV ACCOM",
        once="yes",
    ),
    _module(
        AD1,
        "CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
        required="CHILD DOB DATE_INT DATE_MATCH",
        kept="CHILD DOB",
        plain_dates="DOB DATE_INT DATE_MATCH",
        codes="FOSTER_CARE SEX_ADOPTR LS_ADOPTR",
        blank_codes="FOSTER_CARE SEX_ADOPTR LS_ADOPTR",
    ),
    _module(
        PLACED_ADOPTION,
        "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
        required="CHILD DOB DATE_PLACED",
        kept="CHILD DOB",
        plain_dates="DOB DATE_PLACED DATE_PLACED_CEASED",
        codes="REASON_PLACED_CEASED",
        blank_codes="REASON_PLACED_CEASED",
    ),
    _module(
        PREV_PERM,
        "CHILD DOB PREV_PERM LA_PERM DATE_PERM",
        required="CHILD DOB PREV_PERM",
        kept="CHILD DOB PREV_PERM DATE_PERM",
        plain_dates="DOB",
        partial="DATE_PERM",
        codes="PREV_PERM",
    ),
    _module(
        MISSING,
        "CHILD DOB MISSING MIS_START MIS_END",
        required="CHILD DOB MISSING MIS_START MIS_END",
        kept="CHILD DOB",
        plain_dates="DOB MIS_START MIS_END",
        codes="MISSING",
    ),
    _module(
        SW_EPISODES,
        "CHILD DOB SW_ID SW_DECOM SW_DEC SW_REASON",
        required="CHILD DOB SW_ID SW_DECOM",
        kept="CHILD DOB",
        plain_dates="DOB SW_DECOM SW_DEC",
        codes="SW_REASON",
        blank_codes="SW_REASON",
    ),
    _module(
        DOLO,
        "CHILD DOB DOLO_START DOLO_END",
        required="CHILD DOB DOLO_START",
        kept="CHILD DOB",
        plain_dates="DOB DOLO_START DOLO_END",
    ),
)

BY_NAME: Final[dict[str, Module]] = {module.name: module for module in MODULES}
READING_ORDER: Final[dict[str, int]] = {m.name: place for place, m in enumerate(MODULES)}

_SHARED: Final = frozenset({"CHILD", "DOB", "SEX"})
_OWN: Final[dict[str, frozenset[str]]] = {m.name: frozenset(m.columns) - _SHARED for m in MODULES}
OWNER: Final[dict[str, str]] = {
    column: module.name for module in MODULES for column in module.columns if column not in _SHARED
}
"""The one module each unshared column belongs to; used to tell XML groups apart."""


def recognise(columns: frozenset[str]) -> Module | None:
    """Return the module with these columns, or None. The fullest match wins."""
    fitting = [
        module for module in MODULES if module.required <= columns and _OWN[module.name] & columns
    ]
    return max(fitting, key=lambda m: len(columns & _OWN[m.name]), default=None)


def nearest(columns: frozenset[str]) -> tuple[Module, tuple[str, ...]] | None:
    """Return the module most like these columns and the required ones it lacks, or None.

    None means that not one column is peculiar to any module: this is not the return.
    """
    module = max(MODULES, key=lambda m: (len(columns & _OWN[m.name]), len(columns & m.required)))
    if not columns & _OWN[module.name]:
        return None
    return module, tuple(c for c in module.columns if c in module.required - columns)
