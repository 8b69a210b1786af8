"""Messages as files in the instance's folder: practice mode's way, which needs no setting."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from portal.outbox.channels import Outgoing
from portal.outbox.channels.mail import email_of
from portal.outbox.rules.kinds import Channel


class FileWay:
    """Writes each message to a file of its own, named by its reference."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, message: Outgoing) -> None:
        """Write the file whole or not at all; one that is there already stays as it is."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(message)
        own = path.with_name(f"{path.name}.{os.getpid()}")
        own.touch(mode=0o600)
        with own.open("wb") as file:
            file.write(self._content(message))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(own)
        own.unlink()

    def went(self, message: Outgoing) -> bool:
        """Tell whether the file is there."""
        return self._path(message).exists()

    def _path(self, message: Outgoing) -> Path:
        ending = "eml" if message.channel is Channel.EMAIL else "txt"
        return self._folder / f"{message.reference}.{ending}"

    def _content(self, message: Outgoing) -> bytes:
        if message.channel is Channel.EMAIL:
            return email_of(message, self._sender).as_bytes()
        return f"{message.address}\n\n{message.body}".encode()
