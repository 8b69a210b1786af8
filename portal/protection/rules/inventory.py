"""What every column is: about the young person, about somebody else, or about nobody.

A test walks every table and fails where a column is not here, so that nothing can be held about
somebody without being found when they ask (C39).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.variations.keeping import Kept


class About(StrEnum):
    """Whom a column says something of."""

    THEM = "them"
    """The young person alone."""
    WORDS = "words"
    """The young person, in words that may name others: a person reads them before they go out."""
    OTHERS = "others"
    """Somebody else: staff, a carer, a deputy."""
    NOBODY = "nobody"
    """No person: a key, a count, a version, the panel's own arrangements."""


class Way(StrEnum):
    """How a table's rows are tied to a young person."""

    SELF = "self"
    """It is the young person's own row."""
    PATH = "path"
    """By its columns that point to them, one row after another."""
    MEETINGS = "meetings"
    """By a meeting at which they were listed."""
    AGENDAS = "agendas"
    """By what was frozen of their own item."""
    EVENTS = "events"
    """By an event about any of their rows."""
    MENTIONS = "mentions"
    """By a report that shows their code."""
    NONE = "none"
    """It holds nothing about a young person."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One table: its title for a reader, the way to a young person, and each of its columns.

    ``path`` is the column that points on towards the young person; ``kept`` names the rule that
    says how long, or is empty with ``stays`` saying why there is none.
    """

    title: str
    way: Way
    columns: Mapping[str, About]
    path: str = ""
    kept: tuple[Kept, ...] = ()
    stays: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


KEYS = ("authority_id", "id")
"""In every table, about nobody."""


def _columns(**by_about: str) -> dict[str, About]:
    """Return columns by name, from their names in one text for each kind."""
    return {name: About(about) for about, names in by_about.items() for name in names.split()}


ARRANGEMENTS = "How the panels are arranged; about nobody's life."
POINTS_TO_STAFF = "Points to a member of staff; says nothing once their own row is empty."
TRAIL = "The trail holds keys, dates and counts, never a name or a person’s words."
GOES_WITH_PERSON = (Kept.YOUNG_PEOPLE,)

