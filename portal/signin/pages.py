"""What the pages about signing in show, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.signin.queries import Factors, Happening
from portal.web.clock import LONDON, Moment
from portal.web.wording import count_words

_WAYS = {
    "password": "by password",
    "app": "by password and authenticator app",
    "passkey": "by password and passkey",
    "recovery_code": "by password and recovery code",
    "council": "by council account",
}
_HAPPENED = {
    "signed_out": "Signed out",
    "session_ended": "A session was ended from the account page",
    "signed_out_everywhere": "Signed out everywhere",
    "proved_again": "Proved again who it is",
    "password_changed": "Password changed",
    "password_set": "Password set by a link",
    "link_made": "An administrator made a link to set the password",
    "link_left": "A link to set the password left for their own email address",
    "app_begun": "Began to set up an authenticator app",
    "app_added": "Authenticator app added",
    "app_removed": "Authenticator app removed",
    "passkey_added": "Passkey added",
    "passkey_removed": "Passkey removed",
    "codes_made": "New recovery codes made",
    "code_used": "Recovery code used",
    "factors_removed": "An administrator removed the second factors",
    "council_allowed": "An administrator allowed a council account to be linked",
    "council_linked": "Council account linked",
}


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One of the reader's sessions."""

    id: UUID
    device: str
    way: str
    began_at: datetime
    used_at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """One of the reader's passkeys."""

    id: UUID
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One thing that happened to the reader's account."""

    title: str
    when: datetime
    by: str | None = None
    text: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class FactorsShown:
    """What the reader can prove themselves with."""

    has_app: bool
    app_added_at: datetime | None
    passkeys: tuple[PasskeyRow, ...]
    codes: str | None
    """How many recovery codes are left, in words; None where there is no factor to stand in for."""
    may_remove: bool


def factors_shown(held: Factors, *, required: bool) -> FactorsShown:
    """Return somebody's factors; the last cannot be removed where everybody needs one."""
    return FactorsShown(
        has_app=held.app is not None,
        app_added_at=held.app.confirmed_at if held.app else None,
        passkeys=tuple(
            PasskeyRow(each.id, each.name, each.added_at, each.last_used_at)
            for each in held.passkeys
        ),
        codes=count_words(held.codes_left, "recovery code") if held.any else None,
        may_remove=held.number > 1 or not required,
    )


def activity(happenings: list[Happening]) -> list[ActivityRow]:
    """Return what happened to an account, in words, the newest first."""
    return [ActivityRow(_title(each), each.at) for each in happenings]


def come_back(not_before: datetime, at: Moment) -> str:
    """Return when somebody who tried too often may try again, in words."""
    shown = (at.shown + (not_before - at.real)).astimezone(LONDON)
    seconds = int((not_before - at.real).total_seconds())
    minutes = max(1, -(-seconds // 60))
    return (
        "There have been too many tries. Wait "
        f"{count_words(minutes, 'minute')}, until {shown:%H:%M}, then try again"
    )


def way_words(way: str) -> str:
    """Return how somebody signed in, in words."""
    return _WAYS.get(way, way)


def _title(happening: Happening) -> str:
    what = happening.event.rpartition(":")[2]
    facts = happening.facts or {}
    if what == "signed_in":
        unknown = ", a browser not used before" if facts.get("new") else ""
        how = way_words(str(facts.get("way")))
        return f"Signed in {how} with {facts.get('device')}{unknown}"
    if what == "refused":
        tries = count_words(int(str(facts.get("times", 1))), "wrong try", "wrong tries")
        return f"{tries} to sign in"
    return _HAPPENED.get(what, what.replace("_", " ").capitalize())
