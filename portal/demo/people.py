"""The invented people of practice mode. No name here is anybody's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.kernel.wording import joined
from portal.people.policy import Role
from portal.people.queries import RoleHeld
from portal.variations.values import OrganisationKind

PASSWORD = "practice makes it easier"  # noqa: S105 - printed at start; it opens nothing real


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """Somebody who can sign in. ``seats`` are the seats they hold in each of their districts.

    ``role`` None: their seat, their item or an invitation is what lets them in.
    """

    key: str
    name: str
    job_title: str
    role: Role | None
    districts: tuple[str, ...] | None
    """None for the whole county."""
    seats: tuple[str, ...] = ()
    manager: str | None = None

    @property
    def email(self) -> str:
        """An address that cannot exist."""
        return f"{self.key}@practice.example"


DISTRICTS = ("burnley", "preston", "pendle")
"""One on the product's defaults, one that varies in TOML, one with a plugin."""

EVERYWHERE = (
    InventedPerson(
        "case-support", "Casey Example", "Case Support Officer", Role.CASE_SUPPORT, None
    ),
    InventedPerson(
        "governance-2",
        "Ira Invented",
        "Information Governance Officer",
        Role.INFORMATION_GOVERNANCE,
        None,
    ),
    InventedPerson(
        "lead",
        "Lee Sample",
        "Quality and Assurance Manager",
        Role.DISTRICT_LEAD,
        DISTRICTS,
        ("iro_representative",),
    ),
    InventedPerson(
        "governance",
        "Gale Notreal",
        "Information Governance Officer",
        Role.INFORMATION_GOVERNANCE,
        None,
    ),
    InventedPerson(
        "fostering",
        "Fen Pretend",
        "Fostering Manager",
        None,
        DISTRICTS,
        ("fostering_manager",),
    ),
    InventedPerson(
        "residential",
        "Reese Madeup",
        "Residential Services Manager",
        None,
        DISTRICTS,
        ("residential_manager",),
    ),
    InventedPerson(
        "resources",
        "Ari Invented",
        "Access to Resources Officer",
        None,
        DISTRICTS,
        ("access_to_resources",),
    ),
    InventedPerson(
        "justice",
        "Jules Notreal",
        "Child and Youth Justice Officer",
        None,
        DISTRICTS,
        ("youth_justice",),
    ),
    InventedPerson(
        "people", "Pat Fictional", "People Administrator", Role.PEOPLE_ADMINISTRATOR, None
    ),
    InventedPerson("board", "Bay Imagined", "County Councillor", Role.BOARD_MEMBER, None),
)

ORGANISATIONS: tuple[tuple[str, str, OrganisationKind], ...] = (
    ("lead", "Invented Reviewing Service", OrganisationKind.IRO_SERVICE),
    ("fostering", "Invented Fostering Service", OrganisationKind.FOSTERING),
    ("residential", "Invented Residential Service", OrganisationKind.RESIDENTIAL),
    ("resources", "Invented Access to Resources Team", OrganisationKind.ACCESS_TO_RESOURCES),
    ("justice", "Invented Youth Justice Service", OrganisationKind.YOUTH_JUSTICE),
    ("people", "Invented County Offices", OrganisationKind.OTHER),
    ("governance", "Invented County Offices", OrganisationKind.OTHER),
    ("board", "Invented Corporate Parenting Board", OrganisationKind.BOARD),
    ("housing", "Invented Housing Authorities", OrganisationKind.HOUSING_AUTHORITY),
    ("deputy", "Invented Housing Authorities", OrganisationKind.HOUSING_AUTHORITY),
    ("visitor", "Invented College", OrganisationKind.EDUCATION),
    ("provider", "Invented Supported Homes", OrganisationKind.PROVIDER),
)
"""Where the invented people come from, by how their key begins."""


def organisation_of(person: InventedPerson) -> tuple[str, OrganisationKind]:
    """Return the name and kind of somebody's organisation: children's services unless said."""
    for beginning, name, kind in ORGANISATIONS:
        if person.key == beginning or person.key.startswith(f"{beginning}-"):
            return name, kind
    return "Invented Children’s Services", OrganisationKind.CHILDRENS_SERVICES


def local_people(district: str, name: str) -> tuple[InventedPerson, ...]:
    """Return the invented people of one district; ``name`` is the district's own."""
    return (*_with_roles(district, name), *_by_seat_or_item(district, name))