INVENTORY: dict[str, Entry] = {
    "young_person": Entry(
        "Who they are",
        Way.SELF,
        _columns(
            them="district_id reference child_code preferred_name born_on sex arrived_alone "
            "address_protected",
            others="social_worker_id",
        ),
        kept=GOES_WITH_PERSON,
        labels={
            "child_code": "Code in the county’s return",
            "born_on": "Date of birth",
            "arrived_alone": "Came to the United Kingdom alone, seeking asylum",
        },
    ),
    "care_episode": Entry(
        "Times in care",
        Way.PATH,
        _columns(
            them="young_person_id started_on reason_new legal_status need place ended_on "
            "reason_ended reason_place_change",
            others="place_provider provider_number",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "care_review": Entry(
        "Reviews of their care",
        Way.PATH,
        _columns(them="young_person_id held_on participation"),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
        labels={"participation": "How they took part (the return’s code)"},
    ),
    "return_row": Entry(
        "Other rows of the county’s return",
        Way.PATH,
        _columns(them="young_person_id module row_key", words="facts"),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "return_import": Entry(
        "Imports that mention them",
        Way.MENTIONS,
        _columns(
            words="report", others="started_by", nobody="started_at finished_at year as_of state"
        ),
        kept=(Kept.IMPORT_REPORTS,),
    ),
    "panel_case": Entry(
        "Matters before a panel",
        Way.PATH,
        _columns(them="young_person_id kind opened_on closed_on", nobody="district_id"),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "item": Entry(
        "When a panel was to look at their plan",
        Way.PATH,
        _columns(
            them="meeting_id slot_id case_id young_person_id nominated_on closed_at",
            words="item_type withdrawn_reason",
            others="social_worker_id manager_id personal_adviser_id adviser_manager_id "
            "stand_in_id stand_in_since nominated_by",
            nobody="district_id version",
        ),
        path="young_person_id",
        kept=(Kept.WITHDRAWAL_REASONS, Kept.YOUNG_PEOPLE),
        labels={"item_type": "What the panel was asked to look at"},
    ),
    "item_record": Entry(
        "What they said, what was said, and what the panel decided",
        Way.PATH,
        _columns(
            them="item_id took_part decision_key decision_label decision_until filed_at receipt "
            "recorded_at",
            words="took_part_note discussion decision_reason decision_who",
            others="recorded_by filed_by",
            nobody="district_id version",
        ),
        path="item_id",
        kept=(Kept.RECORD_WORDS, Kept.YOUNG_PEOPLE),
        labels={
            "took_part_note": "Their views and who shared them, or what was tried",
            "decision_label": "What the panel decided",
        },
    ),
    "barrier": Entry(
        "What stood in the way",
        Way.PATH,
        _columns(them="item_record_id item_id", words="wording", nobody="district_id position"),
        path="item_record_id",
        kept=(Kept.RECORD_WORDS, Kept.YOUNG_PEOPLE),
    ),
    "action": Entry(
        "What somebody promised to do",
        Way.PATH,
        _columns(
            them="item_record_id item_id due_on done_on",
            words="wording",
            others="owner_id",
            nobody="district_id position",
        ),
        path="item_record_id",
        kept=(Kept.ACTION_WORDS, Kept.YOUNG_PEOPLE),
    ),
    "record_addition": Entry(
        "What was added to a record later",
        Way.PATH,
        _columns(
            them="item_record_id item_id receipt added_at",
            words="wording",
            others="added_by",
            nobody="district_id",
        ),
        path="item_record_id",
        kept=(Kept.RECORD_WORDS, Kept.YOUNG_PEOPLE),
    ),
    "agenda_version": Entry(
        "Agendas they were on, and who was sent them",
        Way.AGENDAS,
        _columns(
            them="frozen",
            words="late_reason",
            others="published_by late_accepted_by",
            nobody="district_id meeting_id number published_at",
        ),
        path="meeting_id",
        kept=(Kept.AGENDAS, Kept.YOUNG_PEOPLE),
    ),
    "attendance": Entry(
        "Who was in the room",
        Way.MEETINGS,
        _columns(
            others="person_id stand_in", nobody="district_id meeting_id seat_key state version"
        ),
        path="meeting_id",
        kept=(Kept.ATTENDANCE,),
    ),
    "meeting": Entry(
        "Meetings",
        Way.MEETINGS,
        _columns(nobody="district_id panel_id held_on part place state unusual_day_reason version"),
        path="id",
        stays=ARRANGEMENTS,
    ),
    "audit_event": Entry(
        "What was done, and who looked",
        Way.EVENTS,
        _columns(
            them="kind event subject_kind subject_id young_person_id happened_at page why facts",
            others="actor_id",
            nobody="seq about_district purpose salt facts_digest key_number digest",
        ),
        stays=TRAIL,
    ),
    "audit_event_earlier": Entry(
        "What was done, not yet in the chain",
        Way.EVENTS,
        _columns(
            them="event subject_kind subject_id happened_at facts",
            others="actor_id",
            nobody="about_district",
        ),
        stays=TRAIL,
    ),
    "audit_head": Entry(
        "The end of the trail",
        Way.NONE,
        _columns(nobody="seq digest"),
        stays="How long the trail is; about nobody.",
    ),
    "item_cost": Entry(
        "What their home costs",
        Way.PATH,
        _columns(
            them="item_id weekly_pence recorded_at",
            words="note",
            others="recorded_by",
            nobody="district_id version",
        ),
        path="item_id",
        kept=GOES_WITH_PERSON,
        labels={"weekly_pence": "A week, in pence"},
    ),
    "visit": Entry(
        "Who was asked to their item for one matter",
        Way.PATH,
        _columns(
            them="item_id tells_name opens_at closes_at ended_at",
            words="reason",
            others="person_id invited_by",
            nobody="district_id",
        ),
        path="item_id",
        kept=GOES_WITH_PERSON,
        labels={"tells_name": "Whether the visitor was told their name"},
    ),
    "recusal": Entry(
        "Who declared an interest and was kept out",
        Way.PATH,
        _columns(
            them="item_id young_person_id declared_at ended_at",
            words="reason",
            others="person_id declared_by ended_by",
            nobody="district_id",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "meeting_deputy": Entry(
        "Who came to a meeting for somebody else",
        Way.MEETINGS,
        _columns(
            others="holder_id person_id named_by",
            nobody="district_id meeting_id seat_key named_at ended_at",
        ),
        path="meeting_id",
        stays=POINTS_TO_STAFF,
    ),
    "legal_hold": Entry(
        "Why everything about them had to be kept",
        Way.PATH,
        _columns(
            them="young_person_id placed_at lifted_at",
            words="reason lift_reason",
            others="placed_by lifted_by",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "protection_ruling": Entry(
        "What was decided about deleting or hiding their data",
        Way.PATH,
        _columns(
            them="young_person_id kind ground state proposed_at decided_at ended_at",
            words="reason end_reason",
            others="proposed_by decided_by ended_by",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "copy_request": Entry(
        "When somebody asked for a copy",
        Way.PATH,
        _columns(
            them="young_person_id state asked_on stopped_on stopped_days opened_at read_at",
            words="note",
            others="opened_by read_by",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "copy_verdict": Entry(
        "What was decided about each part of a copy",
        Way.PATH,
        _columns(
            them="request_id kind row_id verdict decided_at",
            words="reason instead",
            others="decided_by",
        ),
        path="request_id",
        kept=GOES_WITH_PERSON,
    ),
    "tombstone": Entry(
        "What was deleted, and when",
        Way.NONE,
        _columns(nobody="kind row_id removed_at cause"),
        stays="That something was deleted is kept; what it said is not here.",
    ),
    "person": Entry(
        "Staff and members",
        Way.NONE,
        _columns(
            others="name email job_title organisation_id manager_id password_hash starts_on "
            "ends_on audience sponsor_id invited_at accepted_at suspended_at suspended_reason",
            nobody="version",
        ),
        kept=(Kept.STAFF,),
    ),
    "role_grant": Entry(
        "Roles",
        Way.NONE,
        _columns(
            others="person_id role area_id district_id panel_id starts_on ends_on ended_at "
            "sponsor_id reason review_on"
        ),
        kept=(Kept.STAFF,),
    ),
    "seat_holder": Entry(
        "Holders of seats",
        Way.NONE,
        _columns(
            others="person_id starts_on ends_on", nobody="district_id panel_id seat_key deputy"
        ),
        stays=POINTS_TO_STAFF,
    ),
    "sign_in_session": Entry(
        "Where staff are signed in",
        Way.NONE,
        _columns(
            others="person_id token_hash previous_hash renamed_at stage way device powers_hash "
            "began_at used_at proved_at challenge challenged_at"
        ),
        kept=(Kept.STAFF,),
    ),
    "authenticator_app": Entry(
        "Authenticator apps of staff",
        Way.NONE,
        _columns(others="person_id secret added_at confirmed_at last_step last_used_at"),
        kept=(Kept.STAFF,),
    ),
    "passkey": Entry(
        "Passkeys of staff",
        Way.NONE,
        _columns(others="person_id credential_id public_key sign_count name added_at last_used_at"),
        kept=(Kept.STAFF,),
    ),
    "recovery_code": Entry(
        "Recovery codes of staff",
        Way.NONE,
        _columns(others="person_id code_hash used_at"),
        kept=(Kept.STAFF,),
    ),
    "sign_in_link": Entry(
        "Links to set a password",
        Way.NONE,
        _columns(others="person_id kind token_hash made_by made_at expires_at used_at"),
        kept=(Kept.STAFF,),
    ),
    "council_identity": Entry(
        "Staff as the council’s own sign-in knows them",
        Way.NONE,
        _columns(others="person_id issuer subject allowed_until linked_at"),
        kept=(Kept.STAFF,),
    ),
    "kept_work": Entry(
        "Work sent too late, sealed for an hour",
        Way.NONE,
        _columns(others="person_id action page fields kept_until"),
        stays="Sealed for its sender alone, and deleted within the hour.",
    ),
    "sign_in_tally": Entry(
        "Counts of wrong tries to sign in",
        Way.NONE,
        _columns(nobody="key failures last_at not_before untold told_at"),
        stays="A keyed hash and a count; no name or address can be read from it.",
    ),
    "authority": Entry("The county", Way.NONE, _columns(nobody="name"), stays=ARRANGEMENTS),
    "area": Entry("Areas", Way.NONE, _columns(nobody="name"), stays=ARRANGEMENTS),
    "district": Entry(
        "Districts",
        Way.NONE,
        _columns(nobody="name ons_code area_id starts_on ends_on"),
        stays=ARRANGEMENTS,
    ),
    "district_succession": Entry(
        "Who takes over from a district",
        Way.NONE,
        _columns(nobody="district_id successor"),
        stays=ARRANGEMENTS,
    ),
    "organisation": Entry(
        "Organisations",
        Way.NONE,
        _columns(nobody="name kind closed_on version"),
        stays=ARRANGEMENTS,
    ),
    "panel": Entry(
        "Panels",
        Way.NONE,
        _columns(nobody="district_id kind starts_on ends_on"),
        stays=ARRANGEMENTS,
    ),
    "slot": Entry(
        "Slots",
        Way.NONE,
        _columns(nobody="district_id meeting_id starts_at minutes kind"),
        stays=ARRANGEMENTS,
    ),
}


def about(table: str, column: str) -> About:
    """Return whom a column says something of. KeyError where nobody has said."""
    if column in KEYS:
        return About.NOBODY
    return INVENTORY[table].columns[column]


def label(table: str, column: str) -> str:
    """Return a column's name for a reader."""
    said = INVENTORY[table].labels.get(column)
    if said:
        return said
    words = column.removesuffix("_id").replace("_", " ")
    return words[:1].upper() + words[1:]
