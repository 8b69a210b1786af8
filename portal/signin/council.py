"""Speaks OpenID Connect with the council's own sign-in: the code flow with PKCE, state and nonce.

Everything the provider says is checked before anything of it is believed: the issuer, the audience
and the party it is for, the signature by one of the provider's own published keys with an algorithm
that only the provider can make, the nonce of this very sign-in, and the times (OpenID Connect Core
3.1.3.7, C24).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.base import OAuth2Error
from authlib.oidc.core import CodeIDToken
from flask import Flask, current_app
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from portal.settings import CouncilSignIn, Settings

EXTENSION = "portal.signin.council"
ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512")
"""Signatures that only the holder of a private key can make: neither none nor HS256."""
SECONDS = httpx2.Timeout(8.0, connect=4.0)
REMEMBERED_SECONDS = 3_600.0
ASKED_AGAIN_SECONDS = 60.0
"""How often keys are fetched again for a key that is not known."""
LEEWAY_SECONDS = 60
LARGEST_ANSWER = 200_000
GOOD_FOR_SECONDS = 600
FACTOR_METHODS = frozenset({"mfa", "otp", "hwk", "swk", "fpt", "face", "pop", "sc", "fido"})
"""Of RFC 8176 and those in use: each means more than a password."""


class CouncilError(Exception):
    """The council's sign-in said something that is not believed; ``reason`` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CouncilAwayError(CouncilError):
    """The council's sign-in does not answer, or not with what it should."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sign-in at the council was begun with; the browser brings it back in its cookie."""

    state: str
    nonce: str
    verifier: str
    at: int
    again: bool = False
    """Whether the council was told to ask for a password although it knows who is there."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the council says somebody is."""

    issuer: str
    subject: str
    email: str | None
    """Only where the council says it has verified the address."""
    by_factor: bool
    proved_at: int | None
    """When they last proved to the council who they are, None where it does not say."""


