"""What each actor state may find out about each young person: the declared table, and the search.

A letter is a class of canary (``world.CLASSES``). The test fails on one too many and on one too
few: whoever builds a page changes a line here, in the open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from portal.kernel.wording import plain_date
from tests.integration.access.asking import Answer
from tests.integration.access.classes import CLASSES
from tests.integration.access.crawler import unpacked
from tests.integration.access.world import (
    BORN,
    CANARY,
    COSTS,
    OTHER_AUTHORITY,
    OTHER_DISTRICT,
    OTHER_ITEM,
    OTHER_PANEL,
    OWN,
    STOPPED,
    TAGS,
    UNLISTED,
    WITHDRAWN,
    canary,
)

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
CALENDAR_MAY_SAY = {canary(tag, "P") for tag in TAGS.values()}
ORDER = (
    *(OWN, OTHER_ITEM, WITHDRAWN, STOPPED, OTHER_PANEL),
    *(UNLISTED, OTHER_DISTRICT, OTHER_AUTHORITY),
)
NOTHING = ("", "", "", "", "", "", "", "")
RECORD = "NRMODWHZAi"
"""A whole record: name, reference, matter, own words, discussion, reason, who, barrier, action;
and what was decided in their language."""
BROUGHT = "YVv"
"""What agencies wrote before the panel, what they said of the invitation, how they were asked."""
UNHEARD = f"{RECORD}{BROUGHT}"
HEARD = "Sbe"
"""What they said for the panel, who wrote it down for them, and what it is in English."""
WHOLE = f"{UNHEARD}{HEARD}"
"""All of these."""
NOT_BEGUN = f"NRMO{BROUGHT}"
"""What there is of who stopped before their slot: with how they took part, and no discussion."""
PAPERS = "Ednhw"
"""What papers say, what each is called, headings of their own, and why one was taken back."""
PROMISED = "so"
"""What was said of a promise: by the young person, and by whoever made it."""
READS_PAPERS = (
    *(f"{WHOLE}{PAPERS}QPGUItxrlk", f"{WHOLE}{PAPERS}{PROMISED}QLKGtxr", f"NRMA{PAPERS}xr"),
    *(f"{NOT_BEGUN}{PAPERS}QSbGtxr", f"{WHOLE}{PAPERS}QPGtxr", "NR", "", ""),
)
"""With what the home costs, why somebody stays out, what a visitor is asked for, how they are
written to, and what they say is wrong: that is answered once they were taken off the agenda too.
And why somebody asks to see their protected address, which they decide on; and why an agenda,
which they publish, was taken back."""
RUNS_THE_PANEL = (
    *(f"{WHOLE}QPGUImxl", f"{WHOLE}{PROMISED}QLKGmx", "NRAx", f"{NOT_BEGUN}QSbGx"),
    *(f"{WHOLE}QPGmx", "NR", "", ""),
)
"""The same without papers, and with notes of their own beside what they are given."""
HEARS = (f"NRMPG{HEARD}l", "NRMG", "N", "", "", "", "", "")
"""By a seat of children's services that sees names and costs (R17, A19), and is in the room where
what they said for the panel is heard: until the record is filed, as the other item's is."""
SEES_INITIALS = ("RMPl", "RM", "R", "", "", "", "", "")
"""Whoever reads the agenda reads why it came late: whoever says so is asked for no name."""
SEES_INITIALS_OF_THE_DISTRICT = ("RMPl", "RM", "R", "", "RMP", "", "", "")
"""By a role in the district, which holds for both of its panels; a seat holds for one."""

