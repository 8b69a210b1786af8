"""Staff, members, and how they sign in."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import (
    Entry,
    Way,
    columns,
)
from portal.variations.keeping import Kept

STAFF: dict[str, Entry] = {
    "person": Entry(
        "Staff and members",
        Way.NONE,
        columns(
            others="name email job_title organisation_id manager_id password_hash starts_on "
            "ends_on audience sponsor_id invited_at accepted_at suspended_at suspended_reason",
            nobody="version",
        ),
        kept=(Kept.STAFF,),
    ),
    "role_grant": Entry(
        "Roles",
        Way.NONE,
        columns(
            others="person_id role area_id district_id panel_id starts_on ends_on ended_at "
            "sponsor_id reason review_on"
        ),
        kept=(Kept.STAFF,),
    ),
    "sign_in_session": Entry(
        "Where staff are signed in",
        Way.NONE,
        columns(
            others="person_id token_hash previous_hash renamed_at stage way device powers_hash "
            "began_at used_at proved_at challenge challenged_at"
        ),
        kept=(Kept.STAFF,),
    ),
    "authenticator_app": Entry(
        "Authenticator apps of staff",
        Way.NONE,
        columns(others="person_id secret added_at confirmed_at last_step last_used_at"),
        kept=(Kept.STAFF,),
    ),
    "passkey": Entry(
        "Passkeys of staff",
        Way.NONE,
        columns(others="person_id credential_id public_key sign_count name added_at last_used_at"),
        kept=(Kept.STAFF,),
    ),
    "recovery_code": Entry(
        "Recovery codes of staff",
        Way.NONE,
        columns(others="person_id code_hash used_at"),
        kept=(Kept.STAFF,),
    ),
    "sign_in_link": Entry(
        "Links to set a password",
        Way.NONE,
        columns(others="person_id kind token_hash made_by made_at expires_at used_at"),
        kept=(Kept.STAFF,),
    ),
    "council_identity": Entry(
        "Staff as the council’s own sign-in knows them",
        Way.NONE,
        columns(others="person_id issuer subject allowed_until linked_at"),
        kept=(Kept.STAFF,),
    ),
    "kept_work": Entry(
        "Work sent too late, sealed for an hour",
        Way.NONE,
        columns(others="person_id action page fields kept_until"),
        stays="Sealed for its sender alone, and deleted within the hour.",
    ),
    "sign_in_tally": Entry(
        "Counts of wrong tries to sign in",
        Way.NONE,
        columns(nobody="key failures last_at not_before untold told_at"),
        stays="A keyed hash and a count; no name or address can be read from it.",
    ),
}
