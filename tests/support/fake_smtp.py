"""A council's mail server of the tests' own: takes mail, or refuses it as often as it is told."""

from __future__ import annotations

import random
import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "portal", "p@ss/word of nobody"


@dataclass
class FakeMailServer:
    """What was taken, and how it fails: ``failing`` is a share of the messages."""

    failing: float = 0.0
    answer_to_rcpt: str | None = None
    answer_to_data: str | None = None
    taken: Counter[str] = field(default_factory=Counter)
    """How often each Message-ID was taken."""
    mails: list[Message] = field(default_factory=list)
    readers: list[list[str]] = field(default_factory=list)
    answer_after_taking: str = "250 taken"
    chance: random.Random = field(default_factory=lambda: random.Random(23))  # noqa: S311 - the same faults at every run

    async def handle_RCPT(  # noqa: N802 - the library's name and arguments
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if self.answer_to_rcpt is not None:
            return self.answer_to_rcpt
        if self.chance.random() < self.failing / 2:
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        del server, session
        if self.answer_to_data is not None:
            return self.answer_to_data
        if self.chance.random() < self.failing / 2:
            return "452 too much to do"
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        self.taken[str(mail["Message-ID"])] += 1
        self.mails.append(mail)
        self.readers.append(list(envelope.rcpt_tos))
        return self.answer_after_taking


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    right = isinstance(data, LoginPassword) and data == LoginPassword(
        USER.encode(), PASSWORD.encode()
    )
    return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, signs_in: bool = False, **options: Any
) -> Iterator[tuple[FakeMailServer, int]]:
    """Serve one and yield it with its port; with ``tls`` it asks for STARTTLS."""
    fake = FakeMailServer(**options)
    more: dict[str, Any] = {}
    if tls is not None:
        more = {"tls_context": tls, "require_starttls": True}
    if signs_in:
        more |= {"authenticator": _authenticate, "auth_required": True}
    controller = Controller(
        fake, hostname="127.0.0.1", port=_free_port(), server_hostname="mail", **more
    )
    controller.start()
    try:
        yield fake, controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    # The library wants to know its port before it listens.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