SEEN: Mapping[str, tuple[str, str, str, str, str, str, str, str]] = {
    "anonymous": NOTHING,
    # Something is written in their pages already, so a link alone shows nothing at all.
    "by_link": NOTHING,
    # What is held about them, their own words, what they asked for, and where the panel meets;
    # what they thought of it, which they show nobody.
    # What they have not sent yet, nobody but them.
    "young_person": (f"NRBCVQTPtxuf{HEARD}", "", "", "", "", "", "", ""),
    # The same, and what was decided and promised: it was filed. Their panel is the same.
    "told": ("P", f"NRBCVQTDAitxu{HEARD}{PROMISED}", "", "", "", "", "", ""),
    # With what was agreed for where they come from.
    "visitor": ("RPIEdh", "", "", "", "", "", "", ""),
    "visiting_provider": ("RPI", "", "", "", "", "", "", ""),
    "provider": SEES_INITIALS,
    "housing": SEES_INITIALS,
    # And why they asked themselves to see a protected address. What was said of agreeing is for
    # the item's own people alone.
    "worker": (
        *(f"{WHOLE}{PAPERS}TPGgtxral", "RM", f"NRMA{PAPERS}gxra"),
        *(f"{NOT_BEGUN}{PAPERS}SbTGgtxra", "RMP", "", "", ""),
    ),
    "other_worker": (
        *("RMPl", f"{WHOLE}{PAPERS}{PROMISED}TLKGgtxra", "R", ""),
        *(f"{WHOLE}{PAPERS}TPGgtxra", "NR", "", ""),
    ),
    "adviser": SEES_INITIALS_OF_THE_DISTRICT,
    "manager": (
        *(f"{WHOLE}{PAPERS}PGgtxal", "RM", f"NRMA{PAPERS}gxa"),
        *(f"{NOT_BEGUN}{PAPERS}SbGgtxa", "RMP", "", "", ""),
    ),
    # What they said for their social worker alone is read by whoever comes in their place.
    "stand_in": (f"{WHOLE}{PAPERS}TPGgtxal", "RM", "R", "", "RMP", "", "", ""),
    "fostering": HEARS,
    "iro": (f"NRMTP{HEARD}l", "NRM", "N", "", "", "", "", ""),
    "young_representative": SEES_INITIALS_OF_THE_DISTRICT,
    "seated_representative": SEES_INITIALS,
    "chair": RUNS_THE_PANEL,
    "support": READS_PAPERS,
    "deputy": HEARS,
    "sent": SEES_INITIALS,
    "ex_deputy": NOTHING,
    "left": NOTHING,
    "suspended": NOTHING,
    "recused": ("Pl", "NRMYG", "N", "", "", "", "", ""),
    "board": NOTHING,
    "district_lead": (
        *(f"{UNHEARD}PGgrl", f"{UNHEARD}{PROMISED}LKGgr", "NRAgr", f"{NOT_BEGUN}Ggr"),
        *(f"{UNHEARD}PGgr", "NR", "", ""),
    ),
    "people_administrator": NOTHING,
    # By the pages of data protection, for which one must find whom it is about; and all that is
    # held of the one who asked for a copy, which is read record by record.
    "governance": (
        *(f"{WHOLE}{PAPERS}BCQTPGJUImtgxprfal", "NRp", "NRp", "NRp"),
        *("NRp", "", "NRp", ""),
    ),
    "county": (
        *(f"{READS_PAPERS[0]}F", *READS_PAPERS[1:6]),
        *(f"{WHOLE}{PAPERS}QPGtxr", ""),
    ),
}
"""By actor state, for each young person in ``ORDER``: what may be found, and all that is found."""


def declared(who: str) -> dict[str, str]:
    """Return what somebody finds by the table. LookupError where the table does not say."""
    if who not in SEEN:
        raise LookupError(
            f"{who} comes in now. Say in SEEN of tests/integration/access/canaries.py what they "
            "may find out about each young person."
        )
    return dict(zip(ORDER, SEEN[who], strict=True))


def words(state: str, letter: str) -> tuple[str, ...]:
    """Return the words by which a canary is known."""
    tag = TAGS[state]
    if letter == "B":
        return plain_date(BORN[tag]), BORN[tag].isoformat()
    if letter == "G":
        return canary(tag, letter), f"{COSTS[tag] // 100:,}.{COSTS[tag] % 100:02}"
    return (canary(tag, letter),)


def seen_in(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the letters found about each young person."""
    text = "\n".join(texts.values())
    met = set(CANARY.findall(text))  # all of them by reading once; days and amounts one by one

    def stands_there(word: str) -> bool:
        return word in met if CANARY.fullmatch(word) else word in text

    return {
        state: "".join(letter for letter in CLASSES if any(map(stands_there, words(state, letter))))
        for state in ORDER
    }


def places(texts: Mapping[str, str], state: str, letter: str) -> list[str]:
    """Return where a canary sits, for the message of a failure."""
    return [
        asked for asked, text in texts.items() if any(word in text for word in words(state, letter))
    ]


def differences(who: str, texts: Mapping[str, str]) -> list[str]:
    """Say each canary that is one too many or one too few for somebody."""
    said, wanted, found = [], declared(who), seen_in(texts)
    for state in ORDER:
        for letter in CLASSES:
            if (letter in found[state]) == (letter in wanted[state]):
                continue
            name = CLASSES[letter][1]
            if letter in found[state]:
                where = ", ".join(places(texts, state, letter)[:3])
                said.append(f"{who} finds {name} of the {state} young person at {where}")
            else:
                said.append(f"{who} no longer finds {name} of the {state} young person")
    return said


def outside(answers: Mapping[str, Answer]) -> list[str]:
    """Say what stands outside a page and should not: in addresses, headers, file names (C17).

    Titles name nobody, and a calendar says where and when and nothing of anybody.
    """
    said = []
    for asked, answer in answers.items():
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        title = TITLE.search(answer.text)
        if CANARY.search(asked) or CANARY.search(headers):
            said.append(f"{asked}: its address or a header names somebody")
        if title and any(canary(tag, "N") in title.group(1) for tag in TAGS.values()):
            said.append(f"{asked}: its title names somebody")
        if answer.kind == "text/calendar":
            found = set(CANARY.findall(unpacked(asked, answer)))
            if found - CALENDAR_MAY_SAY:
                said.append(f"{asked}: the calendar says more than where and when")
    return said
