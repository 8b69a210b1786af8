"""Messages through the council's own mail server.

A mail server cannot be asked what it has taken. A message whose try broke off after it was handed
over is sent again with the same Message-ID, by which many mailboxes leave out the second copy.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

from portal.outbox.channels import NotSent, Outgoing
from portal.outbox.channels.mail import email_of
from portal.outbox.rules.faults import Fault

WAIT_SECONDS = 10
_FOR_GOOD = 500
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class SmtpWay:
    """Hands messages to one mail server: ``smtp://`` (STARTTLS) or ``smtps://`` (TLS at once).

    ``smtp+plain://`` is unprotected, for a relay on this very machine.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender

    def send(self, message: Outgoing) -> None:
        """Hand the message over, in a connection of its own."""
        mail = email_of(message, self._sender)
        with _in_our_words(), self._connected() as server:
            server.send_message(mail, to_addrs=[message.address])

    def went(self, message: Outgoing) -> None:
        """Tell nothing: a mail server cannot be asked."""
        del message

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        host, scheme = self._url.hostname or "", self._url.scheme
        port = self._url.port or _PORTS[scheme]
        server: smtplib.SMTP
        if scheme == "smtps":
            safe = ssl.create_default_context()
            server = smtplib.SMTP_SSL(host, port, timeout=WAIT_SECONDS, context=safe)
        else:
            server = smtplib.SMTP(host, port, timeout=WAIT_SECONDS)
        try:
            if scheme == "smtp":
                server.starttls(context=ssl.create_default_context())
            if self._url.username is not None:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            yield server
            # What the server says on leaving is of no interest: it has the message by now.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Turn what the library raises into a fault: a server's own words may hold the address."""
    try:
        yield
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(_fault_of(error)) from None


def _fault_of(error: Exception) -> Fault:
    for kind, fault in _FAULTS:
        if isinstance(error, kind):
            return fault(error)
    return Fault.BROKE_OFF


def _by_code(code: int, for_good: Fault) -> Fault:
    return for_good if code >= _FOR_GOOD else Fault.BUSY


def _recipient_fault(error: Exception) -> Fault:
    assert isinstance(error, smtplib.SMTPRecipientsRefused)
    codes = [code for code, _ in error.recipients.values()]
    return _by_code(min(codes, default=0), Fault.ADDRESS_REFUSED)


def _response_fault(error: Exception) -> Fault:
    assert isinstance(error, smtplib.SMTPResponseException)
    return _by_code(error.smtp_code, Fault.REFUSED)


# In this order: the first that fits.
_FAULTS: tuple[tuple[type[Exception], Callable[[Exception], Fault]], ...] = (
    (smtplib.SMTPAuthenticationError, lambda _: Fault.NOT_SIGNED_IN),
    (smtplib.SMTPNotSupportedError, lambda _: Fault.NOT_SAFE),
    (ssl.SSLError, lambda _: Fault.NOT_SAFE),
    (smtplib.SMTPRecipientsRefused, _recipient_fault),
    (smtplib.SMTPConnectError, lambda _: Fault.BUSY),
    (smtplib.SMTPHeloError, lambda _: Fault.BUSY),
    (smtplib.SMTPResponseException, _response_fault),
    (smtplib.SMTPServerDisconnected, lambda _: Fault.BROKE_OFF),
    (TimeoutError, lambda _: Fault.UNREACHABLE),
    (ConnectionRefusedError, lambda _: Fault.UNREACHABLE),
    (ConnectionError, lambda _: Fault.BROKE_OFF),
    (OSError, lambda _: Fault.UNREACHABLE),
)
