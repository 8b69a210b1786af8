"""A GOV.UK Notify of the tests' own: takes messages over HTTP and fails as often as it is told.

What it took is kept by reference. It may also take a message and then answer with an error, as a
service does whose answer is lost on the way.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, request

from tests.support.server import serving

KEY = f"invented-{'0' * 8}-0000-0000-0000-{'0' * 12}-{'1' * 8}-1111-1111-1111-{'1' * 12}"
EMAIL_TEMPLATE, SMS_TEMPLATE = "an-email-template", "a-text-template"


@dataclass
class FakeNotify:
    """What was taken, and how it fails: ``failing`` is a share of the requests to send."""

    failing: float = 0.0
    refuse_with: tuple[int, str] | None = None
    """A status and a message to refuse everything with."""
    taken: Counter[str] = field(default_factory=Counter)
    """How often each reference was taken."""
    order: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    status: str = "delivered"
    chance: random.Random = field(default_factory=lambda: random.Random(23))  # noqa: S311 - the same faults at every run

    def app(self) -> Flask:
        app = Flask("fake-notify")
        app.add_url_rule("/v2/notifications/<kind>", view_func=self.send, methods=["POST"])
        app.add_url_rule("/v2/notifications", view_func=self.list)
        return app

    def send(self, kind: str) -> Response:
        assert request.headers["Authorization"].startswith("Bearer ")
        if self.refuse_with is not None:
            code, message = self.refuse_with
            return _answer(code, {"errors": [{"error": "BadRequestError", "message": message}]})
        body = request.get_json()
        if self.chance.random() < self.failing:
            # Every third failure comes after the message was taken.
            if self.chance.random() < 1 / 3:
                self._take(kind, body)
            code = self.chance.choice([429, 500, 503])
            return _answer(code, {"errors": [{"error": "Error", "message": body["reference"]}]})
        self._take(kind, body)
        return _answer(201, {"id": "1", "reference": body["reference"]})

    def _take(self, kind: str, body: dict[str, Any]) -> None:
        self.taken[body["reference"]] += 1
        self.order.append({"kind": kind, **body})

    def list(self) -> Response:
        self.asked += 1
        reference = request.args["reference"]
        found = [{"reference": reference, "status": self.status}] * self.taken[reference]
        return _answer(200, {"notifications": found, "links": {}})


def _answer(code: int, body: dict[str, Any]) -> Response:
    return Response(json.dumps(body), code, mimetype="application/json")


@contextmanager
def notify(**options: Any) -> Iterator[tuple[FakeNotify, str]]:
    """Serve one and yield it with its address."""
    fake = FakeNotify(**options)
    with serving(fake.app()) as url:
        yield fake, url