@dataclass
class Provider:
    """The council's sign-in as it describes itself, remembered for an hour."""

    transport: httpx2.BaseTransport | None = None
    """What carries requests, where a test answers them itself."""
    _lock: Lock = field(default_factory=Lock)
    _described: dict[str, Any] | None = None
    _keys: KeySet | None = None
    _described_at: float = 0.0
    _keys_at: float = 0.0

    def described(self, council: CouncilSignIn) -> dict[str, Any]:
        """Return the provider's own description. Raises CouncilError, CouncilAwayError."""
        with self._lock:
            if self._described is None or time.monotonic() > (
                self._described_at + REMEMBERED_SECONDS
            ):
                self._described = self._fetch_description(council)
                self._described_at = time.monotonic()
                self._keys = None
            return self._described

    def keys(self, council: CouncilSignIn, *, wanted: str | None = None) -> KeySet:
        """Return the provider's keys, fetched again where ``wanted`` is not among them."""
        address = str(self.described(council)["jwks_uri"])
        with self._lock:
            known = self._keys is not None and (
                wanted is None or any(key.kid == wanted for key in self._keys.keys)
            )
            lately = time.monotonic() < self._keys_at + ASKED_AGAIN_SECONDS
            if self._keys is None or (not known and not lately):
                try:
                    found: Any = self._fetch(address)
                    self._keys = KeySet.import_key_set(found)
                except (JoseError, ValueError, KeyError, TypeError) as error:
                    raise CouncilAwayError("its keys cannot be read") from error
                self._keys_at = time.monotonic()
            return self._keys

    def client(self, council: CouncilSignIn, back: str) -> OAuth2Client:
        """Return a client for one sign-in."""
        return OAuth2Client(
            client_id=council.client,
            client_secret=council.secret,
            scope="openid email profile",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=SECONDS,
            follow_redirects=False,
            transport=self.transport,
        )

    def _fetch_description(self, council: CouncilSignIn) -> dict[str, Any]:
        issuer = council.issuer
        found = self._fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise CouncilError("it describes itself as another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            address = urlsplit(str(found.get(name, "")))
            if address.scheme != urlsplit(issuer).scheme or not address.hostname:
                raise CouncilError(f"its {name} is not an address to trust")
        return found

    def _fetch(self, address: str) -> dict[str, Any]:
        try:
            with httpx2.Client(
                timeout=SECONDS, follow_redirects=False, transport=self.transport
            ) as http:
                answer = http.get(address, headers={"Accept": "application/json"})
            answer.raise_for_status()
            if len(answer.content) > LARGEST_ANSWER:
                raise CouncilAwayError("it answers too much")
            found = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise CouncilAwayError(f"it does not answer: {type(error).__name__}") from error
        if not isinstance(found, dict):
            raise CouncilAwayError("it answers with something else")
        return found


def init_app(app: Flask) -> None:
    """Keep what is known of the council's sign-in."""
    app.extensions[EXTENSION] = Provider()


def begin(council: CouncilSignIn, back: str, now: int, *, again: bool = False) -> tuple[str, Asked]:
    """Return where to send the browser, and what to check its return against.

    With ``again`` the council asks who it is although it knows (OpenID Connect Core 3.1.2.1).
    """
    provider = _provider()
    described = provider.described(council)
    asked = Asked(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        at=now,
        again=again,
    )
    more = {"prompt": "login", "max_age": "0"} if again else {}
    with provider.client(council, back) as client:
        address, _ = client.create_authorization_url(
            described["authorization_endpoint"],
            state=asked.state,
            nonce=asked.nonce,
            code_verifier=asked.verifier,
            **more,
        )
    return str(address), asked


def finish(
    council: CouncilSignIn, back: str, asked: Asked, given: Mapping[str, str], now: int
) -> Identity:
    """Return who the council says it is. Raises CouncilError for whatever is not as it must be."""
    _check_answer(council, asked, given, now)
    provider = _provider()
    described = provider.described(council)
    if described.get("authorization_response_iss_parameter_supported") and "iss" not in given:
        raise CouncilError("the answer does not name its issuer")
    try:
        with provider.client(council, back) as client:
            token = client.fetch_token(
                described["token_endpoint"],
                grant_type="authorization_code",
                code=given["code"],
                code_verifier=asked.verifier,
            )
    except (OAuthError, OAuth2Error) as error:
        raise CouncilError(f"the code was refused: {error.error}") from error
    except (httpx2.HTTPError, ValueError) as error:
        raise CouncilAwayError(f"it does not answer: {type(error).__name__}") from error
    signed = token.get("id_token")
    if not isinstance(signed, str):
        raise CouncilError("no identity token came")
    keys = provider.keys(council, wanted=_kid(signed))
    claims = _believed(signed, keys, council=council, nonce=asked.nonce, now=now, token=token)
    identity = _identity(council, claims)
    # A time to come would stay fresh until then, and what is no date would stop the sign-in.
    if identity.proved_at is not None and not 0 <= identity.proved_at <= now + LEEWAY_SECONDS:
        raise CouncilError("it says they showed who they are at a time that cannot be")
    if asked.again and (
        identity.proved_at is None or identity.proved_at < asked.at - LEEWAY_SECONDS
    ):
        raise CouncilError("it did not ask again who it is")
    return identity


def _check_answer(council: CouncilSignIn, asked: Asked, given: Mapping[str, str], now: int) -> None:
    if not secrets.compare_digest(given.get("state", "").encode(), asked.state.encode()):
        raise CouncilError("the state is another's")
    if now > asked.at + GOOD_FOR_SECONDS:
        raise CouncilError("it took too long")
    if "iss" in given and given["iss"] != council.issuer:
        raise CouncilError("the answer is another issuer's")
    if "error" in given:
        raise CouncilError("the council refused")
    if not given.get("code"):
        raise CouncilError("no code came")


def _believed(
    signed: str, keys: KeySet, *, council: CouncilSignIn, nonce: str, now: int, token: Any
) -> CodeIDToken:
    """Return a token's claims once signature and every claim are right."""
    try:
        read = jwt.decode(signed, keys, algorithms=ALGORITHMS)
        claims = CodeIDToken(
            read.claims,
            read.header,
            options={
                "iss": {"essential": True, "value": council.issuer},
                "sub": {"essential": True},
                "aud": {"essential": True, "value": council.client},
                "exp": {"essential": True},
                "iat": {"essential": True},
                "nonce": {"essential": True, "value": nonce},
            },
            params={
                "nonce": nonce,
                "client_id": council.client,
                "access_token": str(token.get("access_token", "")),
            },
        )
        claims.validate(now=now, leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise CouncilError(f"its token is not right: {_named(error)}") from error
    return claims


def _kid(signed: str) -> str:
    """Return which key signed. Raises CouncilError for a token that does not say, or is none."""
    try:
        kid = jws.extract_compact(signed.encode()).headers().get("kid")
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise CouncilError(f"its token is not right: {_named(error)}") from error
    if not isinstance(kid, str) or not kid:
        raise CouncilError("its token names no key")
    return kid


def _named(error: Exception) -> str:
    """Return what was wrong: the library's own word for it, which holds no value of the token."""
    return str(getattr(error, "error", type(error).__name__))


def _identity(council: CouncilSignIn, claims: CodeIDToken) -> Identity:
    verified = claims.get("email_verified") is True and isinstance(claims.get("email"), str)
    methods = claims.get("amr")
    named = frozenset(methods) if isinstance(methods, list) else frozenset()
    proved_at = claims.get("auth_time")
    return Identity(
        issuer=council.issuer,
        subject=str(claims["sub"]),
        email=str(claims["email"]).strip().lower() if verified else None,
        by_factor=council.factor == "always"
        or (council.factor == "by_method" and bool(named & FACTOR_METHODS)),
        proved_at=proved_at if type(proved_at) is int else None,
    )


def _provider() -> Provider:
    found: Provider = current_app.extensions[EXTENSION]
    return found


def configured() -> CouncilSignIn | None:
    """Return the council's own sign-in, None where it is not set up."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    return settings.council
