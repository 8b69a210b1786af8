"""Who asks: the actor states of the access matrix, and how each comes to be.

A state is set up with what the portal has: roles, seats, an invitation to one item, a declared
interest; a young person by a link or a code for the own item.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.entry.rules import Way
from portal.people.policy import Role

BURNLEY = "burnley"
LETTERS_TAKEN_ONCE = "Two actor states share a letter."


@dataclass(frozen=True, slots=True)
class Held:
    """A role and where it counts; ``district`` None is the whole county."""

    role: Role
    district: str | None = BURNLEY


@dataclass(frozen=True, slots=True)
class ActorState:
    """Somebody at a browser: a letter for the table, words for the reader, and what they hold."""

    letter: str
    key: str
    words: str
    held: tuple[Held, ...] = ()
    seat: str | None = None
    deputy: bool = False
    seat_ended: bool = False
    left: bool = False
    suspended: bool = False
    sent: bool = False
    stands_in: bool = False
    visits: bool = False
    recused: bool = False
    young: Way | None = None
    whose: str = "own"
    """Whose item a young person comes to, as ``world.Subject.state`` says it."""
    provider: bool = False


def _role(key: str, district: str | None = BURNLEY) -> Held:
    return Held(Role(key), district)


STATES: tuple[ActorState, ...] = (
    ActorState("a", "anonymous", "nobody: not signed in"),
    ActorState("k", "by_link", "the young person of the own item, by a link alone", young=Way.LINK),
    ActorState(
        "y", "young_person", "the young person of the own item, by a worker’s code", young=Way.CODE
    ),
    ActorState(
        "j",
        "told",
        "the young person of the other item, whose record is filed, by a worker’s code",
        young=Way.CODE,
        whose="other item",
    ),
    ActorState("v", "visitor", "an ad-hoc attendee, asked to one item", visits=True),
    ActorState(
        "V",
        "visiting_provider",
        "a provider's worker, asked to one item",
        visits=True,
        provider=True,
    ),
    ActorState(
        "p",
        "provider",
        "a provider's representative, by seat",
        seat="supported_accommodation",
        provider=True,
    ),
    ActorState("h", "housing", "a housing officer, by seat", seat="housing_authority"),
    ActorState("w", "worker", "the item's own social worker", (_role("social_worker"),)),
    ActorState("o", "other_worker", "another social worker", (_role("social_worker"),)),
    ActorState(
        "e",
        "adviser",
        "a personal adviser",
        (_role("personal_adviser"),),
    ),
    ActorState(
        "t",
        "manager",
        "the item's own team manager",
        (_role("team_manager"),),
    ),
    ActorState(
        "S",
        "stand_in",
        "a manager who comes to the own item in its social worker's place",
        (_role("team_manager"),),
        stands_in=True,
    ),
    ActorState("f", "fostering", "a fostering manager, by seat", seat="fostering_manager"),
    ActorState("i", "iro", "the IRO representative, by seat", seat="iro_representative"),
    ActorState(
        "n",
        "young_representative",
        "a young person representative",
        (_role("young_person_representative"),),
    ),
    ActorState(
        "N",
        "seated_representative",
        "a young person representative, by seat, of an advocacy organisation",
        seat="young_person_representative",
    ),
    ActorState("c", "chair", "the chair", (_role("chair"),), "leaving_care_senior_manager"),
    ActorState("s", "support", "case support of the district", (_role("case_support"),)),
    ActorState("d", "deputy", "an active deputy, by seat", seat="residential_manager", deputy=True),
    ActorState("q", "sent", "sent to the one meeting in the housing officer's place", sent=True),
    ActorState(
        "x",
        "ex_deputy",
        "a deputy whose term ended yesterday, still signed in",
        seat="residential_manager",
        deputy=True,
        seat_ended=True,
    ),
    ActorState(
        "l",
        "left",
        "case support who left yesterday, still signed in",
        (_role("case_support"),),
        left=True,
    ),
    ActorState(
        "z",
        "suspended",
        "case support, suspended and still signed in",
        (_role("case_support"),),
        suspended=True,
    ),
    ActorState(
        "r",
        "recused",
        "a panel member who declared an interest in the own item",
        seat="access_to_resources",
        recused=True,
    ),
    ActorState(
        "b",
        "board",
        "a Board member (scrutiny)",
        (_role("board_member", district=None),),
    ),
    ActorState("D", "district_lead", "the district's administrator", (_role("district_lead"),)),
    ActorState(
        "P",
        "people_administrator",
        "who manages people and roles",
        (_role("people_administrator", district=None),),
    ),
    ActorState(
        "g",
        "governance",
        "information governance",
        (_role("information_governance", district=None),),
    ),
    ActorState(
        "u", "county", "case support of the whole county", (_role("case_support", district=None),)
    ),
)
CRAWLED_ON_POSTGRESQL = (
    "anonymous",
    "young_person",
    "told",
    "visitor",
    "provider",
    "worker",
    "chair",
    "support",
    "recused",
    "left",
    "governance",
    "county",
)
"""Who follows every link on PostgreSQL: one of each kind of scope the database's own wall knows.

Nobody's; one young person's, before their record is filed and after; one item's; a district's by a
seat, by a tie to an item, by a role, by both, and without what was declared; of somebody who has
left, whose session is ended; the county's, with cases and without. Who is left out has a scope of
one of these kinds, so the wall is asked nothing new by them. On SQLite everybody follows every
link, and on both everybody asks the whole matrix.
"""
_ASKS = [(database, state.key) for database in ("sqlite", "postgresql") for state in STATES]
_CRAWLS = [
    (database, who)
    for database, who in _ASKS
    if database == "sqlite" or who in CRAWLED_ON_POSTGRESQL
]


def _given(pairs: list[tuple[str, str]]) -> list[tuple[str, tuple[str, str]]]:
    """Return each database and who asks, with the database again, so that none is asked twice.

    Tests are put in order by what they share: by somebody alone, the databases would take turns.
    """
    return [(database, (database, who)) for database, who in pairs]


ASKS, ASKS_IDS = _given(_ASKS), [f"{who}-{database}" for database, who in _ASKS]
CRAWLS, CRAWLS_IDS = _given(_CRAWLS), [f"{who}-{database}" for database, who in _CRAWLS]
BY_KEY = {state.key: state for state in STATES}
assert len({state.letter for state in STATES}) == len(STATES), LETTERS_TAKEN_ONCE
