"""Speaks WebAuthn: what a browser is asked for, and whether what it answers is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import webauthn
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from portal.signin.models import Passkey

GOOD_FOR = timedelta(minutes=5)
LONGEST_ANSWER = 20_000
WRONG = (WebAuthnException, ValueError, KeyError, TypeError)
"""What the library raises for an answer that is wrong, broken or no answer at all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whom a passkey is for: the host it is tied to, and the address pages come from."""

    host: str
    origin: str


def is_good(challenged_at: datetime | None, now: datetime) -> bool:
    """Tell whether a challenge is recent enough to be answered."""
    return challenged_at is not None and now < challenged_at + GOOD_FOR


def asked_to_register(
    place: Place,
    *,
    service: str,
    name: str,
    person_id: UUID,
    challenge: bytes,
    held: tuple[Passkey, ...],
) -> str:
    """Return what the browser needs to make a passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name=service,
        user_name=name,
        user_id=person_id.bytes,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_described(held),
    )
    return webauthn.options_to_json(options)


def registered(place: Place, answer: str, challenge: bytes) -> VerifiedRegistration | None:
    """Return the new passkey, None where the answer is wrong."""
    try:
        return webauthn.verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
        )
    except WRONG:
        return None


def asked_to_sign(place: Place, *, challenge: bytes, held: tuple[Passkey, ...]) -> str:
    """Return what the browser needs to use a passkey, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=place.host, challenge=challenge, allow_credentials=_described(held)
    )
    return webauthn.options_to_json(options)


def signed(
    place: Place, answer: str, challenge: bytes, held: tuple[Passkey, ...]
) -> tuple[Passkey, int] | None:
    """Return which passkey signed and its new count, None where none of these did."""
    try:
        given = parse_authentication_credential_json(answer[:LONGEST_ANSWER])
        passkey = next(each for each in held if each.credential_id == given.raw_id)
        done = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except (*WRONG, StopIteration):
        return None
    return passkey, done.new_sign_count


def _described(held: tuple[Passkey, ...]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=each.credential_id) for each in held]