def _with_roles(district: str, name: str) -> tuple[InventedPerson, ...]:
    return (
        InventedPerson(
            f"chair-{district}",
            f"Charlie {_surname(name)}",
            f"Leaving Care Senior Manager, {name}",
            Role.CHAIR,
            (district,),
            ("leaving_care_senior_manager", "children_in_our_care_senior_manager"),
        ),
        InventedPerson(
            f"manager-{district}",
            f"Max {_surname(name)}",
            f"Leaving Care Team Manager, {name}",
            Role.CHAIR,
            (district,),
            ("leaving_care_team_manager",),
        ),
        InventedPerson(
            f"team-manager-{district}",
            f"Toni {_surname(name)}",
            f"Children in our Care Team Manager, {name}",
            Role.TEAM_MANAGER,
            (district,),
        ),
        InventedPerson(
            f"social-worker-{district}",
            f"Sol {_surname(name)}",
            f"Social Worker, {name}",
            Role.SOCIAL_WORKER,
            (district,),
            manager=f"team-manager-{district}",
        ),
        InventedPerson(
            f"social-worker-2-{district}",
            f"Sky {_surname(name)}",
            f"Social Worker, {name}",
            Role.SOCIAL_WORKER,
            (district,),
            manager=f"team-manager-{district}",
        ),
    )


def _by_seat_or_item(district: str, name: str) -> tuple[InventedPerson, ...]:
    """Return those who hold no role: a seat, a deputyship or one item is what they have."""
    return (
        InventedPerson(
            f"housing-{district}",
            f"Hollis {_surname(name)}",
            f"Housing Options Officer, {name}",
            None,
            (district,),
            ("housing_authority",),
        ),
        InventedPerson(
            f"provider-{district}",
            f"Parker {_surname(name)}",
            f"Supported accommodation provider, {name}",
            None,
            (district,),
            ("supported_accommodation",),
        ),
        *_guests(district, name),
    )


def _guests(district: str, name: str) -> tuple[InventedPerson, ...]:
    """Return those whom an item, a naming or an invitation lets in."""
    return (
        InventedPerson(
            f"adviser-{district}",
            f"Ade {_surname(name)}",
            f"Personal Adviser, {name}",
            None,
            (district,),
            manager=f"manager-{district}",
        ),
        InventedPerson(
            f"deputy-{district}",
            f"Devon {_surname(name)}",
            f"Housing Options Officer, {name}",
            None,
            (district,),
        ),
        InventedPerson(
            f"visitor-{district}",
            f"Val {_surname(name)}",
            f"College Tutor, {name}",
            None,
            (district,),
        ),
    )


def _surname(district_name: str) -> str:
    return f"{district_name.replace(' ', '')}-Example"


@dataclass(frozen=True, slots=True)
class SignInName:
    """Somebody who can sign in, with everywhere they hold a role; None for a mere visitor."""

    role: Role | None
    name: str
    job_title: str
    email: str
    districts: tuple[str, ...]
    where: str

    @property
    def role_key(self) -> str:
        """The role as one word."""
        return self.role.value if self.role else "visitor"

    @property
    def role_words(self) -> str:
        """The role as people read it."""
        return self.role.label if self.role else "Asked to one item"


def sign_in_names(held: Iterable[RoleHeld], every_district: Iterable[str]) -> list[SignInName]:
    """Return each person once. ``every_district`` are the slugs a county-wide role covers."""
    found: dict[str, list[RoleHeld]] = {}
    for each in held:
        found.setdefault(each.email, []).append(each)
    names = []
    for roles in found.values():
        first = roles[0]
        county = any(each.district_id is None for each in roles)
        local = [] if county else list({each.district_id: each for each in roles}.values())
        names.append(
            SignInName(
                role=first.role,
                name=first.name,
                job_title=first.job_title,
                email=first.email,
                districts=tuple(each.district_id for each in local if each.district_id)
                or tuple(every_district),
                where=joined([str(each.place) for each in local]) or "The whole county",
            )
        )
    return names


FIRST_NAMES = (
    "Avery", "Blake", "Cameron", "Dakota", "Eden", "Frankie", "Gray", "Harper", "Indigo", "Jamie",
    "Kit", "Lane", "Morgan", "Nico", "Ocean", "Peyton", "Quinn", "River", "Sage", "Tatum",
    "Umber", "Vale", "Wren", "Yael", "Zephyr",
)  # fmt: skip
FAMILY_NAMES = (
    "Testcase", "Sample", "Invented", "Madeup", "Pretend", "Placeholder", "Notreal", "Example",
)  # fmt: skip


def young_name(number: int) -> str:
    """Return an invented young person's name; the first 200 numbers give different ones."""
    return f"{FIRST_NAMES[number % 25]} {FAMILY_NAMES[(number // 25 + number) % 8]}"
