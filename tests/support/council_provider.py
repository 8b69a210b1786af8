"""A council's own sign-in, in this process: answers rightly, or wrongly in one named way."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Response, jsonify, request
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT = "portal-of-these-tests"
ISSUER = "https://sign-in.council.example"
SECRET = "only the provider of these tests knows this"

Claims = dict[str, Any]


@dataclass
class CouncilProvider:
    """What it says of itself and of people; tests change one thing at a time."""

    now: Callable[[], int]
    described: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[Claims], str] | None = None
    """Signs in another way than the right one."""
    down: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    challenges: dict[str, dict[str, str]] = field(default_factory=dict)

    def browser_goes(self, address: str) -> dict[str, str]:
        """Somebody signs in there; returns what their browser brings back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert query["client_id"] == CLIENT
        code = f"code-{len(self.challenges)}"
        self.challenges[code] = query
        return {"code": code, "state": query["state"], "iss": ISSUER}

    def app(self) -> Flask:
        """The provider as a web application."""
        app = Flask("council")

        @app.before_request
        def note() -> Response | None:
            self.asked.append(request.path)
            if "all" in self.down or request.path in self.down:
                return Response("not now", 503)
            return None

        @app.get("/.well-known/openid-configuration")
        def describe() -> Response:
            return jsonify(
                {
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{ISSUER}/authorize",
                    "token_endpoint": f"{ISSUER}/token",
                    "jwks_uri": f"{ISSUER}/keys",
                    "authorization_response_iss_parameter_supported": True,
                }
                | self.described
            )

        @app.get("/keys")
        def keys() -> Response:
            return jsonify({"keys": [self.key.as_dict(private=False)]})

        @app.post("/token")
        def token() -> tuple[Response, int]:
            code = request.form["code"]
            begun = self.challenges.get(code)
            verifier = request.form.get("code_verifier", "")
            digest = hashlib.sha256(verifier.encode()).digest()
            challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
            auth = request.authorization
            right = (
                begun is not None
                and code not in self.used
                and begun["code_challenge"] == challenge
                and begun["redirect_uri"] == request.form["redirect_uri"]
                and auth is not None
                and (auth.username, auth.password) == (CLIENT, SECRET)
            )
            self.used.add(code)
            if not right or begun is None:
                return jsonify({"error": "invalid_grant"}), 400
            return jsonify(self._answer(begun)), 200

        return app

    def _answer(self, begun: dict[str, str]) -> dict[str, Any]:
        now = self.now()
        claims: Claims = {
            "iss": ISSUER,
            "sub": "casey-at-the-council",
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": begun["nonce"],
            "email": "casey@practice.example",
            "email_verified": True,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        answer: dict[str, Any] = {"access_token": "opens nothing here", "token_type": "Bearer"}
        signed = self.sign(claims) if self.sign else self.signed(claims)
        return answer | ({"id_token": signed} if signed else {})

    def signed(self, claims: Claims, **header: Any) -> str:
        """The claims signed as they should be."""
        return jwt.encode({"alg": "RS256", "kid": "one"} | self.header | header, claims, self.key)


def unsigned(claims: Claims) -> str:
    """The claims with an algorithm of none, which anybody can write."""
    whole = jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key("k" * 32))
    body = whole.split(".")[1]
    head = urlsafe_b64encode(b'{"alg":"none","kid":"one"}').rstrip(b"=").decode()
    return f"{head}.{body}."


def by_shared_secret(claims: Claims) -> str:
    """The claims signed with what the client knows as well."""
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(SECRET))


def by_another_key(claims: Claims) -> str:
    """The claims signed by somebody else who names the right key."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))


def by_elliptic_key(claims: Claims) -> str:
    """The claims signed by somebody else in another way."""
    return jwt.encode({"alg": "ES256", "kid": "one"}, claims, ECKey.generate_key("P-256"))
