"""The errors the portal raises on purpose, each with a message written for its reader."""

from __future__ import annotations


class PortalError(Exception):
    """Base of every error the portal raises on purpose; `message` is plain English."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RuleError(PortalError):
    """The rules say no. `field` names the form field to show the message beside, if any."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotFoundError(PortalError):
    """There is no such thing, or it is not this reader's to know of: the answer is the same."""

    def __init__(self, message: str = "Not found") -> None:
        super().__init__(message)


class ForbiddenError(PortalError):
    """The reader may know of the thing but not do this to it."""


class ConflictError(PortalError):
    """Someone else changed the thing since the reader opened it."""


class ConfigurationError(PortalError):
    """A configuration file is wrong. `file` is its name, `where` the table and key in it."""

    def __init__(self, file: str, where: str, message: str) -> None:
        super().__init__(f"{file}: {where}: {message}")
        self.file = file
        self.where = where
        self.reason = message
