"""Messages through GOV.UK Notify, by its own client.

The service's template holds nothing but ((subject)) and ((body)). Every message carries its
reference, by which Notify can be asked whether it has it. Notify takes no calendar file with an
email, so an invitation goes without one: its words say where to sign in.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from portal.outbox.channels import NotSent, Outgoing
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import Channel

WAIT_SECONDS = 10
_DID_NOT_ARRIVE = frozenset({"permanent-failure", "temporary-failure", "technical-failure"})
# The client logs what the service answers, and that may hold the address.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


class NotifyWay:
    """Hands messages to GOV.UK Notify."""

    def __init__(self, *, key: str, url: str, templates: dict[Channel, str]) -> None:
        client: Any = NotificationsAPIClient
        self._client = client(key, base_url=url, timeout=WAIT_SECONDS)
        self._templates = templates

    def send(self, message: Outgoing) -> None:
        """Hand the message over."""
        template = self._templates.get(message.channel)
        if template is None:
            raise NotSent(Fault.NO_WAY)
        texts = {"body": message.body}
        with _in_our_words():
            if message.channel is Channel.EMAIL:
                self._client.send_email_notification(
                    email_address=message.address,
                    template_id=template,
                    personalisation=texts | {"subject": message.subject},
                    reference=str(message.reference),
                )
            else:
                self._client.send_sms_notification(
                    phone_number=message.address,
                    template_id=template,
                    personalisation=texts,
                    reference=str(message.reference),
                )

    def went(self, message: Outgoing) -> bool:
        """Ask by the reference; one that Notify could not deliver may be sent again."""
        with _in_our_words():
            found = self._client.get_all_notifications(reference=str(message.reference))
        return any(each["status"] not in _DID_NOT_ARRIVE for each in found["notifications"])


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except APIError as error:
        raise NotSent(_fault_of(error)) from None


def _fault_of(error: APIError) -> Fault:
    if error.response is None:
        return Fault.UNREACHABLE
    if not isinstance(error, HTTPError):
        return Fault.BROKE_OFF
    code = error.status_code
    if code == HTTPStatus.BAD_REQUEST:
        about = str(error.message)
        named = "email_address" in about or "phone_number" in about
        return Fault.ADDRESS_REFUSED if named else Fault.REFUSED
    if code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Fault.NOT_SIGNED_IN
    busy = code == HTTPStatus.TOO_MANY_REQUESTS or code >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Fault.BUSY if busy else Fault.REFUSED
